#include "clients/cli/log_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verkan/event/v1/project.pb.h"

namespace verkan::cli {
namespace {

using ::testing::HasSubstr;

log::v1::RecordedEvent Closed() {
  verkan::event::v1::ProjectClosed closed;
  closed.set_project_id("siru-2");
  log::v1::RecordedEvent event;
  event.set_position(17);
  event.set_recorded_at(1795332229123456);
  event.set_revision(3);
  event.set_id("0123456789abcdef");
  event.set_type("verkan.event.v1.ProjectClosed");
  event.set_stream("project-siru-2");
  event.add_tags("region:06");
  event.set_first_day(18628);
  event.set_last_day(18658);
  event.set_payload(closed.SerializeAsString());
  (*event.mutable_metadata())["actor"] = "development";
  return event;
}

TEST(LogFormatTest, OwnEventsAreDecoded) {
  EXPECT_EQ(EventLine(Closed()),
            "    17  2026-11-22T07:23:49.123456+00:00  project-siru-2  ProjectClosed  "
            "{\"projectId\":\"siru-2\"}");
}

TEST(LogFormatTest, JsonHasAllThereIsOnOneLine) {
  EXPECT_EQ(EventJson(Closed()),
            "{\"position\":\"17\",\"recordedAt\":\"2026-11-22T07:23:49.123456+00:00\","
            "\"revision\":\"3\",\"eventId\":\"30313233-3435-3637-3839-616263646566\","
            "\"type\":\"verkan.event.v1.ProjectClosed\",\"stream\":\"project-siru-2\","
            "\"tags\":[\"region:06\"],\"firstDay\":\"2021-01-01\",\"lastDay\":\"2021-01-31\","
            "\"event\":{\"projectId\":\"siru-2\"},\"metadata\":{\"actor\":\"development\"}}");
}

TEST(LogFormatTest, ForeignEventsAreShownBySizeAndAsBase64) {
  log::v1::RecordedEvent event = Closed();
  event.set_type("acme.case.v1.CaseOpened");
  event.set_payload(std::string("\xFF\x00x", 3));
  EXPECT_THAT(EventLine(event), HasSubstr("acme.case.v1.CaseOpened  3 bytes"));
  EXPECT_THAT(EventJson(event), HasSubstr("\"size\":3,\"payload\":\"/wB4\""));
}

TEST(LogFormatTest, AnOwnTypeFromALaterVersionIsShownAsForeign) {
  log::v1::RecordedEvent event = Closed();
  event.set_type("verkan.event.v1.NotYetInvented");
  EXPECT_THAT(EventLine(event), HasSubstr(" bytes"));
}

}  // namespace
}  // namespace verkan::cli
