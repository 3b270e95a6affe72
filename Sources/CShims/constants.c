/* Static texts that C wants as pointers which nobody has to free. */
#include "normkit_constants.h"

const char *normkit_shims_version(void) { return NORMKIT_VERSION; }

const char *normkit_shims_status_name(normkit_status status) {
  switch (status) {
    case NORMKIT_OK: return "NORMKIT_OK";
    case NORMKIT_INVALID_ARGUMENT: return "NORMKIT_INVALID_ARGUMENT";
    case NORMKIT_SHAPE: return "NORMKIT_SHAPE";
    case NORMKIT_STATE: return "NORMKIT_STATE";
    case NORMKIT_HANDLE: return "NORMKIT_HANDLE";
    case NORMKIT_OUT_OF_MEMORY: return "NORMKIT_OUT_OF_MEMORY";
    case NORMKIT_IO: return "NORMKIT_IO";
    case NORMKIT_FORMAT: return "NORMKIT_FORMAT";
    case NORMKIT_BUSY: return "NORMKIT_BUSY";
    case NORMKIT_CANCELLED: return "NORMKIT_CANCELLED";
    case NORMKIT_UNSUPPORTED: return "NORMKIT_UNSUPPORTED";
    case NORMKIT_INTERNAL: return "NORMKIT_INTERNAL";
  }
  return "unknown status";
}
