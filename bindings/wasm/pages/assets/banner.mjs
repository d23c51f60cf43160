// What stands below every view of the guest's page: what waits, what was refused, and servers that
// contradict themselves.

import { element } from './dom.mjs';
import { waiting } from './queue.mjs';
import { save } from './save.mjs';
import { explain, text } from './texts.mjs';

export function statusBanner(store) {
  const banner = element('div', { class: 'banner', id: 'waiting', role: 'status' });
  void updateBanner(store, banner);
  return banner;
}

export async function updateBanner(store, banner = document.getElementById('waiting')) {
  if (!banner) return;
  const kept = (await store.all('ticket:')).map(([, row]) => row);
  const rows = await waiting(store);
  const refused = rows.filter((row) => row.refused);
  const count = rows.length - refused.length;
  banner.replaceChildren(
    ...contradictions(kept.filter(({ contradiction }) => contradiction)),
    ...kept.filter(({ doubt }) => doubt).map(({ venue }) => element('p', {}, text.doubt(venue))),
    ...(count > 0 ? [text.waitingCount(count)] : []),
    ...refusals(store, refused),
  );
}

function contradictions(lies) {
  if (lies.length === 0) return [];
  const proofs = lies.flatMap(({ contradiction }) => contradiction);
  const evidence = () => proofs.forEach((proof, place) => save(`sealroll-receipt-${place + 1}.txt`, proof));
  return [
    ...lies.map(({ venue }) => element('p', { class: 'error', role: 'alert' }, text.contradiction(venue))),
    element('button', { type: 'button', click: evidence }, text.saveEvidence),
  ];
}

function refusals(store, refused) {
  if (refused.length === 0) return [];
  const discard = async () => {
    for (const { id } of refused) await store.delete(id);
    await updateBanner(store);
  };
  return [
    ...refused.map((row) => element('p', {}, `${row.venue}: ${explain({ code: row.refused })}`)),
    element('button', { type: 'button', click: () => void discard() }, text.giveUp),
  ];
}
