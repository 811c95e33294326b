// Ids of requests: a retry with the same id never records twice.
#ifndef VERKAN_CLIENTS_CPP_REQUEST_ID_H_
#define VERKAN_CLIENTS_CPP_REQUEST_ID_H_

#include <string>

#include "verkan/event/v1/event.pb.h"

namespace verkan::client {

// A random UUID (version 4), for a request that stands for itself.
std::string RandomRequestId();

// The UUID (version 8) that follows from the fact itself: the first 16 bytes of SHA-256
// over "verkan.event.v1.Event", a zero byte and the fact's deterministic serialisation.
// Equal facts have equal ids, so importing a file again records nothing again.
std::string DerivedRequestId(const verkan::event::v1::Event& event);

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_REQUEST_ID_H_
