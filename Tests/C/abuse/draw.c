/* Arguments to call with, good and bad. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "world.h"

float plain_floats[POOL], hostile_floats[POOL], plain_weights[POOL];
int32_t plain_labels[POOL], hostile_labels[POOL], changing_labels[POOL];
__thread float written_floats[POOL];
__thread double written_doubles[POOL];
__thread char written_text[DEPTHS][TEXT];
char long_text[LONG_TEXT], marks_text[LONG_TEXT];

static const double hostile_numbers[] = {
  NAN, INFINITY, -INFINITY, 0, -0.0, -1, 1e-40, -1e-40, 5e-324, FLT_MAX, -FLT_MAX, DBL_MAX, -DBL_MAX, 1,
};

static const int64_t hostile_counts[] = {
  INT64_MAX, INT64_MIN, INT64_C(1) << 62, INT64_C(1) << 61, -1, 0, INT64_C(1) << 31, INT32_MAX,
  INT64_C(1) << 32, INT32_MIN, INT64_MAX / 4, INT64_MAX - 1,
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

void fill_pools(void) {
  struct world world = {.random = 1};
  for (int index = 0; index < POOL; ++index) {
    plain_floats[index] = (float)below(&world, 2001) / 1000 - 1;
    plain_weights[index] = plain_floats[index] > 0 ? plain_floats[index] : 0;
    hostile_floats[index] = chance(&world, 50) ? plain_floats[index] : (float)hostile_numbers[below(&world, 14)];
    plain_labels[index] = below(&world, 3);
    hostile_labels[index] = chance(&world, 90) ? plain_labels[index] : (int32_t)draw(&world);
  }
  memset(long_text, 'x', sizeof long_text - 1);
  /* U+0301 over and over: what is slow to compare as characters. */
  for (int index = 0; index + 2 < LONG_TEXT; index += 2) memcpy(marks_text + index, "\xcc\x81", 2);
}

uint64_t draw(struct world *world) {
  if (world->input_left >= 2) {
    /* Two bytes choose; the mixing below spreads them over all bits. */
    world->random = (uint64_t)world->input[0] << 8 | world->input[1];
    world->input += 2;
    world->input_left -= 2;
  }
  uint64_t z = world->random += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

int below(struct world *world, int limit) { return (int)(draw(world) % (uint64_t)limit); }

bool chance(struct world *world, int percent) { return below(world, 100) < percent; }

int64_t draw_count(struct world *world, int64_t low, int64_t high) {
  if (chance(world, 75)) return low + (int64_t)(draw(world) % (uint64_t)(high - low + 1));
  return hostile_counts[below(world, COUNT(hostile_counts))];
}

int64_t draw_capacity(struct world *world, int64_t high) {
  if (chance(world, 70)) return high;
  return chance(world, 50) ? below(world, (int)high + 1) : chance(world, 50) ? -1 - below(world, 9) : INT64_MIN;
}

double draw_number(struct world *world, double low, double high) {
  if (chance(world, 75)) return low + (high - low) * (double)(draw(world) >> 11) / 9007199254740992.0;
  return hostile_numbers[below(world, COUNT(hostile_numbers))];
}

unsigned draw_choice(struct world *world, unsigned count) {
  if (chance(world, 80)) return (unsigned)below(world, (int)count);
  return chance(world, 50) ? count : (unsigned)draw(world);
}

int64_t draw_sizes(struct world *world, int64_t sizes[16]) {
  static const int64_t common[] = {4, 4, 4, 8, 1, 2, 3};
  int64_t rank = chance(world, 60) ? 2 : 1 + below(world, 8);
  for (int axis = 0; axis < 16; ++axis) {
    sizes[axis] = rank > 4 ? 1 + below(world, 2) : common[below(world, COUNT(common))];
  }
  sizes[0] = chance(world, 70) ? 12 : 1 + below(world, 20);
  if (rank == 2 && chance(world, 75)) sizes[1] = 4;
  if (chance(world, 80)) return rank;
  switch (below(world, 4)) {
    case 0: sizes[below(world, (int)rank)] = INT64_MIN + (int64_t)(draw(world) >> 1); break;
    case 1: sizes[below(world, (int)rank)] = 0; break;
    case 2: /* More bytes than an address space has, whatever the other sizes are. */
      sizes[below(world, (int)rank)] = chance(world, 50) ? INT64_MAX : INT64_C(1) << (61 + below(world, 2));
      break;
    default: {
      static const int64_t ranks[] = {0, -1, 9, INT64_MAX, INT64_MIN, 16, INT32_MAX};
      return ranks[below(world, COUNT(ranks))];
    }
  }
  return rank;
}

const char *draw_name(struct world *world) {
  static const char *const names[] = {
    "dense/kernel", "dense/bias", "batch_normalization/gamma", "batch_normalization/beta",
    "dense_1/kernel", "batch_normalization/moving_mean", "batch_normalization/moving_variance", "first", "second",
    "dense", "first/kernel",
    "", "/", "a/b", "\xff\xfe", "\xed\xa0\x80", "na\xc3\xafve", "\n\t\"\\\x01", "../../none",
    "%s%n%n", "__metadata__",
  };
  if (chance(world, 5)) return NULL;
  if (chance(world, 4)) return long_text;
  if (chance(world, 2)) return marks_text;
  return names[below(world, COUNT(names))];
}

static const char *in_folder(struct world *world, const char *name) {
  snprintf(world->path, sizeof world->path, "%s/%s", world->folder, name);
  return world->path;
}

const char *draw_save_path(struct world *world) {
  switch (below(world, 12)) {
    case 0: return NULL;
    case 1: return "";
    case 2: return "/proc/normkit/none";
    case 3: return long_text;
    case 4: return world->folder;
    case 5: return in_folder(world, "none/model");
    case 6: return "\xff\xfe";
    default: return in_folder(world, chance(world, 50) ? "model" : "checkpoint");
  }
}

const char *draw_load_path(struct world *world) {
  switch (below(world, 20)) {
    case 0: return NULL;
    case 1: return "";
    case 2: return "/dev/zero";
    case 3: return "/dev/null";
    case 4: return world->folder;
    case 5: return in_folder(world, "none");
    case 6: return long_text;
    case 7: return in_folder(world, "pipe");
    case 8: return "/proc/self/mem";
    case 9: return in_folder(world, "labels");
    case 10: return in_folder(world, "images");
    case 11: return "\xff\xfe";
    default: return in_folder(world, chance(world, 50) ? "model" : "checkpoint");
  }
}
