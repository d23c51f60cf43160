// The sign that staff see from a metre away. It moves, so that it is no picture of yesterday.

import { drawing, element, show } from './dom.mjs';
import { clockTime, text } from './texts.mjs';

/**
 * Shows that a check-in was logged, and its receipt verified. `actions` stand below, after `more`
 * for a ticket on paper.
 */
export function showConfirmation(visit, words, actions, ...more) {
  const clock = element('p', { class: 'clock', 'aria-hidden': 'true' });
  const main = show(
    element(
      'div',
      { class: 'confirmation', role: 'status' },
      drawing(100, [
        ['circle', { class: 'ring', cx: '50', cy: '50', r: '44', pathLength: '100' }],
        ['path', { class: 'tick', d: 'M29 52 L44 67 L72 35', pathLength: '100' }],
      ]),
      element('h1', {}, text.confirmed),
      element('p', { class: 'venue' }, visit.venue),
      element('p', {}, text.confirmedAt(clockTime(visit.arrival), visit.people)),
    ),
    clock,
    element('p', { class: 'words', title: text.wordsTitle }, words),
    element('p', { class: 'hint' }, text.receiptVerified(visit.index)),
    ...more,
    element('div', { class: 'actions' }, ...actions),
  );
  const tick = () => {
    if (!clock.isConnected) return clearInterval(timer);
    clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang);
  };
  const timer = setInterval(tick, 1000);
  tick();
  return main;
}

/** Shows that a check-in is sealed and kept, but not yet logged. */
export function showWaiting(visit, message, actions) {
  return show(
    element(
      'div',
      { class: 'confirmation waiting', role: 'status' },
      drawing(100, [
        ['circle', { class: 'ring', cx: '50', cy: '50', r: '44', pathLength: '100' }],
        ['path', { class: 'hand', d: 'M50 24 L50 52 L68 62', pathLength: '100' }],
      ]),
      element('h1', {}, text.waiting),
      element('p', { class: 'venue' }, visit.venue),
      element('p', {}, message),
    ),
    element('div', { class: 'actions' }, ...actions),
  );
}
