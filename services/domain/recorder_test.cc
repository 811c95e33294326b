#include "services/domain/recorder.h"

#include <algorithm>
#include <map>
#include <random>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/domain/schema.h"
#include "services/domain/testing/recorder_fixture.h"
#include "services/domain/uuid.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

using event::v1::Event;
using RecorderTest = RecorderFixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;

// What is recorded

TEST_F(RecorderTest, AFactIsAnsweredWhenItIsDurable) {
  const auto answer = Propose(kProject);
  EXPECT_FALSE(answer->has_value());
  ASSERT_TRUE(store_->Flush().ok());
  ASSERT_TRUE(answer->has_value() && (*answer)->ok());
  const Recorded& recorded = ***answer;
  EXPECT_EQ(recorded.position, 1u);
  EXPECT_EQ(recorded.revision, 1u);
  EXPECT_FALSE(recorded.repeated);
  EXPECT_EQ(recorded.id, "p");
  EXPECT_EQ(recorded.event_id, ReadAt(1).id);
}

TEST_F(RecorderTest, ARecordHoldsStreamTagsDaysAndTheFactItself) {
  context_.actor = "case-system";
  context_.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  Given(Organisation("jibs"));
  Given(kProject);
  Given(R"(activity_held { activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_COURSE
            region_code: '05' organiser_ids: 'jibs' occurred { from: '1970-01' } } })");
  const Stored read = ReadAt(3);
  EXPECT_EQ(read.type, "verkan.event.v1.ActivityHeld");
  EXPECT_EQ(read.stream, "activity-a");
  EXPECT_THAT(read.tags, ElementsAre("organisation:jibs", "project:p", "region:05"));
  EXPECT_EQ(read.first_day, 0);
  EXPECT_EQ(read.last_day, 30);
  EXPECT_THAT(read.metadata,
              ElementsAre(Pair("actor", "case-system"), Pair("traceparent", context_.traceparent)));
  event::v1::ActivityHeld fact;
  ASSERT_TRUE(fact.ParseFromString(read.payload));
  EXPECT_EQ(fact.details().kind(), event::v1::ACTIVITY_KIND_COURSE);
}

TEST_F(RecorderTest, WhatIsNotSaidIsNotRecorded) {
  Given(kProject);
  const Stored read = ReadAt(1);
  EXPECT_EQ(read.first_day, std::nullopt);
  EXPECT_THAT(read.metadata, IsEmpty());
}

TEST_F(RecorderTest, OrganisationNumbersAndReadingsAreFilledIn) {
  Given(Organisation("a", "organisation_number: '5560360793'"));
  EXPECT_THAT(TagsAt(1), ElementsAre("organisation-number:556036-0793"));
  Given(
      "figure_reported { figure_id: 'f' indicator_id: 'participants' region_code: '06' "
      "source: 's' text: 'Över 1200' }");
  event::v1::FigureReported fact;
  ASSERT_TRUE(fact.ParseFromString(ReadAt(2).payload));
  EXPECT_EQ(fact.text(), "Över 1200");
  EXPECT_EQ(fact.reading().value(), "1200");
}

TEST_F(RecorderTest, ValidateOnlyDecidesAndRecordsNothing) {
  RecordOptions options;
  options.validate_only = true;
  const auto answer = Propose(kProject, options);
  ASSERT_TRUE(answer->has_value() && (*answer)->ok());
  EXPECT_EQ((**answer)->position, 0u);
  EXPECT_EQ((**answer)->id, "p");
  EXPECT_EQ(When("project_closed { project_id: 'p' }", options), "PROJECT_UNKNOWN");
  EXPECT_EQ(store_->head(), 0u);
}

// Refusals

TEST_F(RecorderTest, ARefusalIsAnsweredAtOnce) {
  const auto answer = Propose("project_closed { project_id: 'p' }");
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ((*answer)->status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf((*answer)->status()), "PROJECT_UNKNOWN");
}

TEST_F(RecorderTest, AllThatIsWrongWithARequestIsNamedTogether) {
  RecordOptions options;
  options.request_id = "not a uuid";
  const auto answer = Propose("activity_held { activity_id: 'A' }", options);
  ASSERT_TRUE(answer->has_value());
  const std::string text((*answer)->status().message());
  EXPECT_EQ((*answer)->status().code(), absl::StatusCode::kInvalidArgument);
  for (const char* path : {"request_id", "event.activity_id", "event.details"}) {
    EXPECT_THAT(text, HasSubstr(path));
  }
}

TEST_F(RecorderTest, AMembershipIsEndedByItsOrganisation) {
  Given(Organisation("o"));
  Given("membership_started { network_id: 'n' name: 'N' organisation_id: 'o' }");
  Given("membership_ended { network_id: 'n' organisation_id: 'o' }");
  EXPECT_EQ(When("membership_ended { network_id: 'n' organisation_id: 'o' }"), "MEMBER_NOT_JOINED");
}

TEST_F(RecorderTest, AnEventWithoutAFactIsInvalid) { EXPECT_EQ(When(""), "INVALID_REQUEST"); }

TEST_F(RecorderTest, NoFactIsAcceptedEmptyButThatSomebodyIsThere) {
  for (const EventType& type : Schema::Default().types()) {
    if (type.name() == "verkan.event.v1.ParticipantRegistered") continue;
    // A later step may say nothing but that it was taken.
    if (type.noun() == "initiative" && type.arm()->name() != "initiative_planned" &&
        type.traits().begins_stream()) {
      continue;
    }
    if (type.noun() == "procurement" && type.arm()->name() != "procurement_held" &&
        type.traits().begins_stream()) {
      continue;
    }
    EXPECT_EQ(When(type.arm()->name() + " {}"), "INVALID_REQUEST") << type.name();
  }
}

TEST_F(RecorderTest, AFactOfAnyShapeIsRecordedOrRefusedWithAReason) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  int parsed = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto& types = Schema::Default().types();
    const EventType& type = types[random() % types.size()];
    std::string bytes;
    for (size_t left = random() % 6; left > 0; --left) {  // fields with short bytes or numbers
      const bool number = random() % 3 == 0;
      bytes.push_back(static_cast<char>((1 + random() % 11) << 3 | (number ? 0 : 2)));
      const size_t size = number ? 0 : random() % 4;
      bytes.push_back(static_cast<char>(number ? random() % 128 : size));
      for (size_t j = 0; j < size; ++j) bytes.push_back("a0-2:x\n"[random() % 7]);
    }
    Event event;
    auto* fact = event.GetReflection()->MutableMessage(&event, type.arm());
    if (!fact->ParseFromString(bytes)) continue;
    ++parsed;
    int answers = 0;
    recorder_->Record(context_, event, {}, [&](absl::StatusOr<Recorded> recorded) {
      ++answers;
      EXPECT_TRUE(recorded.ok() || !ReasonOf(recorded.status()).empty()) << recorded.status();
    });
    ASSERT_TRUE(store_->Flush().ok());
    ASSERT_EQ(answers, 1) << event.DebugString();
  }
  EXPECT_GT(parsed, 5000);
}

// Personal data

constexpr char kAda[] = R"(participant_registered {
    participant_id: 'x' region_code: '06' name: 'Ada Lovelace' email: 'ada@example.se'
    birth_year: 1980 gender: GENDER_WOMAN })";
constexpr char kEraseAda[] = R"(personal_data_erased {
    participant_id: 'x' legal_basis: 'GDPR art. 17' decision_id: 'D 1' decided_by: 'Arkivet' })";

TEST_F(RecorderTest, NothingPersonalIsStoredUnsealed) {
  Given(kAda);
  EXPECT_FALSE(IsOnDisk("Ada Lovelace"));
  EXPECT_FALSE(IsOnDisk("ada@example.se"));
  event::v1::ParticipantRegistered stored;
  ASSERT_TRUE(stored.ParseFromString(ReadAt(1).payload));
  EXPECT_THAT(stored.DebugString(), Not(HasSubstr("name")));
  EXPECT_EQ(stored.region_code(), "06");
  EXPECT_THAT(OpenAt(1).DebugString(),
              AllOf(HasSubstr("Ada Lovelace"), HasSubstr("1980"), HasSubstr("GENDER_WOMAN")));
}

TEST_F(RecorderTest, WithoutPersonalFieldsNothingIsSealed) {
  Given(kPerson);
  std::vector<Withheld> withheld;
  OpenAt(1, &withheld);
  EXPECT_THAT(withheld, IsEmpty());
  EXPECT_EQ(*keys_->State("x"), eventstore::SubjectState::kUnknown);
}

TEST_F(RecorderTest, ASealOpensOnlyWhereItWasMade) {
  Given(kAda);
  eventstore::ReadOptions options;
  auto cursor = store_->Read(options);
  eventstore::StoredRecord stored;
  ASSERT_TRUE(*(*cursor)->Next(&stored));
  eventstore::RecordView record;
  ASSERT_TRUE(eventstore::ParseRecord(stored.bytes, &record).ok());
  event::v1::ParticipantRegistered fact;
  for (auto change : std::initializer_list<void (*)(eventstore::RecordView*)>{
           [](auto* r) { r->stream = "participant-y"; }, [](auto* r) { r->type = "other"; },
           [](auto* r) { r->tags.clear(); }, [](auto* r) { r->tags.push_back("region:07"); }}) {
    eventstore::RecordView moved = record;
    change(&moved);
    EXPECT_EQ(recorder_->personal_data().Open(moved, &fact).status().code(),
              absl::StatusCode::kDataLoss);
  }
  EXPECT_TRUE(recorder_->personal_data().Open(record, &fact).ok());
}

TEST_F(RecorderTest, AnErasureDestroysTheKeyBeforeItIsAnswered) {
  Given(kAda);
  Given(kEraseAda);
  EXPECT_EQ(*keys_->State("x"), eventstore::SubjectState::kErased);
  std::vector<Withheld> withheld;
  EXPECT_EQ(OpenAt(1, &withheld).participant_registered().name(), "");
  ASSERT_EQ(withheld.size(), 1u);
  EXPECT_EQ(withheld[0].reason, Withheld::kErased);
  EXPECT_EQ(When(kEraseAda), "PARTICIPANT_ERASED");
  EXPECT_EQ(When(kAda), "PARTICIPANT_EXISTS");
}

TEST_F(RecorderTest, AnErasedParticipantJoinsNothingNew) {
  Given(kProject);
  Given(kActivity);
  Given(kAda);
  Given(kEraseAda);
  EXPECT_EQ(When(kJoined), "PARTICIPANT_ERASED");
}

TEST_F(RecorderTest, AnErasureReachesEveryPseudonym) {
  Given(kAda);
  Given("participant_registered { participant_id: 'y' name: 'Countess' }");
  Given("participants_merged { participant_id: 'x' merged_participant_id: 'y' reason: 'one' }");
  EXPECT_EQ(When("personal_data_erased { participant_id: 'y' legal_basis: 'l' decision_id: 'd' "
                 "decided_by: 'b' }"),
            "PARTICIPANT_MERGED");
  Given(kEraseAda);
  EXPECT_EQ(*keys_->State("y"), eventstore::SubjectState::kErased);
  EXPECT_EQ(OpenAt(2).participant_registered().name(), "");
}

TEST_F(RecorderTest, AnErasureThatWasCutOffIsFinishedAtTheNextStart) {
  Given(kAda);
  Given(kEraseAda);
  // Keys that the decision did not reach.
  OpenKeys("/data/other-keys");
  ASSERT_TRUE(keys_->KeyToSeal("x").ok());
  NewRecorder();
  ASSERT_TRUE(recorder_->SettleKeys().ok());
  EXPECT_EQ(*keys_->State("x"), eventstore::SubjectState::kErased);
}

TEST_F(RecorderTest, ARestrictionIsReversible) {
  Given(kAda);
  Given("personal_data_restricted { participant_id: 'x' reason: 'disputed' }");
  std::vector<Withheld> withheld;
  EXPECT_EQ(OpenAt(1, &withheld).participant_registered().name(), "");
  ASSERT_EQ(withheld.size(), 1u);
  EXPECT_EQ(withheld[0].reason, Withheld::kRestricted);
  NewRecorder();
  ASSERT_TRUE(recorder_->SettleKeys().ok());
  EXPECT_EQ(*keys_->State("x"), eventstore::SubjectState::kRestricted);
  Given("personal_data_restriction_lifted { participant_id: 'x' reason: 'settled' }");
  EXPECT_EQ(OpenAt(1).participant_registered().name(), "Ada Lovelace");
}

TEST_F(RecorderTest, ALegalHoldKeepsFromErasing) {
  Given(kAda);
  Given("legal_hold_placed { participant_id: 'x' reason: 'audit' decided_by: 'court' }");
  EXPECT_EQ(When(kEraseAda), "LEGAL_HOLD");
  EXPECT_EQ(OpenAt(1).participant_registered().name(), "Ada Lovelace");
  Given("legal_hold_lifted { participant_id: 'x' reason: 'over' decided_by: 'court' }");
  EXPECT_EQ(When(kEraseAda), "");
}

TEST_F(RecorderTest, AVoidedRegistrationCanStillBeErased) {
  const Recorded registered = Given(kAda);
  Given(Voided("participant-x", registered.event_id));
  EXPECT_EQ(When(kEraseAda), "");
  EXPECT_EQ(OpenAt(1).participant_registered().name(), "");
  EXPECT_EQ(When(kAda), "PARTICIPANT_ERASED");
}

TEST_F(RecorderTest, ADecisionOnPersonalDataIsNotVoided) {
  Given(kAda);
  const Recorded erased = Given(kEraseAda);
  EXPECT_EQ(When(Voided("participant-x", erased.event_id)), "EVENT_NOT_VOIDABLE");
}

TEST_F(RecorderTest, NoEventIsDurableWhoseKeyIsNot) {
  options_.before_write = [] { return absl::UnavailableError("the keys cannot be written"); };
  Reopen();
  NewRecorder();
  const auto answer = Propose(kAda);
  EXPECT_FALSE(store_->Flush().ok());
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ((*answer)->status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store_->head(), 0u);
  options_.before_write = [this] { return keys_->Sync(); };
  Reopen();
  NewRecorder();
  const auto recorded = Record(kAda);
  EXPECT_TRUE(recorded.ok()) << recorded.status();
}

// Ids

TEST_F(RecorderTest, AnIdThatWasLeftOutIsMade) {
  const Recorded recorded = Given("participant_registered { region_code: '06' }");
  EXPECT_THAT(recorded.id, ::testing::StartsWith("par-"));
  EXPECT_EQ(ReadAt(1).stream, absl::StrCat("participant-", recorded.id));
  EXPECT_NE(Given("participant_registered {}").id, recorded.id);
}

TEST_F(RecorderTest, AnIdOfWhatMustBeThereIsNotMade) {
  EXPECT_EQ(When("participant_joined { participant_id: 'x' }"), "INVALID_REQUEST");
}

TEST_F(RecorderTest, ARetryAnswersTheIdThatWasMade) {
  RecordOptions options;
  options.request_id = Uuid(1);
  const Recorded first = *Record("participant_registered {}", options);
  const Recorded again = *Record("participant_registered {}", options);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.event_id, first.event_id);
  EXPECT_EQ(store_->head(), 1u);
}

// Idempotency

TEST_F(RecorderTest, ARetryIsAnsweredWhateverTheRulesWouldSayNow) {
  Given(kProject);
  RecordOptions options;
  options.request_id = Uuid(1);
  options.expected_revision = 0;
  const Recorded first = *Record(kActivity, options);
  for (int restart = 0; restart < 2; ++restart) {
    const absl::StatusOr<Recorded> again = Record(kActivity, options);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->position, first.position);
    EXPECT_EQ(again->revision, first.revision);
    EXPECT_EQ(again->event_id, first.event_id);
    NewRecorder();
  }
  options.request_id = Uuid(2);
  options.expected_revision.reset();
  EXPECT_EQ(When(kActivity, options), "ACTIVITY_ALREADY_HELD");
}

TEST_F(RecorderTest, ARetryWithinOneFlushIsAnsweredWhenTheFirstIsDurable) {
  RecordOptions options;
  options.request_id = Uuid(1);
  const auto first = Propose(kProject, options);
  const auto again = Propose(kProject, options);
  EXPECT_EQ(store_->head(), 1u) << "it is compared with what was recorded";
  ASSERT_TRUE(store_->Flush().ok());
  ASSERT_TRUE(again->has_value() && (*again)->ok());
  EXPECT_TRUE((**again)->repeated);
  EXPECT_EQ((**again)->position, (**first)->position);
  EXPECT_EQ(store_->head(), 1u);
}

TEST_F(RecorderTest, ARequestIdIsOfOneFactForEver) {
  RecordOptions options;
  options.request_id = Uuid(1);
  ASSERT_TRUE(Record(kProject, options).ok());
  RecordOptions dry = options;
  dry.validate_only = true;
  for (const RecordOptions& asked : {options, dry}) {
    EXPECT_EQ(When(kPerson, asked), "REQUEST_ID_TAKEN") << "of another type";
    EXPECT_EQ(
        When("project_started { project_id: 'p' name: 'Q' region_codes: ['06', '07'] }", asked),
        "REQUEST_ID_TAKEN")
        << "with another text";
    EXPECT_TRUE(Record(kProject, asked)->repeated);
  }
  EXPECT_EQ(store_->head(), 1u);
}

TEST_F(RecorderTest, WhatIsSealedIsComparedWhileItCanBeOpened) {
  RecordOptions options;
  options.request_id = Uuid(1);
  const std::string anna = "participant_registered { participant_id: 'x' name: 'Anna' }";
  const std::string berit = "participant_registered { participant_id: 'x' name: 'Berit' }";
  ASSERT_TRUE(Record(anna, options).ok());
  EXPECT_EQ(When(berit, options), "REQUEST_ID_TAKEN");
  EXPECT_EQ(When(anna, options), "");
  Given(kEraseAda);
  EXPECT_EQ(When(anna, options), "");
  EXPECT_EQ(When(berit, options), "") << "nobody knows any more";
}

// A key is never destroyed for a fact that is not recorded.
TEST_F(RecorderTest, AnErasureUnderATakenRequestIdErasesNothing) {
  RecordOptions options;
  options.request_id = Uuid(1);
  const Recorded person =
      *Record("participant_registered { participant_id: 'x' name: 'Anna' }", options);
  EXPECT_EQ(When(kEraseAda, options), "REQUEST_ID_TAKEN");
  EXPECT_EQ(OpenAt(person.position).participant_registered().name(), "Anna");
}

// One flush

TEST_F(RecorderTest, FactsOfOneFlushRestOnEachOther) {
  std::vector<std::shared_ptr<Answer>> answers;
  for (const char* fact : {kProject, kActivity, kPerson, kJoined}) {
    answers.push_back(Propose(fact));
  }
  const auto twice = Propose(kJoined);
  ASSERT_TRUE(twice->has_value());
  EXPECT_EQ(ReasonOf((*twice)->status()), "PARTICIPANT_ALREADY_JOINED");
  ASSERT_TRUE(store_->Flush().ok());
  for (size_t i = 0; i < answers.size(); ++i) {
    ASSERT_TRUE(answers[i]->has_value() && (*answers[i])->ok());
    EXPECT_EQ((**answers[i])->position, i + 1);
  }
  EXPECT_EQ((**answers[3])->revision, 2u);
}

TEST_F(RecorderTest, AFreshRecorderSeesWhatIsStaged) {
  const auto started = Propose(kProject);
  NewRecorder();
  EXPECT_EQ(When(kProject), "PROJECT_EXISTS");
  EXPECT_TRUE(started->has_value());
}

// Revisions and racing writers

TEST_F(RecorderTest, TheExpectedRevisionIsThatOfTheStream) {
  RecordOptions none;
  none.expected_revision = 0;
  EXPECT_EQ(When(kProject, none), "");
  const absl::Status conflict = Record(kProject, none).status();
  EXPECT_EQ(conflict.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(conflict), "STREAM_REVISION_CONFLICT");
  EXPECT_THAT(std::string(conflict.message()), HasSubstr("is at revision 1, not 0"));
  RecordOptions one;
  one.expected_revision = 1;
  EXPECT_EQ(When("need_identified { project_id: 'p' need: 'n' }", one), "");
  EXPECT_EQ(When("need_identified { project_id: 'p' need: 'n' }", one), "STREAM_REVISION_CONFLICT");
}

TEST_F(RecorderTest, ARacingWriterIsSeenBeforeTheRuleIsDecided) {
  Given(kProject);
  Given(kActivity);
  Given(kPerson);
  event::v1::ParticipantJoined joined;
  joined.set_activity_id("a");
  joined.set_participant_id("x");
  const auto race = Append({eventstore::Event("verkan.event.v1.ParticipantJoined", "activity-a", {},
                                              joined.SerializeAsString())});
  ASSERT_TRUE(race.ok());
  EXPECT_EQ(When(kJoined), "PARTICIPANT_ALREADY_JOINED");
}

TEST_F(RecorderTest, ARacingWriterToWhatIsReferredToIsSeenToo) {
  Given(kProject);
  event::v1::ProjectClosed closed;
  closed.set_project_id("p");
  ASSERT_TRUE(Append({eventstore::Event("verkan.event.v1.ProjectClosed", "project-p", {},
                                        closed.SerializeAsString())})
                  .ok());
  EXPECT_EQ(When(kActivity), "PROJECT_CLOSED");
}

TEST_F(RecorderTest, ARacingWriterThatChangesNothingOnlyMovesTheRevision) {
  Given(kProject);
  ASSERT_TRUE(Append({eventstore::Event("acme.v1.Noted", "project-p")}).ok());
  EXPECT_EQ(Given("need_identified { project_id: 'p' need: 'n' }").revision, 3u);
}

// What must be unique

TEST_F(RecorderTest, AnOrganisationNumberBelongsToOneOrganisation) {
  Given(Organisation("a", "organisation_number: '556036-0793'"));
  EXPECT_EQ(When(Organisation("b", "organisation_number: '5560360793'")),
            "ORGANISATION_NUMBER_TAKEN");
  NewRecorder();
  EXPECT_EQ(When(Organisation("b", "organisation_number: '5560360793'")),
            "ORGANISATION_NUMBER_TAKEN");
  Given(Organisation("b", "organisation_number: '212000-0142'"));
}

TEST_F(RecorderTest, AnOrganisationNumberBelongsToOneOrganisationWithinAFlush) {
  const auto first = Propose(Organisation("a", "organisation_number: '556036-0793'"));
  const auto second = Propose(Organisation("b", "organisation_number: '556036-0793'"));
  ASSERT_TRUE(store_->Flush().ok());
  EXPECT_TRUE(first->has_value() && (*first)->ok());
  ASSERT_TRUE(second->has_value());
  EXPECT_EQ(ReasonOf((*second)->status()), "ORGANISATION_NUMBER_TAKEN");
}

TEST_F(RecorderTest, AVoidedRegistrationFreesItsNumber) {
  const Recorded first = Given(Organisation("a", "organisation_number: '556036-0793'"));
  Given(Voided("organisation-a", first.event_id));
  EXPECT_EQ(When(Organisation("b", "organisation_number: '556036-0793'")), "");
}

TEST_F(RecorderTest, AVoidedCorrectionGivesANounANameThatNoFactStates) {
  Given(kProject);
  Given("project_started { project_id: 'q' name: 'Q' region_codes: '06' }");
  Given("series_described { series_id: 's' project_id: 'p' name: 'One' }");
  const Recorded renamed = Given("series_corrected { series_id: 's' name: 'Two' reason: 'r' }");
  Given("series_corrected { series_id: 's' project_id: 'q' reason: 'r' }");
  Given(Voided("series-s", renamed.event_id));  // it is One in q
  EXPECT_EQ(When("series_described { series_id: 't' project_id: 'q' name: 'One' }"),
            "SERIES_NAME_TAKEN");
}

TEST_F(RecorderTest, ANameThatAnotherTookIsNotGivenBack) {
  Given(kProject);
  Given("series_described { series_id: 's' project_id: 'p' name: 'One' }");
  const Recorded renamed = Given("series_corrected { series_id: 's' name: 'Two' reason: 'r' }");
  const Recorded other = Given("series_described { series_id: 't' project_id: 'p' name: 'One' }");
  EXPECT_EQ(When(Voided("series-s", renamed.event_id)), "FACT_IN_USE");
  Given(Voided("series-t", other.event_id));
  EXPECT_EQ(When(Voided("series-s", renamed.event_id)), "");
}

TEST_F(RecorderTest, MergesAreKnownAfterARestart) {
  for (const char* id : {"a", "b", "c"}) Given(Organisation(id));
  Given("organisations_merged { organisation_id: 'b' merged_organisation_id: 'a' reason: 'r' }");
  Given("organisations_merged { organisation_id: 'c' merged_organisation_id: 'b' reason: 'r' }");
  NewRecorder();
  EXPECT_EQ(When("organisations_merged { organisation_id: 'c' merged_organisation_id: 'a' "
                 "reason: 'r' }"),
            "ORGANISATION_MERGED");
  EXPECT_EQ(When("collaboration_formed { collaboration_id: 'k' party_ids: ['a', 'c'] "
                 "kind: COLLABORATION_KIND_RESEARCH }"),
            "COLLABORATION_NEEDS_TWO_PARTIES");
}

// Regions

TEST_F(RecorderTest, AFactWithoutRegionHasThoseOfItsProject) {
  Given(kProject);
  EXPECT_THAT(TagsAt(Given(kActivity).position),
              ElementsAre("project:p", "region:06", "region:07"));
  EXPECT_THAT(TagsAt(Given("figure_reported { figure_id: 'f' indicator_id: 'participants' "
                           "project_id: 'p' source: 's' text: '3' }")
                         .position),
              IsSupersetOf({"region:06", "region:07"}));
  event::v1::ActivityHeld fact;
  ASSERT_TRUE(fact.ParseFromString(ReadAt(2).payload));
  EXPECT_EQ(fact.details().region_code(), "") << "the fact itself is not altered";
}

TEST_F(RecorderTest, LaterFactsOfAStreamHaveItsRegions) {
  Given(kProject);
  Given(kActivity);
  Given("participant_registered { participant_id: 'x' region_code: '12' }");
  EXPECT_THAT(TagsAt(Given(kJoined).position),
              ElementsAre("participant:x", "region:06", "region:07"));
  EXPECT_THAT(TagsAt(Given("project_closed { project_id: 'p' }").position),
              ElementsAre("region:06", "region:07"));
  NewRecorder();
  EXPECT_THAT(TagsAt(Given("headcount_reported { activity_id: 'a' text: '53' }").position),
              ElementsAre("region:06", "region:07"));
}

TEST_F(RecorderTest, ACorrectionMovesAStreamToAnotherRegion) {
  Given(kProject);
  Given(kActivity);
  Given(R"(activity_corrected { activity_id: 'a' reason: 'r' details { project_id: 'p'
            kind: ACTIVITY_KIND_COURSE region_code: '05' } })");
  EXPECT_THAT(TagsAt(Given("headcount_reported { activity_id: 'a' text: '53' }").position),
              ElementsAre("region:05"));
}

TEST_F(RecorderTest, WhatIsSaidOfAnIndicatorInOneRegionIsNotSaidOfTheNext) {
  Given(
      "source_ranked { indicator_id: 'participants' source: 's' region_code: '12' "
      "rank: RANK_PREFERRED }");
  EXPECT_THAT(TagsAt(Given("source_ranked { indicator_id: 'participants' source: 't' "
                           "rank: RANK_PREFERRED }")
                         .position),
              IsEmpty());
}

TEST_F(RecorderTest, AProjectsRegionsAreItsOwnAndNotItsProgrammes) {
  Given(kProject);
  Given("project_started { project_id: 'q' name: 'Q' region_codes: '23' programme_id: 'p' }");
  EXPECT_THAT(TagsAt(2), ElementsAre("project:p", "region:23"));
  EXPECT_THAT(TagsAt(Given("project_linked { project_id: 'q' other_project_id: 'p' "
                           "kind: PROJECT_LINK_KIND_CONTINUES }")
                         .position),
              ElementsAre("project:p", "region:23"));
}

// Failed writes

// A store that counts the records read from it, and whose next flush fails, as a full disk
// would make it, if it is told to.
class WatchedStore : public eventstore::EventStore {
 public:
  explicit WatchedStore(EventStore* store) : store_(store) {}

  bool fail = false;
  mutable int cursors = 0;  // opened so far
  mutable int records = 0;  // read so far

  absl::StatusOr<eventstore::Appended> Stage(
      eventstore::Batch batch, std::function<void(const absl::Status&)> done) override {
    if (!fail) return store_->Stage(std::move(batch), std::move(done));
    waiting_.push_back(std::move(done));
    return eventstore::Appended{.first_position = store_->head() + 1,
                                .last_position = store_->head() + 1,
                                .revisions = {batch.expectations.front().revision + 1},
                                .event_ids = {eventstore::Id(1)}};
  }
  absl::Status Flush() override {
    if (!fail) return store_->Flush();
    for (const auto& done : std::exchange(waiting_, {})) done(absl::UnavailableError("disk"));
    return absl::UnavailableError("disk");
  }
  absl::StatusOr<eventstore::Appended> Append(eventstore::Batch batch) override {
    return store_->Append(std::move(batch));
  }
  absl::StatusOr<std::unique_ptr<eventstore::Cursor>> Read(
      const eventstore::ReadOptions& options) const override {
    ++cursors;
    auto cursor = store_->Read(options);
    if (!cursor.ok()) return cursor.status();
    return std::make_unique<CountingCursor>(*std::move(cursor), &records);
  }
  absl::StatusOr<std::string> Get(eventstore::Position position) const override {
    return store_->Get(position);
  }
  std::unique_ptr<eventstore::IdCursor> ReadIds() const override { return store_->ReadIds(); }
  eventstore::Position head() const override { return store_->head(); }
  absl::StatusOr<eventstore::Revision> StreamRevision(absl::string_view stream) const override {
    return store_->StreamRevision(stream);
  }
  absl::StatusOr<std::optional<eventstore::Appended>> FindRequest(
      absl::string_view request_id) const override {
    return store_->FindRequest(request_id);
  }
  absl::StatusOr<eventstore::Position> PositionAt(int64_t micros) const override {
    return store_->PositionAt(micros);
  }
  absl::StatusOr<eventstore::Hash> Root(eventstore::Position size) const override {
    return store_->Root(size);
  }
  absl::StatusOr<std::vector<eventstore::Hash>> ProveInclusion(
      eventstore::Position position, eventstore::Position size) const override {
    return store_->ProveInclusion(position, size);
  }
  absl::StatusOr<std::vector<eventstore::Hash>> ProveConsistency(
      eventstore::Position old_size, eventstore::Position size) const override {
    return store_->ProveConsistency(old_size, size);
  }
  absl::StatusOr<std::string> ReadTile(const eventstore::TileId& tile) const override {
    return store_->ReadTile(tile);
  }
  bool writable() const override { return store_->writable(); }
  absl::Status write_failure() const override { return store_->write_failure(); }
  bool Resume() override { return store_->Resume(); }
  const std::string& origin() const override { return store_->origin(); }
  const eventstore::Database& database() const override { return store_->database(); }
  int AddListener(std::function<void(eventstore::Position)> listener) override {
    return store_->AddListener(std::move(listener));
  }
  void RemoveListener(int handle) override { store_->RemoveListener(handle); }

 private:
  class CountingCursor : public eventstore::Cursor {
   public:
    CountingCursor(std::unique_ptr<eventstore::Cursor> cursor, int* records)
        : cursor_(std::move(cursor)), records_(records) {}
    absl::StatusOr<bool> Next(eventstore::StoredRecord* record) override {
      absl::StatusOr<bool> more = cursor_->Next(record);
      if (more.ok() && *more) ++*records_;
      return more;
    }
    bool paused() const override { return cursor_->paused(); }
    eventstore::Position next() const override { return cursor_->next(); }

   private:
    const std::unique_ptr<eventstore::Cursor> cursor_;
    int* const records_;
  };

  EventStore* const store_;
  std::vector<std::function<void(const absl::Status&)>> waiting_;
};

TEST_F(RecorderTest, ATrialSeesWhatIsStaged) {
  Given(Organisation("c"));  // so that the merges are known, and reading them flushes nothing
  const std::string number = "organisation_number: '556036-0793'";
  const auto staged = Propose(Organisation("a", number));
  RecordOptions dry;
  dry.validate_only = true;
  EXPECT_EQ(When(Organisation("b", number), dry), "ORGANISATION_NUMBER_TAKEN");
}

TEST_F(RecorderTest, WhatCouldNotBeWrittenIsForgotten) {
  WatchedStore failing(store_.get());
  recorder_ = std::make_unique<Recorder>(&failing, keys_.get());
  Given(kProject);
  failing.fail = true;
  const auto closed = Propose("project_closed { project_id: 'p' }");
  EXPECT_FALSE(failing.Flush().ok());
  ASSERT_TRUE(closed->has_value());
  EXPECT_EQ((*closed)->status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf((*closed)->status()), "STORE_NOT_WRITABLE");
  failing.fail = false;
  EXPECT_EQ(When(kActivity), "") << "the project was never closed";
}

// What is read from the store

class RecorderReadsTest : public RecorderTest {
 protected:
  RecorderReadsTest() { recorder_ = std::make_unique<Recorder>(&watched_, keys_.get()); }

  static std::string Merge(const std::string& stays, const std::string& merged) {
    return absl::Substitute(
        "participants_merged { participant_id: '$0' merged_participant_id: '$1' reason: 'r' }",
        stays, merged);
  }
  static std::string Register(const std::string& id) {
    return absl::Substitute("participant_registered { participant_id: '$0' }", id);
  }

  // So many pairs of participants are one; the recorder has read them all.
  void GivenMerges(int count) {
    Given(kProject);
    for (int i = 0; i < count; ++i) {
      const std::string stays = absl::StrCat("stays", i), merged = absl::StrCat("merged", i);
      Given(Register(stays));
      Given(Register(merged));
      Given(Merge(stays, merged));
    }
    Given(kActivity);
    watched_.cursors = watched_.records = 0;
  }

  WatchedStore watched_{store_.get()};
};

TEST_F(RecorderReadsTest, ARefusalMakesNothingBeReadAgain) {
  GivenMerges(20);
  RecordOptions stale;
  stale.expected_revision = 7;
  EXPECT_EQ(When("strand_opened { project_id: 'p' name: 'n' }", stale), "STREAM_REVISION_CONFLICT");
  EXPECT_EQ(When(Merge("stays1", "merged1")), "PARTICIPANT_MERGED");
  EXPECT_EQ(When("strand_opened { project_id: 'p' name: 'n' }"), "");
  EXPECT_EQ(watched_.cursors, 0);
}

TEST_F(RecorderReadsTest, AVoidingReadsOnlyTheStreamItIsAbout) {
  GivenMerges(20);
  Given(Register("x"));
  const Recorded joined = Given(kJoined);
  watched_.records = 0;
  Given(Voided("activity-a", joined.event_id));
  EXPECT_EQ(watched_.records, 4) << "the stream, to see what is voided, and what rests on it";
  EXPECT_EQ(When(kJoined), "");
  EXPECT_LE(watched_.records, 11) << "and the stream, three events in two passes, without it";
}

TEST_F(RecorderReadsTest, AVoidedMergeReadsNoOther) {
  GivenMerges(20);
  Given(Register("x"));
  Given(Register("y"));
  const Recorded merged = Given(Merge("y", "x"));
  watched_.records = 0;
  Given(Voided("participant-y", merged.event_id));
  EXPECT_EQ(When(Merge("x", "y")), "") << "they were never one";
  EXPECT_LE(watched_.records, 2 + 1 + 3 * 3) << "the merge once more, by whom it names";
  EXPECT_EQ(When(Merge("stays1", "merged1")), "PARTICIPANT_MERGED") << "the others still are";
}

TEST_F(RecorderReadsTest, ARacingWriterMakesOnlyWhatItWroteToBeReadAgain) {
  GivenMerges(20);
  ASSERT_TRUE(Append({eventstore::Event("acme.v1.Noted", "project-p")}).ok());
  Given("need_identified { project_id: 'p' need: 'n' }");
  EXPECT_EQ(watched_.records, 2);
}

// Cached decisions

// Where an event is: its stream and its id.
using Place = std::pair<std::string, std::string>;

// A random fact on few ids, so that most rules are met.
std::string RandomFact(const std::vector<Place>& recorded, std::mt19937* random) {
  static const char* const kFacts[] = {
      "project_started { project_id: '$0' name: 'P' region_codes: '06' }",
      "project_closed { project_id: '$0' }",
      "activity_held { activity_id: '$0' details { project_id: '$1' kind: ACTIVITY_KIND_COURSE } }",
      "participant_registered { participant_id: '$0' }",
      "participant_joined { activity_id: '$0' participant_id: '$1' }",
      "participant_joined { activity_id: '$0' participant_id: '$1' }",
      "participation_withdrawn { activity_id: '$0' participant_id: '$1' }",
      "participants_merged { participant_id: '$0' merged_participant_id: '$1' reason: 'r' }",
      "organisation_registered { organisation_id: '$0' name: 'N' }",
      "organisation_registered { organisation_id: '$0' name: 'N' "
      "organisation_number: '556036-0793' }",
      "organisations_merged { organisation_id: '$0' merged_organisation_id: '$1' reason: 'r' }",
      "partner_joined { project_id: '$0' organisation_id: '$1' }",
  };
  const char* const kIds[] = {"a", "b", "c", "d"};
  if (!recorded.empty() && (*random)() % 4 == 0) {
    const auto& [stream, event_id] = recorded[(*random)() % recorded.size()];
    return absl::Substitute("event_voided { stream: '$0' event_id: '$1' reason: 'r' }", stream,
                            event_id);
  }
  const size_t one = (*random)() % 4, two = (one + 1 + (*random)() % 3) % 4;
  return absl::Substitute(kFacts[(*random)() % std::size(kFacts)], kIds[one], kIds[two]);
}

// A recorder that keeps its states, and flushes now and then, decides as one that folds
// everything afresh from the log.
TEST_F(RecorderTest, WhatIsKeptDecidesAsWhatIsReadAfresh) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  std::vector<Place> recorded;
  std::vector<std::shared_ptr<Answer>> waiting;
  std::map<std::string, int> outcomes;
  RecordOptions dry;
  dry.validate_only = true;
  for (int i = 0; i < 1500; ++i) {
    const std::string fact = RandomFact(recorded, &random);
    const auto kept = Propose(fact, dry);
    fresh_ = std::make_unique<Recorder>(store_.get(), keys_.get());
    std::swap(recorder_, fresh_);
    const auto afresh = Propose(fact, dry);
    std::swap(recorder_, fresh_);
    ASSERT_TRUE(kept->has_value() && afresh->has_value()) << fact;
    ASSERT_EQ(ReasonOf((*kept)->status()), ReasonOf((*afresh)->status())) << fact;
    ++outcomes[ReasonOf((*kept)->status())];

    waiting.push_back(Propose(fact));
    if (random() % 3 != 0) continue;
    ASSERT_TRUE(store_->Flush().ok());
    for (const auto& answer : std::exchange(waiting, {})) {
      ASSERT_TRUE(answer->has_value());
      if (!(*answer)->ok()) continue;
      recorded.emplace_back(ReadAt((**answer)->position).stream, (**answer)->event_id);
    }
  }
  EXPECT_GT(outcomes[""], 100);
  EXPECT_GT(outcomes.size(), 8u);
}

}  // namespace
}  // namespace verkan::services
