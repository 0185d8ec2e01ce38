// What node:test prints: the reporters `spec` and `tap` (lib/internal/test_runner/reporter).
const l = require('_layercake');

const major = Number(l.version().split('.')[0]);
const options = l.options() || [];
const value = (name) => {
  const at = options.findIndex((word) => word === name || word.startsWith(name + '='));
  if (at < 0) return undefined;
  return options[at].includes('=') ? options[at].slice(options[at].indexOf('=') + 1) : options[at + 1];
};
const reporter = value('--test-reporter') || (major >= 23 || l.terminal(1) ? 'spec' : 'tap');
if (reporter !== 'spec' && reporter !== 'tap' && reporter !== 'dot') l.unsimulated(`the test reporter ${reporter}`);

const counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
const failed = [];
let stack = [];
let waiting = '';
let queued = false;
let begun = false;
// While files run one by one, they are reported as one run.
let shared = null;

// What is told comes out when the program rests: what it prints itself is there before.
function put(text) {
  waiting += text;
  if (queued) return;
  queued = true;
  setImmediate(flush);
}

function flush() {
  queued = false;
  if (!waiting) return;
  const text = waiting;
  waiting = '';
  l.put(1, text);
}

const paint = (code, text) => (l.terminal(1) ? `\u001b[${code}m${text}\u001b[39m` : text);
const spaces = (nesting) => '  '.repeat(nesting);
const quoted = (error) => l.inspectAs(error, { compact: true, depth: 2, wide: true });

function title(type, data) {
  let text = `${data.name} ${paint(90, `(${data.duration}ms)`)}`;
  let [color, symbol] = type === 'fail' ? [31, '✖'] : [32, '✔'];
  if (data.skip !== undefined) {
    text += ` # ${typeof data.skip === 'string' && data.skip ? data.skip : 'SKIP'}`;
    [color, symbol] = [90, '﹣'];
  } else if (data.todo !== undefined) {
    text += ` # ${typeof data.todo === 'string' && data.todo ? data.todo : 'TODO'}`;
    if (type === 'fail' && major >= 24) [color, symbol] = [33, '⚠'];
  }
  return paint(color, `${symbol} `) + text;
}

function failure(error, indent) {
  const cause = error.code === 'ERR_TEST_FAILURE' ? error.cause : error;
  return `\n${indent}  ${quoted(cause).split('\n').join(`\n${indent}  `)}\n`;
}

const spec = {
  begin() {},
  start(data) { stack.push(data); },
  plan() {},
  diagnostic(data) { put(`${spaces(data.nesting)}${paint(34, `ℹ ${data.message}`)}\n`); },
  result(type, data) {
    stack.pop();
    let text = '';
    for (const parent of stack) {
      if (!parent.shown) text += `${spaces(parent.nesting)}▶ ${parent.name}\n`;
      parent.shown = true;
    }
    const indent = spaces(data.nesting);
    text += `${indent}${title(type, data)}`;
    if (data.error && major < 22 && data.error.failureType !== 'subtestsFailed') text += failure(data.error, indent);
    put(text + '\n');
    if (type === 'fail' && data.error.failureType !== 'subtestsFailed') failed.push(data);
  },
  end() {
    if (!failed.length) return;
    put(`\n${paint(31, '✖ failing tests:')}\n`);
    for (const data of failed) {
      const { file, line, column } = data.where;
      put(`\n${file ? `test at ${require('path').relative(l.cwd(), file)}:${line}:${column}\n` : ''}${title('fail', data)}${failure(data.error, '')}`);
    }
  },
};

const escaped = (text) => text.replace(/\\/g, '\\\\').replace(/#/g, '\\#').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r');

function yaml(indent, name, given, depth = 0) {
  if (given === undefined) return '';
  const prefix = `${indent}  ${name}:`;
  if (given === null) return `${prefix} ~\n`;
  if (typeof given === 'string' && given.includes('\n')) return `${prefix} |-\n${given.split('\n').map((line) => `${indent}    ${line}\n`).join('')}`;
  if (typeof given !== 'object' || depth > 8) return `${prefix} ${l.inspect(given)}\n`;
  if (given instanceof Date) return `${prefix} ${given.toISOString()}\n\n`;
  return `${prefix}\n${Object.entries(given).map(([key, one]) => yaml(indent + '  ', key, one, depth + 1)).join('')}`;
}

function details(indent, error) {
  let text = yaml(indent, 'failureType', error.failureType);
  for (const name of ['exitCode', 'signal']) if (name in error) text += yaml(indent, name, error[name]);
  const cause = error.cause instanceof Error && error.failureType !== 'subtestsFailed' ? error.cause : error;
  text += yaml(indent, 'error', cause.message);
  text += yaml(indent, 'code', cause.code || 'ERR_TEST_FAILURE');
  if (cause !== error && cause.name !== 'Error') text += yaml(indent, 'name', cause.name);
  if (cause !== error && 'expected' in cause && 'actual' in cause) {
    text += yaml(indent, 'expected', cause.expected) + yaml(indent, 'actual', cause.actual) + yaml(indent, 'operator', cause.operator);
  }
  const frames = cause === error ? [] : String(cause.stack).split('\n').filter((line) => line.startsWith('    at '));
  if (frames.length) text += `${indent}  stack: |-\n${frames.map((line) => `${indent}    ${line.slice(7)}\n`).join('')}`;
  return text;
}

const tap = {
  begin() { put('TAP version 13\n'); },
  start(data) { put(`${spaces(data.nesting * 2)}# Subtest: ${escaped(data.name)}\n`); },
  plan(data) { put(`${spaces(data.nesting * 2)}1..${data.count}\n`); },
  diagnostic(data) { put(`${spaces(data.nesting * 2)}# ${escaped(data.message)}\n`); },
  result(type, data) {
    const indent = spaces(data.nesting * 2);
    const word = (flag) => (typeof flag === 'string' && flag ? ` ${escaped(flag)}` : '');
    let text = `${indent}${type === 'pass' ? 'ok' : 'not ok'} ${data.testNumber} - ${escaped(data.name)}`;
    if (data.skip !== undefined) text += ` # SKIP${word(data.skip)}`;
    else if (data.todo !== undefined) text += ` # TODO${word(data.todo)}`;
    text += `\n${indent}  ---\n${yaml(indent, 'duration_ms', data.duration)}`;
    if (data.type === 'suite' || major >= 22) text += yaml(indent, 'type', data.type);
    if (type === 'fail') {
      const { file, line, column } = data.where;
      text += yaml(indent, 'location', file && `${file}:${line}:${column}`) + details(indent, data.error);
    }
    put(`${text}${indent}  ...\n`);
  },
  end() {},
};

const dot = {
  begin() {}, start() {}, plan() {}, diagnostic() {},
  result(type) { this.column = (this.column || 0) + 1; put(type === 'pass' ? '.' : 'X'); if (this.column % 20 === 0) put('\n'); },
  end() { put('\n'); },
};

const form = { spec, tap, dot }[reporter] || spec;

function count(type, data) {
  if (data.type === 'suite') { counts.suites += 1; return; }
  counts.tests += 1;
  if (data.skip !== undefined) counts.skipped += 1;
  else if (data.todo !== undefined) counts.todo += 1;
  else if (data.cancelled) counts.cancelled += 1;
  else counts[type] += 1;
}

function tell(type, data) {
  if (type === 'pass' || type === 'fail') {
    if (shared) {
      shared.reported += 1;
      if (type === 'fail' && data.nesting === 0 && data.todo === undefined) shared.failed = true;
      if (data.nesting === 0) { shared.top += 1; data.testNumber = shared.top; }
    }
    if (data.cancelled && data.error && type === 'fail') data.error.failureType = data.error.failureType || 'testTimeoutFailure';
    count(type, data);
    if (type === 'fail' && data.todo === undefined && (data.type !== 'suite' || data.error.failureType !== 'subtestsFailed')) counts.wrong = true;
    form.result(type, data);
    return;
  }
  form[type](data);
}

function begin() {
  if (begun || shared) return;
  begun = true;
  form.begin();
}

// The last lines: how many there were of each kind.
function end(top, elapsed) {
  if (shared || !begun) return;
  begun = false;
  if (reporter === 'tap') form.plan({ nesting: 0, count: top });
  if (reporter !== 'dot') {
    for (const name of ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo']) form.diagnostic({ nesting: 0, message: `${name} ${counts[name]}` });
    form.diagnostic({ nesting: 0, message: `duration_ms ${fraction(elapsed + 36 + 0.4 * counts.tests, 60)}` });
  }
  form.end();
  flush();
  if (counts.fail || counts.cancelled || counts.wrong) process.exitCode = 1;
}

// A moment that a real machine would have taken, in milliseconds: what the sandbox's clock says, and a little more.
function fraction(from, spread) {
  return Math.round((from + (l.random() % 999983) / 999983 * spread) * 1000000) / 1000000;
}
const duration = (elapsed, number) => fraction(elapsed + (number === 1 ? 0.4 : 0.06), number === 1 ? 0.5 : 0.3);

const BELOW = {
  20: ['node:async_hooks:206:9', 'test:796:25', 'test:526:18', 'test:889:19', 'test:835:12', 'test:526:7', 'test:797:9', 'test:702:17', 'test:292:20', 'test:1133:71', '482:82', '450:29', '482:9'],
  22: ['node:async_hooks:214:14', 'test:1047:25', 'test:744:18', 'test:1173:19', 'test:1101:12', 'test:744:7', 'test:1054:7', 'test:944:17', 'test:373:20', 'test:1440:71', '466:82', '435:3', '466:9'],
  24: ['node:async_hooks:227:14', 'test:1402:25', 'test:974:18', 'test:1542:19', 'test:1467:12', 'test:974:7', 'test:1409:7', 'test:1262:17', 'test:400:20', 'test:1903:71', '504:82', '478:3', '504:9'],
};

// The stack of an error as it is in a test: the test's function is called by the runner.
function frames(error, test, early) {
  if (typeof error.stack !== 'string') return;
  const lines = error.stack.split('\n');
  const last = lines.reduce((at, line, index) => (line.startsWith('    at ') ? index : at), -1);
  if (last < 0 || lines.some((line) => line.includes('node:internal/test_runner'))) return;
  const place = lines[last].match(/^ {4}at (\/\S+)$/);
  if (place) lines[last] = `    at TestContext.<anonymous> (${place[1]})`;
  else lines[last] = lines[last].replace(/^ {4}at (\w+) \(/, '    at TestContext.$1 (');
  const at = (BELOW[major] || BELOW[major >= 24 ? 24 : major >= 22 ? 22 : 20]).map((one) => (one.startsWith('test:') ? `node:internal/test_runner/${one}` : one));
  const kind = test.parent && test.parent.kind === 'suite' ? 'Suite' : 'Test';
  const inner = test.parent && test.parent.kind === 'test';
  const below = early ? [`Test.runInAsyncScope (${at[0]})`, `Test.run (${at[1]})`] : [`async Test.run (${at[6]})`];
  if (early && inner) below.push(`Test.start (${at[7]})`, `TestContext.test (${at[8]})`, `TestContext.<anonymous> (${test.where.file}:${test.where.line}:${test.where.column})`, `async Test.run (${at[6]})`);
  else if (early && kind === 'Suite' && test.parent.children[0] === test) {
    const primordials = (place) => `node:internal/per_context/primordials:${place}`;
    below.push(`Test.start (${at[7]})`, at[9], primordials(at[10]), 'new Promise (<anonymous>)', `new SafePromise (${primordials(at[11])})`, primordials(at[12]), 'Array.map (<anonymous>)');
  } else if (early) below.push(`${kind}.processPendingSubtests (${at[2]})`, `Test.postRun (${at[3]})`, `Test.run (${at[4]})`);
  if (early && kind === 'Suite') below.push('async Promise.all (index 0)');
  else below.push(`async ${inner ? 'Test' : kind}.processPendingSubtests (${at[5]})`);
  lines.splice(last + 1, 0, ...below.map((line) => `    at ${line}`));
  error.stack = lines.slice(0, lines.findIndex((line) => line.startsWith('    at ')) + 10).join('\n');
}

function patterns() {
  const all = options.map((word, at) => (word.startsWith('--test-name-pattern=') ? word.slice(20) : word === '--test-name-pattern' ? options[at + 1] : undefined));
  return all.filter((one) => one !== undefined).map((one) => { const found = one.match(/^\/(.*)\/([a-z]*)$/); return found ? new RegExp(found[1], found[2]) : new RegExp(one); });
}

module.exports = {
  tell, begin, end, flush, duration, fraction, frames, patterns, put, reporter,
  escaped, counts,
  // The files of `node --test` are told as one run.
  share: (state) => { shared = state; },
  start() { begun = true; form.begin(); },
};
