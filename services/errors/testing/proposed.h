// Proposed is a fact that a test proposes. It notes in the file that $VERKAN_REFUSALS names, if it
// is set, what the fact was refused for, and what else would refuse it: tests/rules reads that.
// Of the latter it knows only in a program that is linked with accepting.cc. One at a time, in one
// thread.
//
// A line of the file says which test it was, which fact, and the reasons:
//
//   refused FILE SUITE.TEST FACT REASON        what the fact was refused for
//   asked FILE SUITE.TEST FACT REASON...       what refuses it, in the order asked
#ifndef VERKAN_SERVICES_ERRORS_TESTING_PROPOSED_H_
#define VERKAN_SERVICES_ERRORS_TESTING_PROPOSED_H_

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace verkan::services {

class Proposed {
 public:
  explicit Proposed(std::string fact) : fact_(std::move(fact)) { current_ = this; }
  ~Proposed() { current_ = nullptr; }
  Proposed(const Proposed&) = delete;
  Proposed& operator=(const Proposed&) = delete;

  // Notes the reason, empty for none, and returns it.
  std::string Refused(std::string reason) {
    if (!reason.empty()) Note("refused", reason);
    return reason;
  }

  // The same of what decide() returns, which is pure. What comes after a reason that is accepted
  // may rely on it and end the process: then the fact counts as accepted.
  template <typename Decide>
  std::string Decided(Decide decide) {
    if (std::getenv(kFile) != nullptr) {
      EndsWell([&] {
        Note("asked", "");
        accepts_all_ = true;
        decide();
      });
    }
    if (std::getenv(kAccepted) != nullptr && !EndsWell(decide)) return "";
    return Refused(decide());
  }

  // Whether Refuse is to accept the reason: not unless a fact is proposed.
  static bool Accepts(absl::string_view reason) {
    if (current_ == nullptr) return false;
    if (current_->accepts_all_) Append(std::string(" ") + std::string(reason));
    const char* accepted = std::getenv(kAccepted);
    return current_->accepts_all_ || (accepted != nullptr && reason == accepted);
  }

 private:
  static constexpr char kFile[] = "VERKAN_REFUSALS";
  static constexpr char kAccepted[] = "VERKAN_ACCEPT_REASON";

  // Whether the process comes to the end of what is done, tried in one of its own.
  template <typename Do>
  static bool EndsWell(Do action) {
    const pid_t child = fork();
    if (child == 0) {
      action();
      _exit(0);
    }
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  void Note(const std::string& what, const std::string& reason) const {
    if (std::getenv(kFile) == nullptr) return;
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    Append("\n" + what + " " + test->file() + " " + test->test_suite_name() + "." + test->name() +
           " " + fact_ + " " + reason);
  }

  static void Append(const std::string& text) {
    std::ofstream(std::getenv(kFile), std::ios::app) << text;
  }

  inline static Proposed* current_ = nullptr;

  const std::string fact_;  // its type
  bool accepts_all_ = false;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ERRORS_TESTING_PROPOSED_H_
