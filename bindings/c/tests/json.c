#include "json.h"

#include <stdlib.h>
#include <string.h>

static void *must(void *memory) {
  if (memory == NULL) {
    abort();
  }
  return memory;
}

static const char *space(const char *at) {
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') {
    at++;
  }
  return at;
}

static int digit(char letter) {
  if (letter >= '0' && letter <= '9') {
    return letter - '0';
  }
  if (letter >= 'a' && letter <= 'f') {
    return letter - 'a' + 10;
  }
  return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

static const char *four(const char *at, unsigned *unit) {
  *unit = 0;
  for (int i = 0; i < 4; i++, at++) {
    if (digit(*at) < 0) {
      return NULL;
    }
    *unit = *unit * 16 + (unsigned)digit(*at);
  }
  return at;
}

static char *put(char *to, unsigned point) {
  if (point < 0x80) {
    *to++ = (char)point;
  } else if (point < 0x800) {
    *to++ = (char)(0xc0 | point >> 6);
    *to++ = (char)(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    *to++ = (char)(0xe0 | point >> 12);
    *to++ = (char)(0x80 | (point >> 6 & 0x3f));
    *to++ = (char)(0x80 | (point & 0x3f));
  } else {
    *to++ = (char)(0xf0 | point >> 18);
    *to++ = (char)(0x80 | (point >> 12 & 0x3f));
    *to++ = (char)(0x80 | (point >> 6 & 0x3f));
    *to++ = (char)(0x80 | (point & 0x3f));
  }
  return to;
}

/* After the quote. What it gives is never longer than what it reads. */
static const char *string(const char *at, char **text, size_t *length) {
  const char *end = at;
  char *to;
  while (*end != '"' && *end != 0) {
    end += end[0] == '\\' && end[1] != 0 ? 2 : 1;
  }
  *text = to = must(malloc((size_t)(end - at) + 1));
  while (at < end) {
    unsigned unit, low;
    if (*at != '\\') {
      *to++ = *at++;
      continue;
    }
    at++;
    switch (*at++) {
    case 'n': *to++ = '\n'; break;
    case 'r': *to++ = '\r'; break;
    case 't': *to++ = '\t'; break;
    case 'b': *to++ = '\b'; break;
    case 'f': *to++ = '\f'; break;
    case 'u':
      at = four(at, &unit);
      if (at != NULL && unit >= 0xd800 && unit < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
        at = four(at + 2, &low);
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      }
      if (at == NULL) {
        *to = 0;
        return NULL;
      }
      to = put(to, unit);
      break;
    default: *to++ = at[-1];
    }
  }
  *to = 0;
  *length = (size_t)(to - *text);
  return *end == '"' ? end + 1 : NULL;
}

static const char *value(const char *at, Json *json);

static const char *members(const char *at, Json *json, char end) {
  Json **place = &json->first;
  at = space(at);
  if (*at == end) {
    return at + 1;
  }
  for (;;) {
    Json *member = must(calloc(1, sizeof *member));
    *place = member;
    place = &member->next;
    at = space(at);
    if (end == '}') {
      size_t length;
      if (*at != '"' || (at = string(at + 1, &member->name, &length)) == NULL) {
        return NULL;
      }
      at = space(at);
      if (*at++ != ':') {
        return NULL;
      }
    }
    at = value(at, member);
    if (at == NULL) {
      return NULL;
    }
    at = space(at);
    if (*at == end) {
      return at + 1;
    }
    if (*at++ != ',') {
      return NULL;
    }
  }
}

static const char *value(const char *at, Json *json) {
  at = space(at);
  switch (*at) {
  case '{': json->type = JSON_OBJECT; return members(at + 1, json, '}');
  case '[': json->type = JSON_ARRAY; return members(at + 1, json, ']');
  case '"': json->type = JSON_STRING; return string(at + 1, &json->text, &json->length);
  case 'n': return strncmp(at, "null", 4) == 0 ? at + 4 : NULL;
  case 't':
    json->type = JSON_BOOL;
    json->number = 1;
    return strncmp(at, "true", 4) == 0 ? at + 4 : NULL;
  case 'f': json->type = JSON_BOOL; return strncmp(at, "false", 5) == 0 ? at + 5 : NULL;
  default: break;
  }
  json->type = JSON_NUMBER;
  if (digit(*at) < 0 || digit(*at) > 9) {
    return NULL;
  }
  while (*at >= '0' && *at <= '9') {
    json->number = json->number * 10 + (uint64_t)(*at++ - '0');
  }
  return at;
}

Json *json_read(const char *text) {
  Json *json = must(calloc(1, sizeof *json));
  const char *end = value(text, json);
  if (end == NULL || *space(end) != 0) {
    json_free(json);
    return NULL;
  }
  return json;
}

void json_free(Json *json) {
  while (json != NULL) {
    Json *next = json->next;
    json_free(json->first);
    free(json->text);
    free(json->name);
    free(json);
    json = next;
  }
}

const Json *json_get(const Json *object, const char *name) {
  const Json *member = object == NULL || object->type != JSON_OBJECT ? NULL : object->first;
  while (member != NULL && strcmp(member->name, name) != 0) {
    member = member->next;
  }
  return member;
}

const char *json_text(const Json *object, const char *name) {
  const Json *member = json_get(object, name);
  return member == NULL || member->text == NULL ? "" : member->text;
}

uint64_t json_number(const Json *object, const char *name) {
  const Json *member = json_get(object, name);
  return member == NULL ? 0 : member->number;
}

uint8_t *json_bytes(const Json *object, const char *name, size_t *length) {
  const char *hex = json_text(object, name);
  size_t count = strlen(hex) / 2;
  /* Exactly as long as the content, so that reading behind it is seen. */
  uint8_t *bytes = must(malloc(count == 0 ? 1 : count));
  for (size_t i = 0; i < count; i++) {
    bytes[i] = (uint8_t)(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
  }
  *length = count;
  return bytes;
}
