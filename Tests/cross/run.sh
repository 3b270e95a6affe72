#!/usr/bin/env bash
# The same net, weights and batches give the same bits from C, Python and Swift, and each reads the others' files.
# Usage: PYTHON=.build/venv/bin/python Tests/cross/run.sh [train]; `train` leaves the checkpoints for the Swift test
# CrossLanguageTests (NORMKIT_CROSS_FOLDER=.build/cross), without it the Swift one takes part if it is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=$PWD/.build/cross
digits=$PWD/examples/data/digits
python=${PYTHON:-.build/venv/bin/python}
export NORMKIT_LIBRARY=$library/libnormkit.so PYTHONPATH=$PWD/bindings/python
mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
"${COMPILER:-gcc}" -std=c99 -Wall -Wextra -Werror -pedantic -IInclude Tests/cross/steps.c -o "$work/steps" \
  -L"$library" -lnormkit -Wl,-rpath,"$library"
languages=(c)
if [ "${1:-}" = train ]; then rm -f "$work"/*.safetensors; fi
"$work/steps" train "$digits" "$work/c.safetensors"
if "$python" -c 'import numpy' 2>/dev/null; then
  "$python" Tests/cross/steps.py train "$digits" "$work/python.safetensors"
  languages+=(python)
else
  echo "$python: no such Python with numpy, left out"
fi
[ ! -f "$work/swift.safetensors" ] || languages+=(swift)
failed=0
for language in "${languages[@]}"; do
  cmp "$work/c.safetensors" "$work/$language.safetensors" || failed=1
  "$work/steps" predict "$digits" "$work/$language.safetensors" "$work/$language-by-c"
  cmp "$work/c-by-c" "$work/$language-by-c" || failed=1
  [[ " ${languages[*]} " == *" python "* ]] || continue
  "$python" Tests/cross/steps.py predict "$digits" "$work/$language.safetensors" "$work/$language-by-python"
  cmp "$work/c-by-c" "$work/$language-by-python" || failed=1
done
echo "the same bits after 100 steps from ${languages[*]}: ${#languages[@]} passed, $failed failed"
exit $failed
