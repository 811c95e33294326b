// A noun's share of the fact tables: its tables, and its arms, which say what each of its events
// does to them. projections/<noun>/<noun>_facts.cc has both; nouns.cc lists all nouns.
//
//   arms->Add<PartnerJoined, PartnerLeft>(std::make_shared<ProjectArms>(facts));
#ifndef VERKAN_PROJECTIONS_FACTS_NOUN_H_
#define VERKAN_PROJECTIONS_FACTS_NOUN_H_

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "eventstore/record.h"
#include "google/protobuf/message.h"
#include "projections/facts/facts.h"
#include "regions/swedish_time.h"

namespace verkan::projections {

// Where a record stands, and from where on its rows are believed: its own position, or
// that of the event that made it be applied anew.
struct Believed {
  const eventstore::RecordView& record;
  Position from;
  const google::protobuf::Message* fact = nullptr;  // what the record holds
  const Facts* facts = nullptr;                     // the rows so far

  Position event() const { return record.position; }
  bool invented() const {
    return std::find(record.tags.begin(), record.tags.end(), kInventedTag) != record.tags.end();
  }
  bool dated() const { return record.first_day.has_value() || record.last_day.has_value(); }
  DayRange days() const {
    return {record.first_day.value_or(DayRange::kUnknownFirst),
            record.last_day.value_or(DayRange::kUnknownLast)};
  }
  // Day on which it was recorded, and from which it holds: the first possible one, or that.
  int32_t recorded_day() const { return regions::SwedishDay(record.recorded_at_micros); }
  int32_t since() const { return record.first_day.value_or(recorded_day()); }
};

// Arms are the functions that apply events, by the type of the event.
class Arms {
 public:
  // Has On(event, believed) of the noun called for events of these types.
  template <typename... Events, typename Noun>
  void Add(std::shared_ptr<Noun> noun) {
    (Set<Events>([noun](const google::protobuf::Message& event, const Believed& believed) {
       noun->On(static_cast<const Events&>(event), believed);
     }),
     ...);
  }
  // The same of one type that is only known by its descriptor.
  void Add(const google::protobuf::Descriptor* type,
           std::function<void(const google::protobuf::Message&, const Believed&)> apply);
  // Events of these types change no rows.
  template <typename... Events>
  void AddNone() {
    (Set<Events>([](const google::protobuf::Message&, const Believed&) {}), ...);
  }

  // What applies events of one type, with a message that is used again for each of them.
  struct Arm {
    std::unique_ptr<google::protobuf::Message> message;
    std::function<void(const google::protobuf::Message&, const Believed&)> apply;
  };
  // Null if no noun has the type, which is named in full: "verkan.event.v1.PartnerLeft".
  Arm* Find(absl::string_view type);

 private:
  template <typename Event>
  void Set(std::function<void(const google::protobuf::Message&, const Believed&)> apply) {
    Add(Event::descriptor(), std::move(apply));
  }

  absl::flat_hash_map<std::string, Arm> arms_;
};

struct Noun {
  std::vector<TableSchema> (*tables)();
  void (*add_arms)(Facts* facts, Arms* arms);
  // What its events do to its tables, as the digest that a golden log gives (version_test.cc, which
  // fails if it is not so). With the columns it makes the version of each of its tables.
  absl::string_view meaning = {};
};

// All nouns. The order of their tables is that of the digest.
const std::vector<Noun>& Nouns();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_NOUN_H_
