#include "services/figure/figure_service.h"

#include "services/calls/reflected.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::services {
namespace {

using projections::Projections;

// A figure of an unknown indicator is not found; everything else keeps its code.
template <typename Response, typename Request>
absl::StatusOr<Response> Complete(const Request& request, absl::StatusOr<Response> response) {
  if (absl::IsNotFound(response.status())) {
    return NotFound("INDICATOR_UNKNOWN", {{"indicator", request.query().indicator_id()}});
  }
  if (!response.ok()) return WithReason(response.status());
  return response;
}

template <typename Request, typename Response>
Query FigureQueryOf(Projections* projections,
                    absl::StatusOr<Response> (Projections::*ask)(const Request&) const) {
  return ReflectedQueryOf<Request>(projections, [=](const Request& request) {
    return Complete(request, (projections->*ask)(request));
  });
}

}  // namespace

void AddFigureService(Projections* projections, Handlers* handlers) {
  (*handlers)["verkan.figure.v1.FigureService.GetFigure"] =
      FigureQueryOf(projections, &Projections::GetFigure);
  (*handlers)["verkan.figure.v1.FigureService.ExplainFigure"] =
      FigureQueryOf(projections, &Projections::ExplainFigure);
}

}  // namespace verkan::services
