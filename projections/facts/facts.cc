#include "projections/facts/facts.h"

#include <openssl/evp.h>

#include <utility>

#include "projections/facts/identity.h"
#include "projections/facts/noun.h"
#include "projections/organisation/organisation_facts.h"

namespace verkan::projections {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_, EVP_sha256(), nullptr); }
  ~Sha256() { EVP_MD_CTX_free(context_); }
  void Update(absl::string_view bytes) { EVP_DigestUpdate(context_, bytes.data(), bytes.size()); }
  std::string Finish() {
    unsigned char digest[32];
    EVP_DigestFinal_ex(context_, digest, nullptr);
    return std::string(reinterpret_cast<char*>(digest), sizeof(digest));
  }

 private:
  EVP_MD_CTX* const context_;
};

}  // namespace

Facts::Facts() {
  for (const Noun& noun : Nouns()) {
    for (TableSchema& schema : noun.tables()) {
      tables_.push_back(std::make_unique<FactTable>(schema.table.name, std::move(schema.columns),
                                                    &dictionaries_));
      by_name_[tables_.back()->name()] = tables_.back().get();
    }
  }
}

uint64_t Facts::rows() const {
  uint64_t rows = 0;
  for (const auto& table : tables_) rows += table->size();
  return rows;
}

std::string Facts::Digest() const {
  Sha256 digest;
  for (const auto& table : tables_) {
    digest.Update(table->name());
    digest.Update(absl::string_view("\0", 1));
    for (RowId row = 0; row < table->size(); ++row) digest.Update(table->Encode(row));
  }
  return digest.Finish();
}

std::string Facts::Organisation(absl::string_view id, Position as_of) const {
  return StaysFor((*this)[kOrganisationMerges], id, as_of);
}

std::string Facts::OrganisationName(absl::string_view id, Position as_of) const {
  std::string organisation = Organisation(id, as_of);
  std::vector<Row> rows = (*this)[kOrganisations].AsOf(as_of, organisation);
  return rows.empty() ? organisation : std::string(rows.back().text("name"));
}

std::vector<absl::string_view> Items(absl::string_view joined, char separator) {
  std::vector<absl::string_view> items;
  while (!joined.empty()) {
    size_t end = joined.find(separator);
    items.push_back(joined.substr(0, end));
    if (end == absl::string_view::npos) break;
    joined.remove_prefix(end + 1);
  }
  return items;
}

}  // namespace verkan::projections
