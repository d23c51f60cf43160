// The guest's page in a real browser against the real processor.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { LAPTOP, PHONE, inspect, openProfile, readCode, startBrowser } from './browser.mjs';
import { now, output, sealroll, startList, startProcessor } from './support.mjs';

const ORIGIN = 'log.example';
/** From the origin over log key, signature and most of the statement to its HPKE key. */
const TO_KEY = ORIGIN.length + 32 + 64 + 131;

let processor;
let browser;
let list;

before(async () => {
  processor = await startProcessor({ pages: join(output, 'pages') });
  [browser, list] = await Promise.all([startBrowser(), startList(processor)]);
});
after(async () => {
  await browser?.close();
  await processor?.stop();
});

const profile = (options) => openProfile(browser, [processor.api], options);

async function fill(page, { given = 'Zoë', family = 'Öztürk', phone = '+49 151 2345678' } = {}) {
  await page.getByLabel('Given name').fill(given);
  await page.getByLabel('Family name').fill(family);
  await page.getByLabel('Phone').fill(phone);
}

async function readVisits(from = list) {
  await from.owner.sync(from.options);
  const { epoch } = from.owner.epochAt(now());
  const batch = from.owner.open(await from.owner.fetch(epoch, from.options));
  assert.deepEqual(batch.quarantined, []);
  return from.owner.visits();
}

test('under dual control the page says who reads, and the owner sees times and places only', async () => {
  const authority = sealroll.Authority.generate('Gesundheitsamt Mitte');
  const guarded = await startList(processor, { authorityCard: authority.card() });
  const { page, close } = await profile();
  await page.goto(guarded.link);
  await page.getByRole('heading', { name: 'Café Morgenrot' }).waitFor();
  const terms = await page.locator('dl').textContent();
  assert.ok(terms.includes(`Gesundheitsamt Mitte (${authority.words})`), terms);
  await fill(page);
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  const [visit, ...others] = await readVisits(guarded);
  assert.equal(others.length, 0);
  assert.deepEqual([visit.givenName, visit.familyName, visit.phone].filter(Boolean), []);
  assert.ok(visit.arrival > 0);
  await close();
});

test('a guest signs in at phone size, checks out and asks for erasure; the owner reads it', async () => {
  const { page, requests, close } = await profile();
  await page.goto(list.link);
  await page.getByRole('heading', { name: 'Café Morgenrot' }).waitFor();
  assert.equal(page.url(), `${processor.api}/c`);
  const words = list.owner.summary().fingerprintWords;
  assert.equal(await page.locator('.words').textContent(), words);
  assert.match(await page.locator('dl').textContent(), /Contact tracing.*Art\. 6\(1\)\(c\) GDPR.*info@morgenrot\.example/s);
  await inspect(page, 'guest-form-phone');

  await fill(page, { phone: '0151 2345678' });
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('alert').filter({ hasText: '+49' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'phone');
  await inspect(page, 'guest-error-phone');
  assert.equal(requests.filter((request) => request.startsWith('PUT')).length, 0);

  await page.getByLabel('Phone').fill('+49 151 2345678');
  await page.getByLabel('People with you').fill('2');
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await page.getByText('3 people').waitFor();
  await page.waitForTimeout(1500);
  await inspect(page, 'guest-confirmation-phone');

  await page.getByRole('button', { name: 'My visits' }).first().click();
  await page.getByRole('button', { name: 'Check out' }).click();
  await page.getByText(/· left|^left/).waitFor();
  await page.getByRole('button', { name: 'Correct my details' }).click();
  await page.getByLabel('Phone').fill('0151');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await page.getByText('This is not valid.').waitFor();
  await page.getByLabel('Phone').fill('+49 151 7654321');
  await inspect(page, 'guest-correction-phone');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await page.getByText('Correction sent.').waitFor();
  await page.getByRole('button', { name: 'Ask to delete my data' }).click();
  await page.getByText('You asked for erasure.').waitFor();
  await inspect(page, 'guest-visits-phone');

  const visit = (await readVisits()).find(({ familyName }) => familyName === 'Öztürk');
  assert.equal(visit.phone, '+491517654321');
  assert.equal(visit.corrections, 1);
  assert.equal(visit.companions, 2);
  assert.equal(visit.enteredBy, 'guest');
  assert.ok(visit.departure >= visit.arrival);
  assert.deepEqual(visit.requests, ['erase']);
  await close();
});

test('German, on a laptop, in the dark; what was typed survives the change of language', async () => {
  const { page, close } = await profile({ locale: 'de-DE', viewport: LAPTOP, colorScheme: 'dark' });
  await page.goto(list.link);
  await page.getByText('Kontaktnachverfolgung').waitFor();
  await page.getByLabel('Vorname').fill('Jürgen');
  await inspect(page, 'guest-form-laptop-dark');
  await page.getByRole('button', { name: 'English' }).click();
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Jürgen');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await close();
});

test('without a network the envelope waits, survives a reload, and goes out later', async () => {
  const { context, page, close } = await profile();
  await page.goto(list.link);
  await fill(page, { family: 'Funkloch' });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Saved, not yet sent' }).waitFor();
  await inspect(page, 'guest-waiting-phone');
  await page.reload();
  await page.getByText('No connection. What you need was saved').waitFor();
  await page.getByText('One sealed message waits').waitFor();
  await inspect(page, 'guest-offline-phone');
  await context.setOffline(false);
  await page.getByText('One sealed message waits').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'My visits' }).click();
  await page.getByRole('button', { name: 'Check out' }).waitFor();
  assert.ok((await readVisits()).some(({ familyName }) => familyName === 'Funkloch'));
  await close();
});

test('a companion signs in alone, and a visit goes over to another phone', async () => {
  const { page, close } = await profile();
  await page.goto(list.link);
  await fill(page, { family: 'Gruppe' });
  await page.getByLabel('People with you').fill('2');
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await page.getByRole('button', { name: 'My visits' }).first().click();
  await page.getByRole('button', { name: 'A companion signs in alone' }).click();
  assert.equal(await readCode(page), list.link);
  await inspect(page, 'guest-companion-phone');
  await page.getByRole('button', { name: 'take them off my entry' }).click();
  await page.getByText('Correction sent.').waitFor();
  assert.equal((await readVisits()).find(({ familyName }) => familyName === 'Gruppe').companions, 1);

  await page.getByRole('button', { name: 'Hand over to another phone' }).click();
  await inspect(page, 'guest-handover-phone');
  const code = await readCode(page);
  await page.getByRole('button', { name: 'Remove it here' }).click();
  await page.getByText('Visits appear here').or(page.getByText('Sign in again')).first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Check out' }).count(), 0);
  await close();

  const other = await profile({ locale: 'de-DE' });
  await other.page.goto(code);
  await other.page.getByText('Der Besuch ist jetzt auf diesem Gerät.').waitFor();
  await inspect(other.page, 'guest-taken-over-phone');
  await other.page.getByRole('button', { name: 'Löschung verlangen' }).click();
  await other.page.getByText('Sie haben Löschung verlangt.').waitFor();
  const visit = (await readVisits()).find(({ familyName }) => familyName === 'Gruppe');
  assert.deepEqual(visit.requests, ['erase']);
  await other.page.goto('about:blank');
  await other.page.goto(`${code.slice(0, 400)}`);
  await other.page.getByText('Der Code ist abgeschnitten').waitFor();
  await other.close();
});

test('without a network a check-out waits, and says so', async () => {
  const { context, page, close } = await profile();
  await page.goto(list.link);
  await fill(page, { family: 'Keller' });
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await page.getByRole('button', { name: 'My visits' }).first().click();
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Check out' }).click();
  await page.getByText('Check-out waits for a connection.').waitFor();
  await inspect(page, 'guest-check-out-waits-phone');
  await context.setOffline(false);
  await page.getByText('One sealed message waits').waitFor({ state: 'detached' });
  const visit = (await readVisits()).find(({ familyName }) => familyName === 'Keller');
  assert.ok(visit.departure >= visit.arrival);
  await close();
});

test('hostile names render as text, on both sides', async () => {
  const venue = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const hostile = await startList(processor, { venue, purpose: { de: '<b>x</b>', en: '<b>x</b>' } });
  const { page, close } = await profile();
  page.on('dialog', (dialog) => assert.fail(dialog.message()));
  await page.goto(hostile.link);
  await page.getByRole('heading', { level: 1, name: venue, exact: true }).waitFor();
  await page.getByText('<b>x</b>', { exact: true }).waitFor();
  await fill(page, { given: '=HYPERLINK("x")', family: '<svg onload=alert(3)>' });
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByText(venue).waitFor();
  assert.equal(await page.locator('body img, body script').count(), 0);
  await inspect(page, 'guest-hostile-phone');
  const [visit] = await readVisits(hostile);
  assert.equal(visit.familyName, '<svg onload=alert(3)>');
  assert.doesNotMatch(hostile.owner.csv(), /(^|[,\n"])=HYPERLINK/);
  await close();
});

test('a lying server is refused in plain words, and nothing is shown or sent', async () => {
  const other = await startList(processor, { venue: 'Elsewhere' });
  const flip = (bytes, place) => {
    const altered = Buffer.from(bytes);
    altered[place] ^= 1;
    return altered;
  };
  const lies = {
    'another list': { body: async () => (await fetch(other.welcome)).arrayBuffer().then(Buffer.from), says: /another list/ },
    'an altered descriptor': { body: async (bytes) => flip(bytes, bytes.indexOf('Café')), says: /failed a check/ },
    'a swapped key': { body: async (bytes) => flip(bytes, bytes.indexOf(ORIGIN) + TO_KEY), says: /failed a check/ },
  };
  other.welcome = `${processor.api}/v1/lists/${other.owner.summary().listId}/welcome`;
  for (const [name, { body, says }] of Object.entries(lies)) {
    const { context, page, requests, close } = await profile();
    await context.route('**/welcome', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: await body(await answer.body()) });
    });
    await page.goto(list.link);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.textContent(), says, name);
    assert.equal(await page.getByText('Café Morgenrot').count(), 0, name);
    assert.equal(requests.filter((request) => request.startsWith('PUT')).length, 0, name);
    if (name === 'another list') await inspect(page, 'guest-lie-phone');
    await close();
  }
});

test('a server that shows an older state of the terms is refused', async () => {
  const moved = await startList(processor, { venue: 'Altes Haus' });
  const welcome = `${processor.api}/v1/lists/${moved.owner.summary().listId}/welcome`;
  const former = Buffer.from(await (await fetch(welcome)).arrayBuffer());
  moved.owner.changeTerms(moved.identity, { venue: 'Neues Haus' }, now());
  await moved.publish();
  const { context, page, close } = await profile({ locale: 'de-DE' });
  await page.goto(moved.link);
  await page.getByRole('heading', { name: 'Neues Haus' }).waitFor();
  await context.route('**/welcome', (route) => route.fulfill({ body: former }));
  await page.goto('about:blank');
  await page.goto(moved.link);
  await page.getByText('Der Server zeigt einen älteren Stand dieser Liste').waitFor();
  assert.equal(await page.getByText('Altes Haus').count(), 0);
  await inspect(page, 'guest-stale-phone');
  await close();
});

test('a receipt that proves nothing is not believed; the envelope stays', async () => {
  const { context, page, close } = await profile();
  let lie = true;
  await context.route('**/records/*', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/index \d+/, 'index 999');
    await route.fulfill(lie ? { response: answer, body } : { response: answer });
  });
  await page.goto(list.link);
  await fill(page, { family: 'Zweifel' });
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByText('did not prove that it kept').waitFor();
  lie = false;
  await page.reload();
  await page.getByRole('button', { name: 'My visits' }).click();
  await page.getByRole('button', { name: 'Check out' }).waitFor();
  await close();
});

test('kiosk mode marks what staff enter and remembers nothing', async () => {
  const { page, close } = await profile({ viewport: LAPTOP });
  await page.goto(list.link);
  await page.getByRole('button', { name: 'Kiosk mode' }).click();
  await page.getByText('this device remembers nothing').waitFor();
  assert.equal(await page.getByLabel('Remember my details').count(), 0);
  await fill(page, { family: 'Kiosk' });
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('button', { name: 'Print receipt' }).waitFor();
  await page.waitForTimeout(1500);
  await inspect(page, 'guest-kiosk-laptop');
  await page.emulateMedia({ media: 'print' });
  assert.match(await readCode(page), /#[\w-]+\.[\w-]{300,}\.\d+\.1$/);
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'Next guest' }).click();
  assert.equal(await page.getByLabel('Family name').inputValue(), '');
  await page.getByRole('button', { name: 'My visits' }).click();
  await page.getByText('Visits appear here').waitFor();
  const visit = (await readVisits()).find(({ familyName }) => familyName === 'Kiosk');
  assert.equal(visit.enteredBy, 'staff');
  await close();
});

test('details are remembered only if asked, and forgotten in one tap', async () => {
  const { page, close } = await profile();
  await page.goto(list.link);
  await fill(page);
  await page.getByLabel('Remember my details').check();
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await page.goto('about:blank');
  await page.goto(list.link);
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Zoë');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Forget everything here' }).click();
  await page.getByText('Nothing is kept on this device').waitFor();
  await page.goto('about:blank');
  await page.goto(list.link);
  assert.equal(await page.getByLabel('Given name').inputValue(), '');
  await close();
});

test('without a camera the link is typed; without storage the page still works', async () => {
  const { context, page, close } = await profile();
  await context.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined });
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get: () => { throw new DOMException('no', 'SecurityError'); } });
  });
  await page.goto(`${processor.api}/c`);
  await page.getByLabel('Without a camera').fill('https://example.com/menu');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByText('not the code of an attendance list').waitFor();
  await page.getByRole('button', { name: 'My visits' }).click();
  await page.getByLabel('Without a camera').fill(list.link);
  await inspect(page, 'guest-no-camera-phone');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByText('This browser keeps nothing').waitFor();
  await fill(page, { family: 'Ohne' });
  await inspect(page, 'guest-no-storage-phone');
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await close();
});

test('a broken code, a wrong clock and an unknown list are explained', async () => {
  const { page, close } = await profile({ viewport: PHONE });
  await page.goto(`${list.link.slice(0, -8)}`);
  await page.getByText('The code was cut off').waitFor();
  await page.goto('about:blank');
  await page.goto(`${processor.api}/c#nonsense!`);
  await page.getByText('not the code of an attendance list').waitFor();
  await inspect(page, 'guest-broken-code-phone');
  await page.goto('about:blank');
  await page.clock.setFixedTime(Date.now() + 40 * 86_400_000);
  await page.goto(list.link);
  await page.getByText('Check date and time of your device').waitFor();
  await page.goto('about:blank');
  await page.clock.setFixedTime(Date.now());
  const { origin, logKey } = await sealroll.processorOf(processor.api);
  const text = { de: 'x', en: 'x' };
  const unregistered = sealroll.Owner.create({ environment: 'test', origin, logKey, venue: 'x', contact: 'x', purpose: text, legalBasis: text }, now()).owner;
  await page.goto(unregistered.invitation(processor.api).toLink());
  await page.getByText('This server does not know the list').waitFor();
  await close();
});

test('a day that is over is named, and nothing typed is lost', async () => {
  const { context, page, close } = await profile({ viewport: PHONE });
  await page.goto(list.link);
  await fill(page, { family: 'Spätling' });
  await page.clock.setFixedTime(Date.now() + 40 * 86_400_000);
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'By the clock of this device the list is over' }).filter({ hasText: 'Nothing that you typed is lost.' }).waitFor();
  assert.equal(await page.getByLabel('Family name').inputValue(), 'Spätling');
  await page.clock.setFixedTime(Date.now());

  // The same by the server's clock: it is said, and the envelope stays until the guest has read it.
  await context.route('**/records/*', (route) => route.fulfill({ status: 410, contentType: 'application/problem+json', body: '{"type":"urn:sealroll:problem:epoch-expired","title":"the epoch is over","status":410}' }));
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'It is too late to send this: the day is closed.' }).waitFor();
  assert.equal(await page.getByLabel('Family name').inputValue(), 'Spätling');
  await inspect(page, 'guest-too-late-phone');
  await context.unroute('**/records/*');
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await close();
});
