/* oneDNN's batch normalization, forward in training and backward, for `make bench`:
   onednn_normalization nhwc|blocked N H W C. */
#include <dnnl.h>
#include <string.h>

#include "protocol.h"

static const float epsilon = 1e-3f;
static dnnl_engine_t engine;
static dnnl_stream_t stream;
static dnnl_primitive_t forward, backward;
static dnnl_exec_arg_t forward_arguments[5], backward_arguments[7];

static void require(dnnl_status_t status) {
  if (status != dnnl_success) exit(3);
}

static dnnl_memory_t memory(const dnnl_memory_desc_t *description, void *data) {
  dnnl_memory_t result;
  require(dnnl_memory_create(&result, description, engine, data));
  return result;
}

/* Channels-last numbers put in blocks of sixteen channels: n, C/16, h, w, 16. */
static float *blocked(const float *source, int64_t n, int64_t area, int64_t c) {
  float *result = shared_numbers(0, n * area * c);
  for (int64_t image = 0; image < n; ++image)
    for (int64_t at = 0; at < area; ++at)
      for (int64_t channel = 0; channel < c; ++channel)
        result[((image * (c / 16) + channel / 16) * area + at) * 16 + channel % 16] =
            source[(image * area + at) * c + channel];
  return result;
}

static void step(void) {
  require(dnnl_primitive_execute(forward, stream, 5, forward_arguments));
  require(dnnl_primitive_execute(backward, stream, 7, backward_arguments));
  require(dnnl_stream_wait(stream));
}

int main(int count, char **words) {
  if (count != 6) return 2;
  const int is_blocked = strcmp(words[1], "blocked") == 0;
  const dnnl_dims_t sizes = {atoll(words[2]), atoll(words[5]), atoll(words[3]), atoll(words[4])};
  const int64_t channels = sizes[1], area = sizes[2] * sizes[3], total = sizes[0] * channels * area;
  if (total < 1 || (is_blocked && channels % 16 != 0)) return 2;
  float *x = shared_numbers(0, total), *dy = shared_numbers(1, total);
  if (is_blocked) x = blocked(x, sizes[0], area, channels), dy = blocked(dy, sizes[0], area, channels);
  float *y = shared_numbers(2, total), *dx = shared_numbers(2, total);
  float *mean = shared_numbers(2, channels), *variance = shared_numbers(2, channels);
  float *parameters = shared_numbers(2, 2 * channels), *gradients = shared_numbers(2, 2 * channels);
  for (int64_t channel = 0; channel < channels; ++channel) parameters[channel] = 1, parameters[channels + channel] = 0;

  dnnl_memory_desc_t data, row, pair;
  const dnnl_dims_t row_sizes = {channels}, pair_sizes = {2, channels};
  require(dnnl_memory_desc_init_by_tag(&data, 4, sizes, dnnl_f32, is_blocked ? dnnl_nChw16c : dnnl_nhwc));
  require(dnnl_memory_desc_init_by_tag(&row, 1, row_sizes, dnnl_f32, dnnl_a));
  require(dnnl_memory_desc_init_by_tag(&pair, 2, pair_sizes, dnnl_f32, dnnl_ab));
  require(dnnl_engine_create(&engine, dnnl_cpu, 0));
  require(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));

  dnnl_batch_normalization_desc_t description;
  dnnl_primitive_desc_t hint, choice;
  require(dnnl_batch_normalization_forward_desc_init(
      &description, dnnl_forward_training, &data, epsilon, dnnl_use_scaleshift));
  require(dnnl_primitive_desc_create(&hint, &description, NULL, engine, NULL));
  require(dnnl_primitive_create(&forward, hint));
  require(dnnl_batch_normalization_backward_desc_init(
      &description, dnnl_backward, &data, &data, epsilon, dnnl_use_scaleshift));
  require(dnnl_primitive_desc_create(&choice, &description, NULL, engine, hint));
  require(dnnl_primitive_create(&backward, choice));

  const dnnl_exec_arg_t common[4] = {
      {DNNL_ARG_SRC, memory(&data, x)},
      {DNNL_ARG_MEAN, memory(&row, mean)},
      {DNNL_ARG_VARIANCE, memory(&row, variance)},
      {DNNL_ARG_SCALE_SHIFT, memory(&pair, parameters)},
  };
  memcpy(forward_arguments, common, sizeof common);
  memcpy(backward_arguments, common, sizeof common);
  forward_arguments[4] = (dnnl_exec_arg_t){DNNL_ARG_DST, memory(&data, y)};
  backward_arguments[4] = (dnnl_exec_arg_t){DNNL_ARG_DIFF_DST, memory(&data, dy)};
  backward_arguments[5] = (dnnl_exec_arg_t){DNNL_ARG_DIFF_SRC, memory(&data, dx)};
  backward_arguments[6] = (dnnl_exec_arg_t){DNNL_ARG_DIFF_SCALE_SHIFT, memory(&pair, gradients)};
  step();
  printf("check %.9g %.9g %.9g %.9g %.9g %.9g\n", y[0], y[1], y[2], dx[0], dx[1], dx[2]);
  return serve(step);
}
