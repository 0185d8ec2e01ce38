// `vitest run`: finds the tests, runs them file by file, and tells what came of it (the default reporter, without a terminal).
const l = require('_layercake');
const fs = require('fs');
const path = require('path');
const { expression, below } = require('_jest_config');
const { make } = require('_suite');
const { expect, checks, begin, words } = require('_expecting');
const { forget } = require('_mock');
const { object, actual, begin: stand } = require('_jest_object');
const { places, lines } = require('_frames');
const { pretty, compared } = require('_pretty');

Object.assign(words, require('_vitest_words'));
const vi = object('vi', { importActual: async (name) => actual(name), stubEnv: (name, value) => { process.env[name] = value; }, unstubAllEnvs: () => l.unsimulated('vi.unstubAllEnvs()'), hoisted: (make) => make(), waitFor: () => l.unsimulated('vi.waitFor()'), stubGlobal: (name, value) => { globalThis[name] = value; } });
const globals = { vi, vitest: vi, expect, assert: Object.assign((value, message) => { if (!value) throw new Error(message || 'expected false to be truthy'); }, {}), expectTypeOf: () => l.unsimulated('expectTypeOf()') };
module.exports = { globals };

const out = (text) => l.put(1, text);
const err = (text) => l.put(2, text);
const TAKEN = ['run', '--run', '--no-watch', '--no-color', '--passWithNoTests', '--globals', '--silent', '--no-file-parallelism', '--bail', '--watch=false', '--reporter=default', '--reporter=basic', '--no-coverage', '--coverage=false', '--coverage.enabled=false'];

function options() {
  const flags = { paths: [] };
  const given = process.argv.slice(2);
  while (given.length) {
    const word = given.shift();
    if (word === '-v' || word === '--version') flags.version = true;
    else if (word === '-t' || word === '--testNamePattern') flags.name = given.shift();
    else if (word.startsWith('--testTimeout=')) flags.timeout = Number(word.slice(14));
    else if (word.startsWith('--environment=') || word === '--environment') { const name = word.includes('=') ? word.slice(14) : given.shift(); if (name !== 'node') l.unsimulated(`the environment ${name}`); }
    else if (TAKEN.includes(word)) flags[word.replace(/^--/, '').replace(/=.*/, '')] = true;
    else if (word.startsWith('-') || ['watch', 'dev', 'bench', 'related', 'list', 'init'].includes(word)) l.unsimulated(word.startsWith('-') ? `the option ${word}` : `the command ${word}`);
    else flags.paths.push(word);
  }
  return flags;
}

// The member `test` of the configuration, as far as it is a plain object.
function configured() {
  const found = ['vitest.config', 'vite.config'].flatMap((name) => ['.js', '.mjs', '.cjs', '.ts', '.mts'].map((ending) => name + ending)).find((name) => fs.existsSync(name));
  if (!found) return {};
  const text = fs.readFileSync(found, 'utf8');
  const test = text.match(/\btest\s*:\s*\{([\s\S]*)/);
  const read = test ? test[1] : '';
  const environment = (read.match(/environment\s*:\s*['"]([\w-]+)['"]/) || [])[1];
  if (environment && environment !== 'node') l.unsimulated(`the environment ${environment}`);
  for (const name of ['setupFiles', 'include', 'exclude', 'projects', 'workspace', 'alias', 'browser']) if (new RegExp(`\\b${name}\\s*:`).test(read)) l.unsimulated(`the option ${name} of its configuration`);
  return { globals: /globals\s*:\s*true/.test(read), timeout: Number((read.match(/testTimeout\s*:\s*([\d_]+)/) || ['', ''])[1].replace(/_/g, '')) || undefined };
}

const INCLUDE = '**/*.{test,spec}.?(c|m)[jt]s?(x)';
const EXCLUDE = '**/node_modules/**, **/dist/**, **/cypress/**, **/.{idea,git,cache,output,temp}/**, **/{karma,rollup,webpack,vite,vitest,jest,ava,babel,nyc,cypress,tsup,build,eslint,prettier}.config.*';

function late(most, what) {
  return Object.assign(new Error(`Test timed out in ${most}ms.\nIf this is a long-running test, pass a timeout value as the last argument or configure it globally with "testTimeout".`), { stack: '' });
}

async function one(file, how) {
  l.fresh();
  forget();
  stand();
  const name = path.relative(l.cwd(), file);
  const result = { file, name, tests: [], printed: '' };
  const suite = make({
    vitest: true, expect, timeout: how.timeout || 5000, pattern: how.pattern, late, checks, started: (test) => { begin(); result.current = test; },
    unfailing: () => new Error('Expect test to fail'), ended() {}, broken: (error) => { result.problem = result.problem || error; },
  });
  result.suite = suite;
  Object.assign(globals, suite.globals, { suite: suite.describe });
  if (how.globals) Object.assign(globalThis, globals);
  process['_#hook'] = (error) => { if (suite.state.fail) { suite.state.fail(error); return true; } return false; };
  l.hear((kind, text) => {
    if (how.silent) return;
    const stream = kind === 'error' || kind === 'warn' || kind === 'trace' ? 'stderr' : 'stdout';
    (stream === 'stderr' ? err : out)(`${stream} | ${result.current ? titles(suite, result.current, [name]) : name}\n${text}\n\n`);
  });
  const from = l.now();
  try {
    if (/\.([cm]?tsx?|jsx)$/.test(file)) l.unsimulated(`the test ${name}, which has to be translated first,`);
    l.load(file);
    await Promise.resolve();
    if (!suite.tests().length) result.problem = Object.assign(new Error(`No test suite found in file ${file}`), { stack: '' });
  } catch (error) {
    result.problem = error;
  }
  if (!result.problem) await suite.run();
  l.hear(undefined);
  if (!result.problem || suite.tests().some((test) => test.status)) result.tests = suite.tests();
  result.elapsed = l.now() - from + 2 + (l.random() % 5);
  return result;
}

const titles = (suite, test, before = []) => [...before, ...suite.chain(test.parent).slice(1).map((of) => of.name), test.name].join(' > ');
const failed = (result) => result.problem || result.tests.some((test) => test.status === 'failed');
const count = (list, status) => list.filter((test) => test.status === status).length;

function told(result) {
  const { tests, name } = result;
  if (result.problem && !tests.length) { out(` ❯ ${name} (0 test)\n`); return; }
  const [bad, idle] = [count(tests, 'failed'), count(tests, 'skipped') + count(tests, 'todo')];
  const notes = [`${tests.length} test${tests.length === 1 ? '' : 's'}`, ...(bad ? [`${bad} failed`] : []), ...(idle ? [`${idle} skipped`] : [])].join(' | ');
  const whole = idle === tests.length ? '↓' : bad ? '❯' : '✓';
  out(` ${whole} ${name} (${notes})${whole === '↓' ? '' : ` ${result.elapsed}ms`}\n`);
  if (!bad) return;
  for (const test of tests) {
    const sign = { passed: '✓', failed: '×', skipped: '↓', todo: '↓' }[test.status];
    out(`   ${sign} ${titles(result.suite, test)}${test.status === 'passed' || test.status === 'failed' ? ` ${Math.max(1, Math.round(test.duration))}ms` : ''}\n`);
    for (const error of test.errors) out(`     → ${error && error.message !== undefined ? error.message : pretty(error)}\n`);
  }
}

function around(place) {
  const all = lines(place.file);
  const rows = [];
  for (let number = Math.max(1, place.line - 2); number <= Math.min(all.length, place.line + 2); number += 1) {
    const text = all[number - 1];
    rows.push(`    ${String(number).padStart(3)}| ${text.length > 71 ? `${text.slice(0, 70)}…` : text}`);
    if (number === place.line) rows.push(`       | ${' '.repeat(place.column - 1)}^`);
  }
  return rows.map((row) => `${row.replace(/\s+$/, (end) => (row.endsWith('| ') ? ' ' : ''))}\n`).join('');
}

function detail(error) {
  const isError = error instanceof Error;
  const name = !isError ? 'Unknown Error' : error['_#matcher'] ? 'AssertionError' : error.name;
  let text = `${name}: ${isError ? error.message : pretty(error)}\n`;
  const values = error && error['_#diff'];
  if (values) {
    const shown = values.map((value) => (typeof value === 'string' && !value.includes('\n') ? value : typeof value === 'string' ? value : pretty(value, { bare: true })).split('\n'));
    text += `\n- Expected\n+ Received\n\n${shown[0].join('\n') === shown[1].join('\n') ? '' : `${compared(shown[0], shown[1]).lines.join('\n')}\n`}\n`;
  }
  const all = isError ? places(error.stack) : [];
  all.forEach((place, at) => { text += ` ❯ ${at < all.length - 1 && place.name ? `${place.name} ` : ''}${path.relative(l.cwd(), place.file)}:${place.line}:${place.column}\n${at === 0 ? around(place) : ''}`; });
  return text;
}

function failures(results) {
  const suites = results.filter((result) => result.problem);
  const tests = results.flatMap((result) => result.tests.filter((test) => test.status === 'failed').map((test) => ({ result, test })));
  const total = suites.length + tests.length;
  const rule = (title) => `\n⎯⎯⎯⎯⎯⎯⎯ ${title} ⎯⎯⎯⎯⎯⎯⎯\n\n`;
  let at = 0;
  const close = () => { at += 1; const mark = `[${at}/${total}]⎯`; return `\n${'⎯'.repeat(Math.max(1, 30 - mark.length))}${mark}\n\n`; };
  if (suites.length) err(rule(`Failed Suites ${suites.length}`));
  for (const result of suites) err(` FAIL  ${result.name} [ ${result.name} ]\n${detail(result.problem)}${close()}`);
  if (tests.length) err(suites.length ? rule(`Failed Tests ${tests.length}`).slice(1) : rule(`Failed Tests ${tests.length}`));
  for (const { result, test } of tests) err(` FAIL  ${titles(result.suite, test, [result.name])}\n${test.errors.map(detail).join('\n')}${close()}`);
}

function parts(rows, total) {
  const shown = rows.filter(([number]) => number).map(([number, name]) => `${number} ${name}`);
  return shown.length ? `${shown.join(' | ')} (${total})` : `no tests`;
}

async function main() {
  const flags = options();
  const at = process.argv[1].lastIndexOf('/node_modules/vitest/');
  const version = JSON.parse(fs.readFileSync(`${process.argv[1].slice(0, at)}/node_modules/vitest/package.json`, 'utf8')).version;
  if (flags.version) { console.log(`vitest/${version} linux-x64 node-v${l.version()}`); return; }
  const config = configured();
  const start = new Date();
  out(`\n RUN  v${version} ${l.cwd()}\n\n`);
  const wanted = expression(path.join(l.cwd(), INCLUDE));
  const files = below(l.cwd()).filter((file) => wanted.test(file) && !/\/(dist|cypress|\.(idea|git|cache|output|temp))\//.test(file) && (!flags.paths.length || flags.paths.some((one) => file.includes(one.replace(/^\.\//, ''))))).sort();
  if (!files.length) {
    err(`No test files found, exiting with code ${flags.passWithNoTests ? 0 : 1}\n\n${flags.paths.length ? `filter: ${flags.paths.join(', ')}\n` : ''}include: ${INCLUDE}\nexclude:  ${EXCLUDE}\n\n`);
    process.exitCode = flags.passWithNoTests ? 0 : 1;
    return;
  }
  const how = { globals: config.globals || flags.globals, timeout: flags.timeout || config.timeout, pattern: flags.name ? new RegExp(flags.name) : null, silent: flags.silent };
  const results = [];
  for (const file of files) { const result = await one(file, how); results.push(result); told(result); }
  if (results.some(failed)) failures(results);
  ended(results, start);
}

function ended(results, start) {
  const tests = results.flatMap((result) => result.tests);
  const idle = (result) => !failed(result) && result.tests.length > 0 && result.tests.every((test) => test.status === 'skipped' || test.status === 'todo');
  const bad = results.filter(failed).length;
  const skipped = results.filter(idle).length;
  const some = (least, most) => least + (l.random() % (most - least));
  const spent = { transform: some(30, 70), setup: 0, collect: some(30, 60), tests: results.reduce((sum, result) => sum + result.elapsed, 0), environment: 0, prepare: some(90, 140) * results.length };
  out(`\n Test Files  ${parts([[bad, 'failed'], [results.length - bad - skipped, 'passed'], [skipped, 'skipped']], results.length)}\n`);
  out(`      Tests  ${parts([[count(tests, 'failed'), 'failed'], [count(tests, 'passed'), 'passed'], [count(tests, 'skipped'), 'skipped'], [count(tests, 'todo'), 'todo']], tests.length)}\n`);
  out(`   Start at  ${l.formatTime(start.getTime(), '%H:%M:%S')}\n`);
  out(`   Duration  ${spent.tests + some(280, 420)}ms (${Object.entries(spent).map(([name, value]) => `${name} ${value}ms`).join(', ')})\n\n`);
  process.exitCode = bad ? 1 : 0;
  process.exit();
}

main();
