// The authority's page, opened from the disk without a network: one file that holds everything.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { LAPTOP, PHONE, inspect, openProfile, startBrowser } from './browser.mjs';
import { command, now, sealroll, startList, startProcessor } from './support.mjs';

const { AuthorityCard, Guest, Invitation, send } = sealroll;
/** What `cargo xtask wasm --authority FILE` has written. */
const file = process.env.SEALROLL_AUTHORITY;

let browser;
let folder;

before(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), 'sealroll-authority-'));
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const asFile = (buffer) => ({ name: 'file', mimeType: '', buffer: Buffer.from(buffer) });

/** The page from the disk; no address but its own is allowed, and there is no network. */
async function openPage(options) {
  const profile = await openProfile(browser, ['file:'], { acceptDownloads: true, ...options });
  await profile.context.setOffline(true);
  await profile.page.goto(String(pathToFileURL(file)));
  return profile;
}

async function download(page, name) {
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
  return readFileSync(await saved.path());
}

/** What a venue seals to a card: three guests, one of them malicious, and one who has left. */
async function disclose(card, change = (bytes) => bytes) {
  const processor = await startProcessor();
  try {
    const { api } = processor;
    const { owner, options, link } = await startList(processor);
    const guest = Guest.firstUse('test');
    const invitation = Invitation.fromLink(link);
    const welcome = guest.accept(invitation, await send(api, guest.welcomeRequest(invitation)), now());
    const names = [['Zoë', 'Öztürk'], ['=1+1', '<img src=x onerror=alert(1)>'], ['Bo', 'Berg']];
    for (const [givenName, familyName] of names) {
      const pending = welcome.checkIn({ givenName, familyName, phone: '+49 30 901820', place: 'Saal' }, now());
      const ticket = pending.confirm(await send(api, pending.request()));
      if (givenName !== 'Bo') continue;
      const left = ticket.checkOut(welcome, now(), now());
      left.confirm(await send(api, left.request()));
    }
    await owner.sync(options);
    owner.open(await owner.fetch(welcome.epoch, options));
    const reason = { case: '2026-4711', purpose: 'Nachverfolgung', legalBasis: '§ 28a IfSG' };
    const made = await owner.disclose(AuthorityCard.fromBytes(card), reason, {}, options);
    assert.deepEqual([made.visits, made.records], [3, 4]);
    return { file: change(made.file), words: owner.summary().fingerprintWords };
  } finally {
    await processor.stop();
  }
}

/** The same, by the command. */
async function discloseByCommand(authority) {
  const processor = await startProcessor();
  const home = mkdtempSync(join(folder, 'owner-'));
  const owner = (...words) => command(home, 'owner', ...words);
  try {
    owner('init', '--processor', processor.api, '--venue', 'Zum Siegel', '--contact', 'a@b.example', '--ask', 'phone,place', '--unattended');
    const guest = Guest.firstUse('test');
    owner('qr', '--link', join(home, 'link'));
    const invitation = Invitation.fromLink(readFileSync(join(home, 'link'), 'utf8').trim());
    const welcome = guest.accept(invitation, await send(processor.api, guest.welcomeRequest(invitation)), now());
    for (const familyName of ['Öztürk', '=cmd()']) {
      const pending = welcome.checkIn({ givenName: 'Zoë', familyName, place: 'Saal' }, now());
      pending.confirm(await send(processor.api, pending.request()));
    }
    const [card, made] = [join(home, 'amt.card'), join(home, 'case.disclosure')];
    writeFileSync(card, authority.card());
    owner(
      'disclose', '--authority', card, '--words', authority.words, '--case', '4711', '--purpose', 'Nachverfolgung', '--legal-basis', '§ 28a IfSG', '--place', 'Saal', '--output', made,
    );
    return readFileSync(made);
  } finally {
    await processor.stop();
  }
}

test('an authority makes a key, hands out its card, and opens a disclosure without a network', async () => {
  const { page, requests, close } = await openPage({ viewport: LAPTOP });
  await page.getByRole('heading', { name: 'Open what a venue has disclosed' }).waitFor();
  await inspect(page, 'authority-start-laptop');
  await page.getByLabel('Name of the authority').fill('Gesundheitsamt Mitte');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByRole('heading', { name: 'Keep these two things' }).waitFor();
  await inspect(page, 'authority-key-laptop');
  const code = await page.locator('.code').textContent();
  const key = await download(page, 'Save the key file');
  await page.getByRole('button', { name: 'I kept both: continue' }).click();

  const open = page.getByRole('button', { name: 'Open the key' });
  await page.getByLabel('Key file').setInputFiles(asFile(key.subarray(0, 30)));
  await page.getByLabel('Recovery code').fill(code);
  await open.click();
  await page.getByRole('alert').filter({ hasText: 'not a whole key file' }).waitFor();
  await page.getByLabel('Key file').setInputFiles(asFile(key));
  await page.getByLabel('Recovery code').fill('a passphrase that is wrong');
  await open.click();
  await page.getByRole('alert').filter({ hasText: 'do not fit together' }).waitFor();
  await page.getByLabel('Recovery code').fill(code.toLowerCase());
  await open.click();
  await page.getByRole('heading', { name: 'Gesundheitsamt Mitte' }).waitFor();

  const card = await download(page, 'Save the card');
  const read = AuthorityCard.fromBytes(card);
  assert.equal(read.name, 'Gesundheitsamt Mitte');
  assert.equal(await page.locator('.words').textContent(), read.words);
  await page.getByText('The card as a code').first().click();
  assert.deepEqual(Buffer.from(await page.locator('.code').textContent(), 'base64'), card);
  await inspect(page, 'authority-card-laptop');

  const disclosure = await disclose(card);
  const choose = async (bytes) => {
    await page.getByLabel('File from the venue').setInputFiles(asFile(bytes));
    await page.getByRole('button', { name: 'Open and verify' }).click();
  };
  const altered = Buffer.from(disclosure.file);
  altered[altered.length - 40] ^= 1;
  await choose(altered);
  await page.getByRole('alert').filter({ hasText: 'altered on the way' }).waitFor();
  await choose(Buffer.from('junk'));
  await page.getByRole('alert').filter({ hasText: 'not a whole disclosure' }).waitFor();
  await choose(disclosure.file);
  await page.getByRole('status').filter({ hasText: 'All 4 records verified.' }).waitFor();
  assert.equal(await page.locator('.words').textContent(), disclosure.words);
  await page.getByText('§ 28a IfSG').waitFor();
  assert.equal(await page.locator('tbody tr').count(), 3);
  assert.equal(await page.locator('table img').count(), 0);
  await inspect(page, 'authority-report-laptop');
  const csv = String(await download(page, 'CSV'));
  assert.match(csv, /Öztürk/);
  assert.doesNotMatch(csv, /(^|[,\n"])=1/);
  assert.equal(JSON.parse(String(await download(page, 'JSON'))).length, 3);
  assert.ok(String(await download(page, 'XLSX')).includes('>=1+1</t>'));
  assert.deepEqual(requests.filter((request) => !/ (file|blob|data):/.test(request)), []);
  await close();
});

test('it does so on a phone, in German, in the dark, and says what another key cannot open', async () => {
  const { page, close } = await openPage({ viewport: PHONE, locale: 'de-DE', colorScheme: 'dark' });
  const stranger = sealroll.Authority.generate('Amt');
  const secret = { passphrase: 'eine lange Passphrase' };
  const key = stranger.toFile(secret, { memoryKib: 64, passes: 1 });
  await inspect(page, 'authority-start-phone-dark');
  await page.getByLabel('Schlüsseldatei').setInputFiles(asFile(key));
  await page.getByLabel('Wiederherstellungscode oder Passphrase').fill(secret.passphrase);
  await page.getByRole('button', { name: 'Schlüssel öffnen' }).click();
  await page.getByRole('heading', { name: 'Amt' }).waitFor();
  await inspect(page, 'authority-card-phone-dark');
  const other = await disclose(sealroll.Authority.generate('Anderes Amt').card());
  await page.getByLabel('Datei vom Haus').setInputFiles(asFile(other.file));
  await page.getByRole('button', { name: 'Öffnen und prüfen' }).click();
  await page.getByRole('alert').filter({ hasText: 'nicht für Ihren Schlüssel' }).waitFor();
  await page.getByLabel('Datei vom Haus').setInputFiles(asFile(await discloseByCommand(stranger)));
  await page.getByRole('button', { name: 'Öffnen und prüfen' }).click();
  await page.getByText('Alle 2 Datensätze geprüft.').waitFor();
  await page.getByRole('heading', { name: 'Zum Siegel' }).waitFor();
  await inspect(page, 'authority-report-phone-dark');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('All 2 records verified.').waitFor();
  await close();
});

test('the page names the hashes of all it holds, and lets nothing leave', () => {
  const html = readFileSync(file, 'utf8');
  const [, policy] = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/);
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval'; style-src 'sha256-[^']+'/);
  assert.doesNotMatch(policy, /connect-src|unsafe-inline|'self'/);
  assert.doesNotMatch(html, /(?:src|href)="(?!data:,)/);
});
