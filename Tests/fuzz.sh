#!/usr/bin/env bash
# libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer: the archive reader, the IDX reader, sequences of C calls.
# Usage: Tests/fuzz.sh SECONDS [archive idx calls]: so many seconds for each; with RUNS, at most so many inputs.
# New inputs that reach new code are kept in .build/fuzz; what ends a run lies in .build/fuzz/found.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?usage: Tests/fuzz.sh SECONDS [archive idx calls]}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(archive idx calls)
library=$PWD/.build/sanitize-address/release
work=.build/fuzz
mkdir -p "$work/found"
[ -n "${FUZZ_WITHOUT_BUILD:-}" ] ||
  NORMKIT_SANITIZER=address swift build -c release --product normkit --sanitize=address --scratch-path .build/sanitize-address
ln -sf libnormkit.so "$library/libnormkit.so.1"
clang=$(Tests/toolchain-clang.sh)
# A hostile size must be refused as a machine would, not tried. An input costs some thousand small allocations: where each
# was made is not remembered, nor are many kept from being used again, which costs a fifth more; run what was
# found once more with ASAN_OPTIONS=malloc_context_size=30 to see where.
export ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=1024:detect_leaks=0:handle_segv=1
ASAN_OPTIONS+=:malloc_context_size=1:quarantine_size_mb=8
failed=0
for target in "${targets[@]}"; do
  sources=(Tests/fuzz/memory_file.c)
  [ "$target" != calls ] || sources=(Tests/C/abuse/{calls_*,draw,folder,handles,judge,sequence}.c)
  "$clang" -std=gnu99 -g -O1 -fuse-ld=lld -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
    -IInclude -ITests/C -ITests/C/abuse -ITests/fuzz "Tests/fuzz/fuzz_$target.c" "${sources[@]}" -o "$work/fuzz_$target" \
    -L"$library" -lnormkit -lm -Wl,-rpath,"$library"
  mkdir -p "$work/$target"
  dictionary=()
  [ ! -f "Tests/fuzz/$target.dict" ] || dictionary=(-dict="Tests/fuzz/$target.dict")
  echo "== fuzzing $target"
  "$work/fuzz_$target" "$work/$target" "Tests/fuzz/corpus/$target" "${dictionary[@]}" \
    -max_total_time="$seconds" ${RUNS:+-runs="$RUNS"} -max_len=4096 -timeout=240 -rss_limit_mb=4096 -malloc_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$work/found/$target-" > "$work/$target.log" 2>&1 || failed=1
  grep -E '^stat::number_of_executed_units|calls in|ERROR|violation|SUMMARY' "$work/$target.log" || tail -5 "$work/$target.log"
done
exit $failed
