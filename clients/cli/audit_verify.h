// Verifies a log, of a server or of a store on this disk, against signed checkpoints.
#ifndef VERKAN_CLIENTS_CLI_AUDIT_VERIFY_H_
#define VERKAN_CLIENTS_CLI_AUDIT_VERIFY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/known_keys.h"
#include "clients/cpp/client.h"
#include "eventstore/verify.h"

namespace verkan::cli {

// Where a checkpoint comes from that the server itself gives.
inline constexpr char kServersCheckpoint[] = "the server's checkpoint";

struct AuditOptions {
  std::string verifier_key;              // as KnownKeys::Trusted takes it
  std::vector<std::string> checkpoints;  // files that were kept from earlier
  std::string copy;                      // data directory of another copy, or empty
  std::function<void(uint64_t done, uint64_t head)> progress;
};

// What an audit has found. All is well if the report has no findings and a signature was checked.
struct Audit {
  eventstore::VerifyReport report;
  std::optional<TrustedKey> key;  // nothing: no signature could be checked
  std::vector<eventstore::KnownCheckpoint> checkpoints;
  std::string unchecked;  // why a signature may not have been checked
  // Facts that are voided because what they rested on is.
  uint64_t voided_with_basis = 0;
};

// Whether the records were compared with something whose signature is right.
bool SignatureChecked(const Audit& audit);

// The key to believe for a server's log. As KnownKeys::Trusted; the error also tells whether the
// server has another log, or the log that is known under another key.
absl::StatusOr<TrustedKey> TrustServer(client::Client* client,
                                       const log::v1::GetCheckpointResponse& answer,
                                       const std::string& given, KnownKeys* keys);

// Reads the whole log of the server, byte for byte. Errors: those of the connection, of files
// and of KnownKeys.
absl::StatusOr<Audit> AuditServer(client::Client* client, const AuditOptions& options,
                                  KnownKeys* keys);

// Reads a store that nobody has open, by its data directory. Errors: those of VerifyStore, of
// files and of KnownKeys.
absl::StatusOr<Audit> AuditStore(const std::string& data, const AuditOptions& options,
                                 KnownKeys* keys);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_AUDIT_VERIFY_H_
