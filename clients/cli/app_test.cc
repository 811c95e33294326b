#include "clients/cli/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace verkan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kNobody[] = "unix:/tmp/verkan-nobody-listens-here.sock";

class AppTest : public ::testing::Test {
 protected:
  int RunWith(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    return cli::Run(arguments, {.out = &out_, .err = &err_});
  }
  std::ostringstream out_, err_;
};

TEST_F(AppTest, EveryCommandHasHelpWithExamples) {
  for (const auto& command : std::vector<std::vector<std::string>>{
           {},
           {"import", "projects"},
           {"import", "figures"},
           {"report", "leaflet"},
           {"report", "overview"},
           {"log", "read"},
           {"log", "follow"},
           {"log", "show"},
           {"participant", "show"},
           {"participant", "erase"},
           {"participant", "restrict"},
           {"participant", "lift-restriction"},
           {"participant", "hold"},
           {"participant", "release"},
           {"subscription", "create"},
           {"subscription", "list"},
           {"subscription", "show"},
           {"subscription", "consume"},
           {"subscription", "parked"},
           {"subscription", "replay"},
           {"subscription", "discard"},
           {"subscription", "delete"},
           {"figure", "get"},
           {"figure", "explain"},
           {"indicators"},
           {"history"},
           {"backup", "create"},
           {"backup", "list"},
           {"backup", "verify"},
           {"restore"},
           {"archive", "export"},
           {"archive", "verify"},
           {"archive", "import"},
           {"status"},
           {"wait"},
           {"audit", "checkpoint"},
           {"audit", "verify"},
           {"audit", "proof"},
           {"audit", "check"},
       }) {
    std::vector<std::string> arguments = command;
    arguments.push_back("--help");
    EXPECT_EQ(RunWith(arguments), kDone);
    EXPECT_THAT(out_.str(), HasSubstr("Examples:")) << ::testing::PrintToString(command);
  }
}

TEST_F(AppTest, HelpListsTheExitCodesAndTheFormats) {
  RunWith({"--help"});
  for (const char* text :
       {"0  all done", "1  error", "2  wrong usage", "3  import", "4  the", "5  audit"}) {
    EXPECT_THAT(out_.str(), HasSubstr(text));
  }
  RunWith({"import", "--help"});
  EXPECT_THAT(out_.str(), HasSubstr("verkan.event.v1.Event"));
  EXPECT_THAT(out_.str(), HasSubstr("region_code"));
}

TEST_F(AppTest, WrongUsageIsExitCode2AndSaysWhatWasWanted) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {},
           {"dance"},
           {"report"},
           {"report", "leaflet"},
           {"report", "leaflet", "siru-2", "--as-of", "yesterday"},
           {"report", "overview", "--prefer", ":12"},
           {"figure", "get", "x", "--where", "region"},
           {"log", "read", "--since", "17"},
           {"log", "follow", "--since", "17"},
           {"log", "read", "--occurred-from", "March"},
           {"log", "follow", "--occurred-to", "2021-13"},
           {"log", "read", "--limit", "few"},
           {"log", "show", "7", "--open"},
           {"participant", "show", "x"},
           {"participant", "erase", "x", "--legal-basis", "GDPR art. 17"},
           {"import", "projects"},
           {"audit", "proof"},
           {"audit", "check", "file"},
           {"import", "figures", "f.csv", "--map", "x"},
           {"import", "figures", "f.csv", "--period", "2021.."},
           {"status", "--lang", "de"},
           {"status", "--timeout", "0"},
       }) {
    EXPECT_EQ(RunWith(arguments), kUsage) << ::testing::PrintToString(arguments);
    EXPECT_THAT(err_.str(), HasSubstr("--help")) << ::testing::PrintToString(arguments);
  }
}

TEST_F(AppTest, AServerThatDoesNotAnswerIsExitCode4AndSaysWhatToDo) {
  EXPECT_EQ(RunWith({"--address", kNobody, "--lang", "en", "status"}), kUnreachable);
  EXPECT_THAT(err_.str(), HasSubstr(kNobody));
  EXPECT_THAT(err_.str(), HasSubstr("deploy/quickstart"));
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_EQ(RunWith({"wait", "--timeout", "0.2", "--address", kNobody}), kUnreachable);
}

TEST_F(AppTest, ErrorsSpeakTheLanguageAskedFor) {
  RunWith({"status", "--address", kNobody, "--lang", "sv"});
  EXPECT_THAT(err_.str(), HasSubstr("svarar inte"));
}

TEST_F(AppTest, WithJsonAnErrorIsAnObject) {
  EXPECT_EQ(RunWith({"--json", "status", "--address", kNobody}), kUnreachable);
  EXPECT_THAT(out_.str(), StartsWith("{\"error\":{\"code\":\"UNAVAILABLE\""));
  EXPECT_THAT(err_.str(), IsEmpty());
}

// A stream that takes nothing, as a full disk.
class FullDisk final : public std::streambuf {
  int overflow(int) override { return traits_type::eof(); }
  int sync() override { return -1; }
};

TEST_F(AppTest, AnOutputThatCannotBeWrittenIsAnError) {
  FullDisk disk;
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"--version"}, {"import", "--help"}, {"status", "--address", kNobody}}) {
    std::ostream full(&disk);
    err_.str("");
    EXPECT_NE(cli::Run(arguments, {.out = &full, .err = &err_}), kDone);
    EXPECT_THAT(err_.str(), HasSubstr("could not be written in full"));
  }
}

TEST_F(AppTest, WrongUsageWithJsonIsAnObjectToo) {
  EXPECT_EQ(RunWith({"report", "leaflet", "--json"}), kUsage);
  EXPECT_THAT(out_.str(), StartsWith("{\"error\":{\"code\":\"INVALID_ARGUMENT\",\"reason\":"
                                     "\"WRONG_USAGE\""));
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(AppTest, AMisspeltCommandOrOptionIsToldWhatWasProbablyMeant) {
  EXPECT_EQ(RunWith({"--lang", "en", "reprot", "overview"}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("Did you mean report?"));
  EXPECT_EQ(RunWith({"report", "overveiw"}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("overview?"));
  EXPECT_EQ(RunWith({"report", "overview", "--progamme", "x"}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--programme?"));
  EXPECT_EQ(RunWith({"dance"}), kUsage);
  EXPECT_EQ(err_.str().find('?'), std::string::npos);
}

TEST_F(AppTest, HelpOfACommandCanBeAskedForByTheWordHelp) {
  EXPECT_EQ(RunWith({"report", "leaflet", "--help"}), kDone);
  const std::string help = out_.str();
  EXPECT_EQ(RunWith({"help", "report", "leaflet"}), kDone);
  EXPECT_EQ(out_.str(), help);
  EXPECT_EQ(RunWith({"help"}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("Exit codes:"));
  EXPECT_EQ(RunWith({"help", "reprot"}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("report?"));
}

TEST_F(AppTest, AFileThatIsNotThereIsAnError) {
  EXPECT_EQ(RunWith({"import", "projects", "/nothing/here"}), kError);
  EXPECT_THAT(err_.str(), HasSubstr("/nothing/here: No such file"));
}

TEST_F(AppTest, AnImportWithoutAServerSaysThatItMayBeRunAgain) {
  const std::string path = ::testing::TempDir() + "/facts.jsonl";
  std::ofstream(path) << "{\"projectClosed\": {\"projectId\": \"a\"}}\n";
  EXPECT_EQ(RunWith({"import", "projects", path, "--address", kNobody, "--lang", "en"}),
            kUnreachable);
  EXPECT_THAT(out_.str(), StartsWith("0 recorded, 0 already recorded, 0 refused"));
  EXPECT_THAT(err_.str(), HasSubstr("Run the same command again"));
}

TEST(EnvironmentTest, TheLanguageIsThatOfTheEnvironment) {
  const auto with = [](const char* all, const char* lang) {
    setenv("LC_ALL", all, 1);
    setenv("LANG", lang, 1);
    return LanguageOfEnvironment();
  };
  EXPECT_EQ(with("", "sv_SE.UTF-8"), "sv");
  EXPECT_EQ(with("", "en_GB.UTF-8"), "en");
  EXPECT_EQ(with("", "C.UTF-8"), "en");
  EXPECT_EQ(with("sv_SE", "en_GB"), "sv");
  EXPECT_EQ(with("", ""), "en");
}

}  // namespace
}  // namespace verkan::cli
