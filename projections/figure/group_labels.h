// What the values are called that figures are grouped by.
#ifndef VERKAN_PROJECTIONS_FIGURE_GROUP_LABELS_H_
#define VERKAN_PROJECTIONS_FIGURE_GROUP_LABELS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"
#include "verkan/figure/v1/figure_service.pb.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

// What a value of the dimension of the table is called; empty if it stands for itself.
std::string GroupLabel(const FactTable& table, absl::string_view dimension, absl::string_view value,
                       report::v1::Language language);

// Fills in group_labels of all figures that are grouped.
void AddGroupLabels(const FactTable& table, const figure::v1::FigureQuery& query,
                    report::v1::Language language, figure::v1::GetFigureResponse* response);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_GROUP_LABELS_H_
