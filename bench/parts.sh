# The measurements. Each leaves its figures in "$work/PART.json" and variables named PART_*.

# Kestrel that reads the same bodies and stores nothing.
measure_empty() {
  local port
  port=$(free_port)
  ASPNETCORE_URLS=http://127.0.0.1:$port start "$work/empty.log" "$bin/EmptyEndpoint/release/Fleet.EmptyEndpoint"
  wait_for "http://127.0.0.1:$port/" "$started" "$work/empty.log" || return 1
  peer empty "http://127.0.0.1:$port" 2 "$work/warm.json" || return 1
  local before
  before=$(cpu_seconds "$started")
  peer empty "http://127.0.0.1:$port" "$reports" "$work/empty.json" || return 1
  empty_cpu=$(calculate "($(cpu_seconds "$started") - $before) * 1e6 / $(field "$work/empty.json" uploads)")
  stop "$started"
}

# peer FORMAT URL REPORTS OUT
peer() {
  timeout 600 "$bin/PeerLoad/release/Fleet.PeerLoad" "$1" "$2" "$devices" "$3" "$metrics" "$connections" >"$4" || { cat "$4" >&2; return 1; }
}

# simulate OUT DEVICES REPORTS SEED
simulate() {
  FLEET_PROFILE=$profile timeout 900 "$bin/Cli/release/fleet" simulate --json --rate max --devices "$2" --reports "$3" --seed "$4" \
    --metrics "$metrics" --distributions 0 --connections "$connections" --check-timeout 3m >"$1" || { cat "$1" >&2; return 1; }
}

# measure_fleet PART ARGUMENT...: the platform with these arguments.
measure_fleet() {
  local part=$1 port few=$((devices / 10)) cpu before
  shift
  port=$(free_port)
  start "$work/$part.log" "$bin/Gateway/release/Fleet.Gateway" --data "$work/$part" --port "$port" --write-profile "$work/$part-profile.json" "$@"
  local server=$started
  wait_for "http://127.0.0.1:$port/" "$server" "$work/$part.log" || return 1
  profile=$work/$part/profile.json
  local i
  for ((i = 0; i < 100; i++)); do [[ -s $profile ]] && break; sleep 0.1; done

  # Warm-up and memory: some devices, then ten times as many, which contain them.
  simulate "$work/warm.json" "$few" 2 1 || return 1
  sleep 2
  local some all
  some=$(rss_kib "$server")
  simulate "$work/warm.json" "$devices" 1 1 || return 1
  sleep 2
  all=$(rss_kib "$server")
  printf -v "${part}_memory" '%s' "$(calculate "($all - $some) / ($devices - $few)" '%.1f')"

  before=$(cpu_seconds "$server")
  simulate "$work/$part.json" "$devices" "$reports" 1 || return 1
  cpu=$(calculate "($(cpu_seconds "$server") - $before) * 1e6 / $(field "$work/$part.json" uploads)")
  printf -v "${part}_cpu" '%s' "$cpu"
  printf -v "${part}_samples" '%s' $((metrics * (2 * few + devices + devices * reports)))
  stop "$server"
}

measure_embedded() {
  measure_fleet embedded || return 1
  embedded_disk=$(calculate "$(disk_bytes "$work/embedded") / $embedded_samples" '%.1f')
}

measure_postgres() {
  start_postgres || return 1
  measure_fleet postgres --postgres "$postgres_connection" || return 1
  sql checkpoint
  postgres_disk=$(calculate "$(sql "select pg_database_size('fleet')") / $postgres_samples" '%.1f')
}

# What PostgreSQL takes of rows of the same size when nothing else has to be done: COPY from a file, one transaction, with the primary key.
measure_copy() {
  [[ -n $postgres_data ]] || start_postgres || return 1
  local payload rows=$((devices * reports)) file=$work/postgres/rows.csv begin end
  payload=$(calculate "${payload_bytes:-290} / 16")
  sql 'create database copying'
  local into=(-d copying)
  sql "create table source as select (i % 64)::int shard, i::bigint position, 'default' project, 'sim-1-' || lpad(i::text, 6, '0') device, 1::bigint sequence,
       now() received_at, 1::smallint format, decode(repeat(md5(i::text), $payload / 2 + 1), 'hex') payload from generate_series(1, $rows) i;
       create table target (like source, primary key (shard, position))" "${into[@]}"
  sql "\\copy source to '$file' csv" "${into[@]}"
  begin=$(date +%s%N)
  sql "\\copy target from '$file' csv" "${into[@]}"
  end=$(date +%s%N)
  copy_rate=$(calculate "$rows * 1e9 / ($end - $begin)")
  rm -f "$file"
}

# VictoriaMetrics, a request for each heartbeat with a line for each sample, by the same client.
measure_victoria() {
  need_package victoria-metrics victoria-metrics || return 1
  local port before
  port=$(free_port)
  start "$work/victoria.log" victoria-metrics -storageDataPath "$work/victoria" -httpListenAddr "127.0.0.1:$port" -retentionPeriod 12
  wait_for "http://127.0.0.1:$port/health" "$started" "$work/victoria.log" || return 1
  before=$(cpu_seconds "$started")
  peer prometheus "http://127.0.0.1:$port" "$victoria_reports" "$work/victoria.json" || return 1
  victoria_cpu=$(calculate "($(cpu_seconds "$started") - $before) * 1e6 / $(field "$work/victoria.json" uploads)")
  stop "$started"
  victoria_disk=$(calculate "$(disk_bytes "$work/victoria") / ($(field "$work/victoria.json" uploads) * $metrics)" '%.1f')
}
