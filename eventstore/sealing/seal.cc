#include "eventstore/sealing/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cassert>
#include <cstdlib>

namespace verkan::eventstore {
namespace {

constexpr int kNonceBytes = 12;
constexpr int kTagBytes = 16;

// Cipher keeps a fetched AES-256-GCM and a context for each thread.
struct Cipher {
  EVP_CIPHER* const gcm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  ~Cipher() {
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(gcm);
  }
};

Cipher& ThreadCipher() {
  thread_local Cipher cipher;
  return cipher;
}

const uint8_t* Data(absl::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

uint8_t* Data(std::string& bytes) { return reinterpret_cast<uint8_t*>(bytes.data()); }

// Without randomness nothing may be sealed, and nothing can be done about it here.
void Check(int ok) {
  if (ok != 1) std::abort();
}

}  // namespace

SecretKey NewSecretKey() {
  SecretKey key;
  Check(RAND_priv_bytes(key.data(), key.size()));
  return key;
}

void Wipe(SecretKey* key) { OPENSSL_cleanse(key->data(), key->size()); }

void Wipe(std::string* bytes) { OPENSSL_cleanse(bytes->data(), bytes->size()); }

std::string Seal(const SecretKey& key, absl::string_view aad, absl::string_view plaintext) {
  const Cipher& cipher = ThreadCipher();
  std::string sealed(kNonceBytes + plaintext.size() + kTagBytes, '\0');
  uint8_t* const out = Data(sealed);
  int size = 0;
  Check(RAND_bytes(out, kNonceBytes));
  Check(EVP_EncryptInit_ex2(cipher.context, cipher.gcm, key.data(), out, nullptr));
  Check(EVP_EncryptUpdate(cipher.context, nullptr, &size, Data(aad), aad.size()));
  Check(EVP_EncryptUpdate(cipher.context, out + kNonceBytes, &size, Data(plaintext),
                          plaintext.size()));
  assert(size == static_cast<int>(plaintext.size()));
  Check(EVP_EncryptFinal_ex(cipher.context, out + kNonceBytes + size, &size));
  Check(EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_GET_TAG, kTagBytes,
                            out + sealed.size() - kTagBytes));
  return sealed;
}

absl::StatusOr<std::string> OpenSeal(const SecretKey& key, absl::string_view aad,
                                     absl::string_view sealed) {
  const absl::Status wrong = absl::DataLossError("a seal does not open: wrong bytes, key or place");
  if (sealed.size() < kSealOverhead) return wrong;
  const Cipher& cipher = ThreadCipher();
  const absl::string_view ciphertext =
      sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string plaintext(ciphertext.size(), '\0');
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  int size = 0;
  Check(EVP_DecryptInit_ex2(cipher.context, cipher.gcm, key.data(), Data(sealed), nullptr));
  Check(EVP_DecryptUpdate(cipher.context, nullptr, &size, Data(aad), aad.size()));
  Check(EVP_DecryptUpdate(cipher.context, Data(plaintext), &size, Data(ciphertext),
                          ciphertext.size()));
  Check(EVP_CIPHER_CTX_ctrl(cipher.context, EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()));
  if (EVP_DecryptFinal_ex(cipher.context, Data(plaintext) + size, &size) != 1) return wrong;
  return plaintext;
}

}  // namespace verkan::eventstore
