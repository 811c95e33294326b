// The admin service: the state of the server, backups and archives.
#ifndef VERKAN_SERVICES_ADMIN_ADMIN_SERVICE_H_
#define VERKAN_SERVICES_ADMIN_ADMIN_SERVICE_H_

#include <string>

#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/scrub.h"
#include "projections/projections.h"
#include "services/admin/backups.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Adds the methods of verkan.admin.v1.AdminService. The parts must outlive the handlers; only the
// scrubber may be null.
void AddAdminService(const std::string& version, const eventstore::EventStore* store,
                     eventstore::Checkpoints* checkpoints,
                     const projections::Projections* projections, Backups* backups,
                     const eventstore::Scrubber* scrubber, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ADMIN_ADMIN_SERVICE_H_
