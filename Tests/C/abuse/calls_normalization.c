/* Batch normalization's switches, with drawn arguments. */
#include <stddef.h>

#include "calls.h"

static void call_use_torch_defaults(struct world *world) {
  TRY(world, normkit_batch_normalization_use_torch_defaults, draw_layer(world));
}

static void call_set_momentum(struct world *world) {
  TRY(world, normkit_batch_normalization_set_momentum, draw_layer(world), draw_number(world, 0, 1));
}

static void call_set_epsilon(struct world *world) {
  TRY(world, normkit_batch_normalization_set_epsilon, draw_layer(world), draw_number(world, 1e-6, 1));
}

static void call_set_center(struct world *world) {
  TRY(world, normkit_batch_normalization_set_center, draw_layer(world), chance(world, 50));
}

static void call_set_scale(struct world *world) {
  TRY(world, normkit_batch_normalization_set_scale, draw_layer(world), chance(world, 50));
}

static void call_set_averaging(struct world *world) {
  TRY(world, normkit_batch_normalization_set_averaging, draw_layer(world), (normkit_averaging)draw_choice(world, 3));
}

static void call_set_unbiased_variance(struct world *world) {
  TRY(world, normkit_batch_normalization_set_unbiased_variance, draw_layer(world), chance(world, 50));
}

static void call_set_requires_several_values(struct world *world) {
  TRY(world, normkit_batch_normalization_set_requires_several_values, draw_layer(world), chance(world, 50));
}

static void call_set_statistics(struct world *world) {
  TRY(world, normkit_batch_normalization_set_statistics, draw_layer(world), (normkit_statistics)draw_choice(world, 2));
}

static void call_set_updates_statistics(struct world *world) {
  TRY(world, normkit_batch_normalization_set_updates_statistics, draw_layer(world), chance(world, 50));
}

static void call_set_gamma_initializer(struct world *world) {
  TRY(world, normkit_batch_normalization_set_gamma_initializer, draw_layer(world),
      (normkit_initializer)draw_choice(world, 10), (float)draw_number(world, 0, 1));
}

static void call_set_beta_initializer(struct world *world) {
  TRY(world, normkit_batch_normalization_set_beta_initializer, draw_layer(world),
      (normkit_initializer)draw_choice(world, 10), (float)draw_number(world, 0, 1));
}

static void call_update_count(struct world *world) {
  TRY(world, normkit_batch_normalization_update_count, draw_layer(world), OUT(world, count));
}

static void call_set_axis(struct world *world) {
  TRY(world, normkit_batch_normalization_set_axis, draw_layer(world), draw_count(world, -2, 2));
}

static void call_set_virtual_batch_size(struct world *world) {
  TRY(world, normkit_batch_normalization_set_virtual_batch_size, draw_layer(world), draw_count(world, 0, 8));
}

static void call_set_renormalization(struct world *world) {
  TRY(world, normkit_batch_normalization_set_renormalization, draw_layer(world), draw_number(world, 1, 2),
      draw_number(world, 1, 4), draw_count(world, 0, 2), draw_count(world, 2, 4), draw_number(world, 0, 1),
      draw_number(world, 0, 4), draw_count(world, 0, 2), draw_count(world, 2, 4));
}

static void call_add_set(struct world *world) {
  TRY(world, normkit_batch_normalization_add_statistics_set, draw_layer(world), draw_name(world));
}

static void call_set_affine_per_set(struct world *world) {
  TRY(world, normkit_batch_normalization_set_affine_per_set, draw_layer(world), chance(world, 50));
}

static void call_model_add_set(struct world *world) {
  TRY(world, normkit_model_add_statistics_set, draw_model(world), draw_name(world));
}

static void call_use_set(struct world *world) {
  TRY(world, normkit_model_use_statistics_set, draw_model(world), draw_name(world));
}

static void call_set_count(struct world *world) {
  TRY(world, normkit_model_statistics_set_count, draw_model(world), OUT(world, count));
}

static void call_set_name(struct world *world) {
  TRY(world, normkit_model_statistics_set_name, draw_model(world), draw_count(world, 0, 2), chance(world, 95) ? written_text[world->depth] : NULL,
      draw_capacity(world, TEXT));
}

static void call_set_in_use(struct world *world) {
  TRY(world, normkit_model_statistics_set_in_use, draw_model(world),
      chance(world, 95) ? written_text[world->depth] : NULL, draw_capacity(world, TEXT));
}

static int32_t on_recalibration(int64_t batch, int64_t batch_count, void *user_data) {
  (void)batch_count;
  return user_data != NULL && batch > 1;
}

static void call_recalibrate(struct world *world) {
  TRY(world, normkit_model_recalibrate, draw_model(world), draw_dataset(world),
      (normkit_recalibration)draw_choice(world, 2), draw_count(world, 1, 16), chance(world, 80) ? NULL : draw_name(world),
      chance(world, 50) ? on_recalibration : NULL, chance(world, 20) ? world : NULL);
}

static int32_t on_all_reduce(double *buffer, int64_t count, void *user_data) {
  /* Two equal workers. */
  for (int64_t place = 0; place < count; ++place) buffer[place] *= 2;
  return user_data != NULL;
}

static void call_set_all_reduce(struct world *world) {
  TRY(world, normkit_model_set_all_reduce, draw_model(world), chance(world, 30) ? on_all_reduce : NULL,
      chance(world, 20) ? world : NULL);
}

static void call_add_layer_normalization(struct world *world) {
  TRY(world, normkit_model_add_layer_normalization, draw_model(world), draw_number(world, 1e-6, 1), OUT(world, layer));
}

static void call_add_group_normalization(struct world *world) {
  TRY(world, normkit_model_add_group_normalization, draw_model(world), draw_count(world, 1, 2),
      draw_number(world, 1e-6, 1), OUT(world, layer));
}

static void call_add_instance_normalization(struct world *world) {
  TRY(world, normkit_model_add_instance_normalization, draw_model(world), draw_number(world, 1e-6, 1),
      OUT(world, layer));
}

static void call_add_rms_normalization(struct world *world) {
  TRY(world, normkit_model_add_rms_normalization, draw_model(world), draw_number(world, 1e-6, 1), OUT(world, layer));
}

static void call_set_affine(struct world *world) {
  TRY(world, normkit_normalization_set_affine, draw_layer(world), chance(world, 50), chance(world, 50));
}

static void call_set_own_gamma_initializer(struct world *world) {
  TRY(world, normkit_normalization_set_gamma_initializer, draw_layer(world),
      (normkit_initializer)draw_choice(world, 10), (float)draw_number(world, 0, 1));
}

static void call_set_own_beta_initializer(struct world *world) {
  TRY(world, normkit_normalization_set_beta_initializer, draw_layer(world),
      (normkit_initializer)draw_choice(world, 10), (float)draw_number(world, 0, 1));
}

static void call_set_statistics_sets(struct world *world) {
  TRY(world, normkit_dataset_set_statistics_sets, draw_dataset(world), chance(world, 30) ? plain_labels : NULL,
      draw_capacity(world, POOL));
}

static void call_set_mask(struct world *world) {
  TRY(world, normkit_dataset_set_mask, draw_dataset(world), chance(world, 30) ? plain_floats : NULL,
      draw_capacity(world, POOL));
}

const struct call normalization_calls[] = {
  {"normkit_batch_normalization_use_torch_defaults", call_use_torch_defaults},
  {"normkit_batch_normalization_set_momentum", call_set_momentum},
  {"normkit_batch_normalization_set_epsilon", call_set_epsilon},
  {"normkit_batch_normalization_set_center", call_set_center},
  {"normkit_batch_normalization_set_scale", call_set_scale},
  {"normkit_batch_normalization_set_averaging", call_set_averaging},
  {"normkit_batch_normalization_set_unbiased_variance", call_set_unbiased_variance},
  {"normkit_batch_normalization_set_requires_several_values", call_set_requires_several_values},
  {"normkit_batch_normalization_set_statistics", call_set_statistics},
  {"normkit_batch_normalization_set_updates_statistics", call_set_updates_statistics},
  {"normkit_batch_normalization_set_gamma_initializer", call_set_gamma_initializer},
  {"normkit_batch_normalization_set_beta_initializer", call_set_beta_initializer},
  {"normkit_batch_normalization_update_count", call_update_count},
  {"normkit_batch_normalization_set_axis", call_set_axis},
  {"normkit_batch_normalization_set_virtual_batch_size", call_set_virtual_batch_size},
  {"normkit_batch_normalization_set_renormalization", call_set_renormalization},
  {"normkit_batch_normalization_add_statistics_set", call_add_set},
  {"normkit_batch_normalization_set_affine_per_set", call_set_affine_per_set},
  {"normkit_model_add_statistics_set", call_model_add_set},
  {"normkit_model_use_statistics_set", call_use_set},
  {"normkit_model_statistics_set_count", call_set_count},
  {"normkit_model_statistics_set_name", call_set_name},
  {"normkit_model_statistics_set_in_use", call_set_in_use},
  {"normkit_model_recalibrate", call_recalibrate},
  {"normkit_model_set_all_reduce", call_set_all_reduce},
  {"normkit_model_add_layer_normalization", call_add_layer_normalization},
  {"normkit_model_add_group_normalization", call_add_group_normalization},
  {"normkit_model_add_instance_normalization", call_add_instance_normalization},
  {"normkit_model_add_rms_normalization", call_add_rms_normalization},
  {"normkit_normalization_set_affine", call_set_affine},
  {"normkit_normalization_set_gamma_initializer", call_set_own_gamma_initializer},
  {"normkit_normalization_set_beta_initializer", call_set_own_beta_initializer},
  {"normkit_dataset_set_statistics_sets", call_set_statistics_sets},
  {"normkit_dataset_set_mask", call_set_mask},
  {NULL, NULL},
};
