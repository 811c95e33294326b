#include "clients/cli/importer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/jsonl_file.h"
#include "clients/cpp/test_server.h"
#include "google/rpc/error_details.pb.h"
#include "verkan/log/v1/log_service.grpc.pb.h"

namespace verkan::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

// A server that knows two refusals: "bad" is no name, and project "unknown" is not known.
class SmallServer final : public log::v1::LogService::Service {
 public:
  grpc::Status Record(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<log::v1::RecordResponse, log::v1::RecordRequest>* stream) override {
    if (positions_.size() >= die_after) return Dead();
    log::v1::RecordRequest request;
    while (stream->Read(&request)) {
      log::v1::RecordResponse response;
      for (const auto& proposal : request.proposals()) {
        *response.add_outcomes() = Decide(proposal, request.validate_only());
        if (positions_.size() == die_after) {
          stream->Write(response);
          return Dead();
        }
      }
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  grpc::Status GetHead(grpc::ServerContext*, const log::v1::GetHeadRequest*,
                       log::v1::GetHeadResponse*) override {
    return grpc::Status::OK;
  }

  size_t die_after = 1000;

 private:
  log::v1::Outcome Decide(const log::v1::Proposal& proposal, bool validate_only) {
    const auto& need = proposal.event().need_identified();
    log::v1::Outcome outcome;
    if (need.need() == "bad") {
      Refuse(3, "BAD", &outcome);
      google::rpc::BadRequest bad;
      auto* field = bad.add_field_violations();
      field->set_field("event.need");
      field->set_description("event.need: \"bad\", wanted a need");
      outcome.mutable_refusal()->add_details()->PackFrom(bad);
    } else if (need.project_id() == "unknown") {
      Refuse(9, "PROJECT_UNKNOWN", &outcome);
    } else if (validate_only) {
      outcome.mutable_recorded();
    } else {
      const auto [found, fresh] =
          positions_.try_emplace(proposal.request_id(), positions_.size() + 1);
      outcome.mutable_recorded()->set_position(found->second);
      outcome.mutable_recorded()->set_repeated(!fresh);
    }
    return outcome;
  }

  static grpc::Status Dead() { return grpc::Status(grpc::StatusCode::UNAVAILABLE, "killed"); }

  static void Refuse(int code, const std::string& reason, log::v1::Outcome* outcome) {
    outcome->mutable_refusal()->set_code(code);
    outcome->mutable_refusal()->set_message("refused");
    google::rpc::ErrorInfo info;
    info.set_reason(reason);
    outcome->mutable_refusal()->add_details()->PackFrom(info);
  }

  std::map<std::string, uint64_t> positions_;
};

std::string Need(const std::string& project, const std::string& need) {
  return absl::StrCat("{\"needIdentified\": {\"projectId\": \"", project, "\", \"need\": \"", need,
                      "\"}}\n");
}

class ImporterTest : public ::testing::Test {
 protected:
  ImportResult Import(const std::vector<std::string>& texts, bool dry_run = false) {
    std::vector<ImportFile> files;
    for (const std::string& text : texts) {
      files.push_back({absl::StrCat("f", files.size() + 1), ReadJsonLines(text)});
    }
    refusals_.clear();
    std::ostringstream stream;
    Progress progress(&stream, Progress::Style::kNone, "facts");
    Importer importer(&client_, {.dry_run = dry_run, .max_attempts = 3}, &progress,
                      [this](const Refusal& refusal) {
                        refusals_.push_back(ToText(refusal, client::Language::kEnglish));
                      });
    return importer.Run(files);
  }

  SmallServer service_;
  client::TestServer server_{{&service_}};
  client::Client client_{{.address = server_.address()}};
  std::vector<std::string> refusals_;
};

TEST_F(ImporterTest, ASecondImportRecordsNothing) {
  const std::string text = Need("a", "x") + Need("a", "y");
  ImportResult result = Import({text});
  EXPECT_EQ(result.recorded, 2u);
  EXPECT_EQ(result.last_position, 2u);
  result = Import({text});
  EXPECT_EQ(result.recorded, 0u);
  EXPECT_EQ(result.already_recorded, 2u);
  EXPECT_EQ(result.last_position, 2u);
  EXPECT_THAT(refusals_, IsEmpty());
}

TEST_F(ImporterTest, EqualRowsAreSeveralFactsAndAreKnownAgain) {
  const std::string twice = Need("p", "room") + Need("p", "time") + Need("p", "room");
  EXPECT_EQ(Import({twice}).recorded, 3u);
  EXPECT_EQ(Import({twice}).already_recorded, 3u);
  EXPECT_EQ(Import({Need("p", "room"), Need("p", "room") + Need("p", "room")}).recorded, 1u)
      << "files are one input";
}

TEST_F(ImporterTest, WhatBeginsAStreamUnderItsIdIsSaidOnceHoweverOften) {
  const std::string tool = "{\"toolReleased\": {\"toolId\": \"t\", \"projectId\": \"p\"}}\n";
  EXPECT_EQ(Import({tool + tool}).recorded, 1u);
  const std::string nameless = "{\"toolReleased\": {\"projectId\": \"p\"}}\n";
  EXPECT_EQ(Import({nameless + nameless}).recorded, 2u);
}

TEST_F(ImporterTest, RefusalsComeInTheOrderOfTheFilesAndTheRestIsRecorded) {
  const ImportResult result = Import({Need("a", "1") + Need("a", "bad") + "{\n" + Need("a", "2"),
                                      Need("unknown", "3") + Need("a", "4")});
  EXPECT_EQ(result.recorded, 3u);
  EXPECT_EQ(result.refused, 3u);
  EXPECT_THAT(refusals_, ElementsAre("f1:2:47: event.need: \"bad\", wanted a need",
                                     "f1:3:2: nothing, wanted a key in double quotes",
                                     "f2:1:1: refused [PROJECT_UNKNOWN]"));
}

TEST_F(ImporterTest, AFactThatNoMessageHoldsIsRefusedWithItsSizeAndTheOthersAreRecorded) {
  const ImportResult result =
      Import({Need("a", "1") + Need("a", std::string(5'000'000, 'x')) + Need("a", "2")});
  EXPECT_TRUE(result.end.ok()) << result.end;
  EXPECT_EQ(result.recorded, 2u);
  EXPECT_EQ(result.refused, 1u);
  EXPECT_THAT(refusals_,
              ElementsAre(MatchesRegex("f1:2:1: \"50000[0-9][0-9] bytes\", wanted at most "
                                       "4000000")));
}

TEST_F(ImporterTest, AFileWithoutAnyFactIsNamed) {
  const ImportResult result = Import({"# only a comment\n\n", Need("a", "1"), ""});
  EXPECT_EQ(result.recorded, 1u);
  EXPECT_THAT(result.empty_files, ElementsAre("f1", "f3"));
}

TEST_F(ImporterTest, ADryRunJudgesOnlyWhatDoesNotRestOnEarlierRows) {
  const ImportResult result =
      Import({Need("a", "1") + Need("unknown", "2") + Need("a", "bad")}, true);
  EXPECT_EQ(result.recorded, 1u);
  EXPECT_EQ(result.not_judged, 1u);
  EXPECT_EQ(result.refused, 1u);
  EXPECT_EQ(Import({Need("a", "1")}).recorded, 1u) << "the dry run recorded nothing";
}

TEST_F(ImporterTest, AServerThatDiesLeavesWhatItAcknowledgedAndASecondRunFinishes) {
  std::string text;
  for (int i = 0; i < 600; ++i) text += Need("a", absl::StrCat(i));
  service_.die_after = 300;
  const ImportResult broken = Import({text});
  EXPECT_TRUE(absl::IsUnavailable(broken.end)) << broken.end;
  EXPECT_EQ(broken.recorded, 300u);
  service_.die_after = 10000;
  const ImportResult whole = Import({text});
  EXPECT_TRUE(whole.end.ok());
  EXPECT_EQ(whole.recorded + whole.already_recorded, 600u);
  EXPECT_EQ(whole.last_position, 600u);
}

}  // namespace
}  // namespace verkan::cli
