#!/usr/bin/env bash
# Installs into a new folder, then builds and runs programs outside the repository that know nothing but that folder:
# with plain compilers, pkg-config, CMake, dlopen, C++17 and Python inside. The folder is moved before the last ones.
# Usage: [LIBRARY_FOLDER=.build/release] Tests/install/run.sh
set -uo pipefail
cd "$(dirname "$0")/../.."
source Tests/checks.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bindings/c/install.sh "$work/first" || exit 1
cp Tests/install/consumer.c Tests/install/consumer.cpp Tests/install/CMakeLists.txt examples/c/plugin_host.c "$work" || exit 1
cp -r examples/c "$work/examples" && cp -r examples/data/digits bindings/python/normkit "$work" || exit 1
cd "$work" || exit 1
export LC_ALL=C
unset LD_LIBRARY_PATH NORMKIT_LIBRARY
strict=(-Wall -Wextra -Werror -pedantic)

# Each of these is compiled in C99, C11 and C++17, and linked by name.
plain() {
  local compiler standard
  for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    for standard in c99 c11 c17; do
      "$compiler" -std=$standard "${strict[@]}" consumer.c -Ifirst/include -Lfirst/lib -lnormkit \
        -Wl,-rpath,"$work/first/lib" -o consumer && ./consumer || return 1
    done
    "$compiler" -x c++ -std=c++17 "${strict[@]}" consumer.c -Ifirst/include -Lfirst/lib -lnormkit -lstdc++ \
      -Wl,-rpath,"$work/first/lib" -o consumer && ./consumer || return 1
  done
}

# A program remembers the library by its SONAME, whose number is the binary interface's.
soname() {
  local abi
  abi=$(sed -n 's/^#define NORMKIT_ABI_VERSION //p' first/include/normkit.h)
  readelf -d consumer | grep -F "[libnormkit.so.$abi]" && readelf -d first/lib/libnormkit.so | grep -F "soname: [libnormkit.so.$abi]"
}

with_cmake() {
  local folder=$1
  cmake -S . -B "$folder-build" -DCMAKE_PREFIX_PATH="$work/$folder" -DWANTED=0.1 &&
    cmake --build "$folder-build" && "$folder-build/consumer-c" && "$folder-build/consumer-cpp"
}

# A version that is not there is refused.
too_new() { ! cmake -S . -B new-build -DCMAKE_PREFIX_PATH="$work/first" -DWANTED=99; }

with_pkg_config() {
  local folder=$1 flags version
  version=$(sed -n 's/^#define NORMKIT_VERSION "\(.*\)"/\1/p' "$folder/include/normkit.h")
  export PKG_CONFIG_PATH=$work/$folder/lib/pkgconfig
  flags=$(pkg-config --cflags --libs normkit) && pkg-config --exact-version="$version" normkit &&
    gcc -std=c99 "${strict[@]}" consumer.c $flags -o "consumer-$folder" && LD_LIBRARY_PATH=$work/$folder/lib "./consumer-$folder"
}

cpp() {
  g++ -std=c++17 "${strict[@]}" consumer.cpp -Ifirst/include -Lfirst/lib -lnormkit -Wl,-rpath,"$work/first/lib" \
    -o consumer-cpp && ./consumer-cpp
}

# No -lnormkit: the host finds the one symbol by itself.
plugin_host() {
  gcc -std=c99 "${strict[@]}" plugin_host.c -Isecond/include -ldl -o plugin_host &&
    ! readelf -d plugin_host | grep normkit && ./plugin_host "$work/second/lib/libnormkit.so"
}

# The examples as their opening comments say.
examples_with_cmake() {
  cmake -S examples -B examples-build -DCMAKE_PREFIX_PATH="$work/first" && cmake --build examples-build &&
    examples-build/domains digits && examples-build/adapt adapted.safetensors && examples-build/training_loop &&
    examples-build/serve && examples-build/train_digits digits && examples-build/plugin_host "$work/first/lib/libnormkit.so"
}

examples_with_pkg_config() {
  local flags example
  export PKG_CONFIG_PATH=$work/first/lib/pkgconfig
  flags=$(pkg-config --cflags --libs normkit) || return 1
  for example in domains adapt training_loop; do
    gcc -std=c99 "${strict[@]}" "examples/$example.c" $flags -o "$example" || return 1
  done
  LD_LIBRARY_PATH=$work/first/lib ./domains digits && LD_LIBRARY_PATH=$work/first/lib ./adapt adapted.safetensors
}

# The system's Python in a C program; both use the one installed library.
python_inside() {
  gcc examples/embed_python.c $(python3-config --includes) -Ifirst/include -Lfirst/lib -lnormkit \
    $(python3-config --embed --ldflags) -Wl,-rpath,"$work/first/lib" -o embed_python &&
    NORMKIT_LIBRARY=$work/first/lib/libnormkit.so.1 PYTHONPATH=$work ./embed_python
}

check "gcc and clang, C99, C11, C17 and C++17" plain
check "SONAME" soname
check "C++17" cpp
if command -v cmake >/dev/null; then
  check "CMake" with_cmake first
  check "CMake, a version that is not there" too_new
  check "examples, CMake" examples_with_cmake
else
  echo "cmake: not installed, left out"
fi
if command -v pkg-config >/dev/null; then
  check "pkg-config" with_pkg_config first
  check "examples, pkg-config" examples_with_pkg_config
else
  echo "pkg-config: not installed, left out"
fi
if python3-config --embed --ldflags >/dev/null 2>&1 && python3 -c 'import numpy' 2>/dev/null; then
  check "Python inside" python_inside
else
  echo "python3-config with numpy: not installed, left out"
fi
mv first second
if command -v cmake >/dev/null; then check "CMake, moved" with_cmake second; fi
if command -v pkg-config >/dev/null; then check "pkg-config, moved" with_pkg_config second; fi
check "dlopen host" plugin_host
echo "install: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
