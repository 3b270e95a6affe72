/* The border itself: versions, statuses, error texts, handles that are null, stale or made up. */
#include "check.h"

static void test_library(void) {
  CHECK(strcmp(normkit_version(), NORMKIT_VERSION) == 0);
  CHECK(normkit_abi_version() == NORMKIT_ABI_VERSION);
  CHECK(strcmp(normkit_last_error_message(), "") == 0);
  CHECK(strcmp(normkit_status_name(NORMKIT_OK), "NORMKIT_OK") == 0);
  CHECK(strcmp(normkit_status_name(NORMKIT_INTERNAL), "NORMKIT_INTERNAL") == 0);
  CHECK(strcmp(normkit_status_name((normkit_status)77), "unknown status") == 0);
}

static void test_threads(void) {
  int32_t threads = 0;
  CHECK_OK(normkit_num_threads(&threads));
  CHECK(threads >= 1);
  CHECK_FAILS(
      normkit_num_threads(NULL), NORMKIT_INVALID_ARGUMENT, "normkit_num_threads: out_threads must not be NULL");
  CHECK_OK(normkit_num_threads(&threads));
  CHECK(strcmp(normkit_last_error_message(), "normkit_num_threads: out_threads must not be NULL") == 0);
}

int main(void) {
  test_library();
  test_threads();
  return report("test_border");
}
