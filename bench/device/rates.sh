# Part "rates": StatsD metrics a second on one processor before the kernel has to drop a packet, and what a metric costs.

fixed_rate_1=20000 fixed_rate_20=5000

# trial PACKETS_PER_SECOND PER_PACKET SECONDS: sends to $statsd_port, waits until all is read. Leaves $trial_lost, $trial_sent packets, $trial_cpu in µs a metric taken,
# $trial_rate in packets/s.
trial() {
  local drops cpu i
  drops=$(udp_drops "$statsd_port") cpu=$(tree_cpu "$receiver")
  "${pin_sender[@]}" "$work/send" statsd "$statsd_port" "$1" "$3" "$2" >"$work/trial.json" || return 1
  for ((i = 0; i < 100; i++)); do [[ $(udp_waiting "$statsd_port") == 0 ]] && break; sleep 0.1; done
  sleep 0.1
  trial_lost=$(($(udp_drops "$statsd_port") - drops))
  trial_sent=$(field "$work/trial.json" packets)
  trial_rate=$(calculate "$trial_sent / $(field "$work/trial.json" seconds)")
  trial_cpu=$(calculate "($(tree_cpu "$receiver") - $cpu) * 1e6 / (($trial_sent - $trial_lost) * $2 + 1)" '%.3f')
}

# holds PACKETS_PER_SECOND PER_PACKET: whether one of three trials lost nothing. The other two may have met something else that wanted the processor.
holds() {
  local i
  for i in 1 2 3; do
    trial "$1" "$2" "$trial_seconds" || return 1
    ((trial_lost == 0)) && return 0
  done
  return 1
}

# highest PER_PACKET: by halving the logarithm of what lies between a rate that holds and one that does not. Leaves $highest_rate in packets/s, $highest_cpu, and
# $highest_sign, ≥ when the sender could not do more.
highest() {
  local low=500 high=$sender_limit try
  highest_rate=0 highest_cpu=– highest_sign=
  if holds "$high" "$1"; then
    highest_rate=$trial_rate highest_cpu=$trial_cpu highest_sign='≥ '
    return
  fi
  while (($(calculate "($high / $low > $precision)"))); do
    try=$(calculate "sqrt($low * $high)")
    if holds "$try" "$1"; then
      low=$try
      ((trial_rate <= highest_rate)) || highest_rate=$trial_rate highest_cpu=$trial_cpu
    else
      high=$try
    fi
  done
}

# rates_of NAME: measures the receiver that was started last, and makes its row.
rates_of() {
  local receiver=$started per i fixed cells=
  sleep 2
  for per in 1 20; do
    fixed=fixed_rate_$per
    : >"$work/fixed"
    for i in 1 2 3; do
      trial "${!fixed}" "$per" "$fixed_seconds" || return 1
      echo "$trial_cpu" >>"$work/fixed"
    done
    sender_limit_for=sender_limit_$per
    sender_limit=${!sender_limit_for}
    highest "$per"
    cells+=" $(column "$work/fixed" 1 median) | $highest_cpu | $highest_sign$(calculate "$highest_rate * $per / 1e6" '%.3f') |"
    say "$1, $per a packet: $(paste -sd ' ' "$work/fixed") µs at ${!fixed} packets/s; $highest_sign$highest_rate packets/s, $highest_cpu µs"
  done
  rates_rows+="| $1 |$cells"$'\n'
  stop "$receiver"
}

measure_rates() {
  local last=$(($(nproc) - 1)) rates_rows='' receiver trial_lost trial_sent trial_rate trial_cpu per
  if ((last < 1)); then
    say 'rates: needs two processors'
    return 1
  fi
  # Above other programs where that is allowed: a receiver that does not run for some milliseconds loses packets whatever it can do.
  pin=(taskset -c "$last" nice -n -10) pin_sender=(taskset -c 0 nice -n -10)

  statsd_port=$(free_udp_port)
  start "$work/receive.log" "${pin[@]}" "$work/receive" "$statsd_port"
  receiver=$started
  wait_for_udp "$statsd_port" "$receiver" "$work/receive.log" || return 1
  for per in 1 20; do
    trial 0 "$per" 2 || return 1
    # With some room: at its very limit it cannot keep a rate.
    printf -v "sender_limit_$per" '%s' "$(calculate "0.9 * $trial_rate")"
  done
  say "the sender makes up to $sender_limit_1 packets/s of 1 metric, $sender_limit_20 of 20"
  rates_of 'bare receive loop in C (`recvmmsg`, reads nothing)' || return 1

  start_fleetd rates http://127.0.0.1:9/ 'logs.enabled = false' || return 1
  rates_of '**fleetd**' || return 1
  if need_netdata && start_netdata rates-netdata no; then rates_of netdata || return 1; fi
  if need_collectd && collectd_url='' start_collectd rates-collectd; then rates_of collectd || return 1; fi
  if need_npm_statsd && start_npm_statsd rates-npm; then rates_of 'npm `statsd`' || return 1; fi
  pin=()

  {
    head_line
    cat <<TEXT
One processor for the receiver, one for the sender; metrics as above. CPU is µs of user and system time a metric: at a fixed rate ($fixed_rate_1 packets/s of one metric, $fixed_rate_20 of twenty; median of
three times $fixed_seconds s), and at the highest rate, in million metrics/s, at which one of three trials of $trial_seconds s lost nothing, to $(calculate "100 * ($precision - 1)") %. Drops are the kernel's, of the socket. Each asks for the receive buffer that it asks
for: fleetd and the bare loop 4 MiB, the others none. With ≥ the sender could not do more.

| receiver | CPU µs, 1 a packet, fixed | at the highest | highest M/s | CPU µs, 20 a packet, fixed | at the highest | highest M/s |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
TEXT
    printf '%s' "$rates_rows"
  } >"$work/rates.md"
}
