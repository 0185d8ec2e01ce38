// What of a watched module is used up to the first prompt: node used.mjs FOLDER WATCHED OUT. FOLDER has wasm-bindgen's
// layercake_web.js; OUT gets lines `f FUNCTION` and `b BLOCK` for `layercake-split cut`.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SOON, START } from '../site/soon.js';

const BLOCK = 64; // bytes, as in split.rs
/** An instruction reads so many bytes at most. */
const WORD = 8;
const [, , folder, watched, out] = process.argv;
const functions = new Set();
/** One byte a block of memory. */
const blocks = new Uint8Array(2 ** 32 / BLOCK);
let wasm;

function mark(from, length) {
  if (length > 0) blocks.fill(1, Math.floor(from / BLOCK), Math.floor((from + length - 1) / BLOCK) + 1);
}

const bytes = () => new Uint8Array(wasm.memory.buffer);
const watch = {
  called: (number) => { functions.add(number); },
  read: (address, offset) => {
    mark((address >>> 0) + (offset >>> 0), WORD);
    return address;
  },
  wrote: (address, offset, length) => mark((address >>> 0) + (offset >>> 0), length),
  copy: (to, from, length) => {
    mark(from >>> 0, length >>> 0);
    mark(to >>> 0, length >>> 0);
    bytes().copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0));
  },
  fill: (to, value, length) => {
    mark(to >>> 0, length >>> 0);
    bytes().fill(value & 0xff, to >>> 0, (to >>> 0) + (length >>> 0));
  },
};
const Instance = WebAssembly.Instance;
WebAssembly.Instance = function instance(module, imports) {
  const made = new Instance(module, { ...imports, watch });
  wasm = made.exports;
  return made;
};
const core = await import(resolve(folder, 'layercake_web.js'));
core.initSync({ module: new WebAssembly.Module(readFileSync(watched)) });

/** What the worker makes of each call of START. */
const calls = {
  create: (visit) => { visit.door = new core.Door(visit.columns, visit.rows, visit.plain, visit.day, visit.language); },
  words: ({ door }) => door.words(),
  load: () => {}, // nothing is kept
  begin: (visit) => { visit.shown = JSON.parse(visit.door.begin(visit.room, undefined, '')); },
  opened: (visit) => {
    visit.isSandbox = visit.shown.wanted.kind === 'open';
    if (visit.isSandbox) visit.shown = JSON.parse(visit.door.opened(visit.kept));
  },
  board: ({ door }) => door.board(),
  resize: ({ door, columns, rows }) => door.resize(columns + 3, rows + 1),
};
const unknown = START.filter((call) => !Object.hasOwn(calls, call));
if (unknown.length > 0) throw new Error(`used.mjs does not know how START's calls are made: ${unknown}`);

/** What the worker makes of what changed. */
function given(door) {
  for (const change of door.changes()) {
    if (typeof change.key !== 'string' || !(change.bytes instanceof Uint8Array)) throw new Error('a change without bytes');
    change.free();
  }
}

function visit(settings) {
  const visit = { ...settings };
  // Each at its place, and those that the page makes at any time at any place.
  for (const call of START) {
    calls[call](visit);
    given(visit.door);
    for (const any of ['resize', 'board']) calls[any](visit);
  }
  const { room, shown, isSandbox, language } = visit;
  if (shown.wanted.kind !== 'line') throw new Error(`${room} (${language}) does not lead to a prompt`);
  if (isSandbox !== (room !== 'menu')) throw new Error(`${room} (${language}) leads to another room`);
  visit.door.free();
}

const screens = [[80, 24, false], [80, 24, true], [36, 12, false], [52, 40, false], [150, 60, true]];
for (const [columns, rows, plain] of screens) {
  for (const language of ['en', 'de', 'fr']) {
    for (const room of SOON) {
      // What is drawn for a day, or kept or not, may differ.
      for (const [day, kept] of [[20783, true], [30000, false]]) {
        visit({ columns, rows, plain, language, room, day, kept });
      }
    }
  }
}
const lines = [...functions].map((number) => `f ${number}`);
blocks.forEach((isUsed, block) => { if (isUsed) lines.push(`b ${block}`); });
writeFileSync(out, `${lines.join('\n')}\n`);
