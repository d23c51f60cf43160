// Two lanes of simd128 against x25519-dalek, as engines run them. SEALROLL_LANES names the module.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('both lanes compute what the plain code computes', async () => {
  const { instance } = await WebAssembly.instantiate(readFileSync(process.env.SEALROLL_LANES));
  const { has_vectors, differences } = instance.exports;
  assert.equal(has_vectors(), 1);
  // Hostile keys among them; the engine changes from its first to its optimising compiler meanwhile.
  assert.equal(differences(17_000, 2026), 0);
});
