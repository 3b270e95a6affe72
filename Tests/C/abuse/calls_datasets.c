/* The library itself and datasets, with drawn arguments. */
#include <stddef.h>
#include <string.h>

#include "calls.h"

static void call_version(struct world *world) {
  announce(world, "normkit_version");
  judge(world, "normkit_version", strcmp(normkit_version(), NORMKIT_VERSION) == 0 ? NORMKIT_OK : NORMKIT_INTERNAL);
}

static void call_abi_version(struct world *world) {
  announce(world, "normkit_abi_version");
  judge(world, "normkit_abi_version",
      normkit_abi_version() == NORMKIT_ABI_VERSION ? NORMKIT_OK : NORMKIT_INTERNAL);
}

static void call_status_name(struct world *world) {
  announce(world, "normkit_status_name");
  const char *name = normkit_status_name((normkit_status)draw_choice(world, STATUSES));
  judge(world, "normkit_status_name", name != NULL && name[0] != 0 ? NORMKIT_OK : NORMKIT_INTERNAL);
}

static void call_last_error_message(struct world *world) {
  announce(world, "normkit_last_error_message");
  const char *text = normkit_last_error_message();
  judge(world, "normkit_last_error_message", text != NULL && strlen(text) < 1024 ? NORMKIT_OK : NORMKIT_INTERNAL);
}

static void call_build_info(struct world *world) {
  announce(world, "normkit_build_info");
  const char *text = normkit_build_info();
  judge(world, "normkit_build_info", text != NULL && text[0] != 0 ? NORMKIT_OK : NORMKIT_INTERNAL);
}

static void call_last_error_argument(struct world *world) {
  announce(world, "normkit_last_error_argument");
  const char *text = normkit_last_error_argument();
  judge(world, "normkit_last_error_argument", text != NULL && strlen(text) < 64 ? NORMKIT_OK : NORMKIT_INTERNAL);
}

/* Hears anything; the text must be there and end. */
static void on_log(normkit_log_level level, const char *text, void *user_data) {
  struct world *world = user_data;
  if (level < NORMKIT_LOG_ERROR || level > NORMKIT_LOG_DEBUG || strncmp(text, "normkit_", 8) != 0) {
    violation(world, "normkit_set_log", "tells its callback nonsense");
  }
}

static void on_log_destroy(void *user_data) { ++((struct world *)user_data)->logs_returned; }

static void call_set_log(struct world *world) {
  if (world->others) return; /* one listener for all threads: it would be told of worlds that are not its own */
  normkit_log_callback callback = chance(world, 50) ? on_log : NULL;
  if (TRY(world, normkit_set_log, (normkit_log_level)draw_choice(world, 4), callback, world, on_log_destroy)
      == NORMKIT_OK) {
    ++world->logs_lent;
  }
}

static void call_get_num_threads(struct world *world) { TRY(world, normkit_get_num_threads, OUT(world, number)); }

static void call_set_num_threads(struct world *world) {
  static const int32_t odd[] = {-1, 256, 257, INT32_MAX, INT32_MIN};
  int32_t threads = chance(world, 80) ? below(world, 5) : odd[below(world, 5)];
  /* Many threads take time to make: seldom. */
  if (threads == 256 && chance(world, 90)) threads = 8;
  TRY(world, normkit_set_num_threads, threads);
}

static void call_get_api(struct world *world) {
  uint32_t version = chance(world, 70) ? NORMKIT_ABI_VERSION : (uint32_t)draw(world);
  TRY(world, normkit_get_api, version, OUT(world, api));
}

const struct call library_calls[] = {
  {"normkit_version", call_version},
  {"normkit_abi_version", call_abi_version},
  {"normkit_status_name", call_status_name},
  {"normkit_last_error_message", call_last_error_message},
  {"normkit_build_info", call_build_info},
  {"normkit_last_error_argument", call_last_error_argument},
  {"normkit_get_num_threads", call_get_num_threads},
  {"normkit_set_num_threads", call_set_num_threads},
  {"normkit_get_api", call_get_api},
  {"normkit_set_log", call_set_log},
  {NULL, NULL},
};

static const float *draw_floats(struct world *world) {
  if (chance(world, 4)) return NULL;
  return chance(world, 80) ? plain_floats : hostile_floats;
}

static void call_create(struct world *world) {
  int64_t sizes[16], rank = draw_sizes(world, sizes);
  normkit_dataset *out = OUT(world, datasets[0]);
  const int64_t *given = chance(world, 96) ? sizes : NULL;
  if (TRY(world, normkit_dataset_create, draw_floats(world), given, rank, out) == NORMKIT_OK) {
    keep(world, DATASET, out->index, out->generation);
  }
}

static void call_load_idx(struct world *world) {
  char images[PATH];
  const char *path = draw_load_path(world);
  if (path != NULL) snprintf(images, sizeof images, "%.500s", path);
  const char *given = path == NULL ? NULL : images;
  if (chance(world, 60)) {
    snprintf(images, sizeof images, "%s/images", world->folder);
    given = images;
  }
  char labels[PATH];
  snprintf(labels, sizeof labels, "%s/labels", world->folder);
  normkit_dataset *out = OUT(world, datasets[0]);
  const char *second = chance(world, 80) ? labels : draw_load_path(world);
  double scale = draw_number(world, 0, 1);
  if (TRY(world, normkit_dataset_load_idx, given, second, scale, out) == NORMKIT_OK) {
    keep(world, DATASET, out->index, out->generation);
  }
}

static int64_t count_of(struct world *world, normkit_dataset dataset) {
  int64_t count = 0;
  if (normkit_dataset_count(dataset, &count) != NORMKIT_OK || chance(world, 20)) return draw_count(world, 0, 20);
  return count;
}

static void call_set_labels(struct world *world) {
  normkit_dataset dataset = draw_dataset(world);
  const int32_t *const choices[] = {plain_labels, plain_labels, changing_labels, changing_labels, hostile_labels, NULL};
  const int32_t *labels = choices[below(world, 6)];
  int64_t count = count_of(world, dataset);
  TRY(world, normkit_dataset_set_labels, dataset, labels, count);
}

static void call_set_values(struct world *world) {
  normkit_dataset dataset = draw_dataset(world);
  int64_t sizes[16], rank = draw_sizes(world, sizes);
  if (chance(world, 60)) sizes[0] = count_of(world, dataset);
  const float *values = draw_floats(world);
  TRY(world, normkit_dataset_set_values, dataset, values, chance(world, 96) ? sizes : NULL, rank);
}

static void call_set_weights(struct world *world) {
  normkit_dataset dataset = draw_dataset(world);
  const float *const choices[] = {plain_weights, plain_weights, plain_weights, hostile_floats, NULL};
  const float *weights = choices[below(world, 5)];
  TRY(world, normkit_dataset_set_weights, dataset, weights, count_of(world, dataset));
}

static void call_create_range(struct world *world) {
  normkit_dataset dataset = draw_dataset(world);
  int64_t first = draw_count(world, 0, 6), count = draw_count(world, 1, 6);
  normkit_dataset *out = OUT(world, datasets[0]);
  if (TRY(world, normkit_dataset_create_range, dataset, first, count, out) == NORMKIT_OK) {
    keep(world, DATASET, out->index, out->generation);
  }
}

static void call_split(struct world *world) {
  normkit_dataset *train = OUT(world, datasets[0]), *test = OUT(world, datasets[1]);
  normkit_dataset dataset = draw_dataset(world);
  double fraction = draw_number(world, 0.01, 0.99);
  if (TRY(world, normkit_dataset_split, dataset, fraction, draw(world), train, test) == NORMKIT_OK) {
    normkit_dataset first = *train, second = *test;
    keep(world, DATASET, first.index, first.generation);
    keep(world, DATASET, second.index, second.generation);
  }
}

static void call_count(struct world *world) {
  TRY(world, normkit_dataset_count, draw_dataset(world), OUT(world, count));
}

static void call_input_shape(struct world *world) {
  TRY(world, normkit_dataset_input_shape, draw_dataset(world), OUT(world, sizes[0]), draw_capacity(world, 8),
      chance(world, 95) ? &world->ranks[world->depth] : NULL);
}

static void call_inputs(struct world *world) {
  TRY(world, normkit_dataset_inputs, draw_dataset(world), OUT(world, floats));
}

static void call_labels(struct world *world) {
  TRY(world, normkit_dataset_labels, draw_dataset(world), OUT(world, labels));
}

static void call_free(struct world *world) {
  normkit_dataset dataset = draw_dataset(world);
  if (TRY(world, normkit_dataset_free, dataset) == NORMKIT_OK) {
    let_go(world, DATASET, dataset.index, dataset.generation);
  }
}

const struct call dataset_calls[] = {
  {"normkit_dataset_create", call_create},
  {"normkit_dataset_load_idx", call_load_idx},
  {"normkit_dataset_set_labels", call_set_labels},
  {"normkit_dataset_set_values", call_set_values},
  {"normkit_dataset_set_weights", call_set_weights},
  {"normkit_dataset_create_range", call_create_range},
  {"normkit_dataset_split", call_split},
  {"normkit_dataset_count", call_count},
  {"normkit_dataset_input_shape", call_input_shape},
  {"normkit_dataset_inputs", call_inputs},
  {"normkit_dataset_labels", call_labels},
  {"normkit_dataset_free", call_free},
  {NULL, NULL},
};
