#!/usr/bin/env bash
# Compiles and runs every example in C; with `valgrind` as its argument under it, where nothing may be lost or misread.
# Usage: [LIBRARY_FOLDER=.build/release] Tests/examples.sh [valgrind]
set -uo pipefail
cd "$(dirname "$0")/.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=$PWD/.build/examples
mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
python=$PWD/.build/venv/bin/python
runner=()
if [ "${1:-}" = valgrind ]; then
  # This valgrind may not know AVX-512; Python's allocator is not valgrind's business.
  export NORMKIT_CPU=avx2 PYTHONMALLOC=malloc
  runner=(valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
    --suppressions="$PWD/Tests/valgrind.supp")
fi
passed=0
failed=0

# example NAME FLAGS… -- ARGUMENTS…
example() {
  local name=$1 flags=()
  shift
  while [ "$1" != -- ]; do flags+=("$1") && shift; done
  shift
  if gcc -std=gnu99 -Wall -Wextra -Werror -O1 -IInclude "examples/c/$name.c" -o "$work/$name" "${flags[@]}" \
    && (cd "$work" && "${runner[@]}" "./$name" "$@") > "$work/$name.log" 2>&1; then
    passed=$((passed + 1))
    echo "$name: $(tail -1 "$work/$name.log")"
  else
    failed=$((failed + 1))
    echo "$name: FAILED"
    tail -40 "$work/$name.log"
  fi
}

linked=(-L"$library" -lnormkit -lpthread -lm -Wl,-rpath,"$library")
example serve "${linked[@]}" --
example training_loop "${linked[@]}" --
example adapt "${linked[@]}" --
example plugin_host -ldl -- "$library/libnormkit.so"
mkdir -p "$work/examples/data" && ln -sfn "$PWD/examples/data/digits" "$work/examples/data/digits"
example quickstart "${linked[@]}" --
example train_digits "${linked[@]}" --
example domains "${linked[@]}" --

# A Python with numpy, and the library of that very Python: the tests' own where it can be embedded, else the system's.
embed() {
  local config=$1 home=$2 flags
  flags=$("$config" --embed --ldflags 2>/dev/null) || return 1
  export NORMKIT_LIBRARY=$library/libnormkit.so PYTHONPATH=$PWD/bindings/python${home:+:$home}
  # shellcheck disable=SC2046,SC2086
  example embed_python $("$config" --includes) -Wno-pedantic "${linked[@]}" $flags -Wl,-rpath,"$("$config" --prefix)/lib" --
}
config=$("$python" -c 'import sys, sysconfig; print(sysconfig.get_config_var("BINDIR") + "/python%d.%d-config" % sys.version_info[:2])' 2>/dev/null)
if [ -x "$config" ] && "$config" --embed --ldflags >/dev/null 2>&1 &&
  [ "$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("Py_ENABLE_SHARED"))')" = 1 ]; then
  embed "$config" "$("$python" -c 'import numpy, os; print(os.path.dirname(os.path.dirname(numpy.__file__)))')"
elif [ -x /usr/bin/python3-config ] && /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
  embed /usr/bin/python3-config ""
else
  echo "embed_python: no Python with numpy can be embedded (libpython3-dev python3-numpy), left out"
fi
echo "examples${1:+ under $1}: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
