#!/usr/bin/env bash
# Runs the demo in its quick form and checks what it says: the JSON's numbers against each other, batch norm's lead,
# folders packed with gzip, and the texts of its errors.
set -uo pipefail
cd "$(dirname "$0")/.."
swift build --product demo >&2 || exit 1
demo=$(swift build --show-bin-path)/demo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work/temporary
mkdir "$TMPDIR"
passed=0
failed=0

# check NAME COMMAND…: counts whether the command succeeds.
check() {
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

# fails_saying TEXT ARGUMENT…: whether the demo ends with an error that has the text.
fails_saying() {
  local text=$1
  shift
  ! "$demo" "$@" >"$work/out" 2>&1 && grep -qF -- "$text" "$work/out"
}

run_quick() { "$demo" --quick --json "$work/digits.json" >"$work/digits.txt"; }

check_numbers() { python3 Tests/demo_smoke.py numbers "$work/digits.json" "$work/digits.txt"; }

run_packed() {
  python3 Tests/demo_smoke.py pack "$work/packed" && "$demo" --quick --data "$work/packed" --json "$work/packed.json" \
    >"$work/packed.txt" && grep -q '"name" : "MNIST' "$work/packed.json" && grep -q '^  1,000 ' "$work/packed.txt"
}

check "quick run" run_quick
check "numbers agree" check_numbers
check "no control characters where output is no terminal" bash -c "! grep -q $'\x1b' '$work/digits.txt'"
check "MNIST from .gz" run_packed
check "missing folder" fails_saying "cannot read the folder $work/none" --data "$work/none"
check "empty folder" fails_saying "train-images-idx3-ubyte" --data "$(mkdir -p "$work/empty" && echo "$work/empty")"
cp -r "$work/packed" "$work/broken" && echo "this is no gzip file" >"$work/broken/train-labels-idx1-ubyte.gz"
check "broken .gz" fails_saying "train-labels-idx1-ubyte.gz: expected gzip" --data "$work/broken"
check "bad start values" fails_saying "--initial-std must be a number greater than 0, got -1.0" --initial-std=-1
check "nothing left in the temporary folder" test -z "$(ls "$TMPDIR")"
echo "demo-smoke: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
