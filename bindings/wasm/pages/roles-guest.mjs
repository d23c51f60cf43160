export { SealrollError } from './error.mjs';
export { apiOf, exchange, send } from './send.mjs';
export { Guest, Invitation, Pending, PendingFollowUp, Ticket, Welcome } from './sealroll.js';
