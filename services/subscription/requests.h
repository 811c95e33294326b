// Requests of the subscription service, checked and made into what the subscriptions take. Pure.
#ifndef VERKAN_SERVICES_SUBSCRIPTION_REQUESTS_H_
#define VERKAN_SERVICES_SUBSCRIPTION_REQUESTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/subscriptions/subscriptions.h"
#include "verkan/subscription/v1/subscription_service.pb.h"

namespace verkan::services {

// All answer INVALID_ARGUMENT with every violation.
absl::StatusOr<eventstore::SubscriptionDefinition> ToDefinition(
    const subscription::v1::CreateSubscriptionRequest& request);
absl::Status CheckConsume(const subscription::v1::ConsumeRequest& request);
absl::StatusOr<std::vector<eventstore::Outcome>> ToOutcomes(
    const subscription::v1::AcknowledgeRequest& request);
absl::Status CheckDiscard(const subscription::v1::DiscardParkedRequest& request);

// Which parked events to list: from a position on, so many.
struct ParkedPage {
  eventstore::Position from = 0;
  size_t most = 100;
};
absl::StatusOr<ParkedPage> ToPage(const subscription::v1::ListParkedRequest& request);

// Sessions as clients see them, and back; 0 for a text that names none.
std::string FormatSession(eventstore::SessionId session);
eventstore::SessionId ParseSession(absl::string_view text);

// The message of a definition's query.
log::v1::Query ToMessage(const eventstore::Query& query);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_SUBSCRIPTION_REQUESTS_H_
