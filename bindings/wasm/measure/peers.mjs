// The same job for every side: 512 bytes sealed to one X25519 key, as an envelope is.

import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import sodium from 'libsodium-wrappers';

export const MATERIAL = {
  ikm: crypto.getRandomValues(new Uint8Array(32)),
  info: crypto.getRandomValues(new Uint8Array(74)),
  psk: crypto.getRandomValues(new Uint8Array(32)),
  pskId: crypto.getRandomValues(new Uint8Array(32)),
  plaintext: crypto.getRandomValues(new Uint8Array(512)),
};

/** Our HPKE layer out of a compiled module. */
export function ours({ Layer }) {
  const { ikm, info, psk, pskId } = MATERIAL;
  return Layer.create(ikm, info, psk, pskId);
}

/** `@hpke/core` in mode PSK: the same bytes as ours. */
export async function hpke(secretKey, publicKey) {
  const kem = new DhkemX25519HkdfSha256();
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
  const { info, psk, pskId, plaintext } = MATERIAL;
  const key = { key: exact(psk), id: exact(pskId) };
  const recipientPublicKey = await kem.deserializePublicKey(exact(publicKey));
  const recipientKey = await kem.deserializePrivateKey(exact(secretKey));
  return {
    async seal() {
      const sender = await suite.createSenderContext({ recipientPublicKey, info: exact(info), psk: key });
      const ciphertext = await sender.seal(exact(plaintext));
      return joined(new Uint8Array(sender.enc), new Uint8Array(ciphertext));
    },
    async open(sealed) {
      const enc = exact(sealed.subarray(0, 32));
      const recipient = await suite.createRecipientContext({ recipientKey, enc, info: exact(info), psk: key });
      return new Uint8Array(await recipient.open(exact(sealed.subarray(32))));
    },
  };
}

/** libsodium's sealed boxes: the job without context, PSK and key schedule. */
export async function libsodium() {
  await sodium.ready;
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return {
    seal: () => sodium.crypto_box_seal(MATERIAL.plaintext, publicKey),
    open: (sealed) => sodium.crypto_box_seal_open(sealed, publicKey, privateKey),
  };
}

/** noble's primitives, composed to the job of a sealed box. */
export function noble() {
  const recipient = x25519.keygen();
  const keys = (shared) => {
    const okm = hkdf(sha256, shared, undefined, MATERIAL.info, 44);
    return chacha20poly1305(okm.subarray(0, 32), okm.subarray(32));
  };
  return {
    seal() {
      const { secretKey, publicKey } = x25519.keygen();
      return joined(publicKey, keys(x25519.getSharedSecret(secretKey, recipient.publicKey)).encrypt(MATERIAL.plaintext));
    },
    open(sealed) {
      const shared = x25519.getSharedSecret(recipient.secretKey, sealed.subarray(0, 32));
      return keys(shared).decrypt(sealed.subarray(32));
    },
  };
}

function exact(bytes) {
  return bytes.slice().buffer;
}

function joined(a, b) {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
