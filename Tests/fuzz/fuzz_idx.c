/* The IDX reader under libFuzzer: whatever bytes the files of images and labels hold, an answer and no crash. */
#include <stdint.h>

#include "memory_file.h"
#include "verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first two bytes say where the images end and the labels begin. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct memory_file images, labels;
  normkit_dataset dataset = {0, 0};
  int64_t count = 0;
  if (size < 2) return 0;
  if (images.path[0] == 0) images = make_memory_file("images"), labels = make_memory_file("labels");
  size_t cut = (size_t)data[0] | (size_t)data[1] << 8;
  data += 2, size -= 2;
  if (cut > size) cut = size;
  fill_memory_file(&images, data, cut);
  fill_memory_file(&labels, data + cut, size - cut);
  normkit_status status = normkit_dataset_load_idx(images.path, labels.path, 1.0 / 255, &dataset);
  expect_verdict("normkit_dataset_load_idx", status);
  if (status != NORMKIT_OK) return 0;
  if (normkit_dataset_count(dataset, &count) != NORMKIT_OK || count < 1) abort();
  if (normkit_dataset_free(dataset) != NORMKIT_OK) abort();
  return 0;
}
