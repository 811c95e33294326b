#include "clients/cli/history_format.h"

#include <gtest/gtest.h>

namespace verkan::cli {
namespace {

registry::v1::HistoryFact Registered() {
  registry::v1::HistoryFact fact;
  fact.set_position(12);
  fact.set_recorded_day("2026-03-01");
  fact.set_type("verkan.event.v1.OrganisationRegistered");
  fact.set_stream("organisation-jkpg");
  auto* name = fact.add_says();
  name->set_column("name");
  name->add_values("Region Jönköpings län");
  return fact;
}

TEST(HistoryFormatTest, AFactIsALineAndWhatItSays) {
  EXPECT_EQ(HistoryText(Registered(), /*swedish=*/false),
            "position 12 · 2026-03-01 · OrganisationRegistered\n"
            "  name: Region Jönköpings län\n");
}

TEST(HistoryFormatTest, WhatBecameOfItIsToldInBothLanguages) {
  registry::v1::HistoryFact fact = Registered();
  fact.set_recorded_by("anna");
  fact.set_invented(true);
  fact.add_named_in("details.organiser_ids");
  fact.add_sealed_of("x");
  auto* corrected = fact.add_changed_by();
  corrected->set_kind(registry::v1::CHANGE_KIND_CORRECTED);
  corrected->set_position(15);
  corrected->add_fields("name");
  corrected->add_fields("kind");
  auto* replaces = fact.add_changes();
  replaces->set_kind(registry::v1::CHANGE_KIND_REPLACED);
  replaces->set_position(3);
  fact.add_rests_on_it(20);
  fact.add_rests_on_it(21);
  fact.set_more_may_rest_on_it(true);
  EXPECT_EQ(HistoryText(fact, /*swedish=*/false),
            "position 12 · 2026-03-01 · OrganisationRegistered · by anna · organisation-jkpg · "
            "invented\n"
            "  name: Region Jönköpings län\n"
            "  sealed of x\n"
            "  names it in details.organiser_ids\n"
            "  replaces position 3\n"
            "  corrected at position 15: name, kind\n"
            "  rest on it: positions 20, 21 and perhaps more\n");
  EXPECT_EQ(HistoryText(fact, /*swedish=*/true),
            "position 12 · 2026-03-01 · OrganisationRegistered · av anna · organisation-jkpg · "
            "påhittat\n"
            "  name: Region Jönköpings län\n"
            "  förseglat om x\n"
            "  nämner det i details.organiser_ids\n"
            "  ersätter position 3\n"
            "  rättat vid position 15: name, kind\n"
            "  vilar på det: position 20, 21 och kanske fler\n");
}

TEST(HistoryFormatTest, WhatIsNotKnownIsSaid) {
  registry::v1::HistoryFact fact = Registered();
  fact.set_more_may_rest_on_it(true);
  fact.set_incomplete(true);
  EXPECT_EQ(HistoryText(fact, /*swedish=*/false),
            "position 12 · 2026-03-01 · OrganisationRegistered\n"
            "  name: Region Jönköpings län\n"
            "  there may be more that changed it\n"
            "  other facts may rest on it: not all later ones were looked at\n");
}

}  // namespace
}  // namespace verkan::cli
