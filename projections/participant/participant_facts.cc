#include "projections/participant/participant_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "projections/facts/new_row.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

class ParticipantArms {
 public:
  explicit ParticipantArms(Facts* facts) : facts_(*facts) {}

  void On(const ParticipantRegistered& e, const Believed& believed) {
    NewRow(facts_[kParticipants], e.participant_id(), believed).Text("region", e.region_code());
  }

  void On(const ParticipantsMerged& e, const Believed& believed) {
    NewRow(facts_[kParticipantMerges], e.merged_participant_id(), believed)
        .Text("participant", e.participant_id());
  }

 private:
  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kParticipants, {{"participant"}, {"region"}}},
      {kParticipantMerges, {{"merged", ColumnKind::kText, "participant"}, {"participant"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ParticipantRegistered, ParticipantsMerged>(std::make_shared<ParticipantArms>(facts));
  // What is counted does not depend on what is known of a person.
  arms->AddNone<PersonalDataErased, PersonalDataRestricted, PersonalDataRestrictionLifted,
                LegalHoldPlaced, LegalHoldLifted, PersonalDataRead>();
}

}  // namespace

Noun ParticipantFacts() { return {Tables, AddArms, "017b76506c734fca"}; }

}  // namespace verkan::projections
