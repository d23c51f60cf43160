// What an owner has to be shown: a server that went on from a backup, and what is implausible.

import { element } from './dom.mjs';
import { noticeWords } from './owner-notice-texts.mjs';
import { dateTime } from './texts.mjs';

/** What a restored server has lost, a paragraph for each time; `undefined` if there was none. */
export function recoveryView({ recoveries, lostOrders, waitingOrders, givenAgain }) {
  if (recoveries.length === 0) return undefined;
  const words = noticeWords();
  const times = [...new Set(recoveries.map(({ part }) => part))].sort((a, b) => b - a);
  const orders = [
    givenAgain > 0 && words.givenAgain(givenAgain),
    waitingOrders.length > 0 && words.ordersWait(waitingOrders.length),
    lostOrders.length > 0 && words.ordersLost(lostOrders.join('; ')),
  ];
  return element(
    'section',
    { class: isMissing(recoveries) ? 'card notice' : 'card' },
    element('h2', {}, words.recoveryTitle),
    ...times.map((time) => element('p', {}, lineOf(time, recoveries.filter(({ part }) => part === time)))),
    ...orders.filter(Boolean).map((order) => element('p', {}, order)),
    element('p', { class: 'hint' }, isMissing(recoveries) ? words.recoveryMissing : words.recoveryAll),
  );
}

/** Visits with doubts, by kind, with what to do. */
export function doubtsView(visits) {
  const words = noticeWords();
  const kinds = [...new Set(visits.flatMap(({ doubts }) => doubts))].sort();
  if (kinds.length === 0) return undefined;
  const line = (kind) => {
    const count = visits.filter(({ doubts }) => doubts.includes(kind)).length;
    return element('li', {}, element('strong', {}, `${words.doubts[kind] ?? kind} (${count}): `), words.advice[kind] ?? '');
  };
  const doubtful = visits.filter(({ doubts }) => doubts.length > 0).length;
  return element(
    'details',
    { class: 'card' },
    element('summary', {}, words.doubtTitle(doubtful)),
    element('p', { class: 'hint' }, words.doubtHint),
    element('ul', {}, ...kinds.map(line)),
  );
}

/** What became of the logs that were opened anew at one time. */
function lineOf(time, recoveries) {
  const words = noticeWords();
  const sum = (of) => recoveries.reduce((total, recovery) => total + of(recovery), 0);
  const records = sum(({ lostRecords }) => lostRecords);
  const unknown = sum((recovery) => recovery.unknown);
  const other = sum(({ lost }) => lost) - records - unknown;
  return [
    words.recoveryLine(dateTime(time), records),
    records > 0 && words.recoveryCame(sum(({ returned }) => returned), sum(({ erased }) => erased), sum(({ missing }) => missing.length)),
    other > 0 && words.recoveryOther(other),
    unknown > 0 && words.recoveryUnknown(unknown),
  ].filter(Boolean).join(' ');
}

function isMissing(recoveries) {
  return recoveries.some(({ missing, unknown }) => missing.length > 0 || unknown > 0);
}
