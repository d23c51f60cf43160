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
  unharmed();
  fixture_free();
  return finish();
}
