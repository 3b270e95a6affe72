/* Makes the museum's files of today: models and checkpoints, and beside each the numbers that it answers.
 * Usage: make FOLDER. Files of released versions are never made again: a later one gets a folder of its own. */
#include <stdlib.h>

#include "exhibits.h"

static const int64_t feature_sizes[2] = {EXAMPLES, INPUTS};
static const char *folder;

static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

static void write_answers(normkit_model model, const char *name) {
  float outputs[EXAMPLES * OUTPUTS];
  char path[512];
  must(normkit_model_predict(
      model, exhibit_inputs(), feature_sizes, 2, EXAMPLES, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * OUTPUTS));
  snprintf(path, sizeof path, "%s/%s.outputs", folder, name);
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(outputs, sizeof outputs, 1, file) != 1 || fclose(file) != 0) exit(1);
}

static normkit_model begin(uint64_t seed) {
  const int64_t size = INPUTS;
  normkit_model model;
  must(normkit_model_create(&size, 1, seed, &model));
  return model;
}

static void finish(normkit_model model, const char *name, bool with_training) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s.safetensors", folder, name);
  must(with_training ? normkit_model_save_checkpoint(model, path) : normkit_model_save(model, path));
  write_answers(model, name);
  must(normkit_model_free(model));
}

static void train(normkit_model model, normkit_optimizer optimizer, normkit_loss loss, float number) {
  normkit_dataset dataset;
  must(normkit_dataset_create(exhibit_inputs(), feature_sizes, 2, &dataset));
  must(normkit_dataset_set_labels(dataset, exhibit_labels, EXAMPLES));
  if (loss != NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY) {
    const int64_t sizes[2] = {EXAMPLES, OUTPUTS};
    must(normkit_dataset_set_values(dataset, exhibit_inputs(), sizes, 2));
  }
  must(normkit_model_compile_with(model, optimizer, loss, number));
  for (int step = 0; step < 5; ++step) must(normkit_model_train_on_batch(model, dataset, NULL, NULL));
  must(normkit_optimizer_free(optimizer));
  must(normkit_dataset_free(dataset));
}

static void plain(normkit_model model) {
  must(normkit_model_add_dense(model, 5, NULL));
  must(normkit_model_add_batch_normalization(model, NULL));
  must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  must(normkit_model_add_dense(model, OUTPUTS, NULL));
}

/* Every option that a layer of a chain has, none of them at its default. */
static void options(void) {
  normkit_model model = begin(2);
  normkit_layer dense, normalization;
  must(normkit_model_add_flatten(model, NULL));
  must(normkit_model_add_dense(model, 4, &dense));
  must(normkit_layer_set_name(dense, "first"));
  must(normkit_dense_set_use_bias(dense, false));
  must(normkit_dense_set_kernel_initializer(dense, NORMKIT_INITIALIZER_RANDOM_NORMAL, 0.5f));
  must(normkit_model_add_batch_normalization(model, &normalization));
  must(normkit_batch_normalization_use_torch_defaults(normalization));
  must(normkit_batch_normalization_set_averaging(normalization, NORMKIT_AVERAGING_CUMULATIVE));
  must(normkit_batch_normalization_set_center(normalization, false));
  must(normkit_batch_normalization_set_gamma_initializer(normalization, NORMKIT_INITIALIZER_CONSTANT, 2));
  must(normkit_batch_normalization_set_updates_statistics(normalization, false));
  must(normkit_batch_normalization_set_statistics(normalization, NORMKIT_STATISTICS_RUNNING));
  must(normkit_model_add_leaky_relu(model, 0.1f, NULL));
  must(normkit_model_add_dropout(model, 0.25f, NULL));
  must(normkit_model_add_dense(model, OUTPUTS, &dense));
  must(normkit_dense_set_bias_initializer(dense, NORMKIT_INITIALIZER_RANDOM_UNIFORM, 1));
  must(normkit_layer_set_trainable(dense, false));
  must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_SOFTMAX, NULL));
  finish(model, "options", false);
}

int main(int argc, char **argv) {
  static const int64_t boundaries[] = {2, 4};
  static const float factors[] = {1, 0.5f, 0.25f};
  normkit_optimizer optimizer;
  normkit_model model;
  if (argc != 2) return fprintf(stderr, "usage: %s FOLDER\n", argv[0]), 2;
  folder = argv[1];
  model = begin(1);
  plain(model);
  finish(model, "model", false);
  options();
  model = begin(3);
  plain(model);
  must(normkit_optimizer_create_sgd(0.1f, &optimizer));
  must(normkit_optimizer_set_momentum(optimizer, 0.9f, true));
  must(normkit_optimizer_set_piecewise_constant(optimizer, boundaries, factors, 2));
  train(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY, 0.1f);
  finish(model, "checkpoint-sgd", true);
  model = begin(4);
  plain(model);
  must(normkit_optimizer_create_adam(0.01f, &optimizer));
  must(normkit_optimizer_set_weight_decay(optimizer, 0.004f));
  must(normkit_optimizer_set_cosine_decay(optimizer, 100, 0.1f));
  must(normkit_optimizer_set_clipping(optimizer, NORMKIT_CLIPPING_GLOBAL_NORM, 1));
  train(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY, 0);
  finish(model, "checkpoint-adamw", true);
  model = begin(5);
  plain(model);
  must(normkit_optimizer_create_rmsprop(0.01f, &optimizer));
  must(normkit_optimizer_set_exponential_decay(optimizer, 10, 0.9f, true));
  train(model, optimizer, NORMKIT_LOSS_HUBER, 0.5f);
  finish(model, "checkpoint-rmsprop", true);
  return 0;
}
