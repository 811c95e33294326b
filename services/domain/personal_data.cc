#include "services/domain/personal_data.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/sealing/seal.h"
#include "eventstore/status_macros.h"
#include "services/domain/stream_folder.h"
#include "services/domain/wipe.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

using eventstore::SecretKey;
using eventstore::SubjectState;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The message that holds the last field of the path, made if it is not set.
Message* MutableHolder(Message* fact, const FieldPath& path) {
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    fact = fact->GetReflection()->MutableMessage(fact, path[i]);
  }
  return fact;
}

// Moves the part's personal fields into a message of their own; null if none is set.
std::unique_ptr<Message> Cut(const PersonalPart& part, Message* fact) {
  std::unique_ptr<Message> cut;
  for (const FieldPath& path : part.fields) {
    if (!projections::IsSet(*fact, path)) continue;
    if (cut == nullptr) cut.reset(fact->New());
    Message* from = MutableHolder(fact, path);
    from->GetReflection()->SwapFields(from, MutableHolder(cut.get(), path), {path.back()});
  }
  return cut;
}

template <typename Tags>
std::string AdditionalData(absl::string_view stream, absl::string_view type,
                           absl::string_view subject, const Tags& tags) {
  std::vector<absl::string_view> regions;
  for (const absl::string_view tag : tags) {
    if (absl::StartsWith(tag, "region:")) regions.push_back(tag);
  }
  std::sort(regions.begin(), regions.end());
  regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
  std::string data = absl::StrCat("verkan/seal/v1\n", stream, "\n", type, "\n", subject);
  for (const absl::string_view region : regions) absl::StrAppend(&data, "\n", region);
  return data;
}

// Empty if the message that names the person is not set.
std::string SubjectOf(const PersonalPart& part, const Message& fact) {
  const Message* holder = projections::HolderOf(fact, part.subject);
  if (holder == nullptr) return "";
  return holder->GetReflection()->GetString(*holder, part.subject.back());
}

Withheld::Reason ReasonOf(SubjectState state) {
  switch (state) {
    case SubjectState::kErased:
      return Withheld::kErased;
    case SubjectState::kRestricted:
      return Withheld::kRestricted;
    case SubjectState::kUnknown:
    case SubjectState::kActive:
      break;
  }
  return Withheld::kKeyMissing;
}

}  // namespace

absl::StatusOr<std::vector<eventstore::SealedPart>> PersonalData::Seal(
    const EventType& type, const std::string& stream, const std::vector<std::string>& tags,
    Message* fact) const {
  std::vector<eventstore::SealedPart> sealed;
  for (const PersonalPart& part : type.personal()) {
    const std::unique_ptr<Message> cut = Cut(part, fact);
    if (cut == nullptr) continue;
    const WipeAtEnd wipe(cut.get());
    const std::string subject = SubjectOf(part, *fact);
    absl::StatusOr<SecretKey> key = keys_->KeyToSeal(subject);
    if (absl::IsFailedPrecondition(key.status())) {
      return Refuse("PARTICIPANT_ERASED", {{"participant", subject}});
    }
    VERKAN_RETURN_IF_ERROR(key.status());
    const WipedBytes bytes(cut->SerializeAsString());
    sealed.push_back(
        {subject,
         eventstore::Seal(*key, AdditionalData(stream, type.name(), subject, tags), bytes.get())});
    eventstore::Wipe(&*key);
  }
  return sealed;
}

absl::StatusOr<std::vector<Withheld>> PersonalData::Open(const eventstore::RecordView& record,
                                                         Message* fact) const {
  std::vector<Withheld> withheld;
  for (const eventstore::SealedView& part : record.sealed) {
    absl::StatusOr<SecretKey> key = keys_->KeyToOpen(part.subject);
    if (absl::IsFailedPrecondition(key.status()) || absl::IsNotFound(key.status())) {
      VERKAN_ASSIGN_OR_RETURN(const SubjectState state, keys_->State(part.subject));
      withheld.push_back({std::string(part.subject), ReasonOf(state)});
      continue;
    }
    VERKAN_RETURN_IF_ERROR(key.status());
    const std::string data = AdditionalData(record.stream, record.type, part.subject, record.tags);
    absl::StatusOr<std::string> opened = eventstore::OpenSeal(*key, data, part.seal);
    eventstore::Wipe(&*key);
    const WipedBytes bytes(opened.ok() ? *std::move(opened) : std::string());
    const std::unique_ptr<Message> cut(fact->New());
    const WipeAtEnd wipe(cut.get());
    if (!opened.ok() || !cut->ParseFromString(bytes.get())) {
      return absl::DataLossError(absl::StrCat("what the event at position ", record.position,
                                              " tells of ", part.subject,
                                              " does not open under the person's key"));
    }
    fact->MergeFrom(*cut);
  }
  return withheld;
}

absl::StatusOr<bool> PersonalData::IsOf(const eventstore::RecordView& record, const EventType& type,
                                        const Message& fact) const {
  if (record.type != type.name()) return false;
  const std::unique_ptr<Message> recorded(fact.New()), wanted(fact.New());
  const WipeAtEnd wipe_recorded(recorded.get()), wipe_wanted(wanted.get());
  VERKAN_RETURN_IF_ERROR(ParsePayload(record, recorded.get()));
  wanted->CopyFrom(fact);
  VERKAN_ASSIGN_OR_RETURN(const std::vector<Withheld> withheld, Open(record, recorded.get()));
  for (const PersonalPart& part : type.personal()) {
    for (const Withheld& closed : withheld) {
      if (SubjectOf(part, *wanted) != closed.subject) continue;
      const std::unique_ptr<Message> cut = Cut(part, wanted.get());
      if (cut != nullptr) const WipeAtEnd wipe_cut(cut.get());
    }
  }
  return google::protobuf::util::MessageDifferencer::Equals(*recorded, *wanted);
}

absl::Status PersonalData::Settle(const EventType& type,
                                  const std::vector<std::string>& pseudonyms) const {
  const options::v1::Keys decision = type.traits().keys();
  for (const std::string& pseudonym : pseudonyms) {
    if (decision == options::v1::KEYS_DESTROYED) {
      VERKAN_RETURN_IF_ERROR(keys_->Erase(pseudonym));
    } else if (decision != options::v1::KEYS_UNSPECIFIED) {
      VERKAN_RETURN_IF_ERROR(SetRestricted(pseudonym, decision == options::v1::KEYS_LOCKED));
    }
  }
  return absl::OkStatus();
}

// A person of whom nothing personal was recorded has no key to lock.
absl::Status PersonalData::SetRestricted(const std::string& pseudonym, bool restricted) const {
  const SubjectState wanted = restricted ? SubjectState::kRestricted : SubjectState::kActive;
  VERKAN_ASSIGN_OR_RETURN(const SubjectState state, keys_->State(pseudonym));
  if (state == wanted || state == SubjectState::kUnknown || state == SubjectState::kErased) {
    return absl::OkStatus();
  }
  return keys_->SetRestricted(pseudonym, restricted);
}

}  // namespace verkan::services
