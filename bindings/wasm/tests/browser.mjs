// A real browser for the tests of the pages.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

import { readModules } from './qr-reader.mjs';
import { output } from './support.mjs';

export const PHONE = { width: 320, height: 640 };
export const LAPTOP = { width: 1280, height: 800 };

/** What each page looked like, for people to see; the run names the folder. */
const pictures = join(output, 'pictures');
mkdirSync(pictures, { recursive: true });
const taken = [];
process.on('exit', () => console.log(`pictures in ${pictures}: ${taken.join(' ')}`));

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'],
  });
}

/**
 * A fresh profile with one page. `faults` collects what must never happen: errors, violations of
 * the policy, requests to third parties, fragments and referrers in requests.
 */
export async function openProfile(browser, allowed, options = {}) {
  const context = await browser.newContext({ locale: 'en', viewport: PHONE, ...options });
  const faults = [];
  const requests = [];
  await context.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => {
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    const isNetwork = /Failed to load resource|net::ERR/.test(message.text());
    if (message.type() === 'error' && !isNetwork) faults.push(message.text());
  });
  context.on('request', (request) => {
    const url = request.url();
    requests.push(`${request.method()} ${url}`);
    if (!url.startsWith('data:') && !allowed.some((origin) => url.startsWith(`${origin}/`))) faults.push(`third party: ${url}`);
    if (request.headers().referer) faults.push(`referrer: ${url}`);
    // The page itself is opened with the fragment, which stays in the browser.
    if (url.includes('#') && !request.isNavigationRequest()) faults.push(`fragment: ${url}`);
  });
  return {
    context,
    page,
    requests,
    async close() {
      const violations = await page.evaluate(() => globalThis.violations).catch(() => []);
      await context.close();
      assert.deepEqual([...faults, ...violations], []);
    },
  };
}

/** Reads the QR code that the page draws. */
export async function readCode(page, selector = 'svg.qr') {
  const { width, path } = await page.locator(selector).first().evaluate((svg) => {
    return { width: svg.viewBox.baseVal.width, path: svg.querySelector('.modules').getAttribute('d') };
  });
  const size = width - 8;
  const modules = new Uint8Array(size * size);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) modules[(y - 4) * size + (x - 4)] = 1;
  return readModules({ size, modules });
}

/** Keeps a picture, and lets axe look: it must find nothing. */
export async function inspect(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  taken.push(`${name}.png`);
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width[0] <= width[1], `${name}: ${width[0]} pixels wide on a screen of ${width[1]}`);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  assert.deepEqual(found, [], name);
}
