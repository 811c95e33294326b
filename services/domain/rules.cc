#include "services/domain/rules.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
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

// The project that the beginning was in lets it go, and the shape and what it names are right.
absl::Status DecideFoundationsOfCorrected(const Event& before, const Event& corrected,
                                          const EventType& type, const Event& correction,
                                          const States& states) {
  const EventType& beginning = *Schema::Default().Find(before.fact_case());
  if (beginning.ProjectOf(before) != beginning.ProjectOf(corrected)) {
    VERKAN_RETURN_IF_ERROR(RequireStillOpen(beginning, before, states));
  }
  Checks whole(states.now().day);
  Validate(corrected, &whole);
  VERKAN_RETURN_IF_ERROR(RequireWhole(type, correction, whole));
  return RequireFoundations(beginning, corrected, states);
}

// A correction is refused by what would refuse the beginning, or each step of it, were it recorded
// so now; a project that is closed lets go of what is its own, and takes in nothing, only for what
// happened by its closing.
absl::Status DecideCorrection(const EventType& type, const Event& event, const States& states) {
  const Reference own = {type.noun(), type.IdOf(event)};
  VERKAN_RETURN_IF_ERROR(Visit(event, [&states](const auto& fact) -> absl::Status {
    if constexpr (requires { DecideCorrecting(fact, states); }) {
      return DecideCorrecting(fact, states);
    } else {
      return absl::OkStatus();
    }
  }));
  VERKAN_RETURN_IF_ERROR(RequireRecorded(own, states));
  const Beginnings beginnings = states.CorrectedOf(type, event);
  if (beginnings.empty()) {
    const Reference part = type.PartOf(event);
    return Refuse(absl::StrCat(absl::AsciiStrToUpper(part.noun), "_UNKNOWN"),
                  {{std::string(part.noun), std::string(part.id)},
                   {std::string(own.noun), std::string(own.id)}});
  }
  std::vector<Event> corrected;
  for (const auto& before : beginnings) corrected.push_back(Corrected(*before, event));
  VERKAN_RETURN_IF_ERROR(RequireFits(corrected, type, event));
  for (size_t i = 0; i < corrected.size(); ++i) {
    VERKAN_RETURN_IF_ERROR(
        DecideFoundationsOfCorrected(*beginnings[i], corrected[i], type, event, states));
  }
  const auto decide_own = [&states](const auto& fact) { return DecideOwnOf(fact, states); };
  for (const Event& beginning : corrected) {
    VERKAN_RETURN_IF_ERROR(Visit(beginning, decide_own));
  }
  VERKAN_RETURN_IF_ERROR(Visit(event, decide_own));
  for (const Event& beginning : corrected) {
    const EventType& begun_by = *Schema::Default().Find(beginning.fact_case());
    VERKAN_RETURN_IF_ERROR(RequireWithinItsProject(begun_by, beginning, states));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Decide(const Event& event, const States& states) {
  const EventType& type = *Schema::Default().Find(event.fact_case());
  return Visit(event, [&](const auto& fact) -> absl::Status {
    if constexpr (requires { Decide(fact, states); }) {
      return Decide(fact, states);
    } else if (type.traits().corrects()) {
      return DecideCorrection(type, event, states);
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

std::vector<std::string> UniqueTags(const Event& event) {
  return Visit(event, [](const auto& fact) -> std::vector<std::string> {
    if constexpr (requires { UniqueTags(fact); }) {
      return UniqueTags(fact);
    } else {
      return {};
    }
  });
}

std::vector<std::string> UniqueTagsOf(const State& state) {
  std::vector<std::string> tags;
  for (const auto& beginning : BeginningsOf(state)) {
    for (std::string& tag : UniqueTags(*beginning)) tags.push_back(std::move(tag));
  }
  return tags;
}

const std::string* FindHolder(const Reference& own, const std::vector<std::string>& tags,
                              const States& states) {
  const auto root_of = [&](absl::string_view id) {
    return states.merges().RootOf(own.noun, id, states.now().position);
  };
  for (const States::Entry& entry : states.entries()) {
    if (entry.noun != own.noun || root_of(entry.id) == root_of(own.id)) continue;
    const std::vector<std::string> held = UniqueTagsOf(entry.folded->state);
    if (std::find_first_of(held.begin(), held.end(), tags.begin(), tags.end()) != held.end()) {
      return &entry.id;
    }
  }
  return nullptr;
}

}  // namespace verkan::services
