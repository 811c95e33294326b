#include "projections/indicator/built_in.h"

#include <algorithm>

#include "projections/activity/activity_facts.h"
#include "projections/collaboration/collaboration_facts.h"
#include "projections/facts/mirror.h"
#include "projections/figure/period.h"
#include "projections/network/network_facts.h"
#include "projections/procurement/procurement_facts.h"

namespace verkan::projections {
namespace {

// A person takes part in what was held.
const std::vector<Condition> kTookPart = {{"status", Condition::kIs, "held"}};

std::vector<BuiltIn> List() {
  return {
      {.id = "activities",
       .name_sv = "Aktiviteter",
       .name_en = "Activities",
       .unit = "activities",
       .description = "Activities that were held.",
       .table = kActivities,
       .conditions = {{"status", Condition::kIs, "held"}}},
      {.id = "collaborations",
       .name_sv = "Samarbeten",
       .name_en = "Collaborations",
       .unit = "collaborations",
       .description = "Collaborations that were formed, also those that have ended. Grouped by "
                      "origin: per activity and procurement they arose from.",
       .table = kCollaborations},
      {.id = "contacts",
       .name_sv = "Kontakter",
       .name_en = "Contacts",
       .unit = "contacts",
       .description = "Contacts that were made through activities.",
       .table = kContacts},
      {.id = "contracts-to-social-enterprises",
       .name_sv = "Kontrakt till sociala företag",
       .name_en = "Contracts to social enterprises",
       .unit = "contracts",
       .description = "Contracts awarded to organisations that are social enterprises or "
                      "work-integrating social enterprises on the day of the contract.",
       .table = kContracts,
       .once_per = "supplier",
       .conditions = {{"supplier", Condition::kIsSocialEnterprise}},
       .version = 2},
      {.id = "networks",
       .name_sv = "Nätverk som startats eller utvecklats",
       .name_en = "Networks started or developed",
       .unit = "networks",
       .description = "Different networks that were started or developed.",
       .table = kNetworks,
       .aggregate = Aggregate::kDistinct,
       .column = "network"},
      {.id = "participants",
       .name_sv = "Deltagare",
       .name_en = "Participants",
       .unit = "persons",
       .description = "Different persons who took part in activities that were held. Pseudonyms "
                      "that were merged count as one person from the merge on.",
       .table = kParticipations,
       .aggregate = Aggregate::kDistinct,
       .column = "participant",
       .once_per = "participant",
       .conditions = kTookPart,
       .version = 2},
      {.id = "participations",
       .name_sv = "Deltaganden",
       .name_en = "Participations",
       .unit = "participations",
       .description = "Persons counted once for each activity they took part in, if it was held.",
       .table = kParticipations,
       .once_per = "participant",
       .conditions = kTookPart,
       .version = 2},
      {.id = "partnerships",
       .name_sv = "Idéburna offentliga partnerskap",
       .name_en = "Idea-based public partnerships",
       .unit = "partnerships",
       .description = "Idea-based public partnerships (IOP) that were formed.",
       .table = kCollaborations,
       .conditions = {{"kind", Condition::kIs, "idea_based_partnership"}}},
      {.id = "procurement-value",
       .name_sv = "Upphandlat värde",
       .name_en = "Value procured",
       .unit = "SEK",
       .description = "Value of the procurements that were held, without VAT.",
       .table = kProcurements,
       .aggregate = Aggregate::kSum,
       .column = "value"},
      {.id = "procurements",
       .name_sv = "Upphandlingar",
       .name_en = "Procurements",
       .unit = "procurements",
       .description = "Procurements that were held.",
       .table = kProcurements},
      {.id = "procurements-with-social-consideration",
       .name_sv = "Upphandlingar med social hänsyn",
       .name_en = "Procurements with social consideration",
       .unit = "procurements",
       .description = "Procurements that were held with at least one social objective.",
       .table = kProcurements,
       .conditions = {{"social_objectives", Condition::kNotEmpty}}},
      {.id = "publications",
       .name_sv = "Publikationer",
       .name_en = "Publications",
       .unit = "publications",
       .description = "Articles, films, case studies and reports that came out.",
       .table = kPublications},
      {.id = "reserved-procurements",
       .name_sv = "Reserverade upphandlingar",
       .name_en = "Reserved procurements",
       .unit = "procurements",
       .description = "Procurements that were held and reserved.",
       .table = kProcurements,
       .conditions = {{"procedure", Condition::kIs, "reserved"}}},
      {.id = "speakers",
       .name_sv = "Talare",
       .name_en = "Speakers",
       .unit = "persons",
       .description = "Different persons who spoke at activities that were held.",
       .table = kParticipations,
       .aggregate = Aggregate::kDistinct,
       .column = "participant",
       .once_per = "participant",
       .conditions = {{"role", Condition::kIs, "speaker"}, kTookPart[0]},
       .version = 2},
  };
}

}  // namespace

const std::vector<BuiltIn>& BuiltInIndicators() {
  static const auto* const list = new std::vector<BuiltIn>(List());
  return *list;
}

const BuiltIn* FindBuiltIn(absl::string_view id) {
  for (const BuiltIn& indicator : BuiltInIndicators()) {
    if (indicator.id == id) return &indicator;
  }
  return nullptr;
}

indicator::v1::Indicator Describe(const BuiltIn& indicator, const FactTable& table) {
  indicator::v1::Indicator described;
  described.set_indicator_id(std::string(indicator.id));
  described.set_version(indicator.version);
  described.set_name_sv(std::string(indicator.name_sv));
  described.set_name_en(std::string(indicator.name_en));
  described.set_unit(std::string(indicator.unit));
  described.set_description(std::string(indicator.description));
  described.set_computed(true);
  for (const Column& column : table.columns()) {
    if (!column.dimension.empty()) described.add_dimensions(std::string(column.dimension));
  }
  for (absl::string_view period : PeriodNames()) described.add_dimensions(std::string(period));
  return described;
}

}  // namespace verkan::projections
