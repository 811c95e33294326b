// What Read and Subscribe send: batches of records as they are stored, unparsed.
#ifndef VERKAN_SERVICES_LOG_SOURCES_H_
#define VERKAN_SERVICES_LOG_SOURCES_H_

#include <memory>

#include "eventstore/event_store.h"
#include "services/calls/handler.h"

namespace verkan::services {

// A message holds at most this many events and ends after the record that passes this
// many bytes.
inline constexpr size_t kMaxMessageEvents = 1024;
inline constexpr size_t kMaxMessageBytes = 256 << 10;

// Sends ReadResponse for what the options say.
std::unique_ptr<Source> MakeReadSource(eventstore::ReadOptions options,
                                       const eventstore::EventStore* store);

// A subscriber that had caught up has fallen behind when so many events of the log wait, whether
// they match or not: twice what the largest append holds, so that no single one does it.
inline constexpr size_t kBehindEvents = 2 * eventstore::kMaxBatchEvents;

// Sends SubscribeResponse: what there is, a marker without events, and then what comes. If nothing
// matches, messages a second apart tell how far it has come. `options.from` is at most the next
// position of the log. A message tells the position to resume from and the hash of the record
// there.
std::unique_ptr<Source> MakeSubscription(eventstore::ReadOptions options,
                                         const eventstore::EventStore* store);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_LOG_SOURCES_H_
