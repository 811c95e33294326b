#include "services/calls/admission.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

namespace verkan::services {

Context Admit(Arrival arrival) {
  Context context;
  context.deadline = arrival.deadline;
  context.actor = "development";
  context.connection = std::move(arrival.connection);
  context.cancelled = arrival.cancelled;
  if (IsTraceParent(arrival.traceparent)) context.traceparent = std::string(arrival.traceparent);
  return context;
}

bool IsTraceParent(absl::string_view text) {
  constexpr absl::string_view kShape = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
  return text.size() == kShape.size() &&
         std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
           return shape == 'x' ? absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f') : c == shape;
         });
}

}  // namespace verkan::services
