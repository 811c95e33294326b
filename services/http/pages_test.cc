#include "services/http/pages.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "eventstore/proofs/merkle.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "services/http/metrics.h"

namespace verkan::services {
namespace {

using eventstore::Checkpoints;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PagesTest : public eventstore::StoreFixture {
 protected:
  PagesTest() {
    std::string name = (std::filesystem::temp_directory_path() / "verkan-pages-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    std::vector<eventstore::NewEvent> events;
    for (int i = 0; i < 300; ++i) events.push_back(eventstore::Event("T", "s"));
    EXPECT_TRUE(Append(std::move(events)).ok());
    checkpoints_ = *Checkpoints::Open(store_.get(), directory_, eventstore::NewKey::kIfLost);
    projections_ = *projections::Projections::Open({.path = directory_ + "/views"}, store_.get());
    health_ = std::make_unique<Health>(store_.get(), projections_.get());
    pages_ = std::make_unique<Pages>("1.2.3", store_.get(), checkpoints_.get(), projections_.get(),
                                     nullptr, health_.get());
  }
  ~PagesTest() override {
    pages_.reset();
    health_.reset();
    projections_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::string directory_;
  std::unique_ptr<Checkpoints> checkpoints_;
  std::unique_ptr<projections::Projections> projections_;
  std::unique_ptr<Health> health_;
  std::unique_ptr<Pages> pages_;
};

TEST_F(PagesTest, TheCheckpointIsSignedAndAtMostASecondOld) {
  const Page page = pages_->Get("/checkpoint");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.type, StartsWith("text/plain"));
  EXPECT_EQ(OpenCheckpoint(page.body, checkpoints_->verifier())->size, 300u);
  ASSERT_TRUE(Append({eventstore::Event("T", "s")}).ok());
  EXPECT_EQ(pages_->Get("/checkpoint").body, page.body);
}

TEST_F(PagesTest, TilesHaveThePathsOfTlogTiles) {
  const Page full = pages_->Get("/tile/0/000");
  EXPECT_EQ(full.status, 200);
  EXPECT_EQ(full.body.size(), 256 * sizeof(eventstore::Hash));
  EXPECT_EQ(full.type, "application/octet-stream");
  EXPECT_THAT(full.cache, HasSubstr("immutable"));
  EXPECT_EQ(pages_->Get("/tile/0/001.p/44").body.size(), 44 * sizeof(eventstore::Hash));
  EXPECT_EQ(pages_->Get("/tile/1/000.p/1").body.size(), sizeof(eventstore::Hash));
  EXPECT_EQ(pages_->Get("/tile/entries/001.p/44").status, 200);
}

TEST_F(PagesTest, WhatIsNotThereIsNotFound) {
  for (const char* path : {"/", "/tile/0/001", "/tile/0/001.p/45", "/tile/0/1", "/tile/0/000/x",
                           "/tile/9/000", "/tile/entries/002", "/checkpoint/", "/../log-key"}) {
    EXPECT_EQ(pages_->Get(path).status, 404) << path;
  }
}

TEST_F(PagesTest, HealthSaysOk) {
  for (const char* path :
       {"/healthz", "/healthz/log", "/healthz/projections", "/readyz", "/livez"}) {
    EXPECT_EQ(pages_->Get(path).status, 200) << path;
    EXPECT_EQ(pages_->Get(path).body, "ok\n") << path;
  }
  EXPECT_EQ(pages_->Get("/healthz/nosuch").status, 404);
}

TEST_F(PagesTest, HealthNamesThePartThatIsNotWell) {
  options_.before_write = [] { return absl::UnavailableError("the disk is broken"); };
  pages_.reset();
  health_.reset();
  projections_.reset();
  checkpoints_.reset();
  Reopen();
  projections_ = *projections::Projections::Open({.path = directory_ + "/views"}, store_.get());
  health_ = std::make_unique<Health>(store_.get(), projections_.get());
  pages_ = std::make_unique<Pages>("1.2.3", store_.get(), nullptr, projections_.get(), nullptr,
                                   health_.get());
  ASSERT_FALSE(Append({eventstore::Event("T", "s")}).ok());
  EXPECT_EQ(pages_->Get("/healthz").status, 503);
  EXPECT_THAT(pages_->Get("/healthz").body,
              HasSubstr("log: cannot be written: the disk is broken"));
  EXPECT_EQ(pages_->Get("/healthz/log").status, 503);
  EXPECT_EQ(pages_->Get("/healthz/projections").status, 200);
  EXPECT_EQ(pages_->Get("/livez").status, 200);
}

TEST_F(PagesTest, MetricsTellWhereTheLogIs) {
  const Page page = pages_->Get("/metrics");
  EXPECT_THAT(page.type, StartsWith("text/plain; version=0.0.4"));
  EXPECT_THAT(page.body, HasSubstr("verkan_build_info{version=\"1.2.3\"} 1\n"));
  EXPECT_THAT(page.body, HasSubstr("\nverkan_log_head 300\n"));
  EXPECT_THAT(page.body, HasSubstr("\nverkan_log_writable 1\n"));
  EXPECT_THAT(page.body, HasSubstr("# TYPE verkan_projection_lag gauge\n"));
}

TEST(MetricsTest, DamageAndLagAreNumbers) {
  const std::string text = MetricsText({.version = "a\"b",
                                        .head = 10,
                                        .writable = false,
                                        .projections = {{.name = "facts", .position = 7}},
                                        .scrub = {.completed = 2, .finding = "position 3: …"},
                                        .process = ReadProcess()});
  for (const char* line : {"verkan_build_info{version=\"a\\\"b\"} 1", "verkan_log_writable 0",
                           "verkan_projection_lag{projection=\"facts\"} 3",
                           "verkan_scrubs_completed_total 2", "verkan_scrub_damaged 1"}) {
    EXPECT_THAT(text, HasSubstr(absl::StrCat("\n", line, "\n")));
  }
  EXPECT_GT(ReadProcess().resident_bytes, 1u << 20);
  EXPECT_GT(ReadProcess().open_files, 2u);
}

}  // namespace
}  // namespace verkan::services
