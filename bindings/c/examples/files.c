#define _POSIX_C_SOURCE 200809L

#include "files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int file_save(const char *files, const char *suffix, const uint8_t *bytes, size_t length) {
  char name[4096], draft[4096];
  int result = -1, file;
  if (snprintf(name, sizeof name, "%s%s", files, suffix) >= (int)sizeof name ||
      snprintf(draft, sizeof draft, "%s%s.new", files, suffix) >= (int)sizeof draft) {
    return -1;
  }
  file = open(draft, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) {
    return -1;
  }
  if (write(file, bytes, length) == (ssize_t)length && fsync(file) == 0) {
    result = 0;
  }
  if (close(file) != 0 || result != 0 || rename(draft, name) != 0) {
    return -1;
  }
  return 0;
}

uint8_t *file_load(const char *files, const char *suffix, size_t *length) {
  char name[4096];
  uint8_t *bytes = NULL;
  long end;
  FILE *file;
  if (snprintf(name, sizeof name, "%s%s", files, suffix) >= (int)sizeof name) {
    return NULL;
  }
  file = fopen(name, "rb");
  if (file == NULL) {
    perror(name);
    return NULL;
  }
  if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) > 0 && fseek(file, 0, SEEK_SET) == 0) {
    bytes = malloc((size_t)end);
    if (bytes != NULL && fread(bytes, 1, (size_t)end, file) != (size_t)end) {
      free(bytes);
      bytes = NULL;
    }
    *length = (size_t)end;
  }
  fclose(file);
  return bytes;
}
