/// Cuts a row of channels into strips as wide as a vector, narrower ones at its end, so that few lanes compute in
/// vain and none reads or writes beyond the row.
///
/// The widths are the same on every instruction set (the compiler splits a 16-lane vector over the registers there
/// are), so every number goes through the same operations everywhere.

/// How many channels a strip holds, and how they travel between memory and a vector.
protocol Strip {
  associatedtype Vector: SIMD where Vector.Scalar == Float, Vector.MaskStorage.Scalar == Int32

  /// Lanes that hold channels.
  var count: Int { get }
  func load(_ source: UnsafePointer<Float>) -> Vector
  func store(_ vector: Vector, to destination: UnsafeMutablePointer<Float>)
}

/// A strip with a channel in every lane.
struct FullStrip<Vector: SIMD>: Strip where Vector.Scalar == Float, Vector.MaskStorage.Scalar == Int32 {
  @inline(__always) init() {}

  var count: Int { @inline(__always) get { Vector.scalarCount } }

  @inline(__always)
  func load(_ source: UnsafePointer<Float>) -> Vector {
    UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func store(_ vector: Vector, to destination: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(destination).storeBytes(of: vector, as: Vector.self)
  }
}

/// The last one to three channels; the other lanes are 0.
struct LastStrip: Strip {
  let count: Int

  @inline(__always) init(count: Int) { self.count = count }

  @inline(__always)
  func load(_ source: UnsafePointer<Float>) -> SIMD4<Float> {
    switch count {
    case 1: SIMD4(source[0], 0, 0, 0)
    case 2: SIMD4(source[0], source[1], 0, 0)
    default: SIMD4(source[0], source[1], source[2], 0)
    }
  }

  @inline(__always)
  func store(_ vector: SIMD4<Float>, to destination: UnsafeMutablePointer<Float>) {
    destination[0] = vector.x
    if count > 1 { destination[1] = vector.y }
    if count > 2 { destination[2] = vector.z }
  }
}

/// What is done to one strip of channels (or to one piece of a run of numbers).
protocol StripKernel {
  func run<S: Strip>(_ strip: S, at channel: Int)
}

/// Runs the kernel over channels `first`..<count, in strips of 16, then 4, and the rest.
@inline(__always)
func forEachStrip<Kernel: StripKernel>(_ count: Int, from first: Int = 0, _ kernel: Kernel) {
  var channel = first
  while channel &+ 16 <= count {
    kernel.run(FullStrip<SIMD16<Float>>(), at: channel)
    channel &+= 16
  }
  while channel &+ 4 <= count {
    kernel.run(FullStrip<SIMD4<Float>>(), at: channel)
    channel &+= 4
  }
  if channel < count { kernel.run(LastStrip(count: count &- channel), at: channel) }
}

/// Adds the first `count` lanes to sums in Double.
@inline(__always)
func addLanes<V: SIMD>(_ vector: V, count: Int, to sums: UnsafeMutablePointer<Double>) where V.Scalar == Float {
  for lane in 0..<count { sums[lane] += Double(vector[lane]) }
}
