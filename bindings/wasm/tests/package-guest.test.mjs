// `sealroll/guest` beside the whole package: the same results in Node and in Chromium, the same bytes
// to be kept, and a visit that begins in the one and goes on in the other.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { openProfile, startBrowser } from './browser.mjs';
import { DOOR, runThroughPackage, shown } from './package-contract.mjs';
import { GOOD, checkInTwice, withStream } from './package-guest-work.mjs';
import { startHost } from './package-host.mjs';
import { now, output, sealroll, startList, startProcessor } from './support.mjs';

const door = await import(pathToFileURL(join(output, 'package/guest-node.mjs')));
const folder = join(import.meta.dirname, '../../../spec/vectors');
const ADA = { givenName: 'Ada', familyName: 'Yılmaz', phone: '+49 30 901820' };
const files = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => [name, readFileSync(join(folder, name), 'utf8')])
  .filter(([, text]) => Object.keys(DOOR).includes(JSON.parse(text).kind));

let processor;
let list;

before(async () => {
  processor = await startProcessor();
  list = await startList(processor);
});
after(() => processor.stop());

const code = (wanted, field) => (error) =>
  error instanceof door.SealrollError && error.code === wanted && error.field === field;

/** Asks for the bundle as an app without the whole package does. */
async function enter({ Guest, Invitation }, guest = Guest.firstUse('test')) {
  const invitation = Invitation.fromLink(list.link);
  const { status, body: bundle } = await door.exchange(processor.api, guest.welcomeRequest(invitation));
  assert.equal(status, 200);
  return { guest, invitation, bundle, welcome: guest.accept(invitation, bundle, now()) };
}

async function upload(pending) {
  const { status, body } = await door.exchange(processor.api, pending.request());
  assert.equal(status, 200);
  return body;
}

test('the vectors that it can express have their outcomes', () => checkVectors(runThroughPackage(door, files, DOOR)));

test('of every bundle of the vectors it shows what the whole package shows', () => {
  let shownWhole = 0;
  for (const [name, text] of files) {
    const { kind, input } = JSON.parse(text);
    if (kind !== 'verify-welcome') continue;
    const theirs = shown(sealroll, input);
    if (typeof theirs === 'object') shownWhole += 1;
    assert.deepEqual(shown(door, input), theirs, name);
  }
  assert.ok(shownWhole > 3, `${shownWhole} bundles`);
});

test('the same form gives the same bytes, or the same failure', async () => {
  const { bundle } = await enter(door);
  checkTwice(checkInTwice(sealroll, door, { link: list.link, bundle, now: now() }));
});

test('so it does under dual control, with more fields', async () => {
  const required = { givenName: 'required', familyName: 'required', phone: 'required' };
  const authorityCard = sealroll.Authority.generate('Gesundheitsamt Mitte').card();
  const changes = { authorityCard, fields: { ...required, email: 'optional', city: 'optional', place: 'optional', companions: 'optional', companionNames: 'optional', plannedEnd: 'optional' } };
  const strict = await startList(processor, changes);
  const guest = door.Guest.firstUse('test');
  const { body: bundle } = await door.exchange(processor.api, guest.welcomeRequest(door.Invitation.fromLink(strict.link)));
  const pairs = checkInTwice(sealroll, door, { link: strict.link, bundle, now: now() });
  pairs.forEach(({ theirs, ours }) => assert.deepEqual(ours, theirs));
  assert.ok(pairs.filter(({ ours }) => ours.bytes).length > GOOD, 'companions have names, and cities are asked for');
  const [whole, small] = [sealroll, door].map(({ Guest, Invitation }) => {
    const welcome = Guest.firstUse('test').accept(Invitation.fromLink(strict.link), bundle, now());
    return [welcome.terms, welcome.fields()];
  });
  assert.deepEqual(small, whole);
  assert.equal(small[0].authority.name, 'Gesundheitsamt Mitte');
});

test('a guest signs in at the door, goes on with the whole package, and the owner reads it', async () => {
  const { guest, welcome, bundle, invitation } = await enter(door);
  const time = now();
  const pending = welcome.checkIn({ ...ADA, place: 'Tisch 4' }, time);
  const saved = pending.toBytes();
  const receipt = await upload(door.Pending.fromBytes(saved));
  const ticket = pending.confirm(receipt);
  assert.throws(() => pending.toBytes(), code('used'));
  assert.throws(() => pending.recordId, code('used'));
  assert.deepEqual(ticket.toBytes(), sealroll.Pending.fromBytes(saved).confirm(receipt).toBytes());

  // The whole package takes the guest over, and the ticket.
  const restored = sealroll.Guest.restore('test', guest.memory(), guest.exportDeviceSecret());
  const theirs = restored.accept(sealroll.Invitation.fromLink(list.link), bundle, time);
  const kept = sealroll.Ticket.fromBytes(ticket.toBytes());
  for (const name of ['recordId', 'listId', 'epoch', 'index', 'eraseAfter']) assert.equal(ticket[name], kept[name], name);
  const correction = kept.correct(theirs, { place: 'Tisch 5' }, now());
  correction.confirm(await upload(correction));
  const request = kept.request(theirs, 'erase', now());
  request.confirm(await upload(request));

  // And gives it back. Both seal the same check-out.
  const back = door.Ticket.fromBytes(kept.toBytes());
  assert.equal(back.index, kept.index);
  const [wanted, checkOut] = [[kept, theirs], [back, welcome]].map(([each, at]) => withStream(() => each.checkOut(at, time + 60, time)));
  assert.deepEqual(checkOut.toBytes(), wanted.toBytes());
  assert.deepEqual(checkOut.request(), { ...wanted.request() });
  assert.deepEqual(back.toBytes(), kept.toBytes());
  const answer = await upload(door.PendingFollowUp.fromBytes(checkOut.toBytes()));
  checkOut.confirm(answer);
  assert.throws(() => checkOut.request(), code('used'));

  await list.owner.sync(list.options);
  list.owner.open(await list.owner.fetch(welcome.epoch, list.options));
  const visit = list.owner.visits().find(({ recordId }) => recordId === ticket.recordId);
  assert.deepEqual([visit.familyName, visit.place, visit.departure, visit.requests], ['Yılmaz', 'Tisch 5', time + 60, ['erase']]);
});

test('what is wrong is refused with the same codes, and nothing is lost', async () => {
  const { guest, invitation, bundle, welcome } = await enter(door);
  const accept = (bytes, time = now(), from = door.Guest.firstUse('test')) => () => from.accept(invitation, bytes, time);
  assert.throws(accept(bundle.slice(0, -1)), code('truncated'));
  assert.throws(accept(bundle, now() + 3 * 86_400), code('expired'));
  assert.throws(accept(bundle, now(), door.Guest.firstUse('production')), code('wrong-environment'));
  assert.throws(accept(bundle, Date.now()), code('bad-argument', 'now'));
  for (const place of [60, 300, 800, 1400, bundle.length - 4]) {
    const altered = bundle.slice();
    altered[place] ^= 1;
    const failure = (Side) => {
      try {
        Side.Guest.firstUse('test').accept(Side.Invitation.fromLink(list.link), altered, now());
      } catch (error) {
        return error.code;
      }
      return undefined;
    };
    assert.equal(typeof failure(door), 'string');
    assert.equal(failure(door), failure(sealroll), `byte ${place}`);
  }
  const [one, other] = [welcome.checkIn(ADA, now()), welcome.checkIn(ADA, now())];
  const receipt = await upload(one);
  assert.throws(() => other.confirm(receipt), code('bad-proof'));
  const altered = receipt.slice();
  altered[altered.length - 8] ^= 1;
  assert.throws(() => one.confirm(altered), (error) => /^bad-/.test(error.code));
  const ticket = one.confirm(receipt);
  assert.ok(other.toBytes().length > 0);
  assert.throws(() => ticket.checkOut(welcome, now(), now() + 3 * 86_400), code('expired'));
  assert.throws(() => ticket.checkOut(welcome, 1.5, now()), code('bad-argument', 'departure'));
  const damaged = ticket.toBytes();
  damaged[damaged.length - 60] ^= 1;
  for (const restore of [door.Ticket, door.Pending, door.PendingFollowUp]) {
    assert.throws(() => restore.fromBytes(damaged.subarray(1)), code('unsupported-version'));
  }
  assert.throws(() => door.Guest.restore('test', new Uint8Array([1, 0]), new Uint8Array(32)), code('truncated'));
  assert.throws(() => door.Guest.restore('test', guest.memory(), new Uint8Array(31)), code('bad-argument', 'deviceSecret'));
  assert.throws(() => door.Guest.firstUse('other'), code('bad-argument', 'environment'));
  assert.throws(() => door.Invitation.fromLink('https://sealroll.example/x'), code('bad-link'));
});

test('it starts with a module that was compiled before', async () => {
  const web = await import(pathToFileURL(join(output, 'package/guest.mjs')));
  await web.init(new WebAssembly.Module(readFileSync(join(output, 'package/guest_bg.wasm'))));
  assert.equal(web.Invitation.fromLink(list.link).base, door.Invitation.fromLink(list.link).base);
});

test('in Chromium it does the same', async () => {
  const { bundle } = await enter(door);
  const host = await startHost({ '/files.json': JSON.stringify(files) });
  const browser = await startBrowser();
  const profile = await openProfile(browser, [host.origin, processor.api]);
  try {
    await profile.page.goto(`${host.origin}/`);
    const given = { link: list.link, bundle: [...bundle], now: now(), api: processor.api };
    const { results, pairs, receipt } = await profile.page.evaluate(async ({ link, bundle, now, api }) => {
      const [whole, door, contract, work, files] = await Promise.all([
        import('/package/index.mjs'),
        import('/package/guest.mjs'),
        import('/tests/package-contract.mjs'),
        import('/tests/package-guest-work.mjs'),
        fetch('/files.json').then((answer) => answer.json()),
      ]);
      let early;
      try {
        door.Invitation.fromLink(link);
      } catch (error) {
        early = error.code;
      }
      if (early !== 'not-initialized') throw new Error(`before init: ${early}`);
      const lost = await door.init('/package/nothing.wasm').catch((error) => error.code);
      if (lost !== 'not-loaded') throw new Error(`without a module: ${lost}`);
      await Promise.all([whole.init(), door.init()]);
      const guest = door.Guest.firstUse('test');
      const welcome = guest.accept(door.Invitation.fromLink(link), new Uint8Array(bundle), now);
      const pending = welcome.checkIn({ givenName: 'Ada', familyName: 'Yılmaz', phone: '+49 30 901820' }, now);
      const { body } = await door.exchange(api, pending.request());
      return {
        results: contract.runThroughPackage(door, files, contract.DOOR),
        pairs: work.checkInTwice(whole, door, { link, bundle: new Uint8Array(bundle), now }),
        receipt: pending.confirm(body).index,
      };
    }, given);
    checkVectors(results);
    checkTwice(pairs);
    assert.ok(receipt > 0);
  } finally {
    await profile.close();
    await browser.close();
    await host.stop();
  }
});

function checkVectors({ counts, failures }) {
  assert.deepEqual(failures, []);
  const kinds = files.map(([, text]) => JSON.parse(text).kind);
  for (const [kind, count] of Object.entries(counts)) assert.equal(count, kinds.filter((each) => each === kind).length);
  assert.ok(counts['verify-welcome'] > 20 && counts['parse-invitation'] > 10, JSON.stringify(counts));
}

function checkTwice(pairs) {
  pairs.forEach(({ theirs, ours }, at) => {
    assert.deepEqual(ours, theirs, `form ${at}`);
  });
  pairs.slice(0, GOOD).forEach(({ ours }, at) => assert.ok(ours.bytes, `form ${at}: ${JSON.stringify(ours)}`));
  assert.ok(pairs.filter(({ ours }) => ours.code).length > 20);
}
