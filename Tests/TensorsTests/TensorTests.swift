import Tensors
import Testing

@Suite struct TensorTests {
  @Test func holdsItsValues() throws {
    let tensor = try Tensor([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(tensor.count == 6)
    #expect(tensor.values == [1, 2, 3, 4, 5, 6])
    #expect(try tensor[4] == 5)
    #expect(tensor.withUnsafeBufferPointer { $0.reduce(0, +) } == 21)
    #expect(try Tensor(zeros: [2, 2]).values == [0, 0, 0, 0])
    #expect(try Tensor([], [7]).values == [7])
    #expect(try Tensor([0, 5], [Float]()).values.isEmpty)
  }

  @Test func isWrittenOnce() throws {
    let tensor = try Tensor([4]) { buffer in
      for index in buffer.indices { buffer[index] = Float(index) }
    }
    #expect(tensor.values == [0, 1, 2, 3])
    let failure = NormKitError(.io, "the disk is gone")
    #expect(throws: failure) { try Tensor([4]) { (_) throws(NormKitError) in throw failure } }
  }

  @Test func reshapes() throws {
    let tensor = try Tensor([2, 3], [1, 2, 3, 4, 5, 6]).reshaped(to: [3, 2])
    #expect(tensor.shape == [3, 2])
    #expect(tensor.values == [1, 2, 3, 4, 5, 6])
    let message = "Tensor.reshaped: shape [4] holds 4 values, this tensor [3, 2] has 6"
    #expect(throws: NormKitError(.shape, message)) { try tensor.reshaped(to: [4]) }
  }

  @Test func wrongCountsAndIndicesAreErrors() throws {
    #expect(throws: NormKitError(.shape, "Tensor.init: shape [2, 3] holds 6 values, got 2")) {
      try Tensor([2, 3], [1, 2])
    }
    let tensor = try Tensor(zeros: [2, 3])
    #expect(throws: NormKitError(.invalidArgument, "Tensor: index must be in 0..<6 of shape [2, 3], got 6")) {
      try tensor[6]
    }
    #expect(throws: NormKitError(.invalidArgument, "Tensor: index must be in 0..<6 of shape [2, 3], got -1")) {
      try tensor[-1]
    }
  }

  @Test func memoryThatCannotBeHadIsAnError() throws {
    #expect(throws: NormKitError.self) { try Tensor(zeros: Shape([1 << 61])) }
    #expect(throws: NormKitError.self) { try Tensor(zeros: Shape([1 << 50])) }
  }
}
