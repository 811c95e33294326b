// The words that stand around a figure's number, Swedish and English. Everything here is
// lower case; the words of a phrase are parted by one space. To teach the reader a word,
// add a line.
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_VOCABULARY_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_VOCABULARY_H_

#include "absl/strings/string_view.h"
#include "verkan/event/v1/common.pb.h"

namespace verkan::projections {

struct AbsencePhrase {
  absl::string_view words;
  event::v1::Absence absence;
};

// Whole texts that state an absence.
inline constexpr AbsencePhrase kAbsences[] = {
    {"", event::v1::ABSENCE_BLANK},
    {"-", event::v1::ABSENCE_DASH},
    {"ej angett", event::v1::ABSENCE_NOT_STATED},
    {"ej angivet", event::v1::ABSENCE_NOT_STATED},
    {"inte angett", event::v1::ABSENCE_NOT_STATED},
    {"inte angivet", event::v1::ABSENCE_NOT_STATED},
    {"ej redovisat", event::v1::ABSENCE_NOT_STATED},
    {"framgår ej", event::v1::ABSENCE_NOT_STATED},
    {"framgår inte", event::v1::ABSENCE_NOT_STATED},
    {"uppgift saknas", event::v1::ABSENCE_NOT_STATED},
    {"uppgifter saknas", event::v1::ABSENCE_NOT_STATED},
    {"ingen uppgift", event::v1::ABSENCE_NOT_STATED},
    {"inga uppgifter", event::v1::ABSENCE_NOT_STATED},
    {"okänt", event::v1::ABSENCE_NOT_STATED},
    {"vet ej", event::v1::ABSENCE_NOT_STATED},
    {"vet inte", event::v1::ABSENCE_NOT_STATED},
    {"not stated", event::v1::ABSENCE_NOT_STATED},
    {"not specified", event::v1::ABSENCE_NOT_STATED},
    {"not known", event::v1::ABSENCE_NOT_STATED},
    {"unknown", event::v1::ABSENCE_NOT_STATED},
    {"ej i programmet", event::v1::ABSENCE_NOT_IN_PROGRAMME},
    {"inte i programmet", event::v1::ABSENCE_NOT_IN_PROGRAMME},
    {"not in programme", event::v1::ABSENCE_NOT_IN_PROGRAMME},
    {"not in the programme", event::v1::ABSENCE_NOT_IN_PROGRAMME},
    {"kommer", event::v1::ABSENCE_WILL_COME},
    {"kommer senare", event::v1::ABSENCE_WILL_COME},
    {"återkommer", event::v1::ABSENCE_WILL_COME},
    {"will come", event::v1::ABSENCE_WILL_COME},
    {"will come later", event::v1::ABSENCE_WILL_COME},
    {"to come", event::v1::ABSENCE_WILL_COME},
    {"vill ej svara", event::v1::ABSENCE_REFUSED},
    {"vill inte svara", event::v1::ABSENCE_REFUSED},
    {"avböjer att svara", event::v1::ABSENCE_REFUSED},
    {"refused", event::v1::ABSENCE_REFUSED},
    {"declined", event::v1::ABSENCE_REFUSED},
    {"declined to answer", event::v1::ABSENCE_REFUSED},
    {"ej tillämpligt", event::v1::ABSENCE_NOT_APPLICABLE},
    {"inte tillämpligt", event::v1::ABSENCE_NOT_APPLICABLE},
    {"ej aktuellt", event::v1::ABSENCE_NOT_APPLICABLE},
    {"n/a", event::v1::ABSENCE_NOT_APPLICABLE},
    {"not applicable", event::v1::ABSENCE_NOT_APPLICABLE},
    {"uppgift ej tillgänglig", event::v1::ABSENCE_NOT_AVAILABLE},
    {"not available", event::v1::ABSENCE_NOT_AVAILABLE},
    {"sekretess", event::v1::ABSENCE_CONFIDENTIAL},
    {"confidential", event::v1::ABSENCE_CONFIDENTIAL},
};

struct QualifierPhrase {
  absl::string_view words;
  event::v1::Qualifier qualifier;
};

// Before the number.
inline constexpr QualifierPhrase kQualifiers[] = {
    {"exakt", event::v1::QUALIFIER_EXACT},
    {"precis", event::v1::QUALIFIER_EXACT},
    {"exactly", event::v1::QUALIFIER_EXACT},
    {"över", event::v1::QUALIFIER_MORE_THAN},
    {"mer än", event::v1::QUALIFIER_MORE_THAN},
    {"fler än", event::v1::QUALIFIER_MORE_THAN},
    {"drygt", event::v1::QUALIFIER_MORE_THAN},
    {"over", event::v1::QUALIFIER_MORE_THAN},
    {"more than", event::v1::QUALIFIER_MORE_THAN},
    {">", event::v1::QUALIFIER_MORE_THAN},
    {"minst", event::v1::QUALIFIER_AT_LEAST},
    {"inte färre än", event::v1::QUALIFIER_AT_LEAST},
    {"at least", event::v1::QUALIFIER_AT_LEAST},
    {"no fewer than", event::v1::QUALIFIER_AT_LEAST},
    {"≥", event::v1::QUALIFIER_AT_LEAST},
    {"> =", event::v1::QUALIFIER_AT_LEAST},
    {"ca", event::v1::QUALIFIER_ABOUT},
    {"c:a", event::v1::QUALIFIER_ABOUT},
    {"cirka", event::v1::QUALIFIER_ABOUT},
    {"circa", event::v1::QUALIFIER_ABOUT},
    {"runt", event::v1::QUALIFIER_ABOUT},
    {"kring", event::v1::QUALIFIER_ABOUT},
    {"ungefär", event::v1::QUALIFIER_ABOUT},
    {"omkring", event::v1::QUALIFIER_ABOUT},
    {"about", event::v1::QUALIFIER_ABOUT},
    {"around", event::v1::QUALIFIER_ABOUT},
    {"approx", event::v1::QUALIFIER_ABOUT},
    {"approximately", event::v1::QUALIFIER_ABOUT},
    {"roughly", event::v1::QUALIFIER_ABOUT},
    {"~", event::v1::QUALIFIER_ABOUT},
    {"≈", event::v1::QUALIFIER_ABOUT},
    {"högst", event::v1::QUALIFIER_AT_MOST},
    {"max", event::v1::QUALIFIER_AT_MOST},
    {"maximalt", event::v1::QUALIFIER_AT_MOST},
    {"upp till", event::v1::QUALIFIER_AT_MOST},
    {"inte fler än", event::v1::QUALIFIER_AT_MOST},
    {"at most", event::v1::QUALIFIER_AT_MOST},
    {"up to", event::v1::QUALIFIER_AT_MOST},
    {"no more than", event::v1::QUALIFIER_AT_MOST},
    {"≤", event::v1::QUALIFIER_AT_MOST},
    {"< =", event::v1::QUALIFIER_AT_MOST},
    {"färre än", event::v1::QUALIFIER_LESS_THAN},
    {"mindre än", event::v1::QUALIFIER_LESS_THAN},
    {"under", event::v1::QUALIFIER_LESS_THAN},
    {"fewer than", event::v1::QUALIFIER_LESS_THAN},
    {"less than", event::v1::QUALIFIER_LESS_THAN},
    {"<", event::v1::QUALIFIER_LESS_THAN},
};

// After the number.
inline constexpr QualifierPhrase kTrailingQualifiers[] = {
    {"+", event::v1::QUALIFIER_AT_LEAST},          {"eller fler", event::v1::QUALIFIER_AT_LEAST},
    {"eller mer", event::v1::QUALIFIER_AT_LEAST},  {"minst", event::v1::QUALIFIER_AT_LEAST},
    {"or more", event::v1::QUALIFIER_AT_LEAST},    {"at least", event::v1::QUALIFIER_AT_LEAST},
    {"eller så", event::v1::QUALIFIER_ABOUT},      {"ungefär", event::v1::QUALIFIER_ABOUT},
    {"cirka", event::v1::QUALIFIER_ABOUT},         {"or so", event::v1::QUALIFIER_ABOUT},
    {"approximately", event::v1::QUALIFIER_ABOUT}, {"eller färre", event::v1::QUALIFIER_AT_MOST},
    {"högst", event::v1::QUALIFIER_AT_MOST},       {"max", event::v1::QUALIFIER_AT_MOST},
    {"or fewer", event::v1::QUALIFIER_AT_MOST},    {"at most", event::v1::QUALIFIER_AT_MOST},
};

struct Measure {
  absl::string_view words;
  int exponent;            // the number counts 10^exponent of the unit
  absl::string_view unit;  // empty: only a scale
};

// After the number; a unit without scale also before it ("SEK 2500").
inline constexpr Measure kMeasures[] = {
    {": -", 0, "SEK"},
    {", -", 0, "SEK"},
    {"kr", 0, "SEK"},
    {"sek", 0, "SEK"},
    {"kronor", 0, "SEK"},
    {"tkr", 3, "SEK"},
    {"tsek", 3, "SEK"},
    {"ksek", 3, "SEK"},
    {"tusen kr", 3, "SEK"},
    {"tusen kronor", 3, "SEK"},
    {"mkr", 6, "SEK"},
    {"mnkr", 6, "SEK"},
    {"msek", 6, "SEK"},
    {"miljoner kr", 6, "SEK"},
    {"miljoner kronor", 6, "SEK"},
    {"miljoner sek", 6, "SEK"},
    {"miljon kronor", 6, "SEK"},
    {"million sek", 6, "SEK"},
    {"million kronor", 6, "SEK"},
    {"mdkr", 9, "SEK"},
    {"mdrkr", 9, "SEK"},
    {"mdr kr", 9, "SEK"},
    {"mdr kronor", 9, "SEK"},
    {"mdr sek", 9, "SEK"},
    {"gsek", 9, "SEK"},
    {"miljarder kr", 9, "SEK"},
    {"miljarder kronor", 9, "SEK"},
    {"miljard kronor", 9, "SEK"},
    {"billion sek", 9, "SEK"},
    {"billion kronor", 9, "SEK"},
    {"€", 0, "EUR"},
    {"eur", 0, "EUR"},
    {"euro", 0, "EUR"},
    {"%", 0, "%"},
    {"procent", 0, "%"},
    {"percent", 0, "%"},
    {"minuter", 0, "minutes"},
    {"minutes", 0, "minutes"},
    {"timmar", 0, "hours"},
    {"hours", 0, "hours"},
    {"tusen", 3, ""},
    {"thousand", 3, ""},
    {"miljoner", 6, ""},
    {"million", 6, ""},
    {"miljarder", 9, ""},
    {"billion", 9, ""},
};

// Words for "in all", which change nothing.
inline constexpr absl::string_view kInAll[] = {
    "alla",  "samtliga", "all",    "totalt", "sammanlagt", "sammantaget", "tillsammans",
    "summa", "in total", "in all", "total",  "i allt",     "altogether"};

// Words for "two or more".
inline constexpr absl::string_view kSeveral[] = {"flera", "ett flertal", "several"};

// Words for a number that is not said.
inline constexpr absl::string_view kANumberOf[] = {"ett antal", "a number of", "a number"};

// Ends of words for what figures count: "företag" stands for "asf-företag" too.
inline constexpr absl::string_view kCounted[] = {
    "företag",       "företagen",
    "bolag",         "verksamheter",
    "verksamhet",    "organisationer",
    "organisation",  "kommuner",
    "kommun",        "regioner",
    "region",        "personer",
    "person",        "deltagare",
    "besökare",      "anställda",
    "kvinnor",       "män",
    "ungdomar",      "främjare",
    "aktörer",       "föreningar",
    "förening",      "kooperativ",
    "aktiviteter",   "aktivitet",
    "möten",         "möte",
    "träffar",       "träff",
    "upphandlingar", "upphandling",
    "samarbeten",    "nätverk",
    "partnerskap",   "kontor",
    "talare",        "utbildningar",
    "lunch",         "luncher",
    "patent",        "st",
    "stycken",       "enterprises",
    "enterprise",    "companies",
    "company",       "businesses",
    "organisations", "municipalities",
    "municipality",  "regions",
    "people",        "persons",
    "participants",  "participant",
    "attendees",     "women",
    "men",           "promoters",
    "activities",    "meetings",
    "procurements",  "collaborations",
    "networks",      "partnerships",
    "speakers",      "offices",
    "patents",       "platser",
    "plats",         "medlemmar",
    "medlem",        "workshoppar",
    "workshop",      "workshops",
    "seminarier",    "seminarium",
    "tillfällen",    "tillfälle",
    "konferenser",   "konferens",
    "mingel",        "kurser",
    "kurs",          "deltaganden",
    "members",       "member",
    "places",        "seats",
    "seminars",      "courses",
    "conferences",   "occasions",
};

// Words that may stand before what is counted.
inline constexpr absl::string_view kAdjectives[] = {"sociala",
                                                    "social",
                                                    "arbetsintegrerande",
                                                    "work-integrating",
                                                    "olika",
                                                    "different",
                                                    "nya",
                                                    "new",
                                                    "aktiva",
                                                    "active",
                                                    "registrerade",
                                                    "registered",
                                                    "kända",
                                                    "known",
                                                    "lokala",
                                                    "local",
                                                    "unika",
                                                    "unique"};

// Places that add nothing to what a region says.
inline constexpr absl::string_view kPlaces[] = {"i länet", "i regionen", "in the county",
                                                "in the region"};

// What work-integrating social enterprises are written as.
inline constexpr absl::string_view kWorkIntegrating[] = {"asf", "asf-företag"};

inline constexpr absl::string_view kOnly[] = {"endast", "bara", "enbart", "only"};

// Starts of what is said about a breakdown that is not given.
inline constexpr absl::string_view kSpread[] = {
    "med spridning", "fördelat på",   "fördelade på",     "fördelat över", "fördelade över",
    "spread over",   "spread across", "distributed over", "divided into"};

// Starts of a parenthesis that names some of what is counted.
inline constexpr absl::string_view kAmong[] = {
    "bland annat", "bland andra", "bl a",         "bl.a",      "t.ex",    "t ex", "till exempel",
    "däribland",   "varav",       "among others", "including", "such as", "e.g",  "of which"};

// Registers of social enterprises that regions compare themselves with.
inline constexpr absl::string_view kRegisters[] = {"sofisam"};

inline constexpr absl::string_view kAccordingTo[] = {"enligt", "according to"};

// Words that put what stands beside them in doubt: a text with one is refused.
inline constexpr absl::string_view kDoubts[] = {
    "kanske", "eventuellt", "ev",       "möjligen", "eller",     "osäkert", "osäker", "oklart",
    "maybe",  "perhaps",    "possibly", "or",       "uncertain", "unclear", "?"};

struct KnownName {
  absl::string_view written;
  absl::string_view name;  // one name per organisation
};

// Names by which a list of names is known to be one, as regions write them.
inline constexpr KnownName kKnownNames[] = {
    {"coompanion", "coompanion"},
    {"coomp", "coompanion"},
    {"coomapanion", "coompanion"},
    {"almi", "almi"},
    {"nc", "nyföretagarcentrum"},
    {"nyföretagarcentrum", "nyföretagarcentrum"},
    {"uf", "ung företagsamhet"},
    {"ung företagsamhet", "ung företagsamhet"},
    {"drivhuset", "drivhuset"},
    {"företagsfabriken", "företagsfabriken"},
    {"movexum", "movexum"},
    {"bizmaker", "bizmaker"},
    {"bbi", "bbi"},
    {"företagarna", "företagarna"},
    {"technicus", "technicus"},
    {"famna", "famna"},
    {"inkludera", "inkludera"},
    {"mikrofonden", "mikrofonden"},
    {"impact hub", "impact hub"},
    {"skoopi", "skoopi"},
    {"hushållningssällskapet", "hushållningssällskapet"},
    {"samordningsförbundet", "samordningsförbundet"},
    {"arbetsförmedlingen", "arbetsförmedlingen"},
    {"science park", "science park"},
};

// Ends of a list that is not complete.
inline constexpr absl::string_view kAndOthers[] = {"m.fl", "m.fl.",      "med flera", "etc",
                                                   "etc.", "and others", "et al"};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_VOCABULARY_H_
