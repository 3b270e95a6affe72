/* A model's tensors and files, with drawn arguments. */
#include <stddef.h>
#include <string.h>

#include "calls.h"

static void call_tensor_count(struct world *world) {
  TRY(world, normkit_model_tensor_count, draw_model(world), OUT(world, count));
}

static void call_tensor_name(struct world *world) {
  char *out = chance(world, 95) ? written_text[world->depth] : NULL;
  TRY(world, normkit_model_tensor_name, draw_model(world), draw_count(world, 0, 6), out, draw_capacity(world, TEXT));
}

static void call_tensor_shape(struct world *world) {
  TRY(world, normkit_model_tensor_shape, draw_model(world), draw_name(world), OUT(world, sizes[0]),
      draw_capacity(world, 8), chance(world, 95) ? &world->ranks[world->depth] : NULL);
}

static void call_tensor_role(struct world *world) {
  TRY(world, normkit_model_tensor_role, draw_model(world), draw_name(world), OUT(world, role));
}

/* A tensor's name and, mostly, how many numbers it has; an honest count is at most POOL. */
static const char *draw_tensor(struct world *world, normkit_model model, int64_t *out_count) {
  const char *name = draw_name(world);
  int64_t sizes[8], rank = 0, count = 1;
  *out_count = draw_count(world, 0, 40);
  if (name == NULL || chance(world, 20)) return name;
  if (normkit_model_tensor_shape(model, name, sizes, 8, &rank) != NORMKIT_OK) return name;
  for (int axis = 0; axis < rank; ++axis) count = count <= POOL ? count * sizes[axis] : count;
  *out_count = count <= POOL ? count : -1;
  return name;
}

static void call_get_tensor(struct world *world) {
  normkit_model model = draw_model(world);
  int64_t count;
  const char *name = draw_tensor(world, model, &count);
  TRY(world, normkit_model_get_tensor, model, name, chance(world, 96) ? written_floats : NULL, count);
}

static void call_set_tensor(struct world *world) {
  normkit_model model = draw_model(world);
  int64_t count;
  const char *name = draw_tensor(world, model, &count);
  const float *values = chance(world, 75) ? plain_floats : chance(world, 80) ? hostile_floats : NULL;
  TRY(world, normkit_model_set_tensor, model, name, values, count);
}

static void call_get_gradient(struct world *world) {
  normkit_model model = draw_model(world);
  int64_t count;
  const char *name = draw_tensor(world, model, &count);
  TRY(world, normkit_model_get_gradient, model, name, chance(world, 96) ? written_floats : NULL, count);
}

static void call_description(struct world *world) {
  char *out = chance(world, 90) ? written_text[world->depth] : NULL;
  TRY(world, normkit_model_description, draw_model(world), out, draw_capacity(world, out == NULL ? 0 : TEXT),
      OUT(world, count));
}

static void call_training_description(struct world *world) {
  char *out = chance(world, 50) ? written_text[world->depth] : NULL;
  TRY(world, normkit_model_training_description, draw_model(world), out, draw_capacity(world, out == NULL ? 0 : TEXT),
      OUT(world, count));
}

static void call_training_plan(struct world *world) {
  char *out = chance(world, 50) ? written_text[world->depth] : NULL;
  TRY(world, normkit_model_training_plan, draw_model(world), (normkit_loss)draw_choice(world, 6),
      draw_count(world, 1, 16), out, draw_capacity(world, out == NULL ? 0 : TEXT), OUT(world, count));
}

static void call_inference_plan(struct world *world) {
  char *out = chance(world, 50) ? written_text[world->depth] : NULL;
  TRY(world, normkit_model_inference_plan, draw_model(world), draw_count(world, 1, 16), out,
      draw_capacity(world, out == NULL ? 0 : TEXT), OUT(world, count));
}

static void call_memory(struct world *world) {
  TRY(world, normkit_model_memory, draw_model(world), OUT(world, sizes[0]), OUT(world, sizes[1]));
}

static void call_set_memory_limit(struct world *world) {
  int64_t bytes = chance(world, 70) ? 0 : draw_count(world, 1000, 100000);
  TRY(world, normkit_model_set_memory_limit, draw_model(world), bytes);
}

static void call_plan_memory(struct world *world) {
  TRY(world, normkit_model_plan_memory, draw_model(world), draw_optimizer(world), (normkit_loss)draw_choice(world, 6),
      draw_count(world, 1, 16), OUT(world, sizes[0]), OUT(world, sizes[1]), OUT(world, sizes[2]),
      OUT(world, sizes[3]));
}

const struct call tensor_calls[] = {
  {"normkit_model_description", call_description},
  {"normkit_model_training_description", call_training_description},
  {"normkit_model_training_plan", call_training_plan},
  {"normkit_model_inference_plan", call_inference_plan},
  {"normkit_model_memory", call_memory},
  {"normkit_model_set_memory_limit", call_set_memory_limit},
  {"normkit_model_plan_memory", call_plan_memory},
  {"normkit_model_tensor_count", call_tensor_count},
  {"normkit_model_tensor_name", call_tensor_name},
  {"normkit_model_tensor_shape", call_tensor_shape},
  {"normkit_model_tensor_role", call_tensor_role},
  {"normkit_model_get_tensor", call_get_tensor},
  {"normkit_model_set_tensor", call_set_tensor},
  {"normkit_model_get_gradient", call_get_gradient},
  {NULL, NULL},
};

static void call_save(struct world *world) {
  TRY(world, normkit_model_save, draw_model(world), draw_save_path(world));
}

static void call_save_checkpoint(struct world *world) {
  TRY(world, normkit_model_save_checkpoint, draw_model(world), draw_save_path(world));
}

static void call_load(struct world *world) {
  normkit_model *out = OUT(world, model);
  if (TRY(world, normkit_model_load, draw_load_path(world), out) == NORMKIT_OK) {
    keep(world, MODEL, out->index, out->generation);
  }
}

static void call_load_checkpoint(struct world *world) {
  normkit_model *out = OUT(world, model);
  if (TRY(world, normkit_model_load_checkpoint, draw_load_path(world), out) == NORMKIT_OK) {
    keep(world, MODEL, out->index, out->generation);
  }
}

const struct call file_calls[] = {
  {"normkit_model_save", call_save},
  {"normkit_model_load", call_load},
  {"normkit_model_save_checkpoint", call_save_checkpoint},
  {"normkit_model_load_checkpoint", call_load_checkpoint},
  {NULL, NULL},
};
