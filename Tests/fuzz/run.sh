#!/usr/bin/env bash
# Every input of the fuzzer's corpus, and changed ones for a few seconds, against the release library; no fuzzer needed.
# Usage: [LIBRARY_FOLDER=.build/release] Tests/fuzz/run.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=.build/fuzz/short
mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
passed=0
for target in archive idx calls; do
  sources=(Tests/fuzz/memory_file.c)
  [ "$target" != calls ] || sources=(Tests/C/abuse/{calls_*,draw,folder,handles,judge,sequence}.c)
  gcc -std=gnu99 -Wall -Wextra -Werror -O1 -IInclude -ITests/C -ITests/C/abuse -ITests/fuzz Tests/fuzz/main.c \
    "Tests/fuzz/fuzz_$target.c" "${sources[@]}" -o "$work/$target" -L"$library" -lnormkit -lm -Wl,-rpath,"$library"
  # As much memory as a small machine has: sizes that no machine has must be refused.
  (ulimit -v 4194304 && "$work/$target" "${1:-4}" 1 Tests/fuzz/corpus/"$target"/*)
  passed=$((passed + 1))
done
echo "fuzz: $passed passed, 0 failed"
