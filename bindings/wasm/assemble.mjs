// `node assemble.mjs BINDGEN OUTPUT ENVIRONMENT API...`: makes the npm package in OUTPUT/package
// from the generator's files in BINDGEN and the hand-written ones in `package/`.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [bindgen, output] = process.argv.slice(2);

assemblePackage();

function assemblePackage() {
  const target = fresh(join(output, 'package'));
  cpSync(join(here, 'package'), target, { recursive: true });
  cpSync(join(here, 'README.md'), join(target, 'README.md'));
  cpSync(join(bindgen, 'owner', 'sealroll.js'), join(target, 'sealroll.js'));
  optimise('owner', join(target, 'sealroll_bg.wasm'));
}

function optimise(name, module) {
  const optimiser = join(here, 'node_modules', 'binaryen', 'bin', 'wasm-opt');
  const options = ['-Oz', '--strip-debug', '--strip-producers', '-o', module];
  const input = join(bindgen, name, 'sealroll_bg.wasm');
  execFileSync(process.execPath, [optimiser, input, ...options], { stdio: 'inherit' });
  console.log(`${name}: module of ${statSync(module).size} bytes`);
}

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
