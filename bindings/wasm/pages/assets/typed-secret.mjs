// What opens a key file, as people type it.

/** A recovery code, its characters or its words, if it is one or is meant to be; else a passphrase. */
export function secretOf(typed, checkRecoveryCode) {
  const text = typed.trim();
  try {
    return { recoveryCode: checkRecoveryCode(text) };
  } catch (error) {
    const isMeant = /^[0-9a-z]{24,36}$/i.test(text.replaceAll(/[-\s]/g, '')) && /[0-9-]/.test(text);
    const hasWords = text.split(/[\s,.-]+/).length >= MANY_WORDS && /^[a-z\s,.-]+$/i.test(text);
    if (isMeant || hasWords) throw error;
    return { passphrase: text };
  }
}

/** A code has fourteen words; nobody's passphrase has so many. */
const MANY_WORDS = 12;
