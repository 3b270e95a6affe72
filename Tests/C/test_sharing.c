/* Several threads: one object serves one changing call at a time, error texts belong to threads, objects are independent. */
#include <pthread.h>

#include "network.h"

static normkit_model shared;
static normkit_dataset examples;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int inside, may_leave;

/* Holds the model in a fit until the main thread has looked. */
static normkit_signal hold(const normkit_progress *progress, void *user_data) {
  (void)progress;
  (void)user_data;
  pthread_mutex_lock(&mutex);
  inside = 1;
  pthread_cond_signal(&changed);
  while (!may_leave) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  return NORMKIT_SIGNAL_PROCEED;
}

static void *fit(void *result) {
  normkit_fit_options options;
  normkit_fit_options_create(&options);
  normkit_fit_options_set_progress(options, hold, NULL, NULL);
  *(normkit_status *)result = normkit_model_fit(shared, examples, options, NULL);
  normkit_fit_options_free(options);
  return NULL;
}

/* The outputs for the first example. */
static normkit_status predict_first(normkit_model model, float *outputs) {
  const int64_t sizes[2] = {1, INPUTS};
  return normkit_model_predict(
      model, example_inputs, sizes, 2, 1, NORMKIT_STATISTICS_RUNNING, outputs, CLASSES);
}

static void test_busy(void) {
  normkit_status fitted = NORMKIT_INTERNAL;
  pthread_t thread;
  int64_t count = 0;
  double loss;
  float outputs[CLASSES];
  shared = make_model();
  examples = make_dataset();
  compile(shared);
  pthread_create(&thread, NULL, fit, &fitted);
  pthread_mutex_lock(&mutex);
  while (!inside) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  CHECK_FAILS(
      normkit_model_train_on_batch(shared, examples, &loss, NULL), NORMKIT_BUSY,
      "normkit_model_train_on_batch: the model is in use by another call");
  CHECK_FAILS(
      normkit_dataset_set_labels(examples, example_labels, EXAMPLES), NORMKIT_BUSY,
      "normkit_dataset_set_labels: the dataset is in use by another call");
  CHECK_FAILS(normkit_model_free(shared), NORMKIT_BUSY, "normkit_model_free: the model is in use by another call");
  CHECK_FAILS(
      predict_first(shared, outputs), NORMKIT_BUSY, "normkit_model_predict: the model is in use by another call");
  CHECK_OK(normkit_dataset_count(examples, &count)); /* reading goes on beside reading */
  normkit_model other = make_model(); /* another model is another matter */
  compile(other);
  CHECK_OK(normkit_model_fit(other, examples, default_options, NULL));
  CHECK_OK(normkit_model_free(other));
  pthread_mutex_lock(&mutex);
  may_leave = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  pthread_join(thread, NULL);
  CHECK(fitted == NORMKIT_OK);
  CHECK_OK(normkit_model_free(shared));
  CHECK_OK(normkit_dataset_free(examples));
}

static void *fail_elsewhere(void *text_was_empty) {
  *(int *)text_was_empty = strcmp(normkit_last_error_message(), "") == 0;
  (void)normkit_get_num_threads(NULL);
  return NULL;
}

static void test_error_texts(void) {
  pthread_t thread;
  int text_was_empty = 0;
  CHECK(normkit_model_layer_count(null_model, NULL) == NORMKIT_INVALID_ARGUMENT);
  pthread_create(&thread, NULL, fail_elsewhere, &text_was_empty);
  pthread_join(thread, NULL);
  CHECK(text_was_empty);
  CHECK(strcmp(normkit_last_error_message(), "normkit_model_layer_count: out_count must not be NULL") == 0);
}

/* Trains a model of its own and leaves its kernel. */
static void *train(void *kernel) {
  normkit_model model = null_model;
  const int64_t size = INPUTS;
  normkit_optimizer optimizer;
  if (normkit_model_create(&size, 1, 7, &model) || normkit_model_add_dense(model, 8, NULL) ||
      normkit_model_add_batch_normalization(model, NULL) || normkit_model_add_dense(model, CLASSES, NULL) ||
      normkit_optimizer_create_sgd(0.1f, &optimizer) ||
      normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY)) {
    return NULL;
  }
  for (int epoch = 0; epoch < 20; ++epoch) {
    if (normkit_model_fit(model, examples, default_options, NULL)) return NULL;
  }
  if (normkit_model_get_tensor(model, "dense/kernel", kernel, INPUTS * 8)) return NULL;
  normkit_optimizer_free(optimizer);
  normkit_model_free(model);
  return kernel;
}

/* Four threads train at once, on the same examples: each comes to the same bits. */
static void test_independence(void) {
  enum { COUNT = 4 };
  static float kernels[COUNT][INPUTS * 8];
  pthread_t threads[COUNT];
  examples = make_dataset();
  for (int index = 0; index < COUNT; ++index) pthread_create(&threads[index], NULL, train, kernels[index]);
  for (int index = 0; index < COUNT; ++index) {
    void *kernel = NULL;
    pthread_join(threads[index], &kernel);
    CHECK(kernel != NULL && memcmp(kernel, kernels[0], sizeof kernels[0]) == 0);
  }
  CHECK(kernels[0][0] != 0);
  CHECK_OK(normkit_dataset_free(examples));
}

int main(void) {
  test_busy();
  test_error_texts();
  test_independence();
  return report("test_sharing");
}
