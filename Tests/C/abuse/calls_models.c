/* Models and layers, with drawn arguments. */
#include <stddef.h>

#include "calls.h"

static void call_create(struct world *world) {
  int64_t sizes[16], rank = draw_sizes(world, sizes);
  if (chance(world, 60)) sizes[0] = 4, rank = 1;
  normkit_model *out = OUT(world, model);
  const int64_t *given = chance(world, 96) ? sizes : NULL;
  if (TRY(world, normkit_model_create, given, rank, draw(world), out) == NORMKIT_OK) {
    keep(world, MODEL, out->index, out->generation);
  }
}

static void call_input_shape(struct world *world) {
  TRY(world, normkit_model_input_shape, draw_model(world), OUT(world, sizes[0]), draw_capacity(world, 8),
      chance(world, 95) ? &world->ranks[world->depth] : NULL);
}

static void call_output_shape(struct world *world) {
  TRY(world, normkit_model_output_shape, draw_model(world), OUT(world, sizes[0]), draw_capacity(world, 8),
      chance(world, 95) ? &world->ranks[world->depth] : NULL);
}

static void call_layer_count(struct world *world) {
  TRY(world, normkit_model_layer_count, draw_model(world), OUT(world, count));
}

static void call_layer(struct world *world) {
  TRY(world, normkit_model_layer, draw_model(world), draw_count(world, 0, 4), OUT(world, layer));
}

static void call_free(struct world *world) {
  normkit_model model = draw_model(world);
  if (TRY(world, normkit_model_free, model) == NORMKIT_OK) let_go(world, MODEL, model.index, model.generation);
}

const struct call model_calls[] = {
  {"normkit_model_create", call_create},
  {"normkit_model_input_shape", call_input_shape},
  {"normkit_model_output_shape", call_output_shape},
  {"normkit_model_layer_count", call_layer_count},
  {"normkit_model_layer", call_layer},
  {"normkit_model_free", call_free},
  {NULL, NULL},
};

static void call_add_dense(struct world *world) {
  TRY(world, normkit_model_add_dense, draw_model(world), draw_count(world, 1, 9), OUT(world, layer));
}

static void call_add_batch_normalization(struct world *world) {
  TRY(world, normkit_model_add_batch_normalization, draw_model(world), OUT(world, layer));
}

static void call_add_activation(struct world *world) {
  TRY(world, normkit_model_add_activation, draw_model(world), (normkit_activation)draw_choice(world, 6),
      OUT(world, layer));
}

static void call_add_leaky_relu(struct world *world) {
  TRY(world, normkit_model_add_leaky_relu, draw_model(world), (float)draw_number(world, 0, 1), OUT(world, layer));
}

static void call_add_dropout(struct world *world) {
  TRY(world, normkit_model_add_dropout, draw_model(world), (float)draw_number(world, 0, .9), OUT(world, layer));
}

static void call_add_flatten(struct world *world) {
  TRY(world, normkit_model_add_flatten, draw_model(world), OUT(world, layer));
}

static void call_begin_residual(struct world *world) {
  TRY(world, normkit_model_begin_residual, draw_model(world), OUT(world, layer));
}

static void call_begin_shortcut(struct world *world) {
  TRY(world, normkit_model_begin_shortcut, draw_model(world));
}

static void call_end_residual(struct world *world) {
  TRY(world, normkit_model_end_residual, draw_model(world), (normkit_activation)draw_choice(world, 6));
}

static void call_set_residual_leaky_relu(struct world *world) {
  TRY(world, normkit_residual_set_leaky_relu, draw_layer(world), (float)draw_number(world, 0, 1));
}

static void call_set_name(struct world *world) {
  TRY(world, normkit_layer_set_name, draw_layer(world), draw_name(world));
}

static void call_name(struct world *world) {
  char *out = chance(world, 95) ? written_text[world->depth] : NULL;
  TRY(world, normkit_layer_name, draw_layer(world), out, draw_capacity(world, TEXT));
}

static void call_kind(struct world *world) {
  char *out = chance(world, 95) ? written_text[world->depth] : NULL;
  TRY(world, normkit_layer_kind, draw_layer(world), out, draw_capacity(world, TEXT));
}

static void call_layer_output_shape(struct world *world) {
  TRY(world, normkit_layer_output_shape, draw_layer(world), OUT(world, sizes[0]), draw_capacity(world, 8),
      chance(world, 95) ? &world->ranks[world->depth] : NULL);
}

static void call_set_trainable(struct world *world) {
  TRY(world, normkit_layer_set_trainable, draw_layer(world), chance(world, 50));
}

static void call_set_use_bias(struct world *world) {
  TRY(world, normkit_dense_set_use_bias, draw_layer(world), chance(world, 50));
}

static void call_set_kernel_initializer(struct world *world) {
  TRY(world, normkit_dense_set_kernel_initializer, draw_layer(world), (normkit_initializer)draw_choice(world, 10),
      (float)draw_number(world, 0, 1));
}

static void call_set_bias_initializer(struct world *world) {
  TRY(world, normkit_dense_set_bias_initializer, draw_layer(world), (normkit_initializer)draw_choice(world, 10),
      (float)draw_number(world, 0, 1));
}

const struct call layer_calls[] = {
  {"normkit_model_add_dense", call_add_dense},
  {"normkit_model_add_batch_normalization", call_add_batch_normalization},
  {"normkit_model_add_activation", call_add_activation},
  {"normkit_model_add_leaky_relu", call_add_leaky_relu},
  {"normkit_model_add_dropout", call_add_dropout},
  {"normkit_model_add_flatten", call_add_flatten},
  {"normkit_model_begin_residual", call_begin_residual},
  {"normkit_model_begin_shortcut", call_begin_shortcut},
  {"normkit_model_end_residual", call_end_residual},
  {"normkit_residual_set_leaky_relu", call_set_residual_leaky_relu},
  {"normkit_layer_set_name", call_set_name},
  {"normkit_layer_name", call_name},
  {"normkit_layer_kind", call_kind},
  {"normkit_layer_output_shape", call_layer_output_shape},
  {"normkit_layer_set_trainable", call_set_trainable},
  {"normkit_dense_set_use_bias", call_set_use_bias},
  {"normkit_dense_set_kernel_initializer", call_set_kernel_initializer},
  {"normkit_dense_set_bias_initializer", call_set_bias_initializer},
  {NULL, NULL},
};
