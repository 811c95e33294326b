// Writes a log as it could be recorded before a fact in use was refused to be voided alone: voided
// facts whose dependents stand, one activity each, in the order of upgrade_test.py.
//
//   old_log DIRECTORY
//
// Prints the position of its last event.
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "google/protobuf/text_format.h"
#include "services/domain/schema.h"
#include "services/domain/uuid.h"

namespace verkan {
namespace {

class OldLog {
 public:
  explicit OldLog(eventstore::EventStore* store) : store_(store) {}

  // Appends the fact; the id of its event.
  std::string Add(const std::string& text) {
    event::v1::Event event;
    if (!google::protobuf::TextFormat::ParseFromString(text, &event)) Fail(text);
    const services::EventType& type = *services::Schema::Default().Find(event.fact_case());
    std::vector<std::string> tags = type.TagsOf(event);
    tags.emplace_back("region:06");  // that of the projects, which facts without a region get
    eventstore::Batch batch;
    batch.events.push_back({.type = type.name(),
                            .stream = type.StreamOf(event),
                            .tags = std::move(tags),
                            .payload = type.FactOf(event).SerializeAsString()});
    const auto appended = store_->Append(std::move(batch));
    if (!appended.ok()) Fail(appended.status().ToString());
    return services::FormatUuid(appended->event_ids[0]);
  }

  // Voids the event and leaves standing what rests on it.
  void Void(const std::string& stream, const std::string& event_id) {
    Add(absl::StrCat("event_voided { stream: '", stream, "' event_id: '", event_id,
                     "' reason: 'a slip' }"));
  }

  std::string Activity(const std::string& what, const std::string& id, const std::string& project) {
    return Add(absl::StrCat("activity_", what, " { activity_id: '", id, "' details { project_id: '",
                            project, "' kind: ACTIVITY_KIND_COURSE } }"));
  }

  std::string Participant(const std::string& what, const std::string& activity) {
    return Add(absl::StrCat(what, " { activity_id: '", activity, "' participant_id: 'x' }"));
  }

 private:
  [[noreturn]] static void Fail(const std::string& why) {
    std::cerr << "old_log: " << why << "\n";
    std::exit(1);
  }

  eventstore::EventStore* const store_;
};

void Write(OldLog* log) {
  log->Add("project_started { project_id: 'p' name: 'P' region_codes: '06' }");
  const std::string gone =
      log->Add("project_started { project_id: 'gone' name: 'G' region_codes: '06' }");
  log->Add("participant_registered { participant_id: 'x' region_code: '06' }");

  const std::string held = log->Activity("held", "corrected", "p");
  log->Activity("corrected", "corrected", "p");
  log->Void("activity-corrected", held);

  const std::string planned = log->Activity("planned", "planned", "p");
  log->Activity("corrected", "planned", "p");
  log->Void("activity-planned", planned);

  const std::string visited = log->Activity("held", "visited", "p");
  log->Participant("participant_joined", "visited");
  log->Void("activity-visited", visited);

  log->Activity("held", "returned", "p");
  log->Participant("participant_joined", "returned");
  const std::string withdrawn = log->Participant("participation_withdrawn", "returned");
  log->Participant("participant_joined", "returned");
  log->Void("activity-returned", withdrawn);

  log->Activity("held", "homeless", "gone");
  log->Void("project-gone", gone);
}

}  // namespace
}  // namespace verkan

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: old_log DIRECTORY\n";
    return 2;
  }
  const auto store = verkan::eventstore::EventStore::Open(
      {.path = absl::StrCat(argv[1], "/events"), .origin = "old.example.se"});
  if (!store.ok()) {
    std::cerr << "old_log: " << store.status() << "\n";
    return 1;
  }
  verkan::OldLog log(store->get());
  verkan::Write(&log);
  const auto checkpoints = verkan::eventstore::Checkpoints::Open(
      store->get(), argv[1], verkan::eventstore::NewKey::kIfLost);
  if (!checkpoints.ok() || !(*checkpoints)->Sign(0).ok()) {
    std::cerr << "old_log: it cannot be signed\n";
    return 1;
  }
  std::cout << (*store)->head() << std::endl;
  return 0;
}
