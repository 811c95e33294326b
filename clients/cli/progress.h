// Progress shows how far long work is: a bar on a terminal, a line now and then elsewhere.
#ifndef VERKAN_CLIENTS_CLI_PROGRESS_H_
#define VERKAN_CLIENTS_CLI_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace verkan::cli {

class Progress {
 public:
  enum class Style { kBar, kLines, kNone };

  // `what` names what is counted, such as "facts".
  Progress(std::ostream* stream, Style style, std::string what,
           std::function<absl::Time()> clock = absl::Now);

  // Shows the fraction done, from 0 to 1, at most ten times a second (a bar, after the first
  // half second) or every five seconds (lines).
  void Update(double fraction, uint64_t count);

  // Takes the bar off the screen, so that something else can be written.
  void Clear();

 private:
  std::string Bar(double fraction, uint64_t count) const;

  std::ostream* const stream_;
  const Style style_;
  const std::string what_;
  const std::function<absl::Time()> clock_;
  const absl::Time start_;
  absl::Time next_;
  bool shown_ = false;
};

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_PROGRESS_H_
