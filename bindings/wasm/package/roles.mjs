export { SealrollError } from './error.mjs';
export { apiOf, exchange, processorOf, send } from './send.mjs';
export {
  Auditor,
  Authority,
  AuthorityCard,
  Disclosed,
  DoorSecret,
  Fetched,
  Guest,
  Identity,
  Invitation,
  Owner,
  Pending,
  PendingFollowUp,
  Ticket,
  Welcome,
  checkRecoveryCode,
  newRecoveryCode,
  qrCode,
} from './sealroll.js';
