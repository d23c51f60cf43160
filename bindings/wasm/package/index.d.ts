/**
 * End-to-end encrypted attendance lists: guests seal, the processor stores ciphertext, the owner
 * opens, an authority opens what is disclosed to it, an auditor verifies. Nothing here opens a
 * socket but {@link send}, {@link exchange}, {@link apiOf} and
 * {@link processorOf}; every role makes requests and takes answers.
 *
 * Objects of the compiled module hold memory that JavaScript does not see: end them with
 * `free()` or `using`. They are also freed some time after they become unreachable.
 */

/** A moment: whole seconds since 1970-01-01T00:00:00Z, not milliseconds. */
export type Time = number;

/** Production or test; lists of the other one are refused. */
export type Environment = 'production' | 'test';

/** 32 lower-case hex digits. */
export type ListId = string;

/** 64 lower-case hex digits. */
export type RecordId = string;

/** A text in both languages. */
export interface Bilingual {
  de: string;
  en: string;
}

/**
 * Loads the compiled module. Wait for it before anything else; later calls return at once. In
 * Node everything is loaded by the import already.
 *
 * @param source Where the module is; default: beside this script, which bundlers understand.
 * @throws {SealrollError} `not-loaded`; the next call tries again.
 */
export function init(source?: URL | string | Response | Promise<Response> | BufferSource | WebAssembly.Module): Promise<void>;

/** Every code that a {@link SealrollError} can have. They never change their meaning. */
export type ErrorCode = SpecificationCode | PackageCode;

/** Classes of the specification, Appendix B, and problems of a processor, section 9. */
export type SpecificationCode =
  | 'truncated' | 'trailing-bytes' | 'limit' | 'unsupported-version' | 'unsupported-suite'
  | 'bad-value' | 'bad-text' | 'bad-key' | 'bad-signature' | 'bad-length' | 'bad-link'
  | 'bad-field' | 'bad-entry' | 'bad-proof' | 'bad-code' | 'bad-checksum' | 'non-canonical'
  | 'wrong-list' | 'wrong-environment' | 'wrong-use' | 'wrong-descriptor' | 'wrong-epoch'
  | 'wrong-log' | 'expired' | 'not-yet-valid' | 'rolled-back' | 'replaced-poster'
  | 'not-cosigned' | 'open-failed' | 'field-required' | 'field-not-allowed' | 'duplicate'
  | 'not-logged' | 'unknown-statement' | 'stale-statement' | 'unknown-check-in'
  | 'inconsistent' | 'foreign-statement' | 'signature-required' | 'signature-expired'
  | 'nonce-reused' | 'bad-instruction' | 'stale-instruction'
  | 'unknown-list' | 'body-too-large' | 'record-id-mismatch' | 'epoch-not-open'
  | 'epoch-expired' | 'epoch-purged' | 'epoch-full' | 'overloaded' | 'storage-full'
  | 'not-found' | 'method-not-allowed' | 'body-incomplete' | 'internal'
  | 'bad-document' | 'missing-document' | 'list-terminated' | 'log-deleted'
  | 'token-required' | 'bad-token' | 'pin-required' | 'wrong-pin'
  | 'no-pin' | 'bad-phone-number' | 'country-not-allowed' | 'already-registered'
  | 'sms-failed' | 'too-many-requests' | 'not-granted' | 'revoked' | 'mixed-sheets'
  | 'too-few-sheets' | 'unknown-canary' | 'recovering' | 'no-blob'
  | 'bad-upload-token' | 'missing-log';

/**
 * Codes of this package: `not-initialized` (call {@link init}), `not-loaded`, `bad-argument`
 * (wrong type or range, `field` names it), `used` (an object that an earlier call consumed),
 * `busy` (an asynchronous call works on the object), `cancelled`, `unreachable` (no answer),
 * `refused` (an answer without a known problem), `bad-hint`, `no-memory`.
 */
export type PackageCode =
  | 'not-initialized' | 'not-loaded' | 'bad-argument' | 'used' | 'busy' | 'cancelled'
  | 'unreachable' | 'refused' | 'bad-hint' | 'no-memory';

/** What every function of this package throws. Its text contains nothing that a guest typed. */
export class SealrollError extends Error {
  constructor(code: ErrorCode, message: string, field?: string, options?: ErrorOptions);
  readonly code: ErrorCode;
  /** The property of the form or argument that is wrong. */
  readonly field?: string;
  /** Status of the processor's answer. */
  readonly status?: number;
  /** Whether the same request may succeed later. */
  readonly temporary?: boolean;
  /** Seconds after which the processor wants to be asked again. */
  readonly retryAfter?: number;
}

/** A request to the processor, to be sent as it is. */
export interface Request {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Path and query, to be appended to the address of the API. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Options of everything that goes over the network. */
export interface SendOptions {
  signal?: AbortSignal;
  /** Milliseconds; default 30000. */
  timeout?: number;
  /** Fetches instead of the global function, for instance from what was asked for beforehand. */
  fetch?: typeof fetch;
}

/** An answer of the processor, believed by nobody before it is verified. */
export interface Answer {
  status: number;
  body: Uint8Array;
  retryAfter?: number;
}

/** Sends a request without cookies and referrer and returns the body of a successful answer. */
export function send(api: string, request: Request, options?: SendOptions): Promise<Uint8Array>;

/** Sends a request and returns the answer, whatever its status. */
export function exchange(api: string, request: Request, options?: SendOptions): Promise<Answer>;

/** Asks the host of a link where the API is. The answer is an untrusted hint, which suffices. */
export function apiOf(invitation: Invitation, options?: SendOptions): Promise<string>;

/** What a processor says of itself, for a new list. An owner has to learn otherwise if it is true. */
export function processorOf(
  api: string,
  options?: SendOptions,
): Promise<{ origin: string; logKey: string; environment: Environment }>;

declare abstract class Held {
  /** Ends the object and wipes its secrets. */
  free(): void;
  [Symbol.dispose](): void;
}

/** The content of a QR code. */
export class Invitation extends Held {
  private constructor();
  /** @throws {SealrollError} `bad-link`, `truncated`, `trailing-bytes`, `limit`, `unsupported-version`, `bad-value`, `bad-text`. */
  static fromLink(link: string): Invitation;
  /** The link, which contains the poster's secret. */
  toLink(): string;
  /** Scheme and host of the page. */
  readonly base: string;
  readonly hintAddress: string;
  readonly listId: ListId;
  /** Five words that stand beside the QR code. */
  readonly fingerprintWords: string;
  readonly hasDoorCode: boolean;
}

/** A guest's device. Two visits share nothing that leaves it. */
export class Guest extends Held {
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
  /** Forgets a list. */
  forget(listId: ListId): void;
}

/** Names of what a form can ask for. */
export type FieldName =
  | 'givenName' | 'familyName' | 'phone' | 'email' | 'street' | 'postalCode' | 'city' | 'country'
  | 'place' | 'companions' | 'companionNames' | 'arrival' | 'plannedEnd' | 'doorCode';

/** A list's signed terms, to be shown before the guest sends. */
export interface Terms {
  readonly version: number;
  readonly venue: string;
  readonly address: string;
  readonly contact: string;
  readonly purpose: Readonly<Bilingual>;
  readonly legalBasis: Readonly<Bilingual>;
  readonly epochAnchor: Time;
  /** Seconds. */
  readonly epochLength: number;
  readonly retentionEpochs: number;
  readonly fields: Readonly<Record<PolicyField, Policy>>;
  readonly maxCompanions: number;
  readonly doorCode: boolean;
  /** Who alone reads contact data, and only with a disclosure in hand, if the list is under dual control. Show it before a guest sends. */
  readonly authority: { readonly name: string; readonly words: string } | null;
  readonly origin: string;
}

/** Fields that terms decide on. */
export type PolicyField = Exclude<FieldName, 'arrival' | 'doorCode'>;
export type Policy = 'absent' | 'optional' | 'required';

/** Contact data as typed. Outer spaces are dropped, and fillers in phone numbers. */
export interface ContactForm {
  givenName?: string;
  familyName?: string;
  /** `+`, country code and number. */
  phone?: string;
  email?: string;
  street?: string;
  postalCode?: string;
  city?: string;
  /** Two capital letters. */
  country?: string;
}

/** A check-in as typed. */
export interface CheckInForm extends ContactForm {
  companions?: number;
  companionNames?: string[];
  place?: string;
  /** Default: now. */
  arrival?: Time;
  plannedEnd?: Time;
  /** Default: the one in the QR code. */
  doorCode?: string;
  /** Default: `guest`. */
  enteredBy?: 'guest' | 'staff';
}

/** A correction as typed: only what changes. */
export interface CorrectionForm extends ContactForm {
  companions?: number;
  companionNames?: string[];
  place?: string;
  arrival?: Time;
  plannedEnd?: Time;
}

/** A welcome bundle that passed every check. */
export class Welcome extends Held {
  private constructor();
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
export class Pending extends Held {
  private constructor();
  static fromBytes(bytes: Uint8Array): Pending;
  /** Contains the ticket key. */
  toBytes(): Uint8Array;
  /** The upload. It may be repeated any number of times. */
  request(): Request;
  readonly recordId: RecordId;
  readonly listId: ListId;
  readonly eraseAfter: Time;
  /**
   * Verifies the receipt and turns this into a ticket. On failure nothing changes.
   *
   * @throws {SealrollError} `wrong-log`, `bad-signature`, `bad-proof`; `used` after a success.
   */
  confirm(receipt: Uint8Array): Ticket;
}

/** A sealed follow-up without a verified receipt. */
export class PendingFollowUp extends Held {
  private constructor();
  static fromBytes(bytes: Uint8Array): PendingFollowUp;
  toBytes(): Uint8Array;
  request(): Request;
  /** @throws {SealrollError} `wrong-log`, `bad-signature`, `bad-proof`; `used` after a success. */
  confirm(receipt: Uint8Array): void;
}

/** A right of the data subject. */
export type RequestKind = 'access' | 'rectify' | 'erase' | 'restrict' | 'port' | 'object';

/** A confirmed check-in and the key that alone can follow it up. Save it before a follow-up is sent. */
export class Ticket extends Held {
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
  /** The ticket without its envelope, short enough for a QR code. Contains the ticket key. */
  toHandover(): Uint8Array;
  /** Proof that the check-in was logged (C2SP tlog-proof). */
  readonly proof: Uint8Array;
  /** Whether the owner's witness has cosigned the proof. */
  readonly isWitnessed: boolean;
  /**
   * Whether to ask, at the next start, for a proof under a head that the owner has cosigned. Only
   * that shows that the log which the receipt is from is the one that everybody sees.
   */
  readonly needsHead: boolean;
  /** Asks for such a proof; the processor answers `not-cosigned` while there is none. */
  proofRequest(): Request;
  /** Asks how the log has grown from the kept receipt to a proof; `undefined` if it has not. */
  growthRequest(proof: Uint8Array): Request | undefined;
  /**
   * Verifies that receipt and proof are of one log, with the answer to that request, or with no
   * bytes if there was none. Call it before {@link witness}.
   *
   * @throws {SealrollError} `inconsistent`: the processor has signed two logs that exclude each
   * other. Keep ticket and proof, and give both to the owner or an auditor.
   */
  checkGrowth(proof: Uint8Array, growth: Uint8Array): void;
  /**
   * Whether a proof is of a later part of the log and not of this check-in: the processor was restored
   * from a backup and has lost it. Then, or when no proof is given, send {@link uploadRequest}.
   */
  isLost(proof: Uint8Array): boolean;
  /**
   * Returns if the processor may have deleted the log of the check-in, as the problem `log-deleted`
   * says in the answer to {@link proofRequest}. Takes any welcome of the same list.
   *
   * @throws {SealrollError} `missing-log`: the time for audits is not over; show {@link proof} to the
   * owner or an auditor. `wrong-list`.
   */
  checkDeleted(welcome: Welcome, now: number): void;
  /** Uploads the envelope again; `undefined` once it was dropped. */
  uploadRequest(): Request | undefined;
  /**
   * Takes the receipt of another upload. Returns whether it is of a later part of the log and replaces
   * the kept one: then save the ticket.
   *
   * @throws {SealrollError} `rolled-back`, and the codes of a receipt.
   */
  renew(receipt: Uint8Array): boolean;
  /** @throws {SealrollError} `not-cosigned` and the codes of a receipt. */
  witness(proof: Uint8Array, welcome: Welcome): void;
  checkOut(welcome: Welcome, departure: Time, now: Time): PendingFollowUp;
  correct(welcome: Welcome, form: CorrectionForm, now: Time): PendingFollowUp;
  request(welcome: Welcome, kind: RequestKind, now: Time): PendingFollowUp;
  /** Begins to read the mailbox: answers to this ticket's requests, and news of the check-in. */
  mailbox(): Mailbox;
  /** Takes what was read, and gives the codes of what was forged. Uses the mailbox up; save the ticket afterwards. */
  takeMail(mailbox: Mailbox): string[];
  /** Every message that was taken, in the order of their arrival. */
  messages(): TicketMessage[];
  /** What the ticket tells of the visit, as JSON: its proof, requests and answers, and no secret. */
  export(): string;
}

/**
 * The reading of a mailbox: send {@link request} with {@link exchange} and give the answer to
 * {@link receive}, until there is no request; then give this to {@link Ticket.takeMail}. It asks for
 * whole pages, whether there is anything for this guest or not.
 */
export class Mailbox extends Held {
  private constructor();
  request(): Request | undefined;
  /** @throws {SealrollError} the code of a refusal, `bad-signature`, a decoder's code. */
  receive(status: number, body: Uint8Array): void;
}

/** A message of the owner to the guest of a ticket. */
export type TicketMessage = {
  /** When the owner made it, by the owner's clock. */
  time: Time;
  /** The request that it answers; missing for news about the check-in. */
  request?: RequestKind;
} & (
  | { kind: 'answer'; decision: 'granted' | 'refused' | 'noted' | 'already-erased'; text: string }
  | { kind: 'erased'; reason: 'request' | 'retention' | 'owner' }
  | { kind: 'disclosed'; disclosure: string; authority: string; words: string }
  | { kind: 'other' }
);

/** What opens a key file. */
export type KeyFileSecret = { recoveryCode: string } | { passphrase: string };

/** Cost of Argon2id; default 65536 KiB, 3 passes, 1 lane. */
export interface KeyFileCost {
  memoryKib?: number;
  passes?: number;
  lanes?: number;
}

/** Draws a recovery code: six groups of five characters, to be written down. */
export function newRecoveryCode(): string;

/**
 * Checks a recovery code that was typed, its characters or its words in German or English, and gives
 * its characters.
 *
 * @throws {SealrollError} `bad-code`, `bad-checksum`.
 */
export function checkRecoveryCode(text: string): string;

/** A recovery code as 14 words. @throws {SealrollError} `bad-code`, `bad-checksum`. */
export function recoveryWords(code: string, language: 'de' | 'en'): string;

/**
 * Parts a recovery code among `count` people, `needed` of whom bring it back; fewer learn nothing.
 * Each gets one sheet to be printed. Sheets of two drawings do not fit together.
 *
 * @throws {SealrollError} `bad-code`, `bad-checksum`; `bad-value` unless 2 ≤ needed ≤ count ≤ 16.
 */
export function recoverySheets(code: string, needed: number, count: number): { text: string; number: number; count: number; needed: number }[];

/** Brings a code back from sheets. @throws {SealrollError} `bad-code`, `bad-checksum`, `mixed-sheets`, `too-few-sheets`. */
export function combineSheets(sheets: string[]): string;

/** Who a device's card says it is. Compare the words over another channel: the card itself proves nothing. */
export function readDeviceCard(card: Uint8Array): { name: string; words: string };

/** The modules of a QR code, row by row, 1 for dark, without its quiet zone. @throws {SealrollError} `limit`. */
export function qrCode(text: string): { size: number; modules: Uint8Array };

/** The secret behind the codes that the displays at the doors show. */
export class DoorSecret extends Held {
  private constructor();
  static fromBytes(bytes: Uint8Array): DoorSecret;
  toBytes(): Uint8Array;
  /** The code that the doors of a list show at a time. */
  code(listId: ListId, now: Time): string;
  /** Whether a guest who states this arrival saw a door. */
  accepts(listId: ListId, arrival: Time, code: string): boolean;
}

/** What an owner may change later. */
export interface TermsForm {
  venue?: string;
  address?: string;
  contact?: string;
  purpose?: Bilingual;
  legalBasis?: Bilingual;
  retentionEpochs?: number;
  maxCompanions?: number;
  doorCode?: boolean;
  /** Fields that are not named are absent. Default: names and phone required; e-mail, place and companions optional. */
  fields?: Partial<Record<PolicyField, Policy>>;
}

/** What an owner decides before a list exists. */
export interface NewList extends TermsForm {
  environment: Environment;
  /** The processor's; see {@link processorOf}. */
  origin: string;
  /** The processor's, 64 hex digits. */
  logKey: string;
  venue: string;
  contact: string;
  purpose: Bilingual;
  legalBasis: Bilingual;
  /** Dual control: contact data are sealed to the authority of this card; the owner sees times and places only. Compare the card's words before. */
  authorityCard?: Uint8Array;
  /** First second of epoch 0; default 1970-01-01. */
  epochAnchor?: Time;
  /** Seconds; default a day. */
  epochLength?: number;
  /** Bytes that every record is padded to. */
  bucket?: 256 | 512 | 1024 | 2048;
  /** Default 31. */
  generationEpochs?: number;
}

/** What work of several requests needs. */
export interface ExchangeOptions {
  /** Host of the API, with its port if it is not the scheme's own. */
  authority: string;
  /** Sends a request and returns the answer, whatever its status; see {@link exchange}. */
  exchange: (request: Request) => Promise<Answer>;
  clock: () => Time;
}

/** What an order needs. */
export interface OrderOptions extends ExchangeOptions {
  /** Is given the state of the owner before and after the order; its promise is waited for. */
  save: (state: Uint8Array) => Promise<void> | void;
  /** Is given the outbox whenever it changes; its promise is waited for. */
  saveOutbox?: (outbox: Uint8Array) => Promise<void> | void;
}

/** Long work tells how far it has come, and is stopped by an answer of `false`. */
export interface Progressing {
  /** `total` is 0 where nobody knows it beforehand. */
  progress?: (done: number, total: number) => boolean | void;
}

/** An order to the processor. */
export type Order =
  | { kind: 'erase-record' | 'restrict-record' | 'lift-record'; recordId: RecordId }
  | { kind: 'purge-epoch' | 'hold-epoch' | 'lift-epoch'; epoch: number }
  | { kind: 'dismiss-reader'; reader: string }
  | { kind: 'object-processor'; statement: string };

/** An order with its line of text; {@link Owner.instruct} takes all but those of the last line. */
export type GivenOrder = { text: string } & (
  | Order
  | { kind: 'admit-reader'; reader: string }
  | { kind: 'disclose'; disclosure: string }
  | { kind: 'terminate-list' }
);

/** An order that was carried out: its acknowledgement is in the instruction log. */
export interface Acknowledged {
  id: string;
  order: GivenOrder;
  /** By the processor's clock. */
  time: Time;
  /** Of the acknowledgement in the instruction log. */
  index: number;
}

/** A request of a data subject, signed by the ticket of the visit. */
export interface QueuedRequest extends Position {
  recordId: RecordId;
  checkIn: RecordId;
  arrival: Time;
  kind: RequestKind;
}

/** What an owner decides in advance. */
export interface StandingPolicy {
  /** Erasure is granted that is asked for within so many seconds of the arrival: a withdrawal. */
  withdrawWithin?: number;
  /** Restriction is always granted. */
  restrict?: boolean;
  /** Whoever asks to see or to take along the data gets them: no order is needed. */
  access?: boolean;
}

/** A line of the instruction log. */
export interface HistoryLine {
  index: number;
  time?: Time;
  event: 'certificate' | 'terms' | 'instruction' | 'acknowledged' | 'erased' | 'processor' | 'invalid';
  /** For people, in English. */
  text: string;
  /** Of an instruction. */
  order?: GivenOrder;
  isOwn?: boolean;
  /** Of terms. */
  version?: number;
  /** Of an erasure. */
  epoch?: number;
  records?: number;
  backups?: Time;
  /** Of a processor statement. */
  operator?: string;
  region?: string;
}

/** Whom a disclosure is about: who meets every condition given; without any, everybody. */
export interface Selection {
  epoch?: number;
  /** Guests who were still there at this moment or later. */
  from?: Time;
  /** Guests who had arrived before this moment. */
  until?: Time;
  place?: string;
  /** Guests who were there while the guest of this check-in was, who is chosen too. */
  index?: RecordId;
  /** Of those that the rest means, not these. */
  except?: RecordId[];
}

/** Why records are handed over; plain texts of at most 120, 500 and 300 bytes. */
export interface DisclosureReason {
  case: string;
  purpose: string;
  legalBasis: string;
}

/** Something that the logs of an honest processor do not show. */
export interface Finding {
  /** The name in the specification, section "Audit". */
  name: string;
  log: string;
  index?: number;
  epoch?: number;
  /** Whether it follows from what the processor has signed. */
  isSigned: boolean;
  text: Bilingual;
}

/** A visit as the guest described and corrected it. Its texts are hostile: never use them as markup. */
export interface Visit extends ContactForm {
  recordId: RecordId;
  epoch: number;
  arrival: Time;
  departure?: Time;
  departureSource?: 'guest' | 'automatic' | 'owner';
  plannedEnd?: Time;
  companions: number;
  companionNames: string[];
  place?: string;
  doorCode?: string;
  enteredBy: 'guest' | 'staff';
  corrections: number;
  requests: RequestKind[];
}

/** Where an entry stands. */
export interface Position {
  generation: number;
  index: number;
}

/** A log that the processor goes on with from a backup. */
export interface Recovery {
  log: string;
  part: number;
  /** Entries that were restored. */
  restored: number;
  /** The size up to which the processor says it had signed the log. */
  signed?: number;
  /** Entries that this device had seen and that are not among these. */
  lost: number;
  lostRecords: number;
  returned: number;
  erased: number;
  /** Records that are not in the log again. Their guests send them at their next start. */
  missing: RecordId[];
  /** Lost entries of which this device had no copy. */
  unknown: number;
}

/** Something implausible about a visit. Who looks at the list decides what to do. */
export interface Doubt {
  recordId: RecordId;
  code: 'crowd' | 'long-stay' | 'backward-stay' | 'other-day' | 'repeated-contact' | 'door-code';
}

/** What came of opening an epoch. */
export interface Batch {
  /** How many records were accepted. */
  opened: number;
  /** What was set aside, and why. */
  quarantined: (Position & { epoch: number; code: ErrorCode; message: string })[];
  /** Logged, but not returned by the processor. */
  missing: Position[];
}

/** The root of a list. Save it as a file, apart from the daily devices. */
export class Identity extends Held {
  private constructor();
  /** Takes a second or so. @throws {SealrollError} `open-failed` for a wrong secret or a damaged file. */
  static fromFile(file: Uint8Array, secret: KeyFileSecret): Identity;
  toFile(secret: KeyFileSecret, cost?: KeyFileCost): Uint8Array;
  readonly listId: ListId;
}

/** Envelopes on their way to the owner. */
export class Fetched extends Held {
  private constructor();
  readonly epoch: number;
  readonly count: number;
  /** Some of the envelopes, each behind its length, for a {@link Pool}. */
  chunk(from: number, count: number): Uint8Array;
}

/** How a {@link Pool} is started. Node takes only the first. */
export interface PoolOptions {
  /** Default: one for every core; in a browser at most 8. */
  workers?: number;
  /** Makes a worker of `sealroll/pool-worker`, where a bundler does not find it by itself. */
  createWorker?: () => Worker;
  /**
   * Where the workers' module is: `sealroll/opener/vectors_bg.wasm` if the engine has vectors,
   * `sealroll/opener/sealroll_bg.wasm` if not. Default: beside this script.
   */
  source?: (withVectors: boolean) => URL | string | Response | Promise<Response> | WebAssembly.Module;
}

/**
 * Starts workers that open envelopes side by side. Each compiles a small module of its own, so
 * that {@link init} is not needed for them.
 *
 * @throws {SealrollError} `not-loaded`.
 */
export function startPool(options?: PoolOptions): Promise<Pool>;

/** Workers that open thousands of envelopes while their caller stays responsive. */
export class Pool {
  private constructor();
  /** How many workers there are. */
  readonly size: number;
  /**
   * Does what {@link Owner.open} does, in the workers. `progress` is told how many are done, and
   * stops the work by returning `false`; so does `signal`. What was stopped has accepted nothing.
   * Several openings may run at once; they share the workers.
   *
   * @throws {SealrollError} `unknown-statement`, `epoch-purged`, `cancelled`, `busy`; `used` after
   * {@link close}, `internal` if a worker fails.
   */
  open(
    owner: Owner,
    fetched: Fetched,
    options?: { progress?: (done: number, total: number) => boolean | void; signal?: AbortSignal },
  ): Promise<Batch>;
  /** Ends the workers; openings under way fail. */
  close(): void;
  [Symbol.dispose](): void;
}

/** What a delegate's device may do. */
export type DeviceRight = 'read' | 'instruct' | 'disclose';

/** An epoch that a device can open. */
export interface Exposed {
  epoch: number;
  /** Records of it under keys that the device has. */
  records: number;
  /** The processor has erased them: only a dishonest one can still hand them out. */
  isPurged: boolean;
}

/** A device that the root has certified. */
export interface Device {
  /** Empty where this device does not know it. */
  name: string;
  words?: string;
  /** Its first certificate. */
  serial: number;
  isDelegate: boolean;
  rights: DeviceRight[];
  until: Time;
  isThis: boolean;
  isRevoked: boolean;
  /** Epochs that have begun, whose keys it was given and never said to have given up. */
  canOpen: Exposed[];
}

/**
 * A device that works on another's list: its own keys and a name of 1 to 120 bytes. Hand its card to the
 * owner, read them the words over another channel, and {@link accept} the grant that comes back.
 */
export class NewDevice extends Held {
  private constructor();
  /** @throws {SealrollError} `limit`, `bad-text`. */
  static create(name: string): NewDevice;
  static fromBytes(bytes: Uint8Array): NewDevice;
  /** Secret: the keys, for the device's own protected store. */
  toBytes(): Uint8Array;
  /** Takes a second or so. @throws {SealrollError} `open-failed` for a wrong secret or a damaged file. */
  static fromFile(file: Uint8Array, secret: KeyFileSecret): NewDevice;
  /** The same, sealed. */
  toFile(secret: KeyFileSecret, cost?: KeyFileCost): Uint8Array;
  readonly name: string;
  readonly words: string;
  /** There is no secret in it. */
  card(): Uint8Array;
  /**
   * Opens a grant and verifies it. Show terms and fingerprint words of the list before the owner that it
   * gives is used. `from` and `to` were granted; `epochs` are those whose keys came along.
   *
   * @throws {SealrollError} `open-failed` for another device's grant; `inconsistent`, `wrong-environment`.
   */
  accept(grant: Uint8Array, environment: Environment): { owner: Owner; rights: DeviceRight[]; time: Time; from: number; to: number; epochs: [number, number][] };
}

/** An owner's device and what it has opened. Save it after every call that changes it. */
export class Owner extends Held {
  private constructor();
  /** Creates a list and the statements of its first generation. */
  static create(list: NewList, now: Time): { owner: Owner; identity: Identity };
  /** Sets a list up on a new device, from identity, decryption file and welcome bundles. */
  static restore(
    identity: Identity,
    decryptionFile: Uint8Array,
    secret: KeyFileSecret,
    bundles: Uint8Array[],
    generationEpochs: number,
    now: Time,
  ): Owner;
  /** Takes a second or so. @throws {SealrollError} `open-failed` for a wrong secret or a damaged file. */
  static fromDeviceFile(file: Uint8Array, secret: KeyFileSecret): Owner;
  static fromBytes(bytes: Uint8Array): Owner;
  /** Every secret of the device: for a protected store only. */
  toBytes(): Uint8Array;
  toDeviceFile(secret: KeyFileSecret, cost?: KeyFileCost): Uint8Array;
  /** Save it anew after every roll-over and puncture, in the place of the former. */
  toDecryptionFile(secret: KeyFileSecret, cost?: KeyFileCost): Uint8Array;
  summary(): {
    listId: ListId;
    environment: Environment;
    fingerprintWords: string;
    terms: Terms;
    openEpochs: number[];
    lastEpoch?: number;
  };
  epochAt(now: Time): { epoch: number; notBefore: Time; notAfter: Time };
  /** Epochs whose retention is over: puncture them and order their erasure. */
  dueEpochs(now: Time): number[];
  /** The content of a QR code. `base` is scheme and host of the guest's page. */
  invitation(base: string, doorCode?: string): Invitation;
  /**
   * Ends the codes in print and what displays show; who has signed in with them can still check
   * out, correct and ask. Publish and sync, then print the new code.
   */
  replacePoster(now: Time): void;
  /** The secret of the displays at the doors; `undefined` on a delegate's device. */
  doorSecret(): DoorSecret | undefined;
  /** Whether doors showed a code around an arrival; `undefined` if the terms ask for none. */
  isDoorCodeRight(arrival: Time, code: string | undefined): boolean | undefined;
  registrationRequest(): Request;
  /** `undefined` when every statement is known to be logged. */
  statementsRequest(authority: string, now: Time): Request | undefined;
  /**
   * Follows the logs, checks that they have only grown, and cosigns. `save` is given the state
   * before each cosignature leaves, and must have stored it when its promise settles.
   *
   * @throws {SealrollError} `rolled-back`, `inconsistent`, `foreign-statement`: do not go on, save
   * {@link evidence}.
   */
  sync(options: ExchangeOptions & { save: (state: Uint8Array) => Promise<void> | void }): Promise<{
    cosigned: { generation: number; size: number }[];
    records: number;
    unorderedPurges: number[];
    /** What instructions, erasure certificates and record logs do not agree on. */
    findings: Finding[];
    /** Logs that the processor goes on with from a backup: what was lost, and what came back. */
    recoveries: Recovery[];
    /** Orders of this device that were lost with it: {@link giveAgain}. */
    lostOrders: string[];
    /** Lost orders whose record or day is not in the log again. */
    waitingOrders: string[];
    /** Generations whose logs the processor has deleted, as it had to. Each is named once. */
    deleted: number[];
    /** Whether the processor has deleted the list, as it had to: it was ended three calendar years ago. */
    isOver: boolean;
  }>;
  /**
   * Gives the orders again that the last sync found lost with a processor that was restored; says how
   * many were taken. Publish the statements and sync before, and sync after. Those of the root, and those that
   * are refused, stay lost.
   */
  giveAgain(options: OrderOptions): Promise<number>;
  /**
   * The copy of the logs, to be kept beside the state: without it a device cannot say what a restored
   * processor has lost. There is nothing personal and no key in it.
   */
  logCopy(): Uint8Array;
  /** Takes back what {@link logCopy} gave, before the first sync. What was opened is opened again. */
  setLogCopy(bytes: Uint8Array): void;
  /**
   * What proves to others that the processor contradicted itself, after a {@link sync} that found it: the
   * content of a file for `sealroll audit --evidence FILE`. There is nothing of guests and no key in it.
   */
  evidence(): string | undefined;
  fetch(epoch: number, options: ExchangeOptions): Promise<Fetched>;
  /** Opens what was fetched after a sync; `progress` stops the work by returning `false`. */
  open(fetched: Fetched, progress?: (done: number, total: number) => boolean | void): Batch;
  /**
   * Secret: opens every envelope of the epoch. For a {@link Pool}, and for nobody else.
   *
   * @throws {SealrollError} `unknown-statement`, `epoch-purged`.
   */
  epochKeys(epoch: number): Uint8Array;
  /** Takes what a {@link Pool} has opened, chunk by chunk. */
  accept(fetched: Fetched, texts: Uint8Array[]): Batch;
  /** What was opened since this object exists, in log order. */
  visits(): Visit[];
  /** What is implausible about them. Nothing is set aside for it. */
  doubts(epoch?: number): Doubt[];
  /** CSV that no spreadsheet takes for formulas. */
  csv(epoch?: number): string;
  json(epoch?: number): string;
  /** A workbook in which every cell is a text. @throws {SealrollError} `limit` for more visits than a sheet has rows. */
  xlsx(epoch?: number): Uint8Array;
  /** Makes an epoch's keys underivable here and forgets its records. Replace older files of the device. */
  puncture(epoch: number): boolean;
  /** Orders the erasure of an epoch. */
  purgeInstruction(epoch: number, now: Time): Request;
  confirmPurge(epoch: number, proof: Uint8Array): void;
  /**
   * Gives an order and verifies that the instruction log holds its acknowledgement. One that was
   * not answered before is sent again first. Sync before, and after.
   *
   * @throws {SealrollError} `bad-proof`, `inconsistent`; the code of a refusal: the order is
   * withdrawn then, unless the refusal is temporary.
   */
  instruct(order: Order, options: OrderOptions): Promise<Acknowledged>;
  /** Lets the bearer of a new token read the logs. Hand it to the auditor; it opens no record. */
  admitReader(options: OrderOptions): Promise<{ token: string; reader: string; instruction: Acknowledged }>;
  /** Ends the list: everything is erased. Puncture every open epoch before. */
  terminate(identity: Identity, options: OrderOptions): Promise<Acknowledged>;
  /** The instruction log as the last sync found it. */
  history(): HistoryLine[];
  /** What data subjects ask for, among the records opened so far, in log order. */
  requests(): QueuedRequest[];
  /** The orders that grant a request by a policy; `undefined` if a person has to decide. */
  decide(request: QueuedRequest, policy: StandingPolicy, now: Time): GivenOrder[] | undefined;
  /** Whom a selection means among the visits opened so far, and how many envelopes are theirs. */
  choose(selection: Selection): { visits: RecordId[]; records: number };
  /**
   * Seals what a selection means to an authority, has the instruction acknowledged, and gives the
   * file. Compare the card's words over another channel before. The authority can open these
   * records and no others; what guests asked for under their rights is left out.
   *
   * @throws {SealrollError} `not-cosigned`: sync first; `limit` if nobody is chosen; `open-failed`,
   * `bad-text`, `cancelled`.
   */
  disclose(
    card: AuthorityCard,
    reason: DisclosureReason,
    selection: Selection,
    options: OrderOptions & Progressing,
  ): Promise<{ id: string; file: Uint8Array; visits: number; records: number; guestsTold: number; instruction: Acknowledged }>;
  /** Takes back what {@link outbox} gave: it is kept beside the owner's state, and is not in it. */
  setOutbox(outbox: Uint8Array): void;
  /** What guests are still to be told, and the policy. It holds secrets that open notices, and no record. */
  outbox(): Uint8Array;
  /** The policy, how many messages wait for the next feed, and the requests that nobody has answered. */
  mail(): { policy: StandingPolicy; waiting: number; requests: QueuedRequest[] };
  /** What is decided without a person from now on. Save the outbox then. */
  setPolicy(policy: StandingPolicy): void;
  /**
   * Answers a request. What is granted is ordered, and acknowledged before the guest hears of it;
   * without a text, who asks to see or to take along the data gets them. Sync before, and after.
   *
   * @throws {SealrollError} `unknown-check-in`: no such request, or answered already; `limit`: more than
   * 1500 bytes; `bad-text`, `open-failed`, and the code of a refusal.
   */
  answer(
    request: Pick<QueuedRequest, 'recordId'>,
    decision: 'granted' | 'refused' | 'noted',
    text: string | undefined,
    options: OrderOptions,
  ): Promise<void>;
  /**
   * Decides by the policy, carries out what was promised, and publishes: once a day, also when there
   * is nothing to say, or now if `atOnce`. `published` counts the messages, if it was time.
   */
  serve(atOnce: boolean, options: OrderOptions): Promise<{ answered: number; published?: number }>;
  /** Before a day is erased ahead of its time, and punctured: its guests shall hear of it. Gives how many will. */
  announceErasure(epoch: number, options: OrderOptions): Promise<number>;
  /** Takes a code or passphrase as that which brings the list back, and keeps its public key alone. Takes a second or so. */
  setRecovery(secret: KeyFileSecret, cost?: KeyFileCost): void;
  /** Whether this device keeps the list recoverable, whether a code is set, and when the last drill was. */
  recovery(now: Time): { isKept: boolean; isSet: boolean; isBlobDue: boolean; lastDrill?: Time; isDrillDue: boolean };
  /** Stores what a recovery needs, where something has changed: after each roll-over, puncture and order to erase. */
  keepRecovery(options: OrderOptions): Promise<void>;
  /**
   * Opens the canary with what was typed and what the processor has, and nothing else: it succeeds if
   * the list would come back after a loss. Gives the date that is recorded. Sync before, and after.
   *
   * @throws {SealrollError} `open-failed`: not with what was typed; `unknown-canary`: not with what the
   * processor has.
   */
  drill(secret: KeyFileSecret, options: OrderOptions): Promise<Time>;
  /**
   * Brings a list back on a new device, from its identity, what was typed and what the processor has.
   * Then sync, {@link puncturePurged}, publish the statements, and {@link keepRecovery}.
   */
  static recover(identity: Identity, secret: KeyFileSecret, options: OrderOptions): Promise<Owner>;
  /** Punctures what the logs say is erased: a recovered device could open it again otherwise. */
  puncturePurged(): number;
  /** Who holds keys of the list, until when, and what each can open: also those that were revoked. */
  devices(now: Time): Device[];
  /** Who has not given the keys of an epoch up: who still has to, and who never will. */
  holders(epoch: number, now: Time): { missing: Device[]; silent: Device[]; isErased: boolean };
  /**
   * Certifies the device of a card and seals to it what opens these epochs and no others. Compare the
   * card's words over another channel before. Sync before, and after; then hand the file over.
   *
   * @throws {SealrollError} `wrong-list`; `not-yet-valid` for an empty range.
   */
  grant(
    identity: Identity,
    card: Uint8Array,
    wanted: { from: number; to: number; rights: DeviceRight[] },
    options: OrderOptions,
  ): Promise<{ name: string; file: Uint8Array; until: Time; epochs: [number, number][]; index: number }>;
  /**
   * Ends what a device may do and replaces the keys that it has; printed codes stay valid. What it
   * could open is exposed, and nobody can take that back. Sync before, and after.
   *
   * @throws {SealrollError} `wrong-list`; `not-logged` if there is no such device.
   */
  revokeDevice(identity: Identity, serial: number, options: OrderOptions): Promise<{ exposed: Exposed[]; certificates: number; hasNewKeys: boolean }>;
  /** Gives the keys of erased epochs up here, and says so in the log. Sync before, and after. */
  giveUpErased(options: OrderOptions): Promise<number>;
  /**
   * Gives the keys of epochs up that another device had erased at the processor, and says so in the log: until
   * then they do not count as erased. Show what comes back: nobody can open these records any more. Sync
   * before, and after.
   */
  giveUpElsewhere(options: OrderOptions): Promise<{ epoch: number; records: number; device: string; certificate: number }[]>;
  /** Makes the next generation; publish its statements, then sync. */
  rollOver(now: Time): number;
  renewCertificates(identity: Identity, now: Time): void;
  changeTerms(identity: Identity, changes: TermsForm, now: Time): void;
}

/** Key and name of an authority, as it hands them to owners. */
export class AuthorityCard extends Held {
  private constructor();
  static fromBytes(bytes: Uint8Array): AuthorityCard;
  toBytes(): Uint8Array;
  /** Who the authority says it is. */
  readonly name: string;
  /** Compare them over another channel: the card itself proves nothing. */
  readonly words: string;
}

/** Who receives disclosures. Works without a network. */
export class Authority extends Held {
  private constructor();
  /** Draws a key. The name, 1 to 120 bytes, is shown to owners. */
  static generate(name: string): Authority;
  static fromBytes(bytes: Uint8Array): Authority;
  /** Takes a second or so. @throws {SealrollError} `open-failed` for a wrong secret or a damaged file. */
  static fromFile(file: Uint8Array, secret: KeyFileSecret): Authority;
  /** Key and name: for a protected store only. */
  toBytes(): Uint8Array;
  toFile(secret: KeyFileSecret, cost?: KeyFileCost): Uint8Array;
  /** The card for owners; see {@link AuthorityCard.fromBytes}. */
  card(): Uint8Array;
  readonly name: string;
  readonly words: string;
  /**
   * Opens a disclosure and verifies every record: logged before a head that the owner's witness
   * has cosigned, and unchanged. It shows neither presence nor completeness.
   *
   * @throws {SealrollError} `open-failed` if it is for somebody else or was altered,
   * `wrong-environment`, `bad-signature`.
   */
  open(disclosure: Uint8Array, environment: Environment): Disclosed;
}

/** A disclosure that was opened. */
export class Disclosed extends Held {
  private constructor();
  summary(): {
    id: string;
    listId: ListId;
    /** Compare them with the venue's code: nothing else says whose list it is. */
    fingerprintWords: string;
    terms: Terms;
    /** When it was made, by the owner's clock. */
    time: Time;
    case: string;
    purpose: string;
    legalBasis: string;
    /** How many passed every check. */
    records: number;
    /** What did not, and why. */
    refused: (Position & { code: ErrorCode; message: string })[];
  };
  /** The visits among the records that passed. Their texts are hostile. */
  visits(): Visit[];
  csv(): string;
  json(): string;
  /** @throws {SealrollError} `limit`. */
  xlsx(): Uint8Array;
}

/** What an audit says. */
export interface AuditReport {
  listId: ListId;
  fingerprintWords?: string;
  time: Time;
  terms?: Terms;
  processor?: { operator: string; region: string };
  logs: { name: string; size: number; isConfirmed: boolean; witnessedSize?: number; witnessedTime?: Time }[];
  /** How many records were ever logged. */
  records: number;
  instructions: { serial: number; given: Time; text: string; acknowledged?: Time }[];
  erasures: { epoch: number; records: number; destroyed: Time; backups: Time; reason: string }[];
  /** Empty if nothing is wrong. */
  findings: Finding[];
}

/** Verifies a whole list from its logs, with a reader token and no secret of anybody. */
export class Auditor extends Held {
  private constructor();
  /**
   * @param token From {@link Owner.admitReader}.
   * @param allowed How many seconds the owner's last look at a log, and a pause of the processor,
   * may take; default seven days each.
   */
  static begin(listId: ListId, token: string, now: Time, allowed?: { witnessAge?: number; downtime?: number }): Auditor;
  /** Makes an audit again from its transcript. @throws {SealrollError} `truncated` if answers are missing. */
  static again(transcript: Uint8Array): AuditReport;
  /** Adds a checkpoint, receipt or proof that somebody was shown; before {@link run}. */
  compareWith(head: Uint8Array): void;
  /**
   * Reads everything.
   *
   * @throws {SealrollError} `wrong-list`, `bad-proof`, `inconsistent`, `missing-document`, the code of
   * a refusal: the same run can go on then; `cancelled`.
   */
  run(options: ExchangeOptions & Progressing): Promise<AuditReport>;
  /** Every answer as evidence, without the token: whoever has it can make the audit {@link again}. */
  transcript(): Uint8Array;
  /** The newest heads, for {@link compareWith} of the next audit. */
  newestHeads(): Uint8Array[];
}
