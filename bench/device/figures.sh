# What a program costs: processor time and memory of a process and of all that it started.

# tree PID: it and its descendants.
tree() {
  local pid=$1 child
  echo "$pid"
  for child in $(cat "/proc/$pid"/task/*/children 2>/dev/null); do tree "$child"; done
}

# tree_cpu PID: seconds, user and system.
tree_cpu() {
  local pid sum=0
  for pid in $(tree "$1"); do sum="$sum + $(cpu_seconds "$pid" 2>/dev/null || echo 0)"; done
  calculate "$sum" '%.2f'
}

# tree_memory PID: KiB resident, its proportional share of what is mapped by several, and of that what is no file's.
tree_memory() {
  local pid
  for pid in $(tree "$1"); do cat "/proc/$pid/smaps_rollup" 2>/dev/null; done |
    awk '/^Rss:/ { rss += $2 } /^Pss:/ { pss += $2 } /^Pss_Anon:/ { own += $2 } END { print rss + 0, pss + 0, own + 0 }'
}

# column FILE N HOW: the median or the maximum of the N-th column.
column() {
  awk -v "n=$2" '{ print $n }' "$1" | sort -g | awk -v "how=$3" '{ value[NR] = $1 } END { print how == "max" ? value[NR] : how == "min" ? value[1] : value[int((NR + 1) / 2)] }'
}

# sum FILE N: of the N-th column.
sum() { awk -v "n=$2" '{ sum += $n } END { print sum + 0 }' "$1"; }

# io PID NAME: of /proc/PID/io.
io() { awk -v "name=$2:" '$1 == name { print $2 }' "/proc/$1/io"; }

# kib BYTES, mib KIB
kib() { calculate "$1 / 1024" '%.1f'; }
mib() { calculate "$1 / 1024" '%.1f'; }
