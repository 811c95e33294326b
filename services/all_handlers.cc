#include "services/all_handlers.h"

#include "services/admin/admin_service.h"
#include "services/calls/commands.h"
#include "services/calls/descriptors.h"
#include "services/figure/figure_service.h"
#include "services/grpc/health.h"
#include "services/grpc/reflection.h"
#include "services/indicator/indicator_service.h"
#include "services/log/get_event.h"
#include "services/log/log_service.h"
#include "services/log/proofs.h"
#include "services/participant/participant_service.h"
#include "services/registry/registry_service.h"
#include "services/report/report_service.h"
#include "services/subscription/subscription_service.h"

namespace verkan::services {

absl::StatusOr<Handlers> AllHandlers(const std::string& version, eventstore::EventStore* store,
                                     eventstore::Checkpoints* checkpoints,
                                     eventstore::Subscriptions* subscriptions,
                                     projections::Projections* projections, Recorder* recorder,
                                     Backups* backups, const eventstore::Scrubber* scrubber,
                                     const Health* health) {
  Handlers handlers;
  if (absl::Status added = AddCommands(recorder, &handlers); !added.ok()) return added;
  AddLogService(store, recorder, &handlers);
  AddGetEvent(store, recorder, &handlers);
  AddParticipantService(store, recorder, &handlers);
  AddLogProofs(store, checkpoints, &handlers);
  AddSubscriptionService(store, subscriptions, &handlers);
  AddFigureService(projections, &handlers);
  AddIndicatorService(projections, &handlers);
  AddRegistryService(store, projections, &handlers);
  AddReportService(projections, &handlers);
  AddAdminService(version, store, checkpoints, projections, backups, scrubber, &handlers);
  AddReflection(&handlers);
  AddHealth(
      [store, health](const std::string& service) {
        return health == nullptr ? store->writable() : health->Serves(service);
      },
      &handlers);
  if (absl::Status complete = CheckHandlers(handlers); !complete.ok()) return complete;
  return handlers;
}

}  // namespace verkan::services
