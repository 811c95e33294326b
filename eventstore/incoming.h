// Incoming is a log on its way into a data directory: from a backup or from an archive. It lies
// under another name until it is known to be whole, so that nothing takes it for a log before.
#ifndef VERKAN_EVENTSTORE_INCOMING_H_
#define VERKAN_EVENTSTORE_INCOMING_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/high_water.h"
#include "eventstore/proofs/note.h"

namespace verkan::eventstore {

class Incoming {
 public:
  // Makes the data directory if it is not there, and removes what an earlier attempt left
  // half-done. FailedPrecondition if it holds a log, views or a checkpoint already; keys may
  // be there.
  static absl::StatusOr<Incoming> Prepare(const std::string& data_directory);

  // Where to put the database.
  std::string path() const;

  // Makes it the log of the directory, durably, with its high-water mark, and with the checkpoint
  // if the directory has the key that signed it: a server with another key would refuse it.
  // The database must be verified and closed.
  absl::Status Install(const HighWater& mark, absl::string_view checkpoint_note,
                       const Verifier& verifier) const;

 private:
  explicit Incoming(std::string directory) : directory_(std::move(directory)) {}

  const std::string directory_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_INCOMING_H_
