// Taking a card: of an authority, or of a device. The card proves nothing; its words, heard over
// another channel, do.

import { element } from './dom.mjs';
import { bytesOf, cameraInput } from './owner-camera.mjs';
import { explainOrder, orderWords } from './owner-order-texts.mjs';
import { chosenFile } from './save.mjs';

/**
 * Inputs for a card as a file, as text or by camera, and for its words. `typed` keeps what was entered,
 * `read` makes `{ name, words }` of bytes, `scan` finds a text in a picture, `say` shows what is wrong.
 */
export function cardInputs(typed, { read, scan }, say, labels, id = 'card') {
  const words = orderWords();
  const found = element('p', { class: 'hint', role: 'status' }, typed.card ? labels.found(typed.card.name) : '');
  const take = async (bytes) => {
    say('');
    try {
      typed.card = { bytes, ...(await read(bytes)) };
      found.textContent = labels.found(typed.card.name);
    } catch (error) {
      typed.card = undefined;
      found.textContent = '';
      say(explainOrder(error, 'card'), 'error');
    }
  };
  const file = element('input', { id, type: 'file', change: async () => file.files[0] && take(await chosenFile(file)) });
  const pasted = element('input', { id: `${id}-text`, autocomplete: 'off', spellcheck: 'false', change: () => pasted.value.trim() && take(bytesOf(pasted.value)) });
  const heard = element('input', { id: `${id}-words`, autocomplete: 'off', spellcheck: 'false', input: () => (typed.words = heard.value) });
  heard.value = typed.words ?? '';
  const camera = cameraInput(scan, (text) => take(bytesOf(text)));
  return [labelled(file, labels.file), labelled(pasted, words.cardText), camera, found, labelled(heard, words.cardWords)];
}

/** What keeps the card from being used; `undefined` if nothing does. */
export function cardProblem({ card, words = '' }, missing) {
  if (!card) return missing;
  return words.trim().toLowerCase() === card.words ? undefined : orderWords().otherWords;
}

export function labelled(input, text) {
  return element('div', { class: 'field' }, element('label', { for: input.id }, text), input);
}
