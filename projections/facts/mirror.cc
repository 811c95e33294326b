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
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "projections/facts/fields.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/normal_form.h"
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

// "två sociala företag": how many, and what they are called, or else their kind.
std::string GroupText(const Message& group, absl::string_view language) {
  const Message& label = MessageIn(group, "label");
  std::string name = TextIn(label, language);
  if (name.empty()) name = TextIn(label, language == "sv" ? "en" : "sv");
  const std::string count = TextIn(group, "text");
  if (!name.empty()) return count.empty() ? name : absl::StrCat(count, " ", name);
  const auto* kind = group.GetDescriptor()->FindFieldByName("kind");
  const int value = group.GetReflection()->GetEnumValue(group, kind);
  return absl::StrCat(count, count.empty() ? "" : " ",
                      TextsOf<event::v1::OrganisationKind>().Get(value));
}

int64_t NumberOf(const event::v1::FigureReading& reading) {
  const std::optional<Decimal> value = Decimal::Parse(reading.value());
  return value.has_value() ? value->units() : kNoNumber;
}

constexpr absl::string_view kFact = "fact";

// "GoalSet" as "goal_set".
std::string SnakeCase(absl::string_view name) {
  std::string snake;
  for (const char c : name) {
    if (absl::ascii_isupper(c) && !snake.empty()) snake += '_';
    snake += absl::ascii_tolower(c);
  }
  return snake;
}

// Mirror is the columns of one type of event, or of a beginning and its correction, and how events
// are written into them.
class Mirror {
 public:
  Mirror(Table table, const Descriptor* beginning) : table_(table) {
    Add(beginning);
    columns_.push_back(Dimension({"region"}));
    columns_.push_back({.name = kRegionStated, .kind = ColumnKind::kNumber, .hidden = true});
  }

  Table table() const { return table_; }
  TableSchema schema() const { return {table_, columns_}; }
  std::vector<const Descriptor*> types() const {
    std::vector<const Descriptor*> types;
    for (const auto& [type, fields] : by_type_) types.push_back(type);
    return types;
  }

  // Another type whose fields have the same names: a correction.
  void Add(const Descriptor* type) {
    prefix_ = !by_type_.empty() && Ends(type) ? "closed_" : "";
    Read(type, {}, &by_type_[type]);
    if (!Corrects(type)) kinds_.push_back(Name(SnakeCase(type->name())));
  }

  // After all types: the column that tells them apart.
  void Finish() {
    if (kinds_.size() > 1) columns_.push_back(Dimension({.name = kFact, .values = kinds_}));
  }

  void Apply(const Message& event, const Believed& believed, Facts* facts) const {
    FactTable* const table = &(*facts)[table_];
    const auto& traits = event.GetDescriptor()->options().GetExtension(options::v1::traits);
    const auto& mirrored = by_type_.at(event.GetDescriptor());
    const std::string id = TextIn(event, stream_->name());
    if (by_type_.size() > 1) {
      const RowId row = table->OpenRow(id);
      if (row != kNoRow) {
        NewRow next = Ends(event.GetDescriptor()) ? NewRow::Continue(*table, row, believed)
                                                  : NewRow::Instead(*table, row, believed);
        Say(event, believed, &next);
        return SetRegion(event, believed, *facts, /*again=*/true, &next);
      }
      if (!traits.begins_stream()) return;
    }
    CloseSaidBefore(event, id, believed, table);
    NewRow row(*table, id, believed);
    for (const Mirrored& field : mirrored) {
      const Message* holder = HolderOf(event, field.path);
      if (holder != nullptr) Write(field, field.read(*holder, believed), &row);
    }
    WriteKind(event.GetDescriptor(), &row);
    SetRegion(event, believed, *facts, /*again=*/false, &row);
  }

 private:
  static bool Corrects(const Descriptor* type) {
    return type->options().GetExtension(options::v1::traits).corrects();
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
      std::vector<std::string> regions;
      for (const Row& of : facts[kProjectRegions].AsOf(kNow, row->text("project"))) {
        regions.emplace_back(of.text("region"));
      }
      row->Text("region", absl::StrJoin(regions, ",")).Number(kRegionStated, 0);
    }
  }

  // A text of the event itself; empty if it has no such field.
  static std::string TextOf(const Message& event, const std::string& name) {
    const auto* field = event.GetDescriptor()->FindFieldByName(name);
    return field == nullptr || field->is_repeated()
               ? ""
               : event.GetReflection()->GetString(event, field);
  }

  // An event that tells how its noun ended: it neither begins nor corrects it.
  static bool Ends(const Descriptor* type) {
    const auto& traits = type->options().GetExtension(options::v1::traits);
    return !traits.begins_stream() && !traits.corrects();
  }

  void WriteKind(const Descriptor* type, NewRow* row) const {
    if (kinds_.size() > 1 && !Corrects(type)) row->Text(kFact, SnakeCase(type->name()));
  }

  // Reads the fields of the message, and makes columns of those that there are none of yet.
  void Read(const Descriptor* message, FieldPath path, std::vector<Mirrored>* fields);
  void ReadString(const FieldPath& path, std::vector<Mirrored>* fields);
  void ReadMessage(const FieldPath& path, std::vector<Mirrored>* fields);
  void ReadOther(const FieldPath& path, std::vector<Mirrored>* fields);

  void AddColumn(Column column, FieldPath path, Reader read, std::vector<Mirrored>* fields) {
    if (!prefix_.empty() && !columns_.empty() &&
        path.back()->options().GetExtension(options::v1::stream).empty()) {
      column.name = Name(absl::StrCat(prefix_, column.name));
      if (!column.dimension.empty()) column.dimension = column.name;
    }
    const auto same = [&](const Column& other) { return other.name == column.name; };
    auto found = std::find_if(columns_.begin(), columns_.end(), same);
    const auto number = static_cast<int>(found - columns_.begin());
    const ColumnKind kind = column.kind;
    if (found == columns_.end()) columns_.push_back(std::move(column));
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
      if (field.path.back() == stream_) continue;
      const Message* holder = HolderOf(event, field.path);
      const bool said = holder != nullptr && IsSet(*holder, field.path.back());
      const bool empties = emptied.count(field.path.back()->name()) > 0;
      if (said) Write(field, field.read(*holder, believed), row);
      if (!said && empties) Write(field, {}, row);
    }
    WriteKind(event.GetDescriptor(), row);
    if (believed.dated() && !Ends(event.GetDescriptor())) row->Days(believed.days());
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
    bool same_days = false;
    for (const Mirrored& field : by_type_.at(event.GetDescriptor())) {
      if (!field.key || field.kind != ColumnKind::kText) continue;
      const auto& options = field.path.back()->options();
      if (options.GetExtension(options::v1::occurred)) {
        same_days = true;
        continue;
      }
      const Message* holder = HolderOf(event, field.path);
      key.emplace_back(field.column,
                       holder == nullptr ? "" : NameKey(field.read(*holder, believed).text));
      const bool id = options.GetExtension(options::v1::form) == options::v1::FORM_ID;
      if (id && key.back().second.empty()) return;
    }
    if (key.empty()) return;
    const auto same = [&](RowId row) {
      if (same_days && !(table->days(row) == believed.days())) return false;
      return std::all_of(key.begin(), key.end(), [&](const auto& part) {
        return NameKey(table->text(row, part.first)) == part.second;
      });
    };
    for (RowId row : OpenRows(*table, id, same)) table->Close(row, believed.from);
  }

  const Table table_;
  const FieldDescriptor* stream_ = nullptr;
  std::vector<Column> columns_;
  std::map<const Descriptor*, std::vector<Mirrored>> by_type_;
  std::deque<std::string> names_;
  std::vector<absl::string_view> kinds_;  // names of the types that are no corrections
  std::string prefix_;                    // of the columns of the type that is read
};

void Mirror::Read(const Descriptor* message, FieldPath path, std::vector<Mirrored>* fields) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
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
  const char separator = id ? ',' : '\n';
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
  } else if (id && !tag.empty()) {
    // "buyer" for buyer_id, unless another field is called so.
    std::string name = field->name().substr(0, field->name().rfind("_id"));
    if (field->containing_type()->FindFieldByName(name) != nullptr) name = field->name();
    column = Dimension({.name = Name(std::move(name)), .domain = tag});
    if (tag == "organisation") column.merges = kOrganisationMerges.name;
    if (tag == "participant") column.merges = kParticipantMerges.name;
  } else if (field->name() == "strand" || field->name() == "source") {
    column = Dimension({field->name()});
  }
  AddColumn(std::move(column), path, std::move(read), fields);
}

void Mirror::ReadMessage(const FieldPath& path, std::vector<Mirrored>* fields) {
  using event::v1::FigureReading;
  const FieldDescriptor* field = path.back();
  const auto number_in = [](const Message& reading) -> Value {
    return {.number = NumberOf(static_cast<const FigureReading&>(reading))};
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
              return label ? TextIn(message, language) : GroupText(message, language);
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
  }
}

void Mirror::ReadOther(const FieldPath& path, std::vector<Mirrored>* fields) {
  const FieldDescriptor* field = path.back();
  if (const auto* type = field->enum_type()) {
    static auto* const texts = new std::map<const google::protobuf::EnumDescriptor*, EnumTexts>;
    const EnumTexts& all = texts->try_emplace(type, type, '_').first->second;
    Column column = Dimension({.name = field->name(), .values = all.All()});
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

// The tables of mirrored events: the event that makes the rows, and the correction of its noun.
struct Listed {
  absl::string_view table;
  std::vector<absl::string_view> events;
};

const std::vector<Listed>& AllListed() {
  static const auto* const all = new std::vector<Listed>{
      {"sources", {"SourceRegistered", "SourceCorrected"}},
      {"codes", {"CodeDefined", "CodeCorrected"}},
      {"strands", {"StrandOpened"}},
      {"links", {"ProjectLinked"}},
      {"takeovers", {"ProjectTakenOver"}},
      {"needs", {"NeedIdentified"}},
      {"descriptions", {"ProjectDescribed"}},
      {"classifications", {"ProjectClassified"}},
      {"promoted_forms", {"ProcurementFormPromoted"}},
      {"goals", {"GoalSet", "GoalCorrected"}},
      {"goal_assessments", {"GoalAssessed"}},
      {"series", {"SeriesDescribed", "SeriesCorrected"}},
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
  };
  return *all;
}

const std::vector<std::unique_ptr<Mirror>>& Mirrors() {
  static const auto* const mirrors = [] {
    auto* made = new std::vector<std::unique_ptr<Mirror>>;
    for (const Listed& listed : AllListed()) {
      auto mirror = std::make_unique<Mirror>(Table{listed.table}, FindType(listed.events[0]));
      for (size_t i = 1; i < listed.events.size(); ++i) mirror->Add(FindType(listed.events[i]));
      mirror->Finish();
      made->push_back(std::move(mirror));
    }
    return made;
  }();
  return *mirrors;
}

}  // namespace

Noun MirroredFacts() {
  return {[] {
            std::vector<TableSchema> tables;
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
          "b608b630336d5e4c"};
}

}  // namespace verkan::projections
