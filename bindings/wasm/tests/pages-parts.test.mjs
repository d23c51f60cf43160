// Parts of the pages that work without a browser, beside other programs that do the same.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { doorCode, doorFragment, fingerprintWords, readDoor, withDoorCode } from '../pages/assets/door-code.mjs';
import { qrModules } from '../pages/assets/qr.mjs';
import { readModules } from './qr-reader.mjs';
import { now, output, sealroll, throwsCode } from './support.mjs';

test('QR codes of every length are read by another program', () => {
  for (const length of [1, 17, 18, 106, 107, 134, 135, 230, 231, 271, 272, 500, 900, 1050, 1465, 2100, 2953]) {
    const text = randomBytes(length).toString('base64url').slice(0, length);
    assert.equal(readModules(qrModules(text)), text, `${length} characters`);
  }
});

test('the display and the owner compute the same door code', async () => {
  const secret = sealroll.DoorSecret.fromBytes(randomBytes(32));
  for (let round = 0; round < 20; round += 1) {
    const invitation = Uint8Array.of(1, 0, ...randomBytes(64));
    const list = Buffer.from(invitation.slice(2, 18)).toString('hex');
    const door = readDoor(doorFragment(Buffer.from(invitation).toString('base64url'), secret.toBytes(), 'Café „Zur Tür“'));
    assert.equal(door.venue, 'Café „Zur Tür“');
    const moment = now() + round * 137;
    const code = await doorCode(door, moment);
    assert.equal(code, secret.code(list, moment));
    assert.ok(secret.accepts(list, moment + 600, code.toLowerCase()));
    assert.ok(!secret.accepts(list, moment + 7200, code));
    const link = `https://lists.example/c#${withDoorCode(door, code)}`;
    const read = sealroll.Invitation.fromLink(link);
    assert.deepEqual([read.hasDoorCode, read.listId, read.toLink()], [true, list, link]);
    assert.equal(read.fingerprintWords, fingerprintWords(door));
  }
  assert.throws(() => secret.accepts('0'.repeat(32), now(), 'not a code'), throwsCode('bad-argument', 'doorCode'));
});

test('a display is not set up by what is something else', () => {
  for (const fragment of ['', 'x', 'AQ', `${'A'.repeat(88)}.AAAA`, 'AQ.AQ', '%%%.%%%']) assert.equal(readDoor(fragment), undefined, fragment);
});

test('the guest’s page, all in, stays within 90 KB', () => {
  const page = readFileSync(join(output, 'pages/c.html'), 'utf8');
  const files = [...page.matchAll(/(?:src|href)="\/([^"?]+)/g)].map(([, file]) => file);
  assert.equal(files.length, 3);
  const size = ['c.html', 'worker.mjs', ...files].reduce((sum, file) => sum + statSync(join(output, 'pages', `${file}.br`)).size, 0);
  assert.ok(size <= 90_000, `${size} bytes`);
});
