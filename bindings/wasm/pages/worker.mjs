// Makes the guest's page open without a network. It keeps the page's own files, and nothing that
// a processor answered.

const VERSION = '{{version}}';
const FILES = [{{files}}];

addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(VERSION);
    await cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })));
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener('activate', (event) => {
  const renew = async () => {
    for (const name of await caches.keys()) if (name !== VERSION) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(renew());
});

addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin || !FILES.includes(pathname)) return;
  const answer = async () => (await caches.match(pathname, { cacheName: VERSION })) ?? fetch(event.request);
  event.respondWith(answer());
});
