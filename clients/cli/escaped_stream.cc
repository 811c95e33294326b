#include "clients/cli/escaped_stream.h"

#include <utility>

#include "eventstore/text.h"

namespace verkan::cli {
namespace {

constexpr char kKept[] = "\n\t";

// Bytes at the end of the text that may be the beginning of a character.
size_t BegunBytes(absl::string_view text) {
  for (size_t count = 1; count <= 3 && count <= text.size(); ++count) {
    const auto c = static_cast<unsigned char>(text[text.size() - count]);
    if ((c & 0xC0) == 0x80) continue;
    const size_t wanted = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 1;
    return wanted > count ? count : 0;
  }
  return 0;
}

}  // namespace

bool EscapedStream::Buffer::Write(absl::string_view text) {
  const std::string escaped = eventstore::Escaped(text, kKept);
  target_->write(escaped.data(), static_cast<std::streamsize>(escaped.size()));
  return target_->good();
}

std::streamsize EscapedStream::Buffer::xsputn(const char* text, std::streamsize size) {
  std::string all = std::exchange(begun_, "");
  all.append(text, static_cast<size_t>(size));
  const size_t begun = BegunBytes(all);
  begun_ = all.substr(all.size() - begun);
  return Write(absl::string_view(all).substr(0, all.size() - begun)) ? size : 0;
}

EscapedStream::Buffer::int_type EscapedStream::Buffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char character = traits_type::to_char_type(c);
  return xsputn(&character, 1) == 1 ? c : traits_type::eof();
}

int EscapedStream::Buffer::sync() {
  const bool written = Write(std::exchange(begun_, ""));
  return target_->flush().good() && written ? 0 : -1;
}

}  // namespace verkan::cli
