#include "clients/cpp/subscriber.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cpp/connection.h"

namespace verkan::client {

namespace v1 = subscription::v1;
using Stub = v1::SubscriptionService::Stub;

namespace {

constexpr absl::Duration kAcknowledgeEvery = absl::Milliseconds(100);

// What another call of Consume may mend. A call that was not cancelled here was cut off with the
// server that it went to.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsAborted(status) || absl::IsCancelled(status) ||
         absl::IsDeadlineExceeded(status);
}

}  // namespace

v1::Outcome Done() {
  v1::Outcome outcome;
  outcome.set_done(true);
  return outcome;
}

v1::Outcome RetryLater(const std::string& reason, absl::Duration delay) {
  v1::Outcome outcome;
  outcome.mutable_retry()->set_reason(reason);
  outcome.mutable_retry()->set_delay_ms(static_cast<uint64_t>(absl::ToInt64Milliseconds(delay)));
  return outcome;
}

v1::Outcome ParkIt(const std::string& reason) {
  v1::Outcome outcome;
  outcome.mutable_park()->set_reason(reason);
  return outcome;
}

// Consumption is one call of Consume of the server's.
class Subscriber::Consumption {
 public:
  Consumption(Client::Connection* connection, const v1::ConsumeRequest& request,
              const ConsumeOptions& options)
      : connection_(connection), request_(request), options_(options) {}

  // Until it ends: OK if it was enough.
  absl::Status Run() {
    grpc::ClientContext context;
    const auto reader = connection_->subscription->Consume(&context, request_);
    v1::ConsumeResponse message;
    absl::Status status;
    while (status.ok() && !enough_ && reader->Read(&message)) {
      heard_ = true;
      status = Work(message);
    }
    const bool ours = enough_ || !status.ok();
    if (ours) context.TryCancel();
    const absl::Status ended = ToStatus(reader->Finish());
    if (ours) return status;
    return ended.ok() ? absl::UnavailableError("the server ended the call") : ended;
  }

  bool heard() const { return heard_; }

 private:
  absl::Status Work(const v1::ConsumeResponse& message) {
    acknowledged_at_ = absl::Now();
    for (const v1::Delivery& delivery : message.deliveries()) {
      std::optional<v1::Outcome> outcome = options_.on_delivery(delivery);
      enough_ = !outcome.has_value();
      if (enough_) break;
      outcome->set_position(delivery.event().position());
      outcomes_.push_back(*std::move(outcome));
      if (absl::Now() - acknowledged_at_ < kAcknowledgeEvery) continue;
      absl::Status status = Acknowledge(message.session_id());
      if (enough_ || !status.ok()) return status;
    }
    absl::Status status = Acknowledge(message.session_id());
    if (message.caught_up() && options_.on_caught_up && !options_.on_caught_up()) enough_ = true;
    return status;
  }

  absl::Status Acknowledge(const std::string& session) {
    if (outcomes_.empty()) return absl::OkStatus();
    v1::AcknowledgeRequest request;
    request.set_name(request_.name());
    request.set_session_id(session);
    for (const v1::Outcome& outcome : outcomes_) *request.add_outcomes() = outcome;
    const auto answer =
        connection_->Call(connection_->subscription.get(), &Stub::Acknowledge, request);
    if (!answer.ok()) return answer.status();
    acknowledged_at_ = absl::Now();
    const auto& not_held = answer->not_held();
    const auto lost = [&not_held](const v1::Outcome& outcome) {
      return std::find(not_held.begin(), not_held.end(), outcome.position()) != not_held.end();
    };
    outcomes_.erase(std::remove_if(outcomes_.begin(), outcomes_.end(), lost), outcomes_.end());
    if (options_.on_acknowledged && !options_.on_acknowledged(outcomes_)) enough_ = true;
    outcomes_.clear();
    return absl::OkStatus();
  }

  Client::Connection* const connection_;
  const v1::ConsumeRequest& request_;
  const ConsumeOptions& options_;
  std::vector<v1::Outcome> outcomes_;  // not acknowledged yet
  absl::Time acknowledged_at_;
  bool heard_ = false;
  bool enough_ = false;
};

absl::StatusOr<v1::CreateSubscriptionResponse> Subscriber::Create(
    const v1::CreateSubscriptionRequest& request) {
  Client::Connection* const connection = client_->connection_.get();
  return connection->Call(connection->subscription.get(), &Stub::CreateSubscription, request);
}

absl::StatusOr<v1::GetSubscriptionResponse> Subscriber::Get(const std::string& name) {
  v1::GetSubscriptionRequest request;
  request.set_name(name);
  Client::Connection* const connection = client_->connection_.get();
  return connection->Call(connection->subscription.get(), &Stub::GetSubscription, request);
}

absl::StatusOr<v1::ListSubscriptionsResponse> Subscriber::List() {
  Client::Connection* const connection = client_->connection_.get();
  return connection->Call(connection->subscription.get(), &Stub::ListSubscriptions,
                          v1::ListSubscriptionsRequest());
}

absl::StatusOr<v1::DeleteSubscriptionResponse> Subscriber::Delete(const std::string& name) {
  v1::DeleteSubscriptionRequest request;
  request.set_name(name);
  Client::Connection* const connection = client_->connection_.get();
  return connection->Call(connection->subscription.get(), &Stub::DeleteSubscription, request);
}

absl::StatusOr<v1::ListParkedResponse> Subscriber::ListParked(
    const v1::ListParkedRequest& request) {
  Client::Connection* const connection = client_->connection_.get();
  return connection->Call(connection->subscription.get(), &Stub::ListParked, request);
}

absl::StatusOr<v1::ReplayParkedResponse> Subscriber::ReplayParked(
    const v1::ReplayParkedRequest& request) {
  Client::Connection* const connection = client_->connection_.get();
  return connection->Call(connection->subscription.get(), &Stub::ReplayParked, request);
}

absl::StatusOr<v1::DiscardParkedResponse> Subscriber::DiscardParked(
    const v1::DiscardParkedRequest& request) {
  Client::Connection* const connection = client_->connection_.get();
  return connection->Call(connection->subscription.get(), &Stub::DiscardParked, request);
}

absl::Status Subscriber::Consume(const v1::ConsumeRequest& request, const ConsumeOptions& options) {
  Client::Connection* const connection = client_->connection_.get();
  absl::Time gone_since = absl::Now();
  for (int attempt = 1;; ++attempt) {
    Consumption consumption(connection, request, options);
    const absl::Status status = consumption.Run();
    if (consumption.heard()) {
      attempt = 1;
      gone_since = absl::Now();
    }
    if (!IsPassing(status) || absl::Now() - gone_since >= options.patience) return status;
    connection->Pause(Backoff(attempt + 1, status));
  }
}

}  // namespace verkan::client
