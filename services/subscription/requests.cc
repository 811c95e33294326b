#include "services/subscription/requests.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "eventstore/text.h"
#include "services/errors/errors.h"
#include "services/log/requests.h"

namespace verkan::services {
namespace {

using eventstore::kMaxSubscriptionNameBytes;
using eventstore::SubscriptionDefinition;
using subscription::v1::CreateSubscriptionRequest;

constexpr uint32_t kMaxAttempts = 1000;
constexpr uint32_t kMaxInFlight = 1000;
constexpr uint64_t kMinTimeoutMillis = 100;
constexpr uint64_t kMaxMillis = 86'400'000;  // a day
constexpr int kMaxOutcomes = 1000;
constexpr size_t kMaxReasonBytes = 1000;
constexpr uint32_t kMaxPage = 1000;

using Violations = std::vector<Violation>;

absl::Status Verdict(const Violations& violations) {
  return violations.empty() ? absl::OkStatus() : InvalidRequest(violations);
}

void CheckName(const char* path, const std::string& name, bool right, absl::string_view wanted,
               Violations* violations) {
  if (right) return;
  violations->push_back(
      {path, eventstore::Escaped(name.substr(0, kMaxSubscriptionNameBytes)),
       absl::StrCat("1 to ", kMaxSubscriptionNameBytes, " bytes without ", wanted)});
}

void CheckNewName(const char* path, const std::string& name, Violations* violations) {
  CheckName(path, name, eventstore::IsName(name, kMaxSubscriptionNameBytes),
            "control, direction or invisible characters", violations);
}

// A name that a subscription may have from before more was refused.
void CheckKnownName(const std::string& name, Violations* violations) {
  CheckName("name", name, eventstore::IsKnownName(name, kMaxSubscriptionNameBytes),
            "control characters", violations);
}

// A number within bounds, or what is meant by 0.
template <typename Number>
Number Within(const char* path, Number given, Number least, Number most, Number otherwise,
              Violations* violations) {
  if (given == 0) return otherwise;
  if (given < least || given > most) {
    violations->push_back(
        {path, absl::StrCat(given), absl::StrCat(least, " to ", most, ", or 0 for ", otherwise)});
  }
  return given;
}

void SetStart(const CreateSubscriptionRequest& request, SubscriptionDefinition* definition,
              Violations* violations) {
  absl::Time time;
  switch (request.start_case()) {
    case CreateSubscriptionRequest::kStartAfter:
      definition->start_value = request.start_after();
      return;
    case CreateSubscriptionRequest::kStartTime:
      definition->start = SubscriptionDefinition::kTime;
      if (!absl::ParseTime(absl::RFC3339_full, request.start_time(), &time, nullptr) ||
          time < absl::UnixEpoch()) {
        violations->push_back({"start_time", request.start_time(),
                               "a time as RFC 3339 has it, such as 2021-03-05T14:30:00Z"});
      }
      definition->start_value =
          static_cast<uint64_t>(std::max<int64_t>(0, absl::ToUnixMicros(time)));
      return;
    case CreateSubscriptionRequest::kFromNow:
      definition->start = SubscriptionDefinition::kNow;
      if (!request.from_now())
        violations->push_back({"from_now", "false", "true, or another start"});
      return;
    case CreateSubscriptionRequest::START_NOT_SET:
      return;
  }
}

eventstore::Outcome ToOutcome(const std::string& path, const subscription::v1::Outcome& outcome,
                              Violations* violations) {
  using Result = subscription::v1::Outcome::ResultCase;
  eventstore::Outcome made{.position = outcome.position()};
  switch (outcome.result_case()) {
    case Result::kDone:
      if (!outcome.done()) violations->push_back({path + ".done", "false", "true, retry or park"});
      break;
    case Result::kRetry:
      made.kind = eventstore::Outcome::kRetry;
      made.reason = outcome.retry().reason();
      made.delay_micros =
          static_cast<int64_t>(std::min(outcome.retry().delay_ms(), kMaxMillis)) * 1000;
      if (outcome.retry().delay_ms() > kMaxMillis) {
        violations->push_back({path + ".retry.delay_ms", absl::StrCat(outcome.retry().delay_ms()),
                               absl::StrCat("at most ", kMaxMillis)});
      }
      break;
    case Result::kPark:
      made.kind = eventstore::Outcome::kPark;
      made.reason = outcome.park().reason();
      break;
    case Result::RESULT_NOT_SET:
      violations->push_back({path, "", "done, retry or park"});
      break;
  }
  if (made.reason.size() > kMaxReasonBytes) {
    violations->push_back({path + ".reason", absl::StrCat(made.reason.size(), " bytes"),
                           absl::StrCat("at most ", kMaxReasonBytes, " bytes")});
  }
  return made;
}

}  // namespace

absl::StatusOr<SubscriptionDefinition> ToDefinition(const CreateSubscriptionRequest& request) {
  Violations violations;
  SubscriptionDefinition definition{.name = request.name()};
  CheckNewName("name", request.name(), &violations);
  SetStart(request, &definition, &violations);
  definition.max_attempts =
      Within<uint32_t>("max_attempts", request.max_attempts(), 1, kMaxAttempts, 10, &violations);
  definition.max_in_flight =
      Within<uint32_t>("max_in_flight", request.max_in_flight(), 1, kMaxInFlight, 10, &violations);
  definition.ack_timeout_micros = 1000 * static_cast<int64_t>(Within<uint64_t>(
                                             "ack_timeout_ms", request.ack_timeout_ms(),
                                             kMinTimeoutMillis, kMaxMillis, 30'000, &violations));
  log::v1::SubscribeRequest query;
  *query.mutable_query() = request.query();
  auto options = ToReadOptions(query);
  if (violations.empty() && !options.ok()) return options.status();
  if (absl::Status verdict = Verdict(violations); !verdict.ok()) return verdict;
  definition.query = std::move(options->query);
  return definition;
}

absl::Status CheckConsume(const subscription::v1::ConsumeRequest& request) {
  Violations violations;
  CheckKnownName(request.name(), &violations);
  if (!request.consumer().empty()) CheckNewName("consumer", request.consumer(), &violations);
  return Verdict(violations);
}

absl::StatusOr<std::vector<eventstore::Outcome>> ToOutcomes(
    const subscription::v1::AcknowledgeRequest& request) {
  Violations violations;
  CheckKnownName(request.name(), &violations);
  const int count = request.outcomes_size();
  if (count == 0 || count > kMaxOutcomes) {
    violations.push_back(
        {"outcomes", absl::StrCat(count), absl::StrCat("1 to ", kMaxOutcomes, " outcomes")});
    return Verdict(violations);
  }
  std::vector<eventstore::Outcome> outcomes;
  for (int i = 0; i < count; ++i) {
    outcomes.push_back(
        ToOutcome(absl::StrCat("outcomes[", i, "]"), request.outcomes(i), &violations));
  }
  if (absl::Status verdict = Verdict(violations); !verdict.ok()) return verdict;
  return outcomes;
}

absl::Status CheckDiscard(const subscription::v1::DiscardParkedRequest& request) {
  Violations violations;
  CheckKnownName(request.name(), &violations);
  if (request.positions().empty()) {
    violations.push_back({"positions", "", "at least one position; ListParked tells them"});
  }
  return Verdict(violations);
}

absl::StatusOr<ParkedPage> ToPage(const subscription::v1::ListParkedRequest& request) {
  Violations violations;
  CheckKnownName(request.name(), &violations);
  ParkedPage page;
  if (request.page_size() > 0) page.most = std::min(request.page_size(), kMaxPage);
  if (!request.page_token().empty() && !absl::SimpleAtoi(request.page_token(), &page.from)) {
    violations.push_back(
        {"page_token", request.page_token(), "next_page_token of the answer before, or nothing"});
  }
  if (absl::Status verdict = Verdict(violations); !verdict.ok()) return verdict;
  return page;
}

std::string FormatSession(eventstore::SessionId session) {
  return absl::StrFormat("%016x", session);
}

eventstore::SessionId ParseSession(absl::string_view text) {
  eventstore::SessionId session = 0;
  if (text.size() != 16 || !absl::SimpleHexAtoi(text, &session)) return 0;
  return session;
}

log::v1::Query ToMessage(const eventstore::Query& query) {
  log::v1::Query message;
  for (const eventstore::QueryItem& item : query.items) {
    log::v1::QueryItem* made = message.add_items();
    for (const std::string& stream : item.streams) made->add_streams(stream);
    for (const std::string& type : item.types) made->add_types(type);
    for (const std::string& tag : item.tags) made->add_tags(tag);
  }
  return message;
}

}  // namespace verkan::services
