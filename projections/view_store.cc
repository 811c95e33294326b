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
#include "projections/facts/apply.h"

namespace verkan::projections {
namespace {

constexpr char kRows[] = "r";
constexpr char kEnds[] = "t";
constexpr char kCheckpoint[] = "m";
constexpr size_t kKeySize = 1 + 1 + 4;

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

std::string Key(const char* family, size_t table, RowId row) {
  std::string key(family);
  key.push_back(static_cast<char>(table));
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(row >> shift));
  return key;
}

// The table and row of a key; none if it is no such key.
std::optional<std::pair<size_t, RowId>> ParseKey(absl::string_view key) {
  if (key.size() != kKeySize) return std::nullopt;
  RowId row = 0;
  for (size_t i = 2; i < kKeySize; ++i) row = row << 8 | static_cast<unsigned char>(key[i]);
  return std::make_pair(static_cast<size_t>(static_cast<unsigned char>(key[1])), row);
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

std::string EncodeCheckpoint(const std::string& log, Position position, const Facts& facts) {
  std::string out;
  Put(kFactsVersion, &out);
  Put(position, &out);
  for (const auto& table : facts.tables()) Put(table->size(), &out);
  out.append(log);
  return out;
}

class RocksViewStore : public ViewStore {
 public:
  explicit RocksViewStore(std::unique_ptr<rocksdb::DB> db) : db_(std::move(db)) {}

  absl::StatusOr<Position> Load(const std::string& log, Facts* facts) override {
    std::string checkpoint;
    rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), kCheckpoint, &checkpoint);
    if (status.IsNotFound()) return 0;
    VERKAN_RETURN_IF_ERROR(Failure(status, "read the checkpoint of the views"));
    absl::string_view in = checkpoint;
    uint32_t version;
    Position position;
    if (!Get(&in, &version) || version != kFactsVersion || !Get(&in, &position)) {
      return absl::FailedPreconditionError("views: of another version");
    }
    VERKAN_RETURN_IF_ERROR(LoadRows(facts));
    VERKAN_RETURN_IF_ERROR(LoadEnds(facts));
    for (const auto& table : facts->tables()) {
      RowId rows;
      if (!Get(&in, &rows)) return absl::DataLossError("views: checkpoint too short");
      if (rows != table->size()) {
        return absl::DataLossError(absl::StrCat("views: table ", table->name(), " has ",
                                                table->size(), " rows, the checkpoint says ",
                                                rows));
      }
      table->ClearChanges();
    }
    if (in != log) return absl::FailedPreconditionError("views: of another log");
    return position;
  }

  absl::Status Commit(const std::string& log, Position position, Facts* facts) override {
    rocksdb::WriteBatch batch;
    for (size_t i = 0; i < facts->tables().size(); ++i) {
      const FactTable& table = *facts->tables()[i];
      std::string block;
      for (RowId row = table.first_new(); row < table.size(); ++row) {
        std::string bytes = table.Encode(row);
        Put(static_cast<uint32_t>(bytes.size()), &block);
        block.append(bytes);
      }
      if (!block.empty()) batch.Put(Key(kRows, i, table.first_new()), block);
      for (RowId row : table.changed()) {
        std::string to;
        Put(table.to(row), &to);
        batch.Put(Key(kEnds, i, row), to);
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
      auto key = ParseKey(View(it->key()));
      if (!key.has_value() || key->first >= facts->tables().size() ||
          !visit(*facts->tables()[key->first], key->second, View(it->value()))) {
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
