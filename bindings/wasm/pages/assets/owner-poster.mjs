// The sign for the door and the tables, to print.

import { element } from './dom.mjs';
import { doorView } from './owner-door.mjs';
import { words } from './owner-texts.mjs';
import { qrDrawing } from './qr.mjs';

/** A poster and a table tent with the same code. Only what was chosen is printed. `replace` ends the code. */
export function posterView(list, { size, modules, link, door, readers }, replace) {
  const printed = (form) => {
    document.body.dataset.print = form;
    print();
    delete document.body.dataset.print;
  };
  const sheet = (form, ...copies) => element('div', { class: `sheet ${form}` }, ...copies);
  const sign = () => element(
    'article',
    { class: 'sign' },
    element('p', { class: 'sign-venue' }, list.terms.venue),
    element('p', {}, words().scanBoth),
    qrDrawing({ size, modules }, words().qrLabel),
    element('p', { class: 'words' }, list.fingerprintWords),
    element('p', { class: 'small' }, words().wordsBoth),
  );
  return [
    element('p', { class: 'hint' }, words().posterHint),
    list.environment === 'test' && element('p', { class: 'notice' }, words().testPoster),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', click: () => printed('a4') }, words().printPoster),
      element('button', { type: 'button', click: () => printed('tent') }, words().printTent),
      element('a', { class: 'button', href: link, target: '_blank', rel: 'noreferrer noopener' }, words().openLink),
    ),
    doorView({ door }),
    element(
      'details',
      { class: 'card' },
      element('summary', {}, words().newCodeTitle),
      element('p', {}, words().newCodeIntro),
      element('div', { class: 'actions' }, element('button', { type: 'button', class: 'danger', click: () => confirm(words().newCodeAsk(readers)) && void replace() }, words().newCode)),
    ),
    sheet('a4', sign()),
    sheet('tent', sign(), sign()),
  ];
}
