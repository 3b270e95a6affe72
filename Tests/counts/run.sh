#!/usr/bin/env bash
# Counts that no other program disturbs, against those in Tests/counts/thresholds.txt: memory that steady training steps
# ask for, and, where valgrind is installed, the instructions of a step on AVX2 and one thread.
# Usage: Tests/counts/run.sh [write]; "write" puts what it finds into the file.
set -euo pipefail
cd "$(dirname "$0")/../.."
library=$PWD/.build/release
work=.build/counts
file=Tests/counts/thresholds.txt
tolerance=3
mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
cc -std=c99 -Wall -Wextra -Werror -pedantic -O1 -IInclude -ITests/C Tests/counts/step.c -o "$work/step" \
  -L"$library" -lnormkit -lpthread -Wl,-rpath,"$library"

# instructions NETWORK STEPS: those of so many steps after the two that make the plan.
instructions() {
  local out=$work/callgrind.$1
  NORMKIT_CPU=avx2 NORMKIT_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file="$out" --collect-atstart=no \
    --toggle-collect=normkit_model_train_on_batch "$work/step" "$1" "$2" >"$work/log.$1" 2>&1 || { cat "$work/log.$1"; return 1; }
  awk '$1 == "summary:" || $1 == "totals:" {print $2; exit}' "$out"
}

measure() {
  local network steps
  while read -r network steps; do
    echo "allocations $network $("$work/step" "$network" "$steps" | awk '{print $2}')"
  done <<<$'mlp100 100\nmlp512 100\ncnn 10\nresnet20 5'
  if command -v valgrind >/dev/null; then
    while read -r network steps; do
      echo "instructions $network $(instructions "$network" "$steps")"
    done <<<'mlp100 5'
  else
    echo "valgrind: not installed, instructions left out" >&2
  fi
}

measure >"$work/measured.txt"
if [ "${1:-}" = write ]; then
  cp "$work/measured.txt" "$file"
fi
# Allocations must not rise at all, instructions not by more than the tolerance. Where they have fallen by more, `make
# counts` writes the file anew, so that the gain is kept.
awk -v tolerance="$tolerance" '
  FNR == NR { known[$1 " " $2] = $3; next }
  {
    name = $1 " " $2
    if (!(name in known)) { print name ": " $3 ", not in the file"; bad++; next }
    slack = $1 == "instructions" ? known[name] * tolerance / 100 : 0
    verdict = $3 > known[name] + slack ? "MORE" : $3 < known[name] - slack ? "fewer; make counts keeps the gain" : "as before"
    printf "%s: %d, known %d: %s\n", name, $3, known[name], verdict
    if (verdict == "MORE") bad++; else good++
  }
  END { printf "counts: %d passed, %d failed\n", good, bad; exit bad > 0 }
' "$file" "$work/measured.txt"
