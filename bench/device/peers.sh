# The programs that are measured: each start_PROGRAM leaves its id in $started and returns when it listens. Ports and folders are the bench's own; SIGTERM ends each.

need_collectd() { need_package /usr/sbin/collectd collectd-core && need_file '/usr/lib/*/libyajl.so.2' libyajl2 && need_file '/usr/lib/*/libcurl-gnutls.so.4' libcurl3-gnutls; }
need_netdata() { need_package /usr/sbin/netdata netdata-core; }
need_rsyslog() { need_package /usr/sbin/rsyslogd rsyslog; }

# need_npm_statsd: the npm server with what its lock file says, in $work.
need_npm_statsd() {
  need_package node nodejs && need_package npm npm || return 1
  [[ -d $work/npm/node_modules/statsd ]] && return 0
  mkdir -p "$work/npm"
  cp "$root"/bench/device/npm-statsd/* "$work/npm/"
  (cd "$work/npm" && npm ci --omit=optional --ignore-scripts --no-audit --no-fund) >"$work/npm.log" 2>&1 || { tail -n 3 "$work/npm.log" >&2; return 1; }
}

# need_file PATTERN PACKAGE: as need_package, for what is no program.
need_file() { compgen -G "$1" >/dev/null || need_package /nonexistent "$2"; }

# udp_lines PORT: the lines of the kernel's table of sockets on that port.
udp_lines() { awk -v "port=$(printf ':%04X' "$1")" 'index($2, port) == 9 || index($2, port) == 33' /proc/net/udp /proc/net/udp6; }

# udp_drops PORT: datagrams that found a full buffer. udp_waiting PORT: bytes that are not read yet.
udp_drops() { udp_lines "$1" | awk '{ drops += $NF } END { print drops + 0 }'; }
udp_waiting() { udp_lines "$1" | awk '{ split($5, queue, ":"); if (queue[2] != "00000000") waiting = 1 } END { print waiting + 0 }'; }

# free_udp_port: one that no socket has, UDP or TCP, with three free ones behind it.
free_udp_port() {
  local port i
  while :; do
    port=$(free_port)
    for i in 0 1 2 3; do
      [[ -z $(udp_lines $((port + i))) ]] || continue 2
      ! (exec 3<>"/dev/tcp/127.0.0.1/$((port + i))") 2>/dev/null || continue 2
    done
    echo "$port"
    return
  done
}

# wait_for_udp PORT PID LOG: until a socket is bound, at most 60 s.
wait_for_udp() {
  local i
  for ((i = 0; i < 300; i++)); do
    [[ -z $(udp_lines "$1") ]] || return 0
    kill -0 "$2" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 5 "$3" >&2
  return 1
}

# start_server FOLDER: the platform, embedded, with TLS. Its port is in $server_port, a CA in $server_ca, the key of its project in $server_key.
start_server() {
  local folder=$1 i
  need_package openssl openssl || return 1
  mkdir -p "$folder"
  server_ca=$folder/server.pem
  [[ -e $server_ca ]] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$folder/server.key" -out "$server_ca" 2>"$folder/openssl.log" || { cat "$folder/openssl.log" >&2; return 1; }
  server_port=$(free_udp_port)
  start "$folder/server.log" "$bin/Gateway/release/Fleet.Gateway" --data "$folder/data" --port "$server_port" --write-profile "$folder/profile-copy.json" \
    --tls-cert "$server_ca" --tls-key "$folder/server.key"
  server=$started
  for ((i = 0; i < 450; i++)); do
    curl --silent --output /dev/null --max-time 2 --cacert "$server_ca" "https://localhost:$server_port/" && break
    kill -0 "$server" 2>/dev/null || { tail -n 5 "$folder/server.log" >&2; return 1; }
    sleep 0.2
  done
  for ((i = 0; i < 100; i++)); do [[ -s $folder/data/profile.json ]] && break; sleep 0.1; done
  server_key=$(field "$folder/data/profile.json" projectKey)
  [[ -n $server_key ]]
}

# start_fleetd NAME URL [LINE...]: the agent with this server and these lines of TOML besides; its StatsD port is in $statsd_port, write_http's is one more,
# syslog's two more.
start_fleetd() {
  local folder=$work/fleetd-$1 url=$2 i
  mkdir -p "$folder"
  statsd_port=$(free_udp_port)
  printf '%s\n' 'server.url = "'"$url"'"' 'server.key = "'"$server_key"'"' 'device.serial = "bench-'"$1"'"' 'data.directory = "'"$folder/data"'"' \
    'control.socket = "'"$folder/control.sock"'"' 'reboot.reason_file = "'"$folder/reboot-reason"'"' 'statsd.listen = "127.0.0.1:'"$statsd_port"'"' \
    'collectd.http = "127.0.0.1:'"$((statsd_port + 1))"'"' 'collectd.network = "127.0.0.1:'"$((statsd_port + 1))"'"' \
    'logs.syslog = "127.0.0.1:'"$((statsd_port + 2))"'"' 'logs.syslog_tcp = "127.0.0.1:'"$((statsd_port + 2))"'"' \
    'logs.fluent_bit = "127.0.0.1:'"$((statsd_port + 3))"'"' 'logs.forward = ""' "${@:3}" >"$folder/fleetd.toml"
  start "$folder/log" "${pin[@]}" "$fleetd" --config "$folder/fleetd.toml"
  for ((i = 0; i < 300; i++)); do
    fleetctl "$1" status --json >/dev/null 2>&1 && return 0
    kill -0 "$started" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 5 "$folder/log" >&2
  return 1
}

# fleetctl NAME ARGUMENT...
fleetctl() { "$work/fleetctl" --control "$work/fleetd-$1/control.sock" "${@:2}"; }

# counter NAME COUNTER: one of the agent's own.
counter() { fleetctl "$1" status --json | sed -n 's/.*"fleet\.agent\.'"$2"'": *\([0-9]*\).*/\1/p'; }

# start_collectd FOLDER [PLUGIN...]: with the statsd plugin on $statsd_port, and these; write_http posts to the agent at $collectd_url.
start_collectd() {
  local folder=$work/$1 plugin
  mkdir -p "$folder"
  statsd_port=$(free_udp_port)
  {
    printf '%s\n' 'Hostname "bench"' 'FQDNLookup false' "BaseDir \"$folder\"" "PIDFile \"$folder/pid\"" 'PluginDir "/usr/lib/collectd"' \
      'TypesDB "/usr/share/collectd/types.db"' 'Interval 10' 'LoadPlugin logfile' '<Plugin logfile>' 'LogLevel warning' 'File stderr' '</Plugin>' \
      'LoadPlugin statsd' '<Plugin statsd>' 'Host "127.0.0.1"' "Port \"$statsd_port\"" '</Plugin>'
    for plugin in "${@:2}"; do echo "LoadPlugin $plugin"; done
    [[ -z ${collectd_url:-} ]] || printf '%s\n' '<Plugin write_http>' '<Node "fleet">' "URL \"$collectd_url\"" 'Format "JSON"' 'BufferSize 4096' '</Node>' '</Plugin>'
  } >"$folder/collectd.conf"
  start "$folder/log" "${pin[@]}" /usr/sbin/collectd -f -C "$folder/collectd.conf"
  wait_for_udp "$statsd_port" "$started" "$folder/log"
}

# start_netdata FOLDER IS_COLLECTING: its statsd server on $statsd_port; IS_COLLECTING is yes or no, whether its own collectors for the system run too.
start_netdata() {
  local folder=$work/$1
  mkdir -p "$folder"/{etc,cache,lib,log}
  statsd_port=$(free_udp_port)
  cat >"$folder/netdata.conf" <<TEXT
[global]
  run as user = $(id -un)
[directories]
  config = $folder/etc
  cache = $folder/cache
  lib = $folder/lib
  log = $folder/log
[db]
  mode = ram
  update every = 10
[web]
  mode = static-threaded
  default port = $((statsd_port + 2))
  bind to = 127.0.0.1
[ml]
  enabled = no
[health]
  enabled = no
[plugins]
  proc = $2
  diskspace = $2
  statsd = yes
  timex = no
  tc = no
  idlejitter = no
  cgroups = no
  apps = no
  perf = no
  slabinfo = no
  nfacct = no
  ioping = no
  charts.d = no
  python.d = no
  go.d = no
  node.d = no
  fping = no
  ebpf = no
  checks = no
  enable running new plugins = no
[statsd]
  enabled = yes
  default port = $statsd_port
  bind to = udp:127.0.0.1:$statsd_port
TEXT
  start "$folder/log/out" "${pin[@]}" env DISABLE_TELEMETRY=1 DO_NOT_TRACK=1 /usr/sbin/netdata -D -c "$folder/netdata.conf" -P "$folder/pid"
  wait_for_udp "$statsd_port" "$started" "$folder/log/error.log"
}

# start_npm_statsd FOLDER: flushes every 10 s to its console backend, whose output goes nowhere.
start_npm_statsd() {
  local folder=$work/$1
  mkdir -p "$folder"
  statsd_port=$(free_udp_port)
  echo "{ address: '127.0.0.1', port: $statsd_port, mgmt_address: '127.0.0.1', mgmt_port: $((statsd_port + 1)), backends: ['./backends/console'] }" >"$folder/config.js"
  start /dev/null "${pin[@]}" node "$work/npm/node_modules/statsd/stats.js" "$folder/config.js"
  wait_for_udp "$statsd_port" "$started" /dev/null
}

# start_rsyslog FOLDER: takes syslog from UDP at $syslog_port and writes it to FOLDER/lines, as distributions have it.
start_rsyslog() {
  local folder=$work/$1
  mkdir -p "$folder"
  syslog_port=$(free_udp_port)
  printf '%s\n' "global(workDirectory=\"$folder\")" 'module(load="imudp")' "input(type=\"imudp\" address=\"127.0.0.1\" port=\"$syslog_port\")" \
    "action(type=\"omfile\" file=\"$folder/lines\")" >"$folder/rsyslog.conf"
  start "$folder/log" "${pin[@]}" /usr/sbin/rsyslogd -n -f "$folder/rsyslog.conf" -i "$folder/pid"
  wait_for_udp "$syslog_port" "$started" "$folder/log"
}
