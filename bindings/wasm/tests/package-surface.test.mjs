// What the package looks like from outside.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { output, sealroll } from './support.mjs';

const types = readFileSync(join(output, 'package/index.d.ts'), 'utf8');

test('what is declared is exported, and the other way round', () => {
  const declared = [...types.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(sealroll).sort(), declared.sort());
});

test('every class can be freed, and does what its declaration says', () => {
  for (const [, name, body] of types.matchAll(/^export class (\w+) extends Held \{\n([\s\S]*?)^\}/gm)) {
    const { prototype } = sealroll[name];
    assert.equal(typeof prototype.free, 'function', name);
    assert.equal(prototype[Symbol.dispose], prototype.free, name);
    const methods = [...body.matchAll(/^ {2}(static )?(\w+)\(/gm)];
    for (const [, isStatic, method] of methods) {
      if (method === 'constructor') continue;
      const holder = isStatic ? sealroll[name] : prototype;
      assert.equal(typeof holder[method], 'function', `${name}.${method}`);
    }
    for (const [, property] of body.matchAll(/^ {2}readonly (\w+):/gm)) {
      assert.ok(Object.getOwnPropertyDescriptor(prototype, property)?.get, `${name}.${property}`);
    }
  }
});

test('the codes of the specification are declared', () => {
  const specification = readFileSync(join(import.meta.dirname, '../../../spec/protocol.md'), 'utf8');
  const [, appendix] = specification.split('{#errors}');
  const [, http] = specification.split('Upload problems');
  const table = http.split('\n## ')[0].split('\n').filter((line) => line.startsWith('| `'));
  const rows = table.map((line) => line.split('|')[1]).join(' ');
  const wanted = new Set([...`${appendix} ${rows}`.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code));
  const declared = new Set([...types.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, code]) => code));
  assert.ok(wanted.size > 50);
  assert.deepEqual([...wanted].filter((code) => !declared.has(code)), []);
});

test('the declared codes are those of the table that all bindings share', () => {
  const table = readFileSync(join(import.meta.dirname, '../../error-codes.tsv'), 'utf8');
  const rows = table.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'));
  const ours = rows.filter(([, , place]) => place === 'all' || place === 'typescript').map(([, code]) => code);
  const part = types.slice(types.indexOf('type SpecificationCode ='), types.indexOf('export class SealrollError'));
  const unions = part.replace(/\/\*[^]*?\*\//g, '');
  assert.deepEqual([...unions.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code).sort(), ours.sort());
});

test('a call before init says what is missing', () => {
  const web = pathToFileURL(join(output, 'package/index.mjs'));
  const script = `const { Guest } = await import(${JSON.stringify(String(web))});
    try { Guest.firstUse('test'); } catch (error) { console.log(error.code, error.message); }`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
  assert.match(String(printed), /^not-initialized .*await init\(\)/);
});

test('a module that cannot be loaded is named, and can be tried again', () => {
  const web = pathToFileURL(join(output, 'package/index.mjs'));
  const module = JSON.stringify(join(output, 'package/sealroll_bg.wasm'));
  const script = `import { readFileSync } from 'node:fs';
    const { init, newRecoveryCode } = await import(${JSON.stringify(String(web))});
    await init(new Uint8Array([0, 1, 2])).catch((error) => console.log(error.code));
    await init(readFileSync(${module}));
    console.log(newRecoveryCode().length);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
  assert.equal(String(printed), 'not-loaded\n35\n');
});
