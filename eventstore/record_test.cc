#include "eventstore/record.h"

#include <random>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "verkan/record/v1/record.pb.h"

namespace verkan::eventstore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// The worked example of README.md.
NewEvent Example() {
  return {.id = absl::HexStringToBytes("01a20320a20070008123456789abcdef"),
          .type = "acme.v1.Opened",
          .stream = "case-1",
          .tags = {"region:06"},
          .payload = "hi",
          .first_day = 20779,
          .last_day = 20779,
          .metadata = {{"actor", "anna"}}};
}

std::string Placed(const NewEvent& event) {
  std::string bytes = EncodeRecord(event);
  PlaceRecord(1, 1'795'348'800'000'000, 1, &bytes);
  return bytes;
}

TEST(RecordTest, BytesAreThoseOfTheWorkedExample) {
  EXPECT_EQ(absl::BytesToHexString(Placed(Example())),
            "090100000000000000"
            "1100d07837dc600600"
            "190100000000000000"
            "221001a20320a20070008123456789abcdef"
            "2a0e61636d652e76312e4f70656e6564"
            "3206636173652d31"
            "3a09726567696f6e3a3036"
            "40d6c402"
            "48d6c402"
            "52026869"
            "5a0d0a056163746f721204616e6e61");
}

TEST(RecordTest, BytesAreAProtobufRecord) {
  record::v1::Record record;
  ASSERT_TRUE(record.ParseFromString(Placed(Example())));
  EXPECT_EQ(record.position(), 1);
  EXPECT_EQ(record.recorded_at(), 1'795'348'800'000'000);
  EXPECT_EQ(record.revision(), 1);
  EXPECT_EQ(record.id(), Example().id);
  EXPECT_EQ(record.type(), "acme.v1.Opened");
  EXPECT_EQ(record.stream(), "case-1");
  EXPECT_THAT(record.tags(), ElementsAre("region:06"));
  EXPECT_EQ(record.first_day(), 20779);
  EXPECT_EQ(record.payload(), "hi");
  EXPECT_THAT(record.metadata(), ElementsAre(Pair("actor", "anna")));
  EXPECT_EQ(record.SerializeAsString(), Placed(Example()));
}

TEST(RecordTest, WhatIsEncodedIsParsedBack) {
  const std::string bytes = Placed(Example());
  RecordView view;
  ASSERT_TRUE(ParseRecord(bytes, &view).ok());
  EXPECT_EQ(view.position, 1u);
  EXPECT_EQ(view.recorded_at_micros, 1'795'348'800'000'000);
  EXPECT_EQ(view.revision, 1u);
  EXPECT_EQ(view.stream, "case-1");
  EXPECT_THAT(view.tags, ElementsAre("region:06"));
  EXPECT_EQ(view.last_day, 20779);
  EXPECT_THAT(view.metadata, ElementsAre(Pair("actor", "anna")));
}

TEST(RecordTest, WhatIsAbsentStaysAbsentWhenAViewIsReused) {
  const std::string full = Placed(Example()), empty = EncodeRecord({});
  RecordView view;
  ASSERT_TRUE(ParseRecord(full, &view).ok());
  ASSERT_TRUE(ParseRecord(empty, &view).ok());
  EXPECT_EQ(view.first_day, std::nullopt);
  EXPECT_THAT(view.tags, IsEmpty());
  EXPECT_THAT(view.metadata, IsEmpty());
  EXPECT_THAT(view.id, IsEmpty());
}

TEST(RecordTest, DaysBefore1970SurviveAndTagsAreSortedOnce) {
  NewEvent event = Example();
  event.first_day = -719'162;
  event.tags = {"b", "a", "b"};
  const std::string bytes = EncodeRecord(event);
  RecordView view;
  ASSERT_TRUE(ParseRecord(bytes, &view).ok());
  EXPECT_EQ(view.first_day, -719'162);
  EXPECT_THAT(view.tags, ElementsAre("a", "b"));
}

TEST(RecordTest, FieldsOfALaterVersionAreSkipped) {
  const std::string bytes = Placed(Example()) + absl::HexStringToBytes("f80101fa0102abcd");
  RecordView view;
  ASSERT_TRUE(ParseRecord(bytes, &view).ok());
  EXPECT_EQ(view.payload, "hi");
}

TEST(RecordTest, AFieldThatComesAgainOrTooLateIsRefused) {
  RecordView view;
  const std::string bytes = Placed(Example());
  const std::string place = bytes.substr(0, kPlaceBytes), rest = bytes.substr(kPlaceBytes);
  EXPECT_TRUE(ParseRecord(bytes, &view).ok());
  EXPECT_FALSE(ParseRecord(bytes + place.substr(0, 9), &view).ok()) << "a second position";
  EXPECT_FALSE(ParseRecord(place + place.substr(18) + rest, &view).ok()) << "a second revision";
  const std::string payload = absl::HexStringToBytes("52026869");
  EXPECT_FALSE(ParseRecord(place + payload + payload, &view).ok());
  const std::string tag = absl::HexStringToBytes("3a0161");
  EXPECT_FALSE(ParseRecord(place + payload + tag, &view).ok());
  EXPECT_TRUE(ParseRecord(place + tag + tag + payload, &view).ok());
}

TEST(RecordTest, NoPrefixOfARecordCrashesOrClaimsMore) {
  const std::string bytes = Placed(Example());
  for (size_t size = 0; size < bytes.size(); ++size) {
    RecordView view;
    const absl::Status status = ParseRecord(bytes.substr(0, size), &view);
    if (size < kPlaceBytes) {
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << size;
    }
  }
}

TEST(RecordTest, RandomDamageNeverReadsOutside) {
  std::mt19937 random(20261122);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = Placed(Example());
    for (int flips = 1 + random() % 3; flips > 0; --flips) {
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    }
    RecordView view;
    if (!ParseRecord(bytes, &view).ok()) continue;
    const auto inside = [&](absl::string_view part) {
      return part.empty() || (part.data() >= bytes.data() &&
                              part.data() + part.size() <= bytes.data() + bytes.size());
    };
    ASSERT_TRUE(inside(view.payload) && inside(view.stream) && inside(view.type));
  }
}

}  // namespace
}  // namespace verkan::eventstore
