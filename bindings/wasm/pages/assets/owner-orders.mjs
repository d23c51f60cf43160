// The owner's orders, away from the page: disclosures, what guests ask for, auditors.

import { AuthorityCard } from './owner/index.mjs';

/** Methods of the worker. `desk` has `owner()`, `api()`, `options()`, `store()`, `now()`, and `reopen()`. */
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

    /** What guests ask for and what was ordered, the newest last. */
    async rights() {
      const answered = new Set(await desk.store().get('answered'));
      const requests = desk.owner().requests().filter((request) => !answered.has(keyOf(request)));
      return { requests, history: desk.owner().history() };
    },

    /** Grants erasure or restriction: an order for the visit and for each of its follow-ups. */
    async grant({ request }) {
      const orders = desk.owner().decide(request, { withdrawWithin: Number.MAX_SAFE_INTEGER, restrict: true }, desk.now()) ?? [];
      for (const order of orders) await instruct(order);
      desk.reopen();
      await answer(desk.store(), request);
      return orders.length;
    },

    /** Somebody has answered the guest in another way. */
    settle: ({ request }) => answer(desk.store(), request),

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

async function answer(store, request) {
  const answered = (await store.get('answered')) ?? [];
  await store.put('answered', [...answered, keyOf(request)]);
}

function keyOf({ generation, index }) {
  return `${generation}/${index}`;
}
