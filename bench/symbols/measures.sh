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

# row CASE NAME MS PROCESSOR_MS RATE MEGABYTES: beside what gdb took, $gdb, time and processor.
row() {
  local of_gdb=–
  [[ -z ${gdb:-} ]] || of_gdb="$(calculate "${gdb% *} / $3" '%.1f') ($(calculate "${gdb#* } / $4" '%.1f'))"
  printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$2" "$3" "$4" "$5" "$6" "$of_gdb"
}

# each CASE NAME COUNT COMMAND...: a process for each core. One that is run once only takes long, and its files are in memory.
each() {
  local case=$1 name=$2 count=$3
  shift 3
  { ((count == 1)) || "$work/measure" 1 "$@" >/dev/null; } && "$work/measure" "$count" "$@" >"$work/each" || { failed "$case" "$name"; return 0; }
  each_ms=$(calculate "$(middle "$work/each" 1)" '%.0f') each_processor=$(calculate "$(middle "$work/each" 2)" '%.0f')
  row "$case" "$name" "$each_ms" "$each_processor" "$(calculate "1000 / $each_ms" '%.1f')" "$(calculate "$(middle "$work/each" 3) / 1024" '%.0f')"
}

# failed CASE NAME
failed() {
  printf '| %s | %s | failed | | | | |\n' "$1" "$2"
  failures+=("$1: $2")
}

# stays CASE NAME PROCESSES COMMAND...: that measures itself, many times the same core.
stays() {
  local case=$1 name=$2
  shift 2
  "${worker[@]}" "$@" >"$work/stays" 2>"$work/stays.log" || { head -n 5 "$work/stays.log" >&2; failed "$case" "$name"; return 0; }
  local first warm_seconds warm_times middle_ms processor rate peak anonymous allocated
  read -r first warm_seconds warm_times middle_ms processor rate peak anonymous allocated <"$work/stays"
  row "$case" "$name" "$middle_ms" "$processor" "$rate" "$(calculate "$peak / 1024" '%.0f') ($(calculate "$anonymous / 1024" '%.0f') without mapped files)"
  if ((warm_times > 0)); then warm_times="after $warm_times cores and"; else warm_times='not even after'; fi
  note "$case, $name: warm $warm_times $warm_seconds s; the first core took $first ms; each allocates $allocated KiB."
}

# What this machine may have of debugging information of its own libraries is nobody's.
gdb_options=(-nx -iex 'set auto-load off' -iex 'set debuginfod enabled off' -iex 'set debug-file-directory /nowhere' -iex 'set libthread-db-search-path /nowhere' -batch)

# libraries PROGRAM: its files of this machine.
libraries() { ldd "$1" | grep -o '/[^ ]*'; }

# As the platform starts its workers (src/Silo/Workers/WorkerCommand.cs).
worker=(env DOTNET_gcServer=0 DOTNET_gcConcurrent=0 DOTNET_TieredPGO=0)

measure_case() {
  local case=$1 program=$programs/$1 core=$programs/$1.core packed=$programs/$1.zst count=$runs peers=$runs tables=$work/tables-$1 with='' given with_tables=() gdb gdb_full gdb_frames more eu_stack
  [[ $case != big && $case != packed ]] || count=$big_runs peers=$peer_big_runs with=', derived tables'
  mapfile -t given < <(echo "$program"; libraries "$program")
  say "measuring $case"

  # Of the same program packed the debugger has nothing new to tell.
  gdb='' gdb_frames=''
  if [[ $case != packed ]]; then
    each "$case" 'gdb, `bt` of all threads, a process each' "$peers" gdb "${gdb_options[@]}" -ex 'thread apply all bt' "$program" "$core"
    gdb_frames="$each_ms $each_processor"
  fi
  each "$case" 'gdb, `bt full`, a process each' "$peers" gdb "${gdb_options[@]}" -ex 'thread apply all bt full' "$program" "$core"
  gdb_full="$each_ms $each_processor"

  # One process: what a core takes when the first has been read.
  if [[ $case != packed ]]; then
    more=$more_cores gdb=$gdb_full
    [[ $case != big ]] || more=$more_big_cores
    AGAIN_CORE=$core AGAIN_COUNT=$more AGAIN_COMMAND='bt full' AGAIN_FIGURES=$work/again \
      gdb "${gdb_options[@]}" -ex 'thread apply all bt full' -ex "source $root/bench/symbols/again.py" "$program" "$core" >"$work/again.log" 2>&1
    if [[ -s $work/again ]]; then
      each_ms=$(calculate "$(middle "$work/again" 1)" '%.1f')
      row "$case" 'gdb, `bt full`, one process' "$each_ms" "$(calculate "$(middle "$work/again" 2)" '%.1f')" "$(calculate "1000 / $each_ms" '%.1f')" "$(calculate "$(middle "$work/again" 3) / 1024" '%.0f')"
      rm "$work/again"
    else
      tail -n 3 "$work/again.log" >&2
      failed "$case" 'gdb, `bt full`, one process'
    fi
  fi

  gdb=${gdb_frames:-$gdb_full}
  if [[ -n $has_eu ]]; then
    # Of some programs it does not find more than the innermost frames.
    eu_stack=(eu-stack -is --debuginfo-path=/nowhere -e "$program" --core "$core")
    each "$case" "eu-stack with lines and inlined calls: $("${eu_stack[@]}" 2>/dev/null | grep -c '^#') frames" "$peers" "${eu_stack[@]}"
  fi

  gdb=$gdb_full
  [[ -z $native ]] || each "$case" 'Fleet, a process each, native binary' "$count" "$native" once "$packed" "${given[@]}"
  [[ -z $ready ]] || each "$case" 'Fleet, a process each, ReadyToRun' "$count" "$ready" once "$packed" "${given[@]}"
  each "$case" 'Fleet, a process each, compiled when it runs' "$count" "$frames" once "$packed" "${given[@]}"
  if [[ -n $with ]]; then
    stays "$case" 'Fleet, files opened anew for each core' "$frames" workers 1 anew "$seconds" "$packed" "${given[@]}"
    note "$case: derived tables took $(calculate "$("$frames" --tables "$tables" make "$program") / 1000" '%.1f') s to make and have $(($(du --bytes -c "$tables"/*.tables | tail -n 1 | cut -f 1) / 1000000)) MB."
    with_tables=(--tables "$tables")
    if [[ -n $native ]]; then
      "$native" --tables "$tables-native" make "$program" >/dev/null
      each "$case" "Fleet, a process each, native binary$with" "$count" "$native" --tables "$tables-native" once "$packed" "${given[@]}"
      rm -rf "$tables-native"
    fi
    each "$case" "Fleet, a process each, compiled when it runs$with" "$count" "$frames" "${with_tables[@]}" once "$packed" "${given[@]}"
    stays "$case" "Fleet, files opened anew for each core$with" "$frames" "${with_tables[@]}" workers 1 anew "$seconds" "$packed" "${given[@]}"
  fi

  # With the tables the packed program is read as the other one.
  if [[ $case != packed ]]; then
    gdb=$gdb_frames
    stays "$case" "Fleet without locals, files open$with" "$frames" "${with_tables[@]}" workers 1 frames "$seconds" "$packed" "${given[@]}"
    gdb=$gdb_full
    stays "$case" "Fleet, files open$with, two processes" "$frames" "${with_tables[@]}" workers 2 many "$seconds" "$packed" "${given[@]}"
  fi
  stays "$case" "Fleet, files open$with" "$frames" "${with_tables[@]}" workers 1 many "$seconds" "$packed" "${given[@]}"

  if [[ $case == packed && -e $work/answer-big ]]; then
    cp "$work/answer-big" "$work/answer-packed"
  else
    CORPUS_PROGRAM=$program CORPUS_CORES=$core CORPUS_ANSWER=$work/answer-$case CORPUS_VARIABLES=0 \
      gdb "${gdb_options[@]}" -x "$root/tests/Symbolication.Tests/Corpus/Oracle/oracle.py" >"$work/oracle.log" 2>&1 || { cat "$work/oracle.log" >&2; return 1; }
  fi
  read -r frames_count variables < <("$frames" --tables "$tables" count "$packed" "${given[@]}")
  read -r same_addresses addresses same_sources sources < <("$frames" --tables "$tables" compare "$work/answer-$case" "$packed" "${given[@]}" 2>"$work/differences-$case")
  note "$case: $same_addresses of $addresses addresses and $same_sources of $sources functions and lines are gdb's; we have $frames_count frames with $variables variables."
  sed 's/^/bench: /' "$work/differences-$case" >&2
}

# note TEXT: for below the table.
note() { echo "- $1" >>"$work/notes"; }
