#include "projections/figure_text/figure_text.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;

struct Case {
  absl::string_view text;
  absl::string_view reading;  // as protobuf text
};

std::string ShortText(const FigureReading& reading) {
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(reading, &text);
  return text;
}

void ExpectReadings(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    FigureReading expected;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(c.reading), &expected))
        << c.reading;
    const absl::StatusOr<FigureReading> reading = ReadFigureText(c.text);
    ASSERT_TRUE(reading.ok()) << c.text << ": " << reading.status();
    EXPECT_EQ(ShortText(*reading), ShortText(expected)) << c.text;
  }
}

TEST(FigureTextTest, NumbersInDigits) {
  ExpectReadings({
      {"0", "value: '0' qualifier: QUALIFIER_EXACT"},
      {"12", "value: '12' qualifier: QUALIFIER_EXACT"},
      {" 12. ", "value: '12' qualifier: QUALIFIER_EXACT"},
      {"1200", "value: '1200' qualifier: QUALIFIER_EXACT"},
      {"1 200", "value: '1200' qualifier: QUALIFIER_EXACT"},
      {"3\u00A0800", "value: '3800' qualifier: QUALIFIER_EXACT"},
      {"3\u202F800", "value: '3800' qualifier: QUALIFIER_EXACT"},
      {"3\u2009800", "value: '3800' qualifier: QUALIFIER_EXACT"},
      {"12 345 678", "value: '12345678' qualifier: QUALIFIER_EXACT"},
      {"1.200.000", "value: '1200000' qualifier: QUALIFIER_EXACT"},
      {"1,200,000", "value: '1200000' qualifier: QUALIFIER_EXACT"},
      {"1.200,5", "value: '1200.5' qualifier: QUALIFIER_EXACT"},
      {"1,200.5", "value: '1200.5' qualifier: QUALIFIER_EXACT"},
      {"1 200,50", "value: '1200.5' qualifier: QUALIFIER_EXACT"},
      {"12 345,678", "value: '12345.678' qualifier: QUALIFIER_EXACT"},
      {"2,7", "value: '2.7' qualifier: QUALIFIER_EXACT"},
      {"2.7", "value: '2.7' qualifier: QUALIFIER_EXACT"},
      {"2,0", "value: '2' qualifier: QUALIFIER_EXACT"},
      {"0,125", "value: '0.125' qualifier: QUALIFIER_EXACT"},
      {"0,0001", "value: '0.0001' qualifier: QUALIFIER_EXACT"},
      {"99 999 999 999 999", "value: '99999999999999' qualifier: QUALIFIER_EXACT"},
  });
}

TEST(FigureTextTest, NumbersInWords) {
  ExpectReadings({
      {"noll", "value: '0' qualifier: QUALIFIER_EXACT"},
      {"en", "value: '1' qualifier: QUALIFIER_EXACT"},
      {"Två", "value: '2' qualifier: QUALIFIER_EXACT"},
      {"tva\u030A", "value: '2' qualifier: QUALIFIER_EXACT"},
      {"ÅTTA", "value: '8' qualifier: QUALIFIER_EXACT"},
      {"sexton", "value: '16' qualifier: QUALIFIER_EXACT"},
      {"tjugo", "value: '20' qualifier: QUALIFIER_EXACT"},
      {"tjugofem", "value: '25' qualifier: QUALIFIER_EXACT"},
      {"twenty-five", "value: '25' qualifier: QUALIFIER_EXACT"},
      {"twenty five", "value: '25' qualifier: QUALIFIER_EXACT"},
      {"hundra", "value: '100' qualifier: QUALIFIER_EXACT"},
      {"etthundratjugo", "value: '120' qualifier: QUALIFIER_EXACT"},
      {"tvåhundra", "value: '200' qualifier: QUALIFIER_EXACT"},
      {"tolvhundra", "value: '1200' qualifier: QUALIFIER_EXACT"},
      {"två tusen fem hundra", "value: '2500' qualifier: QUALIFIER_EXACT"},
      {"one hundred and seven", "value: '107' qualifier: QUALIFIER_EXACT"},
      {"en miljon", "value: '1000000' qualifier: QUALIFIER_EXACT"},
      {"ett hundratal", "value: '100' qualifier: QUALIFIER_ABOUT"},
      {"hundratal", "value: '100' qualifier: QUALIFIER_ABOUT"},
      {"en handfull", "value: '5' qualifier: QUALIFIER_ABOUT"},
      {"handfull", "value: '5' qualifier: QUALIFIER_ABOUT"},
      {"färre än 5", "value: '5' qualifier: QUALIFIER_LESS_THAN"},
      {"<5", "value: '5' qualifier: QUALIFIER_LESS_THAN"},
      {"ett tiotal", "value: '10' qualifier: QUALIFIER_ABOUT"},
      {"ett femtiotal", "value: '50' qualifier: QUALIFIER_ABOUT"},
      {"ett tusental", "value: '1000' qualifier: QUALIFIER_ABOUT"},
      {"100-tal", "value: '100' qualifier: QUALIFIER_ABOUT"},
      {"ett 100-tal företag", "value: '100' qualifier: QUALIFIER_ABOUT"},
      {"ett dussin", "value: '12' qualifier: QUALIFIER_ABOUT"},
      {"a dozen", "value: '12' qualifier: QUALIFIER_ABOUT"},
      {"a hundred or so", "value: '100' qualifier: QUALIFIER_ABOUT"},
      {"flera", "value: '2' qualifier: QUALIFIER_AT_LEAST"},
      {"several", "value: '2' qualifier: QUALIFIER_AT_LEAST"},
      {"several companies", "value: '2' qualifier: QUALIFIER_AT_LEAST"},
      {"flera hundra", "value: '200' qualifier: QUALIFIER_AT_LEAST"},
  });
}

TEST(FigureTextTest, Qualifiers) {
  ExpectReadings({
      {"Över 1200", "value: '1200' qualifier: QUALIFIER_MORE_THAN"},
      {"O\u0308ver 1200", "value: '1200' qualifier: QUALIFIER_MORE_THAN"},
      {"mer än 1 200", "value: '1200' qualifier: QUALIFIER_MORE_THAN"},
      {"Fler än tio", "value: '10' qualifier: QUALIFIER_MORE_THAN"},
      {">12", "value: '12' qualifier: QUALIFIER_MORE_THAN"},
      {"more than 1,200,000", "value: '1200000' qualifier: QUALIFIER_MORE_THAN"},
      {"minst en", "value: '1' qualifier: QUALIFIER_AT_LEAST"},
      {"at least two", "value: '2' qualifier: QUALIFIER_AT_LEAST"},
      {"≥ 5", "value: '5' qualifier: QUALIFIER_AT_LEAST"},
      {">= 5", "value: '5' qualifier: QUALIFIER_AT_LEAST"},
      {"5+", "value: '5' qualifier: QUALIFIER_AT_LEAST"},
      {"5 eller fler", "value: '5' qualifier: QUALIFIER_AT_LEAST"},
      {"ca 45", "value: '45' qualifier: QUALIFIER_ABOUT"},
      {"ca. 45", "value: '45' qualifier: QUALIFIER_ABOUT"},
      {"c:a 45", "value: '45' qualifier: QUALIFIER_ABOUT"},
      {"~45", "value: '45' qualifier: QUALIFIER_ABOUT"},
      {"runt 3 800", "value: '3800' qualifier: QUALIFIER_ABOUT"},
      {"45 ungefär", "value: '45' qualifier: QUALIFIER_ABOUT"},
      {"around 45", "value: '45' qualifier: QUALIFIER_ABOUT"},
      {"högst 5", "value: '5' qualifier: QUALIFIER_AT_MOST"},
      {"max 5", "value: '5' qualifier: QUALIFIER_AT_MOST"},
      {"upp till 5", "value: '5' qualifier: QUALIFIER_AT_MOST"},
      {"up to 5", "value: '5' qualifier: QUALIFIER_AT_MOST"},
      {"<= 5", "value: '5' qualifier: QUALIFIER_AT_MOST"},
      {"exakt 5", "value: '5' qualifier: QUALIFIER_EXACT"},
      {"ca 40 totalt", "value: '40' qualifier: QUALIFIER_ABOUT"},
  });
}

TEST(FigureTextTest, Ranges) {
  ExpectReadings({
      {"3-4", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"3–4", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"3 - 4", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"3 till 4", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"tre till fyra", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"tre-fyra", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"mellan 3 och 4", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"between three and four", "value: '3' high: '4' qualifier: QUALIFIER_RANGE"},
      {"1 200–1 500", "value: '1200' high: '1500' qualifier: QUALIFIER_RANGE"},
      {"2-3 mkr", "value: '2000000' high: '3000000' qualifier: QUALIFIER_RANGE unit: 'SEK'"},
      {"ca 10-15",
       "value: '10' high: '15' qualifier: QUALIFIER_RANGE note: 'the range itself is approximate'"},
  });
}

TEST(FigureTextTest, MoneyAndUnits) {
  ExpectReadings({
      {"2500:-", "value: '2500' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {"2 500 kr", "value: '2500' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {"2500 kr.", "value: '2500' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {"SEK 2500", "value: '2500' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {"3 tkr", "value: '3000' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {"2,7 Mkr", "value: '2700000' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {"1,23456 mkr", "value: '1234560' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {">60 Mdkr", "value: '60000000000' qualifier: QUALIFIER_MORE_THAN unit: 'SEK'"},
      {"över 60 Mdkr", "value: '60000000000' qualifier: QUALIFIER_MORE_THAN unit: 'SEK'"},
      {"60 miljarder kronor", "value: '60000000000' qualifier: QUALIFIER_EXACT unit: 'SEK'"},
      {"12,5 %", "value: '12.5' qualifier: QUALIFIER_EXACT unit: '%'"},
      {"2 miljoner", "value: '2000000' qualifier: QUALIFIER_EXACT"},
      {"50 sociala företag", "value: '50' qualifier: QUALIFIER_EXACT"},
      {"40 företag", "value: '40' qualifier: QUALIFIER_EXACT"},
      {"en kommun", "value: '1' qualifier: QUALIFIER_EXACT"},
      {"34 organisationer i länet", "value: '34' qualifier: QUALIFIER_EXACT"},
      {"20 st.", "value: '20' qualifier: QUALIFIER_EXACT"},
      {"20 ASF", "value: '20' qualifier: QUALIFIER_EXACT scope: 'ASF'"},
      {"20 asf-företag", "value: '20' qualifier: QUALIFIER_EXACT scope: 'ASF'"},
  });
}

TEST(FigureTextTest, Absences) {
  ExpectReadings({
      {"", "absence: ABSENCE_BLANK"},
      {" \u00A0\t", "absence: ABSENCE_BLANK"},
      {"-", "absence: ABSENCE_DASH"},
      {"–", "absence: ABSENCE_DASH"},
      {"ej angett", "absence: ABSENCE_NOT_STATED"},
      {"Ej angett.", "absence: ABSENCE_NOT_STATED"},
      {"not stated", "absence: ABSENCE_NOT_STATED"},
      {"framgår ej", "absence: ABSENCE_NOT_STATED"},
      {"ett antal", "absence: ABSENCE_NOT_STATED"},
      {"ett antal företag", "absence: ABSENCE_NOT_STATED"},
      {"a number of companies", "absence: ABSENCE_NOT_STATED"},
      {"kommer", "absence: ABSENCE_WILL_COME"},
      {"will come", "absence: ABSENCE_WILL_COME"},
      {"vill ej svara", "absence: ABSENCE_REFUSED"},
      {"Ej tillämpligt", "absence: ABSENCE_NOT_APPLICABLE"},
      {"Uppgift ej tillgänglig", "absence: ABSENCE_NOT_AVAILABLE"},
      {"sekretess", "absence: ABSENCE_CONFIDENTIAL"},
      {"n/a", "absence: ABSENCE_NOT_APPLICABLE"},
      {"not applicable", "absence: ABSENCE_NOT_APPLICABLE"},
  });
}

// The national overview of 2019, every cell that is there.
TEST(FigureTextTest, KnownSocialEnterprisesOfTheOverview) {
  ExpectReadings({
      {"51, endast asf-företag i listan",
       "value: '51' qualifier: QUALIFIER_EXACT scope: 'ASF only'"},
      {"2 ASF (På Sofisams lista finns 15)",
       "value: '2' qualifier: QUALIFIER_EXACT scope: 'ASF' "
       "contradictions { value: '15' source: 'Sofisam' }"},
      {"16", "value: '16' qualifier: QUALIFIER_EXACT"},
      {"64 (Lokal samverkan: 4, bättre miljö: 20, ASF:14 (21 enligt sofisam) Sociala tjänster: "
       "20, Skola: 4 sociala mål: 1 Kultur: 1)",
       "value: '64' qualifier: QUALIFIER_EXACT "
       "breakdown { name: 'Lokal samverkan' value: '4' } "
       "breakdown { name: 'bättre miljö' value: '20' } breakdown { name: 'ASF' value: '14' } "
       "breakdown { name: 'Sociala tjänster' value: '20' } breakdown { name: 'Skola' value: '4' } "
       "breakdown { name: 'sociala mål' value: '1' } breakdown { name: 'Kultur' value: '1' } "
       "contradictions { part: 'ASF' value: '21' source: 'Sofisam' }"},
      {"232", "value: '232' qualifier: QUALIFIER_EXACT"},
      {"50 sociala företag", "value: '50' qualifier: QUALIFIER_EXACT"},
      {"Totalt 40 företag med spridning inom de olika kategorierna",
       "value: '40' qualifier: QUALIFIER_EXACT "
       "note: 'a breakdown is said to exist and is not given'"},
  });
}

TEST(FigureTextTest, MunicipalitiesOfTheOverview) {
  ExpectReadings({
      {"-", "absence: ABSENCE_DASH"},
      {"ej angett", "absence: ABSENCE_NOT_STATED"},
      {"Borås stad, Tranemo kommun.",
       "value: '2' qualifier: QUALIFIER_EXACT "
       "note: 'two municipalities are named instead of a number'"},
      {"Borås och Tranemo",
       "value: '2' qualifier: QUALIFIER_EXACT "
       "note: 'two municipalities are named instead of a number'"},
      {"Härnösands kommun",
       "value: '1' qualifier: QUALIFIER_EXACT note: 'one municipality is named instead of a "
       "number'"},
  });
}

TEST(FigureTextTest, PromotersOfTheOverview) {
  const std::string stockholm =
      "bland annat Samordningsförbunden, AF, SE-Forum, Impact Hub, Start up Stockholm, "
      "Coompanion, Tanke och handling, Inkludera, Famna, SSES, SU, Eks00,,,,,,0000käret, Nya "
      "Rågsveds Folkets Hus, Skyddsvärnet, Blå vägen, Suptopia, KLUMP Suptopia, Changers Hub, The "
      "Good Talents, Miljonbemanning, Boodla, Hela människan, Basta, Svenska kyrkan, Stockholms "
      "Stadsmission";
  const std::string skane =
      "Coomp, Nätverket, SoPact, Almi, Ideon Innovation, NC-kontor, Minc, Innovation Skåne, "
      "Venture Cup Syd, Drivhuset, Venture Lab, LU Innovation, Krinova, Innovationscenter för "
      "landsbygden, UF";
  const std::string vastmanland =
      "Coompanion, Västerås Science Park, Mälardalens högskola/Idélab, Create Incubator, UF, "
      "privata som banker, jurister, fastighetsbolag etc, Västmanlands länsbildningsförbund, "
      "Nyanlänt företagande AB, Almi, NC, Företagarna (står dock inte hur på Företagarna)";
  const auto noted = [](absl::string_view value, absl::string_view note) {
    return absl::StrCat("value: '", value, "' qualifier: QUALIFIER_EXACT note: '", note, "'");
  };
  const std::string names = "note: 'names are given instead of a number'";
  const auto at_least = [&](absl::string_view value) {
    return absl::StrCat("value: '", value, "' qualifier: QUALIFIER_AT_LEAST ", names);
  };
  ExpectReadings({
      {absl::StrCat("37 (", stockholm, ")"), noted("37", stockholm)},
      {"1", "value: '1' qualifier: QUALIFIER_EXACT"},
      {"NC, Drivhuset, företagsfabriken, Ung företagsamhet och Coompanion.", at_least("5")},
      {"Coompanion, Almi, BBI, Nyföretagarcentrum-kontor i kommunerna.", at_least("4")},
      {absl::StrCat("17 (", skane, ")"), noted("17", skane)},
      {absl::StrCat("11 - ", vastmanland), noted("11", vastmanland)},
      {"Coompanion", at_least("1")},
      {"Coompanion, Movexum företagsinkubator", at_least("2")},
      {"Coomapanion, ALMI, Bizmaker, NC, Företagarna, Technicus Härnösand, två Leaderkontor",
       at_least("8")},
      {"NC, Nyföretagarcentrum och Almi", at_least("2")},
      {"Almi, NC m.fl.", at_least("2")},
  });
}

TEST(FigureTextTest, OtherWaysToPutTheSame) {
  ExpectReadings({
      {"20 (enligt Sofisam 24)",
       "value: '20' qualifier: QUALIFIER_EXACT contradictions { value: '24' source: 'Sofisam' }"},
      {"20 (24 according to Sofisam)",
       "value: '20' qualifier: QUALIFIER_EXACT contradictions { value: '24' source: 'Sofisam' }"},
      {"20 (on Sofisam's list there are 24)",
       "value: '20' qualifier: QUALIFIER_EXACT contradictions { value: '24' source: 'Sofisam' }"},
      {"20 (endast ASF)", "value: '20' qualifier: QUALIFIER_EXACT scope: 'ASF only'"},
      {"20, only cooperatives",
       "value: '20' qualifier: QUALIFIER_EXACT scope: 'only cooperatives'"},
      {"12 (Sofisam: 15)",
       "value: '12' qualifier: QUALIFIER_EXACT contradictions { value: '15' source: 'Sofisam' }"},
      {"Samtliga 13 kommuner", "value: '13' qualifier: QUALIFIER_EXACT"},
      {"12 platser", "value: '12' qualifier: QUALIFIER_EXACT"},
      {"en plats", "value: '1' qualifier: QUALIFIER_EXACT"},
      {"ca 40 medlemmar", "value: '40' qualifier: QUALIFIER_ABOUT"},
      {"minst fyra workshoppar", "value: '4' qualifier: QUALIFIER_AT_LEAST"},
      {"tre seminarier", "value: '3' qualifier: QUALIFIER_EXACT"},
      {"34 members", "value: '34' qualifier: QUALIFIER_EXACT"},
      {"10 places", "value: '10' qualifier: QUALIFIER_EXACT"},
      {"45 (2019)", "value: '45' qualifier: QUALIFIER_EXACT note: '2019'"},
      {"45 (varav 5 nya)", "value: '45' qualifier: QUALIFIER_EXACT note: 'varav 5 nya'"},
      {"3 (A: 1; B: 2)",
       "value: '3' qualifier: QUALIFIER_EXACT breakdown { name: 'A' value: '1' } "
       "breakdown { name: 'B' value: '2' }"},
  });
}

TEST(FigureTextTest, WhatCannotBeReadIsRefused) {
  const std::vector<absl::string_view> texts = {
      // Numbers that can be read in two ways, or in none.
      "1,200", "1.200", "1,2,3", "1.2.3", "1 2345", "2019 200", "1,20,000", "007", "06", "0 500",
      "1 200,000,5", "12 13", "1/2", "50/50", "1e5", "0x10", "1'200", "½", "IV", "-5", "+5",
      "12:30", "100000000000000", "99999999999999999999", "0,00001", "2,70001", "100 000 Mdkr",
      "två tre", "fem sex", "tusen miljoner", "tre eller fyra", "hundratals",
      // Doubt, and more than one number.
      "12 kanske 14 eller", "12 kanske", "12?", "3 eller 4", "12, 13", "12 av 14", "20 (30 i fjol)",
      "20 (kanske fler)", "12: kanske", "51, kanske asf",
      // Ranges that are none.
      "4-3", "3-3", "2021-03-05", "mellan 3", "mellan 4 och 3", "3-", "3-4-5", "070-123456",
      // Qualifiers that contradict each other.
      "minst ca 40", "över 40 eller färre", "högst 3-4", "över ett hundratal",
      // Units that are not known, or too many.
      "12 abc", "12 kg", "kr 12 %", "abc 12", "12 GWh",
      // No figure at all.
      "abc", "många bra saker", "Många bra saker", "?", "!", "--", "...", "\\N", "NULL", "ja",
      "Ja, Nej", "Kanske Coompanion", "Coompanion, kanske Almi", "bra, Coompanion", "Kalle",
      "Alfa, Beta", "Coompanion 12", "Borås, ", ", ", "Borås stad, abc", "inga", "över", "ca",
      "minst", "kr", "mark", "12-abc", "12 (ASF: 5, Sofisam: 15)", "ett 12", "()", "(12)", "12 (",
      "12 )", "12 ()", "12 ((2))", "12 (A: 1", "12 (A: 1 (2 enligt B) C)", "12 (A: 1, A: 2)",
      "12 (: 1)", "ett antal 12", "a",
      // Bytes that are no text.
      "12\xFF", "\xC3", "12\x01", absl::string_view("1\0002", 3), "\xED\xA0\x80", "\xC0\xB1"};
  for (const absl::string_view text : texts) {
    const absl::StatusOr<FigureReading> reading = ReadFigureText(text);
    EXPECT_EQ(reading.status().code(), absl::StatusCode::kInvalidArgument)
        << text << " was read as " << (reading.ok() ? ShortText(*reading) : "");
    EXPECT_FALSE(reading.status().message().empty()) << text;
  }
  EXPECT_FALSE(ReadFigureText(std::string(5000, '1')).ok());
}

TEST(FigureTextTest, ARefusalSaysWhatWasWanted) {
  EXPECT_EQ(ReadFigureText("1,200").status().message(),
            "a number that can be read in one way only (1,200 may be 1200 or 1 and decimals: write "
            "1 200 or fewer decimals)");
  EXPECT_EQ(ReadFigureText("4-3").status().message(),
            "a range whose first number is the smaller one");
  EXPECT_EQ(ReadFigureText("abc").status().message(),
            "a figure such as 12, 1 200, ca 45, minst 2, 3-4, två or 2500:-, or a stated absence "
            "such as - or ej angett");
}

bool IsDecimal(absl::string_view text) {
  const size_t point = std::min(text.find('.'), text.size());
  const bool digits = text.find_first_not_of("0123456789.") == absl::string_view::npos &&
                      std::count(text.begin(), text.end(), '.') <= 1;
  const bool leading_zero = point > 1 && text[0] == '0';
  const bool decimals =
      point == text.size() ||
      (text.size() - point - 1 >= 1 && text.size() - point - 1 <= 4 && text.back() != '0');
  return point >= 1 && point <= 14 && digits && !leading_zero && decimals;
}

void ExpectValid(const FigureReading& reading) {
  const bool absent = reading.absence() != event::v1::ABSENCE_UNSPECIFIED;
  EXPECT_NE(absent, IsDecimal(reading.value()));
  EXPECT_EQ(absent, reading.value().empty());
  EXPECT_EQ(absent, reading.qualifier() == event::v1::QUALIFIER_UNSPECIFIED);
  const bool range = reading.qualifier() == event::v1::QUALIFIER_RANGE;
  EXPECT_EQ(range, IsDecimal(reading.high()));
  if (range) {
    EXPECT_LT(std::stod(reading.value()), std::stod(reading.high()));
  }
  for (const auto& part : reading.breakdown()) {
    EXPECT_FALSE(part.name().empty());
    EXPECT_TRUE(IsDecimal(part.value()));
  }
  for (const auto& contradiction : reading.contradictions()) {
    EXPECT_FALSE(contradiction.source().empty());
    EXPECT_TRUE(IsDecimal(contradiction.value()));
  }
  EXPECT_FALSE(reading.SerializeAsString().empty());
}

TEST(FigureTextTest, AnyTextIsReadWellOrRefused) {
  const std::vector<std::string> pieces = {"0",
                                           "1",
                                           "12",
                                           "200",
                                           "999",
                                           " ",
                                           " ",
                                           ",",
                                           ".",
                                           ":",
                                           "-",
                                           "–",
                                           "(",
                                           ")",
                                           ";",
                                           "\u00A0",
                                           "över",
                                           "ca",
                                           "två",
                                           "hundra",
                                           "kr",
                                           "Mdkr",
                                           "ett",
                                           "tal",
                                           "till",
                                           "enligt",
                                           "Sofisam",
                                           "ASF",
                                           "endast",
                                           "Borås",
                                           "Coompanion",
                                           "och",
                                           "%",
                                           "/",
                                           "\xC3",
                                           "\u030A",
                                           "a",
                                           "dussin",
                                           "miljarder",
                                           "> =",
                                           "flera",
                                           "eller",
                                           "fler",
                                           "på",
                                           "lista",
                                           "finns",
                                           "med spridning",
                                           "A: 1",
                                           "mellan",
                                           "—"};
  std::mt19937 random(20261122);
  int read = 0;
  for (int round = 0; round < 100000; ++round) {
    std::string text;
    for (int length = random() % 9; length >= 0; --length) {
      const bool byte = random() % 16 == 0;
      text += byte ? std::string(1, static_cast<char>(random())) : pieces[random() % pieces.size()];
      if (random() % 2 == 0) text += ' ';
    }
    const absl::StatusOr<FigureReading> reading = ReadFigureText(text);
    if (reading.ok()) {
      ExpectValid(*reading);
      ++read;
    } else {
      EXPECT_EQ(reading.status().code(), absl::StatusCode::kInvalidArgument);
    }
    if (HasFailure()) FAIL() << "round " << round << ": " << text;
  }
  EXPECT_GT(read, 1000);
}

}  // namespace
}  // namespace verkan::projections
