// verkan audit: checkpoints, verification and proofs of the log.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/audit_format.h"
#include "clients/cli/audit_verify.h"
#include "clients/cli/commands.h"
#include "clients/cli/counted.h"
#include "clients/cli/known_keys.h"
#include "clients/cli/progress.h"
#include "clients/cli/session.h"
#include "eventstore/files.h"
#include "eventstore/proofs/note.h"
#include "eventstore/status_macros.h"

namespace verkan::cli {
namespace {

constexpr char kGroupFooter[] = R"(
The log is a Merkle tree whose root is signed. Whoever keeps a signed checkpoint can prove later
that nothing before it was changed.

A log's key is remembered in verkan/known-logs below $XDG_STATE_HOME or ~/.local/state, and a log
that signs by another key later is not verified. --verifier-key gives the key from a better source.
)";

constexpr char kCheckpointFooter[] = R"(
Examples:
  verkan audit checkpoint
  verkan audit checkpoint --out checkpoint-2026-11-22
)";

constexpr char kVerifyFooter[] = R"(
Reads every record, computes the root from the records' bytes alone and compares it with what
was signed. A store on this disk (--data) is checked more closely: blocks, checksums, tiles,
indexes and marks. It must not be in use; a copy will do. Nothing is written to it.

The more checkpoints from earlier days are given, the narrower is the range in which a change is
found; with another copy of the log the position is exact.

A server's records are compared with the leaves of its Merkle tree, which must lead to the root that
it signed: a record that is changed, missing, there twice or in the place of another is named exactly.
The signature of a store is checked with the key that is given or known, else with its own log-key.

It also counts the facts that are voided because what they rested on is. `verkan log read --type
EventVoided` shows them, each with the id of that event as basisEventId.

Exit codes: 0 verified; 5 not verified, and the first bad position is named; 6 nothing bad was found,
but no signature was checked, such as without a checkpoint or a key; 1 it could not be read.

Examples:
  verkan audit verify
  verkan audit verify --checkpoint checkpoint-2026-11-22 --verifier-key verkan.local/7f3k2m9q+1a2b3c4d+AZ…
  verkan audit verify --data /var/lib/verkan
  verkan audit verify --data /var/lib/verkan --copy /mnt/copy --json
)";

constexpr char kProofFooter[] = R"(
Writes a proof (C2SP tlog-proof) that the record at a position is in the signed log, and with
--record the record's bytes, which it is about. `verkan audit check` checks both without a server.

Examples:
  verkan audit proof 120 --out 120.tlog-proof --record 120.record
)";

constexpr char kCheckFooter[] = R"(
Needs no server. Exit code 5: the proof does not hold.

Examples:
  verkan audit check 120.tlog-proof --record 120.record
  verkan audit check 120.tlog-proof --record 120.record --verifier-key key.txt
)";

struct AuditArguments {
  std::string data, out, record, file;
  uint64_t position = 0;
  AuditOptions options;
};

absl::Status Write(const std::string& path, absl::string_view content) {
  return eventstore::WriteFile(path, content, eventstore::kPublicFile);
}

// What does not verify has an exit code of its own.
int FailAudit(const Session& session, const absl::Status& status) {
  const int code = session.Fail(status);
  return absl::IsDataLoss(status) ? kNotVerified : code;
}

absl::StatusOr<TrustedKey> TrustedFor(const std::string& note, const std::string& given,
                                      const std::string& offered) {
  VERKAN_ASSIGN_OR_RETURN(const auto said, eventstore::ReadCheckpoint(note));
  return KnownKeys(KnownKeys::DefaultPath()).Trusted(said.origin, given, offered);
}

absl::Status PrintCheckpoint(Session* session, const AuditArguments& arguments) {
  VERKAN_ASSIGN_OR_RETURN(const auto answer, session->client()->GetCheckpoint({}));
  KnownKeys keys(KnownKeys::DefaultPath());
  VERKAN_ASSIGN_OR_RETURN(const TrustedKey key, TrustServer(session->client(), answer,
                                                            arguments.options.verifier_key, &keys));
  VERKAN_RETURN_IF_ERROR(OpenCheckpoint(answer.note(), key.verifier).status());
  if (!arguments.out.empty()) VERKAN_RETURN_IF_ERROR(Write(arguments.out, answer.note()));
  if (session->json) {
    session->PrintJson(answer);
    return absl::OkStatus();
  }
  session->out() << answer.note() << "\n"
                 << session->Say("key  ", "nyckel  ") << key.verifier.Key() << "\n     "
                 << TrustText(*session, key.trust) << "\n";
  return absl::OkStatus();
}

int Verify(Session* session, const AuditArguments& arguments) {
  KnownKeys keys(KnownKeys::DefaultPath());
  Progress progress = session->StartProgress("records", "poster");
  AuditOptions options = arguments.options;
  options.progress = [&progress](uint64_t done, uint64_t head) {
    progress.Update(static_cast<double>(done) / static_cast<double>(head), done);
  };
  const absl::Time start = absl::Now();
  const absl::StatusOr<Audit> audit = arguments.data.empty()
                                          ? AuditServer(session->client(), options, &keys)
                                          : AuditStore(arguments.data, options, &keys);
  progress.Clear();
  if (!audit.ok()) return FailAudit(*session, audit.status());
  const absl::Duration took = absl::Now() - start;
  session->out() << (session->json ? AuditJson(*audit, took) + "\n"
                                   : AuditText(*session, *audit, took));
  if (!Passed(*audit)) return kNotVerified;
  return SignatureChecked(*audit) ? kDone : kNotSigned;
}

absl::Status Prove(Session* session, const AuditArguments& arguments) {
  log::v1::ProveInclusionRequest request;
  request.set_position(arguments.position);
  VERKAN_ASSIGN_OR_RETURN(const auto answer, session->client()->ProveInclusion(request));
  if (!arguments.record.empty()) {
    std::string bytes;
    VERKAN_RETURN_IF_ERROR(session->client()->ReadRecords(arguments.position, arguments.position,
                                                          [&](absl::string_view record) {
                                                            bytes = std::string(record);
                                                            return true;
                                                          }));
    VERKAN_RETURN_IF_ERROR(Write(arguments.record, bytes));
  }
  if (!arguments.out.empty()) return Write(arguments.out, answer.tlog_proof());
  session->out() << answer.tlog_proof();
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadOrFail(const std::string& path) {
  VERKAN_ASSIGN_OR_RETURN(auto content, eventstore::ReadFile(path));
  if (content.has_value()) return *std::move(content);
  return absl::NotFoundError(absl::StrCat(path, ": No such file or directory"));
}

absl::Status Check(Session* session, const AuditArguments& arguments) {
  VERKAN_ASSIGN_OR_RETURN(const std::string proof, ReadOrFail(arguments.file));
  VERKAN_ASSIGN_OR_RETURN(const std::string record, ReadOrFail(arguments.record));
  const size_t note = proof.find("\n\n");
  VERKAN_ASSIGN_OR_RETURN(const TrustedKey key,
                          TrustedFor(note == std::string::npos ? "" : proof.substr(note + 2),
                                     arguments.options.verifier_key, ""));
  uint64_t index = 0;
  VERKAN_ASSIGN_OR_RETURN(const auto checkpoint,
                          VerifyTlogProof(proof, record, key.verifier, &index));
  if (session->json) {
    session->out() << nlohmann::ordered_json{{"verified", true},
                                             {"origin", checkpoint.origin},
                                             {"position", index + 1},
                                             {"size", checkpoint.size},
                                             {"verifierKey", key.verifier.Key()}}
                          .dump()
                   << "\n";
    return absl::OkStatus();
  }
  session->out() << arguments.record
                 << session->Say(" is the record at position ", " är posten på position ")
                 << index + 1 << session->Say(" of ", " i ") << checkpoint.origin
                 << session->Say(", signed with ", ", signerad med ")
                 << Counted(checkpoint.size, "records", session->language()) << "\n";
  return absl::OkStatus();
}

using Action = absl::Status (*)(Session*, const AuditArguments&);

void Run(CLI::App* command, Session* session, std::shared_ptr<AuditArguments> arguments,
         Action action) {
  command->callback([=] {
    const absl::Status status = action(session, *arguments);
    session->exit_code = status.ok() ? kDone : FailAudit(*session, status);
  });
}

void AddKeyOption(CLI::App* command, AuditArguments* arguments) {
  command->add_option("--verifier-key", arguments->options.verifier_key,
                      "Key that the log must be signed by, or a file that holds it");
}

void AddVerify(CLI::App* group, Session* session, std::shared_ptr<AuditArguments> arguments) {
  CLI::App* verify = group->add_subcommand("verify", "Verify the whole log");
  verify->footer(kVerifyFooter);
  AddKeyOption(verify, arguments.get());
  verify
      ->add_option("--checkpoint", arguments->options.checkpoints,
                   "Checkpoint that was kept from earlier; may be given again")
      ->allow_extra_args(false);
  verify->add_option("--data", arguments->data,
                     "Verify the store in this directory instead of a server");
  verify->add_option("--copy", arguments->options.copy,
                     "Compare every record with the store in this directory");
  verify->callback([=] { session->exit_code = Verify(session, *arguments); });
}

}  // namespace

void AddAuditCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("audit", "Verify that the log is what was signed");
  group->footer(kGroupFooter);
  group->require_subcommand(1);
  const auto arguments = std::make_shared<AuditArguments>();

  CLI::App* checkpoint = group->add_subcommand("checkpoint", "Print the signed checkpoint");
  checkpoint->footer(kCheckpointFooter);
  AddKeyOption(checkpoint, arguments.get());
  checkpoint->add_option("--out", arguments->out, "Write the checkpoint to this file as well");
  Run(checkpoint, session, arguments, PrintCheckpoint);

  AddVerify(group, session, arguments);

  CLI::App* proof = group->add_subcommand("proof", "Prove that a record is in the log");
  proof->footer(kProofFooter);
  proof->add_option("position", arguments->position, "Position of the record")->required();
  proof->add_option("--out", arguments->out, "Write the proof to this file");
  proof->add_option("--record", arguments->record, "Write the record's bytes to this file");
  Run(proof, session, arguments, Prove);

  CLI::App* check = group->add_subcommand("check", "Check a proof, without a server");
  check->footer(kCheckFooter);
  check->add_option("proof", arguments->file, "File with the proof")->required();
  check->add_option("--record", arguments->record, "File with the record's bytes")->required();
  AddKeyOption(check, arguments.get());
  Run(check, session, arguments, Check);
}

}  // namespace verkan::cli
