#!/bin/sh
# Lints the contract and looks for changes that would break a client that was built against baseline.binpb: the contract as last released.
# Needs `buf` (npm: @bufbuild/buf) on the PATH or in $BUF. No network: buf reads what protoc has compiled.
#   src/Api/lint.sh                    lint and compare
#   src/Api/lint.sh --accept           make the contract as it is now the baseline
set -eu
cd "$(dirname "$0")"
buf=${BUF:-buf}
image=../../artifacts/obj/Api/fleet.binpb
dotnet build Api.csproj -v quiet -nologo -t:CompileDescriptors
if [ "${1:-}" = "--accept" ]; then
  "$buf" build "$image" --exclude-source-info --exclude-imports -o baseline.binpb
  exit
fi
"$buf" lint "$image" --config buf.yaml --exclude-path google
"$buf" breaking "$image" --config buf.yaml --exclude-path google --against baseline.binpb
echo "contract: clean"
