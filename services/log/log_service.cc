#include "services/log/log_service.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/followed.h"
#include "services/calls/commands.h"
#include "services/errors/errors.h"
#include "services/log/requests.h"
#include "services/log/sources.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {
namespace {

using eventstore::EventStore;

constexpr int kMaxProposals = 4096;

// Outcomes gathers what became of the proposals of one message.
struct Outcomes {
  log::v1::RecordResponse response;
  int open = 0;
  absl::Status broken;  // the log cannot be written: ends the stream
  Answer answer;

  void Set(int index, const absl::StatusOr<Recorded>& recorded) {
    auto* outcome = response.mutable_outcomes(index);
    if (recorded.ok()) {
      *outcome->mutable_recorded() = ToMessage(*recorded);
    } else if (absl::IsUnavailable(recorded.status())) {
      broken = recorded.status();
    } else {
      *outcome->mutable_refusal() = ToRpcStatus(WithReason(recorded.status()));
    }
    if (--open == 0) Send();
  }

  void Send() {
    if (broken.ok()) {
      answer(response.SerializeAsString());
    } else {
      answer(broken);
    }
  }
};

class RecordSession final : public Session {
 public:
  RecordSession(Context context, Recorder* recorder)
      : context_(std::move(context)), recorder_(recorder) {}

  void OnMessage(absl::string_view message, Answer answer) override {
    if (absl::Status decoded = Decode(message, &request_); !decoded.ok()) return answer(decoded);
    const int count = request_.proposals_size();
    if (count > kMaxProposals) {
      return answer(InvalidRequest(
          {{"proposals", absl::StrCat(count), absl::StrCat("at most ", kMaxProposals)}}));
    }
    auto outcomes = std::make_shared<Outcomes>();
    outcomes->answer = std::move(answer);
    outcomes->response.mutable_outcomes()->Reserve(count);
    for (int i = 0; i < count; ++i) outcomes->response.add_outcomes();
    outcomes->open = count + 1;
    for (int i = 0; i < count; ++i) Propose(request_.mutable_proposals(i), i, outcomes);
    if (--outcomes->open == 0) outcomes->Send();
  }

 private:
  void Propose(log::v1::Proposal* proposal, int index, const std::shared_ptr<Outcomes>& outcomes) {
    RecordOptions options;
    options.request_id = std::move(*proposal->mutable_request_id());
    if (proposal->has_expected_revision()) {
      options.expected_revision = proposal->expected_revision();
    }
    options.validate_only = request_.validate_only();
    options.together = proposal->together();
    options.invented = proposal->invented();
    recorder_->Record(context_, std::move(*proposal->mutable_event()), options,
                      [outcomes, index](const absl::StatusOr<Recorded>& recorded) {
                        outcomes->Set(index, recorded);
                      });
  }

  const Context context_;
  Recorder* const recorder_;
  log::v1::RecordRequest request_;  // reused
};

// Streams whose revisions an error tells; an error is small.
constexpr size_t kNamedStreams = 5;

absl::Status ConflictOf(const absl::Status& status) {
  Variables variables = {{"details", std::string(status.message())}};
  if (const auto conflict = eventstore::ReadAppendConflict(status)) {
    for (const auto& stream : conflict->streams) {
      if (variables.size() > kNamedStreams) break;
      variables.emplace_back(absl::StrCat("revision:", stream.name), absl::StrCat(stream.revision));
    }
    if (conflict->matching_event.has_value()) {
      variables.emplace_back("matching_position", absl::StrCat(*conflict->matching_event));
    }
  }
  return Refuse("APPEND_CONDITION_FAILED", variables);
}

absl::Status StageError(const absl::Status& status) {
  return absl::IsAborted(status) ? ConflictOf(status) : WithReason(status);
}

log::v1::Appended ToMessage(const eventstore::Appended& appended) {
  log::v1::Appended message;
  message.set_first_position(appended.first_position);
  message.set_last_position(appended.last_position);
  for (const auto revision : appended.revisions) message.add_revisions(revision);
  message.set_repeated(appended.repeated);
  return message;
}

// PendingAppend is an answer that waits until its events are durable. The store may say
// so before Stage has told their places.
struct PendingAppend {
  std::function<void(absl::StatusOr<log::v1::Appended>)> done;
  std::optional<log::v1::Appended> places;
  std::optional<absl::Status> durable;

  void AnswerIfComplete() {
    if (!places.has_value() || !durable.has_value()) return;
    if (durable->ok()) {
      done(*std::move(places));
    } else {
      done(WithReason(*durable));
    }
  }
};

// Appends and answers through `done`, exactly once.
void Append(EventStore* store, const Context& context, log::v1::Batch batch,
            std::function<void(absl::StatusOr<log::v1::Appended>)> done) {
  auto checked = ToBatch(context, std::move(batch));
  if (!checked.ok()) return done(checked.status());
  auto pending = std::make_shared<PendingAppend>();
  pending->done = std::move(done);
  auto staged = store->Stage(*std::move(checked), [pending](const absl::Status& durable) {
    pending->durable = durable;
    pending->AnswerIfComplete();
  });
  if (!staged.ok()) return pending->done(StageError(staged.status()));
  pending->places = ToMessage(*staged);
  pending->AnswerIfComplete();
}

Command AppendCommand(EventStore* store) {
  return {[store](const Context& context, absl::string_view bytes, Answer answer) {
    log::v1::AppendRequest request;
    if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return answer(decoded);
    Append(store, context, std::move(*request.mutable_batch()),
           [answer = std::move(answer)](absl::StatusOr<log::v1::Appended> appended) {
             if (!appended.ok()) return answer(appended.status());
             log::v1::AppendResponse response;
             *response.mutable_appended() = *std::move(appended);
             answer(response.SerializeAsString());
           });
  }};
}

class AppendSession final : public Session {
 public:
  AppendSession(Context context, EventStore* store) : context_(std::move(context)), store_(store) {}

  void OnMessage(absl::string_view message, Answer answer) override {
    log::v1::AppendStreamRequest request;
    if (absl::Status decoded = Decode(message, &request); !decoded.ok()) return answer(decoded);
    Append(store_, context_, std::move(*request.mutable_batch()),
           [answer = std::move(answer)](absl::StatusOr<log::v1::Appended> appended) {
             if (absl::IsUnavailable(appended.status())) return answer(appended.status());
             log::v1::AppendStreamResponse response;
             if (appended.ok()) {
               *response.mutable_appended() = *std::move(appended);
             } else {
               *response.mutable_refusal() = ToRpcStatus(appended.status());
             }
             answer(response.SerializeAsString());
           });
  }

 private:
  const Context context_;
  EventStore* const store_;
};

// Where a reader goes on, as its request names it, must be in the log or be the next to come.
absl::Status CheckStart(const log::v1::ReadRequest& request, const EventStore& store) {
  const eventstore::Position head = store.head();
  if (request.from_position() == head + 1) return absl::OkStatus();
  return eventstore::CheckWithinLog(request.from_position(), head);
}
// A follower that tells what it has read there must not go on in another log.
absl::Status CheckStart(const log::v1::SubscribeRequest& request, const EventStore& store) {
  absl::Status within = eventstore::CheckWithinLog(request.start_after(), store.head());
  if (!within.ok() || request.start_after_hash().empty()) return within;
  eventstore::Followed followed = {.position = request.start_after()};
  absl::c_copy(request.start_after_hash(), followed.hash.begin());
  return eventstore::CheckFollowed(store, followed);
}

// A stream over what the request, once checked, asks for.
template <typename Request>
ServerStream StreamOf(const EventStore* store,
                      std::unique_ptr<Source> (*make)(eventstore::ReadOptions, const EventStore*)) {
  return {[store, make](const Context& context,
                        absl::string_view bytes) -> absl::StatusOr<std::unique_ptr<Source>> {
    Request request;
    if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
    auto options = ToReadOptions(request);
    if (!options.ok()) return options.status();
    options->cancelled = context.cancelled;
    const absl::Status start = CheckStart(request, *store);
    if (!start.ok()) return WithReason(start);
    return make(*std::move(options), store);
  }};
}

Command GetHeadCommand(const EventStore* store) {
  return {[store](const Context&, absl::string_view, const Answer& answer) {
    log::v1::GetHeadResponse response;
    response.set_position(store->head());
    response.set_origin(store->origin());
    answer(response.SerializeAsString());
  }};
}

}  // namespace

void AddLogService(EventStore* store, Recorder* recorder, Handlers* handlers) {
  const auto add = [handlers](absl::string_view method, Handler handler) {
    (*handlers)[absl::StrCat("verkan.log.v1.LogService.", method)] = std::move(handler);
  };
  add("Record", Conversation{[recorder](const Context& context) {
        return std::make_unique<RecordSession>(context, recorder);
      }});
  add("Append", AppendCommand(store));
  add("AppendStream", Conversation{[store](const Context& context) {
        return std::make_unique<AppendSession>(context, store);
      }});
  add("Read", StreamOf<log::v1::ReadRequest>(store, MakeReadSource));
  add("Subscribe", StreamOf<log::v1::SubscribeRequest>(store, MakeSubscription));
  add("GetHead", GetHeadCommand(store));
}

}  // namespace verkan::services
