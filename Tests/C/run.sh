#!/usr/bin/env bash
# Compiles and runs the C tests against the release library, with every C compiler at hand; the header under C++17 too.
# Usage: [COMPILERS="gcc clang"] [LIBRARY_FOLDER=.build/release] [WORK=.build/ctests] Tests/C/run.sh [runner…]; a runner such as `qemu-x86_64 -cpu Nehalem` starts the programs.
set -euo pipefail
cd "$(dirname "$0")/../.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=${WORK:-.build/ctests}
mkdir -p "$work"
ln -sf libnormkit.so "$library/libnormkit.so.1"
strict=(-Wall -Wextra -Werror -pedantic -IInclude -ITests/C -O1)
failed=0
for compiler in ${COMPILERS:-gcc clang}; do
  command -v "$compiler" >/dev/null || { echo "$compiler: not installed, left out"; continue; }
  used=$compiler
  "$compiler" -x c++ -std=c++17 "${strict[@]}" -c Include/normkit.h -o "$work/header.o" || failed=1
  for source in Tests/C/test_*.c; do
    program=$work/$compiler-$(basename "$source" .c)
    if "$compiler" -std=c99 "${strict[@]}" "$source" -o "$program" \
      -L"$library" -lnormkit -lpthread -ldl -lm -Wl,-rpath,"$library"; then
      echo -n "$compiler " && "$@" "$program" </dev/null || failed=1
    else
      failed=1
    fi
  done
  for source in examples/c/*.c; do
    [ "$source" != examples/c/embed_python.c ] || continue # needs Python's header: Tests/examples.sh
    "$compiler" -std=c99 "${strict[@]}" "$source" -o "$work/$compiler-$(basename "$source" .c)" \
      -L"$library" -lnormkit -Wl,-rpath,"$library" || failed=1
  done
done

# The example's last epoch with batch normalization, in percent.
accuracy=$("$@" "$work/${used:?no C compiler}-train_digits" | awk '$1 == 20 {print $4}')
echo "example: $accuracy % of the test images with batch normalization"
awk -v accuracy="$accuracy" 'BEGIN {exit !(accuracy >= 93)}' || { echo "example: expected at least 93 %"; failed=1; }
exit $failed
