// A whole server in the test's process: all services over a real store, and a client that
// reaches it through a real channel.
#ifndef VERKAN_SERVICES_TESTING_SERVICES_FIXTURE_H_
#define VERKAN_SERVICES_TESTING_SERVICES_FIXTURE_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/checkpoints.h"
#include "eventstore/subscriptions/subscriptions.h"
#include "services/all_handlers.h"
#include "services/domain/repeats.h"
#include "services/grpc/server.h"
#include "services/grpc/testing.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {

inline constexpr char kAppend[] = "/verkan.log.v1.LogService/Append";
inline constexpr char kRead[] = "/verkan.log.v1.LogService/Read";

inline log::v1::AppendRequest AppendOf(const std::string& stream, int count = 1) {
  log::v1::AppendRequest request;
  for (int i = 0; i < count; ++i) {
    auto* event = request.mutable_batch()->add_events();
    event->set_type("acme.v1.Happened");
    event->set_stream(stream);
    event->set_payload(std::string(250, 'x'));
  }
  return request;
}

class ServicesFixture : public ::testing::Test {
 protected:
  ServicesFixture() {
    std::string pattern = ::testing::TempDir() + "/verkan-services-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    Start();
  }

  ~ServicesFixture() override {
    Stop();
    std::filesystem::remove_all(directory_);
  }

  void Start() {
    auto keys = eventstore::KeyStore::Open(
        {.path = directory_ + "/keys", .master_keys = {{.key = master_}}});
    EXPECT_TRUE(keys.ok()) << keys.status();
    keys_ = *std::move(keys);
    auto store = eventstore::EventStore::Open(
        {.path = directory_ + "/events", .before_write = [this] { return keys_->Sync(); }});
    EXPECT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    auto checkpoints = eventstore::Checkpoints::Open(store_.get(), directory_);
    EXPECT_TRUE(checkpoints.ok()) << checkpoints.status();
    checkpoints_ = *std::move(checkpoints);
    auto subscriptions =
        eventstore::Subscriptions::Open({.path = directory_ + "/subscriptions"}, store_.get());
    EXPECT_TRUE(subscriptions.ok()) << subscriptions.status();
    subscriptions_ = *std::move(subscriptions);
    auto projections =
        projections::Projections::Open({.path = directory_ + "/views"}, store_.get());
    EXPECT_TRUE(projections.ok()) << projections.status();
    projections_ = *std::move(projections);
    recorder_ = std::make_unique<Recorder>(store_.get(), keys_.get());
    backups_ =
        std::make_unique<Backups>(store_.get(), checkpoints_.get(),
                                  eventstore::BackupPlan{.directory = directory_ + "/backups"});
    auto handlers = AllHandlers("test", store_.get(), checkpoints_.get(), subscriptions_.get(),
                                projections_.get(), recorder_.get(), backups_.get());
    EXPECT_TRUE(handlers.ok()) << handlers.status();
    server_ = std::make_unique<Server>(ServerOptions(), *std::move(handlers));
    repeats_ = std::make_unique<Repeats>(store_.get(), projections_.get());
    recorder_->OnRepeated([this](Recorded recorded, Recorder::Done done) {
      repeats_->Complete(std::move(recorded), std::move(done));
    });
    server_->AfterDrain([this] {
      store_->Flush().IgnoreError();
      repeats_->Answer();
    });
    listener_ = store_->AddListener([this](eventstore::Position) { server_->Wake(); });
    backups_->OnProgress([this] { server_->Wake(); });
    projections_->OnAdvance([this] {
      server_->WakeQueries();
      if (repeats_->waiting()) server_->Drain();
    });
    EXPECT_TRUE(server_->Start().ok());
    client_ = std::make_unique<TestClient>(server_->address());
  }

  void Stop() {
    backups_->Stop();
    server_->Stop();
    store_->RemoveListener(listener_);
    projections_->OnAdvance(nullptr);
    client_.reset();
    server_.reset();
    backups_.reset();
    repeats_.reset();
    recorder_.reset();
    projections_.reset();
    subscriptions_.reset();
    checkpoints_.reset();
    store_.reset();
    keys_.reset();
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(const char* path, const Request& request) {
    Response response;
    if (absl::Status status = client_->Call(path, request, &response); !status.ok()) return status;
    return response;
  }

  uint64_t Append(const std::string& stream, int count = 1) {
    const auto response = Ask<log::v1::AppendResponse>(kAppend, AppendOf(stream, count));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->appended().last_position() : 0;
  }

  std::vector<uint64_t> Read(const log::v1::ReadRequest& request, int* messages = nullptr) {
    const auto context = ShortCall();
    auto reader = client_->Open<log::v1::ReadResponse>(kRead, request, context.get());
    std::vector<uint64_t> positions;
    log::v1::ReadResponse response;
    while (reader->Read(&response)) {
      for (const auto& event : response.events()) positions.push_back(event.position());
      if (messages != nullptr) ++*messages;
    }
    EXPECT_TRUE(reader->Finish().ok());
    return positions;
  }

  std::string directory_;
  const eventstore::SecretKey master_ = eventstore::NewSecretKey();
  std::unique_ptr<eventstore::KeyStore> keys_;
  std::unique_ptr<eventstore::EventStore> store_;
  std::unique_ptr<eventstore::Checkpoints> checkpoints_;
  std::unique_ptr<Backups> backups_;
  std::unique_ptr<eventstore::Subscriptions> subscriptions_;
  std::unique_ptr<projections::Projections> projections_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<Repeats> repeats_;
  std::unique_ptr<Server> server_;
  int listener_ = 0;
  std::unique_ptr<TestClient> client_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_TESTING_SERVICES_FIXTURE_H_
