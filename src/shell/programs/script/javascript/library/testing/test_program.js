// `node --test [FILE]…`: finds the files, runs each as a program of its own (lib/internal/test_runner/runner.js).
const l = require('_layercake');
const fs = require('fs');
const path = require('path');
const report = require('_report');

const major = Number(l.version().split('.')[0]);
// Folders within each other, and files, that are looked through.
const [DEEPEST, MOST] = [24, 20000];
let seen = 0;

const NAMED = /(^test(-.+)?|[._-]test)\.[cm]?js$/;
const CODE = /\.[cm]?js$/;

function walk(folder, inTest, depth) {
  const found = [];
  const entries = fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    seen += 1;
    if (seen > MOST) l.unsimulated(`a search for tests in more than ${MOST} files`);
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && depth < DEEPEST) found.push(...walk(whole, inTest || entry.name === 'test', depth + 1));
    } else if (inTest ? CODE.test(entry.name) : NAMED.test(entry.name)) {
      found.push(whole);
    }
  }
  return found;
}

// A pattern with `*`, `**`, `?`, `{a,b}` as an expression over whole paths.
function expression(pattern) {
  const text = pattern.replace(/[.+^$()|[\]\\]/g, '\\$&').replace(/\{([^}]*)\}/g, (whole, inner) => `(${inner.split(',').join('|')})`)
    .replace(/\*\*\/|\*\*|\*|\?(?!\()/g, (star) => ({ '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }[star]));
  return new RegExp(`^${text}$`);
}

function everything(folder, depth) {
  const found = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    seen += 1;
    if (seen > MOST) l.unsimulated(`a search for tests in more than ${MOST} files`);
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) { if (entry.name !== 'node_modules' && depth < DEEPEST) found.push(...everything(whole, depth + 1)); } else found.push(whole);
  }
  return found;
}

function files(words) {
  if (words.length === 0) return walk(l.cwd(), path.basename(l.cwd()) === 'test', 0);
  const found = [];
  let magic = false;
  for (const word of words) {
    const whole = path.resolve(word);
    if (/[*?{]/.test(word)) {
      magic = true;
      const wanted = expression(whole);
      found.push(...everything(l.cwd(), 0).filter((file) => wanted.test(file)));
    } else if (fs.existsSync(whole)) {
      found.push(...(fs.statSync(whole).isDirectory() && major < 22 ? walk(whole, true, 0) : [whole]));
    }
  }
  if (!found.length && !magic) {
    const names = major < 22 ? words.map((word) => path.resolve(word)) : words;
    l.put(2, `Could not find '${names.join(', ')}'\n`);
    process.exit(1);
  }
  return [...new Set(found)];
}

function one(file, state) {
  state.reported = 0;
  state.failed = false;
  const from = l.now();
  l.hear((name, text) => told(text));
  process.exitCode = undefined;
  process['_#hook'] = process['_#last'] = undefined;
  process.removeAllListeners();
  const [said, code] = l.runFile(file);
  l.hear(undefined);
  report.flush();
  if (said) told(said.replace(/\n$/, ''));
  const name = major < 22 ? file : path.relative(l.cwd(), file);
  const failed = code !== 0 && !state.failed;
  if (state.reported > 0 && !failed) return;
  const data = { nesting: 0, name, type: 'test', duration: report.duration(l.now() - from + 32, 1), where: { file, line: 1, column: 1 } };
  report.tell('start', { nesting: 0, name });
  if (!failed) { report.tell('pass', data); return; }
  const error = Object.assign(new Error('test failed'), { code: 'ERR_TEST_FAILURE', failureType: 'testCodeFailure', exitCode: code, signal: null, cause: 'test failed' });
  report.tell('fail', Object.assign(data, { error }));
}

// What a file prints; in TAP, it is a remark.
function told(text) {
  if (report.reporter !== 'tap') l.put(1, text + '\n');
  else for (const line of text.split('\n')) if (line) l.put(1, `# ${report.escaped(line)}\n`);
}

const state = { top: 0, reported: 0, failed: false };
const all = files(process.argv.slice(2));
report.start();
report.flush();
report.share(state);
const from = l.now();
for (const file of all) one(file, state);
report.share(null);
process.exitCode = undefined;
report.end(state.top, l.now() - from + 12);
process['_#last'] = undefined;
