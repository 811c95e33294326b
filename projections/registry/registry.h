// Registry answers from the fact tables what is known of every noun: one entry, lists, searches. A
// register is a table; its entries are the rows that are seen at a position. Ids that were merged
// by then are one: the entry that stays is the one that is shown.
//
//   Registry registry(&facts);
//   VERKAN_ASSIGN_OR_RETURN(Registry::Page page, registry.List(request, as_of, /*from=*/""));
//
// A list goes on from a cursor, which holds for the position at which it was made: bytes without a
// meaning to anybody else. The caller sees to it that they are its own.
#ifndef VERKAN_PROJECTIONS_REGISTRY_REGISTRY_H_
#define VERKAN_PROJECTIONS_REGISTRY_REGISTRY_H_

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/facts/facts.h"
#include "projections/registry/order_index.h"
#include "projections/registry/text_index.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::projections {

using ColumnsOfRegister = google::protobuf::RepeatedPtrField<registry::v1::RegisterColumn>;

// Thread-safe among readers of the facts: while it answers, the tables must not change.
class Registry {
 public:
  // The facts must outlive this object.
  explicit Registry(const Facts* facts);
  ~Registry();

  // Some entries, and where the next page begins.
  struct Page {
    std::vector<registry::v1::Entry> entries;
    std::string next;  // a cursor; empty: this is the last page
    // At most kReadPerEntry times the page. A search reads its last entry whole: one that was
    // renamed or merged often has more rows.
    size_t rows_read = 0;
  };
  static constexpr size_t kReadPerEntry = 10;

  registry::v1::ListRegistersResponse Registers(absl::string_view language) const;
  // The columns of one register; InvalidArgument for one that there is not.
  absl::StatusOr<ColumnsOfRegister> Columns(absl::string_view name,
                                            absl::string_view language) const;

  // What the id of a noun is called, in the language if it has a name in it; empty if that is not
  // known.
  std::string NameOf(absl::string_view noun, absl::string_view id, Position as_of,
                     absl::string_view language) const;

  // All: InvalidArgument, telling what was wanted, for a register that there is not, or a request
  // that is wrong in another way. `from` is a cursor, or empty.
  // NotFound if the register has no such entry.
  absl::StatusOr<registry::v1::Entry> Get(const registry::v1::GetEntryRequest& request,
                                          Position as_of) const;
  absl::StatusOr<Page> List(const registry::v1::ListEntriesRequest& request, Position as_of,
                            absl::string_view from) const;
  absl::StatusOr<Page> Search(const registry::v1::SearchEntriesRequest& request, Position as_of,
                              absl::string_view from) const;

 private:
  struct Register;
  struct Found;
  class Reader;
  class Searcher;

  absl::StatusOr<const Register*> Find(absl::string_view name) const;
  // Has searches of the register read columns of another table that has the same key.
  void AddSearched(Table of, Table in, const std::vector<std::string>& columns);
  void AddColumnsOf(const Register& of, absl::string_view language,
                    ColumnsOfRegister* columns) const;
  // Null if there is no such column, or it has no order.
  static OrderIndex* FindOrder(const Register& of, absl::string_view column);
  template <typename Index>
  void CatchUp(Index* index) const;

  const Facts& facts_;
  std::map<std::string, std::unique_ptr<Register>> registers_;  // by name
  std::map<std::string, const Register*> by_noun_;              // the one whose ids are the noun's
  mutable std::shared_mutex mutex_;                             // of the indexes of all registers
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REGISTRY_REGISTRY_H_
