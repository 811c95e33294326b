#include "services/source/source_rules.h"

#include "absl/strings/str_cat.h"
#include "projections/figure_text/normal_form.h"
#include "services/domain/rules.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::CodeDefined;
using event::v1::SourceRegistered;

namespace {

constexpr absl::string_view kSource = "source";
constexpr size_t kMaxNameInTag = 200;

std::string NameOf(const SourceRegistered& fact) {
  if (!fact.title().empty()) return fact.title();
  return fact.label().sv().empty() ? fact.label().en() : fact.label().sv();
}

std::string IdOf(const CodeDefined& fact) { return absl::StrCat(fact.scheme(), ".", fact.code()); }

}  // namespace

void Complete(CodeDefined* fact, Checks*) {
  if (fact->code_id().empty()) fact->set_code_id(IdOf(*fact));
}

std::vector<std::string> UniqueTags(const SourceRegistered& fact) {
  const std::string key = projections::SourceKey(NameOf(fact));
  if (key.empty()) return {};
  return {absl::StrCat("source-name:", key.substr(0, kMaxNameInTag))};
}

void Validate(const SourceRegistered& fact, Checks* checks) {
  if (NameOf(fact).empty()) checks->Fail("event.title", "", "a title, or a label");
}

void Validate(const CodeDefined& fact, Checks* checks) {
  if (fact.code_id() != IdOf(fact)) {
    checks->Fail("event.code_id", fact.code_id(), absl::StrCat("nothing, or ", IdOf(fact)));
  }
}

absl::Status DecideOwn(const SourceRegistered& fact, const States& states) {
  const std::string* holder = FindHolder({kSource, fact.source_id()}, UniqueTags(fact), states);
  if (holder == nullptr) return absl::OkStatus();
  return Refuse("SOURCE_NAME_TAKEN", {{"name", NameOf(fact)}, {"source", *holder}});
}

}  // namespace verkan::services
