// Errors as people and programs read them: what the server put into google.rpc.Status.
#ifndef VERKAN_CLIENTS_CPP_ERRORS_H_
#define VERKAN_CLIENTS_CPP_ERRORS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"

namespace verkan::client {

enum class Language { kEnglish, kSwedish };

// Violation is one thing that is wrong with a request.
struct Violation {
  std::string path;    // such as "event.details.region_code"
  std::string value;   // as given; empty if nothing was given
  std::string wanted;  // such as "an SCB region code, two digits, such as 06"
};

// Problem is all that is known about an error.
struct Problem {
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string reason;  // such as "PROJECT_UNKNOWN"; empty if the error is not the server's
  std::string text;    // in the language asked for, if the server knows it
  std::vector<Violation> violations;            // those that name a field
  std::map<std::string, std::string> metadata;  // every variable of the text
  absl::Duration retry_after;                   // zero: the server does not say
};

// An error keeps its google.rpc.Status on its way through absl::Status.
absl::Status FromRpc(const google::rpc::Status& rpc);
google::rpc::Status ToRpc(const absl::Status& status);

Problem Explain(const google::rpc::Status& error, Language language);
Problem Explain(const absl::Status& error, Language language);

// The text, and a line per violation. No newline at the end.
std::string ToText(const Problem& problem, Language language);

// "path: "value", wanted …".
std::string ToText(const Violation& violation, Language language);

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_ERRORS_H_
