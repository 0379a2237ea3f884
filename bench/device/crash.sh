# Part "crash": how long a program that crashes stays until it is gone, by who takes its core. Changes core_pattern and core_pipe_limit, and puts both back.

crash_megabytes=500 core_pattern=/proc/sys/kernel/core_pattern core_pipe_limit=/proc/sys/kernel/core_pipe_limit

# restore_core_pattern: also from the trap.
restore_core_pattern() {
  [[ -n ${saved_core_pattern+set} ]] || return 0
  printf '%s' "$saved_core_pattern" >"$core_pattern"
  printf '%s' "$saved_core_pipe_limit" >"$core_pipe_limit"
  unset saved_core_pattern
}

# crash_row NAME FILE SIZE
crash_row() { printf '| %s | %s | %s | %s |\n' "$1" "$(column "$2" 1 median)" "$(column "$2" 1 max)" "$3"; }

# crash_with PATTERN LIMIT OUT: all runs under this pattern.
crash_with() {
  printf '%s' "$1" >"$core_pattern" || return 1
  (cd "$work/cores" && ulimit -c "$2" && timeout 300 "$work/crash" "$crash_megabytes" "$crash_runs") >"$3"
}

measure_crash() {
  if ! [[ -w $core_pattern ]]; then
    say 'crash: only root may set core_pattern'
    return 1
  fi
  local folder=$work/fleetd-crash file_bytes core_bytes cores crashes handler
  mkdir -p "$work/cores"

  # The tests take the same lock: only one at a time may own core_pattern.
  exec 8>"${TMPDIR:-/tmp}/fleet-core-pattern.lock"
  if ! flock -w 300 8; then
    say 'crash: somebody else holds core_pattern'
    return 1
  fi
  pin=()
  # The daemon runs, as on a device; it has no server, so that every core is kept.
  start_fleetd crash http://127.0.0.1:9/ 'coredump.rate = 3600' 'logs.enabled = false' || return 1
  local daemon=$started
  handler=$("$fleetd" core --print-sysctl --config "$folder/fleetd.toml" | sed -n 's/^kernel\.core_pattern = //p')
  saved_core_pattern=$(cat "$core_pattern") saved_core_pipe_limit=$(cat "$core_pipe_limit")

  crash_with "$saved_core_pattern" 0 "$work/crash-none" || { restore_core_pattern; return 1; }
  "$fleetd" core --print-sysctl --config "$folder/fleetd.toml" | sed -n 's/^kernel\.core_pipe_limit = //p' >"$core_pipe_limit"
  crash_with "$handler" unlimited "$work/crash-fleetd" || { restore_core_pattern; return 1; }
  crash_with core unlimited "$work/crash-file" || { restore_core_pattern; return 1; }
  restore_core_pattern
  exec 8>&-
  file_bytes=$(find "$work/cores" -type f -name 'core*' -printf '%s %b\n' | sort -n | tail -n 1)
  rm -rf "$work/cores"

  cores=$(find "$folder/data/coredumps" -name '*.core*' -type f | wc -l)
  core_bytes=$(find "$folder/data/coredumps" -name '*.core*' -type f -printf '%s\n' | sort -n | tail -n 1)
  crashes=$(counter crash coredump_crashes)
  stop "$daemon"
  say "crash: $crashes crashes counted, $cores cores of up to $core_bytes B kept; a core file has $file_bytes"
  ((cores == crash_runs)) || say "crash: $cores cores of $crash_runs crashes"

  {
    head_line
    cat <<TEXT
A process that has touched $crash_megabytes MB gets a SIGSEGV; milliseconds from just before that until its parent's \`waitpid\` has it. $crash_runs times each.

| core goes to | median ms | highest ms | bytes of the core |
| --- | ---: | ---: | ---: |
$(crash_row 'nobody (`ulimit -c 0`): the process taken down, no more' "$work/crash-none" –)
$(crash_row '**fleetd core**, strategy `threads`' "$work/crash-fleetd" "$core_bytes")
$(crash_row 'a file, `core`' "$work/crash-file" "$(calculate "${file_bytes% *}")")

fleetd kept $cores cores of $crash_runs crashes, and counted $crashes.
TEXT
  } >"$work/crash.md"
}
