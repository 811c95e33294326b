#include "services/registry/terms.h"

#include <set>
#include <string>

#include "projections/facts/facts.h"
#include "projections/figure/period.h"
#include "projections/labels/labels.h"
#include "regions/regions.h"
#include "services/errors/reasons.h"

namespace verkan::services {
namespace {

using projections::Bilingual;
using projections::Label;
using registry::v1::ListTermsRequest;
using registry::v1::ListTermsResponse;

event::v1::Label ToProto(const Bilingual& words) {
  event::v1::Label label;
  label.set_sv(std::string(words.swedish));
  label.set_en(std::string(words.english));
  return label;
}

// Adds terms, if they are of what was asked for.
class Terms {
 public:
  Terms(const ListTermsRequest& request, ListTermsResponse* response)
      : of_(request.of()), response_(*response) {}

  void Add(absl::string_view term, absl::string_view of, const Bilingual& label,
           const Bilingual& plural = {}) {
    if (!of_.empty() && of != of_) return;
    registry::v1::Term* to = response_.add_terms();
    to->set_term(std::string(term));
    to->set_of(std::string(of));
    *to->mutable_label() = ToProto(label);
    if (!plural.swedish.empty()) *to->mutable_plural() = ToProto(plural);
  }

 private:
  const std::string& of_;
  ListTermsResponse& response_;
};

void AddReasons(Terms* terms) {
  for (const absl::Span<const Reason> table : AllReasons()) {
    for (const Reason& reason : table) {
      terms->Add(reason.name, absl::StatusCodeToString(reason.code),
                 {reason.swedish, reason.english});
    }
  }
}

void AddValues(Terms* terms) {
  for (const projections::Enumeration& enumeration : projections::Enumerations()) {
    for (const Label& value : enumeration.values) {
      terms->Add(value.key, enumeration.name, value.one, value.many);
    }
  }
}

// Those that the tables have, and periods.
void AddDimensions(Terms* terms) {
  static const auto* const names = [] {
    auto* all = new std::set<std::string>;
    const projections::Facts facts;
    for (const auto& table : facts.tables()) {
      for (const projections::Column& column : table->columns()) all->emplace(column.dimension);
    }
    all->erase("");
    for (absl::string_view period : projections::PeriodNames()) all->emplace(period);
    return all;
  }();
  for (const std::string& name : *names) terms->Add(name, "", projections::DimensionLabel(name));
}

void AddMunicipalities(Terms* terms) {
  for (const regions::Municipality& municipality : regions::Municipalities()) {
    terms->Add(municipality.code, municipality.code.substr(0, 2),
               {municipality.name, municipality.name});
  }
}

}  // namespace

absl::StatusOr<ListTermsResponse> ListTerms(const ListTermsRequest& request) {
  ListTermsResponse response;
  Terms terms(request, &response);
  switch (request.vocabulary()) {
    case registry::v1::VOCABULARY_EVENT_TYPES:
      for (const Label& type : projections::EventTypes()) terms.Add(type.key, "", type.one);
      return response;
    case registry::v1::VOCABULARY_REASONS:
      AddReasons(&terms);
      return response;
    case registry::v1::VOCABULARY_VALUES:
      AddValues(&terms);
      return response;
    case registry::v1::VOCABULARY_DIMENSIONS:
      AddDimensions(&terms);
      return response;
    case registry::v1::VOCABULARY_REGIONS:
      for (const regions::Region& region : regions::Regions()) {
        terms.Add(region.code, "", {region.name, region.name});
      }
      return response;
    case registry::v1::VOCABULARY_MUNICIPALITIES:
      AddMunicipalities(&terms);
      return response;
    default:
      return absl::InvalidArgumentError(
          "vocabulary: not said, wanted one such as VOCABULARY_VALUES");
  }
}

}  // namespace verkan::services
