#include "projections/network/network_facts.h"

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

class NetworkArms {
 public:
  explicit NetworkArms(Facts* facts) : facts_(*facts) {}

  void On(const NetworkStarted& e, const Believed& believed) {
    AddNetwork(e.network_id(), e.details(), "started", believed);
  }

  void On(const NetworkDeveloped& e, const Believed& believed) {
    AddNetwork(e.network_id(), e.details(), "developed", believed);
  }

  void On(const NetworkStartedOrDeveloped& e, const Believed& believed) {
    AddNetwork(e.network_id(), e.details(), "started_or_developed", believed);
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

std::vector<TableSchema> Tables() {
  return {
      {kNetworks,
       {{"network"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension({.name = "kind", .values = {"started", "developed", "started_or_developed"}}),
        {"name"},
        {"when"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<NetworkStarted, NetworkDeveloped, NetworkStartedOrDeveloped>(
      std::make_shared<NetworkArms>(facts));
}

}  // namespace

Noun NetworkFacts() { return {Tables, AddArms, "2f5058f015958bf8"}; }

}  // namespace verkan::projections
