/* An authority makes its key, and opens what owners disclose to it. No network is needed.
 *
 *   authority create FILES NAME          writes FILES.authority and FILES.card; prints words, code
 *   authority open FILES CODE DISCLOSURE prints why it was made, and the visits as CSV
 *
 * With the environment variable QUICK, the key file is sealed cheaply: for tests. */

#include <sealroll.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

/* Prints why something failed and returns whether it did. */
static int failed(const char *what, SealrollStatus status) {
  if (status == SEALROLL_STATUS_OK) {
    return 0;
  }
  fprintf(stderr, "%s: %s (%s)\n", what, sealroll_status_name(status), sealroll_last_error());
  return 1;
}

static int save_buffer(const char *files, const char *suffix, const SealrollBuffer *buffer) {
  return file_save(files, suffix, sealroll_buffer_data(buffer), sealroll_buffer_length(buffer));
}

static int create(const char *files, const char *name) {
  static const SealrollCost quick = {64, 1, 1};
  const SealrollCost *cost = getenv("QUICK") == NULL ? NULL : &quick;
  SealrollAuthority *authority = NULL;
  SealrollSecret *code = NULL;
  SealrollCard *card = NULL;
  SealrollBuffer *key_file = NULL, *bytes = NULL, *words = NULL, *written = NULL;
  int result = -1;
  if (!failed("key", sealroll_authority_generate(name, NULL, &authority)) &&
      !failed("code", sealroll_secret_generate(NULL, &code)) &&
      !failed("file", sealroll_authority_to_file(authority, code, cost, NULL, &key_file)) &&
      !failed("card", sealroll_authority_card(authority, &card)) &&
      !failed("card", sealroll_card_to_bytes(card, &bytes)) &&
      !failed("words", sealroll_card_words(card, &words)) &&
      !failed("code", sealroll_secret_recovery_code(code, &written)) &&
      save_buffer(files, ".authority", key_file) == 0 && save_buffer(files, ".card", bytes) == 0) {
    printf("words %s\n", sealroll_buffer_text(words));
    printf("code %s\n", sealroll_buffer_text(written));
    result = 0;
  }
  sealroll_buffer_free(written);
  sealroll_buffer_free(words);
  sealroll_buffer_free(bytes);
  sealroll_buffer_free(key_file);
  sealroll_card_free(card);
  sealroll_secret_free(code);
  sealroll_authority_free(authority);
  return result;
}

static SealrollAuthority *load_authority(const char *files, const char *text) {
  size_t length = 0;
  uint8_t *file = file_load(files, ".authority", &length);
  SealrollSecret *code = NULL;
  SealrollAuthority *authority = NULL;
  if (file != NULL && !failed("code", sealroll_secret_from_recovery_code(text, &code))) {
    failed("key", sealroll_authority_from_file(file, length, code, &authority));
  }
  sealroll_secret_free(code);
  free(file);
  return authority;
}

/* Whoever relies on it compares the words with those beside the venue's code. */
static int print_report(const SealrollDisclosureReport *report) {
  SealrollBuffer *venue = NULL, *words = NULL, *purpose = NULL, *csv = NULL;
  SealrollVisits *visits = NULL;
  int result = -1;
  if (!failed("venue", sealroll_disclosure_report_text(report, SEALROLL_TEXT_VENUE, &venue)) &&
      !failed("words", sealroll_disclosure_report_fingerprint_words(report, &words)) &&
      !failed("purpose",
              sealroll_disclosure_report_reason(report, SEALROLL_REASON_PURPOSE, &purpose)) &&
      !failed("visits", sealroll_disclosure_report_visits(report, &visits)) &&
      !failed("csv", sealroll_visits_csv(visits, &csv))) {
    printf("venue %s\nwords %s\npurpose %s\n", sealroll_buffer_text(venue),
           sealroll_buffer_text(words), sealroll_buffer_text(purpose));
    printf("verified %zu records, refused %zu\n", sealroll_disclosure_report_record_count(report),
           sealroll_disclosure_report_refused_count(report));
    printf("%s", sealroll_buffer_text(csv));
    result = 0;
  }
  sealroll_visits_free(visits);
  sealroll_buffer_free(csv);
  sealroll_buffer_free(purpose);
  sealroll_buffer_free(words);
  sealroll_buffer_free(venue);
  return result;
}

static int open_disclosure(const char *files, const char *code, const char *name) {
  size_t length = 0;
  uint8_t *disclosure = file_load(name, "", &length);
  SealrollAuthority *authority = load_authority(files, code);
  SealrollDisclosureReport *report = NULL;
  int result = -1;
  if (disclosure != NULL && authority != NULL &&
      !failed("disclosure", sealroll_authority_open(authority, disclosure, length,
                                                    SEALROLL_ENVIRONMENT_TEST, &report))) {
    result = print_report(report);
  }
  sealroll_disclosure_report_free(report);
  sealroll_authority_free(authority);
  free(disclosure);
  return result;
}

int main(int count, char **arguments) {
  int result;
  if (count == 4 && strcmp(arguments[1], "create") == 0) {
    result = create(arguments[2], arguments[3]);
  } else if (count == 5 && strcmp(arguments[1], "open") == 0) {
    result = open_disclosure(arguments[2], arguments[3], arguments[4]);
  } else {
    fprintf(stderr, "usage: authority create|open FILES ...\n");
    return 2;
  }
  return result == 0 ? 0 : 1;
}
