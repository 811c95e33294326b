#include "projections/activity/activity_facts.h"
#include "projections/collaboration/collaboration_facts.h"
#include "projections/facts/mirror.h"
#include "projections/facts/noun.h"
#include "projections/facts/voiding.h"
#include "projections/figure/figure_facts.h"
#include "projections/indicator/indicator_facts.h"
#include "projections/network/network_facts.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "projections/procurement/procurement_facts.h"
#include "projections/project/project_facts.h"

namespace verkan::projections {

const std::vector<Noun>& Nouns() {
  static const auto* const nouns = new std::vector<Noun>{
      OrganisationFacts(), ProjectFacts(),       ActivityFacts(), ParticipantFacts(),
      ProcurementFacts(),  CollaborationFacts(), NetworkFacts(),  FigureFacts(),
      IndicatorFacts(),    MirroredFacts(),      VoidingFacts(),
  };
  return *nouns;
}

void Arms::Add(const google::protobuf::Descriptor* type,
               std::function<void(const google::protobuf::Message&, const Believed&)> apply) {
  const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
  arms_[type->full_name()] = {std::unique_ptr<google::protobuf::Message>(prototype->New()),
                              std::move(apply)};
}

Arms::Arm* Arms::Find(absl::string_view type) {
  const auto found = arms_.find(type);
  return found == arms_.end() ? nullptr : &found->second;
}

}  // namespace verkan::projections
