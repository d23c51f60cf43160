// What opens a key file, as people type it.

/** A recovery code if it looks like one, else the passphrase of a file that the command made. */
export function secretOf(typed, checkRecoveryCode) {
  const looksLikeCode = /^\s*([0-9a-z]{4,6}[-\s]*){5,7}$/i.test(typed) && !/^[a-z\s]+$/.test(typed);
  return looksLikeCode ? { recoveryCode: checkRecoveryCode(typed) } : { passphrase: typed.trim() };
}
