/* Kills a training at random moments while it saves checkpoints after every step: each time the file is whole and no
 * older than before, and in the end the training has the bits of one that nobody killed.
 * Usage: kills FOLDER [KILLS] */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network.h"

static char checkpoint[512], finished[512], straight[512];
static uint32_t state = 1;

static unsigned draw(unsigned limit) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % limit;
}

/* Everything that a checkpoint must remember: dropout's generator, a schedule, averages, running statistics. */
static normkit_model begin(void) {
  const int64_t size = INPUTS;
  normkit_model model = null_model;
  normkit_optimizer optimizer = {0, 0};
  CHECK_OK(normkit_model_create(&size, 1, 7, &model));
  CHECK_OK(normkit_model_add_dense(model, 8, NULL));
  CHECK_OK(normkit_model_add_batch_normalization(model, NULL));
  CHECK_OK(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  CHECK_OK(normkit_model_add_dropout(model, 0.25f, NULL));
  CHECK_OK(normkit_model_add_dense(model, CLASSES, NULL));
  CHECK_OK(normkit_optimizer_create_adam(0.01f, &optimizer));
  CHECK_OK(normkit_optimizer_set_cosine_decay(optimizer, 1000000, 0.1f));
  CHECK_OK(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  CHECK_OK(normkit_optimizer_free(optimizer));
  return model;
}

/* Trains until so many epochs are done, from `path` on where it is given, and saves the result. */
static void train(normkit_dataset dataset, const char *path, int64_t epochs, const char *result) {
  normkit_model model = null_model;
  normkit_fit_options options;
  int64_t done = 0;
  if (path == NULL || access(path, F_OK) != 0) {
    model = begin();
  } else {
    CHECK_OK(normkit_model_load_checkpoint(path, &model));
  }
  CHECK_OK(normkit_model_steps(model, NULL, &done));
  CHECK_OK(normkit_fit_options_create(&options));
  CHECK_OK(normkit_fit_options_set_batch_size(options, 7)); /* seven steps an epoch, the last one smaller */
  if (path != NULL) CHECK_OK(normkit_fit_options_set_checkpoint(options, path, 1));
  if (epochs > done) {
    CHECK_OK(normkit_fit_options_set_epochs(options, epochs - done));
    CHECK_OK(normkit_model_fit(model, dataset, options, NULL));
  }
  if (result != NULL) CHECK_OK(normkit_model_save_checkpoint(model, result));
  CHECK_OK(normkit_fit_options_free(options));
  CHECK_OK(normkit_model_free(model));
}

/* The steps of the checkpoint, -1 when it is not whole; *epochs: those that it has finished. */
static int64_t steps_of_checkpoint(int64_t *epochs) {
  normkit_model model = null_model;
  int64_t steps = -1;
  if (normkit_model_load_checkpoint(checkpoint, &model) != NORMKIT_OK) {
    fprintf(stderr, "%s\n", normkit_last_error_message());
    return -1;
  }
  CHECK_OK(normkit_model_steps(model, &steps, epochs));
  CHECK_OK(normkit_model_free(model));
  return steps;
}

static int same_files(const char *first, const char *second) {
  FILE *a = fopen(first, "rb"), *b = fopen(second, "rb");
  int byte = 0, same = a != NULL && b != NULL;
  while (same && byte != EOF) same = (byte = getc(a)) == getc(b);
  if (a != NULL) fclose(a);
  if (b != NULL) fclose(b);
  return same;
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: %s FOLDER [KILLS]\n", argv[0]), 2;
  int kills = argc > 2 ? atoi(argv[2]) : 200, recovered = 0, within = 0;
  int64_t epochs = 0, before = 0;
  normkit_dataset dataset = make_dataset();
  mkdir(argv[1], 0777);
  snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint", argv[1]);
  snprintf(finished, sizeof finished, "%s/finished", argv[1]);
  snprintf(straight, sizeof straight, "%s/straight", argv[1]);
  CHECK_OK(normkit_set_num_threads(1));
  train(dataset, checkpoint, 1, NULL);
  for (int kill_number = 0; kill_number < kills; ++kill_number) {
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
      train(dataset, checkpoint, INT64_C(1) << 40, NULL);
      _exit(1);
    }
    usleep(2000 + draw(15000));
    kill(child, SIGKILL);
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    int64_t steps = steps_of_checkpoint(&epochs);
    recovered += steps >= before;
    within += steps != epochs * 7;
    before = steps;
  }
  CHECK(recovered == kills);
  CHECK(within > kills / 4); /* most moments are within an epoch */
  train(dataset, checkpoint, epochs + 1, finished);
  train(dataset, NULL, epochs + 1, straight);
  CHECK(same_files(finished, straight));
  printf("%d of %d kills recovered, %lld steps, %d checkpoints within an epoch\n", recovered, kills, (long long)before,
      within);
  CHECK_OK(normkit_dataset_free(dataset));
  return report("kills");
}
