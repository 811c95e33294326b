#include "clients/cpp/swedish.h"

#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"

namespace verkan::client {

std::string ToSwedish(absl::string_view english) {
  static const auto& phrases = *new std::vector<std::pair<absl::string_view, absl::string_view>>{
      {", wanted ", ", ska vara "},
      {": nothing, ska vara", ": ingenting, ska vara"},
      {"an id: 1 to 100 of lower-case letters, digits, '-', '.' and '_'",
       "ett id: 1 till 100 av små bokstäver, siffror, '-', '.' och '_'"},
      {"text in UTF-8, at most 10000 bytes, without control characters",
       "text i UTF-8, högst 10000 byte, utan styrtecken"},
      {"text that is not empty", "text som inte är tom"},
      {"an SCB region code, two digits, such as 06",
       "ett länsnummer enligt SCB, två siffror, till exempel 06"},
      {", or 00 for the country", ", eller 00 för hela landet"},
      {"an SCB municipality code, four digits, such as 0680",
       "en kommunkod enligt SCB, fyra siffror, till exempel 0680"},
      {"a municipality of region ", "en kommun i region "},
      {"at least one region: ", "minst en region: "},
      {"a region's two digits, such as 06", "länets två siffror, till exempel 06"},
      {"the region's code, two digits, such as 06; its name may stand in a column region",
       "länets nummer, två siffror, till exempel 06; namnet kan stå i en kolumn region"},
      {"who states the row's figures, or --source",
       "den som uppger radens siffror, eller --source"},
      {"an amount: digits, and at most 4 decimals after a point, such as 250000 or 99.50",
       "ett belopp: siffror, och högst 4 decimaler efter en punkt, till exempel 250000 eller "
       "99.50"},
      {"a number: digits, and at most 4 decimals after a point, such as 1200 or 2.7",
       "ett tal: siffror, och högst 4 decimaler efter en punkt, till exempel 1200 eller 2.7"},
      {"a number not below ", "ett tal som inte är lägre än "},
      {"a date not before ", "ett datum som inte är före "},
      {"a date as precise as it is known: 2021, 2021-03, 2021-03-05 or 2021-03-05T14:30",
       "ett datum så noga som det är känt: 2021, 2021-03, 2021-03-05 eller 2021-03-05T14:30"},
      {"a time as RFC 3339 has it, such as 2021-03-05T14:30:00Z",
       "en tid enligt RFC 3339, till exempel 2021-03-05T14:30:00Z"},
      {"a day as ISO 8601 has it, such as 2021-03-05",
       "en dag enligt ISO 8601, till exempel 2021-03-05"},
      {"a time such as 2026-03-05T14:30:00Z or a date such as 2026-03-05",
       "en tid som 2026-03-05T14:30:00Z eller ett datum som 2026-03-05"},
      {"a year, month or day such as 2019, or a period such as 2021..2023",
       "ett år, en månad eller en dag som 2019, eller en period som 2021..2023"},
      {"a year of four digits, such as 1980", "ett år med fyra siffror, till exempel 1980"},
      {"an e-mail address, such as anna@example.se",
       "en e-postadress, till exempel anna@example.se"},
      {"an id that is not a personal identity number, such as a random one",
       "ett id som inte är ett personnummer, till exempel ett slumpat"},
      {"an organisation number, ten digits such as 212000-0142",
       "ett organisationsnummer, tio siffror som 212000-0142"},
      {"an organisation number, whose third digit is at least 2 (this may be a personal identity "
       "number)",
       "ett organisationsnummer, vars tredje siffra är minst 2 (detta kan vara ett personnummer)"},
      {"an organisation number whose last digit checks",
       "ett organisationsnummer vars sista siffra stämmer"},
      {"an organisation number: ten digits, the third at least 2, the last the check digit, such "
       "as",
       "ett organisationsnummer: tio siffror, den tredje minst 2, den sista kontrollsiffran, till "
       "exempel"},
      {"an event of your own on a stream of your own; Record takes Verkan's",
       "en egen händelse på en egen ström; Verkans egna tas emot av Record"},
      {"the region or the project the figure is about",
       "den region eller det projekt som siffran gäller"},
      {"nothing where the source has no such field", "inget där källan saknar fältet"},
      {"nothing beside an absence", "inget bredvid en angiven frånvaro"},
      {"nothing but for a range", "inget annat än för ett spann"},
      {"at least two different organisations", "minst två olika organisationer"},
      {"another organisation", "en annan organisation"},
      {"another project", "ett annat projekt"},
      {"another participant", "en annan deltagare"},
      {"what the activity is", "vad aktiviteten är"},
      {"what the network is", "vad nätverket är"},
      {"a name, a label or a kind", "ett namn, en benämning eller ett slag"},
      {"either an organisation or a group", "antingen en organisation eller en grupp"},
      {"either the membership or the organisation", "antingen medlemskapet eller organisationen"},
      {"either a quote or what a participant said",
       "antingen ett citat eller vad en deltagare sade"},
      {"the participant beside what was said, and only there",
       "deltagaren bredvid det som sades, och bara där"},
      {"the source of the quote", "källan till citatet"},
      {"how many, or why no number", "hur många, eller varför ingen siffra anges"},
      {"the other project's name, or its id", "det andra projektets namn eller id"},
      {"none where a figure is explained", "inget där en siffra förklaras"},
      {"one of them", "en av dem"},
      {"one of the fields ", "något av fälten "},
      {"one of ", "något av "},
      {"at most ", "högst "},
      {" bytes without control characters", " byte utan styrtecken"},
      {" bytes", " byte"},
      {"each key once, and this one came before", "varje nyckel en gång, och den här fanns redan"},
      {"text in double quotes", "text inom citattecken"},
      {"an object, { … }", "ett objekt, { … }"},
      {"a list, [ … ]", "en lista, [ … ]"},
      {"true or false", "true eller false"},
      {"a whole number, 0 or more", "ett heltal, 0 eller mer"},
      {"a key in double quotes", "en nyckel inom citattecken"},
      {"nothing after the end of the value", "inget efter värdets slut"},
      {" cells, as the header has; quote cells that hold the separator",
       " celler, som kolumnraden har; sätt celler med skiljetecken inom citattecken"},
      {"a figure such as 12, 1 200, ca 45, minst 2, 3-4, två or 2500:-, or a stated absence such "
       "as - or ej angett",
       "en siffra som 12, 1 200, ca 45, minst 2, 3-4, två eller 2500:-, eller en angiven frånvaro "
       "som - eller ej angett"},
  };
  return absl::StrReplaceAll(english, phrases);
}

}  // namespace verkan::client
