/* Eight threads ask one model at the same time: none has to wait or is refused, and each gets the bits of a lone call. */
#include <pthread.h>

#include "network.h"

enum { THREADS = 8, ROUNDS = 400 };

static normkit_model model;
/* By batch size; the answers must not depend on it. */
static float expected[EXAMPLES * CLASSES];

static normkit_status predict(int rows, int batch_size, float *outputs) {
  const int64_t sizes[2] = {rows, INPUTS};
  return normkit_model_predict(
      model, example_inputs, sizes, 2, batch_size, NORMKIT_STATISTICS_RUNNING, outputs, rows * CLASSES);
}

/* Asks again and again with batches of its own size; *wrong counts the answers that differ. */
static void *serve(void *wrong) {
  static const int batch_sizes[] = {1, 2, 8, 9, 20, 48};
  float outputs[EXAMPLES * CLASSES];
  int64_t count = 0;
  for (int round = 0; round < ROUNDS; ++round) {
    const int rows = 1 + round % EXAMPLES;
    memset(outputs, 0, sizeof outputs);
    if (predict(rows, batch_sizes[round % 6], outputs) || normkit_model_tensor_count(model, &count) ||
        memcmp(outputs, expected, sizeof(float) * (size_t)(rows * CLASSES))) {
      ++*(int *)wrong;
    }
  }
  return NULL;
}

static void serve_at_once(void) {
  pthread_t threads[THREADS];
  int wrong[THREADS] = {0};
  for (int index = 0; index < THREADS; ++index) pthread_create(&threads[index], NULL, serve, &wrong[index]);
  for (int index = 0; index < THREADS; ++index) {
    pthread_join(threads[index], NULL);
    CHECK(wrong[index] == 0);
  }
}

int main(void) {
  float before[EXAMPLES * CLASSES];
  normkit_dataset dataset = make_dataset();
  const int64_t sizes[2] = {EXAMPLES, INPUTS};
  /* The answers to compare with come from a model like it, so that the threads are the first to ask theirs. */
  model = make_model();
  CHECK_OK(predict(EXAMPLES, EXAMPLES, expected));
  CHECK_OK(normkit_model_free(model));
  model = make_model();
  serve_at_once();
  memcpy(before, expected, sizeof before);

  /* New weights and running statistics: new answers, from every thread. */
  compile(model);
  CHECK_OK(normkit_model_fit(model, dataset, default_options, NULL));
  CHECK_OK(normkit_model_predict(
      model, example_inputs, sizes, 2, 7, NORMKIT_STATISTICS_RUNNING, expected, EXAMPLES * CLASSES));
  CHECK(memcmp(before, expected, sizeof before) != 0);
  serve_at_once();

  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
  return report("test_serving");
}
