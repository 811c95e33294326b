// Every word of a report is asked for in its language: reports are printed with all such texts
// between marks, and what stands outside of them must be a name, a number, or what a source says.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "projections/labels/bilingual.h"
#include "projections/report/leaflet.h"
#include "projections/report/overview.h"
#include "projections/report/report_fixture.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using report::v1::Language;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr absl::string_view kOpen = "⟦", kClose = "⟧";

bool IsLetter(char c) { return absl::ascii_isalpha(c) || (c & 0x80) != 0; }

std::string OneLine(absl::string_view text) {
  return absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty()), " ");
}

// What stands outside of marks and outside of quotation marks, which are marked themselves.
std::string OutsideMarks(absl::string_view text) {
  std::string outside;
  int depth = 0;
  bool quoted = false;
  while (!text.empty()) {
    if (absl::ConsumePrefix(&text, "⟦”⟧") || absl::ConsumePrefix(&text, "⟦“⟧")) {
      quoted = !quoted;
      outside += '|';
    } else if (absl::ConsumePrefix(&text, kOpen)) {
      ++depth;
      outside += '|';
    } else if (absl::ConsumePrefix(&text, kClose)) {
      --depth;
    } else {
      if (depth == 0 && !quoted) outside += text[0];
      text.remove_prefix(1);
    }
  }
  EXPECT_EQ(depth, 0);
  EXPECT_FALSE(quoted);
  return outside;
}

// The text without the phrase, wherever that is not a part of a longer word.
std::string Without(const std::string& text, const std::string& phrase) {
  std::string rest;
  for (size_t i = 0; i < text.size();) {
    const size_t end = i + phrase.size();
    const bool whole = (i == 0 || !IsLetter(text[i - 1]) || !IsLetter(phrase[0])) &&
                       (end >= text.size() || !IsLetter(text[end]) || !IsLetter(phrase.back()));
    if (whole && text.compare(i, phrase.size(), phrase) == 0) {
      rest += '|';
      i = end;
    } else {
      rest += text[i++];
    }
  }
  return rest;
}

class EveryWordTest : public ::testing::TestWithParam<Language> {
 protected:
  EveryWordTest() {
    for (const char* file :
         {"10-organisations.jsonl", "20-programme.jsonl", "30-siru.jsonl",
          "40-innovationsfabrik-smaland.jsonl", "50-dela.jsonl", "90-invented.jsonl"}) {
      log_.RecordSample(file);
    }
    log_.RecordOverview();
  }

  report::v1::Receipt Receipt() const { return log_.Receipt(log_.position()); }

  // Texts and names that facts state, longest first: not what they say in codes, nor what they say
  // in the other language.
  std::vector<std::string> Stated() const {
    const char* other = GetParam() == report::v1::LANGUAGE_EN ? "_sv" : "_en";
    std::set<std::string> stated = {"ASF", Receipt().recorded_at(), Receipt().log_origin(),
                                    absl::Base64Escape(Receipt().root_hash())};
    for (const regions::Region& region : regions::Regions()) stated.emplace(region.name);
    for (const auto& table : log_.facts().tables()) {
      for (const Column& column : table->columns()) {
        if (!absl::EndsWith(column.name, other)) AddTexts(*table, column, &stated);
      }
    }
    std::vector<std::string> sorted(stated.begin(), stated.end());
    const auto longer = [](const auto& a, const auto& b) { return a.size() > b.size(); };
    std::sort(sorted.begin(), sorted.end(), longer);
    return sorted;
  }

  static void AddTexts(const FactTable& table, const Column& column,
                       std::set<std::string>* stated) {
    const absl::string_view domain = column.domain.empty() ? column.name : column.domain;
    const bool text = domain == "text" || domain == "name" || domain == "source";
    const int index = table.column(column.name);
    for (RowId row = 0; row < table.size(); ++row) {
      if (column.kind == ColumnKind::kBytes) {
        event::v1::FigureReading reading;
        reading.ParseFromString(std::string(table.bytes(row, index)));
        for (const auto& part : reading.breakdown()) stated->insert(part.name());
        const std::string note = OneLine(reading.note());
        const bool quoted = !note.empty() && table.HasColumn("text") &&
                            absl::StrContains(OneLine(table.text(row, table.column("text"))), note);
        if (quoted) stated->insert(note);
        for (const auto& other : reading.contradictions()) stated->insert(other.source());
      } else if (column.kind == ColumnKind::kText && text) {
        for (absl::string_view item : Items(table.text(row, index), '\n')) {
          stated->insert(OneLine(item));
        }
      }
    }
  }

  // Words that were printed without a language.
  std::set<std::string> Unmarked(const std::string& text) const {
    std::string rest = OutsideMarks(OneLine(text));
    for (const std::string& phrase : Stated()) {
      if (!phrase.empty()) rest = Without(rest, phrase);
    }
    std::set<std::string> words;
    std::string word;
    for (const char c : rest + " ") {
      if (absl::ascii_isalpha(c)) {
        word += c;
      } else if (!word.empty()) {
        words.insert(std::move(word));
        word.clear();
      }
    }
    return words;
  }

  ReportFixture log_;
};

TEST_P(EveryWordTest, OfLeaflets) {
  const MarkTexts marks;
  for (const char* project : {"siru-2", "innovationsfabrik-smaland", "dela", "regions-programme"}) {
    const auto response =
        MakeLeaflet(log_.facts(), log_.figures(),
                    {.project_id = project, .language = GetParam(), .receipt = Receipt()});
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_THAT(Unmarked(response->text()), IsEmpty()) << response->text();
  }
}

TEST_P(EveryWordTest, OfTheOverview) {
  const MarkTexts marks;
  const auto response = MakeOverview(
      log_.facts(), log_.figures(),
      {.programme_id = "regions-programme", .language = GetParam(), .receipt = Receipt()});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Unmarked(response->text()), IsEmpty()) << response->text();
}

TEST_P(EveryWordTest, AndAWordWithoutALanguageIsFound) {
  EXPECT_THAT(Unmarked("⟦siffran för ⟧01⟦ räknar⟧ endast: Stockholms län, ⟦”⟧only⟦”⟧ on_site"),
              UnorderedElementsAre("endast", "on", "site"));
}

INSTANTIATE_TEST_SUITE_P(Languages, EveryWordTest,
                         ::testing::Values(report::v1::LANGUAGE_SV, report::v1::LANGUAGE_EN),
                         [](const auto& info) { return Language_Name(info.param); });

}  // namespace
}  // namespace verkan::projections
