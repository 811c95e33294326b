#!/usr/bin/env python3
"""Rules of the house that a compiler does not know.

  tests/tidy/tidy.py              every rule
  tests/tidy/tidy.py RULE...      some of them
  tests/tidy/tidy.py --list       their names

A rule yields findings, "path:line: what to do instead"; the exit code is 1 where there are any.
To add a rule, write a function and name it in RULES; ctest runs each under its own name.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", "node_modules", "var", ".cache", "__pycache__"}
SOURCES = {".h", ".cc"}
LONGEST_FUNCTION = 40  # statements
NOT_A_FUNCTION = re.compile(
    r"\s*(class|struct|enum|union|namespace|extern|using|TEST|switch|return)\b|.*= \{$")

# What a folder may include of the project, and nothing else of it. The most specific folder
# counts.
MAY_INCLUDE = {
    "eventstore": ["eventstore/", "verkan/record/"],
    "regions": ["regions/"],
    "projections": ["projections/", "eventstore/", "regions/", "verkan/", "google/protobuf/"],
    "services": ["services/", "projections/", "eventstore/", "regions/", "verkan/", "google/",
                 "grpc/health/", "grpc/reflection/"],
    "clients": ["clients/", "verkan/", "google/", "grpc/health/"],
    "clients/cli": ["clients/", "eventstore/", "verkan/", "google/", "grpc/health/"],
}
OWN = re.compile(r"^(eventstore|projections|regions|services|clients|tests|verkan|google)/")
BETTER = {
    "regions": "what is fixed about Sweden rests on nothing; let those who need it include it",
    "eventstore": "the event store knows nothing of the domain; take bytes and names instead",
    "projections": "projections know the log and the facts; let services/ call them",
    "services": "services know projections and the event store; clients know services by proto",
    "clients": "clients reach the server by gRPC alone; use the messages of proto/",
    "clients/cli": "the command line knows proto/, and eventstore/ for a store on its own disk",
}
GRPC = re.compile(r'^(grpc|grpcpp|grpc\+\+)/|\.grpc\.pb\.h$')
GRPC_FOLDERS = ("services/", "clients/", "tests/")
ROCKSDB_PLACES = re.compile(r"^(eventstore/|projections/view_store|tests/)")


def files(*suffixes, under=""):
    """Every file of the project, sorted, as paths relative to its root."""
    found = []
    for folder, folders, names in os.walk(ROOT / under):
        folders[:] = sorted(f for f in folders if f not in NOT_OURS)
        for name in sorted(set(names) - NOT_OURS):  # in a worktree .git is a file
            path = Path(folder, name).relative_to(ROOT)
            if not suffixes or path.suffix in suffixes:
                found.append(path)
    return found


def text(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def lines(path):
    return enumerate(text(path).splitlines(), 1)


def includes(path):
    for number, line in lines(path):
        match = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', line)
        if match:
            yield number, match.group(1)


def without_comments(source):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", source, flags=re.DOTALL)


def scripts():
    """Every shell script: by its suffix or its first line."""
    for path in files():
        if path.suffix == ".sh" or (not path.suffix and shebang(path).endswith("bash")):
            yield path


def shebang(path):
    with open(ROOT / path, "rb") as file:
        first = file.readline(80)
    return first.decode("utf-8", "replace").strip() if first.startswith(b"#!") else ""


def include_direction():
    """services -> projections -> eventstore, regions; clients -> proto; command line -> eventstore."""
    for path in files(*SOURCES):
        folder = next((str(f) for f in path.parents if str(f) in MAY_INCLUDE), None)
        if folder is None:
            continue
        for number, name in includes(path):
            if OWN.match(name) and not name.startswith(tuple(MAY_INCLUDE[folder])):
                yield f"{path}:{number}: {folder}/ may not include {name}: {BETTER[folder]}"


def rocksdb_places():
    """Only the event store and the one view-store file name RocksDB."""
    for path in files(*SOURCES):
        for number, name in includes(path):
            if name.startswith("rocksdb/") and not ROCKSDB_PLACES.match(str(path)):
                yield (f"{path}:{number}: do not include {name} here: go through "
                       "eventstore/event_store.h or projections/view_store.h")


def grpc_places():
    """Only services/ and clients/ name gRPC; tests may."""
    for path in files(*SOURCES):
        for number, name in includes(path):
            if GRPC.search(name) and not str(path).startswith(GRPC_FOLDERS):
                yield (f"{path}:{number}: do not include {name} here: return an absl::Status and "
                       "let the adapter in services/grpc speak gRPC")


def grpc_stays_in_the_adapter():
    """Handlers and rules of services/ are plain functions; the adapter and main know gRPC."""
    for path in files(*SOURCES, under="services/domain"):
        for number, name in includes(path):
            if GRPC.search(name):
                yield (f"{path}:{number}: do not include {name} in a rule: take a Context and "
                       "answer an absl::Status (services/errors/errors.h)")


def every_test_has_a_target():
    """A test that no target builds never runs."""
    for path in files(".cc"):
        if not path.stem.endswith(("_test", "_benchmark")):
            continue
        for folder in path.parents:
            listing = folder / "CMakeLists.txt"
            if (ROOT / listing).exists() and path.name in text(listing):
                break
        else:
            yield f"{path}:1: no target builds it: add verkan_test(...) to {path.parent}/CMakeLists.txt"


def event_arms():
    """The facts that Event can hold: (name of the field, name of the message)."""
    source = without_comments(text("proto/verkan/event/v1/event.proto"))
    body = re.search(r"oneof fact \{(.*?)\}", source, re.DOTALL).group(1)
    return re.findall(r"(\w+) (\w+) = \d+", body)


def every_event_has_a_golden_file():
    """The bytes of every event, as first released, can be read for ever."""
    golden = {path.name.split(".")[0] for path in files(under="tests/compat")}
    for message, field in event_arms():
        if field not in golden:
            yield (f"proto/verkan/event/v1/event.proto:1: {message} has no golden file: add "
                   f"tests/compat/events/{field}.* (tests/compat/README.md says how)")


def rpcs():
    """Every RPC: (proto file, line, service with its package, method, request type)."""
    for path in files(".proto", under="proto/verkan"):
        package = service = ""
        for number, line in lines(path):
            if match := re.match(r"package ([\w.]+);", line):
                package = match.group(1)
            if match := re.match(r"service (\w+)", line):
                service = f"{package}.{match.group(1)}"
            if match := re.match(r"\s+rpc (\w+)\((?:stream )?(\w+)\)", line):
                yield path, number, service, match.group(1), match.group(2)


def is_command(path, request):
    """Whether the request holds the fact to record: one handler serves all of these."""
    body = re.search(rf"message {request} \{{(.*?)\n\}}", text(path), re.DOTALL)
    return bool(body) and re.search(r"verkan\.event\.v1\.\w+ event = 1;", body.group(1))


def every_rpc_is_implemented():
    """Commands are served by their descriptors; every other RPC has a handler by its name."""
    code = "\n".join(text(path) for path in files(*SOURCES, under="services")
                     if not path.stem.endswith("_test"))
    for path, number, service, method, request in rpcs():
        if not is_command(path, request) and not re.search(rf"\b(Handle)?{method}\b", code):
            yield f"{path}:{number}: {service}.{method} has no handler: add one under services/"


REGIONS_IN_WORDS = {
    "ANY": "of any region",
    "ALL": "of all regions",
    "OF_FACT": "of the fact's regions",
    "OF_REQUEST": "of the regions of what is named",
    "OF_ANSWER": "of the regions answered",
}


def described_rpcs():
    """Every RPC: (where, method, its comment on one line, whether it streams, its options)."""
    rpc = re.compile(r"((?:  //[^\n]*\n)*)  rpc (\w+)(\([^;{]*)(?:;|\{\n(.*?)\n  \})", re.DOTALL)
    for path in files(".proto", under="proto/verkan"):
        source = text(path)
        for match in rpc.finditer(source):
            where = f"{path}:{source.count(chr(10), 0, match.start(2)) + 1}"
            comment = " ".join(re.findall(r"//[ ]?(.*)", match.group(1)))
            yield where, match.group(2), comment, "stream " in match.group(3), match.group(4) or ""


def access_in_words(options):
    """What the option verkan.options.v1.access says; empty if it does not say all of it."""
    access = re.search(r"\(verkan\.options\.v1\.access\) = \{(.*?)\}", options, re.DOTALL)
    fields = access.group(1) if access else ""
    stated = re.search(r"\broles: (\[[^]]*\]|\w+)", fields)
    roles = re.findall(r"ROLE_(\w+)", stated.group(1)) if stated else []
    region = re.search(r"\bregion: ACCESS_REGION_(\w+)", fields)
    besides = re.search(r"\bpersonal_data: ROLE_(\w+)", fields)
    if not roles or not region or region.group(1) not in REGIONS_IN_WORDS:
        return ""
    if roles == ["EVERYBODY"]:
        return "Roles: everybody."
    words = f"Roles: {' or '.join(roles).lower()} {REGIONS_IN_WORDS[region.group(1)]}"
    if besides:
        words += f"; also {besides.group(1).lower()} if personal data is asked for"
    return words + "."


def rpcs_say_who_may_call_them():
    """The option `access` is the table that admission reads; the comment says the same in words."""
    for where, method, comment, _, options in described_rpcs():
        words = access_in_words(options)
        if not words:
            yield (f"{where}: {method} does not say who may call it: add option "
                   "(verkan.options.v1.access) = {roles: ... region: ...}")
        elif words not in comment:
            yield f'{where}: the comment of {method} says other roles than its option: "{words}"'


def rpcs_say_what_they_change():
    """A unary method tells its effect or is marked as a read, which may be sent by GET and cached."""
    for where, method, comment, streams, options in described_rpcs():
        is_read = "idempotency_level = NO_SIDE_EFFECTS" in options
        if not streams and "Effect:" in comment and is_read:
            yield f"{where}: {method} has an effect and is no read: take NO_SIDE_EFFECTS away"
        if not streams and "Effect:" not in comment and not is_read:
            yield (f"{where}: {method} has no effect: say option idempotency_level = NO_SIDE_EFFECTS; "
                   'or it has one: say "Effect: ..."')


def every_reason_is_in_the_table():
    """What a comment promises and what code refuses with stands in services/errors."""
    table = {reason for path in files(".cc", under="services/errors")
             if path.stem.endswith("_reasons")
             for reason in re.findall(r'^ +\{"([A-Z_]+)"', text(path), re.MULTILINE)}
    for path in files(".proto", under="proto/verkan"):
        for match in re.finditer(r"refusal of ([^;]*);|\(reason ([A-Z_]+)\)", text(path)):
            number = text(path).count("\n", 0, match.start()) + 1
            for reason in sorted(set(re.findall(r"[A-Z]+(?:_[A-Z]+)+", match.group())) - table):
                yield f"{path}:{number}: {reason} has no row in services/errors/*_reasons.cc"
    for path in files(*SOURCES, under="services"):
        for number, line in () if path.stem.endswith("_test") else lines(path):
            for reason in re.findall(r'\bRefuse\(\s*"([A-Z_]+)"', line):
                if reason not in table:
                    yield f"{path}:{number}: {reason} has no row in services/errors/*_reasons.cc"


def steps(body):
    """Statements that a reader must follow: not comments, nor rows of a table or a flat switch."""
    row = re.compile(r"\s*(//|\{|case\b|return \w+\([^;]*\);$)")
    return sum(1 for line in body if re.search(r"[;{]$", line.rstrip()) and not row.match(line))


def functions(path):
    """Every function body as (first line, its steps): by indentation, as clang-format sets it."""
    opened = {}
    for number, line in lines(path):
        for indent in ("", "  "):
            if line.rstrip() in (indent + "}", indent + "};") and indent in opened:
                start = opened.pop(indent)
                if not indent:
                    opened.pop("  ", None)  # a line within, not a function of a class
                yield start, steps(text(path).splitlines()[start:number - 1])
            elif indent not in opened and re.match(rf"{indent}[^\s#/}}].*[({{]$", line):
                if not NOT_A_FUNCTION.match(line):
                    opened[indent] = number


def functions_fit_a_screen():
    """What is longer has a part that deserves a name."""
    for path in files(*SOURCES):
        if path.parts[0] == "tests" or path.stem.endswith(("_test", "_benchmark")):
            continue
        for number, length in functions(path):
            if length > LONGEST_FUNCTION:
                yield (f"{path}:{number}: {length} statements, more than {LONGEST_FUNCTION}: give a "
                       "part of it a name in the unnamed namespace")


def header_guards():
    """VERKAN_PATH_FILE_H_, so that no two headers hide each other."""
    for path in files(".h"):
        guard = "VERKAN_" + re.sub(r"[^A-Za-z0-9]", "_", str(path)).upper() + "_"
        source = text(path)
        for wanted in (f"#ifndef {guard}\n#define {guard}\n", f"#endif  // {guard}\n"):
            if wanted not in source:
                yield f"{path}:1: wanted the guard {guard}, opened and closed"
                break


def headers_open_with_a_promise():
    """A header says what it is for before anything else."""
    for path in files(".h"):
        if not text(path).startswith("//"):
            yield f"{path}:1: open the header with a comment: what it promises and an example of its use"


def no_loose_ends():
    """What is left to do stands in the tracker, not in the code."""
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    for path in files(".h", ".cc", ".proto", ".py", ".sh", ".txt", ".md"):
        for number, line in lines(path):
            if mark.search(line):
                yield f"{path}:{number}: finish it, or open an issue and leave the line out"


def no_machine_paths():
    """The project runs from wherever it was cloned."""
    path_of_a_machine = re.compile(r"(?<![\w.])/(ho" r"me|ro" r"ot|wo" r"rk)/[\w.]")
    for path in files(".h", ".cc", ".proto", ".py", ".sh", ".txt", ".md", ".json", ""):
        for number, line in lines(path):
            if path_of_a_machine.search(line):
                yield f"{path}:{number}: a path of one machine: make it relative to the project"


def no_exceptions():
    """Errors are values here: absl::Status."""
    for path in files(*SOURCES):
        for number, line in enumerate(without_comments(text(path)).splitlines(), 1):
            if re.search(r"^\s*throw\b|[;{}]\s*throw\b", line):
                yield f"{path}:{number}: return an absl::Status instead of throwing"


def interfaces_take_absl_string_view():
    """On Debian 12 absl::string_view and std::string_view do not convert into each other."""
    for path in files(".h"):
        for number, line in lines(path):
            if "std::string_view" in line.split("//")[0]:
                yield f"{path}:{number}: take absl::string_view, which the rest of the code has"


def every_folder_has_a_readme():
    """What lives here, and how to add to it."""
    for path in files(".txt"):
        if path.name == "CMakeLists.txt" and not (ROOT / path.parent / "README.md").exists():
            yield f"{path.parent}/README.md:1: say what lives in {path.parent}/ and how to add to it"


def links_lead_somewhere():
    """A page that is linked to exists."""
    for path in files(".md"):
        for number, line in lines(path):
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", line):
                if "://" not in target and not (ROOT / path.parent / target).exists():
                    yield f"{path}:{number}: the link leads nowhere: {target}"


def code_is_formatted():
    """clang-format has the last word on layout."""
    if not shutil.which("clang-format"):
        print("clang-format is not installed: skipped")
        return
    sources = [str(path) for path in files(*SOURCES)]
    run = subprocess.run(["clang-format", "--dry-run", *sources], cwd=ROOT, capture_output=True,
                         text=True, check=False)
    for path in sorted(set(re.findall(r"^(\S+?):\d+:\d+: warning", run.stderr, re.MULTILINE))):
        yield f"{path}:1: run clang-format -i {path}"


def scripts_are_sound():
    """Scripts parse, and shellcheck has nothing to say."""
    for path in scripts():
        run = subprocess.run(["bash", "-n", str(path)], cwd=ROOT, capture_output=True, text=True,
                             check=False)
        if run.returncode:
            yield f"{path}:1: {run.stderr.strip()}"
        elif shutil.which("shellcheck"):
            run = subprocess.run(["shellcheck", "-x", "-f", "gcc", str(path)], cwd=ROOT,
                                 capture_output=True, text=True, check=False)
            yield from run.stdout.splitlines()


def scripts_can_be_run():
    """What has a first line for the kernel is there to be called."""
    for path in scripts():
        if shebang(path) and not os.access(ROOT / path, os.X_OK):
            yield f"{path}:1: chmod +x {path}"


RULES = [
    include_direction,
    rocksdb_places,
    grpc_places,
    grpc_stays_in_the_adapter,
    every_test_has_a_target,
    every_event_has_a_golden_file,
    every_rpc_is_implemented,
    rpcs_say_who_may_call_them,
    rpcs_say_what_they_change,
    every_reason_is_in_the_table,
    functions_fit_a_screen,
    header_guards,
    headers_open_with_a_promise,
    no_loose_ends,
    no_machine_paths,
    no_exceptions,
    interfaces_take_absl_string_view,
    every_folder_has_a_readme,
    links_lead_somewhere,
    code_is_formatted,
    scripts_are_sound,
    scripts_can_be_run,
]


def main(arguments):
    by_name = {rule.__name__: rule for rule in RULES}
    if arguments == ["--list"]:
        print("\n".join(by_name))
        return 0
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    unknown = [name for name in arguments if name not in by_name]
    if unknown:
        print(f"no such rule: {', '.join(unknown)}; --list names them", file=sys.stderr)
        return 2
    count = 0
    for rule in [by_name[name] for name in arguments] or RULES:
        for finding in rule():
            count += 1
            print(f"{finding}  [{rule.__name__}]")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
