#include "projections/facts/texts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "projections/figure/figure_math.h"

namespace verkan::projections {

EnumTexts::EnumTexts(const google::protobuf::EnumDescriptor* descriptor, char separator) {
  constexpr size_t kUnspecified = sizeof("UNSPECIFIED") - 1;
  const size_t prefix = descriptor->FindValueByNumber(0)->name().size() - kUnspecified;
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const auto* value = descriptor->value(i);
    if (value->number() <= 0) continue;
    std::string text = absl::AsciiStrToLower(absl::string_view(value->name()).substr(prefix));
    std::replace(text.begin(), text.end(), '_', separator);
    size_t number = static_cast<size_t>(value->number());
    if (texts_.size() <= number) texts_.resize(number + 1);
    texts_[number] = std::move(text);
  }
}

absl::string_view EnumTexts::Get(int value) const {
  if (value < 0 || static_cast<size_t>(value) >= texts_.size()) return "";
  return texts_[value];
}

std::optional<int> EnumTexts::Find(absl::string_view text) const {
  auto found = std::find(texts_.begin(), texts_.end(), text);
  if (text.empty() || found == texts_.end()) return std::nullopt;
  return static_cast<int>(found - texts_.begin());
}

std::vector<absl::string_view> EnumTexts::All() const {
  std::vector<absl::string_view> all;
  for (const std::string& text : texts_) {
    if (!text.empty()) all.push_back(text);
  }
  return all;
}

std::string WhenText(const event::v1::When& when) {
  if (when.to().empty() || when.to() == when.from()) return when.from();
  return absl::StrCat(when.from(), "/", when.to());
}

std::string GroupText(const event::v1::PartyGroup& group, absl::string_view language) {
  const event::v1::Label& label = group.label();
  const bool swedish = label.en().empty() || (language == "sv" && !label.sv().empty());
  std::string name = swedish ? label.sv() : label.en();
  if (name.empty()) name = std::string(EnumText(group.kind()));
  if (group.text().empty() || name.empty()) return group.text() + name;
  return absl::StrCat(group.text(), " ", name);
}

int64_t NumberIn(const std::string& decimal) {
  const std::optional<Decimal> number = Decimal::Parse(decimal);
  return number.has_value() ? number->units() : kNoNumber;
}

}  // namespace verkan::projections
