#include "projections/report/words.h"

namespace verkan::projections {
namespace {

constexpr KindWords kActivityKinds[] = {
    {"network_meeting",
     {"nätverksträff", "network meeting"},
     {"nätverksträffar", "network meetings"}},
    {"knowledge_lunch",
     {"kunskapslunch", "knowledge lunch"},
     {"kunskapsluncher", "knowledge lunches"}},
    {"idea_workshop", {"idéverkstad", "idea workshop"}, {"idéverkstäder", "idea workshops"}},
    {"dialogue_forum", {"dialogforum", "dialogue forum"}, {"dialogforum", "dialogue forums"}},
    {"learning_session",
     {"lärtillfälle", "learning session"},
     {"lärtillfällen", "learning sessions"}},
    {"conversation_series",
     {"samtal i serie", "conversation in a series"},
     {"samtal i serie", "conversations in series"}},
    {"digital_forum", {"digitalt forum", "digital forum"}, {"digitala forum", "digital forums"}},
    {"innovation_race",
     {"innovationsrace", "innovation race"},
     {"innovationsrace", "innovation races"}},
    {"tender_school", {"anbudsskola", "tender school"}, {"anbudsskolor", "tender schools"}},
    {"procurement_day",
     {"upphandlingsdag", "procurement day"},
     {"upphandlingsdagar", "procurement days"}},
    {"dragons_den", {"drakarnas näste", "dragons' den"}, {"drakarnas nästen", "dragons' dens"}},
    {"social_business_board",
     {"social affärsstyrelse", "social business board"},
     {"sociala affärsstyrelser", "social business boards"}},
    {"course", {"kurs", "course"}, {"kurser", "courses"}},
    {"seminar", {"seminarium", "seminar"}, {"seminarier", "seminars"}},
    {"advice_session",
     {"rådgivningstillfälle", "advice session"},
     {"rådgivningstillfällen", "advice sessions"}},
    {"workshop", {"workshop", "workshop"}, {"workshoppar", "workshops"}},
    {"conference", {"konferens", "conference"}, {"konferenser", "conferences"}},
    {"mingle", {"mingel", "mingle"}, {"mingel", "mingles"}},
    {"project_meeting", {"projektmöte", "project meeting"}, {"projektmöten", "project meetings"}},
    {"information",
     {"informationstillfälle", "information session"},
     {"informationstillfällen", "information sessions"}},
    {"sales_workshop", {"säljworkshop", "sales workshop"}, {"säljworkshoppar", "sales workshops"}},
    {"innovation_camp",
     {"innovationsläger", "innovation camp"},
     {"innovationsläger", "innovation camps"}},
    {"other", {"annan aktivitet", "other activity"}, {"andra aktiviteter", "other activities"}},
};

struct KeyWords {
  absl::string_view key;
  Bilingual words;
};

constexpr KeyWords kActivityFormats[] = {{"on_site", {"på plats", "on site"}},
                                         {"digital", {"digitalt", "digital"}},
                                         {"hybrid", {"både på plats och digitalt", "hybrid"}}};

constexpr KeyWords kPartnerRoles[] = {{"owner", {"Ägare", "Owner"}},
                                      {"coordinator", {"Samordnare", "Coordinator"}},
                                      {"partner", {"Part", "Partner"}},
                                      {"financier", {"Finansiär", "Financier"}}};

constexpr KeyWords kProcedures[] = {{"open", {"öppen", "open"}},
                                    {"direct", {"direktupphandling", "direct award"}},
                                    {"reserved", {"reserverad", "reserved"}}};

constexpr KeyWords kReserved[] = {
    {"res-pub-ser",
     {"för organisationer i offentlig tjänst", "for organisations in public services"}},
    {"res-ws", {"för skyddade verkstäder och liknande", "for sheltered workshops and the like"}}};

constexpr KeyWords kSocialObjectives[] = {
    {"acc-all", {"tillgänglighet för alla", "accessibility for all"}},
    {"et-eq", {"etnisk jämlikhet", "ethnic equality"}},
    {"gen-eq", {"jämställdhet", "gender equality"}},
    {"hum-right", {"mänskliga rättigheter", "human rights"}},
    {"opp", {"arbete för dem som står längst från arbetsmarknaden", "employment opportunities"}},
    {"work-cond", {"arbetsvillkor", "working conditions"}},
    {"other", {"annan social hänsyn", "another social objective"}}};

constexpr KeyWords kCollaborationKinds[] = {
    {"business_deal", {"affär", "business deal"}},
    {"idea_based_partnership",
     {"idéburet offentligt partnerskap", "idea-based public partnership"}},
    {"research", {"forskning", "research"}},
    {"resource_exchange", {"utbyte av resurser", "exchange of resources"}},
    {"support", {"stöd", "support"}}};

constexpr KeyWords kNetworkKinds[] = {{"started", {"startade", "started"}},
                                      {"developed", {"utvecklade", "developed"}},
                                      {"started_or_developed",
                                       {"startade eller utvecklade (källan säger inte vilket)",
                                        "started or developed (the source does not say which)"}}};

constexpr KeyWords kPublicationKinds[] = {
    {"article", {"artikel", "article"}},
    {"film", {"film", "film"}},
    {"case_study", {"fallstudie", "case study"}},
    {"report", {"rapport", "report"}},
    {"recording", {"inspelning", "recording"}},
    {"information_material", {"informationsmaterial", "information material"}},
    {"plan", {"plan", "plan"}}};

constexpr KeyWords kLinkKinds[] = {{"continues", {"Fortsätter: ", "Continues: "}},
                                   {"absorbed_into", {"Uppgick i: ", "Was absorbed into: "}},
                                   {"preceded_by", {"Föregicks av: ", "Was preceded by: "}},
                                   {"cooperates_with", {"Samarbetar med: ", "Cooperates with: "}}};

constexpr KeyWords kInstruments[] = {
    {"grant", {"bidrag", "grant"}},
    {"business_development_check", {"affärsutvecklingscheck", "business-development check"}},
    {"microfund_loan", {"mikrofondslån", "microfund loan"}},
    {"other", {"annan finansiering", "other funding"}}};

Bilingual Find(absl::Span<const KeyWords> table, absl::string_view key) {
  for (const KeyWords& row : table) {
    if (row.key == key) return row.words;
  }
  return {key, key};
}

}  // namespace

absl::Span<const KindWords> ActivityKinds() { return kActivityKinds; }

Bilingual ActivityFormatWords(absl::string_view key) { return Find(kActivityFormats, key); }
Bilingual PartnerRoleWords(absl::string_view key) { return Find(kPartnerRoles, key); }
Bilingual ProcedureWords(absl::string_view key) { return Find(kProcedures, key); }
Bilingual ReservedWords(absl::string_view key) { return Find(kReserved, key); }
Bilingual SocialObjectiveWords(absl::string_view key) { return Find(kSocialObjectives, key); }
Bilingual CollaborationKindWords(absl::string_view key) { return Find(kCollaborationKinds, key); }
Bilingual NetworkKindWords(absl::string_view key) { return Find(kNetworkKinds, key); }
Bilingual PublicationKindWords(absl::string_view key) { return Find(kPublicationKinds, key); }
Bilingual LinkKindWords(absl::string_view key) { return Find(kLinkKinds, key); }
Bilingual InstrumentWords(absl::string_view key) { return Find(kInstruments, key); }

}  // namespace verkan::projections
