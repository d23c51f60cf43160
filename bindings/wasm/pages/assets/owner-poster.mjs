// The sign for the door and the tables, to print.

import { drawing, element } from './dom.mjs';
import { words } from './owner-texts.mjs';

/** A poster and a table tent with the same code. Only what was chosen is printed. */
export function posterView(list, { size, modules, link }) {
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
    qrDrawing(size, modules),
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
    sheet('a4', sign()),
    sheet('tent', sign(), sign()),
  ];
}

/** One path for all dark modules, with the quiet zone of four. */
function qrDrawing(size, modules) {
  let path = '';
  for (let place = 0; place < modules.length; place += 1) {
    if (modules[place] === 1) path += `M${4 + (place % size)} ${4 + Math.floor(place / size)}h1v1h-1z`;
  }
  const shapes = [['path', { class: 'quiet', d: `M0 0h${size + 8}v${size + 8}H0z` }], ['path', { class: 'modules', d: path }]];
  const label = { role: 'img', 'aria-hidden': 'false', 'aria-label': words().qrLabel, 'shape-rendering': 'crispEdges' };
  return drawing(size + 8, shapes, { class: 'qr', ...label });
}
