// What of a watched module is used up to the first prompt: node used.mjs FOLDER WATCHED OUT. FOLDER has wasm-bindgen's
// layercake_web.js; OUT gets lines `f FUNCTION`, `r BLOCK` (it was read) and `w BLOCK` (it was written) for
// `layercake-split cut`.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SOON, START } from '../site/soon.js';

const BLOCK = 64; // bytes, as in split.rs
/** An instruction reads or writes so many bytes at most. */
const WORD = 8;
const [, , folder, watched, out] = process.argv;
const functions = new Set();
/** One byte a block of memory. */
const blocksRead = new Uint8Array(2 ** 32 / BLOCK);
const blocksWritten = new Uint8Array(2 ** 32 / BLOCK);
let wasm;

function mark(blocks, from, length) {
  if (length > 0) blocks.fill(1, Math.floor(from / BLOCK), Math.floor((from + length - 1) / BLOCK) + 1);
}

function markWord(blocks, address, offset) {
  const from = (address >>> 0) + (offset >>> 0);
  blocks[Math.floor(from / BLOCK)] = 1;
  blocks[Math.floor((from + WORD - 1) / BLOCK)] = 1;
}

const bytes = () => new Uint8Array(wasm.memory.buffer);
const watch = {
  called: (number) => { functions.add(number); },
  read: (address, offset) => {
    markWord(blocksRead, address, offset);
    return address;
  },
  wrote: (address, offset) => markWord(blocksWritten, address, offset),
  copy: (to, from, length) => {
    mark(blocksRead, from >>> 0, length >>> 0);
    mark(blocksWritten, to >>> 0, length >>> 0);
    bytes().copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0));
  },
  fill: (to, value, length) => {
    mark(blocksWritten, to >>> 0, length >>> 0);
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
  opened: (visit) => { if (visit.shown.wanted.kind === 'open') visit.shown = JSON.parse(visit.door.opened(visit.kept)); },
  board: ({ door }) => door.board(),
  resize: ({ door, columns, rows }) => door.resize(columns + 3, rows + 1),
};
const unknown = START.filter((call) => !Object.hasOwn(calls, call));
if (unknown.length > 0) throw new Error(`used.mjs does not know how START's calls are made: ${unknown}`);

function visit(settings) {
  const visit = { ...settings };
  // Each at its place, and those that the page makes at any time at any place.
  for (const call of START) {
    calls[call](visit);
    visit.door.changes();
    for (const any of ['resize', 'board']) calls[any](visit);
  }
  const { room, shown, language } = visit;
  if (shown.wanted.kind !== 'line') throw new Error(`${room} (${language}) does not lead to a prompt: ${JSON.stringify(shown.wanted)}`);
  if ((room === 'menu') !== shown.wanted.prompt.includes('menu>')) throw new Error(`${room} (${language}) is another room`);
  visit.door.free();
}

const screens = [[80, 24, false], [80, 24, true], [36, 12, false], [52, 40, false], [150, 60, true]];
for (const [columns, rows, plain] of screens) {
  for (const language of ['en', 'de', 'fr']) {
    for (const room of SOON) {
      // What is drawn for a day, or kept or not, may differ.
      for (const [day, kept] of [[20783, true], [20784, false], [0, true], [30000, true]]) {
        visit({ columns, rows, plain, language, room, day, kept });
      }
    }
  }
}
const lines = [...functions].map((number) => `f ${number}`);
blocksRead.forEach((isUsed, block) => { if (isUsed) lines.push(`r ${block}`); });
blocksWritten.forEach((isUsed, block) => { if (isUsed) lines.push(`w ${block}`); });
writeFileSync(out, `${lines.join('\n')}\n`);
