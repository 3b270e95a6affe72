// The instruction sets that this processor has and the operating system saves, asked of the processor itself. This file
// is compiled without instruction-set flags, so that the question can be asked on any processor.
#include "normkit_cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>

/// XCR0: which register states the operating system saves when it switches threads.
static unsigned long long saved_states(void) {
  unsigned int low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((unsigned long long)high << 32) | low;
}

int normkit_shims_cpu_level(void) {
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return 0;
  // x86-64-v3 also promises these; a compiler given that name may use any of them.
  const unsigned int v3_ecx = bit_OSXSAVE | bit_AVX | bit_FMA | bit_F16C | bit_MOVBE | bit_SSE4_2 | bit_POPCNT;
  if ((ecx & v3_ecx) != v3_ecx) return 0;
  const unsigned long long ymm = 0x6, zmm = 0xe6;  // SSE, AVX; and opmask, upper halves, upper sixteen
  const unsigned long long states = saved_states();
  if ((states & ymm) != ymm) return 0;
  unsigned int extended_ecx;
  if (!__get_cpuid(0x80000001, &eax, &ebx, &extended_ecx, &edx) || !(extended_ecx & bit_LZCNT)) return 0;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return 0;
  const unsigned int v3_ebx = bit_AVX2 | bit_BMI | bit_BMI2;
  if ((ebx & v3_ebx) != v3_ebx) return 0;
  const unsigned int v4_ebx = bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL;
  return (ebx & v4_ebx) == v4_ebx && (states & zmm) == zmm ? 2 : 1;
}
#else
int normkit_shims_cpu_level(void) { return 0; }
#endif
