#include "projections/registry/registry.h"

#include <algorithm>
#include <random>
#include <set>

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

  std::vector<std::string> Search(const std::string& text, int page_size = 0,
                                  Position as_of = kNow) {
    SearchEntriesRequest request;
    request.set_register_("organisations");
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
  size_t most_read_ = 0;
};

TEST_F(RegistryTest, AnEntryIsItsColumnsWithNamesBesideIds) {
  Organisation("region", "Region Örebro län", "kind: ORGANISATION_KIND_REGION");
  Organisation("node", "Noden", "parent_id: 'region' region_code: '18'");
  EXPECT_THAT(Cells("organisations", "node"),
              ElementsAre("name: Noden", "name: Noden", "region: 18",
                          "parent: region (Region Örebro län)"));
  EXPECT_THAT(Cells("organisations", "nobody"), ElementsAre("no such entry"));
  EXPECT_THAT(Cells("nothing", "node")[0], HasSubstr("wanted one of activities, classifications"));
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
    log_.Add<OrganisationRenamed>("organisation_id: 'e' name: 'Nytt'");
    Organisation(absl::StrCat("ny-", page), "Ny");
  }
  EXPECT_THAT(List("", "name")[0], HasSubstr("wanted recorded or id"));
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
    EXPECT_LE(most_read_, page * Registry::kReadPerEntry);
  }
  EXPECT_EQ(List("", "id", 7).size(), names.size());
}

}  // namespace
}  // namespace verkan::projections
