// A foreign HPKE implementation behind JSON lines; see README.md.
// Packages: `npm ci --prefix foreign` beside this file.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("./foreign/package.json", import.meta.url));
const { CipherSuite, HkdfSha256 } = require("@hpke/core");
const { Chacha20Poly1305 } = require("@hpke/chacha20poly1305");
const { DhkemX25519HkdfSha256 } = require("@hpke/dhkem-x25519");

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (buffer) => Buffer.from(buffer).toString("hex");

/** The options that sender and recipient share; without a PSK the mode is base. */
function options(command) {
  const common = { info: bytes(command.info) };
  if (command.psk) common.psk = { id: bytes(command.psk_id), key: bytes(command.psk) };
  return common;
}

async function seal(command) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(bytes(command.pk));
  const sender = await suite.createSenderContext({ ...options(command), recipientPublicKey });
  const ct = await sender.seal(bytes(command.pt), new Uint8Array());
  return { ok: true, enc: hex(sender.enc), ct: hex(ct) };
}

async function open(command) {
  const recipientKey = await suite.kem.importKey("raw", bytes(command.sk), false);
  const recipient = await suite.createRecipientContext({
    ...options(command), recipientKey, enc: bytes(command.enc),
  });
  const pt = await recipient.open(bytes(command.ct), new Uint8Array());
  return { ok: true, pt: hex(pt) };
}

async function answer(line) {
  try {
    const command = JSON.parse(line);
    return await { seal, open }[command.op](command);
  } catch (error) {
    return { ok: false, problem: error.name };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(JSON.stringify(await answer(line)) + "\n");
}
