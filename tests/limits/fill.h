// Requests whose every repeated field is filled.
#ifndef VERKAN_TESTS_LIMITS_FILL_H_
#define VERKAN_TESTS_LIMITS_FILL_H_

#include <cstddef>
#include <string>

#include "google/protobuf/message.h"

namespace verkan::limits {

// How many elements a repeated field gets: those of the request, and those further in. The
// request stays below `max_bytes`: then the last fields get fewer.
struct Shape {
  std::string name;
  size_t outer;
  size_t inner;
  size_t max_bytes = 3 << 20;
};

// Fills every field of the message, repeated ones as the shape says. Texts are valid names
// that differ from each other; regions, ids, days and times have their form.
void Fill(const Shape& shape, google::protobuf::Message* message);

}  // namespace verkan::limits

#endif  // VERKAN_TESTS_LIMITS_FILL_H_
