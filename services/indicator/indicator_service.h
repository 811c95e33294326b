// The queries of the indicator service: what there is to ask for.
#ifndef VERKAN_SERVICES_INDICATOR_INDICATOR_SERVICE_H_
#define VERKAN_SERVICES_INDICATOR_INDICATOR_SERVICE_H_

#include "projections/projections.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Adds the queries of verkan.indicator.v1.IndicatorService. The projections must outlive the
// handlers.
void AddIndicatorService(projections::Projections* projections, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_INDICATOR_INDICATOR_SERVICE_H_
