#include "eventstore/whole_log.h"

#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "eventstore/crc32c.h"
#include "eventstore/layout.h"
#include "eventstore/log_reader.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/proofs/tree.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr Position kProgressRecords = 1024;
constexpr int kProgressEntries = 65536;

absl::Status Go(const ReadProgress& progress, Position read, Position size) {
  return progress(read, size) ? absl::OkStatus() : absl::CancelledError("told to stop");
}

absl::Status CompareTile(const Database& database, int level, uint64_t index,
                         absl::string_view wanted) {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                          database.Get(Family::kTiles, TileKey(level, index)));
  if (stored.has_value() && *stored == wanted) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      TilePath({.level = level, .index = index}),
      stored.has_value() ? " is not the tile of the records" : " is missing from the log"));
}

absl::Status ReadRecords(const Database& database, const ReadProgress& progress, WholeLog* log) {
  LogReader reader(&database);
  VERKAN_ASSIGN_OR_RETURN(const BlockView* last, reader.LastBlock());
  if (last == nullptr) return Go(progress, 0, 0);
  log->size = last->last();
  log->mark = {.position = last->last(),
               .block_first = last->first(),
               .block_crc = Crc32c(reader.block_bytes())};
  Tree tree;
  absl::Status tiles;
  const auto compare = [&](int level, uint64_t index, absl::string_view bytes) {
    if (tiles.ok()) tiles = CompareTile(database, level, index, bytes);
  };
  RecordView view;
  for (Position position = 1; position <= log->size; ++position) {
    absl::string_view record;
    VERKAN_RETURN_IF_ERROR(reader.Get(position, &record));
    VERKAN_RETURN_IF_ERROR(ParseRecord(record, &view));
    tree.Add(RecordLeaf(record), compare);
    VERKAN_RETURN_IF_ERROR(tiles);
    if (position % kProgressRecords == 0) VERKAN_RETURN_IF_ERROR(Go(progress, position, log->size));
  }
  log->root = tree.Root();
  return Go(progress, log->size, log->size);
}

absl::Status ReadEntries(const Database& database, Family family, const ReadProgress& progress,
                         Position size) {
  const std::unique_ptr<Entries> entries = database.Find(family, "");
  VERKAN_ASSIGN_OR_RETURN(bool found, entries->SeekAtOrAfter(0));
  for (int count = 1; found; ++count) {
    if (count % kProgressEntries == 0) VERKAN_RETURN_IF_ERROR(Go(progress, size, size));
    VERKAN_ASSIGN_OR_RETURN(found, entries->Next());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<WholeLog> ReadWholeLog(const Database& database, const ReadProgress& progress) {
  WholeLog log;
  VERKAN_ASSIGN_OR_RETURN(const auto origin, database.Get(Family::kMeta, kOriginKey));
  log.origin = origin.value_or("");
  VERKAN_RETURN_IF_ERROR(ReadRecords(database, progress, &log));
  for (Family family : {Family::kStreams, Family::kTags, Family::kIds, Family::kMeta}) {
    VERKAN_RETURN_IF_ERROR(ReadEntries(database, family, progress, log.size));
  }
  return log;
}

absl::Status CheckAgainst(const Checkpoint& checkpoint, const WholeLog& log) {
  if (log.origin != checkpoint.origin) {
    return absl::DataLossError(absl::StrCat("it is the log \"", log.origin, "\", not \"",
                                            checkpoint.origin, "\" as its checkpoint says"));
  }
  if (log.size != checkpoint.size) {
    return absl::DataLossError(absl::StrCat("it has ", log.size, " records, not ", checkpoint.size,
                                            " as its checkpoint says"));
  }
  if (log.root == checkpoint.root) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the root of its ", log.size,
                                          " records is not the one that its checkpoint signs"));
}

}  // namespace verkan::eventstore
