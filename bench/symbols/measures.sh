# What bench/symbolication does with each core.

# make_programs: small, threads (one program), big, packed, and the cores of each, if they are not there.
make_programs() {
  if [[ ! -e $programs/threads.zst ]]; then
    gcc -g -O1 -pthread -o "$programs/small" "$root/bench/symbols/threads.c" && ln -sf small "$programs/threads" || return 1
    make_cores "$programs" small "$programs/small" 2 && make_cores "$programs" threads "$programs/small" 100 || return 1
  fi
  if [[ ! -e $programs/big-$units ]]; then
    say "making the big program of $units units"
    make_big "$programs" "$units" && make_cores "$programs" big "$programs/big" || return 1
    objcopy --compress-debug-sections=zlib "$programs/big" "$programs/packed" || return 1
    # The same build, so the same core.
    cp "$programs/big.zst" "$programs/packed.zst" && cp "$programs/big.core" "$programs/packed.core" && touch "$programs/big-$units"
  fi
}

# debug_megabytes FILE: of its sections with debugging information.
debug_megabytes() {
  local size sum=0
  while read -r size; do ((sum += 16#$size)); done < <(readelf -SW "$1" | sed -n 's/^ *\[ *[0-9]*\] *\.debug_[^ ]* *PROGBITS *[0-9a-f]* *[0-9a-f]* *\([0-9a-f]*\) .*/\1/p')
  echo $((sum / 1000000))
}

# middle FILE COLUMN: median of a column.
middle() { awk -v "column=$2" '{ print $column }' "$1" | sort -g | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# row CASE NAME MS PROCESSOR_MS MEGABYTES
row() {
  local of_gdb=–
  [[ -z ${gdb_ms:-} ]] || of_gdb="1/$(calculate "$gdb_ms / $3" '%.1f')"
  printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$2" "$3" "$4" "$(calculate "1000 / $3" '%.1f')" "$5" "$of_gdb"
}

# each CASE NAME COUNT COMMAND...: a process for each core. One that is run once only takes long, and its files are in memory.
each() {
  local case=$1 name=$2 count=$3
  shift 3
  { ((count == 1)) || "$work/measure" 1 "$@" >/dev/null; } && "$work/measure" "$count" "$@" >"$work/each" || { printf '| %s | %s | failed | | | | |\n' "$case" "$name"; return 0; }
  each_ms=$(calculate "$(middle "$work/each" 1)" '%.0f')
  row "$case" "$name" "$each_ms" "$(calculate "$(middle "$work/each" 2)" '%.0f')" "$(calculate "$(middle "$work/each" 3) / 1024" '%.0f')"
}

# stays CASE NAME VERB ARGUMENT...: one process, many times the same core.
stays() {
  local case=$1 name=$2
  shift 2
  "$@" >"$work/stays" || { printf '| %s | %s | failed | | | | |\n' "$case" "$name"; return 0; }
  row "$case" "$name" "$(middle "$work/stays" 2)" – "$(calculate "$(middle "$work/stays" 5) / 1024" '%.0f') ($(calculate "$(middle "$work/stays" 6) / 1024" '%.0f') without mapped files)"
}

# What this machine may have of debugging information of its own libraries is nobody's.
gdb_options=(-nx -iex 'set auto-load off' -iex 'set debuginfod enabled off' -iex 'set debug-file-directory /nowhere' -iex 'set libthread-db-search-path /nowhere' -batch)

# libraries PROGRAM: its files of this machine.
libraries() { ldd "$1" | grep -o '/[^ ]*'; }

measure_case() {
  local case=$1 program=$programs/$1 core=$programs/$1.core packed=$programs/$1.zst count=$runs peers=$runs tables=$work/tables-$1 given one many
  [[ $case != big && $case != packed ]] || count=$big_runs peers=$peer_big_runs
  mapfile -t given < <(echo "$program"; libraries "$program")
  say "measuring $case"

  gdb_ms=''
  each "$case" 'gdb, `bt` of all threads, a process each' "$peers" gdb "${gdb_options[@]}" -ex 'thread apply all bt' "$program" "$core"
  gdb_ms=$each_ms
  cp "$work/each" "$work/one"

  # Of the same program packed the debugger has nothing new to tell.
  if [[ $case != packed ]]; then
    each "$case" 'gdb, `bt full`, a process each' "$peers" gdb "${gdb_options[@]}" -ex 'thread apply all bt full' "$program" "$core"

    # One process: what five more cores take.
    many=()
    for ((n = 0; n < 5; n++)); do many+=(-ex "core-file $core" -ex 'thread apply all bt'); done
    "$work/measure" "$peers" gdb "${gdb_options[@]}" -ex 'thread apply all bt' "${many[@]}" "$program" "$core" >"$work/many" &&
      row "$case" 'gdb, `bt` of all threads, one process' "$(calculate "($(middle "$work/many" 1) - $(middle "$work/one" 1)) / 5" '%.0f')" \
        "$(calculate "($(middle "$work/many" 2) - $(middle "$work/one" 2)) / 5" '%.0f')" "$(calculate "$(middle "$work/many" 3) / 1024" '%.0f')"
  fi
  [[ -z $has_eu ]] || each "$case" 'eu-stack with lines and inlined calls' "$peers" eu-stack -is --debuginfo-path=/nowhere -e "$program" --core "$core"

  [[ -z $native ]] || each "$case" 'Fleet, a process each, native binary' "$count" "$native" once "$packed" "${given[@]}"
  [[ -z $ready ]] || each "$case" 'Fleet, a process each, ReadyToRun' "$count" "$ready" once "$packed" "${given[@]}"
  each "$case" 'Fleet, a process each, compiled when it runs' "$count" "$frames" once "$packed" "${given[@]}"
  if [[ $case == big || $case == packed ]]; then
    stays "$case" 'Fleet, files opened anew for each core' "$frames" anew "$seconds" "$packed" "${given[@]}"
    one=$("$frames" --tables "$tables" make "$program")
    note "$case: derived tables took $(calculate "$one / 1000" '%.1f') s to make and have $(($(du --bytes -c "$tables"/*.tables | tail -n 1 | cut -f 1) / 1000000)) MB."
    [[ -z $native ]] || { "$native" --tables "$tables-native" make "$program" >/dev/null; each "$case" 'Fleet, a process each, native binary, derived tables' "$count" "$native" --tables "$tables-native" once "$packed" "${given[@]}"; }
    [[ -z $ready ]] || { "$ready" --tables "$tables-ready" make "$program" >/dev/null; each "$case" 'Fleet, a process each, ReadyToRun, derived tables' "$count" "$ready" --tables "$tables-ready" once "$packed" "${given[@]}"; }
    stays "$case" 'Fleet, files opened anew for each core, derived tables' "$frames" --tables "$tables" anew "$seconds" "$packed" "${given[@]}"
    stays "$case" 'Fleet, files open, derived tables' "$frames" --tables "$tables" many "$seconds" "$packed" "${given[@]}"
    stays "$case" 'Fleet with locals, files open, derived tables' "$frames" --tables "$tables" locals "$seconds" "$packed" "${given[@]}"
    rm -rf "$tables-native" "$tables-ready"
  else
    stays "$case" 'Fleet, files open' "$frames" many "$seconds" "$packed" "${given[@]}"
    stays "$case" 'Fleet with locals, files open' "$frames" locals "$seconds" "$packed" "${given[@]}"
  fi

  if [[ $case == packed && -e $work/answer-big ]]; then
    cp "$work/answer-big" "$work/answer-packed"
  else
    CORPUS_PROGRAM=$program CORPUS_CORES=$core CORPUS_ANSWER=$work/answer-$case CORPUS_VARIABLES=0 \
      gdb "${gdb_options[@]}" -x "$root/tests/Symbolication.Tests/Corpus/Oracle/oracle.py" >"$work/oracle.log" 2>&1 || { cat "$work/oracle.log" >&2; return 1; }
  fi
  read -r same_addresses addresses same_sources sources < <("$frames" --tables "$tables" compare "$work/answer-$case" "$packed" "${given[@]}" 2>"$work/differences-$case")
  note "$case: $same_addresses of $addresses addresses and $same_sources of $sources functions and lines are gdb's; $("$frames" --tables "$tables" variables "$packed" "${given[@]}") variables."
  sed 's/^/bench: /' "$work/differences-$case" >&2
}

# note TEXT: for below the table.
note() { echo "- $1" >>"$work/notes"; }

report_agreement() { cat "$work/notes"; }
