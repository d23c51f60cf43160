// Setting up a display at the door, which shows the code that changes.

import { element } from './dom.mjs';
import { words } from './owner-texts.mjs';
import { qrDrawing, qrModules } from './qr.mjs';

/** The link that sets a display up. It carries the door secret: for the display only. */
export function doorView({ door }) {
  if (!door) return undefined;
  return element(
    'details',
    { class: 'card' },
    element('summary', {}, words().doorTitle),
    element('p', {}, words().doorIntro),
    element('div', { class: 'picture' }, qrDrawing(qrModules(door), words().doorQr)),
    element('div', { class: 'actions' }, element('a', { class: 'button', href: door, target: '_blank', rel: 'noreferrer noopener' }, words().openDoor)),
  );
}
