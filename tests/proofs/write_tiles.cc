// Writes a log of its own making and lays it out as C2SP tlog-tiles, for verifiers that
// share no code with Verkan.
//
//   write_tiles DIRECTORY EVENTS
//
// Prints the key that the checkpoint is signed with.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr uint64_t kBatch = 500;
// Every so often a record is too large for an entry, which then holds its digest.
constexpr uint64_t kLargeEvery = 7001;

absl::Status Fill(EventStore* store, uint64_t events) {
  for (uint64_t done = 0; done < events;) {
    Batch batch;
    for (; batch.events.size() < kBatch && done < events; ++done) {
      const size_t bytes = done % kLargeEvery == kLargeEvery - 1 ? 80'000 : done % 300;
      batch.events.push_back({.type = "proofs.v1.Happened",
                              .stream = absl::StrCat("thing-", done % 100),
                              .payload = std::string(bytes, 'x')});
    }
    VERKAN_RETURN_IF_ERROR(store->Append(std::move(batch)).status());
  }
  return absl::OkStatus();
}

void Write(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

absl::Status WriteTiles(const EventStore& store, int level,
                        const std::filesystem::path& directory) {
  TileId tile = {.level = level};
  for (;; ++tile.index) {
    tile.width = TileWidthAt(level, tile.index, store.head());
    if (tile.width == 0) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(const std::string bytes, store.ReadTile(tile));
    Write(directory / TilePath(tile), bytes);
  }
}

absl::Status Run(const std::filesystem::path& directory, uint64_t events) {
  std::filesystem::create_directories(directory / "data");
  VERKAN_ASSIGN_OR_RETURN(auto store, EventStore::Open({.path = directory / "data/events",
                                                        .origin = "proofs.verkan.example"}));
  VERKAN_RETURN_IF_ERROR(Fill(store.get(), events));
  VERKAN_ASSIGN_OR_RETURN(auto checkpoints,
                          Checkpoints::Open(store.get(), directory / "data", NewKey::kIfLost));
  VERKAN_ASSIGN_OR_RETURN(const SignedCheckpoint checkpoint, checkpoints->Sign(0));
  Write(directory / "checkpoint", checkpoint.note);
  for (int level = TileId::kEntries; level < 4; ++level) {
    VERKAN_RETURN_IF_ERROR(WriteTiles(*store, level, directory));
  }
  std::cout << checkpoints->verifier().Key() << std::endl;
  return absl::OkStatus();
}

}  // namespace
}  // namespace verkan::eventstore

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: write_tiles DIRECTORY EVENTS\n";
    return 2;
  }
  const absl::Status status = verkan::eventstore::Run(argv[1], std::strtoull(argv[2], nullptr, 10));
  if (!status.ok()) std::cerr << "write_tiles: " << status.message() << "\n";
  return status.ok() ? 0 : 1;
}
