// Sections of the leaflet about procurements, partnerships, collaborations and contacts.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/collaboration/collaboration_facts.h"
#include "projections/facts/mirror.h"
#include "projections/procurement/procurement_facts.h"
#include "projections/report/leaflet_context.h"

namespace verkan::projections {
namespace {

constexpr absl::string_view kPartnership = "idea_based_partnership";

std::string Number(const LeafletContext& context, const figure::v1::Figure& figure) {
  return FormatFigure(figure.reading(), context.language());
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!part.empty()) absl::StrAppend(&joined, joined.empty() ? "" : ", ", part);
  }
  return joined;
}

std::string SocialConsideration(const LeafletContext& context, absl::string_view objectives) {
  std::vector<std::string> words;
  for (const absl::string_view objective : Items(objectives)) {
    words.push_back(context.Value("SocialObjective", objective));
  }
  if (words.empty()) return "";
  return absl::StrCat(context.Say("social hänsyn (", "social consideration ("),
                      absl::StrJoin(words, "; "), ")");
}

std::string AroseFrom(const LeafletContext& context, const std::string& origin) {
  return origin.empty() ? "" : absl::StrCat(context.Say("uppstod ur ", "arose from "), origin);
}

std::string ContractText(const LeafletContext& context, const Row& procurement,
                         std::vector<Position>* positions) {
  std::vector<std::string> contracts;
  const FactTable& table = context.facts()[kContracts];
  for (const Row& row : table.AsOf(context.as_of(), procurement.text("procurement"))) {
    positions->push_back(row.event());
    contracts.push_back(Joined({absl::StrCat(context.Say("kontrakt till ", "contract to "),
                                             context.Organisation(row.text("supplier"))),
                                context.Money(row.number("value"))}));
  }
  return absl::StrJoin(contracts, "; ");
}

// Those of the project that were held: what is only planned is no procurement yet.
std::vector<Row> HeldProcurements(const LeafletContext& context) {
  std::vector<Row> rows = context.Rows(kProcurements);
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [](const Row& row) { return row.text("stage") != kHeldStage; }),
             rows.end());
  return rows;
}

std::string BuyerText(const LeafletContext& context, const Row& row) {
  return Joined({context.Organisation(row.text("buyer")),
                 context.Text(row, "buyer_group", "buyer_group_sv")});
}

void AddProcurement(const LeafletContext& context, const Row& row, SectionMaker* section) {
  std::vector<Position> positions = {row.event()};
  const std::string origin = context.Activity(row.text("activity"), &positions);
  const std::string procedure = context.Value("ProcurementProcedure", row.text("procedure"));
  const std::string reserved = row.text("reserved") == "none" || row.text("reserved").empty()
                                   ? ""
                                   : context.Value("ReservedParticipation", row.text("reserved"));
  const std::string contract = ContractText(context, row, &positions);
  section->Add(
      "procurement",
      absl::StrCat(context.Quote(row.text("title")), row.text("title").empty() ? "" : ": ",
                   Joined({reserved.empty() ? procedure : absl::StrCat(procedure, " ", reserved),
                           BuyerText(context, row), context.Money(row.number("value")),
                           SocialConsideration(context, row.text("social_objectives")),
                           LeafletContext::Period(row.text("when")), AroseFrom(context, origin)}),
                   contract.empty() ? "" : "; ", contract),
      positions);
}

struct Counted {
  absl::string_view indicator;
  Bilingual one, many;
};

// Counts of the indicators that are not zero.
void AddCounts(const LeafletContext& context, absl::Span<const Counted> counts,
               SectionMaker* section) {
  for (const Counted& counted : counts) {
    const Computed computed = context.Compute(counted.indicator);
    if (computed.count() == 0) continue;
    const Bilingual& words = computed.count() == 1 ? counted.one : counted.many;
    section->AddComputed(counted.indicator,
                         absl::StrCat(Number(context, computed.figure), " ", context.Say(words)),
                         computed);
  }
}

void AddByProcedure(const LeafletContext& context, SectionMaker* section) {
  for (const figure::v1::Figure& figure : context.ComputeBy("procurements", "procedure")) {
    std::vector<Position> positions;
    for (const Row& row : HeldProcurements(context)) {
      if (row.text("procedure") == figure.group(0)) positions.push_back(row.event());
    }
    report::v1::Line* line =
        section->Add(absl::StrCat("procurements.", figure.group(0)),
                     absl::StrCat(context.Value("ProcurementProcedure", figure.group(0)), ": ",
                                  Number(context, figure)),
                     positions);
    *line->mutable_figure() = figure;
  }
}

void AddByKind(const LeafletContext& context, SectionMaker* section) {
  for (const figure::v1::Figure& figure : context.ComputeBy("collaborations", "kind")) {
    std::vector<Position> positions;
    for (const Row& row : context.Rows(kCollaborations)) {
      if (row.text("kind") == figure.group(0)) positions.push_back(row.event());
    }
    report::v1::Line* line =
        section->Add(absl::StrCat("collaborations.", figure.group(0)),
                     absl::StrCat(context.Value("CollaborationKind", figure.group(0)), ": ",
                                  Number(context, figure)),
                     positions);
    *line->mutable_figure() = figure;
  }
}

void AddContracts(const LeafletContext& context, SectionMaker* section) {
  std::vector<Position> positions;
  for (const Row& row : context.Rows(kContracts)) positions.push_back(row.event());
  if (positions.empty()) return;
  const Bilingual words = positions.size() == 1 ? Bilingual{"kontrakt", "contract awarded"}
                                                : Bilingual{"kontrakt", "contracts awarded"};
  section->Add("contracts", absl::StrCat(positions.size(), " ", context.Say(words)), positions);
}

std::string Origin(const LeafletContext& context, const Row& row,
                   std::vector<Position>* positions) {
  std::vector<std::string> origins;
  const std::string activity = context.Activity(row.text("activity"), positions);
  if (!activity.empty()) origins.push_back(activity);
  const FactTable& table = context.facts()[kProcurements];
  if (!row.text("procurement").empty()) {
    for (const Row& procurement : table.AsOf(context.as_of(), row.text("procurement"))) {
      positions->push_back(procurement.event());
      origins.push_back(absl::StrCat(context.Say("upphandlingen ", "the procurement "),
                                     context.Quote(procurement.text("title"))));
    }
  }
  return context.And(origins);
}

void AddCollaboration(const LeafletContext& context, const Row& row, SectionMaker* section) {
  std::vector<Position> positions = {row.event()};
  const std::string origin = Origin(context, row, &positions);
  const bool partnership = row.text("kind") == kPartnership;
  const std::string period = row.text("period").empty()
                                 ? LeafletContext::Period(row.text("when"))
                                 : LeafletContext::Period(row.text("period"));
  std::string text =
      absl::StrCat(context.Quote(row.text("title")), row.text("title").empty() ? "" : ": ",
                   Joined({partnership ? "" : context.Value("CollaborationKind", row.text("kind")),
                           absl::StrCat(context.Say("mellan ", "between "),
                                        context.And(context.Organisations(row.text("party")))),
                           period}));
  if (!row.text("contributions").empty()) {
    absl::StrAppend(&text, context.Say("; bidrag: ", "; contributions: "),
                    row.text("contributions"));
  }
  if (!origin.empty()) absl::StrAppend(&text, "; ", AroseFrom(context, origin));
  if (row.text("fact") == "collaboration_ended") {
    absl::StrAppend(&text, context.Say("; avslutat", "; ended"),
                    row.text("ended_when").empty() ? "" : " ",
                    LeafletContext::Period(row.text("ended_when")));
  }
  section->Add(partnership ? "partnership" : "collaboration", std::move(text), positions);
}

// How many collaborations arose from activities and from procurements.
void AddOrigins(const LeafletContext& context, SectionMaker* section) {
  std::vector<Position> activities, procurements;
  for (const Row& row : context.Rows(kCollaborations)) {
    if (!row.text("activity").empty()) activities.push_back(row.event());
    if (!row.text("procurement").empty()) procurements.push_back(row.event());
  }
  if (!activities.empty()) {
    section->Add("collaborations.from_activities",
                 absl::StrCat(activities.size(),
                              context.Say(" uppstod ur aktiviteter", " arose from activities")),
                 activities);
  }
  if (!procurements.empty()) {
    section->Add("collaborations.from_procurements",
                 absl::StrCat(procurements.size(),
                              context.Say(" uppstod ur upphandlingar", " arose from procurements")),
                 procurements);
  }
}

// Of funding: offered, not granted.
bool IsOffer(const Row& row) { return row.text("fact") == "funding_offered"; }

std::string OfferText(const LeafletContext& context, const Row& row) {
  event::v1::FigureReading reading;
  const absl::string_view bytes = row.bytes("reading");
  reading.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  const std::string purpose = context.Text(row, "purpose_label", "purpose");
  return absl::StrCat(context.Value("FundingInstrument", row.text("instrument")), " ",
                      FormatFigure(reading, context.language()),
                      context.Around(row.text("text"), reading),
                      purpose.empty() ? "" : context.Say(" för ", " for "), purpose);
}

figure::v1::Figure OfferFigure(const Row& row) {
  figure::v1::Figure figure;
  const absl::string_view bytes = row.bytes("reading");
  figure.mutable_reading()->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  figure.set_text(std::string(row.text("text")));
  figure.set_origin(figure::v1::ORIGIN_REPORTED);
  figure.set_position(row.event());
  return figure;
}

void AddContact(const LeafletContext& context, const Row& row, SectionMaker* section) {
  std::vector<Position> positions = {row.event()};
  std::string origin = context.Activity(row.text("activity"), &positions);
  if (origin.empty()) origin = std::string(row.text("arose_from"));
  section->Add("contact",
               Joined({absl::StrCat(row.text("from"), " → ", row.text("to")),
                       row.text("subject").empty()
                           ? ""
                           : absl::StrCat(context.Say("om ", "about "), row.text("subject")),
                       AroseFrom(context, origin)}),
               positions);
  for (const Row& offer : context.Rows(kFunding)) {
    if (!IsOffer(offer) || offer.text("contact") != row.text("contact")) continue;
    report::v1::Line* line = section->Add(
        "offer",
        absl::StrCat(context.Say("erbjudande med den kontakten: ", "offered with that contact: "),
                     OfferText(context, offer)),
        {offer.event(), row.event()});
    *line->mutable_figure() = OfferFigure(offer);
  }
}

}  // namespace

report::v1::Section ProcurementsSection(const LeafletContext& context) {
  SectionMaker section("procurements", context.Say("Upphandlingar", "Procurements"));
  AddReported(context, "procurements", {"upphandlingar", "procurements"}, &section);
  const Computed all = context.Compute("procurements");
  if (all.count() == 0) {
    section.AddComputed(
        "procurements.none",
        context.Say("Inga upphandlingar är registrerade", "No procurements are recorded"), all);
    return section.Make();
  }
  constexpr Counted kTotal[] = {
      {"procurements", {"upphandling", "procurement"}, {"upphandlingar", "procurements"}}};
  constexpr Counted kSocial[] = {{"procurements-with-social-consideration",
                                  {"med social hänsyn", "with social consideration"},
                                  {"med social hänsyn", "with social consideration"}}};
  constexpr Counted kContracts[] = {
      {"contracts-to-social-enterprises",
       {"kontrakt till sociala företag", "contract to a social enterprise"},
       {"kontrakt till sociala företag", "contracts to social enterprises"}}};
  AddCounts(context, kTotal, &section);
  AddByProcedure(context, &section);
  AddCounts(context, kSocial, &section);
  AddContracts(context, &section);
  AddCounts(context, kContracts, &section);
  for (const Row& row : HeldProcurements(context)) {
    AddProcurement(context, row, &section);
  }
  return section.Make();
}

report::v1::Section PartnershipsSection(const LeafletContext& context) {
  SectionMaker section("partnerships", context.Say("Idéburna offentliga partnerskap (IOP)",
                                                   "Idea-based public partnerships (IOP)"));
  AddReported(context, "partnerships", {"partnerskap", "partnerships"}, &section);
  constexpr Counted kCounts[] = {
      {"partnerships", {"partnerskap", "partnership"}, {"partnerskap", "partnerships"}}};
  AddCounts(context, kCounts, &section);
  for (const Row& row : context.Rows(kCollaborations)) {
    if (row.text("kind") == kPartnership) AddCollaboration(context, row, &section);
  }
  return section.Make();
}

report::v1::Section CollaborationsSection(const LeafletContext& context) {
  SectionMaker section("collaborations", context.Say("Samarbeten", "Collaborations"));
  AddReported(context, "collaborations", {"samarbeten", "collaborations"}, &section);
  constexpr Counted kCounts[] = {
      {"collaborations",
       {"samarbete, partnerskap inräknade", "collaboration, partnerships included"},
       {"samarbeten, partnerskap inräknade", "collaborations, partnerships included"}}};
  AddCounts(context, kCounts, &section);
  AddByKind(context, &section);
  AddOrigins(context, &section);
  for (const Row& row : context.Rows(kCollaborations)) {
    if (row.text("kind") != kPartnership) AddCollaboration(context, row, &section);
  }
  return section.Make();
}

report::v1::Section ContactsSection(const LeafletContext& context) {
  SectionMaker section("contacts", context.Say("Kontakter och erbjudanden", "Contacts and offers"));
  AddReported(context, "contacts", {"kontakter", "contacts"}, &section);
  constexpr Counted kCounts[] = {{"contacts", {"kontakt", "contact"}, {"kontakter", "contacts"}}};
  AddCounts(context, kCounts, &section);
  std::set<std::string> contacts;
  for (const Row& row : context.Rows(kContacts)) {
    contacts.emplace(row.text("contact"));
    AddContact(context, row, &section);
  }
  for (const Row& row : context.Rows(kFunding)) {
    if (!IsOffer(row) || contacts.count(std::string(row.text("contact"))) > 0) continue;
    report::v1::Line* line = section.Add("offer", OfferText(context, row), {row.event()});
    *line->mutable_figure() = OfferFigure(row);
  }
  return section.Make();
}

}  // namespace verkan::projections
