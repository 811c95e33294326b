#include "projections/participant/participant_facts.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "projections/facts/mirror.h"
#include "projections/facts/new_row.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

const MirroredFields& Besides() {
  static const auto* const fields =
      new MirroredFields(ParticipantRegistered::descriptor(), {"note", "source_ids"});
  return *fields;
}

class ParticipantArms {
 public:
  explicit ParticipantArms(Facts* facts) : facts_(*facts) {}

  void On(const ParticipantRegistered& e, const Believed& believed) {
    NewRow row(facts_[kParticipants], e.participant_id(), believed);
    row.Text("region", e.region_code());
    Besides().Write(e, believed, &row);
  }

  // The rest of what it says is sealed.
  void On(const ParticipantUpdated& e, const Believed& believed) {
    FactTable& table = facts_[kParticipants];
    const bool cleared = absl::c_linear_search(e.cleared(), "region_code");
    if (e.region_code().empty() && !cleared) return;
    for (RowId row : OpenRows(table, e.participant_id())) {
      NewRow::Instead(table, row, believed).Text("region", e.region_code());
    }
  }

  void On(const ParticipantsMerged& e, const Believed& believed) {
    NewRow(facts_[kParticipantMerges], e.merged_participant_id(), believed)
        .Text("participant", e.participant_id());
  }

 private:
  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  std::vector<Column> participants = {{"participant"}, {"region"}};
  Besides().AddColumns(&participants);
  return {
      {kParticipants, std::move(participants)},
      {kParticipantMerges, {{"merged", ColumnKind::kText, "participant"}, {"participant"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ParticipantRegistered, ParticipantUpdated, ParticipantsMerged>(
      std::make_shared<ParticipantArms>(facts));
  // What is counted does not depend on what is known of a person.
  arms->AddNone<PersonalDataErased, PersonalDataRestricted, PersonalDataRestrictionLifted,
                LegalHoldPlaced, LegalHoldLifted, PersonalDataRead>();
}

}  // namespace

Noun ParticipantFacts() { return {Tables, AddArms, "1cdd178560c0b225"}; }

}  // namespace verkan::projections
