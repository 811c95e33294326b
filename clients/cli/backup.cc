// verkan backup and verkan restore: backups of the log.
#include "eventstore/backup.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/commands.h"
#include "clients/cli/counted.h"
#include "clients/cli/log_format.h"
#include "clients/cli/session.h"

namespace verkan::cli {
namespace {

using eventstore::BackupPhase;

constexpr char kCreateFooter[] = R"(
The server, started with --backup-dir, goes on meanwhile. Only what is new since the last backup is
copied; then all of the copy is read, and its root compared with the checkpoint that is stored with it.
Interrupting this command does not interrupt the backup.

Examples:
  verkan backup create
  verkan backup create --json --quiet
)";

constexpr char kListFooter[] = R"(
Examples:
  verkan backup list
  verkan backup list --json
  verkan backup list --from /mnt/backup/verkan        (without a server)
)";

constexpr char kVerifyFooter[] = R"(
Reads every file with its checksum, every record, and computes the root: it must be the one that the
signed checkpoint of the backup says. Needs no server. With --key, which verkand prints when it starts
and which belongs into a safe place, also a forged backup is noticed.

Examples:
  verkan backup verify --from /mnt/backup/verkan
  verkan backup verify --from /mnt/backup/verkan --id 7
  verkan backup verify --from /mnt/backup/verkan --key verkan.local/7f3k2m9q+5e8d3a10+AZ...
)";

constexpr char kRestoreFooter[] = R"(
The data directory must hold no log, views or checkpoint; keys may be there. The log appears in it only
once all of it is verified; a restore that was cut off is simply run again. Then start verkand as usual:
it rebuilds the views. Keys are in no backup: bring log-key, master-key and keys/ from where they are kept.

Examples:
  verkan restore --from /mnt/backup/verkan --data /var/lib/verkan
  verkan restore --from /mnt/backup/verkan --id 7 --data /tmp/look
)";

struct BackupArguments {
  eventstore::BackupChoice choice;
  std::string data;
};

std::string SizeText(uint64_t bytes) {
  if (bytes < 1 << 20) return absl::StrFormat("%.1f KiB", bytes / 1024.0);
  if (bytes < 1 << 30) return absl::StrFormat("%.1f MiB", bytes / 1048576.0);
  return absl::StrFormat("%.2f GiB", bytes / 1073741824.0);
}

// Shows what long work on a backup does.
class Steps {
 public:
  explicit Steps(const Session& session)
      : session_(session),
        progress_(session.StartProgress("records verified", "poster verifierade")) {}

  void Show(bool copying, uint64_t verified, uint64_t size) {
    if (copying && !told_copying_ && !session_.quiet) {
      session_.err() << session_.Say("copying ...\n", "kopierar ...\n");
      told_copying_ = true;
    }
    if (!copying && size > 0) {
      progress_.Update(static_cast<double>(verified) / static_cast<double>(size), verified);
    }
  }

  eventstore::BackupProgress Callback() {
    return [this](BackupPhase phase, uint64_t verified, uint64_t size) {
      Show(phase == BackupPhase::kCopying, verified, size);
      return true;
    };
  }

  void End() { progress_.Clear(); }

 private:
  const Session& session_;
  Progress progress_;
  bool told_copying_ = false;
};

admin::v1::Backup ToMessage(const eventstore::Backup& backup) {
  admin::v1::Backup message;
  message.set_id(backup.id);
  message.set_created_at(backup.created_at_micros);
  message.set_size(backup.checkpoint.size);
  message.set_root_hash(backup.checkpoint.root.data(), backup.checkpoint.root.size());
  message.set_bytes(backup.bytes);
  message.set_checkpoint(backup.note);
  return message;
}

std::string Line(const Session& session, const admin::v1::Backup& backup) {
  return absl::StrFormat(
      "%s %d  %s  %s, %s, %s %s\n", session.Say("backup", "säkerhetskopia"), backup.id(),
      TimeText(backup.created_at()), Counted(backup.size(), "records", session.language()),
      SizeText(backup.bytes()), session.Say("root", "rot"), absl::Base64Escape(backup.root_hash()));
}

int Print(const Session& session, const admin::v1::Backup& backup) {
  if (session.json) return session.PrintJson(backup);
  session.out() << Line(session, backup);
  return kDone;
}

int Create(Session* session) {
  Steps steps(*session);
  const auto backup = session->client()->CreateBackup([&](const admin::v1::BackupProgress& at) {
    steps.Show(at.phase() == admin::v1::BACKUP_PHASE_COPYING, at.verified(), at.size());
  });
  steps.End();
  return backup.ok() ? Print(*session, *backup) : session->Fail(backup.status());
}

absl::StatusOr<admin::v1::ListBackupsResponse> ListOf(Session* session,
                                                      const std::string& directory) {
  if (directory.empty()) return session->client()->ListBackups();
  const auto backups = eventstore::ListBackups(directory);
  if (!backups.ok()) return backups.status();
  admin::v1::ListBackupsResponse list;
  list.set_directory(directory);
  for (const eventstore::Backup& backup : *backups) *list.add_backups() = ToMessage(backup);
  return list;
}

int List(Session* session, const BackupArguments& arguments) {
  const auto list = ListOf(session, arguments.choice.directory);
  if (!list.ok()) return session->Fail(list.status());
  if (session->json) return session->PrintJson(*list);
  for (const admin::v1::Backup& backup : list->backups()) session->out() << Line(*session, backup);
  session->out() << Counted(list->backups_size(), "backups", session->language())
                 << session->Say(" in ", " i ") << list->directory() << "\n";
  return kDone;
}

int Verify(Session* session, const BackupArguments& arguments) {
  Steps steps(*session);
  const auto backup = eventstore::VerifyBackup(arguments.choice, steps.Callback());
  steps.End();
  if (!backup.ok()) return session->Fail(backup.status());
  if (!session->json) {
    session->out() << session->Say("verified: every file, every record, the root, signed by\n  ",
                                   "verifierad: varje fil, varje post, roten, signerad av\n  ")
                   << backup->verifier_key << "\n";
  }
  return Print(*session, ToMessage(*backup));
}

int Restore(Session* session, const BackupArguments& arguments) {
  umask(077);  // as the server does with what it makes
  Steps steps(*session);
  const auto backup = eventstore::RestoreBackup(arguments.choice, arguments.data, steps.Callback());
  steps.End();
  if (!backup.ok()) return session->Fail(backup.status());
  if (!session->json) {
    session->out() << session->Say("restored and verified\n", "återställd och verifierad\n");
  }
  const int code = Print(*session, ToMessage(*backup));
  session->TellHowToStart(arguments.data);
  return code;
}

void AddChoice(CLI::App* command, BackupArguments* arguments) {
  command->add_option("--from", arguments->choice.directory, "Directory of the backups")
      ->required();
  command->add_option("--id", arguments->choice.id, "Number of the backup; else the latest");
  command->add_option("--key", arguments->choice.verifier_key,
                      "Verifier key that must have signed it; else the one it names itself");
}

}  // namespace

void AddBackupCommands(CLI::App* app, Session* session) {
  auto arguments = std::make_shared<BackupArguments>();
  CLI::App* group = app->add_subcommand("backup", "Back up the log; list and verify backups");
  group->require_subcommand(1);

  CLI::App* create = group->add_subcommand("create", "Have the server add a backup");
  create->footer(kCreateFooter);
  create->callback([session] { session->exit_code = Create(session); });

  CLI::App* list = group->add_subcommand("list", "Print the backups, the oldest first");
  list->footer(kListFooter);
  list->add_option("--from", arguments->choice.directory,
                   "Directory of the backups; else that of the server");
  list->callback([session, arguments] { session->exit_code = List(session, *arguments); });

  CLI::App* verify = group->add_subcommand("verify", "Read all of a backup and check its root");
  verify->footer(kVerifyFooter);
  AddChoice(verify, arguments.get());
  verify->callback([session, arguments] { session->exit_code = Verify(session, *arguments); });

  CLI::App* restore = app->add_subcommand("restore", "Put a backup into an empty data directory");
  restore->footer(kRestoreFooter);
  AddChoice(restore, arguments.get());
  restore->add_option("--data", arguments->data, "Data directory for verkand")->required();
  restore->callback([session, arguments] { session->exit_code = Restore(session, *arguments); });
}

}  // namespace verkan::cli
