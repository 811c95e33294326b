// Recorder records many facts over one stream: proposals go out in messages while the
// answers to earlier ones come in, and every proposal gets its outcome, in order.
//
//   Recorder recorder(&client, {}, [](const Proposal& proposal, const Outcome& outcome) { … });
//   for (…) if (auto status = recorder.Add(proposal); !status.ok()) return status;
//   return recorder.Finish();
//
// If the server goes away, cannot write or is full, the Recorder connects again and sends
// again, with the same request ids, whatever has no outcome yet. Proposals without a request_id get
// a random one.
#ifndef VERKAN_CLIENTS_CPP_RECORDER_H_
#define VERKAN_CLIENTS_CPP_RECORDER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::client {

struct RecorderOptions {
  size_t proposals_per_message = 256;
  size_t bytes_per_message = 512 * 1024;        // fewer proposals if they are large
  size_t outstanding_proposals = 4096;          // sent and not answered, at the most
  bool validate_only = false;                   // check everything, record nothing
  absl::Duration patience = absl::Seconds(60);  // without any answer
  int max_attempts = 10;                        // streams in a row that brought no outcome
};

// Not thread-safe: one thread adds and is called back.
class Recorder {
 public:
  using OnOutcome =
      std::function<void(const log::v1::Proposal& proposal, const log::v1::Outcome& outcome)>;

  // `client` must outlive the Recorder. `on_outcome` is called inside Add and Finish, once
  // for every proposal, in the order of Add.
  Recorder(Client* client, RecorderOptions options, OnOutcome on_outcome);

  // Gives up what has no outcome yet; call Finish first to have all outcomes.
  ~Recorder();

  // Takes a proposal. Waits while too many are outstanding. An error means that the server
  // is gone or that the stream failed; it stays, and proposals without an outcome may or may
  // not be recorded: propose them again with the same request ids to know.
  absl::Status Add(log::v1::Proposal proposal);

  // Sends the rest and waits for all outcomes.
  absl::Status Finish();

  // Proposals that have no outcome yet.
  size_t unanswered() const { return unanswered_.size(); }

 private:
  class RecordCall;

  absl::Status Pump(size_t most_unanswered, bool flush);
  bool Send(bool flush);
  log::v1::RecordRequest NextMessage() const;
  bool Deliver(absl::Duration wait);
  absl::Status Reopen();
  absl::Status Break();

  Client* const client_;
  const RecorderOptions options_;
  const OnOutcome on_outcome_;

  std::deque<log::v1::Proposal> unanswered_;
  size_t sent_ = 0;  // the first of unanswered_ that are out on stream_
  std::unique_ptr<RecordCall> stream_;
  int attempts_ = 0;  // streams opened since the last outcome
  bool timed_out_ = false;
  absl::Status refused_;  // an outcome that asks for the proposal again
  absl::Status failure_;
};

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_RECORDER_H_
