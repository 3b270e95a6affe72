/* What the library allocates when: nothing in calls that are made again and again. */
#include "allocations.h"

#include "check.h"

int main(void) {
  int32_t threads = 0;
  long before = allocations();
  CHECK(normkit_num_threads(NULL) == NORMKIT_INVALID_ARGUMENT);
  CHECK(allocations() > before); /* The counter sees the library: an error's sentence is put together. */
  CHECK_OK(normkit_num_threads(&threads));
  before = allocations();
  normkit_status status = NORMKIT_OK;
  for (int call = 0; call < 1000 && status == NORMKIT_OK; ++call) status = normkit_num_threads(&threads);
  CHECK_OK(status);
  CHECK(allocations() == before);
  return report("test_allocations");
}
