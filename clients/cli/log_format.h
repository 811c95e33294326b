// Events of the log as people and programs read them. Verkan's own events are decoded;
// those of other systems are shown by size, or as base64.
#ifndef VERKAN_CLIENTS_CLI_LOG_FORMAT_H_
#define VERKAN_CLIENTS_CLI_LOG_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::cli {

// One line: position, time, stream, type, what happened. No newline.
std::string EventLine(const log::v1::RecordedEvent& event);

// One JSON object on one line: position, recordedAt, revision, eventId, type, stream, tags,
// firstDay, lastDay, event or payload (base64), metadata. No newline.
std::string EventJson(const log::v1::RecordedEvent& event);

// Microseconds since 1970 as RFC 3339: "2026-11-22T07:23:49.123456+00:00", as reports tell them
// too. It can be given to --as-of as it is.
std::string TimeText(uint64_t micros);

// 16 bytes as the text form of a UUID; other lengths as hexadecimal digits.
std::string ToUuidText(absl::string_view bytes);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_LOG_FORMAT_H_
