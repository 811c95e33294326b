// The small parts of the road: ids, UUIDs, merges and the cache of states.
#include <set>

#include "absl/random/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/ids.h"
#include "services/domain/members.h"
#include "services/domain/merges.h"
#include "services/domain/state_cache.h"
#include "services/domain/uuid.h"

namespace verkan::services {
namespace {

using ::testing::MatchesRegex;
using ::testing::UnorderedElementsAre;

constexpr char kUuid[] = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

TEST(UuidTest, TextAndBytesAreEachOthersReverse) {
  const auto bytes = ParseUuid(kUuid);
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(bytes->size(), 16u);
  EXPECT_EQ(FormatUuid(*bytes), kUuid);
  EXPECT_EQ(ParseUuid("0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B"), bytes);
}

TEST(UuidTest, OtherTextIsNoUuid) {
  for (const char* text :
       {"", "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5",
        "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b0", "0190a1b2-c3d4-7e5f-8a9b00c1d2e3f4a5b",
        "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g", "{190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5}"}) {
    EXPECT_FALSE(ParseUuid(text).has_value()) << text;
  }
}

TEST(IdsTest, AnIdIsMadeOfTheNounAndRandomCharacters) {
  absl::BitGen random;
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(MakeId("participant", "", random));
  EXPECT_EQ(ids.size(), 1000u);
  EXPECT_THAT(*ids.begin(), MatchesRegex("par-[0-9a-z]{13}"));
}

TEST(IdsTest, ARetryNamesTheSame) {
  absl::BitGen random;
  const std::string request = *ParseUuid(kUuid);
  EXPECT_EQ(MakeId("tool", request, random), MakeId("tool", request, random));
  std::set<std::string> ids;
  for (int i = 0; i < 256; ++i) {
    std::string other = request;
    other[7] = static_cast<char>(i);
    ids.insert(MakeId("tool", other, random));
  }
  EXPECT_EQ(ids.size(), 256u);
}

TEST(MergesTest, WhatIsMergedHasOneRootAndAllAliases) {
  Merges merges;
  EXPECT_EQ(merges.RootOf("participant", "a"), "a");
  merges.Add("participant", "b", {"c", 1});
  merges.Add("participant", "a", {"b", 2});
  merges.Add("participant", "a", {"d", 3});
  EXPECT_EQ(merges.RootOf("participant", "c"), "a");
  EXPECT_THAT(merges.AliasesOf("participant", "d"), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_EQ(merges.RootOf("organisation", "c"), "c");
}

TEST(MergesTest, WhatIsMergedWasNotOneBefore) {
  Merges merges;
  merges.Add("participant", "b", {"c", 5});
  merges.Add("participant", "a", {"b", 8});
  EXPECT_EQ(merges.RootOf("participant", "c", 5), "c");
  EXPECT_EQ(merges.RootOf("participant", "c", 6), "b");
  EXPECT_EQ(merges.RootOf("participant", "c", 8), "b");
  EXPECT_EQ(merges.RootOf("participant", "c", 9), "a");
  EXPECT_THAT(merges.AliasesOf("participant", "c", 8), UnorderedElementsAre("b", "c"));
  merges.Remove("participant", "a", "b");
  EXPECT_EQ(merges.RootOf("participant", "c"), "b");
}

TEST(MembersTest, WhoLeavesTakesBackEveryJoiningThatIsOneWithThem) {
  Merges merges;
  Members members;
  members.Join("x", {.position = 1});
  members.Join("y", {.position = 2});
  merges.Add("participant", "x", {"y", 3});
  members.Leave("y", 4);
  EXPECT_FALSE(members.Has(merges, "participant", "x"));
  EXPECT_FALSE(members.Has(merges, "participant", "y"));
  EXPECT_TRUE(members.Has(Merges(), "participant", "x")) << "without the merge it was another";
  members.Join("x", {.position = 5});
  EXPECT_TRUE(members.Has(merges, "participant", "x"));
}

TEST(MembersTest, WhoLeftBeforeAMergeWasNotYetTheOther) {
  Merges merges;
  Members members;
  members.Join("x", {.position = 1});
  members.Join("y", {.position = 2});
  members.Leave("y", 3);
  merges.Add("participant", "x", {"y", 4});
  EXPECT_TRUE(members.Has(merges, "participant", "x"));
}

TEST(MergesTest, WhatIsSetReplacesWhatWasSaidOfTheOneThatStays) {
  Merges merges;
  merges.Add("participant", "b", {"c", 1});
  merges.Add("participant", "a", {"b", 2});
  merges.Add("participant", "a", {"d", 3});
  merges.Set("participant", "a", {{"d", 3}, {"e", 4}});
  EXPECT_THAT(merges.AliasesOf("participant", "a"), UnorderedElementsAre("a", "d", "e"));
  EXPECT_THAT(merges.AliasesOf("participant", "c"), UnorderedElementsAre("b", "c"));
  merges.Set("participant", "a", {});
  merges.Set("participant", "b", {});
  EXPECT_TRUE(merges.empty());
}

TEST(MergesTest, ACycleIsNotMade) {
  Merges merges;
  merges.Add("participant", "a", {"b", 2});
  merges.Add("participant", "b", {"a", 4});
  EXPECT_EQ(merges.RootOf("participant", "a"), "a");
  EXPECT_EQ(merges.RootOf("participant", "b"), "a");
}

std::shared_ptr<Folded> Joined(int participants) {
  auto folded = std::make_shared<Folded>();
  Activity& activity = folded->state.emplace<Activity>();
  for (int i = 0; i < participants; ++i) activity.joined.Join(absl::StrCat("p", i), {});
  return folded;
}

TEST(StateCacheTest, WhatWasUsedLongestAgoGoesFirst) {
  StateCache cache(3 * WeightOf(Joined(0)->state));
  for (const char* stream : {"a", "b", "c"}) cache.Put(stream, Joined(0));
  EXPECT_NE(cache.Find("a"), nullptr);
  cache.Put("d", Joined(0));
  EXPECT_EQ(cache.Find("b"), nullptr);
  EXPECT_NE(cache.Find("a"), nullptr);
  EXPECT_NE(cache.Find("c"), nullptr);
  EXPECT_EQ(cache.size(), 3u);
}

TEST(StateCacheTest, AStateThatGrewTakesTheRoomOfOthers) {
  StateCache cache(50);
  for (const char* stream : {"a", "b", "c"}) cache.Put(stream, Joined(0));
  cache.Put("c", Joined(45));
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(cache.weight(), WeightOf(Joined(45)->state));
  EXPECT_NE(cache.Find("c"), nullptr);
}

TEST(StateCacheTest, TheLastStateIsKeptHoweverBig) {
  StateCache cache(1);
  cache.Put("a", Joined(100));
  EXPECT_NE(cache.Find("a"), nullptr);
}

TEST(StateCacheTest, WhatIsErasedIsGoneAndWeighsNothing) {
  StateCache cache(100);
  cache.Put("a", Joined(0));
  cache.Put("b", Joined(0));
  cache.Erase("a");
  cache.Erase("never there");
  EXPECT_EQ(cache.Find("a"), nullptr);
  cache.Clear();
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(cache.weight(), 0u);
}

}  // namespace
}  // namespace verkan::services
