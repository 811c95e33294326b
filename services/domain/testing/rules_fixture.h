// A fixture in which rules are tried without a store: given these facts, when that fact
// is proposed, then this is the reason it is refused for. Facts are written as text.
//
//   Given("project_started { project_id: 'p' name: 'P' region_codes: '06' }");
//   EXPECT_EQ(When("project_closed { project_id: 'p' }"), kAccepted);
#ifndef VERKAN_SERVICES_DOMAIN_TESTING_RULES_FIXTURE_H_
#define VERKAN_SERVICES_DOMAIN_TESTING_RULES_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/domain/rules.h"
#include "services/domain/schema.h"
#include "services/domain/states.h"
#include "services/errors/errors.h"
#include "services/errors/testing/proposed.h"

namespace verkan::services {

inline constexpr char kAccepted[] = "";

// The event that the text writes down; a failure of the test if it is none.
inline event::v1::Event EventOf(const std::string& text) {
  event::v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
  return event;
}

class RulesFixture : public ::testing::Test {
 protected:
  // It happened, whatever the rules say.
  void Given(const std::string& text) {
    const event::v1::Event event = EventOf(text);
    const EventType* type = schema_.Find(event.fact_case());
    const RecordedAt at = {
        .position = ++head_, .day = kToday, .event_id = absl::StrCat("event-", head_)};
    Evolve(event, at, &StateOf(type->noun(), std::string(type->IdOf(event)))->state);
    if (type->merges()) {
      merges_.Add(type->noun(), type->IdOf(event),
                  {std::string(type->MergedIdOf(event)), at.position});
    }
  }

  // The reason it is refused for, or kAccepted. A fact of the wrong shape fails the test.
  std::string When(const std::string& text) {
    event::v1::Event event = EventOf(text);
    Checks checks;
    Complete(&event, &checks);
    Validate(event, &checks);
    for (const Violation& violation : checks.violations()) {
      ADD_FAILURE() << violation.path << ": " << violation.value << ", wanted " << violation.wanted;
    }
    const States states = StatesFor(event);
    Proposed proposed(schema_.Find(event.fact_case())->name());
    return proposed.Decided([&] { return ReasonOf(Decide(event, states)); });
  }

  // Paths of everything that is wrong with its shape.
  std::vector<std::string> Violations(const std::string& text) {
    event::v1::Event event = EventOf(text);
    Checks checks;
    Complete(&event, &checks);
    Validate(event, &checks);
    std::vector<std::string> paths;
    for (const Violation& violation : checks.violations()) paths.push_back(violation.path);
    return paths;
  }

 private:
  Folded* StateOf(const std::string& noun, const std::string& id) {
    std::shared_ptr<Folded>& folded = world_[{noun, id}];
    if (folded == nullptr) {
      folded = std::make_shared<Folded>();
      EXPECT_TRUE(MakeEmpty(noun, &folded->state)) << noun;
    }
    return folded.get();
  }

  States StatesFor(const event::v1::Event& event) {
    const EventType* type = schema_.Find(event.fact_case());
    StateOf(type->noun(), std::string(type->IdOf(event)));
    const State& own = StateOf(type->noun(), std::string(type->IdOf(event)))->state;
    for (const Reference& reference : BasisOf(*type, event, own)) {
      StateOf(std::string(reference.noun), std::string(reference.id));
    }
    States states(&merges_, {.day = kToday});
    for (const auto& [name, folded] : world_) states.Add(name.first, name.second, folded);
    return states;
  }

  static constexpr int32_t kToday = 20000;  // 2024-10-04

  const Schema& schema_ = Schema::Default();
  uint64_t head_ = 0;
  Merges merges_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<Folded>> world_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_TESTING_RULES_FIXTURE_H_
