/// A type that is one JSON value rather than a container of them.
protocol JSONPrimitive {
  /// What error texts call it: "a whole number".
  static var noun: String { get }
  /// Nil for another kind of value, and for a number that the type cannot hold.
  init?(json: JSONValue)
  /// Nil for a number that JSON cannot hold.
  var json: JSONValue? { get }
}

extension Bool: JSONPrimitive {
  static var noun: String { "true or false" }
  init?(json: JSONValue) {
    guard case .bool(let value) = json else { return nil }
    self = value
  }
  var json: JSONValue? { .bool(self) }
}

extension String: JSONPrimitive {
  static var noun: String { "text" }
  init?(json: JSONValue) {
    guard case .string(let value) = json else { return nil }
    self = value
  }
  var json: JSONValue? { .string(self) }
}

/// Integers are written in digits alone.
extension JSONPrimitive where Self: FixedWidthInteger {
  static var noun: String { "a whole number from \(min) to \(max)" }
  init?(json: JSONValue) {
    guard case .number(let digits) = json, let value = Self(digits) else { return nil }
    self = value
  }
  var json: JSONValue? { .number(String(self)) }
}

extension Int: JSONPrimitive {}
extension Int8: JSONPrimitive {}
extension Int16: JSONPrimitive {}
extension Int32: JSONPrimitive {}
extension Int64: JSONPrimitive {}
extension UInt: JSONPrimitive {}
extension UInt8: JSONPrimitive {}
extension UInt16: JSONPrimitive {}
extension UInt32: JSONPrimitive {}
extension UInt64: JSONPrimitive {}

/// Floats are written with the fewest digits that give them back, and read in one correct rounding.
extension JSONPrimitive where Self: BinaryFloatingPoint & LosslessStringConvertible {
  static var noun: String { "a number" }
  init?(json: JSONValue) {
    guard case .number(let digits) = json, let value = Self(digits), value.isFinite else { return nil }
    self = value
  }
  var json: JSONValue? {
    guard isFinite else { return nil }
    let digits = description
    return .number(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)
  }
}

extension Float: JSONPrimitive {}
extension Double: JSONPrimitive {}
