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
  {NULL, NULL},
};
