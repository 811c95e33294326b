#include "services/errors/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/followed.h"
#include "google/rpc/error_details.pb.h"

namespace verkan::services {
namespace {

using ::testing::HasSubstr;

template <typename Detail>
std::vector<Detail> Details(const google::rpc::Status& status) {
  std::vector<Detail> found;
  for (const auto& any : status.details()) {
    Detail detail;
    if (any.Is<Detail>() && any.UnpackTo(&detail)) found.push_back(detail);
  }
  return found;
}

TEST(ErrorsTest, ARefusalNamesItsReasonAndEveryVariable) {
  const auto rpc = ToRpcStatus(
      Refuse("PARTICIPANT_ALREADY_JOINED", {{"participant", "p-1"}, {"activity", "lunch-1"}}));
  EXPECT_EQ(rpc.code(), 9);
  EXPECT_EQ(rpc.message(), "Participant p-1 has already joined activity lunch-1");
  const auto infos = Details<google::rpc::ErrorInfo>(rpc);
  ASSERT_EQ(infos.size(), 1u);
  EXPECT_EQ(infos[0].reason(), "PARTICIPANT_ALREADY_JOINED");
  EXPECT_EQ(infos[0].domain(), "verkan");
  EXPECT_EQ(infos[0].metadata().at("participant"), "p-1");
  EXPECT_EQ(infos[0].metadata().at("activity"), "lunch-1");
}

TEST(ErrorsTest, ARefusalSpeaksSwedishAndEnglish) {
  const auto rpc = ToRpcStatus(Refuse("PROJECT_UNKNOWN", {{"project", "siru-2"}}));
  const auto localized = Details<google::rpc::LocalizedMessage>(rpc);
  ASSERT_EQ(localized.size(), 2u);
  EXPECT_EQ(localized[0].locale(), "en");
  EXPECT_EQ(localized[0].message(), "Project siru-2 is not known");
  EXPECT_EQ(localized[1].locale(), "sv");
  EXPECT_EQ(localized[1].message(), "Projektet siru-2 är inte känt");
}

TEST(ErrorsTest, ARuleRefusalIsAPreconditionFailure) {
  const auto rpc = ToRpcStatus(Refuse("PROJECT_UNKNOWN", {{"project", "siru-2"}}));
  const auto failures = Details<google::rpc::PreconditionFailure>(rpc);
  ASSERT_EQ(failures.size(), 1u);
  EXPECT_EQ(failures[0].violations(0).type(), "PROJECT_UNKNOWN");
  EXPECT_EQ(failures[0].violations(0).subject(), "project:siru-2");
}

TEST(ErrorsTest, AnInvalidRequestListsEveryViolation) {
  const absl::Status status = InvalidRequest(
      {{"event.details.region_code", "99", "an SCB region code"}, {"event.name", "", "a name"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_REQUEST");
  const auto bad = Details<google::rpc::BadRequest>(ToRpcStatus(status));
  ASSERT_EQ(bad.size(), 1u);
  ASSERT_EQ(bad[0].field_violations_size(), 2);
  EXPECT_EQ(bad[0].field_violations(0).field(), "event.details.region_code");
  EXPECT_THAT(bad[0].field_violations(0).description(), HasSubstr("\"99\""));
  EXPECT_THAT(bad[0].field_violations(1).description(), HasSubstr("nothing, wanted a name"));
}

TEST(ErrorsTest, ManyViolationsAreCutToFitTrailers) {
  std::vector<Violation> violations(2000, {"events[0].type", "åäö", "a name"});
  const auto rpc = ToRpcStatus(InvalidRequest(violations));
  EXPECT_THAT(rpc.message(), HasSubstr("and 1997 more"));
  EXPECT_LE(SizeOnWire(rpc), kMaxErrorBytes);
  const auto bad = Details<google::rpc::BadRequest>(rpc)[0];
  EXPECT_GT(bad.field_violations_size(), 10);
  EXPECT_THAT(bad.field_violations().rbegin()->description(), HasSubstr("more"));
}

TEST(ErrorsTest, AnErrorFitsTrailersWhateverItIsAbout) {
  std::string name;
  for (int i = 0; i < 150; ++i) name += "ö";  // percent-encoded, each byte is three
  Variables variables = {{"details", ""}};
  for (int i = 0; i < 100; ++i) {
    variables.emplace_back(absl::StrCat("revision:", name, i), name);
    variables[0].second += name;
  }
  const auto rpc = ToRpcStatus(Refuse("APPEND_CONDITION_FAILED", variables));
  EXPECT_LE(SizeOnWire(rpc), kMaxErrorBytes);
  EXPECT_EQ(ReasonOf(FromRpcStatus(rpc)), "APPEND_CONDITION_FAILED");
  EXPECT_LE(
      SizeOnWire(ToRpcStatus(Refuse("PROJECT_UNKNOWN", {{"project", std::string(100000, '%')}}))),
      kMaxErrorBytes);
}

TEST(ErrorsTest, ALongValueIsCutBetweenCharacters) {
  std::string value(119, 'x');
  for (int i = 0; i < 100; ++i) value += "å";
  EXPECT_THAT(InvalidRequest({{"name", value, "less"}}).message(),
              HasSubstr(std::string(119, 'x') + "…"));
}

TEST(ErrorsTest, OverloadSaysWhenToTryAgain) {
  const auto rpc = ToRpcStatus(Refuse("QUEUE_FULL", {{"queue", "The queue of queries"}}));
  EXPECT_EQ(rpc.code(), 8);
  const auto retries = Details<google::rpc::RetryInfo>(rpc);
  ASSERT_EQ(retries.size(), 1u);
  EXPECT_GT(retries[0].retry_delay().nanos(), 0);
}

TEST(ErrorsTest, TheWireFormGoesBothWays) {
  const absl::Status status = Refuse("PROJECT_UNKNOWN", {{"project", "x"}});
  EXPECT_EQ(FromRpcStatus(ToRpcStatus(status)), status);
}

TEST(ErrorsTest, ErrorsOfLowerLayersGetAReasonByTheirCode) {
  EXPECT_EQ(ReasonOf(WithReason(absl::UnavailableError("write failed"))), "STORE_NOT_WRITABLE");
  EXPECT_EQ(ReasonOf(WithReason(absl::DataLossError("crc"))), "LOG_DATA_LOSS");
  EXPECT_EQ(ReasonOf(WithReason(absl::InvalidArgumentError("bad"))), "INVALID_REQUEST");
  EXPECT_EQ(WithReason(absl::UnknownError("?")).code(), absl::StatusCode::kInternal);
}

TEST(ErrorsTest, WhatIsBeyondTheLogIsOutOfRangeWithTheHead) {
  const auto position = ToRpcStatus(WithReason(eventstore::CheckWithinLog(12, 7)));
  EXPECT_EQ(position.code(), 11);
  const auto infos = Details<google::rpc::ErrorInfo>(position);
  ASSERT_EQ(infos.size(), 1u);
  EXPECT_EQ(infos[0].reason(), "POSITION_BEYOND_LOG");
  EXPECT_EQ(infos[0].metadata().at("position"), "12");
  EXPECT_EQ(infos[0].metadata().at("head"), "7");
  const auto localized = Details<google::rpc::LocalizedMessage>(position);
  ASSERT_EQ(localized.size(), 2u);
  EXPECT_THAT(localized[0].message(), HasSubstr("ends at 7. Ask for"));
  EXPECT_THAT(localized[1].message(), HasSubstr("slutar vid 7. Ange"));
  const absl::Status time =
      eventstore::ToStatus(eventstore::BeyondLog{.time = "2099-01-01", .head = 7});
  EXPECT_EQ(WithReason(time).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(WithReason(time)), "TIME_BEYOND_NOW");
  EXPECT_TRUE(eventstore::CheckWithinLog(7, 7).ok());
}

TEST(ErrorsTest, AnotherLogThanWasFollowedIsDataLossOfItsOwnReason) {
  const absl::Status status =
      WithReason(eventstore::ToStatus(eventstore::OtherLog{.position = 9, .head = 12}));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(status), "LOG_NOT_THE_ONE_FOLLOWED");
  EXPECT_THAT(status.message(), HasSubstr("not the log you followed"));
  const auto infos = Details<google::rpc::ErrorInfo>(ToRpcStatus(status));
  ASSERT_EQ(infos.size(), 1u);
  EXPECT_EQ(infos[0].metadata().at("position"), "9");
  EXPECT_EQ(infos[0].metadata().at("head"), "12");
}

TEST(ErrorsTest, AReasonThatIsThereStays) {
  const absl::Status status = Refuse("PROJECT_UNKNOWN", {{"project", "x"}});
  EXPECT_EQ(WithReason(status), status);
  EXPECT_TRUE(WithReason(absl::OkStatus()).ok());
}

TEST(ErrorsTest, AQueryAnswersNotFoundUnderTheSameReason) {
  const absl::Status status = NotFound("INDICATOR_UNKNOWN", {{"indicator", "x"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "INDICATOR_UNKNOWN");
}

TEST(ErrorsDeathTest, AnUnknownReasonIsAProgrammingError) {
  EXPECT_DEATH(Refuse("NO_SUCH_REASON", {}), "no row for reason NO_SUCH_REASON");
}

}  // namespace
}  // namespace verkan::services
