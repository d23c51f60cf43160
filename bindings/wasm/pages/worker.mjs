// Makes a page open without a network. It keeps the page's own files, and nothing that
// a processor answered.

const VERSION = '{{version}}';
const FILES = [{{files}}];

addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(VERSION);
    // Addresses name their content, so that what the page has just loaded need not come again.
    await cache.addAll(FILES);
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener('activate', (event) => {
  const renew = async () => {
    // The pages of one host share its caches; each renews its own.
    const page = VERSION.split(' ')[0];
    for (const name of await caches.keys()) if (name !== VERSION && name.startsWith(`${page} `)) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(renew());
});

addEventListener('fetch', (event) => {
  const { origin, pathname, search } = new URL(event.request.url);
  const file = pathname + search;
  if (event.request.method !== 'GET' || origin !== location.origin || !FILES.includes(file)) return;
  const answer = async () => (await caches.match(file, { cacheName: VERSION })) ?? fetch(event.request);
  event.respondWith(answer());
});
