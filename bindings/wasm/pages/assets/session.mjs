// Small things that end with the tab.

/** Whether staff enter for guests: the device remembers nothing. */
export function isKiosk() {
  return memory('kiosk') === 'yes';
}

export function memory(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Then a reload starts afresh.
  }
}
