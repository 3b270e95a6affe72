extension JSONValue {
  /// The Swift value that this JSON describes; members that nobody asks for are passed over.
  ///
  /// Throws: `DecodingError` with the place, what was expected and what came.
  package func decode<Value: Decodable>(as type: Value.Type) throws -> Value {
    try JSONDecoding(value: self, codingPath: []).decode(type)
  }
}

/// Swift's view of a value as a decoder, and as a container of one value.
private struct JSONDecoding: Decoder, SingleValueDecodingContainer {
  let value: JSONValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
    .typeMismatch(
      type,
      DecodingError.Context(codingPath: codingPath, debugDescription: "expected \(expected), got \(value.shown)"))
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let primitive = type as? any JSONPrimitive.Type else { return try type.init(from: self) }
    guard let result = primitive.init(json: value) as? Value else { throw mismatch(type, primitive.noun) }
    return result
  }

  func decodeNil() -> Bool { value == .null }
  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch([String: Any].self, "an object") }
    return KeyedDecodingContainer(JSONMembers(members: members, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch([Any].self, "an array") }
    return JSONElements(elements: elements, codingPath: codingPath)
  }
}

/// An object's members.
private struct JSONMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let members: [String: JSONValue]
  let codingPath: [any CodingKey]

  var allKeys: [Key] { members.keys.compactMap { Key(stringValue: JSONKey.camelCase($0)) } }

  private func place(_ key: some CodingKey) throws -> JSONDecoding {
    let name = JSONKey(key)
    guard let value = members[name.stringValue] else {
      throw DecodingError.keyNotFound(
        name,
        DecodingError.Context(codingPath: codingPath, debugDescription: "\"\(name.stringValue)\" is missing"))
    }
    return JSONDecoding(value: value, codingPath: codingPath + [name])
  }

  func contains(_ key: Key) -> Bool { members[JSONKey(key).stringValue] != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try place(key).decodeNil() }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try place(key).decode(type) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try place(key).container(keyedBy: type) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try place(key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder { try place(JSONKey(stringValue: "super")) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try place(key) }
}

/// An array's elements, read one after the other.
private struct JSONElements: UnkeyedDecodingContainer {
  let elements: [JSONValue]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(elements: [JSONValue], codingPath: [any CodingKey]) {
    self.elements = elements
    self.codingPath = codingPath
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  private func place() throws -> JSONDecoding {
    let path = codingPath + [JSONKey(intValue: currentIndex)]
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        JSONValue.self,
        DecodingError.Context(codingPath: path, debugDescription: "expected more than \(elements.count) elements"))
    }
    return JSONDecoding(value: elements[currentIndex], codingPath: path)
  }

  mutating func decodeNil() throws -> Bool {
    let isNull = try place().decodeNil()
    if isNull { currentIndex += 1 }
    return isNull
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let result = try place().decode(type)
    currentIndex += 1
    return result
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    let container = try place().container(keyedBy: type)
    currentIndex += 1
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try place().unkeyedContainer()
    currentIndex += 1
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = try place()
    currentIndex += 1
    return decoder
  }
}
