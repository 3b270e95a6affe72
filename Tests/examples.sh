#!/usr/bin/env bash
# Compiles and runs every example in C; with `valgrind` as its argument under it, where nothing may be lost or misread, but
# for what the Python interpreter in embed_python loses and misreads itself: there the library may have no part in it.
# Usage: [LIBRARY_FOLDER=.build/release] Tests/examples.sh [valgrind [EXAMPLE…]]
set -uo pipefail
cd "$(dirname "$0")/.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=$PWD/.build/examples
mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
python=$PWD/.build/venv/bin/python
runner=()
mode=${1:-}
wanted=("${@:2}")
if [ "$mode" = valgrind ]; then
  # This valgrind may not know AVX-512; Python's allocator is not valgrind's business.
  export NORMKIT_CPU=avx2 PYTHONMALLOC=malloc
  runner=(valgrind --error-exitcode=9 --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite
    --suppressions="$PWD/Tests/valgrind.supp" --log-file="$work/valgrind.log")
fi
passed=0
failed=0

# Of valgrind's account: how many places where something was lost or misread, and how many with the library's code at work.
places() {
  awk '/== *$/ { all += is_place; ours += is_place && is_ours; is_place = is_ours = 0 }
    / at 0x/ { is_place = 1 }
    /libnormkit/ { is_ours = 1 }
    END { print all + 0, ours + 0 }' "$work/valgrind.log"
}

# Whether valgrind's account is good, which it says in a line.
check_places() {
  local name=$1 all ours
  read -r all ours < <(places)
  echo "  valgrind: places where something was lost or misread: $all, $ours of them in the library"
  cp "$work/valgrind.log" "$work/$name.valgrind"
  [ "$ours" -eq 0 ] && { [ "$name" = embed_python ] || [ "$all" -eq 0 ]; }
}

# example NAME FLAGS… -- ARGUMENTS…
example() {
  local name=$1 flags=()
  [ ${#wanted[@]} -eq 0 ] || [[ " ${wanted[*]} " == *" $name "* ]] || return 0
  shift
  while [ "$1" != -- ]; do flags+=("$1") && shift; done
  shift
  [ -z "$mode" ] || [ "$name" != embed_python ] || runner+=(--error-exitcode=0)
  if gcc -std=gnu99 -Wall -Wextra -Werror -O1 -IInclude "examples/c/$name.c" -o "$work/$name" "${flags[@]}" \
    && (cd "$work" && "${runner[@]}" "./$name" "$@") > "$work/$name.log" 2>&1 \
    && echo "$name: $(tail -1 "$work/$name.log")" && { [ -z "$mode" ] || check_places "$name"; }; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$name: FAILED"
    tail -40 "$work/$name.log"
    [ -z "$mode" ] || head -60 "$work/valgrind.log"
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
echo "examples${mode:+ under $mode}: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
