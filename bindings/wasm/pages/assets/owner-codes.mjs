// What is too long for one QR code: several, shown in turn, and put together again.

import { element } from './dom.mjs';
import { qrDrawing, qrModules } from './qr.mjs';

/** Codes of a text, each with its number and how many there are. */
export function codesInTurn(text, label) {
  const count = Math.ceil(text.length / PART);
  const parts = Array.from({ length: count }, (_, at) => text.slice(at * PART, (at + 1) * PART));
  const pictures = parts.map((part, at) => element('div', { class: 'picture', hidden: at > 0 }, qrDrawing(qrModules(`${at + 1}/${count} ${part}`), `${label} ${at + 1}/${count}`)));
  let shown = 0;
  const turn = setInterval(() => {
    if (!pictures[0].isConnected) return clearInterval(turn);
    shown = (shown + 1) % count;
    for (const [at, picture] of pictures.entries()) picture.hidden = at !== shown;
  }, TURN);
  return element('div', {}, ...pictures);
}

/** Puts such codes together; `take` gives the text once it is whole, and how far it is. */
export class Parts {
  #parts = [];

  /** `{ text }` once everything was read, else `{ read, count }`. A code without a number is a whole text. */
  take(read) {
    const [, number, count, part] = read.match(/^(\d{1,2})\/(\d{1,2}) (.+)$/) ?? [];
    if (part === undefined) return { text: read };
    if (this.#parts.length !== Number(count)) this.#parts = Array.from({ length: Number(count) });
    this.#parts[Number(number) - 1] = part;
    const done = this.#parts.filter((each) => each !== undefined).length;
    return done === Number(count) ? { text: this.#parts.join('') } : { read: done, count: Number(count) };
  }
}

/** Characters in one code: so many are read off a screen without trouble. */
const PART = 600;
/** Milliseconds for which each is shown. */
const TURN = 1200;
