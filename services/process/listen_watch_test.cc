#include "services/process/listen_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <utility>
#include <vector>

namespace verkan::services {
namespace {

// What came of calls that are answered or not, one after the other.
struct Outcome {
  std::atomic<int> asked{0}, answered{0}, deaf{0};
};

void Watch(const std::vector<bool>& answers, Outcome* outcome) {
  const int most = static_cast<int>(answers.size());
  ListenWatch watch({.probe =
                         [&, outcome] {
                           const int call = outcome->asked++;
                           return call >= most || answers[static_cast<size_t>(call)]
                                      ? absl::OkStatus()
                                      : absl::DeadlineExceededError("no answer");
                         },
                     .answered = [outcome] { ++outcome->answered; },
                     .deaf = [outcome](const std::string&) { ++outcome->deaf; },
                     .interval = std::chrono::milliseconds(1),
                     .failures = 3});
  while (outcome->asked <= most) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TEST(ListenWatchTest, EveryAnswerIsTold) {
  Outcome outcome;
  Watch({true, true, true}, &outcome);
  EXPECT_GE(outcome.answered, 3);
  EXPECT_EQ(outcome.deaf, 0);
}

TEST(ListenWatchTest, AFewThatAreNotAnsweredAreForgiven) {
  Outcome outcome;
  Watch({false, false, true, false, false, true}, &outcome);
  EXPECT_EQ(outcome.deaf, 0);
}

TEST(ListenWatchTest, SeveralInARowAreDeafnessWhichIsToldOnce) {
  Outcome outcome;
  Watch({true, false, false, false, false, false}, &outcome);
  EXPECT_EQ(outcome.deaf, 1);
}

}  // namespace
}  // namespace verkan::services
