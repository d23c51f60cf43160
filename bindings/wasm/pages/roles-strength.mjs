export { SealrollError } from './error.mjs';
export { strength } from './sealroll.js';
