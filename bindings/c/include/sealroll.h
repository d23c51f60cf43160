/*
 * sealroll: attendance lists that only their owner can read.
 *
 * This file is generated from the library's source; do not edit it.
 *
 * A guest scans a QR code and checks in. The record is sealed on the guest's device, stored by a
 * processor that cannot open it, and opened by the owner. The library speaks to nobody: it makes
 * requests, and the caller sends them and brings the answers. Time is an argument, in seconds
 * since 1970 by a clock that the processor does not control.
 *
 * Rules for every function, unless it says otherwise:
 *
 * Objects. The types without members are objects. A function that makes one writes a pointer to
 * it; the caller frees it, once, with the function that its type names. Nothing else frees it,
 * also not a call that uses it up. Freeing NULL does nothing. An object keeps no pointer to
 * another or to an argument: they can be freed in any order.
 *
 * Results. A function returns SEALROLL_STATUS_OK, or why it did nothing. What it writes through
 * pointers, it writes only on success. sealroll_last_error has a sentence for a person. No status
 * and no sentence contains what a guest typed.
 *
 * Arguments. Texts are UTF-8 and end with a zero byte. Bytes come with their length and may be
 * NULL if it is 0. No other pointer may be NULL unless that is said. NULL, an object of another
 * type, texts that are not UTF-8 and numbers out of range are refused by a status. Pointers to
 * freed or foreign memory cannot be told from good ones: that is the caller's part.
 *
 * Threads. Any thread may use an object. Two calls on one object at the same time are refused with
 * SEALROLL_STATUS_BUSY, reading ones too; calls on different objects do not wait for each other.
 *
 * Secrets. Keys, buffers and forms are wiped when they are freed. The copies that sealing makes of
 * what a guest typed lie in ordinary memory for the time of the call. What the caller copies is the
 * caller's to wipe.
 */

#ifndef SEALROLL_H
#define SEALROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The version of this header. */
#define SEALROLL_VERSION "0.1.0"
#define SEALROLL_VERSION_MAJOR 0
#define SEALROLL_VERSION_MINOR 1
#define SEALROLL_VERSION_PATCH 0


/**
 * Stands for seven days, what an auditor usually allows.
 */
#define SEALROLL_SEVEN_DAYS 604800

/**
 * Stands for the instruction log where the generation of a record log is given otherwise.
 */
#define SEALROLL_INSTRUCTION_LOG UINT32_MAX

/**
 * Stands for all epochs.
 */
#define SEALROLL_ALL_EPOCHS UINT32_MAX

/**
 * What a function answers. 0 is success; everything else says why nothing was done.
 *
 * The numbers are part of the binary interface: they are never used again for something else.
 * The names, from `sealroll_status_name`, are those of the specification and of the other
 * bindings.
 */
enum SealrollStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Done.
   */
  SEALROLL_STATUS_OK = 0,
  /**
   * A pointer that must not be NULL is.
   */
  SEALROLL_STATUS_NULL_ARGUMENT = 1,
  /**
   * An argument is outside its range, or a text is not UTF-8.
   */
  SEALROLL_STATUS_BAD_ARGUMENT = 2,
  /**
   * The pointer is not to an object of this type.
   */
  SEALROLL_STATUS_WRONG_HANDLE = 3,
  /**
   * An earlier call has used the object up. It can only be freed.
   */
  SEALROLL_STATUS_USED = 4,
  /**
   * Another call works on the object at this moment.
   */
  SEALROLL_STATUS_BUSY = 5,
  /**
   * A callback stopped the work.
   */
  SEALROLL_STATUS_CANCELLED = 6,
  /**
   * The processor refused without naming a known problem.
   */
  SEALROLL_STATUS_REFUSED = 7,
  /**
   * The generator gave no random bytes.
   */
  SEALROLL_STATUS_RANDOM_FAILED = 8,
  /**
   * A defect of the library. The objects of the call can only be freed.
   */
  SEALROLL_STATUS_PANIC = 9,
  /**
   * A callback brought no answer of the processor.
   */
  SEALROLL_STATUS_UNREACHABLE = 10,
  /**
   * There is no such value.
   */
  SEALROLL_STATUS_ABSENT = 11,
  /**
   * The array has no room for the result.
   */
  SEALROLL_STATUS_SHORT_BUFFER = 12,
  /**
   * A structure is cut off.
   */
  SEALROLL_STATUS_TRUNCATED = 100,
  /**
   * Bytes are left over after a structure.
   */
  SEALROLL_STATUS_TRAILING_BYTES = 101,
  /**
   * A length or count is outside its bounds.
   */
  SEALROLL_STATUS_LIMIT = 102,
  /**
   * The version is not supported.
   */
  SEALROLL_STATUS_UNSUPPORTED_VERSION = 103,
  /**
   * The suite is not supported.
   */
  SEALROLL_STATUS_UNSUPPORTED_SUITE = 104,
  /**
   * A value is undefined or out of range.
   */
  SEALROLL_STATUS_BAD_VALUE = 105,
  /**
   * A text is not plain text.
   */
  SEALROLL_STATUS_BAD_TEXT = 106,
  /**
   * A public key is not valid.
   */
  SEALROLL_STATUS_BAD_KEY = 107,
  /**
   * A signature does not verify.
   */
  SEALROLL_STATUS_BAD_SIGNATURE = 108,
  /**
   * The length is not that of the structure.
   */
  SEALROLL_STATUS_BAD_LENGTH = 109,
  /**
   * The link is not an invitation.
   */
  SEALROLL_STATUS_BAD_LINK = 110,
  /**
   * A field breaks its rule; `sealroll_last_error_field` names it.
   */
  SEALROLL_STATUS_BAD_FIELD = 111,
  /**
   * An entry of the log is malformed.
   */
  SEALROLL_STATUS_BAD_ENTRY = 112,
  /**
   * A proof does not hold.
   */
  SEALROLL_STATUS_BAD_PROOF = 113,
  /**
   * That is not a recovery code.
   */
  SEALROLL_STATUS_BAD_CODE = 114,
  /**
   * The recovery code has a mistyped character.
   */
  SEALROLL_STATUS_BAD_CHECKSUM = 115,
  /**
   * The encoding is not the only one allowed.
   */
  SEALROLL_STATUS_NON_CANONICAL = 116,
  /**
   * A document of the authorities' log is malformed.
   */
  SEALROLL_STATUS_BAD_DOCUMENT = 117,
  /**
   * It belongs to another list.
   */
  SEALROLL_STATUS_WRONG_LIST = 200,
  /**
   * It is of another environment (production, test).
   */
  SEALROLL_STATUS_WRONG_ENVIRONMENT = 201,
  /**
   * The key is certified for another use.
   */
  SEALROLL_STATUS_WRONG_USE = 202,
  /**
   * The statement names other terms.
   */
  SEALROLL_STATUS_WRONG_DESCRIPTOR = 203,
  /**
   * Header, statement and entry do not name one epoch.
   */
  SEALROLL_STATUS_WRONG_EPOCH = 204,
  /**
   * The proof is of another log.
   */
  SEALROLL_STATUS_WRONG_LOG = 205,
  /**
   * The range of validity is over or too short.
   */
  SEALROLL_STATUS_EXPIRED = 206,
  /**
   * The range of validity has not begun.
   */
  SEALROLL_STATUS_NOT_YET_VALID = 207,
  /**
   * A newer one has been seen.
   */
  SEALROLL_STATUS_ROLLED_BACK = 208,
  /**
   * The poster has been replaced.
   */
  SEALROLL_STATUS_REPLACED_POSTER = 209,
  /**
   * The owner's witness has not cosigned it.
   */
  SEALROLL_STATUS_NOT_COSIGNED = 210,
  /**
   * It does not open, whatever the cause.
   */
  SEALROLL_STATUS_OPEN_FAILED = 211,
  /**
   * A required field is missing; `sealroll_last_error_field` names it.
   */
  SEALROLL_STATUS_FIELD_REQUIRED = 212,
  /**
   * The list does not ask for a field; `sealroll_last_error_field` names it.
   */
  SEALROLL_STATUS_FIELD_NOT_ALLOWED = 213,
  /**
   * It repeats an earlier record or key.
   */
  SEALROLL_STATUS_DUPLICATE = 214,
  /**
   * The log does not hold it.
   */
  SEALROLL_STATUS_NOT_LOGGED = 215,
  /**
   * There is no such statement.
   */
  SEALROLL_STATUS_UNKNOWN_STATEMENT = 216,
  /**
   * The statement had been superseded for too long.
   */
  SEALROLL_STATUS_STALE_STATEMENT = 217,
  /**
   * The check-in that it follows up is not known.
   */
  SEALROLL_STATUS_UNKNOWN_CHECK_IN = 218,
  /**
   * The log contradicts what it said before.
   */
  SEALROLL_STATUS_INCONSISTENT = 219,
  /**
   * The log holds a statement that this owner did not issue.
   */
  SEALROLL_STATUS_FOREIGN_STATEMENT = 220,
  /**
   * A document that the instruction log names was not handed out.
   */
  SEALROLL_STATUS_MISSING_DOCUMENT = 221,
  /**
   * The device lacks the right that this takes.
   */
  SEALROLL_STATUS_NOT_GRANTED = 222,
  /**
   * The certificate was revoked.
   */
  SEALROLL_STATUS_REVOKED = 223,
  /**
   * Sheets of a recovery code do not belong together.
   */
  SEALROLL_STATUS_MIXED_SHEETS = 224,
  /**
   * Sheets of a recovery code are missing.
   */
  SEALROLL_STATUS_TOO_FEW_SHEETS = 225,
  /**
   * A drill found a record that it did not make.
   */
  SEALROLL_STATUS_UNKNOWN_CANARY = 226,
  /**
   * The log is gone before the time for its audits is over.
   */
  SEALROLL_STATUS_MISSING_LOG = 227,
  /**
   * The request is not signed.
   */
  SEALROLL_STATUS_SIGNATURE_REQUIRED = 300,
  /**
   * The request's signature is not valid now.
   */
  SEALROLL_STATUS_SIGNATURE_EXPIRED = 301,
  /**
   * The request was sent before.
   */
  SEALROLL_STATUS_NONCE_REUSED = 302,
  /**
   * The instruction is not understood.
   */
  SEALROLL_STATUS_BAD_INSTRUCTION = 303,
  /**
   * A later instruction was given before.
   */
  SEALROLL_STATUS_STALE_INSTRUCTION = 304,
  /**
   * There is no such list.
   */
  SEALROLL_STATUS_UNKNOWN_LIST = 305,
  /**
   * The body is longer than any envelope.
   */
  SEALROLL_STATUS_BODY_TOO_LARGE = 306,
  /**
   * The path does not name the record in the body.
   */
  SEALROLL_STATUS_RECORD_ID_MISMATCH = 307,
  /**
   * The epoch has not begun.
   */
  SEALROLL_STATUS_EPOCH_NOT_OPEN = 308,
  /**
   * The epoch is over.
   */
  SEALROLL_STATUS_EPOCH_EXPIRED = 309,
  /**
   * The epoch was erased, or its key given up.
   */
  SEALROLL_STATUS_EPOCH_PURGED = 310,
  /**
   * The epoch has as many records as its terms allow.
   */
  SEALROLL_STATUS_EPOCH_FULL = 311,
  /**
   * The processor has too much to do. Try again later.
   */
  SEALROLL_STATUS_OVERLOADED = 312,
  /**
   * The processor has no room left. Try again later.
   */
  SEALROLL_STATUS_STORAGE_FULL = 313,
  /**
   * There is no such path.
   */
  SEALROLL_STATUS_NOT_FOUND = 314,
  /**
   * Not with this method.
   */
  SEALROLL_STATUS_METHOD_NOT_ALLOWED = 315,
  /**
   * The body did not arrive in time.
   */
  SEALROLL_STATUS_BODY_INCOMPLETE = 316,
  /**
   * The processor failed. Try again later.
   */
  SEALROLL_STATUS_INTERNAL = 317,
  /**
   * The list was terminated.
   */
  SEALROLL_STATUS_LIST_TERMINATED = 318,
  /**
   * The processor was restored and is not ready yet. Try again later.
   */
  SEALROLL_STATUS_RECOVERING = 319,
  /**
   * The processor keeps no recovery file of the list.
   */
  SEALROLL_STATUS_NO_BLOB = 320,
  /**
   * The upload does not bring the token of the code under which it was sealed.
   */
  SEALROLL_STATUS_BAD_UPLOAD_TOKEN = 321,
  /**
   * The log was deleted: the time for audits is over.
   */
  SEALROLL_STATUS_LOG_DELETED = 322,
  /**
   * A new list needs a token of the operator.
   */
  SEALROLL_STATUS_TOKEN_REQUIRED = 340,
  /**
   * The token is unknown, expired or used.
   */
  SEALROLL_STATUS_BAD_TOKEN = 341,
  /**
   * A new list needs a PIN by phone.
   */
  SEALROLL_STATUS_PIN_REQUIRED = 342,
  /**
   * This is not the PIN.
   */
  SEALROLL_STATUS_WRONG_PIN = 343,
  /**
   * No PIN is valid for this registration. Ask for a new one.
   */
  SEALROLL_STATUS_NO_PIN = 344,
  /**
   * This is no phone number.
   */
  SEALROLL_STATUS_BAD_PHONE_NUMBER = 345,
  /**
   * Numbers of this country are not taken.
   */
  SEALROLL_STATUS_COUNTRY_NOT_ALLOWED = 346,
  /**
   * The list is registered and needs no PIN.
   */
  SEALROLL_STATUS_ALREADY_REGISTERED = 347,
  /**
   * The message could not be sent. Try again later.
   */
  SEALROLL_STATUS_SMS_FAILED = 348,
  /**
   * Too many requests. Try again later.
   */
  SEALROLL_STATUS_TOO_MANY_REQUESTS = 349,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollStatus SealrollStatus;
#else
typedef int32_t SealrollStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a device may do. Functions take and give the sum. A device of the owner, which is no
 * delegate's, may do everything.
 */
enum SealrollAbility
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Hold keys of epochs, and fetch their envelopes.
   */
  SEALROLL_ABILITY_READ = 1,
  /**
   * The device is a delegate's.
   */
  SEALROLL_ABILITY_DELEGATE = 2,
  /**
   * A delegate may order erasure, restriction and holds.
   */
  SEALROLL_ABILITY_INSTRUCT = 4,
  /**
   * A delegate may disclose.
   */
  SEALROLL_ABILITY_DISCLOSE = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollAbility SealrollAbility;
#else
typedef int32_t SealrollAbility;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What lets a new list in where the processor does not take everybody's.
 */
enum SealrollAdmission
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * A token that the processor's operator has given out.
   */
  SEALROLL_ADMISSION_TOKEN = 0,
  /**
   * The PIN that was sent to a phone after `sealroll_owner_pin_request`.
   */
  SEALROLL_ADMISSION_PIN = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollAdmission SealrollAdmission;
#else
typedef int32_t SealrollAdmission;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What an owner decided on a request.
 */
enum SealrollDecision
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Done as asked.
   */
  SEALROLL_DECISION_GRANTED = 0,
  /**
   * Not done; the text should say why.
   */
  SEALROLL_DECISION_REFUSED = 1,
  /**
   * There is nothing left that it could be done with.
   */
  SEALROLL_DECISION_ALREADY_ERASED = 2,
  /**
   * Taken note of, without a decision.
   */
  SEALROLL_DECISION_NOTED = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollDecision SealrollDecision;
#else
typedef int32_t SealrollDecision;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Which environment a program was built for. Lists of the other one are refused.
 */
enum SealrollEnvironment
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Real visits.
   */
  SEALROLL_ENVIRONMENT_PRODUCTION = 1,
  /**
   * Tests.
   */
  SEALROLL_ENVIRONMENT_TEST = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollEnvironment SealrollEnvironment;
#else
typedef int32_t SealrollEnvironment;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why a check-in was erased.
 */
enum SealrollErasure
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Its retention was over.
   */
  SEALROLL_ERASURE_RETENTION = 0,
  /**
   * The owner wanted it.
   */
  SEALROLL_ERASURE_OWNER = 1,
  /**
   * The guest asked for it.
   */
  SEALROLL_ERASURE_REQUEST = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollErasure SealrollErasure;
#else
typedef int32_t SealrollErasure;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A field of a record.
 */
enum SealrollField
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Given name, 1 to 100 bytes.
   */
  SEALROLL_FIELD_GIVEN_NAME = 0,
  /**
   * Family name, 1 to 100 bytes.
   */
  SEALROLL_FIELD_FAMILY_NAME = 1,
  /**
   * Phone number: `+`, country code and number. Spaces, hyphens, slashes and brackets are
   * dropped.
   */
  SEALROLL_FIELD_PHONE = 2,
  /**
   * E-mail address, 3 to 254 bytes.
   */
  SEALROLL_FIELD_EMAIL = 3,
  /**
   * Street and house number, 1 to 120 bytes.
   */
  SEALROLL_FIELD_STREET = 4,
  /**
   * Postal code, 1 to 16 letters, digits, spaces and hyphens.
   */
  SEALROLL_FIELD_POSTAL_CODE = 5,
  /**
   * City, 1 to 120 bytes.
   */
  SEALROLL_FIELD_CITY = 6,
  /**
   * Country, two capital letters.
   */
  SEALROLL_FIELD_COUNTRY = 7,
  /**
   * Place in the venue, for instance a table, 1 to 60 bytes.
   */
  SEALROLL_FIELD_PLACE = 8,
  /**
   * Number of companions; see `sealroll_form_set_companions`.
   */
  SEALROLL_FIELD_COMPANIONS = 9,
  /**
   * Names of companions; see `sealroll_form_add_companion_name`.
   */
  SEALROLL_FIELD_COMPANION_NAMES = 10,
  /**
   * Planned end of the visit; see `sealroll_form_set_time`.
   */
  SEALROLL_FIELD_PLANNED_END = 11,
  /**
   * Arrival; see `sealroll_form_set_time`.
   */
  SEALROLL_FIELD_ARRIVAL = 12,
  /**
   * Departure. No form has it: a check-out does.
   */
  SEALROLL_FIELD_DEPARTURE = 13,
  /**
   * Door code, 1 to 16 letters, digits and hyphens.
   */
  SEALROLL_FIELD_DOOR_CODE = 14,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollField SealrollField;
#else
typedef int32_t SealrollField;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A kind of finding. The numbers are never used again for something else.
 */
enum SealrollFinding
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * A head of the log is not signed by the processor, or belongs to another log.
   */
  SEALROLL_FINDING_BAD_HEAD = 0,
  /**
   * The log contradicts a head that the processor has signed.
   */
  SEALROLL_FINDING_FORKED = 1,
  /**
   * The owner has not cosigned the log for too long.
   */
  SEALROLL_FINDING_NOT_WITNESSED = 2,
  /**
   * An entry is malformed or stands in the wrong log.
   */
  SEALROLL_FINDING_BAD_ENTRY = 3,
  /**
   * A document was not handed out, or was exchanged.
   */
  SEALROLL_FINDING_MISSING_DOCUMENT = 4,
  /**
   * A document is not valid.
   */
  SEALROLL_FINDING_BAD_DOCUMENT = 5,
  /**
   * A time of the processor's that a cosignature disproves.
   */
  SEALROLL_FINDING_BACK_DATED = 6,
  /**
   * An instruction does not follow the one before it.
   */
  SEALROLL_FINDING_BROKEN_CHAIN = 7,
  /**
   * An instruction was not acknowledged.
   */
  SEALROLL_FINDING_UNACKNOWLEDGED = 8,
  /**
   * An erasure was confirmed but the record log does not show it.
   */
  SEALROLL_FINDING_NOT_CARRIED_OUT = 9,
  /**
   * Something was erased that nobody ordered and whose retention is not over.
   */
  SEALROLL_FINDING_UNFOUNDED_ERASURE = 10,
  /**
   * An erasure has no certificate, or one that names other records.
   */
  SEALROLL_FINDING_UNCERTIFIED_ERASURE = 11,
  /**
   * Records should have been erased by now.
   */
  SEALROLL_FINDING_OVERDUE = 12,
  /**
   * A record was taken for an epoch that had been erased before.
   */
  SEALROLL_FINDING_AFTER_PURGE = 13,
  /**
   * The log holds a statement that the owner has not signed.
   */
  SEALROLL_FINDING_FOREIGN_STATEMENT = 14,
  /**
   * Statements stand in another order than they were issued.
   */
  SEALROLL_FINDING_SERIAL = 15,
  /**
   * The processor was restored from a backup and has named a gap.
   */
  SEALROLL_FINDING_REOPENED = 16,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollFinding SealrollFinding;
#else
typedef int32_t SealrollFinding;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A kind of key file.
 */
enum SealrollKeyFile
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * `sealroll_identity_to_file` made it.
   */
  SEALROLL_KEY_FILE_IDENTITY = 1,
  /**
   * `sealroll_owner_to_decryption_file` made it.
   */
  SEALROLL_KEY_FILE_DECRYPTION = 2,
  /**
   * `sealroll_owner_to_device_file` made it.
   */
  SEALROLL_KEY_FILE_DEVICE = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollKeyFile SealrollKeyFile;
#else
typedef int32_t SealrollKeyFile;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The language of the words of a recovery code.
 */
enum SealrollLanguage
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * German.
   */
  SEALROLL_LANGUAGE_GERMAN = 0,
  /**
   * English.
   */
  SEALROLL_LANGUAGE_ENGLISH = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollLanguage SealrollLanguage;
#else
typedef int32_t SealrollLanguage;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a message says.
 */
enum SealrollMessage
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It answers a request of the guest: `sealroll_mail_answer`.
   */
  SEALROLL_MESSAGE_ANSWER = 0,
  /**
   * The check-in was erased: `sealroll_mail_erased_for`.
   */
  SEALROLL_MESSAGE_ERASED = 1,
  /**
   * The check-in was disclosed to an authority: `sealroll_mail_disclosure`.
   */
  SEALROLL_MESSAGE_DISCLOSED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollMessage SealrollMessage;
#else
typedef int32_t SealrollMessage;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A number of a list's terms.
 */
enum SealrollNumber
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * First second of epoch 0 since 1970. Fixed once the list exists. Default 0.
   */
  SEALROLL_NUMBER_EPOCH_ANCHOR = 0,
  /**
   * Seconds of an epoch, 3600 to 2678400. Fixed once the list exists. Default a day.
   */
  SEALROLL_NUMBER_EPOCH_LENGTH = 1,
  /**
   * How many epochs records are kept, 1 to 3660.
   */
  SEALROLL_NUMBER_RETENTION_EPOCHS = 2,
  /**
   * Most companions of one check-in, at most 50.
   */
  SEALROLL_NUMBER_MAX_COMPANIONS = 3,
  /**
   * Whether the guest is asked for the door code: 0 or 1.
   */
  SEALROLL_NUMBER_DOOR_CODE = 4,
  /**
   * Bytes that every record is padded to: 256, 512, 1024 or 2048. Fixed once the list exists.
   */
  SEALROLL_NUMBER_BUCKET = 5,
  /**
   * Epochs of a generation, 1 to 2048. Only for a new list. Default 31.
   */
  SEALROLL_NUMBER_GENERATION_EPOCHS = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollNumber SealrollNumber;
#else
typedef int32_t SealrollNumber;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What an instruction orders.
 */
enum SealrollOrder
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Erase every envelope of the epoch.
   */
  SEALROLL_ORDER_PURGE_EPOCH = 0,
  /**
   * Erase one envelope.
   */
  SEALROLL_ORDER_ERASE_RECORD = 1,
  /**
   * Keep an envelope and hand it out to nobody.
   */
  SEALROLL_ORDER_RESTRICT_RECORD = 2,
  /**
   * End the restriction of an envelope.
   */
  SEALROLL_ORDER_LIFT_RECORD = 3,
  /**
   * Do not erase the epoch for its age.
   */
  SEALROLL_ORDER_HOLD_EPOCH = 4,
  /**
   * End the hold of an epoch.
   */
  SEALROLL_ORDER_LIFT_EPOCH = 5,
  /**
   * Let the bearer of a token read the logs: `sealroll_owner_admit_reader`.
   */
  SEALROLL_ORDER_ADMIT_READER = 6,
  /**
   * End what that allowed.
   */
  SEALROLL_ORDER_DISMISS_READER = 7,
  /**
   * Object to a statement of the processor.
   */
  SEALROLL_ORDER_OBJECT_PROCESSOR = 8,
  /**
   * A disclosure was made: `sealroll_owner_instruct_disclosure`.
   */
  SEALROLL_ORDER_DISCLOSE = 9,
  /**
   * Erase everything and take nothing more: `sealroll_owner_terminate`.
   */
  SEALROLL_ORDER_TERMINATE_LIST = 10,
  /**
   * This device has given up the key of the epoch.
   */
  SEALROLL_ORDER_PUNCTURED_EPOCH = 11,
  /**
   * A device was granted something: `sealroll_owner_instruct_grant`.
   */
  SEALROLL_ORDER_GRANT_DEVICE = 12,
  /**
   * Take nothing more that a key signs: `sealroll_owner_instruct_revocation`.
   */
  SEALROLL_ORDER_REVOKE_CERTIFICATE = 13,
  /**
   * A drill was made: `sealroll_owner_drill`.
   */
  SEALROLL_ORDER_DRILL_RECORD = 14,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollOrder SealrollOrder;
#else
typedef int32_t SealrollOrder;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whether a list asks for a field.
 */
enum SealrollPolicy
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The field must not be there.
   */
  SEALROLL_POLICY_ABSENT = 0,
  /**
   * The field may be there.
   */
  SEALROLL_POLICY_OPTIONAL = 1,
  /**
   * The field must be there.
   */
  SEALROLL_POLICY_REQUIRED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollPolicy SealrollPolicy;
#else
typedef int32_t SealrollPolicy;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A text of a processor's statement.
 */
enum SealrollProcessor
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Who runs the service.
   */
  SEALROLL_PROCESSOR_OPERATOR = 0,
  /**
   * Where.
   */
  SEALROLL_PROCESSOR_REGION = 1,
  /**
   * With which program.
   */
  SEALROLL_PROCESSOR_SOFTWARE = 2,
  /**
   * Whose services it uses, a line each.
   */
  SEALROLL_PROCESSOR_SUB_PROCESSORS = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollProcessor SealrollProcessor;
#else
typedef int32_t SealrollProcessor;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why records were disclosed.
 */
enum SealrollReason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Number or name of the authority's case, 1 to 120 bytes.
   */
  SEALROLL_REASON_CASE = 0,
  /**
   * What the records are needed for, 1 to 500 bytes.
   */
  SEALROLL_REASON_PURPOSE = 1,
  /**
   * The law that asks for them, 1 to 300 bytes.
   */
  SEALROLL_REASON_LEGAL_BASIS = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollReason SealrollReason;
#else
typedef int32_t SealrollReason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A right of the data subject.
 */
enum SealrollRight
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * To know what is stored.
   */
  SEALROLL_RIGHT_ACCESS = 0,
  /**
   * To have it rectified.
   */
  SEALROLL_RIGHT_RECTIFY = 1,
  /**
   * To have it erased.
   */
  SEALROLL_RIGHT_ERASE = 2,
  /**
   * To have its use restricted.
   */
  SEALROLL_RIGHT_RESTRICT = 3,
  /**
   * To take it along.
   */
  SEALROLL_RIGHT_PORT = 4,
  /**
   * To object to its use.
   */
  SEALROLL_RIGHT_OBJECT = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollRight SealrollRight;
#else
typedef int32_t SealrollRight;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Who noticed a departure.
 */
enum SealrollSource
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The guest.
   */
  SEALROLL_SOURCE_GUEST = 0,
  /**
   * The guest's app, by itself.
   */
  SEALROLL_SOURCE_AUTOMATIC = 1,
  /**
   * The owner.
   */
  SEALROLL_SOURCE_OWNER = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollSource SealrollSource;
#else
typedef int32_t SealrollSource;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A structure of the protocol.
 */
enum SealrollStructure
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Root document; its id is the root fingerprint.
   */
  SEALROLL_STRUCTURE_ROOT_DOCUMENT = 0,
  /**
   * Certificate; it has no id.
   */
  SEALROLL_STRUCTURE_CERTIFICATE = 1,
  /**
   * Descriptor, the signed terms; its id is the descriptor hash.
   */
  SEALROLL_STRUCTURE_DESCRIPTOR = 2,
  /**
   * Statement; its id is the statement id.
   */
  SEALROLL_STRUCTURE_STATEMENT = 3,
  /**
   * Envelope; its id is the record id.
   */
  SEALROLL_STRUCTURE_ENVELOPE = 4,
  /**
   * Entry of a log; its id is the leaf hash.
   */
  SEALROLL_STRUCTURE_ENTRY = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollStructure SealrollStructure;
#else
typedef int32_t SealrollStructure;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A text of a list's terms.
 */
enum SealrollText
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Name of the venue, 1 to 120 bytes.
   */
  SEALROLL_TEXT_VENUE = 0,
  /**
   * Address of the venue, at most 200 bytes.
   */
  SEALROLL_TEXT_ADDRESS = 1,
  /**
   * How to reach the controller, 1 to 200 bytes.
   */
  SEALROLL_TEXT_CONTACT = 2,
  /**
   * Why the data is collected, in German, 1 to 500 bytes.
   */
  SEALROLL_TEXT_PURPOSE_DE = 3,
  /**
   * Why the data is collected, in English, 1 to 500 bytes.
   */
  SEALROLL_TEXT_PURPOSE_EN = 4,
  /**
   * On what legal basis, in German, 1 to 300 bytes.
   */
  SEALROLL_TEXT_LEGAL_BASIS_DE = 5,
  /**
   * On what legal basis, in English, 1 to 300 bytes.
   */
  SEALROLL_TEXT_LEGAL_BASIS_EN = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum SealrollText SealrollText;
#else
typedef int32_t SealrollText;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where a callback puts the processor's answer.
 *
 * The library frees it; it is valid until the callback returns.
 */
typedef struct SealrollAnswer SealrollAnswer;

/**
 * The result of an audit: what was read, and what is wrong.
 *
 * Freed by the caller with `sealroll_audit_report_free`.
 */
typedef struct SealrollAuditReport SealrollAuditReport;

/**
 * An auditor at work on one list, with a reader token and no secret of anybody.
 *
 * Freed by the caller with `sealroll_auditor_free`.
 */
typedef struct SealrollAuditor SealrollAuditor;

/**
 * Key and name of an authority: it opens what owners disclose to it, and needs no network.
 *
 * Freed by the caller with `sealroll_authority_free`.
 */
typedef struct SealrollAuthority SealrollAuthority;

/**
 * What came of opening an epoch. The visits are with the owner: `sealroll_owner_visits`.
 *
 * Freed by the caller with `sealroll_batch_free`.
 */
typedef struct SealrollBatch SealrollBatch;

/**
 * Bytes that the library hands out. They are wiped when the buffer is freed.
 *
 * Freed by the caller with `sealroll_buffer_free`.
 */
typedef struct SealrollBuffer SealrollBuffer;

/**
 * What an owner needs to disclose to an authority: its name and public key. Show both name and
 * words, and compare the words over another channel than the one the card came by.
 *
 * Freed by the caller with `sealroll_card_free`.
 */
typedef struct SealrollCard SealrollCard;

/**
 * What an owner needs to grant something to a device: its name and public keys. Show both name and
 * words, and compare the words over another channel than the one the card came by.
 *
 * Freed by the caller with `sealroll_device_card_free`.
 */
typedef struct SealrollDeviceCard SealrollDeviceCard;

/**
 * Devices that the root has certified, as the last sync shows them.
 *
 * Freed by the caller with `sealroll_devices_free`.
 */
typedef struct SealrollDevices SealrollDevices;

/**
 * Records sealed to an authority.
 *
 * Freed by the caller with `sealroll_disclosure_free`.
 */
typedef struct SealrollDisclosure SealrollDisclosure;

/**
 * A disclosure after every check. Its records were logged before a head that the owner's witness
 * has cosigned, and are unchanged. It shows neither that somebody was there nor that nobody is
 * missing.
 *
 * Freed by the caller with `sealroll_disclosure_report_free`.
 */
typedef struct SealrollDisclosureReport SealrollDisclosureReport;

/**
 * The envelopes of one epoch as the processor returned them, not yet held against the log.
 *
 * Freed by the caller with `sealroll_fetched_free`.
 */
typedef struct SealrollFetched SealrollFetched;

/**
 * What an honest processor's logs do not show. None is good.
 *
 * Freed by the caller with `sealroll_findings_free`.
 */
typedef struct SealrollFindings SealrollFindings;

/**
 * A sealed check-out, correction or request that the log has not yet been proven to hold. Its
 * ticket stays with the guest.
 *
 * Freed by the caller with `sealroll_follow_up_free`.
 */
typedef struct SealrollFollowUp SealrollFollowUp;

/**
 * What a guest typed, unchecked: it is checked when it is sealed. For a check-in, or for a
 * correction, where only what changes is filled in.
 *
 * Freed by the caller with `sealroll_form_free`.
 */
typedef struct SealrollForm SealrollForm;

/**
 * Rights sealed to a device.
 *
 * Freed by the caller with `sealroll_grant_free`.
 */
typedef struct SealrollGrant SealrollGrant;

/**
 * A guest's device: what it remembers of lists, and the secret that hedges its random numbers.
 *
 * A guest has no account and no identity. Freed by the caller with `sealroll_guest_free`.
 */
typedef struct SealrollGuest SealrollGuest;

/**
 * The instruction log as the last sync found it, in readable lines. Every signature was verified.
 *
 * Freed by the caller with `sealroll_history_free`.
 */
typedef struct SealrollHistory SealrollHistory;

/**
 * The root of a list: it certifies devices and changes terms, and nothing else needs it. Seal it
 * as a file, keep that apart from the daily devices, and free it.
 *
 * Freed by the caller with `sealroll_identity_free`.
 */
typedef struct SealrollIdentity SealrollIdentity;

/**
 * The content of a list's QR code. It holds the presence secret: whoever has it can seal to the
 * list.
 *
 * Freed by the caller with `sealroll_invitation_free`.
 */
typedef struct SealrollInvitation SealrollInvitation;

/**
 * Messages of the owner to the guest of a ticket, in the order of their arrival.
 *
 * Freed by the caller with `sealroll_mail_free`.
 */
typedef struct SealrollMail SealrollMail;

/**
 * A device that wants to be granted something. Hand its card to the owner, compare the words over
 * another channel, and accept the grant that comes back.
 *
 * Freed by the caller with `sealroll_new_device_free`.
 */
typedef struct SealrollNewDevice SealrollNewDevice;

/**
 * Orders that grant a request, to be given one after the other.
 *
 * Freed by the caller with `sealroll_orders_free`.
 */
typedef struct SealrollOrders SealrollOrders;

/**
 * Messages to guests that wait for the next feed, orders that have to be carried out before, the
 * requests that were answered, and what is decided without a person.
 *
 * Save it beside the device file after every call that takes it without `const`, before what that
 * brought about is sent. It opens no record. Freed by the caller with `sealroll_outbox_free`.
 */
typedef struct SealrollOutbox SealrollOutbox;

/**
 * An owner's device and what it has opened. It may do everything but change the root.
 *
 * Save it after every call that takes it without `const`, before what the call returned is sent:
 * `sealroll_owner_to_device_file`, or `sealroll_owner_to_bytes` into a protected store. Opened
 * records are not saved; they are fetched and opened again. Keep the copy of the logs beside it,
 * `sealroll_owner_log_copy`.
 *
 * Freed by the caller with `sealroll_owner_free`.
 */
typedef struct SealrollOwner SealrollOwner;

/**
 * A sealed check-in that the log has not yet been proven to hold.
 *
 * Freed by the caller with `sealroll_pending_free`.
 */
typedef struct SealrollPending SealrollPending;

/**
 * A request to the processor: the caller sends it, with any HTTP client.
 *
 * What its functions hand out lives as long as it does. Freed by the caller with
 * `sealroll_request_free`.
 */
typedef struct SealrollRequest SealrollRequest;

/**
 * Requests of data subjects among the records opened so far, in log order. The ticket of the visit
 * has signed each.
 *
 * Freed by the caller with `sealroll_rights_free`.
 */
typedef struct SealrollRights SealrollRights;

/**
 * What opens a key file: a recovery code or a passphrase.
 *
 * Freed by the caller with `sealroll_secret_free`.
 */
typedef struct SealrollSecret SealrollSecret;

/**
 * Recovery sheets: a recovery code parted among people, some of whom bring it back. Fewer tell
 * nothing about it. They are wiped when they are freed.
 *
 * Freed by the caller with `sealroll_sheets_free`.
 */
typedef struct SealrollSheets SealrollSheets;

/**
 * What a sync found.
 *
 * Freed by the caller with `sealroll_sync_report_free`.
 */
typedef struct SealrollSyncReport SealrollSyncReport;

/**
 * What an owner decides about a list: before it exists, and what may be changed later.
 *
 * Values are checked where that is said, and all together when a list is created or its terms are
 * changed. Freed by the caller with `sealroll_terms_free`.
 */
typedef struct SealrollTerms SealrollTerms;

/**
 * A confirmed check-in: proof that it was logged, and the key that alone can follow it up. Every
 * follow-up counts the ticket up: save it before the follow-up is sent.
 *
 * Freed by the caller with `sealroll_ticket_free`.
 */
typedef struct SealrollTicket SealrollTicket;

/**
 * Visits as their guests described and corrected them, in log order. Their texts are hostile:
 * never use them as markup, in a shell or in a formula.
 *
 * Freed by the caller with `sealroll_visits_free`.
 */
typedef struct SealrollVisits SealrollVisits;

/**
 * A list's welcome bundle after every check. Show venue and fingerprint words, and what the data
 * is collected for, before the guest sends.
 *
 * Freed by the caller with `sealroll_welcome_free`.
 */
typedef struct SealrollWelcome SealrollWelcome;

/**
 * The caller's network and clock, for work that takes several requests.
 *
 * The functions are called on the thread of the call, one at a time, and must return: no
 * exception and no `longjmp` may leave them. While they run, the object that is worked on is
 * busy.
 */
typedef struct {
  /**
   * Host of the API, with its port if it is not the scheme's own, such as `example.org`. Signed
   * requests name it. Not NULL.
   */
  const char *authority;
  /**
   * Sends `request` and hands the answer over with `sealroll_answer_set`, whatever its status
   * code. Returns 0; or anything else if there is no answer, and then the call fails with
   * `SEALROLL_STATUS_UNREACHABLE`. Frees neither. Not NULL.
   */
  int32_t (*send)(void *context, const SealrollRequest *request, SealrollAnswer *answer);
  /**
   * The time now, in seconds since 1970, by a clock that the processor does not control. Not
   * NULL.
   */
  uint64_t (*clock)(void *context);
  /**
   * Saves the owner's state, which must be durable before this returns 0: a witness must
   * remember what it is about to sign. The bytes contain every secret of the device, and are
   * wiped when this returns. Anything but 0 fails the call with `SEALROLL_STATUS_CANCELLED`.
   * NULL saves nothing, which is right only where the caller saves after each call and accepts
   * that a lost device cosigns anew. `sealroll_owner_publish` gives the outbox instead.
   */
  int32_t (*save)(void *context, const uint8_t *state, size_t length);
  /**
   * Handed to the functions as it is.
   */
  void *context;
} SealrollExchange;

/**
 * A generator of the caller's. Functions that need random bytes take a pointer to one; NULL
 * stands for the generator of the operating system, which is the right one wherever there is one.
 */
typedef struct {
  /**
   * Fills `length` bytes with secret random bytes and returns 0, or anything else if it cannot:
   * then the call fails with `SEALROLL_STATUS_RANDOM_FAILED` and nothing is sealed. It is
   * called on the thread of the call, for 32 bytes, which seed a generator for this one call.
   */
  int32_t (*fill)(void *context, uint8_t *bytes, size_t length);
  /**
   * Handed to `fill` as it is.
   */
  void *context;
} SealrollRandom;

/**
 * What it costs to try one secret on a key file (Argon2id, RFC 9106). Functions that seal a file
 * take a pointer to one; NULL stands for 65536 KiB, 3 passes and 1 lane, about a second.
 */
typedef struct {
  /**
   * Memory in KiB, 8 to 1048576, and at least 8 a lane.
   */
  uint32_t memory_kib;
  /**
   * Passes, 1 to 16.
   */
  uint32_t passes;
  /**
   * Lanes, 1 to 4.
   */
  uint8_t lanes;
} SealrollCost;

/**
 * Which visits are wanted: those that meet every condition given. All zero, all are.
 */
typedef struct {
  /**
   * Guests who were still there at this moment or later, in seconds since 1970.
   */
  uint64_t from;
  /**
   * Guests who had arrived before this moment; 0 for any.
   */
  uint64_t until;
  /**
   * Guests at this place, as they gave it; NULL for any.
   */
  const char *place;
  /**
   * Guests who were there while the guest of this check-in was, who is chosen too: a record id
   * of 32 bytes. NULL for any.
   */
  const uint8_t *companion_of;
} SealrollSelection;

/**
 * Bytes that belong to the caller.
 */
typedef struct {
  /**
   * May be NULL if `length` is 0.
   */
  const uint8_t *data;
  /**
   * How many there are.
   */
  size_t length;
} SealrollBytes;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Registers a new list as `sealroll_owner_registration_request` does, with what lets it in:
 * `admission` is one of `SealrollAdmission`. Once the list is registered, nothing more is asked.
 */
SealrollStatus sealroll_owner_admission_request(const SealrollOwner *owner,
                                                int32_t admission,
                                                const char *text,
                                                SealrollRequest **registration);

/**
 * Asks for a PIN, which confirms this registration as it is now and no other. The phone number is
 * `+`, the country's code and the rest, digits only; the processor refuses anything else.
 */
SealrollStatus sealroll_owner_pin_request(const SealrollOwner *owner,
                                          const char *phone_number,
                                          SealrollRequest **pin_request);

/**
 * The data of a visit as JSON, as an answer takes them to who asks to see or to take them along. The
 * visit is named by the record id of its check-in, 32 bytes.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if no such visit was opened, or it is too long for an answer.
 */
SealrollStatus sealroll_owner_portable(const SealrollOwner *owner,
                                       const uint8_t *check_in,
                                       SealrollBuffer **json);

/**
 * Answers a request: `decision` is one of `SealrollDecision`, `text` plain text of at most 1500 bytes,
 * or empty. What is granted is done: the orders that it takes are put before the next feed
 * (`sealroll_owner_instruct_outbox`), and the guest hears of it once they were carried out.
 *
 * `fetched` are `fetched_count` epochs that hold the envelope of the request and, to erase, that of
 * its check-in. Their keys make the messages, so answer before anything is erased or punctured.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for the text, `..._NOT_LOGGED` if an envelope is
 * not there, `..._OPEN_FAILED` if it does not open, `..._ABSENT` if there are not so many requests. The outbox is
 * unchanged then.
 */
SealrollStatus sealroll_owner_answer(const SealrollOwner *owner,
                                     SealrollOutbox *outbox,
                                     const SealrollRights *rights,
                                     size_t index,
                                     int32_t decision,
                                     const char *text,
                                     const SealrollFetched *const *fetched,
                                     size_t fetched_count);

/**
 * Answers what the policy of the outbox decides, as `sealroll_owner_answer` does, and writes how many
 * requests that were. Those whose envelope is not among the fetched wait.
 */
SealrollStatus sealroll_owner_answer_by_policy(const SealrollOwner *owner,
                                               SealrollOutbox *outbox,
                                               const SealrollFetched *const *fetched,
                                               size_t fetched_count,
                                               uint64_t now,
                                               size_t *answered);

/**
 * Answers follow-ups that were set aside because the list no longer has their check-in: already
 * erased. `batch` and `fetched` are of one epoch. Writes how many were answered.
 */
SealrollStatus sealroll_owner_answer_late(const SealrollOwner *owner,
                                          SealrollOutbox *outbox,
                                          const SealrollBatch *batch,
                                          const SealrollFetched *fetched,
                                          size_t *answered);

/**
 * Tells guests that their check-ins are erased before their time: `erasure` is one of
 * `SealrollErasure`. To be called before they are erased and before their epoch is punctured. What is
 * no check-in is passed over; writes how many are told.
 */
SealrollStatus sealroll_owner_announce_erasure(const SealrollOwner *owner,
                                               SealrollOutbox *outbox,
                                               int32_t erasure,
                                               const SealrollFetched *fetched,
                                               size_t *told);

/**
 * Tells the guests whose check-ins were disclosed to whom. To be called once the disclosure's order
 * was confirmed; writes how many are told.
 */
SealrollStatus sealroll_owner_announce_disclosure(const SealrollOwner *owner,
                                                  SealrollOutbox *outbox,
                                                  const SealrollDisclosure *disclosure,
                                                  size_t *told);

/**
 * Signs the next order that an answer promises, as `sealroll_owner_instruct_epoch` does. When it was
 * confirmed, call `sealroll_outbox_order_done`. As long as there is one, nothing is published.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there is none: that is fine.
 */
SealrollStatus sealroll_owner_instruct_outbox(SealrollOwner *owner,
                                              const SealrollOutbox *outbox,
                                              uint64_t now,
                                              SealrollRequest **instruction);

/**
 * Publishes what waits in the outbox as feeds, and fillings where nothing does; writes how many
 * messages that were. While an order of the outbox has to be given, and on a delegate's device, it
 * does nothing.
 *
 * `save` of the exchange is given what `sealroll_outbox_to_bytes` would give, not the owner's state:
 * the outbox changes before each feed leaves.
 *
 * Fails with the codes of a refusal, with `SEALROLL_STATUS_UNREACHABLE`, and with `..._EXPIRED` if
 * certificates must be renewed first. What waits still waits: publish again.
 */
SealrollStatus sealroll_owner_publish(const SealrollOwner *owner,
                                      SealrollOutbox *outbox,
                                      const SealrollExchange *exchange,
                                      const SealrollRandom *random,
                                      size_t *published);

/**
 * What is wrong; none if nothing is.
 */
SealrollStatus sealroll_audit_report_findings(const SealrollAuditReport *report,
                                              SealrollFindings **findings);

/**
 * Five words of the list's root, as a text. Whoever relies on the report compares them with the
 * code at the door, or with the owner.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if the root was not read.
 */
SealrollStatus sealroll_audit_report_fingerprint_words(const SealrollAuditReport *report,
                                                       SealrollBuffer **words);

/**
 * A text of the newest terms. `which` is one of `SealrollText`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if no terms were read.
 */
SealrollStatus sealroll_audit_report_text(const SealrollAuditReport *report,
                                          int32_t which,
                                          SealrollBuffer **text);

/**
 * What the processor says of itself, as a text. `which` is one of `SealrollProcessor`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if it has said nothing.
 */
SealrollStatus sealroll_audit_report_processor(const SealrollAuditReport *report,
                                               int32_t which,
                                               SealrollBuffer **text);

/**
 * How many records were ever logged.
 */
SealrollStatus sealroll_audit_report_records(const SealrollAuditReport *report, uint64_t *records);

/**
 * How many logs were read; 0 for NULL.
 */
size_t sealroll_audit_report_log_count(const SealrollAuditReport *report);

/**
 * A log that was read: its generation, or `SEALROLL_INSTRUCTION_LOG`; how many entries it has by the
 * head that the processor signed; whether they are those that the head commits to; and how many the
 * owner had cosigned when, both 0 for none.
 *
 * This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_audit_report_log(const SealrollAuditReport *report,
                                         size_t index,
                                         uint32_t *generation,
                                         uint64_t *size,
                                         bool *is_confirmed,
                                         uint64_t *witnessed_size,
                                         uint64_t *witnessed_time);

/**
 * How many instructions were logged; 0 for NULL.
 */
size_t sealroll_audit_report_instruction_count(const SealrollAuditReport *report);

/**
 * An instruction that was logged: when the owner gave it, when the processor says that it was done,
 * 0 if it does not, and its order as a text.
 */
SealrollStatus sealroll_audit_report_instruction(const SealrollAuditReport *report,
                                                 size_t index,
                                                 uint64_t *given,
                                                 uint64_t *acknowledged,
                                                 SealrollBuffer **order);

/**
 * How many erasure certificates were logged; 0 for NULL.
 */
size_t sealroll_audit_report_erasure_count(const SealrollAuditReport *report);

/**
 * An erasure certificate: its epoch, how many records it names, when they were erased, and the
 * moment from which no backup has them.
 */
SealrollStatus sealroll_audit_report_erasure(const SealrollAuditReport *report,
                                             size_t index,
                                             uint32_t *epoch,
                                             uint64_t *records,
                                             uint64_t *destroyed,
                                             uint64_t *backups);

/**
 * Frees a report. NULL is allowed.
 */
void sealroll_audit_report_free(SealrollAuditReport *report);

/**
 * Begins an audit. The list is known by its id of 16 bytes, from the owner or the code at the door;
 * `token` is the text that the owner made with `sealroll_owner_admit_reader`. `now` is in seconds
 * since 1970. `witness_age` is how many seconds ago the owner may have cosigned a log the last time,
 * `downtime` for how many the processor may have been down when something was due;
 * `SEALROLL_SEVEN_DAYS` is usual for both.
 *
 * Fails with `SEALROLL_STATUS_BAD_ARGUMENT` for a text that is no token.
 */
SealrollStatus sealroll_auditor_new(const uint8_t *list_id,
                                    const char *token,
                                    uint64_t now,
                                    uint64_t witness_age,
                                    uint64_t downtime,
                                    SealrollAuditor **auditor);

/**
 * Adds a head that somebody was shown: a checkpoint of an earlier audit, or a guest's receipt. The
 * log of today must contain it.
 *
 * Fails with `SEALROLL_STATUS_BAD_PROOF` if it is neither, and `..._USED` once the audit runs.
 */
SealrollStatus sealroll_auditor_compare_with(SealrollAuditor *auditor,
                                             const uint8_t *head,
                                             size_t head_length);

/**
 * Reads the logs and verifies them. Of the exchange, `authority` and `save` are not used.
 *
 * That something is wrong with the list is no failure: it is in the report. Fails with
 * `SEALROLL_STATUS_WRONG_LIST`, `..._INCONSISTENT`, `..._BAD_PROOF`, `..._BAD_VALUE` or
 * `..._MISSING_DOCUMENT` if the audit cannot go on; with the codes of a refusal, such as
 * `..._NOT_FOUND` for an unknown token; and with `..._UNREACHABLE`. After the last two, run it
 * again: it goes on where it stopped. After success that gives the same report again.
 */
SealrollStatus sealroll_auditor_run(SealrollAuditor *auditor,
                                    const SealrollExchange *exchange,
                                    SealrollAuditReport **report);

/**
 * Every answer that the audit rests on: `sealroll_audit_again` makes the report anew from it, for
 * anyone and without a network. The token is not in it.
 */
SealrollStatus sealroll_auditor_evidence(const SealrollAuditor *auditor, SealrollBuffer **evidence);

/**
 * How many logs have a newest head; 0 for NULL.
 */
size_t sealroll_auditor_head_count(const SealrollAuditor *auditor);

/**
 * The newest head of a log: give it to `sealroll_auditor_compare_with` in the next audit.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_auditor_head(const SealrollAuditor *auditor,
                                     size_t index,
                                     SealrollBuffer **head);

/**
 * Makes an audit again, at the moment at which it was made, from its evidence.
 *
 * Fails as the audit did, and with `SEALROLL_STATUS_TRUNCATED` or the codes of a decoder if the
 * evidence is not complete.
 */
SealrollStatus sealroll_audit_again(const uint8_t *evidence,
                                    size_t evidence_length,
                                    SealrollAuditReport **report);

/**
 * The id of a reader, for `SEALROLL_ORDER_DISMISS_READER`: 32 bytes are written to `id`.
 *
 * Fails with `SEALROLL_STATUS_BAD_ARGUMENT` for a text that is no token.
 */
SealrollStatus sealroll_reader_id(const uint8_t *list_id, const char *token, uint8_t *id);

/**
 * Frees an auditor and wipes its token. NULL is allowed.
 */
void sealroll_auditor_free(SealrollAuditor *auditor);

/**
 * Draws a key. Seal it as a file: without it nobody opens what owners disclose. The name, plain
 * text of 1 to 120 bytes, is shown to owners.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for the name.
 */
SealrollStatus sealroll_authority_generate(const char *name,
                                           const SealrollRandom *random,
                                           SealrollAuthority **authority);

/**
 * Restores what `sealroll_authority_to_bytes` gave.
 */
SealrollStatus sealroll_authority_from_bytes(const uint8_t *bytes,
                                             size_t length,
                                             SealrollAuthority **authority);

/**
 * Key and name, not sealed, for a protected store of the caller's.
 */
SealrollStatus sealroll_authority_to_bytes(const SealrollAuthority *authority,
                                           SealrollBuffer **bytes);

/**
 * Opens an authority's key file. This takes as long as the file's cost says, usually a second.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
 * a decoder.
 */
SealrollStatus sealroll_authority_from_file(const uint8_t *file,
                                            size_t file_length,
                                            const SealrollSecret *secret,
                                            SealrollAuthority **authority);

/**
 * Seals key and name as a file. `cost` may be NULL.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
 */
SealrollStatus sealroll_authority_to_file(const SealrollAuthority *authority,
                                          const SealrollSecret *secret,
                                          const SealrollCost *cost_of_file,
                                          const SealrollRandom *random,
                                          SealrollBuffer **file);

/**
 * What owners need to disclose to this authority.
 */
SealrollStatus sealroll_authority_card(const SealrollAuthority *authority, SealrollCard **card);

/**
 * Opens a disclosure and verifies all of it. `environment` is one of `SealrollEnvironment`. A
 * record that fails is reported with its reason; the others stay. Compare the report's words with
 * the venue's code: nothing else says whose list it is.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a disclosure to another authority or an altered one,
 * `..._BAD_SIGNATURE` if no key of the owner has signed it, `..._WRONG_ENVIRONMENT`, and the codes
 * of a decoder.
 */
SealrollStatus sealroll_authority_open(const SealrollAuthority *authority,
                                       const uint8_t *disclosure,
                                       size_t disclosure_length,
                                       int32_t environment,
                                       SealrollDisclosureReport **report);

/**
 * Wipes and frees an authority. NULL is allowed.
 */
void sealroll_authority_free(SealrollAuthority *authority);

/**
 * How many records were accepted.
 */
SealrollStatus sealroll_batch_opened(const SealrollBatch *batch, size_t *count);

/**
 * How many were set aside.
 */
SealrollStatus sealroll_batch_quarantined_count(const SealrollBatch *batch, size_t *count);

/**
 * One that was set aside: where its entry stands, and why, as one of `SealrollStatus`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_batch_quarantined(const SealrollBatch *batch,
                                          size_t index,
                                          uint32_t *generation,
                                          uint64_t *position,
                                          int32_t *reason);

/**
 * How many are logged but were not returned by the processor, although the log does not say that
 * they were erased.
 */
SealrollStatus sealroll_batch_missing_count(const SealrollBatch *batch, size_t *count);

/**
 * One that is missing: where its entry stands.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_batch_missing(const SealrollBatch *batch,
                                      size_t index,
                                      uint32_t *generation,
                                      uint64_t *position);

/**
 * Frees a batch. NULL is allowed.
 */
void sealroll_batch_free(SealrollBatch *batch);

/**
 * The bytes of a buffer; NULL for NULL. They live as long as the buffer.
 */
const uint8_t *sealroll_buffer_data(const SealrollBuffer *buffer);

/**
 * How many bytes a buffer has; 0 for NULL.
 */
size_t sealroll_buffer_length(const SealrollBuffer *buffer);

/**
 * The bytes of a buffer as a text: UTF-8 with a zero byte at the end, which
 * `sealroll_buffer_length` does not count. Only for buffers that are said to hold a text.
 */
const char *sealroll_buffer_text(const SealrollBuffer *buffer);

/**
 * Wipes and frees a buffer. NULL is allowed.
 */
void sealroll_buffer_free(SealrollBuffer *buffer);

/**
 * Reads a card. Anybody can make one.
 */
SealrollStatus sealroll_card_from_bytes(const uint8_t *bytes, size_t length, SealrollCard **card);

/**
 * The card, for owners. There is no secret in it.
 */
SealrollStatus sealroll_card_to_bytes(const SealrollCard *card, SealrollBuffer **bytes);

/**
 * The authority's name, as a text. Only the words say whether it is true.
 */
SealrollStatus sealroll_card_name(const SealrollCard *card, SealrollBuffer **name);

/**
 * Five words that the authority tells over another channel, as a text.
 */
SealrollStatus sealroll_card_words(const SealrollCard *card, SealrollBuffer **words);

/**
 * Frees a card. NULL is allowed.
 */
void sealroll_card_free(SealrollCard *card);

/**
 * Decodes a structure strictly, as every function does that takes one. `which` is one of
 * `SealrollStructure`. 32 bytes are written to `id`, which may be NULL.
 *
 * This verifies no signature. Fails with the codes of a decoder, and `SEALROLL_STATUS_ABSENT` if
 * an id is asked for where there is none.
 */
SealrollStatus sealroll_check_structure(int32_t which,
                                        const uint8_t *bytes,
                                        size_t length,
                                        uint8_t *id);

/**
 * Verifies that a log holds an entry: a receipt, or any other proof of the form C2SP tlog-proof.
 * Cosignatures are not looked at.
 *
 * The log is named by the processor's `origin`, the list's id of 16 bytes and the generation, and
 * `log_key`, 32 bytes, must have signed. `entry` is the logged entry of 38 bytes. Writes the
 * entry's index and how many entries the log had; both pointers may be NULL.
 *
 * Fails with `SEALROLL_STATUS_WRONG_LOG`, `..._BAD_SIGNATURE`, `..._BAD_PROOF`, `..._BAD_KEY`,
 * and `..._BAD_ARGUMENT` for an origin that is none.
 */
SealrollStatus sealroll_verify_receipt(const char *log_origin,
                                       const uint8_t *log_key,
                                       const uint8_t *list_id,
                                       uint32_t generation,
                                       const uint8_t *entry,
                                       size_t entry_length,
                                       const uint8_t *receipt,
                                       size_t receipt_length,
                                       uint64_t *index,
                                       uint64_t *size);

/**
 * Five words for the root fingerprint of 32 bytes, as a text.
 */
SealrollStatus sealroll_fingerprint_words(const uint8_t *root_fingerprint, SealrollBuffer **words);

/**
 * Tries a secret on a key file, for instance the recovery code that a person has just written
 * down. Writes what the file is, one of `SealrollKeyFile`. This takes as long as the file's cost
 * says.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
 * a decoder.
 */
SealrollStatus sealroll_check_key_file(const uint8_t *file,
                                       size_t file_length,
                                       const SealrollSecret *secret,
                                       int32_t *kind);

/**
 * Reads a card. Anybody can make one.
 */
SealrollStatus sealroll_device_card_from_bytes(const uint8_t *bytes,
                                               size_t length,
                                               SealrollDeviceCard **card);

/**
 * The card, for owners. There is no secret in it.
 */
SealrollStatus sealroll_device_card_to_bytes(const SealrollDeviceCard *card,
                                             SealrollBuffer **bytes);

/**
 * What the device's holder calls it, as a text. Only the words say whether it is true.
 */
SealrollStatus sealroll_device_card_name(const SealrollDeviceCard *card, SealrollBuffer **name);

/**
 * Five words that the device's holder tells over another channel, as a text.
 */
SealrollStatus sealroll_device_card_words(const SealrollDeviceCard *card, SealrollBuffer **words);

/**
 * Frees a card. NULL is allowed.
 */
void sealroll_device_card_free(SealrollDeviceCard *card);

/**
 * How many devices there are; 0 for NULL.
 */
size_t sealroll_devices_count(const SealrollDevices *devices);

/**
 * What a device's holder calls it, as a text; empty where this device does not know.
 *
 * This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many devices.
 */
SealrollStatus sealroll_devices_name(const SealrollDevices *devices,
                                     size_t index,
                                     SealrollBuffer **name);

/**
 * The five words of a device's card, as a text.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` too if nothing was granted to it from here.
 */
SealrollStatus sealroll_devices_words(const SealrollDevices *devices,
                                      size_t index,
                                      SealrollBuffer **words);

/**
 * What a device may do, the sum of `SealrollAbility`; the first moment after all of its certificates;
 * whether it is this one; and whether one of its certificates was revoked.
 */
SealrollStatus sealroll_devices_state(const SealrollDevices *devices,
                                      size_t index,
                                      int32_t *abilities,
                                      uint64_t *until,
                                      bool *is_this,
                                      bool *is_revoked);

/**
 * How many certificates a device has.
 */
SealrollStatus sealroll_devices_certificate_count(const SealrollDevices *devices,
                                                  size_t index,
                                                  size_t *count);

/**
 * The serial of a device's certificate, ascending.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` too if it does not have so many.
 */
SealrollStatus sealroll_devices_certificate(const SealrollDevices *devices,
                                            size_t index,
                                            size_t certificate,
                                            uint64_t *serial);

/**
 * How many epochs that have begun, or have records, a device can open: it was given their keys and
 * never said to have punctured them.
 */
SealrollStatus sealroll_devices_exposed_count(const SealrollDevices *devices,
                                              size_t index,
                                              size_t *count);

/**
 * An epoch that a device can open; how many records of it are under keys that the device has; and
 * whether the processor has erased them: then only a dishonest one can still hand them out.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` too if there are not so many.
 */
SealrollStatus sealroll_devices_exposed(const SealrollDevices *devices,
                                        size_t index,
                                        size_t exposed,
                                        uint32_t *epoch,
                                        uint64_t *records,
                                        bool *is_purged);

/**
 * Frees devices. NULL is allowed.
 */
void sealroll_devices_free(SealrollDevices *devices);

/**
 * Chooses among visits. Who did not check out is taken to have stayed until the planned end, or
 * else until the end of the epoch. `terms` are the list's.
 */
SealrollStatus sealroll_visits_choose(const SealrollVisits *visits,
                                      const SealrollTerms *terms,
                                      const SealrollSelection *selection,
                                      SealrollVisits **chosen);

/**
 * Seals visits to an authority: their envelopes, proofs and the keys of these envelopes alone,
 * which are fetched. That a guest has exercised a right is left out. The texts are those of
 * `SealrollReason`. Sync first.
 *
 * Order it with `sealroll_owner_instruct_disclosure`, and hand the file over once that was
 * confirmed: then the list's log says so.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for a text or no visits, `..._NOT_COSIGNED`
 * or `..._BAD_PROOF` for an entry that is not proven, `..._OPEN_FAILED`, `..._REFUSED` if an envelope
 * was not returned, the codes of a refusal, and `..._UNREACHABLE`.
 */
SealrollStatus sealroll_owner_disclose(const SealrollOwner *owner,
                                       const SealrollVisits *visits,
                                       const SealrollCard *card,
                                       const char *case_name,
                                       const char *purpose,
                                       const char *legal_basis,
                                       const SealrollExchange *exchange,
                                       const SealrollRandom *random,
                                       SealrollDisclosure **disclosure);

/**
 * Signs the instruction that records a disclosure, as `sealroll_owner_instruct_epoch` does others.
 */
SealrollStatus sealroll_owner_instruct_disclosure(SealrollOwner *owner,
                                                  const SealrollDisclosure *disclosure,
                                                  uint64_t now,
                                                  SealrollRequest **instruction);

/**
 * Names the disclosure in the list's instruction log: 32 bytes are written to `id`.
 */
SealrollStatus sealroll_disclosure_id(const SealrollDisclosure *disclosure, uint8_t *id);

/**
 * The file for the authority, which alone can open it.
 */
SealrollStatus sealroll_disclosure_file(const SealrollDisclosure *disclosure,
                                        SealrollBuffer **file);

/**
 * Frees a disclosure. NULL is allowed.
 */
void sealroll_disclosure_free(SealrollDisclosure *disclosure);

/**
 * Names the disclosure in the list's instruction log: 32 bytes are written to `id`.
 */
SealrollStatus sealroll_disclosure_report_id(const SealrollDisclosureReport *report, uint8_t *id);

/**
 * The list's id: 16 bytes are written to `list_id`.
 */
SealrollStatus sealroll_disclosure_report_list_id(const SealrollDisclosureReport *report,
                                                  uint8_t *list_id);

/**
 * Five words that stand beside the venue's code, as a text.
 */
SealrollStatus sealroll_disclosure_report_fingerprint_words(const SealrollDisclosureReport *report,
                                                            SealrollBuffer **words);

/**
 * A text of the list's terms. `which` is one of `SealrollText`.
 */
SealrollStatus sealroll_disclosure_report_text(const SealrollDisclosureReport *report,
                                               int32_t which,
                                               SealrollBuffer **text);

/**
 * Why the disclosure was made, as a text. `which` is one of `SealrollReason`.
 */
SealrollStatus sealroll_disclosure_report_reason(const SealrollDisclosureReport *report,
                                                 int32_t which,
                                                 SealrollBuffer **text);

/**
 * When the disclosure was made, by the owner's clock.
 */
SealrollStatus sealroll_disclosure_report_time(const SealrollDisclosureReport *report,
                                               uint64_t *time);

/**
 * How many records passed every check; 0 for NULL.
 */
size_t sealroll_disclosure_report_record_count(const SealrollDisclosureReport *report);

/**
 * The visits among the records.
 */
SealrollStatus sealroll_disclosure_report_visits(const SealrollDisclosureReport *report,
                                                 SealrollVisits **visits);

/**
 * How many records did not pass; 0 for NULL.
 */
size_t sealroll_disclosure_report_refused_count(const SealrollDisclosureReport *report);

/**
 * A record that did not pass: where its entry stands, and why, as one of `SealrollStatus`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_disclosure_report_refused(const SealrollDisclosureReport *report,
                                                  size_t index,
                                                  uint32_t *generation,
                                                  uint64_t *position,
                                                  int32_t *reason);

/**
 * How many records of a list under dual control have contact data that do not open; 0 for NULL.
 * They stand among the visits, without contact data.
 */
size_t sealroll_disclosure_report_without_contact_count(const SealrollDisclosureReport *report);

/**
 * A record whose contact data do not open: where its entry stands, and why, as one of
 * `SealrollStatus`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_disclosure_report_without_contact(const SealrollDisclosureReport *report,
                                                          size_t index,
                                                          uint32_t *generation,
                                                          uint64_t *position,
                                                          int32_t *reason);

/**
 * Frees a report. NULL is allowed.
 */
void sealroll_disclosure_report_free(SealrollDisclosureReport *report);

/**
 * Replaces the poster: nobody signs in with the codes in print any more, nor with what displays at
 * the doors show. Who signed in with them can still check out, correct and ask. Publish the
 * statements and sync, print the new code, and grant devices anew what they are to go on reading.
 *
 * Fails with `SEALROLL_STATUS_NOT_GRANTED` on a delegate's device and `..._EXPIRED` if
 * certificates must be renewed first; nothing has changed then.
 */
SealrollStatus sealroll_owner_replace_poster(SealrollOwner *owner,
                                             uint64_t now,
                                             const SealrollRandom *random);

/**
 * The code that the doors show at a moment, as a text for `sealroll_owner_invitation`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` on a delegate's device.
 */
SealrollStatus sealroll_owner_door_code(const SealrollOwner *owner,
                                        uint64_t time,
                                        SealrollBuffer **code);

/**
 * Whether doors, those of former posters too, showed a code around an arrival. `code` may be NULL:
 * a guest who typed none.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if the terms ask for no code, and on a delegate's device.
 */
SealrollStatus sealroll_owner_is_door_code_right(const SealrollOwner *owner,
                                                 uint64_t arrival,
                                                 const char *code,
                                                 bool *is_right);

/**
 * `sealroll_guest_accept` for a guest who holds a ticket: a poster that was replaced since does not
 * matter to follow-ups.
 *
 * The status names the first check that failed. Nothing is remembered then, and nothing of the
 * bundle may be shown.
 */
SealrollStatus sealroll_guest_accept_for_follow_ups(SealrollGuest *guest,
                                                    const SealrollInvitation *invitation,
                                                    const uint8_t *bundle,
                                                    size_t bundle_length,
                                                    uint64_t now,
                                                    SealrollWelcome **welcome);

/**
 * Whether the poster of the invitation was replaced: then the bundle serves follow-ups only.
 */
SealrollStatus sealroll_welcome_is_replaced(const SealrollWelcome *welcome, bool *is_replaced);

/**
 * Hands an answer over: the status code, and the body, which is copied. `body` may be NULL if
 * `length` is 0. The last call counts.
 */
SealrollStatus sealroll_answer_set(SealrollAnswer *answer,
                                   uint16_t http_status,
                                   const uint8_t *body,
                                   size_t length);

/**
 * A sentence about the last failure on this thread, in English; an empty text if there was none.
 *
 * It contains no personal data. The text lives until the next failing call on this thread: do
 * not free it.
 */
const char *sealroll_last_error(void);

/**
 * The field that the last failure on this thread was about, one of `SealrollField`; -1 if it was
 * about none.
 */
int32_t sealroll_last_error_field(void);

/**
 * How many envelopes there are.
 */
SealrollStatus sealroll_fetched_count(const SealrollFetched *fetched, size_t *count);

/**
 * Frees what was fetched. NULL is allowed.
 */
void sealroll_fetched_free(SealrollFetched *fetched);

/**
 * The name of a kind of finding in the specification, such as `forked`; of a number that is none,
 * `unknown`. The text lives as long as the program.
 */
const char *sealroll_finding_name(int32_t finding);

/**
 * How many findings there are; 0 for NULL.
 */
size_t sealroll_findings_count(const SealrollFindings *findings);

/**
 * The kind of a finding, one of `SealrollFinding`.
 *
 * This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many findings,
 * or the finding has no such value.
 */
SealrollStatus sealroll_findings_kind(const SealrollFindings *findings,
                                      size_t index,
                                      int32_t *kind);

/**
 * The log of a finding: its generation, or `SEALROLL_INSTRUCTION_LOG`.
 */
SealrollStatus sealroll_findings_log(const SealrollFindings *findings,
                                     size_t index,
                                     uint32_t *generation);

/**
 * The entry of a finding, if it is about one.
 */
SealrollStatus sealroll_findings_entry(const SealrollFindings *findings,
                                       size_t index,
                                       uint64_t *entry);

/**
 * The epoch of a finding, if it is about one.
 */
SealrollStatus sealroll_findings_epoch(const SealrollFindings *findings,
                                       size_t index,
                                       uint32_t *epoch);

/**
 * Whether a finding follows from what the processor has signed, so that the evidence convinces
 * anyone. The others rest on what it answered or did not answer.
 */
SealrollStatus sealroll_findings_is_signed(const SealrollFindings *findings,
                                           size_t index,
                                           bool *is_signed);

/**
 * A finding for a person, as a text, in English or in German.
 */
SealrollStatus sealroll_findings_text(const SealrollFindings *findings,
                                      size_t index,
                                      bool german,
                                      SealrollBuffer **text);

/**
 * Frees findings. NULL is allowed.
 */
void sealroll_findings_free(SealrollFindings *findings);

/**
 * Restores what `sealroll_follow_up_to_bytes` gave.
 */
SealrollStatus sealroll_follow_up_from_bytes(const uint8_t *bytes,
                                             size_t length,
                                             SealrollFollowUp **follow_up);

/**
 * The envelope and what its receipt must show. There is no secret in it.
 */
SealrollStatus sealroll_follow_up_to_bytes(const SealrollFollowUp *follow_up,
                                           SealrollBuffer **bytes);

/**
 * The upload. It may be sent any number of times: the same bytes give the same receipt.
 */
SealrollStatus sealroll_follow_up_request(const SealrollFollowUp *follow_up,
                                          SealrollRequest **upload);

/**
 * Verifies the receipt that answered the upload, which may be kept as evidence.
 *
 * On success the follow-up is used up and only to be freed; on failure it is unchanged, and can be
 * sent again.
 */
SealrollStatus sealroll_follow_up_confirm(SealrollFollowUp *follow_up,
                                          const uint8_t *receipt,
                                          size_t receipt_length);

/**
 * Frees a follow-up. NULL is allowed.
 */
void sealroll_follow_up_free(SealrollFollowUp *follow_up);

/**
 * An empty form; NULL only if the library has a defect.
 */
SealrollForm *sealroll_form_new(void);

/**
 * Fills a text in. `field` is one of `SealrollField`; an empty text stands for a field left out,
 * and outer spaces are dropped.
 */
SealrollStatus sealroll_form_set_text(SealrollForm *form, int32_t field, const char *text);

/**
 * Fills the arrival or the planned end in, in seconds since 1970. An arrival that is left out is
 * the time of sealing.
 */
SealrollStatus sealroll_form_set_time(SealrollForm *form, int32_t field, uint64_t time);

/**
 * Fills in how many people come along.
 */
SealrollStatus sealroll_form_set_companions(SealrollForm *form, uint8_t count);

/**
 * Adds the name of somebody who comes along, where the list asks for names.
 */
SealrollStatus sealroll_form_add_companion_name(SealrollForm *form, const char *name);

/**
 * Says that staff typed it for the guest, or with `false` that the guest did.
 */
SealrollStatus sealroll_form_set_entered_by_staff(SealrollForm *form, bool staff);

/**
 * Frees a form. NULL is allowed.
 */
void sealroll_form_free(SealrollForm *form);

/**
 * Grants the epochs from `first` to `last` and what `abilities` say, a sum of `SealrollAbility`, to a
 * device: certifies its keys as a delegate's, and seals to it what opens those epochs and no others.
 * Epochs that are punctured here are left out. Show name and words of the card before.
 *
 * Save the owner, send `sealroll_owner_registration_request`, then order it with
 * `sealroll_owner_instruct_grant`, and hand the file over once that was confirmed.
 *
 * Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list, `..._NOT_YET_VALID` for an
 * empty range or one of more than 4096 epochs, `..._NOT_GRANTED` on a delegate's device.
 */
SealrollStatus sealroll_owner_grant(SealrollOwner *owner,
                                    const SealrollIdentity *identity,
                                    const SealrollDeviceCard *card,
                                    uint32_t first,
                                    uint32_t last,
                                    int32_t abilities,
                                    uint64_t now,
                                    const SealrollRandom *random,
                                    SealrollGrant **grant);

/**
 * Signs the entry of the instruction log that a grant was made, as `sealroll_owner_instruct_epoch`
 * does.
 *
 * Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
 */
SealrollStatus sealroll_owner_instruct_grant(SealrollOwner *owner,
                                             const SealrollIdentity *identity,
                                             const SealrollGrant *grant,
                                             uint64_t now,
                                             SealrollRequest **instruction);

/**
 * The file for the device, which alone can open it.
 */
SealrollStatus sealroll_grant_file(const SealrollGrant *grant, SealrollBuffer **file);

/**
 * When the device's certificates end, in seconds since 1970.
 */
SealrollStatus sealroll_grant_until(const SealrollGrant *grant, uint64_t *time);

/**
 * How many ranges of epochs the device will be able to open; 0 for NULL, and without
 * `SEALROLL_ABILITY_READ`.
 */
size_t sealroll_grant_range_count(const SealrollGrant *grant);

/**
 * The first and the last epoch of a range.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_grant_range(const SealrollGrant *grant,
                                    size_t index,
                                    uint32_t *first,
                                    uint32_t *last);

/**
 * How many certificates were made for the device; 0 for NULL.
 */
size_t sealroll_grant_certificate_count(const SealrollGrant *grant);

/**
 * The serial of a certificate.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_grant_certificate(const SealrollGrant *grant,
                                          size_t index,
                                          uint64_t *serial);

/**
 * Frees a grant. NULL is allowed.
 */
void sealroll_grant_free(SealrollGrant *grant);

/**
 * A guest on a device that has never been used. `environment` is one of `SealrollEnvironment`.
 * Save what `sealroll_guest_device_secret` gives.
 */
SealrollStatus sealroll_guest_first_use(int32_t environment,
                                        const SealrollRandom *random,
                                        SealrollGuest **guest);

/**
 * A guest on a device that was used before. `memory` is what `sealroll_guest_memory` gave last,
 * `device_secret` the 32 bytes that `sealroll_guest_device_secret` gave once.
 *
 * Fails with the codes of a decoder if the memory is damaged: then a first use is safer than none.
 */
SealrollStatus sealroll_guest_restore(int32_t environment,
                                      const uint8_t *memory,
                                      size_t memory_length,
                                      const uint8_t *device_secret,
                                      SealrollGuest **guest);

/**
 * What the device remembers of lists, to be saved after every accepted bundle.
 */
SealrollStatus sealroll_guest_memory(const SealrollGuest *guest, SealrollBuffer **memory);

/**
 * The device's secret of 32 bytes, to be saved once, where other programs cannot read it.
 */
SealrollStatus sealroll_guest_device_secret(const SealrollGuest *guest, SealrollBuffer **secret);

/**
 * Asks for the welcome bundle of a list. Nothing but the list's id leaves the device.
 */
SealrollStatus sealroll_guest_welcome_request(const SealrollGuest *guest,
                                              const SealrollInvitation *invitation,
                                              SealrollRequest **welcome_request);

/**
 * Asks for the welcome bundle of one epoch, for instance when an owner restores a list.
 */
SealrollStatus sealroll_guest_welcome_request_for(const SealrollGuest *guest,
                                                  const SealrollInvitation *invitation,
                                                  uint32_t epoch,
                                                  SealrollRequest **welcome_request);

/**
 * Verifies a welcome bundle against the QR code, from the root fingerprint down to the proof that
 * the owner's witness has seen the statement logged. `now` is the time in seconds since 1970.
 *
 * The status names the first check that failed. Nothing is remembered then, and nothing of the
 * bundle may be shown.
 */
SealrollStatus sealroll_guest_accept(SealrollGuest *guest,
                                     const SealrollInvitation *invitation,
                                     const uint8_t *bundle,
                                     size_t bundle_length,
                                     uint64_t now,
                                     SealrollWelcome **welcome);

/**
 * Forgets the list of this id, 16 bytes, for instance when its last ticket is erased.
 */
SealrollStatus sealroll_guest_forget(SealrollGuest *guest, const uint8_t *list_id);

/**
 * Wipes and frees a guest. NULL is allowed.
 */
void sealroll_guest_free(SealrollGuest *guest);

/**
 * Orders, acknowledgements, erasures, terms and the processor's statements. Sync first.
 */
SealrollStatus sealroll_owner_history(const SealrollOwner *owner, SealrollHistory **history);

/**
 * How many lines there are; 0 for NULL.
 */
size_t sealroll_history_count(const SealrollHistory *history);

/**
 * A line: where it stands in the instruction log, when it happened by the clock of whoever signed
 * it, 0 where no time is given, and what, as an English text.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_history_line(const SealrollHistory *history,
                                     size_t index,
                                     uint64_t *position,
                                     uint64_t *time,
                                     SealrollBuffer **text);

/**
 * Frees a history. NULL is allowed.
 */
void sealroll_history_free(SealrollHistory *history);

/**
 * Opens an identity file. This takes as long as the file's cost says, usually a second.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
 * a decoder.
 */
SealrollStatus sealroll_identity_from_file(const uint8_t *file,
                                           size_t file_length,
                                           const SealrollSecret *secret,
                                           SealrollIdentity **identity);

/**
 * Seals the identity as a file. `cost` may be NULL.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
 */
SealrollStatus sealroll_identity_to_file(const SealrollIdentity *identity,
                                         const SealrollSecret *secret,
                                         const SealrollCost *cost_of_file,
                                         const SealrollRandom *random,
                                         SealrollBuffer **file);

/**
 * The list's id: 16 bytes are written to `list_id`.
 */
SealrollStatus sealroll_identity_list_id(const SealrollIdentity *identity, uint8_t *list_id);

/**
 * Wipes and frees an identity. NULL is allowed.
 */
void sealroll_identity_free(SealrollIdentity *identity);

/**
 * Signs an order about an epoch. `order` is `SEALROLL_ORDER_PURGE_EPOCH`, `..._HOLD_EPOCH`,
 * `..._LIFT_EPOCH` or `..._PUNCTURED_EPOCH`. Before a purge, and before telling that the key is gone,
 * give it up with `sealroll_owner_puncture`.
 *
 * Save the owner, send the request, and give the answer to `sealroll_owner_confirm_instruction`.
 * Instructions form a chain, so there is one at a time; the same order again gives the same
 * request, to be sent again when a reply was lost.
 *
 * Fails with `SEALROLL_STATUS_STALE_INSTRUCTION` while another order waits for its answer, and
 * `..._UNKNOWN_STATEMENT` to purge an epoch that the list never had.
 */
SealrollStatus sealroll_owner_instruct_epoch(SealrollOwner *owner,
                                             int32_t order,
                                             uint32_t epoch,
                                             uint64_t now,
                                             SealrollRequest **instruction);

/**
 * Signs an order about something that has an id of 32 bytes, as `sealroll_owner_instruct_epoch`
 * does. `order` is `SEALROLL_ORDER_ERASE_RECORD`, `..._RESTRICT_RECORD` or `..._LIFT_RECORD` with a
 * record id; `..._DISMISS_READER` with the id that `sealroll_reader_id` gives; or
 * `..._OBJECT_PROCESSOR` with the id of a processor's statement.
 */
SealrollStatus sealroll_owner_instruct_id(SealrollOwner *owner,
                                          int32_t order,
                                          const uint8_t *id,
                                          uint64_t now,
                                          SealrollRequest **instruction);

/**
 * Draws the token of a new reader of the logs and signs its admission, as
 * `sealroll_owner_instruct_epoch` does. Hand the token, a text, to the auditor; the owner does not
 * keep it. It opens no record. Both outputs are written, or none.
 */
SealrollStatus sealroll_owner_admit_reader(SealrollOwner *owner,
                                           uint64_t now,
                                           const SealrollRandom *random,
                                           SealrollBuffer **token,
                                           SealrollRequest **instruction);

/**
 * Signs the order to end the list, as `sealroll_owner_instruct_epoch` does: everything is erased
 * and nothing more is taken. Puncture every epoch first.
 *
 * Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
 */
SealrollStatus sealroll_owner_terminate(SealrollOwner *owner,
                                        const SealrollIdentity *identity,
                                        uint64_t now,
                                        SealrollRequest **instruction);

/**
 * The order that waits for its answer, to be sent again.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there is none: that is fine.
 */
SealrollStatus sealroll_owner_pending_instruction(const SealrollOwner *owner,
                                                  SealrollRequest **instruction);

/**
 * Gives up an order that the processor refused. Sync before the next one: a processor that carried
 * it out nevertheless has logged it.
 */
SealrollStatus sealroll_owner_withdraw_instruction(SealrollOwner *owner);

/**
 * Verifies the answer to the last order: the processor's word that it was carried out, at `time` by
 * its clock, and the proof that this word is entry `position` of the instruction log.
 *
 * Fails with the codes of a receipt, `SEALROLL_STATUS_BAD_PROOF` also if nothing was ordered; the
 * order waits on then.
 */
SealrollStatus sealroll_owner_confirm_instruction(SealrollOwner *owner,
                                                  const uint8_t *answer,
                                                  size_t answer_length,
                                                  uint64_t *time,
                                                  uint64_t *position);

/**
 * Reads a link, as a scanner gives it. Nothing of it may be sent to anybody.
 *
 * Fails with `SEALROLL_STATUS_BAD_LINK` and the codes of a decoder.
 */
SealrollStatus sealroll_invitation_parse(const char *link, SealrollInvitation **invitation);

/**
 * The link for the QR code, as a text. It contains the presence secret.
 */
SealrollStatus sealroll_invitation_link(const SealrollInvitation *invitation,
                                        SealrollBuffer **link);

/**
 * Where the address of the API is hinted at, as a text: fetch it, and read `api` from the JSON.
 * What it says need not be trusted: everything that comes from there is verified.
 */
SealrollStatus sealroll_invitation_hint_address(const SealrollInvitation *invitation,
                                                SealrollBuffer **address);

/**
 * Five words that stand beside the QR code as well, as a text.
 */
SealrollStatus sealroll_invitation_fingerprint_words(const SealrollInvitation *invitation,
                                                     SealrollBuffer **words);

/**
 * The list's id: 16 bytes are written to `list_id`.
 */
SealrollStatus sealroll_invitation_list_id(const SealrollInvitation *invitation, uint8_t *list_id);

/**
 * Wipes and frees an invitation. NULL is allowed.
 */
void sealroll_invitation_free(SealrollInvitation *invitation);

/**
 * The copy of the logs, to be kept beside the owner's state and replaced after every sync. There is
 * nothing personal and no key in it. Without it a device that was started again cannot say what a
 * restored processor has lost.
 */
SealrollStatus sealroll_owner_log_copy(const SealrollOwner *owner, SealrollBuffer **copy);

/**
 * Takes back what `sealroll_owner_log_copy` gave, before the first sync. What was opened before is
 * forgotten, and opened again.
 *
 * Fails with the codes of a decoder; then nothing has changed.
 */
SealrollStatus sealroll_owner_set_log_copy(SealrollOwner *owner,
                                           const uint8_t *copy,
                                           size_t copy_length);

/**
 * Gives the orders again that the last sync found lost, but for the end of the list, which needs the
 * root; `given` is how many the processor took. An order that still waits for its answer is sent
 * before. The state is saved before and after each. Publish the statements and sync before, and
 * sync after: what was refused is found lost again then.
 *
 * Fails with the codes of a receipt or of a temporary refusal, and with
 * `SEALROLL_STATUS_UNREACHABLE`.
 */
SealrollStatus sealroll_owner_give_again(SealrollOwner *owner,
                                         const SealrollExchange *exchange,
                                         size_t *given);

/**
 * What proves to others that the processor contradicted itself, after a sync that failed with
 * `SEALROLL_STATUS_ROLLED_BACK`, `..._INCONSISTENT` or `..._FOREIGN_STATEMENT`: the text of a file for
 * `sealroll audit --evidence FILE`. There is nothing of guests and no key in it. Save it at once: it
 * is not in the owner's state, and another such sync replaces it.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if no sync of this object found a contradiction: that is fine.
 */
SealrollStatus sealroll_owner_evidence(const SealrollOwner *owner,
                                       SealrollBuffer **evidence);

/**
 * How many times a log goes on from a backup, found by this sync or an earlier one. If there are
 * any, publish the statements, sync, give the lost orders again with `sealroll_owner_give_again`,
 * and sync.
 */
SealrollStatus sealroll_sync_report_recovery_count(const SealrollSyncReport *report, size_t *count);

/**
 * A log that goes on from a backup.
 *
 * `log` is its generation, or `SEALROLL_INSTRUCTION_LOG`. `part` is the part that was opened, about
 * the time in seconds when that was. `restored` entries came back with the backup, of
 * `signed_entries` that the processor says it had signed, `UINT64_MAX` if it does not say. Of the
 * others this device had seen `lost`, `lost_records` of them records: `returned` are in the log
 * again, `erased` were erased since, and `missing` are missing. Of `unknown` of the lost entries
 * nothing else is known, because there was no copy of the log: `sealroll_owner_set_log_copy`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_sync_report_recovery(const SealrollSyncReport *report,
                                             size_t index,
                                             uint32_t *log,
                                             uint64_t *part,
                                             uint64_t *restored,
                                             uint64_t *signed_entries,
                                             uint64_t *lost,
                                             uint64_t *lost_records,
                                             uint64_t *returned,
                                             uint64_t *erased,
                                             size_t *missing,
                                             uint64_t *unknown);

/**
 * A record that is missing after a recovery: its id of 32 bytes is written to `record_id`. Guests'
 * apps send such a check-in again. What stays missing can be shown with the heads that were
 * cosigned: it is a breach that the processor reports.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_sync_report_recovery_missing(const SealrollSyncReport *report,
                                                     size_t index,
                                                     size_t missing,
                                                     uint8_t *record_id);

/**
 * How many orders of this device a processor carried out and lost with a restored log:
 * `sealroll_owner_give_again`.
 */
SealrollStatus sealroll_sync_report_lost_order_count(const SealrollSyncReport *report,
                                                     size_t *count);

/**
 * Such an order, as an English text.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_sync_report_lost_order(const SealrollSyncReport *report,
                                               size_t index,
                                               SealrollBuffer **text);

/**
 * How many lost orders wait, because what they are about is not in the log again. A later sync
 * counts them among the lost ones.
 */
SealrollStatus sealroll_sync_report_waiting_order_count(const SealrollSyncReport *report,
                                                        size_t *count);

/**
 * Such an order, as an English text.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_sync_report_waiting_order(const SealrollSyncReport *report,
                                                  size_t index,
                                                  SealrollBuffer **text);

/**
 * How many record logs the processor has deleted, as it had to: all of them was erased, and the
 * time for audits is over. Each is told by one sync.
 */
SealrollStatus sealroll_sync_report_deleted_count(const SealrollSyncReport *report, size_t *count);

/**
 * The generation of such a log.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_sync_report_deleted(const SealrollSyncReport *report,
                                            size_t index,
                                            uint32_t *generation);

/**
 * Whether the processor has deleted the list, as it had to: it was ended three full calendar years
 * ago.
 */
SealrollStatus sealroll_sync_report_is_over(const SealrollSyncReport *report, bool *is_over);

/**
 * How many messages there are; 0 for NULL.
 */
size_t sealroll_mail_count(const SealrollMail *mail);

/**
 * What a message says, one of `SealrollMessage`.
 *
 * This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many messages.
 */
SealrollStatus sealroll_mail_kind(const SealrollMail *mail, size_t index, int32_t *kind);

/**
 * When the owner made a message, by the owner's clock.
 */
SealrollStatus sealroll_mail_time(const SealrollMail *mail, size_t index, uint64_t *time);

/**
 * The request that a message answers: its record id, 32 bytes, what was asked for, one of
 * `SealrollRight`, and when, by the guest's clock.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` for news about the check-in, too.
 */
SealrollStatus sealroll_mail_request(const SealrollMail *mail,
                                     size_t index,
                                     uint8_t *record_id,
                                     int32_t *right,
                                     uint64_t *time);

/**
 * What an answer says: one of `SealrollDecision`, and the owner's text, which may be empty. The
 * answer to a request to see or take along the data has them as JSON. The text is hostile: escape it.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` for another message, too. Both outputs are written, or none.
 */
SealrollStatus sealroll_mail_answer(const SealrollMail *mail,
                                    size_t index,
                                    int32_t *decision,
                                    SealrollBuffer **text);

/**
 * Why the check-in was erased, one of `SealrollErasure`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` for another message, too.
 */
SealrollStatus sealroll_mail_erased_for(const SealrollMail *mail, size_t index, int32_t *erasure);

/**
 * To whom the check-in was disclosed: the id of the disclosure, 32 bytes, which names it in the
 * list's instruction log; who the authority says that it is; and the five words of its card.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` for another message, too. All outputs are written, or none.
 */
SealrollStatus sealroll_mail_disclosure(const SealrollMail *mail,
                                        size_t index,
                                        uint8_t *disclosure_id,
                                        SealrollBuffer **name,
                                        SealrollBuffer **words);

/**
 * How many notices do not count; 0 for NULL. They were made by somebody who knows the secrets: the
 * owner's readers could try to forge. `sealroll_ticket_messages` has none.
 */
size_t sealroll_mail_refused_count(const SealrollMail *mail);

/**
 * A notice that does not count: the number of its feed, and why, as one of `SealrollStatus`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_mail_refused(const SealrollMail *mail,
                                     size_t index,
                                     uint64_t *feed,
                                     int32_t *reason);

/**
 * Frees mail. NULL is allowed.
 */
void sealroll_mail_free(SealrollMail *mail);

/**
 * Draws the keys of a device, whose name the owner sees: plain text of 1 to 120 bytes.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for the name.
 */
SealrollStatus sealroll_new_device_create(const char *name,
                                          const SealrollRandom *random,
                                          SealrollNewDevice **device);

/**
 * Restores what `sealroll_new_device_to_bytes` gave.
 */
SealrollStatus sealroll_new_device_from_bytes(const uint8_t *bytes,
                                              size_t length,
                                              SealrollNewDevice **device);

/**
 * Opens what `sealroll_new_device_to_file` sealed.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of a
 * decoder.
 */
SealrollStatus sealroll_new_device_from_file(const uint8_t *file,
                                             size_t file_length,
                                             const SealrollSecret *secret,
                                             SealrollNewDevice **device);

/**
 * The device's keys, for its own protected store.
 */
SealrollStatus sealroll_new_device_to_bytes(const SealrollNewDevice *device,
                                            SealrollBuffer **bytes);

/**
 * The same, sealed as a key file. `cost_of_file` may be NULL.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
 */
SealrollStatus sealroll_new_device_to_file(const SealrollNewDevice *device,
                                           const SealrollSecret *secret,
                                           const SealrollCost *cost_of_file,
                                           const SealrollRandom *random,
                                           SealrollBuffer **file);

/**
 * What to hand to the owner.
 */
SealrollStatus sealroll_new_device_card(const SealrollNewDevice *device, SealrollDeviceCard **card);

/**
 * Opens a grant and verifies it. Writes the device as it works from now on, what it may do, as the sum
 * of `SealrollAbility`, and when it was granted, by the owner's clock. Show the list's terms and
 * fingerprint words before the delegate is used; `sealroll_owner_open_epochs` says what it opens.
 * `environment` is one of `SealrollEnvironment`.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a grant to another device, `..._WRONG_ENVIRONMENT`,
 * `..._BAD_SIGNATURE`, and the codes of a decoder. All outputs are written, or none.
 */
SealrollStatus sealroll_new_device_accept(const SealrollNewDevice *device,
                                          const uint8_t *grant,
                                          size_t grant_length,
                                          int32_t environment,
                                          SealrollOwner **delegate,
                                          int32_t *abilities,
                                          uint64_t *granted_at);

/**
 * Wipes and frees a device. NULL is allowed.
 */
void sealroll_new_device_free(SealrollNewDevice *device);

/**
 * An outbox with nothing in it.
 */
SealrollOutbox *sealroll_outbox_new(void);

/**
 * Restores what `sealroll_outbox_to_bytes` gave.
 */
SealrollStatus sealroll_outbox_from_bytes(const uint8_t *bytes,
                                          size_t length,
                                          SealrollOutbox **outbox);

/**
 * The outbox for the device's own storage.
 */
SealrollStatus sealroll_outbox_to_bytes(const SealrollOutbox *outbox, SealrollBuffer **bytes);

/**
 * Says what is decided without a person, by `sealroll_owner_answer_by_policy`. Erasure that is asked
 * for within `withdraw_within` seconds of the arrival is granted, never if that is 0; restriction is,
 * if `restrict_always`; and whoever asks to see or take along the data gets them, if `access_always`.
 */
SealrollStatus sealroll_outbox_set_policy(SealrollOutbox *outbox,
                                          uint64_t withdraw_within,
                                          bool restrict_always,
                                          bool access_always);

/**
 * What is decided without a person, as `sealroll_outbox_set_policy` was told.
 */
SealrollStatus sealroll_outbox_policy(const SealrollOutbox *outbox,
                                      uint64_t *withdraw_within,
                                      bool *restrict_always,
                                      bool *access_always);

/**
 * How a request was answered: its record id, 32 bytes, gives one of `SealrollDecision`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if it was not.
 */
SealrollStatus sealroll_outbox_answer_to(const SealrollOutbox *outbox,
                                         const uint8_t *record_id,
                                         int32_t *decision);

/**
 * How many messages wait for the next feed; 0 for NULL.
 */
size_t sealroll_outbox_waiting(const SealrollOutbox *outbox);

/**
 * Whether a feed is due: one a day, also when there is nothing to say, so that its presence tells
 * nothing.
 */
SealrollStatus sealroll_outbox_is_due(const SealrollOutbox *outbox, uint64_t now, bool *is_due);

/**
 * The next order of the outbox was confirmed, or the processor says that there is nothing left to do
 * it to: it is taken out.
 */
SealrollStatus sealroll_outbox_order_done(SealrollOutbox *outbox);

/**
 * Wipes and frees an outbox. NULL is allowed.
 */
void sealroll_outbox_free(SealrollOutbox *outbox);

/**
 * Creates a list: draws its keys, signs its terms, and issues the statements of its first
 * generation, which begins with the epoch of `now`. Seal the identity as a file at once; it exists
 * nowhere else.
 *
 * Fails with the codes of the terms, such as `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT`. Both
 * objects are written, or none.
 */
SealrollStatus sealroll_owner_create(const SealrollTerms *terms,
                                     uint64_t now,
                                     const SealrollRandom *random,
                                     SealrollOwner **owner,
                                     SealrollIdentity **identity);

/**
 * Sets a list up again on a new device: from the identity, a decryption file with its secret, and
 * the `bundle_count` welcome bundles that the processor has for the list's epochs. New online keys
 * are certified: register them, then sync.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret, `..._UNKNOWN_STATEMENT` if no
 * bundle is the list's.
 */
SealrollStatus sealroll_owner_restore(const SealrollIdentity *identity,
                                      const uint8_t *decryption_file,
                                      size_t decryption_file_length,
                                      const SealrollSecret *secret,
                                      const SealrollBytes *bundles,
                                      size_t bundle_count,
                                      uint32_t generation_epochs,
                                      uint64_t now,
                                      const SealrollRandom *random,
                                      SealrollOwner **owner);

/**
 * The list's id: 16 bytes are written to `list_id`.
 */
SealrollStatus sealroll_owner_list_id(const SealrollOwner *owner, uint8_t *list_id);

/**
 * Five words to be printed beside the QR code, as a text.
 */
SealrollStatus sealroll_owner_fingerprint_words(const SealrollOwner *owner, SealrollBuffer **words);

/**
 * The terms in force, as an object of their own: change it, then `sealroll_owner_change_terms`.
 */
SealrollStatus sealroll_owner_terms(const SealrollOwner *owner, SealrollTerms **terms);

/**
 * Makes the content of a QR code. `base` is where the guest's page is served, such as
 * `https://example.org`; `door_code` may be NULL. Printing it again gives the same code.
 *
 * Fails with `SEALROLL_STATUS_BAD_LINK` or `..._BAD_TEXT`.
 */
SealrollStatus sealroll_owner_invitation(const SealrollOwner *owner,
                                         const char *base,
                                         const char *door_code,
                                         SealrollInvitation **invitation);

/**
 * The epoch in which a moment lies.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` before the first.
 */
SealrollStatus sealroll_owner_epoch_at(const SealrollOwner *owner, uint64_t time, uint32_t *epoch);

/**
 * The last epoch that there is a statement for: roll over before it ends.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there is none.
 */
SealrollStatus sealroll_owner_last_epoch(const SealrollOwner *owner, uint32_t *epoch);

/**
 * Epochs with a statement whose keys still exist, ascending.
 *
 * Writes how many there are to `count`, and them to `epochs`, which has room for `capacity`.
 * With a capacity of 0, where `epochs` may be NULL, only `count` is written. Fails with
 * `SEALROLL_STATUS_SHORT_BUFFER` if a capacity other than 0 is too small.
 */
SealrollStatus sealroll_owner_open_epochs(const SealrollOwner *owner,
                                          uint32_t *epochs,
                                          size_t capacity,
                                          size_t *count);

/**
 * Epochs whose retention is over and whose keys still exist, ascending: puncture them and order
 * their erasure. Written as by `sealroll_owner_open_epochs`.
 */
SealrollStatus sealroll_owner_due_epochs(const SealrollOwner *owner,
                                         uint64_t now,
                                         uint32_t *epochs,
                                         size_t capacity,
                                         size_t *count);

/**
 * Wipes and frees an owner. NULL is allowed.
 */
void sealroll_owner_free(SealrollOwner *owner);

/**
 * What this device may do, the sum of `SealrollAbility`.
 */
SealrollStatus sealroll_owner_abilities(const SealrollOwner *owner, int32_t *abilities);

/**
 * Every device of the list: who holds what, until when, and what a revoked one can still open. Sync
 * first.
 */
SealrollStatus sealroll_owner_devices(const SealrollOwner *owner,
                                      uint64_t now,
                                      SealrollDevices **devices);

/**
 * Who still has to puncture an epoch, which is not erased before, and who never will: devices that
 * were revoked, or are over, without ever saying so. Both outputs are written, or none.
 */
SealrollStatus sealroll_owner_holders(const SealrollOwner *owner,
                                      uint32_t epoch,
                                      uint64_t now,
                                      SealrollDevices **missing,
                                      SealrollDevices **silent);

/**
 * Whether an epoch is erased: purged by the processor, and punctured by every holder.
 */
SealrollStatus sealroll_owner_is_erased(const SealrollOwner *owner,
                                        uint32_t epoch,
                                        uint64_t now,
                                        bool *is_erased);

/**
 * Epochs for which this device has to order `SEALROLL_ORDER_PUNCTURED_EPOCH`: they were erased, or
 * punctured by the owner, and it has not said yet that their keys are gone. Puncture them first; then
 * order. Written as by `sealroll_owner_open_epochs`.
 */
SealrollStatus sealroll_owner_punctures_to_order(const SealrollOwner *owner,
                                                 uint32_t *epochs,
                                                 size_t capacity,
                                                 size_t *count);

/**
 * Prepares to revoke the device that has the certificate `serial`, when it was lost or its holder
 * leaves: makes new keys for the epochs that have not ended, so that it cannot open what comes, and
 * new online keys for this device if they were the same. Printed codes stay valid.
 *
 * Writes the device with what it can open, how many generations are new, and whether this device has
 * new keys. Then save the owner, send `sealroll_owner_registration_request`, order
 * `sealroll_owner_instruct_revocation` for each certificate of the device, and publish the statements.
 * Sync before and after.
 *
 * Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list, `..._NOT_LOGGED` if no
 * device has the certificate, `..._EXPIRED`, `..._NOT_GRANTED` on a delegate's device. Nothing has
 * changed then.
 */
SealrollStatus sealroll_owner_revoke_device(SealrollOwner *owner,
                                            const SealrollIdentity *identity,
                                            uint64_t serial,
                                            uint64_t now,
                                            const SealrollRandom *random,
                                            SealrollDevices **revoked,
                                            size_t *generation_count,
                                            bool *has_new_keys);

/**
 * Signs the order to take nothing more that a certificate's key signs, as
 * `sealroll_owner_instruct_epoch` does.
 *
 * Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
 */
SealrollStatus sealroll_owner_instruct_revocation(SealrollOwner *owner,
                                                  const SealrollIdentity *identity,
                                                  uint64_t serial,
                                                  uint64_t now,
                                                  SealrollRequest **instruction);

/**
 * Opens a device file. This takes as long as the file's cost says, usually a second.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
 * a decoder.
 */
SealrollStatus sealroll_owner_from_device_file(const uint8_t *file,
                                               size_t file_length,
                                               const SealrollSecret *secret,
                                               SealrollOwner **owner);

/**
 * Seals the device's state as a device file. It opens what this device opens: after a puncture
 * replace every earlier file. `cost` may be NULL.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
 */
SealrollStatus sealroll_owner_to_device_file(const SealrollOwner *owner,
                                             const SealrollSecret *secret,
                                             const SealrollCost *cost_of_file,
                                             const SealrollRandom *random,
                                             SealrollBuffer **file);

/**
 * Seals what brings a lost device back, together with the identity file. Replace it after every
 * roll-over and puncture. `cost` may be NULL.
 */
SealrollStatus sealroll_owner_to_decryption_file(const SealrollOwner *owner,
                                                 const SealrollSecret *secret,
                                                 const SealrollCost *cost_of_file,
                                                 const SealrollRandom *random,
                                                 SealrollBuffer **file);

/**
 * Restores what `sealroll_owner_to_bytes` gave. Certificates, terms and statements are verified
 * again.
 */
SealrollStatus sealroll_owner_from_bytes(const uint8_t *bytes,
                                         size_t length,
                                         SealrollOwner **owner);

/**
 * Every secret of the device, not sealed, for a protected store of the caller's.
 */
SealrollStatus sealroll_owner_to_bytes(const SealrollOwner *owner, SealrollBuffer **bytes);

/**
 * Registers the list, or tells the processor new certificates and terms.
 */
SealrollStatus sealroll_owner_registration_request(const SealrollOwner *owner,
                                                   SealrollRequest **registration);

/**
 * Publishes the statements that are not in the log yet. `authority` is the host of the API, with
 * its port if it is not the scheme's own.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are none: that is fine.
 */
SealrollStatus sealroll_owner_statements_request(const SealrollOwner *owner,
                                                 const char *authority,
                                                 uint64_t now,
                                                 const SealrollRandom *random,
                                                 SealrollRequest **statements);

/**
 * Follows the list's record logs, checks that they have only grown, and cosigns. From the first
 * sync on guests can check in. The state is saved before each cosignature leaves.
 *
 * Fails with `SEALROLL_STATUS_ROLLED_BACK`, `..._INCONSISTENT` or `..._FOREIGN_STATEMENT` if the
 * processor contradicts itself, then save `sealroll_owner_evidence`. Fails with the codes of a receipt or
 * a refusal, and with `..._UNREACHABLE`. What was verified before is kept; sync again.
 */
SealrollStatus sealroll_owner_sync(SealrollOwner *owner,
                                   const SealrollExchange *exchange,
                                   const SealrollRandom *random,
                                   SealrollSyncReport **report);

/**
 * Fetches the envelopes of an epoch, page by page. Sync first.
 *
 * Fails with `SEALROLL_STATUS_UNKNOWN_STATEMENT` for an epoch that the list never had, with the
 * codes of a refusal, and with `..._UNREACHABLE`.
 */
SealrollStatus sealroll_owner_fetch(const SealrollOwner *owner,
                                    uint32_t epoch,
                                    const SealrollExchange *exchange,
                                    const SealrollRandom *random,
                                    SealrollFetched **fetched);

/**
 * Opens what was fetched, on all cores. What fails is set aside, the others go on; opening the
 * same again is harmless. Open epochs in ascending order, since a follow-up needs its check-in.
 *
 * `progress` may be NULL. It is called, with `context`, with how many are done and how many there
 * are, and stops the work by returning anything but 0: the call fails with
 * `SEALROLL_STATUS_CANCELLED` and nothing was accepted. Fails with `..._UNKNOWN_STATEMENT`, and
 * `..._EPOCH_PURGED` after a puncture.
 */
SealrollStatus sealroll_owner_open(SealrollOwner *owner,
                                   const SealrollFetched *fetched,
                                   int32_t (*progress)(void *context, size_t done, size_t total),
                                   void *context,
                                   SealrollBatch **batch);

/**
 * Makes the keys of an epoch underivable on this device, and forgets what was opened of it. Writes
 * whether there was a key. The records are lost once every other holder has done the same and the
 * old device and decryption files are gone.
 */
SealrollStatus sealroll_owner_puncture(SealrollOwner *owner, uint32_t epoch, bool *punctured);

/**
 * Orders the erasure of an epoch. Puncture it first.
 *
 * Fails with `SEALROLL_STATUS_UNKNOWN_STATEMENT` for an epoch that the list never had.
 */
SealrollStatus sealroll_owner_purge_request(SealrollOwner *owner,
                                            uint32_t epoch,
                                            uint64_t now,
                                            SealrollRequest **purge);

/**
 * Verifies the proof that answered the order: the log says that the epoch was erased.
 */
SealrollStatus sealroll_owner_confirm_purge(SealrollOwner *owner,
                                            uint32_t epoch,
                                            const uint8_t *proof,
                                            size_t proof_length);

/**
 * Whether the log has been shown to hold the erasure of an epoch, by a proof or by a sync.
 */
SealrollStatus sealroll_owner_is_purge_confirmed(const SealrollOwner *owner,
                                                 uint32_t epoch,
                                                 bool *confirmed);

/**
 * Makes the next generation and writes its number: new keys, and statements to be published.
 * Replace the decryption file.
 *
 * Fails with `SEALROLL_STATUS_NOT_YET_VALID` if there is a next generation already, and
 * `..._EXPIRED` if certificates must be renewed first.
 */
SealrollStatus sealroll_owner_roll_over(SealrollOwner *owner,
                                        uint64_t now,
                                        const SealrollRandom *random,
                                        uint32_t *generation);

/**
 * Draws new online keys and has the root certify them. Register them before they are used.
 *
 * Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
 */
SealrollStatus sealroll_owner_renew_certificates(SealrollOwner *owner,
                                                 const SealrollIdentity *identity,
                                                 uint64_t now,
                                                 const SealrollRandom *random);

/**
 * Changes the terms, and issues successors of the statements from the current epoch on. Printed
 * codes stay valid. Register the new terms before the statements are published.
 *
 * Fails with `SEALROLL_STATUS_BAD_VALUE` if something fixed differs, `..._WRONG_LIST` for the
 * identity of another list, and the codes of the terms.
 */
SealrollStatus sealroll_owner_change_terms(SealrollOwner *owner,
                                           const SealrollIdentity *identity,
                                           const SealrollTerms *terms,
                                           uint64_t now);

/**
 * How many follow-ups carry a head of the log that is none of its heads: their guests were shown
 * another log than the owner. The guest's receipt proves it; ask for it, and give it to an auditor.
 */
size_t sealroll_owner_contradicted_count(const SealrollOwner *owner);

/**
 * Where the entry of such a follow-up stands.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_owner_contradicted(const SealrollOwner *owner,
                                           size_t index,
                                           uint32_t *generation,
                                           uint64_t *position);

/**
 * Restores what `sealroll_pending_to_bytes` gave.
 */
SealrollStatus sealroll_pending_from_bytes(const uint8_t *bytes,
                                           size_t length,
                                           SealrollPending **pending);

/**
 * Envelope and ticket, for the device's own storage. They contain the ticket key.
 */
SealrollStatus sealroll_pending_to_bytes(const SealrollPending *pending, SealrollBuffer **bytes);

/**
 * The upload. It may be sent any number of times: the same bytes give the same receipt.
 */
SealrollStatus sealroll_pending_request(const SealrollPending *pending, SealrollRequest **upload);

/**
 * The check-in's record id: 32 bytes are written to `record_id`.
 */
SealrollStatus sealroll_pending_record_id(const SealrollPending *pending, uint8_t *record_id);

/**
 * When to erase it from the device, sent or not, in seconds since 1970.
 */
SealrollStatus sealroll_pending_erase_after(const SealrollPending *pending, uint64_t *time);

/**
 * Verifies the receipt that answered the upload and makes the ticket.
 *
 * On success the pending check-in is used up: every other call on it then answers
 * `SEALROLL_STATUS_USED`, and it is still to be freed. On failure it is unchanged; send it again.
 */
SealrollStatus sealroll_pending_confirm(SealrollPending *pending,
                                        const uint8_t *receipt,
                                        size_t receipt_length,
                                        SealrollTicket **ticket);

/**
 * Wipes and frees a pending check-in. NULL is allowed.
 */
void sealroll_pending_free(SealrollPending *pending);

/**
 * What the processor says of itself, by the instruction log as far as this device has seen it, as a
 * text. `which` is one of `SealrollProcessor`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if it has said nothing.
 */
SealrollStatus sealroll_owner_processor(const SealrollOwner *owner,
                                        int32_t which,
                                        SealrollBuffer **text);

/**
 * Takes a recovery code or passphrase as that which brings the list back: keeps a public key that is
 * derived from it, and that alone. `cost` may be NULL. Call `sealroll_owner_keep_recoverable` next.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
 */
SealrollStatus sealroll_owner_set_recovery(SealrollOwner *owner,
                                           const SealrollSecret *secret,
                                           const SealrollCost *cost_of_blob,
                                           const SealrollRandom *random);

/**
 * Whether this is a device that keeps the list recoverable: the owner's, not a delegate's.
 */
SealrollStatus sealroll_owner_keeps_recovery(const SealrollOwner *owner, bool *keeps);

/**
 * Whether `sealroll_owner_set_recovery` was called.
 */
SealrollStatus sealroll_owner_has_recovery(const SealrollOwner *owner, bool *has);

/**
 * Whether what the processor has would not bring back what this device can open: after a roll-over, a
 * puncture, a new canary or a new code. Purge no epoch as long as this is so.
 */
SealrollStatus sealroll_owner_is_blob_due(const SealrollOwner *owner,
                                          bool *is_due);

/**
 * Stores with the processor what a recovery needs: a canary for drills, and a sealed blob that covers
 * what this device can open now. Sync first, and call this after every roll-over and puncture. Writes
 * whether anything had to be stored.
 *
 * Fails with the codes of a receipt and of a refusal, and with `SEALROLL_STATUS_UNREACHABLE`: call it
 * again.
 */
SealrollStatus sealroll_owner_keep_recoverable(SealrollOwner *owner,
                                               const SealrollExchange *exchange,
                                               const SealrollRandom *random,
                                               bool *stored);

/**
 * Whether it is time for a drill: the last was 28 days ago or more, or never.
 */
SealrollStatus sealroll_owner_is_drill_due(const SealrollOwner *owner, uint64_t now, bool *is_due);

/**
 * When the last drill was, as far as this device knows.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there was none.
 */
SealrollStatus sealroll_owner_last_drill(const SealrollOwner *owner, uint64_t *time);

/**
 * A drill: opens the canary with nothing but what the processor has and what is `typed` here, which
 * the owner takes from where it is kept. It succeeds if and only if the list would come back after a
 * loss. Orders that the drill is logged, and writes when that was done, by the processor's clock.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for something else than the code, `..._REFUSED` or
 * `..._UNKNOWN_CANARY` if there is nothing to be opened, `..._STALE_INSTRUCTION` while another order
 * waits, the codes of a refusal, and `..._UNREACHABLE`.
 */
SealrollStatus sealroll_owner_drill(SealrollOwner *owner,
                                    const SealrollSecret *typed,
                                    const SealrollExchange *exchange,
                                    const SealrollRandom *random,
                                    uint64_t *time);

/**
 * Brings a list back to this device, which has the identity, what was set with
 * `sealroll_owner_set_recovery`, and a welcome bundle that the processor has for any of the list's
 * epochs, such as `sealroll_guest_welcome_request` asks for. Posters stay as they are.
 *
 * Registers new online keys, fetches blob, terms and statements, syncs, and punctures what was
 * erased. Then publish the statements, call `sealroll_owner_keep_recoverable`, and, if the lost device
 * was stolen, `sealroll_owner_revoke_device`.
 *
 * Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret, `..._REFUSED` if there is no blob, the codes of a
 * sync and of a refusal, and `..._UNREACHABLE`: begin again some
 * seconds later.
 */
SealrollStatus sealroll_owner_recover(const SealrollIdentity *identity,
                                      const SealrollSecret *secret,
                                      const uint8_t *bundle,
                                      size_t bundle_length,
                                      const SealrollExchange *exchange,
                                      const SealrollRandom *random,
                                      SealrollOwner **owner);

/**
 * `GET`, `PUT` or `POST`; NULL for NULL.
 */
const char *sealroll_request_method(const SealrollRequest *request);

/**
 * Path and query, beginning with `/v1/`, to be appended to the address of the API; NULL for NULL.
 */
const char *sealroll_request_target(const SealrollRequest *request);

/**
 * How many header fields to send besides those that every client sends; 0 for NULL.
 */
size_t sealroll_request_header_count(const SealrollRequest *request);

/**
 * Name of a header field, in lower case; NULL if there are not so many.
 */
const char *sealroll_request_header_name(const SealrollRequest *request, size_t index);

/**
 * Value of a header field; NULL if there are not so many.
 */
const char *sealroll_request_header_value(const SealrollRequest *request, size_t index);

/**
 * The content; its length is `sealroll_request_body_length`. NULL for NULL.
 */
const uint8_t *sealroll_request_body(const SealrollRequest *request);

/**
 * How many bytes the content has; 0 for none and for NULL.
 */
size_t sealroll_request_body_length(const SealrollRequest *request);

/**
 * Frees a request. NULL is allowed.
 */
void sealroll_request_free(SealrollRequest *request);

/**
 * Reads an answer of the processor: `SEALROLL_STATUS_OK` for a status code of 200 to 299,
 * otherwise the problem that the body names, or `SEALROLL_STATUS_REFUSED`. 429 and 500 to 599
 * may pass: send the same request again later.
 *
 * `body` may be NULL if `length` is 0.
 */
SealrollStatus sealroll_check_answer(uint16_t http_status, const uint8_t *body, size_t length);

/**
 * What guests ask for.
 */
SealrollStatus sealroll_owner_rights(const SealrollOwner *owner, SealrollRights **rights);

/**
 * What guests ask for and was not answered yet, as far as the outbox knows.
 */
SealrollStatus sealroll_owner_open_rights(const SealrollOwner *owner,
                                          const SealrollOutbox *outbox,
                                          SealrollRights **rights);

/**
 * How many requests there are; 0 for NULL.
 */
size_t sealroll_rights_count(const SealrollRights *rights);

/**
 * The record id of the check-in that a request is about: 32 bytes are written to `record_id`.
 *
 * This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many requests.
 */
SealrollStatus sealroll_rights_check_in(const SealrollRights *rights,
                                        size_t index,
                                        uint8_t *record_id);

/**
 * The record id of the request itself: 32 bytes are written to `record_id`.
 */
SealrollStatus sealroll_rights_record_id(const SealrollRights *rights,
                                         size_t index,
                                         uint8_t *record_id);

/**
 * What is asked for, one of `SealrollRight`.
 */
SealrollStatus sealroll_rights_right(const SealrollRights *rights, size_t index, int32_t *right);

/**
 * When the guest arrived, by what the check-in says.
 */
SealrollStatus sealroll_rights_arrival(const SealrollRights *rights, size_t index, uint64_t *time);

/**
 * Decides a request by what the owner has laid down in advance: erasure that is asked for within
 * `withdraw_within` seconds of the arrival is granted, never if that is 0; restriction is, if
 * `restrict_always`. What is granted covers the check-in and everything that followed it up. No
 * order at all: a person has to decide.
 */
SealrollStatus sealroll_owner_decide(const SealrollOwner *owner,
                                     const SealrollRights *rights,
                                     size_t index,
                                     uint64_t withdraw_within,
                                     bool restrict_always,
                                     uint64_t now,
                                     SealrollOrders **orders);

/**
 * How many orders there are; 0 for NULL.
 */
size_t sealroll_orders_count(const SealrollOrders *orders);

/**
 * The line of an order, as a text: how the instruction will say it.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_orders_text(const SealrollOrders *orders,
                                    size_t index,
                                    SealrollBuffer **text);

/**
 * Signs one of the orders, as `sealroll_owner_instruct_epoch` does.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_owner_instruct_order(SealrollOwner *owner,
                                             const SealrollOrders *orders,
                                             size_t index,
                                             uint64_t now,
                                             SealrollRequest **instruction);

/**
 * Frees requests. NULL is allowed.
 */
void sealroll_rights_free(SealrollRights *rights);

/**
 * Frees orders. NULL is allowed.
 */
void sealroll_orders_free(SealrollOrders *orders);

/**
 * Draws a recovery code, to be written down by a person.
 */
SealrollStatus sealroll_secret_generate(const SealrollRandom *random, SealrollSecret **secret);

/**
 * Reads a recovery code as a person typed it: small letters, spaces and the usual mistakes (O for
 * 0, I for 1) are understood.
 *
 * Fails with `SEALROLL_STATUS_BAD_CODE`, or `..._BAD_CHECKSUM` for a mistyped character.
 */
SealrollStatus sealroll_secret_from_recovery_code(const char *text, SealrollSecret **secret);

/**
 * Takes a recovery code as the 16 bytes that it stands for.
 */
SealrollStatus sealroll_secret_from_recovery_bytes(const uint8_t *bytes, SealrollSecret **secret);

/**
 * Takes a passphrase, whose length is checked when a file is sealed.
 */
SealrollStatus sealroll_secret_from_passphrase(const char *text, SealrollSecret **secret);

/**
 * The recovery code in its usual spelling, as a text: six groups of five characters.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` for a passphrase.
 */
SealrollStatus sealroll_secret_recovery_code(const SealrollSecret *secret, SealrollBuffer **text);

/**
 * Wipes and frees a secret. NULL is allowed.
 */
void sealroll_secret_free(SealrollSecret *secret);

/**
 * The recovery code in 14 words of a language, one of `SealrollLanguage`, as a text.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` for a passphrase.
 */
SealrollStatus sealroll_secret_recovery_words(const SealrollSecret *secret,
                                              int32_t language,
                                              SealrollBuffer **words);

/**
 * Reads the words of a recovery code as a person typed them: of either language, whole or cut to four
 * letters or more.
 *
 * Fails with `SEALROLL_STATUS_BAD_CODE`, or `..._BAD_CHECKSUM` for a wrong word;
 * `sealroll_last_error` says where to look.
 */
SealrollStatus sealroll_secret_from_recovery_words(const char *text,
                                                   SealrollSecret **secret);

/**
 * Parts a recovery code among `sheet_count` sheets, any `needed` of which bring it back.
 *
 * Fails with `SEALROLL_STATUS_BAD_VALUE` unless 2 ≤ `needed` ≤ `sheet_count` ≤ 16, and
 * `..._ABSENT` for a passphrase.
 */
SealrollStatus sealroll_secret_part(const SealrollSecret *secret,
                                    uint8_t needed,
                                    uint8_t sheet_count,
                                    const SealrollRandom *random,
                                    SealrollSheets **sheets);

/**
 * No sheets yet: add those that people bring.
 */
SealrollSheets *sealroll_sheets_new(void);

/**
 * Reads a sheet as a person typed it and adds it. Case, spaces and hyphens do not matter.
 *
 * Fails with `SEALROLL_STATUS_BAD_CODE`, `..._BAD_CHECKSUM` for a mistyped character,
 * `..._UNSUPPORTED_VERSION` or `..._BAD_VALUE`. Nothing is added then.
 */
SealrollStatus sealroll_sheets_add(SealrollSheets *sheets, const char *text);

/**
 * How many sheets there are; 0 for NULL.
 */
size_t sealroll_sheets_count(const SealrollSheets *sheets);

/**
 * A sheet for a person, as a text: nine groups of five characters.
 *
 * This and the next function fail with `SEALROLL_STATUS_ABSENT` if there are not so many sheets.
 */
SealrollStatus sealroll_sheets_text(const SealrollSheets *sheets,
                                    size_t index,
                                    SealrollBuffer **text);

/**
 * What is printed beside a sheet: its number, from 1; how many were made together; and how many of
 * them bring the code back.
 */
SealrollStatus sealroll_sheets_numbers(const SealrollSheets *sheets,
                                       size_t index,
                                       uint8_t *number,
                                       uint8_t *sheet_count,
                                       uint8_t *needed);

/**
 * Brings the recovery code back.
 *
 * Fails with `SEALROLL_STATUS_TOO_FEW_SHEETS`, or `..._MIXED_SHEETS` if they were not made together.
 */
SealrollStatus sealroll_sheets_combine(const SealrollSheets *sheets,
                                       SealrollSecret **secret);

/**
 * Wipes and frees sheets. NULL is allowed.
 */
void sealroll_sheets_free(SealrollSheets *sheets);

/**
 * The name of a status, such as `wrong-list`; of a number that is none, `unknown`. The text lives
 * as long as the program.
 */
const char *sealroll_status_name(int32_t status);

/**
 * How many records are new.
 */
SealrollStatus sealroll_sync_report_records(const SealrollSyncReport *report, uint64_t *records);

/**
 * How many logs were checked and cosigned.
 */
SealrollStatus sealroll_sync_report_log_count(const SealrollSyncReport *report, size_t *count);

/**
 * A log that was checked and cosigned: its generation, and how many entries it has.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_sync_report_log(const SealrollSyncReport *report,
                                        size_t index,
                                        uint32_t *generation,
                                        uint64_t *size);

/**
 * How many epochs the log says were erased although this device did not order it.
 */
SealrollStatus sealroll_sync_report_unordered_purge_count(const SealrollSyncReport *report,
                                                          size_t *count);

/**
 * An epoch that the log says was erased although this device did not order it.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_sync_report_unordered_purge(const SealrollSyncReport *report,
                                                    size_t index,
                                                    uint32_t *epoch);

/**
 * How many instructions of other devices there are; 0 for NULL. All that are known come with every
 * change of the instruction log; `sealroll_owner_history` shows them.
 */
size_t sealroll_sync_report_foreign_instruction_count(const SealrollSyncReport *report);

/**
 * Whether the processor's statement about itself is new since the last sync: show it, with
 * `sealroll_owner_processor`. The owner may object.
 */
SealrollStatus sealroll_sync_report_is_processor_new(const SealrollSyncReport *report,
                                                     bool *is_new);

/**
 * What instructions, erasure certificates and record logs do not agree on; none if all is well.
 */
SealrollStatus sealroll_sync_report_findings(const SealrollSyncReport *report,
                                             SealrollFindings **findings);

/**
 * Frees a report. NULL is allowed.
 */
void sealroll_sync_report_free(SealrollSyncReport *report);

/**
 * Terms for a new list, with the defaults of the specification: names and phone are required,
 * e-mail, place and companions optional. Every text but the address has to be set.
 *
 * `environment` is one of `SealrollEnvironment`; `origin` and `log_key`, 32 bytes, are the
 * processor's, and an owner has to learn from somebody else whether they are true.
 * Fails with `SEALROLL_STATUS_BAD_KEY`.
 */
SealrollStatus sealroll_terms_new(int32_t environment,
                                  const char *origin,
                                  const uint8_t *log_key,
                                  SealrollTerms **terms);

/**
 * Sets a text. `which` is one of `SealrollText`.
 */
SealrollStatus sealroll_terms_set_text(SealrollTerms *terms, int32_t which, const char *text);

/**
 * A text. `which` is one of `SealrollText`.
 */
SealrollStatus sealroll_terms_text(const SealrollTerms *terms,
                                   int32_t which,
                                   SealrollBuffer **text);

/**
 * Sets a number. `which` is one of `SealrollNumber`.
 */
SealrollStatus sealroll_terms_set_number(SealrollTerms *terms, int32_t which, uint64_t number);

/**
 * A number. `which` is one of `SealrollNumber`.
 */
SealrollStatus sealroll_terms_number(const SealrollTerms *terms, int32_t which, uint64_t *number);

/**
 * Says whether guests are asked for a field: one of `SealrollField`, and one of
 * `SealrollPolicy`. Arrival, departure and door code have no policy.
 */
SealrollStatus sealroll_terms_set_policy(SealrollTerms *terms, int32_t field, int32_t policy);

/**
 * Whether guests are asked for a field: one of `SealrollField` gives one of `SealrollPolicy`.
 */
SealrollStatus sealroll_terms_policy(const SealrollTerms *terms, int32_t field, int32_t *policy);

/**
 * Puts a list under dual control: contact data are sealed to the authority of this card and the
 * owner reads none of them. NULL ends that. It needs a `SEALROLL_NUMBER_BUCKET` of 512 or more.
 */
SealrollStatus sealroll_terms_set_authority(SealrollTerms *terms, const SealrollCard *card);

/**
 * The card of the authority that alone reads contact data.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if the list is not under dual control: the owner reads them.
 */
SealrollStatus sealroll_terms_authority(const SealrollTerms *terms, SealrollCard **card);

/**
 * Frees terms. NULL is allowed.
 */
void sealroll_terms_free(SealrollTerms *terms);

/**
 * Restores what `sealroll_ticket_to_bytes` gave. The proof is verified again.
 */
SealrollStatus sealroll_ticket_from_bytes(const uint8_t *bytes,
                                          size_t length,
                                          SealrollTicket **ticket);

/**
 * The ticket for the device's own storage. It contains the ticket key.
 */
SealrollStatus sealroll_ticket_to_bytes(const SealrollTicket *ticket, SealrollBuffer **bytes);

/**
 * The ticket for another device, without the envelope: short enough for a QR code. It contains the
 * ticket key. Free this ticket when the other device has it: two that count on their own overtake
 * each other.
 */
SealrollStatus sealroll_ticket_to_handover_bytes(const SealrollTicket *ticket,
                                                 SealrollBuffer **bytes);

/**
 * The list's id: 16 bytes are written to `list_id`.
 */
SealrollStatus sealroll_ticket_list_id(const SealrollTicket *ticket, uint8_t *list_id);

/**
 * The epoch of the check-in.
 */
SealrollStatus sealroll_ticket_epoch(const SealrollTicket *ticket, uint32_t *epoch);

/**
 * The check-in's record id: 32 bytes are written to `record_id`.
 */
SealrollStatus sealroll_ticket_record_id(const SealrollTicket *ticket, uint8_t *record_id);

/**
 * Index of the check-in in the record log, from 0.
 */
SealrollStatus sealroll_ticket_index(const SealrollTicket *ticket, uint64_t *index);

/**
 * When to erase the ticket, in seconds since 1970: the record is gone by then.
 */
SealrollStatus sealroll_ticket_erase_after(const SealrollTicket *ticket, uint64_t *time);

/**
 * The newest proof that the check-in was logged, a C2SP tlog-proof. Anybody can verify it offline
 * with the log's key.
 */
SealrollStatus sealroll_ticket_proof(const SealrollTicket *ticket, SealrollBuffer **proof);

/**
 * Whether the proof is under a checkpoint that the owner has cosigned.
 */
SealrollStatus sealroll_ticket_is_witnessed(const SealrollTicket *ticket, bool *witnessed);

/**
 * Whether the guest should ask, at the next start, for a proof under a checkpoint that the owner has
 * cosigned. Only that shows that the log which the receipt is from is the one that everybody sees.
 */
SealrollStatus sealroll_ticket_needs_head(const SealrollTicket *ticket,
                                          bool *needs_head);

/**
 * Asks for a proof under the newest checkpoint that the owner has cosigned.
 */
SealrollStatus sealroll_ticket_proof_request(const SealrollTicket *ticket,
                                             SealrollRequest **proof_request);

/**
 * Asks how the log has grown between the kept receipt and a new proof.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if both are of one size: there is nothing to ask, and
 * `sealroll_ticket_check_growth` takes no bytes then. Fails with the codes of a receipt if it is no
 * proof.
 */
SealrollStatus sealroll_ticket_growth_request(const SealrollTicket *ticket,
                                              const uint8_t *proof,
                                              size_t proof_length,
                                              SealrollRequest **growth_request);

/**
 * Verifies that a new proof and the kept receipt are of one log, with the answer to
 * `sealroll_ticket_growth_request`. To be called before `sealroll_ticket_witness`, which replaces the
 * kept receipt.
 *
 * Fails with `SEALROLL_STATUS_INCONSISTENT` if the processor has signed two logs that exclude each
 * other: keep ticket and proof, and give both receipts to the owner or an auditor. Otherwise with
 * the codes of a receipt.
 */
SealrollStatus sealroll_ticket_check_growth(const SealrollTicket *ticket,
                                            const uint8_t *proof,
                                            size_t proof_length,
                                            const uint8_t *growth,
                                            size_t growth_length);

/**
 * Verifies such a proof with the witnesses of the list's welcome bundle, and keeps it instead of
 * the envelope. On failure the ticket is unchanged.
 */
SealrollStatus sealroll_ticket_witness(SealrollTicket *ticket,
                                       const uint8_t *proof,
                                       size_t proof_length,
                                       const SealrollWelcome *welcome);

/**
 * Seals a check-out to the current epoch, whose welcome is given. `departure` and `now` are in
 * seconds since 1970, `source` is one of `SealrollSource`. On failure the ticket is unchanged.
 */
SealrollStatus sealroll_ticket_check_out(SealrollTicket *ticket,
                                         const SealrollWelcome *welcome,
                                         uint64_t departure,
                                         int32_t source,
                                         uint64_t now,
                                         const SealrollRandom *random,
                                         SealrollFollowUp **follow_up);

/**
 * Seals a correction to the current epoch: of the form, what is filled in replaces what was said
 * before. On failure the ticket is unchanged.
 */
SealrollStatus sealroll_ticket_correct(SealrollTicket *ticket,
                                       const SealrollWelcome *welcome,
                                       const SealrollForm *form,
                                       uint64_t now,
                                       const SealrollRandom *random,
                                       SealrollFollowUp **follow_up);

/**
 * Seals a request of the data subject to the current epoch. `right` is one of `SealrollRight`. On
 * failure the ticket is unchanged.
 */
SealrollStatus sealroll_ticket_request(SealrollTicket *ticket,
                                       const SealrollWelcome *welcome,
                                       int32_t right,
                                       uint64_t now,
                                       const SealrollRandom *random,
                                       SealrollFollowUp **follow_up);

/**
 * Wipes and frees a ticket. NULL is allowed.
 */
void sealroll_ticket_free(SealrollTicket *ticket);

/**
 * Whether the answer to `sealroll_ticket_proof_request` shows that the processor was restored from a
 * backup and has lost the check-in. Then, or when it gives no proof at all, send
 * `sealroll_ticket_upload_request`.
 */
SealrollStatus sealroll_ticket_is_lost(const SealrollTicket *ticket,
                                       const uint8_t *proof,
                                       size_t proof_length,
                                       bool *is_lost);

/**
 * Sends the check-in again. Give the answer to `sealroll_ticket_renew`.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if the envelope is no longer kept: the owner has witnessed it.
 */
SealrollStatus sealroll_ticket_upload_request(const SealrollTicket *ticket,
                                              SealrollRequest **upload_request);

/**
 * Takes the receipt that answered another upload. `is_later` tells whether it is of a later part of
 * the log and replaces the kept one: then save the ticket.
 *
 * Fails with `SEALROLL_STATUS_ROLLED_BACK` for an earlier part, otherwise with the codes of a
 * receipt. The ticket is unchanged then.
 */
SealrollStatus sealroll_ticket_renew(SealrollTicket *ticket,
                                     const uint8_t *receipt,
                                     size_t receipt_length,
                                     bool *is_later);

/**
 * Whether the processor may have deleted the log of the check-in, as the problem `log-deleted` says
 * in the answer to `sealroll_ticket_proof_request`: then the call succeeds. `welcome` is any of the
 * same list, `now` in seconds since 1970. The kept receipt stays valid.
 *
 * Fails with `SEALROLL_STATUS_MISSING_LOG` if the time for audits is not over: show what
 * `sealroll_ticket_proof` gives to the owner or an auditor. Fails with `..._WRONG_LIST` for the
 * welcome of another list.
 */
SealrollStatus sealroll_ticket_check_deleted(const SealrollTicket *ticket,
                                             const SealrollWelcome *welcome,
                                             uint64_t now);

/**
 * Reads the mailbox: every feed since the last time. It asks for whole pages, always the same
 * whether there is mail or not, so that the processor learns nothing. Writes the messages that are
 * new. Save the ticket afterwards; `save` of the exchange is not called.
 *
 * Fails with the codes of a refusal, of a decoder, of a certificate, and with
 * `SEALROLL_STATUS_UNREACHABLE`. The ticket is unchanged then.
 */
SealrollStatus sealroll_ticket_read_mail(SealrollTicket *ticket,
                                         const SealrollExchange *exchange,
                                         SealrollMail **mail);

/**
 * Every message that the ticket has taken.
 */
SealrollStatus sealroll_ticket_messages(const SealrollTicket *ticket, SealrollMail **mail);

/**
 * How many requests the ticket remembers that it has made, the newest 16; 0 for NULL.
 */
size_t sealroll_ticket_sent_request_count(const SealrollTicket *ticket);

/**
 * A request that the ticket has made: its record id, 32 bytes, what was asked for, one of
 * `SealrollRight`, and when, by the guest's clock.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
 */
SealrollStatus sealroll_ticket_sent_request(const SealrollTicket *ticket,
                                            size_t index,
                                            uint8_t *record_id,
                                            int32_t *right,
                                            uint64_t *time);

/**
 * Everything that the ticket tells of the visit, as a JSON object in one line, for the guest to take
 * along: where it is logged, with its proof, what was asked for and what the owner answered. There
 * is no secret in it.
 */
SealrollStatus sealroll_ticket_export(const SealrollTicket *ticket,
                                      SealrollBuffer **json);

/**
 * The version of the library, such as `0.1.0`. The text lives as long as the program.
 */
const char *sealroll_version(void);

/**
 * The version of the protocol, in the first byte of every structure.
 */
uint8_t sealroll_protocol_version(void);

/**
 * The visits of an epoch, or with `SEALROLL_ALL_EPOCHS` of all that were opened.
 */
SealrollStatus sealroll_owner_visits(const SealrollOwner *owner,
                                     uint32_t epoch,
                                     SealrollVisits **visits);

/**
 * The visits of an epoch, or of all, as a text: comma-separated values (RFC 4180) that no
 * spreadsheet takes for formulas.
 */
SealrollStatus sealroll_owner_csv(const SealrollOwner *owner, uint32_t epoch, SealrollBuffer **csv);

/**
 * The visits of an epoch, or of all, as a text: JSON.
 */
SealrollStatus sealroll_owner_json(const SealrollOwner *owner,
                                   uint32_t epoch,
                                   SealrollBuffer **json);

/**
 * Visits as a text: comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
 */
SealrollStatus sealroll_visits_csv(const SealrollVisits *visits, SealrollBuffer **csv);

/**
 * Visits as a text: JSON.
 */
SealrollStatus sealroll_visits_json(const SealrollVisits *visits, SealrollBuffer **json);

/**
 * Visits as a workbook (Office Open XML) in which every cell is a text.
 *
 * Fails with `SEALROLL_STATUS_LIMIT` if there are more than a sheet has rows.
 */
SealrollStatus sealroll_visits_xlsx(const SealrollVisits *visits, SealrollBuffer **workbook);

/**
 * How many visits there are; 0 for NULL.
 */
size_t sealroll_visits_count(const SealrollVisits *visits);

/**
 * The record id of a visit's check-in: 32 bytes are written to `record_id`.
 *
 * This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many visits,
 * or the visit has no such value.
 */
SealrollStatus sealroll_visits_record_id(const SealrollVisits *visits,
                                         size_t index,
                                         uint8_t *record_id);

/**
 * The epoch of a visit.
 */
SealrollStatus sealroll_visits_epoch(const SealrollVisits *visits, size_t index, uint32_t *epoch);

/**
 * A text of a visit. `field` is one of `SealrollField`.
 */
SealrollStatus sealroll_visits_text(const SealrollVisits *visits,
                                    size_t index,
                                    int32_t field,
                                    SealrollBuffer **text);

/**
 * Arrival, departure or planned end of a visit, in seconds since 1970. `field` is one of
 * `SealrollField`.
 */
SealrollStatus sealroll_visits_time(const SealrollVisits *visits,
                                    size_t index,
                                    int32_t field,
                                    uint64_t *time);

/**
 * Who noticed the departure, one of `SealrollSource`.
 */
SealrollStatus sealroll_visits_departure_source(const SealrollVisits *visits,
                                                size_t index,
                                                int32_t *source);

/**
 * How many came along.
 */
SealrollStatus sealroll_visits_companions(const SealrollVisits *visits,
                                          size_t index,
                                          uint8_t *count);

/**
 * The name of somebody who came along, as a text.
 */
SealrollStatus sealroll_visits_companion_name(const SealrollVisits *visits,
                                              size_t index,
                                              size_t companion,
                                              SealrollBuffer **name);

/**
 * Whether staff typed it for the guest.
 */
SealrollStatus sealroll_visits_entered_by_staff(const SealrollVisits *visits,
                                                size_t index,
                                                bool *staff);

/**
 * How many corrections were applied.
 */
SealrollStatus sealroll_visits_corrections(const SealrollVisits *visits,
                                           size_t index,
                                           uint32_t *count);

/**
 * A right that the guest exercised, one of `SealrollRight`; `request` counts from 0.
 */
SealrollStatus sealroll_visits_request(const SealrollVisits *visits,
                                       size_t index,
                                       size_t request,
                                       int32_t *right);

/**
 * Frees visits. NULL is allowed.
 */
void sealroll_visits_free(SealrollVisits *visits);

/**
 * A text of the terms. `which` is one of `SealrollText`.
 */
SealrollStatus sealroll_welcome_text(const SealrollWelcome *welcome,
                                     int32_t which,
                                     SealrollBuffer **text);

/**
 * Five words that stand beside the QR code as well, as a text. Whoever compares them notices a
 * code that was pasted over.
 */
SealrollStatus sealroll_welcome_fingerprint_words(const SealrollWelcome *welcome,
                                                  SealrollBuffer **words);

/**
 * The list's id: 16 bytes are written to `list_id`.
 */
SealrollStatus sealroll_welcome_list_id(const SealrollWelcome *welcome, uint8_t *list_id);

/**
 * The epoch, and the range of time in which check-ins may be sealed: from `not_before` on and
 * before `not_after`, in seconds since 1970.
 */
SealrollStatus sealroll_welcome_epoch(const SealrollWelcome *welcome,
                                      uint32_t *epoch,
                                      uint64_t *not_before,
                                      uint64_t *not_after);

/**
 * When what is sealed now is erased at the latest, in seconds since 1970.
 */
SealrollStatus sealroll_welcome_erased_by(const SealrollWelcome *welcome, uint64_t *time);

/**
 * Whether the list asks for a field: one of `SealrollField` gives one of `SealrollPolicy`.
 */
SealrollStatus sealroll_welcome_policy(const SealrollWelcome *welcome,
                                       int32_t field,
                                       int32_t *policy);

/**
 * The card of the authority that alone reads contact data, if the list is under dual control: show
 * the guest its name and words, since not the venue reads them.
 *
 * Fails with `SEALROLL_STATUS_ABSENT` if the owner reads them: that is fine, and the usual.
 */
SealrollStatus sealroll_welcome_authority(const SealrollWelcome *welcome, SealrollCard **card);

/**
 * The largest number of companions.
 */
SealrollStatus sealroll_welcome_max_companions(const SealrollWelcome *welcome, uint8_t *count);

/**
 * Seals a check-in. Save what `sealroll_pending_to_bytes` gives before it is sent.
 *
 * Fails with `SEALROLL_STATUS_BAD_FIELD`, `..._FIELD_REQUIRED` or `..._FIELD_NOT_ALLOWED`, after
 * which `sealroll_last_error_field` names the field; `..._LIMIT` if all fields together are too
 * long; `..._EXPIRED` or `..._NOT_YET_VALID` if the epoch is not now: ask for a new bundle.
 */
SealrollStatus sealroll_welcome_check_in(const SealrollWelcome *welcome,
                                         const SealrollForm *form,
                                         uint64_t now,
                                         const SealrollRandom *random,
                                         SealrollPending **pending);

/**
 * Frees a welcome. NULL is allowed.
 */
void sealroll_welcome_free(SealrollWelcome *welcome);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SEALROLL_H */
