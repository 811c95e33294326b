// A log in memory and the figures over it: Given and When of a test of figures.
#ifndef VERKAN_PROJECTIONS_TESTING_FIGURE_FIXTURE_H_
#define VERKAN_PROJECTIONS_TESTING_FIGURE_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "projections/figure/figure_engine.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {

class FigureFixture : public ::testing::Test {
 protected:
  figure::v1::GetFigureResponse Get(const std::string& query, Position as_of = kNow) {
    auto response = engine_.Get(Make<figure::v1::FigureQuery>(query), as_of);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : figure::v1::GetFigureResponse();
  }
  std::string Total(const std::string& query, Position as_of = kNow) {
    return Get(query, as_of).total().reading().value();
  }
  // "06 2021-Q1: 3"
  static std::vector<std::string> Lines(const figure::v1::GetFigureResponse& response) {
    std::vector<std::string> lines;
    for (const auto& figure : response.figures()) {
      lines.push_back(
          absl::StrCat(absl::StrJoin(figure.group(), " "), ": ", figure.reading().value()));
    }
    return lines;
  }

  TestLog log_;
  FigureEngine engine_{&log_.facts()};
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_TESTING_FIGURE_FIXTURE_H_
