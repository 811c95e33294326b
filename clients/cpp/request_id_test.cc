#include "clients/cpp/request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verkan::client {
namespace {

using ::testing::MatchesRegex;

verkan::event::v1::Event Lunch(const std::string& id) {
  verkan::event::v1::Event event;
  event.mutable_activity_held()->set_activity_id(id);
  event.mutable_activity_held()->mutable_details()->set_project_id("siru-2");
  return event;
}

TEST(RequestIdTest, EqualFactsHaveEqualIds) {
  EXPECT_EQ(DerivedRequestId(Lunch("lunch-1")), DerivedRequestId(Lunch("lunch-1")));
  EXPECT_NE(DerivedRequestId(Lunch("lunch-1")), DerivedRequestId(Lunch("lunch-2")));
}

TEST(RequestIdTest, TheSameFieldsInAnotherKindOfFactGiveAnotherId) {
  verkan::event::v1::Event planned;
  *planned.mutable_activity_planned()->mutable_details() =
      Lunch("lunch-1").activity_held().details();
  planned.mutable_activity_planned()->set_activity_id("lunch-1");
  EXPECT_NE(DerivedRequestId(planned), DerivedRequestId(Lunch("lunch-1")));
}

// A client that computed another id would record every file a second time.
TEST(RequestIdTest, TheIdOfAFactNeverChanges) {
  EXPECT_EQ(DerivedRequestId(Lunch("lunch-1")), "c2b301ea-d39d-8666-828c-7ed84c1f0f83");
}

// The id lies in the log for ever, also after the person was erased.
TEST(RequestIdTest, PersonalFieldsDoNotEnter) {
  verkan::event::v1::Event person;
  auto* fact = person.mutable_participant_registered();
  fact->set_participant_id("x");
  const std::string bare = DerivedRequestId(person);
  fact->set_name("Astrid Exempel");
  fact->set_birth_year(1980);
  EXPECT_EQ(DerivedRequestId(person), bare);
  fact->set_participant_id("y");
  EXPECT_NE(DerivedRequestId(person), bare);
  fact->clear_participant_id();
  EXPECT_NE(DerivedRequestId(person), DerivedRequestId(person))
      << "two without a pseudonym are two";
}

TEST(RequestIdTest, IdsAreUuidsOfTheirVersion) {
  EXPECT_THAT(DerivedRequestId(Lunch("x")),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_THAT(RandomRequestId(),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(RandomRequestId(), RandomRequestId());
}

}  // namespace
}  // namespace verkan::client
