// How an AppendConflict is put into a status; event_store.h reads it back.
#ifndef VERKAN_EVENTSTORE_CONFLICT_H_
#define VERKAN_EVENTSTORE_CONFLICT_H_

#include "absl/status/status.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

// Aborted, naming everything in the conflict; OK if there is nothing.
absl::Status ToStatus(const AppendConflict& conflict);

// Payload of an AlreadyExists that is about a request id: the position it was recorded at.
inline constexpr char kRequestTaken[] = "verkan/request-taken";

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_CONFLICT_H_
