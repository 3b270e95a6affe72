/* A program outside the repository that knows the installed header and library alone: C99, and C++ as well. */
#include <normkit.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  const int64_t size = 3, sizes[2] = {2, 3};
  const float inputs[6] = {1, 2, 3, 4, 5, 6};
  float outputs[4];
  normkit_model model;
  if (normkit_abi_version() != NORMKIT_ABI_VERSION || strcmp(normkit_version(), NORMKIT_VERSION) != 0) {
    fprintf(stderr, "header and library are of different versions\n");
    return 1;
  }
  if (normkit_model_create(&size, 1, 1, &model) != NORMKIT_OK ||
      normkit_model_add_dense(model, 2, NULL) != NORMKIT_OK ||
      normkit_model_add_batch_normalization(model, NULL) != NORMKIT_OK ||
      normkit_model_predict(model, inputs, sizes, 2, 2, NORMKIT_STATISTICS_RUNNING, outputs, 4) != NORMKIT_OK ||
      normkit_model_free(model) != NORMKIT_OK) {
    fprintf(stderr, "%s\n", normkit_last_error_message());
    return 1;
  }
  printf("%s: %g %g\n", normkit_version(), (double)outputs[0], (double)outputs[3]);
  return 0;
}
