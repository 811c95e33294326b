#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> SourceReasons() {
  static constexpr Reason kReasons[] = {
      {"SOURCE_UNKNOWN", kRule, "Source {source} is not known", "Källan {source} är inte känd"},
      {"SOURCE_EXISTS", kRule, "Source {source} has already been registered",
       "Källan {source} har redan registrerats"},
      {"SOURCE_NAME_TAKEN", kRule, "Source {source} already has the name {name}",
       "Källan {source} har redan namnet {name}"},
      {"CODE_UNKNOWN", kRule, "Code {code} is not known", "Koden {code} är inte känd"},
      {"CODE_EXISTS", kRule, "Code {code} has already been defined",
       "Koden {code} har redan definierats"},
      {"CODE_OF_OTHER_SCHEME", kRule, "Code {code} is not of the scheme {scheme}",
       "Koden {code} hör inte till schemat {scheme}"},
  };
  return kReasons;
}

}  // namespace verkan::services
