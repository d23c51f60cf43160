/* Carries the library's requests over HTTP, with libcurl. */
#ifndef EXAMPLE_HTTP_H
#define EXAMPLE_HTTP_H

#include <sealroll.h>

/* An answer of the processor; `body` is freed with http_answer_free. */
typedef struct {
  uint16_t status;
  uint8_t *body;
  size_t length;
} HttpAnswer;

/* Sends a request to the API at `base`, such as "https://example.org". Returns 0, or -1 if there
 * is no answer. */
int http_send(const char *base, const SealrollRequest *request, HttpAnswer *answer);

void http_answer_free(HttpAnswer *answer);

/* Host and port of a base: what signed requests name. */
const char *http_authority(const char *base);

#endif
