#include "services/domain/rules.h"

#include "services/domain/visit.h"

namespace verkan::services {

using event::v1::Event;

void Complete(Event* event, Checks* checks) {
  VisitMutable(event, [checks](auto* fact) {
    if constexpr (requires { Complete(fact, checks); }) Complete(fact, checks);
  });
}

void Validate(const Event& event, Checks* checks) {
  Visit(event, [checks](const auto& fact) { Validate(fact, checks); });
}

absl::Status Decide(const Event& event, const States& states) {
  return Visit(event, [&states](const auto& fact) { return Decide(fact, states); });
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

bool BeginsStream(const Event& event) {
  switch (event.fact_case()) {
    case Event::kOrganisationRegistered:
    case Event::kProjectStarted:
    case Event::kActivityPlanned:
    case Event::kActivityHeld:
    case Event::kParticipantRegistered:
    case Event::kProcurementHeld:
    case Event::kCollaborationFormed:
    case Event::kContactMade:
    case Event::kNetworkStarted:
    case Event::kNetworkDeveloped:
    case Event::kNetworkStartedOrDeveloped:
    case Event::kPublicationReleased:
    case Event::kToolReleased:
    case Event::kFundingOffered:
    case Event::kFigureReported:
    case Event::kIndicatorDefined:
      return true;
    default:
      return false;
  }
}

}  // namespace verkan::services
