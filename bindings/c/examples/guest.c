/* A guest checks in and out again.
 *
 *   guest LINK API GIVEN_NAME FAMILY_NAME PHONE
 *
 * LINK is what the QR code says, API the address of the processor, such as https://example.org. An
 * app would fetch the address from sealroll_invitation_hint_address. */

#include <sealroll.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "http.h"

static uint64_t now(void) { return (uint64_t)time(NULL); }

/* Prints why something failed and returns whether it did. */
static int failed(const char *what, SealrollStatus status) {
  if (status == SEALROLL_STATUS_OK) {
    return 0;
  }
  int field = sealroll_last_error_field();
  fprintf(stderr, "%s: %s (%s)", what, sealroll_status_name(status), sealroll_last_error());
  fprintf(stderr, field < 0 ? "\n" : ", field %d\n", field);
  return 1;
}

/* Sends a request and frees it. A lost answer is asked for once more: that is always safe. */
static int exchange(const char *api, SealrollRequest *request, HttpAnswer *answer) {
  int sent = http_send(api, request, answer);
  if (sent != 0) {
    sent = http_send(api, request, answer);
  }
  sealroll_request_free(request);
  if (sent != 0) {
    fprintf(stderr, "the processor does not answer\n");
    return -1;
  }
  if (failed("answer", sealroll_check_answer(answer->status, answer->body, answer->length))) {
    http_answer_free(answer);
    return -1;
  }
  return 0;
}

static int show(const SealrollWelcome *welcome) {
  SealrollBuffer *venue = NULL, *purpose = NULL, *words = NULL;
  int result = -1;
  if (!failed("venue", sealroll_welcome_text(welcome, SEALROLL_TEXT_VENUE, &venue)) &&
      !failed("purpose", sealroll_welcome_text(welcome, SEALROLL_TEXT_PURPOSE_EN, &purpose)) &&
      !failed("words", sealroll_welcome_fingerprint_words(welcome, &words))) {
    printf("venue %s\n", sealroll_buffer_text(venue));
    printf("purpose %s\n", sealroll_buffer_text(purpose));
    printf("words %s\n", sealroll_buffer_text(words));
    result = 0;
  }
  sealroll_buffer_free(venue);
  sealroll_buffer_free(purpose);
  sealroll_buffer_free(words);
  return result;
}

/* Verifies the list behind the link. */
static SealrollWelcome *arrive(const char *link, const char *api) {
  SealrollInvitation *invitation = NULL;
  SealrollGuest *guest = NULL;
  SealrollRequest *request = NULL;
  SealrollWelcome *welcome = NULL;
  HttpAnswer bundle = {0};
  if (!failed("link", sealroll_invitation_parse(link, &invitation)) &&
      !failed("guest", sealroll_guest_first_use(SEALROLL_ENVIRONMENT_TEST, NULL, &guest)) &&
      !failed("request", sealroll_guest_welcome_request(guest, invitation, &request)) &&
      exchange(api, request, &bundle) == 0) {
    /* An app saves sealroll_guest_memory after this. */
    failed("bundle", sealroll_guest_accept(guest, invitation, bundle.body, bundle.length, now(),
                                           &welcome));
    http_answer_free(&bundle);
  }
  sealroll_guest_free(guest);
  sealroll_invitation_free(invitation);
  return welcome;
}

/* Seals, uploads and verifies the receipt. */
static SealrollTicket *check_in(const SealrollWelcome *welcome, const char *api,
                                SealrollForm *form) {
  SealrollPending *pending = NULL;
  SealrollRequest *request = NULL;
  SealrollTicket *ticket = NULL;
  HttpAnswer receipt = {0};
  /* An app saves sealroll_pending_to_bytes before it sends. */
  if (!failed("check-in", sealroll_welcome_check_in(welcome, form, now(), NULL, &pending)) &&
      !failed("request", sealroll_pending_request(pending, &request)) &&
      exchange(api, request, &receipt) == 0) {
    failed("receipt", sealroll_pending_confirm(pending, receipt.body, receipt.length, &ticket));
    http_answer_free(&receipt);
  }
  sealroll_pending_free(pending);
  return ticket;
}

static int check_out(const SealrollWelcome *welcome, const char *api, SealrollTicket *ticket) {
  SealrollFollowUp *leaving = NULL;
  SealrollRequest *request = NULL;
  HttpAnswer receipt = {0};
  int result = -1;
  /* An app saves sealroll_ticket_to_bytes before it sends: the ticket has counted. */
  if (!failed("check-out", sealroll_ticket_check_out(ticket, welcome, now(),
                                                     SEALROLL_SOURCE_GUEST, now(), NULL,
                                                     &leaving)) &&
      !failed("request", sealroll_follow_up_request(leaving, &request)) &&
      exchange(api, request, &receipt) == 0) {
    result = failed("receipt",
                    sealroll_follow_up_confirm(leaving, receipt.body, receipt.length))
                 ? -1
                 : 0;
    http_answer_free(&receipt);
  }
  sealroll_follow_up_free(leaving);
  return result;
}

static int print_ticket(const SealrollTicket *ticket) {
  uint8_t record_id[32];
  uint64_t index = 0;
  if (failed("record id", sealroll_ticket_record_id(ticket, record_id)) ||
      failed("index", sealroll_ticket_index(ticket, &index))) {
    return -1;
  }
  printf("ticket ");
  for (size_t i = 0; i < sizeof record_id; i++) {
    printf("%02x", record_id[i]);
  }
  printf(" %llu\n", (unsigned long long)index);
  return 0;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: guest LINK API GIVEN_NAME FAMILY_NAME PHONE\n");
    return 2;
  }
  const char *link = arguments[1], *api = arguments[2];
  int result = 1;
  SealrollTicket *ticket = NULL;
  SealrollForm *form = sealroll_form_new();
  SealrollWelcome *welcome = arrive(link, api);
  if (welcome != NULL && show(welcome) == 0 &&
      !failed("form", sealroll_form_set_text(form, SEALROLL_FIELD_GIVEN_NAME, arguments[3])) &&
      !failed("form", sealroll_form_set_text(form, SEALROLL_FIELD_FAMILY_NAME, arguments[4])) &&
      !failed("form", sealroll_form_set_text(form, SEALROLL_FIELD_PHONE, arguments[5]))) {
    ticket = check_in(welcome, api, form);
  }
  if (ticket != NULL && print_ticket(ticket) == 0 && check_out(welcome, api, ticket) == 0) {
    printf("checked out\n");
    result = 0;
  }
  sealroll_ticket_free(ticket);
  sealroll_welcome_free(welcome);
  sealroll_form_free(form);
  return result;
}
