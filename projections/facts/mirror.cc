#include "projections/facts/mirror.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "projections/facts/fields.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/normal_form.h"
#include "projections/labels/labels.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "projections/project/project_facts.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/options/v1/annotations.pb.h"

namespace verkan::projections {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

const Descriptor* FindType(absl::string_view name) {
  return event::v1::Event::descriptor()->file()->pool()->FindMessageTypeByName(
      absl::StrCat("verkan.event.v1.", name));
}

bool IsOf(const FieldDescriptor* field, absl::string_view type) {
  return field->message_type() != nullptr &&
         field->message_type()->full_name() == absl::StrCat("verkan.event.v1.", type);
}

// Value is what one field of an event says, as a column holds it.
struct Value {
  std::string text;
  int64_t number = kNoNumber;
};

// Reader reads a column out of an event, or the message in it that holds the field.
using Reader = std::function<Value(const Message& holder, const Believed& believed)>;

// A column that mirrors a field, and how it is read.
struct Mirrored {
  FieldPath path;  // to the field
  int column;      // in the table
  ColumnKind kind;
  Reader read;
  bool key = false;
};

// Under which name a column mirrors the field.
std::string NameOf(const FieldPath& path) {
  const std::string& name = path.back()->name();
  if (path.size() == 1 || !IsOf(path[path.size() - 2], "Stated")) return name;
  return absl::StrCat(path[path.size() - 2]->name(), "_", name);
}

// Calls read(message) for the message of the field, or each of them, and joins what it answers.
template <typename Read>
std::string JoinedOf(const Message& holder, const FieldDescriptor* field, Read read) {
  const Reflection* reflection = holder.GetReflection();
  if (!field->is_repeated()) return read(reflection->GetMessage(holder, field));
  std::vector<std::string> texts;
  for (int i = 0; i < reflection->FieldSize(holder, field); ++i) {
    texts.push_back(read(reflection->GetRepeatedMessage(holder, field, i)));
  }
  return absl::StrJoin(texts, "\n");
}

std::string TextIn(const Message& message, absl::string_view field) {
  const auto* found = message.GetDescriptor()->FindFieldByName(std::string(field));
  return message.GetReflection()->GetString(message, found);
}

const Message& MessageIn(const Message& message, absl::string_view field) {
  const auto* found = message.GetDescriptor()->FindFieldByName(std::string(field));
  return message.GetReflection()->GetMessage(message, found);
}

constexpr absl::string_view kFact = "fact";
constexpr absl::string_view kAroseFrom = "arose_from_";

// "GoalSet" as "goal_set".
std::string SnakeCase(absl::string_view name) {
  std::string snake;
  for (const char c : name) {
    if (absl::ascii_isupper(c) && !snake.empty()) snake += '_';
    snake += absl::ascii_tolower(c);
  }
  return snake;
}

// The 16 bytes of an id of an event, as text.
std::string UuidText(absl::string_view bytes) {
  std::string text = absl::BytesToHexString(bytes);
  for (const size_t at : {8u, 13u, 18u, 23u}) text.insert(std::min(at, text.size()), "-");
  return text;
}

// Mirror is the columns of one type of event, or of a beginning and its correction, and how events
// are written into them.
class Mirror {
 public:
  // Columns of some fields, without a key.
  Mirror(const Descriptor* message, const std::vector<absl::string_view>& fields,
         absl::string_view prefix)
      : table_({}), only_(fields.begin(), fields.end()), prefix_(prefix) {
    columns_.push_back({.name = "key"});
    first_ = message;
    Read(message, {}, &by_type_[message]);
  }

  explicit Mirror(const MirrorOf& of) : table_{of.table}, key_(of.key), part_(of.part) {
    if (!key_.empty()) columns_.push_back({.name = key_, .domain = absl::StripSuffix(key_, "_id")});
    first_ = FindType(of.events[0]);
    Add(first_);
    columns_.push_back(Dimension({"region"}));
    columns_.push_back({.name = kRegionStated, .kind = ColumnKind::kNumber, .hidden = true});
    for (size_t i = 1; i < of.events.size(); ++i) Add(FindType(of.events[i]));
    if (kinds_.size() > 1) {
      columns_.push_back(Dimension({.name = kFact, .values = kinds_, .enumeration = kEventTypes}));
    }
  }

  TableSchema schema() const { return {table_, columns_}; }
  std::vector<const Descriptor*> types() const {
    std::vector<const Descriptor*> types;
    for (const auto& [type, fields] : by_type_) types.push_back(type);
    return types;
  }

  const std::vector<Column>& columns() const { return columns_; }

  // Writes what the message says into the row: all of it, or what it states and what is emptied.
  void Write(const Message& message, const Believed& believed, NewRow* row,
             const std::set<std::string>* emptied = nullptr) const {
    for (const Mirrored& field : by_type_.at(message.GetDescriptor())) {
      const Message* holder = HolderOf(message, field.path);
      const bool said = holder != nullptr && IsSet(*holder, field.path.back());
      const bool empties = emptied == nullptr || emptied->count(field.path.back()->name()) > 0;
      if (said) Write(field, field.read(*holder, believed), row);
      if (!said && empties) Write(field, {}, row);
    }
  }

  void Apply(const Message& event, const Believed& believed, Facts* facts) const {
    FactTable* const table = &(*facts)[table_];
    const auto& traits = event.GetDescriptor()->options().GetExtension(options::v1::traits);
    const auto& mirrored = by_type_.at(event.GetDescriptor());
    const std::string id = KeyOf(event, believed);
    if (event.GetDescriptor() != first_ || traits.begins_stream()) {
      const std::vector<RowId> rows = RowsOf(event, id, believed, facts);
      for (const RowId row : rows) {
        const bool goes_on = Ends(event.GetDescriptor()) || Revises(event.GetDescriptor());
        NewRow next = goes_on ? NewRow::Continue(*table, row, believed)
                              : NewRow::Instead(*table, row, believed);
        Say(event, believed, &next);
        SetOrigin(&next);
        SetRegion(event, believed, *facts, /*again=*/true, &next);
      }
      if (!rows.empty() || !traits.begins_stream()) return;
    }
    CloseSaidBefore(event, id, believed, table);
    NewRow row(*table, id, believed);
    for (const Mirrored& field : mirrored) {
      const Message* holder = HolderOf(event, field.path);
      if (holder != nullptr) Write(field, field.read(*holder, believed), &row);
    }
    WriteKind(event.GetDescriptor(), &row);
    SetOrigin(&row);
    SetRegion(event, believed, *facts, /*again=*/false, &row);
    if (said_across_) SayAcross(event, id, believed, facts);
  }

  bool IsOfProjects() const { return stream_->name() == "project_id"; }

  // Has the rows of the project that state no region follow its regions.
  void FollowRegions(absl::string_view project, const Believed& believed, Facts* facts) const {
    FactTable& table = (*facts)[table_];
    const int of = table.column("project"), stated = table.column(kRegionStated);
    const std::string regions = RegionsOf(*facts, project);
    std::vector<RowId> rows;
    table.ForEachBelieved(kNow, [&](RowId row) {
      if (table.text(row, of) == project && table.number(row, stated) != 1) rows.push_back(row);
    });
    for (const RowId row : rows) {
      NewRow::Continue(table, row, believed).Text("region", regions);
    }
  }

 private:
  // The key of the row that the event opens or says something of: the id of the event itself if it
  // leaves out the one that it could have.
  std::string KeyOf(const Message& event, const Believed& believed) const {
    if (key_.empty()) return TextIn(event, stream_->name());
    std::string key = TextIn(event, key_);
    return key.empty() ? UuidText(believed.record.id) : key;
  }

  // The open rows that the event says something of.
  std::vector<RowId> RowsOf(const Message& event, const std::string& id, const Believed& believed,
                            Facts* facts) const {
    const FactTable& table = (*facts)[table_];
    if (part_.empty()) {
      const RowId row = table.OpenRow(id);
      return row == kNoRow ? std::vector<RowId>() : std::vector<RowId>{row};
    }
    const auto& fields = by_type_.at(event.GetDescriptor());
    const auto is_part = [this](const Mirrored& field) {
      return field.path.back()->name() == part_;
    };
    const Column& column = columns_[std::find_if(fields.begin(), fields.end(), is_part)->column];
    const std::string part = TextIn(event, part_);
    const int fact = table.column(kFact);
    const Same same(facts, kOrganisationMerges, part, believed);
    return OpenRows(table, id, [&](RowId row) {
      if (table.text(row, fact) == SnakeCase(event.GetDescriptor()->name())) return false;
      return column.merges.empty() ? table.text(row, table.column(column.name)) == part
                                   : same(table, row, column.name);
    });
  }

  // "origin" lists what a row arose from.
  void SetOrigin(NewRow* row) const {
    const auto is_origin = [](const Column& column) { return column.name == "origin"; };
    if (std::none_of(columns_.begin(), columns_.end(), is_origin)) return;
    row->Text("origin",
              OriginText(row->text("activity"), has_procurement_ ? row->text("procurement") : ""));
  }

  // Another type whose fields have the same names, such as a correction.
  void Add(const Descriptor* type) {
    const std::string name = SnakeCase(type->name());
    revises_ = Revises(type);
    corrects_ = Corrects(type);
    const bool later = revises_ || Ends(type);
    prefix_ = later ? absl::StrCat(name.substr(name.rfind('_') + 1), "_") : "";
    Read(type, {}, &by_type_[type]);
    said_across_ |= SaysAcross(type);
    if (!corrects_ && !revises_) kinds_.push_back(Name(name));
  }

  static bool Corrects(const Descriptor* type) {
    return type->options().GetExtension(options::v1::traits).corrects();
  }

  static bool Revises(const Descriptor* type) {
    return type->options().GetExtension(options::v1::traits).revises();
  }

  // The region is the one that is stated, or that of the municipality; else those of its project,
  // which are the tags of an event that does not correct another.
  void SetRegion(const Message& event, const Believed& believed, const Facts& facts, bool again,
                 NewRow* row) const {
    const std::string own = TextOf(event, "region_code"),
                      municipality = TextOf(event, "municipality_code");
    const bool stated = !own.empty() || !municipality.empty();
    if (!again || stated) {
      row->Text("region", RegionText(own, municipality, believed)).Number(kRegionStated, stated);
      return;
    }
    const std::set<std::string> emptied = Emptied(event);
    const bool unstated =
        emptied.count("region_code") > 0 || emptied.count("municipality_code") > 0;
    const bool moves = !TextOf(event, "project_id").empty() && row->number(kRegionStated) != 1;
    if (unstated || moves) {
      row->Text("region", RegionsOf(facts, row->text("project"))).Number(kRegionStated, 0);
    }
  }

  // What a later fact on whatever stream says again has the same text.
  static std::string KeyAcross(const Message& event, const Believed& believed) {
    std::string key = event.GetDescriptor()->name();
    for (int i = 0; i < event.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = event.GetDescriptor()->field(i);
      if (!field->options().GetExtension(options::v1::key)) continue;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        absl::StrAppend(&key, "\n", NameKey(TextIn(event, field->name())));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        absl::StrAppend(&key, "\n", event.GetReflection()->GetEnumValue(event, field));
      } else if (IsOf(field, "When")) {
        absl::StrAppend(&key, "\n", believed.days().first, "/", believed.days().last);
      } else if (IsOf(field, "Label")) {
        const Message& label = MessageIn(event, field->name());
        absl::StrAppend(&key, "\n", NameKey(TextIn(label, "sv")), "\n",
                        NameKey(TextIn(label, "en")));
      }
    }
    return key;
  }

  // Of facts on several streams that say the same again the one that was recorded last is believed.
  void SayAcross(const Message& event, const std::string& id, const Believed& believed,
                 Facts* facts) const {
    FactTable& table = (*facts)[table_];
    FactTable& said = (*facts)[kSaidAcross];
    const std::string key = KeyAcross(event, believed);
    bool replaced = false;
    for (RowId row : OpenRows(said, key)) {
      const absl::string_view other = said.text(row, said.column("id"));
      for (RowId open : OpenRows(table, other)) {
        if (table.event(open) > believed.event()) {
          replaced = true;
        } else if (table.event(open) < believed.event()) {
          table.Close(open, believed.from);
        }
      }
    }
    NewRow(said, key, believed)
        .Text("stream", absl::StrCat(columns_[0].name, "-", id))
        .Text("id", id);
    if (replaced) table.Close(table.OpenRow(id), believed.from);
  }

  // A text of the event itself; empty if it has no such field.
  static std::string TextOf(const Message& event, const std::string& name) {
    const auto* field = event.GetDescriptor()->FindFieldByName(name);
    return field == nullptr || field->is_repeated()
               ? ""
               : event.GetReflection()->GetString(event, field);
  }

  // Whether events of the type are said again on other streams: the key has not the stream in it.
  static bool SaysAcross(const Descriptor* type) {
    bool has_key = false, has_stream = false;
    for (int i = 0; i < type->field_count(); ++i) {
      const auto& options = type->field(i)->options();
      if (!options.GetExtension(options::v1::key)) continue;
      has_key = true;
      has_stream |= !options.GetExtension(options::v1::stream).empty();
    }
    return has_key && !has_stream;
  }

  // An event that tells how what the rows are of ended: it neither begins, corrects nor revises it.
  bool Ends(const Descriptor* type) const {
    const auto& traits = type->options().GetExtension(options::v1::traits);
    return type != first_ && !traits.begins_stream() && !traits.corrects() && !traits.revises();
  }

  // Whether a field of a later event says something of that event, and not of what the row is of.
  bool IsOfTheEvent(const FieldDescriptor* field) const {
    if (field->name() == part_ || !field->options().GetExtension(options::v1::stream).empty()) {
      return false;
    }
    return !revises_ || field->options().GetExtension(options::v1::occurred) ||
           field->name() == "note" || field->name() == "source_ids";
  }

  void WriteKind(const Descriptor* type, NewRow* row) const {
    if (kinds_.size() > 1 && !Corrects(type) && !Revises(type))
      row->Text(kFact, SnakeCase(type->name()));
  }

  // Reads the fields of the message, and makes columns of those that there are none of yet.
  void Read(const Descriptor* message, FieldPath path, std::vector<Mirrored>* fields);
  void ReadString(const FieldPath& path, std::vector<Mirrored>* fields);
  void ReadMessage(const FieldPath& path, std::vector<Mirrored>* fields);
  // A list of messages: a column for each of their fields, with a line for each message.
  void ReadItems(const FieldPath& path, std::vector<Mirrored>* fields);
  void ReadOther(const FieldPath& path, std::vector<Mirrored>* fields);

  void AddColumn(Column column, FieldPath path, Reader read, std::vector<Mirrored>* fields) {
    if (!prefix_.empty() && IsOfTheEvent(path.back())) {
      column.name = Name(absl::StrCat(prefix_, column.name));
      if (!column.dimension.empty()) column.dimension = column.name;
    }
    const auto same = [&](const Column& other) { return other.name == column.name; };
    auto found = std::find_if(columns_.begin(), columns_.end(), same);
    const auto number = static_cast<int>(found - columns_.begin());
    const ColumnKind kind = column.kind;
    if (found == columns_.end()) {
      if (corrects_) return;  // what only a correction says is for the noun's own arms
      columns_.push_back(std::move(column));
    }
    const bool key = path.back()->options().GetExtension(options::v1::key);
    fields->push_back({std::move(path), number, kind, std::move(read), key});
  }

  // A name that lives as long as the mirror, which lives for ever.
  absl::string_view Name(std::string name) { return names_.emplace_back(std::move(name)); }

  void Write(const Mirrored& field, const Value& value, NewRow* row) const {
    if (field.column == 0) return;  // the key
    const absl::string_view column = columns_[field.column].name;
    switch (field.kind) {
      case ColumnKind::kText:
        row->Text(column, value.text);
        break;
      case ColumnKind::kNumber:
        row->Number(column, value.number);
        break;
      case ColumnKind::kBytes:
        row->Bytes(column, value.text);
        break;
    }
  }

  // Writes what the event says into a row that says something already.
  void Say(const Message& event, const Believed& believed, NewRow* row) const {
    const std::set<std::string> emptied = Emptied(event);
    for (const Mirrored& field : by_type_.at(event.GetDescriptor())) {
      if (field.path.back() == stream_ || field.path.back()->name() == part_) continue;
      const Message* holder = HolderOf(event, field.path);
      const bool said = holder != nullptr && IsSet(*holder, field.path.back());
      const bool empties = emptied.count(field.path.back()->name()) > 0;
      if (said) Write(field, field.read(*holder, believed), row);
      if (!said && empties) Write(field, {}, row);
    }
    WriteKind(event.GetDescriptor(), row);
    const bool of_the_noun = !Ends(event.GetDescriptor()) && !Revises(event.GetDescriptor());
    if (believed.dated() && of_the_noun) row->Days(believed.days());
    if (emptied.count("occurred") > 0) row->Days({});
  }

  static std::set<std::string> Emptied(const Message& event) {
    const std::vector<std::string> names = EmptiedBy(event);
    return {names.begin(), names.end()};
  }

  // Closes what the event says again: the open row that says the same in every key field. Without
  // an id that is one of them it says nothing again.
  void CloseSaidBefore(const Message& event, const std::string& id, const Believed& believed,
                       FactTable* table) const {
    std::vector<std::pair<int, std::string>> key;
    std::string source, source_id;
    int source_column = -1, id_column = -1;
    bool same_days = false;
    for (const Mirrored& field : by_type_.at(event.GetDescriptor())) {
      if (!field.key || field.kind != ColumnKind::kText) continue;
      const auto& options = field.path.back()->options();
      if (options.GetExtension(options::v1::occurred)) {
        same_days = true;
        continue;
      }
      const Message* holder = HolderOf(event, field.path);
      std::string text = holder == nullptr ? "" : field.read(*holder, believed).text;
      if (field.path.back()->name() == "source") {
        source_column = field.column;
        source = std::move(text);
        continue;
      }
      if (field.path.back()->name() == "source_id") {
        id_column = field.column;
        source_id = std::move(text);
        continue;
      }
      key.emplace_back(field.column, NameKey(text));
      const bool id = options.GetExtension(options::v1::form) == options::v1::FORM_ID;
      if (id && key.back().second.empty()) return;
    }
    if (key.empty()) return;
    const auto in = [&](RowId row, int column) {
      return column < 0 ? absl::string_view() : table->text(row, column);
    };
    const auto same = [&](RowId row) {
      if (!SameSource(in(row, source_column), in(row, id_column), source, source_id)) return false;
      if (same_days && !(table->days(row) == believed.days())) return false;
      return std::all_of(key.begin(), key.end(), [&](const auto& part) {
        return NameKey(table->text(row, part.first)) == part.second;
      });
    };
    for (RowId row : OpenRows(*table, id, same)) table->Close(row, believed.from);
  }

  const Table table_;
  const absl::string_view key_, part_;  // names of fields, as MirrorOf says
  const Descriptor* first_ = nullptr;
  const FieldDescriptor* stream_ = nullptr;
  bool said_across_ = false;
  bool has_procurement_ = false;
  bool corrects_ = false;  // the type that is read
  std::vector<Column> columns_;
  std::map<const Descriptor*, std::vector<Mirrored>> by_type_;
  std::deque<std::string> names_;
  std::vector<absl::string_view> kinds_;    // names of the types that are no corrections
  const std::set<absl::string_view> only_;  // names of the fields that are read; empty: all
  std::string prefix_;                      // of the columns of the type that is read
  bool revises_ = false;                    // that type revises its noun
};

void Mirror::Read(const Descriptor* message, FieldPath path, std::vector<Mirrored>* fields) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (path.empty() && !only_.empty() && only_.count(field->name()) == 0) continue;
    if (field->name() == kCleared || field->name() == kReason ||
        field->options().GetExtension(options::v1::personal)) {
      continue;
    }
    path.push_back(field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      ReadString(path, fields);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ReadMessage(path, fields);
    } else {
      ReadOther(path, fields);
    }
    path.pop_back();
  }
}

void Mirror::ReadString(const FieldPath& path, std::vector<Mirrored>* fields) {
  const FieldDescriptor* field = path.back();
  const std::string& stream = field->options().GetExtension(options::v1::stream);
  const std::string& tag = field->options().GetExtension(options::v1::tag);
  const bool id = absl::EndsWith(field->name(), "_id") || absl::EndsWith(field->name(), "_ids");
  const bool municipalities = field->name() == "municipality_codes";
  const char separator = id || municipalities ? ',' : '\n';
  Reader read = [field, separator](const Message& holder, const Believed&) -> Value {
    const Reflection* reflection = holder.GetReflection();
    if (!field->is_repeated()) return {reflection->GetString(holder, field)};
    std::vector<std::string> texts;
    for (int i = 0; i < reflection->FieldSize(holder, field); ++i) {
      texts.push_back(reflection->GetRepeatedString(holder, field, i));
    }
    return {absl::StrJoin(texts, std::string(1, separator))};
  };
  Column column = {.name = Name(NameOf(path)), .domain = "text"};
  if (!stream.empty()) {
    stream_ = field;
    column = {.name = stream};
  } else if (tag == "region") {
    return;  // SetRegion
  } else if (field->name() == "municipality_code") {
    column = Dimension({"municipality"});
  } else if (municipalities) {
    column = {.name = "municipality", .items = true};
  } else if (id && !tag.empty()) {
    // "buyer" for buyer_id, unless another field is called so.
    std::string name = field->name().substr(0, field->name().rfind("_id"));
    const bool arose = absl::StartsWith(name, kAroseFrom);
    if (arose) name = name.substr(kAroseFrom.size());
    has_procurement_ |= name == "procurement";
    const bool taken = field->containing_type()->FindFieldByName(name) != nullptr ||
                       first_->FindFieldByName(name) != nullptr;
    if (taken) name = field->name();
    column = Dimension({.name = Name(std::move(name)), .domain = tag});
    if (tag == "organisation") column.merges = kOrganisationMerges.name;
    if (tag == "participant") column.merges = kParticipantMerges.name;
    if (arose && column.name == "activity") {
      AddColumn(
          Dimension({"origin"}), path, [](const Message&, const Believed&) { return Value(); },
          fields);
    }
  } else if (field->name() == "strand" || field->name() == "source") {
    column = Dimension({field->name()});
  }
  AddColumn(std::move(column), path, std::move(read), fields);
}

void Mirror::ReadMessage(const FieldPath& path, std::vector<Mirrored>* fields) {
  using event::v1::FigureReading;
  const FieldDescriptor* field = path.back();
  const auto number_in = [](const Message& reading) -> Value {
    return {.number = NumberIn(static_cast<const FigureReading&>(reading).value())};
  };
  if (IsOf(field, "When")) {
    const bool occurred = field->options().GetExtension(options::v1::occurred);
    AddColumn(
        {.name = occurred ? "when" : absl::string_view(field->name()), .domain = "when"}, path,
        [field](const Message& holder, const Believed&) -> Value {
          const Message& when = holder.GetReflection()->GetMessage(holder, field);
          return {WhenText(static_cast<const event::v1::When&>(when))};
        },
        fields);
  } else if (IsOf(field, "Label") || IsOf(field, "PartyGroup")) {
    const bool label = IsOf(field, "Label");
    for (const char* language : {"sv", "en"}) {
      AddColumn(
          {.name = Name(absl::StrCat(field->name(), "_", language)), .domain = "text"}, path,
          [field, label, language](const Message& holder, const Believed&) -> Value {
            return {JoinedOf(holder, field, [&](const Message& message) {
              if (label) return TextIn(message, language);
              return GroupText(static_cast<const event::v1::PartyGroup&>(message), language);
            })};
          },
          fields);
    }
  } else if (IsOf(field, "FigureReading")) {
    AddColumn(
        {Name(NameOf(path)), ColumnKind::kBytes}, path,
        [field](const Message& holder, const Believed&) -> Value {
          const Message& reading = holder.GetReflection()->GetMessage(holder, field);
          return {reading.SerializeAsString()};
        },
        fields);
    AddColumn(
        {.name = Name(absl::StrCat(NameOf(path), "_value")),
         .kind = ColumnKind::kNumber,
         .decimal = true},
        path,
        [field, number_in](const Message& holder, const Believed&) {
          return number_in(holder.GetReflection()->GetMessage(holder, field));
        },
        fields);
  } else if (!field->is_repeated()) {
    Read(field->message_type(), path, fields);
  } else {
    ReadItems(path, fields);
  }
}

void Mirror::ReadItems(const FieldPath& path, std::vector<Mirrored>* fields) {
  const FieldDescriptor* field = path.back();
  for (int i = 0; i < field->message_type()->field_count(); ++i) {
    const FieldDescriptor* part = field->message_type()->field(i);
    const std::vector<std::string> languages =
        IsOf(part, "Label") ? std::vector<std::string>{"sv", "en"} : std::vector<std::string>{""};
    for (const std::string& language : languages) {
      AddColumn(
          {.name = Name(absl::StrCat(field->name(), "_", part->name(), language.empty() ? "" : "_",
                                     language)),
           .domain = "text"},
          path,
          [field, part, language](const Message& holder, const Believed&) -> Value {
            return {JoinedOf(holder, field, [&](const Message& item) -> std::string {
              if (!language.empty()) return TextIn(MessageIn(item, part->name()), language);
              if (part->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
                return TextIn(item, part->name());
              return absl::StrCat(item.GetReflection()->GetUInt32(item, part));
            })};
          },
          fields);
    }
  }
}

void Mirror::ReadOther(const FieldPath& path, std::vector<Mirrored>* fields) {
  const FieldDescriptor* field = path.back();
  if (const auto* type = field->enum_type()) {
    static auto* const texts = new std::map<const google::protobuf::EnumDescriptor*, EnumTexts>;
    const EnumTexts& all = texts->try_emplace(type, type, '_').first->second;
    Column column =
        Dimension({.name = field->name(), .values = all.All(), .enumeration = type->name()});
    AddColumn(
        std::move(column), path,
        [field, &all](const Message& holder, const Believed&) -> Value {
          const Reflection* reflection = holder.GetReflection();
          if (!field->is_repeated()) {
            return {std::string(all.Get(reflection->GetEnumValue(holder, field)))};
          }
          std::vector<absl::string_view> items;
          for (int i = 0; i < reflection->FieldSize(holder, field); ++i) {
            items.push_back(all.Get(reflection->GetRepeatedEnumValue(holder, field, i)));
          }
          return {absl::StrJoin(items, ",")};
        },
        fields);
    return;
  }
  AddColumn(
      {field->name(), ColumnKind::kNumber}, path,
      [field](const Message& holder, const Believed&) -> Value {
        const Reflection* reflection = holder.GetReflection();
        if (!reflection->HasField(holder, field)) return {};
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return {.number = 1};
        return {.number = reflection->GetUInt32(holder, field)};
      },
      fields);
}

// The tables of mirrored events.
const std::vector<MirrorOf>& AllListed() {
  static const auto* const all = new std::vector<MirrorOf>{
      {"sources", {"SourceRegistered", "SourceCorrected"}},
      {"codes", {"CodeDefined", "CodeCorrected"}},
      {"strands", {"StrandOpened"}},
      {"links", {"ProjectLinked"}},
      {"takeovers", {"ProjectTakenOver"}},
      {"needs", {"NeedIdentified", "NeedCorrected"}, /*key=*/"need_id"},
      {"roles", {"RoleAssigned", "RoleEnded"}, /*key=*/"", /*part=*/"role_id"},
      {"project_periods", {"ProjectPeriodStated"}},
      {"descriptions", {"ProjectDescribed"}},
      {"classifications", {"ProjectClassified"}},
      {"promoted_forms", {"ProcurementFormPromoted"}},
      {"goals", {"GoalSet", "GoalCorrected", "GoalRevised"}},
      {"goal_assessments", {"GoalAssessed"}},
      {"baselines", {"BaselineSet"}},
      {"assessments", {"ImpactAssessed", "AssessmentCorrected"}},
      {"series", {"SeriesDescribed", "SeriesCorrected"}},
      {"counts", {"ActivitiesReported"}},
      {"feedback", {"FeedbackGiven"}},
      {"initiatives",
       {"InitiativePlanned", "InitiativeStarted", "InitiativeDeepened", "InitiativeCorrected",
        "InitiativeClosed"}},
      {"results", {"ResultAchieved", "OutcomeStated", "ResultCorrected"}},
      {"support", {"SupportGiven", "SupportCorrected"}},
      {"funding", {"FundingOffered", "FundingGranted", "FundingCorrected"}},
      {"publications", {"PublicationReleased", "PublicationCorrected"}},
      {"tools", {"ToolReleased", "ToolCorrected"}},
      {"courses", {"CourseLaunched", "CourseCorrected"}},
      {"surveys", {"SurveyConducted", "SurveyCorrected"}},
      {"practices", {"PracticeObserved", "PracticeCorrected"}},
      {"contacts", {"ContactMade", "ContactCorrected"}},
      {"tenders", {"TenderReceived"}},
      {"social_outcomes", {"SocialOutcomeMeasured"}},
  };
  return *all;
}

const std::vector<std::unique_ptr<Mirror>>& Mirrors() {
  static const auto* const mirrors = [] {
    auto* made = new std::vector<std::unique_ptr<Mirror>>;
    for (const MirrorOf& listed : AllListed()) made->push_back(std::make_unique<Mirror>(listed));
    return made;
  }();
  return *mirrors;
}

}  // namespace

class MirrorTable::Impl : public Mirror {
  using Mirror::Mirror;
};

MirrorTable::MirrorTable(const MirrorOf& of) : impl_(new Impl(of)) {}
TableSchema MirrorTable::schema() const { return impl_->schema(); }
void MirrorTable::Apply(const Message& event, const Believed& believed, Facts* facts) const {
  impl_->Apply(event, believed, facts);
}
void MirrorTable::FollowRegions(absl::string_view project, const Believed& believed,
                                Facts* facts) const {
  impl_->FollowRegions(project, believed, facts);
}

void FollowRegions(absl::string_view project, const Believed& believed, Facts* facts) {
  for (const auto& mirror : Mirrors()) {
    if (mirror->IsOfProjects()) mirror->FollowRegions(project, believed, facts);
  }
}

class MirroredFields::Impl : public Mirror {
 public:
  using Mirror::Mirror;
};

MirroredFields::MirroredFields(const Descriptor* message,
                               const std::vector<absl::string_view>& fields,
                               absl::string_view prefix)
    : impl_(std::make_unique<Impl>(message, fields, prefix)) {}
MirroredFields::~MirroredFields() = default;

void MirroredFields::AddColumns(std::vector<Column>* columns) const {
  columns->insert(columns->end(), impl_->columns().begin() + 1, impl_->columns().end());
}

void MirroredFields::Write(const Message& message, const Believed& believed, NewRow* row) const {
  impl_->Mirror::Write(message, believed, row);
}

void MirroredFields::Correct(const Message& message, const std::vector<std::string>& cleared,
                             const Believed& believed, NewRow* row) const {
  const std::set<std::string> emptied(cleared.begin(), cleared.end());
  impl_->Mirror::Write(message, believed, row, &emptied);
}

Noun MirroredFacts() {
  return {[] {
            std::vector<TableSchema> tables = {{kSaidAcross, {{"said"}, {"stream"}, {"id"}}}};
            for (const auto& mirror : Mirrors()) tables.push_back(mirror->schema());
            return tables;
          },
          [](Facts* facts, Arms* arms) {
            for (const auto& mirror : Mirrors()) {
              for (const Descriptor* type : mirror->types()) {
                arms->Add(type, [facts, mirror = mirror.get()](const Message& event,
                                                               const Believed& believed) {
                  mirror->Apply(event, believed, facts);
                });
              }
            }
          },
          "d4578f9e9705bc5d"};
}

}  // namespace verkan::projections
