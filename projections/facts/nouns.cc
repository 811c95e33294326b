#include "projections/activity/activity_facts.h"
#include "projections/collaboration/collaboration_facts.h"
#include "projections/facts/noun.h"
#include "projections/facts/voiding.h"
#include "projections/figure/figure_facts.h"
#include "projections/indicator/indicator_facts.h"
#include "projections/initiative/initiative_facts.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "projections/procurement/procurement_facts.h"
#include "projections/project/project_facts.h"

namespace verkan::projections {

const std::vector<Noun>& Nouns() {
  static const auto* const nouns = new std::vector<Noun>{
      OrganisationFacts(), ProjectFacts(),       ActivityFacts(),   ParticipantFacts(),
      ProcurementFacts(),  CollaborationFacts(), InitiativeFacts(), FigureFacts(),
      IndicatorFacts(),    VoidingFacts(),
  };
  return *nouns;
}

Arms::Arm* Arms::Find(absl::string_view type) {
  const auto found = arms_.find(type);
  return found == arms_.end() ? nullptr : &found->second;
}

}  // namespace verkan::projections
