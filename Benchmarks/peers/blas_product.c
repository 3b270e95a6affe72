/* OpenBLAS's (or any CBLAS's) square matrix product for `make bench`: blas_product SIZE. */
#include <cblas.h>

#include "protocol.h"

static int size;
static float *left, *right, *output;

static void multiply(void) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, left, size, right, size, 0, output, size);
}

int main(int count, char **arguments) {
  size = count == 2 ? atoi(arguments[1]) : 0;
  if (size < 3) return 2;
  left = shared_numbers(0, (int64_t)size * size);
  right = shared_numbers(1, (int64_t)size * size);
  output = shared_numbers(2, (int64_t)size * size);
  multiply();
  printf("check %.9g %.9g %.9g\n", output[0], output[1], output[2]);
  return serve(multiply);
}
