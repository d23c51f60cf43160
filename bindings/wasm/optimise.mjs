// What Binaryen makes of a module, kept for the next time.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** For the download. Little inlining: the result is longer, but compresses better. */
export const SHORT = [
  '-Oz', '--converge', '--always-inline-max-function-size=2', '--flexible-inline-max-function-size=2',
  '--one-caller-inline-max-function-size=2', '--strip-debug', '--strip-producers',
];
/** For speed. */
export const FAST = ['-O3', '--strip-debug', '--strip-producers'];

/** The optimised form of the module `input`: a path in the folder `kept`. */
export function optimised(input, how, kept) {
  const name = createHash('sha256').update(`${how} `).update(readFileSync(input)).digest('hex');
  const path = join(kept, `${name}.wasm`);
  if (!existsSync(path)) {
    mkdirSync(kept, { recursive: true });
    const optimiser = join(import.meta.dirname, 'node_modules', 'binaryen', 'bin', 'wasm-opt');
    execFileSync(process.execPath, [optimiser, input, ...how, '-o', path], { stdio: 'inherit' });
  }
  return path;
}
