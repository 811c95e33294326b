// SHA-256 of bytes as they pass by.
#ifndef VERKAN_EVENTSTORE_ARCHIVE_DIGEST_H_
#define VERKAN_EVENTSTORE_ARCHIVE_DIGEST_H_

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace verkan::eventstore {

// Not thread-safe.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }

  void Add(absl::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }

  // Of all that was added, 32 bytes. Once.
  std::string Finish() {
    std::string digest(32, '\0');
    EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return digest;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_ARCHIVE_DIGEST_H_
