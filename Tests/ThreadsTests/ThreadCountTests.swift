import Foundation
import Testing
import Threads

@Suite struct ThreadCountTests {
  @Test(
    arguments: [
      (nil, nil), ("", nil), ("0", nil), ("-2", nil), ("two", nil), ("2.5", nil), ("1", 1), ("12", 12),
    ] as [(String?, Int?)])
  func theEnvironmentsNumber(text: String?, expected: Int?) { #expect(ThreadCount.stated(text) == expected) }

  @Test func coresAreWithinTheMachine() {
    let cores = ThreadCount.availableCores()
    #expect(cores >= 1 && cores <= ProcessInfo.processInfo.processorCount)
    #expect(ThreadCount.standard(maximum: 1) == 1)
  }

  /// What files say what.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var files: [String: String]
    var cores: Int?
  }

  static let cases = [
    Case(testDescription: "no control groups", files: [:], cores: nil),
    Case(
      testDescription: "v2, no limit",
      files: ["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"], cores: nil),
    Case(
      testDescription: "v2, one and a half cores",
      files: ["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n"], cores: 2),
    Case(
      testDescription: "v2, the parent allows less",
      files: [
        "proc/self/cgroup": "0::/pod/job\n", "sys/fs/cgroup/pod/job/cpu.max": "800000 100000\n",
        "sys/fs/cgroup/pod/cpu.max": "300000 100000\n",
      ], cores: 3),
    Case(
      testDescription: "v2, the path is the host's",
      files: ["proc/self/cgroup": "0::/docker/abc\n", "sys/fs/cgroup/cpu.max": "40000 100000\n"], cores: 1),
    Case(
      testDescription: "v1",
      files: [
        "proc/self/cgroup": "5:memory:/\n4:cpu,cpuacct:/box\n0::/\n",
        "sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us": "400000\n",
        "sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      ], cores: 4),
    Case(
      testDescription: "v1, mounted as cpu alone",
      files: [
        "proc/self/cgroup": "4:cpuacct,cpu:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "250000\n",
        "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      ], cores: 3),
    Case(
      testDescription: "nonsense",
      files: [
        "proc/self/cgroup": "0::/\nrubbish\n:::\n1:cpu:/\n", "sys/fs/cgroup/cpu.max": "many few\n",
        "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "0\n",
      ], cores: nil),
  ]

  @Test(arguments: cases) func quotaOfTheControlGroups(_ example: Case) throws {
    let root = NSTemporaryDirectory() + "normkit-cgroup-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    for (path, text) in example.files {
      let file = URL(fileURLWithPath: root + "/" + path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    #expect(CPUQuota.cores(root: root) == example.cores)
  }
}
