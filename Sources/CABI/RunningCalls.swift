// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A fit or evaluation under way, seen from other threads: how far it is, and how to end it.

public import CShims
internal import Tensors
internal import Training

/// Ends the normkit_model_fit or normkit_model_evaluate_with_progress that runs on this model, on whichever thread: after
/// its present step or batch it returns NORMKIT_CANCELLED, the model as that step left it. Without one there is nothing to
/// do.
///
/// - Parameter model: the one at work.
@c public func normkit_model_cancel(_ model: normkit_model) -> normkit_status {
  border { try models.peek(model).run.cancel() }
}

/// Where the normkit_model_fit that runs on this model is, or where the last one was when it ended. Takes no lock that
/// training waits for.
///
/// NORMKIT_STATE before the model's first fit has ended its first step.
///
/// - Parameter model: the one being trained.
/// - Parameter out_progress: receives what a progress callback would be told.
/// - Parameter size: sizeof(normkit_progress) of the caller's header: no more is written.
@c public func normkit_model_get_progress(
  _ model: normkit_model, _ out_progress: UnsafeMutablePointer<normkit_progress>?, _ size: UInt64
) -> normkit_status {
  border {
    let out = try required(out_progress, "out_progress")
    guard size >= 72 else {
      throw NormKitError(.invalidArgument, "size must be that of normkit_progress, at least 72, got \(size)")
    }
    guard var progress = try models.peek(model).run.progress else {
      throw NormKitError(.state, "the model has not been fitted yet")
    }
    let count = min(Int(size), MemoryLayout<normkit_progress>.size)
    withUnsafeBytes(of: &progress) { UnsafeMutableRawPointer(out).copyMemory(from: $0.baseAddress!, byteCount: count) }
  }
}

/// What other threads may know and ask of a model's fit; an evaluation can be ended by them, too.
final class RunningFit: Sendable {
  private let latest = Guarded<normkit_progress?>(nil)
  private let cancellation = Guarded(false)

  /// How far the fit is; nil before the first.
  var progress: normkit_progress? { latest.value }

  /// Asks what runs to end.
  func cancel() { cancellation.exchange(true) }

  /// Whether what runs was asked to end.
  var isCancelled: Bool { cancellation.value }

  /// Another one begins: what was asked of the one before does not count.
  func begin() { cancellation.exchange(false) }

  /// What the fit calls: notes where it is, asks the caller's callback, and cancels when another thread says so.
  func watching(
    _ callback: ((FitProgress) -> FitSignal)?
  ) -> (FitProgress) -> FitSignal {
    { progress in
      self.latest.exchange(normkit_progress(progress))
      if self.isCancelled { return .cancel }
      let signal = callback?(progress) ?? .proceed
      return self.isCancelled ? .cancel : signal
    }
  }
}
