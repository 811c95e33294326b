// A Recorder over a store in memory, and its Given and When.
#ifndef VERKAN_SERVICES_DOMAIN_TESTING_RECORDER_FIXTURE_H_
#define VERKAN_SERVICES_DOMAIN_TESTING_RECORDER_FIXTURE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/testing/store_fixture.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/domain/recorder.h"
#include "services/domain/schema.h"
#include "services/domain/uuid.h"
#include "services/errors/errors.h"
#include "services/errors/testing/proposed.h"

namespace verkan::services {

inline constexpr char kProject[] =
    "project_started { project_id: 'p' name: 'P' region_codes: ['06', '07'] }";
inline constexpr char kActivity[] =
    "activity_held { activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_COURSE } }";
inline constexpr char kPerson[] =
    "participant_registered { participant_id: 'x' region_code: '06' }";
inline constexpr char kJoined[] = "participant_joined { activity_id: 'a' participant_id: 'x' }";

// The text form of the UUID 00000000-0000-0000-0000-0000000000NN.
inline std::string Uuid(int number) { return FormatUuid(eventstore::Id(number)); }

// A record as it was read, on its own memory.
struct Stored {
  std::string type;
  std::string stream;
  std::string id;
  std::vector<std::string> tags;
  std::optional<int32_t> first_day, last_day;
  std::string payload;
  std::map<std::string, std::string> metadata;
};

class RecorderFixture : public eventstore::StoreFixture {
 protected:
  using Answer = std::optional<absl::StatusOr<Recorded>>;

  RecorderFixture() {
    OpenKeys();
    NewRecorder();
  }

  // The keys in a fresh process.
  void OpenKeys(const std::string& path = "/data/keys") {
    keys_.reset();
    auto keys = eventstore::KeyStore::Open(
        {.path = path, .master_keys = {master_}, .file_system = options_.file_system});
    ASSERT_TRUE(keys.ok()) << keys.status();
    keys_ = *std::move(keys);
  }

  // Forgets all there is in memory.
  void NewRecorder() { recorder_ = std::make_unique<Recorder>(store_.get(), keys_.get()); }

  // Proposes the fact; the answer may come with a flush only.
  std::shared_ptr<Answer> Propose(const std::string& text, const RecordOptions& options = {}) {
    event::v1::Event event = EventOf(text);
    auto answer = std::make_shared<Answer>();
    const Proposed proposed(NameOf(event));
    recorder_->Record(context_, std::move(event), options,
                      [answer](absl::StatusOr<Recorded> recorded) {
                        EXPECT_FALSE(answer->has_value()) << "answered twice";
                        *answer = std::move(recorded);
                      });
    return answer;
  }

  // Proposes the fact and flushes; what it is refused for is noted.
  absl::StatusOr<Recorded> Record(const std::string& text, const RecordOptions& options = {}) {
    const auto answer = Propose(text, options);
    EXPECT_TRUE(store_->Flush().ok());
    if (!answer->has_value()) return absl::InternalError("no answer");
    Proposed(NameOf(EventOf(text))).Refused(ReasonOf((*answer)->status()));
    return **answer;
  }

  static event::v1::Event EventOf(const std::string& text) {
    event::v1::Event event;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
    return event;
  }

  // The type of its fact; empty for none.
  static std::string NameOf(const event::v1::Event& event) {
    const EventType* type = Schema::Default().Find(event.fact_case());
    return type == nullptr ? "" : type->name();
  }

  // The fact is recorded.
  Recorded Given(const std::string& text) {
    const absl::StatusOr<Recorded> recorded = Record(text);
    EXPECT_TRUE(recorded.ok()) << text << ": " << recorded.status();
    return recorded.ok() ? *recorded : Recorded{};
  }

  // The reason the fact is refused for; empty where it is recorded.
  std::string When(const std::string& text, const RecordOptions& options = {}) {
    return ReasonOf(Record(text, options).status());
  }

  Stored ReadAt(eventstore::Position position) {
    eventstore::ReadOptions options;
    options.from = options.to = position;
    auto cursor = store_->Read(options);
    EXPECT_TRUE(cursor.ok());
    eventstore::StoredRecord stored;
    EXPECT_TRUE(*(*cursor)->Next(&stored));
    eventstore::RecordView view;
    EXPECT_TRUE(eventstore::ParseRecord(stored.bytes, &view).ok());
    Stored read;
    read.type = std::string(view.type);
    read.stream = std::string(view.stream);
    read.id = FormatUuid(view.id);
    for (const auto tag : view.tags) read.tags.emplace_back(tag);
    read.first_day = view.first_day;
    read.last_day = view.last_day;
    read.payload = std::string(view.payload);
    for (const auto& [key, value] : view.metadata) {
      read.metadata.emplace(std::string(key), std::string(value));
    }
    return read;
  }

  std::vector<std::string> TagsAt(eventstore::Position position) { return ReadAt(position).tags; }

  static std::string Voided(const std::string& stream, const std::string& event_id) {
    return absl::StrCat("event_voided { stream: '", stream, "' event_id: '", event_id,
                        "' reason: 'a slip' }");
  }

  static std::string Organisation(const std::string& id, const std::string& more = "") {
    return absl::StrCat("organisation_registered { organisation_id: '", id, "' name: 'N' ", more,
                        " }");
  }

  // What the record at the position says, with what of its personal data may be opened.
  event::v1::Event OpenAt(eventstore::Position position,
                          std::vector<Withheld>* withheld = nullptr) {
    eventstore::ReadOptions options;
    options.from = options.to = position;
    auto cursor = store_->Read(options);
    eventstore::StoredRecord stored;
    EXPECT_TRUE(*(*cursor)->Next(&stored));
    eventstore::RecordView record;
    EXPECT_TRUE(eventstore::ParseRecord(stored.bytes, &record).ok());
    const EventType& type = *Schema::Default().Find(record.type);
    event::v1::Event event;
    auto* fact = event.GetReflection()->MutableMessage(&event, type.arm());
    EXPECT_TRUE(fact->ParseFromString(std::string(record.payload)));
    auto closed = recorder_->personal_data().Open(record, fact);
    EXPECT_TRUE(closed.ok()) << closed.status();
    if (withheld != nullptr) *withheld = *std::move(closed);
    return event;
  }

  // Whether any file of the store or of the keys holds the bytes.
  bool IsOnDisk(const std::string& bytes) {
    return eventstore::AnyFileHolds(options_.file_system.get(), "/data", bytes);
  }

  Context context_;
  const eventstore::MasterKey master_ = {.key = eventstore::NewSecretKey()};
  std::unique_ptr<eventstore::KeyStore> keys_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<Recorder> fresh_;  // the one that is not in use
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_TESTING_RECORDER_FIXTURE_H_
