// What a text is made of: UTF-8, and characters that a reader of it can see. Names that begin a
// line, turn around what follows, or look like another name are refused when they are given, and
// made visible when they are shown.
//
//   if (!IsName(stream, kMaxNameBytes)) Refuse(Escaped(stream));
#ifndef VERKAN_EVENTSTORE_TEXT_H_
#define VERKAN_EVENTSTORE_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace verkan::eventstore {

// Takes the character at the front off a text that is not empty. False, and nothing is taken, if
// that is not UTF-8: overlong, cut off, a surrogate or beyond U+10FFFF.
bool TakeCharacter(absl::string_view* text, char32_t* character);

// Control characters: U+0000 to U+001F, U+007F to U+009F.
bool IsControl(char32_t character);

// What nobody sees, or sees only by what it does to its neighbours: control characters, line and
// paragraph separators, direction marks, joiners, fillers and spaces without width.
bool IsHidden(char32_t character);

bool IsUtf8(absl::string_view text);

// UTF-8 without hidden characters but those of `allowed`, which are ASCII.
bool IsVisible(absl::string_view text, absl::string_view allowed = "");

// A name that may be given: 1 to `max_bytes` bytes of visible UTF-8.
bool IsName(absl::string_view name, size_t max_bytes);

// A name that a log may have from earlier, when only U+0000 to U+001F and U+007F were refused.
// What looks for names takes these.
bool IsKnownName(absl::string_view name, size_t max_bytes);

// The text with every hidden character but those of `allowed` as "\u009b" (two of these beyond
// U+FFFF, so that JSON stays JSON) and every byte that is not UTF-8 as "\xff".
std::string Escaped(absl::string_view text, absl::string_view allowed = "");

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_TEXT_H_
