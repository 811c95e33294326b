#include <atomic>
#include <barrier>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/event_store.h"
#include "eventstore/testing/store_fixture.h"

namespace verkan::eventstore {
namespace {

constexpr int kThreads = 32;

int Rounds() {
  const char* rounds = std::getenv("VERKAN_RACE_ROUNDS");
  return rounds == nullptr ? 10000 : std::atoi(rounds);
}

class RaceTest : public StoreFixture {
 protected:
  // Lets all threads append the round's batch at once and counts winners round by round.
  template <typename MakeBatch>
  void Race(const MakeBatch& make_batch) {
    const int rounds = Rounds();
    std::vector<std::atomic<int>> winners(rounds), losers(rounds);
    std::barrier start(kThreads);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          start.arrive_and_wait();
          const auto appended = store_->Append(make_batch(round));
          winners[round] += appended.ok();
          losers[round] += absl::IsAborted(appended.status());
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (int round = 0; round < rounds; ++round) {
      ASSERT_EQ(winners[round], 1) << "round " << round;
      ASSERT_EQ(losers[round], kThreads - 1) << "round " << round;
    }
    EXPECT_EQ(store_->head(), static_cast<Position>(rounds));
    EXPECT_EQ(Positions(ReadOptions()).size(), static_cast<size_t>(rounds));
    std::cout << kThreads << " writers, " << rounds
              << " rounds: " << std::accumulate(winners.begin(), winners.end(), 0)
              << " appends won, " << std::accumulate(losers.begin(), losers.end(), 0)
              << " were refused, exactly one won every round, the log has " << store_->head()
              << " events\n";
  }
};

TEST_F(RaceTest, OneOfManyWritersWinsARevision) {
  Race([](int round) {
    Batch batch = {.events = {Event("T", "a")}};
    batch.expectations = {{"a", StreamExpectation::kRevision, static_cast<Revision>(round)}};
    return batch;
  });
}

TEST_F(RaceTest, OneOfManyWritersWinsACondition) {
  Race([](int round) {
    const std::string tag = absl::StrCat("seat:", round % 10);
    Batch batch = {.events = {Event("Taken", absl::StrCat("s-", round), {tag, "course:1"})}};
    batch.condition = AppendCondition{{.items = {{.types = {"Taken"}, .tags = {tag, "course:1"}}}},
                                      static_cast<Position>(round)};
    return batch;
  });
}

TEST_F(RaceTest, AllOfManyWritersWhoExpectNothingWin) {
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto appended = store_->Append({.events = {Event("T", absl::StrCat("s-", t))}});
        done += appended.ok() && appended->revisions[0] == static_cast<Revision>(i + 1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, kThreads * 50);
  EXPECT_EQ(store_->head(), static_cast<Position>(kThreads * 50));
}

TEST_F(RaceTest, AReaderBesideWritersSeesEveryEventOnceInOrder) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; i < 2000; ++i) {
      ASSERT_TRUE(Append({Event("T", "a", {"x"}), Event("T", "b", {"x"})}).ok());
    }
    stop = true;
  });
  Position seen = 0;
  while (!stop || seen < store_->head()) {
    ReadOptions options = {.query = {.items = {{.tags = {"x"}}}}, .from = seen + 1};
    for (Position position : Positions(options)) ASSERT_EQ(position, ++seen);
  }
  writer.join();
  EXPECT_EQ(seen, 4000u);
}

}  // namespace
}  // namespace verkan::eventstore
