// The auditor's page against the real processor; both it and the authority's page are served.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { LAPTOP, PHONE, inspect, openProfile, startBrowser } from './browser.mjs';
import { fill, now, output, sealroll, startList, startProcessor } from './support.mjs';

let processor;
let browser;
let list;
let token;

before(async () => {
  processor = await startProcessor({ pages: join(output, 'pages') });
  [browser, list] = await Promise.all([startBrowser(), startList(processor)]);
  await fill(processor, list, 3);
  await list.owner.sync(list.options);
  const admitted = await list.owner.admitReader(list.options);
  await list.owner.sync(list.options);
  token = { list: list.owner.summary().listId, processor: processor.api, token: admitted.token };
});
after(async () => {
  await browser?.close();
  await processor?.stop();
});

const asFile = (content) => ({ name: 'file', mimeType: '', buffer: Buffer.from(content) });

test('an auditor reads the logs, keeps the evidence, and audits it again in German on a phone', async () => {
  const { page, close } = await openProfile(browser, [processor.api], { viewport: LAPTOP, acceptDownloads: true });
  await page.goto(`${processor.api}/auditor`);
  const choose = (content) => page.getByLabel('File for auditors').setInputFiles(asFile(content));
  const read = page.getByRole('button', { name: 'Read the logs' });
  await choose('junk');
  await read.click();
  await page.getByRole('alert').filter({ hasText: 'not the file that the venue made' }).waitFor();
  await choose(JSON.stringify({ ...token, token: token.token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) }));
  await read.click();
  await page.getByRole('alert').filter({ hasText: 'does not know this token' }).waitFor();
  await inspect(page, 'auditor-start-laptop');
  await choose(JSON.stringify(token));
  const guest = sealroll.Guest.firstUse('test');
  const invitation = sealroll.Invitation.fromLink(list.link);
  const welcome = guest.accept(invitation, await sealroll.send(processor.api, guest.welcomeRequest(invitation)), now());
  const pending = welcome.checkIn({ givenName: 'Ada', familyName: 'X', phone: '+49 30 901820' }, now());
  const ticket = pending.confirm(await sealroll.send(processor.api, pending.request()));
  await page.getByLabel('What was seen before').setInputFiles(asFile(ticket.proof));
  await read.click();
  await page.getByRole('status').filter({ hasText: 'Nothing is wrong.' }).waitFor();
  assert.equal(await page.locator('.words').textContent(), list.owner.summary().fingerprintWords);
  await page.getByText(/admit reader/).waitFor();
  await inspect(page, 'auditor-report-laptop');
  const saved = async (button) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
    return readFileSync(await download.path());
  };
  const evidence = await saved('Save the evidence');
  assert.ok(!evidence.includes(token.token));
  assert.equal(JSON.parse(await saved('Save the report')).records, 4);
  const heads = await saved('Save the heads');
  assert.ok(JSON.parse(heads).length > 1);

  await page.setViewportSize(PHONE);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await inspect(page, 'auditor-report-phone');
  await page.getByRole('button', { name: 'Zurück' }).click();
  await page.getByLabel('Beweisdatei').setInputFiles(asFile(evidence.subarray(0, 90)));
  await page.getByRole('button', { name: 'Noch einmal prüfen' }).click();
  await page.getByRole('alert').filter({ hasText: 'keine vollständigen Beweise' }).waitFor();
  await page.getByLabel('Beweisdatei').setInputFiles(asFile(evidence));
  await page.getByRole('button', { name: 'Noch einmal prüfen' }).click();
  await page.getByText('Nichts zu beanstanden.').waitFor();
  await page.getByRole('button', { name: 'Zurück' }).click();
  await page.getByLabel('Datei für Prüfer').setInputFiles(asFile(JSON.stringify(token)));
  await page.getByLabel('Was früher gesehen wurde').setInputFiles(asFile(heads));
  await page.getByRole('button', { name: 'Protokolle lesen' }).click();
  await page.getByText('Nichts zu beanstanden.').waitFor();
  await close();
});

test('the processor serves the authority’s page with the page’s own policy', async () => {
  const { page, close } = await openProfile(browser, [processor.api], { viewport: PHONE });
  const answer = await page.goto(`${processor.api}/authority`);
  const policy = answer.headers()['content-security-policy'];
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^;]+; .*; frame-ancestors 'none'$/);
  await page.getByRole('heading', { name: 'Open what a venue has disclosed' }).waitFor();
  await close();
});
