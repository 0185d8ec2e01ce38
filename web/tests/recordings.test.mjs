// The recorded sessions, played by the core as WebAssembly (both halves of it) and by the native program: the same to the
// letter. No browser is needed. PAGE is the folder of the page (target/page), PROGRAM the native program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { core } from './core.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.PROGRAM ?? join(root, 'target/release/layercake');
const recordings = join(root, 'tests/recordings');

/** Files below a folder, by their paths in it. */
function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)).map((path) => [path.slice(folder.length + 1), readFileSync(path)]);
}

const hub = files(join(recordings, 'hub'));

/** The files in a session's working directory. */
function workspace({ files: texts = {}, bases = [] }) {
  const found = Object.entries(texts).map(([path, text]) => [path, Buffer.from(text.base64 ?? text, text.base64 ? 'base64' : 'utf8')]);
  return [...found, ...bases.map((base) => [`${base}.tar`, readFileSync(join(recordings, 'bases', `${base}.tar`))])];
}

function natively(session, lines) {
  const folder = mkdtempSync(join(tmpdir(), 'layercake-'));
  for (const [path, content] of workspace(session)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o644 });
  }
  const options = ['exec', '--json', '--workspace', folder];
  if (session.hub) options.push('--hub', join(recordings, 'hub'));
  if (session.hub_pulls !== undefined) options.push('--hub-pulls', String(session.hub_pulls));
  const { stdout } = spawnSync(program, options, { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  rmSync(folder, { recursive: true });
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

function inWasm(session, lines) {
  const script = new core.Script();
  for (const [path, content] of workspace(session)) script.put(path, content);
  if (session.hub) for (const [path, content] of hub) script.put_on_hub(path, content);
  if (session.hub_pulls !== undefined) script.allow_pulls(session.hub_pulls);
  const answers = lines.map((line) => JSON.parse(script.run(line))).filter(({ exit }) => exit !== null);
  script.free();
  return answers;
}

test('the recorded sessions give in wasm what they give natively', () => {
  let commands = 0;
  const differing = [];
  for (const file of readdirSync(join(recordings, 'sessions'))) {
    const session = JSON.parse(readFileSync(join(recordings, 'sessions', file), 'utf8'));
    const loads = (session.bases ?? []).flatMap((base) => [`docker load -i ${base}.tar`, `rm -f ${base}.tar`]);
    const lines = [...loads, ...session.steps.flatMap(({ command }) => command.split('\n'))];
    const there = natively(session, lines);
    const here = inWasm(session, lines);
    commands += there.length;
    there.forEach(({ command, stdout, stderr, exit }, at) => {
      const native = JSON.stringify({ stdout, stderr, exit });
      if (native !== JSON.stringify(here[at])) differing.push(`${session.name}: ${command}\n${native}\n${JSON.stringify(here[at])}`);
    });
  }
  console.log(`${commands} commands of recorded sessions`);
  assert.ok(commands > 1000);
  assert.equal(differing.length, 0, `${differing.length}: ${differing.slice(0, 5).join('\n\n')}`);
});
