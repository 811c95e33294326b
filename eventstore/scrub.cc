#include "eventstore/scrub.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"
#include "eventstore/verify.h"

namespace verkan::eventstore {
namespace {

constexpr Position kSliceRecords = 1024;
constexpr int kLowPriority = 19;

using Clock = std::chrono::steady_clock;

int64_t NowMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Scrubber::Scrubber(const EventStore* store, const Checkpoints* checkpoints, ScrubOptions options)
    : store_(store), checkpoints_(checkpoints), options_(std::move(options)) {
  if (options_.interval.count() > 0) thread_ = std::thread([this] { Run(); });
}

Scrubber::~Scrubber() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

ScrubState Scrubber::state() const {
  MutexLock lock(&mutex_);
  return state_;
}

bool Scrubber::WaitUntil(Clock::time_point time) {
  MutexLock lock(&mutex_);
  while (!stopping_ && Clock::now() < time) changed_.wait_until(mutex_, time);
  return !stopping_;
}

void Scrubber::Run() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kLowPriority);
  auto pause = std::min(options_.first_after, options_.interval);
  while (WaitUntil(Clock::now() + pause)) {
    ScrubOnce();
    pause = options_.interval;
  }
}

void Scrubber::ScrubOnce() {
  const SignedCheckpoint last = checkpoints_->Last();
  const Position head = store_->head();
  Evidence evidence = {.tiles =
                           [this](int level, uint64_t index) {
                             return store_->ReadTile({.level = level, .index = index});
                           },
                       .tiles_cover = head - head % kTileWidth};
  if (!last.note.empty()) evidence.checkpoints.push_back({last.checkpoint, "the last checkpoint"});
  LogCheck log(std::move(evidence));
  std::vector<Finding> findings;
  const Clock::time_point start = Clock::now();
  uint64_t bytes = 0;
  for (Position next = 1; next <= head;) {
    const absl::StatusOr<Position> after = ReadSlice(next, head, &log, &bytes);
    if (!after.ok()) {
      const Position bad = log.size() + 1;
      findings.push_back({bad, bad,
                          std::string(absl::StripPrefix(after.status().message(),
                                                        absl::StrCat("position ", bad, ": ")))});
      break;
    }
    next = *after;
    const auto due = std::chrono::duration<double>(static_cast<double>(bytes) /
                                                   static_cast<double>(options_.bytes_per_second));
    if (!WaitUntil(start + std::chrono::duration_cast<Clock::duration>(due))) return;
  }
  log.Finish(findings.empty());
  findings.insert(findings.end(), log.findings().begin(), log.findings().end());
  Complete(std::move(findings));
}

absl::StatusOr<Position> Scrubber::ReadSlice(Position from, Position to, LogCheck* log,
                                             uint64_t* bytes) {
  const Position last = std::min(to, from + kSliceRecords - 1);
  VERKAN_ASSIGN_OR_RETURN(auto cursor,
                          store_->Read({.from = from, .to = last, .fill_cache = false}));
  StoredRecord record;
  while (true) {
    VERKAN_ASSIGN_OR_RETURN(const bool more, cursor->Next(&record));
    if (!more) break;
    log->Add(record.bytes);
    *bytes += record.bytes.size();
  }
  if (log->size() < last) return absl::DataLossError("the record is missing");
  MutexLock lock(&mutex_);
  state_.position = log->size();
  return last + 1;
}

void Scrubber::Complete(std::vector<Finding> findings) {
  SortFindings(&findings);
  {
    MutexLock lock(&mutex_);
    state_.position = 0;
    ++state_.completed;
    state_.last_completed_at = NowMicros();
    state_.finding = findings.empty() ? "" : ToText(findings[0]);
  }
  if (!findings.empty() && options_.found) options_.found(findings[0]);
}

}  // namespace verkan::eventstore
