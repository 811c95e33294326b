#include "projections/network/network_facts.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "projections/facts/fields.h"
#include "projections/facts/mirror.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/labels/labels.h"
#include "projections/organisation/organisation_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

constexpr absl::string_view kByMembers = "known_by_members";

const MirroredFields& Details() {
  static const auto* const fields = new MirroredFields(
      NetworkDetails::descriptor(), {"name_label", "description", "stage", "coordinator_ids",
                                     "text", "reading", "members", "instruments", "strand"});
  return *fields;
}

// What every fact says besides.
template <typename Event>
const MirroredFields& Besides() {
  static const auto* const fields = new MirroredFields(Event::descriptor(), {"note", "source_ids"});
  return *fields;
}

const MirroredFields& Membership() {
  static const auto* const fields = new MirroredFields(
      MembershipStarted::descriptor(), {"membership_id", "organisation_id", "group", "unit", "role",
                                        "stage", "project_id", "note", "source_ids"});
  return *fields;
}

const MirroredFields& Ending() {
  static const auto* const fields = new MirroredFields(
      MembershipEnded::descriptor(), {"occurred", "note", "source_ids"}, "closed_");
  return *fields;
}

// Whether it counts as a network that was started or developed: a body does not, nor does what is
// still to be formed.
bool Counts(absl::string_view kind, absl::string_view stage) {
  return stage != "to_be_formed" &&
         (kind.empty() || kind == "network" || kind == "partnership" || kind == "platform");
}

class NetworkArms {
 public:
  explicit NetworkArms(Facts* facts) : facts_(*facts) {}

  void On(const NetworkStarted& e, const Believed& believed) { Add(e, "started", believed); }
  void On(const NetworkDeveloped& e, const Believed& believed) { Add(e, "developed", believed); }
  void On(const NetworkStartedOrDeveloped& e, const Believed& believed) {
    Add(e, "started_or_developed", believed);
  }

  // A network that is known by its members alone has a row as long as it is.
  void On(const MembershipStarted& e, const Believed& believed) {
    FactTable& networks = facts_[kNetworks];
    if (networks.OpenRow(e.network_id()) == kNoRow) {
      NewRow(networks, e.network_id(), believed, {})
          .Text("project", e.project_id())
          .Text("region", RegionText(e.region_code(), believed))
          .Text("kind", kByMembers)
          .Text("network_kind", EnumText(e.kind()))
          .Text("name", e.name());
    }
    NewRow row(facts_[kMemberships], e.network_id(), believed);
    Membership().Write(e, believed, &row);
    row.Text("region", RegionText(e.region_code(), believed))
        .Text("when", WhenText(e.occurred()))
        .Text("fact", "membership_started");
  }

  void On(const MembershipEnded& e, const Believed& believed) {
    FactTable& table = facts_[kMemberships];
    const int id = table.column("membership"), unit = table.column("unit");
    const int fact = table.column("fact");
    const Same same(&facts_, kOrganisationMerges, e.organisation_id(), believed);
    const auto ends = [&](RowId row) {
      if (table.text(row, fact) == "membership_ended") return false;
      if (!e.membership_id().empty()) return table.text(row, id) == e.membership_id();
      return table.text(row, unit).empty() && same(table, row, "organisation");
    };
    for (RowId row : OpenRows(table, e.network_id(), ends)) {
      NewRow next = NewRow::Continue(table, row, believed);
      Ending().Write(e, believed, &next);
      next.Text("fact", "membership_ended");
    }
  }

  // It holds for all that is said of the network, but its day for the last thing that was.
  void On(const NetworkCorrected& e, const Believed& believed) {
    FactTable& table = facts_[kNetworks];
    const std::vector<RowId> rows = OpenRows(table, e.network_id());
    for (RowId row : rows) {
      NewRow next = NewRow::Instead(table, row, believed);
      Correct(e, row == rows.back(), believed, &next);
    }
  }

 private:
  template <typename Event>
  void Add(const Event& e, absl::string_view kind, const Believed& believed) {
    FactTable& table = facts_[kNetworks];
    const int kinds = table.column("kind");
    for (RowId row : OpenRows(table, e.network_id())) {
      if (table.text(row, kinds) == kByMembers) table.Close(row, believed.from);
    }
    const NetworkDetails& details = e.details();
    NewRow row(table, e.network_id(), believed);
    row.Text("project", details.project_id())
        .Text("region", RegionText(details.region_code(), believed))
        .Number(kRegionStated, details.region_code().empty() ? 0 : 1)
        .Text("kind", kind)
        .Text("network_kind", EnumText(details.kind()))
        .Text("name", details.name())
        .Text("when", WhenText(details.occurred()));
    Details().Write(details, believed, &row);
    Besides<Event>().Write(e, believed, &row);
    SetCounts(&row);
  }

  void Correct(const NetworkCorrected& e, bool last, const Believed& believed, NewRow* row) {
    const NetworkDetails& details = e.details();
    const std::vector<std::string> cleared = EmptiedBy(e);
    const auto clears = [&](absl::string_view field) {
      return absl::c_linear_search(cleared, field);
    };
    const auto set = [&](absl::string_view column, absl::string_view field,
                         absl::string_view text) {
      if (!text.empty() || clears(field)) row->Text(column, text);
    };
    set("project", "project_id", details.project_id());
    set("network_kind", "kind", EnumText(details.kind()));
    set("name", "name", details.name());
    SetRegion(details, clears("region_code"), row);
    Details().Correct(details, cleared, believed, row);
    SetCounts(row);
    if (!last) return;
    set("when", "occurred", WhenText(details.occurred()));
    if (believed.dated() || clears("occurred")) row->Days(believed.days());
  }

  // The region is the one that is stated, else those of the project.
  void SetRegion(const NetworkDetails& details, bool cleared, NewRow* row) {
    const bool moves = !details.project_id().empty() && row->number(kRegionStated) != 1;
    if (!details.region_code().empty()) {
      row->Text("region", details.region_code()).Number(kRegionStated, 1);
    } else if (cleared || moves) {
      row->Text("region", RegionsOf(facts_, row->text("project"))).Number(kRegionStated, 0);
    }
  }

  static void SetCounts(NewRow* row) {
    const bool counts =
        row->text("kind") != kByMembers && Counts(row->text("network_kind"), row->text("stage"));
    row->Text("counts", counts ? "yes" : "");
  }

  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  std::vector<Column> networks = {
      {"network"},
      Dimension({"project"}),
      Dimension({"region"}),
      Dimension({.name = "kind",
                 .values = {"started", "developed", "started_or_developed", kByMembers},
                 .enumeration = "NetworkFact"}),
      {"name"},
      {"when"},
      Dimension(Closed<NetworkKind>("network_kind")),
      {.name = "counts", .hidden = true},
      {.name = kRegionStated, .kind = ColumnKind::kNumber, .hidden = true}};
  Details().AddColumns(&networks);
  Besides<NetworkStarted>().AddColumns(&networks);
  std::vector<Column> memberships = {
      {"network"},
      Dimension({"region"}),
      {"when"},
      Dimension({.name = "fact",
                 .values = {"membership_started", "membership_ended"},
                 .enumeration = kEventTypes})};
  Membership().AddColumns(&memberships);
  Ending().AddColumns(&memberships);
  return {{kNetworks, std::move(networks)}, {kMemberships, std::move(memberships)}};
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<NetworkStarted, NetworkDeveloped, NetworkStartedOrDeveloped, NetworkCorrected,
            MembershipStarted, MembershipEnded>(std::make_shared<NetworkArms>(facts));
}

}  // namespace

Noun NetworkFacts() { return {Tables, AddArms, "f84805c9bff6c56c"}; }

}  // namespace verkan::projections
