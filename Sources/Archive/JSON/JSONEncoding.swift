extension JSONValue {
  /// The value's JSON, with keys in snake_case. Throws: `EncodingError` for what JSON cannot hold, such as a NaN.
  package init(encoding value: some Encodable) throws {
    self = try JSONNode(encoding: value, path: []).json
  }
}

/// A value that is still being written to: containers are handed out before they are filled.
private final class JSONNode {
  enum Content {
    case empty
    case value(JSONValue)
    case array([JSONNode])
    case object([String: JSONNode])
  }

  var content = Content.empty

  init() {}

  init(encoding value: some Encodable, path: [any CodingKey]) throws { try encode(value, path: path) }

  func encode(_ value: some Encodable, path: [any CodingKey]) throws {
    guard let primitive = value as? any JSONPrimitive else {
      return try value.encode(to: JSONEncoding(node: self, codingPath: path))
    }
    guard let json = primitive.json else {
      throw EncodingError.invalidValue(
        value, EncodingError.Context(codingPath: path, debugDescription: "\(value) has no form in JSON"))
    }
    content = .value(json)
  }

  /// The member called `key`, made now.
  func member(_ key: some CodingKey) -> JSONNode {
    let node = JSONNode()
    var members: [String: JSONNode] = [:]
    if case .object(let known) = content { members = known }
    members[JSONKey.snakeCase(key.stringValue)] = node
    content = .object(members)
    return node
  }

  /// A new last element.
  func element() -> JSONNode {
    let node = JSONNode()
    var elements: [JSONNode] = []
    if case .array(let known) = content { elements = known }
    content = .array(elements + [node])
    return node
  }

  var count: Int { if case .array(let elements) = content { elements.count } else { 0 } }

  /// The finished value; what wrote nothing is an empty object.
  var json: JSONValue {
    switch content {
    case .empty: .object([:])
    case .value(let value): value
    case .array(let elements): .array(elements.map(\.json))
    case .object(let members): .object(members.mapValues(\.json))
    }
  }
}

/// Swift's view of a node as an encoder, and as a container of one value.
private struct JSONEncoding: Encoder, SingleValueEncodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .empty = node.content { node.content = .object([:]) }
    return KeyedEncodingContainer(JSONMembers(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .empty = node.content { node.content = .array([]) }
    return JSONElements(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }
  func encodeNil() { node.content = .value(.null) }
  func encode<Value: Encodable>(_ value: Value) throws { try node.encode(value, path: codingPath) }
}

/// An object's members.
private struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: JSONNode
  let codingPath: [any CodingKey]

  private func place(_ key: some CodingKey) -> JSONEncoding {
    JSONEncoding(node: node.member(key), codingPath: codingPath + [JSONKey(key)])
  }

  func encodeNil(forKey key: Key) { place(key).encodeNil() }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try place(key).encode(value) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { place(key).container(keyedBy: type) }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { place(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { place(JSONKey(stringValue: "super")) }
  func superEncoder(forKey key: Key) -> any Encoder { place(key) }
}

/// An array's elements.
private struct JSONElements: UnkeyedEncodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]
  var count: Int { node.count }

  private func place() -> JSONEncoding {
    let key = JSONKey(intValue: count)
    return JSONEncoding(node: node.element(), codingPath: codingPath + [key])
  }

  func encodeNil() { place().encodeNil() }
  func encode<Value: Encodable>(_ value: Value) throws { try place().encode(value) }
  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    place().container(keyedBy: type)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { place().unkeyedContainer() }
  func superEncoder() -> any Encoder { place() }
}
