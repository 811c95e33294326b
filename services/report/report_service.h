// The report service: the results leaflet of a project and the national overview.
#ifndef VERKAN_SERVICES_REPORT_REPORT_SERVICE_H_
#define VERKAN_SERVICES_REPORT_REPORT_SERVICE_H_

#include "projections/projections.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Adds the queries of verkan.report.v1.ReportService. The projections must outlive the handlers.
void AddReportService(projections::Projections* projections, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REPORT_REPORT_SERVICE_H_
