#include "clients/cli/event_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace verkan::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// Every fault as "column path: value, wanted".
std::vector<std::string> Faults(const std::string& json) {
  verkan::event::v1::Event event;
  std::vector<EventFault> faults;
  EXPECT_FALSE(ReadEvent(json, &event, &faults));
  std::vector<std::string> texts;
  for (const EventFault& fault : faults) {
    texts.push_back(absl::StrCat(fault.column, " ",
                                 client::ToText(fault.violation, client::Language::kEnglish)));
  }
  return texts;
}

TEST(ReadLineTest, BesideAVoidingMayStandThatWhatRestsOnItGoesToo) {
  const std::string voiding = R"("eventVoided": {"stream": "a-1", "eventId": "x"})";
  for (const std::string& line : {absl::StrCat("{", voiding, ", \"together\": true}"),
                                  absl::StrCat("{\"together\": true, ", voiding, "}")}) {
    verkan::event::v1::Event event;
    std::vector<EventFault> faults;
    BesideFact beside;
    ASSERT_TRUE(ReadLine(line, &event, &beside, &faults)) << line;
    EXPECT_TRUE(beside.together);
    EXPECT_FALSE(beside.invented);
    EXPECT_EQ(event.event_voided().stream(), "a-1");
  }
  verkan::event::v1::Event event;
  std::vector<EventFault> faults;
  BesideFact beside = {.together = true};
  EXPECT_TRUE(ReadLine(absl::StrCat("{", voiding, "}"), &event, &beside, &faults));
  EXPECT_FALSE(beside.together);
  EXPECT_FALSE(
      ReadLine(R"({"toolReleased": {"toolId": "t"}, "together": true})", &event, &beside, &faults));
}

TEST(ReadLineTest, BesideAFactMayStandThatItIsMadeUp) {
  for (const char* line :
       {R"({"toolReleased": {"toolId": "t"}, "invented": true})",
        R"({"invented": true, "toolReleased": {"toolId": "t"}})",
        R"({"invented": true, "together": true, "eventVoided": {"stream": "t"}})",
        R"({"together": true, "eventVoided": {"stream": "t"}, "invented": true})",
        R"({"eventVoided": {"stream": "t"}, "together": true, "invented": true})"}) {
    verkan::event::v1::Event event;
    std::vector<EventFault> faults;
    BesideFact beside;
    ASSERT_TRUE(ReadLine(line, &event, &beside, &faults)) << line;
    EXPECT_TRUE(beside.invented);
    EXPECT_EQ(beside.together, event.has_event_voided());
    EXPECT_NE(event.fact_case(), 0);
  }
  for (const char* line :
       {R"({"toolReleased": {"toolId": "t"}, "invented": 1})", R"({"invented": true})"}) {
    verkan::event::v1::Event event;
    std::vector<EventFault> faults;
    BesideFact beside;
    EXPECT_FALSE(ReadLine(line, &event, &beside, &faults)) << line;
  }
}

TEST(EventJsonTest, BothSpellingsOfNamesAreTheSameFact) {
  verkan::event::v1::Event camel, snake;
  std::vector<EventFault> faults;
  ASSERT_TRUE(ReadEvent(R"({"activityHeld": {"activityId": "lunch-1"}})", &camel, &faults));
  ASSERT_TRUE(ReadEvent(R"({"activity_held": {"activity_id": "lunch-1"}})", &snake, &faults));
  EXPECT_EQ(camel.SerializeAsString(), snake.SerializeAsString());
  EXPECT_EQ(camel.activity_held().activity_id(), "lunch-1");
}

TEST(EventJsonTest, AFaultOfSyntaxHasItsColumnInCharacters) {
  EXPECT_THAT(Faults(R"({"needIdentified": {"need": "möte"  "projectId": "x"}})"),
              ElementsAre("37 \"\"projectId\": \"x\"}}\", wanted ',' or '}'"));
}

TEST(EventJsonTest, EveryUnknownNameAndWrongValueIsAFault) {
  EXPECT_THAT(
      Faults(
          R"({"activityHeld": {"activityID": "x", "details": {"kind": "LUNCH", "minutes": -1}}})"),
      ElementsAre(MatchesRegex("19 activity_held.activityID: \"activityID\", wanted one of the "
                               "fields activityId, details, note, sourceIds"),
                  HasSubstr("58 activity_held.details.kind: \"LUNCH\", wanted one of "
                            "ACTIVITY_KIND_NETWORK_MEETING"),
                  HasSubstr("78 activity_held.details.minutes: \"-1\", wanted a whole number")));
  EXPECT_THAT(Faults(R"({"activityHeld": {"details": {"organiserIds": "x", "title": 5}}})"),
              ElementsAre(HasSubstr("47 activity_held.details.organiser_ids: \"x\", wanted a list"),
                          HasSubstr("61 activity_held.details.title: \"5\", wanted text")));
}

TEST(EventJsonTest, ALineHoldsExactlyOneFact) {
  EXPECT_THAT(Faults("{}"), ElementsAre(HasSubstr("0 facts")));
  EXPECT_THAT(Faults(R"({"projectClosed": {}, "projectStarted": {}})"),
              ElementsAre(HasSubstr("2 facts")));
  EXPECT_THAT(Faults("[]"), ElementsAre(HasSubstr("wanted an object")));
  EXPECT_THAT(Faults(R"({"nothing": {}})"), ElementsAre(HasSubstr("2 nothing: \"nothing\"")));
}

TEST(EventJsonTest, AKeyTwiceIsAFaultInEitherSpellingAndHoweverDeep) {
  EXPECT_THAT(Faults(R"({"projectStarted": {"name": "a", "name": "b"}})"),
              ElementsAre("34 project_started.name: \"name\", wanted each key once, and this one "
                          "came before"));
  EXPECT_THAT(Faults(R"({"projectStarted": {"projectId": "a", "project_id": "a"}})"),
              ElementsAre(HasSubstr("project_started.project_id")));
  EXPECT_THAT(Faults(R"({"activityHeld": {"details": {"title": "a", "title": "a"}}})"),
              ElementsAre(HasSubstr("activity_held.details.title")));
}

struct PathCase {
  std::string path;
  int column;
};

TEST(EventJsonTest, APathOfTheServersLeadsToItsColumn) {
  const std::string json =
      R"({"activityHeld": {"activityId": "å", "details": {"regionCode": "99", "organiserIds": ["a", "b"]}}})";
  for (const PathCase& c : std::initializer_list<PathCase>{
           {"event.activity_id", 33},
           {"activity_id", 33},
           {"event.activity_held.activity_id", 33},
           {"proposals[3].event.activity_held.activity_id", 33},
           {"event.details.region_code", 64},
           {"event.details.organiser_ids[1]", 92},
           {"event.details.organiser_ids[7]", 86},
           {"event.details.occurred.from", 49},
           {"event.unheard_of", 1},
           {"", 1},
       }) {
    EXPECT_EQ(ColumnOf(json, c.path), c.column) << c.path;
  }
}

TEST(EventJsonTest, APathIntoTextThatIsNoJsonLeadsToItsStart) {
  EXPECT_EQ(ColumnOf("{", "event.name"), 1);
}

}  // namespace
}  // namespace verkan::cli
