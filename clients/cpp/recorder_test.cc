#include "clients/cpp/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/test_server.h"
#include "verkan/log/v1/log_service.grpc.pb.h"

namespace verkan::client {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::SizeIs;

using log::v1::Outcome;
using log::v1::Proposal;

// A log in memory that records by request id, and breaks as told.
class MemoryLog final : public log::v1::LogService::Service {
 public:
  grpc::Status Record(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<log::v1::RecordResponse, log::v1::RecordRequest>* stream) override {
    ++streams;
    log::v1::RecordRequest request;
    while (stream->Read(&request)) {
      messages.push_back(request.proposals_size());
      log::v1::RecordResponse response;
      for (const Proposal& proposal : request.proposals()) {
        *response.add_outcomes() = Decide(proposal);
        if (break_after.count(log_.size()) > 0 && break_after[log_.size()]-- > 0) {
          return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
        }
      }
      if (!end.ok()) return end;
      if (!silent) stream->Write(response);
    }
    return grpc::Status::OK;
  }

  std::atomic<int> streams{0};
  std::vector<int> messages;
  std::map<size_t, int> break_after;  // size of the log → how many times, before answering
  int unavailable_outcomes = 0;
  int unavailable_code = 14;
  bool silent = false;
  grpc::Status end;
  std::map<std::string, uint64_t> log_;

 private:
  Outcome Decide(const Proposal& proposal) {
    Outcome outcome;
    if (log_.size() >= 3 && unavailable_outcomes > 0) {
      --unavailable_outcomes;
      outcome.mutable_refusal()->set_code(unavailable_code);
      return outcome;
    }
    const auto [found, fresh] = log_.try_emplace(proposal.request_id(), log_.size() + 1);
    outcome.mutable_recorded()->set_position(found->second);
    outcome.mutable_recorded()->set_repeated(!fresh);
    return outcome;
  }
};

class RecorderTest : public ::testing::Test {
 protected:
  // Records so many facts and collects the positions answered.
  absl::Status Record(int count, RecorderOptions options) {
    Recorder recorder(&client_, options, [this](const Proposal& proposal, const Outcome& outcome) {
      ids_.push_back(proposal.event().project_closed().project_id());
      positions_.push_back(outcome.recorded().position());
    });
    for (int i = 0; i < count; ++i) {
      Proposal proposal;
      proposal.mutable_event()->mutable_project_closed()->set_project_id(absl::StrCat(i));
      const absl::Status status = recorder.Add(std::move(proposal));
      if (!status.ok()) return status;
    }
    return recorder.Finish();
  }

  void ExpectAllInOrder(int count) {
    ASSERT_THAT(ids_, SizeIs(count));
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(ids_[i], absl::StrCat(i));
      EXPECT_EQ(positions_[i], static_cast<uint64_t>(i + 1));
    }
    EXPECT_THAT(log_.log_, SizeIs(count));
  }

  MemoryLog log_;
  TestServer server_{{&log_}};
  Client client_{{.address = server_.address()}};
  std::vector<std::string> ids_;
  std::vector<uint64_t> positions_;
};

TEST_F(RecorderTest, EveryProposalGetsItsOutcomeInOrder) {
  ASSERT_TRUE(Record(1000, {}).ok());
  ExpectAllInOrder(1000);
  EXPECT_THAT(log_.messages, ElementsAre(256, 256, 256, 232));
  EXPECT_EQ(log_.streams, 1);
}

TEST_F(RecorderTest, NothingToRecordOpensNoStream) {
  ASSERT_TRUE(Record(0, {}).ok());
  EXPECT_EQ(log_.streams, 0);
}

TEST_F(RecorderTest, LargeProposalsGoInSmallerMessages) {
  ASSERT_TRUE(Record(10, {.bytes_per_message = 200}).ok());
  ExpectAllInOrder(10);
  EXPECT_THAT(log_.messages, Each(Le(5)));
  log_.messages.clear();
  ids_.clear();
  ASSERT_TRUE(Record(3, {.bytes_per_message = 1}).ok());
  EXPECT_THAT(log_.messages, ElementsAre(1, 1, 1));
}

TEST_F(RecorderTest, MoreThanMayBeOutstandingWaitsForAnswers) {
  ASSERT_TRUE(Record(500, {.proposals_per_message = 8, .outstanding_proposals = 16}).ok());
  ExpectAllInOrder(500);
  EXPECT_THAT(log_.messages, Each(Le(8)));
}

TEST_F(RecorderTest, ABrokenStreamIsOpenedAgainAndNothingIsRecordedTwice) {
  log_.break_after = {{10, 1}, {25, 2}};
  ASSERT_TRUE(Record(40, {.proposals_per_message = 4, .outstanding_proposals = 8}).ok());
  ExpectAllInOrder(40);
  EXPECT_GE(log_.streams, 3);
}

TEST_F(RecorderTest, AnUnavailableOutcomeIsProposedAgainBeforeTheRest) {
  log_.unavailable_outcomes = 2;
  ASSERT_TRUE(Record(10, {.proposals_per_message = 5, .outstanding_proposals = 10}).ok());
  ASSERT_THAT(ids_, SizeIs(10));
  EXPECT_TRUE(std::is_sorted(ids_.begin(), ids_.end()));
  EXPECT_THAT(log_.log_, SizeIs(10));
}

TEST_F(RecorderTest, AFullQueueIsWaitedFor) {
  log_.unavailable_code = 8;
  log_.unavailable_outcomes = 1;
  ASSERT_TRUE(Record(10, {.proposals_per_message = 5, .outstanding_proposals = 10}).ok());
  EXPECT_THAT(log_.log_, SizeIs(10));
}

TEST_F(RecorderTest, AServerThatStaysAwayIsGivenUpWithWhatWasAnswered) {
  log_.break_after = {{8, 100}};
  const absl::Status status =
      Record(40, {.proposals_per_message = 4, .outstanding_proposals = 8, .max_attempts = 3});
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(ids_, ElementsAre("0", "1", "2", "3"));
}

TEST_F(RecorderTest, AnotherErrorEndsTheStream) {
  log_.end = grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "not a RecordRequest");
  EXPECT_TRUE(absl::IsInvalidArgument(Record(4, {})));
  EXPECT_EQ(log_.streams, 1);
}

TEST_F(RecorderTest, ASilentServerIsGivenUpInTime) {
  log_.silent = true;
  const absl::Status status = Record(4, {.patience = absl::Milliseconds(200)});
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}

}  // namespace
}  // namespace verkan::client
