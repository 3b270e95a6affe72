#!/usr/bin/env bash
# Makes .build/bench-venv with the libraries that `make bench` compares with. Each is optional: what cannot be installed
# is named and left out. The C libraries come from the system: on Debian libdnnl-dev and libopenblas-dev.
set -uo pipefail
cd "$(dirname "$0")/.."
python=.build/bench-venv/bin/python
mkdir -p .build
[ -x "$python" ] || python3 -m venv .build/bench-venv || exit 1

# install NAME PACKAGE…: one library with what it needs.
install() {
  local name=$1
  shift
  echo "== $name"
  "$python" -m pip install -q --disable-pip-version-check "$@" || echo "$name: cannot be installed here, left out"
}

"$python" -m pip install -q --disable-pip-version-check numpy hatchling || exit 1
install PyTorch torch
install TensorFlow tensorflow-cpu
install JAX jax
install Keras keras
install "ONNX Runtime" onnx onnxruntime
install matplotlib matplotlib
for header in dnnl.h cblas.h; do
  echo "#include <$header>" | cc -E - >/dev/null 2>&1 || echo "$header: not there, the library's rows are left out"
done
