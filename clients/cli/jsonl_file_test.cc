#include "clients/cli/jsonl_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verkan::cli {
namespace {

TEST(JsonLinesTest, CommentsAndEmptyLinesAreSkippedAndCounted) {
  const auto rows = ReadJsonLines(
      "# two facts\n\n  {\"projectClosed\": {\"projectId\": \"a\"}}\r\n\t\n"
      "{\"projectClosed\": {\"projectId\": \"b\"}}");
  ImportRow row;
  ASSERT_TRUE(rows->Next(&row));
  EXPECT_EQ(row.event.project_closed().project_id(), "a");
  EXPECT_EQ(row.place.line, 3);
  EXPECT_EQ(row.place.column, 3);
  EXPECT_EQ(row.locate("event.project_id").column, 35);
  row = ImportRow();
  ASSERT_TRUE(rows->Next(&row));
  EXPECT_EQ(row.place.line, 5);
  EXPECT_FALSE(rows->Next(&row));
  EXPECT_EQ(rows->fraction(), 1.0);
}

TEST(JsonLinesTest, AWrongLineIsARowWithFaultsAndTheNextIsRead) {
  const auto rows =
      ReadJsonLines("{\"projectClosed\": {}\n{\"projectClosed\": {\"projectId\": \"b\"}}\n");
  ImportRow row;
  ASSERT_TRUE(rows->Next(&row));
  ASSERT_EQ(row.faults.size(), 1u);
  EXPECT_EQ(row.faults[0].place.line, 1);
  EXPECT_EQ(row.faults[0].place.column, 21);
  row = ImportRow();
  ASSERT_TRUE(rows->Next(&row));
  EXPECT_TRUE(row.faults.empty());
}

}  // namespace
}  // namespace verkan::cli
