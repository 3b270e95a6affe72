/* Seconds from nothing to a compiled mlp100: dlopen, create, compile. Usage: first_call LIBRARY. */
#include <dlfcn.h>
#include <normkit.h>
#include <stdio.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Adds the paper's network: three times 100 units with batch normalization and sigmoid, then 10. */
static normkit_status build(const normkit_api *api, normkit_model *model) {
  const int64_t inputs = 784;
  normkit_layer dense;
  normkit_optimizer optimizer;
  normkit_status status = api->model_create(&inputs, 1, 0, model);
  for (int layer = 0; layer < 3 && status == NORMKIT_OK; ++layer) {
    status = api->model_add_dense(*model, 100, &dense);
    if (status == NORMKIT_OK) status = api->dense_set_use_bias(dense, false);
    if (status == NORMKIT_OK) status = api->model_add_batch_normalization(*model, NULL);
    if (status == NORMKIT_OK) status = api->model_add_activation(*model, NORMKIT_ACTIVATION_SIGMOID, NULL);
  }
  if (status == NORMKIT_OK) status = api->model_add_dense(*model, 10, NULL);
  if (status == NORMKIT_OK) status = api->optimizer_create_sgd(0.01f, &optimizer);
  if (status == NORMKIT_OK) status = api->optimizer_set_momentum(optimizer, 0.9f, false);
  if (status == NORMKIT_OK) {
    status = api->model_compile(*model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY);
  }
  return status;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  double start = now();
  void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return 3;
  normkit_status (*get_api)(uint32_t, const normkit_api **) = NULL;
  *(void **)&get_api = dlsym(library, "normkit_get_api");
  const normkit_api *api = NULL;
  normkit_model model;
  if (get_api == NULL || get_api(NORMKIT_ABI_VERSION, &api) != NORMKIT_OK || build(api, &model) != NORMKIT_OK) return 4;
  printf("%.9f\n", now() - start);
  return 0;
}
