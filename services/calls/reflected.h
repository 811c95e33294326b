// Read-your-writes: a query with min_position waits until the read models have got there.
#ifndef VERKAN_SERVICES_CALLS_REFLECTED_H_
#define VERKAN_SERVICES_CALLS_REFLECTED_H_

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "projections/projections.h"
#include "services/calls/handler.h"
#include "services/calls/size.h"

namespace verkan::services {

// The wait for a position; null if it is reflected already. It ends with NOT_REFLECTED_IN_TIME
// or PROJECTION_STOPPED. The projections must outlive it.
std::unique_ptr<Wait> UntilReflected(eventstore::Position position,
                                     projections::Projections* projections);

// A query StatusOr<Response> F(const Request&) that is run when the request's min_position is
// reflected. Its lists are bounded (size.h).
template <typename Request, typename F>
Query ReflectedQueryOf(projections::Projections* projections, F f) {
  Query query = QueryOf<Request>(
      [f = std::move(f)](const Context&, const Request& request) { return f(request); });
  query.wait = [projections](absl::string_view bytes) -> absl::StatusOr<std::unique_ptr<Wait>> {
    Request request;
    if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
    if (absl::Status checked = CheckListed(request); !checked.ok()) return checked;
    return UntilReflected(request.min_position(), projections);
  };
  return query;
}

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_REFLECTED_H_
