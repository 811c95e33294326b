// ServerLeaves are the leaves of a server's Merkle tree, as the server gives them: believed only
// once they lead to a root that was signed.
#ifndef VERKAN_CLIENTS_CLI_AUDIT_LEAVES_H_
#define VERKAN_CLIENTS_CLI_AUDIT_LEAVES_H_

#include <cstdint>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/client.h"
#include "eventstore/log_check.h"

namespace verkan::cli {

// One thread at a time. Memory: 32 bytes for 16 384 leaves, and a few MiB.
class ServerLeaves {
 public:
  // The first `size` leaves. The client must outlive this object.
  ServerLeaves(client::Client* client, uint64_t size) : client_(client), size_(size) {}

  // Reads all leaves once. Returns which of the checkpoints, of sizes up to that of the leaves,
  // they do not lead to. Unimplemented if the server is of an earlier version.
  absl::StatusOr<std::vector<eventstore::KnownCheckpoint>> NotLedTo(
      std::vector<eventstore::KnownCheckpoint> checkpoints);

  // The leaf of a position, after NotLedTo. DataLoss if the server now says otherwise.
  absl::StatusOr<eventstore::Hash> At(uint64_t position);

 private:
  absl::StatusOr<std::string> Fetch(uint64_t chunk);
  absl::StatusOr<absl::string_view> Chunk(uint64_t chunk);

  client::Client* const client_;
  const uint64_t size_;
  std::vector<eventstore::Hash> digests_;               // of each chunk, as it was first given
  std::list<std::pair<uint64_t, std::string>> chunks_;  // the last few, the latest first
};

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_AUDIT_LEAVES_H_
