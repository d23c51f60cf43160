export { SealrollError } from './error.mjs';
export { Authority, Disclosed, checkRecoveryCode, newRecoveryCode } from './sealroll.js';
