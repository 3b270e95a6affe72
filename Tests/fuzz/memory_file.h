/* A file in memory that has a path, for functions that read files. */
#ifndef MEMORY_FILE_H
#define MEMORY_FILE_H

#include <stddef.h>

struct memory_file {
  int descriptor;
  char path[64];
};

/* Makes an empty one; ends the program where that cannot be. */
struct memory_file make_memory_file(const char *name);

/* Replaces the content. */
void fill_memory_file(const struct memory_file *file, const unsigned char *bytes, size_t count);

#endif
