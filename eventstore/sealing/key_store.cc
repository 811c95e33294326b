#include "eventstore/sealing/key_store.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/rocks.h"
#include "eventstore/sealing/key_entry.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kMaxCachedKeys = 100'000;
// There from the moment a key is overwritten until it is off the disk.
constexpr char kErasing[] = "erasing";
// Small, as an erasure rewrites the tables that a key may be in.
constexpr uint64_t kTableBytes = 1 << 20;

std::string KeyOf(absl::string_view subject) { return absl::StrCat("k", subject); }

absl::Status Failure(const rocksdb::Status& status, absl::string_view doing) {
  return FromRocks(status, doing, "restore the key store from a backup");
}

absl::Status Erased() {
  return absl::FailedPreconditionError("the person has been erased: the key no longer exists");
}

absl::string_view View(const SecretKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

class RocksKeyStore final : public KeyStore {
 public:
  explicit RocksKeyStore(KeyStoreOptions options) : options_(std::move(options)) {}

  ~RocksKeyStore() override {
    for (auto& [subject, key] : cache_) Wipe(&key);
    for (MasterKey& master : options_.master_keys) Wipe(&master.key);
  }

  absl::Status OpenDatabase();

  absl::StatusOr<SecretKey> KeyToSeal(absl::string_view subject) override;
  absl::StatusOr<SecretKey> KeyToOpen(absl::string_view subject) override;
  absl::Status Sync() override;
  absl::StatusOr<SubjectState> State(absl::string_view subject) const override;
  absl::Status SetRestricted(absl::string_view subject, bool restricted) override;
  absl::Status Erase(absl::string_view subject) override;
  absl::Status Rewrap() override;

 private:
  const MasterKey& current() const { return options_.master_keys.front(); }

  absl::StatusOr<KeyEntry> Find(absl::string_view subject) const;
  absl::Status Put(absl::string_view subject, const KeyEntry& entry, bool sync);
  // Every write goes this way; after a full disk it takes up writing again first.
  absl::Status Write(rocksdb::WriteBatch* batch, bool sync);
  absl::StatusOr<SecretKey> Unwrap(absl::string_view subject, const KeyEntry& entry) const;
  KeyEntry Wrap(absl::string_view subject, const SecretKey& key, SubjectState state) const;
  void Remember(absl::string_view subject, const SecretKey& key);
  // Rewrites what may still hold the subject's wrapped key; null: everybody's.
  absl::Status ForceOffDisk(const std::string* key);
  absl::Status FinishErasure();
  absl::Status ForgetErasing();
  absl::Status SyncLog();
  absl::Status CheckMasterKeys();

  // Constant after opening.
  KeyStoreOptions options_;
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<rocksdb::DB> db_;

  mutable std::mutex mutex_;  // guards all below, and read-modify-write of entries
  std::unordered_map<std::string, SecretKey> cache_;  // keys of active subjects
  bool unsynced_ = false;
  bool stopped_ = false;  // a write has failed
  FullDisk full_disk_;
};

absl::Status RocksKeyStore::OpenDatabase() {
  rocksdb::Options options;
  rocksdb::Env* env = rocksdb::Env::Default();
  if (options_.file_system != nullptr) {
    env_ = rocksdb::NewCompositeEnv(options_.file_system);
    env = env_.get();
  }
  ShareOptions(env, &options);
  options.create_if_missing = true;
  options.compression = rocksdb::kNoCompression;
  options.target_file_size_base = kTableBytes;
  rocksdb::DB* db = nullptr;
  if (rocksdb::Status status = rocksdb::DB::Open(options, options_.path, &db); !status.ok()) {
    return Failure(status, absl::StrCat("open the key store ", options_.path));
  }
  db_.reset(db);
  absl::Status status = Failure(full_disk_.Opened(db), "write the key store");
  if (status.ok()) status = CheckMasterKeys();
  return status.ok() ? FinishErasure() : status;
}

// A key that cannot be unwrapped is found at the start, not when somebody needs it.
absl::Status RocksKeyStore::CheckMasterKeys() {
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
  for (it->Seek("k"); it->Valid() && it->key().starts_with("k"); it->Next()) {
    absl::StatusOr<KeyEntry> entry = DecodeKeyEntry({it->value().data(), it->value().size()});
    if (!entry.ok()) return entry.status();
    if (entry->state == SubjectState::kErased) continue;
    bool known = false;
    for (const MasterKey& master : options_.master_keys) known |= master.id() == entry->master_id;
    if (!known) {
      return absl::FailedPreconditionError(
          absl::StrCat("key store ", options_.path, " needs the master key with id ",
                       absl::Hex(entry->master_id, absl::kZeroPad8),
                       ": start with that key's file, or with both to replace it"));
    }
  }
  return Failure(it->status(), "read the key store");
}

absl::StatusOr<KeyEntry> RocksKeyStore::Find(absl::string_view subject) const {
  std::string value;
  rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), KeyOf(subject), &value);
  if (status.IsNotFound()) return KeyEntry();
  if (!status.ok()) return Failure(status, "read the key store");
  return DecodeKeyEntry(value);
}

absl::Status RocksKeyStore::Put(absl::string_view subject, const KeyEntry& entry, bool sync) {
  rocksdb::WriteBatch batch;
  batch.Put(KeyOf(subject), EncodeKeyEntry(entry));
  return Write(&batch, sync);
}

absl::Status RocksKeyStore::Write(rocksdb::WriteBatch* batch, bool sync) {
  rocksdb::Status status;
  if (stopped_) status = full_disk_.Resume(db_.get());
  stopped_ = !status.ok();
  if (!stopped_) {
    rocksdb::WriteOptions options;
    options.sync = sync;
    status = db_->Write(options, batch);
    stopped_ = !status.ok();
    if (stopped_) full_disk_.WriteFailed(db_.get());
  }
  return Failure(status, "write the key store");
}

absl::StatusOr<SecretKey> RocksKeyStore::Unwrap(absl::string_view subject,
                                                const KeyEntry& entry) const {
  for (const MasterKey& master : options_.master_keys) {
    if (master.id() != entry.master_id) continue;
    absl::StatusOr<std::string> bytes = OpenSeal(master.key, subject, entry.wrapped);
    if (!bytes.ok()) return bytes.status();
    SecretKey key;
    std::memcpy(key.data(), bytes->data(), key.size());
    return key;
  }
  return absl::FailedPreconditionError("the master key of a person's key is not at hand");
}

KeyEntry RocksKeyStore::Wrap(absl::string_view subject, const SecretKey& key,
                             SubjectState state) const {
  return {.state = state,
          .master_id = current().id(),
          .wrapped = Seal(current().key, subject, View(key))};
}

void RocksKeyStore::Remember(absl::string_view subject, const SecretKey& key) {
  if (cache_.size() >= kMaxCachedKeys) {
    for (auto& [other, cached] : cache_) Wipe(&cached);
    cache_.clear();
  }
  cache_[std::string(subject)] = key;
}

absl::StatusOr<SecretKey> RocksKeyStore::KeyToSeal(absl::string_view subject) {
  std::lock_guard lock(mutex_);
  if (auto it = cache_.find(std::string(subject)); it != cache_.end()) return it->second;
  absl::StatusOr<KeyEntry> entry = Find(subject);
  if (!entry.ok()) return entry.status();
  if (entry->state == SubjectState::kErased) return Erased();
  if (entry->state != SubjectState::kUnknown) {
    absl::StatusOr<SecretKey> key = Unwrap(subject, *entry);
    if (key.ok() && entry->state == SubjectState::kActive) Remember(subject, *key);
    return key;
  }
  const SecretKey key = NewSecretKey();
  absl::Status status = Put(subject, Wrap(subject, key, SubjectState::kActive), false);
  if (!status.ok()) return status;
  unsynced_ = true;
  Remember(subject, key);
  return key;
}

absl::StatusOr<SecretKey> RocksKeyStore::KeyToOpen(absl::string_view subject) {
  std::lock_guard lock(mutex_);
  if (auto it = cache_.find(std::string(subject)); it != cache_.end()) return it->second;
  absl::StatusOr<KeyEntry> entry = Find(subject);
  if (!entry.ok()) return entry.status();
  switch (entry->state) {
    case SubjectState::kUnknown:
      return absl::NotFoundError("the person has no key");
    case SubjectState::kRestricted:
      return absl::FailedPreconditionError("the person's data is restricted");
    case SubjectState::kErased:
      return Erased();
    case SubjectState::kActive:
      break;
  }
  absl::StatusOr<SecretKey> key = Unwrap(subject, *entry);
  if (key.ok()) Remember(subject, *key);
  return key;
}

absl::Status RocksKeyStore::Sync() {
  std::lock_guard lock(mutex_);
  if (!unsynced_) return absl::OkStatus();
  absl::Status status = SyncLog();
  if (status.ok()) unsynced_ = false;
  return status;
}

// A synced write takes along all that was written before it. (SyncWAL does not work on
// every file system.)
absl::Status RocksKeyStore::SyncLog() {
  rocksdb::WriteBatch batch;
  batch.PutLogData("sync");
  return Write(&batch, true);
}

absl::StatusOr<SubjectState> RocksKeyStore::State(absl::string_view subject) const {
  absl::StatusOr<KeyEntry> entry = Find(subject);
  if (!entry.ok()) return entry.status();
  return entry->state;
}

absl::Status RocksKeyStore::SetRestricted(absl::string_view subject, bool restricted) {
  std::lock_guard lock(mutex_);
  absl::StatusOr<KeyEntry> entry = Find(subject);
  if (!entry.ok()) return entry.status();
  if (entry->state == SubjectState::kUnknown) return absl::NotFoundError("the person has no key");
  if (entry->state == SubjectState::kErased) return Erased();
  entry->state = restricted ? SubjectState::kRestricted : SubjectState::kActive;
  if (auto it = cache_.find(std::string(subject)); it != cache_.end()) {
    Wipe(&it->second);
    cache_.erase(it);
  }
  return Put(subject, *entry, true);
}

absl::Status RocksKeyStore::Erase(absl::string_view subject) {
  std::lock_guard lock(mutex_);
  if (auto it = cache_.find(std::string(subject)); it != cache_.end()) {
    Wipe(&it->second);
    cache_.erase(it);
  }
  absl::StatusOr<KeyEntry> entry = Find(subject);
  if (!entry.ok()) return entry.status();
  if (entry->state == SubjectState::kErased) return FinishErasure();
  const std::string key = KeyOf(subject);
  rocksdb::WriteBatch batch;
  batch.Put(key, EncodeKeyEntry({.state = SubjectState::kErased}));
  batch.Put(kErasing, "");
  if (absl::Status status = Write(&batch, true); !status.ok()) return status;
  unsynced_ = false;
  absl::Status status = ForceOffDisk(&key);
  return status.ok() ? ForgetErasing() : status;
}

absl::Status RocksKeyStore::ForgetErasing() {
  rocksdb::WriteBatch batch;
  batch.Delete(kErasing);
  return Write(&batch, false);
}

// Ends an erasure that was cut off.
absl::Status RocksKeyStore::FinishErasure() {
  std::string unused;
  rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), kErasing, &unused);
  if (status.IsNotFound()) return absl::OkStatus();
  if (!status.ok()) return Failure(status, "finish an erasure");
  absl::Status forced = ForceOffDisk(nullptr);
  return forced.ok() ? ForgetErasing() : forced;
}

// Overwritten values go on lying in write-ahead logs and in tables that are no longer
// current: flush, rewrite the tables, and delete what is obsolete, all before returning.
absl::Status RocksKeyStore::ForceOffDisk(const std::string* key) {
  rocksdb::Status status = db_->Flush(rocksdb::FlushOptions());
  if (status.ok()) {
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    const rocksdb::Slice slice = key == nullptr ? rocksdb::Slice() : rocksdb::Slice(*key);
    const rocksdb::Slice* only = key == nullptr ? nullptr : &slice;
    status = db_->CompactRange(options, only, only);
  }
  if (status.ok()) status = db_->DisableFileDeletions();
  if (status.ok()) status = db_->EnableFileDeletions(/*force=*/true);
  if (!status.ok()) stopped_ = true;
  return Failure(status, "force an erased key off the disk (try again)");
}

absl::Status RocksKeyStore::Rewrap() {
  std::lock_guard lock(mutex_);
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
  for (it->Seek("k"); it->Valid() && it->key().starts_with("k"); it->Next()) {
    const std::string subject = it->key().ToString().substr(1);
    absl::StatusOr<KeyEntry> entry = DecodeKeyEntry({it->value().data(), it->value().size()});
    if (!entry.ok()) return entry.status();
    if (entry->state == SubjectState::kErased || entry->master_id == current().id()) continue;
    absl::StatusOr<SecretKey> key = Unwrap(subject, *entry);
    if (!key.ok()) return key.status();
    absl::Status status = Put(subject, Wrap(subject, *key, entry->state), false);
    Wipe(&*key);
    if (!status.ok()) return status;
  }
  if (!it->status().ok()) return Failure(it->status(), "read the key store");
  it.reset();
  if (absl::Status status = SyncLog(); !status.ok()) return status;
  return ForceOffDisk(nullptr);
}

absl::Status FileError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("master key file ", path, " ", what, ": ", std::strerror(errno)));
}

absl::StatusOr<MasterKey> CreateMasterKey(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return FileError(path, "cannot be made");
  const MasterKey master = {.key = NewSecretKey()};
  const std::string text = absl::StrCat(absl::BytesToHexString(View(master.key)), "\n");
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  close(file);
  if (!written) return FileError(path, "cannot be written");
  return master;
}

}  // namespace

uint32_t MasterKey::id() const {
  uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256(key.data(), key.size(), digest);
  return uint32_t{digest[0]} << 24 | uint32_t{digest[1]} << 16 | uint32_t{digest[2]} << 8 |
         uint32_t{digest[3]};
}

absl::StatusOr<MasterKey> LoadMasterKey(const std::string& path, bool create) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT && create) return CreateMasterKey(path);
  if (file < 0) return FileError(path, "cannot be opened");
  struct stat info;
  char buffer[128];
  const bool stated = fstat(file, &info) == 0;
  const ssize_t size = read(file, buffer, sizeof(buffer));
  close(file);
  if (!stated || size < 0) return FileError(path, "cannot be read");
  if ((info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("master key file ", path, " can be read by others: chmod 600 ", path));
  }
  absl::string_view text(buffer, size);
  absl::ConsumeSuffix(&text, "\n");
  const std::string bytes = absl::HexStringToBytes(text);
  if (text.size() != 2 * sizeof(SecretKey) || absl::BytesToHexString(bytes) != text) {
    return absl::FailedPreconditionError(
        absl::StrCat("master key file ", path, " does not hold 64 hexadecimal digits"));
  }
  MasterKey master;
  std::memcpy(master.key.data(), bytes.data(), master.key.size());
  return master;
}

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(KeyStoreOptions options) {
  if (options.master_keys.empty()) {
    return absl::InvalidArgumentError("a key store needs a master key");
  }
  auto store = std::make_unique<RocksKeyStore>(std::move(options));
  if (absl::Status status = store->OpenDatabase(); !status.ok()) return status;
  return std::unique_ptr<KeyStore>(std::move(store));
}

}  // namespace verkan::eventstore
