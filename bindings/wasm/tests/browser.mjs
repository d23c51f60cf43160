// A real browser for the tests of the pages.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
const film = join(pictures, `camera-${process.pid}.y4m`);
process.on('exit', () => rmSync(film, { force: true }));
process.on('exit', () => console.log(`pictures in ${pictures}: ${taken.join(' ')}`));

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // A camera that shows what `showToCamera` gave it last; pages have to be granted it.
    args: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`, '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'],
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
export async function readCode(page, selector) {
  return readModules(await codeOf(page, selector));
}

/** Holds the QR codes that a page draws before the camera of the browser, in turn. */
export async function showToCamera(page, selector = 'svg.qr') {
  const count = await page.locator(selector).count();
  const header = Buffer.from('YUV4MPEG2 W1280 H720 F4:1 Ip A1:1 C420jpeg\n');
  const frames = [header];
  for (let each = 0; each < count; each += 1) {
    const picture = pictureOf(await codeOf(page, `${selector} >> nth=${each}`));
    for (let times = 0; times < 3; times += 1) frames.push(Buffer.from('FRAME\n'), picture);
  }
  writeFileSync(film, Buffer.concat(frames));
}

function pictureOf({ size, modules }) {
  const [width, height] = [1280, 720];
  const scale = Math.floor(height / (size + 8));
  const [left, top] = [Math.floor((width - size * scale) / 2), Math.floor((height - size * scale) / 2)];
  const picture = Buffer.alloc((width * height * 3) / 2, 128);
  picture.fill(235, 0, width * height);
  for (let row = 0; row < size * scale; row += 1) {
    for (let column = 0; column < size * scale; column += 1) {
      const isDark = modules[Math.floor(row / scale) * size + Math.floor(column / scale)] === 1;
      if (isDark) picture[(top + row) * width + left + column] = 16;
    }
  }
  return picture;
}

async function codeOf(page, selector = 'svg.qr') {
  const { width, path } = await page.locator(selector).first().evaluate((svg) => {
    return { width: svg.viewBox.baseVal.width, path: svg.querySelector('.modules').getAttribute('d') };
  });
  const size = width - 8;
  const modules = new Uint8Array(size * size);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) modules[(y - 4) * size + (x - 4)] = 1;
  return { size, modules };
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
