#include "normkit_cpu.h"

int normkit_shims_cpu_level(void) { return 0; }
