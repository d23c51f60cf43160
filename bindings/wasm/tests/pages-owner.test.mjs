// The owner's page in a real browser against the real processor, with a guest's page beside it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { LAPTOP, PHONE, inspect, openProfile, startBrowser } from './browser.mjs';
import { output, startProcessor } from './support.mjs';

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

/** Goes through the three steps; returns the guests' link. */
async function createList(page) {
  await page.goto(`${processor.api}/owner`);
  await page.getByLabel('Name of the venue').fill('Gasthaus zur Linde');
  await page.getByLabel('Who is responsible').fill('Anna Linde, anna@linde.example');
  await inspect(page, 'owner-terms-laptop');
  await page.getByRole('button', { name: 'Make the keys' }).click();
  await page.getByRole('heading', { name: 'Keep these two things' }).waitFor();
  await inspect(page, 'owner-keys-laptop');
  const code = await page.locator('.code').textContent();
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
  await page.getByLabel('Recovery code').fill(code.toLowerCase());
  await page.getByLabel('Identity file').setInputFiles({ name: 'other', mimeType: '', buffer: Buffer.from('x'.repeat(200)) });
  await page.getByRole('button', { name: 'Check, and go live' }).click();
  await page.getByRole('alert').filter({ hasText: /./ }).waitFor();
  assert.equal((await fetch(`${processor.api}/c.json`)).status, 200);

  await page.getByLabel('Identity file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check, and go live' }).click();
  await page.getByRole('img', { name: 'QR code' }).first().waitFor();
  await inspect(page, 'owner-signs-laptop');
  return { link: await page.getByRole('link', { name: 'Open as a guest' }).getAttribute('href'), code };
}

async function signIn(link, given, family, place) {
  const { page, close } = await profile({ viewport: PHONE });
  await page.goto(link);
  await page.getByLabel('Given name').fill(given);
  await page.getByLabel('Family name').fill(family);
  await page.getByLabel('Phone').fill('+49 151 2345678');
  await page.getByLabel('Table or place').fill(place);
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await close();
}

test('an owner makes a list, guests sign in, the owner reads, exports and erases', async () => {
  const { page, close } = await profile({ viewport: LAPTOP, acceptDownloads: true });
  page.on('dialog', (dialog) => void dialog.accept());
  const { link, code } = await createList(page);
  await signIn(link, 'Zoë', 'Öztürk', 'Garten');
  await signIn(link, '=1+1', '<img src=x onerror=alert(1)>', 'Saal');

  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByText('2 of 2 visits').waitFor({ timeout: 20_000 });
  assert.equal(await page.locator('table img').count(), 0);
  await page.getByText('2 people here now').waitFor();
  await page.getByText('2 people arrived today').waitFor();
  await inspect(page, 'owner-today-laptop');
  await page.getByLabel('Search').fill('öztürk');
  await page.getByText('1 of 2 visits').waitFor();
  await page.getByLabel('Search').fill('');
  await page.getByLabel('Place').selectOption('Saal');
  await page.getByText('1 of 2 visits').waitFor();

  await page.getByRole('button', { name: 'Days' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.match(csv, /Öztürk/);
  assert.doesNotMatch(csv, /(^|[,\n"])=1/);
  await inspect(page, 'owner-days-laptop');

  await page.reload();
  await page.getByText('2 of 2 visits').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Keys' }).click();
  await page.getByLabel('Recovery code').fill(code);
  const [decryption] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the decryption file' }).click()]);
  assert.ok(readFileSync(await decryption.path()).length > 100);
  await inspect(page, 'owner-keys-saved-laptop');

  await page.getByRole('button', { name: 'Days' }).click();
  await page.getByRole('button', { name: 'Erase this day' }).click();
  await page.getByText('is erased: the key is destroyed').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByText('0 of 0 visits').waitFor();
  await close();
});

test('the owner’s page on a phone, in German, in the dark', async () => {
  const { page, close } = await profile({ viewport: PHONE, locale: 'de-DE', colorScheme: 'dark' });
  await page.goto(`${processor.api}/owner`);
  await page.getByLabel('Name des Hauses').fill('x');
  await inspect(page, 'owner-terms-phone-dark');
  await page.getByLabel('Wer verantwortlich').fill('y');
  await page.getByRole('button', { name: 'Schlüssel erzeugen' }).click();
  await page.getByText('Bewahren Sie diese zwei Dinge auf').waitFor();
  await inspect(page, 'owner-keys-phone-dark');
  await page.reload();
  await page.getByLabel('Name des Hauses').waitFor();
  await close();
});
