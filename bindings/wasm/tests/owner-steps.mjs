// Longer ways through the owner's page: what a list comes back from, and who else is let in. `desk` has
// `api`, where the processor is, and `profile`, which opens a fresh browser.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { LAPTOP, PHONE, inspect, readCode, showToCamera } from './browser.mjs';
import { now, sealroll } from './support.mjs';

export const asFile = (buffer) => ({ name: 'key', mimeType: '', buffer });

/** Brings the list back in a fresh browser, from a decryption file as former versions did. */
export async function restoreFromFile({ api, profile }, identity, decryption, code) {
  const { page, close } = await profile({ viewport: LAPTOP });
  await page.goto(`${api}/owner`);
  await page.getByRole('button', { name: 'Restore a list' }).click();
  await page.getByText('I have a decryption file').click();
  await page.getByLabel('Identity file').setInputFiles(asFile(identity));
  await page.getByLabel('Decryption file').setInputFiles(asFile(decryption));
  await page.getByLabel('Recovery code').fill(code);
  await page.getByRole('button', { name: 'Restore the list' }).click();
  await page.getByText('2 of 2 visits').waitFor({ timeout: 30_000 });
  await close();
}

/**
 * A new phone after the laptop was stolen: the list comes back from identity file and two sheets of
 * three, a damaged file and wrong words first; the laptop is revoked, and the day erased.
 */
export async function replaceStolen({ api, profile }, identity, code, sheets) {
  const { page, close } = await profile({ viewport: PHONE, colorScheme: 'dark' });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${api}/owner`);
  await page.getByRole('button', { name: 'Restore a list' }).click();
  const go = page.getByRole('button', { name: 'Restore the list' });
  await page.getByLabel('Identity file').setInputFiles(asFile(identity.subarray(0, 40)));
  await page.getByLabel('Recovery code').fill(code);
  await go.click();
  await page.getByRole('alert').filter({ hasText: 'not a whole key file' }).waitFor();
  await page.getByLabel('Identity file').setInputFiles(asFile(identity));
  await page.getByLabel('Recovery code').fill('a passphrase that is wrong');
  await go.click();
  await page.getByRole('alert').filter({ hasText: 'do not fit together' }).waitFor();
  await inspect(page, 'owner-restore-phone-dark');
  await page.getByLabel('Recovery code').fill('');
  await page.getByLabel('or the sheets').fill(sheets[2]);
  await go.click();
  await page.getByRole('alert').filter({ hasText: 'too few sheets' }).waitFor();
  await page.getByLabel('or the sheets').fill(`${sheets[2].toLowerCase()}\n${sheets[0]}`);
  await go.click();
  await page.getByText('The list is back').waitFor({ timeout: 30_000 });
  await page.getByText('2 of 2 visits').waitFor();
  for (const view of ['Today', 'Signs', 'Days', 'Keys', 'Devices']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    await page.locator(`nav [aria-current]`, { hasText: view }).waitFor();
    await inspect(page, `owner-${view.toLowerCase()}-phone-dark`);
  }
  // The laptop stands there twice: it was let in, and its certificates were renewed.
  const stolen = page.locator('li.card').filter({ hasText: 'in use' }).nth(1);
  await stolen.getByText('Lost or stolen').click();
  await stolen.getByText(/can open \d records of 1 day/).waitFor();
  await inspect(page, 'owner-stolen-phone-dark');
  await stolen.getByLabel('Identity file').setInputFiles(asFile(identity));
  await stolen.getByLabel('Recovery code').fill(code);
  await stolen.getByRole('button', { name: 'Revoke, and make new keys' }).click();
  await page.getByText('Revoked. 1 day is exposed').waitFor({ timeout: 30_000 });

  await page.getByRole('button', { name: 'Days' }).click();
  await page.getByRole('button', { name: 'Erase this day' }).first().click();
  await page.getByText('is erased: the key is destroyed').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByText('0 of 0 visits').waitFor();
  await page.getByRole('button', { name: 'Devices' }).click();
  await page.getByText(/Never will: Device of/).waitFor();
  await close();
}

/** Prints the sheets, and returns what stands on them. */
export async function printSheets(page) {
  await page.evaluate(() => {
    globalThis.print = () => (globalThis.printed = Array.from(document.querySelectorAll('.paper'), (paper) => paper.querySelector('.code').textContent));
  });
  await page.getByText('Part it among several people').click();
  await page.getByRole('button', { name: 'Make and print the sheets' }).click();
  await page.getByText('3 sheets; any 2 bring the code back').waitFor();
  const sheets = await page.evaluate(() => globalThis.printed);
  assert.equal(sheets.length, 3);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => (document.body.dataset.print = 'papers'));
  assert.equal(await readCode(page, '.paper svg.qr'), sheets[0]);
  await inspect(page, 'owner-sheets-printed');
  await page.evaluate(() => delete document.body.dataset.print);
  await page.emulateMedia({ media: 'screen' });
  return sheets;
}

/**
 * Lets in a helper with a phone of their own, whose card and grant the cameras read; a day counts as
 * erased when the helper's keys are gone, too. Then the helper leaves.
 */
export async function admitHelper({ api, profile }, page, identity, code) {
  const helper = await profile({ viewport: PHONE, acceptDownloads: true });
  const phone = helper.page;
  phone.on('dialog', (dialog) => void dialog.accept());
  await phone.goto(`${api}/owner`);
  await phone.getByRole('button', { name: 'Help with somebody’s list' }).click();
  await phone.getByLabel('What the owner shall call this device').fill('Annas Telefon');
  await phone.getByRole('button', { name: 'Make the keys of this device' }).click();
  await phone.getByRole('heading', { name: 'Card of this device' }).waitFor();
  const words = await phone.locator('.words').textContent();
  await phone.getByText('Show the card as a code').click();
  await inspect(phone, 'helper-card-phone');

  await page.getByRole('button', { name: 'Devices' }).click();
  await page.getByText('Let another device in').click();
  const form = page.locator('details').filter({ hasText: 'Let another device in' });
  const scan = form.getByRole('button', { name: 'Scan it with the camera' });
  // Without a camera, without leave, and with both.
  await scan.click();
  await form.getByText('There is no camera here').waitFor();
  await showToCamera(phone);
  await scan.click();
  await form.getByText('The camera was not allowed').waitFor();
  await page.context().grantPermissions(['camera'], { origin: api });
  await scan.click();
  await form.getByText('card of “Annas Telefon”').waitFor();
  await form.getByLabel('The words, as they were read').fill(words);
  await form.getByLabel('Identity file').setInputFiles(asFile(identity));
  await form.getByLabel('Recovery code').fill(code);
  await inspect(page, 'owner-grant-laptop');
  const [download] = await Promise.all([page.waitForEvent('download'), form.getByRole('button', { name: 'Grant, and save the file' }).click()]);
  const grant = readFileSync(await download.path());
  await page.getByText('Granted to Annas Telefon until').waitFor();

  // The wrong file first; what the grant is for is shown before it is used.
  await phone.reload();
  await phone.getByLabel('File from the owner').setInputFiles(asFile(grant.subarray(0, 20)));
  await phone.getByRole('button', { name: 'Open it' }).click();
  await phone.getByRole('alert').filter({ hasText: 'not a whole file' }).waitFor();
  await page.getByText('The grant for Annas Telefon as code and text').click();
  await showToCamera(page, 'details details svg.qr');
  await phone.context().grantPermissions(['camera'], { origin: api });
  await phone.getByRole('button', { name: 'Scan it with the camera' }).click();
  await phone.getByRole('heading', { name: 'Is this the right list?' }).waitFor();
  await phone.getByText('Gasthaus zur Linde').waitFor();
  await inspect(phone, 'helper-grant-phone');
  await phone.getByRole('button', { name: 'Yes, this is the list' }).click();
  await phone.getByText('1 of 1 visits').waitFor({ timeout: 20_000 });
  await phone.getByRole('cell', { name: 'Zoë Öztürk' }).waitFor();
  assert.deepEqual(await phone.locator('nav button').allTextContents(), ['Today', 'Days', 'Access']);
  await phone.getByRole('button', { name: 'Days' }).click();
  assert.equal(await phone.getByRole('button', { name: 'Erase this day' }).count(), 0);
  await phone.getByRole('button', { name: 'Access' }).click();
  await phone.getByText('You may: read the visits').waitFor();
  await inspect(phone, 'helper-access-phone');

  await page.getByRole('button', { name: 'Days' }).click();
  await page.getByRole('button', { name: 'Erase this day' }).first().click();
  await page.getByText('is erased: the key is destroyed').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Devices' }).click();
  await page.getByText('still has to give its keys up: Annas Telefon.').waitFor();
  await inspect(page, 'owner-devices-laptop');
  await phone.reload();
  await phone.getByText('this device has given up the keys of 1 day').waitFor({ timeout: 20_000 });
  await page.getByText('still has to give its keys up').waitFor({ state: 'detached', timeout: 30_000 });
  const device = page.locator('li.card').filter({ hasText: 'Annas Telefon' });
  await device.getByText('Revoke this device').click();
  await device.getByText('Nothing is exposed').waitFor();
  await device.getByLabel('Identity file').setInputFiles(asFile(identity));
  await device.getByLabel('Recovery code').fill(code);
  await device.getByRole('button', { name: 'Revoke, and make new keys' }).click();
  await page.getByText('Revoked. 0 days are exposed').waitFor({ timeout: 20_000 });
  await phone.reload();
  await phone.getByText('This device was revoked').waitFor({ timeout: 20_000 });
  await inspect(phone, 'helper-revoked-phone');
  await phone.getByRole('button', { name: 'Forget everything here' }).click();
  await phone.getByText('The keys of this device are destroyed.').waitFor();
  await phone.reload();
  await phone.getByLabel('Name of the venue').waitFor();
  await helper.close();
}

/** Sets a display up, sees it go on without a network, and returns the link that it shows. */
export async function readDoor({ profile }, door, link) {
  const { context, page, close } = await profile({ viewport: LAPTOP });
  await page.goto(door);
  await page.getByRole('heading', { name: 'Gasthaus zur Linde' }).waitFor();
  assert.equal(new URL(page.url()).hash, '');
  const words = await page.locator('.words').textContent();
  await inspect(page, 'door-laptop');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  const code = (await page.locator('.door-code').textContent()).replace(' ', '');
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{6}$/);
  const shown = await readCode(page);
  assert.ok(shown.startsWith(link.slice(0, link.indexOf('#') + 3)) && shown !== link);
  assert.equal(await page.locator('.words').textContent(), words);
  await page.clock.setFixedTime(Date.now() + 300_000);
  await page.waitForFunction((old) => document.querySelector('.door-code').textContent.replace(' ', '') !== old, code);
  assert.notEqual(await readCode(page), shown);
  await page.setViewportSize(PHONE);
  await inspect(page, 'door-phone');
  await close();
  return shown;
}

/** Logs an envelope that nobody can open: a copy of a real one with two bytes changed. */
export async function sendJunk({ address, envelope, authorization }) {
  const junk = Buffer.from(envelope);
  junk[90] ^= 1;
  junk[junk.length - 1] ^= 1;
  const id = createHash('sha256').update('sealroll-v1 record-id\0').update(junk).digest('hex');
  const answer = await fetch(address.replace(/[^/]+$/, id), { method: 'PUT', headers: { authorization }, body: junk });
  assert.equal(answer.status, 200, await answer.text());
}

/** A device that may have days erased does so; the owner's page says it, and gives its own keys up. */
export async function eraseFromOffice({ api }, page, identity, code) {
  const device = sealroll.NewDevice.create('Büro');
  await page.getByRole('button', { name: 'Devices' }).click();
  const form = page.locator('details').filter({ hasText: 'Let another device in' });
  // It stands open while the last grant is shown.
  await form.waitFor();
  if ((await form.getAttribute('open')) === null) await page.getByText('Let another device in').click();
  await form.getByLabel('or its card as text').fill(Buffer.from(device.card()).toString('base64'));
  await form.getByLabel('or its card as text').blur();
  await form.getByLabel('The words, as they were read').fill(device.words);
  await form.getByLabel('Order erasure and restriction').check();
  await form.getByLabel('Identity file').setInputFiles(asFile(identity));
  await form.getByLabel('Recovery code').fill(code);
  const [download] = await Promise.all([page.waitForEvent('download'), form.getByRole('button', { name: 'Grant, and save the file' }).click()]);
  await page.getByText('Granted to Büro until').waitFor();
  await page.getByRole('button', { name: 'Today' }).click();
  const { owner } = device.accept(readFileSync(await download.path()), 'test');
  const options = { authority: new URL(api).host, clock: now, exchange: (request) => sealroll.exchange(api, request), save: () => {} };
  await owner.sync(options);
  await owner.instruct({ kind: 'purge-epoch', epoch: owner.epochAt(now()).epoch + 1 }, options);
  await page.reload();
  await page.getByText('erased at the server by order of Büro. This device has given its keys of that day up, too').waitFor({ timeout: 30_000 });
  await inspect(page, 'owner-erased-elsewhere-laptop');
}
