/* The border itself: versions, statuses, error texts, handles that are null, stale or made up. */
#include "check.h"

static void test_library(void) {
  CHECK(strcmp(normkit_version(), NORMKIT_VERSION) == 0);
  CHECK(normkit_abi_version() == NORMKIT_ABI_VERSION);
  CHECK(strncmp(normkit_build_info(), "NormKit " NORMKIT_VERSION ", ABI 1, ", 22) == 0);
  CHECK(strstr(normkit_build_info(), ", kernels ") != NULL);
  CHECK(normkit_build_info() == normkit_build_info());
  CHECK(strcmp(normkit_last_error_message(), "") == 0);
  CHECK(strcmp(normkit_status_name(NORMKIT_OK), "NORMKIT_OK") == 0);
  CHECK(strcmp(normkit_status_name(NORMKIT_INTERNAL), "NORMKIT_INTERNAL") == 0);
  CHECK(strcmp(normkit_status_name((normkit_status)77), "unknown status") == 0);
}

static void test_threads(void) {
  int32_t threads = 0;
  CHECK_OK(normkit_get_num_threads(&threads));
  CHECK(threads >= 1);
  CHECK_FAILS(
      normkit_get_num_threads(NULL), NORMKIT_INVALID_ARGUMENT,
      "normkit_get_num_threads: out_threads must not be NULL");
  CHECK_OK(normkit_get_num_threads(&threads)); /* A call that works leaves the text as it is. */
  CHECK(strcmp(normkit_last_error_message(), "normkit_get_num_threads: out_threads must not be NULL") == 0);
  CHECK_OK(normkit_set_num_threads(2));
  CHECK_OK(normkit_get_num_threads(&threads));
  CHECK(threads == 2);
  CHECK_FAILS(
      normkit_set_num_threads(257), NORMKIT_INVALID_ARGUMENT,
      "normkit_set_num_threads: threads must be in 0...256, got 257");
  CHECK_FAILS(
      normkit_set_num_threads(-1), NORMKIT_INVALID_ARGUMENT,
      "normkit_set_num_threads: threads must be in 0...256, got -1");
}

/* A text that is too long is cut between two characters: here in front of a two-byte one. */
static void test_long_text(void) {
  const int64_t size = 2;
  normkit_model model = {0, 0};
  normkit_layer layer;
  int64_t count;
  char name[1200];
  for (int shift = 0; shift < 2; ++shift) {
    size_t length = 200 + (size_t)shift;
    memset(name, 'a', length);
    for (int character = 0; character < 490; ++character, length += 2) memcpy(name + length, "\xc3\xa9", 2);
    memcpy(name + length, "/", 2);
    CHECK_OK(normkit_model_create(&size, 1, 0, &model));
    CHECK_OK(normkit_model_add_dense(model, 1, &layer));
    CHECK_OK(normkit_layer_set_name(layer, name));
    CHECK(normkit_model_tensor_count(model, &count) == NORMKIT_INVALID_ARGUMENT);
    const char *text = normkit_last_error_message();
    length = strlen(text);
    CHECK(length == 1022 || length == 1023);
    CHECK((unsigned char)text[length - 1] == 0xa9 && (unsigned char)text[length - 2] == 0xc3);
    CHECK_OK(normkit_model_free(model));
  }
}

int main(void) {
  test_library();
  test_threads();
  test_long_text();
  return report("test_border");
}
