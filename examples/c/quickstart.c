#include <normkit.h>
#include <stdio.h>

int main(void) {
  const char *folder = "examples/data/digits/digits";
  const int64_t shape[] = {8, 8, 1};
  char images[256], labels[256];
  normkit_dataset digits, train, test;
  normkit_model model;
  normkit_layer dense;
  normkit_optimizer optimizer;
  normkit_fit_options options;
  double loss, accuracy;
  snprintf(images, sizeof images, "%s-images-idx3-ubyte", folder);
  snprintf(labels, sizeof labels, "%s-labels-idx1-ubyte", folder);

  if (normkit_dataset_load_idx(images, labels, 1.0 / 16, &digits) ||
      normkit_dataset_split(digits, 0.2, 1, &train, &test) ||
      normkit_model_create(shape, 3, 1, &model) ||
      normkit_model_add_flatten(model, NULL) ||
      normkit_model_add_dense(model, 64, &dense) ||
      normkit_dense_set_use_bias(dense, false) ||
      normkit_model_add_batch_normalization(model, NULL) ||
      normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL) ||
      normkit_model_add_dense(model, 10, NULL) ||
      normkit_optimizer_create_sgd(0.1f, &optimizer) ||
      normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY) ||
      normkit_fit_options_create(&options) ||
      normkit_fit_options_set_epochs(options, 10) ||
      normkit_model_fit(model, train, options, NULL) ||
      normkit_model_evaluate(model, test, 256, NORMKIT_STATISTICS_RUNNING, &loss, &accuracy) ||
      normkit_model_save(model, "digits.safetensors")) {
    fprintf(stderr, "%s\n", normkit_last_error_message());
    return 1;
  }
  printf("test accuracy %.3f\n", accuracy);
  return 0;
}
