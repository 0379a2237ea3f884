# Part "bytes": what 24 reports of 100 metrics write and send, and what a log adds.

bytes_reports=24 bytes_names=(plain tls mixed system) bytes_logs=(1 100)

# bytes_agent NAME KIND SCHEME SERVER_PORT LINE...: an agent with a relay of its own on the way to the server, and 100 metrics of this kind (see send.c), each told
# once a second.
bytes_agent() {
  local name=$1 relay_port
  relay_port=$(free_udp_port)
  start "$work/bytes-$name.relay" "$work/relay" "$relay_port" "$4" 1000
  start_fleetd "$name" "$3://localhost:$relay_port" 'logs.enabled = false' "${@:5}" || return 1
  bytes_pid[$name]=$started
  start "$work/bytes-send-$name.json" "$work/send" "$2" "$statsd_port" 100 600
}

# report_once NAME: one report, sent and acknowledged. Then what an hour would do besides happens at once: the relay ends the connection, and the kernel writes out
# what waits in its cache. Prints bytes sent, received, of HTTP bodies sent, written to disk, and handed to the kernel to be written.
report_once() {
  local name=$1 folder=$work/fleetd-$1/data before after written handed body closed i
  before=$(bytes_sent "$name") closed=$(wc -l <"$work/bytes-$name.relay")
  written=$(io "${bytes_pid[$name]}" write_bytes) handed=$(io "${bytes_pid[$name]}" wchar) body=$(counter "$name" sync_sent_bytes)
  fleetctl "$name" sync >/dev/null || return 1
  for ((i = 0; i < 100; i++)); do
    [[ $(wc -l <"$work/bytes-$name.relay") -gt $closed ]] && break
    sleep 0.1
  done
  handed=$(($(io "${bytes_pid[$name]}" wchar) - handed))
  find "$folder" -type f -exec sync {} +
  after=$(bytes_sent "$name")
  echo "$((${after% *} - ${before% *})) $((${after#* } - ${before#* })) $(($(counter "$name" sync_sent_bytes) - body)) $(($(io "${bytes_pid[$name]}" write_bytes) - written)) $handed"
}

# bytes_sent NAME: over all its connections that have ended: bytes from the device, bytes to it.
bytes_sent() { awk '{ up += $1; down += $2 } END { print up + 0, down + 0 }' "$work/bytes-$1.relay"; }

measure_bytes() {
  local -A bytes_pid
  local name i lines since ca plain_key plain_port plain_server
  pin=()
  plain_port=$(free_udp_port)
  start "$work/bytes-plain.log" "$bin/Gateway/release/Fleet.Gateway" --data "$work/bytes-plain" --port "$plain_port" --write-profile "$work/bytes-plain.json"
  plain_server=$started
  wait_for "http://127.0.0.1:$plain_port/" "$plain_server" "$work/bytes-plain.log" || return 1
  start_server "$work/bytes-server" || return 1
  plain_key=$(field "$work/bytes-plain/profile.json" projectKey) ca="server.ca_file = \"$server_ca\""

  bytes_agent tls gauges https "$server_port" "$ca" 'system.enabled = false' || return 1
  bytes_agent mixed statsd https "$server_port" "$ca" 'system.enabled = false' || return 1
  bytes_agent system gauges https "$server_port" "$ca" || return 1
  # A log costs by the second, not by the report.
  for lines in "${bytes_logs[@]}"; do
    start_fleetd "log$lines" "https://localhost:$server_port" "$ca" || return 1
    bytes_pid[log$lines]=$started
    start "$work/bytes-send-log$lines.json" "$work/send" syslog $((statsd_port + 2)) "$lines" 600
  done
  server_key=$plain_key
  bytes_agent plain gauges http "$plain_port" 'system.enabled = false' || return 1

  # The first brings the key table; the second confirms what the server answered to it.
  sleep 5
  for name in "${bytes_names[@]}"; do
    report_once "$name" >"$work/bytes-$name.first" && report_once "$name" >/dev/null || return 1
  done
  local -A log_written log_bytes
  since=$(date +%s%N)
  for lines in "${bytes_logs[@]}"; do
    log_written[$lines]=$(io "${bytes_pid[log$lines]}" write_bytes) log_bytes[$lines]=$(counter "log$lines" log_written_bytes)
  done
  for ((i = 0; i < bytes_reports; i++)); do
    sleep 1.1
    for name in "${bytes_names[@]}"; do report_once "$name" >>"$work/bytes-$name.reports" || return 1; done
  done
  while (($(date +%s%N) - since < log_seconds * 1000000000)); do sleep 1; done
  since=$(calculate "($(date +%s%N) - $since) / 1e9" '%.1f')
  for lines in "${bytes_logs[@]}"; do
    log_written[$lines]=$(($(io "${bytes_pid[log$lines]}" write_bytes) - log_written[$lines]))
    log_bytes[$lines]=$(($(counter "log$lines" log_written_bytes) - log_bytes[$lines]))
  done

  {
    head_line
    cat <<TEXT
One report after the other, $bytes_reports of them as of a day, of agents without a log. After each, what an hour does besides is done at once: the connection is closed, so that each report has
its own handshake, and what waits in the page cache is written out. Every metric is told once a second with changing values, so that last, mean, minimum and maximum of a gauge differ.
*Sent* and *received* are counted by a relay between agent and server, TCP's own headers not included; *body* is the compressed report, the agent's \`sync_sent_bytes\`. *Written* is
\`write_bytes\` of \`/proc/PID/io\`, whole pages as the disk gets them, without the file system's journal; *data* is what was handed over to be written (\`wchar\`).

| per report, medians | body | sent | received | data | written | sent per day | data per day | written per day |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
$(bytes_row plain '100 gauges, HTTP')
$(bytes_row tls '100 gauges, HTTPS')
$(bytes_row mixed '60 counters, 30 gauges, 10 timers, HTTPS')
$(bytes_row system '100 gauges and the own metrics of the system, HTTPS')

The first contact, which registers the device and brings the key table: $(awk '{ print $1 " B sent, of them " $3 " B bodies" }' "$work/bytes-tls.first") (HTTPS, 100 gauges).

A log, of lines of 135 bytes over syslog, adds to that, measured over $since s and taken times a day:

| lines | written per day | of it data of the log |
| --- | ---: | ---: |
$(for lines in "${bytes_logs[@]}"; do
      printf '| %s/s | %s MiB | %s MiB |\n' "$lines" "$(calculate "${log_written[$lines]} / $since * 86400 / 1048576" '%.1f')" "$(calculate "${log_bytes[$lines]} / $since * 86400 / 1048576" '%.1f')"
    done)

Of a log nothing is sent unless somebody asks for it. While logging is on for the device all of it is: as many bytes as the log has data.
TEXT
  } >"$work/bytes.md"
  for name in "${!bytes_pid[@]}"; do stop "${bytes_pid[$name]}"; done
  stop "$server"
  stop "$plain_server"
}

# bytes_row NAME TEXT
bytes_row() {
  local file=$work/bytes-$1.reports
  printf '| %s | %s B | %s B | %s B | %s B | %s KiB | %s KiB | %s KiB | %s KiB |\n' "$2" "$(column "$file" 3 median)" "$(column "$file" 1 median)" "$(column "$file" 2 median)" \
    "$(column "$file" 5 median)" "$(kib "$(column "$file" 4 median)")" "$(kib "$(sum "$file" 1)")" "$(kib "$(sum "$file" 5)")" "$(kib "$(sum "$file" 4)")"
}
