// A passphrase in place of a recovery code, with what it is worth.

import { element } from './dom.mjs';
import { keyWords } from './owner-key-texts.mjs';

/** The input, closed until wanted. `judge` says how strong a text is. */
export function passphraseView(typed, judge) {
  const words = keyWords();
  const verdict = element('p', { class: 'hint', id: 'strength', role: 'status' });
  let last = 0;
  const look = async () => {
    typed.passphrase = input.value;
    last += 1;
    const mine = last;
    if (input.value === '') return verdict.replaceChildren();
    const { isStrong, power, advice } = await judge(input.value);
    if (mine !== last) return undefined;
    const known = advice.map((name) => words.advice[name]).filter(Boolean);
    return verdict.replaceChildren([isStrong ? words.strong(power) : words.weak(power), ...known].join(' '));
  };
  const input = element('input', { id: 'passphrase', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'strength', input: () => void look() });
  input.value = typed.passphrase ?? '';
  return element(
    'details',
    { class: 'card', open: Boolean(typed.passphrase) },
    element('summary', {}, words.passphraseTitle),
    element('p', {}, words.passphraseIntro),
    element('div', { class: 'field' }, element('label', { for: 'passphrase' }, words.passphrase), input),
    verdict,
  );
}
