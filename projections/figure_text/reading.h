// What readings say, wherever they stand.
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_READING_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_READING_H_

#include "verkan/event/v1/common.pb.h"

namespace verkan::projections {

// How the number was stated: exactly, if nothing is said.
inline event::v1::Qualifier QualifierOf(const event::v1::FigureReading& reading) {
  return reading.qualifier() == event::v1::QUALIFIER_UNSPECIFIED ? event::v1::QUALIFIER_EXACT
                                                                 : reading.qualifier();
}

// The number that another source gives, as a reading of its own.
inline event::v1::FigureReading ReadingOf(const event::v1::FigureContradiction& quoted) {
  event::v1::FigureReading reading;
  reading.set_value(quoted.value());
  reading.set_high(quoted.high());
  reading.set_qualifier(quoted.qualifier());
  reading.set_unit(quoted.unit());
  return reading;
}

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_READING_H_
