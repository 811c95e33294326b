// verkan archive: the whole log as one portable file.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/counted.h"
#include "clients/cli/session.h"
#include "eventstore/archive/import.h"
#include "eventstore/archive/reader.h"
#include "eventstore/archive/writer.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"

namespace verkan::cli {
namespace {

using eventstore::ArchiveReader;
using eventstore::ArchiveWriter;
using eventstore::Checkpoints;
using eventstore::EventStore;

constexpr char kExportFooter[] = R"(
JSON lines: each event is a CloudEvent 1.0 with the record as it is stored and the proof that it is in
the log. What is sealed stays sealed, and keys are never in it. eventstore/archive/README.md has the format.

Examples:
  verkan archive export verkan-2026-11-22.jsonl
  verkan archive export - | gzip > verkan-2026-11-22.jsonl.gz
  verkan archive export --data /var/lib/verkan verkan.jsonl      (where no server runs)
  verkan archive export --no-proofs small.jsonl
)";

constexpr char kVerifyFooter[] = R"(
Checks every event against its proof, the root, the signature and that nothing is missing, and names the
first line and position that fail. Needs no server. With --key, which verkand prints when it starts and
which belongs into a safe place, also a forged archive is noticed.

Examples:
  verkan archive verify verkan-2026-11-22.jsonl
  zcat verkan-2026-11-22.jsonl.gz | verkan archive verify -
  verkan archive verify verkan.jsonl --key verkan.local/7f3k2m9q+5e8d3a10+AZ...
)";

constexpr char kImportFooter[] = R"(
The data directory must hold no log, views or checkpoint; keys may be there. The log gets the same records
at the same positions, and so the same root; requests that it remembers are not recorded again. It appears
only once all of it is verified; an import that was cut off is simply run again. Then start verkand as usual.

Examples:
  verkan archive import verkan-2026-11-22.jsonl --data /var/lib/verkan
  zcat verkan.jsonl.gz | verkan archive import - --data ./var/moved
)";

struct ArchiveArguments {
  std::string file, data, key;
  bool no_proofs = false;
};

bool IsStandard(const std::string& file) { return file == "-"; }

absl::Status CannotWrite(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat("cannot write ", path, ": ", strerror(errno)));
}

// Where an archive goes: the output, or a file that has its name only once it is whole.
class Target {
 public:
  Target(const Session& session, std::string path)
      : path_(std::move(path)), part_(path_ + ".part"), out_(&session.bytes_out()) {
    if (IsStandard(path_)) return;
    file_.open(part_, std::ios::binary | std::ios::trunc);
    out_ = &file_;
  }
  ~Target() {
    if (!IsStandard(path_)) std::remove(part_.c_str());
  }

  bool Write(const std::string& lines) {
    out_->write(lines.data(), static_cast<std::streamsize>(lines.size()));
    return out_->good();
  }

  absl::Status Finish() {
    if (!out_->flush().good()) return CannotWrite(path_);
    if (IsStandard(path_)) return absl::OkStatus();
    file_.close();
    return std::rename(part_.c_str(), path_.c_str()) == 0 ? absl::OkStatus() : CannotWrite(path_);
  }

 private:
  const std::string path_, part_;
  std::ofstream file_;
  std::ostream* out_;
};

// Takes some lines; false: stop. Position and size are those of the log.
using TakeLines = std::function<bool(const std::string& lines, uint64_t position, uint64_t size)>;

absl::Status ExportOnline(Session* session, const ArchiveArguments& arguments,
                          const TakeLines& take) {
  admin::v1::ExportArchiveRequest request;
  request.set_without_proofs(arguments.no_proofs);
  return session->client()->ExportArchive(
      request, [&](const admin::v1::ExportArchiveResponse& message) {
        return take(message.lines(), message.position(), message.size());
      });
}

absl::Status ExportOffline(const ArchiveArguments& arguments, const TakeLines& take) {
  const auto store = EventStore::Open({.path = arguments.data + "/events", .read_only = true});
  if (!store.ok()) return store.status();
  const auto checkpoints = Checkpoints::Open(store->get(), arguments.data);
  if (!checkpoints.ok()) return checkpoints.status();
  const auto writer =
      ArchiveWriter::Open(store->get(), checkpoints->get(), {.proofs = !arguments.no_proofs});
  if (!writer.ok()) return writer.status();
  std::string lines;
  while (true) {
    const absl::StatusOr<bool> more = (*writer)->Next(&lines);
    if (!more.ok()) return more.status();
    if (!*more || !take(lines, (*writer)->position(), (*writer)->size())) return absl::OkStatus();
  }
}

int Export(Session* session, const ArchiveArguments& arguments) {
  Target target(*session, arguments.file);
  Progress progress = session->StartProgress("events", "händelser");
  uint64_t events = 0, bytes = 0;
  bool written = true;
  const TakeLines take = [&](const std::string& lines, uint64_t position, uint64_t size) {
    events = position;
    bytes += lines.size();
    if (size > 0)
      progress.Update(static_cast<double>(position) / static_cast<double>(size), position);
    return written = target.Write(lines);
  };
  absl::Status status = arguments.data.empty() ? ExportOnline(session, arguments, take)
                                               : ExportOffline(arguments, take);
  if (status.ok()) status = written ? target.Finish() : CannotWrite(arguments.file);
  progress.Clear();
  if (!status.ok()) return session->Fail(status);
  std::ostream& tell = IsStandard(arguments.file) ? session->err() : session->out();
  if (session->json) {
    tell << nlohmann::ordered_json{{"events", events}, {"bytes", bytes}, {"file", arguments.file}}
         << "\n";
  } else if (!session->quiet || !IsStandard(arguments.file)) {
    tell << Counted(events, "events", session->language()) << ", "
         << Counted(bytes, "bytes", session->language()) << session->Say(" in ", " i ")
         << arguments.file << "\n";
  }
  return kDone;
}

// Opens the archive, hands it to `work` with progress, and tells what it holds.
int Read(Session* session, const ArchiveArguments& arguments, absl::string_view done,
         const std::function<absl::Status(ArchiveReader*, const eventstore::ReadProgress&)>& work) {
  std::ifstream file;
  if (!IsStandard(arguments.file)) {
    file.open(arguments.file, std::ios::binary);
    if (!file.is_open()) {
      return session->Fail(
          absl::NotFoundError(absl::StrCat("cannot read ", arguments.file, ": ", strerror(errno))));
    }
  }
  std::istream* const in = IsStandard(arguments.file) ? &std::cin : &file;
  const auto archive = ArchiveReader::Open(in, arguments.key);
  Progress progress = session->StartProgress("events verified", "händelser verifierade");
  const absl::Status status =
      archive.ok()
          ? work(archive->get(),
                 [&](uint64_t read, uint64_t size) {
                   if (size > 0)
                     progress.Update(static_cast<double>(read) / static_cast<double>(size), read);
                   return true;
                 })
          : archive.status();
  progress.Clear();
  if (!status.ok()) {
    return session->Fail({status.code(), absl::StrCat(arguments.file, ": ", status.message())});
  }
  const auto& header = (*archive)->header();
  const std::string root = absl::Base64Escape(absl::string_view(
      reinterpret_cast<const char*>(header.checkpoint.root.data()), header.checkpoint.root.size()));
  if (session->json) {
    session->out() << nlohmann::ordered_json{{"events", (*archive)->events()},
                                             {"ids", (*archive)->ids()},
                                             {"origin", header.checkpoint.origin},
                                             {"root", root},
                                             {"key", header.verifier_key},
                                             {"proofs", header.proofs}}
                   << "\n";
    return kDone;
  }
  session->out() << done << Counted((*archive)->events(), "events", session->language())
                 << session->Say(" of ", " ur ") << header.checkpoint.origin
                 << session->Say(", root ", ", rot ") << root
                 << session->Say("\nsigned by ", "\nsignerad av ") << header.verifier_key << "\n";
  return kDone;
}

int Verify(Session* session, const ArchiveArguments& arguments) {
  return Read(session, arguments, session->Say("verified: ", "verifierat: "),
              eventstore::VerifyArchive);
}

int Import(Session* session, const ArchiveArguments& arguments) {
  umask(077);  // as the server does with what it makes
  const int code = Read(session, arguments,
                        session->Say("imported and verified: ", "importerat och verifierat: "),
                        [&](ArchiveReader* archive, const eventstore::ReadProgress& progress) {
                          return eventstore::ImportArchive(archive, arguments.data, progress);
                        });
  if (code == kDone) session->TellHowToStart(arguments.data);
  return code;
}

void AddFile(CLI::App* command, ArchiveArguments* arguments, const char* text) {
  command->add_option("FILE", arguments->file, text)->required();
}

void AddKey(CLI::App* command, ArchiveArguments* arguments) {
  command->add_option("--key", arguments->key,
                      "Verifier key that must have signed it; else the one it names itself");
}

}  // namespace

void AddArchiveCommands(CLI::App* app, Session* session) {
  auto arguments = std::make_shared<ArchiveArguments>();
  CLI::App* group = app->add_subcommand("archive", "The whole log as one portable, proven file");
  group->require_subcommand(1);

  CLI::App* exporting = group->add_subcommand("export", "Write the log to a file");
  exporting->footer(kExportFooter);
  AddFile(exporting, arguments.get(), "File to write; - for the output");
  exporting->add_option("--data", arguments->data, "Data directory; else the server is asked");
  exporting->add_flag("--no-proofs", arguments->no_proofs,
                      "Leave out each event's proof: half the size, verified only as a whole");
  exporting->callback([session, arguments] { session->exit_code = Export(session, *arguments); });

  CLI::App* verify = group->add_subcommand("verify", "Check an archive");
  verify->footer(kVerifyFooter);
  AddFile(verify, arguments.get(), "Archive; - for the input");
  AddKey(verify, arguments.get());
  verify->callback([session, arguments] { session->exit_code = Verify(session, *arguments); });

  CLI::App* import = group->add_subcommand("import", "Make the log of an archive");
  import->footer(kImportFooter);
  AddFile(import, arguments.get(), "Archive; - for the input");
  AddKey(import, arguments.get());
  import->add_option("--data", arguments->data, "Data directory for verkand")->required();
  import->callback([session, arguments] { session->exit_code = Import(session, *arguments);
});
}  // namespace verkan::cli

}  // namespace verkan::cli
