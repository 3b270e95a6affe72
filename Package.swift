// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Flags for the three builds of the kernel sources. `-Ounchecked` holds in debug builds too, so that a debug demo
/// runs at full speed; `-march` reaches the Swift code generator through the Clang importer.
func kernelSettings(_ define: String, march: String? = nil) -> [SwiftSetting] {
  var flags = ["-Ounchecked", "-Xcc", "-fno-math-errno"] + wholeModule
  if let march { flags += ["-Xcc", "-march=\(march)"] }
  return strict + [.define(define), .unsafeFlags(flags)]
}

/// What every Swift target of the package is compiled with.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Whole-module optimization in debug builds too: without it a function inlines only into its own file.
let wholeModule = ["-wmo", "-num-threads", "2", "-disable-batch-mode"]

/// Hot code outside the kernels: loops over blocks, packing order, plan execution. Optimized in debug builds too.
let hot: [SwiftSetting] = strict + [.unsafeFlags(["-O"] + wholeModule)]

/// Allocation functions whose small blocks come out of CReserve when the system has no memory left.
let reserved = [
  "malloc", "calloc", "realloc", "posix_memalign", "free", "malloc_usable_size", "_Znwm", "_Znam", "_ZdlPv", "_ZdaPv",
  "_ZdlPvm",
]

/// "address" or "thread" where Tests/sanitize.sh builds the library for a program with that sanitizer inside.
let sanitizer = Context.environment["NORMKIT_SANITIZER"]

/// How libnormkit.so is linked: the Swift runtime inside, nothing exported but the C functions, never unloaded (worker
/// threads may still run its code). On the C border's target alone: test bundles that inherited them would not link.
let selfContained: [LinkerSetting] = [
  .unsafeFlags(
    [
      // The name that programs remember: its number is the binary interface's, NORMKIT_ABI_VERSION.
      "-static-stdlib", "-Xlinker", "-soname=libnormkit.so.1",
      "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/CABI/exports.map",
      "-Xlinker", "-z", "-Xlinker", "nodelete", "-use-ld=lld",
    ] + reserved.flatMap { ["-Xlinker", "--wrap=\($0)"] }, .when(platforms: [.linux])),
  .unsafeFlags(
    // A sanitized library finds its checks in the program, and keeps what tells the fuzzer where it has been.
    sanitizer != nil
      ? ["-Xlinker", "-z", "-Xlinker", "nostart-stop-gc"]
      : [
        "-Xlinker", "--gc-sections", "-Xlinker", "--no-undefined",
        // Equal functions become one: nothing here compares functions by address. lld folds more than other linkers.
        "-Xlinker", "--icf=all",
      ], .when(platforms: [.linux])),
  .unsafeFlags(
    sanitizer != nil ? [] : ["-Xlinker", "--strip-all"], .when(platforms: [.linux], configuration: .release)),
]

/// What reads files and calls, for the fuzzer: each branch counts where it has been.
let traced: [SwiftSetting] =
  sanitizer == "address"
  ? [.unsafeFlags(["-sanitize=address", "-sanitize-coverage=edge,trace-cmp,inline-8bit-counters,pc-table"])] : []

let package = Package(
  name: "NormKit",
  products: [
    .library(name: "normkit", type: .dynamic, targets: ["CABI", "CPlugin"]),
    .library(name: "NormKit", targets: ["NormKit"]),
    .executable(name: "demo", targets: ["demo"]),
    .executable(name: "abigen", targets: ["abigen"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "CShims"),
    .target(name: "CReserve"),
    .target(name: "KernelTable", swiftSettings: hot),
    .target(
      name: "KernelsBaseline", dependencies: ["KernelTable", "CShims"],
      swiftSettings: kernelSettings("KERNELS_BASELINE")),
    .target(
      name: "KernelsAVX2", dependencies: ["KernelTable", "CShims"],
      swiftSettings: kernelSettings("KERNELS_AVX2", march: "x86-64-v3")),
    .target(
      name: "KernelsAVX512", dependencies: ["KernelTable", "CShims"],
      swiftSettings: kernelSettings("KERNELS_AVX512", march: "x86-64-v4")),
    .target(
      name: "Kernels",
      dependencies: ["KernelTable", "KernelsBaseline", "KernelsAVX2", "KernelsAVX512", "CShims"],
      swiftSettings: strict),
    .target(name: "Threads", dependencies: ["CShims"], swiftSettings: hot),
    .target(name: "Tensors", dependencies: ["CShims"], swiftSettings: hot),
    .target(
      name: "Routines", dependencies: ["KernelTable", "Kernels", "Threads", "Tensors"],
      swiftSettings: hot),
    .target(name: "Archive", dependencies: ["Tensors"], swiftSettings: hot + traced),
    .target(name: "Data", dependencies: ["Tensors"], swiftSettings: hot + traced),
    .target(
      name: "Execution",
      dependencies: ["KernelTable", "Kernels", "Threads", "Tensors", "Routines"],
      swiftSettings: hot),
    .target(name: "Layers", dependencies: ["Execution", "Routines", "KernelTable", "Tensors"], swiftSettings: strict),
    .target(
      name: "Models", dependencies: ["Layers", "Execution", "KernelTable", "Kernels", "Tensors", "Archive"],
      swiftSettings: strict + traced),
    .target(
      name: "Training",
      dependencies: [
        "Models", "Layers", "Execution", "KernelTable", "Kernels", "Threads", "Tensors", "Data", "Archive",
      ],
      swiftSettings: hot),
    .target(
      name: "NormKit",
      dependencies: ["Training", "Models", "Layers", "Execution", "Data", "Tensors"],
      swiftSettings: strict),
    .target(
      name: "CABI",
      dependencies: [
        "Training", "Models", "Layers", "Execution", "Data", "Tensors", "Threads", "Kernels", "CShims", "CReserve",
      ],
      exclude: ["exports.map"], swiftSettings: strict + traced, linkerSettings: selfContained),
    .target(
      name: "CPlugin", dependencies: ["CShims"], exclude: ["functions.txt"], publicHeadersPath: ".",
      cSettings: [.headerSearchPath("../../Include")]),
    .target(name: "Charts", swiftSettings: strict),
    .target(name: "LabData", dependencies: ["NormKit"], swiftSettings: hot),
    .target(
      name: "Lab",
      dependencies: [
        "Charts", "LabData", "NormKit", "Training", "Models", "Layers", "Execution", "Data", "Archive", "Kernels",
        "KernelTable", "Threads", "Tensors", "CShims",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "demo",
      dependencies: ["Lab", "NormKit", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .executableTarget(
      name: "abigen", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .executableTarget(
      name: "quickstart", dependencies: ["NormKit"], path: "examples/swift", swiftSettings: strict),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Training", "Models", "Layers", "Execution", "Data", "Routines", "Kernels", "KernelTable", "Threads", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks", exclude: ["bench", "mnist.py", "peers", "roofline.py", "ruff.toml", "setup.sh"],
      swiftSettings: hot),

    .target(name: "Reference", path: "Tests/Reference", swiftSettings: hot),
    .target(
      name: "TestSupport",
      dependencies: ["Reference", "Models", "Layers", "Execution", "Tensors", "Kernels", "KernelTable"],
      path: "Tests/TestSupport",
      swiftSettings: hot),
    .testTarget(name: "ChartsTests", dependencies: ["Charts"], swiftSettings: strict),
    .testTarget(
      name: "LabTests", dependencies: ["Lab", "LabData", "Charts", "Archive", "NormKit", "Threads"],
      swiftSettings: strict),
    .testTarget(name: "LabDataTests", dependencies: ["LabData", "NormKit"], swiftSettings: strict),
    .testTarget(
      name: "KernelsTests",
      dependencies: ["Kernels", "KernelTable", "Tensors", "Reference", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ThreadsTests",
      dependencies: ["Threads", "Reference", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TensorsTests",
      dependencies: ["Tensors", "Reference", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RoutinesTests",
      dependencies: ["Routines", "Kernels", "KernelTable", "Threads", "Tensors", "Reference", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ArchiveTests",
      dependencies: ["Archive", "Tensors", "Reference", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DataTests",
      dependencies: ["Data", "Tensors", "Reference", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExecutionTests",
      dependencies: [
        "Models", "Layers", "Execution", "Routines", "Kernels", "KernelTable", "Threads", "Tensors", "Reference",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LayersTests",
      dependencies: [
        "Layers", "Execution", "Models", "Training", "Data", "Kernels", "KernelTable", "Threads", "Tensors",
        "Reference", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "Layers", "Execution", "Archive", "Tensors", "Reference", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "NormKit", "Training", "Models", "Layers", "Execution", "Data", "Kernels", "KernelTable", "Threads", "Tensors",
        "Reference", "TestSupport",
      ],
      swiftSettings: strict),
  ]
)

// The source package for Python has the library alone: neither tests nor tools, and so no dependency to fetch.
if !FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests") {
  let library: Set = ["normkit", "NormKit"]
  package.products.removeAll { !library.contains($0.name) }
  package.dependencies = []
  package.targets.removeAll { target in
    let folder = target.path ?? "Sources/\(target.name)"
    return !FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(folder)")
  }
}
