/* A host that knows one symbol: the library loaded at run time, and everything through its table. */
#include <dlfcn.h>

#include "check.h"

typedef normkit_status (*get_api_function)(uint32_t abi_version, const normkit_api **out_api);

int main(void) {
  const int64_t size = 3;
  const normkit_api *api = NULL;
  normkit_model model = {0, 0};
  int64_t count = 0;
  get_api_function get_api;
  void *library = dlopen("libnormkit.so", RTLD_NOW | RTLD_LOCAL);
  CHECK(library != NULL);
  if (library == NULL) return report("test_plugin");
  *(void **)&get_api = dlsym(library, "normkit_get_api");
  CHECK(get_api != NULL);
  CHECK_FAILS(
      get_api(NORMKIT_ABI_VERSION + 1, &api), NORMKIT_UNSUPPORTED,
      "normkit_get_api: the library's NORMKIT_ABI_VERSION is not the one asked for");
  CHECK_FAILS(get_api(NORMKIT_ABI_VERSION, NULL), NORMKIT_INVALID_ARGUMENT, "normkit_get_api: out_api must not be NULL");
  CHECK_OK(get_api(NORMKIT_ABI_VERSION, &api));
  CHECK(api->size == sizeof(normkit_api));
  CHECK(strcmp(api->version(), NORMKIT_VERSION) == 0);
  CHECK_OK(api->model_create(&size, 1, 0, &model));
  CHECK_OK(api->model_add_dense(model, 2, NULL));
  CHECK_OK(api->model_tensor_count(model, &count));
  CHECK(count == 2);
  CHECK_OK(api->model_free(model));
  CHECK(api->model_load_checkpoint == normkit_model_load_checkpoint);
  CHECK(dlclose(library) == 0);
  return report("test_plugin");
}
