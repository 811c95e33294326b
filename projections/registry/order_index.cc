#include "projections/registry/order_index.h"

#include <cstdint>

#include "absl/strings/ascii.h"

namespace verkan::projections {
namespace {

// Takes the first character off the text. Bytes that are no UTF-8 are characters of their own.
uint32_t TakeCharacter(absl::string_view* text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>((*text)[i]); };
  uint32_t character = byte(0);
  size_t size = 1;
  if (byte(0) >= 0xC0 && text->size() > 1) {
    size = byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    if (size > text->size()) size = 1;
    if (size > 1) character &= 0x7F >> size;
    for (size_t i = 1; i < size; ++i) character = character << 6 | (byte(i) & 0x3F);
  }
  text->remove_prefix(size);
  return character;
}

// Its place in the alphabet.
uint32_t PlaceOf(uint32_t character) {
  constexpr uint32_t kAfterZ = 'z' + 1;
  if (character < 0x80) return absl::ascii_tolower(static_cast<unsigned char>(character));
  if (character >= 0xC0 && character <= 0xDE && character != 0xD7) character += 0x20;
  switch (character) {
    case 0xE5:  // å
      return kAfterZ;
    case 0xE4:  // ä
    case 0xE6:  // æ
      return kAfterZ + 1;
    case 0xF6:  // ö
    case 0xF8:  // ø
      return kAfterZ + 2;
    case 0xE0:  // à
    case 0xE1:  // á
    case 0xE2:  // â
      return 'a';
    case 0xE8:  // è
    case 0xE9:  // é
    case 0xEA:  // ê
    case 0xEB:  // ë
      return 'e';
    case 0xFC:  // ü
      return 'y';
    default:
      return character;
  }
}

}  // namespace

int CompareSwedish(absl::string_view a, absl::string_view b) {
  while (!a.empty() && !b.empty()) {
    const uint32_t left = PlaceOf(TakeCharacter(&a)), right = PlaceOf(TakeCharacter(&b));
    if (left != right) return left < right ? -1 : 1;
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

bool OrderIndex::Before::operator()(RowId a, RowId b) const {
  if (table_->columns()[column_].kind == ColumnKind::kNumber) {
    const int64_t left = table_->number(a, column_), right = table_->number(b, column_);
    if ((left == kNoNumber) != (right == kNoNumber)) return right == kNoNumber;
    return left != right ? left < right : a < b;
  }
  if (table_->code(a, column_) == table_->code(b, column_)) return a < b;
  const absl::string_view left = table_->text(a, column_), right = table_->text(b, column_);
  if (left.empty() != right.empty()) return right.empty();
  const int order = CompareSwedish(left, right);
  return order != 0 ? order < 0 : a < b;
}

void OrderIndex::CatchUp() {
  for (auto row = static_cast<RowId>(rows_.size()); row < table_.size(); ++row) rows_.insert(row);
}

}  // namespace verkan::projections
