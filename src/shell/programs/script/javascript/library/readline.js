const l = require('_layercake');

function createInterface() {
  const lines = l.readStdin().toString().split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  const calls = {};
  const all = {
    question(text, done) { l.put(1, text); const line = lines.shift(); if (line !== undefined) setImmediate(() => done(line)); },
    on(name, call) {
      calls[name] = call;
      if (name === 'line') setImmediate(() => { while (lines.length) call(lines.shift()); if (calls.close) calls.close(); });
      return all;
    },
    close() { if (calls.close) calls.close(); },
    setPrompt() {}, prompt() {},
  };
  return all;
}

module.exports = { createInterface, promises: { createInterface } };
