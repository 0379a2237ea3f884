# Part "usual": what a device has to do all day, by all programs at the same time, each with its own load.

usual_packets=500 usual_lines=100

declare -A usual_pid usual_text usual_cpu

# usual_row NAME TEXT: takes the program that was started last into the table.
usual_row() {
  usual_names+=("$1")
  usual_pid[$1]=$started usual_text[$1]=$2
}

measure_usual() {
  local name half=$((seconds / 2)) lines lost senders=() usual_names=()
  pin=()
  start_server "$work/server" || return 1
  start_fleetd usual "https://localhost:$server_port" "server.ca_file = \"$server_ca\"" "report.interval = \"$((half > 0 ? half : 1))s\"" || return 1
  local fleetd_port=$statsd_port
  usual_row '**fleetd**' "$usual_packets packets/s, $usual_lines lines/s into its log, collectd's values, the system once a minute, a report over TLS every $half s"

  local statsd_ports=("$fleetd_port") syslog_ports=("$((fleetd_port + 2))")
  if need_collectd && collectd_url="http://127.0.0.1:$((fleetd_port + 1))/collectd" start_collectd usual-collectd cpu memory load interface df disk write_http; then
    usual_row collectd "$usual_packets packets/s, the plugins cpu, memory, load, interface, df and disk at 10 s, write_http to fleetd"
    statsd_ports+=("$statsd_port")
  fi
  if need_netdata && start_netdata usual-netdata yes; then
    usual_row netdata "$usual_packets packets/s, its plugins proc and diskspace at 10 s, database in memory; no learning, no alarms, no other plugin"
    statsd_ports+=("$statsd_port")
  fi
  if need_npm_statsd && start_npm_statsd usual-npm; then
    usual_row 'npm `statsd`' "$usual_packets packets/s, console backend at 10 s"
    statsd_ports+=("$statsd_port")
  fi
  if need_rsyslog && start_rsyslog usual-rsyslog; then
    usual_row rsyslog "$usual_lines lines/s into a file"
    syslog_ports+=("$syslog_port")
  fi

  sleep 5
  for name in "${usual_names[@]}"; do usual_cpu[$name]=$(tree_cpu "${usual_pid[$name]}"); done
  for port in "${statsd_ports[@]}"; do start "$work/usual-send-$port.json" "$work/send" statsd "$port" "$usual_packets" "$seconds" && senders+=("$started"); done
  for port in "${syslog_ports[@]}"; do start "$work/usual-send-$port.json" "$work/send" syslog "$port" "$usual_lines" "$seconds" && senders+=("$started"); done
  while kill -0 "${senders[@]}" 2>/dev/null; do
    sleep "$sample_seconds"
    for name in "${!usual_names[@]}"; do tree_memory "${usual_pid[${usual_names[name]}]}" >>"$work/usual-$name.samples"; done
  done
  wait "${senders[@]}"
  for name in "${usual_names[@]}"; do usual_cpu[$name]=$(calculate "$(tree_cpu "${usual_pid[$name]}") - ${usual_cpu[$name]}" '%.2f'); done

  # Nothing may have been lost on the way, or less was done than is said.
  lost=$(calculate "$(field "$work/usual-send-$fleetd_port.json" packets) - $(counter usual statsd_packets)")
  lines=$(calculate "$(field "$work/usual-send-$((fleetd_port + 2)).json" packets) - $(counter usual log_lines)")
  for port in "${statsd_ports[@]}" "${syslog_ports[@]}"; do lost=$((lost + $(udp_drops "$port"))); done
  say "usual: $lost packets and $lines lines lost; fleetd has $(counter usual collectd_values) values of collectd"
  ((lost == 0 && lines == 0)) || say 'usual: something was lost: do not trust these figures'

  {
    head_line
    cat <<TEXT
All ran at the same time for $seconds s, each with a load of its own: StatsD packets of one metric (100 keys: 60 counters, 30 gauges, 10 timers), syslog lines of 135 bytes over UDP.
CPU is user and system time of the process and its children; memory is theirs, looked at every $sample_seconds s: resident (median and highest), PSS (pages that several processes map
count by their share), and of that what is no file's. $( ((lost == 0 && lines == 0)) && echo 'Nothing was lost on the way.' || echo "**$lost packets and $lines lines were lost.**")

| program | its load | CPU, % of one core | resident MiB | highest | PSS MiB | no file's MiB |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
TEXT
    for name in "${!usual_names[@]}"; do
      local row=${usual_names[name]} samples=$work/usual-$name.samples
      printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$row" "${usual_text[$row]}" "$(calculate "100 * ${usual_cpu[$row]} / $seconds" '%.2f')" \
        "$(mib "$(column "$samples" 1 median)")" "$(mib "$(column "$samples" 1 max)")" "$(mib "$(column "$samples" 2 median)")" "$(mib "$(column "$samples" 3 median)")"
    done
  } >"$work/usual.md"
  for name in "${usual_names[@]}"; do stop "${usual_pid[$name]}"; done
  stop "$server"
}
