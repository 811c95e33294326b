// The queries of the participant service, and how reads of personal data are recorded.
// Its commands come from their descriptors (services/calls/commands.h).
#ifndef VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_SERVICE_H_
#define VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_SERVICE_H_

#include <functional>
#include <string>
#include <vector>

#include "eventstore/event_store.h"
#include "services/calls/handler.h"
#include "services/domain/recorder.h"

namespace verkan::services {

// Records that personal data is shown: one PersonalDataRead a person. Calls `show` once, on
// the loop, when all are durable, or with what kept one from being recorded: then nothing
// may be shown. `position` is that of the event that is read, 0 for the register.
void RecordAccess(Recorder* recorder, const Context& context,
                  const std::vector<std::string>& participant_ids, const std::string& purpose,
                  eventstore::Position position, std::function<void(const absl::Status&)> show);

// Adds GetParticipant. Store and recorder must outlive the handlers.
void AddParticipantService(const eventstore::EventStore* store, Recorder* recorder,
                           Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_SERVICE_H_
