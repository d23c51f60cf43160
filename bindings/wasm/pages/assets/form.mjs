// The form of a check-in, driven by the fields that the list asks for.

import { element } from './dom.mjs';
import { text } from './texts.mjs';

/**
 * Builds the inputs; returns their elements, and functions to read them and to show an error. In
 * a correction what stays empty does not change.
 */
export function checkInFields(welcome, invitation, filled = {}, isCorrection = false) {
  const wanted = welcome.fields().filter(({ name }) => {
    return name !== 'arrival' && !(name === 'doorCode' && (isCorrection || invitation.hasDoorCode));
  });
  const fields = wanted.map(({ name, required }) => {
    return new Field(name, required, filled[name], welcome.terms.maxCompanions, isCorrection);
  });
  const byName = new Map(fields.map((field) => [field.name, field]));
  return {
    elements: fields.map(({ row }) => row),
    values: () => Object.fromEntries(fields.map((field) => [field.name, field.raw()])),
    read: (now) => Object.fromEntries(fields.map((field) => [field.name, field.read(now)])),
    clearErrors: () => fields.forEach((field) => field.explain('')),
    /** Marks the field and moves there; `false` if there is no such field. */
    mark(name, message) {
      const field = byName.get(name);
      field?.explain(message);
      field?.input.focus();
      return field !== undefined;
    },
  };
}

class Field {
  constructor(name, required, value, maxCompanions, isCorrection) {
    this.none = isCorrection ? undefined : 0;
    const { kind, ...attributes } = KINDS[name] ?? {};
    this.name = name;
    this.kind = kind ?? 'text';
    const id = `field-${name}`;
    this.error = element('p', { id: `${id}-error`, class: 'error', hidden: true });
    const hint = text.hints[name];
    const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(' ');
    this.input = element(kind === 'lines' ? 'textarea' : 'input', {
      id,
      name,
      'aria-describedby': described,
      'aria-required': required && !isCorrection ? 'true' : undefined,
      ...(name === 'companions' && { max: String(maxCompanions) }),
      ...attributes,
    });
    this.input.value = value ?? (name === 'companions' && !isCorrection ? '0' : '');
    const mark = required || isCorrection ? '' : ` (${text.optional})`;
    this.row = element(
      'div',
      { class: 'field' },
      element('label', { for: id }, `${text.fields[name]}${mark}`),
      hint && element('p', { id: `${id}-hint`, class: 'hint' }, hint),
      this.input,
      this.error,
    );
  }

  raw() {
    return this.input.value;
  }

  read(now) {
    const value = this.input.value;
    if (this.kind === 'number') return value === '' ? this.none : Number(value);
    if (this.kind === 'lines') return value.split('\n').map((line) => line.trim()).filter(Boolean);
    if (this.kind === 'time') return value === '' ? undefined : nextTime(value, now);
    return this.name === 'country' ? value.toUpperCase() : value;
  }

  explain(message) {
    this.error.textContent = message;
    this.error.hidden = message === '';
    if (message === '') this.input.removeAttribute('aria-invalid');
    else this.input.setAttribute('aria-invalid', 'true');
  }
}

/** The next moment at which clocks show this. */
function nextTime(clock, now) {
  const [hours, minutes] = clock.split(':').map(Number);
  const moment = new Date(now * 1000);
  moment.setHours(hours, minutes, 0, 0);
  if (moment.getTime() <= now * 1000) moment.setDate(moment.getDate() + 1);
  return Math.floor(moment.getTime() / 1000);
}

const KINDS = {
  givenName: { autocomplete: 'given-name', autocapitalize: 'words' },
  familyName: { autocomplete: 'family-name', autocapitalize: 'words' },
  phone: { type: 'tel', autocomplete: 'tel', inputmode: 'tel' },
  email: { type: 'text', autocomplete: 'email', inputmode: 'email', autocapitalize: 'none' },
  street: { autocomplete: 'address-line1' },
  postalCode: { autocomplete: 'postal-code' },
  city: { autocomplete: 'address-level2' },
  country: { autocomplete: 'country', maxlength: '2', autocapitalize: 'characters' },
  place: { autocomplete: 'off' },
  companions: { kind: 'number', type: 'number', min: '0', inputmode: 'numeric' },
  companionNames: { kind: 'lines', rows: '3', autocomplete: 'off' },
  plannedEnd: { kind: 'time', type: 'time' },
  doorCode: { autocomplete: 'off', autocapitalize: 'characters' },
};
