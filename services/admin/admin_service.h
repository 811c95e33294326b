// The admin service: the state of the server.
#ifndef VERKAN_SERVICES_ADMIN_ADMIN_SERVICE_H_
#define VERKAN_SERVICES_ADMIN_ADMIN_SERVICE_H_

#include <string>

#include "eventstore/event_store.h"
#include "projections/projections.h"
#include "services/rpc/handler.h"

namespace verkan::services {

// Adds the methods of verkan.admin.v1.AdminService. Store and projections must outlive
// the handlers.
void AddAdminService(const std::string& version, const eventstore::EventStore* store,
                     const projections::Projections* projections, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ADMIN_ADMIN_SERVICE_H_
