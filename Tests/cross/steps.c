/* 100 training steps of one certain net from C: writes its checkpoint, or the predictions of a given one.
 * Usage: steps train DIGITS-FOLDER CHECKPOINT; steps predict DIGITS-FOLDER CHECKPOINT OUTPUTS */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "normkit.h"

enum { STEPS = 100, BATCH = 50, BATCHES = 35, ASKED = 200, CLASSES = 10 };

static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

static normkit_model make_model(void) {
  static const int64_t shape[] = {8, 8, 1};
  normkit_model model;
  must(normkit_model_create(shape, 3, 42, &model));
  must(normkit_model_add_flatten(model, NULL));
  for (int64_t units = 64; units >= 32; units /= 2) {
    must(normkit_model_add_dense(model, units, NULL));
    must(normkit_model_add_batch_normalization(model, NULL));
    must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
    must(normkit_model_add_dropout(model, .2F, NULL));
  }
  must(normkit_model_add_dense(model, CLASSES, NULL));
  return model;
}

static void train(normkit_dataset digits, const char *checkpoint) {
  normkit_model model = make_model();
  normkit_optimizer optimizer;
  must(normkit_optimizer_create_adam(.001F, &optimizer));
  must(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  for (int step = 0; step < STEPS; ++step) {
    normkit_dataset batch;
    must(normkit_dataset_create_range(digits, step % BATCHES * BATCH, BATCH, &batch));
    must(normkit_model_train_on_batch(model, batch, NULL, NULL));
    must(normkit_dataset_free(batch));
  }
  must(normkit_model_save_checkpoint(model, checkpoint));
  must(normkit_optimizer_free(optimizer));
  must(normkit_model_free(model));
}

static void predict(normkit_dataset digits, const char *checkpoint, const char *path) {
  static const int64_t sizes[] = {ASKED, 8, 8, 1};
  static float outputs[ASKED * CLASSES];
  const float *inputs;
  normkit_model model;
  must(normkit_model_load_checkpoint(checkpoint, &model));
  must(normkit_dataset_inputs(digits, &inputs));
  must(normkit_model_predict(
      model, inputs, sizes, 4, ASKED, NORMKIT_STATISTICS_RUNNING, outputs, ASKED * CLASSES));
  must(normkit_model_free(model));
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(outputs, sizeof outputs, 1, file) != 1 || fclose(file) != 0) {
    perror(path);
    exit(1);
  }
}

int main(int argc, char **argv) {
  char images[1024], labels[1024];
  normkit_dataset digits;
  if (argc < 4) return fprintf(stderr, "usage: steps train|predict DIGITS-FOLDER CHECKPOINT [OUTPUTS]\n"), 2;
  snprintf(images, sizeof images, "%s/digits-images-idx3-ubyte", argv[2]);
  snprintf(labels, sizeof labels, "%s/digits-labels-idx1-ubyte", argv[2]);
  must(normkit_dataset_load_idx(images, labels, 1.0 / 16, &digits));
  if (strcmp(argv[1], "train") == 0) train(digits, argv[3]);
  if (strcmp(argv[1], "predict") == 0 && argc == 5) predict(digits, argv[3], argv[4]);
  must(normkit_dataset_free(digits));
  return 0;
}
