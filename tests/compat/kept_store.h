// What the kept stores hold besides an example of every event of the domain. Never changed:
// stores/ holds what was made of it.
#ifndef VERKAN_TESTS_COMPAT_KEPT_STORE_H_
#define VERKAN_TESTS_COMPAT_KEPT_STORE_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

inline constexpr absl::string_view kKeptOrigin = "kept.verkan.example";

// A UUID of a number.
inline std::string KeptId(uint64_t number) {
  std::string id(16, '\0');
  for (int i = 15; number != 0; --i, number >>= 8) id[i] = static_cast<char>(number);
  return id;
}

// Persons, of whom two events each tell a secret.
inline constexpr int kKeptPersons = 5;
inline constexpr int kKeptRestricted = 3;
inline constexpr int kKeptErased = 4;
inline constexpr absl::string_view kKeptSealedType = "kept.v1.Told";
inline constexpr absl::string_view kKeptAad = "kept";
inline std::string KeptSubject(int person) { return absl::StrCat("participant-", person); }
inline std::string KeptSecret(int person) { return absl::StrCat("the name of ", person); }

// Batches of foreign events.
inline constexpr int kKeptBatches = 120;

inline Batch KeptBatch(int number) {
  Batch batch;
  if (number % 3 != 0) batch.request_id = KeptId(number);
  for (int i = 0; i <= number % 7 + (number == 50 ? 100 : 0); ++i) {
    const size_t size = number == 60 && i == 0 ? 70'000 : (number * 7 + i) % 60;
    NewEvent& event = batch.events.emplace_back();
    event = {.type = absl::StrCat("kept.v1.Happened", number % 5),
             .stream = absl::StrCat("thing-", (number + i) % 11),
             .tags = {absl::StrCat("tag:", number % 4), "all", "åäö"},
             .payload = absl::StrCat(number, "/", i, std::string(size, '.'))};
    if (number % 10 == 0) event.id = KeptId(1'000'000 + number * 1000 + i);
  }
  return batch;
}

}  // namespace verkan::eventstore

#endif  // VERKAN_TESTS_COMPAT_KEPT_STORE_H_
