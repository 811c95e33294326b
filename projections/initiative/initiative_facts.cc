#include "projections/initiative/initiative_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

class InitiativeArms {
 public:
  explicit InitiativeArms(Facts* facts) : facts_(*facts) {}

  void On(const NetworkStarted& e, const Believed& believed) {
    AddNetwork(e.network_id(), e.details(), "started", believed);
  }

  void On(const NetworkDeveloped& e, const Believed& believed) {
    AddNetwork(e.network_id(), e.details(), "developed", believed);
  }

  void On(const NetworkStartedOrDeveloped& e, const Believed& believed) {
    AddNetwork(e.network_id(), e.details(), "started_or_developed", believed);
  }

  void On(const PublicationReleased& e, const Believed& believed) {
    NewRow(facts_[kPublications], e.publication_id(), believed)
        .Text("project", e.project_id())
        .Text("region", RegionText("", believed))
        .Text("kind", EnumText(e.kind()))
        .Text("title", e.title())
        .Text("media", absl::StrJoin(e.media(), "\n"))
        .Text("finding", e.finding())
        .Text("when", WhenText(e.occurred()));
  }

  void On(const ToolReleased& e, const Believed& believed) {
    NewRow(facts_[kTools], e.tool_id(), believed)
        .Text("project", e.project_id())
        .Text("region", RegionText("", believed))
        .Text("name", e.name())
        .Text("tested_by", e.tested_by())
        .Text("when", WhenText(e.occurred()));
  }

  void On(const FundingOffered& e, const Believed& believed) {
    NewRow(facts_[kFunding], e.funding_id(), believed)
        .Text("project", e.project_id())
        .Text("region", RegionText("", believed))
        .Text("instrument", EnumText(e.instrument()))
        .Text("text", e.text())
        .Bytes("reading", e.reading())
        .Text("purpose", e.purpose())
        .Text("contact", e.contact_id())
        .Text("when", WhenText(e.occurred()));
  }

 private:
  void AddNetwork(const std::string& network, const NetworkDetails& details, absl::string_view kind,
                  const Believed& believed) {
    NewRow(facts_[kNetworks], network, believed)
        .Text("project", details.project_id())
        .Text("region", RegionText(details.region_code(), believed))
        .Text("kind", kind)
        .Text("name", details.name())
        .Text("when", WhenText(details.occurred()));
  }

  Facts& facts_;
};

std::vector<absl::string_view> NetworkKinds() {
  return {"started", "developed", "started_or_developed"};
}

std::vector<TableSchema> Tables() {
  return {
      {kNetworks,
       {{"network"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension({.name = "kind", .values = NetworkKinds}),
        {"name"},
        {"when"}}},
      {kPublications,
       {{"publication"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<PublicationKind>("kind")),
        {"title", ColumnKind::kText, "text"},
        {"media", ColumnKind::kText, "text"},
        {"finding", ColumnKind::kText, "text"},
        {"when"}}},
      {kTools,
       {{"tool"},
        {"project"},
        {"region"},
        {"name"},
        {"tested_by", ColumnKind::kText, "text"},
        {"when"}}},
      {kFunding,
       {{"funding"},
        {"project"},
        {"region"},
        Closed<FundingInstrument>("instrument"),
        {"text"},
        {"reading", ColumnKind::kBytes},
        {"purpose", ColumnKind::kText, "text"},
        {"contact"},
        {"when"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<NetworkStarted, NetworkDeveloped, NetworkStartedOrDeveloped, PublicationReleased,
            ToolReleased, FundingOffered>(std::make_shared<InitiativeArms>(facts));
}

}  // namespace

Noun InitiativeFacts() { return {Tables, AddArms, "06a517e5ab6b2feb"}; }

}  // namespace verkan::projections
