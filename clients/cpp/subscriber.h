// Subscriber works with durable subscriptions: the server keeps the position, and several
// subscribers share the events of one subscription.
//
//   Subscriber subscriber(&client);
//   subscriber.Create(request);
//   subscriber.Consume(consume, {.on_delivery = [](const Delivery& delivery) { …; return Done();
//   }});
//
// Thread-safe.
#ifndef VERKAN_CLIENTS_CPP_SUBSCRIBER_H_
#define VERKAN_CLIENTS_CPP_SUBSCRIBER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "verkan/subscription/v1/subscription_service.pb.h"

namespace verkan::client {

// What became of a delivery. The position is set by Consume.
subscription::v1::Outcome Done();
subscription::v1::Outcome RetryLater(const std::string& reason, absl::Duration delay);
subscription::v1::Outcome ParkIt(const std::string& reason);

struct ConsumeOptions {
  // Works on an event and says what became of it; nothing: consume no more.
  std::function<std::optional<subscription::v1::Outcome>(const subscription::v1::Delivery&)>
      on_delivery;
  // These outcomes are durable; those that came too late are not among them. False: consume no
  // more. May be null.
  std::function<bool(const std::vector<subscription::v1::Outcome>&)> on_acknowledged;
  // Nothing is left for now; false: consume no more. May be null.
  std::function<bool()> on_caught_up;
  // How long the server may stay away.
  absl::Duration patience = absl::Minutes(1);
};

class Subscriber {
 public:
  // `client` must outlive it.
  explicit Subscriber(Client* client) : client_(client) {}

  absl::StatusOr<subscription::v1::CreateSubscriptionResponse> Create(
      const subscription::v1::CreateSubscriptionRequest&);
  absl::StatusOr<subscription::v1::GetSubscriptionResponse> Get(const std::string& name);
  absl::StatusOr<subscription::v1::ListSubscriptionsResponse> List();
  absl::StatusOr<subscription::v1::DeleteSubscriptionResponse> Delete(const std::string& name);
  absl::StatusOr<subscription::v1::ListParkedResponse> ListParked(
      const subscription::v1::ListParkedRequest&);
  absl::StatusOr<subscription::v1::ReplayParkedResponse> ReplayParked(
      const subscription::v1::ReplayParkedRequest&);
  absl::StatusOr<subscription::v1::DiscardParkedResponse> DiscardParked(
      const subscription::v1::DiscardParkedRequest&);

  // Consumes until one of the options' functions says that it is enough. Outcomes are acknowledged
  // when all events of a message have one, and at least every 100 ms. Connects again if the
  // server or the session has gone; what was not acknowledged then comes again. Returns the error
  // if the server stays away for as long as the patience lasts. DataLoss with the reason
  // LOG_NOT_THE_ONE_FOLLOWED: an older backup was restored, and the subscription, whose state holds
  // the hash of the last record that it delivered, must be deleted and created anew.
  absl::Status Consume(const subscription::v1::ConsumeRequest& request,
                       const ConsumeOptions& options);

 private:
  class Consumption;

  Client* const client_;
};

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_SUBSCRIBER_H_
