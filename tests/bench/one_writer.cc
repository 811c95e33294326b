// verkan_bench_one_writer measures what the event store cannot beat on this machine:
// one thread that puts a group of events into RocksDB with one WriteBatch and one sync,
// again and again, with nothing around it.
//
//   verkan_bench_one_writer --keys log|index --group 64 --seconds 3 --dir DIR
//   verkan_bench_one_writer --keys sync --seconds 1 --dir DIR
//
// It opens the event store's own database, with its options and its keys. `sync` is the bare
// fdatasync after an append of 250 bytes, without RocksDB. `log` puts only the block of
// records; `index` also the entries that the event store adds for the same events
// (eventstore/README.md), each event on a stream of its own or, with --one-stream, all on
// one new stream, and all of one type and with three tags.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "eventstore/database.h"
#include "eventstore/layout.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"

namespace verkan::eventstore {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kEventBytes = 250;

struct Args {
  std::string keys = "log";
  std::string dir;
  int group = 64;
  double seconds = 3;
  bool one_stream = false;
};

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "verkan_bench_one_writer: %s\n", what.c_str());
  std::exit(1);
}

Args Parse(int argc, char** argv) {
  Args args;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--one-stream") {
      args.one_stream = true;
      continue;
    }
    if (i + 1 == argc) Fail(name + " wants a value");
    const char* value = argv[++i];
    if (name == "--keys") {
      args.keys = value;
    } else if (name == "--dir") {
      args.dir = value;
    } else if (name == "--group") {
      args.group = std::atoi(value);
    } else if (name == "--seconds") {
      args.seconds = std::atof(value);
    } else {
      Fail("unknown option " + name);
    }
  }
  if (args.dir.empty() || args.group < 1 || args.seconds <= 0) {
    Fail("wants --dir DIR, a positive --group and positive --seconds");
  }
  return args;
}

// A record's worth of bytes: half repeats, half does not, as in a serialised event.
std::string RandomBlock(size_t events) {
  std::string block(events * kEventBytes, 'v');
  uint64_t state = 0x9e3779b97f4a7c15;
  for (size_t i = 0; i < block.size(); ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    if (i % 2 == 0) block[i] = static_cast<char>(state >> 56);
  }
  return block;
}

// Calls `commit` until the time is over; returns how long each took, in microseconds.
template <typename Commit>
std::vector<double> Repeat(double seconds, Commit commit) {
  std::vector<double> micros;
  const Clock::time_point start = Clock::now();
  const Clock::time_point end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  for (Clock::time_point before = start; before < end;) {
    commit();
    const Clock::time_point after = Clock::now();
    micros.push_back(std::chrono::duration<double, std::micro>(after - before).count());
    before = after;
  }
  return micros;
}

void Report(const Args& args, std::vector<double> micros) {
  double total = 0;
  for (double each : micros) total += each;
  std::sort(micros.begin(), micros.end());
  const int events = args.keys == "sync" ? 1 : args.group;
  std::printf(
      "{\"mode\": \"one_writer\", \"keys\": \"%s\", \"group\": %d, \"commits\": %zu, "
      "\"per_second\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n",
      args.keys.c_str(), events, micros.size(), micros.size() * events / total * 1e6,
      micros[micros.size() / 2], micros[micros.size() * 99 / 100]);
}

void MeasureSync(const Args& args) {
  const std::string path = args.dir + "/sync";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) Fail("cannot create " + path);
  const std::string bytes = RandomBlock(1);
  Report(args, Repeat(args.seconds, [&] {
           if (write(file, bytes.data(), bytes.size()) < 0 || fdatasync(file) != 0) {
             Fail("cannot write " + path);
           }
         }));
  close(file);
  unlink(path.c_str());
}

// Adds the entries of a group in `streams` and `tags`: one a stream, one a term.
void PutPostings(const Args& args, const Database& database, Position first,
                 rocksdb::WriteBatch* batch) {
  const Position end = first + args.group;
  const auto put_stream = [&](Position from, Position to) {
    StreamEntry entry;
    for (Position position = from; position < to; ++position) entry.Add(position);
    batch->Put(database.family(Family::kStreams),
               EntryKey("procurement-bench-" + std::to_string(from * 6364136223846793005), 1),
               entry.value());
  };
  if (args.one_stream) {
    put_stream(first, end);
  } else {
    for (Position position = first; position < end; ++position) put_stream(position, position + 1);
  }
  TermEntry term;
  for (Position position = first; position < end; ++position) term.Add({position, 1});
  const std::string type = TypeTerm("verkan.event.v1.ProcurementHeld");
  for (const char* name :
       {"organisation:bench-buyer", "project:bench-project", "region:06", type.c_str()}) {
    batch->Put(database.family(Family::kTags), EntryKey(name, first), term.value());
  }
}

void MeasureCommits(const Args& args) {
  const std::string path = args.dir + "/one_writer";
  rocksdb::DestroyDB(path, {});
  {
    auto database = Database::Open({.path = path}, /*create_if_missing=*/true);
    if (!database.ok()) Fail(database.status().ToString());
    const std::string block = RandomBlock(args.group);
    rocksdb::WriteBatch batch;
    Position first = 1;
    Report(args, Repeat(args.seconds, [&] {
             batch.Clear();
             batch.Put((*database)->family(Family::kLog), LogKey(first), block);
             if (args.keys == "index") PutPostings(args, **database, first, &batch);
             const rocksdb::Status status = (*database)->Write(&batch);
             if (!status.ok()) Fail(status.ToString());
             first += args.group;
           }));
  }
  rocksdb::DestroyDB(path, {});
}

int Run(const Args& args) {
  if (args.keys == "sync") {
    MeasureSync(args);
  } else if (args.keys == "log" || args.keys == "index") {
    MeasureCommits(args);
  } else {
    Fail("--keys wants sync, log or index");
  }
  return 0;
}

}  // namespace
}  // namespace verkan::eventstore

int main(int argc, char** argv) {
  return verkan::eventstore::Run(verkan::eventstore::Parse(argc, argv));
}
