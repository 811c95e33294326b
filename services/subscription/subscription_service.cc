#include "services/subscription/subscription_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"
#include "google/protobuf/wire_format_lite.h"
#include "services/errors/errors.h"
#include "services/subscription/requests.h"

namespace verkan::services {
namespace {

namespace v1 = subscription::v1;
using eventstore::AppendVarint;
using eventstore::EventStore;
using eventstore::Subscriptions;
using eventstore::SubscriptionState;
using google::protobuf::internal::WireFormatLite;

// A message holds at most this many events and ends after the record that passes this many bytes.
constexpr size_t kMaxMessageEvents = 256;
constexpr size_t kMaxMessageBytes = 256 << 10;

// The error as clients see it. What concerns one subscription names it.
absl::Status ToClient(const absl::Status& status, const std::string& name) {
  const Variables variables = {{"subscription", name}, {"details", std::string(status.message())}};
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return Refuse("SUBSCRIPTION_UNKNOWN", variables);
    case absl::StatusCode::kAlreadyExists:
      return Refuse("SUBSCRIPTION_EXISTS", variables);
    case absl::StatusCode::kAborted:
      return Refuse("SUBSCRIPTION_SESSION_ENDED", variables);
    case absl::StatusCode::kUnavailable:
      return Refuse("SUBSCRIPTION_NOT_WRITABLE", variables);
    default:
      return WithReason(status);
  }
}

absl::Status CreateError(const absl::Status& status, const v1::CreateSubscriptionRequest& request) {
  if (absl::IsFailedPrecondition(status)) {
    return Refuse("TOO_MANY_SUBSCRIPTIONS",
                  {{"limit", absl::StrCat(eventstore::kMaxSubscriptions)}});
  }
  return ToClient(status, request.name());
}

v1::Subscription StateMessage(const SubscriptionState& state) {
  v1::Subscription message;
  message.set_name(state.definition.name);
  *message.mutable_query() = ToMessage(state.definition.query);
  message.set_max_attempts(state.definition.max_attempts);
  message.set_ack_timeout_ms(static_cast<uint64_t>(state.definition.ack_timeout_micros / 1000));
  message.set_max_in_flight(state.definition.max_in_flight);
  message.set_position(state.progress.mark);
  message.set_head(state.head);
  message.set_lag(state.head - std::min(state.head, state.progress.mark));
  message.set_other_log(state.other_log);
  message.set_in_flight(static_cast<uint32_t>(state.in_flight));
  message.set_retrying(static_cast<uint32_t>(state.retrying));
  message.set_parked(state.progress.parked);
  message.set_set_back_from(state.progress.set_back_from);
  for (const SubscriptionState::Consumer& consumer : state.consumers) {
    v1::Consumer* made = message.add_consumers();
    made->set_name(consumer.name);
    made->set_in_flight(static_cast<uint32_t>(consumer.in_flight));
    made->set_max_in_flight(static_cast<uint32_t>(consumer.max_in_flight));
  }
  return message;
}

// Adds a delivery to the bytes of a ConsumeResponse; the record goes as it is stored.
void AppendDelivery(const eventstore::Delivery& delivery, std::string* message) {
  std::string bytes;
  AppendVarint(WireFormatLite::MakeTag(v1::Delivery::kEventFieldNumber,
                                       WireFormatLite::WIRETYPE_LENGTH_DELIMITED),
               &bytes);
  AppendVarint(delivery.record.size(), &bytes);
  bytes += delivery.record;
  v1::Delivery rest;
  rest.set_attempt(delivery.attempt);
  rest.AppendToString(&bytes);
  AppendVarint(WireFormatLite::MakeTag(v1::ConsumeResponse::kDeliveriesFieldNumber,
                                       WireFormatLite::WIRETYPE_LENGTH_DELIMITED),
               message);
  AppendVarint(bytes.size(), message);
  message->append(bytes);
}

// ConsumeSource is one consumer: what it takes is its own for as long as it lives.
class ConsumeSource final : public Source {
 public:
  ConsumeSource(std::shared_ptr<eventstore::Subscription> subscription,
                eventstore::SessionId session)
      : subscription_(std::move(subscription)), session_(session) {}
  ~ConsumeSource() override { subscription_->Leave(session_); }

  absl::StatusOr<Step> Next(std::string* message) override {
    if (!introduced_) {
      introduced_ = true;
      return Send(subscription_->State().progress.mark, false, message);
    }
    auto taken = subscription_->Take(session_, kMaxMessageEvents, kMaxMessageBytes);
    if (!taken.ok()) return ToClient(taken.status(), subscription_->definition().name);
    const bool became_idle = taken->caught_up && !told_idle_;
    told_idle_ = taken->caught_up;
    if (taken->events.empty() && !became_idle && !taken->more) return kWait;
    for (const eventstore::Delivery& delivery : taken->events) AppendDelivery(delivery, message);
    return Send(taken->position, became_idle, message);
  }

 private:
  Step Send(eventstore::Position position, bool caught_up, std::string* message) {
    v1::ConsumeResponse rest;
    rest.set_session_id(FormatSession(session_));
    rest.set_position(position);
    rest.set_caught_up(caught_up);
    rest.AppendToString(message);
    return kMessage;
  }

  const std::shared_ptr<eventstore::Subscription> subscription_;
  const eventstore::SessionId session_;
  bool introduced_ = false;
  bool told_idle_ = false;
};

ServerStream ConsumeStream(Subscriptions* subscriptions) {
  return {[subscriptions](const Context&,
                          absl::string_view bytes) -> absl::StatusOr<std::unique_ptr<Source>> {
    v1::ConsumeRequest request;
    if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
    if (absl::Status checked = CheckConsume(request); !checked.ok()) return checked;
    auto subscription = subscriptions->Find(request.name());
    if (!subscription.ok()) return ToClient(subscription.status(), request.name());
    const auto session = (*subscription)->Join(request.consumer(), request.max_in_flight());
    if (!session.ok()) return ToClient(session.status(), request.name());
    return std::make_unique<ConsumeSource>(*std::move(subscription), *session);
  }};
}

// Puts a record of the log into a message; its bytes are those of a RecordedEvent.
absl::Status ReadEvent(const EventStore& log, eventstore::Position position,
                       log::v1::RecordedEvent* event) {
  const absl::StatusOr<std::string> record = log.Get(position);
  if (!record.ok()) return record.status();
  if (event->ParseFromString(*record)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the log has no event at position ", position));
}

absl::StatusOr<v1::ListParkedResponse> ListParked(const EventStore& log,
                                                  const Subscriptions& subscriptions,
                                                  const v1::ListParkedRequest& request) {
  const auto page = ToPage(request);
  if (!page.ok()) return page.status();
  const auto subscription = subscriptions.Find(request.name());
  if (!subscription.ok()) return ToClient(subscription.status(), request.name());
  const auto parked = (*subscription)->Parked(page->from, page->most + 1);
  if (!parked.ok()) return ToClient(parked.status(), request.name());
  v1::ListParkedResponse response;
  size_t bytes = 0;
  for (const eventstore::StoredParked& event : *parked) {
    if (static_cast<size_t>(response.parked_size()) == page->most || bytes > kMaxMessageBytes) {
      response.set_next_page_token(absl::StrCat(event.position));
      break;
    }
    v1::Parked* made = response.add_parked();
    if (absl::Status read = ReadEvent(log, event.position, made->mutable_event()); !read.ok()) {
      return read;
    }
    made->set_reason(event.reason);
    made->set_attempts(event.attempts);
    made->set_parked_at(event.parked_at_micros);
    made->set_replaying(event.replaying);
    bytes += made->ByteSizeLong();
  }
  return response;
}

absl::StatusOr<v1::CreateSubscriptionResponse> Create(
    Subscriptions* subscriptions, const v1::CreateSubscriptionRequest& request) {
  const auto definition = ToDefinition(request);
  if (!definition.ok()) return definition.status();
  const absl::StatusOr<bool> made = subscriptions->Create(*definition);
  if (!made.ok()) return CreateError(made.status(), request);
  const auto subscription = subscriptions->Find(request.name());
  if (!subscription.ok()) return ToClient(subscription.status(), request.name());
  v1::CreateSubscriptionResponse response;
  *response.mutable_subscription() = StateMessage((*subscription)->State());
  response.set_existed(!*made);
  return response;
}

absl::StatusOr<v1::AcknowledgeResponse> Acknowledge(eventstore::Subscription* subscription,
                                                    const v1::AcknowledgeRequest& request) {
  const auto outcomes = ToOutcomes(request);
  if (!outcomes.ok()) return outcomes.status();
  const auto not_held = subscription->Settle(ParseSession(request.session_id()), *outcomes);
  if (!not_held.ok()) return not_held.status();
  v1::AcknowledgeResponse response;
  for (const eventstore::Position position : *not_held) response.add_not_held(position);
  return response;
}

// A query about one subscription: F(Subscription*, const Request&) with its errors translated.
template <typename Request, typename F>
Query AboutOne(Subscriptions* subscriptions, F f) {
  using Response = typename decltype(f(nullptr, Request()))::value_type;
  return QueryOf<Request>(
      [=](const Context&, const Request& request) -> absl::StatusOr<Response> {
        const auto subscription = subscriptions->Find(request.name());
        if (!subscription.ok()) return ToClient(subscription.status(), request.name());
        absl::StatusOr<Response> response = f(subscription->get(), request);
        if (!response.ok()) return ToClient(response.status(), request.name());
        return response;
      },
      Lane::kStatus);
}

void AddQuestions(const EventStore* log, Subscriptions* subscriptions, Handlers* handlers) {
  const std::string service = "verkan.subscription.v1.SubscriptionService.";
  (*handlers)[service + "GetSubscription"] = AboutOne<v1::GetSubscriptionRequest>(
      subscriptions,
      [](eventstore::Subscription* one,
         const v1::GetSubscriptionRequest&) -> absl::StatusOr<v1::GetSubscriptionResponse> {
        v1::GetSubscriptionResponse response;
        *response.mutable_subscription() = StateMessage(one->State());
        return response;
      });
  (*handlers)[service + "ListSubscriptions"] = QueryOf<v1::ListSubscriptionsRequest>(
      [subscriptions](const Context&, const v1::ListSubscriptionsRequest&)
          -> absl::StatusOr<v1::ListSubscriptionsResponse> {
        v1::ListSubscriptionsResponse response;
        for (const auto& one : subscriptions->All()) {
          *response.add_subscriptions() = StateMessage(one->State());
        }
        return response;
      },
      Lane::kStatus);
  (*handlers)[service + "ListParked"] = QueryOf<v1::ListParkedRequest>(
      [log, subscriptions](const Context&, const v1::ListParkedRequest& request) {
        return ListParked(*log, *subscriptions, request);
      },
      Lane::kStatus);
}

void AddCommandsOfParked(Subscriptions* subscriptions, Handlers* handlers) {
  const std::string service = "verkan.subscription.v1.SubscriptionService.";
  (*handlers)[service + "ReplayParked"] = AboutOne<v1::ReplayParkedRequest>(
      subscriptions,
      [](eventstore::Subscription* one,
         const v1::ReplayParkedRequest& request) -> absl::StatusOr<v1::ReplayParkedResponse> {
        const auto replayed = one->Replay({request.positions().begin(), request.positions().end()});
        if (!replayed.ok()) return replayed.status();
        v1::ReplayParkedResponse response;
        response.set_replayed(*replayed);
        return response;
      });
  (*handlers)[service + "DiscardParked"] = AboutOne<v1::DiscardParkedRequest>(
      subscriptions,
      [](eventstore::Subscription* one,
         const v1::DiscardParkedRequest& request) -> absl::StatusOr<v1::DiscardParkedResponse> {
        if (absl::Status checked = CheckDiscard(request); !checked.ok()) return checked;
        const auto discarded =
            one->Discard({request.positions().begin(), request.positions().end()});
        if (!discarded.ok()) return discarded.status();
        v1::DiscardParkedResponse response;
        response.set_discarded(*discarded);
        return response;
      });
}

}  // namespace

void AddSubscriptionService(const EventStore* log, Subscriptions* subscriptions,
                            Handlers* handlers) {
  const std::string service = "verkan.subscription.v1.SubscriptionService.";
  (*handlers)[service + "CreateSubscription"] = QueryOf<v1::CreateSubscriptionRequest>(
      [subscriptions](const Context&, const v1::CreateSubscriptionRequest& request) {
        return Create(subscriptions, request);
      },
      Lane::kStatus);
  (*handlers)[service + "DeleteSubscription"] = QueryOf<v1::DeleteSubscriptionRequest>(
      [subscriptions](const Context&, const v1::DeleteSubscriptionRequest& request)
          -> absl::StatusOr<v1::DeleteSubscriptionResponse> {
        const absl::Status deleted = subscriptions->Delete(request.name());
        if (!deleted.ok()) return ToClient(deleted, request.name());
        return v1::DeleteSubscriptionResponse();
      },
      Lane::kStatus);
  (*handlers)[service + "Consume"] = ConsumeStream(subscriptions);
  (*handlers)[service + "Acknowledge"] =
      AboutOne<v1::AcknowledgeRequest>(subscriptions, Acknowledge);
  AddQuestions(log, subscriptions, handlers);
  AddCommandsOfParked(subscriptions, handlers);
}

}  // namespace verkan::services
