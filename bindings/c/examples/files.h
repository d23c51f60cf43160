/* Files of the examples. */
#ifndef EXAMPLE_FILES_H
#define EXAMPLE_FILES_H

#include <stddef.h>
#include <stdint.h>

/* Writes a file that only its user can read, so that it survives a crash; its name is `files` and
 * `suffix`. Returns 0, or -1. */
int file_save(const char *files, const char *suffix, const uint8_t *bytes, size_t length);

/* Reads a file, which the caller frees; NULL, and a message, if that fails. */
uint8_t *file_load(const char *files, const char *suffix, size_t *length);

#endif
