#!/usr/bin/env bash
# Installs the package with pip into a fresh environment of every Python from 3.10 to 3.13 that there is (in PATH or
# pyenv) and runs the README's program there. Needs .build/release/libnormkit.so and pip's index for what the package needs.
set -euo pipefail
cd "$(dirname "$0")/.."
library=$PWD/.build/release/libnormkit.so
work=.build/pythons
rm -rf "$work" && mkdir -p "$work"
awk '$0 == "```python" {inside = 1; next} inside && $0 == "```" {exit} inside' README.md > "$work/readme.py"

# find_python VERSION: prints its path, or nothing.
find_python() {
  for candidate in $(command -v "python$1") "$HOME/.pyenv/versions/$1".*/bin/python; do
    if "$candidate" -c "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '$1'.split('.'))))" 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
}

# try_python VERSION PYTHON: installs and runs; what the program printed, or a failure.
try_python() {
  "$2" -m venv "$work/$1"
  NORMKIT_LIBRARY=$library "$work/$1/bin/pip" install -q --disable-pip-version-check ./bindings/python
  (cd "$work/$1" && env -u NORMKIT_LIBRARY -u PYTHONPATH bin/python ../readme.py) > "$work/$1.txt"
  awk '/^test accuracy/ {found = ($3 >= 0.9)} END {exit !found}' "$work/$1.txt"
}

passed=0 absent=0
for version in 3.10 3.11 3.12 3.13; do
  python=$(find_python "$version")
  if [ -z "$python" ]; then
    echo "python $version: not here"
    absent=$((absent + 1))
    continue
  fi
  try_python "$version" "$python"
  echo "python $version: $(cat "$work/$version.txt")"
  passed=$((passed + 1))
done
echo "pythons: $passed passed, 0 failed, $absent not here"
[ "$passed" -gt 0 ]
