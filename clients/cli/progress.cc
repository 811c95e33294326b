#include "clients/cli/progress.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace verkan::cli {

Progress::Progress(std::ostream* stream, Style style, std::string what,
                   std::function<absl::Time()> clock)
    : stream_(stream),
      style_(style),
      what_(std::move(what)),
      clock_(std::move(clock)),
      start_(clock_()),
      next_(start_ + (style == Style::kBar ? absl::Milliseconds(500) : absl::Seconds(5))) {}

void Progress::Update(double fraction, uint64_t count) {
  if (style_ == Style::kNone) return;
  const absl::Time now = clock_();
  if (now < next_) return;
  fraction = std::clamp(fraction, 0.0, 1.0);
  if (style_ == Style::kBar) {
    *stream_ << "\r\x1b[K" << Bar(fraction, count) << std::flush;
    shown_ = true;
    next_ = now + absl::Milliseconds(100);
  } else {
    *stream_ << static_cast<int>(fraction * 100) << " %, " << count << " " << what_ << std::endl;
    next_ = now + absl::Seconds(5);
  }
}

void Progress::Clear() {
  if (!shown_) return;
  *stream_ << "\r\x1b[K" << std::flush;
  shown_ = false;
}

std::string Progress::Bar(double fraction, uint64_t count) const {
  constexpr int kWidth = 30;
  const int full = static_cast<int>(fraction * kWidth);
  return absl::StrCat("[", std::string(full, '#'), std::string(kWidth - full, '.'), "] ",
                      static_cast<int>(fraction * 100), " %  ", count, " ", what_, "  ",
                      absl::ToInt64Seconds(clock_() - start_), " s");
}

}  // namespace verkan::cli
