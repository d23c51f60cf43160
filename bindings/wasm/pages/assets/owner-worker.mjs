// The owner's role, away from the page: keys and long work live here, the page stays responsive.

import { Identity, Owner, SealrollError, checkRecoveryCode, exchange, init, processorOf, qrCode, send } from './owner/index.mjs';
import { startPool } from './owner/pool-web.mjs';
import { doorFragment } from './door-code.mjs';
import { deviceMethods } from './owner-device-desk.mjs';
import { erasureMethods } from './owner-erasure-desk.mjs';
import { accessOf, helperMethods } from './owner-helper-desk.mjs';
import { Ledger } from './owner-ledger.mjs';
import { orderMethods } from './owner-orders.mjs';
import { newSecret, recoverOwner, recoveryMethods, typedSecret } from './owner-recovery.mjs';
import { readPicture } from './owner-scan.mjs';
import { openStore } from './store.mjs';
import { secretOf } from './typed-secret.mjs';

const now = () => Math.floor(Date.now() / 1000);

let store;
let api;
let owner;
/** A list that is not live yet: `{ owner, identity, code, isProven }`. */
let draft;
/** Epochs that were opened at least once since the page was opened. */
const opened = new Set();
/** Where the workers' script and modules are, and the workers once there is much to open. */
let crew;
let pool;
/** What was set aside, by position. */
const quarantine = new Map();
let missing = [];
/** Days that another device had erased, since the page was opened. */
const elsewhere = [];
const ledger = new Ledger({ owner: () => owner, options, store: () => store, publish: () => isOwners() && publish(owner) });

const methods = {
  /** Loads everything; says what list this device has, if any. */
  async begin({ module, integrity, ...addresses }) {
    crew = addresses;
    await init(fetch(module, { integrity }));
    store = await openStore('sealroll-owner');
    const hint = await send(location.origin, { method: 'GET', path: '/c.json', headers: {} });
    ({ api } = JSON.parse(new TextDecoder().decode(hint)));
    const saved = await store.get('owner');
    if (saved) owner = Owner.fromBytes(saved.state);
    const outbox = await store.get('outbox');
    if (owner && outbox) owner.setOutbox(outbox.bytes);
    if (owner) await ledger.begin();
    return { isLasting: store.isLasting, list: owner?.summary(), isHelper: (await methods.ownDevice()) !== undefined };
  },

  /** Makes keys and terms; nothing leaves the device yet. */
  async draft(form) {
    const { origin, logKey, environment } = await processorOf(api);
    if (environment !== form.environment) {
      throw new SealrollError('wrong-environment', 'the processor serves another environment');
    }
    const { secret, ...shown } = await newSecret(form.passphrase, crew.strength);
    draft = { ...Owner.create({ ...form, origin, logKey }, now()), secret, isProven: false };
    return { ...shown, file: draft.identity.toFile(secret), list: draft.owner.summary() };
  },

  /** The owner typed the code and chose the file again: do they open the identity? */
  prove({ code, file }) {
    const identity = Identity.fromFile(file, secretOf(code, checkRecoveryCode));
    const isOurs = identity.listId === draft.identity.listId;
    identity.free();
    if (!isOurs) throw new SealrollError('wrong-list', 'the file belongs to another list');
    draft.isProven = true;
  },

  /** Registers, publishes and cosigns. Only after the proof; may be repeated. */
  async goLive() {
    if (!draft?.isProven) throw new SealrollError('bad-code', 'the recovery code was not proven');
    if (!draft.owner.recovery(now()).isSet) draft.owner.setRecovery(draft.secret);
    await keep(draft.owner);
    await send(api, draft.owner.registrationRequest());
    await publish(draft.owner);
    await draft.owner.sync(options());
    await draft.owner.keepRecovery(options());
    ({ owner } = draft);
    draft.identity.free();
    draft = undefined;
    return owner.summary();
  },

  /** Syncs, and opens what is new; `isThorough` opens every day again. */
  async refresh({ isThorough }, progress) {
    const { epoch } = owner.epochAt(now());
    if (!isOwners()) return refreshHelper(epoch, isThorough, progress);
    const notice = await prolong(epoch);
    await publish(owner);
    await ledger.follow();
    const erased = await owner.giveUpElsewhere(options());
    if (erased.length > 0) {
      elsewhere.push(...erased);
      forget((each) => erased.some((day) => day.epoch === each));
      await owner.sync(options());
    }
    await owner.keepRecovery(options());
    await openDays(epoch, isThorough || erased.length > 0, progress);
    const { answered } = await owner.serve(false, options());
    if (answered > 0) {
      await owner.sync(options());
      reopen();
      await openDays(epoch, true, progress);
    }
    const isUnsaved = !owner.recovery(now()).isSet && (await store.get('saved'))?.keys !== keysNow();
    return { ...stateNow(), notice, isUnsaved };
  },

  async poster({ base }) {
    const invitation = owner.invitation(base);
    const link = invitation.toLink();
    invitation.free();
    return { link, door: doorLink(link), readers: readers(), ...qrCode(link) };
  },

  /** Ends the codes in print; names the devices that need a new grant to read what comes. */
  async replacePoster() {
    await owner.sync(options());
    const names = readers();
    owner.replacePoster(now());
    await keep(owner);
    await send(api, owner.registrationRequest());
    await publish(owner);
    await owner.sync(options());
    await owner.keepRecovery(options());
    return names;
  },

  /** The text of a QR code in a picture of the camera, if there is one. */
  scan: (picture) => readPicture(picture),

  csv: ({ epoch }) => owner.csv(epoch),

  json: ({ epoch }) => owner.json(epoch),

  xlsx: ({ epoch }) => owner.xlsx(epoch),

  /** Sets the list up on this device: from paper and what the server has, or from a decryption file. */
  async restore({ identity: file, decryption, secret, sheets, environment }) {
    const typed = typedSecret(secret, sheets);
    const identity = Identity.fromFile(file, typed);
    try {
      if (!decryption) return await recover(identity, typed, environment);
      const bundles = [await welcome(identity.listId)];
      const restored = (all) => Owner.restore(identity, decryption, typed, all, GENERATION, now());
      const first = restored(bundles);
      const { epoch } = first.epochAt(now());
      const { terms, environment: of } = first.summary();
      if (of !== environment) throw new SealrollError('wrong-environment', 'the list is of another environment');
      for (let each = Math.max(0, epoch - terms.retentionEpochs - GENERATION); each <= epoch + 2 * GENERATION; each += 8) {
        const some = Array.from({ length: 8 }, (_, more) => welcome(identity.listId, each + more).catch(() => undefined));
        bundles.push(...(await Promise.all(some)).filter(Boolean));
      }
      first.free();
      owner = restored(bundles);
      await keep(owner);
      await store.put('saved', { keys: keysNow() });
      await send(api, owner.registrationRequest());
      await owner.sync(options());
      return { days: owner.summary().openEpochs.length };
    } catch (error) {
      owner = undefined;
      await store.delete('owner');
      throw error;
    } finally {
      identity.free();
    }
  },

  /** Certifies this device anew. */
  async renew({ identity: file, secret }) {
    const typed = secretOf(secret, checkRecoveryCode);
    const identity = Identity.fromFile(file, typed);
    try {
      if (identity.listId !== owner.summary().listId) throw new SealrollError('wrong-list', 'the file belongs to another list');
      owner.renewCertificates(identity, now());
      if (!owner.recovery(now()).isSet) owner.setRecovery(typed);
    } finally {
      identity.free();
    }
    await keep(owner);
    await send(api, owner.registrationRequest());
    await owner.sync(options());
    await owner.keepRecovery(options());
  },

  /** Together with the identity file it brings a lost device back. */
  async decryptionFile({ code }) {
    const file = owner.toDecryptionFile(secretOf(code, checkRecoveryCode));
    await store.put('saved', { keys: keysNow() });
    return file;
  },
};

Object.assign(methods, orderMethods({ owner: () => owner, api: () => api, options, store: () => store, reopen }));
Object.assign(methods, deviceMethods({ owner: () => owner, options, now }));
Object.assign(methods, erasureMethods({ owner: () => owner, api: () => api, isOwners, options, now, keep: () => keep(owner), forget, reopen, end }));
Object.assign(methods, helperMethods({ owner: () => owner, take, store: () => store, options }));
Object.assign(methods, recoveryMethods({ owner: () => owner, options, strength: () => crew.strength }));

/** Brings the list back from the identity, what was typed and what the server has. */
async function recover(identity, secret, environment) {
  owner = await recoverOwner(identity, secret, { ...options(), save: () => {} });
  if (owner.summary().environment !== environment) throw new SealrollError('wrong-environment', 'the list is of another environment');
  await keep(owner);
  await owner.sync(options());
  owner.puncturePurged();
  await keep(owner);
  await publish(owner);
  await owner.sync(options());
  await owner.keepRecovery(options());
  return { days: owner.summary().openEpochs.length };
}

/** On a device that was let in: it gives erased keys up, and reads what it may. */
async function refreshHelper(epoch, isThorough, progress) {
  let [gaveUp, isRevoked] = [0, false];
  try {
    await ledger.follow();
    gaveUp = await owner.giveUpErased(options());
    if (gaveUp > 0) {
      await owner.sync(options());
      reopen();
    }
    await openDays(epoch, isThorough || gaveUp > 0, progress);
    // Guests whom a disclosure of this device could not reach yet.
    await owner.serve(true, options());
  } catch (error) {
    if (error.code !== 'revoked') throw error;
    isRevoked = true;
  }
  const access = accessOf(owner, now());
  return { ...stateNow(), access: { ...access, isRevoked: isRevoked || access.isRevoked }, gaveUp };
}

function stateNow() {
  return {
    epoch: owner.epochAt(now()),
    list: owner.summary(),
    due: owner.dueEpochs(now()),
    visits: ledger.visits(),
    losses: ledger.losses,
    elsewhere,
    recovery: owner.recovery(now()),
    // Whoever shows what others have done is drawn anew when there is more.
    orders: owner.history().length,
    quarantined: [...quarantine.values()],
    missing,
  };
}

/** Whether this device has what only the owner's have; a device that was let in has not. */
function isOwners() {
  return owner.recovery(now()).isKept;
}

/** Works for this list from now on, or for none. */
async function take(next) {
  if (owner) await end();
  owner = next;
  if (owner) await keep(owner);
}

/** Nothing of the list is left here. */
async function end() {
  owner?.free();
  owner = undefined;
  forget(() => true);
  elsewhere.length = 0;
  for (const name of ['owner', 'outbox', 'saved', 'door']) await store.delete(name);
  await ledger.end();
}

/** What was opened of some days. */
function forget(isMeant) {
  for (const epoch of [...opened].filter(isMeant)) opened.delete(epoch);
  for (const [key, { epoch }] of quarantine) if (isMeant(epoch)) quarantine.delete(key);
  missing = missing.filter(({ epoch }) => !isMeant(epoch));
}

/** What a decryption file covers: it is to be saved anew when that changes. */
function keysNow() {
  const { openEpochs, lastEpoch } = owner.summary();
  return `${lastEpoch}: ${openEpochs.join(' ')}`;
}

function welcome(listId, epoch) {
  const path = `/v1/lists/${listId}/welcome${epoch === undefined ? '' : `/${epoch}`}`;
  return send(api, { method: 'GET', path, headers: {} });
}

/** Names of the devices that a new poster keeps from reading on until they are granted anew. */
function readers() {
  const reads = ({ isThis, isRevoked, isDelegate, rights }) => isDelegate && !isThis && !isRevoked && rights.includes('read');
  return owner.devices(now()).filter(reads).map(({ name }) => name);
}

/** The link that sets up a display at the door, if the terms ask for its code. */
function doorLink(link) {
  const { terms } = owner.summary();
  const secret = terms.doorCode && owner.doorSecret();
  if (!secret) return undefined;
  const [page, invitation] = link.split('/c#');
  const fragment = doorFragment(invitation, secret.toBytes(), terms.venue);
  secret.free();
  return `${page}/door#${fragment}`;
}

/** What a sync and a fetch need. */
function options() {
  return {
    authority: new URL(api).host,
    clock: now,
    exchange: (request) => exchange(api, request),
    save: (state) => store.put('owner', { state }),
    saveOutbox: (bytes) => store.put('outbox', { bytes }),
  };
}

/** Forgets what was opened: what was erased or restricted meanwhile does not come again. */
function reopen() {
  const [state, outbox, copy] = [owner.toBytes(), owner.outbox(), owner.logCopy()];
  owner.free();
  owner = Owner.fromBytes(state);
  owner.setOutbox(outbox);
  owner.setLogCopy(copy);
  forget(() => true);
}

function keep(of) {
  return store.put('owner', { state: of.toBytes() });
}

async function publish(of) {
  const request = of.statementsRequest(new URL(api).host, now());
  if (request) await send(api, request);
  return request !== undefined;
}

/** Makes the next generation when the last days of this one have come. */
async function prolong(epoch) {
  if (epoch + DAYS_AHEAD < owner.summary().lastEpoch) return undefined;
  try {
    owner.rollOver(now());
    await keep(owner);
    return undefined;
  } catch (error) {
    if (error.code === 'not-yet-valid') return undefined;
    if (error.code === 'expired') return 'renew';
    throw error;
  }
}

async function openDays(last, isThorough, progress) {
  const due = owner.summary().openEpochs.filter((each) => each <= last && (isThorough || !opened.has(each) || each === last));
  for (const each of due) await openEpoch(each, progress);
  ledger.judge(due);
}

async function openEpoch(epoch, progress) {
  const fetched = await owner.fetch(epoch, options());
  const tell = (done, total) => void progress({ done, total });
  const team = fetched.count >= MANY && (await (pool ??= startCrew()));
  const batch = team ? await team.open(owner, fetched, { progress: tell }) : owner.open(fetched, tell);
  fetched.free();
  opened.add(epoch);
  for (const each of batch.quarantined) quarantine.set(`${each.generation}/${each.index}`, each);
  missing = [...missing.filter((each) => each.epoch !== epoch), ...batch.missing.map((each) => ({ ...each, epoch }))];
}

/** One after the other: a sync and an order at once would get into each other's way. */
let last = Promise.resolve();
addEventListener('message', ({ data }) => {
  const work = () => carryOut(data);
  if (FREE.includes(data.method)) void work();
  else last = last.then(work);
});

async function carryOut({ id, method, argument }) {
  try {
    const progress = (value) => postMessage({ id, progress: value });
    postMessage({ id, result: await methods[method](argument, progress) });
  } catch (error) {
    const { code = 'internal', field, message } = error;
    postMessage({ id, error: { code, field, message: String(message) } });
  }
}

/** Workers that open side by side; none where the browser does not start them. */
function startCrew() {
  const source = (withVectors) => {
    const [address, integrity] = (withVectors ? crew.vectors : crew.opener).split(' ');
    return fetch(address, { integrity });
  };
  const createWorker = () => new Worker(crew.pool, { type: 'module' });
  return startPool({ createWorker, source }).catch(() => undefined);
}

/** What has nothing to do with the list's state. */
const FREE = ['card', 'deviceCard', 'scan', 'sheets', 'strength'];
/** From so many envelopes on, the workers are worth starting. */
const MANY = 512;
/** Epochs of a generation, as the page makes them. */
const GENERATION = 31;
/** Statements are published this many epochs before they are needed. */
const DAYS_AHEAD = 3;
