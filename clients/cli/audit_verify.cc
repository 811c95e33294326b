#include "clients/cli/audit_verify.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/audit_leaves.h"
#include "eventstore/files.h"
#include "eventstore/leaf_check.h"
#include "eventstore/log_check.h"
#include "eventstore/status_macros.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::cli {
namespace {

using eventstore::Checkpoint;
using eventstore::Finding;
using eventstore::KnownCheckpoint;
using eventstore::LogCheck;
using eventstore::StoreCopy;

constexpr uint64_t kProgressEvery = 4096;
constexpr uint64_t kMostBeyond = 4096;  // records that are read of a server that does not end

// Takes the checkpoint of a note among those of the audit; a note that the key did not sign is
// a finding. If there is no key, what it says is taken as it is.
void AddCheckpoint(const std::string& note, const std::string& source, Audit* audit) {
  absl::StatusOr<Checkpoint> checkpoint = audit->key.has_value()
                                              ? OpenCheckpoint(note, audit->key->verifier)
                                              : eventstore::ReadCheckpoint(note);
  if (checkpoint.ok()) {
    audit->checkpoints.push_back({*std::move(checkpoint), source});
  } else {
    audit->report.findings.push_back(
        {0, 0, absl::StrCat(source, ": ", checkpoint.status().message())});
  }
}

absl::Status AddKept(const std::vector<std::string>& files, Audit* audit) {
  for (const std::string& file : files) {
    VERKAN_ASSIGN_OR_RETURN(const auto note, eventstore::ReadFile(file));
    if (!note.has_value()) {
      return absl::NotFoundError(absl::StrCat(file, ": No such file or directory"));
    }
    AddCheckpoint(*note, file, audit);
  }
  return absl::OkStatus();
}

// The database of a data directory; a directory that is one itself is taken as it is.
std::string DatabaseOf(const std::string& data) {
  std::error_code error;
  return std::filesystem::exists(data + "/CURRENT", error) ? data : data + "/events";
}

// Counts a record that voids a fact because what that rested on was voided.
void CountVoiding(const eventstore::RecordView& record, Audit* audit) {
  event::v1::EventVoided fact;
  if (record.type != fact.GetDescriptor()->full_name()) return;
  if (!fact.ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) return;
  if (!fact.basis_event_id().empty()) ++audit->voided_with_basis;
}

void Append(const std::vector<Finding>& from, std::vector<Finding>* to) {
  to->insert(to->end(), from.begin(), from.end());
}

// What a server hands out, record by record.
class ServerAudit {
 public:
  ServerAudit(client::Client* client, const AuditOptions& options, uint64_t size, Audit* audit)
      : client_(client),
        options_(options),
        size_(size),
        audit_(audit),
        leaves_(client, size),
        log_({.checkpoints = audit->checkpoints}),
        leaf_check_(size, [this](uint64_t position) { return leaves_.At(position); }) {}

  absl::Status Run() {
    VERKAN_RETURN_IF_ERROR(ReadLeaves());
    if (!options_.copy.empty()) {
      VERKAN_ASSIGN_OR_RETURN(copy_, StoreCopy::Open(DatabaseOf(options_.copy)));
    }
    absl::Status compared;
    const absl::Status read = client_->ReadRecords(1, size_, [&](absl::string_view record) {
      compared = Take(record);
      return compared.ok() && log_.size() < size_ + kMostBeyond;
    });
    VERKAN_RETURN_IF_ERROR(compared);
    const bool damaged = absl::IsDataLoss(read);
    if (!read.ok() && !damaged && !absl::IsOutOfRange(read)) return read;
    log_.Finish(!damaged);
    leaf_check_.Finish(!damaged);
    Report(read);
    return absl::OkStatus();
  }

 private:
  // Leaves are believed if they lead to the root that the server signed.
  absl::Status ReadLeaves() {
    const auto others = leaves_.NotLedTo(audit_->checkpoints);
    if (absl::IsUnimplemented(others.status())) return absl::OkStatus();
    VERKAN_RETURN_IF_ERROR(others.status());
    believed_ = !audit_->checkpoints.empty();
    for (const KnownCheckpoint& other : *others) {
      const bool own = other.source == kServersCheckpoint;
      if (own) believed_ = false;
      forks_.push_back({own ? 0u : 1u, own ? 0u : other.checkpoint.size,
                        absl::StrCat("the leaf hashes that the server gives do not lead to the ",
                                     "root that is signed in ", other.source)});
    }
    return absl::OkStatus();
  }

  absl::Status Take(absl::string_view record) {
    log_.Add(record);
    CountVoiding(log_.record(), audit_);
    if (believed_) VERKAN_RETURN_IF_ERROR(leaf_check_.Add(record));
    if (copy_ != nullptr) copy_->Compare(record);
    if (log_.size() % kProgressEvery == 0 && options_.progress) {
      options_.progress(log_.size(), size_);
    }
    return absl::OkStatus();
  }

  // What the leaves tell is exact. What the records alone tell is a range, and is left out then.
  void Report(const absl::Status& read) {
    eventstore::VerifyReport& report = audit_->report;
    const bool exact = believed_ && !leaf_check_.findings().empty();
    Append(exact ? leaf_check_.findings() : log_.findings(), &report.findings);
    if (exact || !believed_) Append(forks_, &report.findings);
    if (copy_ != nullptr) Append(copy_->Finish(), &report.findings);
    if (absl::IsDataLoss(read)) {
      report.findings.push_back({log_.size() + 1, log_.size() + 1,
                                 absl::StrCat("the server cannot read it: ", read.message())});
    }
    report.head = size_;
    report.checked = log_.size();
    report.root = log_.Root();
    report.vouched = log_.vouched();
    SortFindings(&report.findings);
  }

  client::Client* const client_;
  const AuditOptions& options_;
  const uint64_t size_;
  Audit* const audit_;
  ServerLeaves leaves_;
  LogCheck log_;
  eventstore::LeafCheck leaf_check_;
  std::unique_ptr<StoreCopy> copy_;
  bool believed_ = false;
  std::vector<Finding> forks_;
};

}  // namespace

bool SignatureChecked(const Audit& audit) {
  return audit.key.has_value() && !audit.checkpoints.empty() &&
         (audit.report.vouched > 0 || audit.report.checked == 0);
}

absl::StatusOr<TrustedKey> TrustServer(client::Client* client,
                                       const log::v1::GetCheckpointResponse& answer,
                                       const std::string& given, KnownKeys* keys) {
  VERKAN_ASSIGN_OR_RETURN(const Checkpoint said, eventstore::ReadCheckpoint(answer.note()));
  auto key = keys->Trusted(said.origin, given, answer.verifier_key());
  if (!given.empty() || !absl::IsDataLoss(key.status())) return key;
  VERKAN_ASSIGN_OR_RETURN(const auto seen, keys->LastSeen(said.origin));
  if (!seen.has_value()) return key;
  log::v1::ProveConsistencyRequest request;
  request.set_old_size(seen->size);
  const auto then = client->ProveConsistency(request);
  const bool shorter = absl::IsOutOfRange(then.status());
  if (!then.ok() && !shorter) return key;  // that tells nothing
  const bool same =
      then.ok() && then->old_root_hash() == std::string(seen->root.begin(), seen->root.end());
  return absl::DataLossError(absl::StrCat(same ? "the key of the log has changed: it still has the "
                                               : "this is another log: it lacks the ",
                                          seen->size, " records that were verified before; ",
                                          key.status().message()));
}

absl::StatusOr<Audit> AuditServer(client::Client* client, const AuditOptions& options,
                                  KnownKeys* keys) {
  Audit audit;
  VERKAN_ASSIGN_OR_RETURN(const auto answer, client->GetCheckpoint({}));
  VERKAN_ASSIGN_OR_RETURN(const Checkpoint said, eventstore::ReadCheckpoint(answer.note()));
  VERKAN_ASSIGN_OR_RETURN(audit.key, TrustServer(client, answer, options.verifier_key, keys));
  AddCheckpoint(answer.note(), kServersCheckpoint, &audit);
  VERKAN_RETURN_IF_ERROR(AddKept(options.checkpoints, &audit));
  audit.report.origin = said.origin;
  VERKAN_RETURN_IF_ERROR(ServerAudit(client, options, said.size, &audit).Run());
  if (audit.report.findings.empty()) VERKAN_RETURN_IF_ERROR(keys->Saw(said));
  return audit;
}

namespace {

// The key to check a store's signatures with: one that is given or known, or that of the store.
absl::Status FindKey(const std::string& data, const std::string& note, const AuditOptions& options,
                     KnownKeys* keys, Audit* audit) {
  const auto own = eventstore::ReadStoredKey(data);
  if (!own.ok()) audit->unchecked = std::string(own.status().message());
  if (own.ok() && !own->has_value()) audit->unchecked = absl::StrCat(data, "/log-key is missing");
  const bool has_own = own.ok() && own->has_value();
  std::string origin = has_own ? (*own)->name() : "";
  if (const auto said = eventstore::ReadCheckpoint(note); said.ok()) origin = said->origin;
  const bool offered = has_own && (*own)->name() == origin;
  absl::StatusOr<TrustedKey> key =
      keys->Trusted(origin, options.verifier_key, offered ? (*own)->Key() : "");
  if (key.ok()) audit->key = *std::move(key);
  return absl::IsNotFound(key.status()) ? absl::OkStatus() : key.status();
}

}  // namespace

absl::StatusOr<Audit> AuditStore(const std::string& data, const AuditOptions& options,
                                 KnownKeys* keys) {
  Audit audit;
  VERKAN_ASSIGN_OR_RETURN(const auto stored, eventstore::ReadStoredCheckpoint(data));
  VERKAN_RETURN_IF_ERROR(FindKey(data, stored.note, options, keys, &audit));
  if (!stored.note.empty()) AddCheckpoint(stored.note, stored.path, &audit);
  VERKAN_RETURN_IF_ERROR(AddKept(options.checkpoints, &audit));
  VERKAN_ASSIGN_OR_RETURN(
      eventstore::VerifyReport report,
      eventstore::VerifyStore({.path = DatabaseOf(data),
                               .checkpoints = audit.checkpoints,
                               .tail = stored.tail,
                               .copy = options.copy.empty() ? "" : DatabaseOf(options.copy),
                               .progress = options.progress,
                               .visit = [&audit](const eventstore::RecordView& record) {
                                 CountVoiding(record, &audit);
                               }}));
  Append(audit.report.findings, &report.findings);
  for (const auto& [checkpoint, source] : audit.checkpoints) {
    if (checkpoint.origin == report.origin) continue;
    report.findings.push_back(
        {0, 0,
         absl::StrCat(source, " is of the log ", checkpoint.origin, ", not of ", report.origin)});
  }
  SortFindings(&report.findings);
  audit.report = std::move(report);
  if (audit.checkpoints.empty()) {
    audit.unchecked = absl::StrCat(stored.path, " is missing, and no other checkpoint is given");
  }
  return audit;
}

}  // namespace verkan::cli
