#include "clients/cli/counted.h"

#include "absl/strings/str_cat.h"

namespace verkan::cli {
namespace {

struct Noun {
  absl::string_view many, one, swedish_many, swedish_one;
};

// What verkan itself counts, and the units of indicators.
constexpr Noun kNouns[] = {
    {"SEK", "SEK", "kronor", "krona"},
    {"activities", "activity", "aktiviteter", "aktivitet"},
    {"attempts", "attempt", "försök", "försök"},
    {"backups", "backup", "säkerhetskopior", "säkerhetskopia"},
    {"business models", "business model", "affärsmodeller", "affärsmodell"},
    {"bytes", "byte", "byte", "byte"},
    {"collaborations", "collaboration", "samarbeten", "samarbete"},
    {"companies", "company", "företag", "företag"},
    {"consumers", "consumer", "konsumenter", "konsument"},
    {"contacts", "contact", "kontakter", "kontakt"},
    {"contracts", "contract", "kontrakt", "kontrakt"},
    {"domain names", "domain name", "domännamn", "domännamn"},
    {"empty rows", "empty row", "tomma rader", "tom rad"},
    {"enterprises", "enterprise", "företag", "företag"},
    {"events", "event", "händelser", "händelse"},
    {"facts", "fact", "fakta", "faktum"},
    {"financiers", "financier", "finansiärer", "finansiär"},
    {"inhabitants per km²", "inhabitants per km²", "invånare per km²", "invånare per km²"},
    {"minutes", "minute", "minuter", "minut"},
    {"municipalities", "municipality", "kommuner", "kommun"},
    {"networks", "network", "nätverk", "nätverk"},
    {"organisations", "organisation", "organisationer", "organisation"},
    {"participations", "participation", "deltaganden", "deltagande"},
    {"partnerships", "partnership", "partnerskap", "partnerskap"},
    {"patents", "patent", "patent", "patent"},
    {"persons", "person", "personer", "person"},
    {"places", "place", "platser", "plats"},
    {"procurements", "procurement", "upphandlingar", "upphandling"},
    {"products or services", "product or service", "produkter eller tjänster",
     "produkt eller tjänst"},
    {"promoters", "promoter", "främjare", "främjare"},
    {"pseudonyms", "pseudonym", "pseudonymer", "pseudonym"},
    {"publications", "publication", "publikationer", "publikation"},
    {"records", "record", "poster", "post"},
    {"rows", "row", "rader", "rad"},
    {"strategies", "strategy", "strategier", "strategi"},
    {"trademarks", "trademark", "varumärken", "varumärke"},
};

}  // namespace

std::string NounFor(bool one, absl::string_view noun, client::Language language) {
  const bool swedish = language == client::Language::kSwedish;
  for (const Noun& known : kNouns) {
    if (known.many != noun) continue;
    const absl::string_view form = one ? (swedish ? known.swedish_one : known.one)
                                       : (swedish ? known.swedish_many : known.many);
    return std::string(form);
  }
  return std::string(noun);
}

std::string Counted(uint64_t number, absl::string_view noun, client::Language language) {
  return absl::StrCat(number, " ", NounFor(number == 1, noun, language));
}

}  // namespace verkan::cli
