// What the tests share: the package, a real processor, and a list with an owner.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

export const output = process.env.SEALROLL_WASM;
export const sealroll = await import(pathToFileURL(join(output, 'package', 'node.mjs')));

export const now = () => Math.floor(Date.now() / 1000);

/** Starts a processor of the test environment on a free port, or at `listen`. */
export async function startProcessor({ pages, listen = '127.0.0.1:0', folder = mkdtempSync(join(tmpdir(), 'sealroll-wasm-')), vault = join(folder, 'vault') } = {}) {
  const child = spawn(process.env.SEALROLL_PROCESSOR, [], {
    env: { ...settings(folder, vault), SEALROLL_LISTEN: listen, ...(pages && { SEALROLL_PAGES_DIR: pages }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then((code) => Promise.reject(new Error(`the processor ended with ${code}`))),
  ]);
  const { listening } = JSON.parse(line);
  return {
    api: `http://${listening}`,
    authority: listening,
    folder,
    /** Ends it; `keeps` leaves its data to another one. */
    async stop({ keeps = false } = {}) {
      child.kill('SIGTERM');
      await ended;
      if (!keeps) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Copies the data of a processor that may be running; returns what brings this state back. */
export function backUp(processor) {
  const folder = mkdtempSync(join(tmpdir(), 'sealroll-backup-'));
  const [copy, data, vault] = [join(folder, 'copy'), join(folder, 'data'), join(folder, 'vault')];
  const run = (of, ...words) => execFileSync(process.env.SEALROLL_PROCESSOR, words, { env: of, stdio: ['ignore', 'pipe', 'ignore'] });
  run(settings(processor.folder), 'backup', copy);
  /** Ends the processor, and starts another at its address that knows only what the backup has. */
  return async (pages) => {
    await processor.stop({ keeps: true });
    // Backups never hold the keys of the vault, which is elsewhere and was not lost.
    cpSync(join(processor.folder, 'vault'), vault, { recursive: true });
    run(settings(data, vault), 'restore', copy);
    run(settings(data, vault), 'recover');
    const restored = await startProcessor({ pages, listen: processor.authority, folder: data, vault });
    const stop = async () => {
      await restored.stop();
      for (const each of [folder, processor.folder]) rmSync(each, { recursive: true, force: true });
    };
    return { ...restored, stop };
  };
}

function settings(folder, vault = join(folder, 'vault')) {
  return { SEALROLL_DATA_DIR: folder, SEALROLL_VAULT_DIR: vault, SEALROLL_ORIGIN: 'log.example', SEALROLL_ENVIRONMENT: 'test' };
}

/** Runs the command `sealroll` with a folder of its own; returns what it prints. */
export function command(home, ...words) {
  const env = { ...process.env, SEALROLL_HOME: home, SEALROLL_ENVIRONMENT: 'test', SEALROLL_SECRET: SECRET };
  const printed = execFileSync(process.env.SEALROLL_COMMAND, ['--json', ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(String(printed));
}

const SECRET = sealroll.newRecoveryCode();

/** A list that is registered, published and cosigned. */
export async function startList(processor, changes = {}) {
  const { api, authority } = processor;
  const { origin, logKey } = await sealroll.processorOf(api);
  const { owner, identity } = sealroll.Owner.create(
    {
      environment: 'test',
      origin,
      logKey,
      venue: 'Café Morgenrot',
      address: 'Hauptstraße 1, 10115 Berlin',
      contact: 'info@morgenrot.example',
      purpose: { de: 'Kontaktnachverfolgung', en: 'Contact tracing' },
      legalBasis: { de: 'Art. 6 Abs. 1 lit. c DSGVO', en: 'Art. 6(1)(c) GDPR' },
      generationEpochs: 3,
      ...changes,
    },
    now(),
  );
  const options = {
    authority,
    clock: now,
    exchange: (request) => sealroll.exchange(api, request),
    save: () => {},
  };
  const publish = async () => {
    await sealroll.send(api, owner.registrationRequest());
    const request = owner.statementsRequest(authority, now());
    if (request) await sealroll.send(api, request);
    await owner.sync(options);
  };
  await publish();
  return { owner, identity, options, publish, link: owner.invitation(api).toLink() };
}

/** Checks `count` guests in, a few at a time. */
export async function fill(processor, list, count) {
  const guest = sealroll.Guest.firstUse('test');
  const invitation = sealroll.Invitation.fromLink(list.link);
  const bundle = await sealroll.send(processor.api, guest.welcomeRequest(invitation));
  const welcome = guest.accept(invitation, bundle, now());
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      const form = { givenName: 'Ada', familyName: `Nr. ${next}`, phone: '+49 30 901820' };
      const pending = welcome.checkIn(form, now());
      await sealroll.send(processor.api, pending.request());
      pending.free();
    }
  };
  await Promise.all(Array.from({ length: 32 }, lane));
}

/** Whether a call throws the error of this code. */
export function throwsCode(code, field) {
  return (error) => {
    if (!(error instanceof sealroll.SealrollError)) throw error;
    return error.code === code && (field === undefined || error.field === field);
  };
}

function once(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...values) => resolve(values)));
}
