#include "services/domain/schema.h"

#include <set>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/domain/states.h"
#include "services/domain/testing/rules_fixture.h"
#include "verkan/options/v1/annotations.pb.h"

namespace verkan::services {
namespace {

using event::v1::Event;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const EventType& TypeOf(const Event& event) { return *Schema::Default().Find(event.fact_case()); }

TEST(SchemaTest, EveryFactHasItsTypeUnderNumberAndName) {
  const auto* facts = Event::descriptor()->FindOneofByName("fact");
  ASSERT_EQ(static_cast<int>(Schema::Default().types().size()), facts->field_count());
  for (int i = 0; i < facts->field_count(); ++i) {
    const EventType* type = Schema::Default().Find(facts->field(i)->number());
    ASSERT_NE(type, nullptr) << facts->field(i)->name();
    EXPECT_EQ(type, Schema::Default().Find(facts->field(i)->message_type()->full_name()));
  }
  EXPECT_EQ(Schema::Default().Find(0), nullptr);
  EXPECT_EQ(Schema::Default().Find(6), nullptr);
  EXPECT_EQ(Schema::Default().Find(-1), nullptr);
  EXPECT_EQ(Schema::Default().Find(100000), nullptr);
  EXPECT_EQ(Schema::Default().Find("acme.v1.Opened"), nullptr);
}

TEST(SchemaTest, EveryNounHasAState) {
  for (const EventType& type : Schema::Default().types()) {
    State state;
    EXPECT_TRUE(MakeEmpty(type.noun(), &state)) << type.name();
  }
  State state;
  EXPECT_FALSE(MakeEmpty("case", &state));
}

TEST(SchemaTest, TheStreamIsTheNounAndTheId) {
  const Event event = EventOf("activity_held { activity_id: 'lunch-1' }");
  EXPECT_EQ(TypeOf(event).StreamOf(event), "activity-lunch-1");
  EXPECT_EQ(TypeOf(event).IdOf(event), "lunch-1");
}

TEST(SchemaTest, AVoidedEventNamesItsWholeStream) {
  const Event event = EventOf("event_voided { stream: 'activity-lunch-1' }");
  EXPECT_EQ(TypeOf(event).StreamOf(event), "activity-lunch-1");
  EXPECT_EQ(TypeOf(event).noun(), "*");
}

TEST(SchemaTest, IdsThatMayBeLeftOutAreMade) {
  const auto make = [](absl::string_view noun) { return absl::StrCat(noun, "-1"); };
  Event event = EventOf("project_started { name: 'P' }");
  TypeOf(event).MakeIds(make, &event);
  EXPECT_EQ(event.project_started().project_id(), "project-1");
  event = EventOf("need_identified { project_id: 'p' }");
  TypeOf(event).MakeIds(make, &event);
  EXPECT_EQ(event.need_identified().need_id(), "need-1");
  event = EventOf("membership_started { network_id: 'n' organisation_id: 'o' }");
  TypeOf(event).MakeIds(make, &event);
  EXPECT_EQ(event.membership_started().membership_id(), "membership-1");
  event = EventOf("membership_ended { network_id: 'n' organisation_id: 'o' }");
  TypeOf(event).MakeIds(make, &event);
  EXPECT_EQ(event.membership_ended().membership_id(), "") << "it ends one that is there";
  event = EventOf("project_closed { }");
  TypeOf(event).MakeIds(make, &event);
  EXPECT_EQ(event.project_closed().project_id(), "") << "it begins no stream";
  event = EventOf("need_identified { project_id: 'p' need_id: 'n' }");
  TypeOf(event).MakeIds(make, &event);
  EXPECT_EQ(event.need_identified().need_id(), "n");
}

TEST(SchemaTest, TagsAreReadInsideMessagesAndLists) {
  const Event event = EventOf(R"(activity_held { activity_id: 'a' details {
      project_id: 'siru-2' region_code: '06' organiser_ids: ['jibs', '', 'msi'] } })");
  EXPECT_THAT(TypeOf(event).TagsOf(event),
              ElementsAre("project:siru-2", "region:06", "organisation:jibs", "organisation:msi"));
}

TEST(SchemaTest, AnEmptyValueGivesNoTag) {
  const Event event = EventOf("activity_held { activity_id: 'a' }");
  EXPECT_THAT(TypeOf(event).TagsOf(event), IsEmpty());
}

TEST(SchemaTest, TagsThatNameNounsAreReferences) {
  const Event event = EventOf(R"(figure_reported { figure_id: 'f' indicator_id: 'i'
      region_code: '06' project_id: 'p' })");
  std::vector<std::string> references;
  for (const Reference& reference : TypeOf(event).ReferencesOf(event)) {
    references.push_back(absl::StrCat(reference.noun, " ", reference.id));
  }
  EXPECT_THAT(references, ElementsAre("indicator i", "project p"));
}

TEST(SchemaTest, DaysComeFromTheTimeOfOccurrence) {
  const Event held =
      EventOf("activity_held { activity_id: 'a' details { occurred { from: '1970-01' } } }");
  EXPECT_EQ(TypeOf(held).DaysOf(held), (Days{0, 30}));
  const Event stated =
      EventOf("project_period_stated { period { from: '1970-01-02' to: '1970-01-03' } }");
  EXPECT_EQ(TypeOf(stated).DaysOf(stated), (Days{1, 2}));
  for (const char* text : {"activity_held { activity_id: 'a' }", "activity_held { details {} }",
                           "activity_cancelled { activity_id: 'a' }"}) {
    const Event event = EventOf(text);
    EXPECT_EQ(TypeOf(event).DaysOf(event), std::nullopt) << text;
  }
}

TEST(SchemaTest, PersonalFieldsBelongToThePersonTheirMessageNames) {
  const EventType& type = *Schema::Default().Find("verkan.event.v1.ParticipantRegistered");
  ASSERT_EQ(type.personal().size(), 1u);
  EXPECT_EQ(type.personal()[0].subject.back()->name(), "participant_id");
  std::vector<std::string> fields;
  for (const FieldPath& path : type.personal()[0].fields) fields.push_back(path.back()->name());
  EXPECT_THAT(fields, ElementsAre("name", "email", "birth_year", "gender", "protected_identity"));
  EXPECT_THAT(Schema::Default().Find("verkan.event.v1.ParticipantJoined")->personal(), IsEmpty());
}

std::set<std::string> NamesOf(bool (*is_wanted)(const EventType& type)) {
  std::set<std::string> names;
  for (const EventType& type : Schema::Default().types()) {
    if (is_wanted(type)) names.insert(type.arm()->name());
  }
  return names;
}

// The lists are written out here a second time, so that a trait changes on purpose only.
TEST(SchemaTest, VoidingsAndReadsOfAndDecisionsOnPersonalDataAreLasting) {
  EXPECT_THAT(NamesOf([](const EventType& type) { return !type.traits().voidable(); }),
              UnorderedElementsAre("event_voided", "personal_data_erased",
                                   "personal_data_restricted", "personal_data_restriction_lifted",
                                   "legal_hold_placed", "legal_hold_lifted", "personal_data_read"));
}

TEST(SchemaTest, DecisionsOnKeysAreKnown) {
  const auto keys = [](absl::string_view name) {
    return Schema::Default().Find(name)->traits().keys();
  };
  EXPECT_EQ(keys("verkan.event.v1.PersonalDataErased"), options::v1::KEYS_DESTROYED);
  EXPECT_EQ(keys("verkan.event.v1.PersonalDataRestricted"), options::v1::KEYS_LOCKED);
  EXPECT_EQ(keys("verkan.event.v1.PersonalDataRestrictionLifted"), options::v1::KEYS_UNLOCKED);
  EXPECT_EQ(NamesOf([](const EventType& type) {
              return type.traits().keys() != options::v1::KEYS_UNSPECIFIED;
            }).size(),
            3u);
}

TEST(SchemaTest, IndicatorsAreNationalAndReadsBelongToThePersonsRegions) {
  EXPECT_THAT(
      NamesOf([](const EventType& type) {
        return type.traits().regions() == options::v1::REGIONS_OF_PROJECT;
      }),
      UnorderedElementsAre("baseline_set", "indicator_defined", "indicator_retired",
                           "indicator_revised", "source_ranked", "target_revised", "target_set"));
  EXPECT_THAT(NamesOf([](const EventType& type) {
                return type.traits().regions() == options::v1::REGIONS_OF_PARTICIPANT;
              }),
              UnorderedElementsAre("personal_data_read"));
}

TEST(SchemaTest, AMergeNamesTheEntryThatStaysAndTheOneThatIsOneWithIt) {
  EXPECT_THAT(NamesOf([](const EventType& type) { return type.merges(); }),
              UnorderedElementsAre("organisations_merged", "participants_merged"));
  const Event event =
      EventOf("organisations_merged { organisation_id: 'a' merged_organisation_id: 'b' }");
  EXPECT_EQ(TypeOf(event).IdOf(event), "a");
  EXPECT_EQ(TypeOf(event).MergedIdOf(event), "b");
}

TEST(SchemaTest, EveryNounHasAFactThatBeginsItsStreamsButNoOtherHasAnIdMade) {
  std::set<std::string> nouns;
  std::set<std::string> begun;
  for (const EventType& type : Schema::Default().types()) {
    if (type.noun() != kAnyNoun) nouns.insert(type.noun());
    if (type.traits().begins_stream()) begun.insert(type.noun());
  }
  nouns.erase("access");  // begun by a read, under the id of the person
  EXPECT_EQ(begun, nouns);
  EXPECT_EQ(NamesOf([](const EventType& type) { return type.traits().begins_stream(); }).size(),
            37u);
}

// What a rule refuses in a closed project is not what tells of it afterwards.
TEST(SchemaTest, WhatPlansOrOpensIsNotRecordedAfterClosing) {
  for (const char* name : {"ActivityPlanned", "ActivityHeld", "StrandOpened", "ProjectClosed"}) {
    EXPECT_FALSE(
        Schema::Default().Find(absl::StrCat("verkan.event.v1.", name))->traits().after_closing())
        << name;
  }
  EXPECT_THAT(NamesOf([](const EventType& type) { return type.traits().after_closing(); }),
              UnorderedElementsAre(
                  "activities_reported", "assessment_corrected", "baseline_set", "feedback_given",
                  "figure_reported", "figure_withdrawn", "goal_assessed", "impact_assessed",
                  "organisation_corrected", "organisation_registered", "outcome_stated",
                  "project_classified", "project_corrected", "project_described", "project_linked",
                  "project_period_stated", "project_taken_over", "publication_corrected",
                  "publication_released", "result_achieved", "result_corrected",
                  "social_outcome_measured", "tool_corrected", "tool_released"));
}

TEST(SchemaTest, StreamsOfNounsAreKnownFromOthers) {
  const auto noun = Schema::Default().NounOf("activity-lunch-1");
  ASSERT_TRUE(noun.has_value());
  EXPECT_EQ(noun->noun, "activity");
  EXPECT_EQ(noun->id, "lunch-1");
  EXPECT_FALSE(Schema::Default().NounOf("case-1").has_value());
  EXPECT_FALSE(Schema::Default().NounOf("activity").has_value());
  EXPECT_FALSE(Schema::Default().NounOf("activities-1").has_value());
}

// What is wrong with annotations is found at start-up. `body` is that of an event E.
std::string ErrorOf(const std::string& body, const std::string& traits = "voidable: true") {
  google::protobuf::FileDescriptorProto file;
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const std::string text =
      R"(name: 'e.proto' package: 'e' syntax: 'proto3'
         dependency: 'verkan/options/v1/annotations.proto'
         dependency: 'verkan/event/v1/common.proto'
         message_type { name: 'E' )" +
      body + " options { [verkan.options.v1.traits] { " + traits + R"( } } }
         message_type { name: 'Event' oneof_decl { name: 'fact' }
           field { name: 'e' number: 1 type: TYPE_MESSAGE type_name: '.e.E' label: LABEL_OPTIONAL
                   oneof_index: 0 } })";
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &file)) << text;
  const auto* built = pool.BuildFile(file);
  if (built == nullptr) return "not a proto file";
  return std::string(Schema::Build(built->FindMessageTypeByName("Event")).status().message());
}

std::string Field(const std::string& name, int number, const std::string& options,
                  const std::string& type = "TYPE_STRING",
                  const std::string& label = "LABEL_OPTIONAL") {
  return absl::StrCat("field { name: '", name, "' number: ", number, " type: ", type,
                      " label: ", label, " options { ", options, " } } ");
}

TEST(SchemaTest, AWrongAnnotationIsFoundAtStartUp) {
  const std::string stream = "[verkan.options.v1.stream]: 'noun'";
  const std::string id = Field("id", 1, stream);
  const std::string when = "TYPE_MESSAGE type_name: '.verkan.event.v1.When'";
  EXPECT_EQ(ErrorOf(id), "");
  EXPECT_THAT(ErrorOf(Field("id", 1, "")), HasSubstr("has no stream"));
  EXPECT_THAT(ErrorOf(id + Field("other", 2, stream)), HasSubstr("exactly one stream"));
  EXPECT_THAT(ErrorOf(Field("id", 1, stream, "TYPE_INT32")), HasSubstr("e.E.id"));
  EXPECT_THAT(ErrorOf(Field("id", 1, stream, "TYPE_STRING", "LABEL_REPEATED")),
              HasSubstr("one string"));
  EXPECT_THAT(ErrorOf(Field("id", 1, "[verkan.options.v1.stream]: 'a-b'")), HasSubstr("hyphen"));
  EXPECT_THAT(ErrorOf(id + Field("n", 2, "[verkan.options.v1.tag]: 'n'", "TYPE_INT32")),
              HasSubstr("a tag must be a string"));
  EXPECT_THAT(ErrorOf(id + Field("at", 2, "[verkan.options.v1.occurred]: true")),
              HasSubstr("verkan.event.v1.When"));
  EXPECT_THAT(ErrorOf(id + Field("at", 2, "[verkan.options.v1.occurred]: true", when) +
                      Field("until", 3, "[verkan.options.v1.occurred]: true", when)),
              HasSubstr("at most one time"));
  EXPECT_THAT(ErrorOf(id + Field("name", 2, "[verkan.options.v1.personal]: true")),
              HasSubstr("need a subject"));
  EXPECT_THAT(ErrorOf(id + Field("at", 2, "[verkan.options.v1.form]: FORM_AMOUNT", when)),
              HasSubstr("e.E.at: it cannot have the form FORM_AMOUNT"));
}

TEST(SchemaTest, AWrongTraitIsFoundAtStartUp) {
  const std::string id = Field("id", 1, "[verkan.options.v1.stream]: 'noun'");
  const std::string any = Field("id", 1, "[verkan.options.v1.stream]: '*'");
  const std::string subject =
      Field("id", 1, "[verkan.options.v1.stream]: 'noun' [verkan.options.v1.subject]: true");
  EXPECT_THAT(ErrorOf(id, "begins_stream: true"), HasSubstr("whether it is voidable"));
  EXPECT_EQ(ErrorOf(id, "voidable: false begins_stream: true"), "");
  EXPECT_THAT(ErrorOf(any, "voidable: true begins_stream: true"), HasSubstr("begins none"));
  EXPECT_EQ(ErrorOf(subject, "voidable: false keys: KEYS_LOCKED"), "");
  EXPECT_THAT(ErrorOf(subject, "voidable: true keys: KEYS_LOCKED"), HasSubstr("is lasting"));
  EXPECT_THAT(ErrorOf(id, "voidable: false keys: KEYS_LOCKED"), HasSubstr("of the person"));
}

TEST(SchemaTest, AMergeWithoutASecondIdIsFoundAtStartUp) {
  const std::string id = Field("id", 1, "[verkan.options.v1.stream]: 'noun'");
  const std::string merged = "[verkan.options.v1.merged]: true";
  const std::string tagged = merged + " [verkan.options.v1.tag]: 'noun'";
  EXPECT_EQ(ErrorOf(id + Field("other", 2, tagged)), "");
  EXPECT_THAT(ErrorOf(id + Field("other", 2, merged)), HasSubstr("tagged with its noun"));
  EXPECT_THAT(ErrorOf(Field("id", 1, tagged + " [verkan.options.v1.stream]: 'noun'")),
              HasSubstr("another than the stream's"));
  EXPECT_THAT(ErrorOf(id + Field("other", 2, tagged) + Field("third", 3, tagged)),
              HasSubstr("at most one entry"));
  EXPECT_THAT(ErrorOf(id + Field("other", 2, tagged, "TYPE_STRING", "LABEL_REPEATED")),
              HasSubstr("one string"));
}

}  // namespace
}  // namespace verkan::services
