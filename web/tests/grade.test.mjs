// The same receipts, graded by the native program and in wasm: the same report, to the letter. PAGE and PROGRAM as in
// recordings.test.mjs.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { core } from './core.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.PROGRAM ?? join(root, 'target/release/layercake');

test('a receipt has the same marks in wasm', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'layercake-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const state = ['--lang', 'en', '--state', join(folder, 'state')];
  for (const exercise of ['e2', 'e4', 'e6']) {
    const name = join(folder, `class-${exercise}`);
    execFileSync(program, [...state, 'classroom', 'new', name, '--exercises', exercise]);
    const receipts = readdirSync(join(name, 'receipts'));
    assert.equal(receipts.length, 5);
    for (const file of receipts) {
      const path = join(name, 'receipts', file);
      const native = spawnSync(program, [...state, 'classroom', 'grade', path, '--format', 'json'], { encoding: 'utf8' });
      const here = core.grade(file, readFileSync(path));
      assert.ok(here.includes('"points"'), here);
      assert.equal(here, native.stdout, file);
    }
  }
});
