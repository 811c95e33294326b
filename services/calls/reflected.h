// Read-your-writes: a query with min_position waits until the read models have got there.
#ifndef VERKAN_SERVICES_CALLS_REFLECTED_H_
#define VERKAN_SERVICES_CALLS_REFLECTED_H_

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "projections/projections.h"
#include "services/calls/handler.h"
#include "services/calls/size.h"

namespace verkan::services {

// The wait for a position; null if it is reflected already. It ends with NOT_REFLECTED_IN_TIME
// or PROJECTION_STOPPED, and at once with POSITION_BEYOND_LOG for a position that the log does not
// have. The projections must outlive it.
std::unique_ptr<Wait> UntilReflected(eventstore::Position position,
                                     projections::Projections* projections);

// The position that an answer needs: min_position, and the one that it is to be as of.
template <typename Request>
eventstore::Position PositionNeeded(const Request& request) {
  eventstore::Position as_of = 0;
  if constexpr (requires { request.query().as_of_position(); }) {
    as_of = request.query().as_of_position();
  } else if constexpr (requires { request.as_of_position(); }) {
    as_of = request.as_of_position();
  }
  return std::max<eventstore::Position>(request.min_position(), as_of);
}

// A query StatusOr<Response> F(const Request&) that is run when the position that the request
// needs is reflected. Its lists are bounded (size.h).
template <typename Request, typename F>
Query ReflectedQueryOf(projections::Projections* projections, F f) {
  Query query = QueryOf<Request>(
      [f = std::move(f)](const Context&, const Request& request) { return f(request); });
  query.wait = [projections](absl::string_view bytes) -> absl::StatusOr<std::unique_ptr<Wait>> {
    Request request;
    if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
    if (absl::Status checked = CheckListed(request); !checked.ok()) return checked;
    return UntilReflected(PositionNeeded(request), projections);
  };
  return query;
}

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_REFLECTED_H_
