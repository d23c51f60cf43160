// What owner, authority and auditor must do with each other, in Node and in browsers alike: no
// imports.

/** A whole life of orders, a disclosure and an audit; returns what was seen. */
export async function runRoles(sealroll, { state, api, authority: host, link }) {
  const { Auditor, Authority, AuthorityCard, Guest, Invitation, Owner, exchange, send } = sealroll;
  const now = () => Math.floor(Date.now() / 1000);
  const saved = [];
  const options = { authority: host, clock: now, exchange: (request) => exchange(api, request), save: (bytes) => void saved.push(bytes.length) };
  const owner = Owner.fromBytes(state);
  const code = async (work) => {
    try {
      await work();
      return 'ok';
    } catch (error) {
      return error.code ?? String(error);
    }
  };

  // Three guests; the second was at another table and asks for erasure.
  const guest = Guest.firstUse('test');
  const invitation = Invitation.fromLink(link);
  const welcome = guest.accept(invitation, await send(api, guest.welcomeRequest(invitation)), now());
  const tickets = [];
  for (const [givenName, place] of [['Ada', 'Saal'], ['Bo', 'Garten'], ['=Cy', 'Saal']]) {
    const pending = welcome.checkIn({ givenName, familyName: 'X', phone: '+49 30 901820', place }, now());
    tickets.push(pending.confirm(await send(api, pending.request())));
  }
  const asked = tickets[1].request(welcome, 'erase', now());
  asked.confirm(await send(api, asked.request()));
  const heads = [await code(() => send(api, tickets[0].proofRequest())), tickets[0].needsHead];

  const { epoch } = owner.epochAt(now());
  const follow = async () => {
    const { findings } = await owner.sync(options);
    owner.open(await owner.fetch(epoch, options));
    return findings.length;
  };
  await follow();

  // The guest compares: the same log, and cosigned.
  const proof = await send(api, tickets[0].proofRequest());
  const growth = tickets[0].growthRequest(proof);
  tickets[0].checkGrowth(proof, growth ? await send(api, growth) : new Uint8Array());
  tickets[0].witness(proof, welcome);
  heads.push(tickets[0].needsHead, await code(() => tickets[1].checkGrowth(proof, new Uint8Array())));

  // A disclosure: chosen, sealed, ordered, opened by the authority and by nobody else.
  const authority = Authority.generate('Gesundheitsamt Mitte');
  const key = authority.toFile({ passphrase: 'a long passphrase' }, { memoryKib: 64, passes: 1 });
  const again = Authority.fromFile(key, { passphrase: 'a long passphrase' });
  const card = AuthorityCard.fromBytes(authority.card());
  const chosen = owner.choose({ place: 'Saal', epoch });
  const reason = { case: '2026-4711', purpose: 'Tracing', legalBasis: '§ 28a IfSG' };
  const steps = [];
  const { file, ...made } = await owner.disclose(card, reason, { place: 'Saal', epoch }, { ...options, progress: (...step) => void steps.push(step) });
  const disclosed = again.open(file, 'test');
  const { terms, refused, records, ...summary } = disclosed.summary();
  const altered = file.slice();
  altered[altered.length - 100] ^= 1;
  const codes = {
    other: await code(() => Authority.generate('Somebody').open(file, 'test')),
    altered: await code(() => again.open(altered, 'test')),
    environment: await code(() => again.open(file, 'production')),
    nobody: await code(() => owner.disclose(card, reason, { place: 'Nowhere' }, options)),
    wordless: await code(() => owner.disclose(card, { ...reason, case: '' }, {}, options)),
    stopped: await code(() => owner.disclose(card, reason, {}, { ...options, progress: () => false })),
    wrongKey: await code(() => Authority.fromFile(key, { passphrase: 'another passphrase' })),
    card: await code(() => AuthorityCard.fromBytes(authority.card().slice(1))),
    nameless: await code(() => Authority.generate('')),
    order: await code(() => owner.instruct({ kind: 'sing' }, options)),
    busy: await Promise.all([code(() => owner.sync(options)), code(() => owner.sync(options))]).then((both) => both.sort().join()),
  };

  // Requests of guests, decided by a policy; the orders are carried out.
  await follow();
  const [request, ...others] = owner.requests();
  const open = owner.decide(request, {}, now());
  const granted = owner.decide(request, { withdrawWithin: 3600 }, now());
  const done = [];
  for (const order of granted) done.push(await owner.instruct(order, options));
  const held = await owner.instruct({ kind: 'hold-epoch', epoch }, options);
  const { token, reader } = await owner.admitReader(options);
  const findings = await follow();
  const history = owner.history().map(({ event, order }) => order?.kind ?? event);

  // An auditor reads the logs with the token, and again from what was kept.
  const auditor = Auditor.begin(invitation.listId, token, now(), { witnessAge: 3600 });
  auditor.compareWith(tickets[1].proof);
  const bad = await code(() => auditor.compareWith(new Uint8Array(9)));
  let answers = 0;
  const report = await auditor.run({ ...options, progress: () => void (answers += 1) });
  const transcript = auditor.transcript();
  const secondOpinion = Auditor.again(transcript);
  const audit = {
    bad,
    stranger: await code(() => Auditor.begin(invitation.listId, token.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')), now()).run(options)),
    stopped: await code(() => Auditor.begin(invitation.listId, token, now()).run({ ...options, progress: () => false })),
    cut: await code(() => Auditor.again(transcript.slice(0, -1))),
    tokenless: await code(() => Auditor.begin(invitation.listId, 'x', now())),
    isSame: JSON.stringify(report) === JSON.stringify(secondOpinion),
    hasAnswers: answers > 5,
    heads: auditor.newestHeads().length > 1,
    findings: report.findings,
    records: report.records,
    orders: report.instructions.filter(({ acknowledged }) => acknowledged > 0).length,
    words: report.fingerprintWords === owner.summary().fingerprintWords,
  };
  await owner.instruct({ kind: 'dismiss-reader', reader }, options);
  audit.dismissed = await code(() => Auditor.begin(invitation.listId, token, now()).run(options));
  return {
    heads,
    chosen: chosen.visits.length,
    others: owner.choose({ place: 'Saal', epoch, except: [chosen.visits[0]] }).visits.length,
    isChosen: chosen.visits[0] === tickets[0].recordId,
    made: { visits: made.visits, records: made.records, kind: made.instruction.order.kind, isIt: made.instruction.order.disclosure === made.id },
    steps,
    saved: saved.length > 4,
    card: card.name === 'Gesundheitsamt Mitte' && card.words === authority.words && again.words === card.words,
    summary: { case: summary.case, purpose: summary.purpose, legalBasis: summary.legalBasis, isList: summary.listId === invitation.listId, isIt: summary.id === made.id },
    venue: terms.venue,
    passed: [records, refused.length],
    names: disclosed.visits().map(({ givenName }) => givenName),
    isSafe: !/(^|[,\n"])=/.test(disclosed.csv()) && JSON.parse(disclosed.json()).length === 2 && disclosed.xlsx().length > 500,
    codes,
    request: [request.kind, request.checkIn === tickets[1].recordId, others.length, open === undefined],
    done: done.map(({ order }) => order.kind),
    held: held.order.text === `hold epoch ${epoch}`,
    findings,
    history: history.filter((kind) => kind !== 'certificate'),
    audit,
  };
}

/** What every engine must report. */
export const WANTED = {
  heads: ['not-cosigned', true, false, 'bad-proof'],
  chosen: 2,
  others: 1,
  isChosen: true,
  made: { visits: 2, records: 2, kind: 'disclose', isIt: true },
  steps: [[1, 2], [2, 2]],
  saved: true,
  card: true,
  summary: { case: '2026-4711', purpose: 'Tracing', legalBasis: '§ 28a IfSG', isList: true, isIt: true },
  venue: 'Café Morgenrot',
  passed: [2, 0],
  names: ['Ada', '=Cy'],
  isSafe: true,
  codes: {
    other: 'open-failed', altered: 'open-failed', environment: 'wrong-environment', nobody: 'limit', wordless: 'limit', stopped: 'cancelled',
    wrongKey: 'open-failed', card: 'unsupported-version', nameless: 'limit', order: 'bad-argument', busy: 'busy,ok',
  },
  request: ['erase', true, 0, true],
  done: ['erase-record', 'erase-record'],
  held: true,
  findings: 0,
  history: ['terms', 'processor', 'disclose', 'acknowledged', 'erase-record', 'acknowledged', 'erased', 'erase-record', 'acknowledged', 'erased', 'hold-epoch', 'acknowledged', 'admit-reader', 'acknowledged'],
  audit: {
    bad: 'bad-proof', stranger: 'signature-required', stopped: 'cancelled', cut: 'truncated', tokenless: 'bad-argument', isSame: true,
    hasAnswers: true, heads: true, findings: [], records: 4, orders: 5, words: true, dismissed: 'signature-required',
  },
};
