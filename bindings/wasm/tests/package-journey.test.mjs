// Guest and owner over real HTTP against the real processor.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { now, output, sealroll, startList, startProcessor, throwsCode } from './support.mjs';

const { Guest, Identity, Invitation, NewDevice, Owner, Pending, SealrollError, Ticket, send } = sealroll;
const ADA = { givenName: 'Ada', familyName: 'Yılmaz', phone: '+49 30 901820' };
/** Cheap, since these files are thrown away. */
const CHEAP = { memoryKib: 64, passes: 1 };

let processor;
let list;

before(async () => {
  processor = await startProcessor();
  list = await startList(processor);
});
after(() => processor.stop());

async function enter(guest) {
  const invitation = Invitation.fromLink(list.link);
  const bundle = await send(processor.api, guest.welcomeRequest(invitation));
  return { invitation, bundle, welcome: guest.accept(invitation, bundle, now()) };
}

test('a guest checks in, corrects, asks for erasure and checks out; the owner reads it', async () => {
  const { api } = processor;
  const guest = Guest.firstUse('test');
  const { welcome } = await enter(guest);
  assert.equal(welcome.terms.venue, 'Café Morgenrot');
  assert.equal(welcome.fingerprintWords, list.owner.summary().fingerprintWords);
  assert.deepEqual(welcome.fields()[0], { name: 'givenName', required: true });

  const pending = welcome.checkIn({ ...ADA, place: 'Tisch 4', companions: 2 }, now());
  const saved = pending.toBytes();
  const receipt = await send(api, pending.request());
  const ticket = Pending.fromBytes(saved).confirm(receipt);
  assert.throws(() => Ticket.fromBytes(saved), throwsCode('unsupported-version'));
  const kept = Ticket.fromBytes(ticket.toBytes());
  for (const followUp of [
    () => kept.correct(welcome, { place: 'Tisch 5' }, now()),
    () => kept.request(welcome, 'erase', now()),
    () => kept.checkOut(welcome, now() + 60, now()),
  ]) {
    const sealed = followUp();
    sealed.confirm(await send(api, sealed.request()));
    assert.throws(() => sealed.request(), throwsCode('used'));
  }

  await list.owner.sync(list.options);
  kept.witness(await send(api, kept.proofRequest()), welcome);
  assert.ok(kept.isWitnessed);

  const steps = [];
  const fetched = await list.owner.fetch(welcome.epoch, list.options);
  const batch = list.owner.open(fetched, (done, total) => void steps.push([done, total]));
  assert.equal(batch.opened, 4);
  assert.deepEqual(batch.quarantined, []);
  assert.deepEqual(batch.missing, []);
  assert.deepEqual(steps.at(-1), [4, 4]);
  const visit = list.owner.visits().find(({ recordId }) => recordId === ticket.recordId);
  assert.equal(visit.familyName, 'Yılmaz');
  assert.equal(visit.phone, '+4930901820');
  assert.equal(visit.place, 'Tisch 5');
  assert.equal(visit.companions, 2);
  assert.ok(visit.departure >= visit.arrival);
  assert.deepEqual(visit.requests, ['erase']);
  assert.match(list.owner.csv(welcome.epoch), /Yılmaz/);
  assert.equal(JSON.parse(list.owner.json(welcome.epoch)).length, list.owner.visits().length);
});

test('opening stops when it is told to, and nothing was accepted', async () => {
  const { welcome } = await enter(Guest.firstUse('test'));
  const pending = welcome.checkIn(ADA, now());
  await send(processor.api, pending.request());
  await list.owner.sync(list.options);
  const known = list.owner.visits().length;
  const fetched = await list.owner.fetch(welcome.epoch, list.options);
  assert.throws(() => list.owner.open(fetched, () => false), throwsCode('cancelled'));
  assert.equal(list.owner.visits().length, known);
});

test('the receipt of another envelope, and an altered one, are refused; nothing is lost', async () => {
  const { api } = processor;
  const { welcome } = await enter(Guest.firstUse('test'));
  const [one, other] = [welcome.checkIn(ADA, now()), welcome.checkIn(ADA, now())];
  const receipt = await send(api, one.request());
  assert.throws(() => other.confirm(receipt), throwsCode('bad-proof'));
  const altered = receipt.slice();
  altered[altered.length - 8] ^= 1;
  assert.throws(() => one.confirm(altered), (error) => /^bad-/.test(error.code));
  assert.ok(one.confirm(receipt).index > 0);
  assert.equal(other.toBytes().length > 0, true);
});

test('a lying server is refused', async () => {
  const guest = Guest.firstUse('test');
  const { invitation, bundle } = await enter(guest);
  const accept = (bytes, time = now(), from = Guest.firstUse('test')) =>
    () => from.accept(invitation, bytes, time);
  assert.throws(accept(bundle.slice(0, -1)), throwsCode('truncated'));
  for (const place of [60, 300, 800, 1400, bundle.length - 4]) {
    const altered = bundle.slice();
    altered[place] ^= 1;
    assert.throws(accept(altered), sealroll.SealrollError, `byte ${place}`);
  }
  assert.throws(accept(bundle, now() + 3 * 86_400), throwsCode('expired'));
  assert.throws(accept(bundle, now(), Guest.firstUse('production')), throwsCode('wrong-environment'));
  const other = await startList(processor, { venue: 'Elsewhere' });
  const theirs = await send(processor.api, guest.welcomeRequest(Invitation.fromLink(other.link)));
  assert.throws(accept(theirs), throwsCode('wrong-list'));
});

test('forms name the field that is wrong', async () => {
  const { welcome } = await enter(Guest.firstUse('test'));
  const checkIn = (form) => () => welcome.checkIn(form, now());
  assert.throws(checkIn({ ...ADA, phone: '0301' }), throwsCode('bad-field', 'phone'));
  assert.throws(checkIn({ ...ADA, givenName: '' }), throwsCode('field-required', 'givenName'));
  assert.throws(checkIn({ ...ADA, city: 'Berlin' }), throwsCode('field-not-allowed', 'city'));
  assert.throws(checkIn({ ...ADA, companions: 1.5 }), throwsCode('bad-argument', 'companions'));
  assert.throws(checkIn({ ...ADA, givenName: 7 }), throwsCode('bad-argument', 'givenName'));
  assert.throws(checkIn({ ...ADA, givenName: 'A\u202e' }), throwsCode('bad-field', 'givenName'));
  assert.throws(checkIn(undefined), throwsCode('bad-argument', 'form'));
  assert.throws(() => welcome.checkIn(ADA, Date.now()), throwsCode('bad-argument', 'now'));
});

test('a restored guest refuses what is older than it remembers', async () => {
  const guest = Guest.firstUse('test');
  const { invitation, bundle, welcome } = await enter(guest);
  const again = Guest.restore('test', guest.memory(), guest.exportDeviceSecret());
  assert.equal(again.accept(invitation, bundle, now()).epoch, welcome.epoch);
  list.owner.changeTerms(list.identity, { purpose: { de: 'Neu', en: 'New' } }, now());
  await send(processor.api, list.owner.registrationRequest());
  await send(processor.api, list.owner.statementsRequest(processor.authority, now()));
  await list.owner.sync(list.options);
  const newer = await send(processor.api, again.welcomeRequest(invitation));
  assert.equal(again.accept(invitation, newer, now()).terms.purpose.en, 'New');
  assert.throws(() => again.accept(invitation, bundle, now()), throwsCode('rolled-back'));
  again.forget(welcome.listId);
  assert.equal(again.accept(invitation, bundle, now()).epoch, welcome.epoch);
});

test('key files open with the right secret only', () => {
  const code = sealroll.newRecoveryCode();
  assert.equal(sealroll.checkRecoveryCode(code.toLowerCase().replaceAll('-', ' ')), code);
  const file = list.identity.toFile({ recoveryCode: code }, CHEAP);
  assert.equal(Identity.fromFile(file, { recoveryCode: code }).listId, list.identity.listId);
  const wrong = { recoveryCode: sealroll.newRecoveryCode() };
  assert.throws(() => Identity.fromFile(file, wrong), throwsCode('open-failed'));
  const damaged = file.slice();
  damaged[damaged.length - 1] ^= 1;
  assert.throws(() => Identity.fromFile(damaged, { recoveryCode: code }), throwsCode('open-failed'));
  assert.throws(() => Identity.fromFile(file, { recoveryCode: 'AAAAA' }), throwsCode('bad-code'));
  const device = list.owner.toDeviceFile({ passphrase: 'correct horse' }, CHEAP);
  const restored = Owner.fromDeviceFile(device, { passphrase: 'correct horse' });
  assert.deepEqual(restored.summary(), list.owner.summary());
});

test('a lost device is restored from identity, decryption file and bundles', async () => {
  const secret = { recoveryCode: sealroll.newRecoveryCode() };
  const file = list.owner.toDecryptionFile(secret, CHEAP);
  const { bundle } = await enter(Guest.firstUse('test'));
  const owner = Owner.restore(list.identity, file, secret, [bundle], 3, now());
  assert.equal(owner.summary().listId, list.owner.summary().listId);
  await send(processor.api, owner.registrationRequest());
});

test('a second device is let in, reads the days that it was granted, gives up what was erased, and is revoked', async () => {
  const { api } = processor;
  const { owner, identity, options, link } = await startList(processor);
  const guest = Guest.firstUse('test');
  const invitation = Invitation.fromLink(link);
  const welcome = guest.accept(invitation, await send(api, guest.welcomeRequest(invitation)), now());
  await send(api, welcome.checkIn(ADA, now()).request());
  await owner.sync(options);

  assert.throws(() => NewDevice.create(''), throwsCode('limit'));
  const device = NewDevice.fromBytes(NewDevice.create('Annas Telefon').toBytes());
  const sealed = device.toFile({ passphrase: 'correct horse' }, CHEAP);
  assert.equal(NewDevice.fromFile(sealed, { passphrase: 'correct horse' }).words, device.words);
  assert.deepEqual(sealroll.readDeviceCard(device.card()), { name: 'Annas Telefon', words: device.words });
  const { epoch } = welcome;
  const granted = await owner.grant(identity, device.card(), { from: epoch, to: epoch + 1, rights: ['read'] }, options);
  assert.equal(granted.name, 'Annas Telefon');
  await owner.sync(options);

  assert.throws(() => NewDevice.create('Other').accept(granted.file, 'test'), throwsCode('open-failed'));
  assert.throws(() => device.accept(granted.file, 'production'), throwsCode('wrong-environment'));
  const { owner: helper, ...what } = device.accept(granted.file, 'test');
  assert.deepEqual([what.rights, what.from, what.to, what.epochs], [['read'], epoch, epoch + 1, [[epoch, epoch + 1]]]);
  assert.equal(helper.summary().fingerprintWords, owner.summary().fingerprintWords);
  assert.equal(helper.recovery(now()).isKept, false);
  await helper.sync(options);
  helper.open(await helper.fetch(epoch, options));
  assert.deepEqual(helper.visits().map(({ givenName }) => givenName), [ADA.givenName]);
  await assert.rejects(helper.instruct({ kind: 'purge-epoch', epoch }, options), (error) => error instanceof SealrollError);

  // Its copy of the logs comes back with it.
  const again = Owner.fromBytes(helper.toBytes());
  again.setLogCopy(helper.logCopy());
  assert.throws(() => again.setLogCopy(helper.logCopy().slice(1)), (error) => error instanceof SealrollError);
  owner.puncture(epoch);
  owner.confirmPurge(epoch, await send(api, owner.purgeInstruction(epoch, now())));
  await owner.sync(options);
  assert.deepEqual(owner.holders(epoch, now()).missing.map(({ name }) => name).includes('Annas Telefon'), true);
  await again.sync(options);
  assert.equal(await again.giveUpErased(options), 1);
  await owner.sync(options);
  assert.equal(owner.holders(epoch, now()).missing.some(({ name }) => name === 'Annas Telefon'), false);
  const { serial } = owner.devices(now()).find(({ name }) => name === 'Annas Telefon');
  await owner.revokeDevice(identity, serial, options);
  await assert.rejects(again.sync(options), throwsCode('revoked'));
});

test('puncture and purge: the epoch is gone, the proof verifies', async () => {
  const { api } = processor;
  const { owner, options, link } = await startList(processor, { retentionEpochs: 1 });
  const guest = Guest.firstUse('test');
  const invitation = Invitation.fromLink(link);
  const bundle = await send(api, guest.welcomeRequest(invitation));
  const welcome = guest.accept(invitation, bundle, now());
  await send(api, welcome.checkIn(ADA, now()).request());
  const { epoch } = welcome;
  assert.deepEqual(owner.dueEpochs(now()), []);
  assert.deepEqual(owner.dueEpochs(now() + 2 * 86_400), [epoch]);
  assert.equal(owner.puncture(epoch), true);
  assert.equal(owner.puncture(epoch), false);
  const proof = await send(api, owner.purgeInstruction(epoch, now()));
  owner.confirmPurge(epoch, proof);
  await owner.sync(options);
  const fetched = await owner.fetch(epoch, options);
  assert.equal(fetched.count, 0);
  assert.throws(() => owner.open(fetched), throwsCode('epoch-purged'));
  assert.throws(() => owner.confirmPurge(epoch + 1, proof), throwsCode('bad-proof'));
});

test('while a sync runs, the owner is busy; its state is saved before it cosigns', async () => {
  const events = [];
  const sync = list.owner.sync({
    ...list.options,
    exchange: (request) => {
      events.push(request.method);
      return list.options.exchange(request);
    },
    save: (state) => void events.push(Owner.fromBytes(state).summary().listId),
  });
  await Promise.resolve();
  assert.throws(() => list.owner.visits(), throwsCode('busy'));
  const report = await sync;
  assert.ok(report.cosigned.length > 0);
  assert.equal(events[events.indexOf('POST') - 1], list.owner.summary().listId);
});

test('refusals and silence have codes', async () => {
  const guest = Guest.firstUse('test');
  const invitation = Invitation.fromLink(list.link);
  const request = guest.welcomeRequest(invitation);
  const unknown = { ...request, path: `/v1/lists/${'0'.repeat(32)}/welcome` };
  await assert.rejects(send(processor.api, unknown), throwsCode('unknown-list'));
  await assert.rejects(send('http://127.0.0.1:9', request), throwsCode('unreachable'));
  const signal = AbortSignal.abort();
  await assert.rejects(send(processor.api, request, { signal }), throwsCode('cancelled'));
});

test('the example in the README runs', () => {
  const [, example] = readFileSync(join(output, 'package/README.md'), 'utf8').split(/```(?:js)?\n/);
  assert.ok(example.trim().split('\n').length <= 14);
  const folder = join(output, 'readme');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(output, 'package'), join(folder, 'node_modules/sealroll'));
  const given = `const link = ${JSON.stringify(list.link)}, environment = 'test';\n`;
  writeFileSync(join(folder, 'example.mjs'), `${given}${example}console.log(ticket.recordId);\n`);
  const printed = execFileSync(process.execPath, [join(folder, 'example.mjs')], { encoding: 'utf8' });
  assert.match(printed, /^Café Morgenrot [a-z-]+\n[0-9a-f]{64}\n$/);
});
