// Errors as clients see them: an absl::Status whose payloads are the google.rpc
// details, keyed by their type URL. The adapter puts them into grpc-status-details-bin.
// Names no gRPC, so that rules and handlers can use it.
#ifndef VERKAN_SERVICES_ERRORS_ERRORS_H_
#define VERKAN_SERVICES_ERRORS_ERRORS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace verkan::services {

// Violation is one thing that is wrong with a request.
struct Violation {
  std::string path;    // such as "event.details.region_code"
  std::string value;   // as given; empty if nothing was given
  std::string wanted;  // such as "an SCB region code, two digits, such as 06"
};

// INVALID_ARGUMENT with every violation in BadRequest; the reason is INVALID_REQUEST.
absl::Status InvalidRequest(const std::vector<Violation>& violations);

// What a refusal is about: every variable of its text, in order.
using Variables = std::vector<std::pair<std::string, std::string>>;

// An error with ErrorInfo (domain "verkan"), LocalizedMessage in Swedish and English
// and, for FAILED_PRECONDITION, PreconditionFailure. The code and both texts come from
// the tables of reasons.h, which list every reason once; {name} in a text stands for
// the variable of that name. An unknown reason is a programming error and aborts.
absl::Status Refuse(absl::string_view reason, const Variables& variables);

// The error that Refuse answers. Only Refuse calls it: it is in a file of its own, refuse.cc, so
// that the tests of the rules can be linked with one that accepts a reason.
absl::Status RefusalOf(absl::string_view reason, const Variables& variables);

// The same, as NOT_FOUND: what a query answers if a command would be refused.
absl::Status NotFound(absl::string_view reason, const Variables& variables);

// The wire form of an error, and back. It fits kMaxErrorBytes as gRPC sends it, the message
// percent-encoded and the details in base64: the message and the list of violations are
// shortened, and say how many were left out; if that is not enough, details are dropped, the
// least useful first. The reason stays.
google::rpc::Status ToRpcStatus(const absl::Status& status);
absl::Status FromRpcStatus(const google::rpc::Status& status);
inline constexpr size_t kMaxErrorBytes = 7900;  // of the 8 KiB that clients take of all trailers
size_t SizeOnWire(const google::rpc::Status& status);

// The reason of an error that Refuse or InvalidRequest made; empty for others.
std::string ReasonOf(const absl::Status& status);

// Completes errors of the layers below (event store, projections) that carry no
// ErrorInfo with one, by their code. Leaves others alone.
absl::Status WithReason(absl::Status status);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ERRORS_ERRORS_H_
