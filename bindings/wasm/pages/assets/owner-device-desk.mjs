// The devices of the list, away from the page.

import { Identity, checkRecoveryCode, readDeviceCard } from './owner/index.mjs';
import { secretOf } from './typed-secret.mjs';

/** Methods of the worker. `desk` has `owner()`, `options()` and `now()`. */
export function deviceMethods(desk) {
  const withIdentity = async ({ identity: file, secret }, work) => {
    const identity = Identity.fromFile(file, secretOf(secret, checkRecoveryCode));
    try {
      await desk.owner().sync(desk.options());
      const done = await work(identity);
      await desk.owner().sync(desk.options());
      await desk.owner().keepRecovery(desk.options());
      return done;
    } finally {
      identity.free();
    }
  };
  return {
    /** Every device, and the erased days whose keys some have not given up. */
    devices() {
      const devices = desk.owner().devices(desk.now());
      const purged = devices.filter(({ isThis }) => !isThis).flatMap(({ canOpen }) => canOpen.filter(({ isPurged }) => isPurged));
      const epochs = [...new Set(purged.map(({ epoch }) => epoch))].sort((a, b) => b - a);
      return { devices, waiting: epochs.map((epoch) => ({ epoch, ...desk.owner().holders(epoch, desk.now()) })) };
    },

    deviceCard: ({ bytes }) => readDeviceCard(bytes),

    grant: ({ card, wanted, ...given }) => withIdentity(given, (identity) => desk.owner().grant(identity, card, wanted, desk.options())),

    revoke: ({ serial, ...given }) => withIdentity(given, (identity) => desk.owner().revokeDevice(identity, serial, desk.options())),
  };
}
