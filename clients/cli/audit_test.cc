// verkan audit against stores on disk and against a server that does not tell the truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/app.h"
#include "clients/cli/session.h"
#include "clients/cpp/test_server.h"
#include "eventstore/checkpoints.h"
#include "eventstore/database.h"
#include "eventstore/event_store.h"
#include "eventstore/layout.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/log/v1/log_service.grpc.pb.h"

namespace verkan::cli {
namespace {

namespace fs = std::filesystem;
using eventstore::EventStore;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Serves a store, but for one record, whose last byte it can change.
class LyingServer final : public log::v1::LogService::Service {
 public:
  LyingServer(const EventStore* store, eventstore::Checkpoints* checkpoints)
      : store_(store), checkpoints_(checkpoints) {}

  grpc::Status GetCheckpoint(grpc::ServerContext*, const log::v1::GetCheckpointRequest*,
                             log::v1::GetCheckpointResponse* response) override {
    const auto made = *checkpoints_->Sign(0);
    response->set_note(made.note);
    response->set_size(made.checkpoint.size);
    response->set_verifier_key(other_key.empty() ? checkpoints_->verifier().Key() : other_key);
    return grpc::Status::OK;
  }

  grpc::Status Read(grpc::ServerContext*, const log::v1::ReadRequest* request,
                    grpc::ServerWriter<log::v1::ReadResponse>* writer) override {
    auto cursor = *store_->Read({.from = request->from_position(), .to = request->to_position()});
    eventstore::StoredRecord record;
    while (*cursor->Next(&record)) {
      std::string bytes(record.bytes);
      if (record.position == lie_about) bytes.back() ^= 1;
      log::v1::ReadResponse response;
      response.add_events()->ParseFromString(bytes);
      writer->Write(response);
      if (record.position == stop_at) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
    }
    return grpc::Status::OK;
  }

  grpc::Status ProveInclusion(grpc::ServerContext*, const log::v1::ProveInclusionRequest* request,
                              log::v1::ProveInclusionResponse* response) override {
    const auto made = *checkpoints_->Sign(request->position());
    const auto hashes = *store_->ProveInclusion(request->position(), made.checkpoint.size);
    response->set_tlog_proof(eventstore::TlogProof(request->position() - 1, hashes, made.note));
    return grpc::Status::OK;
  }

  uint64_t lie_about = 0, stop_at = 0;
  std::string other_key;

 private:
  const EventStore* const store_;
  eventstore::Checkpoints* const checkpoints_;
};

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    std::string name = (fs::temp_directory_path() / "verkan-audit-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    data_ = directory_ + "/data";
    fs::create_directories(data_);
    setenv("XDG_STATE_HOME", (directory_ + "/state").c_str(), 1);
    Open();
    Append(300);
  }
  ~AuditTest() override {
    Close();
    fs::remove_all(directory_);
  }

  void Open() {
    store_ = *EventStore::Open({.path = data_ + "/events", .origin = "audit.example.se"});
    checkpoints_ = *eventstore::Checkpoints::Open(store_.get(), data_);
  }

  void Close() {
    checkpoints_.reset();
    store_.reset();
  }

  void Append(int events) {
    eventstore::Batch batch;
    for (int i = 0; i < events; ++i) {
      batch.events.push_back({.type = "t.v1.T",
                              .stream = absl::StrCat("s-", i % 7),
                              .tags = {"region:06"},
                              .payload = "what happened"});
    }
    ASSERT_TRUE(store_->Append(std::move(batch)).ok());
    ASSERT_TRUE(checkpoints_->Sign(0).ok());
  }

  void AppendVoidings(const std::vector<event::v1::EventVoided>& voidings) {
    eventstore::Batch batch;
    for (const auto& voiding : voidings) {
      batch.events.push_back({.type = voiding.GetDescriptor()->full_name(),
                              .stream = "s-1",
                              .payload = voiding.SerializeAsString()});
    }
    ASSERT_TRUE(store_->Append(std::move(batch)).ok());
    ASSERT_TRUE(checkpoints_->Sign(0).ok());
  }

  // Changes stored bytes beneath the store, which must be closed.
  void Change(eventstore::Family family, const std::string& key, size_t from_end) {
    auto database = *eventstore::Database::Open({.path = data_ + "/events"}, false);
    std::string value = *(*database->Get(family, key));
    value[value.size() - from_end] ^= 1;
    rocksdb::WriteBatch batch;
    batch.Put(database->family(family), key, value);
    ASSERT_TRUE(database->Write(&batch).ok());
  }

  int Run(std::vector<std::string> arguments) {
    out_.str("");
    err_.str("");
    arguments.insert(arguments.begin(), {"--lang", "en", "audit"});
    return cli::Run(arguments, {.out = &out_, .err = &err_});
  }

  int RunOnServer(std::vector<std::string> arguments) {
    LyingServer service(store_.get(), checkpoints_.get());
    client::TestServer server({&service});
    arguments.insert(arguments.end(), {"--address", server.address()});
    return Run(std::move(arguments));
  }

  std::string File(const std::string& name) const { return directory_ + "/" + name; }

  std::string directory_, data_;
  std::unique_ptr<EventStore> store_;
  std::unique_ptr<eventstore::Checkpoints> checkpoints_;
  std::ostringstream out_, err_;
};

TEST_F(AuditTest, AStoreOnThisDiskIsVerifiedWithoutAServer) {
  const std::string key = checkpoints_->verifier().Key();
  Close();
  EXPECT_EQ(Run({"verify", "--data", data_, "--verifier-key", key}), kDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("records  300, read in "));
  EXPECT_THAT(out_.str(), HasSubstr("verified: every record is the one that was signed"));
}

TEST_F(AuditTest, TheSignatureIsCheckedWithTheKeyOfTheStore) {
  const std::string key = checkpoints_->verifier().Key();
  Close();
  EXPECT_EQ(Run({"verify", "--data", data_}), kDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr(key));
  EXPECT_THAT(out_.str(), HasSubstr("verified: every record is the one that was signed"));
}

TEST_F(AuditTest, WithoutAKeyItSaysThatNoSignatureWasChecked) {
  Close();
  fs::remove(data_ + "/log-key");
  EXPECT_EQ(Run({"verify", "--data", data_}), kNotSigned) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("NONE: no signature was checked"));
  EXPECT_THAT(out_.str(), HasSubstr("\nSIGNATURE NOT CHECKED: "));
  EXPECT_THAT(out_.str(), HasSubstr("log-key is missing"));
  EXPECT_EQ(Run({"verify", "--data", data_, "--json"}), kNotSigned);
  EXPECT_THAT(out_.str(), StartsWith("{\"verified\":false,\"signatureChecked\":false,"));
}

TEST_F(AuditTest, WithoutACheckpointItSaysThatNoSignatureWasChecked) {
  Close();
  fs::remove(data_ + "/checkpoint");
  EXPECT_EQ(Run({"verify", "--data", data_}), kNotSigned) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("checkpoint is missing, and no other checkpoint is given"));
}

TEST_F(AuditTest, ADamagedRecordIsNamedWithAnExitCodeOfItsOwn) {
  const std::string key = checkpoints_->verifier().Key();
  Close();
  Change(eventstore::Family::kLog, eventstore::LogKey(1), 1);
  EXPECT_EQ(Run({"verify", "--data", data_, "--verifier-key", key}), kNotVerified);
  EXPECT_THAT(out_.str(), HasSubstr("NOT VERIFIED, first bad position: 300"));
  EXPECT_EQ(Run({"verify", "--data", data_, "--json"}), kNotVerified);
  EXPECT_THAT(out_.str(), HasSubstr("\"origin\":\"audit.example.se\""));
  EXPECT_THAT(out_.str(), HasSubstr("\"findings\":[{\"first\":300,\"last\":300,\"what\":"));
}

TEST_F(AuditTest, AnotherCopyTellsWhichRecordDiffers) {
  Close();
  fs::copy(data_, directory_ + "/copy", fs::copy_options::recursive);
  EXPECT_EQ(Run({"verify", "--data", data_, "--copy", directory_ + "/copy"}), kDone) << out_.str();
  fs::remove_all(data_);
  fs::create_directories(data_);
  Open();
  Append(300);
  const std::string key = checkpoints_->verifier().Key();
  Close();
  EXPECT_EQ(Run({"verify", "--data", data_, "--copy", directory_ + "/copy", "--verifier-key", key}),
            kNotVerified);
  EXPECT_THAT(out_.str(), HasSubstr("position 1: the record is another than that of the copy"));
}

TEST_F(AuditTest, AStoreThatIsNotThereIsAnError) {
  EXPECT_EQ(Run({"verify", "--data", directory_ + "/nothing"}), kError);
  EXPECT_THAT(err_.str(), HasSubstr("there is no log at"));
}

TEST_F(AuditTest, CountsWhatIsVoidedBecauseOfWhatItRestedOn) {
  event::v1::EventVoided alone, with_basis;
  alone.set_reason("a slip");
  with_basis.set_basis_event_id("018f2f3a-0000-7000-8000-000000000001");
  AppendVoidings({alone, with_basis});
  EXPECT_EQ(RunOnServer({"verify"}), kDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\n1 fact is voided because what it rested on is\nverified: "));
  AppendVoidings({with_basis, with_basis});
  EXPECT_EQ(RunOnServer({"verify"}), kDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\n3 facts are voided because what they rested on is\n"));
  EXPECT_EQ(RunOnServer({"verify", "--json"}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("\"voidedWithBasis\":3,"));
  Close();
  EXPECT_EQ(Run({"verify", "--data", data_}), kDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\n3 facts are voided because what they rested on is\n"));
  EXPECT_EQ(Run({"verify", "--data", data_, "--json"}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("\"voidedWithBasis\":3,"));
}

TEST_F(AuditTest, SaysNothingOfVoidingsWhereNoneIsBecauseOfAnother) {
  AppendVoidings({event::v1::EventVoided()});
  Close();
  EXPECT_EQ(Run({"verify", "--data", data_}), kDone) << err_.str();
  EXPECT_THAT(out_.str(), Not(HasSubstr("voided")));
}

TEST_F(AuditTest, AServerIsVerifiedAndItsKeyIsRemembered) {
  LyingServer service(store_.get(), checkpoints_.get());
  client::TestServer server({&service});
  EXPECT_EQ(Run({"verify", "--address", server.address()}), kDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("TRUSTED AT FIRST USE"));
  EXPECT_THAT(out_.str(), HasSubstr("verified: every record is the one that was signed"));
  EXPECT_EQ(Run({"verify", "--address", server.address()}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("the one known from before"));
  service.other_key = eventstore::Signer::Generate("audit.example.se")->verifier().Key();
  EXPECT_EQ(Run({"verify", "--address", server.address()}), kNotVerified);
  EXPECT_THAT(err_.str(), HasSubstr("signs by another key than before"));
}

TEST_F(AuditTest, AServerThatChangedARecordIsFoundBetweenTwoCheckpoints) {
  const std::string kept = File("kept"), between = File("between");
  std::ofstream(kept) << checkpoints_->Sign(0)->note;
  Append(200);
  std::ofstream(between) << checkpoints_->Sign(0)->note;
  Append(200);
  LyingServer service(store_.get(), checkpoints_.get());
  client::TestServer server({&service});
  const std::vector<std::string> arguments = {
      "verify", "--address", server.address(), "--checkpoint", kept, "--checkpoint", between};
  EXPECT_EQ(Run(arguments), kDone) << out_.str();
  service.lie_about = 450;
  EXPECT_EQ(Run(arguments), kNotVerified);
  EXPECT_THAT(out_.str(), HasSubstr("first bad position: 301 or later, up to 500"));
  EXPECT_THAT(out_.str(), HasSubstr(between));
}

TEST_F(AuditTest, AServerThatGoesAwayInTheMiddleIsTakenUpWhereItWas) {
  LyingServer service(store_.get(), checkpoints_.get());
  client::TestServer server({&service});
  service.stop_at = 123;
  EXPECT_EQ(Run({"verify", "--address", server.address()}), kDone) << err_.str() << out_.str();
  EXPECT_THAT(out_.str(), HasSubstr("records  300"));
}

TEST_F(AuditTest, ACheckpointIsPrintedAndKept) {
  LyingServer service(store_.get(), checkpoints_.get());
  client::TestServer server({&service});
  EXPECT_EQ(Run({"checkpoint", "--address", server.address(), "--out", File("kept")}), kDone);
  EXPECT_THAT(out_.str(), StartsWith("audit.example.se\n300\n"));
  EXPECT_THAT(out_.str(), HasSubstr(checkpoints_->verifier().Key()));
  std::stringstream kept;
  kept << std::ifstream(File("kept")).rdbuf();
  EXPECT_EQ(kept.str(), checkpoints_->Sign(0)->note);
}

TEST_F(AuditTest, AProofIsCheckedWithoutAServerAndHoldsForItsRecordOnly) {
  {
    LyingServer service(store_.get(), checkpoints_.get());
    client::TestServer server({&service});
    ASSERT_EQ(Run({"proof", "17", "--out", File("proof"), "--record", File("record"), "--address",
                   server.address()}),
              kDone)
        << err_.str();
  }
  const std::string key = checkpoints_->verifier().Key();
  const std::vector<std::string> check = {"check",        File("proof"),    "--record",
                                          File("record"), "--verifier-key", key};
  EXPECT_EQ(Run({"check", File("proof"), "--record", File("record")}), kError);
  EXPECT_THAT(err_.str(), HasSubstr("give it with --verifier-key"));
  EXPECT_EQ(Run(check), kDone) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("is the record at position 17 of audit.example.se"));
  std::ofstream(File("record"), std::ios::app) << "x";
  EXPECT_EQ(Run(check), kNotVerified);
  EXPECT_THAT(err_.str(), HasSubstr("proof does not hold"));
}

}  // namespace
}  // namespace verkan::cli
