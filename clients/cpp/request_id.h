// Ids of requests: a retry with the same id never records twice.
#ifndef VERKAN_CLIENTS_CPP_REQUEST_ID_H_
#define VERKAN_CLIENTS_CPP_REQUEST_ID_H_

#include <cstdint>
#include <string>

#include "verkan/event/v1/event.pb.h"

namespace verkan::client {

// A random UUID (version 4), for a request that stands for itself.
std::string RandomRequestId();

// The UUID (version 8) that follows from the fact itself: the first 16 bytes of SHA-256
// over "verkan.event.v1.Event", a zero byte and the fact's deterministic serialisation.
// Equal facts have equal ids, so importing a file again records nothing again.
//
// Personal fields do not enter: the id outlives an erasure, and a hash of a name can be
// tried out. A person is told by the pseudonym; if that is left to the server to make,
// the id is random.
//
// `ordinal` tells equal facts of one input apart: from 2 on a zero byte and the number follow.
// `undone_at` tells a fact that is recorded anew from the one that was undone at that position: if
// it is not 0, a zero byte, "after" and the position follow.
std::string DerivedRequestId(const verkan::event::v1::Event& event, int ordinal = 1,
                             uint64_t undone_at = 0);

// Whether the fact is the first of a stream under an id of its own: said twice it is said once.
bool BeginsNamedStream(const verkan::event::v1::Event& event);

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_REQUEST_ID_H_
