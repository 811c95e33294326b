#include "projections/figure/group_labels.h"

#include "projections/labels/labels.h"

namespace verkan::projections {

std::string GroupLabel(const FactTable& table, absl::string_view dimension, absl::string_view value,
                       report::v1::Language language) {
  if (dimension == "region" || dimension == "municipality") {
    return std::string(PlaceLabel(value).In(language));
  }
  const Column* column = table.FindDimension(dimension);
  const Label* label = column == nullptr ? nullptr : FindValue(column->enumeration, value);
  return label == nullptr ? "" : std::string(label->one.In(language));
}

void AddGroupLabels(const FactTable& table, const figure::v1::FigureQuery& query,
                    report::v1::Language language, figure::v1::GetFigureResponse* response) {
  for (figure::v1::Figure& figure : *response->mutable_figures()) {
    for (int i = 0; i < figure.group_size(); ++i) {
      figure.add_group_labels(GroupLabel(table, query.group_by(i), figure.group(i), language));
    }
  }
}

}  // namespace verkan::projections
