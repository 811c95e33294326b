#include "services/calls/executor.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/calls/conversation_run.h"
#include "services/calls/stream_run.h"

namespace verkan::services {
namespace {

// How often sources that wait are asked again at least.
constexpr absl::Duration kWakeInterval = absl::Seconds(1);
// A query waits no longer, whatever its deadline.
constexpr absl::Duration kLongestWait = absl::Seconds(30);

bool Gone(const Context& context) {
  return context.cancelled != nullptr && context.cancelled->load();
}

absl::Status QueueFull() { return Refuse("QUEUE_FULL", {{"queue", "The queue of queries"}}); }

}  // namespace

bool Sleepers::Sleep(std::shared_ptr<StreamRun> stream, uint64_t seen) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (generation_.load() != seen || stream->cancelled()) return false;
  streams_.insert(std::move(stream));
  return true;
}

bool Sleepers::Remove(const std::shared_ptr<StreamRun>& stream) {
  std::lock_guard<std::mutex> lock(mutex_);
  return streams_.erase(stream) > 0;
}

std::vector<std::shared_ptr<StreamRun>> Sleepers::Wake() {
  std::lock_guard<std::mutex> lock(mutex_);
  generation_.fetch_add(1);
  std::vector<std::shared_ptr<StreamRun>> woken(streams_.begin(), streams_.end());
  streams_.clear();
  return woken;
}

Executor::Executor(const ExecutorOptions& options) : options_(options) {
  lanes_[static_cast<size_t>(Lane::kQueries)] =
      std::make_unique<WorkerPool>(options_.query_threads, options_.query_queue);
  lanes_[static_cast<size_t>(Lane::kStatus)] =
      std::make_unique<WorkerPool>(options_.status_threads, options_.query_queue);
  streams_ = std::make_unique<WorkerPool>(options_.stream_threads, SIZE_MAX);
}

void Executor::Join() {
  for (auto& lane : lanes_) lane.reset();
  streams_.reset();
}

Executor::~Executor() {
  assert(waiting_.empty() && open_streams_.empty() && conversations_.empty());
}

void Executor::RunUnary(const Handler& handler, const Context& context, absl::string_view request,
                        Answer answer) {
  if (const auto* query = std::get_if<Query>(&handler)) {
    Enqueue(*query, context, request, std::move(answer), /*has_waited=*/false);
  } else {
    RunCommand(std::get<Command>(handler), context, request, std::move(answer));
  }
}

void Executor::RunCommand(const Command& command, const Context& context, absl::string_view request,
                          Answer answer) {
  if (context.deadline < absl::Now()) return answer(TooLate());
  command.handle(context, request, std::move(answer));
}

// A request may be large: it is decoded by workers only, also to find out what it needs.
void Executor::Enqueue(const Query& query, const Context& context, absl::string_view request,
                       Answer answer, bool has_waited) {
  const auto shared = std::make_shared<Answer>(std::move(answer));
  const auto run = [this, &query, &context, request, shared, has_waited] {
    if (Gone(context)) return (*shared)(GoneAway());
    if (context.deadline < absl::Now()) return (*shared)(TooLate());
    if (has_waited || query.wait == nullptr) return (*shared)(query.handle(context, request));
    absl::StatusOr<std::unique_ptr<Wait>> wait = query.wait(request);
    if (!wait.ok()) return (*shared)(wait.status());
    if (*wait == nullptr) return (*shared)(query.handle(context, request));
    const absl::Time deadline = std::min(context.deadline, absl::Now() + kLongestWait);
    const auto waiting = std::make_shared<Waiting>(
        Waiting{query, context, request, std::move(*shared), *std::move(wait), deadline});
    Post([this, waiting] { Await(std::move(*waiting)); });
  };
  if (!lanes_[static_cast<size_t>(query.lane)]->Submit(run)) (*shared)(QueueFull());
}

void Executor::Await(Waiting waiting) {
  if (Settle(&waiting, absl::Now())) return;
  if (waiting_.size() >= options_.waiting_calls) return waiting.answer(QueueFull());
  waiting_.push_back(std::move(waiting));
  // Counted before it is looked at once more: a wake in between sees the count, or comes first.
  waits_.store(waiting_.size());
  CheckWaiting();
}

// Whether the wait is over: then it is answered, or in the queue of its lane.
bool Executor::Settle(Waiting* waiting, absl::Time now) {
  const absl::StatusOr<bool> ready = waiting->wait->Ready();
  if (!ready.ok()) return waiting->answer(ready.status()), true;
  if (*ready) {
    Enqueue(waiting->query, waiting->context, waiting->request, std::move(waiting->answer),
            /*has_waited=*/true);
    return true;
  }
  if (Gone(waiting->context)) return waiting->answer(GoneAway()), true;
  if (stopping_.load()) return waiting->answer(Refuse("SHUTTING_DOWN", {})), true;
  if (now >= waiting->deadline) return waiting->answer(waiting->wait->TooLate()), true;
  return false;
}

void Executor::CheckWaiting() {
  check_posted_.store(false);
  const absl::Time now = absl::Now();
  waiting_.remove_if([this, now](Waiting& waiting) { return Settle(&waiting, now); });
  waits_.store(waiting_.size());
}

// Counts a stream or conversation that opens; an error if there are too many.
absl::Status Executor::Enter(const std::string& connection) {
  const size_t all = open_streams_.size() + conversations_.size();
  size_t& own = streams_of_[connection];
  const size_t limit = all >= options_.open_streams ? options_.open_streams
                       : own >= options_.open_streams_of_connection
                           ? options_.open_streams_of_connection
                           : 0;
  ++own;
  if (limit == 0) return absl::OkStatus();
  return Refuse(
      "TOO_MANY_STREAMS",
      {{"limit", absl::StrCat(limit)},
       {"scope", all >= options_.open_streams ? "on this server" : "on this connection"}});
}

void Executor::Leave(const std::string& connection) {
  const auto own = streams_of_.find(connection);
  assert(own != streams_of_.end());
  if (--own->second == 0) streams_of_.erase(own);
}

// The loop is woken under the lock: it cannot run what is posted, and end on it, before the
// transport has been told.
void Executor::Post(std::function<void()> run) {
  std::lock_guard<std::mutex> lock(mutex_);
  posted_.push_back(std::move(run));
  if (posted_.size() == 1) wake_loop_();
}

void Executor::RunPosted() {
  std::vector<std::function<void()>> posted;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    posted.swap(posted_);
  }
  for (const auto& run : posted) run();
}

void Executor::Wake() {
  for (const auto& stream : sleepers_.Wake()) stream->Schedule();
}

void Executor::WakeQueries() {
  if (waits_.load() == 0 || check_posted_.exchange(true)) return;
  Post([this] { CheckWaiting(); });
}

void Executor::Tick() {
  const absl::Time now = absl::Now();
  if (now - last_wake_ >= kWakeInterval) {
    last_wake_ = now;
    Wake();
  }
  if (!waiting_.empty()) CheckWaiting();
  for (StreamRun* stream : open_streams_) stream->WatchReader();
}

void Executor::Stop() {
  stopping_.store(true);
  Wake();
  CheckWaiting();
  const std::vector<ConversationRun*> open(conversations_.begin(), conversations_.end());
  for (ConversationRun* conversation : open) conversation->Advance();
}

}  // namespace verkan::services
