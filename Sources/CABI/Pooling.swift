// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Pooling and padding of images, whose samples are [height, width, channels].

public import CShims
internal import Layers
internal import Tensors

/// Adds pooling that keeps the largest number of each window, channel by channel; NaN where there is one.
///
/// Windows meet, unless normkit_max_pooling2d_set_strides says otherwise. The gradient goes to the first of equal numbers.
///
/// - Parameter model: the one to extend; its output so far must be images.
/// - Parameter pool_rows: the window's height, at least 1.
/// - Parameter pool_columns: the window's width, at least 1.
/// - Parameter padding: what the window does at the edges, as in normkit_model_add_conv2d.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_max_pooling2d(
  _ model: normkit_model, _ pool_rows: Int64, _ pool_columns: Int64, _ padding: normkit_padding,
  _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border {
    let size = WindowSize(Int(pool_rows), Int(pool_columns))
    try add(MaxPooling2D(size, padding: Padding(padding)), to: model, out_layer)
  }
}

/// Adds pooling that keeps the mean of each window, channel by channel; what reaches over the edges does not count.
///
/// Windows meet, unless normkit_average_pooling2d_set_strides says otherwise.
///
/// - Parameter model: the one to extend; its output so far must be images.
/// - Parameter pool_rows: the window's height, at least 1.
/// - Parameter pool_columns: the window's width, at least 1.
/// - Parameter padding: what the window does at the edges, as in normkit_model_add_conv2d.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_average_pooling2d(
  _ model: normkit_model, _ pool_rows: Int64, _ pool_columns: Int64, _ padding: normkit_padding,
  _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border {
    let size = WindowSize(Int(pool_rows), Int(pool_columns))
    try add(AveragePooling2D(size, padding: Padding(padding)), to: model, out_layer)
  }
}

/// Adds the mean of each channel over the whole image: [height, width, channels] becomes [channels].
///
/// - Parameter model: the one to extend; its output so far must be images.
/// - Parameter keep_dimensions: true for [1, 1, channels].
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_global_average_pooling2d(
  _ model: normkit_model, _ keep_dimensions: Bool, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(GlobalAveragePooling2D(keepDimensions: keep_dimensions), to: model, out_layer) }
}

/// Adds rows and columns of 0 around images.
///
/// A convolution that is to see as much at all sides needs it before NORMKIT_PADDING_VALID; NORMKIT_PADDING_SAME needs none.
///
/// - Parameter model: the one to extend; its output so far must be images.
/// - Parameter top: rows above, at least 0.
/// - Parameter bottom: rows below, at least 0.
/// - Parameter left: columns before, at least 0.
/// - Parameter right: columns behind, at least 0.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_zero_padding2d(
  _ model: normkit_model, _ top: Int64, _ bottom: Int64, _ left: Int64, _ right: Int64,
  _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border {
    try add(
      ZeroPadding2D(top: Int(top), bottom: Int(bottom), left: Int(left), right: Int(right)), to: model, out_layer)
  }
}

/// How far a window of max pooling moves from one output to the next; by default its own size.
///
/// The shapes of the layers after it follow.
///
/// - Parameter layer: max pooling of a model not yet compiled or used.
/// - Parameter rows: along the image's height, at least 1.
/// - Parameter columns: along its width, at least 1.
@c public func normkit_max_pooling2d_set_strides(
  _ layer: normkit_layer, _ rows: Int64, _ columns: Int64
) -> normkit_status {
  border {
    let strides = WindowSize(Int(rows), Int(columns))
    try configure(layer, as: MaxPooling2D.self, .beforeUse) { $0.strides = strides }
  }
}

/// How far a window of average pooling moves from one output to the next; by default its own size.
///
/// The shapes of the layers after it follow.
///
/// - Parameter layer: average pooling of a model not yet compiled or used.
/// - Parameter rows: along the image's height, at least 1.
/// - Parameter columns: along its width, at least 1.
@c public func normkit_average_pooling2d_set_strides(
  _ layer: normkit_layer, _ rows: Int64, _ columns: Int64
) -> normkit_status {
  border {
    let strides = WindowSize(Int(rows), Int(columns))
    try configure(layer, as: AveragePooling2D.self, .beforeUse) { $0.strides = strides }
  }
}
