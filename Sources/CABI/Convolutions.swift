// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Convolutions: layers over images, whose samples are [height, width, channels].

public import CShims
internal import Layers
internal import Tensors

/// Adds a convolution of images: kernel [kernel_rows, kernel_columns, channels, filters], bias [filters].
///
/// NORMKIT_PADDING_VALID gives (height - kernel_rows) / stride + 1 rows, rounded down; NORMKIT_PADDING_SAME height / stride,
/// rounded up.
///
/// - Parameter model: the one to extend; its output so far must be images.
/// - Parameter filters: the number of output channels, at least 1.
/// - Parameter kernel_rows: the kernel's height, at least 1.
/// - Parameter kernel_columns: the kernel's width, at least 1.
/// - Parameter padding: what the kernel does at the edges.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_conv2d(
  _ model: normkit_model, _ filters: Int64, _ kernel_rows: Int64, _ kernel_columns: Int64,
  _ padding: normkit_padding, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border {
    let size = WindowSize(Int(kernel_rows), Int(kernel_columns))
    try add(Conv2D(Int(filters), kernelSize: size, padding: Padding(padding)), to: model, out_layer)
  }
}

/// Adds a convolution of each channel with kernels of its own: kernel [kernel_rows, kernel_columns, channels, depth
/// multiplier], bias [channels * depth multiplier].
///
/// - Parameter model: the one to extend; its output so far must be images.
/// - Parameter kernel_rows: the kernel's height, at least 1.
/// - Parameter kernel_columns: the kernel's width, at least 1.
/// - Parameter padding: what the kernel does at the edges, as in normkit_model_add_conv2d.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_depthwise_conv2d(
  _ model: normkit_model, _ kernel_rows: Int64, _ kernel_columns: Int64, _ padding: normkit_padding,
  _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border {
    let size = WindowSize(Int(kernel_rows), Int(kernel_columns))
    try add(DepthwiseConv2D(size, padding: Padding(padding)), to: model, out_layer)
  }
}

/// How far a convolution's window moves from one output to the next; one row and one column by default.
///
/// The shapes of the layers after it follow.
///
/// - Parameter layer: a convolution of a model not yet compiled or used.
/// - Parameter rows: along the image's height, at least 1.
/// - Parameter columns: along its width, at least 1.
@c public func normkit_conv2d_set_strides(
  _ layer: normkit_layer, _ rows: Int64, _ columns: Int64
) -> normkit_status {
  border {
    let strides = WindowSize(Int(rows), Int(columns))
    try configure(layer, as: Conv2D.self, .beforeUse) { $0.strides = strides }
  }
}

/// Whether a convolution adds a bias; true by default. Before batch normalization it is useless: beta takes its place.
///
/// - Parameter layer: a convolution of a model not yet compiled or used.
/// - Parameter use_bias: false for no bias.
@c public func normkit_conv2d_set_use_bias(_ layer: normkit_layer, _ use_bias: Bool) -> normkit_status {
  border { try configure(layer, as: Conv2D.self, .beforeUse) { $0.useBias = use_bias } }
}

/// How a convolution's kernel starts; NORMKIT_INITIALIZER_GLOROT_UNIFORM by default.
///
/// - Parameter layer: a convolution of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_conv2d_set_kernel_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: Conv2D.self, .beforeUse) { $0.kernelInitializer = initializer }
  }
}

/// How a convolution's bias starts; NORMKIT_INITIALIZER_ZEROS by default.
///
/// - Parameter layer: a convolution of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_conv2d_set_bias_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: Conv2D.self, .beforeUse) { $0.biasInitializer = initializer }
  }
}

/// How far a depthwise convolution's window moves from one output to the next; one row and one column by default.
///
/// The shapes of the layers after it follow.
///
/// - Parameter layer: a depthwise convolution of a model not yet compiled or used.
/// - Parameter rows: along the image's height, at least 1.
/// - Parameter columns: along its width, at least 1.
@c public func normkit_depthwise_conv2d_set_strides(
  _ layer: normkit_layer, _ rows: Int64, _ columns: Int64
) -> normkit_status {
  border {
    let strides = WindowSize(Int(rows), Int(columns))
    try configure(layer, as: DepthwiseConv2D.self, .beforeUse) { $0.strides = strides }
  }
}

/// Whether a depthwise convolution adds a bias; true by default. Before batch normalization it is useless: beta takes its place.
///
/// - Parameter layer: a depthwise convolution of a model not yet compiled or used.
/// - Parameter use_bias: false for no bias.
@c public func normkit_depthwise_conv2d_set_use_bias(_ layer: normkit_layer, _ use_bias: Bool) -> normkit_status {
  border { try configure(layer, as: DepthwiseConv2D.self, .beforeUse) { $0.useBias = use_bias } }
}

/// How many outputs a depthwise convolution has for each channel; 1 by default.
///
/// The shapes of the layers after it follow.
///
/// - Parameter layer: a depthwise convolution of a model not yet compiled or used.
/// - Parameter multiplier: at least 1.
@c public func normkit_depthwise_conv2d_set_depth_multiplier(
  _ layer: normkit_layer, _ multiplier: Int64
) -> normkit_status {
  border { try configure(layer, as: DepthwiseConv2D.self, .beforeUse) { $0.depthMultiplier = Int(multiplier) } }
}

/// How a depthwise convolution's kernel starts; NORMKIT_INITIALIZER_GLOROT_UNIFORM by default.
///
/// - Parameter layer: a depthwise convolution of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_depthwise_conv2d_set_depthwise_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: DepthwiseConv2D.self, .beforeUse) { $0.depthwiseInitializer = initializer }
  }
}

/// How a depthwise convolution's bias starts; NORMKIT_INITIALIZER_ZEROS by default.
///
/// - Parameter layer: a depthwise convolution of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_depthwise_conv2d_set_bias_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: DepthwiseConv2D.self, .beforeUse) { $0.biasInitializer = initializer }
  }
}
