export { SealrollError } from './error.mjs';
export { Ticket } from './sealroll.js';
