// Visit calls a function with the fact inside an event, by its type: the step from "an event" to
// "a participant joined".
//
//   Visit(event, [&](const auto& fact) { Validate(fact, &checks); });
//
// This is the only list of all facts in C++. A fact that is missing here does not compile, nor
// does one for which the function has no overload: whoever adds a fact is led to all the places
// that must know it. Visit answers what the function answers, which must be the same type for
// every fact. Thread-safe as the function is.
#ifndef VERKAN_SERVICES_DOMAIN_VISIT_H_
#define VERKAN_SERVICES_DOMAIN_VISIT_H_

#include <cassert>
#include <cstdlib>
#include <utility>

#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wswitch"

// The event must hold a fact: validation refuses one that does not. Otherwise the process ends.
template <typename Function>
decltype(auto) Visit(const verkan::event::v1::Event& event, Function&& visit) {
  using verkan::event::v1::Event;
  switch (event.fact_case()) {
    case Event::kOrganisationRegistered:
      return visit(event.organisation_registered());
    case Event::kOrganisationRenamed:
      return visit(event.organisation_renamed());
    case Event::kOrganisationReclassified:
      return visit(event.organisation_reclassified());
    case Event::kOrganisationsMerged:
      return visit(event.organisations_merged());
    case Event::kProjectStarted:
      return visit(event.project_started());
    case Event::kProjectPeriodStated:
      return visit(event.project_period_stated());
    case Event::kPartnerJoined:
      return visit(event.partner_joined());
    case Event::kPartnerLeft:
      return visit(event.partner_left());
    case Event::kStrandOpened:
      return visit(event.strand_opened());
    case Event::kProjectLinked:
      return visit(event.project_linked());
    case Event::kProjectTakenOver:
      return visit(event.project_taken_over());
    case Event::kNeedIdentified:
      return visit(event.need_identified());
    case Event::kProjectClosed:
      return visit(event.project_closed());
    case Event::kActivityPlanned:
      return visit(event.activity_planned());
    case Event::kActivityHeld:
      return visit(event.activity_held());
    case Event::kActivityCorrected:
      return visit(event.activity_corrected());
    case Event::kActivityCancelled:
      return visit(event.activity_cancelled());
    case Event::kHeadcountReported:
      return visit(event.headcount_reported());
    case Event::kParticipantJoined:
      return visit(event.participant_joined());
    case Event::kParticipationWithdrawn:
      return visit(event.participation_withdrawn());
    case Event::kParticipantRegistered:
      return visit(event.participant_registered());
    case Event::kParticipantsMerged:
      return visit(event.participants_merged());
    case Event::kPersonalDataErased:
      return visit(event.personal_data_erased());
    case Event::kPersonalDataRestricted:
      return visit(event.personal_data_restricted());
    case Event::kPersonalDataRestrictionLifted:
      return visit(event.personal_data_restriction_lifted());
    case Event::kLegalHoldPlaced:
      return visit(event.legal_hold_placed());
    case Event::kLegalHoldLifted:
      return visit(event.legal_hold_lifted());
    case Event::kPersonalDataRead:
      return visit(event.personal_data_read());
    case Event::kProcurementHeld:
      return visit(event.procurement_held());
    case Event::kContractAwarded:
      return visit(event.contract_awarded());
    case Event::kProcurementCancelled:
      return visit(event.procurement_cancelled());
    case Event::kCollaborationFormed:
      return visit(event.collaboration_formed());
    case Event::kCollaborationEnded:
      return visit(event.collaboration_ended());
    case Event::kContactMade:
      return visit(event.contact_made());
    case Event::kNetworkStarted:
      return visit(event.network_started());
    case Event::kNetworkDeveloped:
      return visit(event.network_developed());
    case Event::kNetworkStartedOrDeveloped:
      return visit(event.network_started_or_developed());
    case Event::kPublicationReleased:
      return visit(event.publication_released());
    case Event::kToolReleased:
      return visit(event.tool_released());
    case Event::kFundingOffered:
      return visit(event.funding_offered());
    case Event::kFigureReported:
      return visit(event.figure_reported());
    case Event::kFigureWithdrawn:
      return visit(event.figure_withdrawn());
    case Event::kSourceRanked:
      return visit(event.source_ranked());
    case Event::kIndicatorDefined:
      return visit(event.indicator_defined());
    case Event::kTargetSet:
      return visit(event.target_set());
    case Event::kEventVoided:
      return visit(event.event_voided());
    case Event::FACT_NOT_SET:
      break;
  }
  assert(false && "an event without a fact");
  std::abort();
}

#pragma GCC diagnostic pop

// The same for an event that may be changed; the function takes a pointer to the fact.
template <typename Function>
decltype(auto) VisitMutable(verkan::event::v1::Event* event, Function&& visit) {
  return Visit(*event, [&visit](const auto& fact) -> decltype(auto) {
    using Fact = std::remove_const_t<std::remove_reference_t<decltype(fact)>>;
    return visit(const_cast<Fact*>(&fact));  // the event itself is not constant
  });
}

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_VISIT_H_
