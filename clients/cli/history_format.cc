#include "clients/cli/history_format.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace verkan::cli {
namespace {

using registry::v1::Cell;
using registry::v1::Change;
using registry::v1::HistoryFact;

// What is said of a change: of the fact that was changed, and of the one that changed it.
struct Words {
  const char* changed_english;
  const char* changed_swedish;
  const char* changes_english;
  const char* changes_swedish;
};

Words WordsOf(registry::v1::ChangeKind kind) {
  switch (kind) {
    case registry::v1::CHANGE_KIND_VOIDED:
      return {"voided at position ", "makulerat vid position ", "voids position ",
              "makulerar position "};
    case registry::v1::CHANGE_KIND_CORRECTED:
      return {"corrected at position ", "rättat vid position ", "corrects position ",
              "rättar position "};
    case registry::v1::CHANGE_KIND_REPLACED:
      return {"replaced at position ", "ersatt vid position ", "replaces position ",
              "ersätter position "};
    case registry::v1::CHANGE_KIND_UNDONE:
      return {"undone at position ", "upphävt vid position ", "undoes position ",
              "upphäver position "};
    default:
      return {"changed at position ", "ändrat vid position ", "changes position ",
              "ändrar position "};
  }
}

std::string FieldsOf(const Change& change) {
  if (change.fields_size() == 0) return "";
  return absl::StrCat(": ", absl::StrJoin(change.fields(), ", "));
}

void AddLine(absl::string_view line, std::string* text) { absl::StrAppend(text, "  ", line, "\n"); }

void AddChanges(const HistoryFact& fact, bool swedish, std::string* text) {
  for (const Change& change : fact.changes()) {
    const Words words = WordsOf(change.kind());
    AddLine(absl::StrCat(swedish ? words.changes_swedish : words.changes_english, change.position(),
                         FieldsOf(change)),
            text);
  }
  for (const Change& change : fact.changed_by()) {
    const Words words = WordsOf(change.kind());
    AddLine(absl::StrCat(swedish ? words.changed_swedish : words.changed_english, change.position(),
                         FieldsOf(change)),
            text);
  }
  if (fact.incomplete()) {
    AddLine(swedish ? "det kan finnas mer som ändrat det" : "there may be more that changed it",
            text);
  }
}

void AddWhatRests(const HistoryFact& fact, bool swedish, std::string* text) {
  if (fact.rests_on_it_size() > 0) {
    AddLine(absl::StrCat(swedish ? "vilar på det: position " : "rest on it: positions ",
                         absl::StrJoin(fact.rests_on_it(), ", "),
                         !fact.more_may_rest_on_it() ? ""
                         : swedish                   ? " och kanske fler"
                                                     : " and perhaps more"),
            text);
  } else if (fact.more_may_rest_on_it()) {
    AddLine(swedish ? "andra fakta kan vila på det: alla senare har inte gåtts igenom"
                    : "other facts may rest on it: not all later ones were looked at",
            text);
  }
}

}  // namespace

std::string ValuesOf(const Cell& cell) {
  std::vector<std::string> values;
  for (int i = 0; i < cell.values_size(); ++i) {
    const std::string name = i < cell.names_size() ? cell.names(i) : "";
    const bool plain = name.empty() || name == cell.values(i);
    values.push_back(plain ? cell.values(i) : absl::StrCat(cell.values(i), " (", name, ")"));
  }
  return absl::StrJoin(values, ", ");
}

std::string HistoryText(const HistoryFact& fact, bool swedish) {
  std::string text = absl::StrCat(
      "position ", fact.position(), " · ", fact.recorded_day(), " · ",
      fact.label().empty() ? absl::StripPrefix(fact.type(), "verkan.event.v1.") : fact.label());
  if (!fact.recorded_by().empty()) {
    absl::StrAppend(&text, swedish ? " · av " : " · by ", fact.recorded_by());
  }
  if (fact.named_in_size() > 0) absl::StrAppend(&text, " · ", fact.stream());
  if (fact.invented()) absl::StrAppend(&text, swedish ? " · påhittat" : " · invented");
  absl::StrAppend(&text, "\n");
  for (const Cell& cell : fact.says()) {
    if (cell.values_size() == 0) continue;
    AddLine(absl::StrCat(cell.label().empty() ? cell.column() : cell.label(), ": ", ValuesOf(cell)),
            &text);
  }
  if (fact.sealed_of_size() > 0) {
    AddLine(absl::StrCat(swedish ? "förseglat om " : "sealed of ",
                         absl::StrJoin(fact.sealed_of(), ", ")),
            &text);
  }
  if (fact.named_in_size() > 0) {
    AddLine(absl::StrCat(swedish ? "nämner det i " : "names it in ",
                         absl::StrJoin(fact.named_in(), ", ")),
            &text);
  }
  AddChanges(fact, swedish, &text);
  AddWhatRests(fact, swedish, &text);
  return text;
}

}  // namespace verkan::cli
