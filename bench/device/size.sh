# Part "size": of the binary as it is installed.

measure_size() {
  {
    head_line
    echo "\`fleetd\`, which is \`fleetctl\` and the coredump handler too: $(stat -c %s "$fleetd") bytes ($(calculate "$(stat -c %s "$fleetd") / 1048576" '%.2f') MiB); with xz as a package has it, $(xz -9e -c "$fleetd" | wc -c) bytes."
  } >"$work/size.md"
}
