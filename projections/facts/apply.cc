#include "projections/facts/apply.h"

#include <cassert>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "projections/facts/noun.h"
#include "projections/facts/voiding.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using eventstore::RecordView;

constexpr absl::string_view kVoided = "verkan.event.v1.EventVoided";

}  // namespace

class Applier::Impl {
 public:
  Impl(Facts* facts, ReadStream history) : facts_(facts), voiding_(facts, std::move(history)) {
    for (const Noun& noun : Nouns()) noun.add_arms(facts, &arms_);
    const auto* fact = event::v1::Event::descriptor()->FindOneofByName("fact");
    for (int i = 0; i < fact->field_count(); ++i) {
      const std::string& type = fact->field(i)->message_type()->full_name();
      assert(type == kVoided || arms_.Find(type) != nullptr);
    }
  }

  absl::Status Apply(const RecordView& record) {
    const auto apply = [this](const Believed& believed) { return Apply(believed); };
    if (record.type == kVoided) return voiding_.Apply(record, apply);
    if (record.type == event::v1::ProjectCorrected::descriptor()->full_name()) {
      return voiding_.ApplyCorrection(record, apply);
    }
    return Apply({record, record.position});
  }

 private:
  absl::Status Apply(const Believed& believed) {
    const RecordView& record = believed.record;
    // A voiding is not applied anew: what it did is known from the stream.
    if (!absl::StartsWith(record.type, "verkan.event.v1.") || record.type == kVoided) {
      return absl::OkStatus();
    }
    Arms::Arm* const arm = arms_.Find(record.type);
    if (arm == nullptr) {
      return absl::UnimplementedError(absl::StrCat("event ", record.position, " is of type ",
                                                   record.type, ", which is not known here"));
    }
    if (!arm->message->ParseFromArray(record.payload.data(),
                                      static_cast<int>(record.payload.size()))) {
      return absl::DataLossError(
          absl::StrCat("the payload of event ", record.position, " is no ", record.type));
    }
    arm->apply(*arm->message, {record, believed.from, arm->message.get(), facts_});
    return absl::OkStatus();
  }

  const Facts* const facts_;
  Arms arms_;
  Voiding voiding_;
};

Applier::Applier(Facts* facts, ReadStream history)
    : impl_(std::make_unique<Impl>(facts, std::move(history))) {}
Applier::~Applier() = default;
absl::Status Applier::Apply(const RecordView& record) { return impl_->Apply(record); }

}  // namespace verkan::projections
