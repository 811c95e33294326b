#include "services/registry/page_tokens.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

constexpr size_t kMacBytes = 16;  // of the 32 of HMAC-SHA256

}  // namespace

PageTokens::PageTokens() : key_(32, '\0') {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key_.data()), static_cast<int>(key_.size())) !=
      1) {
    std::abort();  // no token could be trusted
  }
}

std::string PageTokens::MacOf(absl::string_view question, absl::string_view body) const {
  const std::string message = absl::StrCat(question.size(), ":", question, body);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac, &size);
  return std::string(reinterpret_cast<const char*>(mac), kMacBytes);
}

std::string PageTokens::Make(absl::string_view question, const Page& page) const {
  const std::string body = absl::StrCat(page.as_of, " ", page.cursor);
  return absl::WebSafeBase64Escape(absl::StrCat(MacOf(question, body), body));
}

absl::StatusOr<PageTokens::Page> PageTokens::Read(absl::string_view question,
                                                  absl::string_view token) const {
  std::string bytes;
  Page page;
  if (absl::WebSafeBase64Unescape(token, &bytes) && bytes.size() > kMacBytes) {
    const absl::string_view body = absl::string_view(bytes).substr(kMacBytes);
    const std::string mac = MacOf(question, body);
    const size_t space = body.find(' ');
    if (CRYPTO_memcmp(mac.data(), bytes.data(), kMacBytes) == 0 &&
        absl::SimpleAtoi(body.substr(0, space), &page.as_of)) {
      page.cursor = std::string(body.substr(space + 1));
      return page;
    }
  }
  return InvalidRequest({{"page_token", "",
                          "next_page_token of the answer before, to the same question; after the "
                          "server was started again, none: begin at the first page"}});
}

}  // namespace verkan::services
