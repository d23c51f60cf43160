// Erasing days, and ending the list, away from the page.

import { Identity, SealrollError, checkRecoveryCode, send } from './owner/index.mjs';
import { secretOf } from './typed-secret.mjs';

/**
 * Methods of the worker. `desk` has `owner()`, `api()`, `isOwners()`, `options()`, `now()`, `keep()`, `forget(isMeant)`,
 * `reopen()` and `end()`.
 */
export function erasureMethods(desk) {
  return {
    /** Makes a day unreadable here, then has the processor delete it. */
    async erase({ epoch }) {
      const owner = desk.owner();
      if (!desk.isOwners()) return orderErasure(epoch);
      // While there are keys to tell it with.
      const isEarly = !owner.dueEpochs(desk.now()).includes(epoch) && owner.summary().openEpochs.includes(epoch);
      if (isEarly) await owner.announceErasure(epoch, desk.options());
      if (owner.puncture(epoch)) await desk.keep();
      desk.forget((each) => each === epoch);
      const request = owner.purgeInstruction(epoch, desk.now());
      await desk.keep();
      owner.confirmPurge(epoch, await send(desk.api(), request));
      await desk.keep();
      // It is not erased as long as code and stored blob would open it.
      await owner.keepRecovery(desk.options());
      await owner.sync(desk.options());
      // The day counts as erased once every holder of its keys has said so: this device is one.
      await owner.giveUpErased(desk.options());
      await owner.sync(desk.options());
      return true;
    },

    /** Ends the list. The keys go first: then it does not matter what copies the server keeps. */
    async terminate({ identity: file, secret }) {
      const owner = desk.owner();
      const identity = Identity.fromFile(file, secretOf(secret, checkRecoveryCode));
      try {
        const { listId, openEpochs } = owner.summary();
        if (identity.listId !== listId) throw new SealrollError('wrong-list', 'the file belongs to another list');
        await owner.sync(desk.options());
        const visited = new Set(owner.visits().map(({ epoch }) => epoch));
        for (const epoch of openEpochs) {
          if (visited.has(epoch)) await owner.announceErasure(epoch, desk.options());
          owner.puncture(epoch);
        }
        await desk.keep();
        await owner.terminate(identity, desk.options());
        // Who looks is told; a server that takes no news of an ended list any more keeps nobody from it.
        await owner.serve(true, desk.options()).catch(() => {});
      } finally {
        identity.free();
      }
      await desk.end();
      return true;
    },
  };

  /** On a device that was let in, with the right to: its keys go first. */
  async function orderErasure(epoch) {
    const owner = desk.owner();
    await owner.sync(desk.options());
    if (owner.puncture(epoch)) await desk.keep();
    await owner.instruct({ kind: 'purge-epoch', epoch }, desk.options());
    await owner.sync(desk.options());
    await owner.giveUpErased(desk.options());
    await owner.sync(desk.options());
    desk.reopen();
    return true;
  }
}
