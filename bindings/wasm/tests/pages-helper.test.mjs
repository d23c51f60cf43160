// The owner's page on a device that was let in with every right, and where nothing is kept.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { inspect, openProfile, startBrowser } from './browser.mjs';
import { fill, now, output, sealroll, startList, startProcessor } from './support.mjs';

let processor;
let browser;

before(async () => {
  [processor, browser] = await Promise.all([startProcessor({ pages: join(output, 'pages') }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await processor?.stop();
});

const profile = (options) => openProfile(browser, [processor.api], options);

test('a helper with every right reads, discloses and has a day erased, and gives its keys up', async () => {
  const { owner, identity, options, link } = await startList(processor);
  await fill(processor, { link }, 1);
  const ticket = await checkIn(link);
  await owner.sync(options);
  const { page, close } = await profile({ acceptDownloads: true, locale: 'de-DE' });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${processor.api}/owner`);
  await page.getByRole('button', { name: 'Bei einer Liste mithelfen' }).click();
  await page.getByLabel('Wie der Inhaber dieses Gerät').fill('Zweites Gerät');
  await page.getByRole('button', { name: 'Schlüssel dieses Geräts erzeugen' }).click();
  await page.getByText('Karte als Code zeigen').click();
  const card = Buffer.from(await page.locator('.code').textContent(), 'base64');
  const { epoch } = owner.epochAt(now());
  const { file } = await owner.grant(identity, card, { from: epoch, to: epoch, rights: ['read', 'instruct', 'disclose'] }, options);
  await owner.sync(options);
  await page.getByRole('button', { name: 'Öffnen' }).click();
  await page.getByRole('alert').filter({ hasText: 'Wählen Sie zuerst die Datei' }).waitFor();
  await page.getByLabel('oder ihr Text').fill(Buffer.from(file).toString('base64'));
  await page.getByRole('button', { name: 'Öffnen' }).click();
  await page.getByRole('button', { name: 'Ja, das ist die Liste' }).click();
  await page.getByText('2 von 2 Besuchen').waitFor({ timeout: 20_000 });

  await page.getByRole('button', { name: 'Offenlegen', exact: true }).click();
  await page.getByText('Die Gäste, deren Besuche Sie offenlegen, erfahren es sofort').waitFor();
  const authority = sealroll.Authority.generate('Amt');
  await page.getByLabel('oder die Karte als Text').fill(Buffer.from(authority.card()).toString('base64'));
  await page.getByLabel('oder die Karte als Text').blur();
  await page.getByLabel('Die Wörter, wie sie Ihnen').fill(authority.words);
  await page.getByLabel('Nummer des Falls').fill('1');
  await page.getByLabel('Wozu die Besuche').fill('x');
  await page.getByLabel('Das Gesetz').fill('y');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Offenlegen und Datei speichern' }).click()]);
  assert.equal(authority.open(readFileSync(await download.path()), 'test').visits().length, 2);

  // The guests know before the owner does anything.
  assert.deepEqual((await readMail(ticket)).map(({ authority: name }) => name), ['Amt']);

  await page.getByRole('button', { name: 'Tage' }).click();
  await page.getByRole('button', { name: 'Diesen Tag löschen' }).click();
  await page.getByText('ist gelöscht').waitFor({ timeout: 20_000 });
  const { findings } = await owner.sync(options);
  assert.deepEqual(findings, []);
  assert.equal(owner.holders(epoch, now()).missing.some(({ name }) => name === 'Zweites Gerät'), false);
  await page.getByRole('button', { name: 'Zugang' }).click();
  await page.getByText('Es kann keinen Tag öffnen.').waitFor();
  await inspect(page, 'helper-access-german-phone');
  await close();
});

async function checkIn(link) {
  const guest = sealroll.Guest.firstUse('test');
  const invitation = sealroll.Invitation.fromLink(link);
  const welcome = guest.accept(invitation, await sealroll.send(processor.api, guest.welcomeRequest(invitation)), now());
  const pending = welcome.checkIn({ givenName: 'Bea', familyName: 'B', phone: '+49 30 901820' }, now());
  return pending.confirm(await sealroll.send(processor.api, pending.request()));
}

/** What the owner's devices have told a guest. */
async function readMail(ticket) {
  const mailbox = ticket.mailbox();
  for (let request = mailbox.request(); request; request = mailbox.request()) {
    const { status, body } = await sealroll.exchange(processor.api, request);
    mailbox.receive(status, body);
  }
  assert.deepEqual(ticket.takeMail(mailbox), []);
  return ticket.messages();
}

test('a browser that keeps nothing is named before there are keys', async () => {
  const { page, close } = await profile();
  await page.route('**/assets/owner-worker.js*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `Object.defineProperty(self, 'indexedDB', { get: () => undefined });${await answer.text()}` });
  });
  await page.goto(`${processor.api}/owner`);
  await page.getByText('This browser keeps nothing: the keys are lost').waitFor();
  await page.getByRole('button', { name: 'Help with somebody’s list' }).click();
  await page.getByText('This browser keeps nothing: the keys are lost').waitFor();
  await inspect(page, 'owner-no-storage-phone');
  await close();
});
