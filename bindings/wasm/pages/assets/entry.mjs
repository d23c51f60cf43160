// The fragment was taken out of the address before this file was asked for; see early.js.

import { start } from './guest.mjs';

await start(globalThis.sealroll.fragment);
