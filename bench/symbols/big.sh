# The big program: a few units of templates, each linked many times under other names, as a large program has many units that are much alike.

# make_big FOLDER UNITS: FOLDER/big with as many units, about 3 MB of debugging information each.
make_big() {
  local folder=$1 units=$2 distinct=6 n
  mkdir -p "$folder/objects"
  for ((n = 0; n < distinct; n++)); do echo "$n"; done |
    xargs -P "$(nproc)" -I '{}' g++ -std=c++17 -g -O2 -c -DPART='{}' -DINSTANCES=4 -o "$folder/part-{}.o" "$root/bench/symbols/part.cpp" || return 1
  {
    echo "#define PARTS $units"
    for ((n = 0; n < units; n++)); do echo "int enter_part_$n(int, const std::function<int(int)> &);"; done
    echo 'static int enter(int part, int depth, const std::function<int(int)> &next) {'
    echo '  static int (*const all[])(int, const std::function<int(int)> &) = {'
    for ((n = 0; n < units; n++)); do echo "enter_part_$n,"; done
    echo '  };'
    echo '  return all[part](depth, next);'
    echo '}'
  } >"$folder/big-parts.inc"
  for ((n = 0; n < units; n++)); do
    objcopy --redefine-sym "_Z10enter_partiRKSt8functionIFiiEE=_Z$((11 + ${#n}))enter_part_${n}iRKSt8functionIFiiEE" "$folder/part-$((n % distinct)).o" "$folder/objects/$n.o" || return 1
  done
  g++ -std=c++17 -g -O1 -pthread -I "$folder" -o "$folder/big" "$root/bench/symbols/big.cpp" "$folder"/objects/*.o || return 1
  rm -rf "$folder/objects" "$folder"/part-*.o
}
