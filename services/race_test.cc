// Eight writers say at once what only one of them may say: the rule holds, and the others get the
// refusal that is documented. A campaign is tests/campaign races: VERKAN_RACES=1000.
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "projections/figure_text/normal_form.h"
#include "services/errors/errors.h"
#include "services/testing/races.h"

namespace verkan::services {
namespace {

constexpr char kRegister[] = "organisation.v1.OrganisationService/RegisterOrganisation";
constexpr char kMerge[] = "organisation.v1.OrganisationService/MergeOrganisations";
constexpr char kRegisterPerson[] = "participant.v1.ParticipantService/RegisterParticipant";
constexpr char kMergePersons[] = "participant.v1.ParticipantService/MergeParticipants";
constexpr char kStart[] = "project.v1.ProjectService/StartProject";
constexpr char kClose[] = "project.v1.ProjectService/CloseProject";
constexpr char kHold[] = "activity.v1.ActivityService/HoldActivity";
constexpr char kJoin[] = "activity.v1.ActivityService/JoinActivity";
constexpr char kProcure[] = "procurement.v1.ProcurementService/HoldProcurement";
constexpr char kAward[] = "procurement.v1.ProcurementService/AwardContract";

// Command is a method and its fact, as text. In a fact "#" stands for the number of the round:
// every id ends with it.
struct Command {
  const char* method;
  std::string fact;
};

// Fact is what the log says of a round.
struct Fact {
  std::string type;
  std::string stream;
};
using Facts = std::vector<Fact>;  // in the order of the log

size_t CountOf(const std::string& type, const Facts& facts) {
  size_t count = 0;
  for (const Fact& fact : facts) count += fact.type == absl::StrCat("verkan.event.v1.", type);
  return count;
}

struct Race {
  const char* name;
  std::vector<Command> given;                  // is recorded before
  Command (*said)(int round, int writer);      // by one of the writers, or by who comes later
  const char* refusal;                         // of whom loses
  bool one_wins;                               // else some do
  bool (*holds)(const Facts& facts_of_round);  // afterwards
};

// A valid organisation number of the round, written with a hyphen or without.
std::string NumberOf(int round, bool hyphen) {
  const std::string nine = absl::StrCat(556000000 + round);
  int check = 0;
  while (!projections::IsLuhn(absl::StrCat(nine, check))) ++check;
  return absl::StrCat(nine.substr(0, 6), hyphen ? "-" : "", nine.substr(6), check);
}

const Race kRaces[] = {
    {.name = "OneOrganisationNumberIsRegisteredTwice",
     .said =
         [](int round, int writer) {
           return Command{kRegister,
                          absl::StrCat("organisation_id: 'o-", writer, "-#' name: 'O' ",
                                       "organisation_number: '", NumberOf(round, writer % 2), "'")};
         },
     .refusal = "ORGANISATION_NUMBER_TAKEN",
     .one_wins = true,
     .holds = [](const Facts& facts) { return CountOf("OrganisationRegistered", facts) == 1; }},

    // Under two pseudonyms that are one.
    {.name = "AParticipantJoinsTwice",
     .given = {{kRegisterPerson, "participant_id: 'p-0-#'"},
               {kRegisterPerson, "participant_id: 'p-1-#'"},
               {kMergePersons,
                "participant_id: 'p-0-#' merged_participant_id: 'p-1-#' reason: 'one person'"},
               {kStart, "project_id: 'p-#' name: 'P' region_codes: '06'"},
               {kHold,
                "activity_id: 'a-#' details { project_id: 'p-#' kind: "
                "ACTIVITY_KIND_COURSE }"}},
     .said =
         [](int, int writer) {
           return Command{
               kJoin, absl::StrCat("activity_id: 'a-#' participant_id: 'p-", writer % 2, "-#'")};
         },
     .refusal = "PARTICIPANT_ALREADY_JOINED",
     .one_wins = true,
     .holds = [](const Facts& facts) { return CountOf("ParticipantJoined", facts) == 1; }},

    // One of the writers closes it. The others record what happened later.
    {.name = "AProjectClosesWhileActivitiesAreRecorded",
     .given = {{kStart, "project_id: 'p-#' name: 'P' region_codes: '06'"}},
     .said =
         [](int round, int writer) {
           if (writer == round % kWriters) {
             return Command{kClose, "project_id: 'p-#' occurred { from: '2024-06-30' }"};
           }
           return Command{
               kHold, absl::StrCat("activity_id: 'a-", writer, "-#' details { project_id: 'p-#' ",
                                   "kind: ACTIVITY_KIND_COURSE occurred { from: '2024-07-01' } }")};
         },
     .refusal = "PROJECT_CLOSED",
     .one_wins = false,
     .holds =
         [](const Facts& facts) {
           return CountOf("ProjectClosed", facts) == 1 &&
                  facts.back().type == "verkan.event.v1.ProjectClosed";
         }},

    // Under two entries that are one.
    {.name = "OneSupplierIsContractedTwice",
     .given = {{kRegister, "organisation_id: 'o-0-#' name: 'O'"},
               {kRegister, "organisation_id: 'o-1-#' name: 'O'"},
               {kMerge,
                "organisation_id: 'o-0-#' merged_organisation_id: 'o-1-#' reason: 'one company'"},
               {kProcure,
                "procurement_id: 'q-#' title: 'Q' buyer_id: 'o-0-#' region_code: '06' "
                "procedure: PROCUREMENT_PROCEDURE_OPEN"}},
     .said =
         [](int, int writer) {
           return Command{
               kAward, absl::StrCat("procurement_id: 'q-#' supplier_id: 'o-", writer % 2, "-#'")};
         },
     .refusal = "CONTRACT_ALREADY_AWARDED",
     .one_wins = true,
     .holds = [](const Facts& facts) { return CountOf("ContractAwarded", facts) == 1; }},

    {.name = "TwoMergesWouldMakeACircle",
     .given = {{kRegister, "organisation_id: 'o-0-#' name: 'O'"},
               {kRegister, "organisation_id: 'o-1-#' name: 'O'"}},
     .said =
         [](int, int writer) {
           return Command{kMerge, absl::StrCat("organisation_id: 'o-", writer % 2,
                                               "-#' merged_organisation_id: 'o-", 1 - writer % 2,
                                               "-#' reason: 'one company'")};
         },
     .refusal = "ORGANISATION_MERGED",
     .one_wins = true,
     .holds = [](const Facts& facts) { return CountOf("OrganisationsMerged", facts) == 1; }},
};

absl::Status Send(int round, const Command& command, TestClient* client) {
  const std::string method = absl::StrCat("verkan.", command.method);
  const auto* const called = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      absl::StrReplaceAll(method, {{"/", "."}}));
  if (called == nullptr) return absl::UnimplementedError(method);
  const std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(called->input_type())
          ->New());
  const std::string text = absl::StrReplaceAll(command.fact, {{"#", absl::StrCat(round)}});
  if (!google::protobuf::TextFormat::ParseFromString(absl::StrCat("event { ", text, " }"),
                                                     request.get())) {
    return absl::InternalError(text);
  }
  grpc::ByteBuffer answer;
  return client->Call(absl::StrCat("/", method).c_str(), RawBytes(request->SerializeAsString()),
                      &answer, PatientCall().get());
}

// Answers counts what came back, from many threads.
class Answers {
 public:
  explicit Answers(const char* refusal) : refusal_(refusal) {}

  // True: the command is to be sent again, as documented.
  bool Count(const absl::Status& status) {
    const std::lock_guard lock(mutex_);
    if (absl::IsAborted(status)) return ++aborted_ > 0;
    if (status.ok()) {
      ++recorded_;
    } else if (ReasonOf(status) == refusal_) {
      ++refused_;
    } else {
      others_.push_back(status.ToString());
    }
    return false;
  }

  // Once no thread counts any more.
  int recorded() const { return recorded_; }
  int refused() const { return refused_; }
  const std::vector<std::string>& others() const { return others_; }
  std::string ToString() const {
    return absl::StrCat(recorded_, " recorded, ", refused_, " refused ", refusal_, ", ",
                        others_.size(), " other answers, ", aborted_, " sent again after ABORTED");
  }

 private:
  const std::string refusal_;
  std::mutex mutex_;
  int recorded_ = 0;
  int refused_ = 0;
  int aborted_ = 0;
  std::vector<std::string> others_;
};

class RaceTest : public RaceFixture, public ::testing::WithParamInterface<Race> {
 protected:
  // By round.
  std::map<int, Facts> ReadLog() {
    std::map<int, Facts> rounds;
    VisitStanding([&](const eventstore::RecordView& record) {
      const absl::string_view stream = record.stream;
      int round = -1;
      EXPECT_TRUE(absl::SimpleAtoi(stream.substr(stream.rfind('-') + 1), &round)) << stream;
      rounds[round].push_back({std::string(record.type), std::string(stream)});
    });
    return rounds;
  }
};

TEST_P(RaceTest, TheRuleHolds) {
  const Race& race = GetParam();
  const int rounds = Rounds();
  Answers answers(race.refusal), late(race.refusal);
  for (int round = 0; round < rounds; ++round) {
    for (const Command& command : race.given) {
      const absl::Status given = Send(round, command, client_.get());
      ASSERT_TRUE(given.ok()) << given;
    }
    AtOnce([&](int writer, TestClient* client) {
      while (answers.Count(Send(round, race.said(round, writer), client))) {
      }
    });
    for (const int writer : {kWriters, kWriters + 1}) {
      late.Count(Send(round, race.said(round, writer), client_.get()));
    }
  }
  std::cout << race.name << ": " << rounds << " rounds of " << kWriters
            << " writers: " << answers.ToString() << "\n";
  EXPECT_EQ(answers.recorded() + answers.refused(), rounds * kWriters)
      << absl::StrJoin(answers.others(), "\n");
  if (race.one_wins) {
    EXPECT_EQ(answers.recorded(), rounds);
  } else {
    EXPECT_GT(answers.recorded(), rounds) << "nobody came before";
    EXPECT_GT(answers.refused(), 0) << "nobody came too late";
  }
  EXPECT_EQ(late.refused(), 2 * rounds) << late.ToString() << absl::StrJoin(late.others(), "\n");
  const std::map<int, Facts> log = ReadLog();
  EXPECT_EQ(log.size(), static_cast<size_t>(rounds));
  for (const auto& [round, facts] : log) EXPECT_TRUE(race.holds(facts)) << round;
}

INSTANTIATE_TEST_SUITE_P(All, RaceTest, ::testing::ValuesIn(kRaces),
                         [](const auto& race) { return race.param.name; });

}  // namespace
}  // namespace verkan::services
