#include "services/registry/terms.h"

#include <string>

#include "gmock/gmock.h"

namespace verkan::services {
namespace {

using registry::v1::ListTermsRequest;
using registry::v1::ListTermsResponse;
using registry::v1::Term;
using registry::v1::Vocabulary;

ListTermsResponse Terms(Vocabulary vocabulary, const std::string& of = "") {
  ListTermsRequest request;
  request.set_vocabulary(vocabulary);
  request.set_of(of);
  const auto response = ListTerms(request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : ListTermsResponse();
}

const Term* Find(const ListTermsResponse& terms, const std::string& name) {
  for (const Term& term : terms.terms()) {
    if (term.term() == name) return &term;
  }
  return nullptr;
}

TEST(TermsTest, EveryVocabularyHasTermsInBothLanguages) {
  for (int i = registry::v1::Vocabulary_MIN + 1; i <= registry::v1::Vocabulary_MAX; ++i) {
    const ListTermsResponse terms = Terms(static_cast<Vocabulary>(i));
    EXPECT_GT(terms.terms_size(), 0) << i;
    for (const Term& term : terms.terms()) {
      EXPECT_FALSE(term.label().sv().empty()) << term.DebugString();
      EXPECT_FALSE(term.label().en().empty()) << term.DebugString();
    }
  }
}

TEST(TermsTest, ValuesAreOfTheirEnumeration) {
  const ListTermsResponse terms = Terms(registry::v1::VOCABULARY_VALUES, "GoalResult");
  EXPECT_EQ(terms.terms_size(), 4);
  ASSERT_NE(Find(terms, "partly"), nullptr);
  EXPECT_EQ(Find(terms, "partly")->label().sv(), "delvis nått");
}

TEST(TermsTest, MunicipalitiesAreOfTheirRegion) {
  EXPECT_EQ(Terms(registry::v1::VOCABULARY_REGIONS).terms_size(), 21);
  EXPECT_EQ(Terms(registry::v1::VOCABULARY_MUNICIPALITIES).terms_size(), 290);
  const ListTermsResponse terms = Terms(registry::v1::VOCABULARY_MUNICIPALITIES, "06");
  EXPECT_EQ(terms.terms_size(), 13);
  ASSERT_NE(Find(terms, "0680"), nullptr);
  EXPECT_EQ(Find(terms, "0680")->label().sv(), "Jönköping");
}

TEST(TermsTest, ReasonsHaveTheirTextsAndCode) {
  const ListTermsResponse terms = Terms(registry::v1::VOCABULARY_REASONS);
  const Term* unknown = Find(terms, "GOAL_UNKNOWN");
  ASSERT_NE(unknown, nullptr);
  EXPECT_EQ(unknown->of(), "FAILED_PRECONDITION");
  EXPECT_EQ(unknown->label().sv(), "Målet {goal} är inte känt");
}

TEST(TermsTest, WithoutAVocabularyNothingIsListed) {
  EXPECT_EQ(ListTerms({}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace verkan::services
