#include "eventstore/verify.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"
#include "eventstore/crc32c.h"
#include "eventstore/database.h"
#include "eventstore/high_water.h"
#include "eventstore/index_check.h"
#include "eventstore/layout.h"
#include "eventstore/log_reader.h"
#include "eventstore/log_scan.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr Position kProgressEvery = 4096;
constexpr size_t kCacheBytes = 16 << 20;

Finding Whole(const absl::Status& status) { return {0, 0, std::string(status.message())}; }

// A database that nobody has open, with what it is opened by.
struct Opened {
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<Database> database;
};

absl::Status CheckFamilies(const Database& database) {
  for (Family family :
       {Family::kLog, Family::kStreams, Family::kTags, Family::kIds, Family::kMeta}) {
    if (!database.has(family)) return absl::DataLossError("the log lacks a family of entries");
  }
  return absl::OkStatus();
}

absl::StatusOr<Opened> OpenDatabase(const std::string& path,
                                    const std::shared_ptr<rocksdb::FileSystem>& file_system) {
  Opened opened;
  rocksdb::Env* env = rocksdb::Env::Default();
  if (file_system != nullptr) {
    opened.env = rocksdb::NewCompositeEnv(file_system);
    env = opened.env.get();
  } else {
    VERKAN_RETURN_IF_ERROR(Database::CheckNotOpen(path));
  }
  VERKAN_ASSIGN_OR_RETURN(opened.database, Database::OpenReadOnly(path, env, kCacheBytes));
  VERKAN_RETURN_IF_ERROR(CheckFamilies(*opened.database));
  std::string known;
  AppendVarint(kFormatVersion, &known);
  VERKAN_ASSIGN_OR_RETURN(const auto format, opened.database->Get(Family::kMeta, kFormatKey));
  if (!format.has_value()) return absl::DataLossError("the log has lost its format version");
  if (*format == known) return opened;
  return absl::FailedPreconditionError(absl::StrCat(
      path, " has another format than the one this version of Verkan knows, ", kFormatVersion));
}

absl::StatusOr<Position> Head(const Database& database) {
  const std::unique_ptr<Entries> blocks = database.Find(Family::kLog, "");
  VERKAN_ASSIGN_OR_RETURN(const bool found, blocks->SeekToLast());
  if (!found) return 0;
  BlockView block;
  VERKAN_RETURN_IF_ERROR(block.Parse(NumberInKey(blocks->key()), blocks->value()));
  return block.last();
}

// Stored hashes of the tree: full tiles, and what was kept beside the last checkpoint.
class StoredTiles {
 public:
  StoredTiles(const Database* database, LeafTail tail)
      : database_(database), tail_(std::move(tail)) {}

  absl::StatusOr<Position> Cover() const {
    if (!database_->has(Family::kTiles)) return 0;
    const std::unique_ptr<Entries> tiles = database_->Find(Family::kTiles, std::string(1, '\0'));
    VERKAN_ASSIGN_OR_RETURN(const bool found, tiles->SeekToLast());
    return found ? (NumberInKey(tiles->key()) + 1) * kTileWidth : 0;
  }

  absl::StatusOr<std::string> Read(int level, uint64_t index) const {
    VERKAN_ASSIGN_OR_RETURN(std::optional<std::string> tile,
                            database_->Get(Family::kTiles, TileKey(level, index)));
    if (tile.has_value()) return *std::move(tile);
    if (level == 0 && index == tail_.tile && !tail_.hashes.empty()) return tail_.hashes;
    return absl::NotFoundError("no such tile");
  }

 private:
  const Database* const database_;
  const LeafTail tail_;
};

// What the high-water mark says against a log that ends at `head`.
std::optional<Finding> CheckMark(const Database& database, const std::string& path, Position head) {
  const std::string file = HighWaterPath(path);
  const absl::StatusOr<std::optional<HighWater>> mark = ReadHighWater(database.env(), file);
  if (!mark.ok()) return Whole(mark.status());
  if (!mark->has_value() || (*mark)->position == 0) return std::nullopt;
  if ((*mark)->position > head) {
    return Finding{head + 1, (*mark)->position,
                   absl::StrCat("the log ends at position ", head, ", but ", file,
                                " says that more was durable")};
  }
  const auto block = database.Get(Family::kLog, LogKey((*mark)->block_first));
  if (block.ok() && block->has_value() && Crc32c(**block) == (*mark)->block_crc) {
    return std::nullopt;
  }
  // Which records are bad it does not tell: the same ones may only lie in other blocks.
  return Finding{0, 0,
                 absl::StrCat("the block of positions ", (*mark)->block_first, " to ",
                              (*mark)->position, " is not the one that ", file, " is about")};
}

class Verification {
 public:
  Verification(const VerifyOptions& options, const Database& database, VerifyReport* report)
      : options_(options), database_(database), tiles_(&database, options.tail), report_(report) {}

  absl::Status Run() {
    VERKAN_ASSIGN_OR_RETURN(const auto origin, database_.Get(Family::kMeta, kOriginKey));
    report_->origin = origin.value_or("");
    VERKAN_ASSIGN_OR_RETURN(report_->head, Head(database_));
    VERKAN_ASSIGN_OR_RETURN(const Position cover, tiles_.Cover());
    if (!options_.copy.empty()) {
      VERKAN_ASSIGN_OR_RETURN(copy_, StoreCopy::Open(options_.copy, options_.file_system));
    }
    VERKAN_ASSIGN_OR_RETURN(IndexCheck indexes, IndexCheck::Start(&database_, report_->head));
    LogCheck log({.checkpoints = options_.checkpoints,
                  .tiles = [this](int level, uint64_t index) { return tiles_.Read(level, index); },
                  .tiles_cover = cover});
    const std::optional<Finding> stopped = ReadAll(&log, &indexes);
    log.Finish(!stopped.has_value());
    if (stopped.has_value()) report_->findings.push_back(*stopped);
    Note(log.findings());
    if (!stopped.has_value()) Note(indexes.Compare());
    if (copy_ != nullptr) Note(copy_->Finish());
    CheckEnds(log.size(), cover, stopped.has_value());
    report_->checked = log.size();
    report_->root = log.Root();
    report_->vouched = log.vouched();
    return absl::OkStatus();
  }

 private:
  void Note(const std::vector<Finding>& findings) {
    report_->findings.insert(report_->findings.end(), findings.begin(), findings.end());
  }

  // The log on this thread, the indexes on another.
  std::optional<Finding> ReadAll(LogCheck* log, IndexCheck* indexes) {
    std::atomic<bool> cancelled = false;
    std::thread reader([&] { indexes->ReadIndexes(cancelled); });
    const std::optional<Finding> stopped = ScanLog(database_, [&](absl::string_view record) {
      log->Add(record);
      indexes->AddRecord(log->record());
      if (options_.visit) options_.visit(log->record());
      if (copy_ != nullptr) copy_->Compare(record);
      if (options_.progress && log->size() % kProgressEvery == 0) {
        options_.progress(log->size(), report_->head);
      }
      return true;
    });
    cancelled = stopped.has_value();
    reader.join();
    return stopped;
  }

  void CheckEnds(Position end, Position cover, bool stopped) {
    if (stopped) return;
    if (auto mark = CheckMark(database_, options_.path, end)) report_->findings.push_back(*mark);
    if (cover > end) {
      report_->findings.push_back({end + 1, cover,
                                   absl::StrCat("the log ends at position ", end,
                                                ", but its Merkle tree reaches to ", cover)});
    }
  }

  const VerifyOptions& options_;
  const Database& database_;
  const StoredTiles tiles_;
  VerifyReport* const report_;
  std::unique_ptr<StoreCopy> copy_;
};

class DatabaseCopy final : public StoreCopy {
 public:
  DatabaseCopy(std::string path, Opened opened, Position head)
      : path_(std::move(path)),
        opened_(std::move(opened)),
        log_(opened_.database->Scan(Family::kLog)),
        head_(head) {}

  void Compare(absl::string_view record) override {
    if (++compared_ > head_ || finding_.has_value()) return;
    absl::string_view mine;
    const absl::Status read = log_.Get(compared_, &mine);
    if (read.ok() && mine == record) return;
    finding_ = {compared_, compared_,
                read.ok() ? absl::StrCat("the record is another than that of the copy ", path_)
                          : absl::StrCat("the copy ", path_, ": ", read.message())};
  }

  std::vector<Finding> Finish() override {
    if (finding_.has_value()) return {*finding_};
    if (compared_ >= head_) return {};
    return {
        {compared_ + 1, head_, absl::StrCat("the copy ", path_, " goes on to position ", head_)}};
  }

 private:
  const std::string path_;
  const Opened opened_;
  LogReader log_;
  const Position head_;
  Position compared_ = 0;
  std::optional<Finding> finding_;
};

}  // namespace

void SortFindings(std::vector<Finding>* findings) {
  const auto order = [](const Finding& finding) {
    return std::make_tuple(finding.last == 0, finding.last, finding.first != finding.last,
                           finding.first);
  };
  std::stable_sort(findings->begin(), findings->end(),
                   [&](const Finding& a, const Finding& b) { return order(a) < order(b); });
}

absl::StatusOr<VerifyReport> VerifyStore(const VerifyOptions& options) {
  VerifyReport report;
  const absl::StatusOr<Opened> opened = OpenDatabase(options.path, options.file_system);
  absl::Status status = opened.status();
  if (status.ok()) status = Verification(options, *opened->database, &report).Run();
  if (absl::IsDataLoss(status)) report.findings.push_back(Whole(status));
  if (!status.ok() && !absl::IsDataLoss(status)) return status;
  SortFindings(&report.findings);
  return report;
}

absl::StatusOr<std::unique_ptr<StoreCopy>> StoreCopy::Open(
    const std::string& path, std::shared_ptr<rocksdb::FileSystem> file_system) {
  VERKAN_ASSIGN_OR_RETURN(Opened opened, OpenDatabase(path, file_system));
  VERKAN_ASSIGN_OR_RETURN(const Position head, Head(*opened.database));
  return std::make_unique<DatabaseCopy>(path, std::move(opened), head);
}

}  // namespace verkan::eventstore
