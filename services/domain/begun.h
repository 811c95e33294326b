// Begun is the part of a noun's state that corrections rest on. States of nouns that can be
// corrected derive from it, and Evolve (states.h) keeps it before the noun's own Evolve is called.
#ifndef VERKAN_SERVICES_DOMAIN_BEGUN_H_
#define VERKAN_SERVICES_DOMAIN_BEGUN_H_

#include <memory>

#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

struct Begun {
  // What began the noun, as continued and corrected since; null: nothing did.
  std::shared_ptr<const event::v1::Event> beginning = nullptr;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_BEGUN_H_
