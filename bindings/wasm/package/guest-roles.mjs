// What a guest's app does at the door. Nothing is kept in the module: these objects hold bytes.

import { Reader, call, camel, text } from './guest-border.mjs';
import { SealrollError } from './error.mjs';

export { SealrollError } from './error.mjs';
export { exchange } from './exchange.mjs';

// Numbers stand before their uses, where bundlers put them in.
const READ_LINK = 0;
const ACCEPT = 1;
const CHECK_IN = 2;
const CONFIRM = 3;
const RESTORE = 4;
const CHECK_OUT = 5;
const CONFIRM_FOLLOW_UP = 6;
/** The year 9999. */
const LATEST = 253_402_300_799;
/** Later than any time. */
const NEVER = LATEST + 1;

export class Invitation {
  static fromLink(link) {
    const answer = new Reader(call(READ_LINK, [...new TextEncoder().encode(link)]));
    return Object.assign(new Invitation(), { link, listId: hex(answer.bytes(16)), base: text(answer.rest) });
  }

  get hintAddress() {
    return `${this.base}/c.json`;
  }
}

export class Guest {
  #environment;
  #memory;
  #secret;

  static firstUse(environment) {
    return Guest.restore(environment, NOTHING, crypto.getRandomValues(new Uint8Array(32)));
  }

  static restore(environment, memory, deviceSecret) {
    const number = ['test', 'production'].indexOf(environment);
    check(number >= 0, 'environment', '"production" or "test"');
    check(deviceSecret.length === 32, 'deviceSecret', '32 bytes long');
    call(RESTORE, [0], memory);
    const guest = new Guest();
    guest.#environment = number;
    guest.#memory = memory.slice();
    guest.#secret = deviceSecret.slice();
    return guest;
  }

  welcomeRequest({ listId }) {
    return { method: 'GET', path: `/v1/lists/${listId}/welcome`, headers: {}, body: new Uint8Array() };
  }

  accept(invitation, bundle, now) {
    return this.#accept(0, invitation, bundle, now);
  }

  acceptForFollowUps(invitation, bundle, now) {
    return this.#accept(1, invitation, bundle, now);
  }

  memory() {
    return this.#memory.slice();
  }

  exportDeviceSecret() {
    return this.#secret.slice();
  }

  #accept(followUps, { link }, bundle, now) {
    const given = [[this.#environment, followUps], time(now, 'now'), [...this.#secret], this.#memory, link, bundle.slice()];
    const answer = new Reader(call(ACCEPT, ...given));
    this.#memory = answer.part();
    return new Welcome(given, answer);
  }
}

class Welcome {
  #given;
  #fields;

  constructor(given, answer) {
    this.#given = given;
    const descriptor = new Reader(answer.part());
    this.fingerprintWords = answer.text();
    this.terms = terms(descriptor, answer.text());
    this.listId = hex(answer.bytes(16));
    this.epoch = answer.number(8);
    this.notBefore = answer.number(8);
    this.notAfter = answer.number(8);
    this.erasedBy = answer.number(8);
    this.#fields = text(answer.rest);
  }

  fields() {
    return [...this.#fields.matchAll(/(\w+)(!?)\??/g)].map(([, name, required]) => ({ name: camel(name), required: required !== '' }));
  }

  checkIn(form, now) {
    check(typeof form === 'object' && form, 'form', 'an object');
    const names = form.companionNames ?? [];
    check(Array.isArray(names) && names.every((name) => typeof name === 'string'), 'companionNames', 'an array of strings');
    const companions = form.companions ?? 0;
    check(Number.isInteger(companions) && companions >= 0 && companions < 256, 'companions', 'a whole number in its range');
    const by = ['guest', 'staff'].indexOf(form.enteredBy || 'guest');
    check(by >= 0, 'enteredBy', '"guest" or "staff"');
    const texts = TEXTS.map((name) => {
      const typed = form[name] ?? '';
      check(typeof typed === 'string', name, 'a string');
      return typed;
    });
    const times = ['arrival', 'plannedEnd'].map((name) => (form[name] == null ? NEVER : time(form[name], name)));
    return new Pending(call(CHECK_IN, ...this.#given, time(now, 'now'), random(), ...texts, ...times, [by, companions], ...names));
  }

  /** @internal */
  call(number, ...more) {
    return call(number, ...this.#given, ...more);
  }
}

/** Bytes that begin with a ticket's secrets, and what can be read off them. */
class Kept {
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get recordId() {
    return hex(this.bytes.subarray(57, 89));
  }

  get listId() {
    return hex(this.bytes.subarray(5, 21));
  }

  get epoch() {
    return new Reader(this.bytes.subarray(21)).number(4);
  }

  get eraseAfter() {
    return new Reader(this.bytes.subarray(157)).number(8);
  }

  toBytes() {
    return this.bytes.slice();
  }

  /** @internal */
  get bytes() {
    if (!this.#bytes) throw new SealrollError('used', 'this object was used up by an earlier call');
    return this.#bytes;
  }

  /** @internal */
  replace(bytes) {
    this.#bytes?.fill(0);
    this.#bytes = bytes;
  }
}

export class Pending extends Kept {
  static fromBytes(bytes) {
    call(RESTORE, [1], bytes);
    return new Pending(bytes.slice());
  }

  request() {
    return upload(this.recordId, new Reader(this.bytes.subarray(165)));
  }

  confirm(receipt) {
    const answer = new Reader(call(CONFIRM, this.bytes, receipt));
    this.replace();
    return new Ticket(answer.number(8), answer.rest);
  }
}

export class PendingFollowUp {
  #kept;
  #recordId;

  constructor(recordId, bytes) {
    this.#kept = new Kept(bytes);
    this.#recordId = recordId;
  }

  static fromBytes(bytes) {
    return new PendingFollowUp(hex(call(RESTORE, [2], bytes)), bytes.slice());
  }

  toBytes() {
    return this.#kept.toBytes();
  }

  request() {
    return upload(this.#recordId, new Reader(this.#kept.bytes.subarray(1)));
  }

  confirm(receipt) {
    call(CONFIRM_FOLLOW_UP, this.#kept.bytes, receipt);
    this.#kept.replace();
  }
}

export class Ticket extends Kept {
  constructor(index, bytes) {
    super(bytes);
    this.index = index;
  }

  static fromBytes(bytes) {
    return new Ticket(new Reader(call(RESTORE, [3], bytes)).number(8), bytes.slice());
  }

  checkOut(welcome, departure, now) {
    const times = [time(departure, 'departure'), time(now, 'now')].reverse();
    const answer = new Reader(welcome.call(CHECK_OUT, this.bytes, ...times, random()));
    const recordId = hex(answer.bytes(32));
    this.replace(answer.part());
    return new PendingFollowUp(recordId, answer.rest);
  }
}

/** The upload of an envelope that stands behind its log and the upload token. */
function upload(recordId, kept) {
  kept.part(1);
  kept.bytes(32);
  const listId = hex(kept.bytes(16));
  kept.bytes(4);
  const token = btoa(String.fromCharCode(...kept.bytes(32)));
  return {
    method: 'PUT',
    path: `/v1/lists/${listId}/records/${recordId}`,
    headers: {
      'content-type': 'application/octet-stream',
      authorization: `Upload ${token.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')}`,
    },
    body: kept.part(2),
  };
}

/** The terms in a verified descriptor (`spec/protocol.md#descriptor`), as the whole package has them. */
function terms(read, words) {
  read.bytes(33);
  const version = read.number(4);
  const [venue, address, contact] = [1, 1, 1].map((length) => read.text(length));
  const [purpose, legalBasis] = [2, 2].map((length) => ({ de: read.text(length), en: read.text(length) }));
  const epochAnchor = read.number(8);
  const epochLength = read.number(4);
  const retentionEpochs = read.number(2);
  // Graces, audits and bucket, of which guests are told nothing.
  read.bytes(12);
  const policies = read.bytes(POLICIES.length);
  const fields = Object.fromEntries(POLICIES.map((name, at) => [name, ['absent', 'optional', 'required'][policies[at]]]));
  const maxCompanions = read.number(1);
  read.bytes(4);
  const doorCode = read.number(1) === 1;
  const card = new Reader(read.part(1).subarray(33));
  const authority = words ? { name: card.text(1), words } : null;
  const origin = read.text(1);
  return { version, venue, address, contact, purpose, legalBasis, epochAnchor, epochLength, retentionEpochs, fields, maxCompanions, doorCode, authority, origin };
}

function time(seconds, name) {
  check(Number.isInteger(seconds) && seconds >= 0 && seconds <= LATEST, name, 'a time in whole seconds since 1970');
  return seconds;
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(96))];
}

function check(holds, name, wanted) {
  if (!holds) throw new SealrollError('bad-argument', `${name} must be ${wanted}`, name);
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const CONTACT = ['givenName', 'familyName', 'phone', 'email', 'street', 'postalCode', 'city', 'country', 'place'];
const TEXTS = [...CONTACT, 'doorCode'];
const POLICIES = [...CONTACT, 'companions', 'companionNames', 'plannedEnd'];
/** The memory of a device that was never used. */
const NOTHING = new Uint8Array([1, 0, 0, 0, 0]);
