#include "clients/cli/escaped_stream.h"

#include <gtest/gtest.h>

#include <sstream>

namespace verkan::cli {
namespace {

TEST(EscapedStreamTest, NothingThatATerminalObeysOrHidesGoesThrough) {
  std::ostringstream terminal;
  EscapedStream out(&terminal);
  out << "esc-\u009b31mROD\x1b[2J" << '\r' << "rlo-\u202egnp.exe\tå\n"
      << "nel\u0085\xff." << 7;
  EXPECT_EQ(terminal.str(),
            "esc-\\u009b31mROD\\u001b[2J\\u000drlo-\\u202egnp.exe\tå\nnel\\u0085\\xff.7");
}

TEST(EscapedStreamTest, ACharacterMayComeInPieces) {
  std::ostringstream terminal;
  EscapedStream out(&terminal);
  for (const char c : std::string("👍å\u202e")) out << c;
  EXPECT_EQ(terminal.str(), "👍å\\u202e");
}

TEST(EscapedStreamTest, WhatIsCutOffIsShownAtTheEnd) {
  std::ostringstream terminal;
  {
    EscapedStream out(&terminal);
    out << "a\xe2\x80";
    EXPECT_EQ(terminal.str(), "a");
  }
  EXPECT_EQ(terminal.str(), "a\\xe2\\x80");
}

TEST(EscapedStreamTest, AFailingTargetIsNoticed) {
  std::ostringstream terminal;
  EscapedStream out(&terminal);
  terminal.setstate(std::ios::badbit);
  EXPECT_FALSE(out << "a");
}

}  // namespace
}  // namespace verkan::cli
