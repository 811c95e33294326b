#include "eventstore/scrub.h"

#include <filesystem>
#include <fstream>
#include <random>

#include "absl/strings/str_cat.h"
#include "eventstore/database.h"
#include "eventstore/layout.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

// A store on the real file system, so that its files can be changed while it is open.
class ScrubTest : public ::testing::Test {
 protected:
  ScrubTest() {
    std::string name = (fs::temp_directory_path() / "verkan-scrub-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    Open();
    std::mt19937_64 random(17);
    for (int i = 0; i < 10; ++i) {
      Batch batch;
      for (int j = 0; j < 300; ++j) {
        std::string payload(200, '\0');
        for (char& byte : payload) byte = static_cast<char>(random());
        batch.events.push_back({.type = "T", .stream = absl::StrCat("s-", j), .payload = payload});
      }
      EXPECT_TRUE(store_->Append(std::move(batch)).ok());
    }
    EXPECT_TRUE(checkpoints_->Sign(0).ok());
  }
  ~ScrubTest() override {
    Close();
    fs::remove_all(directory_);
  }

  void Open() {
    store_ = *EventStore::Open({.path = directory_ + "/events"});
    checkpoints_ = *Checkpoints::Open(store_.get(), directory_);
  }
  void Close() {
    checkpoints_.reset();
    store_.reset();
  }

  // The state after the first scrub.
  ScrubState Scrub() {
    std::vector<Finding> found;
    Scrubber scrubber(store_.get(), checkpoints_.get(),
                      {.first_after = milliseconds(0),
                       .found = [&](const Finding& finding) { found.push_back(finding); }});
    for (int i = 0; i < 2000 && scrubber.state().completed == 0; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    const ScrubState state = scrubber.state();
    EXPECT_EQ(state.completed, 1u);
    EXPECT_GT(state.last_completed_at, 0);
    EXPECT_EQ(state.position, 0u);
    EXPECT_EQ(found.size(), state.finding.empty() ? 0u : 1u);
    return state;
  }

  // The largest file of the database, which holds the log's blocks.
  fs::path LogFile() const {
    fs::path largest;
    for (const auto& entry : fs::directory_iterator(directory_ + "/events")) {
      if (entry.path().extension() != ".sst") continue;
      if (largest.empty() || entry.file_size() > fs::file_size(largest)) largest = entry.path();
    }
    return largest;
  }

  std::string directory_;
  std::unique_ptr<EventStore> store_;
  std::unique_ptr<Checkpoints> checkpoints_;
};

TEST_F(ScrubTest, ALogThatIsWholeIsReadToItsEnd) { EXPECT_EQ(Scrub().finding, ""); }

TEST_F(ScrubTest, ABitThatFlipsUnderARunningStoreIsFoundAndItsPositionNamed) {
  Close();
  Open();  // what was in the write-ahead log is now in a file of blocks
  const fs::path file = LogFile();
  const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(middle);
  const char byte = static_cast<char>(bytes.get() ^ 1);
  bytes.seekp(middle);
  bytes.put(byte).flush();
  const std::string finding = Scrub().finding;
  EXPECT_THAT(finding, HasSubstr("cannot read: Corruption"));
  int position = 0;
  ASSERT_EQ(std::sscanf(finding.c_str(), "position %d:", &position), 1) << finding;
  EXPECT_GT(position, 1000);
  EXPECT_LT(position, 2000);
}

TEST_F(ScrubTest, AStoredHashThatWasChangedIsFound) {
  Close();
  {
    auto database = *Database::Open({.path = directory_ + "/events"}, false);
    std::string tile = *(*database->Get(Family::kTiles, TileKey(0, 3)));
    tile[17 * sizeof(Hash)] ^= 1;
    rocksdb::WriteBatch batch;
    batch.Put(database->family(Family::kTiles), TileKey(0, 3), tile);
    ASSERT_TRUE(database->Write(&batch).ok());
  }
  fs::remove(directory_ + "/checkpoint");  // with it the store would not open
  Open();
  EXPECT_EQ(Scrub().finding, absl::StrCat("position ", 3 * 256 + 18,
                                          ": the record or its hash in tile/0/003 was changed"));
}

TEST_F(ScrubTest, ItReadsNoFasterThanItMayAndStopsWhenTold) {
  Scrubber scrubber(store_.get(), checkpoints_.get(),
                    {.first_after = milliseconds(0), .bytes_per_second = 100 << 10});
  for (int i = 0; i < 1000 && scrubber.state().position == 0; ++i) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(scrubber.state().position, 1024u);
  std::this_thread::sleep_for(milliseconds(300));  // the first slice alone takes 2.5 s
  EXPECT_EQ(scrubber.state().position, 1024u);
  EXPECT_EQ(scrubber.state().completed, 0u);
}

TEST_F(ScrubTest, WithAnIntervalOfZeroItNeverRuns) {
  Scrubber scrubber(store_.get(), checkpoints_.get(),
                    {.interval = milliseconds(0), .first_after = milliseconds(0)});
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(scrubber.state().completed, 0u);
}

}  // namespace
}  // namespace verkan::eventstore
