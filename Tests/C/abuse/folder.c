/* The files that a world's calls read. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <sys/stat.h>

#include "world.h"

static void write_file(const char *folder, const char *name, const void *bytes, size_t count) {
  char path[PATH];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, count, file) != count || fclose(file) != 0) {
    perror(path);
    exit(2);
  }
}

void prepare_folder(const char *folder) {
  unsigned char images[16 + 48] = {0, 0, 8, 3, 0, 0, 0, 12, 0, 0, 0, 2, 0, 0, 0, 2};
  unsigned char labels[8 + 12] = {0, 0, 8, 1, 0, 0, 0, 12};
  for (int index = 0; index < 48; ++index) images[16 + index] = (unsigned char)(index * 5);
  for (int index = 0; index < 12; ++index) labels[8 + index] = (unsigned char)(index % 3);
  mkdir(folder, 0777);
  write_file(folder, "images", images, sizeof images);
  write_file(folder, "labels", labels, sizeof labels);
  char pipe[PATH + 8];
  snprintf(pipe, sizeof pipe, "%s/pipe", folder);
  mkfifo(pipe, 0666);
}
