// What of a watched module is used up to the first prompt: node used.mjs FOLDER WATCHED OUT. FOLDER has wasm-bindgen's
// layercake_web.js; OUT gets lines `f FUNCTION` and `b BLOCK` for `layercake-split cut`.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SOON } from '../site/soon.js';

const BLOCK = 64;
/** An instruction reads so many bytes at most. */
const LOAD = 8;
const [, , folder, watched, out] = process.argv;
const functions = new Set();
/** One byte a block of memory. */
const blocks = new Uint8Array(2 ** 32 / BLOCK);
let wasm;

function read(from, length) {
  if (length > 0) blocks.fill(1, Math.floor(from / BLOCK), Math.floor((from + length - 1) / BLOCK) + 1);
}

const watch = {
  called: (number) => { functions.add(number); },
  read: (address, offset) => {
    const from = (address >>> 0) + (offset >>> 0);
    blocks[Math.floor(from / BLOCK)] = 1;
    blocks[Math.floor((from + LOAD - 1) / BLOCK)] = 1;
    return address;
  },
  copy: (to, from, length) => {
    read(from >>> 0, length >>> 0);
    new Uint8Array(wasm.memory.buffer).copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (length >>> 0));
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
const screens = [[80, 24, false], [80, 24, true], [36, 12, false], [52, 40, false], [150, 60, true]];
for (const [columns, rows, plain] of screens) {
  for (const language of ['en', 'de', 'fr']) {
    for (const room of SOON) {
      const door = new core.Door(columns, rows, plain, '2026-11-26', 20783, language);
      const shown = JSON.parse(door.begin(room, undefined, ''));
      if (shown.wanted.kind === 'open') door.opened();
      door.changes();
      door.board();
      door.resize(columns + 3, rows + 1);
      door.free();
    }
  }
}
const lines = [...functions].map((number) => `f ${number}`);
blocks.forEach((isUsed, block) => { if (isUsed) lines.push(`b ${block}`); });
writeFileSync(out, `${lines.join('\n')}\n`);
