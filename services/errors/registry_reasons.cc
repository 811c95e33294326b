#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> RegistryReasons() {
  static constexpr Reason kReasons[] = {
      {"ENTRY_UNKNOWN", absl::StatusCode::kNotFound,
       "The register {register} has no entry {id} at that position",
       "Registret {register} har ingen post {id} vid den positionen"},
  };
  return kReasons;
}

}  // namespace verkan::services
