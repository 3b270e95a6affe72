#!/usr/bin/env bash
# Every check and test of the repository, in one go; a failed step does not keep the next from running.
# Ends with the counts: Swift tests, C checks, Python tests, and one for each step.
set -uo pipefail
cd "$(dirname "$0")/.."
log=.build/test-log
mkdir -p .build
: > "$log"
passed=0
failed=0
summary=()

# step NAME COMMAND…: runs the command, counts it, and adds up the test counts that it printed.
step() {
  local name=$1 output=.build/test-step start=$SECONDS status=passed count
  shift
  echo "== $name"
  if "$@" 2>&1 </dev/null | tee "$output"; then passed=$((passed + 1)); else failed=$((failed + 1)) status=FAILED; fi
  cat "$output" >> "$log"
  # "test_border: 11 passed, 0 failed" (C) and "3 failed, 40 passed in 2.1s" (pytest)
  for count in $(grep -oE '[0-9]+ passed' "$output" | cut -d' ' -f1); do passed=$((passed + count)); done
  for count in $(grep -oE '[0-9]+ failed' "$output" | cut -d' ' -f1); do failed=$((failed + count)); done
  # "Test run with 52 tests in 9 suites passed after 1.2 seconds." (Swift Testing); failed ones are listed one a line.
  for count in $(grep -oE 'Test run with [0-9]+ tests?' "$output" | grep -oE '[0-9]+'); do
    local broken
    broken=$(grep -cE '^.? ?Test .* failed after' "$output")
    passed=$((passed + count - broken)) failed=$((failed + broken))
  done
  summary+=("$(printf '%-52s %s (%d s)' "$name" "$status" $((SECONDS - start)))")
}

# Fails when the library needs more than the C and C++ runtime, shows more than its own functions, or has grown fat.
check_library() {
  local library=.build/release/libnormkit.so others size
  others=$(ldd "$library" | grep -vE 'linux-vdso|ld-linux|lib(c|m|stdc\+\+|gcc_s)\.so')
  [ -z "$others" ] || { echo "needs $others"; return 1; }
  others=$(nm -D -g --defined-only "$library" | awk '{print $3}' | grep -v '^normkit_')
  [ -z "$others" ] || { echo "exports $others"; return 1; }
  size=$(stat -c %s "$library")
  echo "$size bytes, $(nm -D -g --defined-only "$library" | wc -l) functions"
  [ "$size" -le 15000000 ] || { echo "larger than 15 MB"; return 1; }
}

# The environment that Python's checks run in, and in which safetensors reads what the Swift tests wrote.
prepare_python() {
  [ -x .build/venv/bin/python ] || python3 -m venv .build/venv || return 1
  .build/venv/bin/python -m pip install -q --disable-pip-version-check \
    ruff mypy pytest numpy matplotlib safetensors scikit-learn onnx pandas polars nbclient ipykernel
}

# What became of the environment that was begun in the background: its exit status, and what it printed.
report_environment() {
  cat .build/python-environment.log
  return "$1"
}

# The C tests on two other processors at a time, each in a folder of its own: they keep to one core for the most part.
check_emulated() {
  local processor process work processes=() broken=0
  for processor in Nehalem Haswell; do
    work=$PWD/.build/ctests/$processor
    mkdir -p "$work"
    WORK=$work COMPILERS=gcc Tests/C/run.sh qemu-x86_64 -cpu "$processor" > "$work/log" 2>&1 &
    processes+=("$!")
  done
  for process in "${processes[@]}"; do wait "$process" || broken=1; done
  cat .build/ctests/{Nehalem,Haswell}/log
  return "$broken"
}

check_python() {
  local python=.build/venv/bin/python
  (cd bindings/python && "../../$python" -m ruff check . && "../../$python" -m ruff format --check . \
    && "../../$python" -m mypy --strict normkit) || return 1
  (cd Benchmarks && "../$python" -m ruff check . && "../$python" -m ruff format --check . \
    && "../$python" -m mypy --strict -p bench && "../$python" -m mypy --strict mnist.py roofline.py \
    && cd peers && "../../$python" -m mypy --strict .) || return 1
  [ -d bindings/python/tests ] || return 0
  NORMKIT_LIBRARY=$PWD/.build/release/libnormkit.so PYTHONPATH=$PWD/bindings/python \
    NORMKIT_LAB=$(swift build --show-bin-path)/demo "$python" -m pytest -q bindings/python/tests
}

# The documentation's site, but for the Swift reference, and the programs that make it.
check_docs() {
  NORMKIT_DOCS_SWIFT=no docs/site/build.sh || return 1
  (cd docs/site && ruff=../../.build/docs-venv/bin/ruff && $ruff check . && $ruff format --check . \
    && ../../.build/venv/bin/python -m mypy --strict --python-executable ../../.build/docs-venv/bin/python ./*.py)
}

step "format and lint" swift format lint --strict -r Package.swift Sources Tests Benchmarks examples
# Waits for the network for the most part.
prepare_python > .build/python-environment.log 2>&1 &
environment=$!
step "build libnormkit.so" swift build -c release --product normkit
step "generated files are up to date" swift run -c release abigen --check
step "what the library needs and shows" check_library
step "C tests" Tests/C/run.sh
step "counts of allocations and instructions" Tests/counts/run.sh
step "10000 random sequences of C calls" Tests/abuse.sh 10000
step "files of earlier versions" Tests/museum/run.sh
step "changed files and calls, briefly" Tests/fuzz/run.sh 4
step "the binary interface of earlier versions" Tests/abi/run.sh
step "the C tutorial" Tests/docs.sh
step "a guest in other processes" Tests/citizenship/run.sh
step "installed, and used from outside" Tests/install/run.sh
if command -v qemu-x86_64 >/dev/null; then
  step "C tests on processors without AVX and with AVX2" check_emulated
else
  echo "qemu-x86_64: not installed, other processors left out"
fi
[ ! -x Tests/instruction-audit.sh ] || step "instructions of each module" Tests/instruction-audit.sh
wait "$environment"
step "Python environment" report_environment "$?"
step "training from C for other languages to load" Tests/cross/run.sh train
step "Swift tests" env NORMKIT_CROSS_FOLDER="$PWD/.build/cross" NORMKIT_PYTHON="$PWD/.build/venv/bin/python" swift test
step "demo" Tests/demo-smoke.sh
step "Python" check_python
step "the Python package, made and installed" Tests/package.sh
step "the documentation's site" check_docs
step "the same bits from every language" Tests/cross/run.sh
step "examples in C, and Python inside one" Tests/examples.sh
step "the README's programs" Tests/readme.sh

echo
printf '%s\n' "${summary[@]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
