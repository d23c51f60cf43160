// The normative vectors, as far as the package's interface reaches.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { sealroll } from './support.mjs';

const { Guest, Invitation, SealrollError, checkRecoveryCode } = sealroll;
const folder = join(import.meta.dirname, '../../../spec/vectors');

const runners = {
  'parse-invitation': ({ link }) => {
    const invitation = Invitation.fromLink(link);
    assert.equal(invitation.toLink(), link);
    return { list_id: invitation.listId };
  },
  'verify-welcome': ({ link, bundle, environment, now, memory }) => {
    const invitation = Invitation.fromLink(link);
    const guest = Guest.firstUse(environment === 1 ? 'production' : 'test');
    if (Object.keys(memory.certificates ?? {}).length > 0 || memory.descriptor_version > 0) return null;
    if (Object.keys(memory.statements ?? {}).length > 0) return null;
    const welcome = guest.accept(invitation, Buffer.from(bundle, 'hex'), now);
    return { words: welcome.fingerprintWords, epoch: welcome.epoch, list_id: welcome.listId };
  },
};

for (const kind of Object.keys(runners)) {
  const cases = vectors(folder).filter((vector) => vector.kind === kind);
  test(`${cases.length} vectors of ${kind}`, () => {
    assert.ok(cases.length > 0);
    let compared = 0;
    for (const { input, expect, output, comment } of cases) {
      let result;
      try {
        result = { expect: 'ok', values: runners[kind](input) };
      } catch (error) {
        if (!(error instanceof SealrollError)) throw error;
        result = { expect: error.code };
      }
      if (result.values === null) continue;
      compared += 1;
      assert.equal(result.expect, expect, comment);
      for (const [name, value] of Object.entries(result.values ?? {})) {
        if (name in output) assert.deepEqual(value, output[name], `${comment}: ${name}`);
      }
    }
    assert.ok(compared > 0);
  });
}

test('recovery codes', () => {
  const cases = vectors(join(folder, 'recovery-code')).filter(({ input }) => 'text' in input);
  for (const { input, expect, comment } of cases) {
    const judge = () => checkRecoveryCode(input.text);
    if (expect === 'ok') assert.equal(typeof judge(), 'string', comment);
    else assert.throws(judge, (error) => error.code === expect, comment);
  }
  assert.ok(cases.length > 0);
});

function vectors(from) {
  return readdirSync(from, { recursive: true })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(from, name), 'utf8')));
}
