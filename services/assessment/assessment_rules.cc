#include "services/assessment/assessment_rules.h"

#include <cmath>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::AssessedEffect;
using event::v1::AssessmentCorrected;
using event::v1::ImpactAssessed;

namespace {

constexpr absl::string_view kMethod = "sroi-2012";
constexpr uint32_t kMostYears = 50;

// An amount that the shape has accepted; empty: 0.
double NumberOf(const std::string& text) {
  double number = 0;
  return absl::SimpleAtod(text, &number) ? number : 0;
}

void ValidateShare(const std::string& path, const std::string& share, Checks* checks) {
  if (NumberOf(share) > 1) checks->Fail(path, share, "a share: from 0 to 1");
}

template <typename Fact>
void ValidateAssessment(const Fact& fact, Checks* checks) {
  if (!fact.method_version().empty() && fact.method_version() != kMethod) {
    checks->Fail("event.method_version", fact.method_version(), kMethod);
  }
  if (!fact.inputs_sek().empty() && NumberOf(fact.inputs_sek()) == 0) {
    checks->Fail("event.inputs_sek", fact.inputs_sek(), "an amount above 0");
  }
  for (int i = 0; i < fact.effects_size(); ++i) {
    const AssessedEffect& effect = fact.effects(i);
    const std::string path = absl::StrCat("event.effects[", i, "].");
    ValidateShare(path + "deadweight", effect.deadweight(), checks);
    ValidateShare(path + "displacement", effect.displacement(), checks);
    ValidateShare(path + "attribution", effect.attribution(), checks);
    ValidateShare(path + "drop_off", effect.drop_off(), checks);
    if (effect.years() > kMostYears) {
      checks->Fail(path + "years", absl::StrCat(effect.years()), "at most 50");
    }
  }
}

double WorthOf(const AssessedEffect& effect, double discount_rate) {
  double worth = NumberOf(effect.quantity()) * NumberOf(effect.proxy_sek()) *
                 (1 - NumberOf(effect.deadweight())) * (1 - NumberOf(effect.displacement())) *
                 (1 - NumberOf(effect.attribution()));
  double sum = 0;
  const uint32_t years = effect.years() == 0 ? 1 : effect.years();
  for (uint32_t year = 0; year < years; ++year) {
    worth /= 1 + discount_rate;
    sum += worth;
    worth *= 1 - NumberOf(effect.drop_off());
  }
  return sum;
}

int DecimalsOf(const std::string& number) {
  const size_t point = number.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(number.size() - point - 1);
}

}  // namespace

void Validate(const ImpactAssessed& fact, Checks* checks) { ValidateAssessment(fact, checks); }
void Validate(const AssessmentCorrected& fact, Checks* checks) { ValidateAssessment(fact, checks); }

absl::Status DecideOwn(const ImpactAssessed& fact, const States&) {
  double worth = 0;
  for (const AssessedEffect& effect : fact.effects()) {
    worth += WorthOf(effect, NumberOf(fact.discount_rate()));
  }
  const double ratio = worth / NumberOf(fact.inputs_sek());
  const int decimals = DecimalsOf(fact.result());
  // Half a unit of the last decimal that is stated, and what binary fractions lose.
  const double tolerance = 0.5 * std::pow(10, -decimals) + 1e-9 * ratio;
  if (std::abs(ratio - NumberOf(fact.result())) <= tolerance) return absl::OkStatus();
  return Refuse("RESULT_DIFFERS", {{"assessment", fact.assessment_id()},
                                   {"result", fact.result()},
                                   {"reckoned", absl::StrFormat("%.*f", decimals, ratio)}});
}

}  // namespace verkan::services
