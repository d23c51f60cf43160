// The auditor's page: a reader token, what was seen before, and the report.

import { Auditor, exchange, init } from './owner/index.mjs';
import { reportView } from './auditor-report.mjs';
import { auditWords, explainAudit } from './auditor-texts.mjs';
import { element, show } from './dom.mjs';
import { chosenFile } from './save.mjs';
import { language, startLanguage, text, toggleLanguage } from './texts.mjs';

const meta = (name) => document.querySelector(`meta[name=sealroll-${name}]`).content;
const now = () => Math.floor(Date.now() / 1000);

startLanguage();
try {
  await init(fetch(meta('module'), { integrity: meta('integrity') }));
  start();
} catch (error) {
  draw(() => [element('h1', {}, text.problem), element('p', { role: 'alert' }, explainAudit(error))]);
}

function start() {
  draw(() => [element('h1', {}, auditWords().title), element('p', {}, auditWords().intro), auditForm(), againForm()]);
}

/** With a token: asks the processor for everything. */
function auditForm() {
  const words = auditWords();
  const token = fileInput('token', true);
  const seen = fileInput('seen', false, true);
  return form(words.auditTitle, words.audit, [field(token, words.tokenFile), field(seen, words.seenFiles)], async (say) => {
    const { list, processor, token: secret } = JSON.parse(new TextDecoder().decode(await chosenFile(token)));
    const api = String(processor).replace(/\/$/, '');
    const auditor = Auditor.begin(String(list), String(secret), now());
    for (const head of await headsOf(seen.files)) auditor.compareWith(head);
    const progress = (answers) => say(words.reading(answers));
    const report = await auditor.run({ authority: new URL(api).host, clock: now, exchange: (request) => exchange(api, request), progress });
    const evidence = { transcript: auditor.transcript(), heads: auditor.newestHeads() };
    auditor.free();
    draw(() => reportView(report, evidence, start));
  });
}

/** Without a network: the same audit from what was kept. */
function againForm() {
  const words = auditWords();
  const evidence = fileInput('evidence', true);
  return form(words.againTitle, words.again, [field(evidence, words.evidenceFile)], async () => {
    const report = Auditor.again(await chosenFile(evidence));
    draw(() => reportView(report, undefined, start));
  });
}

/** Receipts and checkpoints as they are, and the list of heads that an audit before has saved. */
async function headsOf(files) {
  const heads = [];
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const content = new TextDecoder().decode(bytes);
    if (content.startsWith('[')) heads.push(...JSON.parse(content).map((head) => new TextEncoder().encode(head)));
    else heads.push(bytes);
  }
  return heads;
}

function form(title, label, fields, act) {
  const status = element('p', { role: 'alert', hidden: true });
  const button = element('button', { class: 'primary' }, label);
  const say = (message, kind = '') => {
    status.className = kind;
    status.textContent = message;
    status.hidden = false;
  };
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await act(say);
    } catch (error) {
      say(explainAudit(error), 'error');
    }
    button.disabled = false;
  };
  return element('form', { class: 'card', submit }, element('h2', {}, title), ...fields, status, button);
}

function fileInput(id, required, multiple = false) {
  return element('input', { id, type: 'file', required, multiple });
}

function field(input, label) {
  return element('div', { class: 'field' }, element('label', { for: input.id }, label), input);
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
    ...children().filter(Boolean),
    element('footer', {}, element('p', { class: 'hint program' }, `${text.program} ${meta('integrity').slice('sha256-'.length)}`)),
  );
}
