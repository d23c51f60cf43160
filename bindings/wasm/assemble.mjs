// `node assemble.mjs BINDGEN OUTPUT`: makes the npm package in OUTPUT/package from the generator's
// files in BINDGEN and the hand-written ones in `package/`.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [bindgen, output] = process.argv.slice(2);
const target = join(output, 'package');

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(join(here, 'package'), target, { recursive: true });
cpSync(join(here, 'README.md'), join(target, 'README.md'));
cpSync(join(bindgen, 'sealroll.js'), join(target, 'sealroll.js'));

const optimiser = join(here, 'node_modules', 'binaryen', 'bin', 'wasm-opt');
const module = join(target, 'sealroll_bg.wasm');
const options = ['-Oz', '--strip-debug', '--strip-producers', '-o', module];
execFileSync(process.execPath, [optimiser, join(bindgen, 'sealroll_bg.wasm'), ...options], {
  stdio: 'inherit',
});
console.log(`package: ${target}, module of ${statSync(module).size} bytes`);
