// EscapedStream passes text on to another stream and makes visible what a terminal would obey or
// hide (eventstore/text.h): names and texts of a log are other people's. Line ends and tabs stay.
#ifndef VERKAN_CLIENTS_CLI_ESCAPED_STREAM_H_
#define VERKAN_CLIENTS_CLI_ESCAPED_STREAM_H_

#include <ostream>
#include <streambuf>
#include <string>

#include "absl/strings/string_view.h"

namespace verkan::cli {

// One thread at a time. The target must outlive it.
class EscapedStream final : public std::ostream {
 public:
  explicit EscapedStream(std::ostream* target) : std::ostream(nullptr), buffer_(target) {
    rdbuf(&buffer_);
  }
  ~EscapedStream() override { flush(); }

 private:
  class Buffer final : public std::streambuf {
   public:
    explicit Buffer(std::ostream* target) : target_(target) {}

   protected:
    std::streamsize xsputn(const char* text, std::streamsize size) override;
    int_type overflow(int_type c) override;
    int sync() override;

   private:
    bool Write(absl::string_view text);

    std::ostream* const target_;
    std::string begun_;  // the first bytes of a character whose others have not come yet
  };

  Buffer buffer_;
};

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_ESCAPED_STREAM_H_
