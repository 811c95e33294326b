// The targets under libFuzzer, one a process: VERKAN_FUZZ_TARGET names it. The first folder
// among the arguments gets what the target begins with. tests/fuzz/run starts it.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/fuzz/fuzz.h"

namespace {

const verkan::fuzz::Target* target = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  const char* name = std::getenv("VERKAN_FUZZ_TARGET");
  target = verkan::fuzz::FindTarget(name == nullptr ? "" : name);
  if (target == nullptr) {
    std::fprintf(stderr, "VERKAN_FUZZ_TARGET must be one of:\n");
    for (const auto& each : verkan::fuzz::Targets())
      std::fprintf(stderr, "%s\n", each.name.c_str());
    std::exit(2);
  }
  int number = 0;
  for (int i = 1; i < *argc; ++i) {
    if ((*argv)[i][0] == '-') continue;
    for (const std::string& seed : verkan::fuzz::InputsOf(*target)) {
      std::ofstream(absl::StrCat((*argv)[i], "/seed-", number++), std::ios::binary) << seed;
    }
    break;
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  target->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
