/* Misuse of what an owner keeps: outbox, sheets, grants. A part of the misuse suite. */

#include <string.h>

#include "fixture.h"

/* A processor that lost nothing and denied nothing, and what a device keeps for the day it does. */
static void losses(void) {
  SealrollBuffer *copy = NULL, *state = NULL, *evidence = NULL;
  SealrollSyncReport *report = NULL;
  SealrollOwner *again = NULL;
  size_t recoveries = 9, lost = 9, waiting = 9, deleted = 9, given = 9;
  bool is_over = true;
  check(sealroll_owner_log_copy(fixture.owner, &copy) == SEALROLL_STATUS_OK &&
            sealroll_owner_to_bytes(fixture.owner, &state) == SEALROLL_STATUS_OK &&
            sealroll_owner_from_bytes(sealroll_buffer_data(state), sealroll_buffer_length(state),
                                      &again) == SEALROLL_STATUS_OK,
        "sealroll_owner_log_copy", "beside the state");
  check(sealroll_owner_set_log_copy(again, sealroll_buffer_data(copy),
                                    sealroll_buffer_length(copy) - 1) == SEALROLL_STATUS_TRUNCATED,
        "sealroll_owner_set_log_copy", "a copy that is cut off");
  check(sealroll_owner_set_log_copy(again, sealroll_buffer_data(copy),
                                    sealroll_buffer_length(copy)) == SEALROLL_STATUS_OK,
        "sealroll_owner_set_log_copy", "taken back");
  check(sealroll_owner_sync(again, &fixture.exchange, NULL, &report) == SEALROLL_STATUS_OK &&
            sealroll_sync_report_recovery_count(report, &recoveries) == SEALROLL_STATUS_OK &&
            sealroll_sync_report_lost_order_count(report, &lost) == SEALROLL_STATUS_OK &&
            sealroll_sync_report_waiting_order_count(report, &waiting) == SEALROLL_STATUS_OK &&
            sealroll_sync_report_deleted_count(report, &deleted) == SEALROLL_STATUS_OK &&
            sealroll_sync_report_is_over(report, &is_over) == SEALROLL_STATUS_OK &&
            recoveries == 0 && lost == 0 && waiting == 0 && deleted == 0 && !is_over,
        "sealroll_sync_report_recovery_count", "nothing was lost");
  check(sealroll_owner_give_again(again, &fixture.exchange, &given) == SEALROLL_STATUS_OK &&
            given == 0,
        "sealroll_owner_give_again", "nothing was lost");
  check(sealroll_owner_evidence(again, &evidence) == SEALROLL_STATUS_ABSENT && evidence == NULL,
        "sealroll_owner_evidence", "no contradiction");
  check(sealroll_ticket_check_deleted(fixture.ticket, fixture.welcome, now()) ==
            SEALROLL_STATUS_MISSING_LOG,
        "sealroll_ticket_check_deleted", "today");
  check(sealroll_ticket_check_deleted(fixture.ticket, fixture.welcome,
                                      now() + UINT64_C(50) * 365 * 86400) == SEALROLL_STATUS_OK,
        "sealroll_ticket_check_deleted", "after fifty years");
  sealroll_sync_report_free(report);
  sealroll_buffer_free(copy);
  sealroll_buffer_free(state);
  sealroll_owner_free(again);
}

/* What the outbox promises, sheets that do not fit, and grants to somebody else. */
void misuse_keeping(void) {
  const SealrollFetched *const fetched[] = {fixture.fetched, fixture.fetched};
  static const uint8_t nobody[32] = {7};
  SealrollNewDevice *other = NULL;
  SealrollOwner *delegate = NULL;
  SealrollOutbox *outbox = NULL;
  SealrollSheets *typed = sealroll_sheets_new(), *others = NULL;
  SealrollSecret *secret = NULL, *passphrase = NULL;
  SealrollBuffer *text = NULL, *bytes = NULL, *file = NULL;
  SealrollDevices *revoked = NULL;
  SealrollCard *card = NULL;
  uint8_t request[32] = {0}, number = 0, made = 0, needed = 0;
  uint64_t granted_at = 7, withdraw_within = 7;
  int32_t decision = -1, abilities = -1;
  size_t generations = 99, told = 99;
  bool has_new_keys = false, restricts = false, access = true;
  check(sealroll_rights_record_id(fixture.rights, 0, request) == SEALROLL_STATUS_OK &&
            sealroll_outbox_answer_to(fixture.outbox, request, &decision) == SEALROLL_STATUS_OK &&
            decision == SEALROLL_DECISION_GRANTED,
        "sealroll_outbox_answer_to", "what was answered");
  check(sealroll_outbox_answer_to(fixture.outbox, nobody, &decision) == SEALROLL_STATUS_ABSENT,
        "sealroll_outbox_answer_to", "what was not asked");
  check(sealroll_outbox_waiting(fixture.outbox) == 2, "sealroll_outbox_waiting",
        "an answer, and that the check-in is erased");
  check(sealroll_owner_publish(fixture.owner, fixture.outbox, &fixture.exchange, NULL, &told) ==
                SEALROLL_STATUS_OK &&
            told == 0 && sealroll_outbox_waiting(fixture.outbox) == 2,
        "sealroll_owner_publish", "before the promise was kept");
  check(sealroll_owner_answer(fixture.owner, fixture.outbox, fixture.rights, 0,
                              SEALROLL_DECISION_NOTED, "", fetched, 0) == SEALROLL_STATUS_NOT_LOGGED,
        "sealroll_owner_answer", "without the envelope");
  check(sealroll_owner_answer(fixture.owner, fixture.outbox, fixture.rights, 0,
                              SEALROLL_DECISION_NOTED, "\x01", fetched, 2) ==
                SEALROLL_STATUS_BAD_TEXT &&
            sealroll_outbox_waiting(fixture.outbox) == 2,
        "sealroll_owner_answer", "no plain text");
  check(sealroll_outbox_to_bytes(fixture.outbox, &bytes) == SEALROLL_STATUS_OK &&
            sealroll_outbox_from_bytes(sealroll_buffer_data(bytes),
                                       sealroll_buffer_length(bytes) - 1, &outbox) ==
                SEALROLL_STATUS_TRUNCATED &&
            outbox == NULL,
        "sealroll_outbox_from_bytes", "an outbox that is cut off");
  check(sealroll_outbox_policy(fixture.outbox, &withdraw_within, &restricts, &access) ==
                SEALROLL_STATUS_OK &&
            withdraw_within == 0 && !restricts && !access,
        "sealroll_outbox_policy", "nothing without a person");
  check(sealroll_mail_count(fixture.mail) == 0 &&
            sealroll_ticket_sent_request_count(fixture.ticket) == 2,
        "sealroll_ticket_sent_request_count", "what was asked, and not answered");
  check(sealroll_sheets_combine(fixture.sheets, &secret) == SEALROLL_STATUS_OK,
        "sealroll_sheets_combine", "all of them");
  sealroll_secret_free(secret);
  secret = NULL;
  check(sealroll_sheets_text(fixture.sheets, 2, &text) == SEALROLL_STATUS_OK &&
            sealroll_sheets_add(typed, sealroll_buffer_text(text)) == SEALROLL_STATUS_OK &&
            sealroll_sheets_numbers(typed, 0, &number, &made, &needed) == SEALROLL_STATUS_OK &&
            number == 3 && made == 3 && needed == 2,
        "sealroll_sheets_add", "as typed");
  check(sealroll_sheets_combine(typed, &secret) == SEALROLL_STATUS_TOO_FEW_SHEETS,
        "sealroll_sheets_combine", "one");
  sealroll_buffer_free(text);
  check(sealroll_sheets_add(typed, "no sheet") == SEALROLL_STATUS_BAD_CODE &&
            sealroll_sheets_count(typed) == 1,
        "sealroll_sheets_add", "no sheet");
  check(sealroll_secret_part(fixture.secret, 2, 2, NULL, &others) == SEALROLL_STATUS_OK &&
            sealroll_sheets_text(others, 0, &text) == SEALROLL_STATUS_OK &&
            sealroll_sheets_add(typed, sealroll_buffer_text(text)) == SEALROLL_STATUS_OK &&
            sealroll_sheets_combine(typed, &secret) == SEALROLL_STATUS_MIXED_SHEETS &&
            secret == NULL,
        "sealroll_sheets_combine", "of two sets");
  sealroll_buffer_free(text);
  text = NULL;
  check(sealroll_secret_from_passphrase("correct horse battery", &passphrase) ==
                SEALROLL_STATUS_OK &&
            sealroll_secret_recovery_words(passphrase, SEALROLL_LANGUAGE_GERMAN, &text) ==
                SEALROLL_STATUS_ABSENT,
        "sealroll_secret_recovery_words", "a passphrase");
  check(sealroll_secret_recovery_words(fixture.secret, SEALROLL_LANGUAGE_GERMAN, &text) ==
                SEALROLL_STATUS_OK &&
            sealroll_secret_from_recovery_words(sealroll_buffer_text(text), &secret) ==
                SEALROLL_STATUS_OK,
        "sealroll_secret_from_recovery_words", "the same words");
  sealroll_secret_free(secret);
  secret = NULL;
  check(sealroll_secret_from_recovery_words("seven words are not enough", &secret) ==
                SEALROLL_STATUS_BAD_CODE &&
            secret == NULL && strstr(sealroll_last_error(), "seven") == NULL,
        "sealroll_secret_from_recovery_words", "no code, and nothing of it in the error");
  check(sealroll_grant_file(fixture.grant, &file) == SEALROLL_STATUS_OK &&
            sealroll_new_device_create("Another", NULL, &other) == SEALROLL_STATUS_OK &&
            sealroll_new_device_accept(other, sealroll_buffer_data(file),
                                       sealroll_buffer_length(file), SEALROLL_ENVIRONMENT_TEST,
                                       &delegate, &abilities, &granted_at) ==
                SEALROLL_STATUS_OPEN_FAILED &&
            delegate == NULL && abilities == -1 && granted_at == 7,
        "sealroll_new_device_accept", "a grant to another device");
  check(sealroll_new_device_accept(fixture.new_device, sealroll_buffer_data(file),
                                   sealroll_buffer_length(file), SEALROLL_ENVIRONMENT_PRODUCTION,
                                   &delegate, &abilities, &granted_at) ==
            SEALROLL_STATUS_WRONG_ENVIRONMENT,
        "sealroll_new_device_accept", "in the other environment");
  check(sealroll_owner_revoke_device(fixture.owner, fixture.identity, 1, now(), NULL, &revoked,
                                     &generations, &has_new_keys) == SEALROLL_STATUS_NOT_LOGGED &&
            revoked == NULL && generations == 99 && !has_new_keys,
        "sealroll_owner_revoke_device", "a device that is not there");
  check(sealroll_terms_authority(fixture.terms, &card) == SEALROLL_STATUS_ABSENT &&
            sealroll_terms_set_authority(fixture.terms, fixture.card) == SEALROLL_STATUS_OK &&
            sealroll_terms_authority(fixture.terms, &card) == SEALROLL_STATUS_OK &&
            sealroll_terms_set_authority(fixture.terms, NULL) == SEALROLL_STATUS_OK,
        "sealroll_terms_set_authority", "set and ended");
  sealroll_card_free(card);
  sealroll_buffer_free(file);
  sealroll_buffer_free(text);
  sealroll_buffer_free(bytes);
  sealroll_secret_free(passphrase);
  sealroll_sheets_free(others);
  sealroll_sheets_free(typed);
  sealroll_new_device_free(other);
  losses();
}
