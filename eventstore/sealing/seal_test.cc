#include "eventstore/sealing/seal.h"

#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

TEST(Seal, OpensWithItsKeyAtItsPlace) {
  const SecretKey key = NewSecretKey();
  for (const std::string& plaintext :
       {std::string(), std::string("Anna"), std::string(70'000, 'x')}) {
    const std::string sealed = Seal(key, "participant-1", plaintext);
    EXPECT_EQ(sealed.size(), plaintext.size() + kSealOverhead);
    EXPECT_EQ(*OpenSeal(key, "participant-1", sealed), plaintext);
    EXPECT_FALSE(OpenSeal(key, "participant-2", sealed).ok());
    EXPECT_FALSE(OpenSeal(NewSecretKey(), "participant-1", sealed).ok());
  }
}

TEST(Seal, IsNeverTheSameTwiceAndHidesThePlaintext) {
  const SecretKey key = NewSecretKey();
  const std::string sealed = Seal(key, "", "Anna Andersson");
  EXPECT_NE(sealed, Seal(key, "", "Anna Andersson"));
  EXPECT_EQ(sealed.find("Anna"), std::string::npos);
}

TEST(Seal, AnyChangedOrMissingByteIsNoticed) {
  const SecretKey key = NewSecretKey();
  const std::string sealed = Seal(key, "aad", "Anna Andersson");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 0x40;
    EXPECT_FALSE(OpenSeal(key, "aad", changed).ok()) << "byte " << i;
    EXPECT_FALSE(OpenSeal(key, "aad", sealed.substr(0, i)).ok()) << "length " << i;
  }
}

// The vector "AES-256-GCM, 60 bytes, 20 bytes of AAD" (test case 16) of the GCM submission
// to NIST, laid out as a seal.
TEST(Seal, OpensThePublishedVector) {
  const auto bytes = [](const std::string& hex) {
    std::string out;
    for (size_t i = 0; i < hex.size(); i += 2)
      out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return out;
  };
  const std::string key_bytes =
      bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  SecretKey key;
  std::copy(key_bytes.begin(), key_bytes.end(), key.begin());
  const std::string sealed = bytes("cafebabefacedbaddecaf888") +
                             bytes(
                                 "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                 "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662") +
                             bytes("76fc6ece0f4e1768cddf8853bb2d551b");
  auto opened = OpenSeal(key, bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"), sealed);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*opened, bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                           "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
}

}  // namespace
}  // namespace verkan::eventstore
