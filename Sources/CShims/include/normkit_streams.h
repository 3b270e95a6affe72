#ifndef NORMKIT_STREAMS_H
#define NORMKIT_STREAMS_H

/// For memory larger than the caches. Inlined, so that each kernel module gets its own instructions.
///
/// Stores that go past the caches: the processor need not read a line first that it overwrites as a whole. And asking for
/// a line before it is needed, which may lie anywhere, also where there is no memory.

/// SIMD16<Float>: a line of the cache.
typedef float normkit_line __attribute__((ext_vector_type(16)));

/// Writes a whole line, whose address is a multiple of 64.
__attribute__((always_inline)) static inline void normkit_shims_stream_line(float *_Nonnull line, normkit_line numbers) {
  __builtin_nontemporal_store(numbers, (normkit_line *)line);
}

/// Orders such stores before whatever this thread writes next.
__attribute__((always_inline)) static inline void normkit_shims_finish_streams(void) {
#if defined(__x86_64__)
  __builtin_ia32_sfence();
#endif
}

/// Asks for the line that holds `address`.
__attribute__((always_inline)) static inline void normkit_shims_fetch_line(const void *_Nonnull address) {
  __builtin_prefetch(address);
}

#endif
