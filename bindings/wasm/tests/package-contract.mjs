// The runner contract of `spec/vectors/README.md`, for Node and browsers alike: no imports.
// `files` are the folder's files, `[name, text]` each.

/** Every case through the libraries, compiled to wasm. */
export function runWhole({ kinds, check }, files) {
  const idle = new Set(kinds());
  const failures = [];
  for (const [name, text] of files) {
    let fault;
    try {
      fault = check(name, text);
    } catch (trap) {
      fault = `${name}: ${trap}`;
    }
    if (fault !== undefined) failures.push(fault);
    idle.delete(JSON.parse(text).kind);
  }
  return { count: files.length, failures, idle: [...idle] };
}

/** The cases that the package's own interface can express, through that interface. */
export function runThroughPackage(sealroll, files, table = PACKAGE) {
  const cases = files.map(([name, text]) => ({ name, ...JSON.parse(text) }));
  const codes = new Map();
  for (const { kind, input, output } of cases) {
    if (kind === 'recovery-code-write') codes.set(input.secret, output.text);
  }
  const counts = {};
  const failures = [];
  for (const [kind, run] of Object.entries(table)) {
    counts[kind] = 0;
    for (const each of cases) {
      if (each.kind !== kind) continue;
      const found = judge(() => run(sealroll, each.input, { codes, ...each }), sealroll.SealrollError);
      if (found === undefined) continue;
      counts[kind] += 1;
      if (found.expect !== each.expect) failures.push(`${each.name}: ${found.expect}, not ${each.expect}`);
      for (const [name, value] of Object.entries(found.output)) {
        if (value !== each.output[name]) failures.push(`${each.name}: ${name} is ${value}`);
      }
    }
  }
  return { counts, failures };
}

/** What a case gave; `undefined` if the interface cannot express it. */
function judge(run, SealrollError) {
  try {
    const output = run();
    return output === undefined ? undefined : { expect: 'ok', output };
  } catch (error) {
    return { expect: error instanceof SealrollError ? error.code : String(error), output: {} };
  }
}

/** By kind; the values of an output have the names of the contract. */
const PACKAGE = {
  'parse-invitation': ({ Invitation }, { link }) => {
    const invitation = Invitation.fromLink(link);
    if (invitation.toLink() !== link) throw new Error('the link changed');
    return { list_id: invitation.listId };
  },
  'fingerprint-words': ({ Invitation }, { root_fingerprint: fingerprint }) => {
    const link = `https://sealroll.example/c#${base64url([1, 0, ...bytes(fingerprint), ...new Array(32).fill(7)])}`;
    return { words: Invitation.fromLink(link).fingerprintWords };
  },
  'verify-welcome': ({ Guest, Invitation }, { link, bundle, environment, now, memory }) => {
    const invitation = Invitation.fromLink(link);
    const name = environment === 1 ? 'production' : 'test';
    const guest = Guest.restore(name, savedMemory(memory, invitation.listId), new Uint8Array(32));
    const welcome = guest.accept(invitation, bytes(bundle), now);
    return { words: welcome.fingerprintWords, epoch: welcome.epoch, list_id: welcome.listId };
  },
  'recovery-code': ({ checkRecoveryCode }, { text }, { codes, output }) => {
    const written = checkRecoveryCode(text);
    const expected = codes.get(output.secret);
    if (expected !== undefined && written !== expected) throw new Error(`written as ${written}`);
    return {};
  },
  'key-file': ({ Identity }, input, { codes, expect }) => {
    const file = bytes(input.file);
    // The package does not show what is in the other files, but every fault in them.
    if (expect === 'ok' && file[1] !== IDENTITY) return undefined;
    const secret = file[2] === PASSPHRASE
      ? { passphrase: new TextDecoder().decode(bytes(input.secret)) }
      : { recoveryCode: codes.get(input.secret) };
    if (secret.recoveryCode === undefined && secret.passphrase === undefined) return undefined;
    Identity.fromFile(new Uint8Array([...file, ...new Array(input.zeros_appended ?? 0).fill(0)]), secret);
    return {};
  },
};

/** The same for `sealroll/guest`. */
export const DOOR = {
  'parse-invitation': ({ Invitation }, { link }) => ({ list_id: Invitation.fromLink(link).listId }),
  'verify-welcome': PACKAGE['verify-welcome'],
};

/** What a bundle of the vectors gives: all that a guest is shown, or the code of the failure. */
export function shown({ Guest, Invitation, SealrollError }, { link, bundle, environment, now, memory }) {
  try {
    const invitation = Invitation.fromLink(link);
    const name = environment === 1 ? 'production' : 'test';
    const guest = Guest.restore(name, savedMemory(memory, invitation.listId), new Uint8Array(32));
    const welcome = guest.accept(invitation, bytes(bundle), now);
    const { terms, fingerprintWords, listId, epoch, notBefore, notAfter, erasedBy } = welcome;
    const { base, hintAddress } = invitation;
    return { terms, fingerprintWords, listId, epoch, notBefore, notAfter, erasedBy, base, hintAddress, fields: welcome.fields(), memory: [...guest.memory()] };
  } catch (error) {
    if (!(error instanceof SealrollError)) throw error;
    return error.code;
  }
}

/** A guest's memory in the form that the package saves. */
function savedMemory({ certificates = {}, descriptor_version: version = 0, statements = {} }, listId) {
  const seen = Object.entries(statements);
  const view = new DataView(new ArrayBuffer(58 + seen.length * 12));
  view.setUint8(0, 1);
  view.setUint32(1, 1);
  bytes(listId).forEach((byte, at) => view.setUint8(5 + at, byte));
  for (const use of [1, 2, 3, 4]) view.setBigUint64(13 + use * 8, BigInt(certificates[use] ?? 0));
  view.setUint32(53, version);
  view.setUint8(57, seen.length);
  seen.forEach(([epoch, serial], at) => {
    view.setUint32(58 + at * 12, Number(epoch));
    view.setBigUint64(62 + at * 12, BigInt(serial));
  });
  return new Uint8Array(view.buffer);
}

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function base64url(numbers) {
  return btoa(String.fromCharCode(...numbers)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const IDENTITY = 1;
const PASSPHRASE = 2;
