#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/logging.h"

namespace verkan::fuzz {

uint8_t Pieces::Byte() {
  if (left_.empty()) return 0;
  const auto byte = static_cast<uint8_t>(left_.front());
  left_.remove_prefix(1);
  return byte;
}

uint64_t Pieces::Number() {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | Byte();
  return number;
}

uint64_t Pieces::Below(uint64_t bound) {
  return (bound <= 256 ? uint64_t{Byte()} : Number()) % bound;
}

absl::string_view Pieces::Text() {
  const size_t wanted = Byte();
  const absl::string_view text = left_.substr(0, wanted);
  left_.remove_prefix(text.size());
  return text;
}

void Fail(const char* file, int line, const char* what) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
  std::abort();
}

std::vector<Target> Targets() {
  std::vector<Target> all;
  for (auto* make :
       {StoreTargets, ProofTargets, SealingTargets, BesideTargets, TextTargets, RequestTargets}) {
    std::vector<Target> some = make();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

const Target* FindTarget(absl::string_view name) {
  static const auto* const kTargets = [] {
    google::protobuf::SetLogHandler(nullptr);  // what is not a message is what we are about
    return new std::vector<Target>(Targets());
  }();
  for (const Target& target : *kTargets) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

std::vector<std::string> InputsOf(const Target& target) {
  std::vector<std::string> inputs = target.seeds();
  std::ifstream file(absl::StrCat(VERKAN_FUZZ_CORPUS, "/", target.name, ".hex"));
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') inputs.push_back(absl::HexStringToBytes(line));
  }
  return inputs;
}

}  // namespace verkan::fuzz
