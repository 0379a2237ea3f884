# Cores: a debugger holds a process where it crashes, writes its core, and has the agent trim that, as the kernel would. core_pattern stays as it is.

# make_cores FOLDER NAME PROGRAM ARGUMENT...: what the agent keeps of the core, as it uploads it, FOLDER/NAME.zst, and that unpacked, FOLDER/NAME.core.
make_cores() {
  local folder=$1 name=$2 program=$3
  shift 3
  mkdir -p "$folder/$name-agent"
  printf '[data]\ndirectory = "%s"\n[control]\nsocket = "%s"\n[device]\nsoftware_type = "bench"\n' "$folder/$name-agent" "$folder/none" >"$folder/$name.toml"
  cat >"$folder/$name-trim" <<TEXT
exec '$bin/DeviceAgent/release/fleetd' core --config '$folder/$name.toml' --data '$folder/$name-agent' "\$1" 0 0 11 0 0 host '${program//\//!}' "\$2" <'$folder/$name.whole'
TEXT
  gdb -nx -iex 'set auto-load off' -iex 'set debuginfod enabled off' -batch -ex "run $*" -ex "generate-core-file $folder/$name.whole" \
    -ex "python import os; t = gdb.selected_thread().ptid; os.system('DOTNET_TieredPGO=0 sh $folder/$name-trim %d %d' % (t[0], t[1]))" -ex kill "$program" >"$folder/$name.log" 2>&1
  local kept
  kept=$(find "$folder/$name-agent" -name '*.core.zst' | head -n 1)
  if [[ -z $kept ]] || ! mv "$kept" "$folder/$name.zst" || ! zstd -q -d -f -o "$folder/$name.core" "$folder/$name.zst"; then
    tail -n 5 "$folder/$name.log" >&2
    return 1
  fi
  rm -rf "$folder/$name.whole" "$folder/$name-agent" "$folder/$name-trim" "$folder/$name.toml" "$folder/$name.log"
}
