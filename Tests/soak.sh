#!/usr/bin/env bash
# What takes minutes: interrupts, children, and many models one after the other, from Python. Prints what it measured.
# Takes the library that NORMKIT_LIBRARY names, by default .build/release/libnormkit.so, and the environment that
# `make test` makes, or any Python with numpy in PYTHON.
set -uo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.build/venv/bin/python}
if [ ! -x "$python" ] && [ -z "${PYTHON:-}" ]; then
  python3 -m venv .build/venv && "$python" -m pip install -q --disable-pip-version-check numpy || exit 1
fi
export NORMKIT_LIBRARY=${NORMKIT_LIBRARY:-$PWD/.build/release/libnormkit.so} PYTHONPATH=$PWD/bindings/python
passed=0 failed=0
for name in interrupts children cycles; do
  if "$python" "Tests/soak/$name.py"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$name: FAILED"; fi
done
echo "soak: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
