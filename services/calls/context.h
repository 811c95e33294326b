// Context is what a handler knows about the call besides the request.
#ifndef VERKAN_SERVICES_CALLS_CONTEXT_H_
#define VERKAN_SERVICES_CALLS_CONTEXT_H_

#include <atomic>
#include <string>

#include "absl/time/time.h"

namespace verkan::services {

struct Context {
  absl::Time deadline = absl::InfiniteFuture();
  std::string actor;        // who calls; "development" if the server runs without tokens
  std::string traceparent;  // W3C trace context; empty if the caller sent none
  std::string connection;   // names the caller's connection among those that are open
  const std::atomic<bool>* cancelled = nullptr;  // of queries and streams: the caller has gone
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_CONTEXT_H_
