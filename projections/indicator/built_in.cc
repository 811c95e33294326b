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

// A procurement counts once it was held, not while it is planned.
const std::vector<Condition> kWasHeld = {{"stage", Condition::kIs, kHeldStage}};

std::vector<BuiltIn> List() {
  return {
      {.id = "activities",
       .name_sv = "Aktiviteter",
       .name_en = "Activities",
       .unit = "activities",
       .description = "Activities that were held.",
       .description_sv = "Aktiviteter som har genomförts.",
       .table = kActivities,
       .conditions = {{"status", Condition::kIs, "held"}}},
      {.id = "collaborations",
       .name_sv = "Samarbeten",
       .name_en = "Collaborations",
       .unit = "collaborations",
       .description = "Collaborations that were formed, also those that have ended. Grouped by "
                      "origin: per activity and procurement they arose from.",
       .description_sv = "Samarbeten som har inletts, även sådana som har avslutats. Per ursprung: "
                         "för varje aktivitet och upphandling som de uppstod ur.",
       .table = kCollaborations},
      {.id = "contacts",
       .name_sv = "Kontakter",
       .name_en = "Contacts",
       .unit = "contacts",
       .description = "Contacts that were made through activities.",
       .description_sv = "Kontakter som knutits genom aktiviteter.",
       .table = kContacts},
      {.id = "contracts-to-social-enterprises",
       .name_sv = "Kontrakt till sociala företag",
       .name_en = "Contracts to social enterprises",
       .unit = "contracts",
       .description = "Contracts awarded to organisations that are social enterprises or "
                      "work-integrating social enterprises on the day of the contract.",
       .description_sv = "Kontrakt som tilldelats organisationer som är sociala företag eller "
                         "arbetsintegrerande sociala företag den dag kontraktet tilldelas.",
       .table = kContracts,
       .once_per = "supplier",
       .conditions = {{"supplier", Condition::kIsSocialEnterprise}},
       .version = 2},
      {.id = "networks",
       .name_sv = "Nätverk som startats eller utvecklats",
       .name_en = "Networks started or developed",
       .unit = "networks",
       .description = "Different networks, partnerships and platforms that were started or "
                      "developed. Steering groups and other bodies are none, nor is one that is to "
                      "be formed or is only known by its members.",
       .description_sv =
           "Olika nätverk, partnerskap och plattformar som startats eller utvecklats. "
           "Styrgrupper och andra organ räknas inte, inte heller det som ska bildas eller "
           "bara är känt genom sina medlemmar.",
       .table = kNetworks,
       .aggregate = Aggregate::kDistinct,
       .column = "network",
       .conditions = {{"counts", Condition::kIs, "yes"}},
       .version = 2},
      {.id = "participants",
       .name_sv = "Deltagare",
       .name_en = "Participants",
       .unit = "persons",
       .description = "Different persons who took part in activities that were held. Pseudonyms "
                      "that were merged count as one person from the merge on.",
       .description_sv = "Olika personer som deltagit i genomförda aktiviteter. Pseudonymer som "
                         "sammanförts räknas som en person från och med sammanföringen.",
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
       .description_sv =
           "Personer räknade en gång för varje genomförd aktivitet som de deltagit i.",
       .table = kParticipations,
       .once_per = "participant",
       .conditions = kTookPart,
       .version = 2},
      {.id = "partnerships",
       .name_sv = "Idéburna offentliga partnerskap",
       .name_en = "Idea-based public partnerships",
       .unit = "partnerships",
       .description = "Idea-based public partnerships (IOP) that were formed.",
       .description_sv = "Idéburna offentliga partnerskap (IOP) som har ingåtts.",
       .table = kCollaborations,
       .conditions = {{"kind", Condition::kIs, "idea_based_partnership"}}},
      {.id = "procurement-value",
       .name_sv = "Upphandlat värde",
       .name_en = "Value procured",
       .unit = "SEK",
       .description = "Value of the procurements that were held, without VAT.",
       .description_sv = "Värdet av de upphandlingar som genomförts, utan moms.",
       .table = kProcurements,
       .aggregate = Aggregate::kSum,
       .column = "value",
       .conditions = kWasHeld},
      {.id = "procurements",
       .name_sv = "Upphandlingar",
       .name_en = "Procurements",
       .unit = "procurements",
       .description = "Procurements that were held.",
       .description_sv = "Upphandlingar som har genomförts.",
       .table = kProcurements,
       .conditions = kWasHeld},
      {.id = "procurements-with-social-consideration",
       .name_sv = "Upphandlingar med social hänsyn",
       .name_en = "Procurements with social consideration",
       .unit = "procurements",
       .description = "Procurements that were held with at least one social objective.",
       .description_sv = "Upphandlingar som genomförts med minst en social hänsyn.",
       .table = kProcurements,
       .conditions = {{"social_objectives", Condition::kNotEmpty}, kWasHeld[0]}},
      {.id = "publications",
       .name_sv = "Publikationer",
       .name_en = "Publications",
       .unit = "publications",
       .description = "Articles, films, case studies and reports that came out.",
       .description_sv = "Artiklar, filmer, fallstudier och rapporter som har kommit ut.",
       .table = kPublications},
      {.id = "reserved-procurements",
       .name_sv = "Reserverade upphandlingar",
       .name_en = "Reserved procurements",
       .unit = "procurements",
       .description = "Procurements that were held and reserved.",
       .description_sv = "Upphandlingar som genomförts och varit reserverade.",
       .table = kProcurements,
       .conditions = {{"procedure", Condition::kIs, "reserved"}, kWasHeld[0]}},
      {.id = "speakers",
       .name_sv = "Talare",
       .name_en = "Speakers",
       .unit = "persons",
       .description = "Different persons who spoke at activities that were held.",
       .description_sv = "Olika personer som talat vid genomförda aktiviteter.",
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
  described.set_description_sv(std::string(indicator.description_sv));
  described.set_computed(true);
  for (const Column& column : table.columns()) {
    if (!column.dimension.empty()) described.add_dimensions(std::string(column.dimension));
  }
  for (absl::string_view period : PeriodNames()) described.add_dimensions(std::string(period));
  return described;
}

}  // namespace verkan::projections
