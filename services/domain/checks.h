// Checks look at the shape of a fact, and at nothing else, and note every violation as
// path, value and what was wanted.
//
//   Checks checks;
//   checks.Id("event.project_id", fact.project_id());
//   checks.Days("event.occurred", fact.has_occurred(), fact.occurred());
//   if (!checks.violations().empty()) return InvalidRequest(checks.violations());
#ifndef VERKAN_SERVICES_DOMAIN_CHECKS_H_
#define VERKAN_SERVICES_DOMAIN_CHECKS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/errors/errors.h"
#include "verkan/event/v1/common.pb.h"

namespace verkan::services {

inline constexpr size_t kMaxIdBytes = 100;
inline constexpr size_t kMaxTextBytes = 10000;
inline constexpr int kMaxListed = 40;

// Stands for a value that must not be repeated in an error, because it may be personal.
inline constexpr absl::string_view kWithheld = "(withheld)";
// What violations say was wanted of a text that names a person by number.
inline constexpr absl::string_view kImpersonalWanted =
    "no personal identity number: it is never stored. Name the person by a pseudonym";

class Checks {
 public:
  using Texts = google::protobuf::RepeatedPtrField<std::string>;

  // `today`, in days since 1970-01-01, is what dates of things that have happened are compared
  // with.
  explicit Checks(int32_t today = INT32_MAX - 1) : today_(today) {}

  const std::vector<Violation>& violations() const { return violations_; }

  // Notes a violation. A value that holds a personal identity number is withheld.
  void Fail(absl::string_view path, absl::string_view value, absl::string_view wanted);

  // Ids: lower-case letters, digits, '-', '.' and '_', but no personal identity number.
  void Id(absl::string_view path, absl::string_view value);
  void OptionalId(absl::string_view path, absl::string_view value);
  void Ids(absl::string_view path, const Texts& values);

  // Text of people: UTF-8, no control characters but line ends and tabs, none that turns the
  // direction or is invisible (eventstore/text.h), no personal identity number, and not too long.
  void Text(absl::string_view path, absl::string_view value);
  void RequiredText(absl::string_view path, absl::string_view value);
  void PersonalText(absl::string_view path, absl::string_view value);  // never shown
  void TextList(absl::string_view path, const Texts& values);

  // Codes of Statistics Sweden. If both are given the municipality lies in the region.
  void OptionalRegion(absl::string_view path, absl::string_view value);
  void OptionalRegionOrCountry(absl::string_view path, absl::string_view value);
  void Regions(absl::string_view path, const Texts& values);  // at least one
  void OptionalMunicipality(absl::string_view path, absl::string_view value,
                            absl::string_view region);

  void Municipalities(absl::string_view path, const Texts& values);

  // An address that begins with http:// or https://, without blanks.
  void OptionalUrl(absl::string_view path, absl::string_view value);
  // A language code of two or three letters (ISO 639).
  void OptionalLanguage(absl::string_view path, absl::string_view value);

  // An amount that is not negative: a decimal with a point, at most 4 decimals.
  void OptionalAmount(absl::string_view path, absl::string_view value);

  // When something happened; a part that is `present` must be right.
  void Days(absl::string_view path, bool present, const verkan::event::v1::When& when);
  // Of what has happened: not later than tomorrow, as clocks and time zones differ.
  void NotAhead(absl::string_view path, const verkan::event::v1::When& when);
  void RequiredDays(absl::string_view path, bool present, const verkan::event::v1::When& when);

  // A number or an absence, complete and without contradiction in itself.
  void Reading(absl::string_view path, const verkan::event::v1::FigureReading& reading);
  // The same, and a number at that.
  void NumberReading(absl::string_view path, const verkan::event::v1::FigureReading& reading);

  // A value that this version knows; `stated`: and not the unspecified one.
  void Enum(absl::string_view path, int value, const google::protobuf::EnumDescriptor* type,
            bool stated);

 private:
  void Number(const std::string& path, absl::string_view value);

  const int32_t today_;
  std::vector<Violation> violations_;
};

// What a figure's text says; nothing, and a violation noted, if it cannot be read.
std::optional<verkan::event::v1::FigureReading> ReadText(absl::string_view path,
                                                         absl::string_view text, Checks* checks);

// Notes a violation if the text can be read and says another number or absence than the reading.
void CheckReadingOfText(absl::string_view path, absl::string_view text,
                        const verkan::event::v1::FigureReading& reading, Checks* checks);

// What keeps a reading from being a count, such as "-5" or "2.5"; empty: nothing. A count is a
// whole number from 0 up, and neither money nor a percentage.
std::string NoCountIn(const verkan::event::v1::FigureReading& reading);

// Fills in the reading of a fact that has a text, if the caller left it out. One that the caller
// gives beside a text must say the same.
template <typename Fact>
void CompleteReading(Fact* fact, Checks* checks) {
  if (fact->has_reading()) {
    return CheckReadingOfText("event.reading", fact->text(), fact->reading(), checks);
  }
  if (auto reading = ReadText("event.text", fact->text(), checks)) {
    *fact->mutable_reading() = *std::move(reading);
  }
}

// Fills in the ends of times that have only a text (when.h).
void ReadTimes(google::protobuf::Message* fact);

// Does the same with every message in the fact that has a text, which is not empty, and a reading.
void CompleteReadings(google::protobuf::Message* fact, absl::string_view path, Checks* checks);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_CHECKS_H_
