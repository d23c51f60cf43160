// What a display at the door is given, and the code that it shows (`spec/protocol.md#door-code`).

/** Seconds for which a code is shown. */
export const STEP = 300;

/** The fragment that sets a display up: the invitation, then door secret and venue. */
export function doorFragment(invitation, secret, venue) {
  const told = new TextEncoder().encode(venue);
  return `${invitation}.${toText(Uint8Array.of(...secret, ...told))}`;
}

/** Reads that fragment; `undefined` if it is none. */
export function readDoor(fragment) {
  try {
    const [first, second] = fragment.split('.').map(toBytes);
    if (first.length < 66 || first[0] !== 1 || second.length < 33) return undefined;
    const venue = new TextDecoder('utf-8', { fatal: true }).decode(second.subarray(32));
    return { invitation: first.slice(0, 66), secret: second.slice(0, 32), venue };
  } catch {
    return undefined;
  }
}

/** The door code of a list at a time. */
export async function doorCode({ invitation, secret }, seconds) {
  const [label, info] = [new TextEncoder().encode('sealroll-v1 door-code\0'), new DataView(new ArrayBuffer(8))];
  info.setBigUint64(0, BigInt(Math.floor(seconds / STEP)));
  // The first block of HKDF-Expand.
  const message = Uint8Array.of(...label, ...invitation.slice(2, 18), ...new Uint8Array(info.buffer), 1);
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const bits = new DataView(await crypto.subtle.sign('HMAC', key, message)).getUint32(0);
  return Array.from({ length: 6 }, (_, place) => ALPHABET[(bits >>> (27 - 5 * place)) & 31]).join('');
}

/** The fragment of the invitation with a door code in it. */
export function withDoorCode({ invitation }, code) {
  const bytes = Uint8Array.of(...invitation, code.length, ...new TextEncoder().encode(code));
  bytes[1] |= 1;
  return toText(bytes);
}

/** The five words that stand beside the code (`spec/protocol.md#derivations`). */
export function fingerprintWords({ invitation }) {
  const number = (place) => (invitation[place] << 8) | invitation[place + 1];
  return [2, 4, 6, 8, 10].map((place) => word(number(place))).join('-');
}

function word(number) {
  const [consonants, vowels] = ['bdfghjklmnprstvz', 'aiou'];
  const letters = [[12, consonants], [10, vowels], [6, consonants], [4, vowels], [0, consonants]];
  return letters.map(([shift, set]) => set[(number >> shift) & (set.length - 1)]).join('');
}

function toText(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function toBytes(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
