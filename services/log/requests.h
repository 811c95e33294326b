// Requests of the log service, checked and made into what the event store takes. Pure.
#ifndef VERKAN_SERVICES_LOG_REQUESTS_H_
#define VERKAN_SERVICES_LOG_REQUESTS_H_

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "services/calls/context.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {

// INVALID_ARGUMENT with every violation. Events of Verkan's own types or on streams of
// Verkan's nouns are refused: only Record, which runs the rules, takes those. Takes the
// batch's strings; the metadata get "actor" and "traceparent" of the call.
absl::StatusOr<eventstore::Batch> ToBatch(const Context& context, log::v1::Batch batch);

// INVALID_ARGUMENT with every violation. An item that names regions becomes one item a region,
// each with the region's tag, as tags of an item must all be there.
absl::StatusOr<eventstore::ReadOptions> ToReadOptions(const log::v1::ReadRequest& request);
absl::StatusOr<eventstore::ReadOptions> ToReadOptions(const log::v1::SubscribeRequest& request);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_LOG_REQUESTS_H_
