// Reads the figures that people write, in Swedish and English: "Över 1200", "ca 45",
// "två", "3-4", "2500:-", "64 (ASF: 14 (21 enligt Sofisam), …)", "-", "ej angett".
// What cannot be read is refused, never guessed.
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_FIGURE_TEXT_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_FIGURE_TEXT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "verkan/event/v1/common.pb.h"

namespace verkan::projections {

// What the text says: a number or a stated absence, with all that stands around it.
// InvalidArgument, saying what was wanted, for text that cannot be read. Pure.
absl::StatusOr<verkan::event::v1::FigureReading> ReadFigureText(absl::string_view text);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_FIGURE_TEXT_H_
