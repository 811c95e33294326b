#include "services/domain/wipe.h"

#include <gtest/gtest.h>

#include "verkan/event/v1/event.pb.h"

namespace verkan::services {
namespace {

TEST(WipeTest, TextsAreOverwrittenWhereTheyStand) {
  event::v1::Event event;
  auto* person = event.mutable_participant_registered();
  person->set_participant_id("x");
  person->set_name("Ada Lovelace, whose name is long enough to be on the heap");
  const std::string& name = person->name();
  const char* const bytes = name.data();
  WipeTexts(&event);
  EXPECT_EQ(person->name().data(), bytes);
  EXPECT_EQ(name, std::string(name.size(), '\0'));
  EXPECT_EQ(person->participant_id(), std::string(1, '\0'));
}

TEST(WipeTest, WhatIsNotSetIsLeftAlone) {
  event::v1::Event event;
  WipeTexts(&event);
  EXPECT_EQ(event.ByteSizeLong(), 0u);
  EXPECT_EQ(event::v1::Event().participant_registered().name(), "");
}

TEST(WipeTest, RepeatedTextsAreOverwrittenToo) {
  event::v1::Event event;
  auto* project = event.mutable_project_started();
  project->add_region_codes("06");
  project->add_region_codes("23");
  { const WipeAtEnd wipe(&event); }
  for (const std::string& code : project->region_codes()) EXPECT_EQ(code, std::string(2, '\0'));
}

}  // namespace
}  // namespace verkan::services
