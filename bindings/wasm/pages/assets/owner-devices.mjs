// Who holds keys of the list: devices, what they can open, grants to others, and what to do when one
// is gone.

import { element } from './dom.mjs';
import { textOf } from './owner-camera.mjs';
import { cardInputs, cardProblem } from './owner-card.mjs';
import { codesInTurn } from './owner-codes.mjs';
import { explainDevices, deviceWords } from './owner-device-texts.mjs';
import { codeInput, fileInput, keyForm } from './owner-restore.mjs';
import { save } from './save.mjs';
import { dateTime, day } from './texts.mjs';

/**
 * The view. `asked` is what the worker knows of the devices, `typed` keeps what was entered, `ask` has
 * the worker do something, `again` draws the view anew with a notice.
 */
export function devicesView({ devices, waiting }, { list, epoch }, typed, ask, again) {
  const words = deviceWords();
  const { epochAnchor, epochLength } = list.terms;
  const date = (each) => day(epochAnchor + each * epochLength);
  const names = (some) => some.map(nameOf).join(', ');
  const left = waiting.map(({ epoch: each, missing, silent }) => element(
    'li',
    {},
    element('strong', {}, `${date(each)}: `),
    missing.length > 0 ? words.missing(names(missing)) : words.erasedByAll,
    silent.length > 0 && ` ${words.silent(names(silent))}`,
  ));
  return [
    element('p', {}, words.intro),
    element('ul', { class: 'cards' }, ...devices.map((device) => deviceCard(device, date, ask, again))),
    left.length > 0 && element('section', { class: 'card' }, element('h2', {}, words.waitingTitle), element('p', {}, words.waitingIntro), element('ul', {}, ...left)),
    grantView(typed, list, epoch, date, ask, again),
  ];
}

/** Days that another device had erased, and that nobody can open any more. */
export function elsewhereView({ elsewhere = [], list }) {
  const { epochAnchor, epochLength } = list.terms;
  const say = ({ epoch, records, device, certificate }) => deviceWords().elsewhere(day(epochAnchor + epoch * epochLength), nameOf({ name: device, serial: certificate }), records);
  return elsewhere.map((erased) => element('p', { class: 'notice' }, say(erased)));
}

/** One device, with what revoking it means said before. */
function deviceCard(device, date, ask, again) {
  const words = deviceWords();
  const state = device.isRevoked ? words.revoked : device.isThis ? words.thisDevice : words.inUse;
  const rights = device.isDelegate ? device.rights.map((right) => words.rights[right]).join(', ') : words.owners;
  const exposed = device.canOpen.map(({ epoch, records, isPurged }) => element('li', {}, words.exposed(date(epoch), records, isPurged)));
  const opens = exposed.length > 0
    ? element('details', {}, element('summary', {}, words.canOpen(exposed.length)), element('ul', {}, ...exposed))
    : element('p', { class: 'hint' }, words.opensNothing);
  const records = device.canOpen.reduce((sum, each) => sum + each.records, 0);
  const revoke = async (given) => {
    const done = await ask('revoke', { ...given, serial: device.serial });
    await again(words.revocationDone(done.exposed.length, done.hasNewKeys));
    return '';
  };
  const form = () => element(
    'details',
    {},
    element('summary', {}, device.isDelegate ? words.revokeDelegate : words.revokeStolen),
    element('p', { class: 'notice' }, words.exposedFirst(device.canOpen.length, records)),
    element('p', {}, words.revokeIntro),
    keyForm({ identity: named(fileInput('identity'), device) }, named(codeInput(), device), words.revokeNow, revoke, { style: 'danger' }),
  );
  return element(
    'li',
    { class: 'card' },
    element('h2', {}, nameOf(device)),
    element('p', {}, `${state} · ${rights} · ${words.until(day(device.until))}`),
    device.words && element('p', { class: 'hint' }, device.words),
    opens,
    !device.isRevoked && form(),
  );
}

/** Lets another person's device in, for some days. */
function grantView(typed, list, epoch, date, ask, again) {
  const words = deviceWords();
  const problem = element('p', { role: 'alert', hidden: true });
  const say = (message, kind = '') => {
    problem.textContent = message;
    problem.className = kind;
    problem.hidden = message === '';
  };
  const card = cardInputs(typed, { read: (bytes) => ask('deviceCard', { bytes }), scan: (picture) => ask('scan', picture) }, say, { file: words.cardFile, found: words.cardFound }, 'device');
  const days = list.openEpochs.filter((each) => each >= epoch.epoch - 31);
  const choice = (name, label, usual) => {
    const options = days.map((each) => element('option', { value: String(each), selected: String(each) === (typed[name] ?? String(usual)) }, date(each)));
    const select = element('select', { id: `grant-${name}`, change: () => (typed[name] = select.value) }, ...options);
    return [select, element('div', {}, element('label', { for: select.id }, label), select)];
  };
  const [from, fromField] = choice('from', words.from, epoch.epoch);
  const [to, toField] = choice('to', words.to, epoch.epoch + 6);
  const boxes = ['read', 'instruct', 'disclose'].map((right) => {
    const box = element('input', { type: 'checkbox', id: `right-${right}`, checked: (typed.rights ?? ['read']).includes(right) });
    return [right, box, element('div', { class: 'check' }, box, element('label', { for: box.id }, words.grantRights[right]))];
  });
  const grant = async (given) => {
    typed.rights = boxes.filter(([, { checked }]) => checked).map(([right]) => right);
    const wrong = cardProblem(typed, words.noCard) ?? (typed.rights.length === 0 ? words.noRight : undefined);
    say(wrong ?? '', 'error');
    if (wrong) return '';
    const wanted = { from: Number(from.value), to: Number(to.value), rights: typed.rights };
    const done = await ask('grant', { ...given, card: typed.card.bytes, wanted });
    save(`sealroll-${list.listId.slice(0, 8)}.grant`, done.file);
    for (const key of Object.keys(typed)) delete typed[key];
    typed.made = { name: done.name, file: done.file };
    await again(words.granted(done.name, day(done.until)));
    return '';
  };
  const keys = { name: 'grant' };
  return element(
    'details',
    { class: 'card', open: Boolean(typed.card ?? typed.made) },
    element('summary', {}, words.grantTitle),
    element('p', {}, words.grantIntro),
    ...card,
    element('div', { class: 'filters' }, fromField, toField),
    ...boxes.map(([, , field]) => field),
    problem,
    keyForm({ identity: named(fileInput('identity'), keys) }, named(codeInput(), keys), words.grantNow, grant, { explain: explainDevices }),
    typed.made && madeView(typed.made),
  );
}

/** A grant as text, and as codes that follow each other before the camera of its device. */
function madeView({ name, file }) {
  const words = deviceWords();
  const text = textOf(file);
  return element(
    'details',
    {},
    element('summary', {}, words.grantAsCode(name)),
    element('p', { class: 'hint' }, words.grantHint),
    codesInTurn(text, words.grantCode),
    element('p', { class: 'code' }, text),
  );
}

/** The same form stands several times in the view. */
function named(input, { serial, name }) {
  input.id = `${input.id}-${serial ?? name}`;
  return input;
}

/** Certificates are numbered by the second in which they are made. */
function nameOf({ name, serial, isThis }) {
  return name || (isThis ? deviceWords().thisDevice : deviceWords().unnamed(dateTime(serial)));
}
