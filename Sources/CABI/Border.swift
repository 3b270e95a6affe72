// The one way in and out of the library: what every C function's body is wrapped in, and the checks of its pointers.

internal import CReserve
internal import CShims
internal import Tensors

/// Runs one C function's work; an error becomes its status, and its sentence this thread's error text.
///
/// Work begins only while there is a reserve of memory to end it with; freeing begins always.
/// A function's body is `border { … }` and nothing else: read the handles, check the pointers, make one Swift call, write
/// the results. `#function` is the C name, since every function here is declared under it.
func border(
  _ function: StaticString = #function, frees: Bool = false, _ work: () throws -> Void
) -> normkit_status {
  guard frees || normkit_reserve_is_ready() else {
    report(function) { $0("memory has run out; free something that is not needed") }
    return NORMKIT_OUT_OF_MEMORY
  }
  // A call within a callback leaves the outer one its budget.
  let budget = normkit_shims_budget()
  defer { normkit_shims_set_budget(budget) }
  do {
    try work()
    if isLogged(NORMKIT_LOG_DEBUG) { log(NORMKIT_LOG_DEBUG, "\(name(function)): NORMKIT_OK") }
    return NORMKIT_OK
  } catch {
    let error = error as? NormKitError ?? NormKitError(.internal, "an error of unknown kind: \(error)")
    report(function) { error.message.withCString($0) }
    return normkit_status(rawValue: UInt32(error.code.rawValue))
  }
}

/// Makes "function: text" this thread's error text.
private func report(_ function: StaticString, _ lend: ((UnsafePointer<CChar>) -> Void) -> Void) {
  function.withUTF8Buffer { name in
    name.withMemoryRebound(to: CChar.self) { name in
      guard let name = name.baseAddress else { return }
      lend { normkit_shims_set_error(name, $0) }
    }
  }
  log(NORMKIT_LOG_ERROR, normkit_shims_error())
}

/// The C function's name alone.
func name(_ function: StaticString) -> Substring { function.description.prefix { $0 != "(" } }

/// The pointer, which C may have passed as NULL. Throws: `invalidArgument`, naming the argument.
func required<Pointer>(_ pointer: Pointer?, _ argument: StaticString) throws(NormKitError) -> Pointer {
  guard let pointer else { throw NormKitError(.invalidArgument, "\(argument) must not be NULL") }
  return pointer
}

/// The text, copied. Throws: `invalidArgument` when it is NULL or not UTF-8.
func requiredText(_ pointer: UnsafePointer<CChar>?, _ argument: StaticString) throws(NormKitError) -> String {
  guard let text = String(validatingCString: try required(pointer, argument)) else {
    throw NormKitError(.invalidArgument, "\(argument) must be UTF-8 text")
  }
  return text
}

/// The element that C asks for by its number. Throws: `invalidArgument` for a number that is none's.
func element<Element>(_ place: Int64, of elements: [Element]) throws(NormKitError) -> Element {
  guard place >= 0, place < elements.count else {
    throw NormKitError(.invalidArgument, "place must be in 0..<\(elements.count), got \(place)")
  }
  return elements[Int(place)]
}

/// Writes how many there are, asked for once it is known where to. Throws: `invalidArgument` for NULL; what `count` throws.
func write(count: @autoclosure () throws -> Int, to out_count: UnsafeMutablePointer<Int64>?) throws {
  let out = try required(out_count, "out_count")
  out.pointee = Int64(try count())
}

/// The sizes as a shape. Throws: `invalidArgument` for NULL or a rank out of 1...8, `shape` for sizes that are none.
func requiredShape(
  _ sizes: UnsafePointer<Int64>?, _ rank: Int64, _ argument: StaticString
) throws(NormKitError) -> Shape {
  let sizes = try required(sizes, argument)
  guard rank >= 1, rank <= 8 else {
    throw NormKitError(.invalidArgument, "\(argument) must have 1 to 8 sizes, got \(rank)")
  }
  let shape = try Shape((0..<Int(rank)).map { Int(sizes[$0]) })
  guard shape.count <= Int.max / MemoryLayout<Float>.stride else {
    throw NormKitError(.shape, "\(argument) must name numbers that fit an address space, got \(shape)")
  }
  return shape
}

/// N and the sizes of one row of [N, ...]. Throws: as `requiredShape`; `invalidArgument` without rows.
func requiredRows(
  _ sizes: UnsafePointer<Int64>?, _ rank: Int64
) throws(NormKitError) -> (count: Int, shape: Shape) {
  let shape = try requiredShape(sizes, rank, "sizes")
  guard shape.sizes.count >= 2, shape.count >= 1 else {
    throw NormKitError(.shape, "sizes must be [N, ...], each at least 1, got \(shape)")
  }
  return (shape.sizes[0], try Shape(Array(shape.sizes.dropFirst())))
}

/// Writes a shape into the caller's room for `capacity` sizes. Throws: `invalidArgument` for NULL, `shape` when it is
/// too small.
func write(
  _ shape: Shape, to sizes: UnsafeMutablePointer<Int64>?, capacity: Int64, rank: UnsafeMutablePointer<Int64>?
) throws(NormKitError) {
  let sizes = try required(sizes, "out_sizes")
  let rank = try required(rank, "out_rank")
  guard shape.sizes.count <= capacity else {
    throw NormKitError(.shape, "capacity must be at least \(shape.sizes.count) for shape \(shape), got \(capacity)")
  }
  for (axis, size) in shape.sizes.enumerated() { sizes[axis] = Int64(size) }
  rank.pointee = Int64(shape.sizes.count)
}

/// Writes a text and a zero into the caller's room for `capacity` bytes. Throws: `invalidArgument` for NULL, `shape` when
/// it is too small.
func write(
  _ text: String, to bytes: UnsafeMutablePointer<CChar>?, capacity: Int64, _ argument: StaticString
) throws(NormKitError) {
  let bytes = try required(bytes, argument)
  let count = text.utf8.count + 1
  guard count <= capacity else {
    throw NormKitError(.shape, "capacity must be at least \(count) for \"\(text)\", got \(capacity)")
  }
  for (index, byte) in text.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
  bytes[count - 1] = 0
}

/// Writes a text of any length. Throws: `invalidArgument` for NULL where there should be room; `shape` when it is too
/// little.
func write(
  _ text: String, to bytes: UnsafeMutablePointer<CChar>?, capacity: Int64, length: UnsafeMutablePointer<Int64>?
) throws(NormKitError) {
  let count = Int64(text.utf8.count + 1)
  if capacity != 0 || bytes != nil {
    let bytes = try required(bytes, "out_text")
    guard count <= capacity else {
      throw NormKitError(.shape, "capacity must be at least \(count) for this text, got \(capacity)")
    }
    for (index, byte) in text.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
    bytes[Int(count) - 1] = 0
  } else if length == nil {
    throw NormKitError(.invalidArgument, "out_length must not be NULL without out_text")
  }
  length?.pointee = count
}
