#!/usr/bin/env bash
# The C tests, the random calls and the examples with AddressSanitizer and UndefinedBehaviorSanitizer, the calls from
# eight threads with ThreadSanitizer, and the examples under valgrind.
# Usage: Tests/sanitize.sh [address thread valgrind]
set -uo pipefail
cd "$(dirname "$0")/.."
kinds=("$@")
[ ${#kinds[@]} -gt 0 ] || kinds=(address thread valgrind)
clang=$(Tests/toolchain-clang.sh)
work=$PWD/.build/sanitized
mkdir -p "$work"
passed=0
failed=0
shopt -s extglob

# run NAME COMMAND…: counts whether it works without a report.
run() {
  local name=$1
  shift
  if "$@" > "$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "$name: $(tail -1 "$work/log")"
  else
    failed=$((failed + 1))
    echo "$name: FAILED"
    head -60 "$work/log"
  fi
}

# build KIND: the library with a sanitizer; then `compile` makes programs with the same.
build() {
  library=$PWD/.build/sanitize-$1/release
  if [ -z "${SANITIZE_WITHOUT_BUILD:-}" ]; then
    NORMKIT_SANITIZER=$1 swift build -c release --product normkit --sanitize="$1" --scratch-path ".build/sanitize-$1" ||
      exit 1
  fi
  ln -sf libnormkit.so "$library/libnormkit.so.1"
}

compile() {
  local program=$1 sanitizers=$2
  shift 2
  # The toolchain's ThreadSanitizer knows libdispatch, and wants it beside it.
  local runtime=$(dirname "$clang")/../lib/swift/linux dispatch=()
  [ "$sanitizers" != thread ] || dispatch=(-L"$runtime" -ldispatch -lBlocksRuntime -Wl,-rpath,"$runtime")
  "$clang" -std=gnu99 -g -O1 -fuse-ld=lld "-fsanitize=$sanitizers" -fno-sanitize-recover=undefined -IInclude -ITests/C \
    "$@" -o "$work/$program" -L"$library" -lnormkit -lm -lpthread -ldl -Wl,-rpath,"$library" "${dispatch[@]}"
}

check_address() {
  build address
  # A size that no machine has is refused by the allocator itself, so that the library's answer is seen.
  export ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=4096:detect_leaks=1
  local source name
  for source in Tests/C/test_*.c; do
    name=$(basename "$source" .c)
    # These two stand in for malloc themselves, as the sanitizer does.
    [ "$name" != test_allocations ] && [ "$name" != test_memory ] || continue
    compile "$name" address,undefined "$source" && run "address: $name" "$work/$name"
  done
  compile abuse address,undefined Tests/C/abuse/!(storm|abuse|starve|rules).c Tests/fuzz/main.c Tests/fuzz/fuzz_calls.c -ITests/C/abuse &&
    run "address: random calls" "$work/abuse" 30 1 Tests/fuzz/corpus/calls/*
}

check_thread() {
  build thread
  export TSAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=1024:halt_on_error=1:suppressions=$PWD/Tests/tsan-suppressions.txt
  local folder
  folder=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$work")")
  compile storm thread Tests/C/abuse/!(abuse|starve|rules).c -ITests/C/abuse && run "thread: storm" "$work/storm" "$folder" "${CALLS:-1000000}"
  rm -rf "$folder"
  compile test_sharing thread Tests/C/test_sharing.c && run "thread: test_sharing" "$work/test_sharing"
  compile serve thread examples/c/serve.c && run "thread: serve" "$work/serve"
}

check_valgrind() {
  command -v valgrind >/dev/null || { echo "valgrind: not installed, left out"; return; }
  LIBRARY_FOLDER=.build/release Tests/examples.sh valgrind || failed=$((failed + 1))
}

for kind in "${kinds[@]}"; do "check_$kind"; done
echo "sanitize: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
