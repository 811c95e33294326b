// For tests: facts made of the sample files and of events written in the test.
#ifndef VERKAN_PROJECTIONS_REPORT_REPORT_FIXTURE_H_
#define VERKAN_PROJECTIONS_REPORT_REPORT_FIXTURE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/apply.h"
#include "projections/facts/facts.h"
#include "projections/figure/figure_engine.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

class ReportFixture {
 public:
  ReportFixture();

  // Records a fact: one as proto JSON, with "invented": true before it or not, or all of a sample
  // file. Figure texts are read and tags of regions are added, as the server does.
  void Record(absl::string_view json);
  void RecordSample(const std::string& file);
  // The figures of the national overview, cell by cell.
  void RecordOverview();

  Position position() const { return position_; }
  const Facts& facts() const { return facts_; }
  const FigureEngine& figures() const { return figures_; }
  report::v1::Receipt Receipt() const { return Receipt(position_); }
  report::v1::Receipt Receipt(Position position) const;

 private:
  void Apply(event::v1::Event event, bool invented = false);

  Facts facts_;
  FigureEngine figures_;
  Applier applier_;
  Position position_ = 0;
  std::map<std::string, std::vector<std::string>> regions_;  // of projects, as tags
};

// Expects the text to be that of the file beside the code. With VERKAN_UPDATE_GOLDEN set
// in the environment the file is written instead.
void ExpectGolden(const std::string& file, const std::string& text);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REPORT_REPORT_FIXTURE_H_
