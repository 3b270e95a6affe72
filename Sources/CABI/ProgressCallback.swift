// The caller's function that fit reports to.

internal import CShims
internal import Threads
internal import Training

/// A C callback with its user data, which is handed back to the caller when nobody holds it any more.
final class ProgressCallback {
  private let callback: normkit_progress_callback?
  private let userData: UnsafeMutableRawPointer?
  private var destroy: normkit_destroy_callback?

  init(
    _ callback: normkit_progress_callback?, _ userData: UnsafeMutableRawPointer?,
    _ destroy: normkit_destroy_callback?
  ) {
    self.callback = callback
    self.userData = userData
    self.destroy = destroy
  }

  /// What a fit calls: `report`, but within an epoch not sooner than `interval` seconds after the last time.
  func reporter(every interval: Double) -> (FitProgress) -> FitSignal {
    guard interval > 0 else { return report }
    var pace = Pace(interval)
    return { progress in
      guard pace.isDue || progress.finishedEpoch != nil else { return .proceed }
      defer { pace.restart() }
      return self.report(progress)
    }
  }

  /// Tells the caller where fit is. A number that is no signal counts as `cancel`: the caller's state is unknown.
  func report(_ progress: FitProgress) -> FitSignal {
    guard let callback else { return .proceed }
    var report = normkit_progress(progress)
    switch callback(&report, userData) {
    case NORMKIT_SIGNAL_PROCEED: return .proceed
    case NORMKIT_SIGNAL_STOP: return .stop
    default: return .cancel
    }
  }

  /// Lets go without handing the user data back: the call that lent it has failed.
  func leaveToCaller() { destroy = nil }

  deinit { destroy?(userData) }
}

/// Lets a callback that would come after every batch wait for its time.
struct Pace {
  private let interval: Double
  private var last = Clock.nanoseconds

  /// `interval`: seconds from the end of a call to the next; 0 for one each time.
  init(_ interval: Double) { self.interval = interval }

  /// Whether it is time for a call.
  var isDue: Bool { interval <= 0 || Double(Clock.nanoseconds - last) * 1e-9 >= interval }

  /// Says that a call has ended.
  mutating func restart() { last = Clock.nanoseconds }
}

extension normkit_progress {
  /// What C is told of a fit's progress.
  init(_ progress: FitProgress) {
    self.init()
    epoch = Int64(progress.epoch)
    epochs = Int64(progress.epochs)
    batch = Int64(progress.batch)
    batch_count = Int64(progress.batchCount)
    loss = progress.training.loss
    accuracy = progress.training.accuracy ?? .nan
    if let epoch = progress.finishedEpoch {
      epoch_finished = 1
      if let validation = epoch.validation {
        validated = 1
        validation_loss = validation.loss
        validation_accuracy = validation.accuracy ?? .nan
      }
    }
  }
}
