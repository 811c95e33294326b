// Days as they are counted in Sweden.
#ifndef VERKAN_REGIONS_SWEDISH_TIME_H_
#define VERKAN_REGIONS_SWEDISH_TIME_H_

#include <cstdint>

#include "absl/time/time.h"

namespace verkan::regions {

// Swedish time. If the machine has no time zone data: standard time all the year, which ends a
// summer's day an hour late.
const absl::TimeZone& SwedishTime();

// The day in Sweden at a moment in microseconds since 1970: days since 1970-01-01.
int32_t SwedishDay(int64_t micros);

}  // namespace verkan::regions

#endif  // VERKAN_REGIONS_SWEDISH_TIME_H_
