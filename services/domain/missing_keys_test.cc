#include "services/domain/missing_keys.h"

#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"

namespace verkan::services {
namespace {

using ::testing::HasSubstr;

class MissingKeysTest : public eventstore::StoreFixture {
 protected:
  MissingKeysTest() { OpenKeys("/data/keys"); }

  void OpenKeys(const std::string& path) {
    keys_.reset();
    keys_ = *eventstore::KeyStore::Open(
        {.path = path, .master_keys = {master_}, .file_system = options_.file_system});
  }

  // A person of whom the log tells something, with a key.
  void GivenPerson(const std::string& subject) {
    ASSERT_TRUE(keys_->KeyToSeal(subject).ok());
    eventstore::NewEvent event =
        eventstore::Event("verkan.event.v1.ParticipantRegistered", "participant-" + subject);
    event.sealed.push_back({subject, std::string(40, 's')});
    ASSERT_TRUE(Append({event}).ok());
  }

  std::string Warning() {
    const auto warning = WarnOfMissingKeys(*store_, *keys_, "/data/keys");
    EXPECT_TRUE(warning.ok()) << warning.status();
    return warning.value_or("");
  }

  const eventstore::MasterKey master_ = {.key = eventstore::NewSecretKey()};
  std::unique_ptr<eventstore::KeyStore> keys_;
};

TEST_F(MissingKeysTest, AnEmptyLogLacksNone) { EXPECT_EQ(Warning(), ""); }

TEST_F(MissingKeysTest, WhoHasAKeyOrWasErasedIsNotMissed) {
  GivenPerson("x");
  GivenPerson("y");
  ASSERT_TRUE(keys_->Erase("y").ok());
  EXPECT_EQ(Warning(), "");
}

TEST_F(MissingKeysTest, DeletedKeysAreMissedAtEveryStart) {
  GivenPerson("x");
  OpenKeys("/data/other");
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(Warning(), HasSubstr("/data/keys lacks those of 2 of 2"));  // from both ends
    EXPECT_THAT(Warning(), HasSubstr("position 1"));
    OpenKeys("/data/other");
  }
}

TEST_F(MissingKeysTest, KeysOlderThanTheLogAreMissedToo) {
  for (int i = 0; i < 150; ++i) GivenPerson("x" + std::to_string(i));
  OpenKeys("/data/other");
  for (int i = 0; i < 149; ++i) ASSERT_TRUE(keys_->KeyToSeal("x" + std::to_string(i)).ok());
  EXPECT_THAT(Warning(), HasSubstr("lacks those of 1 of 200"));
  EXPECT_THAT(Warning(), HasSubstr("position 150"));
}

}  // namespace
}  // namespace verkan::services
