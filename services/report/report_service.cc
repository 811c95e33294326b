#include "services/report/report_service.h"

#include <string>

#include "projections/indicator/built_in.h"
#include "services/calls/reflected.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::services {
namespace {

using projections::Projections;
using report::v1::GetLeafletRequest;
using report::v1::GetOverviewRequest;

const std::string& ProjectOf(const GetLeafletRequest& request) { return request.project_id(); }
const std::string& ProjectOf(const GetOverviewRequest& request) { return request.programme_id(); }

template <typename Request, typename Response>
Query ReportOf(Projections* projections,
               absl::StatusOr<Response> (Projections::*make)(const Request&) const) {
  return ReflectedQueryOf<Request>(
      projections, [=](const Request& request) -> absl::StatusOr<Response> {
        absl::StatusOr<Response> response = (projections->*make)(request);
        if (const auto indicator = response.status().GetPayload(projections::kUnknownIndicator)) {
          return NotFound("INDICATOR_UNKNOWN", {{"indicator", std::string(*indicator)}});
        }
        if (absl::IsNotFound(response.status())) {
          return NotFound("PROJECT_UNKNOWN", {{"project", ProjectOf(request)}});
        }
        if (!response.ok()) return WithReason(response.status());
        return response;
      });
}

}  // namespace

void AddReportService(Projections* projections, Handlers* handlers) {
  (*handlers)["verkan.report.v1.ReportService.GetLeaflet"] =
      ReportOf(projections, &Projections::GetLeaflet);
  (*handlers)["verkan.report.v1.ReportService.GetOverview"] =
      ReportOf(projections, &Projections::GetOverview);
}

}  // namespace verkan::services
