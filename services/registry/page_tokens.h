// Tokens of pages: where a list goes on, and as of which position, for one question and nobody
// else's making. They hold until the server is started again.
#ifndef VERKAN_SERVICES_REGISTRY_PAGE_TOKENS_H_
#define VERKAN_SERVICES_REGISTRY_PAGE_TOKENS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::services {

// Thread-safe.
class PageTokens {
 public:
  struct Page {
    eventstore::Position as_of = 0;
    std::string cursor;
  };

  // With a random key of its own.
  PageTokens();

  // `question` is what must be the same when the token comes back.
  std::string Make(absl::string_view question, const Page& page) const;
  // InvalidArgument for a token that this server did not make for this question.
  absl::StatusOr<Page> Read(absl::string_view question, absl::string_view token) const;

 private:
  std::string MacOf(absl::string_view question, absl::string_view body) const;

  std::string key_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_PAGE_TOKENS_H_
