#!/usr/bin/env bash
# What only the other libraries can tell: their models here and back, and the same script run by Keras and by normkit.
# Takes the environment of `make bench-setup`, or the Python that BENCH_PYTHON names, and adds what the tests need.
# Needs the library that NORMKIT_LIBRARY names, by default .build/release/libnormkit.so. MNIST comes from the folder in
# NORMKIT_DATA or ../shared/data; without it the script takes the digits in the repository.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${BENCH_PYTHON:-$PWD/.build/bench-venv/bin/python}
[ -x "$python" ] || Benchmarks/setup.sh
"$python" -m pip install -q --disable-pip-version-check pytest pandas polars
export NORMKIT_LIBRARY=${NORMKIT_LIBRARY:-$PWD/.build/release/libnormkit.so}
export PYTHONPATH=$PWD/bindings/python TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=
export KERAS_BACKEND=${KERAS_BACKEND:-tensorflow}

# Their own warnings are not ours.
"$python" -m pytest -q -rs -o filterwarnings=default -p no:cacheprovider bindings/python/tests/peers \
  bindings/python/tests/test_pages.py

data=()
for folder in "${NORMKIT_DATA:-../shared/data}" "${NORMKIT_DATA:-../shared/data}/mnist"; do
  [ ! -e "$folder/train-images-idx3-ubyte.gz" ] && [ ! -e "$folder/train-images-idx3-ubyte" ] || data=(--data "$folder")
done
"$python" examples/python/keras_or_normkit.py "${data[@]}"
