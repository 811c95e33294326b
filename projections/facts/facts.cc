#include "projections/facts/facts.h"

#include <openssl/evp.h>

#include <cassert>

namespace verkan::projections {
namespace {

constexpr ColumnKind kText = ColumnKind::kText;
constexpr ColumnKind kNumber = ColumnKind::kNumber;
constexpr ColumnKind kBytes = ColumnKind::kBytes;

struct TableColumns {
  absl::string_view name;
  std::vector<Column> columns;
};

// In the order of Table. A change of any line needs a new kFactsVersion (apply.h).
std::vector<TableColumns> Schemas() {
  return {
      {"organisations",
       {{"organisation"},
        {"name"},
        {"organisation_number"},
        {"kind"},
        {"municipality"},
        {"region"},
        {"parent", kText, "organisation"},
        {"when"}}},
      {"organisation_names", {{"organisation"}, {"name"}}},
      {"organisation_merges", {{"merged", kText, "organisation"}, {"organisation"}}},
      {"projects",
       {{"project"},
        {"name"},
        {"theme", kText, "text"},
        {"programme", kText, "project"},
        {"primary_target_groups", kText, "text"},
        {"secondary_target_groups", kText, "text"},
        {"closed", kNumber},
        {"closed_when", kText, "when"},
        {"when"}}},
      {"project_regions", {{"project"}, {"region"}}},
      {"project_periods", {{"project"}, {"source"}, {"period", kText, "when"}}},
      {"partners",
       {{"project"},
        {"organisation"},
        {"role"},
        {"ended", kNumber},
        {"ended_when", kText, "when"},
        {"when"}}},
      {"strands", {{"project"}, {"name"}, {"when"}}},
      {"links",
       {{"project"},
        {"kind"},
        {"other_project", kText, "project"},
        {"other_name", kText, "name"},
        {"other_period", kText, "when"},
        {"when"}}},
      {"takeovers", {{"project"}, {"organisation"}, {"what", kText, "text"}, {"when"}}},
      {"needs", {{"project"}, {"need", kText, "text"}, {"when"}}},
      {"activities",
       {{"activity"},
        {"project"},
        {"region"},
        {"kind"},
        {"format"},
        {"status"},
        {"municipality"},
        {"title", kText, "text"},
        {"audience", kText, "text"},
        {"topic", kText, "text"},
        {"strand", kText, "name"},
        {"series", kText, "name"},
        {"organisers"},
        {"minutes", kNumber},
        {"when"}}},
      {"participations",
       {{"activity"},
        {"participant"},
        {"role"},
        {"project"},
        {"region"},
        {"kind"},
        {"format"},
        {"municipality"}}},
      {"headcounts",
       {{"activity"},
        {"source"},
        {"project"},
        {"region"},
        {"kind"},
        {"format"},
        {"municipality"},
        {"text"},
        {"reading", kBytes}}},
      {"participants", {{"participant"}, {"region"}}},
      {"participant_merges", {{"merged", kText, "participant"}, {"participant"}}},
      {"procurements",
       {{"procurement"},
        {"project"},
        {"region"},
        {"procedure"},
        {"reserved"},
        {"social_objectives"},
        {"title", kText, "text"},
        {"buyer", kText, "organisation"},
        {"activity"},
        {"value", kNumber},
        {"when"}}},
      {"contracts",
       {{"procurement"},
        {"supplier", kText, "organisation"},
        {"project"},
        {"region"},
        {"procedure"},
        {"reserved"},
        {"social_objectives"},
        {"value", kNumber},
        {"when"}}},
      {"collaborations",
       {{"collaboration"},
        {"project"},
        {"region"},
        {"kind"},
        {"title", kText, "text"},
        {"contributions", kText, "text"},
        {"activity"},
        {"procurement"},
        {"parties"},
        {"period", kText, "when"},
        {"ended", kNumber},
        {"ended_when", kText, "when"},
        {"when"}}},
      {"contacts",
       {{"contact"},
        {"project"},
        {"region"},
        {"from_party", kText, "text"},
        {"to_party", kText, "text"},
        {"subject", kText, "text"},
        {"activity"},
        {"arose_from", kText, "text"},
        {"when"}}},
      {"networks", {{"network"}, {"project"}, {"region"}, {"kind"}, {"name"}, {"when"}}},
      {"publications",
       {{"publication"},
        {"project"},
        {"region"},
        {"kind"},
        {"title", kText, "text"},
        {"media", kText, "text"},
        {"finding", kText, "text"},
        {"when"}}},
      {"tools",
       {{"tool"}, {"project"}, {"region"}, {"name"}, {"tested_by", kText, "text"}, {"when"}}},
      {"funding",
       {{"funding"},
        {"project"},
        {"region"},
        {"instrument"},
        {"text"},
        {"reading", kBytes},
        {"purpose", kText, "text"},
        {"contact"},
        {"when"}}},
      {"figures",
       {{"figure"},
        {"indicator"},
        {"region"},
        {"project"},
        {"source"},
        {"text"},
        {"reading", kBytes},
        {"period", kText, "when"},
        {"observed", kText, "when"},
        {"note", kText, "text"},
        {"withdrawn", kNumber}}},
      {"source_ranks",
       {{"indicator"}, {"source"}, {"region"}, {"rank"}, {"reason", kText, "text"}}},
      {"indicators",
       {{"indicator"},
        {"name_sv", kText, "name"},
        {"name_en", kText, "name"},
        {"unit"},
        {"description", kText, "text"},
        {"bounded_by_municipalities", kNumber},
        {"decimals", kNumber},
        {"version", kNumber}}},
      {"targets",
       {{"indicator"},
        {"region"},
        {"project"},
        {"text"},
        {"reading", kBytes},
        {"period", kText, "when"},
        {"source"}}},
  };
}

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
  for (TableColumns& schema : Schemas()) {
    tables_.push_back(
        std::make_unique<FactTable>(schema.name, std::move(schema.columns), &dictionaries_));
  }
  assert(tables_.size() == static_cast<size_t>(Table::kCount));
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
  const FactTable& merges = (*this)[Table::kOrganisationMerges];
  std::string current(id);
  // Merges that lead in a circle end somewhere on it instead of never.
  for (RowId step = 0; step <= merges.size(); ++step) {
    std::vector<Row> merged = merges.AsOf(as_of, current);
    if (merged.empty()) break;
    current = std::string(merged.back().text("organisation"));
    if (current == id) break;
  }
  return current;
}

std::string Facts::OrganisationName(absl::string_view id, Position as_of) const {
  std::string organisation = Organisation(id, as_of);
  std::vector<Row> rows = (*this)[Table::kOrganisations].AsOf(as_of, organisation);
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
