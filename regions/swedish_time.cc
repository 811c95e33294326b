#include "regions/swedish_time.h"

#include "absl/time/civil_time.h"

namespace verkan::regions {

const absl::TimeZone& SwedishTime() {
  static const auto* const zone = [] {
    auto* loaded = new absl::TimeZone;
    if (!absl::LoadTimeZone("Europe/Stockholm", loaded)) *loaded = absl::FixedTimeZone(3600);
    return loaded;
  }();
  return *zone;
}

int32_t SwedishDay(int64_t micros) {
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(micros), SwedishTime());
  return static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
}

}  // namespace verkan::regions
