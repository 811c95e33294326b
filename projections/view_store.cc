#include "projections/view_store.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/rocks.h"
#include "eventstore/status_macros.h"

namespace verkan::projections {
namespace {

constexpr char kRows[] = "r";
constexpr char kEnds[] = "t";
constexpr char kCheckpoint[] = "m";
constexpr size_t kRowSize = 4;

absl::Status Failure(const rocksdb::Status& status, absl::string_view doing) {
  return eventstore::FromRocks(status, doing, "the views are built anew from the log");
}

// What keeps the database from being opened is damage, as nothing here is precious; unless
// the disk is full, or it is somebody else's: RocksDB names its lock file then.
absl::Status FromOpen(const rocksdb::Status& status, const std::string& path) {
  if (status.ok()) return absl::OkStatus();
  const bool whole = status.IsNoSpace() || absl::StrContains(status.ToString(), path + "/LOCK");
  std::string message = absl::StrCat("views: ", status.ToString());
  return whole ? absl::UnavailableError(message) : absl::DataLossError(message);
}

absl::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string Key(const char* family, const FactTable& table, RowId row) {
  std::string key = absl::StrCat(family, table.name(), absl::string_view("\0", 1));
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(row >> shift));
  return key;
}

// The table and row of a key; none if it is no such key.
std::optional<std::pair<absl::string_view, RowId>> ParseKey(absl::string_view key) {
  if (key.size() < 1 + 1 + kRowSize || key[key.size() - kRowSize - 1] != '\0') return std::nullopt;
  RowId row = 0;
  for (char byte : key.substr(key.size() - kRowSize)) row = row << 8 | static_cast<uint8_t>(byte);
  return std::make_pair(key.substr(1, key.size() - kRowSize - 2), row);
}

template <typename Integer>
void Put(Integer value, std::string* out) {
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  out->append(bytes, sizeof(value));
}

template <typename Integer>
bool Get(absl::string_view* in, Integer* value) {
  if (in->size() < sizeof(*value)) return false;
  std::memcpy(value, in->data(), sizeof(*value));
  in->remove_prefix(sizeof(*value));
  return true;
}

void PutText(absl::string_view text, std::string* out) {
  Put(static_cast<uint32_t>(text.size()), out);
  absl::StrAppend(out, text);
}

bool GetText(absl::string_view* in, absl::string_view* text) {
  uint32_t size;
  if (!Get(in, &size) || in->size() < size) return false;
  *text = in->substr(0, size);
  in->remove_prefix(size);
  return true;
}

// Position, name of the log, and of each table its name, version and rows. Numbers are little
// endian; a text is its length (4) and its bytes.
std::string EncodeCheckpoint(const std::string& log, Position position, const Facts& facts) {
  std::string out;
  Put(position, &out);
  PutText(log, &out);
  for (const auto& table : facts.tables()) {
    PutText(table->name(), &out);
    PutText(table->version(), &out);
    Put(table->size(), &out);
  }
  return out;
}

struct Checkpoint {
  Position position = 0;
  std::vector<RowId> rows;  // by table
};

// FailedPrecondition for another log, or tables of other versions.
absl::StatusOr<Checkpoint> DecodeCheckpoint(absl::string_view in, const std::string& log,
                                            const Facts& facts) {
  Checkpoint checkpoint;
  absl::string_view own_log, name, version;
  RowId rows;
  const bool whole = Get(&in, &checkpoint.position) && GetText(&in, &own_log);
  if (whole && own_log != log) return absl::FailedPreconditionError("views: of another log");
  for (const auto& table : facts.tables()) {
    const bool same = GetText(&in, &name) && GetText(&in, &version) && Get(&in, &rows) &&
                      name == table->name() && version == table->version();
    if (!same) {
      return absl::FailedPreconditionError(
          absl::StrCat("views: of another version, from table ", table->name(), " on"));
    }
    checkpoint.rows.push_back(rows);
  }
  if (!in.empty()) return absl::FailedPreconditionError("views: of another version, more tables");
  return checkpoint;
}

class RocksViewStore : public ViewStore {
 public:
  explicit RocksViewStore(std::unique_ptr<rocksdb::DB> db) : db_(std::move(db)) {}

  absl::StatusOr<Position> Load(const std::string& log, Facts* facts) override {
    std::string bytes;
    rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), kCheckpoint, &bytes);
    if (status.IsNotFound()) return 0;
    VERKAN_RETURN_IF_ERROR(Failure(status, "read the checkpoint of the views"));
    VERKAN_ASSIGN_OR_RETURN(const Checkpoint checkpoint, DecodeCheckpoint(bytes, log, *facts));
    VERKAN_RETURN_IF_ERROR(LoadRows(facts));
    VERKAN_RETURN_IF_ERROR(LoadEnds(facts));
    for (size_t i = 0; i < facts->tables().size(); ++i) {
      FactTable& table = *facts->tables()[i];
      if (checkpoint.rows[i] != table.size()) {
        return absl::DataLossError(absl::StrCat("views: table ", table.name(), " has ",
                                                table.size(), " rows, the checkpoint says ",
                                                checkpoint.rows[i]));
      }
      table.ClearChanges();
    }
    return checkpoint.position;
  }

  absl::Status Commit(const std::string& log, Position position, Facts* facts) override {
    rocksdb::WriteBatch batch;
    for (const auto& owned : facts->tables()) {
      const FactTable& table = *owned;
      std::string block;
      for (RowId row = table.first_new(); row < table.size(); ++row) {
        std::string bytes = table.Encode(row);
        Put(static_cast<uint32_t>(bytes.size()), &block);
        block.append(bytes);
      }
      if (!block.empty()) batch.Put(Key(kRows, table, table.first_new()), block);
      for (RowId row : table.changed()) {
        std::string to;
        Put(table.to(row), &to);
        batch.Put(Key(kEnds, table, row), to);
      }
    }
    batch.Put(kCheckpoint, EncodeCheckpoint(log, position, *facts));
    // After a full disk RocksDB writes again only once it has been told to.
    if (stopped_)
      VERKAN_RETURN_IF_ERROR(Failure(full_disk_.Resume(db_.get()), "take up writing views again"));
    // No log of its own: what a crash loses is read from the event log again. Closing the
    // database writes everything out.
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    const rocksdb::Status status = db_->Write(options, &batch);
    stopped_ = !status.ok();
    VERKAN_RETURN_IF_ERROR(Failure(status, "write views"));
    for (const auto& table : facts->tables()) table->ClearChanges();
    return absl::OkStatus();
  }

 private:
  // Calls visit(table, row, value) for every key of the family, in order.
  template <typename Visitor>
  absl::Status ForEach(const char* family, Facts* facts, Visitor visit) {
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    for (it->Seek(family); it->Valid() && it->key().starts_with(family); it->Next()) {
      const auto key = ParseKey(View(it->key()));
      FactTable* const table = key.has_value() ? facts->Find(key->first) : nullptr;
      if (table == nullptr || !visit(*table, key->second, View(it->value()))) {
        return absl::DataLossError(absl::StrCat("views: entry ", it->key().ToString(true)));
      }
    }
    return Failure(it->status(), "read views");
  }

  absl::Status LoadRows(Facts* facts) {
    return ForEach(kRows, facts, [](FactTable& table, RowId first, absl::string_view block) {
      if (first != table.size()) return false;
      uint32_t size;
      while (Get(&block, &size)) {
        if (block.size() < size || !table.Decode(block.substr(0, size))) return false;
        block.remove_prefix(size);
      }
      return block.empty();
    });
  }

  absl::Status LoadEnds(Facts* facts) {
    return ForEach(kEnds, facts, [](FactTable& table, RowId row, absl::string_view in) {
      Position to;
      return row < table.size() && Get(&in, &to) && in.empty() && table.SetEnd(row, to);
    });
  }

  const std::unique_ptr<rocksdb::DB> db_;
  eventstore::FullDisk full_disk_;
  bool stopped_ = false;  // the last commit failed
};

}  // namespace

absl::StatusOr<std::unique_ptr<ViewStore>> ViewStore::Open(const std::string& path, bool fresh) {
  std::error_code error;
  if (fresh) std::filesystem::remove_all(path, error);
  std::filesystem::create_directories(path, error);
  if (error) return absl::UnavailableError(absl::StrCat("views: ", path, ": ", error.message()));
  rocksdb::Options options;
  eventstore::ShareOptions(rocksdb::Env::Default(), &options);
  options.create_if_missing = true;
  options.max_open_files = 256;
  rocksdb::DB* db = nullptr;
  VERKAN_RETURN_IF_ERROR(FromOpen(rocksdb::DB::Open(options, path, &db), path));
  return std::make_unique<RocksViewStore>(std::unique_ptr<rocksdb::DB>(db));
}

}  // namespace verkan::projections
