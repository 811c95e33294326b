// The log service: events in, by rules (Record) or as they are (Append), and events out,
// once (Read) or for ever (Subscribe).
#ifndef VERKAN_SERVICES_LOG_LOG_SERVICE_H_
#define VERKAN_SERVICES_LOG_LOG_SERVICE_H_

#include "eventstore/event_store.h"
#include "services/calls/handler.h"
#include "services/domain/recorder.h"

namespace verkan::services {

// Adds all methods of verkan.log.v1.LogService but its command VoidEvent. Store and
// recorder must outlive the handlers.
void AddLogService(eventstore::EventStore* store, Recorder* recorder, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_LOG_LOG_SERVICE_H_
