# shellcheck shell=bash
# Long work as named steps: sourced by deploy/quickstart and tests/run.
#
#   configure dev
#   step "Building" cmake --build build/dev
#
# On a terminal one line counts the seconds; elsewhere a line stands at the start, every
# 30 seconds and at the end. What the command prints goes to a log, which is shown if
# it fails. Interrupting ends the command and everything it started.

steps_log=
steps_pid=

# Ends the running command with all its children. For exit traps.
steps_end() {
  if [ -n "$steps_pid" ]; then
    kill -TERM -- "-$steps_pid" 2>/dev/null || true
    wait "$steps_pid" 2>/dev/null || true
    steps_pid=
  fi
  [ -z "$steps_log" ] || rm -f "$steps_log"
}

# How far the command is, if it says so the way ninja does: "[12/345]".
steps_progress() {
  tail -c 400 "$steps_log" | tr '\r' '\n' | sed -n 's/^\[\([0-9]*\/[0-9]*\)\].*/ \1,/p' | tail -n 1
}

steps_failed() { # name seconds code
  printf '%s: FAILED after %d s. The end of what it printed:\n' "$1" "$2" >&2
  grep -E '(error|Error|ERR!): |undefined reference|^E: ' "$steps_log" | tail -n 20 | sed 's/^/  > /' >&2 || true
  tail -n 25 "$steps_log" | sed 's/^/  | /' >&2
  return "$3"
}

# Configures build/PRESET. A checkout that was copied or moved brings along a cache of the old
# place, which would build the old tree: that cache is thrown away first.
configure() { # preset
  local build=build/$1 home
  home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build/CMakeCache.txt" 2>/dev/null) || true
  if [ -n "$home" ] && ! [ "$home" -ef . ]; then
    echo "build/$1 was configured in $home: configuring it anew"
    rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles" "$build/build.ninja"
  fi
  step "Configuring ($1)" cmake --preset "$1"
}

step() { # name command...
  local name=$1 start=$SECONDS seconds said=0 code=0
  shift
  [ -n "$steps_log" ] || steps_log=$(mktemp "${TMPDIR:-/tmp}/verkan-step.XXXXXX")
  setsid "$@" >"$steps_log" 2>&1 </dev/null &
  steps_pid=$!
  while kill -0 "$steps_pid" 2>/dev/null; do
    seconds=$((SECONDS - start))
    if [ -t 1 ]; then
      printf '\r%s …%s %d s ' "$name" "$(steps_progress)" "$seconds"
    elif [ $((seconds / 30)) -ne $said ]; then
      said=$((seconds / 30))
      printf '%s …%s %d s\n' "$name" "$(steps_progress)" "$seconds"
    fi
    sleep 0.2
  done
  wait "$steps_pid" || code=$?
  steps_pid=
  seconds=$((SECONDS - start))
  [ -t 1 ] && printf '\r\033[K'
  [ $code -eq 0 ] || { steps_failed "$name" "$seconds" "$code"; return; }
  printf '%s: done, %d s\n' "$name" "$seconds"
}
