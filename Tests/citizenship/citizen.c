/* How the library behaves in somebody else's process: loaded at run time, unloaded, forked, left in the middle.
 * Usage: citizen LIBRARY COPY, two files of the same library. Run in a folder that may be written. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum { ROWS = 512, COLUMNS = 64 };

extern char **environ;

typedef normkit_status (*get_api_function)(uint32_t abi_version, const normkit_api **out_api);

static float inputs[ROWS * COLUMNS];
static int32_t labels[ROWS];
static const char *library_path, *copy_path;

static const normkit_api *load(const char *path, void **out_library) {
  get_api_function get_api;
  const normkit_api *api = NULL;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return NULL;
  void *symbol = dlsym(library, "normkit_get_api");
  memcpy(&get_api, &symbol, sizeof symbol);
  if (out_library != NULL) *out_library = library;
  return get_api(NORMKIT_ABI_VERSION, &api) == NORMKIT_OK ? api : NULL;
}

/* The loss after some steps on `threads` threads, from the same start: the same bits each time; -1 when anything fails. */
static double train_until(const normkit_api *api, int32_t threads, int64_t epochs, normkit_progress_callback callback) {
  const int64_t size = COLUMNS, sizes[2] = {ROWS, COLUMNS};
  normkit_dataset dataset = {0, 0};
  normkit_model model = {0, 0};
  normkit_optimizer optimizer = {0, 0};
  normkit_fit_options options = {0, 0};
  double loss = -1;
  int failed = api->set_num_threads(threads) || api->dataset_create(inputs, sizes, 2, &dataset) ||
      api->dataset_set_labels(dataset, labels, ROWS) || api->model_create(&size, 1, 5, &model) ||
      api->model_add_dense(model, 128, NULL) || api->model_add_batch_normalization(model, NULL) ||
      api->model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL) || api->model_add_dense(model, 4, NULL) ||
      api->optimizer_create_adam(0.01f, &optimizer) ||
      api->model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY) ||
      api->fit_options_create(&options) || api->fit_options_set_epochs(options, epochs) ||
      api->fit_options_set_batch_size(options, 128) || api->fit_options_set_progress(options, callback, NULL, NULL) ||
      api->model_fit(model, dataset, options, NULL) ||
      api->model_train_on_batch(model, dataset, &loss, NULL);
  api->fit_options_free(options);
  api->optimizer_free(optimizer);
  api->model_free(model);
  api->dataset_free(dataset);
  return failed ? -1 : loss;
}

static double train(const normkit_api *api, int32_t threads) { return train_until(api, threads, 2, NULL); }

/* Runs `body` in a child; its exit status, or -1 when it ended otherwise, or did not end in time. */
static int in_child(int (*body)(const normkit_api *api), const normkit_api *api) {
  int status;
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(body(api));
  }
  return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static double expected;

static int child_trains(const normkit_api *api) {
  double once = train(api, 2), again = train(api, 2);
  return once != expected || again != expected;
}

static int child_loads_and_trains(const normkit_api *api) {
  (void)api;
  api = load(library_path, NULL);
  if (api == NULL) return 1;
  double once = train(api, 2);
  return once < 0 || once != train(api, 1);
}

/* First: nothing has been loaded yet. */
static void test_fork_before_use(void) { CHECK(in_child(child_loads_and_trains, NULL) == 0); }

/* Which signals have handlers; signals 32 and 33 aside, which are the C library's own: its first pthread_create in a
 * process, anybody's, takes 33. */
static unsigned long long caught_signals(void) {
  char line[256];
  unsigned long long mask = 0;
  FILE *file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, "SigCgt: %llx", &mask) == 1) break;
  }
  if (file != NULL) fclose(file);
  return mask & ~(3ull << 31);
}

static unsigned long environment_sum(void) {
  unsigned long sum = 0;
  for (char **entry = environ; *entry != NULL; ++entry) {
    for (const char *byte = *entry; *byte != 0; ++byte) sum = sum * 31 + (unsigned char)*byte;
  }
  return sum;
}

/* Loading and training leave signal handlers, masks, locale, rounding, exceptions, environment and output alone. */
static void test_surroundings_stay(void) {
  char written[] = "normkit-output-XXXXXX";
  fenv_t before, after;
  sigset_t mask_before, mask_after;
  struct stat output;
  setlocale(LC_ALL, "C.UTF-8");
  CHECK(fesetround(FE_UPWARD) == 0);
  unsigned long long signals = caught_signals();
  unsigned long environment = environment_sum();
  char *locale = strdup(setlocale(LC_ALL, NULL));
  /* sigprocmask and sigemptyset set the bits of the signals that there are, a part of a sigset_t. */
  memset(&mask_before, 0, sizeof mask_before), memset(&mask_after, 0, sizeof mask_after);
  sigprocmask(SIG_SETMASK, NULL, &mask_before);
  int file = mkstemp(written), real_output = dup(1), real_error = dup(2);
  fflush(NULL);
  dup2(file, 1), dup2(file, 2);
  feclearexcept(FE_ALL_EXCEPT);
  fegetenv(&before);
  const normkit_api *api = load(library_path, NULL);
  double loss = api == NULL ? -1 : train(api, 2);
  fegetenv(&after);
  fflush(NULL);
  dup2(real_output, 1), dup2(real_error, 2);
  sigprocmask(SIG_SETMASK, NULL, &mask_after);
  CHECK(loss >= 0);
  CHECK(fegetround() == FE_UPWARD);
  /* The control bits of SSE; the sticky flags below say what was computed, and any computation sets them. */
  CHECK((before.__mxcsr & ~0x3fu) == (after.__mxcsr & ~0x3fu) && before.__control_word == after.__control_word);
  CHECK(caught_signals() == signals);
  CHECK(memcmp(&mask_before, &mask_after, sizeof mask_before) == 0);
  CHECK(strcmp(setlocale(LC_ALL, NULL), locale) == 0);
  CHECK(environment_sum() == environment);
  CHECK(fstat(file, &output) == 0 && output.st_size == 0);
  fesetround(FE_TONEAREST);
  setlocale(LC_ALL, "C");
  free(locale);
  close(file), close(real_output), close(real_error), unlink(written);
}

static void test_unload_and_load_again(void) {
  for (int time = 0; time < 3; ++time) {
    void *library = NULL;
    const normkit_api *api = load(library_path, &library);
    CHECK(api != NULL && train(api, 2) == expected);
    CHECK(library != NULL && dlclose(library) == 0);
  }
}

static void test_fork_after_use(const normkit_api *api) {
  CHECK(train(api, 2) == expected);
  CHECK(in_child(child_trains, api) == 0);
  CHECK(train(api, 2) == expected);
}

static void test_two_copies_at_once(const normkit_api *api) {
  const normkit_api *other = load(copy_path, NULL);
  CHECK(other != NULL && other != api);
  if (other == NULL) return;
  CHECK(train(other, 2) == expected);
  CHECK(train(api, 2) == expected && train(other, 1) == expected);
  CHECK(other->get_num_threads(NULL) == NORMKIT_INVALID_ARGUMENT);
  CHECK(strcmp(api->last_error_message(), "") == 0); /* each has its own error text */
}

static const normkit_api *thread_api;
static double thread_losses[3];

static void *train_in_thread(void *place) {
  *(double *)place = train(thread_api, 2);
  return NULL;
}

static void *visit_and_exit(void *unused) {
  (void)unused;
  (void)thread_api->get_num_threads(NULL); /* leaves an error text in the thread's own memory */
  (void)train(thread_api, 1);
  pthread_exit(NULL);
}

static void test_threads_exit_while_others_train(const normkit_api *api) {
  pthread_t trainers[3], visitor;
  thread_api = api;
  for (int trainer = 0; trainer < 3; ++trainer) {
    pthread_create(&trainers[trainer], NULL, train_in_thread, &thread_losses[trainer]);
  }
  for (int visit = 0; visit < 10; ++visit) {
    pthread_create(&visitor, NULL, visit_and_exit, NULL);
    pthread_join(visitor, NULL);
  }
  for (int trainer = 0; trainer < 3; ++trainer) {
    pthread_join(trainers[trainer], NULL);
    CHECK(thread_losses[trainer] == expected);
  }
}

static volatile int has_begun;

static normkit_signal note(const normkit_progress *progress, void *user_data) {
  (void)progress;
  (void)user_data;
  has_begun = 1;
  return NORMKIT_SIGNAL_PROCEED;
}

static void *train_for_ever(void *unused) {
  (void)unused;
  train_until(thread_api, 2, INT64_C(1) << 40, note);
  return NULL;
}

static int child_exits_while_training(const normkit_api *api) {
  pthread_t thread;
  thread_api = api;
  pthread_create(&thread, NULL, train_for_ever, NULL);
  while (!has_begun) sched_yield();
  exit(0); /* with handlers and destructors, while two threads compute */
}

static normkit_signal leave(const normkit_progress *progress, void *user_data) {
  (void)progress;
  (void)user_data;
  exit(0);
}

static int child_exits_in_callback(const normkit_api *api) {
  train_until(api, 2, 2, leave);
  return 1;
}

static void test_exit_during_training(const normkit_api *api) {
  for (int time = 0; time < 10; ++time) CHECK(in_child(child_exits_while_training, api) == 0);
  CHECK(in_child(child_exits_in_callback, api) == 0);
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: %s LIBRARY COPY\n", argv[0]), 2;
  library_path = argv[1];
  copy_path = argv[2];
  for (int index = 0; index < ROWS * COLUMNS; ++index) inputs[index] = (float)(index * 37 % 101) / 101;
  for (int row = 0; row < ROWS; ++row) labels[row] = row % 4;
  test_fork_before_use();
  test_surroundings_stay();
  const normkit_api *api = load(library_path, NULL);
  CHECK(api != NULL);
  if (api == NULL) return report("citizen");
  expected = train(api, 1);
  CHECK(expected > 0);
  test_unload_and_load_again();
  test_fork_after_use(api);
  test_two_copies_at_once(api);
  test_threads_exit_while_others_train(api);
  test_exit_during_training(api);
  return report("citizen");
}
