/* One sequence of calls: a training that works, then whatever comes, then proof that the library still works. */
#include <stddef.h>
#include <string.h>

#include "calls.h"

/* True when the call works; a valid call that does not is a violation. */
static bool must(struct world *world, const char *name, normkit_status status) {
  if (status != NORMKIT_OK && !world->others) violation(world, name, "fails with arguments that are right");
  return status == NORMKIT_OK;
}

#define MUST(world, function, ...) must((world), #function, TRY(world, function, __VA_ARGS__))

static normkit_dataset make_dataset(struct world *world, bool of_images) {
  static const int64_t rows[] = {12, 4}, images[] = {12, 6, 5, 2};
  normkit_dataset *out = &OUTPUTS(world).datasets[0], dataset = {0, 0};
  if (MUST(world, normkit_dataset_create, plain_floats, of_images ? images : rows, of_images ? 4 : 2, out)) {
    dataset = *out;
    keep(world, DATASET, dataset.index, dataset.generation);
  }
  MUST(world, normkit_dataset_set_labels, dataset, plain_labels, 12);
  return dataset;
}

/* Every layer over images, down to a row. */
static void add_image_layers(struct world *world, normkit_model model) {
  normkit_layer *layer = &OUTPUTS(world).layer;
  MUST(world, normkit_model_add_zero_padding2d, model, 1, 0, 0, 1, NULL);
  MUST(world, normkit_model_add_conv2d, model, 1 + below(world, 4), 3, 2, NORMKIT_PADDING_SAME, layer);
  normkit_layer added = *layer;
  if (chance(world, 30)) MUST(world, normkit_conv2d_set_strides, added, 2, 1);
  if (chance(world, 30)) MUST(world, normkit_conv2d_set_use_bias, added, false);
  if (chance(world, 30)) MUST(world, normkit_conv2d_set_kernel_initializer, added, NORMKIT_INITIALIZER_HE_NORMAL, 0);
  if (chance(world, 30)) MUST(world, normkit_conv2d_set_bias_initializer, added, NORMKIT_INITIALIZER_ONES, 0);
  MUST(world, normkit_model_add_max_pooling2d, model, 2, 2, NORMKIT_PADDING_SAME, layer);
  added = *layer;
  if (chance(world, 30)) MUST(world, normkit_max_pooling2d_set_strides, added, 1, 1);
  MUST(world, normkit_model_add_depthwise_conv2d, model, 2, 2, NORMKIT_PADDING_SAME, layer);
  added = *layer;
  if (chance(world, 30)) MUST(world, normkit_depthwise_conv2d_set_strides, added, 1, 2);
  if (chance(world, 30)) MUST(world, normkit_depthwise_conv2d_set_use_bias, added, false);
  if (chance(world, 30)) MUST(world, normkit_depthwise_conv2d_set_depth_multiplier, added, 2);
  if (chance(world, 30)) {
    MUST(world, normkit_depthwise_conv2d_set_depthwise_initializer, added, NORMKIT_INITIALIZER_HE_NORMAL, 0);
  }
  if (chance(world, 30)) MUST(world, normkit_depthwise_conv2d_set_bias_initializer, added, NORMKIT_INITIALIZER_ONES, 0);
  MUST(world, normkit_model_add_average_pooling2d, model, 2, 1, NORMKIT_PADDING_SAME, layer);
  added = *layer;
  if (chance(world, 30)) MUST(world, normkit_average_pooling2d_set_strides, added, 1, 1);
  MUST(world, normkit_model_add_global_average_pooling2d, model, false, NULL);
}

static normkit_model make_model(struct world *world, bool of_images) {
  static const int64_t row[] = {4}, image[] = {6, 5, 2};
  normkit_model *out = &OUTPUTS(world).model, model = {0, 0};
  if (MUST(world, normkit_model_create, of_images ? image : row, of_images ? 3 : 1, draw(world), out)) {
    model = *out;
    keep(world, MODEL, model.index, model.generation);
  }
  if (of_images) add_image_layers(world, model);
  normkit_layer *layer = &OUTPUTS(world).layer;
  MUST(world, normkit_model_add_dense, model, 1 + below(world, 8), layer);
  normkit_layer first = *layer;
  if (chance(world, 20)) MUST(world, normkit_layer_set_name, first, "first");
  if (chance(world, 20)) MUST(world, normkit_dense_set_use_bias, first, false);
  if (chance(world, 20)) MUST(world, normkit_dense_set_kernel_initializer, first, NORMKIT_INITIALIZER_HE_NORMAL, 0);
  MUST(world, normkit_model_add_batch_normalization, model, NULL);
  MUST(world, normkit_model_add_activation, model, (normkit_activation)below(world, 5), NULL);
  if (chance(world, 30)) MUST(world, normkit_model_add_dropout, model, .2F, NULL);
  if (chance(world, 30)) MUST(world, normkit_model_add_layer_normalization, model, .001, NULL);
  MUST(world, normkit_model_add_dense, model, 3, NULL);
  if (chance(world, 30)) {
    MUST(world, normkit_model_begin_residual, model, layer);
    normkit_layer block = *layer;
    MUST(world, normkit_model_add_batch_normalization, model, NULL);
    if (chance(world, 50)) MUST(world, normkit_model_begin_shortcut, model);
    MUST(world, normkit_model_add_dense, model, 3, NULL);
    MUST(world, normkit_model_end_residual, model, (normkit_activation)below(world, 5));
    if (chance(world, 20)) MUST(world, normkit_residual_set_leaky_relu, block, .1F);
  }
  return model;
}

static normkit_optimizer make_optimizer(struct world *world) {
  normkit_optimizer *out = &OUTPUTS(world).optimizer, optimizer = {0, 0};
  bool made = chance(world, 30) ? MUST(world, normkit_optimizer_create_rmsprop, .001F, out)
      : chance(world, 50)       ? MUST(world, normkit_optimizer_create_sgd, .01F, out)
                                : MUST(world, normkit_optimizer_create_adam, .001F, out);
  if (made) {
    optimizer = *out;
    keep(world, OPTIMIZER, optimizer.index, optimizer.generation);
  }
  return optimizer;
}

/* Everything a training takes, all of it right; whether it trained. */
static bool train(struct world *world) {
  bool of_images = chance(world, 15);
  normkit_dataset dataset = make_dataset(world, of_images);
  normkit_model model = make_model(world, of_images);
  normkit_optimizer optimizer = make_optimizer(world);
  normkit_fit_options *made = &OUTPUTS(world).options, options = {0, 0};
  if (MUST(world, normkit_fit_options_create, made)) {
    options = *made;
    keep(world, OPTIONS, options.index, options.generation);
  }
  MUST(world, normkit_fit_options_set_epochs, options, 2);
  MUST(world, normkit_fit_options_set_batch_size, options, 5);
  if (chance(world, 20)) MUST(world, normkit_optimizer_set_clipping, optimizer, NORMKIT_CLIPPING_GLOBAL_NORM, .5F);
  if (chance(world, 20)) MUST(world, normkit_dataset_set_weights, dataset, plain_weights, 12);
  if (chance(world, 20)) MUST(world, normkit_fit_options_set_early_stopping, options, NORMKIT_METRIC_LOSS, 1, 0, true);
  MUST(world, normkit_model_compile, model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY);
  if (chance(world, 20)) MUST(world, normkit_model_add_metric, model, NORMKIT_MEASURE_AUC, 2 + below(world, 200));
  /* Averaged weights, which need a step after this call, and a history's diagnoses hardly ever come about by chance. */
  if (chance(world, 20)) {
    MUST(world, normkit_model_average_weights, model, NORMKIT_WEIGHT_AVERAGE_EXPONENTIAL, .9, 0, 1);
  }
  bool trained = MUST(world, normkit_model_train_on_batch, model, dataset, NULL, NULL);
  normkit_history *history = &OUTPUTS(world).history;
  if (chance(world, 30)) MUST(world, normkit_fit_options_set_diagnosis, options, dataset, 1);
  if (MUST(world, normkit_model_fit, model, dataset, options, history)) {
    keep(world, HISTORY, history->index, history->generation);
  } else {
    trained = false;
  }
  return trained;
}

double certain_loss(struct world *world) {
  struct world aside = {.random = 7};
  aside.verbose = world->verbose;
  normkit_dataset dataset = make_dataset(&aside, false);
  normkit_model model = make_model(&aside, false);
  normkit_optimizer optimizer = make_optimizer(&aside);
  double loss = -1;
  if (MUST(&aside, normkit_model_compile, model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY)) {
    for (int step = 0; step < 2; ++step) {
      if (!MUST(&aside, normkit_model_train_on_batch, model, dataset, &OUTPUTS(&aside).numbers[0], NULL)) break;
      loss = OUTPUTS(&aside).numbers[0];
    }
  }
  MUST(&aside, normkit_model_free, model);
  MUST(&aside, normkit_dataset_free, dataset);
  MUST(&aside, normkit_optimizer_free, optimizer);
  return loss;
}

void prepare_objects(struct world *world) {
  bool shares = world->shares;
  /* Nobody is told of them until each is as it should be. */
  world->shares = false;
  world->others = shares;
  bool of_images = chance(world, 15);
  normkit_dataset dataset = make_dataset(world, of_images);
  normkit_model model = make_model(world, of_images);
  normkit_optimizer optimizer = make_optimizer(world);
  MUST(world, normkit_model_compile, model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY);
  world->shares = shares;
  share(DATASET, (struct id){dataset.index, dataset.generation});
  share(MODEL, (struct id){model.index, model.generation});
  share(OPTIMIZER, (struct id){optimizer.index, optimizer.generation});
}

void free_everything(struct world *world) {
  if (!world->others) {
    MUST(world, normkit_set_log, NORMKIT_LOG_OFF, NULL, NULL, NULL);
    if (world->logs_returned != world->logs_lent) {
      violation(world, "normkit_set_log", "has not handed every listener's data back once");
    }
  }
  for (int kind = OPTIONS; kind >= 0; --kind) {
    for (int place = 0; place < PLACES; ++place) {
      struct object *object = &world->objects[kind][place];
      if (object->alive && free_object((enum kind)kind, object->id) != NORMKIT_OK && !world->shares) {
        violation(world, "free", "an object cannot be freed");
      }
    }
  }
  for (int kind = HISTORY; kind < KINDS; ++kind) {
    for (int place = 0; place < PLACES; ++place) {
      struct object *object = &world->objects[kind][place];
      if (object->alive && free_object((enum kind)kind, object->id) != NORMKIT_OK && !world->shares) {
        violation(world, "free", "a history or diagnosis cannot be freed");
      }
    }
  }
  if (world->callbacks_returned != world->callbacks_lent) {
    violation(world, "normkit_fit_options_set_progress", "has not handed every callback's data back once");
  }
}

void begin_sequence(struct world *world) {
  /* Now and then the bad calls come before any good one. */
  if (chance(world, 85)) world->trained = train(world);
  /* What may be set only before a model has a network. */
  if (chance(world, 50)) make_model(world, chance(world, 20));
}

/* Calls as the world's draws have it, then proof that the library still works. */
static void run_calls(struct world *world) {
  static double expected;
  static bool is_first = true;
  uint64_t random = world->random;
  if (is_first) expected = certain_loss(world);
  is_first = false;
  world->random = random;
  MUST(world, normkit_set_num_threads, 0);
  begin_sequence(world);
  const struct call *calls;
  int count = all_calls(&calls), length = 20 + below(world, 60);
  for (int call = 0; call < length; ++call) {
    calls[below(world, count)].make(world);
    if (chance(world, 5)) {
      memcpy(changing_labels, chance(world, 50) ? plain_labels : hostile_labels, 64 * sizeof changing_labels[0]);
    }
  }
  free_everything(world);
  MUST(world, normkit_set_num_threads, 0);
  double loss = certain_loss(world);
  if (memcmp(&loss, &expected, sizeof loss) != 0) {
    violation(world, "normkit_model_train_on_batch", "has other bits after what went before");
  }
}

void run_sequence(struct world *world, uint64_t sequence) {
  world->random = sequence * UINT64_C(0xd1342543de82ef95);
  run_calls(world);
}

void run_fuzzed_sequence(struct world *world, const unsigned char *input, size_t size) {
  world->input = input;
  world->input_left = size;
  run_calls(world);
}
