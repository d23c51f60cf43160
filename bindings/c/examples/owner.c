/* An owner creates a list, opens what guests sealed, and erases a day.
 *
 *   owner create FILES API ORIGIN LOG_KEY    prints link, words and recovery code
 *   owner open FILES API                     prints today's visits, as CSV
 *   owner erase FILES API                    makes today's visits unreadable, for everybody
 *   owner restore FILES API CODE LINK        sets the list up on a new device
 *   owner admit FILES API                    lets an auditor read the logs; prints list and token
 *   owner disclose FILES API CARD WORDS      seals today's visits to an authority, FILES.disclosure
 *
 * FILES is the beginning of the names of the owner's files: .identity and .decryption are sealed
 * under the recovery code and belong apart from the device; .state is the device's, readable by its
 * user alone. ORIGIN and LOG_KEY (64 hex digits) are the processor's, and API its address, such as
 * https://example.org. With the environment variable QUICK, files are sealed cheaply: for tests. */

#include <sealroll.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "http.h"

/* What the callbacks need. */
typedef struct {
  const char *api;
  const char *files;
} Place;

static uint64_t now(void) { return (uint64_t)time(NULL); }

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

/* The callbacks of SealrollExchange. */
static int32_t carry(void *context, const SealrollRequest *request, SealrollAnswer *answer) {
  const Place *place = context;
  HttpAnswer reply;
  SealrollStatus status;
  if (http_send(place->api, request, &reply) != 0) {
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

static int32_t save_state(void *context, const uint8_t *state, size_t length) {
  const Place *place = context;
  return file_save(place->files, ".state", state, length);
}

static SealrollExchange exchange_with(Place *place) {
  SealrollExchange exchange;
  exchange.authority = http_authority(place->api);
  exchange.send = carry;
  exchange.clock = tell_time;
  exchange.save = save_state;
  exchange.context = place;
  return exchange;
}

/* Sends a request, frees it, and leaves the body of a successful answer. */
static int send_request(const Place *place, SealrollRequest *request, HttpAnswer *answer) {
  int sent = http_send(place->api, request, answer);
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

static int save_owner(const Place *place, const SealrollOwner *owner) {
  SealrollBuffer *state = NULL;
  int result = -1;
  if (!failed("state", sealroll_owner_to_bytes(owner, &state))) {
    result = save_buffer(place->files, ".state", state);
  }
  sealroll_buffer_free(state);
  return result;
}

static SealrollOwner *load_owner(const Place *place) {
  size_t length = 0;
  SealrollOwner *owner = NULL;
  uint8_t *state = file_load(place->files, ".state", &length);
  if (state != NULL) {
    failed("state", sealroll_owner_from_bytes(state, length, &owner));
  }
  free(state);
  return owner;
}

static const SealrollCost *cost_of_files(void) {
  static const SealrollCost quick = {64, 1, 1};
  return getenv("QUICK") == NULL ? NULL : &quick;
}

/* Seals what brings a lost device back. */
static int save_keys(const Place *place, const SealrollOwner *owner,
                     const SealrollIdentity *identity, const SealrollSecret *code) {
  SealrollBuffer *file = NULL;
  int result = -1;
  if (failed("decryption file",
             sealroll_owner_to_decryption_file(owner, code, cost_of_files(), NULL, &file)) ||
      save_buffer(place->files, ".decryption", file) != 0) {
    goto end;
  }
  sealroll_buffer_free(file);
  file = NULL;
  if (identity == NULL) {
    result = 0;
  } else if (!failed("identity file", sealroll_identity_to_file(identity, code, cost_of_files(),
                                                                NULL, &file))) {
    result = save_buffer(place->files, ".identity", file);
  }
end:
  sealroll_buffer_free(file);
  return result;
}

/* Registers the list, publishes its statements, and syncs: from then on guests can check in. */
static int go_online(Place *place, SealrollOwner *owner) {
  SealrollExchange exchange = exchange_with(place);
  SealrollRequest *request = NULL;
  SealrollSyncReport *report = NULL;
  HttpAnswer answer;
  SealrollStatus status;
  if (failed("registration", sealroll_owner_registration_request(owner, &request)) ||
      send_request(place, request, &answer) != 0) {
    return -1;
  }
  http_answer_free(&answer);
  request = NULL;
  status = sealroll_owner_statements_request(owner, exchange.authority, now(), NULL, &request);
  if (status != SEALROLL_STATUS_ABSENT) {
    if (failed("statements", status) || send_request(place, request, &answer) != 0) {
      return -1;
    }
    http_answer_free(&answer);
  }
  if (failed("sync", sealroll_owner_sync(owner, &exchange, NULL, &report))) {
    return -1;
  }
  sealroll_sync_report_free(report);
  return save_owner(place, owner);
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

/* What this list is for; the other terms are the usual ones. */
static SealrollTerms *decide(const char *origin, const char *log_key) {
  static const struct {
    SealrollText which;
    const char *text;
  } texts[] = {
      {SEALROLL_TEXT_VENUE, "Café Morgenrot"},
      {SEALROLL_TEXT_ADDRESS, "Hauptstraße 1, 10115 Berlin"},
      {SEALROLL_TEXT_CONTACT, "info@morgenrot.example"},
      {SEALROLL_TEXT_PURPOSE_DE, "Kontaktnachverfolgung"},
      {SEALROLL_TEXT_PURPOSE_EN, "Contact tracing"},
      {SEALROLL_TEXT_LEGAL_BASIS_DE, "Art. 6 Abs. 1 lit. c DSGVO"},
      {SEALROLL_TEXT_LEGAL_BASIS_EN, "Art. 6(1)(c) GDPR"},
  };
  uint8_t key[32];
  SealrollTerms *terms = NULL;
  if (from_hex(log_key, key, sizeof key) != 0) {
    fprintf(stderr, "LOG_KEY has 64 hex digits\n");
    return NULL;
  }
  if (failed("terms", sealroll_terms_new(SEALROLL_ENVIRONMENT_TEST, origin, key, &terms))) {
    return NULL;
  }
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (failed("text", sealroll_terms_set_text(terms, texts[i].which, texts[i].text))) {
      sealroll_terms_free(terms);
      return NULL;
    }
  }
  if (failed("phone", sealroll_terms_set_policy(terms, SEALROLL_FIELD_PHONE,
                                                SEALROLL_POLICY_OPTIONAL)) ||
      failed("retention", sealroll_terms_set_number(terms, SEALROLL_NUMBER_RETENTION_EPOCHS, 14)) ||
      failed("generation",
             sealroll_terms_set_number(terms, SEALROLL_NUMBER_GENERATION_EPOCHS, 3))) {
    sealroll_terms_free(terms);
    return NULL;
  }
  return terms;
}

static int create(Place *place, const char *origin, const char *log_key) {
  SealrollTerms *terms = decide(origin, log_key);
  SealrollOwner *owner = NULL;
  SealrollIdentity *identity = NULL;
  SealrollSecret *code = NULL;
  SealrollInvitation *invitation = NULL;
  SealrollBuffer *written = NULL, *link = NULL, *words = NULL;
  int result = -1;
  if (terms != NULL &&
      !failed("list", sealroll_owner_create(terms, now(), NULL, &owner, &identity)) &&
      !failed("code", sealroll_secret_generate(NULL, &code)) &&
      /* Everything is saved before anything is sent. */
      save_keys(place, owner, identity, code) == 0 && save_owner(place, owner) == 0 &&
      go_online(place, owner) == 0 &&
      !failed("poster", sealroll_owner_invitation(owner, place->api, NULL, &invitation)) &&
      !failed("link", sealroll_invitation_link(invitation, &link)) &&
      !failed("words", sealroll_owner_fingerprint_words(owner, &words)) &&
      !failed("code", sealroll_secret_recovery_code(code, &written))) {
    printf("link %s\n", sealroll_buffer_text(link));
    printf("words %s\n", sealroll_buffer_text(words));
    printf("code %s\n", sealroll_buffer_text(written));
    result = 0;
  }
  sealroll_buffer_free(written);
  sealroll_buffer_free(words);
  sealroll_buffer_free(link);
  sealroll_invitation_free(invitation);
  sealroll_secret_free(code);
  sealroll_identity_free(identity);
  sealroll_owner_free(owner);
  sealroll_terms_free(terms);
  return result;
}

static int report_progress(void *context, size_t done, size_t total) {
  (void)context;
  fprintf(stderr, "opened %zu of %zu\n", done, total);
  return 0;
}

static int open_today(Place *place) {
  SealrollExchange exchange = exchange_with(place);
  SealrollOwner *owner = load_owner(place);
  SealrollSyncReport *report = NULL;
  SealrollFetched *fetched = NULL;
  SealrollBatch *batch = NULL;
  SealrollBuffer *csv = NULL;
  uint32_t today = 0;
  size_t opened = 0, set_aside = 0, missing = 0;
  int result = -1;
  if (owner != NULL && !failed("sync", sealroll_owner_sync(owner, &exchange, NULL, &report)) &&
      save_owner(place, owner) == 0 &&
      !failed("today", sealroll_owner_epoch_at(owner, now(), &today)) &&
      !failed("fetch", sealroll_owner_fetch(owner, today, &exchange, NULL, &fetched)) &&
      !failed("open", sealroll_owner_open(owner, fetched, report_progress, NULL, &batch)) &&
      !failed("batch", sealroll_batch_opened(batch, &opened)) &&
      !failed("batch", sealroll_batch_quarantined_count(batch, &set_aside)) &&
      !failed("batch", sealroll_batch_missing_count(batch, &missing)) &&
      !failed("csv", sealroll_owner_csv(owner, today, &csv))) {
    printf("opened %zu, set aside %zu, missing %zu\n", opened, set_aside, missing);
    printf("%s", sealroll_buffer_text(csv));
    result = 0;
  }
  sealroll_buffer_free(csv);
  sealroll_batch_free(batch);
  sealroll_fetched_free(fetched);
  sealroll_sync_report_free(report);
  sealroll_owner_free(owner);
  return result;
}

/* The keys go first: then nobody can open the day any more, whatever the processor keeps. An owner
 * also replaces the decryption file, for which the recovery code is needed. */
static int erase_today(Place *place) {
  SealrollOwner *owner = load_owner(place);
  SealrollRequest *request = NULL;
  HttpAnswer proof;
  uint32_t today = 0;
  bool punctured = false, confirmed = false;
  int result = -1;
  if (owner != NULL && !failed("today", sealroll_owner_epoch_at(owner, now(), &today)) &&
      !failed("puncture", sealroll_owner_puncture(owner, today, &punctured)) &&
      !failed("order", sealroll_owner_purge_request(owner, today, now(), &request))) {
    if (save_owner(place, owner) != 0) {
      sealroll_request_free(request);
    } else if (send_request(place, request, &proof) == 0) {
      if (!failed("proof",
                  sealroll_owner_confirm_purge(owner, today, proof.body, proof.length)) &&
          !failed("proof", sealroll_owner_is_purge_confirmed(owner, today, &confirmed)) &&
          confirmed && save_owner(place, owner) == 0) {
        printf("erased %lu\n", (unsigned long)today);
        result = 0;
      }
      http_answer_free(&proof);
    }
  }
  sealroll_owner_free(owner);
  return result;
}

/* Today's epoch, as the processor's bundle says. */
static int epoch_of(SealrollGuest *guest, const SealrollInvitation *invitation,
                    const HttpAnswer *bundle, uint32_t *epoch) {
  SealrollWelcome *welcome = NULL;
  uint64_t not_before = 0, not_after = 0;
  int result = failed("bundle", sealroll_guest_accept(guest, invitation, bundle->body,
                                                      bundle->length, now(), &welcome)) ||
                       failed("epoch",
                              sealroll_welcome_epoch(welcome, epoch, &not_before, &not_after))
                   ? -1
                   : 0;
  sealroll_welcome_free(welcome);
  return result;
}

/* Fetches the bundles of the epochs around today that the processor has. */
static size_t fetch_bundles(const Place *place, SealrollGuest *guest,
                            const SealrollInvitation *invitation, HttpAnswer *answers,
                            SealrollBytes *bundles, size_t capacity) {
  SealrollRequest *request = NULL;
  HttpAnswer first = {0};
  uint32_t today = 0;
  size_t count = 0;
  if (failed("request", sealroll_guest_welcome_request(guest, invitation, &request)) ||
      send_request(place, request, &first) != 0) {
    return 0;
  }
  if (epoch_of(guest, invitation, &first, &today) == 0) {
    uint32_t begin = today < capacity / 2 ? 0 : today - (uint32_t)(capacity / 2);
    for (uint32_t epoch = begin; count < capacity && epoch < begin + capacity; epoch++) {
      HttpAnswer *answer = &answers[count];
      int sent;
      request = NULL;
      if (failed("request",
                 sealroll_guest_welcome_request_for(guest, invitation, epoch, &request))) {
        break;
      }
      sent = http_send(place->api, request, answer);
      sealroll_request_free(request);
      /* The processor does not have every epoch. */
      if (sent == 0 && answer->status == 200) {
        bundles[count].data = answer->body;
        bundles[count].length = answer->length;
        count++;
      } else if (sent == 0) {
        http_answer_free(answer);
      }
    }
  }
  http_answer_free(&first);
  return count;
}

/* The processor has what is public; the files under the recovery code have the keys. */
static int restore(Place *place, const char *text, const char *link) {
  enum { EPOCHS = 64 };
  HttpAnswer answers[EPOCHS];
  SealrollBytes bundles[EPOCHS];
  size_t identity_length = 0, keys_length = 0, count = 0;
  uint8_t *identity_file = file_load(place->files, ".identity", &identity_length);
  uint8_t *keys_file = file_load(place->files, ".decryption", &keys_length);
  SealrollSecret *code = NULL;
  SealrollIdentity *identity = NULL;
  SealrollInvitation *invitation = NULL;
  SealrollGuest *guest = NULL;
  SealrollOwner *owner = NULL;
  int result = -1;
  if (identity_file != NULL && keys_file != NULL &&
      !failed("code", sealroll_secret_from_recovery_code(text, &code)) &&
      !failed("identity",
              sealroll_identity_from_file(identity_file, identity_length, code, &identity)) &&
      !failed("link", sealroll_invitation_parse(link, &invitation)) &&
      !failed("guest", sealroll_guest_first_use(SEALROLL_ENVIRONMENT_TEST, NULL, &guest))) {
    count = fetch_bundles(place, guest, invitation, answers, bundles, EPOCHS);
    if (!failed("restore", sealroll_owner_restore(identity, keys_file, keys_length, code, bundles,
                                                  count, 3, now(), NULL, &owner)) &&
        save_owner(place, owner) == 0 && go_online(place, owner) == 0) {
      printf("restored\n");
      result = 0;
    }
  }
  while (count > 0) {
    http_answer_free(&answers[--count]);
  }
  sealroll_owner_free(owner);
  sealroll_guest_free(guest);
  sealroll_invitation_free(invitation);
  sealroll_identity_free(identity);
  sealroll_secret_free(code);
  free(keys_file);
  free(identity_file);
  return result;
}

/* Sends an order and verifies that it was carried out. The owner is saved before and after. */
static int give(const Place *place, SealrollOwner *owner, SealrollRequest *order) {
  HttpAnswer answer;
  uint64_t time = 0, position = 0;
  int result = -1;
  if (save_owner(place, owner) != 0) {
    sealroll_request_free(order);
  } else if (send_request(place, order, &answer) == 0) {
    if (!failed("acknowledgement",
                sealroll_owner_confirm_instruction(owner, answer.body, answer.length, &time,
                                                   &position)) &&
        save_owner(place, owner) == 0) {
      result = 0;
    }
    http_answer_free(&answer);
  }
  return result;
}

static int admit(Place *place) {
  SealrollOwner *owner = load_owner(place);
  SealrollBuffer *token = NULL;
  SealrollRequest *order = NULL;
  uint8_t list_id[16];
  int result = -1;
  if (owner != NULL && !failed("list", sealroll_owner_list_id(owner, list_id)) &&
      !failed("token", sealroll_owner_admit_reader(owner, now(), NULL, &token, &order)) &&
      give(place, owner, order) == 0) {
    printf("list ");
    for (size_t i = 0; i < sizeof list_id; i++) {
      printf("%02x", list_id[i]);
    }
    printf("\ntoken %s\n", sealroll_buffer_text(token));
    result = 0;
  }
  sealroll_buffer_free(token);
  sealroll_owner_free(owner);
  return result;
}

/* The authority's card, if its words are those that the authority has told by phone. */
static SealrollCard *card_with(const char *name, const char *told) {
  size_t length = 0;
  uint8_t *bytes = file_load(name, "", &length);
  SealrollCard *card = NULL;
  SealrollBuffer *words = NULL;
  if (bytes != NULL && !failed("card", sealroll_card_from_bytes(bytes, length, &card)) &&
      !failed("words", sealroll_card_words(card, &words)) &&
      strcmp(sealroll_buffer_text(words), told) != 0) {
    fprintf(stderr, "these are not the card's words\n");
    sealroll_card_free(card);
    card = NULL;
  }
  sealroll_buffer_free(words);
  free(bytes);
  return card;
}

/* Opens today, seals all of it to the authority, and writes the file once the log says so. */
static int disclose(Place *place, const SealrollCard *card) {
  SealrollExchange exchange = exchange_with(place);
  SealrollOwner *owner = load_owner(place);
  SealrollSyncReport *report = NULL;
  SealrollFetched *fetched = NULL;
  SealrollBatch *batch = NULL;
  SealrollVisits *visits = NULL;
  SealrollDisclosure *disclosure = NULL;
  SealrollRequest *order = NULL;
  SealrollBuffer *file = NULL;
  uint32_t today = 0;
  int result = -1;
  if (owner != NULL && !failed("sync", sealroll_owner_sync(owner, &exchange, NULL, &report)) &&
      !failed("today", sealroll_owner_epoch_at(owner, now(), &today)) &&
      !failed("fetch", sealroll_owner_fetch(owner, today, &exchange, NULL, &fetched)) &&
      !failed("open", sealroll_owner_open(owner, fetched, NULL, NULL, &batch)) &&
      !failed("visits", sealroll_owner_visits(owner, today, &visits)) &&
      !failed("disclosure",
              sealroll_owner_disclose(owner, visits, card, "2026-4711", "Tracing of an infection",
                                      "§ 28a IfSG", &exchange, NULL, &disclosure)) &&
      !failed("order", sealroll_owner_instruct_disclosure(owner, disclosure, now(), &order)) &&
      give(place, owner, order) == 0 &&
      !failed("file", sealroll_disclosure_file(disclosure, &file)) &&
      save_buffer(place->files, ".disclosure", file) == 0) {
    printf("disclosed %zu visits\n", sealroll_visits_count(visits));
    result = 0;
  }
  sealroll_buffer_free(file);
  sealroll_disclosure_free(disclosure);
  sealroll_visits_free(visits);
  sealroll_batch_free(batch);
  sealroll_fetched_free(fetched);
  sealroll_sync_report_free(report);
  sealroll_owner_free(owner);
  return result;
}

int main(int count, char **arguments) {
  int result = -1;
  const char *task = count > 1 ? arguments[1] : "";
  Place place = {NULL, NULL};
  if (count >= 4) {
    place.files = arguments[2];
    place.api = arguments[3];
  }
  if (count == 6 && strcmp(task, "create") == 0) {
    result = create(&place, arguments[4], arguments[5]);
  } else if (count == 4 && strcmp(task, "open") == 0) {
    result = open_today(&place);
  } else if (count == 4 && strcmp(task, "erase") == 0) {
    result = erase_today(&place);
  } else if (count == 6 && strcmp(task, "restore") == 0) {
    result = restore(&place, arguments[4], arguments[5]);
  } else if (count == 4 && strcmp(task, "admit") == 0) {
    result = admit(&place);
  } else if (count == 6 && strcmp(task, "disclose") == 0) {
    SealrollCard *card = card_with(arguments[4], arguments[5]);
    result = card == NULL ? -1 : disclose(&place, card);
    sealroll_card_free(card);
  } else {
    fprintf(stderr, "usage: owner create|open|erase|restore|admit|disclose FILES API ...\n");
    return 2;
  }
  return result == 0 ? 0 : 1;
}
