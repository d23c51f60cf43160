// The owner's orders, away from the page: disclosures, what guests ask for, auditors.

import { AuthorityCard } from './owner/index.mjs';

/** Methods of the worker. `desk` has `owner()`, `api()`, `options()`, `store()` and `reopen()`. */
export function orderMethods(desk) {
  const instruct = async (order) => {
    await desk.owner().sync(desk.options());
    const done = await desk.owner().instruct(order, desk.options());
    await desk.owner().sync(desk.options());
    return done;
  };
  return {
    /** Who an authority is, by its card. */
    card({ bytes }) {
      const card = AuthorityCard.fromBytes(bytes);
      const { name, words } = card;
      card.free();
      return { name, words };
    },

    choose: ({ selection }) => desk.owner().choose(selection),

    /** Seals, has the order acknowledged, and only then gives the file. */
    async disclose({ card: bytes, reason, selection }, progress) {
      const card = AuthorityCard.fromBytes(bytes);
      const tell = (done, total) => void progress({ done, total });
      try {
        await desk.owner().sync(desk.options());
        const made = await desk.owner().disclose(card, reason, selection, { ...desk.options(), progress: tell });
        await desk.owner().sync(desk.options());
        return made;
      } finally {
        card.free();
      }
    },

    /** What guests ask for, by what policy it is decided, and what was ordered, the newest last. */
    rights: () => ({ ...desk.owner().mail(), history: desk.owner().history() }),

    /** Answers a guest; what is granted is done before the guest hears of it. */
    async answer({ request, decision, words, isAtOnce }) {
      await desk.owner().sync(desk.options());
      await desk.owner().answer(request, decision, words, desk.options());
      if (isAtOnce) await desk.owner().serve(true, desk.options());
      await desk.owner().sync(desk.options());
      desk.reopen();
      return true;
    },

    /** Tells guests what waits, before its day. */
    async tellNow() {
      const { published } = await desk.owner().serve(true, desk.options());
      return published;
    },

    async policy({ policy }) {
      desk.owner().setPolicy(policy);
      await desk.store().put('outbox', { bytes: desk.owner().outbox() });
      return true;
    },

    instruct: ({ order }) => instruct(order),

    /** The file that lets an auditor read the logs. */
    async admit() {
      await desk.owner().sync(desk.options());
      const { token, reader } = await desk.owner().admitReader(desk.options());
      await desk.owner().sync(desk.options());
      return { list: desk.owner().summary().listId, processor: desk.api(), reader, token };
    },
  };
}
