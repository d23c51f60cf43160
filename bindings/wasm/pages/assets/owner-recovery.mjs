// Recovery, away from the page: codes, sheets, passphrases, and the trial.

import { Owner, SealrollError, checkRecoveryCode, combineSheets, newRecoveryCode, recoverySheets, recoveryWords } from './owner/index.mjs';
import { init as loadStrength, strength } from './strength/index.mjs';
import { secretOf } from './typed-secret.mjs';

/** A new recovery code with its words, or the passphrase that was chosen, if it is strong enough. */
export async function newSecret(passphrase, module) {
  if (!passphrase) {
    const code = newRecoveryCode();
    return { secret: { recoveryCode: code }, code, words: wordsOf(code) };
  }
  if (!(await judge(passphrase, module)).isStrong) throw new SealrollError('weak-passphrase', 'it can be guessed');
  return { secret: { passphrase } };
}

/** A code, its words or a passphrase; or sheets that bring the code back. */
export function typedSecret(typed, sheets = []) {
  return sheets.length > 0 ? { recoveryCode: combineSheets(sheets) } : secretOf(typed, checkRecoveryCode);
}

/**
 * Brings a list back. Serials follow the seconds: where another device has just been certified, they are a
 * few ahead, and the server refuses lower ones until then.
 */
export async function recoverOwner(identity, secret, options) {
  for (let left = 3; ; left -= 1) {
    try {
      return await Owner.recover(identity, secret, options);
    } catch (error) {
      if (error.code !== 'rolled-back' || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 4000));
    }
  }
}

/** Methods of the worker. `desk` has `owner()`, `options()` and `strength()`, where that module is. */
export function recoveryMethods(desk) {
  const drill = async (secret) => {
    await desk.owner().sync(desk.options());
    const when = await desk.owner().drill(secret, desk.options());
    await desk.owner().sync(desk.options());
    return when;
  };
  return {
    /** Opens the canary with what was typed; the date is recorded. */
    drill: ({ secret }) => drill(typedSecret(secret)),

    /** The same, and gives what can be printed. */
    async paper({ secret }) {
      const typed = typedSecret(secret);
      const drilled = await drill(typed);
      const code = typed.recoveryCode;
      return { drilled, code, words: code && wordsOf(code) };
    },

    sheets: ({ code, needed, count }) => recoverySheets(code, needed, count),

    strength: ({ passphrase }) => judge(passphrase, desk.strength()),
  };
}

/** How strong a passphrase is; the module with the dictionaries is fetched when it is wanted. */
async function judge(passphrase, module) {
  const [address, integrity] = module.split(' ');
  await loadStrength(fetch(address, { integrity }));
  const [isStrong, power, ...advice] = strength(passphrase.trim()).split(' ');
  return { isStrong: isStrong === '1', power, advice };
}

function wordsOf(code) {
  return { de: recoveryWords(code, 'de'), en: recoveryWords(code, 'en') };
}
