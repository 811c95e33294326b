// What lies beside the log: subscriptions and archives.
#include "eventstore/archive/lines.h"
#include "eventstore/subscriptions/definition.h"
#include "tests/fuzz/fuzz.h"

namespace verkan::fuzz {
namespace {

using namespace eventstore;  // NOLINT: the targets are about this namespace

// What is read can be written, and says the same again.
void RunDefinition(absl::string_view bytes) {
  const auto definition = DecodeDefinition("mail", bytes);
  if (!definition.ok()) {
    FUZZ_EXPECT(definition.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  const std::string written = EncodeDefinition(*definition);
  const auto again = DecodeDefinition("mail", written);
  FUZZ_EXPECT(again.ok() && EncodeDefinition(*again) == written);
}

std::vector<std::string> DefinitionSeeds() {
  SubscriptionDefinition mail = {.name = "mail"};
  std::vector<std::string> seeds = {EncodeDefinition(mail)};
  mail.query.items = {{.streams = {"a-1"}, .types = {"t.v1.T"}, .tags = {"region:06", "x:y"}}, {}};
  mail.start = SubscriptionDefinition::kTime;
  mail.start_value = 1'795'348'800'000'000;
  seeds.push_back(EncodeDefinition(mail));
  return seeds;
}

void RunProgress(absl::string_view bytes) {
  const auto progress = DecodeProgress(bytes);
  if (!progress.ok()) {
    FUZZ_EXPECT(progress.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  const std::string written = EncodeProgress(*progress);
  const auto again = DecodeProgress(written);
  FUZZ_EXPECT(again.ok() && EncodeProgress(*again) == written);
}

std::vector<std::string> ProgressSeeds() {
  return {EncodeProgress({}),
          EncodeProgress({.mark = 1000, .parked = 3, .set_back_from = 1 << 20})};
}

// A line is read only where it is written the one right way.
void RunArchiveLine(absl::string_view bytes) {
  const auto line = ParseArchiveLine(bytes);
  if (!line.ok()) return;
  FUZZ_EXPECT(line->header.has_value() + line->event.has_value() + line->id.has_value() +
                  line->trailer.has_value() ==
              1);
  if (line->header.has_value()) FUZZ_EXPECT(HeaderLine(*line->header) == bytes);
  if (line->id.has_value()) FUZZ_EXPECT(IdLine(*line->id) == bytes);
  if (line->trailer.has_value()) FUZZ_EXPECT(TrailerLine(*line->trailer) == bytes);
}

std::vector<std::string> ArchiveLineSeeds() {
  std::string record = EncodeRecord({.id = std::string(16, 'i'),
                                     .type = "acme.v1.Opened",
                                     .stream = "case-1",
                                     .tags = {"region:06", "a b%"},
                                     .payload = "hi",
                                     .first_day = 20779,
                                     .last_day = 20780});
  PlaceRecord(1, 1'795'348'800'000'000, 1, &record);
  RecordView view;
  FUZZ_EXPECT(ParseRecord(record, &view).ok());
  return {EventLine("verkan.local", record, view, std::nullopt),
          EventLine("verkan.local", record, view, std::vector<Hash>(2)),
          TrailerLine({.events = 2, .ids = 1, .sha256 = std::string(32, 's')}), "{}\n"};
}

}  // namespace

std::vector<Target> BesideTargets() {
  return {{"subscription", RunDefinition, DefinitionSeeds},
          {"subscription_progress", RunProgress, ProgressSeeds},
          {"archive_line", RunArchiveLine, ArchiveLineSeeds}};
}

}  // namespace verkan::fuzz
