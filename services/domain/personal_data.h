// PersonalData seals what events tell of persons before they are recorded, and opens it
// again for those who may read it.
//
// The personal fields of a fact (annotation `personal`) are cut out of it into a message of
// the same type that holds nothing else, one for every person the fact names (annotation
// `subject`). That message is sealed under the person's key and stored beside the payload.
// The seal is bound to where it stands, so that it opens nowhere else: its additional data
// are, joined by line feeds, "verkan/seal/v1", the stream, the event's type, the person's
// pseudonym, and the region tags of the event, sorted.
#ifndef VERKAN_SERVICES_DOMAIN_PERSONAL_DATA_H_
#define VERKAN_SERVICES_DOMAIN_PERSONAL_DATA_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "eventstore/record.h"
#include "eventstore/sealing/key_store.h"
#include "google/protobuf/message.h"
#include "services/domain/schema.h"

namespace verkan::services {

// Withheld tells of a sealed part that was not opened.
struct Withheld {
  enum Reason { kRestricted, kErased, kKeyMissing };
  std::string subject;
  Reason reason = kErased;
};

// Thread-safe.
class PersonalData {
 public:
  // The key store must outlive this object.
  explicit PersonalData(eventstore::KeyStore* keys) : keys_(keys) {}

  // Moves the personal fields of the fact into sealed parts; none if none is set. The
  // stream and the tags are those of the event it is recorded with. PARTICIPANT_ERASED
  // if the person has been erased.
  absl::StatusOr<std::vector<eventstore::SealedPart>> Seal(const EventType& type,
                                                           const std::string& stream,
                                                           const std::vector<std::string>& tags,
                                                           google::protobuf::Message* fact) const;

  // Puts what is sealed in the record back into the fact, and returns what may not be
  // opened. DataLoss if a seal does not open under its person's key.
  absl::StatusOr<std::vector<Withheld>> Open(const eventstore::RecordView& record,
                                             google::protobuf::Message* fact) const;

  // Whether the record is of this very fact. What may not be opened any more is not compared.
  absl::StatusOr<bool> IsOf(const eventstore::RecordView& record, const EventType& type,
                            const google::protobuf::Message& fact) const;

  // Does to the keys of a person, who has these pseudonyms, what a recorded fact of this
  // type decides (its trait `keys`): destroys them and forces them off disk, locks them or
  // unlocks them. A fact of any other type does nothing, and so does one that has been
  // settled before.
  absl::Status Settle(const EventType& type, const std::vector<std::string>& pseudonyms) const;

 private:
  absl::Status SetRestricted(const std::string& pseudonym, bool restricted) const;

  eventstore::KeyStore* const keys_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_PERSONAL_DATA_H_
