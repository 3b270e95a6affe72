/* Two processes, each with half of every batch, train as one process on the whole batch does. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network.h"

enum { STEPS = 100, ROOM = 4096, NUMBERS = 256 };

/* What the two share: a barrier, room for the numbers of each, and the first one's parameters in the end. */
struct shared {
  pthread_barrier_t barrier;
  double numbers[2][ROOM];
  float parameters[2][NUMBERS];
};

struct worker {
  struct shared *shared;
  int rank;
};

static int32_t all_reduce(double *buffer, int64_t count, void *user_data) {
  struct worker *worker = user_data;
  if (count > ROOM) return 1;
  memcpy(worker->shared->numbers[worker->rank], buffer, (size_t)count * sizeof *buffer);
  pthread_barrier_wait(&worker->shared->barrier);
  for (int64_t place = 0; place < count; ++place) {
    buffer[place] = worker->shared->numbers[0][place] + worker->shared->numbers[1][place];
  }
  pthread_barrier_wait(&worker->shared->barrier);
  return 0;
}

/* Trains on examples `first` to `first + count`, and writes all parameters. */
static void train(struct worker *worker, int64_t first, int64_t count, float *parameters) {
  const char *names[6] = {
      "dense/kernel", "batch_normalization/gamma", "batch_normalization/beta", "batch_normalization/moving_mean",
      "batch_normalization/moving_variance", "dense_1/kernel"};
  const int64_t sizes[6] = {INPUTS * 8, 8, 8, 8, 8, 8 * CLASSES};
  normkit_dataset all = make_dataset(), part = null_dataset;
  normkit_model model = make_model();
  normkit_status status = NORMKIT_OK;
  CHECK_OK(normkit_dataset_create_range(all, first, count, &part));
  compile(model);
  if (worker != NULL) CHECK_OK(normkit_model_set_all_reduce(model, all_reduce, worker));
  for (int step = 0; step < STEPS && status == NORMKIT_OK; ++step) {
    status = normkit_model_train_on_batch(model, part, NULL, NULL);
  }
  CHECK_OK(status);
  for (int name = 0; name < 6; ++name) {
    CHECK_OK(normkit_model_get_tensor(model, names[name], parameters, sizes[name]));
    parameters += sizes[name];
  }
  CHECK_OK(normkit_dataset_free(part));
  CHECK_OK(normkit_dataset_free(all));
  CHECK_OK(normkit_model_free(model));
}

/* The largest difference over the largest number. */
static double difference(const float *a, const float *b, int count) {
  double worst = 0, largest = 0;
  for (int place = 0; place < count; ++place) {
    worst = fmax(worst, fabs((double)a[place] - b[place]));
    largest = fmax(largest, fabs((double)b[place]));
  }
  return worst / largest;
}

int main(void) {
  /* Parts of equal and of different sizes: gradients and sums are weighted. */
  const int64_t parts[2] = {EXAMPLES / 2, EXAMPLES / 3};
  static float whole[NUMBERS];
  enum { COUNT = INPUTS * 8 + 4 * 8 + 8 * CLASSES };
  for (int turn = 0; turn < 2; ++turn) {
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_barrierattr_t attributes;
    CHECK(shared != MAP_FAILED);
    if (shared == MAP_FAILED) break;
    pthread_barrierattr_init(&attributes);
    pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&shared->barrier, &attributes, 2);
    fflush(stdout);
    pid_t child = fork();
    struct worker worker = {shared, child == 0};
    if (child == 0) {
      train(&worker, parts[turn], EXAMPLES - parts[turn], shared->parameters[1]);
      _exit(checks_failed != 0);
    }
    train(&worker, 0, parts[turn], shared->parameters[0]);
    int status = 1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    train(NULL, 0, EXAMPLES, whole);
    double found = difference(shared->parameters[0], whole, COUNT);
    printf("parts of %d and %d: largest difference %.2g\n", (int)parts[turn], (int)(EXAMPLES - parts[turn]), found);
    CHECK(found <= 1e-6);
    CHECK(memcmp(shared->parameters[0], shared->parameters[1], sizeof shared->parameters[0]) == 0);
    munmap(shared, sizeof *shared);
  }
  return report("test_synchronization");
}
