/* A reader of JSON for the vectors: small, strict enough for files of our own. */
#ifndef SEALROLL_TEST_JSON_H
#define SEALROLL_TEST_JSON_H

#include <stddef.h>
#include <stdint.h>

typedef enum { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonType;

typedef struct Json {
  JsonType type;
  /* Of a number, without fraction; of a truth value, 0 or 1. */
  uint64_t number;
  /* Of a string; ends with a zero byte that `length` does not count. */
  char *text;
  size_t length;
  /* Of an array or object. */
  struct Json *first;
  /* Within an array or object; `name` only in an object. */
  char *name;
  struct Json *next;
} Json;

/* Reads a text that ends with a zero byte; NULL if it is no JSON. */
Json *json_read(const char *text);
void json_free(Json *json);

/* A member of an object; NULL if it is not there, or `object` is none. */
const Json *json_get(const Json *object, const char *name);
/* Its text; "" if it is none. */
const char *json_text(const Json *object, const char *name);
/* Its number; 0 if it is none. */
uint64_t json_number(const Json *object, const char *name);
/* Its text as bytes of hex digits, to be freed; never NULL. */
uint8_t *json_bytes(const Json *object, const char *name, size_t *length);

#endif
