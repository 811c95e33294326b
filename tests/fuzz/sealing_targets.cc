// Seals, and the files and entries that keys lie in.

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "eventstore/sealing/key_entry.h"
#include "eventstore/sealing/key_store.h"
#include "eventstore/sealing/seal.h"
#include "tests/fuzz/fuzz.h"

namespace verkan::fuzz {
namespace {

using namespace eventstore;  // NOLINT: everything here is about it

// Any bytes are no seal; what was sealed opens, and no longer after any change to it, to its
// place or to its key.
void RunSeal(absl::string_view bytes) {
  const SecretKey key = {7};
  Pieces pieces(bytes);
  const uint8_t at = pieces.Byte(), change = pieces.Byte();
  const absl::string_view aad = pieces.Text(), plain = pieces.rest();
  FUZZ_EXPECT(!OpenSeal(key, aad, plain).ok());
  std::string sealed = Seal(key, aad, plain);
  FUZZ_EXPECT(sealed.size() == plain.size() + kSealOverhead);
  const auto opened = OpenSeal(key, aad, sealed);
  FUZZ_EXPECT(opened.ok() && *opened == plain);
  FUZZ_EXPECT(!OpenSeal({8}, aad, sealed).ok());
  FUZZ_EXPECT(!OpenSeal(key, absl::StrCat(aad, "x"), sealed).ok());
  FUZZ_EXPECT(!OpenSeal(key, aad, absl::string_view(sealed).substr(0, at % sealed.size())).ok());
  if (change == 0) return;
  sealed[at % sealed.size()] ^= static_cast<char>(change);
  FUZZ_EXPECT(!OpenSeal(key, aad, sealed).ok());
}

std::vector<std::string> SealSeeds() {
  return {std::string("\x0c\x01\x03"
                      "aad"
                      "plain"),
          std::string(kSealOverhead + 6, '\x02'), ""};
}

// A file in memory, under a path, that only its owner can read.
class MemoryFile {
 public:
  explicit MemoryFile(absl::string_view bytes) : file_(memfd_create("key", MFD_CLOEXEC)) {
    FUZZ_EXPECT(file_ >= 0 && fchmod(file_, 0600) == 0);
    FUZZ_EXPECT(write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  ~MemoryFile() { close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return absl::StrCat("/proc/self/fd/", file_); }

 private:
  const int file_;
};

// A master key is read only from 64 hexadecimal digits, with or without a line feed.
void RunMasterKey(absl::string_view bytes) {
  const MemoryFile file(bytes);
  const auto master = LoadMasterKey(file.path(), /*create=*/false);
  if (!master.ok()) {
    FUZZ_EXPECT(master.status().code() == absl::StatusCode::kFailedPrecondition);
    return;
  }
  const std::string digits = absl::BytesToHexString(
      {reinterpret_cast<const char*>(master->key.data()), master->key.size()});
  FUZZ_EXPECT(bytes == digits || bytes == absl::StrCat(digits, "\n"));
}

std::vector<std::string> MasterKeySeeds() {
  const std::string digits(64, 'a');
  return {digits, digits + "\n", digits + "\n\n", std::string(64, 'A'), digits.substr(1), ""};
}

// An entry is read only if writing it gives the very same bytes.
void RunKeyEntry(absl::string_view bytes) {
  const auto entry = DecodeKeyEntry(bytes);
  if (!entry.ok()) {
    FUZZ_EXPECT(entry.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  FUZZ_EXPECT(EncodeKeyEntry(*entry) == bytes);
  FUZZ_EXPECT(entry->wrapped.empty() == (entry->state == SubjectState::kErased));
}

std::vector<std::string> KeyEntrySeeds() {
  const std::string wrapped(sizeof(SecretKey) + kSealOverhead, 'w');
  return {EncodeKeyEntry({SubjectState::kActive, 0x01020304, wrapped}),
          EncodeKeyEntry({SubjectState::kRestricted, 7, wrapped}),
          EncodeKeyEntry({.state = SubjectState::kErased}),
          EncodeKeyEntry({.state = SubjectState::kUnknown})};
}

}  // namespace

std::vector<Target> SealingTargets() {
  return {{"seal", RunSeal, SealSeeds},
          {"master_key", RunMasterKey, MasterKeySeeds},
          {"key_entry", RunKeyEntry, KeyEntrySeeds}};
}

}  // namespace verkan::fuzz
