#!/usr/bin/env bash
# The binary interface against those of earlier versions, each a folder with its header, its symbols and abidw's dump: types
# and places in the table are the same, no symbol is gone, and programs built with the old header run with this library.
# Usage: [LIBRARY_FOLDER=.build/release] Tests/abi/run.sh
# A release's dump: Tests/abi/run.sh dump VERSION.
set -uo pipefail
cd "$(dirname "$0")/../.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=.build/abi
mkdir -p "$work"
passed=0
failed=0

check() {
  local name=$1
  shift
  if "$@" > "$work/log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$name: FAILED"
    cat "$work/log"
  fi
}

# The library itself is stripped, and Swift: types are those of the header that it is built with.
Tests/abi/stub.sh Include/normkit.h "$work/now.so" || exit 1
symbols() { nm -D -g --defined-only "$library/libnormkit.so" | awk '{print $3}' | sort; }

if [ "${1:-}" = dump ]; then
  folder=Tests/abi/${2:?usage: Tests/abi/run.sh dump VERSION}
  mkdir -p "$folder"
  cp Include/normkit.h "$folder/normkit.h"
  abidw --no-show-locs --no-corpus-path --no-comp-dir-path "$work/now.so" > "$folder/normkit.abi"
  symbols > "$folder/symbols"
  exit
fi

same_types() { abidiff --no-added-syms "$1/normkit.abi" "$work/now.so"; }
no_symbol_gone() {
  local gone
  gone=$(comm -23 "$1/symbols" <(symbols))
  [ -z "$gone" ] || { echo "gone: $gone"; return 1; }
}
# Both ways in: by symbol and by table.
old_program_runs() {
  local folder=$1
  gcc -std=c99 -I"$folder" examples/c/quickstart.c -o "$work/old" -L"$library" -lnormkit -Wl,-rpath,"$library" &&
    "$work/old" && gcc -std=c99 -I"$folder" examples/c/plugin_host.c -o "$work/old_host" -ldl &&
    "$work/old_host" "$library/libnormkit.so"
  local status=$?
  rm -f digits.safetensors
  return $status
}
# C99, C11 and C++17, with every warning.
header_compiles() { "$1" -x "$2" "-std=$3" -Wall -Wextra -Wpedantic -Werror -fsyntax-only Include/normkit.h; }

for compiler in gcc clang; do
  command -v "$compiler" >/dev/null || { echo "$compiler: not installed, left out"; continue; }
  check "$compiler, C99" header_compiles "$compiler" c c99
  check "$compiler, C11" header_compiles "$compiler" c c11
  check "$compiler, C++17" header_compiles "$compiler" c++ c++17
done
for folder in Tests/abi/*/; do
  folder=${folder%/}
  check "symbols of $(basename "$folder")" no_symbol_gone "$folder"
  if command -v abidiff >/dev/null; then check "types of $(basename "$folder")" same_types "$folder"; else echo "abidiff: not installed, left out"; fi
  check "programs built with $(basename "$folder")" old_program_runs "$folder"
done
echo "abi: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
