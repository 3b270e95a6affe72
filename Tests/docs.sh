#!/usr/bin/env bash
# Compiles and runs every C program of docs/c.md, with the release library.
set -euo pipefail
cd "$(dirname "$0")/.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=$PWD/.build/docs
rm -rf "$work" && mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
awk -v work="$work" '/^```c$/ {inside = 1; ++count; next} /^```$/ {inside = 0} inside {print > (work "/" count ".c")}' docs/c.md
passed=0
for source in "$work"/*.c; do
  gcc -std=c99 -Wall -Wextra -Werror -pedantic -IInclude "$source" -o "${source%.c}" -L"$library" -lnormkit \
    -Wl,-rpath,"$library"
  (cd "$work" && "${source%.c}")
  passed=$((passed + 1))
done
[ "$passed" -ge 2 ] || { echo "docs/c.md has $passed programs"; exit 1; }
echo "docs/c.md: $passed passed, 0 failed"
