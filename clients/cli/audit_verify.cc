#include "clients/cli/audit_verify.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/files.h"
#include "eventstore/log_check.h"
#include "eventstore/status_macros.h"

namespace verkan::cli {
namespace {

using eventstore::Checkpoint;
using eventstore::Finding;
using eventstore::KnownCheckpoint;
using eventstore::LogCheck;
using eventstore::StoreCopy;

constexpr uint64_t kProgressEvery = 4096;

// Takes the checkpoint of a note among those of the audit; a note that the key did not sign is
// a finding. Where there is no key, what it says is taken as it is.
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

void Append(const std::vector<Finding>& from, std::vector<Finding>* to) {
  to->insert(to->end(), from.begin(), from.end());
}

}  // namespace

absl::StatusOr<Audit> AuditServer(client::Client* client, const AuditOptions& options,
                                  KnownKeys* keys) {
  Audit audit;
  VERKAN_ASSIGN_OR_RETURN(const auto answer, client->GetCheckpoint({}));
  VERKAN_ASSIGN_OR_RETURN(const Checkpoint said, eventstore::ReadCheckpoint(answer.note()));
  VERKAN_ASSIGN_OR_RETURN(audit.key,
                          keys->Trusted(said.origin, options.verifier_key, answer.verifier_key()));
  AddCheckpoint(answer.note(), "the server's checkpoint", &audit);
  VERKAN_RETURN_IF_ERROR(AddKept(options.checkpoints, &audit));
  std::unique_ptr<StoreCopy> copy;
  if (!options.copy.empty()) {
    VERKAN_ASSIGN_OR_RETURN(copy, StoreCopy::Open(DatabaseOf(options.copy)));
  }
  LogCheck log({.checkpoints = audit.checkpoints});
  const absl::Status read = client->ReadRecords(1, said.size, [&](absl::string_view record) {
    log.Add(record);
    if (copy != nullptr) copy->Compare(record);
    if (log.size() % kProgressEvery == 0 && options.progress) {
      options.progress(log.size(), said.size);
    }
    return true;
  });
  const bool damaged = absl::IsDataLoss(read);
  if (!read.ok() && !damaged && !absl::IsOutOfRange(read)) return read;
  log.Finish(!damaged);
  audit.report.origin = said.origin;
  audit.report.head = said.size;
  audit.report.checked = log.size();
  audit.report.root = log.Root();
  audit.report.vouched = log.vouched();
  Append(log.findings(), &audit.report.findings);
  if (copy != nullptr) Append(copy->Finish(), &audit.report.findings);
  if (damaged) {
    audit.report.findings.push_back({log.size() + 1, log.size() + 1,
                                     absl::StrCat("the server cannot read it: ", read.message())});
  }
  SortFindings(&audit.report.findings);
  return audit;
}

absl::StatusOr<Audit> AuditStore(const std::string& data, const AuditOptions& options,
                                 KnownKeys* keys) {
  Audit audit;
  VERKAN_ASSIGN_OR_RETURN(const auto stored, eventstore::ReadStoredCheckpoint(data));
  std::string origin;
  if (const auto said = eventstore::ReadCheckpoint(stored.note); said.ok()) origin = said->origin;
  absl::StatusOr<TrustedKey> key = keys->Trusted(origin, options.verifier_key, "");
  if (key.ok()) audit.key = *std::move(key);
  if (!key.ok() && !absl::IsNotFound(key.status())) return key.status();
  if (!stored.note.empty()) AddCheckpoint(stored.note, stored.path, &audit);
  VERKAN_RETURN_IF_ERROR(AddKept(options.checkpoints, &audit));
  VERKAN_ASSIGN_OR_RETURN(
      eventstore::VerifyReport report,
      eventstore::VerifyStore({.path = DatabaseOf(data),
                               .checkpoints = audit.checkpoints,
                               .tail = stored.tail,
                               .copy = options.copy.empty() ? "" : DatabaseOf(options.copy),
                               .progress = options.progress}));
  Append(audit.report.findings, &report.findings);
  SortFindings(&report.findings);
  audit.report = std::move(report);
  return audit;
}

}  // namespace verkan::cli
