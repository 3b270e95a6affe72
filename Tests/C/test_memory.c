/* A machine that runs out of memory anywhere in a program: every call works or says so, and nothing crashes or leaks. */
#include "allocations.h"

#include "network.h"

static int failures;

/* Whether the call worked; it may fail for want of memory alone, after a program's first failure also for lack of what
 * that one should have made. */
static int works(normkit_status status) {
  if (status == NORMKIT_OK) return 1;
  if (failures++ == 0 && status != NORMKIT_OUT_OF_MEMORY) CHECK_OK(status);
  return 0;
}

/* A program that makes, trains, asks and frees everything; from its request number `limit` on nothing is to be had. */
static void run(long limit) {
  const int64_t size = INPUTS, sizes[2] = {EXAMPLES, INPUTS};
  static float outputs[EXAMPLES * CLASSES];
  normkit_dataset dataset = null_dataset;
  normkit_model model = null_model;
  normkit_optimizer optimizer = {0, 0};
  normkit_fit_options options = {0, 0};
  normkit_history history = {0, 0};
  normkit_layer layer;
  int64_t count;
  failures = 0;
  refused_from = limit < 0 ? -1 : allocations() + limit;
  works(normkit_dataset_create(example_inputs, sizes, 2, &dataset));
  works(normkit_dataset_set_labels(dataset, example_labels, EXAMPLES));
  works(normkit_model_create(&size, 1, 7, &model));
  works(normkit_model_add_dense(model, 8, &layer));
  works(normkit_model_add_batch_normalization(model, NULL));
  works(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  works(normkit_model_add_dense(model, CLASSES, NULL));
  works(normkit_optimizer_create_adam(0.1f, &optimizer));
  works(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  works(normkit_fit_options_create(&options));
  works(normkit_fit_options_set_validation(options, dataset, NORMKIT_STATISTICS_RUNNING));
  works(normkit_model_fit(model, dataset, options, &history));
  works(normkit_history_epoch_count(history, &count));
  works(normkit_model_predict(
      model, example_inputs, sizes, 2, 10, NORMKIT_STATISTICS_RUNNING, outputs, EXAMPLES * CLASSES));
  works(normkit_model_tensor_count(model, &count));
  refused_from = -1;
  CHECK(
      normkit_history_free(history) == NORMKIT_OK && normkit_fit_options_free(options) == NORMKIT_OK &&
      normkit_optimizer_free(optimizer) == NORMKIT_OK && normkit_model_free(model) == NORMKIT_OK &&
      normkit_dataset_free(dataset) == NORMKIT_OK);
}

int main(void) {
  CHECK_OK(normkit_dataset_free(make_dataset()));
  run(-1);
  CHECK(failures == 0);
  long before = allocations();
  run(-1);
  long requests = allocations() - before;
  for (long limit = 0; limit <= requests; ++limit) {
    run(limit);
    if (failures > 0 && limit == requests) CHECK(!"a program with all the memory it asks for works");
  }
  run(-1); /* And afterwards all is as before. */
  CHECK(failures == 0);
  printf("%ld places to run out of memory in\n", requests);
  return report("test_memory");
}
