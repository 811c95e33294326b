// Commands of all domain services have one shape: the request holds the event to record,
// the response its place in the log. So one handler serves them all; a new command is
// nothing but a method in a .proto.
#ifndef VERKAN_SERVICES_CALLS_COMMANDS_H_
#define VERKAN_SERVICES_CALLS_COMMANDS_H_

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "services/calls/handler.h"
#include "services/domain/recorder.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {

// Whether the method is a command: its request is {event, request_id, expected_revision,
// validate_only}, if the event is one of verkan.event.v1.Event.
bool IsCommand(const google::protobuf::MethodDescriptor& method);

log::v1::Recorded ToMessage(const Recorded& recorded);

// Adds every command of every linked service. The recorder must outlive the handlers.
// Internal if the response of a command has not the fields of log.v1.Recorded.
absl::Status AddCommands(Recorder* recorder, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_COMMANDS_H_
