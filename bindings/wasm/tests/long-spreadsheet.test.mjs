// Exports with hostile names, opened by LibreOffice: it must calculate nothing. Part of the long
// run, since LibreOffice is large.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { now, sealroll, startList, startProcessor } from './support.mjs';

const HOSTILE = [
  '=1+1', '+1+1', '-1-1', '@SUM(1;1)', '＝1+1', '{=1+1}', "'=1+1", '_x003D_1+1', '=HYPERLINK("http://127.0.0.1:9/","x")',
  '=WEBSERVICE("http://127.0.0.1:9/")', "=cmd|' /C calc'!A0", '0123', '1E5', '2026-01-01', 'TRUE', '<c><f>1+1</f></c>', '\u00a0=1+1',
];

let processor;
let folder;
let owner;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealroll-spreadsheet-'));
  processor = await startProcessor();
  const list = await startList(processor);
  ({ owner } = list);
  const guest = sealroll.Guest.firstUse('test');
  const invitation = sealroll.Invitation.fromLink(list.link);
  const bundle = await sealroll.send(processor.api, guest.welcomeRequest(invitation));
  const welcome = guest.accept(invitation, bundle, now());
  for (const name of HOSTILE) {
    const form = { givenName: name, familyName: name, phone: '+49 151 2345678' };
    await sealroll.send(processor.api, welcome.checkIn(form, now()).request());
  }
  await owner.sync(list.options);
  const { epoch } = owner.epochAt(now());
  owner.open(await owner.fetch(epoch, list.options));
  assert.equal(owner.visits().length, HOSTILE.length);
});
after(async () => {
  await processor?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

/** The sheet as LibreOffice understands it, in its flat XML. */
function opened(name, content) {
  writeFileSync(join(folder, name), content);
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  execFileSync('soffice', [profile, '--headless', '--convert-to', 'fods', '--outdir', folder, join(folder, name)], { timeout: 180_000 });
  return readFileSync(join(folder, name.replace(/\.\w+$/, '.fods')), 'utf8');
}

test('the workbook has texts only, and they are what guests typed', () => {
  const sheet = opened('visits.xlsx', owner.xlsx());
  assert.doesNotMatch(sheet, /table:formula|xlink:href="http/);
  const kinds = new Set([...sheet.matchAll(/office:value-type="(\w+)"/g)].map(([, kind]) => kind));
  assert.deepEqual([...kinds], ['string']);
  const texts = new Set([...sheet.matchAll(/<text:p>(.*?)<\/text:p>/g)].map(([, text]) => plain(text)));
  for (const { familyName } of owner.visits()) assert.ok(texts.has(familyName), familyName);
});

function plain(text) {
  const entities = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(/&(\w+);/g, (_, name) => entities[name]);
}

test('the comma-separated values hold no formula', () => {
  assert.doesNotMatch(opened('values.csv', owner.csv()), /table:formula/);
});
