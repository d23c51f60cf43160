// The owner's page in a real browser against the real processor, with a guest's page beside it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { LAPTOP, PHONE, inspect, openProfile, startBrowser } from './browser.mjs';
import { admitHelper, asFile, eraseFromOffice, printSheets, readDoor, replaceStolen, restoreFromFile, sendJunk } from './owner-steps.mjs';
import { backUp, fill, now, output, sealroll, startProcessor } from './support.mjs';

let processor;
let browser;

before(async () => {
  processor = await startProcessor({ pages: join(output, 'pages') });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await processor?.stop();
});

const profile = (options) => openProfile(browser, [processor.api], options);
const desk = () => ({ api: processor.api, profile });

/** Goes through the three steps; returns the guests' link. */
async function createList(page, { hasDoor = true } = {}) {
  await page.goto(`${processor.api}/owner`);
  await page.getByLabel('Name of the venue').fill('Gasthaus zur Linde');
  await page.getByLabel('Who is responsible').fill('Anna Linde, anna@linde.example');
  if (hasDoor) await page.getByLabel('Ask for the code at the door').check();
  await inspect(page, 'owner-terms-laptop');
  await page.getByRole('button', { name: 'Make the keys' }).click();
  await page.getByRole('heading', { name: 'Keep these two things' }).waitFor();
  await inspect(page, 'owner-keys-laptop');
  const code = await page.locator('.code').first().textContent();
  const words = await page.locator('.code-words li').allTextContents();
  assert.equal(words.join(' '), sealroll.recoveryWords(code, 'en'));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save the identity file' }).click(),
  ]);
  const file = await download.path();
  await page.getByLabel('Identity file').setInputFiles(file);

  const wrong = code.replace(/^./, (first) => (first === '7' ? '8' : '7'));
  await page.getByLabel('Recovery code').fill(wrong);
  await page.getByRole('button', { name: 'Check, and go live' }).click();
  await page.getByRole('alert').filter({ hasText: 'mistyped' }).waitFor();
  await page.getByLabel('Recovery code').fill(words.join(' ').toUpperCase());
  await page.getByLabel('Identity file').setInputFiles({ name: 'other', mimeType: '', buffer: Buffer.from('x'.repeat(200)) });
  await page.getByRole('button', { name: 'Check, and go live' }).click();
  await page.getByRole('alert').filter({ hasText: /./ }).waitFor();
  assert.equal((await fetch(`${processor.api}/c.json`)).status, 200);

  await page.getByLabel('Identity file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check, and go live' }).click();
  await page.getByRole('img', { name: 'QR code' }).first().waitFor();
  await inspect(page, 'owner-signs-laptop');
  let door;
  if (hasDoor) {
    await page.getByText('Display at the door').click();
    door = await page.getByRole('link', { name: 'Open the display here' }).getAttribute('href');
  }
  const link = await page.getByRole('link', { name: 'Open as a guest' }).getAttribute('href');
  return { link, door, code, identity: readFileSync(file) };
}

/** A guest signs in. With `stays` the phone is left open at the visits. */
async function signIn(link, given, family, place, { doorCode, stays = false } = {}) {
  const { page, close } = await profile({ viewport: PHONE, acceptDownloads: true });
  await page.goto(link);
  await page.getByLabel('Given name').fill(given);
  await page.getByLabel('Family name').fill(family);
  await page.getByLabel('Phone').fill('+49 151 2345678');
  await page.getByLabel('Table or place').fill(place);
  if (doorCode) await page.getByLabel('Code at the door').fill(doorCode);
  const [upload] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'PUT'),
    page.getByRole('button', { name: 'Seal and sign in' }).click(),
  ]);
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  if (stays) await page.getByRole('button', { name: 'My visits' }).first().click();
  else await close();
  return { page, close, address: upload.url(), envelope: upload.postDataBuffer(), authorization: upload.headers().authorization };
}

test('an owner makes a list, guests sign in, the owner reads, exports and erases', async () => {
  const { page, close } = await profile({ viewport: LAPTOP, acceptDownloads: true });
  page.on('dialog', (dialog) => void dialog.accept());
  const { link, door, code, identity } = await createList(page);
  await signIn(await readDoor(desk(), door, link), 'Zoë', 'Öztürk', 'Garten');
  await sendJunk(await signIn(link, '=1+1', '<img src=x onerror=alert(1)>', 'Saal', { doorCode: 'ABC123' }));

  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByText('2 of 2 visits').waitFor({ timeout: 20_000 });
  assert.equal(await page.locator('table img').count(), 0);
  await page.getByText('2 people here now').waitFor();
  await page.getByText('Set aside: 1, missing: 0').click();
  await page.getByText('does not open').waitFor();
  assert.equal(await page.locator('td', { hasText: 'door code does not fit the time' }).count(), 1);
  await page.getByText('2 people arrived today').waitFor();
  await inspect(page, 'owner-today-laptop');
  await page.getByLabel('Search').fill('öztürk');
  await page.getByText('1 of 2 visits').waitFor();
  await page.getByLabel('Search').fill('');
  await page.getByLabel('Place').selectOption('Saal');
  await page.getByText('1 of 2 visits').waitFor();
  // From and until, typed as keys, with and without the place.
  await page.getByLabel('Arrived until').focus();
  await page.keyboard.type('1200AM');
  await page.getByText('0 of 2 visits').waitFor();
  await page.getByLabel('Arrived until').fill('23:59');
  await page.getByText('1 of 2 visits').waitFor();
  await page.getByLabel('Place').selectOption('');
  await page.getByText('2 of 2 visits').waitFor();
  await page.getByLabel('Arrived from').fill('00:00');
  await page.getByText('2 of 2 visits').waitFor();
  await page.keyboard.press('Tab');

  await page.getByRole('button', { name: 'Days' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.match(csv, /Öztürk/);
  assert.doesNotMatch(csv, /(^|[,\n"])=1/);
  await inspect(page, 'owner-days-laptop');
  const [workbook] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'XLSX' }).click()]);
  const sheet = readFileSync(await workbook.path(), 'utf8');
  assert.ok(sheet.includes('>=1+1</t>') && sheet.includes('&lt;img src=x') && !sheet.includes('<f>'));

  await page.reload();
  await page.getByText('2 of 2 visits').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Keys' }).click();
  const trial = page.locator('section.card').filter({ hasText: 'Try it before you need it' });
  await trial.getByText('It was never tried.').waitFor();
  await trial.getByLabel('Recovery code').fill(sealroll.newRecoveryCode());
  await trial.getByRole('button', { name: 'Try whether it opens' }).click();
  await trial.getByText('This would not bring the list back.').waitFor({ timeout: 20_000 });
  await page.getByText('Print code or sheets again').click();
  const again = page.locator('details').filter({ hasText: 'Print code or sheets again' });
  await again.getByLabel('Recovery code').fill(sealroll.recoveryWords(code, 'de'));
  await again.getByRole('button', { name: 'Try, and show it' }).click();
  assert.equal(await again.locator('.code').first().textContent(), code);
  await trial.getByText(/Last proven on/).waitFor();
  const sheets = await printSheets(page);
  await page.getByText('Decryption file, for a server that is gone').click();
  await page.locator('#code').fill(code);
  const [decryption] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the decryption file' }).click()]);
  const kept = readFileSync(await decryption.path());
  assert.ok(kept.length > 100);
  const renewal = page.locator('section.card').filter({ hasText: 'Renew the certificates' });
  await renewal.getByLabel('Identity file').setInputFiles(asFile(kept));
  await renewal.getByLabel('Recovery code').fill(code);
  await renewal.getByRole('button', { name: 'Renew' }).click();
  await renewal.getByRole('alert').filter({ hasText: 'not a whole key file' }).waitFor();
  await renewal.getByLabel('Identity file').setInputFiles(asFile(identity));
  await renewal.getByRole('button', { name: 'Renew' }).click();
  await renewal.getByText('Renewed, and known to the server.').waitFor();
  await inspect(page, 'owner-keys-saved-laptop');
  await restoreFromFile(desk(), identity, kept, code);
  await replaceStolen(desk(), identity, code, sheets);
  await page.getByText('This device was revoked').waitFor({ timeout: 20_000 });
  await close();
});

test('an owner answers guests, discloses to an authority that opens it, and admits an auditor', async () => {
  const { page, close } = await profile({ viewport: LAPTOP, acceptDownloads: true });
  page.on('dialog', (dialog) => void dialog.accept());
  const { link, code, identity } = await createList(page, { hasDoor: false });
  const zoe = await signIn(link, 'Zoë', 'Öztürk', 'Garten', { stays: true });
  const bo = await signIn(link, '<b>Bo</b>', 'Öztürk', 'Saal', { stays: true });
  await zoe.page.getByRole('button', { name: 'Ask for my data' }).click();
  await zoe.page.getByText('You asked for your data').waitFor();
  for (const guest of [zoe, bo]) {
    await guest.page.getByRole('button', { name: 'Ask to delete my data' }).click();
    await guest.page.getByText('You asked for erasure').waitFor();
  }
  const saved = async (button) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()]);
    return readFileSync(await download.path());
  };
  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByText('2 of 2 visits').waitFor({ timeout: 20_000 });

  await page.getByRole('button', { name: 'Disclose', exact: true }).click();
  const authority = sealroll.Authority.generate('Gesundheitsamt Mitte');
  await page.getByText('2 visits (2 sealed records) would be disclosed.').waitFor();
  const disclose = page.getByRole('button', { name: 'Disclose and save the file' });
  await page.getByLabel('Card of the authority').setInputFiles(asFile(Buffer.from('junk')));
  await page.getByRole('alert').filter({ hasText: 'not a whole card' }).waitFor();
  await page.getByLabel('or its card as text').fill(Buffer.from(authority.card()).toString('base64'));
  await page.getByLabel('or its card as text').blur();
  await page.getByText('card of “Gesundheitsamt Mitte”').waitFor();
  await page.getByLabel('Number of the case').fill('2026-4711');
  await page.getByLabel('What the visits are needed for').fill('Tracing');
  await page.getByLabel('The law that asks for them').fill('§ 28a IfSG');
  // Who was there before anybody came; then together with Zoë, without her, and at one place.
  await page.getByLabel('Arrived before this time').fill('2026-01-01T00:00');
  await page.getByText('0 visits (0 sealed records) would be disclosed.').waitFor();
  await page.getByLabel('Arrived before this time').fill('');
  const together = page.getByLabel('There together with');
  await together.selectOption({ label: await together.locator('option', { hasText: 'Zoë' }).textContent() });
  await page.getByText('2 visits (2 sealed records) would be disclosed.').waitFor();
  await page.getByRole('checkbox', { name: 'Zoë' }).uncheck();
  await page.getByText('1 visit (1 sealed record) would be disclosed.').waitFor();
  await page.getByRole('checkbox', { name: 'Zoë' }).check();
  await page.getByText('2 visits (2 sealed records) would be disclosed.').waitFor();
  await page.getByLabel('Place').selectOption('Saal');
  await page.getByText('1 visit (1 sealed record) would be disclosed.').waitFor();
  assert.equal(await page.locator('.names b').count(), 0);
  await page.getByLabel('The words, as they were read').fill('lusab-babad-gutih-tugad-huzor');
  await disclose.click();
  await page.getByRole('alert').filter({ hasText: 'not the words of this card' }).waitFor();
  await page.getByLabel('The words, as they were read').fill(authority.words);
  await inspect(page, 'owner-disclose-laptop');
  const file = await saved('Disclose and save the file');
  await page.getByRole('alert').filter({ hasText: 'recorded as entry' }).waitFor();
  const disclosed = authority.open(file, 'test');
  assert.deepEqual(disclosed.visits().map(({ givenName }) => givenName), ['<b>Bo</b>']);
  assert.deepEqual([disclosed.summary().case, disclosed.summary().refused], ['2026-4711', []]);

  await page.getByRole('button', { name: 'Requests', exact: true }).click();
  await page.getByRole('heading', { name: 'Asks for erasure' }).first().waitFor();
  await inspect(page, 'owner-requests-laptop');
  assert.equal(JSON.parse(await saved('Save the data')).givenName, 'Zoë');
  const asked = (what, who) => page.locator('li', { hasText: what }).filter({ hasText: who });
  const erasure = asked('Asks for erasure', 'Zoë');
  await erasure.getByRole('button', { name: 'Refuse' }).click();
  await erasure.getByRole('alert').filter({ hasText: 'must read why' }).waitFor();
  await erasure.getByLabel('Words to the guest').fill('<i>The law</i> has us keep it until 1 March.');
  await erasure.getByRole('button', { name: 'Refuse' }).click();
  await page.getByText('with the delivery of the day').waitFor({ timeout: 20_000 });
  const access = asked('Asks for their data', 'Zoë');
  await access.getByLabel('Tell the guest at once').check();
  await access.getByRole('button', { name: 'Send the data' }).click();
  await page.getByText('The guest can read it now.').waitFor({ timeout: 20_000 });
  await bo.page.getByRole('button', { name: 'Look for answers' }).click();
  await bo.page.getByText(`was disclosed to Gesundheitsamt Mitte (${authority.words})`).waitFor();

  // A withdrawal within the hour needs no person.
  await page.getByLabel('within an hour of the arrival').check();
  await page.getByRole('button', { name: 'Decide so' }).click();
  await page.getByText('Nobody has asked for anything.').waitFor({ timeout: 20_000 });
  assert.ok(await page.getByLabel('within an hour of the arrival').isChecked());
  await page.getByText('2 messages wait for the daily delivery.').waitFor();
  await page.getByRole('button', { name: 'Deliver now' }).click();
  await page.getByText('Delivered: 2.').waitFor();
  await bo.page.getByRole('button', { name: 'Look for answers' }).click();
  await bo.page.getByText('This visit was erased, as you asked.').waitFor();
  await bo.close();
  await zoe.page.reload();
  await zoe.page.getByRole('button', { name: 'My visits' }).click();
  await zoe.page.getByText('Erasure: refused').waitFor();
  assert.equal(await zoe.page.locator('.mail i').count(), 0);
  await zoe.page.getByText('until 1 March').waitFor();
  assert.deepEqual(await zoe.page.locator('.mail dd').allTextContents(), ['Zoë', 'Öztürk', '+491512345678', 'Garten']);
  await inspect(zoe.page, 'guest-answers-phone');
  const [own] = await Promise.all([zoe.page.waitForEvent('download'), zoe.page.getByRole('button', { name: 'Save what this ticket knows' }).click()]);
  const along = JSON.parse(readFileSync(await own.path(), 'utf8'));
  const data = along.messages.find(({ decision }) => decision === 'granted').text;
  assert.deepEqual([JSON.parse(data).given_name, along.requests.length], ['Zoë', 2]);
  await zoe.close();
  const token = JSON.parse(await saved('Make a file for an auditor'));
  await page.getByText('The auditor is admitted').waitFor();
  await page.getByText('Log of orders').click();
  await page.getByText(/instruction: disclose/).waitFor();
  await page.setViewportSize(PHONE);
  await inspect(page, 'owner-requests-phone');
  await page.getByRole('button', { name: 'Disclose', exact: true }).click();
  await inspect(page, 'owner-disclose-phone');
  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByText('1 of 1 visits').waitFor();

  await page.setViewportSize(LAPTOP);
  await admitHelper(desk(), page, identity, code);
  await eraseFromOffice(desk(), page, identity, code);

  const auditor = sealroll.Auditor.begin(token.list, token.token, now());
  const { findings, instructions } = await auditor.run({
    authority: processor.authority, clock: now, exchange: (request) => sealroll.exchange(token.processor, request),
  });
  assert.deepEqual(findings, []);
  assert.ok(instructions.length > 2);
  await close();
});

test('many visits are opened by workers side by side, a code is replaced, and what a restored server lost comes back', async () => {
  const { page, requests, close } = await profile({ viewport: LAPTOP });
  const { link } = await createList(page, { hasDoor: false });
  await fill(processor, { link }, 600);
  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByText('600 of 600 visits').waitFor({ timeout: 60_000 });
  assert.ok(requests.some((request) => request.includes('/assets/pool-worker.js')));
  await page.getByText('Implausible: 600 visits').click();
  await page.getByText('many in one minute (600)').waitFor();
  await page.getByText('same contact again and again (600)').waitFor();
  await page.getByRole('button', { name: 'Signs' }).click();
  await page.getByText('Replace the code').click();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Make a new code' }).click();
  await page.getByText('This is the new code').waitFor({ timeout: 20_000 });
  const fresh = await page.getByRole('link', { name: 'Open as a guest' }).getAttribute('href');
  const guest = await profile();
  await guest.page.goto(link);
  await guest.page.getByText('This code was replaced by a newer one').waitFor();
  await guest.close();

  // What is signed in from here on is not in the backup.
  const restore = backUp(processor);
  const zoe = await signIn(fresh, 'Zoë', 'Öztürk', 'Garten', { stays: true });
  await page.reload();
  await page.getByText('601 of 601 visits').waitFor({ timeout: 30_000 });
  processor = await restore(join(output, 'pages'));
  await page.reload();
  const recovery = page.locator('section.card').filter({ hasText: 'The server was restored from a backup' });
  await recovery.getByText('It had lost 1 sign-in or message that this device had seen: 0 came back, 0 were erased since, 1 is missing.').waitFor({ timeout: 30_000 });
  await inspect(page, 'owner-restored-laptop');
  await zoe.page.reload();
  await zoe.page.getByRole('button', { name: 'My visits' }).click();
  await zoe.page.getByText('your device sent it again').waitFor();
  await zoe.close();
  await page.reload();
  await recovery.getByText('1 came back, 0 were erased since, 0 are missing.').waitFor({ timeout: 30_000 });
  await recovery.getByText('Nothing is missing.').waitFor();
  await page.getByText('601 of 601 visits').waitFor();
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByText('Der Server wurde aus einer Sicherung wiederhergestellt').waitFor();
  await close();
});

test('on a phone, in German, in the dark: a passphrase, dual control, and the end of the list', async () => {
  const { page, close } = await profile({ viewport: PHONE, locale: 'de-DE', colorScheme: 'dark', acceptDownloads: true });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${processor.api}/owner`);
  await page.getByLabel('Name des Hauses').fill('x');
  await inspect(page, 'owner-terms-phone-dark');
  await page.getByLabel('Wer verantwortlich').fill('y');
  const make = page.getByRole('button', { name: 'Schlüssel erzeugen' });
  await page.getByText('Eine eigene Passphrase statt').click();
  const passphrase = page.getByLabel('Passphrase', { exact: true });
  await passphrase.fill('passwort123');
  await page.getByText(/Zu schwach: .*\. [A-Z].*\.$/).waitFor();
  await make.click();
  await page.getByRole('alert').filter({ hasText: 'lässt sich erraten' }).waitFor();
  const typed = 'Zwieback trommelt hinter sieben Leuchttürmen';
  await passphrase.fill(typed);
  await page.getByText('Stark genug').waitFor();
  await page.route('**/v1/processor', (route) => route.abort('internetdisconnected'));
  await make.click();
  await page.getByRole('alert').filter({ hasText: 'Keine Verbindung' }).waitFor();
  assert.deepEqual([await page.getByLabel('Name des Hauses').inputValue(), await passphrase.inputValue()], ['x', typed]);
  await page.unroute('**/v1/processor');

  await page.locator('summary', { hasText: 'Doppelte Kontrolle' }).click();
  await page.getByLabel('Doppelte Kontrolle benutzen').check();
  await make.click();
  await page.getByRole('alert').filter({ hasText: 'Wählen Sie die Karte' }).waitFor();
  const authority = sealroll.Authority.generate('Amt Nord');
  await page.getByLabel('oder die Karte als Text').fill(Buffer.from(authority.card()).toString('base64'));
  await page.getByLabel('oder die Karte als Text').blur();
  await page.getByText('Karte von „Amt Nord“').waitFor();
  await page.getByLabel('Die Wörter, wie sie Ihnen').fill('lusab-babad-gutih-tugad-huzor');
  await make.click();
  await page.getByRole('alert').filter({ hasText: 'nicht die Wörter dieser Karte' }).waitFor();
  await page.getByLabel('Die Wörter, wie sie Ihnen').fill(authority.words);
  await inspect(page, 'owner-dual-phone-dark');
  await make.click();
  await page.getByText('Sie haben eine Passphrase gewählt').waitFor();
  await inspect(page, 'owner-new-keys-phone-dark');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Identitätsdatei speichern' }).click()]);
  const identity = readFileSync(await download.path());
  await page.getByLabel('Wiederherstellungscode').fill(typed);
  await page.getByLabel('Identitätsdatei').setInputFiles(asFile(identity));
  await page.getByRole('button', { name: 'Prüfen und in Betrieb nehmen' }).click();
  await signIn(await page.getByRole('link', { name: 'Als Gast öffnen' }).getAttribute('href'), 'Zoë', 'Öztürk', 'Garten');

  await page.getByRole('button', { name: 'Heute' }).click();
  await page.getByText('1 von 1 Besuchen').waitFor({ timeout: 20_000 });
  await page.getByText(`Nur Amt Nord (${authority.words})`).waitFor();
  await page.locator('td', { hasText: 'Garten' }).waitFor();
  assert.equal(await page.getByText('Öztürk').count(), 0);
  await inspect(page, 'owner-dual-today-phone-dark');

  await page.getByRole('button', { name: 'Schlüssel', exact: true }).click();
  await page.locator('summary', { hasText: 'Die Liste beenden' }).click();
  const end = page.locator('details').filter({ hasText: 'Die Liste beenden' });
  await end.getByLabel('Identitätsdatei').setInputFiles(asFile(identity));
  await end.getByLabel('Wiederherstellungscode').fill(typed);
  await inspect(page, 'owner-end-phone-dark');
  await end.getByRole('button', { name: 'endgültig beenden' }).click();
  await page.getByText('Die Liste ist beendet').waitFor({ timeout: 20_000 });
  await page.reload();
  await page.getByLabel('Name des Hauses').waitFor();
  await close();
});
