/* Evaluating with a function called meanwhile: what it is told, how often, and how it or another thread ends it. */
#include <math.h>
#include <pthread.h>

#include "network.h"

enum { BATCH = 10, BATCHES = 5 };

static struct {
  int64_t calls, batch, batch_count, end_at;
  normkit_model model;
  normkit_status inner;
} seen;

/* Notes what it is told; ends the evaluation at the batch `end_at`. */
static int32_t note(int64_t batch, int64_t batch_count, void *user_data) {
  CHECK(user_data == &seen && batch == seen.batch + 1);
  seen.calls += 1;
  seen.batch = batch;
  seen.batch_count = batch_count;
  return batch == seen.end_at;
}

static void forget(int64_t end_at) {
  seen.calls = seen.batch = seen.batch_count = 0;
  seen.end_at = end_at;
}

static int32_t count(int64_t batch, int64_t batch_count, void *user_data) {
  *(int64_t *)user_data += 1;
  return batch > batch_count;
}

/* Uses the model from within, which is busy, and goes on. */
static int32_t intrude(int64_t batch, int64_t batch_count, void *user_data) {
  seen.inner = normkit_model_free(*(normkit_model *)user_data);
  return batch > batch_count;
}

static void *cancel(void *model) {
  CHECK_OK(normkit_model_cancel(*(normkit_model *)model));
  return NULL;
}

static int32_t cancel_in_a_thread(int64_t batch, int64_t batch_count, void *user_data) {
  pthread_t thread;
  seen.calls += 1;
  if (batch == 3) CHECK(pthread_create(&thread, NULL, cancel, user_data) == 0 && pthread_join(thread, NULL) == 0);
  return batch > batch_count;
}

static normkit_status watched(
    normkit_model model, normkit_dataset dataset, double interval, normkit_evaluation_callback progress,
    void *user_data, double *loss, double *accuracy) {
  return normkit_model_evaluate_with_progress(
      model, dataset, BATCH, NORMKIT_STATISTICS_RUNNING, interval, progress, user_data, loss, accuracy);
}

static void test_every_batch_is_told(normkit_model model, normkit_dataset dataset) {
  double loss = 0, accuracy = 0, same_loss = 0, same_accuracy = 0;
  int64_t calls = 0;
  CHECK_OK(normkit_model_evaluate(model, dataset, BATCH, NORMKIT_STATISTICS_RUNNING, &loss, &accuracy));
  forget(-1);
  CHECK_OK(watched(model, dataset, 0, note, &seen, &same_loss, &same_accuracy));
  CHECK(loss > 0 && loss == same_loss && accuracy == same_accuracy);
  CHECK(seen.calls == BATCHES && seen.batch == BATCHES && seen.batch_count == BATCHES);
  /* An hour has not passed before the last one. */
  CHECK_OK(watched(model, dataset, 3600, count, &calls, &same_loss, NULL));
  CHECK(calls == 1 && loss == same_loss);
  CHECK_OK(watched(model, dataset, 0, NULL, NULL, NULL, NULL));
}

static void test_it_can_be_ended(normkit_model model, normkit_dataset dataset) {
  double loss = -1, accuracy = -1;
  forget(2);
  CHECK_FAILS(
      watched(model, dataset, 0, note, &seen, &loss, &accuracy), NORMKIT_CANCELLED,
      "normkit_model_evaluate_with_progress: Trainer.evaluate: cancelled after batch 2 of 5");
  CHECK(seen.calls == 2 && loss == -1 && accuracy == -1);
  forget(-1);
  CHECK_FAILS(
      watched(model, dataset, 0, cancel_in_a_thread, &model, &loss, NULL), NORMKIT_CANCELLED,
      "normkit_model_evaluate_with_progress: Trainer.evaluate: cancelled after batch 3 of 5");
  CHECK(seen.calls == 3);
  /* What was asked of one does not count for the next. */
  CHECK_OK(watched(model, dataset, 0, NULL, NULL, &loss, NULL));
  CHECK_OK(normkit_model_cancel(model));
  CHECK_OK(watched(model, dataset, 0, NULL, NULL, &loss, NULL));
}

static void test_mistakes(normkit_model model, normkit_dataset dataset) {
  const char *interval = "normkit_model_evaluate_with_progress: interval must be at least 0 seconds, got ";
  char text[128];
  double loss = -1;
  snprintf(text, sizeof text, "%s-1.0", interval);
  CHECK_FAILS(watched(model, dataset, -1, NULL, NULL, &loss, NULL), NORMKIT_INVALID_ARGUMENT, text);
  snprintf(text, sizeof text, "%snan", interval);
  CHECK_FAILS(watched(model, dataset, NAN, NULL, NULL, &loss, NULL), NORMKIT_INVALID_ARGUMENT, text);
  CHECK_OK(watched(model, dataset, 0, intrude, &model, &loss, NULL));
  CHECK(seen.inner == NORMKIT_BUSY && loss > 0);
  CHECK_FAILS(
      normkit_model_evaluate_with_progress(
          model, dataset, 0, NORMKIT_STATISTICS_RUNNING, 0, NULL, NULL, NULL, NULL),
      NORMKIT_INVALID_ARGUMENT, "normkit_model_evaluate_with_progress: batch_size must be at least 1, got 0");
}

int main(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  CHECK_FAILS(
      watched(model, dataset, 0, NULL, NULL, NULL, NULL), NORMKIT_STATE,
      "normkit_model_evaluate_with_progress: the model is not compiled; call normkit_model_compile first");
  compile(model);
  test_every_batch_is_told(model, dataset);
  test_it_can_be_ended(model, dataset);
  test_mistakes(model, dataset);
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
  return report("test_evaluation");
}
