/*
 * A host that is not linked with NormKit: it loads the library when it wants it, asks for one symbol, and trains through
 * the table of functions. Without the library it goes on without.
 *
 *   cc -std=c99 -IInclude examples/c/plugin_host.c -ldl -o plugin_host
 *   ./plugin_host .build/release/libnormkit.so
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "normkit.h"

enum { POINTS = 200, EPOCHS = 60 };

typedef normkit_status (*get_api_function)(uint32_t abi_version, const normkit_api **out_api);

/* The library's functions, or NULL with a line that says why there are none. */
static const normkit_api *load(const char *path) {
  const normkit_api *api = NULL;
  get_api_function get_api = NULL;
  /* RTLD_LOCAL keeps the library's own names out of the host's. */
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return NULL;
  }
  void *symbol = dlsym(library, "normkit_get_api");
  memcpy(&get_api, &symbol, sizeof symbol); /* C99 has no cast between pointers to data and to functions */
  if (get_api == NULL || get_api(NORMKIT_ABI_VERSION, &api) != NORMKIT_OK) {
    fprintf(stderr, "%s: not a library for binary interface %d\n", path, NORMKIT_ABI_VERSION);
    return NULL;
  }
  return api;
}

/* Whether the library is as new as this host: an older one has a shorter table. */
#define HAS(api, member) ((api)->size >= offsetof(normkit_api, member) + sizeof(api)->member)

/* Two interleaved half rings: which is a point on? */
static void make_points(float *points, int32_t *labels) {
  uint32_t state = 1;
  for (int point = 0; point < POINTS; ++point) {
    state = state * 1664525u + 1013904223u;
    float along = (float)(state >> 8) / 16777216.0f * 2 - 1; /* -1 to 1, and the height of a parabola over it */
    int upper = point % 2;
    points[2 * point] = upper ? along : along + 1;
    points[2 * point + 1] = upper ? 1 - along * along : along * along - 0.5f;
    labels[point] = upper;
  }
}

static normkit_status train(const normkit_api *api, double *out_accuracy) {
  static float points[2 * POINTS];
  static int32_t labels[POINTS];
  const int64_t size = 2, sizes[2] = {POINTS, 2};
  normkit_dataset dataset = {0, 0};
  normkit_model model = {0, 0};
  normkit_optimizer optimizer = {0, 0};
  normkit_fit_options options = {0, 0};
  normkit_status status;
  make_points(points, labels);
  (void)((status = api->dataset_create(points, sizes, 2, &dataset)) ||
      (status = api->dataset_set_labels(dataset, labels, POINTS)) ||
      (status = api->model_create(&size, 1, 7, &model)) || (status = api->model_add_dense(model, 16, NULL)) ||
      (status = api->model_add_batch_normalization(model, NULL)) ||
      (status = api->model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL)) ||
      (status = api->model_add_dense(model, 2, NULL)) || (status = api->optimizer_create_adam(0.02f, &optimizer)) ||
      (status = api->model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY)) ||
      (status = api->fit_options_create(&options)) || (status = api->fit_options_set_epochs(options, EPOCHS)) ||
      (status = api->model_fit(model, dataset, options, NULL)) ||
      (status = api->model_evaluate(
           model, dataset, POINTS, NORMKIT_STATISTICS_BATCH, NULL, out_accuracy)));
  if (status != NORMKIT_OK) fprintf(stderr, "%s\n", api->last_error_message());
  /* Null handles are nothing to free. */
  api->fit_options_free(options);
  api->optimizer_free(optimizer);
  api->model_free(model);
  api->dataset_free(dataset);
  return status;
}

int main(int argc, char **argv) {
  const normkit_api *api = load(argc > 1 ? argv[1] : "libnormkit.so.1");
  double accuracy = 0;
  if (api == NULL || !HAS(api, model_evaluate)) {
    printf("no NormKit here: going on without\n");
    return 1;
  }
  printf("%s\n", api->build_info());
  if (train(api, &accuracy) != NORMKIT_OK) return 1;
  printf("%.0f %% of the points on the right ring\n", 100 * accuracy);
  return accuracy >= 0.95 ? 0 : 1;
}
