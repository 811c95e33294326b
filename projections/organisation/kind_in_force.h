// Which kind an organisation is at a time, for rules and for figures.
//
// The kind with which it was registered is in force from the beginning; a change from the first
// day on which it can have happened, or, if that is not known, from the day it was recorded. What
// happened on several possible days took place under the kind in force on the last of them; what
// has no day, under the one in force by the changes that were recorded before it. An entry that a
// merge makes one with another may be registered after what the other did.
#ifndef VERKAN_PROJECTIONS_ORGANISATION_KIND_IN_FORCE_H_
#define VERKAN_PROJECTIONS_ORGANISATION_KIND_IN_FORCE_H_

#include <cstdint>
#include <optional>

namespace verkan::projections {

// `since` of the kind of a registration.
inline constexpr int32_t kSinceTheBeginning = INT32_MIN;

// When something happened, as far as the kinds of organisations depend on it.
struct KindMoment {
  std::optional<int32_t> last_day;  // on which it can have happened; nothing if it has no day
  uint64_t position = UINT64_MAX;   // at which it is recorded
  int32_t recorded_day = INT32_MAX;
};

// The change that is in force, of changes in the order of their positions, each with `since`, a
// day, and `position`; null for none.
template <typename Changes>
auto InForce(const Changes& changes, const KindMoment& moment) -> decltype(&*changes.begin()) {
  decltype(&*changes.begin()) in_force = nullptr;
  for (const auto& change : changes) {
    const bool happened = change.since == kSinceTheBeginning ||
                          (moment.last_day.has_value() ? change.since <= *moment.last_day
                                                       : change.position < moment.position &&
                                                             change.since <= moment.recorded_day);
    if (happened && (in_force == nullptr || change.since >= in_force->since)) in_force = &change;
  }
  return in_force;
}

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_ORGANISATION_KIND_IN_FORCE_H_
