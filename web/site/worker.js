// The core, off the main thread. One message in, one out: { id, call, args } -> { id, result, changes } or { id, error }.
//
// The core comes in two halves (web/split): the first is enough for a fresh visitor's first prompt in a room of SOON; the
// second comes after that prompt, and before anything else is asked. A function that the first lacks brings the second then
// and there; bytes that it lacks are zeros to it, so it is asked for nothing but what it was made for.
import init, { Door } from './pkg/layercake_web.js';
import { SOON, START } from './soon.js';

const REST = new URL('./pkg/rest.wasm', import.meta.url);

let door, first, coming;
/** Whether the first half is enough for what is asked now. */
let isSoon = true;

/** Joins the halves. A module that was not cut in two is whole as it is. */
function join(module) {
  if (first.loaded.value !== 0) return;
  new WebAssembly.Instance(module, { first });
  first.loaded.value = 1;
}

/** Brings the second half. */
function whole() {
  coming ??= first.loaded ? compiled().then(join) : Promise.resolve();
  return coming;
}

/** Compiles it while it comes; where a server does not say that it is WebAssembly, afterwards. */
async function compiled() {
  try {
    return await WebAssembly.compileStreaming(fetch(REST));
  } catch {
    const answer = await fetch(REST);
    if (!answer.ok) throw new Error(`${REST.pathname}: ${answer.status}`);
    return WebAssembly.compile(await answer.arrayBuffer());
  }
}

/** The first half calls this when it lacks something: then and there. */
globalThis.layercakeRest = () => {
  if (!first?.loaded || first.loaded.value !== 0) return;
  const request = new XMLHttpRequest();
  request.open('GET', REST, false);
  request.responseType = 'arraybuffer';
  request.send();
  join(new WebAssembly.Module(request.response));
};

const ready = init().then((exports) => { first = exports; });

const calls = {
  create: ({ columns, rows, plain, day, language }) => {
    door = new Door(columns, rows, plain, day, language);
    return JSON.parse(door.words());
  },
  load: (documents) => { for (const [key, bytes] of documents) door.load(key, bytes); },
  begin: (room, step, lines) => JSON.parse(door.begin(room, step ?? undefined, lines ?? '')),
};
// What is answered as JSON.
for (const name of ['opened', 'stored', 'take', 'interrupt', 'end', 'edited', 'told', 'complete', 'suggest', 'board', 'files']) {
  calls[name] = (...args) => {
    const answer = door[name](...args);
    return answer === undefined ? null : JSON.parse(answer);
  };
}
// What is answered as text, or not at all.
for (const name of ['document', 'resize', 'export_progress', 'import_progress']) {
  calls[name] = (...args) => door[name](...args) ?? null;
}

/** Whether a call is one of those up to the first prompt, of somebody who is here for the first time. */
function staysSoon(call, args) {
  if (call === 'load') return args[0].length === 0;
  if (call === 'begin') return SOON.includes(args[0]) && !args[1] && !args[2];
  return START.includes(call);
}

/** When something was shown last. */
let shown = Date.now();

/** A change, in what can be sent. */
function taken(change) {
  const { key, bytes } = change;
  change.free();
  return [key, bytes ?? null];
}

async function answer({ id, call, args }) {
  try {
    await ready;
    isSoon &&= staysSoon(call, args);
    if (!isSoon) await whole();
    if (call === 'take') door.waited((Date.now() - shown) / 1000, Date.now() / 1000);
    const result = calls[call](...args);
    if (result?.wanted) shown = Date.now();
    const changes = door ? door.changes().map(taken) : [];
    self.postMessage({ id, result, changes });
    if (result?.wanted?.kind === 'line') setTimeout(() => whole().catch(() => { coming = undefined; }), 0);
  } catch (error) {
    // A panic: the instance cannot be trusted any more; the page starts another one. Or parts of different versions came,
    // because the site was renewed meanwhile: they do not link.
    self.postMessage({ id, error: error?.message ?? String(error), isStale: error instanceof WebAssembly.LinkError });
  }
}

// One after the other, in their order.
let last = Promise.resolve();
self.onmessage = ({ data }) => { last = last.then(() => answer(data)); };
