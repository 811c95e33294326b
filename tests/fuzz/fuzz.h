// Targets of fuzzing: every decoder under arbitrary bytes, with what must be true of it
// whatever the bytes are. README.md says how they are run.
#ifndef VERKAN_TESTS_FUZZ_FUZZ_H_
#define VERKAN_TESTS_FUZZ_FUZZ_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace verkan::fuzz {

struct Target {
  std::string name;
  // Ends the process, saying where, unless everything holds that FUZZ_EXPECT names.
  void (*run)(absl::string_view bytes);
  // What a search begins with: inputs that are right, and some that nearly are.
  std::vector<std::string> (*seeds)();
};

std::vector<Target> StoreTargets();
std::vector<Target> ProofTargets();
std::vector<Target> SealingTargets();
std::vector<Target> BesideTargets();
std::vector<Target> TextTargets();
std::vector<Target> RequestTargets();

// All of them.
std::vector<Target> Targets();

// The target of a name; null if there is none.
const Target* FindTarget(absl::string_view name);

// The target's seeds, and what once broke it, as kept in corpus/<target>.hex.
std::vector<std::string> InputsOf(const Target& target);

// Pieces of an input, taken off its front. If it is used up they are zero or empty.
class Pieces {
 public:
  explicit Pieces(absl::string_view bytes) : left_(bytes) {}

  uint8_t Byte();
  uint64_t Number();               // eight bytes, all of them likely to matter
  uint64_t Below(uint64_t bound);  // bound is not 0
  absl::string_view Text();        // its length stands before it, in one byte
  absl::string_view rest() const { return left_; }
  bool empty() const { return left_.empty(); }

 private:
  absl::string_view left_;
};

// Prints what does not hold and ends the process.
[[noreturn]] void Fail(const char* file, int line, const char* what);

}  // namespace verkan::fuzz

#define FUZZ_EXPECT(condition) \
  ((condition) ? void(0) : ::verkan::fuzz::Fail(__FILE__, __LINE__, #condition))

#endif  // VERKAN_TESTS_FUZZ_FUZZ_H_
