/* Fit options, compiling, training and answering, with drawn arguments and callbacks that misbehave. */
#include <stddef.h>

#include "calls.h"

normkit_signal on_progress(const normkit_progress *progress, void *user_data) {
  struct callback_plan *plan = user_data;
  struct world *world = plan->world;
  if (progress->batch < 1 || progress->batch > progress->batch_count || progress->epoch >= progress->epochs) {
    violation(world, "normkit_model_fit", "tells its callback of a batch that cannot be");
  }
  if (plan->nested && world->depth == 0) {
    const struct call *calls;
    int count = all_calls(&calls), outer = tally->workers[worker].call;
    world->depth = 1;
    for (int call = 0; call < 3; ++call) calls[below(world, count)].make(world);
    world->depth = 0;
    tally->workers[worker].call = outer;
  }
  return --plan->calls_left > 0 ? NORMKIT_SIGNAL_PROCEED : (normkit_signal)plan->signal;
}

void on_destroy(void *user_data) {
  struct callback_plan *plan = user_data;
  ++plan->world->callbacks_returned;
}

static void call_options_create(struct world *world) {
  normkit_fit_options *out = OUT(world, options);
  if (TRY(world, normkit_fit_options_create, out) == NORMKIT_OK) keep(world, OPTIONS, out->index, out->generation);
}

static void call_set_epochs(struct world *world) {
  normkit_fit_options options = draw_options(world);
  struct object *object = living(world, OPTIONS, options.index, options.generation);
  int64_t epochs = draw_count(world, 1, 3);
  /* Nobody can wait for more than that: only with a callback that ends it. */
  if (epochs > 3 && object != NULL && !object->bounded) epochs = -epochs;
  if (TRY(world, normkit_fit_options_set_epochs, options, epochs) == NORMKIT_OK && object != NULL) {
    object->endless = epochs > 3;
  }
}

static void call_set_batch_size(struct world *world) {
  TRY(world, normkit_fit_options_set_batch_size, draw_options(world), draw_count(world, 1, 16));
}

static void call_set_shuffle(struct world *world) {
  TRY(world, normkit_fit_options_set_shuffle, draw_options(world), chance(world, 50));
}

static void call_set_shuffle_seed(struct world *world) {
  TRY(world, normkit_fit_options_set_shuffle_seed, draw_options(world), draw(world));
}

static void call_set_last_batch(struct world *world) {
  TRY(world, normkit_fit_options_set_last_batch, draw_options(world), (normkit_last_batch)draw_choice(world, 2));
}

static void call_set_validation(struct world *world) {
  TRY(world, normkit_fit_options_set_validation, draw_options(world), draw_dataset(world),
      (normkit_statistics)draw_choice(world, 2));
}

static void call_set_early_stopping(struct world *world) {
  TRY(world, normkit_fit_options_set_early_stopping, draw_options(world), (normkit_metric)draw_choice(world, 5),
      draw_count(world, 0, 2), draw_number(world, 0, .1), chance(world, 50));
}

static void call_set_progress(struct world *world) {
  normkit_fit_options options = draw_options(world);
  struct object *object = living(world, OPTIONS, options.index, options.generation);
  struct callback_plan *plan = &world->plans[below(world, 4)];
  bool null = chance(world, 20) && (object == NULL || !object->endless);
  static const int signals[] = {NORMKIT_SIGNAL_STOP, NORMKIT_SIGNAL_CANCEL, 77, -1};
  plan->world = world; /* also of one that no call has filled in yet */
  if (world->depth == 0) {
    *plan = (struct callback_plan){world, 1 + below(world, 6), signals[below(world, 4)], chance(world, 40)};
  }
  normkit_progress_callback callback = null ? NULL : on_progress;
  if (TRY(world, normkit_fit_options_set_progress, options, callback, plan, on_destroy) == NORMKIT_OK) {
    if (object != NULL) object->bounded = !null;
    ++world->callbacks_lent;
  }
}

static void call_set_checkpoint(struct world *world) {
  TRY(world, normkit_fit_options_set_checkpoint, draw_options(world), draw_save_path(world), draw_count(world, 1, 4));
}

static void call_set_progress_interval(struct world *world) {
  TRY(world, normkit_fit_options_set_progress_interval, draw_options(world), draw_number(world, 0, .001));
}

static void call_options_free(struct world *world) {
  normkit_fit_options options = draw_options(world);
  if (TRY(world, normkit_fit_options_free, options) == NORMKIT_OK) {
    let_go(world, OPTIONS, options.index, options.generation);
  }
}

const struct call option_calls[] = {
  {"normkit_fit_options_create", call_options_create},
  {"normkit_fit_options_set_epochs", call_set_epochs},
  {"normkit_fit_options_set_batch_size", call_set_batch_size},
  {"normkit_fit_options_set_shuffle", call_set_shuffle},
  {"normkit_fit_options_set_shuffle_seed", call_set_shuffle_seed},
  {"normkit_fit_options_set_last_batch", call_set_last_batch},
  {"normkit_fit_options_set_validation", call_set_validation},
  {"normkit_fit_options_set_early_stopping", call_set_early_stopping},
  {"normkit_fit_options_set_progress", call_set_progress},
  {"normkit_fit_options_set_checkpoint", call_set_checkpoint},
  {"normkit_fit_options_set_progress_interval", call_set_progress_interval},
  {"normkit_fit_options_free", call_options_free},
  {NULL, NULL},
};

static void call_compile(struct world *world) {
  TRY(world, normkit_model_compile, draw_model(world), draw_optimizer(world), (normkit_loss)draw_choice(world, 6));
}

static void call_compile_with(struct world *world) {
  TRY(world, normkit_model_compile_with, draw_model(world), draw_optimizer(world),
      (normkit_loss)draw_choice(world, 6), (float)draw_number(world, 0, .9));
}

static void call_learning_rate(struct world *world) {
  normkit_model model = draw_model(world);
  float *out = chance(world, 95) ? (float *)OUT(world, numbers[0]) : NULL;
  TRY(world, normkit_model_learning_rate, model, out);
}

static void call_set_learning_rate(struct world *world) {
  TRY(world, normkit_model_set_learning_rate, draw_model(world), (float)draw_number(world, .001, .1));
}

static void call_add_metric(struct world *world) {
  TRY(world, normkit_model_add_metric, draw_model(world), (normkit_measure)draw_choice(world, 4),
      draw_count(world, 0, 300));
}

static void call_metric_count(struct world *world) {
  TRY(world, normkit_model_metric_count, draw_model(world), OUT(world, count));
}

static void call_metric_value(struct world *world) {
  TRY(world, normkit_model_metric_value, draw_model(world), draw_count(world, 0, 2), OUT(world, numbers[0]));
}

static void call_fit(struct world *world) {
  normkit_history *out = OUT(world, history);
  if (TRY(world, normkit_model_fit, draw_model(world), draw_dataset(world), draw_options(world), out) == NORMKIT_OK
      && out != NULL) {
    keep(world, HISTORY, out->index, out->generation);
  }
}

static void call_train_on_batch(struct world *world) {
  TRY(world, normkit_model_train_on_batch, draw_model(world), draw_dataset(world), OUT(world, numbers[0]),
      OUT(world, numbers[1]));
}

static void call_evaluate(struct world *world) {
  TRY(world, normkit_model_evaluate, draw_model(world), draw_dataset(world), draw_count(world, 1, 16),
      (normkit_statistics)draw_choice(world, 2), OUT(world, numbers[0]), OUT(world, numbers[1]));
}

static int32_t on_evaluated(int64_t batch, int64_t batch_count, void *user_data) {
  return batch > batch_count || user_data != NULL;
}

static void call_evaluate_with_progress(struct world *world) {
  TRY(world, normkit_model_evaluate_with_progress, draw_model(world), draw_dataset(world), draw_count(world, 1, 16),
      (normkit_statistics)draw_choice(world, 2), draw_number(world, 0, 1), chance(world, 50) ? on_evaluated : NULL,
      chance(world, 20) ? world : NULL, OUT(world, numbers[0]), OUT(world, numbers[1]));
}

static void call_predict(struct world *world) {
  normkit_model model = draw_model(world);
  int64_t sizes[16], shape[8], rank = draw_sizes(world, sizes), outputs = 0, count = draw_count(world, 0, 100);
  if (chance(world, 70) && normkit_model_input_shape(model, sizes + 1, 8, &rank) == NORMKIT_OK) {
    ++rank;
    sizes[0] = draw_count(world, 1, 12);
  }
  int64_t numbers = 1;
  for (int axis = 0; rank <= 8 && axis < rank; ++axis) {
    numbers *= sizes[axis] > 0 && sizes[axis] < POOL ? sizes[axis] : 0;
  }
  /* Inputs that are not there would be the caller's lie, unless no address space held them. */
  if (numbers > POOL) rank = -1;
  int64_t output_rank = 0;
  if (chance(world, 80) && numbers > 0 && normkit_model_output_shape(model, shape, 8, &output_rank) == NORMKIT_OK) {
    outputs = sizes[0];
    for (int axis = 0; axis < output_rank; ++axis) {
      outputs = outputs <= POOL && shape[axis] <= POOL ? outputs * shape[axis] : POOL + 1;
    }
    if (outputs <= POOL) count = outputs;
  }
  TRY(world, normkit_model_predict, model, chance(world, 96) ? plain_floats : NULL, chance(world, 96) ? sizes : NULL,
      rank, draw_count(world, 1, 16), (normkit_statistics)draw_choice(world, 2),
      chance(world, 96) ? written_floats : NULL, count);
}

static void call_predict_dataset(struct world *world) {
  normkit_model model = draw_model(world);
  normkit_dataset dataset = draw_dataset(world);
  int64_t shape[8], rank = 0, count = 0;
  if (chance(world, 85) && normkit_dataset_count(dataset, &count) == NORMKIT_OK
      && normkit_model_output_shape(model, shape, 8, &rank) == NORMKIT_OK) {
    for (int axis = 0; axis < rank; ++axis) count = count <= POOL && shape[axis] <= POOL ? count * shape[axis] : POOL + 1;
  }
  /* Room that is not there would be the caller's lie. */
  if (count > POOL) count = draw_count(world, 0, 100);
  TRY(world, normkit_model_predict_dataset, model, dataset, draw_count(world, 1, 16),
      (normkit_statistics)draw_choice(world, 2), chance(world, 96) ? written_floats : NULL, count);
}

static void call_cancel(struct world *world) { TRY(world, normkit_model_cancel, draw_model(world)); }

static void call_get_progress(struct world *world) {
  normkit_progress *out = chance(world, 95) ? &OUTPUTS(world).progress : NULL;
  TRY(world, normkit_model_get_progress, draw_model(world), out, chance(world, 90) ? sizeof *out : draw(world) % 100);
}

static void call_steps(struct world *world) {
  TRY(world, normkit_model_steps, draw_model(world), OUT(world, sizes[0]), OUT(world, sizes[1]));
}

static void call_initialize(struct world *world) { TRY(world, normkit_model_initialize, draw_model(world)); }

const struct call training_calls[] = {
  {"normkit_model_cancel", call_cancel},
  {"normkit_model_get_progress", call_get_progress},
  {"normkit_model_steps", call_steps},
  {"normkit_model_initialize", call_initialize},
  {"normkit_model_compile", call_compile},
  {"normkit_model_compile_with", call_compile_with},
  {"normkit_model_learning_rate", call_learning_rate},
  {"normkit_model_set_learning_rate", call_set_learning_rate},
  {"normkit_model_add_metric", call_add_metric},
  {"normkit_model_metric_count", call_metric_count},
  {"normkit_model_metric_value", call_metric_value},
  {"normkit_model_fit", call_fit},
  {"normkit_model_train_on_batch", call_train_on_batch},
  {"normkit_model_evaluate", call_evaluate},
  {"normkit_model_evaluate_with_progress", call_evaluate_with_progress},
  {"normkit_model_predict", call_predict},
  {"normkit_model_predict_dataset", call_predict_dataset},
  {NULL, NULL},
};
