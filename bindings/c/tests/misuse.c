/* Everything that a program can do wrong, and what the library says to it.
 *
 *   misuse API ORIGIN LOG_KEY
 *
 * misuse_calls is generated from the header: every function, with every argument malformed in every
 * way that its type allows. Here is what no type tells. */

#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "http.h"

/* Arrays that are too short. */
static void short_buffers(void) {
  uint32_t epochs[8] = {7, 7, 7, 7, 7, 7, 7, 7};
  size_t count = 99;
  check(sealroll_owner_open_epochs(fixture.owner, epochs, 1, &count) ==
                SEALROLL_STATUS_SHORT_BUFFER &&
            count == 99 && epochs[0] == 7,
        "sealroll_owner_open_epochs", "room for one of two");
  check(sealroll_owner_open_epochs(fixture.owner, NULL, 0, &count) == SEALROLL_STATUS_OK &&
            count == 2,
        "sealroll_owner_open_epochs", "asked for the number");
  check(sealroll_owner_open_epochs(fixture.owner, epochs, 8, &count) == SEALROLL_STATUS_OK &&
            count == 2 && epochs[1] == epochs[0] + 1 && epochs[2] == 7,
        "sealroll_owner_open_epochs", "more room than needed");
  check(sealroll_owner_open_epochs(fixture.owner, epochs, SIZE_MAX, &count) ==
            SEALROLL_STATUS_BAD_ARGUMENT,
        "sealroll_owner_open_epochs", "a capacity beyond memory");
  check(sealroll_owner_due_epochs(fixture.owner, now() + 8640000, epochs, 1, &count) ==
            SEALROLL_STATUS_SHORT_BUFFER,
        "sealroll_owner_due_epochs", "room for one of two");
  check(sealroll_pending_from_bytes((const uint8_t *)"x", SIZE_MAX, &fixture.pending) ==
            SEALROLL_STATUS_BAD_ARGUMENT,
        "sealroll_pending_from_bytes", "a length beyond memory");
}

/* Every beginning of a saved state is refused, and nothing is read behind it. */
static void cut_states(void) {
  SealrollBuffer *saved = NULL;
  SealrollOwner *owner = NULL;
  check(sealroll_owner_to_bytes(fixture.owner, &saved) == SEALROLL_STATUS_OK, "state", "saved");
  for (size_t length = 0; length < sealroll_buffer_length(saved); length += 41) {
    uint8_t *part = malloc(length + 1);
    if (part != NULL) {
      memcpy(part, sealroll_buffer_data(saved), length);
      part = realloc(part, length == 0 ? 1 : length);
    }
    if (part != NULL) {
      check(sealroll_owner_from_bytes(part, length, &owner) == SEALROLL_STATUS_TRUNCATED &&
                owner == NULL,
            "sealroll_owner_from_bytes", "a state that is cut off");
    }
    free(part);
  }
  sealroll_buffer_free(saved);
}

/* Nothing that a guest typed is in an error. */
static void private_errors(void) {
  SealrollForm *form = sealroll_form_new();
  SealrollPending *pending = NULL;
  sealroll_form_set_text(form, SEALROLL_FIELD_GIVEN_NAME, "Geheimnis");
  sealroll_form_set_text(form, SEALROLL_FIELD_FAMILY_NAME, "Geheimnis");
  sealroll_form_set_text(form, SEALROLL_FIELD_PHONE, "Geheimnis");
  check(sealroll_welcome_check_in(fixture.welcome, form, now(), NULL, &pending) ==
            SEALROLL_STATUS_BAD_FIELD,
        "sealroll_welcome_check_in", "a bad phone number");
  check(sealroll_last_error_field() == SEALROLL_FIELD_PHONE, "sealroll_last_error_field", "phone");
  check(strstr(sealroll_last_error(), "Geheimnis") == NULL && strlen(sealroll_last_error()) > 0,
        "sealroll_last_error", "without what was typed");
  check(strcmp(sealroll_status_name(123456), "unknown") == 0, "sealroll_status_name", "no status");
  check(strcmp(sealroll_status_name(SEALROLL_STATUS_BAD_FIELD), "bad-field") == 0,
        "sealroll_status_name", "a status");
  sealroll_form_free(form);
}

/* Callbacks that fail, and that call back. */
static int32_t no_answer(void *context, const SealrollRequest *request, SealrollAnswer *answer) {
  (void)context, (void)request, (void)answer;
  return 0;
}

static int32_t unreachable(void *context, const SealrollRequest *request,
                           SealrollAnswer *answer) {
  (void)context, (void)request, (void)answer;
  return -1;
}

static int32_t garbage(void *context, const SealrollRequest *request, SealrollAnswer *answer) {
  SealrollBuffer *state = NULL;
  (void)context, (void)request;
  check(sealroll_owner_to_bytes(fixture.owner, &state) == SEALROLL_STATUS_BUSY && state == NULL,
        "sealroll_owner_to_bytes", "while the owner works");
  return sealroll_answer_set(answer, 200, (const uint8_t *)"garbage", 7) == SEALROLL_STATUS_OK
             ? 0
             : -1;
}

static int32_t not_saved(void *context, const uint8_t *state, size_t length) {
  (void)context, (void)state, (void)length;
  return 1;
}

static uint64_t far_future(void *context) {
  (void)context;
  return UINT64_MAX;
}

static int32_t stop(void *context, size_t done, size_t total) {
  (void)done, (void)total;
  ++*(int *)context;
  return 1;
}

static void callbacks(void) {
  SealrollExchange exchange = fixture.exchange;
  SealrollSyncReport *report = NULL;
  SealrollFetched *fetched = NULL;
  SealrollBatch *batch = NULL;
  int told = 0;
  exchange.send = no_answer;
  check(sealroll_owner_sync(fixture.owner, &exchange, NULL, &report) ==
            SEALROLL_STATUS_UNREACHABLE,
        "sealroll_owner_sync", "no answer was set");
  exchange.send = unreachable;
  check(sealroll_owner_sync(fixture.owner, &exchange, NULL, &report) ==
            SEALROLL_STATUS_UNREACHABLE,
        "sealroll_owner_sync", "the network is down");
  exchange.send = garbage;
  check(sealroll_owner_sync(fixture.owner, &exchange, NULL, &report) == SEALROLL_STATUS_BAD_PROOF,
        "sealroll_owner_sync", "garbage for a checkpoint");
  check(sealroll_owner_fetch(fixture.owner, 0, &exchange, NULL, &fetched) ==
            SEALROLL_STATUS_UNKNOWN_STATEMENT,
        "sealroll_owner_fetch", "an epoch that never was");
  exchange = fixture.exchange;
  exchange.save = not_saved;
  check(sealroll_owner_sync(fixture.owner, &exchange, NULL, &report) == SEALROLL_STATUS_CANCELLED,
        "sealroll_owner_sync", "the state is not saved");
  exchange.save = NULL;
  exchange.clock = far_future;
  check(sealroll_owner_sync(fixture.owner, &exchange, NULL, &report) ==
            SEALROLL_STATUS_BAD_ARGUMENT,
        "sealroll_owner_sync", "a clock beyond the year 9999");
  check(report == NULL && fetched == NULL, "sealroll_owner_sync", "no outputs");
  check(sealroll_owner_open(fixture.owner, fixture.fetched, stop, &told, &batch) ==
                SEALROLL_STATUS_CANCELLED &&
            batch == NULL && told == 1,
        "sealroll_owner_open", "stopped");
}

/* Randomness of the caller's own. */
static int32_t count_up(void *context, uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    bytes[i] = ++*(uint8_t *)context;
  }
  return 0;
}

static int32_t only_zeros(void *context, uint8_t *bytes, size_t length) {
  (void)context;
  memset(bytes, 0, length);
  return 0;
}

static void randomness(void) {
  uint8_t first = 0, second = 0;
  SealrollRandom random;
  SealrollSecret *a = NULL, *b = NULL;
  SealrollBuffer *code_a = NULL, *code_b = NULL;
  random.fill = count_up;
  random.context = &first;
  sealroll_secret_generate(&random, &a);
  random.context = &second;
  sealroll_secret_generate(&random, &b);
  sealroll_secret_recovery_code(a, &code_a);
  sealroll_secret_recovery_code(b, &code_b);
  check(strcmp(sealroll_buffer_text(code_a), sealroll_buffer_text(code_b)) == 0,
        "sealroll_secret_generate", "the generator of the caller decides");
  sealroll_buffer_free(code_a);
  sealroll_buffer_free(code_b);
  sealroll_secret_free(a);
  sealroll_secret_free(b);
  b = NULL;
  random.fill = only_zeros;
  check(sealroll_secret_generate(&random, &b) == SEALROLL_STATUS_RANDOM_FAILED && b == NULL,
        "sealroll_secret_generate", "a generator of zeros");
}

/* Several threads on one object, and each on its own. */
typedef struct {
  unsigned done, busy, other;
} Seen;

static void *share(void *context) {
  Seen *seen = context;
  for (int i = 0; i < 200; i++) {
    SealrollPending *pending = NULL;
    SealrollStatus status =
        sealroll_welcome_check_in(fixture.welcome, fixture.form, now(), NULL, &pending);
    if (status == SEALROLL_STATUS_OK) {
      seen->done++;
    } else if (status == SEALROLL_STATUS_BUSY && pending == NULL) {
      seen->busy++;
    } else {
      seen->other++;
    }
    sealroll_pending_free(pending);
  }
  return NULL;
}

static void *alone(void *context) {
  Seen *seen = context;
  for (int i = 0; i < 200; i++) {
    SealrollForm *form = sealroll_form_new();
    if (sealroll_form_set_text(form, SEALROLL_FIELD_EMAIL, "a@example.org") == SEALROLL_STATUS_OK &&
        sealroll_form_set_text(form, 99, "") == SEALROLL_STATUS_BAD_ARGUMENT &&
        strlen(sealroll_last_error()) > 0) {
      seen->done++;
    }
    sealroll_form_free(form);
  }
  return NULL;
}

static void threads(void) {
  enum { THREADS = 4 };
  pthread_t all[THREADS];
  Seen seen[THREADS] = {{0, 0, 0}};
  unsigned done = 0, busy = 0, other = 0;
  for (int i = 0; i < THREADS; i++) {
    check(pthread_create(&all[i], NULL, share, &seen[i]) == 0, "threads", "started");
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(all[i], NULL);
    done += seen[i].done;
    busy += seen[i].busy;
    other += seen[i].other;
  }
  check(done > 0 && done + busy == 200 * THREADS && other == 0, "threads",
        "one object: done or busy");
  memset(seen, 0, sizeof seen);
  for (int i = 0; i < THREADS; i++) {
    check(pthread_create(&all[i], NULL, alone, &seen[i]) == 0, "threads", "started");
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(all[i], NULL);
    check(seen[i].done == 200, "threads", "objects of their own are never busy");
  }
}

/* What an authority must refuse, and what an owner cannot disclose. */
static void disclosures(void) {
  SealrollAuthority *other = NULL, *again = NULL;
  SealrollCard *card = NULL;
  SealrollDisclosure *disclosure = NULL;
  SealrollDisclosureReport *report = NULL;
  SealrollVisits *nobody = NULL, *all = NULL;
  SealrollBuffer *file = NULL, *bytes = NULL, *saved = NULL;
  SealrollSelection selection = {0, 0, "nowhere", NULL};
  uint8_t id[32], same[32], *altered;
  size_t length;
  check(sealroll_disclosure_file(fixture.disclosure, &file) == SEALROLL_STATUS_OK,
        "sealroll_disclosure_file", "written");
  length = sealroll_buffer_length(file);
  check(sealroll_disclosure_id(fixture.disclosure, id) == SEALROLL_STATUS_OK &&
            sealroll_disclosure_report_id(fixture.disclosure_report, same) == SEALROLL_STATUS_OK &&
            memcmp(id, same, sizeof id) == 0,
        "sealroll_disclosure_id", "is the report's");
  /* Check-in and check-out; the exercise of a right is left out. */
  check(sealroll_disclosure_report_record_count(fixture.disclosure_report) == 2 &&
            sealroll_disclosure_report_refused_count(fixture.disclosure_report) == 0,
        "sealroll_disclosure_report_record_count", "what was chosen");
  altered = malloc(length);
  if (altered != NULL) {
    memcpy(altered, sealroll_buffer_data(file), length);
    altered[length - 1] ^= 1;
    check(sealroll_authority_open(fixture.authority, altered, length, SEALROLL_ENVIRONMENT_TEST,
                                  &report) == SEALROLL_STATUS_OPEN_FAILED,
          "sealroll_authority_open", "an altered disclosure");
    altered[length - 1] ^= 1;
    check(sealroll_authority_open(fixture.authority, altered, length, SEALROLL_ENVIRONMENT_PRODUCTION,
                                  &report) == SEALROLL_STATUS_WRONG_ENVIRONMENT,
          "sealroll_authority_open", "in the other environment");
    for (size_t part = 0; part < length; part += 97) {
      check(sealroll_authority_open(fixture.authority, altered, part, SEALROLL_ENVIRONMENT_TEST,
                                    &report) != SEALROLL_STATUS_OK,
            "sealroll_authority_open", "a disclosure that is cut off");
    }
  }
  check(sealroll_authority_generate("", NULL, &other) == SEALROLL_STATUS_LIMIT,
        "sealroll_authority_generate", "no name");
  check(sealroll_authority_generate("Another office", NULL, &other) == SEALROLL_STATUS_OK,
        "sealroll_authority_generate", "another");
  check(sealroll_authority_open(other, altered, length, SEALROLL_ENVIRONMENT_TEST, &report) ==
            SEALROLL_STATUS_OPEN_FAILED,
        "sealroll_authority_open", "a disclosure to another authority");
  check(report == NULL, "sealroll_authority_open", "no outputs");
  check(sealroll_authority_to_bytes(other, &saved) == SEALROLL_STATUS_OK &&
            sealroll_authority_from_bytes(sealroll_buffer_data(saved),
                                          sealroll_buffer_length(saved) - 1,
                                          &again) == SEALROLL_STATUS_TRUNCATED &&
            again == NULL,
        "sealroll_authority_from_bytes", "a key that is cut off");
  check(sealroll_card_to_bytes(fixture.card, &bytes) == SEALROLL_STATUS_OK &&
            sealroll_card_from_bytes(sealroll_buffer_data(bytes),
                                     sealroll_buffer_length(bytes) - 1,
                                     &card) == SEALROLL_STATUS_TRUNCATED &&
            card == NULL,
        "sealroll_card_from_bytes", "a card that is cut off");
  check(sealroll_visits_choose(fixture.visits, fixture.terms, &selection, &nobody) ==
                SEALROLL_STATUS_OK &&
            sealroll_visits_count(nobody) == 0,
        "sealroll_visits_choose", "nobody");
  selection.place = NULL;
  selection.companion_of = id;
  check(sealroll_visits_record_id(fixture.visits, 0, id) == SEALROLL_STATUS_OK &&
            sealroll_visits_choose(fixture.visits, fixture.terms, &selection, &all) ==
                SEALROLL_STATUS_OK &&
            sealroll_visits_count(all) == 1,
        "sealroll_visits_choose", "who was there with a guest");
  check(sealroll_owner_disclose(fixture.owner, nobody, fixture.card, "1", "Tracing", "Law",
                                &fixture.exchange, NULL, &disclosure) == SEALROLL_STATUS_LIMIT,
        "sealroll_owner_disclose", "nobody");
  check(sealroll_owner_disclose(fixture.owner, all, fixture.card, "", "Tracing", "Law",
                                &fixture.exchange, NULL, &disclosure) == SEALROLL_STATUS_LIMIT &&
            disclosure == NULL,
        "sealroll_owner_disclose", "no case");
  free(altered);
  sealroll_buffer_free(saved);
  sealroll_buffer_free(bytes);
  sealroll_buffer_free(file);
  sealroll_visits_free(nobody);
  sealroll_visits_free(all);
  sealroll_authority_free(other);
}

/* Orders come one after the other, and only the processor's word ends one. */
static void orders(void) {
  static const uint8_t nobody[32] = {7};
  SealrollRequest *first = NULL, *again = NULL, *other = NULL;
  uint64_t time = 7, position = 7;
  int32_t right = -1;
  check(sealroll_rights_right(fixture.rights, 0, &right) == SEALROLL_STATUS_OK &&
            right == SEALROLL_RIGHT_ERASE,
        "sealroll_rights_right", "what was asked for");
  /* Check-in, check-out and the request itself. */
  check(sealroll_orders_count(fixture.orders) == 3, "sealroll_owner_decide", "a withdrawal");
  check(sealroll_history_count(fixture.history) > 4, "sealroll_history_count", "what was ordered");
  check(sealroll_owner_pending_instruction(fixture.owner, &first) == SEALROLL_STATUS_ABSENT,
        "sealroll_owner_pending_instruction", "nothing waits");
  check(sealroll_owner_confirm_instruction(fixture.owner, nobody, sizeof nobody, &time,
                                           &position) == SEALROLL_STATUS_BAD_PROOF,
        "sealroll_owner_confirm_instruction", "nothing was ordered");
  check(sealroll_owner_instruct_epoch(fixture.owner, SEALROLL_ORDER_PURGE_EPOCH, 0, now(),
                                      &first) == SEALROLL_STATUS_UNKNOWN_STATEMENT,
        "sealroll_owner_instruct_epoch", "an epoch that never was");
  check(sealroll_owner_instruct_epoch(fixture.owner, SEALROLL_ORDER_TERMINATE_LIST, 0, now(),
                                      &first) == SEALROLL_STATUS_BAD_ARGUMENT &&
            sealroll_owner_instruct_id(fixture.owner, SEALROLL_ORDER_HOLD_EPOCH, nobody, now(),
                                       &first) == SEALROLL_STATUS_BAD_ARGUMENT,
        "sealroll_owner_instruct_id", "an order of another function");
  check(sealroll_owner_instruct_order(fixture.owner, fixture.orders, 1, now(), &first) ==
            SEALROLL_STATUS_OK,
        "sealroll_owner_instruct_order", "an order");
  check(sealroll_owner_instruct_id(fixture.owner, SEALROLL_ORDER_ERASE_RECORD, nobody, now(),
                                   &other) == SEALROLL_STATUS_STALE_INSTRUCTION &&
            other == NULL,
        "sealroll_owner_instruct_id", "while another order waits");
  check(sealroll_owner_pending_instruction(fixture.owner, &again) == SEALROLL_STATUS_OK &&
            sealroll_request_body_length(first) > 0 &&
            sealroll_request_body_length(again) == sealroll_request_body_length(first) &&
            memcmp(sealroll_request_body(again), sealroll_request_body(first),
                   sealroll_request_body_length(first)) == 0,
        "sealroll_owner_pending_instruction", "the same again");
  check(sealroll_owner_confirm_instruction(fixture.owner, (const uint8_t *)"garbage", 7, &time,
                                           &position) == SEALROLL_STATUS_BAD_PROOF &&
            time == 7 && position == 7,
        "sealroll_owner_confirm_instruction", "garbage");
  check(sealroll_owner_withdraw_instruction(fixture.owner) == SEALROLL_STATUS_OK &&
            sealroll_owner_pending_instruction(fixture.owner, &other) == SEALROLL_STATUS_ABSENT,
        "sealroll_owner_withdraw_instruction", "given up");
  sealroll_request_free(first);
  sealroll_request_free(again);
}

static void audits(void) {
  SealrollAuditor *auditor = NULL;
  SealrollAuditReport *report = NULL;
  SealrollFindings *findings = NULL;
  SealrollBuffer *evidence = NULL, *receipt = NULL;
  uint8_t list_id[16] = {0};
  int32_t kind = -1;
  bool is_signed = false;
  size_t found = sealroll_findings_count(fixture.findings), length;
  check(found > 0 && sealroll_findings_kind(fixture.findings, 0, &kind) == SEALROLL_STATUS_OK &&
            kind == SEALROLL_FINDING_NOT_WITNESSED &&
            strcmp(sealroll_finding_name(kind), "not-witnessed") == 0 &&
            sealroll_findings_is_signed(fixture.findings, 0, &is_signed) == SEALROLL_STATUS_OK,
        "sealroll_findings_kind", "an owner who does not look");
  check(strcmp(sealroll_finding_name(99), "unknown") == 0, "sealroll_finding_name", "no finding");
  check(sealroll_auditor_compare_with(fixture.auditor, NULL, 0) == SEALROLL_STATUS_USED,
        "sealroll_auditor_compare_with", "after the audit has run");
  check(sealroll_auditor_evidence(fixture.auditor, &evidence) == SEALROLL_STATUS_OK,
        "sealroll_auditor_evidence", "kept");
  length = sealroll_buffer_length(evidence);
  check(sealroll_audit_again(sealroll_buffer_data(evidence), length, &report) ==
                SEALROLL_STATUS_OK &&
            sealroll_audit_report_findings(report, &findings) == SEALROLL_STATUS_OK &&
            sealroll_findings_count(findings) == found,
        "sealroll_audit_again", "finds the same");
  sealroll_findings_free(findings);
  sealroll_audit_report_free(report);
  report = NULL;
  check(sealroll_audit_again(sealroll_buffer_data(evidence), length - 1, &report) ==
                SEALROLL_STATUS_TRUNCATED &&
            sealroll_audit_again((const uint8_t *)"garbage", 7, &report) != SEALROLL_STATUS_OK &&
            report == NULL,
        "sealroll_audit_again", "evidence that is cut off");
  check(sealroll_auditor_new(list_id, "no token", now(), 1, 1, &auditor) ==
            SEALROLL_STATUS_BAD_ARGUMENT,
        "sealroll_auditor_new", "no token");
  check(sealroll_auditor_new(list_id, sealroll_buffer_text(fixture.token), now(), 1, 1,
                             &auditor) == SEALROLL_STATUS_OK &&
            sealroll_auditor_run(auditor, &fixture.exchange, &report) != SEALROLL_STATUS_OK &&
            report == NULL,
        "sealroll_auditor_run", "a list that is not there");
  sealroll_auditor_free(auditor);
  auditor = NULL;
  check(sealroll_owner_list_id(fixture.owner, list_id) == SEALROLL_STATUS_OK &&
            sealroll_auditor_new(list_id, sealroll_buffer_text(fixture.token), now(),
                                 SEALROLL_SEVEN_DAYS, SEALROLL_SEVEN_DAYS, &auditor) ==
                SEALROLL_STATUS_OK,
        "sealroll_auditor_new", "a token");
  check(sealroll_auditor_compare_with(auditor, (const uint8_t *)"garbage", 7) ==
            SEALROLL_STATUS_BAD_PROOF,
        "sealroll_auditor_compare_with", "garbage");
  check(sealroll_ticket_proof(fixture.ticket, &receipt) == SEALROLL_STATUS_OK &&
            sealroll_auditor_compare_with(auditor, sealroll_buffer_data(receipt),
                                          sealroll_buffer_length(receipt)) == SEALROLL_STATUS_OK,
        "sealroll_auditor_compare_with", "a guest's receipt");
  check(sealroll_auditor_run(auditor, &fixture.exchange, &report) == SEALROLL_STATUS_OK &&
            sealroll_audit_report_findings(report, &findings) == SEALROLL_STATUS_OK &&
            sealroll_findings_count(findings) == 0,
        "sealroll_auditor_run", "an honest list");
  sealroll_buffer_free(receipt);
  sealroll_buffer_free(evidence);
  sealroll_findings_free(findings);
  sealroll_audit_report_free(report);
  sealroll_auditor_free(auditor);
}

/* The owner has looked by now: guests can see that it is at the log of their receipt. */
static void heads(void) {
  SealrollRequest *request = NULL;
  SealrollStatus status;
  HttpAnswer proof = {0}, growth = {0};
  bool needs_head = false;
  check(sealroll_ticket_needs_head(fixture.ticket, &needs_head) == SEALROLL_STATUS_OK && needs_head,
        "sealroll_ticket_needs_head", "not yet");
  check(sealroll_ticket_growth_request(fixture.ticket, (const uint8_t *)"garbage", 7, &request) ==
                SEALROLL_STATUS_BAD_PROOF &&
            request == NULL,
        "sealroll_ticket_growth_request", "garbage");
  check(sealroll_ticket_proof_request(fixture.ticket, &request) == SEALROLL_STATUS_OK &&
            http_send(fixture.api, request, &proof) == 0 && proof.status == 200,
        "sealroll_ticket_proof_request", "answered");
  sealroll_request_free(request);
  request = NULL;
  check(sealroll_ticket_growth_request(fixture.ticket, proof.body, proof.length, &request) ==
                SEALROLL_STATUS_OK &&
            http_send(fixture.api, request, &growth) == 0 && growth.status == 200,
        "sealroll_ticket_growth_request", "answered");
  sealroll_request_free(request);
  status = sealroll_ticket_check_growth(fixture.ticket, proof.body, proof.length, NULL, 0);
  check(status == SEALROLL_STATUS_INCONSISTENT, "sealroll_ticket_check_growth", "no growth");
  status = sealroll_ticket_check_growth(fixture.ticket, proof.body, proof.length,
                                        (const uint8_t *)"garbage", 7);
  check(status == SEALROLL_STATUS_BAD_PROOF, "sealroll_ticket_check_growth", "garbage");
  check(sealroll_ticket_check_growth(fixture.ticket, proof.body, proof.length, growth.body,
                                     growth.length) == SEALROLL_STATUS_OK &&
            sealroll_ticket_witness(fixture.ticket, proof.body, proof.length, fixture.welcome) ==
                SEALROLL_STATUS_OK &&
            sealroll_ticket_needs_head(fixture.ticket, &needs_head) == SEALROLL_STATUS_OK &&
            !needs_head,
        "sealroll_ticket_witness", "seen by the owner");
  http_answer_free(&growth);
  http_answer_free(&proof);
}

/* After all that the objects still do their work. */
static void unharmed(void) {
  SealrollBuffer *csv = NULL, *memory = NULL;
  uint64_t index = 0;
  check(sealroll_owner_csv(fixture.owner, SEALROLL_ALL_EPOCHS, &csv) == SEALROLL_STATUS_OK &&
            strstr(sealroll_buffer_text(csv), "Lovelace") != NULL,
        "sealroll_owner_csv", "still works");
  check(sealroll_guest_memory(fixture.guest, &memory) == SEALROLL_STATUS_OK,
        "sealroll_guest_memory", "still works");
  check(sealroll_ticket_index(fixture.ticket, &index) == SEALROLL_STATUS_OK && index > 0,
        "sealroll_ticket_index", "still works");
  check(sealroll_visits_count(fixture.visits) == 1, "sealroll_visits_count", "still works");
  sealroll_buffer_free(csv);
  sealroll_buffer_free(memory);
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: misuse API ORIGIN LOG_KEY\n");
    return 2;
  }
  fixture_make(arguments[1], arguments[2], arguments[3]);
  misuse_calls();
  short_buffers();
  cut_states();
  private_errors();
  callbacks();
  randomness();
  threads();
  disclosures();
  orders();
  misuse_keeping();
  audits();
  heads();
  unharmed();
  fixture_free();
  return finish();
}
