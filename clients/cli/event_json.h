// Facts written as proto JSON, and where in the text a field stands.
#ifndef VERKAN_CLIENTS_CLI_EVENT_JSON_H_
#define VERKAN_CLIENTS_CLI_EVENT_JSON_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cpp/errors.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::cli {

// EventFault is one thing that is wrong with a text.
struct EventFault {
  int column = 0;  // from 1, in characters
  client::Violation violation;
};

// Reads one verkan.event.v1.Event, such as
//   {"activityHeld": {"activityId": "lunch-1", "details": {…}}}
// Names may be camelCase or snake_case. False, with every fault, if it cannot be read.
bool ReadEvent(absl::string_view json, verkan::event::v1::Event* event,
               std::vector<EventFault>* faults);

// What may stand beside the fact of a line.
struct BesideFact {
  bool together = false;  // of a voiding: void also what rests on the fact
  bool invented = false;  // the fact is made up
};

// The same of a line of a file, with what stands beside the fact: "together": true.
bool ReadLine(absl::string_view json, verkan::event::v1::Event* event, BesideFact* beside,
              std::vector<EventFault>* faults);

// Column of the value that a path of the server's names ("event.details.region_code",
// "activity_held.details.organiser_ids[1]"), or of the innermost part that is there.
// 1 if nothing of it is.
int ColumnOf(absl::string_view json, absl::string_view path);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_EVENT_JSON_H_
