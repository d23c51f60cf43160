#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http.h"

Fixture fixture;

static unsigned long passed, wrong;

void check(int holds, const char *function, const char *what) {
  if (holds) {
    passed++;
  } else {
    wrong++;
    printf("FAILED  %s: %s\n", function, what);
  }
}

int finish(void) {
  printf("%lu passed, %lu failed\n", passed, wrong);
  return wrong == 0 && passed > 0 ? 0 : 1;
}

uint64_t now(void) { return (uint64_t)time(NULL); }

static void must(const char *what, SealrollStatus status) {
  if (status != SEALROLL_STATUS_OK) {
    fprintf(stderr, "fixture: %s: %s (%s)\n", what, sealroll_status_name(status),
            sealroll_last_error());
    exit(2);
  }
}

static void send_request(SealrollRequest *request, HttpAnswer *answer) {
  if (http_send(fixture.api, request, answer) != 0) {
    fprintf(stderr, "fixture: the processor does not answer\n");
    exit(2);
  }
  must("answer", sealroll_check_answer(answer->status, answer->body, answer->length));
  sealroll_request_free(request);
}

static int32_t carry(void *context, const SealrollRequest *request, SealrollAnswer *answer) {
  HttpAnswer reply;
  SealrollStatus status;
  (void)context;
  if (http_send(fixture.api, request, &reply) != 0) {
    return -1;
  }
  /* Answers are objects too. */
  check(sealroll_answer_set(NULL, 200, NULL, 0) == SEALROLL_STATUS_NULL_ARGUMENT,
        "sealroll_answer_set", "NULL for answer");
  check(sealroll_answer_set(answer, 200, NULL, 1) == SEALROLL_STATUS_NULL_ARGUMENT,
        "sealroll_answer_set", "NULL for body");
  check(sealroll_answer_set((SealrollAnswer *)(void *)fixture.owner, 200, NULL, 0) ==
            SEALROLL_STATUS_WRONG_HANDLE,
        "sealroll_answer_set", "an owner for answer");
  status = sealroll_answer_set(answer, reply.status, reply.body, reply.length);
  http_answer_free(&reply);
  return status == SEALROLL_STATUS_OK ? 0 : -1;
}

static uint64_t tell_time(void *context) {
  (void)context;
  return now();
}

static int32_t save_state(void *context, const uint8_t *state, size_t length) {
  (void)context;
  return state != NULL && length > 0 ? 0 : -1;
}

static void make_owner(const char *origin, const char *log_key) {
  uint8_t key[32];
  SealrollRequest *request = NULL;
  HttpAnswer answer;
  for (size_t i = 0; i < sizeof key; i++) {
    unsigned value = 0;
    if (strlen(log_key) != 64 || sscanf(log_key + 2 * i, "%2x", &value) != 1) {
      exit(2);
    }
    key[i] = (uint8_t)value;
  }
  must("terms", sealroll_terms_new(SEALROLL_ENVIRONMENT_TEST, origin, key, &fixture.terms));
  for (int32_t which = SEALROLL_TEXT_VENUE; which <= SEALROLL_TEXT_LEGAL_BASIS_EN; which++) {
    must("text", sealroll_terms_set_text(fixture.terms, which, "Text"));
  }
  must("policy", sealroll_terms_set_policy(fixture.terms, SEALROLL_FIELD_COMPANION_NAMES,
                                           SEALROLL_POLICY_OPTIONAL));
  must("generation",
       sealroll_terms_set_number(fixture.terms, SEALROLL_NUMBER_GENERATION_EPOCHS, 2));
  must("list",
       sealroll_owner_create(fixture.terms, now(), NULL, &fixture.owner, &fixture.identity));
  must("code", sealroll_secret_generate(NULL, &fixture.secret));
  must("registration", sealroll_owner_registration_request(fixture.owner, &request));
  send_request(request, &answer);
  http_answer_free(&answer);
  must("statements", sealroll_owner_statements_request(fixture.owner, fixture.exchange.authority,
                                                       now(), NULL, &request));
  send_request(request, &answer);
  http_answer_free(&answer);
  must("sync",
       sealroll_owner_sync(fixture.owner, &fixture.exchange, NULL, &fixture.sync_report));
  sealroll_sync_report_free(fixture.sync_report);
  fixture.sync_report = NULL;
}

static void make_guest(void) {
  SealrollRequest *request = NULL;
  SealrollPending *pending = NULL;
  SealrollFollowUp *leaving = NULL;
  HttpAnswer answer;
  must("poster", sealroll_owner_invitation(fixture.owner, fixture.api, NULL, &fixture.invitation));
  must("guest", sealroll_guest_first_use(SEALROLL_ENVIRONMENT_TEST, NULL, &fixture.guest));
  must("request",
       sealroll_guest_welcome_request(fixture.guest, fixture.invitation, &fixture.request));
  must("request", sealroll_guest_welcome_request(fixture.guest, fixture.invitation, &request));
  send_request(request, &answer);
  must("bundle", sealroll_guest_accept(fixture.guest, fixture.invitation, answer.body,
                                       answer.length, now(), &fixture.welcome));
  http_answer_free(&answer);
  fixture.form = sealroll_form_new();
  must("form", sealroll_form_set_text(fixture.form, SEALROLL_FIELD_GIVEN_NAME, "Ada"));
  must("form", sealroll_form_set_text(fixture.form, SEALROLL_FIELD_FAMILY_NAME, "Lovelace"));
  must("form", sealroll_form_set_text(fixture.form, SEALROLL_FIELD_PHONE, "+4915112345678"));
  must("form", sealroll_form_set_companions(fixture.form, 1));
  must("form", sealroll_form_add_companion_name(fixture.form, "Mary"));
  must("seal",
       sealroll_welcome_check_in(fixture.welcome, fixture.form, now(), NULL, &fixture.pending));
  must("seal", sealroll_welcome_check_in(fixture.welcome, fixture.form, now(), NULL, &pending));
  must("upload", sealroll_pending_request(pending, &request));
  send_request(request, &answer);
  must("receipt",
       sealroll_pending_confirm(pending, answer.body, answer.length, &fixture.ticket));
  check(sealroll_pending_request(pending, &request) == SEALROLL_STATUS_USED,
        "sealroll_pending_request", "after a success of confirm");
  http_answer_free(&answer);
  sealroll_pending_free(pending);
  must("check-out", sealroll_ticket_check_out(fixture.ticket, fixture.welcome, now(),
                                              SEALROLL_SOURCE_GUEST, now(), NULL, &leaving));
  must("upload", sealroll_follow_up_request(leaving, &request));
  send_request(request, &answer);
  must("receipt", sealroll_follow_up_confirm(leaving, answer.body, answer.length));
  check(sealroll_follow_up_confirm(leaving, answer.body, answer.length) == SEALROLL_STATUS_USED,
        "sealroll_follow_up_confirm", "after a success");
  http_answer_free(&answer);
  sealroll_follow_up_free(leaving);
  must("request", sealroll_ticket_request(fixture.ticket, fixture.welcome, SEALROLL_RIGHT_ERASE,
                                          now(), NULL, &leaving));
  must("upload", sealroll_follow_up_request(leaving, &request));
  send_request(request, &answer);
  must("receipt", sealroll_follow_up_confirm(leaving, answer.body, answer.length));
  http_answer_free(&answer);
  sealroll_follow_up_free(leaving);
  must("request", sealroll_ticket_request(fixture.ticket, fixture.welcome, SEALROLL_RIGHT_ACCESS,
                                          now(), NULL, &fixture.follow_up));
}

static void make_visits(void) {
  uint32_t today = 0;
  must("sync",
       sealroll_owner_sync(fixture.owner, &fixture.exchange, NULL, &fixture.sync_report));
  must("today", sealroll_owner_epoch_at(fixture.owner, now(), &today));
  must("fetch", sealroll_owner_fetch(fixture.owner, today, &fixture.exchange, NULL,
                                     &fixture.fetched));
  must("open", sealroll_owner_open(fixture.owner, fixture.fetched, NULL, NULL, &fixture.batch));
  must("visits",
       sealroll_owner_visits(fixture.owner, SEALROLL_ALL_EPOCHS, &fixture.visits));
  must("memory", sealroll_guest_memory(fixture.guest, &fixture.buffer));
}

/* Sends an order and verifies that it was carried out. */
static void give(SealrollRequest *order) {
  HttpAnswer answer;
  uint64_t time = 0, position = 0;
  send_request(order, &answer);
  must("order", sealroll_owner_confirm_instruction(fixture.owner, answer.body, answer.length,
                                                   &time, &position));
  http_answer_free(&answer);
}

/* The list goes on to an authority and to an auditor. */
static void make_oversight(void) {
  SealrollRequest *order = NULL;
  SealrollBuffer *file = NULL;
  uint8_t list_id[16];
  must("authority",
       sealroll_authority_generate("Gesundheitsamt Mitte", NULL, &fixture.authority));
  must("card", sealroll_authority_card(fixture.authority, &fixture.card));
  must("disclosure",
       sealroll_owner_disclose(fixture.owner, fixture.visits, fixture.card, "2026-17", "Tracing",
                               "§ 28a IfSG", &fixture.exchange, NULL, &fixture.disclosure));
  must("order", sealroll_owner_instruct_disclosure(fixture.owner, fixture.disclosure, now(),
                                                   &order));
  give(order);
  must("file", sealroll_disclosure_file(fixture.disclosure, &file));
  must("open", sealroll_authority_open(fixture.authority, sealroll_buffer_data(file),
                                       sealroll_buffer_length(file), SEALROLL_ENVIRONMENT_TEST,
                                       &fixture.disclosure_report));
  sealroll_buffer_free(file);
  must("rights", sealroll_owner_rights(fixture.owner, &fixture.rights));
  must("decision", sealroll_owner_decide(fixture.owner, fixture.rights, 0, 3600, false, now(),
                                         &fixture.orders));
  must("reader",
       sealroll_owner_admit_reader(fixture.owner, now(), NULL, &fixture.token, &order));
  give(order);
  sealroll_sync_report_free(fixture.sync_report);
  must("sync",
       sealroll_owner_sync(fixture.owner, &fixture.exchange, NULL, &fixture.sync_report));
  must("history", sealroll_owner_history(fixture.owner, &fixture.history));
  must("list", sealroll_owner_list_id(fixture.owner, list_id));
  /* Eight days later nobody has cosigned for too long: that is a finding. */
  must("auditor", sealroll_auditor_new(list_id, sealroll_buffer_text(fixture.token),
                                       now() + 8 * 86400, SEALROLL_SEVEN_DAYS,
                                       SEALROLL_SEVEN_DAYS, &fixture.auditor));
  must("audit",
       sealroll_auditor_run(fixture.auditor, &fixture.exchange, &fixture.audit_report));
  must("findings", sealroll_audit_report_findings(fixture.audit_report, &fixture.findings));
}

/* What guests are told, and what other devices are granted. */
static void make_keeping(void) {
  const SealrollFetched *const fetched[] = {fixture.fetched};
  uint32_t today = 0;
  must("mail", sealroll_ticket_messages(fixture.ticket, &fixture.mail));
  fixture.outbox = sealroll_outbox_new();
  must("answer", sealroll_owner_answer(fixture.owner, fixture.outbox, fixture.rights, 0,
                                       SEALROLL_DECISION_GRANTED, "As you wish.", fetched, 1));
  must("sheets", sealroll_secret_part(fixture.secret, 2, 3, NULL, &fixture.sheets));
  must("device", sealroll_new_device_create("Anna's laptop", NULL, &fixture.new_device));
  must("card", sealroll_new_device_card(fixture.new_device, &fixture.device_card));
  must("today", sealroll_owner_epoch_at(fixture.owner, now(), &today));
  must("grant", sealroll_owner_grant(fixture.owner, fixture.identity, fixture.device_card, today,
                                     today, SEALROLL_ABILITY_READ, now(), NULL, &fixture.grant));
  must("devices", sealroll_owner_devices(fixture.owner, now(), &fixture.devices));
}

void fixture_make(const char *api, const char *origin, const char *log_key) {
  fixture.api = api;
  fixture.exchange.authority = http_authority(api);
  fixture.exchange.send = carry;
  fixture.exchange.clock = tell_time;
  fixture.exchange.save = save_state;
  make_owner(origin, log_key);
  make_guest();
  make_visits();
  make_oversight();
  make_keeping();
}

void fixture_free(void) {
  sealroll_devices_free(fixture.devices);
  sealroll_grant_free(fixture.grant);
  sealroll_device_card_free(fixture.device_card);
  sealroll_new_device_free(fixture.new_device);
  sealroll_sheets_free(fixture.sheets);
  sealroll_outbox_free(fixture.outbox);
  sealroll_mail_free(fixture.mail);
  sealroll_buffer_free(fixture.token);
  sealroll_findings_free(fixture.findings);
  sealroll_audit_report_free(fixture.audit_report);
  sealroll_auditor_free(fixture.auditor);
  sealroll_orders_free(fixture.orders);
  sealroll_rights_free(fixture.rights);
  sealroll_history_free(fixture.history);
  sealroll_disclosure_report_free(fixture.disclosure_report);
  sealroll_disclosure_free(fixture.disclosure);
  sealroll_card_free(fixture.card);
  sealroll_authority_free(fixture.authority);
  sealroll_buffer_free(fixture.buffer);
  sealroll_visits_free(fixture.visits);
  sealroll_batch_free(fixture.batch);
  sealroll_fetched_free(fixture.fetched);
  sealroll_sync_report_free(fixture.sync_report);
  sealroll_follow_up_free(fixture.follow_up);
  sealroll_ticket_free(fixture.ticket);
  sealroll_pending_free(fixture.pending);
  sealroll_form_free(fixture.form);
  sealroll_welcome_free(fixture.welcome);
  sealroll_request_free(fixture.request);
  sealroll_guest_free(fixture.guest);
  sealroll_invitation_free(fixture.invitation);
  sealroll_secret_free(fixture.secret);
  sealroll_identity_free(fixture.identity);
  sealroll_owner_free(fixture.owner);
  sealroll_terms_free(fixture.terms);
}
