/* An auditor verifies a whole list from its logs.
 *
 *   auditor API LIST TOKEN [HEAD]
 *
 * LIST (32 hex digits) and TOKEN come from the owner. HEAD is a file with a receipt that a guest was
 * given, or a checkpoint of an earlier audit: the log of today must contain it. */

#include <sealroll.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "http.h"

static uint64_t now(void) { return (uint64_t)time(NULL); }

/* Prints why something failed and returns whether it did. */
static int failed(const char *what, SealrollStatus status) {
  if (status == SEALROLL_STATUS_OK) {
    return 0;
  }
  fprintf(stderr, "%s: %s (%s)\n", what, sealroll_status_name(status), sealroll_last_error());
  return 1;
}

static int32_t carry(void *context, const SealrollRequest *request, SealrollAnswer *answer) {
  const char *api = context;
  HttpAnswer reply;
  SealrollStatus status;
  if (http_send(api, request, &reply) != 0) {
    return -1;
  }
  status = sealroll_answer_set(answer, reply.status, reply.body, reply.length);
  http_answer_free(&reply);
  return status == SEALROLL_STATUS_OK ? 0 : -1;
}

static uint64_t tell_time(void *context) {
  (void)context;
  return now();
}

static int compare_with(SealrollAuditor *auditor, const char *name) {
  size_t length = 0;
  uint8_t *head = file_load(name, "", &length);
  int result = -1;
  if (head != NULL && !failed("head", sealroll_auditor_compare_with(auditor, head, length))) {
    result = 0;
  }
  free(head);
  return result;
}

/* Prints what is wrong, and returns how many things are. */
static size_t print_findings(const SealrollFindings *findings) {
  size_t count = sealroll_findings_count(findings);
  for (size_t i = 0; i < count; i++) {
    int32_t kind = -1;
    bool is_signed = false;
    SealrollBuffer *text = NULL;
    if (!failed("finding", sealroll_findings_kind(findings, i, &kind)) &&
        !failed("finding", sealroll_findings_is_signed(findings, i, &is_signed)) &&
        !failed("finding", sealroll_findings_text(findings, i, false, &text))) {
      printf("%s (%s): %s\n", sealroll_finding_name(kind), is_signed ? "proven" : "observed",
             sealroll_buffer_text(text));
    }
    sealroll_buffer_free(text);
  }
  return count;
}

/* Returns 0 if nothing is wrong. */
static int print_report(const SealrollAuditReport *report) {
  SealrollBuffer *words = NULL;
  SealrollFindings *findings = NULL;
  uint64_t records = 0;
  int result = -1;
  if (!failed("words", sealroll_audit_report_fingerprint_words(report, &words)) &&
      !failed("records", sealroll_audit_report_records(report, &records)) &&
      !failed("findings", sealroll_audit_report_findings(report, &findings))) {
    printf("words %s\n", sealroll_buffer_text(words));
    printf("%llu records, %zu instructions, %zu erasures\n", (unsigned long long)records,
           sealroll_audit_report_instruction_count(report),
           sealroll_audit_report_erasure_count(report));
    result = print_findings(findings) == 0 ? 0 : -1;
    if (result == 0) {
      printf("nothing is wrong\n");
    }
  }
  sealroll_findings_free(findings);
  sealroll_buffer_free(words);
  return result;
}

static int from_hex(const char *hex, uint8_t *bytes, size_t length) {
  if (strlen(hex) != 2 * length) {
    return -1;
  }
  for (size_t i = 0; i < length; i++) {
    unsigned value = 0;
    if (sscanf(hex + 2 * i, "%2x", &value) != 1) {
      return -1;
    }
    bytes[i] = (uint8_t)value;
  }
  return 0;
}

int main(int count, char **arguments) {
  uint8_t list_id[16];
  SealrollExchange exchange = {0};
  SealrollAuditor *auditor = NULL;
  SealrollAuditReport *report = NULL;
  int result = -1;
  if ((count != 4 && count != 5) || from_hex(arguments[2], list_id, sizeof list_id) != 0) {
    fprintf(stderr, "usage: auditor API LIST TOKEN [HEAD]\n");
    return 2;
  }
  exchange.authority = http_authority(arguments[1]);
  exchange.send = carry;
  exchange.clock = tell_time;
  exchange.context = arguments[1];
  if (!failed("auditor", sealroll_auditor_new(list_id, arguments[3], now(), SEALROLL_SEVEN_DAYS,
                                              SEALROLL_SEVEN_DAYS, &auditor)) &&
      (count == 4 || compare_with(auditor, arguments[4]) == 0) &&
      !failed("audit", sealroll_auditor_run(auditor, &exchange, &report))) {
    result = print_report(report);
  }
  sealroll_audit_report_free(report);
  sealroll_auditor_free(auditor);
  return result == 0 ? 0 : 1;
}
