// Lists of names where a number was asked for: "Borås stad, Tranemo kommun.",
// "NC, Drivhuset och Coompanion", "Almi, två Leaderkontor".
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_NAMES_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_NAMES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "verkan/event/v1/common.pb.h"

namespace verkan::projections {

// How many the text names: exactly as many if all are municipalities, at least as
// many if it plainly lists organisations. Nothing for any other text. The text must
// be clean.
std::optional<event::v1::FigureReading> ReadNames(absl::string_view clean);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_NAMES_H_
