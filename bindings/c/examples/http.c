#include "http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

/* More than any answer of a processor. */
static const size_t MAX_BODY = 64u << 20;

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
  HttpAnswer *answer = context;
  size_t more = size * count;
  if (more > MAX_BODY - answer->length) {
    return 0;
  }
  uint8_t *body = realloc(answer->body, answer->length + more + 1);
  if (body == NULL) {
    return 0;
  }
  memcpy(body + answer->length, bytes, more);
  answer->body = body;
  answer->length += more;
  return more;
}

static struct curl_slist *headers_of(const SealrollRequest *request) {
  /* No waiting for "100 Continue". */
  struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
  for (size_t i = 0; headers != NULL && i < sealroll_request_header_count(request); i++) {
    const char *name = sealroll_request_header_name(request, i);
    const char *value = sealroll_request_header_value(request, i);
    size_t length = strlen(name) + strlen(value) + 3;
    char *line = malloc(length);
    struct curl_slist *longer = NULL;
    if (line != NULL) {
      strcpy(line, name);
      strcat(line, ": ");
      strcat(line, value);
      longer = curl_slist_append(headers, line);
      free(line);
    }
    if (longer == NULL) {
      curl_slist_free_all(headers);
      return NULL;
    }
    headers = longer;
  }
  return headers;
}

int http_send(const char *base, const SealrollRequest *request, HttpAnswer *answer) {
  memset(answer, 0, sizeof *answer);
  int result = -1;
  const char *target = sealroll_request_target(request);
  const char *method = sealroll_request_method(request);
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = headers_of(request);
  char *url = malloc(strlen(base) + strlen(target) + 1);
  if (curl == NULL || headers == NULL || url == NULL) {
    goto end;
  }
  strcpy(url, base);
  strcat(url, target);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  if (strcmp(method, "GET") != 0) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)sealroll_request_body_length(request));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)sealroll_request_body(request));
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  }
  if (curl_easy_perform(curl) == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer->status = (uint16_t)status;
    result = 0;
  }
end:
  free(url);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  if (result != 0) {
    http_answer_free(answer);
  }
  return result;
}

void http_answer_free(HttpAnswer *answer) {
  free(answer->body);
  memset(answer, 0, sizeof *answer);
}

const char *http_authority(const char *base) {
  const char *host = strstr(base, "://");
  return host == NULL ? base : host + 3;
}
