// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Sets of examples: inputs and, for each, a label or target values; in the caller's memory or read from files.

public import CShims
internal import Data
internal import Tensors

extension normkit_dataset: Handle {
  static var noun: StaticString { "dataset" }
}

let datasets = HandleTable<normkit_dataset, Dataset>()

/// Keeps the memory that a dataset's inputs are in, for a dataset that takes them over with other targets.
private final class InputOwner {
  private let dataset: Dataset
  init(_ dataset: Dataset) { self.dataset = dataset }
}

/// Makes a dataset that views inputs in the caller's memory; nothing is copied.
///
/// The memory must last until the dataset, and every range made of it, is freed; it may be written to whenever no call
/// uses the dataset. Give it labels or target values to train or evaluate with.
///
/// - Parameter inputs: [N, ...] numbers, row by row.
/// - Parameter sizes: the sizes of the inputs' axes; the first is N, the number of examples, at least 1.
/// - Parameter rank: how many sizes there are, 2 to 8.
/// - Parameter out_dataset: receives the handle; free it with normkit_dataset_free.
@c public func normkit_dataset_create(
  _ inputs: UnsafePointer<Float>?, _ sizes: UnsafePointer<Int64>?, _ rank: Int64,
  _ out_dataset: UnsafeMutablePointer<normkit_dataset>?
) -> normkit_status {
  border {
    let inputs = try required(inputs, "inputs")
    let (count, sampleShape) = try requiredRows(sizes, rank)
    let out = try required(out_dataset, "out_dataset")
    out.pointee = try datasets.insert(Dataset(viewing: inputs, count: count, sampleShape: sampleShape))
  }
}

/// Reads images and their labels from a pair of uncompressed IDX files, MNIST's format.
///
/// Images [N, H, W] become examples [H, W, 1], with the channel axis that layers expect. NORMKIT_IO when a file cannot be
/// read, NORMKIT_FORMAT when it is not IDX, NORMKIT_SHAPE when the files hold different numbers of examples.
///
/// - Parameter images_path: the file of images.
/// - Parameter labels_path: the file of labels.
/// - Parameter scale: what numbers are multiplied by; 0 for 1/255 for bytes and 1 for every other type.
/// - Parameter out_dataset: receives the handle; free it with normkit_dataset_free.
@c public func normkit_dataset_load_idx(
  _ images_path: UnsafePointer<CChar>?, _ labels_path: UnsafePointer<CChar>?, _ scale: Double,
  _ out_dataset: UnsafeMutablePointer<normkit_dataset>?
) -> normkit_status {
  border {
    let images = try requiredText(images_path, "images_path")
    let labels = try requiredText(labels_path, "labels_path")
    let out = try required(out_dataset, "out_dataset")
    let dataset = try Dataset.idx(images: images, labels: labels, scale: scale == 0 ? nil : scale)
    out.pointee = try datasets.insert(dataset)
  }
}

/// Gives each example of a dataset its class, in place of any labels or values before; nothing is copied.
///
/// - Parameter dataset: the one to change.
/// - Parameter labels: [N] class numbers from 0; the memory must last as the inputs' must.
/// - Parameter count: how many labels there are; must be N.
@c public func normkit_dataset_set_labels(
  _ dataset: normkit_dataset, _ labels: UnsafePointer<Int32>?, _ count: Int64
) -> normkit_status {
  border {
    try datasets.update(dataset) { dataset in
      let labels = try required(labels, "labels")
      guard count == dataset.count else {
        throw NormKitError(.shape, "count must be \(dataset.count), one label for each example, got \(count)")
      }
      let labelled = Dataset(
        viewing: dataset.inputPointer, count: dataset.count, sampleShape: dataset.sampleShape, labels: labels,
        weights: dataset.weightPointer, owners: [InputOwner(dataset)])
      try labelled.checkLabels("dataset", classes: nil)
      dataset = labelled.viewing(sets: dataset.setPointer, mask: dataset.maskPointer)
    }
  }
}

/// Gives each example of a dataset its target values, in place of any labels or values before; nothing is copied.
///
/// - Parameter dataset: the one to change.
/// - Parameter values: [N, ...] numbers; the memory must last as the inputs' must.
/// - Parameter sizes: the sizes of the values' axes; the first must be N.
/// - Parameter rank: how many sizes there are, 2 to 8.
@c public func normkit_dataset_set_values(
  _ dataset: normkit_dataset, _ values: UnsafePointer<Float>?, _ sizes: UnsafePointer<Int64>?, _ rank: Int64
) -> normkit_status {
  border {
    try datasets.update(dataset) { dataset in
      let values = try required(values, "values")
      let (count, targetShape) = try requiredRows(sizes, rank)
      guard count == dataset.count else {
        throw NormKitError(.shape, "sizes[0] must be \(dataset.count), one row for each example, got \(count)")
      }
      dataset = Dataset(
        viewing: dataset.inputPointer, count: dataset.count, sampleShape: dataset.sampleShape, values: values,
        targetShape: targetShape, weights: dataset.weightPointer, owners: [InputOwner(dataset)]
      ).viewing(sets: dataset.setPointer, mask: dataset.maskPointer)
    }
  }
}

/// Gives each example of a dataset a weight, which its loss is multiplied by in training and measuring; nothing is copied.
///
/// The mean loss is still over the number of examples. Accuracy and other measures do not weigh.
///
/// - Parameter dataset: the one to change.
/// - Parameter weights: [N] finite numbers of at least 0; the memory must last as the inputs' must. NULL takes weights away.
/// - Parameter count: how many weights there are; must be N.
@c public func normkit_dataset_set_weights(
  _ dataset: normkit_dataset, _ weights: UnsafePointer<Float>?, _ count: Int64
) -> normkit_status {
  border {
    try datasets.update(dataset) { dataset in
      guard count == dataset.count else {
        throw NormKitError(.shape, "count must be \(dataset.count), one weight for each example, got \(count)")
      }
      let weighted = dataset.viewing(weights: weights)
      try weighted.checkWeights("dataset")
      dataset = weighted
    }
  }
}

/// Makes a dataset of some of another's examples, which share its memory: `count` of them from number `first` on.
///
/// - Parameter dataset: the larger one; it may be freed before the new one.
/// - Parameter first: the first example's number, from 0.
/// - Parameter count: how many examples, at least 1.
/// - Parameter out_dataset: receives the handle; free it with normkit_dataset_free.
@c public func normkit_dataset_create_range(
  _ dataset: normkit_dataset, _ first: Int64, _ count: Int64, _ out_dataset: UnsafeMutablePointer<normkit_dataset>?
) -> normkit_status {
  border {
    let out = try required(out_dataset, "out_dataset")
    let part = try datasets.read(dataset) { dataset in
      guard first >= 0, count >= 1, first < dataset.count, count <= dataset.count - Int(first) else {
        throw NormKitError(
          .invalidArgument, "first and count must name examples of 0..<\(dataset.count), got \(first) and \(count)")
      }
      return try dataset.subset(Int(first)..<Int(first + count))
    }
    out.pointee = try datasets.insert(part)
  }
}

/// Divides a dataset at random into one to train on and one to test with, both copies, without a common example.
///
/// - Parameter dataset: what to divide.
/// - Parameter test_fraction: the part to test with, over 0 and under 1; the number of examples is rounded up.
/// - Parameter seed: the same seed divides the same number of examples in the same way, everywhere.
/// - Parameter out_train: receives a handle; free it with normkit_dataset_free.
/// - Parameter out_test: receives a handle; free it with normkit_dataset_free.
@c public func normkit_dataset_split(
  _ dataset: normkit_dataset, _ test_fraction: Double, _ seed: UInt64,
  _ out_train: UnsafeMutablePointer<normkit_dataset>?, _ out_test: UnsafeMutablePointer<normkit_dataset>?
) -> normkit_status {
  border {
    let outTrain = try required(out_train, "out_train")
    let outTest = try required(out_test, "out_test")
    let parts = try datasets.read(dataset) { dataset in
      guard test_fraction > 0, test_fraction < 1 else {
        throw NormKitError(.invalidArgument, "test_fraction must be over 0 and under 1, got \(test_fraction)")
      }
      return try dataset.split(testFraction: test_fraction, seed: seed)
    }
    outTrain.pointee = try datasets.insert(parts.train)
    outTest.pointee = try datasets.insert(parts.test)
  }
}

/// How many examples a dataset has, N.
///
/// - Parameter dataset: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_dataset_count(
  _ dataset: normkit_dataset, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: datasets.read(dataset) { $0.count }, to: out_count) }
}

/// The shape of one example's input.
///
/// - Parameter dataset: the one to ask.
/// - Parameter out_sizes: receives the sizes, outermost first.
/// - Parameter capacity: how many sizes there is room for; 8 always suffice.
/// - Parameter out_rank: receives how many sizes there are.
@c public func normkit_dataset_input_shape(
  _ dataset: normkit_dataset, _ out_sizes: UnsafeMutablePointer<Int64>?, _ capacity: Int64,
  _ out_rank: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try datasets.read(dataset) { try write($0.sampleShape, to: out_sizes, capacity: capacity, rank: out_rank) }
  }
}

/// The inputs in memory, [N, ...], row by row: for reading, until the dataset is freed.
///
/// - Parameter dataset: the one to ask.
/// - Parameter out_inputs: receives the address of the first number.
@c public func normkit_dataset_inputs(
  _ dataset: normkit_dataset, _ out_inputs: UnsafeMutablePointer<UnsafePointer<Float>?>?
) -> normkit_status {
  border {
    let out = try required(out_inputs, "out_inputs")
    out.pointee = try datasets.read(dataset) { $0.inputPointer }
  }
}

/// The labels in memory, [N]: for reading, until the dataset is freed. NORMKIT_STATE when it has none.
///
/// - Parameter dataset: the one to ask.
/// - Parameter out_labels: receives the address of the first label.
@c public func normkit_dataset_labels(
  _ dataset: normkit_dataset, _ out_labels: UnsafeMutablePointer<UnsafePointer<Int32>?>?
) -> normkit_status {
  border {
    let out = try required(out_labels, "out_labels")
    out.pointee = try datasets.read(dataset) { dataset in
      guard let labels = dataset.labelPointer else { throw NormKitError(.state, "the dataset has no labels") }
      return labels
    }
  }
}

/// Frees a dataset. Memory of the caller's that it viewed is the caller's again.
///
/// - Parameter dataset: a handle that nobody will use again; the null handle is nothing to free.
@c public func normkit_dataset_free(_ dataset: normkit_dataset) -> normkit_status {
  border(frees: true) { try datasets.remove(dataset) }
}
