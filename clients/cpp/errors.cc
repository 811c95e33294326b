#include "clients/cpp/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cpp/swedish.h"
#include "google/rpc/error_details.pb.h"

namespace verkan::client {
namespace {

constexpr absl::string_view kPayload = "type.googleapis.com/google.rpc.Status";

// The server writes a description as `path: "value", wanted …` or `path: nothing, wanted …`.
// A violation without a path is about the whole request, and stands in the error's text.
Violation ReadViolation(const google::rpc::BadRequest::FieldViolation& field) {
  absl::string_view text = field.description();
  if (absl::ConsumePrefix(&text, field.field())) absl::ConsumePrefix(&text, ": ");
  const size_t wanted = text.rfind(", wanted ");
  if (wanted == absl::string_view::npos) return {field.field(), "", std::string(text)};
  absl::string_view value = text.substr(0, wanted);
  if (absl::ConsumePrefix(&value, "\"")) {
    absl::ConsumeSuffix(&value, "\"");
  } else if (value == "nothing") {
    value = "";
  }
  return {field.field(), std::string(value), std::string(text.substr(wanted + 9))};
}

void AddDetail(const google::protobuf::Any& detail, absl::string_view locale, Problem* problem) {
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad;
  google::rpc::RetryInfo retry;
  google::rpc::LocalizedMessage localized;
  if (detail.UnpackTo(&info)) {
    problem->reason = info.reason();
    problem->metadata.insert(info.metadata().begin(), info.metadata().end());
  } else if (detail.UnpackTo(&bad)) {
    for (const auto& field : bad.field_violations()) {
      if (!field.field().empty()) problem->violations.push_back(ReadViolation(field));
    }
  } else if (detail.UnpackTo(&retry)) {
    problem->retry_after = absl::Seconds(retry.retry_delay().seconds()) +
                           absl::Nanoseconds(retry.retry_delay().nanos());
  } else if (detail.UnpackTo(&localized) && localized.locale() == locale) {
    problem->text = localized.message();
  }
}

}  // namespace

absl::Status FromRpc(const google::rpc::Status& rpc) {
  absl::Status status(static_cast<absl::StatusCode>(rpc.code()), rpc.message());
  if (!status.ok() && rpc.details_size() > 0) {
    status.SetPayload(kPayload, absl::Cord(rpc.SerializeAsString()));
  }
  return status;
}

google::rpc::Status ToRpc(const absl::Status& status) {
  google::rpc::Status rpc;
  const auto payload = status.GetPayload(kPayload);
  if (payload.has_value() && rpc.ParseFromString(std::string(*payload))) return rpc;
  rpc.Clear();
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(std::string(status.message()));
  return rpc;
}

Problem Explain(const google::rpc::Status& error, Language language) {
  Problem problem;
  problem.code = static_cast<absl::StatusCode>(error.code());
  problem.text = error.message();
  const absl::string_view locale = language == Language::kSwedish ? "sv" : "en";
  for (const auto& detail : error.details()) AddDetail(detail, locale, &problem);
  if (language == Language::kSwedish && problem.code == absl::StatusCode::kInvalidArgument) {
    problem.text = ToSwedish(problem.text);
    for (Violation& violation : problem.violations) violation.wanted = ToSwedish(violation.wanted);
  }
  return problem;
}

Problem Explain(const absl::Status& error, Language language) {
  return Explain(ToRpc(error), language);
}

std::string ToText(const Violation& violation, Language language) {
  const bool swedish = language == Language::kSwedish;
  const std::string value = violation.value.empty() ? (swedish ? "ingenting" : "nothing")
                                                    : absl::StrCat("\"", violation.value, "\"");
  return absl::StrCat(violation.path, violation.path.empty() ? "" : ": ", value,
                      swedish ? ", ska vara " : ", wanted ", violation.wanted);
}

std::string ToText(const Problem& problem, Language language) {
  if (problem.violations.empty()) return problem.text;
  std::string text = language == Language::kSwedish ? "Anropets innehåll är inte giltigt:"
                                                    : "The request is not valid:";
  for (const Violation& violation : problem.violations) {
    absl::StrAppend(&text, "\n  ", ToText(violation, language));
  }
  return text;
}

}  // namespace verkan::client
