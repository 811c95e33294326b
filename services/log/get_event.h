// LogService.GetEvent: one event, with what it tells of persons if that may be shown.
#ifndef VERKAN_SERVICES_LOG_GET_EVENT_H_
#define VERKAN_SERVICES_LOG_GET_EVENT_H_

#include "eventstore/event_store.h"
#include "services/calls/handler.h"
#include "services/domain/recorder.h"

namespace verkan::services {

// Adds GetEvent. Store and recorder must outlive the handlers.
void AddGetEvent(const eventstore::EventStore* store, Recorder* recorder, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_LOG_GET_EVENT_H_
