/**
 * What a guest's app needs at the door, in some 30 % less to download than the guest's part of the whole
 * package: a bundle is verified, a check-in sealed, its receipt verified, the ticket kept, a check-out
 * sealed. Corrections, requests, answers of the owner and lost disks are the business of `sealroll`,
 * which takes the same bytes: memory, device secret, check-ins on their way, follow-ups and tickets.
 *
 * The compiled module keeps nothing between calls, so that no object has to be freed.
 */

import type { CheckInForm, Environment, FieldName, ListId, RecordId, Request, Terms, Time } from './index.js';

export { SealrollError, exchange } from './index.js';
export type {
  Bilingual, CheckInForm, ContactForm, Environment, ErrorCode, FieldName, ListId, Policy, PolicyField, RecordId, Request, SendOptions, Terms, Time,
} from './index.js';

/**
 * Loads the compiled module. Wait for it before anything else; later calls return at once. In Node
 * everything is loaded by the import already.
 *
 * @param source Where the module is; default: beside this script, which bundlers understand.
 * @throws {SealrollError} `not-loaded`; the next call tries again.
 */
export function init(source?: URL | string | Response | Promise<Response> | BufferSource | WebAssembly.Module): Promise<void>;

/** The content of a QR code. */
export class Invitation {
  private constructor();
  /** @throws {SealrollError} `bad-link`, `truncated`, `trailing-bytes`, `limit`, `unsupported-version`, `bad-value`, `bad-text`. */
  static fromLink(link: string): Invitation;
  /** Scheme and host of the page. */
  readonly base: string;
  /** Where the address of the API is hinted at, as `{ "api": … }`. What it says is not to be trusted. */
  readonly hintAddress: string;
  readonly listId: ListId;
}

/** A guest's device. Two visits share nothing that leaves it. */
export class Guest {
  private constructor();
  /** A device that has never been used. */
  static firstUse(environment: Environment): Guest;
  /** A device that was used before; see {@link memory} and {@link exportDeviceSecret}. */
  static restore(environment: Environment, memory: Uint8Array, deviceSecret: Uint8Array): Guest;
  /** Asks for a list's welcome bundle. Only the list's id leaves the device. */
  welcomeRequest(invitation: Invitation): Request;
  /**
   * Verifies a welcome bundle against the QR code, down to the proof that the owner's witness has
   * seen the statement logged. Show nothing of a bundle that is refused.
   *
   * @throws {SealrollError} The code names the first check that failed.
   */
  accept(invitation: Invitation, bundle: Uint8Array, now: Time): Welcome;
  /** The same for a guest who holds a ticket: a poster that was replaced since does not matter to follow-ups. */
  acceptForFollowUps(invitation: Invitation, bundle: Uint8Array, now: Time): Welcome;
  /** What must not be rolled back; save it after every accepted bundle. */
  memory(): Uint8Array;
  /** 32 secret bytes that hedge random numbers; save them once. */
  exportDeviceSecret(): Uint8Array;
}

/** A welcome bundle that passed every check. It is verified again, in milliseconds, when something is sealed. */
export interface Welcome {
  readonly terms: Terms;
  /** The fields of the form, in order. */
  fields(): { name: FieldName; required: boolean }[];
  readonly listId: ListId;
  /** Five words that stand beside the QR code as well; show them. */
  readonly fingerprintWords: string;
  readonly epoch: number;
  readonly notBefore: Time;
  readonly notAfter: Time;
  /** When what is sealed now is erased, at the latest. */
  readonly erasedBy: Time;
  /**
   * Seals a check-in. Save it before it is sent.
   *
   * @throws {SealrollError} `bad-field`, `field-required`, `field-not-allowed` with `field`;
   * `expired` or `not-yet-valid`: fetch a new bundle; `replaced-poster` if the bundle was
   * accepted for follow-ups.
   */
  checkIn(form: CheckInForm, now: Time): Pending;
}

/** A sealed check-in without a verified receipt. */
export class Pending {
  private constructor();
  static fromBytes(bytes: Uint8Array): Pending;
  /** Contains the ticket key. */
  toBytes(): Uint8Array;
  /** The upload. It may be repeated any number of times. */
  request(): Request;
  readonly recordId: RecordId;
  readonly listId: ListId;
  readonly epoch: number;
  readonly eraseAfter: Time;
  /**
   * Verifies the receipt and turns this into a ticket. On failure nothing changes.
   *
   * @throws {SealrollError} `wrong-log`, `bad-signature`, `bad-proof`; `used` after a success.
   */
  confirm(receipt: Uint8Array): Ticket;
}

/** A sealed check-out without a verified receipt, or another follow-up of the whole package. */
export class PendingFollowUp {
  private constructor();
  static fromBytes(bytes: Uint8Array): PendingFollowUp;
  toBytes(): Uint8Array;
  request(): Request;
  /** @throws {SealrollError} `wrong-log`, `bad-signature`, `bad-proof`; `used` after a success. */
  confirm(receipt: Uint8Array): void;
}

/**
 * A confirmed check-in and the key that alone can follow it up. Save it before a follow-up is sent. At
 * the next start the whole package asks whether the owner has seen it logged (`needsHead`).
 */
export class Ticket {
  private constructor();
  /** The proof is verified again. */
  static fromBytes(bytes: Uint8Array): Ticket;
  /** Contains the ticket key. */
  toBytes(): Uint8Array;
  readonly recordId: RecordId;
  readonly listId: ListId;
  readonly epoch: number;
  /** Index of the check-in in the log. */
  readonly index: number;
  readonly eraseAfter: Time;
  /** @throws {SealrollError} `expired`, `not-yet-valid`: fetch a new bundle; `wrong-list`. */
  checkOut(welcome: Welcome, departure: Time, now: Time): PendingFollowUp;
}
