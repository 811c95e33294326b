// Context is what a handler knows about a call besides its request: who calls, how long the
// caller waits, and whether the caller has gone.
//
//   absl::StatusOr<Response> Answer(const Context& context, const Request& request) {
//     options.cancelled = context.cancelled;  // a scan looks at it now and then, and ends
//     …
//   }
//
// Admit (admission.h) makes it, once for each call, before anything of the request is looked at.
// It lives until the call is answered. Only `*cancelled` changes meanwhile, by another thread.
#ifndef VERKAN_SERVICES_CALLS_CONTEXT_H_
#define VERKAN_SERVICES_CALLS_CONTEXT_H_

#include <atomic>
#include <string>

#include "absl/time/time.h"

namespace verkan::services {

struct Context {
  absl::Time deadline = absl::InfiniteFuture();  // after which nobody waits for the answer
  std::string actor;        // who calls; "development" if the server runs without tokens
  std::string traceparent;  // W3C trace context; empty if the caller sent none
  std::string connection;   // names the caller's connection among those that are open
  // True once the caller has gone. Null for commands: what has begun to be recorded is recorded.
  const std::atomic<bool>* cancelled = nullptr;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_CONTEXT_H_
