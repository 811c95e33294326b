// Tells at the start whether the keys of persons are those of the log: without them nothing fails,
// but what the log tells of persons cannot be opened any more.
#ifndef VERKAN_SERVICES_DOMAIN_MISSING_KEYS_H_
#define VERKAN_SERVICES_DOMAIN_MISSING_KEYS_H_

#include <string>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "eventstore/sealing/key_store.h"

namespace verkan::services {

// What to tell the admin if the first or the last sealed facts of the log name persons who have
// neither a key nor were erased; empty if every one has. `path` is where the keys are. Looks at
// a few records only.
absl::StatusOr<std::string> WarnOfMissingKeys(const eventstore::EventStore& log,
                                              const eventstore::KeyStore& keys,
                                              const std::string& path);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_MISSING_KEYS_H_
