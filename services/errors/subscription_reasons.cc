#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> SubscriptionReasons() {
  static constexpr Reason kReasons[] = {
      {"SUBSCRIPTION_UNKNOWN", absl::StatusCode::kNotFound,
       "There is no subscription {subscription}", "Det finns ingen prenumeration {subscription}"},
      {"SUBSCRIPTION_EXISTS", absl::StatusCode::kAlreadyExists,
       "Subscription {subscription} exists with another definition; delete it first, or take "
       "another "
       "name",
       "Prenumerationen {subscription} finns med en annan definition; ta bort den först, eller "
       "välj "
       "ett annat namn"},
      {"TOO_MANY_SUBSCRIPTIONS", absl::StatusCode::kFailedPrecondition,
       "There are {limit} subscriptions already; delete one first",
       "Det finns redan {limit} prenumerationer; ta bort en först"},
      {"SUBSCRIPTION_SESSION_ENDED", absl::StatusCode::kAborted,
       "The consumer's session with subscription {subscription} has ended; consume anew, and what "
       "was not acknowledged comes again",
       "Konsumentens session med prenumerationen {subscription} är slut; konsumera på nytt, så "
       "kommer "
       "det som inte kvitterats igen"},
      {"SUBSCRIPTION_NOT_WRITABLE", absl::StatusCode::kUnavailable,
       "The state of subscription {subscription} cannot be written now: {details}. Try again "
       "shortly",
       "Läget för prenumerationen {subscription} kan inte skrivas nu: {details}. Försök igen om en "
       "stund",
       1000},
  };
  return kReasons;
}

}  // namespace verkan::services
