// A Swift host with its own, dynamic runtime loads the library, which has a runtime inside: neither disturbs the other.
import Glibc

typealias Version = @convention(c) () -> UnsafePointer<CChar>
typealias SetThreads = @convention(c) (Int32) -> UInt32
typealias Message = @convention(c) () -> UnsafePointer<CChar>

/// Work for the host's own runtime: generics, closures, strings, classes, casts.
func busy() -> Int {
  final class Box { var values: [String: [Int]] = [:] }
  let box = Box()
  for number in 0..<2000 { box.values["key \(number % 17)", default: []].append(number) }
  let any: [Any] = box.values.values.map { $0 as Any }
  return any.compactMap { $0 as? [Int] }.map { $0.reduce(0, +) }.reduce(0, +)
}

let before = busy()
guard let library = dlopen(CommandLine.arguments[1], RTLD_NOW | RTLD_LOCAL) else {
  fatalError(String(cString: dlerror()))
}
let version = unsafeBitCast(dlsym(library, "normkit_version"), to: Version.self)
let setThreads = unsafeBitCast(dlsym(library, "normkit_set_num_threads"), to: SetThreads.self)
let message = unsafeBitCast(dlsym(library, "normkit_last_error_message"), to: Message.self)
precondition(setThreads(-1) == 1 && setThreads(2) == 0)
let text = String(cString: message())
precondition(text == "normkit_set_num_threads: threads must be in 0...256, got -1", text)
precondition(busy() == before)
dlclose(library)
precondition(busy() == before)
print("Swift host with NormKit \(String(cString: version())): 1 passed, 0 failed")
