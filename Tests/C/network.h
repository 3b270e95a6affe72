/* What several C tests need: a small labelled dataset and a small network for it. */
#ifndef NETWORK_H
#define NETWORK_H

#include "check.h"

enum { EXAMPLES = 48, INPUTS = 5, CLASSES = 3 };

static float example_inputs[EXAMPLES * INPUTS];
static int32_t example_labels[EXAMPLES];

static const normkit_model null_model = {0, 0};
static const normkit_dataset null_dataset = {0, 0};
static const normkit_fit_options default_options = {0, 0};

/* Numbers that look random, from a linear congruence, and a label that can be learned from them. */
static inline normkit_dataset make_dataset(void) {
  const int64_t sizes[2] = {EXAMPLES, INPUTS};
  normkit_dataset dataset = null_dataset;
  uint32_t state = 1;
  for (int index = 0; index < EXAMPLES * INPUTS; ++index) {
    state = state * 1664525u + 1013904223u;
    example_inputs[index] = (float)(state >> 8) / 16777216.0f - 0.5f;
  }
  for (int row = 0; row < EXAMPLES; ++row) {
    float sum = example_inputs[row * INPUTS] + example_inputs[row * INPUTS + 1];
    example_labels[row] = sum < -0.2f ? 0 : sum < 0.2f ? 1 : 2;
  }
  CHECK_OK(normkit_dataset_create(example_inputs, sizes, 2, &dataset));
  CHECK_OK(normkit_dataset_set_labels(dataset, example_labels, EXAMPLES));
  return dataset;
}

/* Dense 8 without bias, batch normalization, ReLU, Dense 3. */
static inline normkit_model make_model(void) {
  const int64_t size = INPUTS;
  normkit_model model = null_model;
  normkit_layer dense;
  CHECK_OK(normkit_model_create(&size, 1, 7, &model));
  CHECK_OK(normkit_model_add_dense(model, 8, &dense));
  CHECK_OK(normkit_dense_set_use_bias(dense, false));
  CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
  CHECK_OK(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
  return model;
}

/* Compiles with SGD and momentum .9 for labels. */
static inline void compile(normkit_model model) {
  normkit_optimizer optimizer = {0, 0};
  CHECK_OK(normkit_optimizer_create_sgd(0.1f, &optimizer));
  CHECK_OK(normkit_optimizer_set_momentum(optimizer, 0.9f, false));
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  CHECK_OK(normkit_optimizer_free(optimizer));
}

#endif
