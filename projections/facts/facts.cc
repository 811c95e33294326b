#include "projections/facts/facts.h"

#include <openssl/evp.h>

#include <cstring>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
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

// Of the columns, and of what events do to them.
std::string VersionOf(const TableSchema& schema, absl::string_view meaning) {
  Sha256 digest;
  digest.Update(meaning);
  for (const Column& column : schema.columns) {
    digest.Update(
        absl::StrCat("\n", column.name, " ", static_cast<int>(column.kind), " ", column.domain));
  }
  return absl::BytesToHexString(digest.Finish().substr(0, 8));
}

}  // namespace

Facts::Facts() {
  for (const Noun& noun : Nouns()) {
    for (TableSchema& schema : noun.tables()) {
      const std::string version = VersionOf(schema, noun.meaning);
      tables_.push_back(std::make_unique<FactTable>(schema.table.name, std::move(schema.columns),
                                                    &dictionaries_, version));
      by_name_[tables_.back()->name()] = tables_.back().get();
    }
  }
}

FactTable* Facts::Find(absl::string_view name) {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

uint64_t Facts::rows() const {
  uint64_t rows = 0;
  for (const auto& table : tables_) rows += table->size();
  return rows;
}

uint32_t Facts::version() const {
  Sha256 digest;
  for (const auto& table : tables_) digest.Update(absl::StrCat(table->name(), table->version()));
  const std::string bytes = digest.Finish();
  uint32_t version;
  std::memcpy(&version, bytes.data(), sizeof(version));
  return version;
}

std::string Facts::Digest() const {
  std::vector<const FactTable*> tables;
  for (const auto& table : tables_) tables.push_back(table.get());
  return DigestOf(tables);
}

std::string DigestOf(const std::vector<const FactTable*>& tables) {
  Sha256 digest;
  for (const FactTable* table : tables) {
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
