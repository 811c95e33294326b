// Admission is what every call passes before it is run, whatever it travels by: who calls, and
// what is taken of what the caller says of itself.
#ifndef VERKAN_SERVICES_CALLS_ADMISSION_H_
#define VERKAN_SERVICES_CALLS_ADMISSION_H_

#include <atomic>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/calls/context.h"

namespace verkan::services {

// Arrival is what a transport knows of a call.
struct Arrival {
  absl::Time deadline = absl::InfiniteFuture();
  absl::string_view traceparent;                 // as sent; empty: none
  std::string connection;                        // names it among those that are open
  const std::atomic<bool>* cancelled = nullptr;  // null: not told
};

// The context of the call. Without tokens everybody is "development". A traceparent that is
// none is left out: it is stored with events, for ever.
Context Admit(Arrival arrival);

// Whether the text is a traceparent of version 00 (W3C Trace Context, 55 characters).
bool IsTraceParent(absl::string_view text);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_ADMISSION_H_
