// Reads a log from end to end, as its blocks lie on disk, past the cache.
#ifndef VERKAN_EVENTSTORE_LOG_SCAN_H_
#define VERKAN_EVENTSTORE_LOG_SCAN_H_

#include <functional>
#include <optional>

#include "absl/strings/string_view.h"
#include "eventstore/database.h"
#include "eventstore/log_check.h"

namespace verkan::eventstore {

// Calls `visit` with every record from position 1 on, until it answers false. Answers what
// keeps the log from being read on: a block or record that does not verify or that stands in
// the wrong place. Nothing if the log was read to its end.
std::optional<Finding> ScanLog(const Database& database,
                               const std::function<bool(absl::string_view record)>& visit);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LOG_SCAN_H_
