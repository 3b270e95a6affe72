import CShims
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The worker threads of a pool: makes and wakes them. Only the pool's owner may call it.
final class Crew: @unchecked Sendable {
  private static let stackSize = 1 << 20

  /// Where the owner waits for the last chunk.
  private(set) var caller = ParkingSpot()
  /// Where worker i + 1 waits for work.
  private var spots: [ParkingSpot] = []
  private var process = Fork.token
  /// Which of them take part.
  var backoff = Backoff()
  /// The system would not make another thread; asking again at every job would cost more than it gives.
  private var isRefused = false

  /// In a child of fork, forgets the parent's threads and returns true.
  func leaveParentBehind() -> Bool {
    guard process != Fork.token else { return false }
    process = Fork.token
    // The old ones may be locked for ever, and are not destroyed: see ParkingSpot.
    caller = ParkingSpot()
    spots = []
    isRefused = false
    backoff = Backoff()
    return true
  }

  /// Makes threads until there are `count`, the caller included, and returns how many of `count` there are.
  func grow(to count: Int, post: (_ worker: Int, _ spot: ParkingSpot) -> Post) -> Int {
    while spots.count + 1 < count, !isRefused {
      Fork.watch()
      let spot = ParkingSpot()
      // Kept by its thread for ever.
      let post = Unmanaged.passRetained(post(spots.count + 1, spot))
      let body: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
        guard let context else { return }
        let post = Unmanaged<Post>.fromOpaque(context).takeUnretainedValue()
        post.pool.serve(as: post.worker, at: post.spot)
      }
      if normkit_shims_start_thread(body, post.toOpaque(), Self.stackSize) == 0 {
        spots.append(spot)
      } else {
        post.release()
        isRefused = true
      }
    }
    return min(count, spots.count + 1)
  }

  /// Wakes the workers below `team` that sleep.
  func wake(team: Int) {
    for index in 0..<team - 1 { spots[index].wake() }
  }
}

/// What a worker thread is told when it starts.
final class Post: Sendable {
  let pool: WorkerPool
  let worker: Int
  let spot: ParkingSpot

  init(pool: WorkerPool, worker: Int, spot: ParkingSpot) {
    self.pool = pool
    self.worker = worker
    self.spot = spot
  }
}

/// Which process this is, counted from the first that made threads: fork copies memory, but no thread besides its own.
enum Fork {
  private static let generation = Atomic<UInt>(1)

  /// Differs between a parent and its child, once `watch` was called; never 0.
  static var token: UInt { generation.load(ordering: .relaxed) }

  /// Counts forks from now on.
  static func watch() { _ = isWatched }

  private static let isWatched = pthread_atfork(nil, nil) { Fork.generation.add(1, ordering: .relaxed) } == 0
}
