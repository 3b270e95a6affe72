import Archive
import Foundation
import Tensors
import Testing

/// Python's safetensors and this reader and writer agree on files.
@Suite struct PythonArchiveTests {
  /// The Python with numpy and safetensors that the environment names.
  private static let python = ProcessInfo.processInfo.environment["NORMKIT_PYTHON"]

  @Test func `a file that Python wrote is read`() throws {
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/safetensors/python.safetensors").path
    let contents = try Archive.read(path: fixture)
    #expect(contents.tensors.count == 7)
    #expect(try contents.tensor(named: "dense.gamma", shape: [3]).values(of: Float.self) == [1.5, -2.25, 3])
    #expect(
      try contents.tensor(named: "dense.kernel", shape: [2, 3]).values(of: Float.self)
        == [0, 0.25, 0.5, 0.75, 1, 1.25])
    #expect(
      try contents.tensor(named: "moments", shape: [2, 1], elementType: .float64).values(of: Double.self)
        == [1e300, -0.1])
    #expect(
      try contents.tensor(named: "labels", shape: [3], elementType: .int32).values(of: Int32.self) == [.min, 0, .max])
    #expect(
      try contents.tensor(named: "step", shape: [], elementType: .int64).values(of: Int64.self) == [1 << 62 + 1])
    #expect(try contents.tensor(named: "nothing", shape: [0, 4]).values(of: Float.self) == [])
    #expect(try contents.tensor(named: "größe \"𝛾\"\n", shape: [1]).values(of: Float.self) == [.infinity])
    #expect(contents.metadata == ["normkit.format": "1", "text": "a \"quoted\" \\ line\n\u{1} é 😀"])
  }

  @Test(.enabled(if: python != nil, "set NORMKIT_PYTHON to a Python with numpy and safetensors"))
  func `a file that we wrote is read by Python`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("sample.safetensors")
    try Archive.write(try sampleContents(), to: path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = ["-c", Self.check, path]
    let output = Pipe()
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
  }

  /// Compares the file at argv[1] with `sampleContents()`.
  private static let check = #"""
    import sys
    import numpy as np
    from safetensors import safe_open

    with safe_open(sys.argv[1], "np") as f:
        t = {k: f.get_tensor(k) for k in f.keys()}
        assert f.metadata() == {
            "normkit.format": "1", "normkit.model": '{"layers":["é\\n"]}', "control": "\0\x01\r\x7f"}, f.metadata()
    want = {
        "dense.kernel": np.array([[1.5], [-0.0], [np.inf]], np.float32),
        "count": np.array(-2**63, np.int64),
        "labels": np.array([-7], np.int32),
        "moments": np.array([[[0.1], [5e-324]]], np.float64),
        "nothing": np.zeros((0, 4), np.float32),
        'a "name" \\ with\n\x1f é 😀': np.array([3], np.float32),
    }
    assert t.keys() == want.keys(), t.keys()
    for k, w in want.items():
        assert t[k].dtype == w.dtype and t[k].shape == w.shape and t[k].tobytes() == w.tobytes(), (k, t[k])
    """#
}
