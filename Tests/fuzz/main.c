/* A fuzzer of our own where libFuzzer is not: every input of a corpus, then changed ones for some seconds, or until it is
 * interrupted. Another seed gives other changes.
 * Usage: <target> SECONDS SEED FILE… */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
#pragma weak LLVMFuzzerInitialize
int LLVMFuzzerInitialize(int *count, char ***arguments);
#pragma weak LLVMFuzzerCustomMutator
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum { CAPACITY = 8192, MAXIMUM_FILES = 1024 };

static struct {
  uint8_t bytes[CAPACITY];
  size_t size;
} inputs[MAXIMUM_FILES];
static int input_count;
static uint64_t state;
static volatile sig_atomic_t is_interrupted;

/* A linear congruence (Knuth's MMIX) whose upper half is used. */
static uint32_t draw(uint32_t limit) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)((state >> 32) * limit >> 32);
}

static void on_signal(int number) {
  (void)number;
  is_interrupted = 1;
}

static void read_input(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || input_count == MAXIMUM_FILES) {
    fprintf(stderr, "%s: cannot be read, or too many\n", path);
    exit(2);
  }
  inputs[input_count].size = fread(inputs[input_count].bytes, 1, CAPACITY, file);
  ++input_count;
  fclose(file);
}

/* Moves the end of the input so that `count` bytes fit in at `place`, or are gone from there. */
static size_t resize(uint8_t *data, size_t size, size_t place, size_t count, int grows) {
  if (grows) {
    memmove(data + place + count, data + place, size - place);
    return size + count;
  }
  memmove(data + place, data + place + count, size - place - count);
  return size - count;
}

/* Changes one to four things. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) {
  static const uint8_t odd[] = {0, 1, 0x7f, 0x80, 0xff, '"', '{', '}', '[', ']', ',', ':', '-', '9', 'e', '.'};
  for (uint32_t change = 1 + draw(4); change > 0; --change) {
    size_t place = size == 0 ? 0 : draw((uint32_t)size);
    switch (size == 0 ? 3 : draw(6)) {
      case 0: data[place] ^= (uint8_t)(1u << draw(8)); break;
      case 1: data[place] = odd[draw(sizeof odd)]; break;
      case 2: size = resize(data, size, place, 1 + draw((uint32_t)(size - place < 9 ? size - place : 9)), 0); break;
      case 3: {
        size_t count = 1 + draw(9);
        if (size + count > max_size) break;
        size = resize(data, size, place, count, 1);
        for (size_t byte = 0; byte < count; ++byte) data[place + byte] = odd[draw(sizeof odd)];
        break;
      }
      case 4: data[place] = (uint8_t)draw(256); break;
      default: { /* a piece twice */
        size_t count = 1 + draw((uint32_t)(size - place < 64 ? size - place : 64));
        if (size + count > max_size) break;
        size = resize(data, size, place, count, 1);
        memcpy(data + place, data + place + count, count);
      }
    }
  }
  return size;
}

int main(int argc, char **argv) {
  static uint8_t data[CAPACITY];
  unsigned long runs = 0;
  if (argc < 4) return fprintf(stderr, "usage: %s SECONDS SEED FILE...\n", argv[0]), 2;
  if (LLVMFuzzerInitialize) LLVMFuzzerInitialize(&argc, &argv);
  state = strtoull(argv[2], NULL, 10);
  signal(SIGINT, on_signal);
  signal(SIGTERM, on_signal);
  for (int argument = 3; argument < argc; ++argument) read_input(argv[argument]);
  for (int input = 0; input < input_count; ++input) LLVMFuzzerTestOneInput(inputs[input].bytes, inputs[input].size);
  for (time_t end = time(NULL) + atoi(argv[1]); time(NULL) < end && !is_interrupted; ++runs) {
    int input = (int)draw((uint32_t)input_count);
    size_t size = inputs[input].size;
    memcpy(data, inputs[input].bytes, size);
    size = LLVMFuzzerCustomMutator ? LLVMFuzzerCustomMutator(data, size, CAPACITY, draw(1 << 16))
                                   : LLVMFuzzerMutate(data, size, CAPACITY);
    LLVMFuzzerTestOneInput(data, size);
  }
  printf("%s: %d inputs of the corpus, %lu changed ones\n", argv[0], input_count, runs);
  return 0;
}
