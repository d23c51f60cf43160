// The authority's page, one file for a device without a network: the key, the card for owners, and
// what owners disclose.

import { init } from './authority/index.mjs';
import { cardView, newKeyView, startView } from './authority-key.mjs';
import { reportView } from './authority-report.mjs';
import { explainAuthority, words } from './authority-texts.mjs';
import { element, show } from './dom.mjs';
import { language, startLanguage, text, toggleLanguage } from './texts.mjs';

const meta = (name) => document.querySelector(`meta[name=sealroll-${name}]`).content;
const environment = meta('environment');
let authority;

startLanguage();
try {
  await init(moduleInside());
  start();
} catch (error) {
  draw(() => [element('h1', {}, text.problem), element('p', { role: 'alert' }, explainAuthority(error))]);
}

/** The compiled module stands in the page itself. */
function moduleInside() {
  const encoded = atob(document.getElementById('module').textContent);
  return Uint8Array.from(encoded, (character) => character.charCodeAt(0));
}

function start() {
  draw(() => startView({
    open(opened) {
      authority?.free();
      authority = opened;
      card();
    },
    make: (made) => draw(() => newKeyView(made, start)),
  }));
}

function card() {
  draw(() => cardView(authority, {
    open: (file) => report(authority.open(file, environment)),
    close() {
      authority.free();
      authority = undefined;
      start();
    },
  }));
}

function report(disclosed) {
  const back = () => {
    disclosed.free();
    card();
  };
  draw(() => reportView(disclosed, back));
}

function draw(children) {
  const toggle = () => {
    toggleLanguage();
    draw(children);
  };
  show(
    element(
      'header',
      {},
      element('span', { class: 'brand' }, 'Sealroll'),
      element('button', { type: 'button', class: 'plain', lang: language() === 'de' ? 'en' : 'de', click: toggle }, text.other),
    ),
    environment === 'test' && element('p', { class: 'notice' }, words().testPage),
    ...children().filter(Boolean),
    element(
      'footer',
      {},
      element('p', { class: 'hint' }, words().offline),
      element('p', { class: 'hint program' }, `${text.program} ${meta('integrity').slice('sha256-'.length)}`),
    ),
  );
}
