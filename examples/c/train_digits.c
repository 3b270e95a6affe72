/*
 * Trains the same network on real digits with and without batch normalization, prints both, saves the better one.
 *
 * From the repository's folder, after `make build`:
 *   cc -std=c99 -IInclude examples/c/train_digits.c -L.build/release -lnormkit -Wl,-rpath,.build/release -o train_digits
 * Installed (with CMake: CMakeLists.txt beside this file):
 *   cc -std=c99 train_digits.c $(pkg-config --cflags --libs normkit) -o train_digits
 *   ./train_digits [folder of the digits]
 */
#include <stdio.h>
#include <stdlib.h>

#include "normkit.h"

enum { EPOCHS = 20, CLASSES = 10 };

/* Every call tells whether it worked; this program has nothing better to do about a failure than to say so and end. */
static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

/* Three hidden layers of 64 sigmoid units, a net in the manner of Ioffe & Szegedy 2015, section 4.1. */
static normkit_model make_model(int with_batch_normalization) {
  const int64_t image[3] = {8, 8, 1};
  normkit_model model;
  normkit_optimizer optimizer;
  must(normkit_model_create(image, 3, 1, &model));
  must(normkit_model_add_flatten(model, NULL));
  for (int hidden = 0; hidden < 3; ++hidden) {
    normkit_layer dense;
    must(normkit_model_add_dense(model, 64, &dense));
    if (with_batch_normalization) {
      normkit_layer batch_normalization;
      must(normkit_dense_set_use_bias(dense, false)); /* beta takes its place */
      must(normkit_model_add_batch_normalization(model, &batch_normalization));
      must(normkit_batch_normalization_set_momentum(batch_normalization, 0.9)); /* a short run: forget the start soon */
    }
    must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_SIGMOID, NULL));
  }
  must(normkit_model_add_dense(model, CLASSES, NULL));
  must(normkit_optimizer_create_sgd(0.1f, &optimizer));
  must(normkit_optimizer_set_momentum(optimizer, 0.9f, false));
  must(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  must(normkit_optimizer_free(optimizer));
  return model;
}

/* Trains for EPOCHS epochs; writes the share of right answers on `test` after each of them. */
static void train(normkit_model model, normkit_dataset training, normkit_dataset test, double *accuracy) {
  normkit_fit_options options;
  normkit_history history;
  must(normkit_fit_options_create(&options));
  must(normkit_fit_options_set_epochs(options, EPOCHS));
  must(normkit_fit_options_set_batch_size(options, 60));
  must(normkit_fit_options_set_validation(options, test, NORMKIT_STATISTICS_RUNNING));
  must(normkit_model_fit(model, training, options, &history));
  must(normkit_history_values(history, NORMKIT_METRIC_VALIDATION_ACCURACY, accuracy, EPOCHS));
  must(normkit_history_free(history));
  must(normkit_fit_options_free(options));
}

/* What the model says to the first images of `test`, beside what they are. */
static void show_answers(normkit_model model, normkit_dataset test) {
  enum { SHOWN = 10 };
  const int64_t sizes[4] = {SHOWN, 8, 8, 1};
  const float *images;
  const int32_t *labels;
  float outputs[SHOWN * CLASSES];
  must(normkit_dataset_inputs(test, &images));
  must(normkit_dataset_labels(test, &labels));
  must(normkit_model_predict(
      model, images, sizes, 4, SHOWN, NORMKIT_STATISTICS_RUNNING, outputs, SHOWN * CLASSES));
  printf("\ndigit   ");
  for (int row = 0; row < SHOWN; ++row) printf(" %d", labels[row]);
  printf("\nanswer  ");
  for (int row = 0; row < SHOWN; ++row) {
    const float *output = outputs + row * CLASSES;
    int best = 0;
    for (int digit = 1; digit < CLASSES; ++digit) {
      if (output[digit] > output[best]) best = digit;
    }
    printf(" %d", best);
  }
  printf("\n");
}

int main(int argc, char **argv) {
  const char *folder = argc > 1 ? argv[1] : "examples/data/digits";
  char images[4096], labels[4096];
  snprintf(images, sizeof images, "%s/digits-images-idx3-ubyte", folder);
  snprintf(labels, sizeof labels, "%s/digits-labels-idx1-ubyte", folder);

  normkit_dataset all, training, test;
  must(normkit_dataset_load_idx(images, labels, 1.0 / 16, &all)); /* these bytes go from 0 to 16 */
  must(normkit_dataset_split(all, 0.2, 1, &training, &test));

  normkit_model plain = make_model(0), normalized = make_model(1);
  double plain_accuracy[EPOCHS], normalized_accuracy[EPOCHS];
  train(plain, training, test, plain_accuracy);
  train(normalized, training, test, normalized_accuracy);

  printf("accuracy on test images, which training never saw (running statistics)\n");
  printf("epoch    without    with batch normalization\n");
  for (int epoch = 0; epoch < EPOCHS; ++epoch) {
    printf("%5d    %6.1f %%   %6.1f %%\n", epoch + 1, 100 * plain_accuracy[epoch], 100 * normalized_accuracy[epoch]);
  }
  const int last = EPOCHS - 1;
  normkit_model loaded, better = normalized_accuracy[last] >= plain_accuracy[last] ? normalized : plain;
  must(normkit_model_save(better, "digits.safetensors"));
  must(normkit_model_load("digits.safetensors", &loaded)); /* the same answers, bit for bit */
  show_answers(loaded, test);
  must(normkit_model_free(loaded));
  must(normkit_model_free(plain));
  must(normkit_model_free(normalized));
  must(normkit_dataset_free(all));
  must(normkit_dataset_free(training));
  must(normkit_dataset_free(test));
  return 0;
}
