// The display at a door: the QR code with the door code of the moment in it, and the code in
// letters for those who scanned the sign elsewhere. It needs no network once it was set up.

import { element, show } from './dom.mjs';
import { STEP, doorCode, doorFragment, fingerprintWords, readDoor, withDoorCode } from './door-code.mjs';
import { qrDrawing, qrModules } from './qr.mjs';
import { openStore } from './store.mjs';

const fragment = location.hash.slice(1);
if (location.href.includes('#')) history.replaceState(null, '', location.pathname);

const isGerman = navigator.language.toLowerCase().startsWith('de');
document.documentElement.lang = isGerman ? 'de' : 'en';
const text = isGerman
  ? {
    none: 'Diese Anzeige ist noch nicht eingerichtet', noneHint: 'Öffnen Sie auf der Seite des Betreibers „Aushänge“ und scannen Sie mit diesem Gerät den Code für die Anzeige an der Tür.',
    broken: 'Dieser Link richtet keine Anzeige ein. Er ist abgeschnitten oder gehört zu etwas anderem. Scannen Sie den Code für die Anzeige noch einmal.',
    full: 'Ganzer Bildschirm', forget: 'Diese Anzeige zurücksetzen', forgetAsk: 'Diese Anzeige zurücksetzen? Sie zeigt danach keinen Code mehr, bis sie neu eingerichtet wird.',
    kept: 'Dieser Browser behält nichts: Nach einem Neustart muss die Anzeige neu eingerichtet werden.', qr: 'QR-Code der Liste',
  }
  : {
    none: 'This display is not set up yet', noneHint: 'On the owner’s page, open “Signs” and scan the code for the display at the door with this device.',
    broken: 'This link sets up no display. It was cut off, or belongs to something else. Scan the code for the display again.',
    full: 'Full screen', forget: 'Reset this display', forgetAsk: 'Reset this display? It shows no code afterwards until it is set up again.',
    kept: 'This browser keeps nothing: after a restart the display has to be set up again.', qr: 'QR code of the list',
  };

const store = await openStore('sealroll-door');
const given = fragment === '' ? undefined : readDoor(fragment);
if (given) await store.put('door', { fragment: doorFragment(...fragment.split('.', 1), given.secret, given.venue) });
const saved = await store.get('door');
const door = given ?? (saved && readDoor(saved.fragment));

installWorker();
if (fragment !== '' && !given) explain(text.broken);
else if (door) await display();
else explain(text.noneHint);

function explain(message) {
  show(element('h1', {}, text.none), element('p', { role: 'alert' }, message));
}

async function display() {
  const code = element('p', { class: 'door-code' });
  const picture = element('div', { class: 'door-picture' });
  const left = element('div', { class: 'door-left', 'aria-hidden': 'true' });
  const clock = element('p', { class: 'door-clock' });
  const main = show(
    element(
      'div',
      { class: 'door' },
      picture,
      element(
        'div',
        { class: 'door-side' },
        element('h1', {}, door.venue),
        element('p', { class: 'door-call' }, element('span', { lang: 'de' }, 'Bitte scannen und eintragen'), ' · ', element('span', { lang: 'en' }, 'Please scan and sign in')),
        element('p', { class: 'door-label' }, element('span', { lang: 'de' }, 'Code an der Tür'), ' · ', element('span', { lang: 'en' }, 'Code at the door')),
        code,
        left,
        element('p', { class: 'words' }, fingerprintWords(door)),
        clock,
      ),
    ),
    !store.isLasting && element('p', { class: 'notice' }, text.kept),
    element(
      'footer',
      {},
      element('button', { type: 'button', click: () => void document.documentElement.requestFullscreen().catch(() => {}) }, text.full),
      element('button', { type: 'button', class: 'plain danger', click: () => void forget() }, text.forget),
    ),
  );
  main.className = 'wide';
  let shown = -1;
  const tick = async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const step = Math.floor(seconds / STEP);
    clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang);
    left.style.setProperty('--left', String(1 - (seconds % STEP) / STEP));
    if (step === shown) return;
    shown = step;
    const current = await doorCode(door, seconds);
    code.textContent = `${current.slice(0, 3)} ${current.slice(3)}`;
    picture.replaceChildren(qrDrawing(qrModules(`${location.origin}/c#${withDoorCode(door, current)}`), text.qr));
  };
  await tick();
  setInterval(() => void tick(), 1000);
  await stayAwake();
  document.addEventListener('visibilitychange', () => void stayAwake());
}

async function forget() {
  if (!confirm(text.forgetAsk)) return;
  await store.delete('door');
  location.reload();
}

/** Keeps the screen on, where the browser can. */
async function stayAwake() {
  if (document.visibilityState === 'visible') await navigator.wakeLock?.request('screen').catch(() => {});
}

function installWorker() {
  const rules = { createScriptURL: (url) => (url === '/door-worker.mjs' ? url : '') };
  const policy = globalThis.trustedTypes?.createPolicy('sealroll', rules) ?? rules;
  navigator.serviceWorker?.register(policy.createScriptURL('/door-worker.mjs'), { scope: '/door' }).catch(() => {});
}
