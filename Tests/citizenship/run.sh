#!/usr/bin/env bash
# The library as a guest in other processes: C hosts, a Swift host with a runtime of its own, a C++ host with its own
# operator new.
# Usage: [LIBRARY_FOLDER=.build/release] Tests/citizenship/run.sh
set -uo pipefail
cd "$(dirname "$0")/../.."
library=$PWD/${LIBRARY_FOLDER:-.build/release}
work=$PWD/.build/citizenship
mkdir -p "$work"
failed=0
cp "$library/libnormkit.so" "$work/copy.so"
gcc -std=gnu99 -Wall -Wextra -Werror -O1 -IInclude -ITests/C Tests/citizenship/citizen.c -o "$work/citizen" \
  -ldl -lm -lpthread || exit 1
(cd "$work" && ./citizen "$library/libnormkit.so" "$work/copy.so") || failed=1
swiftc -O -no-static-stdlib Tests/citizenship/host.swift -o "$work/host" || exit 1
ldd "$work/host" | grep -q libswiftCore || { echo "the host's runtime is not dynamic"; failed=1; }
"$work/host" "$library/libnormkit.so" || failed=1
ln -sf libnormkit.so "$library/libnormkit.so.1"
g++ -std=c++17 -Wall -Wextra -Werror -O1 -IInclude Tests/citizenship/allocator.cpp -o "$work/allocator" -L"$library" -lnormkit \
  -Wl,-rpath,"$library" || exit 1
"$work/allocator" Tests/museum/0.1/checkpoint-adamw.safetensors || failed=1
exit $failed
