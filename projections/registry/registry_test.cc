#include "projections/registry/registry.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "projections/figure_text/normal_form.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using event::v1::ActivityHeld;
using event::v1::OrganisationRegistered;
using event::v1::OrganisationRenamed;
using event::v1::OrganisationsMerged;
using event::v1::ProjectStarted;
using registry::v1::Entry;
using registry::v1::GetEntryRequest;
using registry::v1::ListEntriesRequest;
using registry::v1::SearchEntriesRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RegistryTest : public ::testing::Test {
 protected:
  Position Organisation(const std::string& id, const std::string& name,
                        const std::string& more = "") {
    return log_.Add<OrganisationRegistered>(
        absl::StrCat("organisation_id: '", id, "' name: '", name, "' ", more));
  }

  // Ids of all pages of a list.
  std::vector<std::string> List(const std::string& filter, const std::string& order = "",
                                int page_size = 0, Position as_of = kNow,
                                const std::string& of = "organisations") {
    ListEntriesRequest request;
    request.set_register_(of);
    request.set_filter(filter);
    request.set_order_by(order);
    request.set_page_size(page_size);
    return Pages([&](const std::string& from) { return registry_.List(request, as_of, from); });
  }

  std::vector<std::string> Search(const std::string& text, int page_size = 0, Position as_of = kNow,
                                  const std::string& of = "organisations") {
    SearchEntriesRequest request;
    request.set_register_(of);
    request.set_text(text);
    request.set_page_size(page_size);
    return Pages([&](const std::string& from) { return registry_.Search(request, as_of, from); });
  }

  template <typename Ask>
  std::vector<std::string> Pages(Ask ask) {
    std::vector<std::string> ids;
    std::string from;
    do {
      const absl::StatusOr<Registry::Page> page = ask(from);
      if (!page.ok()) return {std::string(page.status().message())};
      for (const Entry& entry : page->entries) ids.push_back(entry.id());
      most_read_ = std::max(most_read_, page->rows_read);
      all_read_ += page->rows_read;
      from = page->next;
    } while (!from.empty());
    return ids;
  }

  // "column: value (name)" of all cells.
  std::vector<std::string> Cells(const std::string& of, const std::string& id,
                                 Position as_of = kNow) {
    GetEntryRequest request;
    request.set_register_(of);
    request.set_id(id);
    const absl::StatusOr<Entry> entry = registry_.Get(request, as_of);
    if (!entry.ok()) return {std::string(entry.status().message())};
    std::vector<std::string> cells = {absl::StrCat("name: ", entry->name())};
    for (const auto& cell : entry->cells()) {
      std::string text = absl::StrCat(cell.column(), ": ", absl::StrJoin(cell.values(), "|"));
      if (cell.names_size() > 0)
        absl::StrAppend(&text, " (", absl::StrJoin(cell.names(), "|"), ")");
      cells.push_back(text);
    }
    return cells;
  }

  TestLog log_;
  Registry registry_{&log_.facts()};
  size_t most_read_ = 0;  // for one page
  size_t all_read_ = 0;   // for all
};

TEST_F(RegistryTest, AnEntryIsItsColumnsWithNamesBesideIds) {
  Organisation("region", "Region Örebro län", "kind: ORGANISATION_KIND_REGION");
  Organisation("node", "Noden", "parent_id: 'region' region_code: '18'");
  EXPECT_THAT(Cells("organisations", "node"),
              ElementsAre("name: Noden", "name: Noden", "region: 18 (Örebro län)",
                          "parent: region (Region Örebro län)"));
  EXPECT_THAT(Cells("organisations", "nobody"), ElementsAre("no such entry"));
  EXPECT_THAT(Cells("nothing", "node")[0], HasSubstr("wanted one of activities, assessments"));
}

TEST_F(RegistryTest, ANumberIsWrittenAsFiguresAre) {
  log_.Add<event::v1::GoalSet>("goal_id: 'g' quantity_text: '-0,5' reading { value: '-0.5' }");
  EXPECT_THAT(Cells("goals", "g"), testing::Contains("reading_value: -0.5"));
}

TEST_F(RegistryTest, AnEntryWithoutRegionsHasThoseOfItsProject) {
  log_.Add<ProjectStarted>("project_id: 'p' name: 'P' region_codes: '06' region_codes: '12'");
  log_.Add<event::v1::PartnerJoined>("project_id: 'p' organisation_id: 'a'");
  for (const char* of : {"projects", "partners"}) {
    GetEntryRequest request;
    request.set_register_(of);
    request.set_id("p");
    const absl::StatusOr<Entry> entry = registry_.Get(request, kNow);
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_THAT(entry->region_codes(), ElementsAre("06", "12")) << of;
  }
}

TEST_F(RegistryTest, AProcurementIsOneEntryWithItsStageAndItsPartsAreLists) {
  Organisation("town", "Kommunen");
  log_.Add<event::v1::ProcurementPlanned>("procurement_id: 'u' title: 'Mat' buyer_id: 'town'");
  EXPECT_THAT(Cells("procurements", "u"),
              ElementsAre("name: Mat", "title: Mat", "buyer: town (Kommunen)",
                          "stage: planned (planerad)"));
  log_.Add<event::v1::ProcurementPublished>(
      "procurement_id: 'u' notice_id: 'TED 77' lots: 3 title_label { sv: 'Måltider' } "
      "buyer_group { label { sv: 'Två kommuner' } }");
  EXPECT_THAT(
      Cells("procurements", "u"),
      testing::IsSupersetOf({"name: Måltider", "stage: published (annonserad)", "lots: 3"}));
  log_.Add<event::v1::TenderReceived>("procurement_id: 'u' tenderer_id: 'town' value_sek: '7'");
  log_.Add<event::v1::DialogueOpened>("procurement_id: 'u' with_ids: 'town'");
  EXPECT_THAT(Cells("tenders", "u"), testing::Contains("tenderer: town (Kommunen)"));
  EXPECT_THAT(Cells("dialogues", "u"), testing::Contains("with: town (Kommunen)"));
  const auto list = [this](const std::string& filter, const std::string& of) {
    return List(filter, "", 0, kNow, of);
  };
  EXPECT_THAT(list("stage = published", "procurements"), ElementsAre("u"));
  EXPECT_THAT(list("stage = held", "procurements"), IsEmpty());
  EXPECT_THAT(list("with = town", "dialogues"), ElementsAre("u"));
  EXPECT_THAT(list("tenderer = town", "tenders"), ElementsAre("u"));
  for (const char* text : {"mat", "måltider", "77", "två komm"}) {
    EXPECT_THAT(Search(text, 0, kNow, "procurements"), ElementsAre("u")) << text;
  }
}

TEST_F(RegistryTest, WhatIsMeasuredAgainReplacesWhatWasMeasured) {
  const auto measure = [this](const std::string& text, const std::string& of) {
    log_.Add<event::v1::SocialOutcomeMeasured>(
        absl::StrCat("procurement_id: 'u' supplier_id: 's' source_id: 'c' ", of, " text: '", text,
                     "' reading { value: '", text, "' }"));
  };
  measure("4", "label { sv: 'Anställda' }");
  measure("5", "label { sv: 'anställda' }");
  measure("6", "label { sv: 'Praktik' }");
  EXPECT_THAT(log_.Rows(Table{"social_outcomes"}, kNow, {"supplier", "label_sv", "text"}),
              ElementsAre("s anställda 5", "s Praktik 6"));
}

TEST_F(RegistryTest, EntriesAreAsKnownAtThePosition) {
  const Position first = Organisation("a", "Före");
  log_.Add<OrganisationRenamed>("organisation_id: 'a' name: 'Efter'");
  EXPECT_THAT(Cells("organisations", "a", first), ElementsAre("name: Före", "name: Före"));
  EXPECT_THAT(Cells("organisations", "a"), ElementsAre("name: Efter", "name: Efter"));
  EXPECT_THAT(Cells("organisations", "a", 0), ElementsAre("no such entry"));
}

TEST_F(RegistryTest, FiltersLeaveWhatMeetsThem) {
  Organisation("a", "Alfa", "kind: ORGANISATION_KIND_REGION region_code: '06'");
  Organisation("b", "Beta", "kind: ORGANISATION_KIND_COOPERATIVE region_code: '12'");
  Organisation("c", "Gamma ord", "kind: ORGANISATION_KIND_REGION region_code: '12'");
  EXPECT_THAT(List("kind = region"), ElementsAre("a", "c"));
  EXPECT_THAT(List("kind = region AND region = '12'"), ElementsAre("c"));
  EXPECT_THAT(List("name = Alfa OR name = \"B*\""), ElementsAre("a", "b"));
  EXPECT_THAT(List("NOT kind = region"), ElementsAre("b"));
  EXPECT_THAT(List("name : \"GAMMA O\""), ElementsAre("c"));
  EXPECT_THAT(List("organisation = b"), ElementsAre("b"));
  EXPECT_THAT(List("organisation = b AND kind = region"), IsEmpty());
  EXPECT_THAT(List("kind = regio")[0],
              HasSubstr("filter: kind at character 8, wanted one of region"));
  EXPECT_THAT(List("colour = red")[0], HasSubstr("wanted a column: one of organisation, name"));
  EXPECT_THAT(List("name > A")[0], HasSubstr("wanted =, != or : for a text"));
}

TEST_F(RegistryTest, DaysAreFilteredByWhereTheyAreSureToLie) {
  const auto activity = [this](const std::string& id, DayRange days) {
    log_.Add<ActivityHeld>(absl::StrCat("activity_id: '", id, "' details { project_id: 'p' }"),
                           {.days = days});
  };
  activity("march", Month(2024, 3));
  activity("day", Day(2024, 3, 5));
  activity("year", Year(2024));
  activity("undated", {});
  const auto list = [this](const std::string& filter) {
    return List(filter, "", 0, kNow, "activities");
  };
  EXPECT_THAT(list("when = 2024-03"), ElementsAre("march", "day"));
  EXPECT_THAT(list("when >= 2024-03-02"), ElementsAre("day"));
  EXPECT_THAT(list("when < 2025"), ElementsAre("march", "day", "year"));
  EXPECT_THAT(list("when > 2024-03-04 AND when < 2024-04"), ElementsAre("day"));
  EXPECT_THAT(list("NOT when < 2025"), ElementsAre("undated"));
  EXPECT_THAT(list("when = 2024-13")[0], HasSubstr("wanted a date such as"));
}

TEST_F(RegistryTest, ListsGoOnWithoutShifting) {
  for (const char* id : {"d", "b", "e", "a", "c"}) Organisation(id, absl::StrCat("N ", id));
  const Position as_of = log_.head();
  for (const int page : {0, 1, 2, 3}) {
    EXPECT_THAT(List("", "", page, as_of), ElementsAre("d", "b", "e", "a", "c")) << page;
    EXPECT_THAT(List("", "recorded desc", page, as_of), ElementsAre("c", "a", "e", "b", "d"));
    EXPECT_THAT(List("", "id", page, as_of), ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(List("", "id desc", page, as_of), ElementsAre("e", "d", "c", "b", "a"));
    EXPECT_THAT(List("", "name", page, as_of), ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(List("", "name desc", page, as_of), ElementsAre("e", "d", "c", "b", "a"));
    log_.Add<OrganisationRenamed>("organisation_id: 'e' name: 'Nytt'");
    Organisation(absl::StrCat("ny-", page), "Ny");
  }
  EXPECT_THAT(List("", "colour")[0], HasSubstr("wanted recorded, id or a column"));
}

TEST_F(RegistryTest, AListByAColumnReadsNoMoreThanOthers) {
  for (int i = 0; i < 60; ++i) {
    Organisation(absl::StrCat("o-", i), absl::StrCat("Namn ", i % 3),
                 i == 31 ? "kind: ORGANISATION_KIND_REGION" : "");
  }
  EXPECT_THAT(List("kind = region", "name", 2), ElementsAre("o-31"));
  EXPECT_LE(most_read_, 2 * Registry::kReadPerEntry);
  const std::vector<std::string> all = List("", "name desc", 7);
  EXPECT_EQ(all.size(), 60);
  EXPECT_EQ(all.front(), "o-59");
  EXPECT_EQ(all.back(), "o-0");
}

TEST_F(RegistryTest, WhatSaysNothingStandsLast) {
  log_.Add<ActivityHeld>("activity_id: 'a' details { project_id: 'p' title: 'Å' }");
  log_.Add<ActivityHeld>("activity_id: 'b' details { project_id: 'p' minutes: 90 }");
  log_.Add<ActivityHeld>("activity_id: 'c' details { project_id: 'p' title: 'Z' minutes: 120 }");
  EXPECT_THAT(List("", "title", 0, kNow, "activities"), ElementsAre("c", "a", "b"));
  EXPECT_THAT(List("", "minutes", 1, kNow, "activities"), ElementsAre("b", "c", "a"));
}

TEST_F(RegistryTest, ColumnsAndCodesHaveLabels) {
  Organisation("a", "Alfa", "kind: ORGANISATION_KIND_MUNICIPALITY");
  EXPECT_THAT(Cells("organisations", "a"), testing::Contains("kind: municipality (kommun)"));
  const auto columns = registry_.Columns("organisations", "sv");
  ASSERT_TRUE(columns.ok()) << columns.status();
  EXPECT_EQ(columns->Get(2).column(), "organisation_number");
  EXPECT_EQ(columns->Get(2).label(), "organisationsnummer");
  EXPECT_EQ(columns->Get(2).labels().en(), "organisation number");
  EXPECT_FALSE(registry_.Columns("nothing", "sv").ok());
}

TEST_F(RegistryTest, ASearchFindsWordsByTheirBeginning) {
  Organisation("jkpg", "Region Jönköpings län", "organisation_number: '2321000057'");
  Organisation("halland", "Region Halland");
  Organisation("bolag", "Jönköping Region Bolag AB");
  Organisation("r", "Region");
  EXPECT_THAT(Search("region"), ElementsAre("r", "halland", "jkpg", "bolag"));
  EXPECT_THAT(Search("REG JÖN"), ElementsAre("bolag", "jkpg"));
  EXPECT_THAT(Search("jonkoping"), IsEmpty()) << "ö is no o";
  EXPECT_THAT(Search("öping"), IsEmpty()) << "the beginning of a word";
  EXPECT_THAT(Search("232100-0057"), ElementsAre("jkpg"));
  EXPECT_THAT(Search("jkpg"), ElementsAre("jkpg")) << "its id";
  EXPECT_THAT(Search(" – ")[0], HasSubstr("text: 0 words, wanted 1 to 10 words"));
}

TEST_F(RegistryTest, ASearchReadsOtherNamesAndWhatWasMerged) {
  Organisation("a", "Coompanion", "other_names: 'Kooperativ Utveckling'");
  Organisation("b", "Kooperativa AB");
  EXPECT_THAT(Search("kooperativ"), ElementsAre("b", "a"));
  const Position before = log_.head();
  log_.Add<OrganisationsMerged>("organisation_id: 'a' merged_organisation_id: 'b'");
  EXPECT_THAT(Search("kooperativa"), ElementsAre("a")) << "the entry that stays";
  EXPECT_THAT(List(""), ElementsAre("a"));
  EXPECT_THAT(Search("kooperativa", 0, before), ElementsAre("b"));
}

TEST_F(RegistryTest, WhatWasMergedIsFoundOnceOnWhateverPage) {
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    Organisation(id, absl::StrCat(id == std::string("a") ? "Föreningen" : "Kooperativet", " ", id));
  }
  for (const char* merge : {"organisation_id: 'c' merged_organisation_id: 'd'",
                            "organisation_id: 'a' merged_organisation_id: 'b'",
                            "organisation_id: 'a' merged_organisation_id: 'c'"}) {
    log_.Add<OrganisationsMerged>(merge);
  }
  for (const int page : {0, 1, 2}) {
    EXPECT_THAT(Search("kooperativ", page), ElementsAre("a", "e")) << page;
    EXPECT_THAT(Search("föreningen kooperativet", page), ElementsAre("a")) << "names of one entry";
  }
}

TEST_F(RegistryTest, OfFactsUnderOneIdTheOneThatMatchesIsFound) {
  log_.Add<ProjectStarted>("project_id: 'p' name: 'P' region_codes: '06'");
  for (const char* name : {"Dialog", "Upphandling", "Nätverk"}) {
    log_.Add<event::v1::StrandOpened>(absl::StrCat("project_id: 'p' name: '", name, "'"));
  }
  SearchEntriesRequest request;
  request.set_register_("strands");
  request.set_text("upphandl");
  const absl::StatusOr<Registry::Page> page = registry_.Search(request, kNow, "");
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->entries.size(), 1u);
  EXPECT_EQ(page->entries[0].name(), "Upphandling");
  EXPECT_THAT(Search("p", 2, kNow, "strands"), ElementsAre("p", "p", "p")) << "as in a list";
}

TEST_F(RegistryTest, APageReadsTenRowsForEachOfItsEntriesAtTheMost) {
  constexpr int kEntries = 300;
  const size_t page = 5, most = page * Registry::kReadPerEntry;
  log_.Add<ActivityHeld>("activity_id: 'a-1' details { project_id: 'p' }");
  for (int i = 0; i < kEntries; ++i) {
    Organisation(absl::StrCat("o-", i), absl::StrCat("Region ", i % 100 == 99 ? "Öst" : "Väst"));
    log_.Add<event::v1::ParticipantJoined>(
        absl::StrCat("activity_id: 'a-1' participant_id: 'p-", i, "'"));
  }
  const auto read = [&](const std::vector<std::string>& ids) {
    EXPECT_LE(std::exchange(most_read_, 0), most);
    all_read_ = 0;
    return ids.size();
  };
  EXPECT_EQ(read(List("name = \"Region Öst\"", "", page)), 3u);
  EXPECT_EQ(read(List("name = \"Region Öst\"", "id desc", page)), 3u);
  EXPECT_EQ(read(List("activity = a-1 AND participant = p-7", "", page, kNow, "participations")),
            1u);
  EXPECT_EQ(read(Search("region", page)), 300u);
  EXPECT_EQ(read(Search("r", page)), 300u);
  EXPECT_EQ(read(Search("region öst", page)), 3u);
  EXPECT_EQ(read(Search("a", page, kNow, "participations")), 300u);
}

TEST_F(RegistryTest, WhatCameAfterThePositionCountsAsRead) {
  Organisation("o-150", "Region Norr");
  const Position early = log_.head();
  for (int i = 0; i < 300; ++i) {
    if (i != 150) Organisation(absl::StrCat("o-", i), absl::StrCat("Region ", i));
  }
  for (const char* order : {"id", "id desc"}) {
    all_read_ = 0;
    EXPECT_THAT(List("", order, 5, early), ElementsAre("o-150")) << order;
    EXPECT_EQ(all_read_, 300u) << order;
    EXPECT_LE(most_read_, 5 * Registry::kReadPerEntry);
  }
  all_read_ = 0;
  EXPECT_THAT(Search("region n", 5, early), ElementsAre("o-150"));
  EXPECT_THAT(Search("region 7", 5, early), IsEmpty());
  EXPECT_LE(most_read_, 5 * Registry::kReadPerEntry);
}

TEST_F(RegistryTest, WhatComesMeanwhileDoesNotTurnASearch) {
  for (int i = 0; i < 6; ++i) Organisation(absl::StrCat("o-", i), "Norra alfa beta");
  SearchEntriesRequest request;
  request.set_register_("organisations");
  request.set_text("alfa beta");
  request.set_page_size(1);
  const Position as_of = log_.head();
  std::vector<std::string> found;
  std::string from;
  for (int page = 0; page < 20 && (page == 0 || !from.empty()); ++page) {
    const absl::StatusOr<Registry::Page> answer = registry_.Search(request, as_of, from);
    ASSERT_TRUE(answer.ok()) << answer.status();
    for (const Entry& entry : answer->entries) found.push_back(entry.id());
    from = answer->next;
    // Now the one word is the rarer, now the other.
    for (int i = 0; i < page; ++i) {
      Organisation(absl::StrCat("n-", page, "-", i), page % 2 == 0 ? "beta" : "alfa");
      Organisation(absl::StrCat("m-", page, "-", i), page % 2 == 0 ? "beta" : "alfa");
    }
  }
  EXPECT_THAT(found, ElementsAre("o-0", "o-1", "o-2", "o-3", "o-4", "o-5"));
}

// Against a reading of every entry, with names of few words, so that they meet.
TEST_F(RegistryTest, SearchesAndListsAreWhatEveryEntrySays) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  static constexpr const char* kWords[] = {"Region", "regionalt", "Öst", "östra", "AB", "a", "Abc"};
  const auto name = [&random] {
    std::vector<std::string> words;
    for (size_t i = 0; i <= random() % 3; ++i) words.push_back(kWords[random() % 7]);
    return absl::StrJoin(words, " ");
  };
  std::map<std::string, std::vector<std::string>> names;  // by id, the current and other ones
  for (int i = 0; i < 300; ++i) {
    const std::string id = absl::StrCat("o-", random() % 150);
    if (names.count(id) == 0) {
      names[id] = {name(), name()};
      Organisation(id, names[id][0], absl::StrCat("other_names: '", names[id][1], "'"));
    } else if (const std::string now = name(); now != names[id][0]) {
      names[id].insert(names[id].begin(), now);  // the former one is another name now
      log_.Add<OrganisationRenamed>(absl::StrCat("organisation_id: '", id, "' name: '", now, "'"));
    }
  }
  size_t most_rows = 0;  // of an entry: two for each name, at the most
  for (const auto& [id, all] : names) most_rows = std::max(most_rows, 2 * all.size());
  for (int question = 0; question < 60; ++question) {
    std::string text = name();
    if (random() % 2 == 0) text.resize(text.size() - (text.back() == 'b' ? 1 : 0));
    std::set<std::string> expected;
    for (const auto& [id, all] : names) {
      std::vector<std::string> own;
      for (const std::string& one : all) {
        for (std::string& word : NameWords(one)) own.push_back(std::move(word));
      }
      const std::vector<std::string> words = NameWords(text);
      if (std::all_of(words.begin(), words.end(), [&](const std::string& word) {
            return std::any_of(own.begin(), own.end(), [&](const std::string& other) {
              return other.compare(0, word.size(), word) == 0;
            });
          })) {
        expected.insert(id);
      }
    }
    most_read_ = 0;
    const int page = static_cast<int>(1 + random() % 20);
    const std::vector<std::string> found = Search(text, page);
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), expected) << text;
    EXPECT_EQ(found.size(), expected.size()) << text << ": each once";
    EXPECT_LT(most_read_, page * Registry::kReadPerEntry + most_rows);
  }
  EXPECT_EQ(List("", "id", 7).size(), names.size());
}

}  // namespace
}  // namespace verkan::projections
