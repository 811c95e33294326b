#include "clients/cli/usage.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/suggest.h"

namespace verkan::cli {
namespace {

// The command of this name right below; null if there is none.
const CLI::App* Child(const CLI::App& command, const std::string& name) {
  const auto found =
      command.get_subcommands([&](const CLI::App* sub) { return sub->check_name(name); });
  return found.empty() ? nullptr : found.front();
}

bool HasOption(const CLI::App& command, const std::string& name) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->check_lname(name)) return true;
  }
  return false;
}

void AddCommands(const CLI::App& command, std::vector<std::string>* names) {
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
    names->push_back(sub->get_name());
  }
}

void AddOptions(const CLI::App& command, std::vector<std::string>* names) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names->push_back("--" + name);
  }
}

// The command or option that a misspelt one was probably meant to be; else empty.
std::string DidYouMean(const CLI::App& app, const std::vector<std::string>& arguments) {
  std::vector<const CLI::App*> path = {&app};
  for (const std::string& argument : arguments) {
    const bool is_option = absl::StartsWith(argument, "--");
    const std::string name = argument.substr(0, argument.find('='));
    std::vector<std::string> names;
    if (is_option) {
      bool known = false;
      for (const CLI::App* command : path) known = known || HasOption(*command, name.substr(2));
      if (known) continue;
      for (const CLI::App* command : path) AddOptions(*command, &names);
    } else if (const CLI::App* sub = Child(*path.back(), name)) {
      path.push_back(sub);
      continue;
    } else {
      AddCommands(*path.back(), &names);
    }
    const std::string nearest = Nearest(name, names);
    if (!nearest.empty()) return nearest;
  }
  return "";
}

}  // namespace

bool NamesACommand(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  for (const std::string& word : words) {
    if (absl::StartsWith(word, "-")) break;
    at = Child(*at, word);
    if (at == nullptr) return false;
  }
  return true;
}

int WrongUsage(const CLI::App& app, const CLI::ParseError& error,
               const std::vector<std::string>& arguments, const Session& session) {
  std::string text = error.what();
  const std::string nearest = DidYouMean(app, arguments);
  if (!nearest.empty()) {
    absl::StrAppend(&text, session.Say(". Did you mean ", ". Menade du "), nearest, "?");
  }
  if (std::find(arguments.begin(), arguments.end(), "--json") != arguments.end()) {
    const nlohmann::ordered_json json = {
        {"error", {{"code", "INVALID_ARGUMENT"}, {"reason", "WRONG_USAGE"}, {"message", text}}}};
    session.out() << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  } else {
    session.err() << text
                  << session.Say("\nRun with --help for more information.\n",
                                 "\nMer finns med --help.\n");
  }
  return kUsage;
}

}  // namespace verkan::cli
