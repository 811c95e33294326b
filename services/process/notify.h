// What the server tells systemd, if that started it: that it is ready, lives, or ends.
#ifndef VERKAN_SERVICES_PROCESS_NOTIFY_H_
#define VERKAN_SERVICES_PROCESS_NOTIFY_H_

#include "absl/strings/string_view.h"

namespace verkan::services {

// Sends a state such as "READY=1" to the socket that $NOTIFY_SOCKET names. False if there is
// none, or it takes nothing: nothing depends on it here. Any thread.
bool NotifySystemd(absl::string_view state);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_NOTIFY_H_
