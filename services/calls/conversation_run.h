// ConversationRun is one bidirectional call: it reads ahead a bounded number of messages, gives
// them to a session, and sends the answers in the order of the messages. All on the loop.
#ifndef VERKAN_SERVICES_CALLS_CONVERSATION_RUN_H_
#define VERKAN_SERVICES_CALLS_CONVERSATION_RUN_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/calls/executor.h"

namespace verkan::services {

// ConversationWire is the transport's side. On the loop. Read and Write are answered by OnRead
// and OnWritten, after they have returned.
class ConversationWire {
 public:
  virtual void Read() = 0;
  virtual void Write(std::string message) = 0;
  // Ends the call. The run uses the wire no more.
  virtual void Finish(const absl::Status& status) = 0;

 protected:
  ~ConversationWire() = default;
};

class ConversationRun : public std::enable_shared_from_this<ConversationRun> {
 public:
  // Opens a session and begins to read. Handler, context and wire must live until OnReleased.
  static std::shared_ptr<ConversationRun> Start(Executor* executor, const Conversation& handler,
                                                const Context& context, ConversationWire* wire);

  // A message has come; null: none comes any more.
  void OnRead(const absl::string_view* message);
  void OnWritten(bool ok);
  // The caller has gone.
  void OnCancelled();
  // The transport holds the call no more. The session ends.
  void OnReleased();

  // Reads, writes or finishes, whatever can be done now.
  void Advance();
  // Whether a read or a write has not come back.
  bool busy() const { return reading_ || writing_; }

 private:
  using Slot = std::optional<absl::StatusOr<std::string>>;  // empty: not answered yet

  ConversationRun(Executor* executor, const Context& context, ConversationWire* wire)
      : executor_(executor), context_(context), wire_(wire) {}
  void OnAnswer(uint64_t number, absl::StatusOr<std::string> answer);
  void Send();
  void Finish(const absl::Status& status);

  Executor* const executor_;
  const Context& context_;
  ConversationWire* const wire_;
  std::unique_ptr<Session> session_;
  std::deque<Slot> slots_;     // one a message that was read and whose answer was not sent
  uint64_t first_number_ = 0;  // of the message whose slot is the first
  bool reading_ = false;
  bool writing_ = false;
  bool no_more_ = false;  // messages to read
  bool broken_ = false;   // the caller has gone
  bool finishing_ = false;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_CONVERSATION_RUN_H_
