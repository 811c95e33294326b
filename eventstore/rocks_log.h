// Where the lines go in which RocksDB tells what it does. It writes no file of its own: Debian's
// build ends the process if that file cannot be written, so a full disk would end the server.
#ifndef VERKAN_EVENTSTORE_ROCKS_LOG_H_
#define VERKAN_EVENTSTORE_ROCKS_LOG_H_

#include <functional>

#include "absl/strings/string_view.h"

namespace verkan::eventstore {

using RocksLogSink = std::function<void(absl::string_view line)>;

// Has the lines of every database of this process handed to the sink, which is called on any
// thread and must not call back into a database. Before the first database is opened; without it
// the lines go nowhere.
void SetRocksLog(RocksLogSink sink);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_ROCKS_LOG_H_
