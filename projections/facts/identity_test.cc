#include "projections/facts/identity.h"

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "projections/facts/facts.h"
#include "projections/participant/participant_facts.h"

namespace verkan::projections {
namespace {

// Merges of ids that no earlier merge took away, some of them undone: the two readers agree.
TEST(IdentitiesTest, ManyAndOneAreReadAlike) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  constexpr int kIds = 40;
  const auto id = [](size_t number) { return absl::StrCat("p-", number); };

  for (int round = 0; round < 50; ++round) {
    Facts facts;
    FactTable& merges = facts[kParticipantMerges];
    Position position = 0;
    for (int i = 0; i < 60; ++i) {
      ++position;
      const std::string from = id(random() % kIds), into = id(random() % kIds);
      if (merges.OpenRow(from) != kNoRow) {
        if (random() % 3 == 0) merges.Close(merges.OpenRow(from), position);
      } else if (StaysFor(merges, into, kNow) != from) {
        const RowId row = merges.Open(from, position, position, {});
        merges.SetText(row, "participant", into);
      }
    }
    for (int question = 0; question < 20; ++question) {
      const Position as_of = random() % (position + 1), up_to = random() % (position + 1);
      const Identities many(merges, as_of, up_to);
      std::vector<int> alike(kIds);
      for (size_t a = 0; a < kIds; ++a) {
        EXPECT_EQ(many.Of(id(a)), StaysFor(merges, id(a), as_of, up_to));
        for (size_t b = 0; b < kIds; ++b) alike[a] += many.Of(id(a)) == many.Of(id(b));
        const std::optional<Code> code = merges.dictionary(0).Find(id(a));
        EXPECT_EQ(code.has_value() && many.IsShared(*code), alike[a] > 1);
      }
    }
  }
}

}  // namespace
}  // namespace verkan::projections
