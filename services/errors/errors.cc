#include "services/errors/errors.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "eventstore/beyond_log.h"
#include "eventstore/conflict.h"
#include "eventstore/followed.h"
#include "google/rpc/error_details.pb.h"
#include "services/errors/reasons.h"

namespace verkan::services {
namespace {

using absl::StatusCode;

constexpr absl::string_view kTypePrefix = "type.googleapis.com/";

const Reason& Find(absl::string_view name) {
  const Reason* reason = FindReason(name);
  if (reason != nullptr) return *reason;
  std::fprintf(stderr, "services/errors has no row for reason %s\n", std::string(name).c_str());
  std::abort();
}

// Fills variables into a text. Every one the text asks for must be given.
std::string Fill(const Reason& reason, absl::string_view text, const Variables& variables) {
  std::string filled;
  size_t at = 0;
  for (size_t open; (open = text.find('{', at)) != absl::string_view::npos;) {
    const size_t close = text.find('}', open);
    assert(close != absl::string_view::npos);
    const absl::string_view name = text.substr(open + 1, close - open - 1);
    const auto found = std::find_if(variables.begin(), variables.end(),
                                    [name](const auto& v) { return v.first == name; });
    if (found == variables.end()) {
      std::fprintf(stderr, "reason %s lacks its variable %s\n", std::string(reason.name).c_str(),
                   std::string(name).c_str());
    }
    assert(found != variables.end());
    absl::StrAppend(&filled, text.substr(at, open - at),
                    found == variables.end() ? "?" : found->second);
    at = close + 1;
  }
  absl::StrAppend(&filled, text.substr(at));
  return filled;
}

// A value in a description, a variable in the details, a whole text.
constexpr size_t kMaxShown = 120;
constexpr size_t kMaxVariable = 600;
constexpr size_t kMaxTextBytes = 900;
constexpr size_t kMaxMetadataBytes = 2000;

// The first bytes of a text, cut between characters.
std::string Shortened(absl::string_view value, size_t max_bytes) {
  if (value.size() <= max_bytes) return std::string(value);
  size_t end = max_bytes;
  while (end > 0 && (value[end] & 0xC0) == 0x80) --end;
  return absl::StrCat(value.substr(0, end), "…");
}

// A status holds one payload a type; the two LocalizedMessages are told apart by a
// suffix that the wire form drops.
void Attach(const google::protobuf::Message& detail, absl::string_view suffix,
            absl::Status* status) {
  status->SetPayload(absl::StrCat(kTypePrefix, detail.GetDescriptor()->full_name(), suffix),
                     absl::Cord(detail.SerializeAsString()));
}

template <typename Detail>
bool Detach(const absl::Status& status, Detail* detail) {
  const auto payload =
      status.GetPayload(absl::StrCat(kTypePrefix, detail->GetDescriptor()->full_name()));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

void AttachLocalized(absl::string_view locale, std::string text, absl::Status* status) {
  google::rpc::LocalizedMessage localized;
  localized.set_locale(std::string(locale));
  localized.set_message(Shortened(text, kMaxTextBytes));
  Attach(localized, absl::StrCat("#", locale), status);
}

void AttachReason(const Reason& reason, const Variables& variables, absl::Status* status) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason.name));
  info.set_domain("verkan");
  for (const auto& [name, value] : variables) {
    if (info.ByteSizeLong() + name.size() > kMaxMetadataBytes) break;
    (*info.mutable_metadata())[name] = Shortened(value, kMaxVariable);
  }
  Attach(info, "", status);
}

void AttachPrecondition(const Reason& reason, const Variables& variables, const std::string& text,
                        absl::Status* status) {
  google::rpc::PreconditionFailure failure;
  auto* violation = failure.add_violations();
  violation->set_type(std::string(reason.name));
  if (!variables.empty()) {
    violation->set_subject(absl::StrCat(variables[0].first, ":", variables[0].second));
  }
  violation->set_description(Shortened(text, kMaxTextBytes));
  Attach(failure, "", status);
}

void AttachRetry(int millis, absl::Status* status) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(millis / 1000);
  retry.mutable_retry_delay()->set_nanos(millis % 1000 * 1000000);
  Attach(retry, "", status);
}

absl::Status Make(const Reason& reason, absl::StatusCode code, const Variables& variables) {
  std::string english = Shortened(Fill(reason, reason.english, variables), kMaxTextBytes);
  absl::Status status(code, english);
  AttachReason(reason, variables, &status);
  if (code == StatusCode::kFailedPrecondition) {
    AttachPrecondition(reason, variables, english, &status);
  }
  if (reason.retry_millis > 0) AttachRetry(reason.retry_millis, &status);
  AttachLocalized("en", std::move(english), &status);
  AttachLocalized("sv", Fill(reason, reason.swedish, variables), &status);
  return status;
}

std::string Describe(const Violation& violation) {
  return absl::StrCat(violation.path.empty() ? "request" : violation.path, ": ",
                      violation.value.empty()
                          ? "nothing"
                          : absl::StrCat("\"", Shortened(violation.value, kMaxShown), "\""),
                      ", wanted ", violation.wanted);
}

// The first violations in a sentence; all of them stand in BadRequest.
std::string Summary(const google::rpc::BadRequest& bad) {
  constexpr int kNamed = 3;
  std::string summary;
  for (int i = 0; i < std::min(kNamed, bad.field_violations_size()); ++i) {
    absl::StrAppend(&summary, i == 0 ? "" : "; ", bad.field_violations(i).description());
  }
  const int others = bad.field_violations_size() - kNamed;
  if (others > 0) absl::StrAppend(&summary, "; and ", others, " more");
  return summary;
}

// Halves the list of violations until the error fits.
void ShortenViolations(google::protobuf::Any* detail, google::rpc::Status* status) {
  google::rpc::BadRequest bad;
  if (!detail->Is<google::rpc::BadRequest>() || !detail->UnpackTo(&bad)) return;
  int left_out = 0;
  while (SizeOnWire(*status) > kMaxErrorBytes && bad.field_violations_size() > 1) {
    const int keep = bad.field_violations_size() / 2;
    left_out += bad.field_violations_size() - keep;
    bad.mutable_field_violations()->DeleteSubrange(keep, bad.field_violations_size() - keep);
    google::rpc::BadRequest shown = bad;
    shown.add_field_violations()->set_description(absl::StrCat("and ", left_out, " more"));
    detail->set_value(shown.SerializeAsString());
  }
}

void RemoveDetails(absl::string_view type, google::rpc::Status* status) {
  auto* details = status->mutable_details();
  details->erase(std::remove_if(details->begin(), details->end(),
                                [type](const google::protobuf::Any& detail) {
                                  return absl::EndsWith(detail.type_url(), type);
                                }),
                 details->end());
}

void FitOnWire(google::rpc::Status* status) {
  if (SizeOnWire(*status) <= kMaxErrorBytes) return;
  status->set_message(Shortened(status->message(), kMaxTextBytes));
  for (auto& detail : *status->mutable_details()) ShortenViolations(&detail, status);
  for (const absl::string_view type :
       {".PreconditionFailure", ".BadRequest", ".LocalizedMessage"}) {
    if (SizeOnWire(*status) <= kMaxErrorBytes) return;
    RemoveDetails(type, status);
  }
  assert(SizeOnWire(*status) <= kMaxErrorBytes);
}

// The reason of an error that names none.
absl::string_view ReasonFor(StatusCode code) {
  switch (code) {
    case StatusCode::kInvalidArgument:
      return "INVALID_REQUEST";
    case StatusCode::kNotFound:
      return "NOT_FOUND";
    case StatusCode::kAlreadyExists:
      return "EVENT_ID_TAKEN";
    case StatusCode::kAborted:
      return "APPEND_CONDITION_FAILED";
    case StatusCode::kUnavailable:
    case StatusCode::kResourceExhausted:  // a full disk
      return "STORE_NOT_WRITABLE";
    case StatusCode::kDataLoss:
      return "LOG_DATA_LOSS";
    case StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case StatusCode::kFailedPrecondition:
      return "PROJECTION_STOPPED";
    case StatusCode::kCancelled:
      return "CANCELLED";
    case StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    case StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    default:
      return "INTERNAL";
  }
}

absl::Status Beyond(const eventstore::BeyondLog& beyond) {
  const std::string head = absl::StrCat(beyond.head);
  if (beyond.position == 0) {
    return Refuse("TIME_BEYOND_NOW", {{"time", beyond.time}, {"head", head}});
  }
  return Refuse("POSITION_BEYOND_LOG",
                {{"position", absl::StrCat(beyond.position)}, {"head", head}});
}

}  // namespace

absl::Status InvalidRequest(const std::vector<Violation>& violations) {
  assert(!violations.empty());
  google::rpc::BadRequest bad;
  for (const Violation& violation : violations) {
    auto* field = bad.add_field_violations();
    field->set_field(violation.path);
    field->set_description(Describe(violation));
  }
  absl::Status status =
      Make(Find("INVALID_REQUEST"), StatusCode::kInvalidArgument, {{"details", Summary(bad)}});
  Attach(bad, "", &status);
  return status;
}

absl::Status RefusalOf(absl::string_view reason, const Variables& variables) {
  const Reason& found = Find(reason);
  return Make(found, found.code, variables);
}

absl::Status NotFound(absl::string_view reason, const Variables& variables) {
  return Make(Find(reason), StatusCode::kNotFound, variables);
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(std::string(status.message()));
  std::vector<std::pair<std::string, std::string>> payloads;
  status.ForEachPayload([&payloads](absl::string_view url, const absl::Cord& payload) {
    payloads.emplace_back(std::string(url), std::string(payload));
  });
  std::sort(payloads.begin(), payloads.end());
  for (auto& [url, value] : payloads) {
    auto* detail = rpc.add_details();
    detail->set_type_url(url.substr(0, url.find('#')));
    detail->set_value(std::move(value));
  }
  FitOnWire(&rpc);
  return rpc;
}

absl::Status FromRpcStatus(const google::rpc::Status& rpc) {
  absl::Status status(static_cast<StatusCode>(rpc.code()), rpc.message());
  for (const auto& detail : rpc.details()) {
    std::string url = detail.type_url();
    google::rpc::LocalizedMessage localized;
    if (absl::EndsWith(url, ".LocalizedMessage") && localized.ParseFromString(detail.value())) {
      absl::StrAppend(&url, "#", localized.locale());
    }
    status.SetPayload(url, absl::Cord(detail.value()));
  }
  return status;
}

size_t SizeOnWire(const google::rpc::Status& status) {
  size_t message = 0;
  for (const unsigned char c : status.message()) {
    message += c >= 0x20 && c <= 0x7e && c != '%' ? 1 : 3;
  }
  return message + (status.ByteSizeLong() + 2) / 3 * 4;
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return Detach(status, &info) ? info.reason() : "";
}

absl::Status WithReason(absl::Status status) {
  if (status.ok() || !ReasonOf(status).empty()) return status;
  if (const auto beyond = eventstore::ReadBeyondLog(status)) return Beyond(*beyond);
  if (const auto other = eventstore::ReadOtherLog(status)) {
    return Refuse("LOG_NOT_THE_ONE_FOLLOWED", {{"position", absl::StrCat(other->position)},
                                               {"head", absl::StrCat(other->head)}});
  }
  if (const auto position = status.GetPayload(eventstore::kRequestTaken)) {
    return Refuse("REQUEST_ID_TAKEN", {{"position", std::string(*position)}});
  }
  const Reason& reason = Find(ReasonFor(status.code()));
  const std::string details(status.message());
  absl::Status complete =
      Make(reason, reason.code, {{"details", details}, {"queue", "The queue of the server"}});
  if (reason.code == StatusCode::kInvalidArgument) {
    google::rpc::BadRequest bad;
    bad.add_field_violations()->set_description(details);
    Attach(bad, "", &complete);
  }
  return complete;
}

}  // namespace verkan::services
