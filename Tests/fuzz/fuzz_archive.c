/* The archive reader under libFuzzer: whatever bytes a model's file holds, an answer and no crash. */
#include <stdint.h>

#include "memory_file.h"
#include "verdict.h"

enum { LENGTH_FIELD = 8 };

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* A model that was read can be asked and freed. */
static void use(const char *function, normkit_status status, normkit_model model) {
  int64_t count = 0;
  expect_verdict(function, status);
  if (status != NORMKIT_OK) return;
  if (normkit_model_tensor_count(model, &count) != NORMKIT_OK || normkit_model_free(model) != NORMKIT_OK) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct memory_file file;
  normkit_model model = {0, 0};
  if (file.path[0] == 0) file = make_memory_file("archive");
  fill_memory_file(&file, data, size);
  normkit_status status = normkit_model_load(file.path, &model);
  use("normkit_model_load", status, model);
  if (status != NORMKIT_OK) return 0;
  status = normkit_model_load_checkpoint(file.path, &model);
  use("normkit_model_load_checkpoint", status, model);
  return 0;
}

/* Changes the header or what follows it, and mostly keeps the length field true: else nearly every change would end
 * there. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
  uint64_t length = 0;
  if (size < LENGTH_FIELD || seed % 16 == 0) return LLVMFuzzerMutate(data, size, max_size);
  for (int byte = 0; byte < LENGTH_FIELD; ++byte) length |= (uint64_t)data[byte] << (8 * byte);
  if (length > size - LENGTH_FIELD) length = size - LENGTH_FIELD;
  size_t rest = size - LENGTH_FIELD - (size_t)length;
  if (seed % 16 == 1) {
    return LENGTH_FIELD + (size_t)length
        + LLVMFuzzerMutate(data + LENGTH_FIELD + length, rest, max_size - LENGTH_FIELD - (size_t)length);
  }
  uint8_t *tail = malloc(rest + 1);
  if (tail == NULL) return size;
  memcpy(tail, data + LENGTH_FIELD + length, rest);
  size_t changed = LLVMFuzzerMutate(data + LENGTH_FIELD, (size_t)length, max_size - LENGTH_FIELD - rest);
  memcpy(data + LENGTH_FIELD + changed, tail, rest);
  free(tail);
  for (int byte = 0; byte < LENGTH_FIELD; ++byte) data[byte] = (uint8_t)((uint64_t)changed >> (8 * byte));
  return LENGTH_FIELD + changed + rest;
}
