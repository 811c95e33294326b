#include "eventstore/leaf_check.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/record.h"
#include "gmock/gmock.h"

namespace verkan::eventstore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Position kSize = 9;

class LeafCheckTest : public ::testing::Test {
 protected:
  LeafCheckTest() {
    for (Position position = 1; position <= kSize; ++position) {
      std::string record = EncodeRecord({.id = std::string(16, 'i'),
                                         .type = "T",
                                         .stream = "s",
                                         .payload = absl::StrCat("payload ", position)});
      PlaceRecord(position, 1, position, &record);
      records_.push_back(record);
    }
    signed_ = records_;
  }

  std::string& At(Position position) { return records_[position - 1]; }
  auto Place(Position position) { return records_.begin() + static_cast<long>(position) - 1; }

  std::vector<std::string> Found(bool ended = true) const {
    LeafCheck check(kSize, [this](Position position) -> absl::StatusOr<Hash> {
      return RecordLeaf(signed_.at(position - 1));
    });
    for (const std::string& record : records_) EXPECT_TRUE(check.Add(record).ok());
    check.Finish(ended);
    std::vector<std::string> texts;
    for (const Finding& finding : check.findings()) {
      EXPECT_EQ(finding.first, finding.last);
      texts.push_back(absl::StrCat(finding.first, ": ", ToText(finding)));
    }
    return texts;
  }

  std::vector<std::string> records_, signed_;
};

TEST_F(LeafCheckTest, WhatWasSignedIsRight) { EXPECT_THAT(Found(), IsEmpty()); }

TEST_F(LeafCheckTest, AChangedRecordIsNamedAtEveryPositionAndByte) {
  for (Position position = 1; position <= kSize; ++position) {
    for (size_t byte = 0; byte < At(position).size(); ++byte) {
      At(position)[byte] ^= 0x15;
      EXPECT_THAT(Found(), ElementsAre(absl::StrCat(position, ": the record at position ", position,
                                                    " is not the one that was signed")))
          << byte;
      At(position)[byte] ^= 0x15;
    }
  }
}

TEST_F(LeafCheckTest, AMissingRecordIsNamed) {
  for (Position position = 1; position <= kSize; ++position) {
    records_ = signed_;
    records_.erase(Place(position));
    EXPECT_THAT(Found(),
                ElementsAre(absl::StrCat(position, ": position ", position, " is missing")));
  }
}

TEST_F(LeafCheckTest, ARunOfMissingRecordsIsOneFinding) {
  records_.erase(Place(4), Place(7));
  EXPECT_THAT(Found(), ElementsAre("4: positions 4 to 6 are missing"));
}

TEST_F(LeafCheckTest, ARecordThatComesTwiceIsNamed) {
  for (Position position = 1; position <= kSize; ++position) {
    for (Position before = position + 1; before <= kSize + 1; ++before) {
      records_ = signed_;
      const std::string copy = At(position);
      records_.insert(Place(before), copy);
      EXPECT_THAT(Found(),
                  ElementsAre(absl::StrCat(position, ": position ", position, " comes twice")))
          << "again before " << before;
    }
  }
}

TEST_F(LeafCheckTest, TwoThatAreSwappedAreNamed) {
  for (Position a = 1; a <= kSize; ++a) {
    for (Position b = a + 1; b <= kSize; ++b) {
      records_ = signed_;
      std::swap(At(a), At(b));
      EXPECT_THAT(Found(),
                  ElementsAre(absl::StrCat(a, ": positions ", a, " and ", b, " are swapped")));
    }
  }
}

TEST_F(LeafCheckTest, ARecordInTheplaceOfAnotherIsNamed) {
  At(3) = At(7);
  EXPECT_THAT(Found(), ElementsAre("3: the record at position 3 is that of position 7"));
}

TEST_F(LeafCheckTest, WhatWasNeverSignedIsNamedBySurroundings) {
  records_.insert(Place(5), "no record");
  EXPECT_THAT(Found(), ElementsAre("5: a record that was not signed comes before position 5"));
}

TEST_F(LeafCheckTest, WhatCouldNotBeReadIsNotMissing) {
  records_.resize(4);
  EXPECT_THAT(Found(/*ended=*/false), IsEmpty());
  EXPECT_THAT(Found(), ElementsAre("5: positions 5 to 9 are missing"));
}

}  // namespace
}  // namespace verkan::eventstore
