/*
 * A server's heart: one model, eight threads that answer requests with it at the same time, each with its own memory.
 *
 *   cc -IInclude examples/c/serve.c -L.build/release -lnormkit -lpthread -Wl,-rpath,.build/release -o serve
 * Installed (with CMake: CMakeLists.txt beside this file):
 *   cc -std=c99 serve.c $(pkg-config --cflags --libs normkit) -lpthread -o serve
 *   ./serve
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "normkit.h"

enum { THREADS = 8, REQUESTS = 500, FEATURES = 16, CLASSES = 4 };

static normkit_model model;
static float requests[REQUESTS][FEATURES];
static float expected[REQUESTS][CLASSES];

static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

static normkit_status answer(const float *request, float *out_answer) {
  const int64_t sizes[2] = {1, FEATURES};
  normkit_status status;
  /* A model is busy while another call changes it, as when a batch size is first seen: the next moment will do. */
  while ((status = normkit_model_predict(
              model, request, sizes, 2, 1, NORMKIT_STATISTICS_RUNNING, out_answer, CLASSES)) == NORMKIT_BUSY) {
    sched_yield();
  }
  return status;
}

/* Answers every request; leaves how many answers had other bits than when nobody else was there. */
static void *serve(void *out_wrong) {
  long wrong = 0;
  float output[CLASSES];
  for (int request = 0; request < REQUESTS; ++request) {
    if (answer(requests[request], output) != NORMKIT_OK || memcmp(output, expected[request], sizeof output) != 0) ++wrong;
  }
  *(long *)out_wrong = wrong;
  return NULL;
}

int main(void) {
  const int64_t size = FEATURES;
  pthread_t threads[THREADS];
  long wrong[THREADS], all = 0;
  for (int request = 0; request < REQUESTS; ++request) {
    for (int feature = 0; feature < FEATURES; ++feature) {
      requests[request][feature] = (float)((request * 31 + feature * 17) % 101) / 50 - 1;
    }
  }
  must(normkit_model_create(&size, 1, 3, &model)); /* or normkit_model_load */
  must(normkit_model_add_dense(model, 64, NULL));
  must(normkit_model_add_batch_normalization(model, NULL));
  must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  must(normkit_model_add_dense(model, CLASSES, NULL));
  must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_SOFTMAX, NULL));
  must(normkit_set_num_threads(1)); /* the threads are the server's: each answer is one thread's work */
  for (int request = 0; request < REQUESTS; ++request) must(answer(requests[request], expected[request]));

  for (int thread = 0; thread < THREADS; ++thread) {
    if (pthread_create(&threads[thread], NULL, serve, &wrong[thread]) != 0) return 1;
  }
  for (int thread = 0; thread < THREADS; ++thread) {
    pthread_join(threads[thread], NULL);
    all += wrong[thread];
  }
  printf("%d answers by %d threads, %ld wrong\n", THREADS * REQUESTS, THREADS, all);
  must(normkit_model_free(model));
  return all != 0;
}
