// After the first visit the page works without a network, and each chapter of the book that was read. FILES and VERSION are
// written when the site is made.
const VERSION = '@VERSION@';
const FILES = ['@FILES@'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name !== VERSION).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names))).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  event.respondWith(answered(event));
});

/** What is kept; or what comes, which is kept for later where there is room. Whatever is wrong with the cache, it comes. */
async function answered(event) {
  const found = await caches.match(event.request, { ignoreSearch: true }).catch(() => undefined);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(kept(event.request, answer.clone()).catch(() => {}));
  return answer;
}

async function kept(request, answer) {
  const cache = await caches.open(VERSION);
  await cache.put(request, answer);
}
