#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The share of processor time that the control groups above this process allow it: what containers are limited by.
///
/// Source: Linux kernel documentation, "Control Group v2" (cpu.max) and "CFS Bandwidth Control" (v1).
package enum CPUQuota {
  /// The smallest limit of the process's group and of those above it, in whole cores rounded up; nil without a limit.
  ///
  /// `root` stands before /proc and /sys.
  package static func cores(root: String = "") -> Int? {
    guard let groups = FirstBytes.text(of: root + "/proc/self/cgroup") else { return nil }
    var smallest: Int?
    for line in groups.split(separator: "\n") {
      // "id:controllers:path"; version 2 has id 0 and no controllers.
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: ",")
      let limit: Int?
      if fields[0] == "0" && controllers.isEmpty {
        limit = smallestLimit(root + "/sys/fs/cgroup", path: fields[2], limitOfVersion2)
      } else if controllers.contains("cpu") {
        limit =
          smallestLimit(root + "/sys/fs/cgroup/" + fields[1], path: fields[2], limitOfVersion1)
          ?? smallestLimit(root + "/sys/fs/cgroup/cpu", path: fields[2], limitOfVersion1)
      } else {
        continue
      }
      if let limit { smallest = min(smallest ?? limit, limit) }
    }
    return smallest
  }

  /// The smallest limit of a group and its ancestors. Inside a container the path may be the host's and not exist
  /// here; the mount itself is then the container's own group.
  private static func smallestLimit(
    _ mount: String, path: Substring, _ limit: (_ folder: String) -> Int?
  ) -> Int? {
    var names = path.split(separator: "/")
    var smallest: Int?
    while true {
      if let found = limit(([mount[...]] + names).joined(separator: "/")) {
        smallest = min(smallest ?? found, found)
      }
      guard !names.isEmpty else { return smallest }
      names.removeLast()
    }
  }

  /// cpu.max is "quota period" in microseconds, or "max period".
  private static func limitOfVersion2(_ folder: String) -> Int? {
    guard let text = FirstBytes.text(of: folder + "/cpu.max") else { return nil }
    let words = text.split { $0 == " " || $0 == "\n" }
    guard words.count == 2, let quota = Int(words[0]), let period = Int(words[1]) else { return nil }
    return wholeCores(quota: quota, period: period)
  }

  private static func limitOfVersion1(_ folder: String) -> Int? {
    guard let quota = number(folder + "/cpu.cfs_quota_us"), let period = number(folder + "/cpu.cfs_period_us")
    else { return nil }
    return wholeCores(quota: quota, period: period)
  }

  private static func number(_ path: String) -> Int? {
    FirstBytes.text(of: path).flatMap { $0.split(separator: "\n").first }.flatMap { Int($0) }
  }

  /// ⌈quota / period⌉; nil where either is not positive (version 1 writes −1 for no limit).
  private static func wholeCores(quota: Int, period: Int) -> Int? {
    guard quota > 0, period > 0 else { return nil }
    return (quota - 1) / period + 1
  }
}

/// The beginning of a small file.
private enum FirstBytes {
  /// At most 4,096 bytes as text; nil when the file cannot be read.
  static func text(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      let count = read(file, buffer.baseAddress, buffer.count)
      guard count >= 0 else { return nil }
      return String(decoding: buffer[..<count], as: UTF8.self)
    }
  }
}
