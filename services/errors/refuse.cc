#include "services/errors/errors.h"

namespace verkan::services {

absl::Status Refuse(absl::string_view reason, const Variables& variables) {
  return RefusalOf(reason, variables);
}

}  // namespace verkan::services
