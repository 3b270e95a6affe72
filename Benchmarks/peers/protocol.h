/* A C peer's side of `make bench`: the lines of Benchmarks/Worker.swift, and the numbers of SharedNumbers.swift. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* `count` numbers of tensor `tensor`, uniform with mean 0 and variance 1, in memory that begins on a cache line. */
static inline float *shared_numbers(int64_t tensor, int64_t count) {
  float *numbers = aligned_alloc(64, ((size_t)count * sizeof(float) + 63) / 64 * 64);
  const float scale = (float)sqrt(3.0);
  if (numbers == NULL) exit(1);
  for (int64_t index = 0; index < count; ++index) {
    uint64_t z = ((uint64_t)tensor << 40 | (uint64_t)index) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    numbers[index] = ((float)(z >> 40) * 0x1p-23f - 1.0f) * scale;
  }
  return numbers;
}

static inline double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline int earlier(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Warms up, then answers each "run COUNT" with the median time of the work; returns the program's exit code. */
static inline int serve(void (*work)(void)) {
  long count;
  for (int round = 0; round < 10; ++round) work();
  puts("ready");
  fflush(stdout);
  while (scanf(" run %ld", &count) == 1 && count > 0) {
    double *times = malloc((size_t)count * sizeof(double));
    if (times == NULL) return 1;
    for (long round = 0; round < count; ++round) {
      double start = seconds_now();
      work();
      times[round] = seconds_now() - start;
    }
    qsort(times, (size_t)count, sizeof(double), earlier);
    printf("seconds %.9g\n", times[count / 2]);
    fflush(stdout);
    free(times);
  }
  return feof(stdin) ? 0 : 1;
}

#endif
