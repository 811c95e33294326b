#include "services/calls/conversation_run.h"

#include <cassert>
#include <utility>

namespace verkan::services {

std::shared_ptr<ConversationRun> ConversationRun::Start(Executor* executor,
                                                        const Conversation& handler,
                                                        const Context& context,
                                                        ConversationWire* wire) {
  std::shared_ptr<ConversationRun> run(new ConversationRun(executor, context, wire));
  const absl::Status entered = executor->Enter(context.connection);
  executor->conversations_.insert(run.get());
  if (entered.ok()) {
    run->session_ = handler.open(context);
    run->Advance();
  } else {
    run->Finish(entered);
  }
  return run;
}

void ConversationRun::Advance() {
  if (finishing_) return;
  const bool stopping = executor_->stopping_.load();
  if (!writing_ && !broken_) Send();
  if (!finishing_ && !writing_) {
    if (broken_) {
      Finish(GoneAway());
    } else if (slots_.empty() && no_more_) {
      Finish(absl::OkStatus());
    } else if (slots_.empty() && stopping) {
      Finish(Refuse("SHUTTING_DOWN", {}));
    }
  }
  const size_t ahead = static_cast<size_t>(executor_->options().read_ahead_messages);
  if (reading_ || no_more_ || broken_ || finishing_ || stopping || slots_.size() >= ahead) return;
  reading_ = true;
  wire_->Read();
}

void ConversationRun::Send() {
  if (slots_.empty() || !slots_.front().has_value()) return;
  absl::StatusOr<std::string> answer = *std::move(slots_.front());
  slots_.pop_front();
  ++first_number_;
  if (!answer.ok()) return Finish(answer.status());
  writing_ = true;
  wire_->Write(*std::move(answer));
}

void ConversationRun::OnRead(const absl::string_view* message) {
  reading_ = false;
  if (message == nullptr) {
    no_more_ = true;
  } else if (!finishing_) {
    const uint64_t number = first_number_ + slots_.size();
    slots_.emplace_back();
    session_->OnMessage(*message,
                        [run = shared_from_this(), number](absl::StatusOr<std::string> answer) {
                          run->OnAnswer(number, std::move(answer));
                        });
  }
  Advance();
}

// An answer may come after the call has ended; then its number is before the first.
void ConversationRun::OnAnswer(uint64_t number, absl::StatusOr<std::string> answer) {
  if (number < first_number_) return;
  assert(number - first_number_ < slots_.size());
  slots_[number - first_number_] = std::move(answer);
  Advance();
}

void ConversationRun::OnWritten(bool ok) {
  writing_ = false;
  if (!ok) broken_ = true;
  Advance();
}

void ConversationRun::OnCancelled() {
  broken_ = true;
  Advance();
}

void ConversationRun::OnReleased() {
  executor_->conversations_.erase(this);
  executor_->Leave(context_.connection);
  session_.reset();
}

void ConversationRun::Finish(const absl::Status& status) {
  finishing_ = true;
  first_number_ += slots_.size();
  slots_.clear();
  wire_->Finish(status);
}

}  // namespace verkan::services
