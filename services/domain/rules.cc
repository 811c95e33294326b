#include "services/domain/rules.h"

#include "eventstore/status_macros.h"
#include "services/domain/correction.h"
#include "services/domain/ladder.h"
#include "services/domain/schema.h"
#include "services/domain/visit.h"

namespace verkan::services {

using event::v1::Event;

void Complete(Event* event, Checks* checks) {
  VisitMutable(event, [checks](auto* fact) {
    ReadTimes(fact);
    if constexpr (requires { Complete(fact, checks); }) {
      Complete(fact, checks);
    } else {
      CompleteReadings(fact, "event", checks);
    }
  });
}

void Validate(const Event& event, Checks* checks) {
  const EventType& type = *Schema::Default().Find(event.fact_case());
  type.shape().Check(type.FactOf(event), "event", checks);
  if (type.traits().corrects()) ValidateCleared(type, event, checks);
  Visit(event, [checks](const auto& fact) {
    if constexpr (requires { Validate(fact, checks); }) Validate(fact, checks);
  });
}

namespace {

template <typename Fact>
absl::Status DecideOwnOf(const Fact& fact, const States& states) {
  if constexpr (requires { DecideOwn(fact, states); }) return DecideOwn(fact, states);
  return absl::OkStatus();
}

// A correction is refused by what would refuse the beginning, were it recorded so now; a project
// that is closed lets go of what is its own, and takes in nothing, only for what happened by its
// closing.
absl::Status DecideCorrection(const EventType& type, const Event& event, const States& states) {
  const Reference own = {type.noun(), type.IdOf(event)};
  VERKAN_RETURN_IF_ERROR(RequireKnown(own, states));
  const Event& before = *states.Plain(own).beginning;
  const Event corrected = Corrected(before, event);
  const EventType& beginning = *Schema::Default().Find(before.fact_case());
  VERKAN_RETURN_IF_ERROR(RequireFits(beginning, corrected, type, event));
  if (beginning.ProjectOf(before) != beginning.ProjectOf(corrected)) {
    VERKAN_RETURN_IF_ERROR(RequireStillOpen(beginning, before, states));
  }
  Checks whole(states.now().day);
  Validate(corrected, &whole);
  VERKAN_RETURN_IF_ERROR(RequireWhole(type, event, whole));
  VERKAN_RETURN_IF_ERROR(RequireFoundations(beginning, corrected, states));
  VERKAN_RETURN_IF_ERROR(
      Visit(corrected, [&states](const auto& fact) { return DecideOwnOf(fact, states); }));
  return RequireWithinItsProject(beginning, corrected, states);
}

}  // namespace

absl::Status Decide(const Event& event, const States& states) {
  const EventType& type = *Schema::Default().Find(event.fact_case());
  if (type.traits().corrects()) return DecideCorrection(type, event, states);
  return Visit(event, [&](const auto& fact) -> absl::Status {
    if constexpr (requires { Decide(fact, states); }) {
      return Decide(fact, states);
    } else {
      VERKAN_RETURN_IF_ERROR(RequireFoundations(type, event, states));
      if constexpr (requires { DecideNew(fact, states); }) {
        VERKAN_RETURN_IF_ERROR(DecideNew(fact, states));
      } else {
        VERKAN_RETURN_IF_ERROR(RequireNew(type, event, states));
      }
      VERKAN_RETURN_IF_ERROR(DecideOwnOf(fact, states));
      return RequireWithinItsProject(type, event, states);
    }
  });
}

std::string UniqueTag(const Event& event) {
  return Visit(event, [](const auto& fact) -> std::string {
    if constexpr (requires { UniqueTag(fact); }) {
      return UniqueTag(fact);
    } else {
      return "";
    }
  });
}

std::string UniqueTagOf(const State& state) {
  const auto* plain = std::get_if<PlainNoun>(&state);
  return plain == nullptr || !plain->known() ? "" : UniqueTag(*plain->beginning);
}

const std::string* FindHolder(const Reference& own, const std::string& tag, const States& states) {
  if (tag.empty()) return nullptr;
  for (const States::Entry& entry : states.entries()) {
    if (entry.noun != own.noun || entry.id == own.id) continue;
    if (UniqueTagOf(entry.folded->state) == tag) return &entry.id;
  }
  return nullptr;
}

}  // namespace verkan::services
