// Durable named subscriptions, as clients see them.
#ifndef VERKAN_SERVICES_SUBSCRIPTION_SUBSCRIPTION_SERVICE_H_
#define VERKAN_SERVICES_SUBSCRIPTION_SUBSCRIPTION_SERVICE_H_

#include "eventstore/event_store.h"
#include "eventstore/subscriptions/subscriptions.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Adds all methods of verkan.subscription.v1.SubscriptionService. Both must outlive the handlers
// and the sources that they make.
void AddSubscriptionService(const eventstore::EventStore* log,
                            eventstore::Subscriptions* subscriptions, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_SUBSCRIPTION_SUBSCRIPTION_SERVICE_H_
