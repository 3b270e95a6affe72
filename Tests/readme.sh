#!/usr/bin/env bash
# Extracts the README's programs and runs them as a reader would: what it shows is what works.
# Needs .build/release/libnormkit.so; the Python program runs where .build/venv has numpy.
set -euo pipefail
cd "$(dirname "$0")/.."
work=.build/readme
rm -rf "$work" && mkdir -p "$work"
ln -sf libnormkit.so .build/release/libnormkit.so.1

# extract LANGUAGE FILE: the README's block that begins with ```LANGUAGE.
extract() {
  awk -v fence='```'"$1" '$0 == fence {inside = 1; next} inside && $0 == "```" {exit} inside' README.md > "$2"
  [ -s "$2" ] || { echo "README.md has no $1 program"; exit 1; }
}

# expect_accuracy NAME TEXT: the program printed "test accuracy X" with X of at least .9.
expect_accuracy() {
  echo "$1: $2"
  echo "$2" | awk '/^test accuracy/ {found = ($3 >= 0.9)} END {exit !found}' || { echo "$1: below .9"; exit 1; }
}

extract c "$work/quickstart.c"
cc -std=c99 -Wall -Wextra -Werror -pedantic -IInclude "$work/quickstart.c" -L.build/release -lnormkit \
  -Wl,-rpath,"$PWD/.build/release" -o "$work/quickstart-c"
expect_accuracy "README's C program" "$("$work/quickstart-c")"

extract swift "$work/quickstart.swift"
diff "$work/quickstart.swift" examples/swift/quickstart.swift
expect_accuracy "README's Swift program" "$(swift run -c release quickstart 2>/dev/null)"

extract python "$work/quickstart.py"
if .build/venv/bin/python -c 'import numpy' 2>/dev/null; then
  expect_accuracy "README's Python program" \
    "$(NORMKIT_LIBRARY=$PWD/.build/release/libnormkit.so PYTHONPATH=bindings/python .build/venv/bin/python "$work/quickstart.py")"
  rm -f digits.safetensors
  echo "readme: 3 passed, 0 failed"
else
  rm -f digits.safetensors
  echo "readme: 2 passed, 0 failed; no numpy in .build/venv, the Python program is left out"
fi
