/* What the library allocates when: nothing in calls that are made again and again, a training step above all. */
#include "allocations.h"

#include "network.h"

/* Steps on a batch that the caller overwrites, as a training loop of its own would. */
static long allocations_of_steps(normkit_model model, normkit_dataset dataset, int steps) {
  normkit_status status = NORMKIT_OK;
  double loss = 0, accuracy = 0;
  long before = allocations();
  for (int step = 0; step < steps && status == NORMKIT_OK; ++step) {
    example_inputs[0] = (float)step;
    status = normkit_model_train_on_batch(model, dataset, &loss, &accuracy);
  }
  long made = allocations() - before;
  CHECK_OK(status);
  return made;
}

int main(void) {
  normkit_dataset dataset = make_dataset();
  normkit_model model = make_model();
  int64_t count = 0;
  compile(model);
  CHECK(allocations_of_steps(model, dataset, 1) > 0); /* The counter sees the library: the plan is made. */
  for (int32_t threads = 1; threads <= 2; ++threads) {
    CHECK_OK(normkit_set_num_threads(threads));
    allocations_of_steps(model, dataset, 2); /* threads are made */
    long made = allocations_of_steps(model, dataset, 1000);
    if (made != 0) fprintf(stderr, "%ld allocations in 1000 steps on %d threads\n", made, (int)threads);
    CHECK(made == 0);
  }
  long before = allocations();
  normkit_status status = NORMKIT_OK;
  for (int call = 0; call < 1000 && status == NORMKIT_OK; ++call) status = normkit_dataset_count(dataset, &count);
  CHECK_OK(status);
  CHECK(allocations() == before);
  CHECK_OK(normkit_model_free(model));
  CHECK_OK(normkit_dataset_free(dataset));
  return report("test_allocations");
}
