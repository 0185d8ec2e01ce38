// The line editor, without a browser: keys in, text out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Line, columns, keys } from '../site/line.js';

class FakeTerminal {
  cols = 20;
  written = '';
  onData(listener) { this.send = listener; }
  write(text) { this.written += text; }
}

function editor(help = {}) {
  const terminal = new FakeTerminal();
  const line = new Line(terminal, { complete: async () => ({ candidates: [] }), suggest: async () => null, ...help });
  return { terminal, line };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('keys are told from text', () => {
  assert.deepEqual(keys('ab\x1b[D\r\n\x03'), [{ text: 'ab' }, { key: 'left' }, { key: 'enter' }, { key: 'interrupt' }]);
  assert.deepEqual(keys('\x1b[99~x'), [{ text: 'x' }]);
});

test('a line is edited in its middle', async () => {
  const { terminal, line } = editor();
  const read = line.read('$ ', 'command');
  terminal.send('dokcer\x1b[D\x1b[D\x1b[D\x7f\x1b[3~ck\x05 ps\r');
  assert.deepEqual(await read, { kind: 'line', text: 'docker ps' });
});

test('several lines that are pasted come one after the other', async () => {
  const { terminal, line } = editor();
  const first = line.read('$ ', 'command');
  terminal.send('one\rtwo\rthr');
  assert.equal((await first).text, 'one');
  assert.equal((await line.read('$ ', 'command')).text, 'two');
  const third = line.read('$ ', 'command');
  terminal.send('ee\r');
  assert.equal((await third).text, 'three');
});

test('arrow keys bring earlier lines back, and the draft', async () => {
  const { terminal, line } = editor();
  ['a', 'b', 'b', ' secret'].forEach((text) => line.remember(text));
  assert.deepEqual(line.history, ['a', 'b']);
  const read = line.read('$ ', 'command');
  terminal.send('dra\x1b[A\x1b[A\x1b[A\x1b[B\x1b[Bft\r');
  assert.equal((await read).text, 'draft');
});

test('Tab completes as far as it is clear, and lists the second time', async () => {
  const candidates = [{ shown: 'pull', text: 'pull ' }, { shown: 'push', text: 'push ' }];
  const { terminal, line } = editor({ complete: async () => ({ start: 7, candidates }) });
  const read = line.read('$ ', 'command');
  terminal.send('docker p\t');
  await settle();
  terminal.send('\t\t');
  await settle();
  assert.match(terminal.written, /pull +push/);
  terminal.send('ll\r');
  assert.equal((await read).text, 'docker pull');
});

test('what is suggested is taken with the right arrow only at the end', async () => {
  const { terminal, line } = editor({ suggest: async (text) => (text === 'doc' ? { text: 'ker', rest: true } : null) });
  const read = line.read('$ ', 'command');
  terminal.send('doc');
  await settle();
  terminal.send('\x1b[C\r');
  assert.equal((await read).text, 'docker');
});

test('a secret is not shown, Ctrl-C and Ctrl-D are told', async () => {
  const { terminal, line } = editor();
  const secret = line.read('Password: ', 'secret');
  terminal.send('layers\r');
  assert.equal((await secret).text, 'layers');
  assert.doesNotMatch(terminal.written, /layers/);
  const stopped = line.read('$ ', 'command');
  terminal.send('abc\x03');
  assert.deepEqual(await stopped, { kind: 'interrupt' });
  const left = line.read('$ ', 'command');
  terminal.send('\x04');
  assert.deepEqual(await left, { kind: 'end' });
});

test('Ctrl-C while nothing is read goes to whoever runs', () => {
  const { terminal, line } = editor();
  let stopped = 0;
  line.onInterrupt = () => { stopped += 1; };
  terminal.send('typed ahead\x03');
  assert.equal(stopped, 1);
  assert.deepEqual(line.queue, []);
});

test('columns are counted as a terminal shows them', () => {
  assert.equal(columns('\x1b[1;36mab\x1b[0m'), 2);
  assert.equal(columns('漢字e\u0301'), 5);
});
