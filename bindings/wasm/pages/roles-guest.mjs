export { SealrollError } from './error.mjs';
export { exchange } from './exchange.mjs';
export { apiOf, send } from './send.mjs';
export { Guest, Invitation, Pending, PendingFollowUp, Ticket, Welcome } from './sealroll.js';
