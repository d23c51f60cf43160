// A device that works on another's list, away from the page: its keys, its card, and the grant.

import { NewDevice, SealrollError } from './owner/index.mjs';

/** Methods of the worker. `desk` has `owner()`, `take(owner)`, `store()`, `options()` and `now()`. */
export function helperMethods(desk) {
  let device;
  /** What was read of a grant, until somebody has said that it is the right list. */
  let accepted;
  const shown = () => device && { name: device.name, words: device.words, card: device.card() };
  const open = async () => {
    const saved = device ? undefined : await desk.store().get('device');
    if (saved) device = NewDevice.fromBytes(saved.bytes);
    return device;
  };
  return {
    /** Name, words and card of this device, if it has keys of its own. */
    async ownDevice() {
      await open();
      return shown();
    },

    async makeDevice({ name }) {
      device = NewDevice.create(name);
      await desk.store().put('device', { bytes: device.toBytes() });
      return shown();
    },

    /** What a grant gives and of which list. Nothing is used yet. */
    async readGrant({ file, environment }) {
      await open();
      accepted?.owner.free();
      accepted = undefined;
      const read = device.accept(file, environment);
      const { listId, fingerprintWords, terms } = read.owner.summary();
      const former = desk.owner()?.summary().listId;
      if (former && former !== listId) throw new SealrollError('wrong-list', 'the grant is of another list');
      accepted = read;
      const { rights, from, to } = read;
      return { venue: terms.venue, contact: terms.contact, words: fingerprintWords, rights, dates: [from, to].map((epoch) => terms.epochAnchor + epoch * terms.epochLength) };
    },

    /** It is the right list: the grant takes the place of a former one. */
    async takeGrant() {
      const { owner } = accepted;
      accepted = undefined;
      await desk.take(owner);
      await owner.sync(desk.options());
      return true;
    },

    async forgetDevice() {
      device?.free();
      device = undefined;
      await desk.store().delete('device');
      await desk.take(undefined);
      return true;
    },
  };
}

/** What a device that was let in may do; `undefined` on one that may do everything. */
export function accessOf(owner, now) {
  if (owner.recovery(now).isKept) return undefined;
  const { listId, openEpochs, terms } = owner.summary();
  const own = owner.devices(now).find(({ isThis }) => isThis);
  const days = openEpochs.map((epoch) => ({ epoch, date: terms.epochAnchor + epoch * terms.epochLength }));
  return { listId, rights: own?.rights ?? [], until: own?.until, isRevoked: own?.isRevoked === true, days };
}
