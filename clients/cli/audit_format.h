// What an audit found, as people and programs read it.
#ifndef VERKAN_CLIENTS_CLI_AUDIT_FORMAT_H_
#define VERKAN_CLIENTS_CLI_AUDIT_FORMAT_H_

#include <string>

#include "absl/time/time.h"
#include "clients/cli/audit_verify.h"
#include "clients/cli/session.h"

namespace verkan::cli {

// True if nothing was found that is wrong.
bool Passed(const Audit& audit);

// Several lines: log, key, records, root, checkpoints, how many facts are voided because what they
// rested on is, if any, and what it all comes to.
std::string AuditText(const Session& session, const Audit& audit, absl::Duration took);

// One object: verified, origin, records, rootHash, vouched, voidedWithBasis (facts that are voided
// because what they rested on is), seconds, verifierKey, trust, checkpoints and findings, each with
// first, last and what.
std::string AuditJson(const Audit& audit, absl::Duration took);

// How a key came to be believed, in a few words.
std::string TrustText(const Session& session, Trust trust);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_AUDIT_FORMAT_H_
