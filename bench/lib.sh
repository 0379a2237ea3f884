# Children, ports and figures for bench/run. Every process started here is ended by its id, whatever happens.

children=()

# shellcheck disable=SC2317 # called by the trap
clean_up() {
  local pid
  trap - EXIT INT TERM
  for pid in "${children[@]}"; do stop "$pid"; done
  [[ -z ${postgres_data:-} ]] || stop_postgres
  [[ -n ${keep:-} ]] || rm -rf "$work"
}

say() { printf 'bench: %s\n' "$*" >&2; }

fail() { say "$*"; exit 1; }

# stop PID: asks, waits at most 30 s, then ends it.
stop() {
  local pid=$1 i
  kill -TERM "$pid" 2>/dev/null || return 0
  for ((i = 0; i < 300; i++)); do
    kill -0 "$pid" 2>/dev/null || { wait "$pid" 2>/dev/null || true; return 0; }
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

# start LOG COMMAND...: runs it in the background; its id is in $started.
start() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null &
  started=$!
  children+=("$started")
}

# wait_for URL PID LOG: until it answers HTTP, at most 90 s.
wait_for() {
  local i
  for ((i = 0; i < 450; i++)); do
    curl --silent --output /dev/null --max-time 2 "$1" && return 0
    kill -0 "$2" 2>/dev/null || { tail -n 5 "$3" >&2; return 1; }
    sleep 0.2
  done
  return 1
}

# free_port: one on which nothing listens, with a free one after it.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null || break
  done
  echo "$port"
}

# field FILE NAME: of a flat JSON object with a name a line.
field() { sed -n 's/^ *"'"$2"'": "\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p' "$1" | head -n 1; }

# calculate EXPRESSION [FORMAT]
calculate() { awk -v "format=${2:-%.0f}" "BEGIN { printf format, $1 }"; }

rss_kib() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

# cpu_seconds PID: user and system time that it has used.
cpu_seconds() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / hz }' "/proc/$1/stat"; }

# fill_section FILE NAME REPORT: puts a report in the place of what stands between the markers of that name.
fill_section() {
  awk -v "report=$3" -v "begin=<!-- $2:begin -->" -v "end=<!-- $2:end -->" '
    $0 == end { inside = 0 }
    !inside { print }
    $0 == begin { while ((getline line < report) > 0) print line; inside = 1 }' "$1" >"$work/section.md" && cp "$work/section.md" "$1"
}

disk_bytes() { du --summarize --bytes "$1" | cut -f 1; }

# need_package COMMAND PACKAGE: installs it where that is allowed.
need_package() {
  command -v "$1" >/dev/null || [[ -x $1 ]] && return 0
  if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    say "$2 is not installed and cannot be here: its row is left out"
    return 1
  fi
  say "installing $2"
  # Nobody can wait for the lock of the lists: they may be there, or whoever has it brings them.
  { { apt-get update || { sleep 20 && apt-get update; } || true; } &&
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=500 install -y --no-install-recommends "$2"; } >"$work/apt.log" 2>&1 ||
    { tail -n 3 "$work/apt.log" >&2; return 1; }
}
