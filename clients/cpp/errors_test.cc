#include "clients/cpp/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"

namespace verkan::client {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

google::rpc::Status Refusal() {
  google::rpc::Status rpc;
  rpc.set_code(9);
  rpc.set_message("Project siru-9 is not known");
  google::rpc::ErrorInfo info;
  info.set_reason("PROJECT_UNKNOWN");
  info.set_domain("verkan");
  (*info.mutable_metadata())["project"] = "siru-9";
  rpc.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage localized;
  localized.set_locale("en");
  localized.set_message("Project siru-9 is not known");
  rpc.add_details()->PackFrom(localized);
  localized.set_locale("sv");
  localized.set_message("Projektet siru-9 är inte känt");
  rpc.add_details()->PackFrom(localized);
  return rpc;
}

google::rpc::Status Invalid() {
  google::rpc::Status rpc;
  rpc.set_code(3);
  rpc.set_message("The request is not valid");
  google::rpc::BadRequest bad;
  auto* region = bad.add_field_violations();
  region->set_field("event.details.region_code");
  region->set_description("event.details.region_code: \"99\", wanted an SCB region code");
  auto* name = bad.add_field_violations();
  name->set_field("event.name");
  name->set_description("event.name: nothing, wanted a name");
  rpc.add_details()->PackFrom(bad);
  return rpc;
}

TEST(ErrorsTest, ARefusalHasItsReasonItsVariablesAndTheTextOfTheLanguage) {
  const Problem problem = Explain(Refusal(), Language::kSwedish);
  EXPECT_EQ(problem.code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(problem.reason, "PROJECT_UNKNOWN");
  EXPECT_EQ(problem.text, "Projektet siru-9 är inte känt");
  EXPECT_THAT(problem.metadata, UnorderedElementsAre(Pair("project", "siru-9")));
  EXPECT_EQ(Explain(Refusal(), Language::kEnglish).text, "Project siru-9 is not known");
}

TEST(ErrorsTest, EveryViolationIsSplitIntoPathValueAndWanted) {
  const Problem problem = Explain(Invalid(), Language::kEnglish);
  ASSERT_EQ(problem.violations.size(), 2u);
  EXPECT_EQ(problem.violations[0].path, "event.details.region_code");
  EXPECT_EQ(problem.violations[0].value, "99");
  EXPECT_EQ(problem.violations[0].wanted, "an SCB region code");
  EXPECT_EQ(problem.violations[1].value, "");
  EXPECT_EQ(problem.violations[1].wanted, "a name");
}

TEST(ErrorsTest, ADescriptionInAnotherShapeIsKeptWhole) {
  google::rpc::Status rpc;
  rpc.set_code(3);
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("event");
  bad.mutable_field_violations(0)->set_description("too large");
  rpc.add_details()->PackFrom(bad);
  const Problem problem = Explain(rpc, Language::kEnglish);
  ASSERT_EQ(problem.violations.size(), 1u);
  EXPECT_EQ(problem.violations[0].wanted, "too large");
}

TEST(ErrorsTest, AViolationWithoutAPathIsOnlyInTheText) {
  google::rpc::Status rpc;
  rpc.set_code(3);
  rpc.set_message("The request is not valid: there is no dimension colour");
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_description("there is no dimension colour");
  rpc.add_details()->PackFrom(bad);
  EXPECT_EQ(ToText(Explain(rpc, Language::kEnglish), Language::kEnglish), rpc.message());
}

TEST(ErrorsTest, TextListsEveryViolationOnALineOfItsOwn) {
  EXPECT_EQ(ToText(Explain(Invalid(), Language::kEnglish), Language::kEnglish),
            "The request is not valid:\n"
            "  event.details.region_code: \"99\", wanted an SCB region code\n"
            "  event.name: nothing, wanted a name");
  EXPECT_EQ(ToText(Explain(Invalid(), Language::kSwedish), Language::kSwedish),
            "Anropets innehåll är inte giltigt:\n"
            "  event.details.region_code: \"99\", ska vara an SCB region code\n"
            "  event.name: ingenting, ska vara a name");
}

TEST(ErrorsTest, DetailsSurviveTheWayThroughAbslStatus) {
  const google::rpc::Status rpc = Refusal();
  EXPECT_EQ(ToRpc(FromRpc(rpc)).SerializeAsString(), rpc.SerializeAsString());
  const google::rpc::Status plain = ToRpc(absl::UnavailableError("connection refused"));
  EXPECT_EQ(plain.code(), 14);
  EXPECT_EQ(plain.message(), "connection refused");
}

TEST(ErrorsTest, RetryInfoTellsHowLongToWait) {
  google::rpc::Status rpc;
  rpc.set_code(14);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(500000000);
  rpc.add_details()->PackFrom(retry);
  EXPECT_EQ(Explain(rpc, Language::kEnglish).retry_after, absl::Milliseconds(1500));
}

TEST(ErrorsTest, WhatWasWantedIsSaidInSwedishToo) {
  google::rpc::Status rpc;
  rpc.set_code(3);
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("query.items[0].regions[0]");
  bad.mutable_field_violations(0)->set_description(
      "query.items[0].regions[0]: \"Jkpg\", wanted a region's two digits, such as 06");
  rpc.add_details()->PackFrom(bad);
  EXPECT_EQ(ToText(Explain(rpc, Language::kSwedish), Language::kSwedish),
            "Anropets innehåll är inte giltigt:\n  query.items[0].regions[0]: \"Jkpg\", ska vara "
            "länets två siffror, till exempel 06");
  rpc.clear_details();
  rpc.set_message("query: dimension \"x\" of activities, wanted one of region, kind");
  EXPECT_EQ(Explain(rpc, Language::kSwedish).text,
            "query: dimension \"x\" of activities, ska vara något av region, kind");
  EXPECT_EQ(Explain(rpc, Language::kEnglish).text, rpc.message());
}

}  // namespace
}  // namespace verkan::client
