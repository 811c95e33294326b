// What Read and Subscribe send: batches of records as they are stored, unparsed.
#ifndef VERKAN_SERVICES_LOG_SOURCES_H_
#define VERKAN_SERVICES_LOG_SOURCES_H_

#include <memory>

#include "eventstore/event_store.h"
#include "services/rpc/handler.h"

namespace verkan::services {

// A message holds at most this many events and ends after the record that passes this
// many bytes.
inline constexpr size_t kMaxMessageEvents = 1024;
inline constexpr size_t kMaxMessageBytes = 256 << 10;

// Sends ReadResponse for what the options say.
std::unique_ptr<Source> MakeReadSource(eventstore::ReadOptions options,
                                       const eventstore::EventStore* store);

// Sends SubscribeResponse: what there is, a marker without events, and then what comes.
std::unique_ptr<Source> MakeSubscription(eventstore::ReadOptions options,
                                         const eventstore::EventStore* store);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_LOG_SOURCES_H_
