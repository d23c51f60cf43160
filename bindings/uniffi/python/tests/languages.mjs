// Guest and owner with the npm package in Node, for the test that holds all languages against each
// other: `languages.mjs guest API FILE-WITH-LINK GIVEN-NAME FAMILY-NAME` prints the record id,
// `create API FOLDER` writes FOLDER/link, `open API FOLDER` prints today's visits as JSON.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const module = pathToFileURL(join(process.env.SEALROLL_WASM, 'package', 'node.mjs'));
const { Guest, Invitation, Owner, exchange, processorOf, send } = await import(module);

const now = () => Math.floor(Date.now() / 1000);

async function guest(api, link, givenName, familyName) {
  const invitation = Invitation.fromLink(readFileSync(link, 'utf8').trim());
  const device = Guest.firstUse('test');
  const welcome = device.accept(invitation, await send(api, device.welcomeRequest(invitation)), now());
  const pending = welcome.checkIn({ givenName, familyName }, now());
  const ticket = pending.confirm(await send(api, pending.request()));
  console.log(ticket.recordId);
}

function options(api, folder) {
  return {
    authority: new URL(api).host,
    clock: now,
    exchange: (request) => exchange(api, request),
    save: (state) => writeFileSync(join(folder, 'state'), state),
  };
}

async function create(api, folder) {
  const { origin, logKey } = await processorOf(api);
  const text = { de: 'Kontaktnachverfolgung', en: 'contact tracing' };
  const fields = { givenName: 'required', familyName: 'required', phone: 'optional' };
  const { owner } = Owner.create(
    {
      environment: 'test',
      origin,
      logKey,
      venue: 'Café Morgenrot',
      contact: 'info@morgenrot.example',
      purpose: text,
      legalBasis: text,
      generationEpochs: 3,
      fields,
    },
    now(),
  );
  await send(api, owner.registrationRequest());
  await send(api, owner.statementsRequest(new URL(api).host, now()));
  await owner.sync(options(api, folder));
  writeFileSync(join(folder, 'state'), owner.toBytes());
  writeFileSync(join(folder, 'link'), owner.invitation(api).toLink());
}

async function open(api, folder) {
  const owner = Owner.fromBytes(readFileSync(join(folder, 'state')));
  await owner.sync(options(api, folder));
  const { epoch } = owner.epochAt(now());
  const { quarantined, missing } = owner.open(await owner.fetch(epoch, options(api, folder)));
  if (quarantined.length + missing.length > 0) throw new Error('not everything opens');
  console.log(owner.json(epoch));
}

const [task, ...given] = process.argv.slice(2);
await { guest, create, open }[task](...given);
