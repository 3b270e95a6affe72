/* Linux's files without a name, reached through /proc. */
#define _GNU_SOURCE
#include "memory_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct memory_file make_memory_file(const char *name) {
  struct memory_file file;
  file.descriptor = memfd_create(name, 0);
  if (file.descriptor < 0) {
    perror("memfd_create");
    abort();
  }
  snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
  return file;
}

void fill_memory_file(const struct memory_file *file, const unsigned char *bytes, size_t count) {
  if (ftruncate(file->descriptor, 0) != 0 || pwrite(file->descriptor, bytes, count, 0) != (ssize_t)count) {
    perror("fill_memory_file");
    abort();
  }
}
