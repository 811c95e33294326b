#include "projections/labels/labels.h"

namespace verkan::projections {
namespace {

// In the order in which a leaflet lists them.
constexpr Label kActivityKinds[] = {
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

constexpr Label kActivityFormats[] = {{"on_site", {"på plats", "on site"}},
                                      {"digital", {"digitalt", "digital"}},
                                      {"hybrid", {"både på plats och digitalt", "hybrid"}}};

constexpr Label kActivityStatuses[] = {
    {"planned", {"planerad", "planned"}, {"planerade", "planned"}},
    {"held", {"genomförd", "held"}, {"genomförda", "held"}},
    {"cancelled", {"inställd", "cancelled"}, {"inställda", "cancelled"}}};

constexpr Label kParticipationRoles[] = {{"attendee", {"deltagare", "attendee"}},
                                         {"speaker", {"talare", "speaker"}},
                                         {"organiser", {"arrangör", "organiser"}},
                                         {"process_leader", {"processledare", "process leader"}}};

constexpr Label kCollaborationKinds[] = {
    {"business_deal", {"affär", "business deal"}},
    {"idea_based_partnership",
     {"idéburet offentligt partnerskap", "idea-based public partnership"}},
    {"research", {"forskning", "research"}},
    {"resource_exchange", {"utbyte av resurser", "exchange of resources"}},
    {"support", {"stöd", "support"}},
    {"other", {"annat samarbete", "other collaboration"}}};

constexpr Label kQualifiers[] = {
    {"exact", {"exakt", "exactly"}},          {"at_least", {"minst", "at least"}},
    {"more_than", {"mer än", "more than"}},   {"about", {"omkring", "about"}},
    {"at_most", {"högst", "at most"}},        {"range", {"mellan", "between"}},
    {"less_than", {"mindre än", "less than"}}};

constexpr Label kAbsences[] = {{"not_stated", {"ej angett", "not stated"}},
                               {"blank", {"tomt", "blank"}},
                               {"dash", {"streck", "dash"}},
                               {"field_missing", {"fältet saknas", "field missing"}},
                               {"not_in_programme", {"ej i programmet", "not in programme"}},
                               {"will_come", {"kommer", "will come"}},
                               {"refused", {"vill ej svara", "refused"}},
                               {"not_applicable", {"ej tillämpligt", "not applicable"}},
                               {"none", {"inga", "none"}},
                               {"confidential", {"sekretess", "confidential"}},
                               {"not_available", {"uppgift saknas", "not available"}}};

constexpr Label kRanks[] = {{"preferred", {"föredras", "preferred"}},
                            {"normal", {"normal", "normal"}},
                            {"deprecated", {"undviks", "deprecated"}}};

constexpr Label kAnswers[] = {{"yes", {"ja", "yes"}}, {"no", {"nej", "no"}}};

constexpr Label kContradictionKinds[] = {
    {"other_source", {"en annan källa", "another source"}},
    {"own_list", {"källans egen lista", "the source's own list"}},
    {"own_text", {"källans egen text", "the source's own text"}}};

constexpr Label kGoalKinds[] = {{"output", {"prestation", "output"}},
                                {"outcome", {"effekt", "outcome"}},
                                {"knowledge", {"kunskap", "knowledge"}},
                                {"structure", {"struktur", "structure"}}};

constexpr Label kGoalResults[] = {{"reached", {"nått", "reached"}},
                                  {"partly", {"delvis nått", "partly reached"}},
                                  {"not_reached", {"inte nått", "not reached"}},
                                  {"not_assessed", {"inte bedömt", "not assessed"}}};

constexpr Label kOverTime[] = {
    {"stock", {"hur många det finns", "how many there are"}},
    {"flow", {"hur många som skett", "how many happened"}},
    {"cumulative", {"hur många det varit sammanlagt", "how many there have been"}}};

constexpr Label kInitiativeKinds[] = {
    {"idea", {"idé", "idea"}},
    {"small_innovation", {"liten innovation", "small innovation"}},
    {"enterprise", {"företag", "enterprise"}},
    {"meeting_place", {"mötesplats", "meeting place"}},
    {"steering_document", {"styrdokument", "steering document"}},
    {"financing_solution", {"finansieringslösning", "financing solution"}},
    {"survey", {"kartläggning", "survey"}},
    {"tool", {"verktyg", "tool"}},
    {"publication", {"publikation", "publication"}},
    {"support", {"stöd", "support"}},
    {"collaboration", {"samarbete", "collaboration"}},
    {"course", {"utbildning", "course"}},
    {"other", {"annat initiativ", "other initiative"}}};

constexpr Label kInitiativeStages[] = {{"explored", {"utreds", "explored"}},
                                       {"planned", {"planeras", "planned"}}};

constexpr Label kInitiativeOutcomes[] = {{"done", {"genomfört", "done"}},
                                         {"given_up", {"nedlagt", "given up"}}};

constexpr Label kResultKinds[] = {
    {"product", {"produkt", "product"}},
    {"service", {"tjänst", "service"}},
    {"product_or_service", {"produkt eller tjänst", "product or service"}},
    {"business_model", {"affärsmodell", "business model"}},
    {"company", {"företag", "company"}},
    {"patent", {"patent", "patent"}},
    {"trademark", {"varumärke", "trademark"}},
    {"domain_name", {"domännamn", "domain name"}},
    {"strategy", {"strategi", "strategy"}},
    {"tool", {"verktyg", "tool"}},
    {"development_project", {"utvecklingsprojekt", "development project"}},
    {"support_structure", {"stödstruktur", "support structure"}},
    {"other", {"annat resultat", "other result"}}};

constexpr Label kOutcomeKinds[] = {
    {"structure", {"struktur", "structure"}},         {"knowledge", {"kunskap", "knowledge"}},
    {"coordination", {"samordning", "coordination"}}, {"awareness", {"medvetenhet", "awareness"}},
    {"behaviour", {"beteende", "behaviour"}},         {"business", {"affärer", "business"}},
    {"other", {"annat utfall", "other outcome"}}};

constexpr Label kResultStages[] = {{"draft", {"utkast", "draft"}},
                                   {"sent_for_comment", {"på remiss", "sent for comment"}},
                                   {"adopted", {"antaget", "adopted"}}};

constexpr Label kPublicationKinds[] = {
    {"article", {"artikel", "article"}},
    {"film", {"film", "film"}},
    {"case_study", {"fallstudie", "case study"}},
    {"report", {"rapport", "report"}},
    {"recording", {"inspelning", "recording"}},
    {"information_material", {"informationsmaterial", "information material"}},
    {"plan", {"plan", "plan"}}};

constexpr Label kFundingInstruments[] = {
    {"grant", {"bidrag", "grant"}},
    {"business_development_check", {"affärsutvecklingscheck", "business-development check"}},
    {"microfund_loan", {"mikrofondslån", "microfund loan"}},
    {"other", {"annan finansiering", "other funding"}}};

constexpr Label kSurveyKinds[] = {{"questionnaire", {"enkät", "questionnaire"}},
                                  {"interviews", {"intervjuer", "interviews"}},
                                  {"mapping", {"inventering", "mapping"}},
                                  {"needs_analysis", {"behovsanalys", "needs analysis"}},
                                  {"research", {"forskning", "research"}},
                                  {"other", {"annan kartläggning", "other survey"}}};

constexpr Label kSurveyStages[] = {{"begun", {"påbörjad", "begun"}}, {"done", {"klar", "done"}}};

constexpr Label kOrganisationKinds[] = {
    {"region", {"region", "region"}, {"regioner", "regions"}},
    {"county_administrative_board",
     {"länsstyrelse", "county administrative board"},
     {"länsstyrelser", "county administrative boards"}},
    {"municipality", {"kommun", "municipality"}, {"kommuner", "municipalities"}},
    {"national_agency",
     {"statlig myndighet", "national agency"},
     {"statliga myndigheter", "national agencies"}},
    {"coordination_association",
     {"samordningsförbund", "coordination association"},
     {"samordningsförbund", "coordination associations"}},
    {"business_promoter",
     {"företagsfrämjare", "business promoter"},
     {"företagsfrämjare", "business promoters"}},
    {"incubator", {"inkubator", "incubator"}, {"inkubatorer", "incubators"}},
    {"university", {"lärosäte", "university"}, {"lärosäten", "universities"}},
    {"folk_high_school",
     {"folkhögskola", "folk high school"},
     {"folkhögskolor", "folk high schools"}},
    {"social_enterprise",
     {"socialt företag", "social enterprise"},
     {"sociala företag", "social enterprises"}},
    {"work_integrating_social_enterprise",
     {"arbetsintegrerande socialt företag", "work-integrating social enterprise"},
     {"arbetsintegrerande sociala företag", "work-integrating social enterprises"}},
    {"cooperative", {"kooperativ", "cooperative"}, {"kooperativ", "cooperatives"}},
    {"small_or_medium_company",
     {"litet eller medelstort företag", "small or medium company"},
     {"små eller medelstora företag", "small or medium companies"}},
    {"civil_society",
     {"civilsamhällesorganisation", "civil-society organisation"},
     {"civilsamhällesorganisationer", "civil-society organisations"}},
    {"microfund", {"mikrofond", "microfund"}, {"mikrofonder", "microfunds"}},
    {"network", {"nätverk", "network"}, {"nätverk", "networks"}},
    {"project", {"projekt", "project"}, {"projekt", "projects"}},
    {"other",
     {"annan organisation", "other organisation"},
     {"andra organisationer", "other organisations"}}};

constexpr Label kGenders[] = {{"woman", {"kvinna", "woman"}, {"kvinnor", "women"}},
                              {"man", {"man", "man"}, {"män", "men"}},
                              {"other", {"annat kön", "other gender"}}};

constexpr Label kProcedures[] = {{"open", {"öppen", "open"}},
                                 {"direct", {"direktupphandling", "direct award"}},
                                 {"reserved", {"reserverad", "reserved"}}};

constexpr Label kReserved[] = {
    {"none", {"inte reserverad", "not reserved"}},
    {"res_pub_ser",
     {"för organisationer i offentlig tjänst", "for organisations in public services"}},
    {"res_ws", {"för skyddade verkstäder och liknande", "for sheltered workshops and the like"}}};

constexpr Label kSocialObjectives[] = {
    {"acc_all", {"tillgänglighet för alla", "accessibility for all"}},
    {"et_eq", {"etnisk jämlikhet", "ethnic equality"}},
    {"gen_eq", {"jämställdhet", "gender equality"}},
    {"hum_right", {"mänskliga rättigheter", "human rights"}},
    {"opp", {"arbete för dem som står längst från arbetsmarknaden", "employment opportunities"}},
    {"work_cond", {"arbetsvillkor", "working conditions"}},
    {"other", {"annan social hänsyn", "another social objective"}}};

constexpr Label kPartnerRoles[] = {{"owner", {"ägare", "owner"}},
                                   {"partner", {"part", "partner"}},
                                   {"coordinator", {"samordnare", "coordinator"}},
                                   {"financier", {"finansiär", "financier"}},
                                   {"interested", {"intressent", "interested party"}},
                                   {"assigned", {"uppdragstagare", "assigned"}},
                                   {"collaborator", {"samverkanspart", "collaborator"}},
                                   {"beneficiary", {"målgrupp", "beneficiary"}},
                                   {"contributor", {"bidrar med innehåll", "contributor"}},
                                   {"participant", {"deltar", "participant"}}};

constexpr Label kProjectRoles[] = {
    {"leader", {"projektledare", "leader"}}, {"coordinator", {"samordnare", "coordinator"}},
    {"contact", {"kontakt", "contact"}},     {"staff", {"medarbetare", "staff"}},
    {"team", {"arbetsgrupp", "team"}},       {"other", {"annan roll", "other role"}}};

constexpr Label kProcurementSteps[] = {{"planned", {"planerad", "planned"}},
                                       {"dialogue", {"dialog", "dialogue"}},
                                       {"published", {"annonserad", "published"}},
                                       {"held", {"genomförd", "held"}},
                                       {"cancelled", {"avbruten", "cancelled"}}};

constexpr Label kProcurementStages[] = {{"explored", {"undersöks", "explored"}},
                                        {"planned", {"planeras", "planned"}}};

constexpr Label kProjectLinkKinds[] = {{"continues", {"fortsätter", "continues"}},
                                       {"absorbed_into", {"uppgick i", "was absorbed into"}},
                                       {"preceded_by", {"föregicks av", "was preceded by"}},
                                       {"cooperates_with", {"samarbetar med", "cooperates with"}}};

constexpr Label kLinkedKinds[] = {{"project", {"projekt", "project"}},
                                  {"programme", {"program", "programme"}},
                                  {"agreement", {"överenskommelse", "agreement"}}};

constexpr Label kStrandKinds[] = {{"strand", {"arbetsspår", "work strand"}},
                                  {"beside", {"vid sidan av projektet", "beside the project"}},
                                  {"phase", {"fas", "phase"}},
                                  {"preparation", {"förberedelse", "preparation"}},
                                  {"pilot", {"pilot", "pilot"}}};

constexpr Label kNeedStatuses[] = {{"open", {"återstår", "open"}},
                                   {"to_be_examined", {"ska utredas", "to be examined"}},
                                   {"met", {"tillgodosett", "met"}}};

constexpr Label kAspects[] = {{"purpose", {"syfte", "purpose"}},
                              {"aim", {"mål i ord", "aim"}},
                              {"challenge", {"utmaning", "challenge"}},
                              {"solution", {"lösning", "solution"}},
                              {"lesson", {"lärdom", "lesson"}},
                              {"resource", {"resurs", "resource"}},
                              {"transfer", {"överförbarhet", "transfer to others"}},
                              {"contact", {"kontakt", "contact"}},
                              {"audience", {"målgrupp", "audience"}},
                              {"content", {"innehåll", "content"}},
                              {"continuation", {"fortsättning", "continuation"}},
                              {"context", {"omgivning", "context"}},
                              {"ambition", {"ambition", "ambition"}},
                              {"part_of_theme", {"del av tema", "part of a theme"}},
                              {"responsibility", {"ansvar", "responsibility"}},
                              {"partners", {"parter", "partners"}},
                              {"goals", {"mål", "goals"}},
                              {"work", {"arbete", "work"}},
                              {"earlier_work", {"tidigare arbete", "earlier work"}},
                              {"phases", {"faser", "phases"}},
                              {"contradiction", {"motsägelse", "contradiction"}},
                              {"note", {"anmärkning", "note"}}};

constexpr Label kSourceKinds[] = {{"leaflet", {"resultatblad", "leaflet"}},
                                  {"news", {"nyhet", "news"}},
                                  {"overview", {"översikt", "overview"}},
                                  {"register", {"register", "register"}},
                                  {"plan", {"plan", "plan"}},
                                  {"description", {"beskrivning", "description"}},
                                  {"interview", {"intervju", "interview"}},
                                  {"other", {"annan källa", "other source"}}};

constexpr Label kSupportKinds[] = {
    {"advice", {"rådgivning", "advice"}},
    {"business_development", {"affärsutveckling", "business development"}},
    {"matching", {"matchning", "matching"}},
    {"other", {"annat stöd", "other support"}}};

constexpr Label kNetworkKinds[] = {{"network", {"nätverk", "network"}},
                                   {"partnership", {"partnerskap", "partnership"}},
                                   {"steering_group", {"styrgrupp", "steering group"}},
                                   {"reference_group", {"referensgrupp", "reference group"}},
                                   {"advisers", {"rådgivare", "advisers"}},
                                   {"working_group", {"arbetsgrupp", "working group"}},
                                   {"council", {"råd", "council"}},
                                   {"platform", {"plattform", "platform"}},
                                   {"other", {"annat slag", "other kind"}}};

constexpr Label kNetworkStages[] = {{"to_be_formed", {"ska bildas", "to be formed"}},
                                    {"formed", {"bildat", "formed"}}};

constexpr Label kMembersKnown[] = {{"complete", {"alla", "all"}}, {"partial", {"några", "some"}}};

constexpr Label kMembershipStages[] = {{"to_become", {"ska bli medlem", "to become a member"}},
                                       {"member", {"medlem", "member"}}};

constexpr Label kCountPers[] = {{"in_all", {"totalt", "in all"}},
                                {"year", {"per år", "a year"}},
                                {"month", {"per månad", "a month"}}};

constexpr Label kCountStages[] = {{"planned", {"planerade", "planned"}},
                                  {"ongoing", {"pågående", "ongoing"}},
                                  {"held", {"genomförda", "held"}},
                                  {"not_certain", {"oklart om genomförda", "not certain"}}};

constexpr Label kNetworkFacts[] = {
    {"known_by_members", {"känt genom medlemskap", "known by memberships"}},
    {"started", {"startat", "started"}, {"startade", "started"}},
    {"developed", {"utvecklat", "developed"}, {"utvecklade", "developed"}},
    {"started_or_developed",
     {"startat eller utvecklat (källan säger inte vilket)",
      "started or developed (the source does not say which)"},
     {"startade eller utvecklade (källan säger inte vilket)",
      "started or developed (the source does not say which)"}}};

}  // namespace

absl::Span<const Enumeration> Enumerations() {
  static constexpr Enumeration kEnumerations[] = {
      {"Absence", kAbsences},
      {"ActivityFormat", kActivityFormats},
      {"ActivityKind", kActivityKinds},
      {"ActivityStatus", kActivityStatuses},
      {"Answer", kAnswers},
      {"Aspect", kAspects},
      {"CollaborationKind", kCollaborationKinds},
      {"ContradictionKind", kContradictionKinds},
      {"FundingInstrument", kFundingInstruments},
      {"Gender", kGenders},
      {"GoalKind", kGoalKinds},
      {"GoalResult", kGoalResults},
      {"InitiativeKind", kInitiativeKinds},
      {"InitiativeOutcome", kInitiativeOutcomes},
      {"InitiativeStage", kInitiativeStages},
      {"LinkedKind", kLinkedKinds},
      {"NeedStatus", kNeedStatuses},
      {"CountPer", kCountPers},
      {"CountStage", kCountStages},
      {"MembersKnown", kMembersKnown},
      {"MembershipStage", kMembershipStages},
      {"NetworkFact", kNetworkFacts},
      {"NetworkKind", kNetworkKinds},
      {"NetworkStage", kNetworkStages},
      {"OrganisationKind", kOrganisationKinds},
      {"OutcomeKind", kOutcomeKinds},
      {"OverTime", kOverTime},
      {"ParticipationRole", kParticipationRoles},
      {"PartnerRole", kPartnerRoles},
      {"ProcurementProcedure", kProcedures},
      {"ProcurementStage", kProcurementStages},
      {"ProcurementStep", kProcurementSteps},
      {"ProjectLinkKind", kProjectLinkKinds},
      {"ProjectRole", kProjectRoles},
      {"PublicationKind", kPublicationKinds},
      {"Qualifier", kQualifiers},
      {"Rank", kRanks},
      {"ReservedParticipation", kReserved},
      {"ResultKind", kResultKinds},
      {"ResultStage", kResultStages},
      {"SocialObjective", kSocialObjectives},
      {"SourceKind", kSourceKinds},
      {"StrandKind", kStrandKinds},
      {"SupportKind", kSupportKinds},
      {"SurveyKind", kSurveyKinds},
      {"SurveyStage", kSurveyStages},
  };
  return kEnumerations;
}

}  // namespace verkan::projections
