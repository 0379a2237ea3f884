# Cores: a debugger holds a process where it crashes, writes its core, and has the agent trim that, as the kernel would. core_pattern stays as it is.

# make_cores FOLDER NAME PROGRAM ARGUMENT...: FOLDER/NAME.core, and what the agent keeps of it, FOLDER/NAME.core.zst.
make_cores() {
  local folder=$1 name=$2 program=$3
  shift 3
  mkdir -p "$folder/$name-agent"
  printf '[data]\ndirectory = "%s"\n[control]\nsocket = "%s"\n[device]\nsoftware_type = "bench"\n' "$folder/$name-agent" "$folder/none" >"$folder/$name.toml"
  cat >"$folder/$name-trim" <<TEXT
exec '$bin/DeviceAgent/release/fleetd' core --config '$folder/$name.toml' --data '$folder/$name-agent' "\$1" 0 0 11 0 0 host '${program//\//!}' "\$2" <'$folder/$name.core'
TEXT
  gdb -nx -iex 'set auto-load off' -iex 'set debuginfod enabled off' -batch -ex "run $*" -ex "generate-core-file $folder/$name.core" \
    -ex "python import os; t = gdb.selected_thread().ptid; os.system('DOTNET_TieredPGO=0 sh $folder/$name-trim %d %d' % (t[0], t[1]))" -ex kill "$program" >"$folder/$name.log" 2>&1
  mv "$(find "$folder/$name-agent" -name '*.core.zst' | head -n 1)" "$folder/$name.core.zst" 2>/dev/null &&
    zstd -q -d -f -o "$folder/$name.trimmed" "$folder/$name.core.zst" || { tail -n 5 "$folder/$name.log" >&2; return 1; }
}
