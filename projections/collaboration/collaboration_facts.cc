#include "projections/collaboration/collaboration_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/organisation/organisation_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

class CollaborationArms {
 public:
  explicit CollaborationArms(Facts* facts) : facts_(*facts) {}

  void On(const CollaborationFormed& e, const Believed& believed) {
    NewRow(facts_[kCollaborations], e.collaboration_id(), believed)
        .Text("project", e.project_id())
        .Text("region", RegionText(e.region_code(), believed))
        .Text("kind", EnumText(e.kind()))
        .Text("title", e.title())
        .Text("contributions", e.contributions())
        .Text("activity", e.arose_from_activity_id())
        .Text("procurement", e.arose_from_procurement_id())
        .Text("origin", OriginText(e.arose_from_activity_id(), e.arose_from_procurement_id()))
        .Text("parties", absl::StrJoin(e.party_ids(), ","))
        .Text("period", WhenText(e.period()))
        .Number("ended", 0)
        .Text("when", WhenText(e.occurred()));
  }

  void On(const CollaborationEnded& e, const Believed& believed) {
    FactTable& table = facts_[kCollaborations];
    RowId row = table.OpenRow(e.collaboration_id());
    if (row == kNoRow) return;
    NewRow::Continue(table, row, believed)
        .Number("ended", 1)
        .Text("ended_when", WhenText(e.occurred()));
  }

  void On(const ContactMade& e, const Believed& believed) {
    NewRow(facts_[kContacts], e.contact_id(), believed)
        .Text("project", e.project_id())
        .Text("region", RegionText("", believed))
        .Text("from_party", e.from())
        .Text("to_party", e.to())
        .Text("subject", e.subject())
        .Text("activity", e.arose_from_activity_id())
        .Text("origin", OriginText(e.arose_from_activity_id(), ""))
        .Text("arose_from", e.arose_from())
        .Text("when", WhenText(e.occurred()));
  }

 private:
  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kCollaborations,
       {{"collaboration"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<CollaborationKind>("kind")),
        {"title", ColumnKind::kText, "text"},
        {"contributions", ColumnKind::kText, "text"},
        {"activity"},
        {"procurement"},
        Dimension({"origin"}),
        Dimension({.name = "parties", .merges = kOrganisationMerges.name}, "party"),
        {"period", ColumnKind::kText, "when"},
        {"ended", ColumnKind::kNumber},
        {"ended_when", ColumnKind::kText, "when"},
        {"when"}}},
      {kContacts,
       {{"contact"},
        Dimension({"project"}),
        Dimension({"region"}),
        {"from_party", ColumnKind::kText, "text"},
        {"to_party", ColumnKind::kText, "text"},
        {"subject", ColumnKind::kText, "text"},
        {"activity"},
        Dimension({"origin"}),
        {"arose_from", ColumnKind::kText, "text"},
        {"when"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<CollaborationFormed, CollaborationEnded, ContactMade>(
      std::make_shared<CollaborationArms>(facts));
}

}  // namespace

Noun CollaborationFacts() { return {Tables, AddArms, "0aff46a1d097215a"}; }

}  // namespace verkan::projections
