// KnownKeys remembers, in a file of the user's, by which key each log signs: a log that
// signs by another one later is noticed. Whoever has the key from a better source gives it.
#ifndef VERKAN_CLIENTS_CLI_KNOWN_KEYS_H_
#define VERKAN_CLIENTS_CLI_KNOWN_KEYS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/proofs/note.h"

namespace verkan::cli {

// Why a key is trusted.
enum class Trust {
  kGiven,       // on the command line
  kRemembered,  // from an earlier time
  kFirstUse,    // because there was nothing to compare it with
};

struct TrustedKey {
  eventstore::Verifier verifier;
  Trust trust;
};

class KnownKeys {
 public:
  // One verifier key a line. The file and its directory are made at first use. What each log had
  // when it was last verified is in a second file beside it, with ".seen" at the end.
  explicit KnownKeys(std::string path) : path_(std::move(path)) {}

  // verkan/known-logs in $XDG_STATE_HOME, else in ~/.local/state.
  static std::string DefaultPath();

  const std::string& path() const { return path_; }

  // The key to believe for a log. `given`: a verifier key, a file that holds one, or empty.
  // `offered`: what the log says of itself; empty: nothing.
  //   DataLoss: the log offers another key than the one that is given or remembered.
  //   NotFound: there is no key. InvalidArgument: what is given is none.
  absl::StatusOr<TrustedKey> Trusted(const std::string& origin, const std::string& given,
                                     const std::string& offered);

  // What a log was when it was last verified; nothing if it never was.
  absl::StatusOr<std::optional<eventstore::Checkpoint>> LastSeen(const std::string& origin) const;

  // Remembers what a log was when it was verified, unless more of it was seen before.
  absl::Status Saw(const eventstore::Checkpoint& checkpoint);

 private:
  absl::StatusOr<std::optional<std::string>> Remembered(const std::string& origin) const;
  absl::Status Remember(const std::string& key);

  const std::string path_;
};

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_KNOWN_KEYS_H_
