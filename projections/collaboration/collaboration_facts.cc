#include "projections/collaboration/collaboration_facts.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "projections/facts/mirror.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

const MirrorTable& Collaborations() {
  static const auto* const table =
      new MirrorTable({kCollaborations.name,
                       {"CollaborationFormed", "CollaborationCorrected", "CollaborationEnded"}});
  return *table;
}

const MirrorTable& Deepenings() {
  static const auto* const table = new MirrorTable({kDeepenings.name, {"CollaborationDeepened"}});
  return *table;
}

class CollaborationArms {
 public:
  explicit CollaborationArms(Facts* facts) : facts_(*facts) {}

  void On(const CollaborationFormed& e, const Believed& believed) {
    Collaborations().Apply(e, believed, &facts_);
  }

  // What it was deepened by stays.
  void On(const CollaborationCorrected& e, const Believed& believed) {
    Collaborations().Apply(e, believed, &facts_);
    const FactTable& deepenings = facts_[kDeepenings];
    for (const RowId row : OpenRows(deepenings, e.collaboration_id())) {
      Deepen(e.collaboration_id(),
             std::string(deepenings.text(row, deepenings.column("added_party"))),
             std::string(deepenings.text(row, deepenings.column("period"))), believed);
    }
  }

  void On(const CollaborationDeepened& e, const Believed& believed) {
    Deepenings().Apply(e, believed, &facts_);
    Deepen(e.collaboration_id(), absl::StrJoin(e.added_party_ids(), ","), WhenText(e.period()),
           believed);
  }

  void On(const CollaborationEnded& e, const Believed& believed) {
    Collaborations().Apply(e, believed, &facts_);
  }

 private:
  // Parties that were added are parties; a new period goes on from the one before.
  void Deepen(const std::string& collaboration, const std::string& added, const std::string& period,
              const Believed& believed) {
    FactTable& table = facts_[kCollaborations];
    const RowId row = table.OpenRow(collaboration);
    if (row == kNoRow) return;
    NewRow next = NewRow::Continue(table, row, believed);
    std::vector<std::string> parties = absl::StrSplit(next.text("party"), ',', absl::SkipEmpty());
    for (const absl::string_view id : absl::StrSplit(added, ',', absl::SkipEmpty())) {
      if (std::find(parties.begin(), parties.end(), id) == parties.end()) parties.emplace_back(id);
    }
    next.Text("party", absl::StrJoin(parties, ","));
    if (period.empty()) return;
    const std::vector<std::string> before = absl::StrSplit(next.text("period"), '/');
    const std::vector<std::string> now = absl::StrSplit(period, '/');
    const std::string& from = before.front().empty() ? now.front() : before.front();
    next.Text("period", from == now.back() ? from : absl::StrCat(from, "/", now.back()));
  }

  Facts& facts_;
};

std::vector<TableSchema> Tables() { return {Collaborations().schema(), Deepenings().schema()}; }

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<CollaborationFormed, CollaborationCorrected, CollaborationDeepened, CollaborationEnded>(
      std::make_shared<CollaborationArms>(facts));
}

}  // namespace

Noun CollaborationFacts() { return {Tables, AddArms, "04e5b069df8adf49"}; }

}  // namespace verkan::projections
