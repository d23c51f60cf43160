// The days that are kept: export, and erasure that says first what will be lost.

import { element } from './dom.mjs';
import { noticeWords } from './owner-notice-texts.mjs';
import { words } from './owner-texts.mjs';
import { day } from './texts.mjs';

/** The view of all days. `actions` has `exportDay(epoch, kind)` and `erase(epoch)`. */
export function daysView({ list, epoch, visits, due, access }, actions) {
  const mayErase = !access || access.rights.includes('instruct');
  const { epochAnchor, epochLength, retentionEpochs } = list.terms;
  const past = list.openEpochs.filter((each) => each <= epoch.epoch).reverse();
  const row = (each) => {
    const here = visits.filter((visit) => visit.epoch === each);
    const count = here.length;
    const doubtful = here.filter(({ doubts }) => doubts.length > 0).length;
    const date = day(epochAnchor + each * epochLength);
    const isDue = due.includes(each);
    const erase = (event) => {
      if (!confirm(words().eraseAsk(date, count))) return;
      event.target.disabled = true;
      void actions.erase(each, date);
    };
    return element(
      'li',
      { class: 'card' },
      element('h2', {}, date),
      element('p', {}, words().visitCount(count)),
      doubtful > 0 && element('p', { class: 'hint' }, noticeWords().doubtTitle(doubtful)),
      isDue && element('p', { class: 'notice' }, words().due(retentionEpochs)),
      element(
        'div',
        { class: 'actions' },
        element('button', { type: 'button', click: () => void actions.exportDay(each, 'csv') }, 'CSV'),
        element('button', { type: 'button', click: () => void actions.exportDay(each, 'xlsx') }, 'XLSX'),
        element('button', { type: 'button', click: () => void actions.exportDay(each, 'json') }, 'JSON'),
        mayErase && element('button', { type: 'button', class: 'danger', click: erase }, words().erase),
      ),
    );
  };
  return [element('p', { class: 'hint' }, words().daysHint), element('ul', { class: 'cards' }, ...past.map(row))];
}
