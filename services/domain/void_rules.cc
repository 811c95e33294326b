#include "services/domain/void_rules.h"

#include "absl/strings/ascii.h"
#include "eventstore/event_store.h"
#include "services/domain/schema.h"
#include "services/domain/states.h"
#include "services/domain/uuid.h"

namespace verkan::services {

using event::v1::EventVoided;

namespace {

// What was appended to the log beside the facts is taken back like a fact.
bool IsVoidable(absl::string_view name) {
  const EventType* type = Schema::Default().Find(name);
  return type == nullptr || type->traits().voidable();
}

}  // namespace

void Complete(EventVoided* fact, Checks*) { absl::AsciiStrToLower(fact->mutable_event_id()); }

void Validate(const EventVoided& fact, Checks* checks) {
  checks->RequiredText("event.stream", fact.stream());
  if (fact.stream().size() > eventstore::kMaxNameBytes) {
    checks->Fail("event.stream", fact.stream(), "the name of a stream, at most 300 bytes");
  }
  if (!ParseUuid(fact.event_id()).has_value()) {
    checks->Fail("event.event_id", fact.event_id(), kUuidWanted);
  }
  if (!fact.basis_event_id().empty()) {
    checks->Fail("event.basis_event_id", fact.basis_event_id(), "nothing: the server sets it");
  }
}

absl::Status Decide(const EventVoided& fact, const States& states) {
  const Voidings& voidings = states.Get<Voidings>(fact.stream());
  const Variables about = {{"event", fact.event_id()}, {"stream", fact.stream()}};
  const auto type = voidings.types.find(fact.event_id());
  if (type == voidings.types.end()) return Refuse("EVENT_UNKNOWN", about);
  if (!IsVoidable(type->second)) return Refuse("EVENT_NOT_VOIDABLE", about);
  if (voidings.voided.contains(fact.event_id())) return Refuse("EVENT_VOIDED", about);
  return absl::OkStatus();
}

void Evolve(const EventVoided& fact, Voidings* voidings) {
  voidings->voided.insert(fact.event_id());
}

}  // namespace verkan::services
