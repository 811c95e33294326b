// The queries of the figure service: figures and the events they come from.
#ifndef VERKAN_SERVICES_FIGURE_FIGURE_SERVICE_H_
#define VERKAN_SERVICES_FIGURE_FIGURE_SERVICE_H_

#include "projections/projections.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Adds the queries of verkan.figure.v1.FigureService. The projections must outlive the handlers.
void AddFigureService(projections::Projections* projections, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_FIGURE_FIGURE_SERVICE_H_
