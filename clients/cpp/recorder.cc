#include "clients/cpp/recorder.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "clients/cpp/connection.h"
#include "clients/cpp/errors.h"
#include "clients/cpp/request_id.h"

namespace verkan::client {

namespace {

// The server cannot now, and asks for the same proposals again.
bool IsForNow(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

}  // namespace

using log::v1::Outcome;
using log::v1::RecordRequest;
using log::v1::RecordResponse;

// RecordCall is one call of Record. Its thread reads all the time, so that the server's answers
// never hold up the proposals.
class Recorder::RecordCall {
 public:
  explicit RecordCall(log::v1::LogService::Stub* stub)
      : call_(stub->Record(&context_)), reader_([this] { ReadAll(); }) {}

  ~RecordCall() {
    if (reader_.joinable()) Close(true).IgnoreError();
  }

  bool Write(const RecordRequest& request) { return call_->Write(request); }

  // Takes what has arrived, after waiting for at least one outcome. Empty: the stream
  // ended, or the time passed.
  std::vector<Outcome> Take(absl::Duration wait) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, absl::ToChronoNanoseconds(wait),
                      [this] { return ended_ || !arrived_.empty(); });
    return std::exchange(arrived_, {});
  }

  bool ended() {
    std::lock_guard<std::mutex> lock(mutex_);
    return ended_;
  }

  // Ends the call and tells how it ended. Cancels it if the server does not end it too.
  absl::Status Close(bool cancel) {
    if (cancel || !call_->WritesDone() || !WaitForEnd(kPatienceAtEnd)) context_.TryCancel();
    reader_.join();
    return ToStatus(call_->Finish());
  }

 private:
  static constexpr std::chrono::seconds kPatienceAtEnd{5};

  bool WaitForEnd(std::chrono::seconds patience) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return ended_; });
  }

  void ReadAll() {
    RecordResponse response;
    while (call_->Read(&response)) {
      std::lock_guard<std::mutex> lock(mutex_);
      for (Outcome& outcome : *response.mutable_outcomes()) {
        arrived_.push_back(std::move(outcome));
      }
      changed_.notify_one();
    }
    std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

  grpc::ClientContext context_;
  const std::unique_ptr<grpc::ClientReaderWriter<RecordRequest, RecordResponse>> call_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<Outcome> arrived_;
  bool ended_ = false;

  std::thread reader_;  // last: it uses all of the above
};

Recorder::Recorder(Client* client, RecorderOptions options, OnOutcome on_outcome)
    : client_(client), options_(options), on_outcome_(std::move(on_outcome)) {
  assert(options_.proposals_per_message > 0);
  assert(options_.outstanding_proposals >= options_.proposals_per_message);
}

Recorder::~Recorder() = default;

absl::Status Recorder::Add(log::v1::Proposal proposal) {
  if (!failure_.ok()) return failure_;
  if (proposal.request_id().empty()) proposal.set_request_id(RandomRequestId());
  unanswered_.push_back(std::move(proposal));
  if (unanswered_.size() - sent_ < options_.proposals_per_message) return absl::OkStatus();
  return Pump(options_.outstanding_proposals, false);
}

absl::Status Recorder::Finish() {
  if (!failure_.ok()) return failure_;
  const absl::Status status = Pump(0, true);
  if (status.ok() && stream_ != nullptr) stream_->Close(false).IgnoreError();
  stream_.reset();
  return status;
}

// Sends and delivers until at most so many proposals have no outcome.
absl::Status Recorder::Pump(size_t most_unanswered, bool flush) {
  for (;;) {
    bool going = stream_ != nullptr || unanswered_.empty();
    if (going) going = Send(flush) && Deliver(absl::ZeroDuration());
    if (unanswered_.size() <= most_unanswered) return absl::OkStatus();
    if (going && sent_ > 0) going = Deliver(options_.patience);
    if (going) continue;
    failure_ = Reopen();
    if (!failure_.ok()) return failure_;
  }
}

// Sends whole messages, with `flush` also the last short one. False: the stream is broken.
bool Recorder::Send(bool flush) {
  for (;;) {
    const size_t waiting = unanswered_.size() - sent_;
    if (waiting == 0 || (waiting < options_.proposals_per_message && !flush)) return true;
    if (sent_ + std::min(waiting, options_.proposals_per_message) >
        options_.outstanding_proposals) {
      return true;
    }
    const RecordRequest request = NextMessage();
    if (!stream_->Write(request)) return false;
    sent_ += request.proposals_size();
  }
}

RecordRequest Recorder::NextMessage() const {
  RecordRequest request;
  request.set_validate_only(options_.validate_only);
  size_t bytes = 0;
  for (size_t i = sent_; i < unanswered_.size(); ++i) {
    bytes += unanswered_[i].ByteSizeLong();
    const auto count = static_cast<size_t>(request.proposals_size());
    const bool full = count == options_.proposals_per_message || bytes > options_.bytes_per_message;
    if (count > 0 && full) break;
    *request.add_proposals() = unanswered_[i];
  }
  return request;
}

// Hands out the outcomes that have arrived, waiting for the first. False: the stream
// ended or answered that it cannot now, or nothing came in time.
bool Recorder::Deliver(absl::Duration wait) {
  if (stream_ == nullptr) return true;
  const std::vector<Outcome> outcomes = stream_->Take(wait);
  for (const Outcome& outcome : outcomes) {
    if (sent_ == 0) return false;
    refused_ = FromRpc(outcome.refusal());
    if (IsForNow(refused_)) return false;
    refused_ = absl::OkStatus();
    const log::v1::Proposal proposal = std::move(unanswered_.front());
    unanswered_.pop_front();
    --sent_;
    attempts_ = 0;
    on_outcome_(proposal, outcome);
  }
  timed_out_ = outcomes.empty() && wait > absl::ZeroDuration() && !stream_->ended();
  return !outcomes.empty() || wait == absl::ZeroDuration();
}

// Opens a stream, unless the last one broke for good.
absl::Status Recorder::Reopen() {
  if (stream_ != nullptr) {
    const absl::Status why = Break();
    if (unanswered_.empty()) return absl::OkStatus();
    if (!IsForNow(why) || attempts_ >= options_.max_attempts) return why;
    client_->connection_->Pause(Backoff(attempts_ + 1, why));
  }
  ++attempts_;
  stream_ = std::make_unique<RecordCall>(client_->connection_->log.get());
  return absl::OkStatus();
}

// Closes the stream, hands out what it still brought, and tells why it broke.
absl::Status Recorder::Break() {
  const bool silent = std::exchange(timed_out_, false);
  absl::Status why = stream_->Close(silent || !refused_.ok());
  if (refused_.ok()) Deliver(absl::ZeroDuration());
  stream_.reset();
  sent_ = 0;
  if (!refused_.ok()) return std::exchange(refused_, absl::OkStatus());
  if (silent) return absl::DeadlineExceededError("the server gave no answer in time");
  // Nobody here has cancelled it: that is how a server ends calls when it stops.
  if (why.ok() || absl::IsCancelled(why)) {
    return absl::UnavailableError("the server ended the stream early");
  }
  return why;
}

}  // namespace verkan::client
