// Writes a data directory with a little of everything that the format knows, to be kept for
// ever: tests/compat/make-store packs it.
//
//   make_store DIRECTORY GOLDEN_EVENTS
//
// Prints the key that the checkpoint is signed with.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/sealing/key_store.h"
#include "eventstore/status_macros.h"
#include "nlohmann/json.hpp"
#include "tests/compat/kept_store.h"

namespace verkan::eventstore {
namespace {

struct Golden {
  std::string type;
  std::string bytes;
};

// An example of every event of the domain, in the order of their names.
std::vector<Golden> GoldenEvents(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Golden> events;
  for (const auto& path : paths) {
    std::ifstream file(path);
    const nlohmann::json json = nlohmann::json::parse(file);
    events.push_back({json["type"], absl::HexStringToBytes(json["bytes"].get<std::string>())});
  }
  return events;
}

absl::Status AppendGolden(EventStore* store, const std::vector<Golden>& events) {
  for (size_t i = 0; i < events.size(); ++i) {
    Batch batch = {.request_id = KeptId(1000 + i)};
    batch.events.push_back({.type = events[i].type,
                            .stream = absl::StrCat("kept-", i),
                            .tags = {"project:kept", absl::StrCat("region:", 10 + i % 15)},
                            .payload = events[i].bytes,
                            .first_day = 18'000 + static_cast<int32_t>(i),
                            .last_day = 18'030 + static_cast<int32_t>(i),
                            .metadata = {{"actor", "kept"}}});
    VERKAN_RETURN_IF_ERROR(store->Append(std::move(batch)).status());
  }
  return absl::OkStatus();
}

// Two events a person, each with what it tells of the person sealed under the person's key.
absl::Status AppendSealed(EventStore* store, KeyStore* keys) {
  for (int person = 0; person < kKeptPersons; ++person) {
    for (int i = 0; i < 2; ++i) {
      const std::string subject = KeptSubject(person);
      VERKAN_ASSIGN_OR_RETURN(const SecretKey key, keys->KeyToSeal(subject));
      Batch batch;
      batch.events.push_back({.type = std::string(kKeptSealedType),
                              .stream = absl::StrCat("person-", subject),
                              .payload = "what may be known",
                              .sealed = {{subject, Seal(key, kKeptAad, KeptSecret(person))}}});
      VERKAN_RETURN_IF_ERROR(keys->Sync());
      VERKAN_RETURN_IF_ERROR(store->Append(std::move(batch)).status());
    }
  }
  VERKAN_RETURN_IF_ERROR(keys->SetRestricted(KeptSubject(kKeptRestricted), true));
  return keys->Erase(KeptSubject(kKeptErased));
}

// Foreign events in batches of many sizes, with chosen ids, and one too large for a tile entry.
absl::Status AppendForeign(EventStore* store, int from, int to) {
  for (int number = from; number < to; ++number) {
    VERKAN_RETURN_IF_ERROR(store->Append(KeptBatch(number)).status());
  }
  return absl::OkStatus();
}

absl::Status Run(const std::string& directory, const std::string& golden) {
  const Options options = {.path = directory + "/events", .origin = std::string(kKeptOrigin)};
  std::filesystem::create_directories(directory);
  VERKAN_ASSIGN_OR_RETURN(const MasterKey master,
                          LoadMasterKey(directory + "/master-key", /*create=*/true));
  VERKAN_ASSIGN_OR_RETURN(const auto keys,
                          KeyStore::Open({.path = directory + "/keys", .master_keys = {master}}));
  VERKAN_ASSIGN_OR_RETURN(auto store, EventStore::Open(options));
  VERKAN_RETURN_IF_ERROR(AppendGolden(store.get(), GoldenEvents(golden)));
  VERKAN_RETURN_IF_ERROR(AppendSealed(store.get(), keys.get()));
  VERKAN_RETURN_IF_ERROR(AppendForeign(store.get(), 0, kKeptBatches / 2));
  store.reset();  // what was in the write-ahead log goes into tables when it is opened again
  VERKAN_ASSIGN_OR_RETURN(store, EventStore::Open(options));
  VERKAN_RETURN_IF_ERROR(AppendForeign(store.get(), kKeptBatches / 2, kKeptBatches));
  VERKAN_ASSIGN_OR_RETURN(const auto checkpoints,
                          Checkpoints::Open(store.get(), directory, NewKey::kIfLost));
  VERKAN_RETURN_IF_ERROR(checkpoints->Sign(0).status());
  std::cout << checkpoints->verifier().Key() << std::endl;
  return absl::OkStatus();
}

}  // namespace
}  // namespace verkan::eventstore

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: make_store DIRECTORY GOLDEN_EVENTS\n";
    return 2;
  }
  const absl::Status status = verkan::eventstore::Run(argv[1], argv[2]);
  if (!status.ok()) std::cerr << "make_store: " << status.message() << "\n";
  return status.ok() ? 0 : 1;
}
