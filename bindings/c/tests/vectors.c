/* The vectors of the specification, as far as the C interface reaches.
 *
 *   vectors FOLDER
 *
 * Every file below the folder is looked at. Each kind either has a runner in the table below, or
 * stands there with the reason why nothing in this interface does its task. A kind that is not in
 * the table fails. */

#define _XOPEN_SOURCE 700

#include <sealroll.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static unsigned long passed, wrong, left_out;
static const char *current;

static void judge(int holds, const char *what) {
  if (holds) {
    passed++;
  } else {
    wrong++;
    printf("FAILED  %s: %s\n", current, what);
  }
}

static void same_bytes(const uint8_t *found, size_t length, const Json *output, const char *name) {
  size_t expected;
  uint8_t *bytes = json_bytes(output, name, &expected);
  judge(expected == length && memcmp(bytes, found, length) == 0, name);
  free(bytes);
}

static void same_text(const SealrollBuffer *found, const Json *output, const char *name) {
  judge(strcmp(sealroll_buffer_text(found), json_text(output, name)) == 0, name);
}

/* A runner does the task, compares what the interface gives, and returns the status. */
typedef SealrollStatus Runner(const Json *input, const Json *output);

static SealrollStatus structure(SealrollStructure which, const char *field, const Json *input,
                                const Json *output, const char *id_name) {
  size_t length;
  uint8_t *bytes = json_bytes(input, field, &length);
  uint8_t id[32];
  SealrollStatus status = sealroll_check_structure((int32_t)which, bytes, length,
                                                   id_name == NULL ? NULL : id);
  if (status == SEALROLL_STATUS_OK && id_name != NULL) {
    same_bytes(id, sizeof id, output, id_name);
  }
  free(bytes);
  return status;
}

static SealrollStatus decode_root(const Json *input, const Json *output) {
  return structure(SEALROLL_STRUCTURE_ROOT_DOCUMENT, "root_document", input, output,
                   "root_fingerprint");
}

static SealrollStatus decode_certificate(const Json *input, const Json *output) {
  return structure(SEALROLL_STRUCTURE_CERTIFICATE, "certificate", input, output, NULL);
}

static SealrollStatus decode_descriptor(const Json *input, const Json *output) {
  return structure(SEALROLL_STRUCTURE_DESCRIPTOR, "descriptor", input, output, "descriptor_hash");
}

static SealrollStatus decode_statement(const Json *input, const Json *output) {
  return structure(SEALROLL_STRUCTURE_STATEMENT, "statement", input, output, "statement_id");
}

/* The bucket of a list is compared when an owner opens, not when an envelope is looked at. */
static SealrollStatus decode_envelope(const Json *input, const Json *output) {
  const Json *bucket = json_get(input, "bucket");
  if (bucket != NULL && bucket->type == JSON_NUMBER) {
    left_out++;
    return (SealrollStatus)-1;
  }
  return structure(SEALROLL_STRUCTURE_ENVELOPE, "envelope", input, output, "record_id");
}

static SealrollStatus entry(const Json *input, const Json *output) {
  return structure(SEALROLL_STRUCTURE_ENTRY, "entry", input, output, "leaf_hash");
}

static SealrollStatus fingerprint_words(const Json *input, const Json *output) {
  size_t length;
  uint8_t *fingerprint = json_bytes(input, "root_fingerprint", &length);
  SealrollBuffer *words = NULL;
  SealrollStatus status = sealroll_fingerprint_words(fingerprint, &words);
  if (status == SEALROLL_STATUS_OK) {
    same_text(words, output, "words");
  }
  sealroll_buffer_free(words);
  free(fingerprint);
  return status;
}

static SealrollStatus parse_invitation(const Json *input, const Json *output) {
  SealrollInvitation *invitation = NULL;
  SealrollBuffer *link = NULL;
  uint8_t list_id[16];
  const Json *text = json_get(input, "link");
  SealrollStatus status;
  if (text == NULL || text->text == NULL || strlen(text->text) != text->length) {
    /* A zero byte cannot stand in a C text. */
    left_out++;
    return (SealrollStatus)-1;
  }
  status = sealroll_invitation_parse(text->text, &invitation);
  if (status == SEALROLL_STATUS_OK) {
    judge(sealroll_invitation_list_id(invitation, list_id) == SEALROLL_STATUS_OK, "list_id");
    same_bytes(list_id, sizeof list_id, output, "list_id");
    judge(sealroll_invitation_link(invitation, &link) == SEALROLL_STATUS_OK, "link");
    same_text(link, input, "link");
  }
  sealroll_buffer_free(link);
  sealroll_invitation_free(invitation);
  return status;
}

static uint8_t *big_endian(uint8_t *to, uint64_t value, int bytes) {
  while (bytes-- > 0) {
    *to++ = (uint8_t)(value >> 8 * bytes);
  }
  return to;
}

/* What a device remembers of one list, as sealroll_guest_memory saves it. */
static size_t memory_of(const Json *seen, const uint8_t *list_id, uint8_t *memory) {
  const Json *certificates = json_get(seen, "certificates");
  const Json *statements = json_get(seen, "statements");
  uint8_t *to = memory, *count;
  *to++ = 1;
  to = big_endian(to, 1, 4);
  memcpy(to, list_id, 16);
  to += 16;
  for (int use = 1; use <= 4; use++) {
    char name[2] = {(char)('0' + use), 0};
    to = big_endian(to, json_number(certificates, name), 8);
  }
  to = big_endian(to, json_number(seen, "descriptor_version"), 4);
  count = to++;
  *count = 0;
  for (const Json *one = statements == NULL ? NULL : statements->first; one != NULL;
       one = one->next) {
    to = big_endian(to, strtoull(one->name, NULL, 10), 4);
    to = big_endian(to, one->number, 8);
    ++*count;
  }
  return (size_t)(to - memory);
}

static SealrollStatus verify_welcome(const Json *input, const Json *output) {
  static const uint8_t device_secret[32] = {1};
  uint8_t memory[1024], list_id[16];
  size_t length;
  uint8_t *bundle = json_bytes(input, "bundle", &length);
  SealrollInvitation *invitation = NULL;
  SealrollGuest *guest = NULL;
  SealrollWelcome *welcome = NULL;
  SealrollBuffer *words = NULL;
  SealrollStatus status = sealroll_invitation_parse(json_text(input, "link"), &invitation);
  if (status == SEALROLL_STATUS_OK) {
    size_t memory_length;
    sealroll_invitation_list_id(invitation, list_id);
    memory_length = memory_of(json_get(input, "memory"), list_id, memory);
    status = sealroll_guest_restore((int32_t)json_number(input, "environment"), memory,
                                    memory_length, device_secret, &guest);
    judge(status == SEALROLL_STATUS_OK, "memory");
    status = sealroll_guest_accept(guest, invitation, bundle, length, json_number(input, "now"),
                                   &welcome);
  }
  if (status == SEALROLL_STATUS_OK) {
    uint32_t epoch = 0;
    uint64_t not_before = 0, not_after = 0;
    judge(sealroll_welcome_epoch(welcome, &epoch, &not_before, &not_after) == SEALROLL_STATUS_OK &&
              epoch == json_number(output, "epoch"),
          "epoch");
    judge(sealroll_welcome_list_id(welcome, list_id) == SEALROLL_STATUS_OK, "list_id");
    same_bytes(list_id, sizeof list_id, output, "list_id");
    judge(sealroll_welcome_fingerprint_words(welcome, &words) == SEALROLL_STATUS_OK, "words");
    same_text(words, output, "words");
  } else {
    judge(welcome == NULL, "nothing is accepted");
  }
  sealroll_buffer_free(words);
  sealroll_welcome_free(welcome);
  sealroll_guest_free(guest);
  sealroll_invitation_free(invitation);
  free(bundle);
  return status;
}

static SealrollStatus receipt(const Json *input, const Json *output) {
  size_t key_length, list_length, entry_length;
  uint8_t *log_key = json_bytes(input, "log_key", &key_length);
  uint8_t *list_id = json_bytes(input, "list_id", &list_length);
  uint8_t *logged = json_bytes(input, "entry", &entry_length);
  const Json *text = json_get(input, "receipt");
  uint64_t index = UINT64_MAX, size = UINT64_MAX;
  SealrollStatus status = sealroll_verify_receipt(
      json_text(input, "origin"), log_key, list_id, (uint32_t)json_number(input, "generation"),
      logged, entry_length, (const uint8_t *)text->text, text->length, &index, &size);
  if (status == SEALROLL_STATUS_OK) {
    judge(index == json_number(output, "index"), "index");
    judge(size == json_number(output, "size"), "size");
  } else {
    judge(index == UINT64_MAX && size == UINT64_MAX, "outputs are untouched");
  }
  free(logged);
  free(list_id);
  free(log_key);
  return status;
}

static SealrollStatus recovery_code(const Json *input, const Json *output) {
  SealrollSecret *typed = NULL, *meant = NULL;
  SealrollBuffer *text = NULL, *wanted = NULL;
  SealrollStatus status =
      sealroll_secret_from_recovery_code(json_text(input, "text"), &typed);
  if (status == SEALROLL_STATUS_OK) {
    size_t length;
    uint8_t *secret = json_bytes(output, "secret", &length);
    judge(sealroll_secret_from_recovery_bytes(secret, &meant) == SEALROLL_STATUS_OK, "secret");
    sealroll_secret_recovery_code(typed, &text);
    sealroll_secret_recovery_code(meant, &wanted);
    judge(strcmp(sealroll_buffer_text(text), sealroll_buffer_text(wanted)) == 0, "secret");
    free(secret);
  }
  sealroll_buffer_free(wanted);
  sealroll_buffer_free(text);
  sealroll_secret_free(meant);
  sealroll_secret_free(typed);
  return status;
}

static SealrollStatus recovery_code_write(const Json *input, const Json *output) {
  size_t length;
  uint8_t *bytes = json_bytes(input, "secret", &length);
  SealrollSecret *secret = NULL;
  SealrollBuffer *text = NULL;
  SealrollStatus status = sealroll_secret_from_recovery_bytes(bytes, &secret);
  judge(sealroll_secret_recovery_code(secret, &text) == SEALROLL_STATUS_OK, "text");
  same_text(text, output, "text");
  sealroll_buffer_free(text);
  sealroll_secret_free(secret);
  free(bytes);
  return status;
}

static SealrollStatus key_file(const Json *input, const Json *output) {
  size_t length, secret_length, zeros = (size_t)json_number(input, "zeros_appended");
  uint8_t *start = json_bytes(input, "file", &length);
  uint8_t *typed = json_bytes(input, "secret", &secret_length);
  uint8_t *file = calloc(1, length + zeros + 1);
  char *passphrase = calloc(1, secret_length + 1);
  SealrollSecret *secret = NULL;
  int32_t kind = -1;
  SealrollStatus status = SEALROLL_STATUS_NULL_ARGUMENT;
  if (file != NULL && passphrase != NULL) {
    memcpy(file, start, length);
    memcpy(passphrase, typed, secret_length);
    /* The third byte says what the secret is: 2 for a passphrase. */
    status = length > 2 && file[2] == 2
                 ? sealroll_secret_from_passphrase(passphrase, &secret)
                 : sealroll_secret_from_recovery_bytes(typed, &secret);
  }
  if (status == SEALROLL_STATUS_OK) {
    status = sealroll_check_key_file(file, length + zeros, secret, &kind);
    judge(kind == (status == SEALROLL_STATUS_OK ? file[1] : -1), "kind");
  }
  (void)output;
  sealroll_secret_free(secret);
  free(passphrase);
  free(file);
  free(typed);
  free(start);
  return status;
}

static SealrollStatus authority_card(const Json *input, const Json *output) {
  size_t length;
  uint8_t *bytes = json_bytes(input, "card", &length);
  SealrollCard *card = NULL;
  SealrollBuffer *name = NULL, *words = NULL;
  SealrollStatus status = sealroll_card_from_bytes(bytes, length, &card);
  if (status == SEALROLL_STATUS_OK) {
    judge(sealroll_card_name(card, &name) == SEALROLL_STATUS_OK, "name");
    same_text(name, output, "name");
    judge(sealroll_card_words(card, &words) == SEALROLL_STATUS_OK, "words");
    same_text(words, output, "words");
  }
  sealroll_buffer_free(words);
  sealroll_buffer_free(name);
  sealroll_card_free(card);
  free(bytes);
  return status;
}

static SealrollStatus device_card(const Json *input, const Json *output) {
  size_t length;
  uint8_t *bytes = json_bytes(input, "card", &length);
  SealrollDeviceCard *card = NULL;
  SealrollBuffer *name = NULL, *words = NULL;
  SealrollStatus status = sealroll_device_card_from_bytes(bytes, length, &card);
  if (status == SEALROLL_STATUS_OK) {
    judge(sealroll_device_card_name(card, &name) == SEALROLL_STATUS_OK, "name");
    same_text(name, output, "name");
    judge(sealroll_device_card_words(card, &words) == SEALROLL_STATUS_OK, "words");
    same_text(words, output, "words");
  }
  sealroll_buffer_free(words);
  sealroll_buffer_free(name);
  sealroll_device_card_free(card);
  free(bytes);
  return status;
}

static size_t json_count(const Json *array) {
  size_t count = 0;
  for (const Json *one = array == NULL ? NULL : array->first; one != NULL; one = one->next) {
    count++;
  }
  return count;
}

static void same_refused(const SealrollDisclosureReport *report, const Json *refused) {
  const Json *one = refused == NULL ? NULL : refused->first;
  judge(sealroll_disclosure_report_refused_count(report) == json_count(refused), "refused");
  for (size_t i = 0; one != NULL; one = one->next, i++) {
    uint32_t generation = 0;
    uint64_t position = 0;
    int32_t reason = 0;
    judge(sealroll_disclosure_report_refused(report, i, &generation, &position, &reason) ==
                  SEALROLL_STATUS_OK &&
              generation == json_number(one, "generation") &&
              position == json_number(one, "leaf_index") &&
              strcmp(sealroll_status_name(reason), json_text(one, "error")) == 0,
          "refused record");
  }
}

/* An authority's state is its key with the name that stands in its card. */
static SealrollStatus disclosure(const Json *input, const Json *output) {
  size_t card_length, key_length, length;
  uint8_t *card = json_bytes(input, "card", &card_length);
  uint8_t *key = json_bytes(input, "secret_key", &key_length);
  uint8_t *bytes = json_bytes(input, "disclosure", &length);
  uint8_t state[1 + 32 + 1 + 120] = {2}, id[32];
  SealrollAuthority *authority = NULL;
  SealrollDisclosureReport *report = NULL;
  SealrollBuffer *words = NULL, *reason = NULL;
  uint64_t time = 0;
  SealrollStatus status;
  judge(key_length == 32 && card_length > 33 && card_length <= sizeof state, "key and card");
  memcpy(state + 1, key, 32);
  memcpy(state + 33, card + 33, card_length - 33);
  judge(sealroll_authority_from_bytes(state, card_length, &authority) == SEALROLL_STATUS_OK,
        "authority");
  status = sealroll_authority_open(authority, bytes, length,
                                   (int32_t)json_number(input, "environment"), &report);
  if (status == SEALROLL_STATUS_OK) {
    judge(sealroll_disclosure_report_id(report, id) == SEALROLL_STATUS_OK, "id");
    same_bytes(id, sizeof id, output, "disclosure_id");
    judge(sealroll_disclosure_report_list_id(report, id) == SEALROLL_STATUS_OK, "list_id");
    same_bytes(id, 16, output, "list_id");
    judge(sealroll_disclosure_report_fingerprint_words(report, &words) == SEALROLL_STATUS_OK,
          "words");
    same_text(words, output, "words");
    judge(sealroll_disclosure_report_reason(report, SEALROLL_REASON_CASE, &reason) ==
              SEALROLL_STATUS_OK,
          "case");
    same_text(reason, output, "case");
    judge(sealroll_disclosure_report_time(report, &time) == SEALROLL_STATUS_OK &&
              time == json_number(output, "time"),
          "time");
    judge(sealroll_disclosure_report_record_count(report) == json_count(json_get(output, "records")),
          "records");
    same_refused(report, json_get(output, "refused"));
  } else {
    judge(report == NULL, "nothing is opened");
  }
  sealroll_buffer_free(reason);
  sealroll_buffer_free(words);
  sealroll_disclosure_report_free(report);
  sealroll_authority_free(authority);
  free(bytes);
  free(key);
  free(card);
  return status;
}

/* From the link to the bundle; sealing is random here, and what it gives is not compared. */
static SealrollStatus worked_check_in(const Json *input, const Json *output) {
  return verify_welcome(input, json_get(output, "welcome"));
}

static const struct {
  const char *kind;
  Runner *run;
  const char *reason;
} kinds[] = {
    {"decode-root", decode_root, NULL},
    {"decode-certificate", decode_certificate, NULL},
    {"decode-descriptor", decode_descriptor, NULL},
    {"decode-statement", decode_statement, NULL},
    {"decode-envelope", decode_envelope, NULL},
    {"entry", entry, NULL},
    {"fingerprint-words", fingerprint_words, NULL},
    {"parse-invitation", parse_invitation, NULL},
    {"verify-welcome", verify_welcome, NULL},
    {"receipt", receipt, NULL},
    {"recovery-code", recovery_code, NULL},
    {"recovery-code-write", recovery_code_write, NULL},
    {"key-file", key_file, NULL},
    {"worked-check-in", worked_check_in, NULL},
    {"authority-card", authority_card, NULL},
    {"device-card", device_card, NULL},
    {"disclosure", disclosure, NULL},
    {"labels", NULL, "constants within the library"},
    {"psk", NULL, "an intermediate value of sealing"},
    {"hedge", NULL, "an intermediate value of sealing"},
    {"ed25519-verify", NULL, "signatures are verified as parts of structures"},
    {"x25519-key", NULL, "keys are checked as parts of structures"},
    {"x25519-shared", NULL, "an intermediate value of sealing"},
    {"verify-certificate", NULL, "verified as a part of a bundle"},
    {"verify-descriptor", NULL, "verified as a part of a bundle"},
    {"verify-statement", NULL, "verified as a part of a bundle"},
    {"verify-registration", NULL, "the processor's task"},
    {"seal-envelope", NULL, "keys and randomness of sealing are not the caller's"},
    {"open-envelope", NULL, "an owner opens what its log holds, not single envelopes"},
    {"record-decode", NULL, "records are decoded only when they are opened"},
    {"verify-follow-up", NULL, "follow-ups are verified only when they are opened"},
    {"field", NULL, "what is typed is trimmed first, and checked when it is sealed"},
    {"decode-frontier", NULL, "an owner's keys are saved and restored as a whole"},
    {"frontier", NULL, "an owner's keys are saved and restored as a whole"},
    {"key-file-seal", NULL, "the salt is not the caller's"},
    {"tree", NULL, "the processor's and the auditor's task"},
    {"inclusion", NULL, "verified as a part of a receipt"},
    {"consistency", NULL, "verified when an owner syncs"},
    {"note", NULL, "verified as a part of a receipt"},
    {"checkpoint", NULL, "verified as a part of a receipt"},
    {"cosignature", NULL, "verified as a part of a bundle"},
    {"http-signature", NULL, "the processor's task"},
    {"instruction", NULL, "the processor's task"},
    {"document", NULL, "read as a part of an audit"},
    {"document-hashes", NULL, "read as a part of an audit"},
    {"renew", NULL, "needs a ticket that a guest never takes from outside"},
    {"lost", NULL, "needs a ticket that a guest never takes from outside"},
    {"log-deleted", NULL, "needs a ticket that a guest never takes from outside"},
    {"acknowledgement", NULL, "needs an order that an owner never takes from outside"},
    {"disclosure-seal", NULL, "keys and randomness of sealing are not the caller's"},
    {"feed", NULL, "the processor's task"},
    {"notice", NULL, "notices are tried with secrets that a ticket does not show"},
    {"notice-message", NULL, "notices are tried with secrets that a ticket does not show"},
    {"notice-page", NULL, "notices are tried with secrets that a ticket does not show"},
    {"notice-page-number", NULL, "notices are tried with secrets that a ticket does not show"},
    {"notice-seal", NULL, "notices are tried with secrets that a ticket does not show"},
    {"sheet", NULL, "recovery sheets have no call of their own"},
    {"sheets", NULL, "recovery sheets have no call of their own"},
    {"recovery-words", NULL, "recovery words have no call of their own"},
    {"recovery-words-write", NULL, "recovery words have no call of their own"},
    {"recovery-blob", NULL, "an owner opens recovery files as a whole"},
    {"recovery-blob-seal", NULL, "keys and randomness of sealing are not the caller's"},
    {"recovery-key", NULL, "an intermediate value of recovery"},
    {"canary", NULL, "an intermediate value of a drill"},
    {"sealed-contact", NULL, "contact data is opened as a part of a record"},
    {"frontier-range", NULL, "an owner's keys are saved and restored as a whole"},
    {"grant-seal", NULL, "keys and randomness of sealing are not the caller's"},
    {"grant", NULL, "needs keys that a new device never takes from outside"},
    {"owner-inbox", NULL, "needs keys that an owner never takes from outside"},
    {"sync", NULL, "needs keys that an owner never takes from outside"},
    {"recovered-log", NULL, "needs keys that an owner never takes from outside"},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };
static unsigned long cases[KINDS];

static void run_case(const Json *vector) {
  const char *kind = json_text(vector, "kind");
  for (size_t i = 0; i < KINDS; i++) {
    if (strcmp(kinds[i].kind, kind) != 0) {
      continue;
    }
    cases[i]++;
    if (kinds[i].run != NULL) {
      SealrollStatus status = kinds[i].run(json_get(vector, "input"), json_get(vector, "output"));
      if (status != (SealrollStatus)-1) {
        const char *found = sealroll_status_name(status);
        judge(strcmp(found, json_text(vector, "expect")) == 0, found);
      }
    }
    return;
  }
  judge(0, "a kind that this runner does not know");
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *place) {
  size_t length = strlen(path);
  char *text;
  FILE *file;
  Json *vector;
  (void)place;
  if (type != FTW_F || length < 5 || strcmp(path + length - 5, ".json") != 0) {
    return 0;
  }
  current = path;
  file = fopen(path, "rb");
  text = calloc(1, (size_t)status->st_size + 1);
  if (file == NULL || text == NULL ||
      fread(text, 1, (size_t)status->st_size, file) != (size_t)status->st_size) {
    judge(0, "it cannot be read");
  } else {
    vector = json_read(text);
    judge(vector != NULL, "it is JSON");
    if (vector != NULL) {
      run_case(vector);
    }
    json_free(vector);
  }
  free(text);
  if (file != NULL) {
    fclose(file);
  }
  return 0;
}

int main(int count, char **arguments) {
  if (count != 2 || nftw(arguments[1], visit, 16, FTW_PHYS) != 0) {
    fprintf(stderr, "usage: vectors FOLDER\n");
    return 2;
  }
  current = arguments[1];
  for (size_t i = 0; i < KINDS; i++) {
    if (kinds[i].run == NULL) {
      printf("not expressible: %4lu of %s: %s\n", cases[i], kinds[i].kind, kinds[i].reason);
    }
    judge(cases[i] > 0 || kinds[i].run == NULL, kinds[i].kind);
  }
  printf("not expressible: %4lu single cases of other kinds\n", left_out);
  printf("%lu passed, %lu failed\n", passed, wrong);
  return wrong == 0 && passed > 0 ? 0 : 1;
}
