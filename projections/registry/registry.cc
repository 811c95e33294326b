#include "projections/registry/registry.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"
#include "projections/facts/identity.h"
#include "projections/facts/mirror.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/normal_form.h"
#include "projections/filter/row_filter.h"
#include "projections/labels/labels.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "projections/project/project_facts.h"

namespace verkan::projections {
namespace {

using registry::v1::Cell;
using registry::v1::Entry;
using registry::v1::GetEntryRequest;
using registry::v1::ListEntriesRequest;
using registry::v1::ListRegistersResponse;
using registry::v1::SearchEntriesRequest;

constexpr int kListPage = 100;
constexpr int kSearchPage = 20;
constexpr int kLargestPage = 1000;
constexpr size_t kMaxSearchBytes = 200;
constexpr size_t kMaxSearchWords = 10;

// Tables that say something of other tables and have no entries of their own.
constexpr absl::string_view kHelpers[] = {
    "organisation_kinds", "organisation_names", "organisation_merges", "participant_merges",
    "rest_on_merges",     "applied_anew",       "said_across",         "project_regions"};

// Columns that name an entry, the best first, and columns that a search reads besides. Each may
// stand in two languages, with _sv and _en after its name, or with _label_sv and _label_en.
constexpr absl::string_view kNaming[] = {"name", "title", "label", "need", "purpose"};
constexpr absl::string_view kSearched[] = {"other_names",  "organisation_number",
                                           "theme",        "topic",
                                           "number",       "also_written",
                                           "scheme",       "document",
                                           "finding",      "questions",
                                           "from",         "to",
                                           "subject",      "description",
                                           "notice",       "buyer_group",
                                           "party_groups", "series"};

template <typename Request>
absl::StatusOr<size_t> PageSize(const Request& request, int usual) {
  if (request.page_size() < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("page_size: ", request.page_size(), ", wanted 0 or more"));
  }
  const int page = request.page_size() == 0 ? usual : request.page_size();
  return static_cast<size_t>(std::min(page, kLargestPage));
}

absl::StatusOr<std::string> Language(absl::string_view language) {
  if (language.empty() || language == "sv" || language == "en") {
    return std::string(language.empty() ? "sv" : language);
  }
  return absl::InvalidArgumentError(absl::StrCat("language: \"", language, "\", wanted sv or en"));
}

report::v1::Language ToLanguage(absl::string_view language) {
  return language == "en" ? report::v1::LANGUAGE_EN : report::v1::LANGUAGE_SV;
}

event::v1::Label LabelOf(const Bilingual& words) {
  event::v1::Label label;
  label.set_sv(std::string(words.swedish));
  label.set_en(std::string(words.english));
  return label;
}

// Cursor is where a page begins: in a phase of a search for a word of the question, at a key of an
// index, at a row.
struct Cursor {
  size_t phase = 0;
  size_t word = 0;
  RowId row = 0;
  std::string key = {};

  std::string Encode() const { return absl::StrCat(phase, " ", word, " ", row, " ", key); }
  static std::optional<Cursor> Decode(absl::string_view text) {
    Cursor cursor;
    const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 3));
    if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &cursor.phase) ||
        !absl::SimpleAtoi(parts[1], &cursor.word) || !absl::SimpleAtoi(parts[2], &cursor.row)) {
      return std::nullopt;
    }
    cursor.key = parts[3];
    return cursor;
  }
};

absl::StatusOr<Cursor> CursorOf(absl::string_view from) {
  if (from.empty()) return Cursor();
  const std::optional<Cursor> cursor = Cursor::Decode(from);
  if (cursor.has_value()) return *cursor;
  return absl::InvalidArgumentError("page_token: no token of this list, wanted next_page_token");
}

}  // namespace

// Register is a table, with what is known of its columns beforehand.
struct Registry::Register {
  explicit Register(const FactTable* t) : table(*t) {}

  const FactTable& table;
  std::string noun;                   // whose ids its keys are
  const FactTable* merges = nullptr;  // of the noun; null: its ids are never merged
  std::vector<std::string> names_sv;  // columns that name an entry, the best first
  std::vector<std::string> names_en;
  std::unique_ptr<TextIndex> ids;
  std::vector<std::unique_ptr<TextIndex>> searched;  // the table itself, and others under its noun
  std::unique_ptr<TextIndex> merged_into;           // merges by the id that stays; with merges only
  std::vector<std::unique_ptr<OrderIndex>> orders;  // by column; null: it has no order
};

// Reader makes the entries of one answer.
class Registry::Reader {
 public:
  Reader(const Registry& registry, const Register& of, Position as_of, std::string language)
      : registry_(registry),
        register_(of),
        table_(of.table),
        as_of_(as_of),
        language_(std::move(language)) {}

  // Whether the row is an entry now: it is seen, and its id was not merged into another.
  bool IsEntry(RowId row) const { return table_.Sees(row, as_of_) && Stays(table_.text(row, 0)); }

  // The row of the entry with the id; kNoRow for none.
  RowId Find(absl::string_view id) const {
    RowId found = kNoRow;
    table_.VisitKey(id, [&](RowId row) {
      if (found == kNoRow && table_.Sees(row, as_of_)) found = row;
    });
    return found;
  }

  // What the id of the register's noun is called; empty if that is not known.
  std::string NameOf(absl::string_view id) const {
    const RowId row = Find(IdThatStays(id));
    return row == kNoRow ? "" : NameIn(register_, row);
  }

  std::string IdThatStays(absl::string_view id) const {
    return register_.merges == nullptr ? std::string(id) : StaysFor(*register_.merges, id, as_of_);
  }

  Entry Make(RowId row) const {
    Entry entry;
    entry.set_id(std::string(table_.text(row, 0)));
    entry.set_name(NameIn(register_, row));
    entry.set_position(table_.event(row));
    entry.set_invented(table_.invented(row));
    for (size_t i = 1; i < table_.columns().size(); ++i) AddCell(static_cast<int>(i), row, &entry);
    if (entry.region_codes().empty()) AddRegionsOf(row, &entry);
    return entry;
  }

 private:
  bool Stays(absl::string_view id) const {
    return register_.merges == nullptr || IdThatStays(id) == id;
  }

  std::string NameIn(const Register& of, RowId row) const {
    for (const auto* names : language_ == "sv" ? std::array{&of.names_sv, &of.names_en}
                                               : std::array{&of.names_en, &of.names_sv}) {
      for (const std::string& column : *names) {
        const absl::string_view name = of.table.text(row, of.table.column(column));
        if (!name.empty()) return std::string(name);
      }
    }
    return "";
  }

  // Where an entry without regions of its own belongs: the project's.
  void AddRegionsOf(RowId row, Entry* entry) const {
    absl::string_view project = register_.noun == "project" ? table_.text(row, 0) : "";
    for (size_t i = 1; i < table_.columns().size(); ++i) {
      if (table_.columns()[i].name == "project") project = table_.text(row, static_cast<int>(i));
    }
    if (project.empty()) return;
    for (const Row& of : registry_.facts_[kProjectRegions].AsOf(as_of_, project)) {
      entry->add_region_codes(std::string(of.text("region")));
    }
  }

  void AddCell(int index, RowId row, Entry* entry) const {
    const Column& column = table_.columns()[index];
    if (column.hidden) return;
    Cell cell;
    cell.set_column(std::string(column.name));
    cell.set_label(std::string(ColumnLabel(table_.name(), column.name).In(ToLanguage(language_))));
    switch (column.kind) {
      case ColumnKind::kText:
        AddTexts(column, table_.text(row, index), entry, &cell);
        break;
      case ColumnKind::kNumber:
        if (const int64_t number = table_.number(row, index); number != kNoNumber) {
          cell.add_values(column.decimal ? Decimal::FromUnits(number).ToString()
                                         : absl::StrCat(number));
        }
        break;
      case ColumnKind::kBytes:
        if (!table_.bytes(row, index).empty()) {
          cell.mutable_reading()->ParseFromString(std::string(table_.bytes(row, index)));
        }
        break;
    }
    if (cell.values_size() > 0 || cell.has_reading()) *entry->add_cells() = std::move(cell);
  }

  // What a code in the column is called; nothing if it is no code.
  static Bilingual LabelIn(const Column& column, absl::string_view code) {
    if (!column.values.empty()) return ValueLabel(column.enumeration, code);
    if (column.name != "region" && column.name != "municipality") return {};
    return PlaceLabel(code);
  }

  void AddTexts(const Column& column, absl::string_view text, Entry* entry, Cell* cell) const {
    const absl::string_view noun = column.domain.empty() ? column.name : column.domain;
    const bool ids = registry_.by_noun_.count(std::string(noun)) > 0;
    for (absl::string_view item : Items(text, column.HoldsItems() ? ',' : '\n')) {
      cell->add_values(std::string(item));
      if (ids) {
        cell->add_names(registry_.NameOf(noun, item, as_of_, language_));
      } else if (const Bilingual label = LabelIn(column, item); !label.swedish.empty()) {
        cell->add_names(std::string(label.In(ToLanguage(language_))));
      }
      if (column.name == "region") entry->add_region_codes(std::string(item));
    }
  }

  const Registry& registry_;
  const Register& register_;
  const FactTable& table_;
  const Position as_of_;
  const std::string language_;
};

namespace {

// The columns of the table under the name, in all forms in which it may stand in the language.
void AddColumns(const FactTable& table, absl::string_view name, absl::string_view language,
                std::vector<std::string>* columns) {
  for (const std::string& form : {absl::StrCat(name, "_label_", language),
                                  absl::StrCat(name, "_", language), std::string(name)}) {
    const auto is_it = [&](const Column& column) {
      return column.name == form && column.kind == ColumnKind::kText;
    };
    const auto& all = table.columns();
    const bool known = std::find(columns->begin(), columns->end(), form) != columns->end();
    if (!known && std::any_of(all.begin(), all.end(), is_it)) columns->push_back(form);
  }
}

std::vector<int> SearchedColumns(const FactTable& table) {
  std::vector<std::string> columns;
  for (absl::string_view language : {"sv", "en"}) {
    for (absl::string_view name : kNaming) AddColumns(table, name, language, &columns);
    for (absl::string_view name : kSearched) AddColumns(table, name, language, &columns);
  }
  std::vector<int> numbers = {0};
  for (const std::string& column : columns) numbers.push_back(table.column(column));
  return numbers;
}

}  // namespace

Registry::Registry(const Facts* facts) : facts_(*facts) {
  for (const auto& table : facts->tables()) {
    if (std::count(std::begin(kHelpers), std::end(kHelpers), table->name()) > 0) continue;
    auto made = std::make_unique<Register>(table.get());
    const Column& key = table->columns()[0];
    made->noun = std::string(key.domain.empty() ? key.name : key.domain);
    if (made->noun == "organisation") made->merges = &facts_[kOrganisationMerges];
    if (made->noun == "participant") made->merges = &facts_[kParticipantMerges];
    for (absl::string_view name : kNaming) {
      AddColumns(*table, name, "sv", &made->names_sv);
      AddColumns(*table, name, "en", &made->names_en);
    }
    if (made->merges != nullptr) {
      made->merged_into = std::make_unique<TextIndex>(made->merges, std::vector<int>{1});
    }
    made->ids = std::make_unique<TextIndex>(table.get(), std::vector<int>{0});
    made->searched.push_back(std::make_unique<TextIndex>(table.get(), SearchedColumns(*table)));
    for (size_t i = 0; i < table->columns().size(); ++i) {
      const Column& column = table->columns()[i];
      const bool ordered = !column.hidden && column.kind != ColumnKind::kBytes;
      made->orders.push_back(
          ordered ? std::make_unique<OrderIndex>(table.get(), static_cast<int>(i)) : nullptr);
    }
    by_noun_.try_emplace(made->noun, made.get());  // the first table of a noun is its own
    registers_.emplace(std::string(table->name()), std::move(made));
  }
  AddSearched(kOrganisations, kOrganisationNames, {"name"});
  AddSearched(kProjects, kStrands, {"name", "label_sv", "label_en"});
  AddSearched(kProjects, kLinks, {"other_name", "other_label_sv", "other_label_en"});
}

void Registry::AddSearched(Table of, Table in, const std::vector<std::string>& columns) {
  const FactTable& table = facts_[in];
  std::vector<int> numbers;
  for (const std::string& column : columns) numbers.push_back(table.column(column));
  registers_.at(std::string(of.name))
      ->searched.push_back(std::make_unique<TextIndex>(&table, std::move(numbers)));
}

Registry::~Registry() = default;

absl::StatusOr<const Registry::Register*> Registry::Find(absl::string_view name) const {
  const auto found = registers_.find(std::string(name));
  if (found != registers_.end()) return found->second.get();
  std::vector<absl::string_view> known;
  for (const auto& [other, made] : registers_) known.push_back(other);
  return absl::InvalidArgumentError(
      absl::StrCat("register: no such register, wanted one of ", absl::StrJoin(known, ", ")));
}

ListRegistersResponse Registry::Registers(absl::string_view language) const {
  ListRegistersResponse response;
  for (const auto& [name, made] : registers_) {
    registry::v1::Register* to = response.add_registers();
    to->set_register_(name);
    to->set_noun(made->noun);
    to->set_searchable(!made->names_sv.empty());
    if (const Label* label = FindRegister(name)) {
      *to->mutable_singular() = LabelOf(label->one);
      *to->mutable_plural() = LabelOf(label->many);
    }
    to->set_label(std::string(RegisterLabel(name).In(ToLanguage(language))));
    AddColumnsOf(*made, language, to->mutable_columns());
  }
  return response;
}

std::string Registry::NameOf(absl::string_view noun, absl::string_view id, Position as_of,
                             absl::string_view language) const {
  const auto found = by_noun_.find(std::string(noun));
  if (found == by_noun_.end()) return "";
  return Reader(*this, *found->second, as_of, std::string(language)).NameOf(id);
}

void Registry::AddColumnsOf(const Register& of, absl::string_view language,
                            ColumnsOfRegister* columns) const {
  for (const Column& column : of.table.columns()) {
    if (column.hidden) continue;
    registry::v1::RegisterColumn* to = columns->Add();
    const Bilingual words = ColumnLabel(of.table.name(), column.name);
    to->set_column(std::string(column.name));
    to->set_label(std::string(words.In(ToLanguage(language))));
    *to->mutable_labels() = LabelOf(words);
    for (absl::string_view value : column.values) {
      to->add_values(std::string(value));
      *to->add_value_labels() = LabelOf(ValueLabel(column.enumeration, value));
    }
    const absl::string_view noun = column.domain.empty() ? column.name : column.domain;
    if (by_noun_.count(std::string(noun)) > 0) to->set_noun(std::string(noun));
  }
}

absl::StatusOr<ColumnsOfRegister> Registry::Columns(absl::string_view name,
                                                    absl::string_view language) const {
  VERKAN_ASSIGN_OR_RETURN(const Register* of, Find(name));
  ColumnsOfRegister columns;
  AddColumnsOf(*of, language, &columns);
  return columns;
}

absl::StatusOr<Entry> Registry::Get(const GetEntryRequest& request, Position as_of) const {
  VERKAN_ASSIGN_OR_RETURN(const Register* of, Find(request.register_()));
  VERKAN_ASSIGN_OR_RETURN(std::string language, Language(request.language()));
  const Reader reader(*this, *of, as_of, std::move(language));
  const RowId row = reader.Find(reader.IdThatStays(request.id()));
  if (row == kNoRow) return absl::NotFoundError("no such entry");
  return reader.Make(row);
}

template <typename Index>
void Registry::CatchUp(Index* index) const {
  {
    const std::shared_lock lock(mutex_);
    if (index->IsCaughtUp()) return;
  }
  const std::unique_lock lock(mutex_);
  index->CatchUp();
}

namespace {

// Rows are opened in the order of the log: those below this one were opened by the position.
RowId RowsAt(const FactTable& table, Position as_of) {
  RowId low = 0, high = table.size();
  while (low < high) {
    const RowId middle = low + (high - low) / 2;
    if (table.from(middle) <= as_of) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// How many of the rows are below the row.
size_t IndexOf(RowId row, const TextIndex::Rows& rows) {
  return static_cast<size_t>(std::lower_bound(rows.begin(), rows.end(), row) - rows.begin());
}

}  // namespace

namespace {

// Calls visit(row) for the rows from `first` on, or all for kNoRow, until it answers false.
template <typename Visit>
void Walk(const OrderIndex::Rows& rows, RowId first, bool descending, Visit visit) {
  const auto go = [&visit](auto at, auto last) {
    while (at != last && visit(*at)) ++at;
  };
  if (descending) {
    go(first == kNoRow ? rows.rbegin() : std::make_reverse_iterator(rows.upper_bound(first)),
       rows.rend());
  } else {
    go(first == kNoRow ? rows.begin() : rows.lower_bound(first), rows.end());
  }
}

}  // namespace

OrderIndex* Registry::FindOrder(const Register& of, absl::string_view column) {
  const auto& columns = of.table.columns();
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == column) return of.orders[i].get();
  }
  return nullptr;
}

absl::StatusOr<Registry::Page> Registry::List(const ListEntriesRequest& request, Position as_of,
                                              absl::string_view from) const {
  VERKAN_ASSIGN_OR_RETURN(const Register* of, Find(request.register_()));
  VERKAN_ASSIGN_OR_RETURN(std::string language, Language(request.language()));
  VERKAN_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request, kListPage));
  VERKAN_ASSIGN_OR_RETURN(const Filter parsed, ParseFilter(request.filter()));
  VERKAN_ASSIGN_OR_RETURN(const RowFilter filter, RowFilter::Bind(parsed, of->table));
  VERKAN_ASSIGN_OR_RETURN(const Cursor begin, CursorOf(from));
  absl::string_view order = request.order_by();
  if (order.empty()) order = "recorded";
  const bool descending = absl::ConsumeSuffix(&order, " desc");
  OrderIndex* const index = FindOrder(*of, order);
  if (order != "recorded" && order != "id" && index == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("order_by: \"", order,
                     "\", wanted recorded, id or a column that has an order, or one of them with "
                     "desc after it"));
  }
  const Reader reader(*this, *of, as_of, std::move(language));
  Page page;
  // Whether the page is full, so that the next one begins there.
  const auto ends_at = [&](RowId row, absl::string_view key) {
    if (page.entries.size() < page_size && page.rows_read < page_size * kReadPerEntry) return false;
    page.next = Cursor{.row = row, .key = std::string(key)}.Encode();
    return true;
  };
  const auto look = [&](RowId row, absl::string_view key) {
    if (ends_at(row, key)) return false;
    ++page.rows_read;
    if (reader.IsEntry(row) && filter.Holds(row)) page.entries.push_back(reader.Make(row));
    return true;
  };
  // Goes through rows in their order, or from the last to the first. False: the page is full.
  const auto go = [&](size_t first, size_t last, absl::string_view key, auto row_at) {
    for (size_t i = first; i < last; ++i) {
      if (!look(row_at(descending ? last - 1 - (i - first) : i), key)) return false;
    }
    return true;
  };
  const RowId end = RowsAt(of->table, as_of);
  if (index != nullptr) {
    CatchUp(index);
    const std::shared_lock lock(mutex_);
    const bool goes_on = !from.empty() && begin.row < of->table.size();
    Walk(index->rows(), goes_on ? begin.row : kNoRow, descending,
         [&look](RowId row) { return look(row, ""); });
  } else if (filter.key() != nullptr || order == "id") {
    CatchUp(of->ids.get());
    const std::shared_lock lock(mutex_);
    const TextIndex::Postings& ids = of->ids->texts();
    const auto visit = [&](const auto& posting) {
      if (filter.key() != nullptr && posting.first != *filter.key()) return false;
      const TextIndex::Rows& rows = posting.second;
      size_t first = 0, last = IndexOf(end, rows);
      if (last == 0) {  // an id that came later costs a row as well
        if (ends_at(rows.front(), posting.first)) return false;
        ++page.rows_read;
        return true;
      }
      if (!from.empty() && posting.first == begin.key) {
        if (descending) {
          last = std::min(last, IndexOf(begin.row, rows) + 1);
        } else {
          first = IndexOf(begin.row, rows);
        }
      }
      return go(first, last, posting.first, [&rows](size_t i) { return rows[i]; });
    };
    const std::string& key = from.empty() && filter.key() != nullptr ? *filter.key() : begin.key;
    if (descending) {
      auto at = key.empty() ? ids.end() : ids.upper_bound(key);
      while (at != ids.begin() && visit(*--at)) {
      }
    } else {
      for (auto at = ids.lower_bound(key); at != ids.end() && visit(*at); ++at) {
      }
    }
  } else if (descending) {
    go(0, from.empty() ? end : std::min(end, begin.row + 1), "", [](size_t i) { return i; });
  } else {
    go(begin.row, end, "", [](size_t i) { return i; });
  }
  return page;
}

// Found is the best place of an entry among the results of a search.
struct Registry::Found {
  // By what it was found, the best first. Of each there is one phase an index.
  enum How { kExactly, kBeginning, kWord, kNot };

  How how = kNot;
  size_t index = 0;
  std::string key;
  RowId row = 0;

  friend bool operator<(const Found& a, const Found& b) {
    return std::tie(a.how, a.index, a.key, a.row) < std::tie(b.how, b.index, b.key, b.row);
  }
  friend bool operator==(const Found& a, const Found& b) { return !(a < b) && !(b < a); }
};

namespace {

// How many rows have a word that begins so, counted no further than matters.
size_t CountOf(const TextIndex::Postings& words, const std::string& begin) {
  constexpr size_t kEnough = 10000;
  size_t count = 0;
  for (auto at = words.lower_bound(begin);
       at != words.end() && absl::StartsWith(at->first, begin) && count < kEnough; ++at) {
    count += at->second.size();
  }
  return count;
}

}  // namespace

// Searcher goes through the indexes of one register for one question.
class Registry::Searcher {
 public:
  // Looks for the word of that number, or, as the first page does, for the rarest. Names that come
  // meanwhile can make it another: the pages of one answer keep to one.
  Searcher(const Register& of, const Reader& reader, absl::string_view text, Position as_of,
           std::optional<size_t> word)
      : register_(of),
        reader_(reader),
        as_of_(as_of),
        whole_(NameKey(text)),
        words_(NameWords(text)),
        word_(word.has_value() ? *word : RarestWord()),
        looked_for_(words_[word_]) {}

  size_t word() const { return word_; }

  // Calls visit(place) for the places from `begin` on, until it answers false.
  template <typename Visit>
  void Go(const Found& begin, Visit visit) const {
    for (const auto how : {Found::kExactly, Found::kBeginning, Found::kWord}) {
      for (size_t i = 0; i < register_.searched.size(); ++i) {
        if (std::tie(how, i) < std::tie(begin.how, begin.index)) continue;
        const bool is_first = std::tie(how, i) == std::tie(begin.how, begin.index);
        if (!GoThrough(how, i, is_first ? begin : Found{}, visit)) return;
      }
    }
  }

  // The row of the entry that has its best place there; kNoRow for none. An entry is a row, or, of
  // a noun whose ids can be merged, all that is said of ids that are one. Adds to *read what it
  // read.
  RowId EntryAt(const Found& place, size_t* read) const {
    const FactTable& found_in = register_.searched[place.index]->table();
    RowId entry = place.row;
    Judge judge(*this);
    if (register_.merges == nullptr || !found_in.Sees(place.row, as_of_)) {
      ++*read;
      if (found_in.Sees(place.row, as_of_)) judge.Read(place.index, place.row);
    } else {
      const std::string stays = reader_.IdThatStays(found_in.text(place.row, 0));
      *read += ReadAll(stays, &judge);
      entry = reader_.Find(stays);
    }
    return judge.Best() == place ? entry : kNoRow;
  }

 private:
  // Judge finds the best place of an entry, text by text.
  class Judge {
   public:
    explicit Judge(const Searcher& of) : of_(of), matched_(of.words_.size()) {}

    void Read(size_t index, RowId row) {
      for (const std::string& text : of_.register_.searched[index]->TextsOf(row)) {
        const auto found = [&](Found::How how, std::string key) {
          best_ = std::min(best_, Found{how, index, std::move(key), row});
        };
        if (text == of_.whole_) found(Found::kExactly, text);
        if (absl::StartsWith(text, of_.whole_)) found(Found::kBeginning, text);
        for (std::string& word : NameWords(text)) {
          for (size_t i = 0; i < matched_.size(); ++i) {
            if (absl::StartsWith(word, of_.words_[i])) matched_[i] = true;
          }
          if (absl::StartsWith(word, of_.looked_for_)) found(Found::kWord, std::move(word));
        }
      }
    }

    // Nowhere, unless every word of the question was read.
    Found Best() const {
      const bool all = std::count(matched_.begin(), matched_.end(), false) == 0;
      return all ? best_ : Found{};
    }

   private:
    const Searcher& of_;
    Found best_;
    std::vector<bool> matched_;  // by word of the question
  };

  // The word of the question that the fewest rows have.
  size_t RarestWord() const {
    size_t rarest = 0, least = SIZE_MAX;
    for (size_t i = 0; i < words_.size() && words_.size() > 1; ++i) {
      size_t count = 0;
      for (const auto& index : register_.searched) count += CountOf(index->words(), words_[i]);
      if (count < least) {
        least = count;
        rarest = i;
      }
    }
    return rarest;
  }

  // Reads what is said of all ids that are one; returns how many rows that took.
  size_t ReadAll(const std::string& stays, Judge* judge) const {
    size_t read = 0;
    for (const std::string& id : IdsOf(stays)) {
      for (size_t i = 0; i < register_.searched.size(); ++i) {
        const FactTable& table = register_.searched[i]->table();
        table.VisitKey(id, [&](RowId row) {
          ++read;
          if (table.Sees(row, as_of_)) judge->Read(i, row);
        });
      }
    }
    return read;
  }

  // The id that stays, and those that were merged into it.
  std::vector<std::string> IdsOf(const std::string& stays) const {
    std::vector<std::string> ids = {stays};
    const TextIndex& merges = *register_.merged_into;
    for (size_t i = 0; i < ids.size(); ++i) {
      const auto found = merges.texts().find(ids[i]);
      if (found == merges.texts().end()) continue;
      for (const RowId row : found->second) {
        const absl::string_view id = merges.table().text(row, 0);
        if (!merges.table().Sees(row, as_of_)) continue;
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.emplace_back(id);
      }
    }
    return ids;
  }

  template <typename Visit>
  bool GoThrough(Found::How how, size_t i, const Found& begin, Visit visit) const {
    const TextIndex& index = *register_.searched[i];
    const TextIndex::Postings& postings = how == Found::kWord ? index.words() : index.texts();
    const std::string& prefix = how == Found::kWord ? looked_for_ : whole_;
    for (auto at = postings.lower_bound(std::max(prefix, begin.key));
         at != postings.end() && absl::StartsWith(at->first, prefix); ++at) {
      if (how == Found::kExactly && at->first != whole_) break;
      const TextIndex::Rows& rows = at->second;
      for (size_t k = at->first == begin.key ? IndexOf(begin.row, rows) : 0; k < rows.size(); ++k) {
        if (!visit(Found{how, i, at->first, rows[k]})) return false;
        if (index.table().from(rows[k]) > as_of_) break;  // so are those after it
      }
    }
    return true;
  }

  const Register& register_;
  const Reader& reader_;
  const Position as_of_;
  const std::string whole_;
  const std::vector<std::string> words_;
  const size_t word_;
  const std::string looked_for_;
};

absl::StatusOr<Registry::Page> Registry::Search(const SearchEntriesRequest& request, Position as_of,
                                                absl::string_view from) const {
  VERKAN_ASSIGN_OR_RETURN(const Register* of, Find(request.register_()));
  VERKAN_ASSIGN_OR_RETURN(std::string language, Language(request.language()));
  VERKAN_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request, kSearchPage));
  VERKAN_ASSIGN_OR_RETURN(const Cursor cursor, CursorOf(from));
  const size_t words = NameWords(request.text()).size();
  if (words == 0 || words > kMaxSearchWords || request.text().size() > kMaxSearchBytes) {
    return absl::InvalidArgumentError(absl::StrCat("text: ", words, " words, wanted 1 to ",
                                                   kMaxSearchWords, " words in at most ",
                                                   kMaxSearchBytes, " bytes"));
  }
  for (const auto& index : of->searched) CatchUp(index.get());
  if (of->merged_into != nullptr) CatchUp(of->merged_into.get());
  const std::shared_lock lock(mutex_);
  const Reader reader(*this, *of, as_of, std::move(language));
  const Searcher searcher(*of, reader, request.text(), as_of,
                          from.empty() ? std::nullopt : std::optional<size_t>(cursor.word));
  const size_t phases = of->searched.size();
  const Found begin = {static_cast<Found::How>(cursor.phase / phases), cursor.phase % phases,
                       cursor.key, cursor.row};
  Page page;
  searcher.Go(begin, [&](const Found& place) {
    if (page.entries.size() == page_size || page.rows_read >= page_size * kReadPerEntry) {
      page.next = Cursor{.phase = place.how * phases + place.index,
                         .word = searcher.word(),
                         .row = place.row,
                         .key = place.key}
                      .Encode();
      return false;
    }
    const RowId row = searcher.EntryAt(place, &page.rows_read);
    if (row != kNoRow) page.entries.push_back(reader.Make(row));
    return true;
  });
  return page;
}

}  // namespace verkan::projections
