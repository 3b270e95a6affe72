#ifndef NORMKIT_CPU_H
#define NORMKIT_CPU_H

/// 0: baseline only; 1: AVX2 and FMA; 2: AVX-512 (F, BW, CD, DQ, VL). What the processor has and the system saves.
int normkit_shims_cpu_level(void);

#endif
