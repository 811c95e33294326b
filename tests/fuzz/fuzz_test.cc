// Every target over its seeds, over what once broke something, and over a few thousand random
// changes of them: the short form that needs no fuzzing engine. VERKAN_FUZZ_SEED=N repeats a
// run, VERKAN_FUZZ_RUNS=N makes it longer; `fuzz_test TARGET FILE…` runs single inputs.

#include "tests/fuzz/fuzz.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace verkan::fuzz {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

// Changes inputs at random, always in the same way for the same seed.
class Mutator {
 public:
  Mutator(uint64_t seed, std::vector<std::string> seeds)
      : random_(seed), seeds_(std::move(seeds)) {}

  std::string Next() {
    std::string input = AnySeed();
    for (uint64_t changes = 1 + Up(4); changes > 0; --changes) Change(&input);
    return input;
  }

 private:
  uint64_t Up(uint64_t bound) { return random_() % bound; }
  const std::string& AnySeed() { return seeds_[Up(seeds_.size())]; }

  std::string Odd() {
    static const std::string kOdd[] = {std::string(1, '\0'),
                                       "\xff",
                                       "\x80",
                                       "\x01",
                                       "\n",
                                       "\n\n",
                                       "\"",
                                       ";",
                                       "-",
                                       " ",
                                       "0",
                                       "99999999999999999999",
                                       std::string(8, '\xff'),
                                       std::string(9, '\x80') + "\x01",
                                       std::string("\0\0\0\0\0\0\0\1", 8),
                                       "\xc3\xa5",
                                       "\xed\xa0\x80"};
    return kOdd[Up(std::size(kOdd))];
  }

  void Change(std::string* input) {
    const size_t at = Up(input->size() + 1);
    const size_t size = std::min<size_t>(Up(16), input->size() - at);
    switch (Up(6)) {
      case 0:
        if (at < input->size()) (*input)[at] ^= static_cast<char>(1 << Up(8));
        break;
      case 1:
        if (at < input->size()) (*input)[at] = static_cast<char>(Up(256));
        break;
      case 2:
        input->erase(at, size);
        break;
      case 3:
        input->insert(at, input->substr(Up(input->size() + 1), Up(16)));
        break;
      case 4:
        input->replace(at, Up(2) * size, Odd());
        break;
      default: {
        const std::string& other = AnySeed();
        input->replace(at, std::string::npos, other.substr(Up(other.size() + 1)));
      }
    }
  }

  std::mt19937_64 random_;
  const std::vector<std::string> seeds_;
};

class FuzzTest : public ::testing::TestWithParam<std::string> {};

TEST_P(FuzzTest, WhatMustHoldOfAnyBytesHolds) {
  const Target& target = *FindTarget(GetParam());
  const uint64_t seed = FromEnvironment("VERKAN_FUZZ_SEED", std::random_device()());
  const uint64_t runs = FromEnvironment("VERKAN_FUZZ_RUNS", 3000);
  const std::vector<std::string> inputs = InputsOf(target);
  std::cout << target.name << ": " << inputs.size() << " inputs, " << runs
            << " random changes of them; VERKAN_FUZZ_SEED=" << seed << " shows them again"
            << std::endl;
  for (const std::string& input : inputs) target.run(input);
  Mutator mutator(seed, inputs);
  for (uint64_t i = 0; i < runs; ++i) target.run(mutator.Next());
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const Target& target : Targets()) names.push_back(target.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Decoders, FuzzTest, ::testing::ValuesIn(Names()),
                         [](const auto& info) { return info.param; });

int RunFiles(const std::string& name, int count, char** paths) {
  const Target* target = FindTarget(name);
  if (target == nullptr) {
    std::cerr << "there is no target " << name << "\n";
    return 2;
  }
  for (int i = 0; i < count; ++i) {
    std::cout << paths[i] << "\n";
    target->run(ReadFile(paths[i]));
  }
  return 0;
}

}  // namespace
}  // namespace verkan::fuzz

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc > 2) return verkan::fuzz::RunFiles(argv[1], argc - 2, argv + 2);
  return RUN_ALL_TESTS();
}
