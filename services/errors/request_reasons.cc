#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> RequestReasons() {
  static constexpr Reason kReasons[] = {
      {"INVALID_REQUEST", absl::StatusCode::kInvalidArgument, "The request is not valid: {details}",
       "Anropets innehåll är inte giltigt: {details}"},
      {"UNDECODABLE_REQUEST", absl::StatusCode::kInvalidArgument,
       "The bytes of the request are not a {type}", "Anropets innehåll är inte en {type}"},
      {"NOT_FOUND", absl::StatusCode::kNotFound, "{details}", "Finns inte: {details}"},
      {"METHOD_UNKNOWN", absl::StatusCode::kUnimplemented,
       "This server has no method {method}; it may be of another version",
       "Den här servern har ingen metod {method}; den kan vara av en annan version"},
      {"UNIMPLEMENTED", absl::StatusCode::kUnimplemented, "{details}", "Stöds inte: {details}"},
      {"DEADLINE_EXCEEDED", absl::StatusCode::kDeadlineExceeded, "The deadline passed: {details}",
       "Tidsgränsen passerades: {details}"},
      {"CANCELLED", absl::StatusCode::kCancelled, "The call was cancelled: {details}",
       "Anropet avbröts: {details}"},
      {"UNAUTHENTICATED", absl::StatusCode::kUnauthenticated, "Log in first: {details}",
       "Logga in först: {details}"},
      {"PERMISSION_DENIED", absl::StatusCode::kPermissionDenied, "A role is missing: {details}",
       "En roll saknas: {details}"},
  };
  return kReasons;
}

}  // namespace verkan::services
