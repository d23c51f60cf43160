// What Binaryen makes of a module, kept for the next time.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * For the download. What compresses well counts, not what is short: little inlining, no rewriting or sharing of
 * locals for the sake of a byte, one alignment everywhere, which is a hint that processors do without. The first kilobyte
 * of the memory is the end of the stack, which nothing reaches. Never `--traps-never-happen`: here a trap is
 * how a check of bounds fails.
 */
export const SHORT = [
  '-O2', '--converge', '--shrink-level=1', '--always-inline-max-function-size=2', '--flexible-inline-max-function-size=2',
  '--one-caller-inline-max-function-size=40', '--skip-pass=reorder-locals', '--skip-pass=coalesce-locals',
  '--skip-pass=simplify-locals', '--low-memory-unused', '--optimize-added-constants-propagate', '--dealign',
  '--strip-debug', '--strip-producers', '--strip-target-features',
];
/** For the download, without what only generated scripts need, and with it the import that those serve. */
export const BARE = ['--remove-exports=__*', ...SHORT];
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
