/* Optimizers and losses from C: each that there is trains, and every mistake is named. */
#include <math.h>

#include "network.h"

static normkit_optimizer make_rmsprop(void) {
  normkit_optimizer optimizer = {0, 0};
  CHECK_OK(normkit_optimizer_create_rmsprop(0.01f, &optimizer));
  CHECK_OK(normkit_optimizer_set_rho(optimizer, 0.8, 1e-5f, true));
  CHECK_OK(normkit_optimizer_set_momentum(optimizer, 0.5f, false));
  CHECK_OK(normkit_optimizer_set_clipping(optimizer, NORMKIT_CLIPPING_GLOBAL_NORM, 1));
  CHECK_FAILS(
      normkit_optimizer_set_momentum(optimizer, 0.5f, true), NORMKIT_UNSUPPORTED,
      "normkit_optimizer_set_momentum: RMSprop has no Nesterov momentum");
  CHECK_FAILS(
      normkit_optimizer_set_betas(optimizer, 0.5, 0.5, 1), NORMKIT_UNSUPPORTED,
      "normkit_optimizer_set_betas: RMSprop has no betas to set");
  CHECK_FAILS(
      normkit_optimizer_set_clipping(optimizer, (normkit_clipping)4, 1), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_clipping: 4 is no normkit_clipping");
  CHECK_FAILS(
      normkit_optimizer_set_clipping(optimizer, NORMKIT_CLIPPING_VALUE, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_clipping: Optimizer: clipping must be finite and greater than 0, got 0.0");
  return optimizer;
}

static void test_losses_and_weights(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  normkit_optimizer optimizer = make_rmsprop();
  float weights[EXAMPLES], rate = 0;
  double loss = 0, weighted = 0;
  for (int row = 0; row < EXAMPLES; ++row) weights[row] = 2;
  CHECK_FAILS(
      normkit_model_compile_with(model, optimizer, NORMKIT_LOSS_HUBER, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_compile_with: LossOptions: delta must be finite and greater than 0, got 0.0");
  CHECK_FAILS(
      normkit_model_compile_with(model, optimizer, NORMKIT_LOSS_MEAN_ABSOLUTE_ERROR, 0.5f), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_compile_with: LossOptions: meanAbsoluteError has no labels to smooth, got labelSmoothing 0.5");
  CHECK_OK(normkit_model_compile_with(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY, 0.1f));
  CHECK_OK(normkit_model_learning_rate(model, &rate));
  CHECK(rate == 0.01f);
  CHECK_OK(normkit_model_set_learning_rate(model, 0.02f));
  CHECK_OK(normkit_model_learning_rate(model, &rate));
  CHECK(rate == 0.02f);
  CHECK_FAILS(
      normkit_model_set_learning_rate(model, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_model_set_learning_rate: Optimizer: learningRate must be finite and greater than 0, got 0.0");
  CHECK_OK(normkit_model_evaluate(model, dataset, 16, NORMKIT_STATISTICS_RUNNING, &loss, NULL));
  CHECK_OK(normkit_dataset_set_weights(dataset, weights, EXAMPLES));
  CHECK_OK(normkit_model_evaluate(model, dataset, 16, NORMKIT_STATISTICS_RUNNING, &weighted, NULL));
  CHECK(fabs(weighted - 2 * loss) < 1e-6 * loss);
  CHECK_OK(normkit_dataset_set_labels(dataset, example_labels, EXAMPLES)); /* keeps the weights */
  CHECK_OK(normkit_model_evaluate(model, dataset, 16, NORMKIT_STATISTICS_RUNNING, &weighted, NULL));
  CHECK(fabs(weighted - 2 * loss) < 1e-6 * loss);
  CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
  weights[7] = -1;
  CHECK_FAILS(
      normkit_dataset_set_weights(dataset, weights, EXAMPLES), NORMKIT_INVALID_ARGUMENT,
      "normkit_dataset_set_weights: dataset: weights must be finite and at least 0, got -1.0 in row 7");
  CHECK_FAILS(
      normkit_dataset_set_weights(dataset, weights, 3), NORMKIT_SHAPE,
      "normkit_dataset_set_weights: count must be 48, one weight for each example, got 3");
  CHECK_OK(normkit_dataset_set_weights(dataset, NULL, EXAMPLES));
  CHECK_OK(normkit_optimizer_free(optimizer));
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

static void test_optimizers(void) {
  const int64_t boundaries[2] = {10, 20}, falling[2] = {20, 10};
  const float factors[3] = {1, 0.1f, 0.01f};
  normkit_optimizer sgd, adam;
  normkit_model model = make_model();
  normkit_dataset dataset = make_dataset();
  CHECK_OK(normkit_optimizer_create_sgd(0.1f, &sgd));
  CHECK_OK(normkit_optimizer_create_adam(0.001f, &adam));
  CHECK_OK(normkit_optimizer_set_momentum(sgd, 0.9f, true));
  CHECK_OK(normkit_optimizer_set_betas(adam, 0.8, 0.99, 1e-6f));
  CHECK_OK(normkit_optimizer_set_weight_decay(adam, 0.004f));
  CHECK_OK(normkit_optimizer_set_exponential_decay(adam, 10, 0.5f, true));
  CHECK_OK(normkit_optimizer_set_cosine_decay(adam, 100, 0.1f));
  CHECK_OK(normkit_optimizer_set_piecewise_constant(adam, boundaries, factors, 2));
  CHECK_OK(normkit_model_compile(model, adam, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
  CHECK_FAILS(
      normkit_optimizer_create_sgd(0, &sgd), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_create_sgd: Optimizer: learningRate must be finite and greater than 0, got 0.0");
  CHECK_FAILS(
      normkit_optimizer_set_momentum(adam, 0.9f, false), NORMKIT_UNSUPPORTED,
      "normkit_optimizer_set_momentum: Adam has no momentum to set");
  CHECK_FAILS(
      normkit_optimizer_set_betas(sgd, 0.8, 0.9, 1e-6f), NORMKIT_UNSUPPORTED,
      "normkit_optimizer_set_betas: SGD has no betas to set");
  CHECK_FAILS(
      normkit_optimizer_set_momentum(sgd, 0, true), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_momentum: Optimizer.sgd: nesterov needs a momentum greater than 0");
  CHECK_FAILS(
      normkit_optimizer_set_betas(adam, 1, 0.9, 1e-6f), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_betas: Optimizer: beta1 must be finite and in 0..<1, got 1.0");
  CHECK_FAILS(
      normkit_optimizer_set_weight_decay(sgd, -1), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_weight_decay: Optimizer: weightDecay must be finite and at least 0, got -1.0");
  CHECK_FAILS(
      normkit_optimizer_set_exponential_decay(sgd, 0, 0.5f, false), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_exponential_decay: LearningRateSchedule.exponentialDecay: steps must be at least 1 and "
      "rate greater than 0, got 0, 0.5");
  CHECK_FAILS(
      normkit_optimizer_set_cosine_decay(sgd, 10, 2), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_cosine_decay: LearningRateSchedule.cosineDecay: steps must be at least 1 and alpha in "
      "0...1, got 10, 2.0");
  CHECK_FAILS(
      normkit_optimizer_set_piecewise_constant(sgd, falling, factors, 2), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_piecewise_constant: LearningRateSchedule.piecewiseConstant: expected rising boundaries "
      "and one more positive factor than boundaries, got 2 boundaries and 3 factors");
  CHECK_FAILS(
      normkit_optimizer_set_piecewise_constant(sgd, boundaries, factors, 0), NORMKIT_INVALID_ARGUMENT,
      "normkit_optimizer_set_piecewise_constant: count must be in 1...65536, got 0");
  CHECK_OK(normkit_optimizer_free(sgd));
  CHECK_OK(normkit_optimizer_free(adam));
  CHECK_FAILS(
      normkit_model_compile(model, adam, NORMKIT_LOSS_MEAN_SQUARED_ERROR), NORMKIT_HANDLE,
      "normkit_model_compile: the optimizer handle is stale: it was freed, or never made by NormKit");
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
}

int main(void) {
  test_optimizers();
  test_losses_and_weights();
  return report("test_optimizers");
}
