// The Refuse of tests/rules, linked before the one of refuse.cc: of a fact that a test proposes it
// accepts the reason that $VERKAN_ACCEPT_REASON names. No library holds it.
#include "services/errors/errors.h"
#include "services/errors/testing/proposed.h"

namespace verkan::services {

absl::Status Refuse(absl::string_view reason, const Variables& variables) {
  return Proposed::Accepts(reason) ? absl::OkStatus() : RefusalOf(reason, variables);
}

}  // namespace verkan::services
