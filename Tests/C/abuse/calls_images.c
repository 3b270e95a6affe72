/* Layers over images, with drawn arguments. */
#include <stddef.h>

#include "calls.h"

static void call_model_add_conv2d(struct world *world) {
  TRY(world, normkit_model_add_conv2d, draw_model(world), draw_count(world, 1, 5), draw_count(world, 1, 3),
      draw_count(world, 1, 3), (normkit_padding)draw_choice(world, 2), OUT(world, layer));
}

static void call_model_add_depthwise_conv2d(struct world *world) {
  TRY(world, normkit_model_add_depthwise_conv2d, draw_model(world), draw_count(world, 1, 3), draw_count(world, 1,
      3), (normkit_padding)draw_choice(world, 2), OUT(world, layer));
}

static void call_conv2d_set_strides(struct world *world) {
  TRY(world, normkit_conv2d_set_strides, draw_layer(world), draw_count(world, 1, 3), draw_count(world, 1, 3));
}

static void call_conv2d_set_use_bias(struct world *world) {
  TRY(world, normkit_conv2d_set_use_bias, draw_layer(world), chance(world, 50));
}

static void call_conv2d_set_kernel_initializer(struct world *world) {
  TRY(world, normkit_conv2d_set_kernel_initializer, draw_layer(world), (normkit_initializer)draw_choice(world,
      10), (float)draw_number(world, 0, 1));
}

static void call_conv2d_set_bias_initializer(struct world *world) {
  TRY(world, normkit_conv2d_set_bias_initializer, draw_layer(world), (normkit_initializer)draw_choice(world, 10),
      (float)draw_number(world, 0, 1));
}

static void call_depthwise_conv2d_set_strides(struct world *world) {
  TRY(world, normkit_depthwise_conv2d_set_strides, draw_layer(world), draw_count(world, 1, 3), draw_count(world,
      1, 3));
}

static void call_depthwise_conv2d_set_use_bias(struct world *world) {
  TRY(world, normkit_depthwise_conv2d_set_use_bias, draw_layer(world), chance(world, 50));
}

static void call_depthwise_conv2d_set_depthwise_initializer(struct world *world) {
  TRY(world, normkit_depthwise_conv2d_set_depthwise_initializer, draw_layer(world),
      (normkit_initializer)draw_choice(world, 10), (float)draw_number(world, 0, 1));
}

static void call_depthwise_conv2d_set_bias_initializer(struct world *world) {
  TRY(world, normkit_depthwise_conv2d_set_bias_initializer, draw_layer(world),
      (normkit_initializer)draw_choice(world, 10), (float)draw_number(world, 0, 1));
}

static void call_depthwise_conv2d_set_depth_multiplier(struct world *world) {
  TRY(world, normkit_depthwise_conv2d_set_depth_multiplier, draw_layer(world), draw_count(world, 1, 3));
}

static void call_model_add_max_pooling2d(struct world *world) {
  TRY(world, normkit_model_add_max_pooling2d, draw_model(world), draw_count(world, 1, 3), draw_count(world, 1,
      3), (normkit_padding)draw_choice(world, 2), OUT(world, layer));
}

static void call_max_pooling2d_set_strides(struct world *world) {
  TRY(world, normkit_max_pooling2d_set_strides, draw_layer(world), draw_count(world, 1, 3), draw_count(world, 1, 3));
}

static void call_model_add_average_pooling2d(struct world *world) {
  TRY(world, normkit_model_add_average_pooling2d, draw_model(world), draw_count(world, 1, 3), draw_count(world,
      1, 3), (normkit_padding)draw_choice(world, 2), OUT(world, layer));
}

static void call_average_pooling2d_set_strides(struct world *world) {
  TRY(world, normkit_average_pooling2d_set_strides, draw_layer(world), draw_count(world, 1, 3), draw_count(world,
      1, 3));
}

static void call_model_add_global_average_pooling2d(struct world *world) {
  TRY(world, normkit_model_add_global_average_pooling2d, draw_model(world), chance(world, 50), OUT(world, layer));
}

static void call_model_add_zero_padding2d(struct world *world) {
  TRY(world, normkit_model_add_zero_padding2d, draw_model(world), draw_count(world, 0, 2), draw_count(world, 0,
      2), draw_count(world, 0, 2), draw_count(world, 0, 2), OUT(world, layer));
}

const struct call image_calls[] = {
  {"normkit_model_add_conv2d", call_model_add_conv2d},
  {"normkit_model_add_depthwise_conv2d", call_model_add_depthwise_conv2d},
  {"normkit_conv2d_set_strides", call_conv2d_set_strides},
  {"normkit_conv2d_set_use_bias", call_conv2d_set_use_bias},
  {"normkit_conv2d_set_kernel_initializer", call_conv2d_set_kernel_initializer},
  {"normkit_conv2d_set_bias_initializer", call_conv2d_set_bias_initializer},
  {"normkit_depthwise_conv2d_set_strides", call_depthwise_conv2d_set_strides},
  {"normkit_depthwise_conv2d_set_use_bias", call_depthwise_conv2d_set_use_bias},
  {"normkit_depthwise_conv2d_set_depthwise_initializer", call_depthwise_conv2d_set_depthwise_initializer},
  {"normkit_depthwise_conv2d_set_bias_initializer", call_depthwise_conv2d_set_bias_initializer},
  {"normkit_depthwise_conv2d_set_depth_multiplier", call_depthwise_conv2d_set_depth_multiplier},
  {"normkit_model_add_max_pooling2d", call_model_add_max_pooling2d},
  {"normkit_max_pooling2d_set_strides", call_max_pooling2d_set_strides},
  {"normkit_model_add_average_pooling2d", call_model_add_average_pooling2d},
  {"normkit_average_pooling2d_set_strides", call_average_pooling2d_set_strides},
  {"normkit_model_add_global_average_pooling2d", call_model_add_global_average_pooling2d},
  {"normkit_model_add_zero_padding2d", call_model_add_zero_padding2d},
  {NULL, NULL},
};
