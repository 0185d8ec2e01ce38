// The service worker: whatever the cache does, the answer comes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

const source = readFileSync(new URL('../site/sw.js', import.meta.url), 'utf8');

/** Lets a worker with this cache answer a request; gives what comes, and what was kept. */
async function answered(cache) {
  const handlers = {};
  const location = { origin: 'http://here' };
  const fetched = { ok: true, text: 'from the network', clone: () => 'a copy' };
  const self = { addEventListener: (name, handler) => { handlers[name] = handler; } };
  runInNewContext(source, { self, caches: cache, location, URL, Promise, fetch: async () => fetched });
  let answer;
  const waiting = [];
  const event = {
    request: { url: 'http://here/a.js', method: 'GET' },
    respondWith: (promise) => { answer = promise; },
    waitUntil: (promise) => waiting.push(promise),
  };
  handlers.fetch(event);
  const came = await answer;
  await Promise.all(waiting);
  return came;
}

const full = async () => { throw new Error('QuotaExceededError'); };

test('what cannot be kept comes all the same', async () => {
  for (const cache of [
    { match: async () => undefined, open: async () => ({ put: full }) },
    { match: async () => undefined, open: full },
    { match: full, open: full },
  ]) {
    assert.equal((await answered(cache)).text, 'from the network');
  }
});

test('what is kept is answered, and what comes is kept', async () => {
  assert.equal(await answered({ match: async () => 'kept' }), 'kept');
  const put = [];
  const cache = { match: async () => undefined, open: async () => ({ put: async (request, copy) => { put.push([request.url, copy]); } }) };
  await answered(cache);
  assert.deepEqual(put, [['http://here/a.js', 'a copy']]);
});
