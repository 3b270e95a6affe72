#!/usr/bin/env bash
# The Python package as it is given away: wheel and sdist are made and checked, and what goes wrong without swift or without
# the library is said clearly. With "whole" the sdist is unpacked elsewhere, built there with swift, and its wheel used.
# Needs .build/release/libnormkit.so, or what NORMKIT_LIBRARY names, and numpy in .build/venv, or in NORMKIT_PYTHON's place.
# Usage: Tests/package.sh [whole]
set -uo pipefail
cd "$(dirname "$0")/.."
library=$(realpath "${NORMKIT_LIBRARY:-.build/release/libnormkit.so}")
python=$(cd "$(dirname "${NORMKIT_PYTHON:-.build/venv/bin/python}")" && pwd)/python
unset NORMKIT_LIBRARY PYTHONPATH
tools=$PWD/.build/wheel-venv/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source Tests/checks.sh

# says TEXT COMMAND…: the command fails, and says so.
says() {
  local text=$1 output
  shift
  output=$("$@" 2>&1) && { echo "worked"; return 1; }
  grep -qF "$text" <<< "$output" || { echo "does not say \"$text\" but: $output"; return 1; }
}

make_both() { NORMKIT_LIBRARY=$library bindings/python/wheel.sh; }

build_wheel() { "$tools/python" -m build --no-isolation --wheel --outdir "$work/out" "${1:-bindings/python}"; }

# Nothing but Python is in PATH.
without_swift() { PATH=$tools build_wheel "$@"; }

# install WHEEL FOLDER: its files, without its dependencies.
install() { "$python" -m pip install -q --disable-pip-version-check --no-deps --target "$2" "$1"; }

# The README's program with the package in a folder, away from the checkout.
readme() {
  awk '$0 == "```python" {inside = 1; next} inside && $0 == "```" {exit} inside' README.md > "$work/readme.py"
  (cd "$work" && PYTHONPATH=$1 "$python" readme.py) | awk '/^test accuracy/ {found = ($3 >= 0.9)} END {exit !found}'
}

own_library() {
  local place
  place=$(cd "$work" && PYTHONPATH=$1 "$python" -c 'import normkit; print(normkit.build_info())') || return 1
  echo "$place" | grep -F "$1/normkit/libnormkit.so"
}

stripped() { ! readelf -S --wide "$1/normkit/libnormkit.so" | grep -E '\.(symtab|debug_)'; }

has_licence() { cmp LICENSE bindings/python/LICENSE && cmp LICENSE "$1"/normkit-*.dist-info/licenses/LICENSE; }

check "the wheel and the sdist are made; auditwheel and check-wheel-contents" make_both
check "without swift" says "there is no swift in PATH" without_swift
check "a library that is not there" says "NORMKIT_LIBRARY names /nowhere, which is no file" env NORMKIT_LIBRARY=/nowhere \
  "$tools/python" -m build --no-isolation --wheel --outdir "$work/out" bindings/python
check "the wheel is installed" install dist/*.whl "$work/installed"
check "the README's program" readme "$work/installed"
check "the library is the wheel's own" own_library "$work/installed"
check "the library is stripped" stripped "$work/installed"
check "the licence is inside" has_licence "$work/installed"
mkdir "$work/sdist"
check "the sdist is unpacked" tar xzf dist/*.tar.gz -C "$work/sdist" --strip-components 1
check "the sdist has the licence" cmp LICENSE "$work/sdist/LICENSE"
check "the sdist, without swift" says "there is no swift in PATH" without_swift "$work/sdist"
check "the sdist, without its sources" says "Package.swift" env NORMKIT_LIBRARY= \
  bash -c "mv '$work/sdist/swift' '$work/aside' && cd '$work/sdist' && '$tools/python' -m build --no-isolation --wheel . ; code=\$?; mv '$work/aside' '$work/sdist/swift'; exit \$code"
if [ "${1:-}" = whole ]; then
  check "the sdist, built with swift" build_wheel "$work/sdist"
  check "its wheel is installed" install "$work"/out/*.whl "$work/built"
  check "the README's program with it" readme "$work/built"
fi
ls -l dist | awk 'NR > 1 {print $NF ": " $5 " bytes"}'
echo "package: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
