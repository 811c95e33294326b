// Sweden's 21 regions (län) and 290 municipalities, by the codes of Statistics Sweden.
//
//   FindRegion("06")->name           // "Jönköpings län"
//   FindRegion("06")->municipalities // 13
//   FindMunicipality("0680")->name   // "Jönköping"
//
// Everything is constant and may be used from any thread.
#ifndef VERKAN_REGIONS_REGIONS_H_
#define VERKAN_REGIONS_REGIONS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace verkan::regions {

// Code of the country as a whole.
inline constexpr absl::string_view kCountryCode = "00";

struct Region {
  absl::string_view code;  // two digits
  absl::string_view name;  // "Jönköpings län"
  int municipalities = 0;
};

struct Municipality {
  absl::string_view code;  // four digits, the first two are its region's
  absl::string_view name;
};

// All of them, by code.
absl::Span<const Region> Regions();
absl::Span<const Municipality> Municipalities();

// The one with the code; null if there is none. The country is not a region.
const Region* FindRegion(absl::string_view code);
const Municipality* FindMunicipality(absl::string_view code);

// Code of the region that the municipality belonged to on a day, counted since 1970-01-01: that
// of today for a day to come. Holds as long as `municipality`, which is its code.
absl::string_view RegionOf(absl::string_view municipality, int32_t day);

// Name of the region, or of the country for "00"; empty for an unknown code.
absl::string_view RegionName(absl::string_view code);

}  // namespace verkan::regions

#endif  // VERKAN_REGIONS_REGIONS_H_
