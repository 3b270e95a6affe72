/*
 * One network for several domains, each with statistics of its own. Two cameras see the same digits, one of them as a
 * brighter negative. A network whose batches come from one camera at a time, as they do in practice, keeps one average
 * of both, which is right for neither (Irpan, "On the perils of batch norm", 2017). With a named set of statistics for each
 * camera the same network, the same weights for both, answers both. Then a third camera, without labels: its statistics
 * are measured, the weights stay.
 *
 * Installed (with CMake: CMakeLists.txt beside this file):
 *   cc -std=c99 domains.c $(pkg-config --cflags --libs normkit) -o domains
 *   ./domains ../data/digits
 */
#include <stdio.h>
#include <stdlib.h>

#include "normkit.h"

enum { PIXELS = 64, CLASSES = 10, BATCH = 60, EPOCHS = 12, CAMERAS = 3, MOST = 2000 };

static const char *const names[CAMERAS] = {"first", "negative", "dim"};

/* What a camera makes of a pixel in 0...1. */
static float see(int camera, float pixel) {
  return camera == 0 ? pixel : camera == 1 ? 3 - 2 * pixel : 0.2f + 0.1f * pixel;
}

/* One camera's pictures: the library views this memory. */
struct pictures {
  float pixels[MOST * PIXELS];
  normkit_dataset all;
};

static struct pictures training[CAMERAS], test[CAMERAS];

static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

/* The digits as each camera sees them. */
static void take_pictures(normkit_dataset digits, struct pictures *out_pictures) {
  const float *pixels;
  const int32_t *labels;
  int64_t count;
  must(normkit_dataset_count(digits, &count));
  must(normkit_dataset_inputs(digits, &pixels));
  must(normkit_dataset_labels(digits, &labels));
  if (count > MOST) exit(1);
  for (int camera = 0; camera < CAMERAS; ++camera) {
    const int64_t sizes[2] = {count, PIXELS};
    struct pictures *pictures = &out_pictures[camera];
    for (int64_t index = 0; index < count * PIXELS; ++index) pictures->pixels[index] = see(camera, pixels[index]);
    must(normkit_dataset_create(pictures->pixels, sizes, 2, &pictures->all));
    must(normkit_dataset_set_labels(pictures->all, labels, count));
  }
}

static normkit_model make_model(void) {
  const int64_t size = PIXELS;
  normkit_model model;
  normkit_optimizer optimizer;
  must(normkit_model_create(&size, 1, 3, &model));
  for (int layer = 0; layer < 2; ++layer) {
    normkit_layer dense, normalization;
    must(normkit_model_add_dense(model, 64, &dense));
    must(normkit_dense_set_use_bias(dense, false));
    must(normkit_model_add_batch_normalization(model, &normalization));
    must(normkit_batch_normalization_set_momentum(normalization, 0.9));
    must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  }
  must(normkit_model_add_dense(model, CLASSES, NULL));
  must(normkit_optimizer_create_adam(0.003f, &optimizer));
  must(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  must(normkit_optimizer_free(optimizer));
  return model;
}

/* Batches from the first two cameras by turns; with `own`, each camera's batches move statistics of its own. */
static void train(normkit_model model, bool own) {
  int64_t count;
  must(normkit_dataset_count(training[0].all, &count));
  for (int camera = 0; own && camera < 2; ++camera) must(normkit_model_add_statistics_set(model, names[camera]));
  for (int step = 0; step < EPOCHS * (int)(count / BATCH); ++step) {
    int64_t first = step % (count / BATCH) * BATCH;
    for (int camera = 0; camera < 2; ++camera) {
      normkit_dataset batch;
      if (own) must(normkit_model_use_statistics_set(model, names[camera]));
      must(normkit_dataset_create_range(training[camera].all, first, BATCH, &batch));
      must(normkit_model_train_on_batch(model, batch, NULL, NULL));
      must(normkit_dataset_free(batch));
    }
  }
}

/* The share of a camera's pictures that are read right, by the statistics in use. */
static double ask(normkit_model model, int camera, const char *how) {
  double accuracy;
  must(normkit_model_evaluate(model, test[camera].all, 256, NORMKIT_STATISTICS_RUNNING, NULL, &accuracy));
  printf("  %-9s %-46s %5.1f %%\n", names[camera], how, 100 * accuracy);
  return accuracy;
}

int main(int argc, char **argv) {
  const char *folder = argc > 1 ? argv[1] : "examples/data/digits";
  char images[512], labels[512];
  normkit_dataset digits, parts[2];
  double shared[2], own[CAMERAS], before;
  snprintf(images, sizeof images, "%s/digits-images-idx3-ubyte", folder);
  snprintf(labels, sizeof labels, "%s/digits-labels-idx1-ubyte", folder);
  must(normkit_dataset_load_idx(images, labels, 1.0 / 16, &digits));
  must(normkit_dataset_split(digits, 0.25, 1, &parts[0], &parts[1]));
  take_pictures(parts[0], training);
  take_pictures(parts[1], test);

  puts("one average for both cameras");
  normkit_model model = make_model();
  train(model, false);
  for (int camera = 0; camera < 2; ++camera) shared[camera] = ask(model, camera, "the average that training kept");
  must(normkit_model_free(model));

  puts("a set of statistics for each camera");
  model = make_model();
  train(model, true);
  for (int camera = 0; camera < 2; ++camera) {
    must(normkit_model_use_statistics_set(model, names[camera]));
    own[camera] = ask(model, camera, "its own");
  }
  must(normkit_model_use_statistics_set(model, names[0]));
  before = ask(model, 2, "the first camera's");
  must(normkit_model_add_statistics_set(model, names[2]));
  must(normkit_model_recalibrate(
      model, training[2].all, NORMKIT_RECALIBRATION_SEQUENTIAL, 256, names[2], NULL, NULL));
  must(normkit_model_use_statistics_set(model, names[2]));
  own[2] = ask(model, 2, "measured on its pictures, without their labels");

  must(normkit_model_free(model));
  for (int camera = 0; camera < CAMERAS; ++camera) {
    must(normkit_dataset_free(training[camera].all));
    must(normkit_dataset_free(test[camera].all));
  }
  for (int part = 0; part < 2; ++part) must(normkit_dataset_free(parts[part]));
  must(normkit_dataset_free(digits));
  bool helped = own[0] + own[1] > shared[0] + shared[1] && own[2] > before && own[2] > 0.9;
  return helped ? 0 : 1;
}
