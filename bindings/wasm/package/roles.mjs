export { SealrollError } from './error.mjs';
export { exchange } from './exchange.mjs';
export { apiOf, processorOf, send } from './send.mjs';
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
  Mailbox,
  NewDevice,
  Owner,
  Pending,
  PendingFollowUp,
  Ticket,
  Welcome,
  checkRecoveryCode,
  combineSheets,
  newRecoveryCode,
  qrCode,
  readDeviceCard,
  recoverySheets,
  recoveryWords,
} from './sealroll.js';
