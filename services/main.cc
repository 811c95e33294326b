// verkand: the server. Opens the log and the read models, serves until it is told to stop.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/rocks_log.h"
#include "eventstore/scrub.h"
#include "eventstore/sealing/key_store.h"
#include "eventstore/subscriptions/subscriptions.h"
#include "projections/projections.h"
#include "services/admin/backups.h"
#include "services/all_handlers.h"
#include "services/domain/fallen.h"
#include "services/domain/missing_keys.h"
#include "services/domain/recorder.h"
#include "services/domain/repeats.h"
#include "services/grpc/self_probe.h"
#include "services/grpc/server.h"
#include "services/http/http_server.h"
#include "services/http/pages.h"
#include "services/process/address.h"
#include "services/process/clock.h"
#include "services/process/data_lock.h"
#include "services/process/ending.h"
#include "services/process/health.h"
#include "services/process/listen_watch.h"
#include "services/process/notify.h"
#include "services/process/privacy.h"
#include "services/process/room.h"
#include "services/process/write_watch.h"

namespace verkan::services {
namespace {

using eventstore::EventStore;
using projections::Projections;

constexpr int kExitUsage = 2;
constexpr int kExitFailed = 1;
constexpr absl::Duration kProbeTimeout = absl::Seconds(3);
constexpr char kDefaultHttp[] = "127.0.0.1:7481";

struct Settings {
  std::string data = "./var/verkan";
  std::string listen = "127.0.0.1:7480";
  std::string log_origin;  // empty: as the log is named, or a new name
  bool new_log_key = false;
  std::string log_level = "info";
  std::string ready_file;
  int slow_reader_seconds = 60;
  std::string backup_dir;
  uint64_t backup_rate = 0;
  uint32_t backup_keep = 0;
  std::string master_key;      // empty: in the data directory
  std::string old_master_key;  // empty: none
  std::string http = kDefaultHttp;
  std::string scrub_interval = "24h";
  uint64_t scrub_rate = 32;
  bool accept_time_ahead = false;
};

void Declare(CLI::App* app, Settings* settings) {
  app->add_option("--data", settings->data, "Directory of the log and the read models")
      ->capture_default_str();
  app->add_option("--listen", settings->listen, "host:port on loopback, or unix:PATH")
      ->capture_default_str();
  app->add_option("--log-origin", settings->log_origin,
                  "Name of the log, fixed when the log is made; no spaces and no '+' "
                  "[verkan.local/ and a random part]")
      ->check([](const std::string& name) {
        return eventstore::Signer::Generate(name).ok() ? ""
                                                       : "wanted a name without spaces and '+'";
      });
  app->add_flag("--new-log-key", settings->new_log_key,
                "Make a new DATA/log-key if it is lost. The last checkpoint is kept under another "
                "name, and whoever checks signatures must be told");
  app->add_flag("--accept-time-ahead", settings->accept_time_ahead,
                "Start although the log's last event is dated more than a day ahead of the clock: "
                "every event is dated so until the clock is there");
  app->add_option("--log-level", settings->log_level, "debug, info, warn or error")
      ->capture_default_str()
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  app->add_option("--master-key", settings->master_key,
                  "File of the key that wraps the keys of persons, mode 0600; made where there is "
                  "none [DATA/master-key]");
  app->add_option(
      "--old-master-key", settings->old_master_key,
      "File of the master key until now: wraps all keys anew under that of --master-key; "
      "not needed afterwards");
  app->add_option(
      "--ready-file", settings->ready_file,
      "Write process id and address, and a line with that of HTTP, to this file once serving");
  app->add_option("--slow-reader-timeout", settings->slow_reader_seconds,
                  "Seconds after which a reader of the log that takes nothing is dropped")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  app->add_option("--backup-dir", settings->backup_dir,
                  "Directory of backups, on another disk; it never holds keys");
  app->add_option("--backup-rate", settings->backup_rate,
                  "MiB a second that a backup copies at the most; 0: as fast as it goes")
      ->capture_default_str();
  app->add_option("--backup-keep", settings->backup_keep,
                  "How many backups stay, the latest; 0: all")
      ->capture_default_str();
  app->add_option("--http", settings->http,
                  "host:port on loopback for tiles, metrics and health over HTTP, or off")
      ->capture_default_str();
  app->add_option(
         "--scrub-interval", settings->scrub_interval,
         "How long after one reading of the whole log the next begins, such as 24h; 0: never")
      ->capture_default_str()
      ->check([](const std::string& text) {
        absl::Duration interval;
        return absl::ParseDuration(text, &interval) && interval >= absl::ZeroDuration()
                   ? ""
                   : "wanted a time such as 24h or 30m";
      });
  app->add_option("--scrub-rate", settings->scrub_rate, "MiB that it reads a second")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  app->set_version_flag("--version", "verkand " VERKAN_VERSION " (" VERKAN_BUILT_WITH ")");
  app->footer(
      "Examples:\n"
      "  verkand\n"
      "  verkand --data /var/lib/verkan --listen unix:/run/verkan/verkan.sock\n"
      "  verkand --data /var/lib/verkan --backup-dir /mnt/backup/verkan --backup-keep 30\n"
      "  verkand --listen 127.0.0.1:0 --http 127.0.0.1:0 --ready-file /tmp/verkand.ready\n"
      "  verkand --http off --scrub-interval 168h\n"
      "\n"
      "It ends cleanly on SIGTERM and SIGINT. Exit codes: 0 ended as told, 1 could not\n"
      "open its data or its address, or cannot go on (it says why), 2 wrong arguments.");
}

// Everything that lives as long as the server does, in the order it is made.
struct Parts {
  DataLock lock;
  std::unique_ptr<eventstore::KeyStore> keys;
  std::unique_ptr<EventStore> store;
  std::unique_ptr<eventstore::Checkpoints> checkpoints;
  std::unique_ptr<eventstore::Subscriptions> subscriptions;
  std::unique_ptr<Recorder> recorder;
  std::unique_ptr<Projections> projections;
  std::unique_ptr<Repeats> repeats;
  std::unique_ptr<Backups> backups;
  std::unique_ptr<eventstore::Scrubber> scrubber;
  std::unique_ptr<Health> health;
  std::unique_ptr<Server> server;
  std::unique_ptr<Pages> pages;
  std::unique_ptr<HttpServer> http;
  std::unique_ptr<WriteWatch> write_watch;
  std::unique_ptr<ListenWatch> listen_watch;
  int listener = 0;
};

// Makes a master key only if none can be missing: for the first keys, or to replace another.
absl::Status OpenKeys(const Settings& settings, Parts* parts) {
  const std::string path = settings.data + "/keys";
  const std::string file =
      settings.master_key.empty() ? settings.data + "/master-key" : settings.master_key;
  const bool rotate = !settings.old_master_key.empty();
  eventstore::KeyStoreOptions options;
  options.path = path;
  auto master = eventstore::LoadMasterKey(file, rotate || !std::filesystem::exists(path));
  if (!master.ok()) return master.status();
  options.master_keys.push_back(*master);
  eventstore::Wipe(&master->key);
  if (rotate) {
    auto old = eventstore::LoadMasterKey(settings.old_master_key, /*create=*/false);
    if (!old.ok()) return old.status();
    options.master_keys.push_back(*old);
    eventstore::Wipe(&old->key);
  }
  auto keys = eventstore::KeyStore::Open(std::move(options));
  if (!keys.ok()) return keys.status();
  parts->keys = *std::move(keys);
  if (!rotate) return absl::OkStatus();
  if (absl::Status wrapped = parts->keys->Rewrap(); !wrapped.ok()) return wrapped;
  spdlog::info("all keys are wrapped by the master key in {}; {} is not needed any more", file,
               settings.old_master_key);
  return absl::OkStatus();
}

// The name of a new log: two logs that nobody named are not taken for one.
std::string NewOrigin() {
  constexpr absl::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::random_device random;
  std::string origin = "verkan.local/";
  for (int i = 0; i < 8; ++i) origin += kLetters[random() % kLetters.size()];
  return origin;
}

absl::Status OpenLog(const Settings& settings, Parts* parts) {
  eventstore::Options options;
  options.path = settings.data + "/events";
  options.origin = settings.log_origin;
  if (options.origin.empty() && !std::filesystem::exists(options.path + "/CURRENT")) {
    options.origin = NewOrigin();
  }
  // No event is durable whose keys are not.
  options.before_write = [keys = parts->keys.get()] { return keys->Sync(); };
  auto store = EventStore::Open(options);
  if (!store.ok()) return store.status();
  parts->store = *std::move(store);
  using eventstore::NewKey;
  auto checkpoints =
      eventstore::Checkpoints::Open(parts->store.get(), settings.data,
                                    settings.new_log_key ? NewKey::kIfLost : NewKey::kForNewLog);
  if (!checkpoints.ok()) return checkpoints.status();
  parts->checkpoints = *std::move(checkpoints);
  if (!parts->checkpoints->notice().empty()) spdlog::warn("{}", parts->checkpoints->notice());
  return absl::OkStatus();
}

absl::Status CheckClockOnce(const Settings& settings, const eventstore::EventStore& log) {
  const absl::Time now = absl::Now();
  if (!settings.accept_time_ahead) {
    if (absl::Status status = CheckClock(now, log); !status.ok()) return status;
  }
  const absl::Duration ahead = AheadOf(now, log);
  if (ahead > absl::Minutes(1)) {
    spdlog::warn(
        "the last event of the log is dated {} ahead of this machine's clock; until the clock is "
        "there every event is dated as that one, and the time of a question as of a moment means "
        "the log's",
        absl::FormatDuration(absl::Trunc(ahead, absl::Seconds(1))));
  }
  return absl::OkStatus();
}

// Views that are made anew, as by an upgrade, are those of a log in which nothing has fallen.
absl::Status OpenProjections(const Settings& settings, Parts* parts) {
  projections::Options options;
  options.path = settings.data + "/views";
  options.before_making_anew = [store = parts->store.get(), recorder = parts->recorder.get()] {
    return VoidFallenFacts(store, recorder).status();
  };
  auto projections = Projections::Open(options, parts->store.get());
  if (!projections.ok()) return projections.status();
  parts->projections = *std::move(projections);
  return absl::OkStatus();
}

absl::Status Open(const Settings& settings, Parts* parts) {
  // Before anything is made: whoever puts the right key back finds all as it was.
  if (!settings.new_log_key) {
    absl::Status right = eventstore::Checkpoints::CheckFiles(settings.data);
    if (!right.ok()) return right;
  }
  if (absl::Status made = MakePrivateDirectory(settings.data); !made.ok()) return made;
  const std::string readers = WarnOfReaders(settings.data);
  if (!readers.empty()) spdlog::warn("{}", readers);
  if (absl::Status locked = parts->lock.Take(settings.data); !locked.ok()) return locked;
  if (absl::Status opened = OpenKeys(settings, parts); !opened.ok()) return opened;
  if (absl::Status opened = OpenLog(settings, parts); !opened.ok()) return opened;
  if (absl::Status clock = CheckClockOnce(settings, *parts->store); !clock.ok()) return clock;
  auto subscriptions = eventstore::Subscriptions::Open({.path = settings.data + "/subscriptions"},
                                                       parts->store.get());
  if (!subscriptions.ok()) return subscriptions.status();
  parts->subscriptions = *std::move(subscriptions);
  for (const std::string& notice : parts->subscriptions->notices()) spdlog::warn("{}", notice);
  parts->recorder = std::make_unique<Recorder>(parts->store.get(), parts->keys.get());
  if (absl::Status settled = parts->recorder->SettleKeys(); !settled.ok()) return settled;
  if (absl::Status opened = OpenProjections(settings, parts); !opened.ok()) return opened;
  parts->backups = std::make_unique<Backups>(
      parts->store.get(), parts->checkpoints.get(),
      eventstore::BackupPlan{.directory = settings.backup_dir,
                             .bytes_per_second = settings.backup_rate << 20,
                             .keep = settings.backup_keep});
  auto missing = WarnOfMissingKeys(*parts->store, *parts->keys, settings.data + "/keys");
  if (!missing.ok()) return missing.status();
  if (!missing->empty()) spdlog::critical("{}", *missing);
  return absl::OkStatus();
}

void StartScrubbing(const Settings& settings, Parts* parts) {
  eventstore::ScrubOptions options;
  absl::Duration interval;
  absl::ParseDuration(settings.scrub_interval, &interval);  // checked when it was declared
  options.interval = absl::ToChronoMilliseconds(interval);
  options.bytes_per_second = settings.scrub_rate << 20;
  options.found = [](const eventstore::Finding& finding) {
    spdlog::critical("THE LOG IS DAMAGED at {}; restore it from a backup", ToText(finding));
  };
  parts->scrubber = std::make_unique<eventstore::Scrubber>(
      parts->store.get(), parts->checkpoints.get(), std::move(options));
}

// An address that nobody asked for is no reason not to serve.
absl::Status ServeHttp(const Settings& settings, Parts* parts) {
  if (settings.http == "off") return absl::OkStatus();
  parts->pages =
      std::make_unique<Pages>(VERKAN_VERSION, parts->store.get(), parts->checkpoints.get(),
                              parts->projections.get(), parts->scrubber.get(), parts->health.get());
  parts->http = std::make_unique<HttpServer>(settings.http, parts->pages.get());
  const absl::Status started = parts->http->Start();
  if (started.ok()) {
    spdlog::info("tiles, metrics and health on http://{}", parts->http->address());
    return started;
  }
  parts->http.reset();
  if (settings.http != kDefaultHttp) return started;
  spdlog::warn("{}; no tiles, metrics and health over HTTP", std::string(started.message()));
  return absl::OkStatus();
}

// Makes everything durable that the drained calls have staged. After a failed write what was
// decided on it is forgotten.
void FlushAll(Parts* parts) {
  if (!parts->store->Flush().ok()) parts->recorder->Forget();
}

// Ends the process, so that it is started anew, if it cannot do its work any more.
void StartWatching(Ending* ending, Parts* parts) {
  Server* const server = parts->server.get();
  const auto end = [ending](absl::string_view what, const std::string& why) {
    ending->Fail(absl::StrCat(what, ": ", why, "; the process ends, to be started anew"));
  };
  parts->write_watch = std::make_unique<WriteWatch>(
      parts->store.get(),
      WriteWatchHooks{
          .looked =
              [server, health = parts->health.get()] {
                if (health->Look()) server->Wake();
              },
          .changed = [server] { server->Wake(); },
          .failed = [end](const std::string& why) { end("the log cannot be written", why); }});
  parts->listen_watch = std::make_unique<ListenWatch>(ListenWatchOptions{
      .probe = [server] { return ProbeServer(server->address(), kProbeTimeout); },
      .answered = [] { NotifySystemd("READY=1\nWATCHDOG=1"); },
      .deaf = [end](const std::string& why) { end("new clients are not answered", why); }});
}

absl::Status Serve(const Settings& settings, Parts* parts) {
  parts->health = std::make_unique<Health>(parts->store.get(), parts->projections.get());
  auto handlers =
      AllHandlers(VERKAN_VERSION, parts->store.get(), parts->checkpoints.get(),
                  parts->subscriptions.get(), parts->projections.get(), parts->recorder.get(),
                  parts->backups.get(), parts->scrubber.get(), parts->health.get());
  if (!handlers.ok()) return handlers.status();
  ServerOptions options;
  options.listen = settings.listen;
  options.calls.slow_reader_timeout = absl::Seconds(settings.slow_reader_seconds);
  parts->server = std::make_unique<Server>(options, *std::move(handlers));
  parts->repeats = std::make_unique<Repeats>(parts->store.get(), parts->projections.get());
  parts->recorder->OnRepeated([parts](Recorded recorded, Recorder::Done done) {
    parts->repeats->Complete(std::move(recorded), std::move(done));
  });
  parts->server->AfterDrain([parts] {
    FlushAll(parts);
    parts->repeats->Answer();
  });
  parts->listener = parts->store->AddListener(
      [server = parts->server.get()](eventstore::Position) { server->Wake(); });
  parts->projections->OnAdvance([server = parts->server.get(), repeats = parts->repeats.get()] {
    server->WakeQueries();
    if (repeats->waiting()) server->Drain();
  });
  parts->backups->OnProgress([server = parts->server.get()] { server->Wake(); });
  parts->subscriptions->OnChange([server = parts->server.get()] { server->Wake(); });
  return parts->server->Start();
}

absl::Status TellReady(const Settings& settings, const Parts& parts) {
  spdlog::warn(
      "DEVELOPMENT MODE: no tokens are asked for; whoever reaches {} may read and record "
      "everything",
      parts.server->address());
  std::cout << "verkand " VERKAN_VERSION " ready on " << parts.server->address() << ", log "
            << parts.store->origin() << " at position " << parts.store->head() << std::endl;
  spdlog::info("checkpoints of the log are signed by {}", parts.checkpoints->verifier().Key());
  if (settings.ready_file.empty()) return absl::OkStatus();
  std::ofstream file(settings.ready_file, std::ios::trunc);
  file << ::getpid() << ' ' << parts.server->address() << '\n';
  if (parts.http != nullptr) file << "http " << parts.http->address() << '\n';
  file << std::flush;
  if (file.good()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("cannot write ", settings.ready_file));
}

void Stop(Parts* parts) {
  NotifySystemd("STOPPING=1");
  parts->listen_watch.reset();
  parts->write_watch.reset();
  parts->http.reset();
  if (parts->server != nullptr) {
    parts->backups->Stop();
    parts->subscriptions->Stop();
    parts->server->Stop();
    parts->subscriptions->OnChange(nullptr);
    parts->projections->OnAdvance(nullptr);
    parts->store->RemoveListener(parts->listener);
  }
}

int Fail(const absl::Status& status) {
  std::cerr << "verkand: " << status.message() << std::endl;
  return kExitFailed;
}

// What RocksDB tells of itself; its errors come to those who called.
void ShowRocksLog() {
  if (!spdlog::should_log(spdlog::level::debug)) return;
  eventstore::SetRocksLog([](absl::string_view line) {
    spdlog::debug("RocksDB: {}", std::string(absl::StripTrailingAsciiWhitespace(line)));
  });
}

int Run(const Settings& settings) {
  MakeFilesPrivate();
  KeepMemoryPrivate();
  // Debian builds abseil with its search for deadlocks on: a tenth of what a call costs gRPC.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Ending ending;
  Parts parts;
  absl::Status status = ExplainFullDisk(Open(settings, &parts), settings.data);
  if (status.ok()) StartScrubbing(settings, &parts);
  if (status.ok()) status = Serve(settings, &parts);
  if (status.ok()) status = ServeHttp(settings, &parts);
  if (status.ok()) status = TellReady(settings, parts);
  if (status.ok()) {
    StartWatching(&ending, &parts);
    status = ending.Wait();
    spdlog::info("stopping");
  }
  Stop(&parts);
  return status.ok() ? 0 : Fail(status);
}

int Main(int argc, char** argv) {
  Settings settings;
  CLI::App app{"The Verkan server: records what happened, durably and in order, over gRPC."};
  Declare(&app, &settings);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  if (!IsLocal(settings.listen)) {
    std::cerr << "verkand: --listen " << settings.listen
              << ": without tokens only loopback (127.0.0.1, [::1], localhost) or unix:PATH\n";
    return kExitUsage;
  }
  if (settings.http != "off" &&
      (!IsLocal(settings.http) || absl::StartsWith(settings.http, "unix:"))) {
    std::cerr << "verkand: --http " << settings.http
              << ": without tokens only loopback, host:port, or off\n";
    return kExitUsage;
  }
  spdlog::set_default_logger(spdlog::stderr_color_mt("verkand"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  spdlog::set_level(spdlog::level::from_str(settings.log_level));
  ShowRocksLog();
  return Run(settings);
}

}  // namespace
}  // namespace verkan::services

int main(int argc, char** argv) { return verkan::services::Main(argc, argv); }
