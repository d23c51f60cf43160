// Making elements. Text is always text: there is no way from here to markup.

/** An element; a property that is a function becomes a listener, `true` an empty attribute. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== false));
  return made;
}

/** Replaces the page's content and tells where the reader is now. */
export function show(...children) {
  const main = element('main', {}, ...children);
  document.getElementById('page').replaceChildren(main);
  const heading = main.querySelector('h1');
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  scrollTo(0, 0);
  return main;
}

/** A drawing from paths, in the colour of the text. */
export function drawing(size, paths, properties = {}) {
  const space = 'http://www.w3.org/2000/svg';
  const made = document.createElementNS(space, 'svg');
  const attributes = { viewBox: `0 0 ${size} ${size}`, 'aria-hidden': 'true', ...properties };
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const [name, values] of paths) {
    const path = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(values)) path.setAttribute(key, value);
    made.append(path);
  }
  return made;
}
