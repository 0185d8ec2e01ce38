// `mocha`: finds the tests, runs them, and tells what came of it as the reporters `spec` and `dot` do.
const l = require('_layercake');
const fs = require('fs');
const path = require('path');
const { make } = require('_mocha_suite');
const { diff } = require('_diff');
const { expression, below } = require('_jest_config');

const say = (text) => l.put(1, text);
const VALUED = ['-R', '--reporter', '-t', '--timeout', '-g', '--grep', '-f', '--fgrep', '-r', '--require', '-s', '--slow', '--spec', '--file', '--extension', '--retries', '-u', '--ui', '--ignore', '-O', '--reporter-option', '--config', '--import'];
const QUIET = ['--exit', '--colors', '--no-colors', '-c', '--color', '--no-color', '--recursive', '--bail', '-b', '--invert', '-i', '--full-trace', '--no-timeouts', '--check-leaks', '--pass-with-no-tests', '--version', '-V', '--forbid-only', '--parallel', '-p'];

function settings() {
  const found = ['.mocharc.json', '.mocharc.cjs', '.mocharc.js', '.mocharc.yml', '.mocharc.yaml'].find((name) => fs.existsSync(name));
  if (found && /ya?ml$/.test(found)) l.unsimulated(`the configuration ${found}`);
  let config = found ? (found.endsWith('.json') ? JSON.parse(fs.readFileSync(found, 'utf8')) : l.load(found)) : {};
  if (!found && fs.existsSync('package.json')) config = JSON.parse(fs.readFileSync('package.json', 'utf8')).mocha || {};
  const words = process.argv.slice(2);
  const flags = Object.assign({}, config);
  const specs = [];
  const required = [config.require || []].flat();
  while (words.length) {
    let word = words.shift();
    if (!word.startsWith('-')) { specs.push(word); continue; }
    let value;
    if (word.includes('=')) [word, value] = [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)];
    if (VALUED.includes(word)) {
      if (value === undefined) value = words.shift();
      const name = { '-R': 'reporter', '-t': 'timeout', '-g': 'grep', '-f': 'fgrep', '-r': 'require', '-s': 'slow', '-u': 'ui', '-O': 'reporter-option' }[word] || word.slice(2);
      if (name === 'require') required.push(value);
      else if (name === 'spec') specs.push(value);
      else flags[name] = value;
    } else if (QUIET.includes(word)) flags[{ '-b': 'bail', '-i': 'invert', '-V': 'version' }[word] || word.replace(/^-+/, '')] = true;
    else l.unsimulated(`the option ${word}`);
  }
  if (flags.ui && flags.ui !== 'bdd') l.unsimulated(`the interface ${flags.ui}`);
  if (flags.reporter && !['spec', 'dot', 'min'].includes(flags.reporter)) l.unsimulated(`the reporter ${flags.reporter}`);
  return { flags, specs: specs.length ? specs : [config.spec || []].flat(), required };
}

function files(specs, flags) {
  const given = specs.length ? specs : ['./test'];
  const extensions = flags.extension ? [flags.extension].flat().map((one) => `.${one.replace(/^\./, '')}`) : ['.js', '.cjs', '.mjs'];
  const found = [];
  const missing = [];
  for (const spec of given) {
    const whole = path.resolve(spec);
    let here = [];
    if (/[*?{[]/.test(spec)) here = below(l.cwd()).filter((file) => expression(whole).test(file)).sort();
    else if (fs.existsSync(whole) && fs.statSync(whole).isDirectory()) here = below(whole).filter((file) => extensions.includes(path.extname(file)) && (flags.recursive || path.dirname(file) === whole)).sort();
    else here = [whole, ...extensions.map((one) => whole + one)].filter((file) => fs.existsSync(file)).slice(0, 1);
    if (!here.length) missing.push(spec);
    found.push(...here);
  }
  if (!found.length) {
    if (flags['pass-with-no-tests']) process.exit(0);
    l.put(2, missing.length > 1 ? missing.map((one) => `Error: No test files found: "${one.replace(/^\.\//, '')}"\n`).join('') : `Error: No test files found: "${(missing[0] || 'test').replace(/^\.\//, '')}"\n`);
    process.exit(1);
  }
  for (const one of missing) l.put(2, `Warning: Cannot find any files matching pattern ${l.inspect(one).replace(/'/g, '"')}\n`);
  return [...new Set(found)];
}

function shown(value) {
  if (typeof value === 'string') return value;
  if (value === undefined) return '[undefined]';
  if (typeof value === 'function') return '[Function]';
  if (typeof value !== 'object' || value === null) return String(value);
  const sorted = (one) => (Array.isArray(one) ? one.map(sorted) : one && typeof one === 'object' && !(one instanceof Date) ? Object.fromEntries(Object.keys(one).sort().map((key) => [key, one[key] === undefined ? '[undefined]' : sorted(one[key])])) : one);
  return JSON.stringify(sorted(value), null, 2).replace(/,$/gm, '');
}

function differing(error) {
  const [left, right] = [shown(error.actual), shown(error.expected)];
  const lines = diff(right.split('\n'), left.split('\n'));
  let [gone, come, out] = [[], [], []];
  const flush = () => { out.push(...gone, ...come); [gone, come] = [[], []]; };
  for (const [sign, line] of lines) {
    if (sign === '+') gone.push(`-${line}`);
    else if (sign === '-') come.push(`+${line}`);
    else { flush(); out.push(` ${line}`); }
  }
  flush();
  const same = left === right;
  return `\n      + expected - actual\n\n${same ? '\n' : `${out.map((line) => `      ${line}\n`).join('')}      \n`}`;
}

function stack(error) {
  const lines = String(error.stack || '').split('\n').filter((line) => line.startsWith('    at ') && !line.includes('node:internal')).map((line) => line.slice(4).replace(`${l.cwd()}/`, ''));
  const last = lines.length - 1;
  if (last >= 0) lines[last] = lines[last].replace(/^at ([^\s()]+)$/, 'at Context.<anonymous> ($1)').replace(/^at (\w+) \(/, 'at Context.$1 (');
  lines.push(...(lines.length ? ['at process.processImmediate (node:internal/timers:483:21)'] : ['at listOnTimeout (node:internal/timers:581:17)', 'at process.processTimers (node:internal/timers:519:7)']));
  return lines.map((line) => `      ${line}\n`).join('');
}

function failure({ test, error }, number, titles) {
  const parts = titles(test);
  const title = parts.map((part, at) => `${at === 0 ? '' : `\n${'  '.repeat(at + 2)} `}${part}`).join('');
  const isError = error instanceof Error;
  const differs = isError && error.showDiff !== false && 'actual' in error && 'expected' in error && error.expected !== undefined && (typeof error.actual === typeof error.expected || error.actual === null);
  const name = !isError ? '' : error.code === 'ERR_ASSERTION' ? 'AssertionError [ERR_ASSERTION]' : error.name;
  const text = isError ? `${name}: ${error.message}` : `Error: the string "${typeof error === 'string' ? error : l.inspect(error)}" was thrown, throw an Error :)`;
  return `  ${number}) ${title}:\n${differs ? `\n      ${text}${differing(error)}` : `     ${text}\n`}${stack(isError ? error : new Error(''))}\n`;
}

async function main() {
  const { flags, specs, required } = settings();
  const at = process.argv[1].lastIndexOf('/node_modules/mocha/');
  if (flags.version) { console.log(JSON.parse(fs.readFileSync(`${process.argv[1].slice(0, at)}/node_modules/mocha/package.json`, 'utf8')).version); return; }
  let depth = 0;
  const [passes, pendings, failures] = [[], [], []];
  const indent = () => '  '.repeat(Math.max(0, depth - 1));
  const dot = flags.reporter === 'dot';
  let column = 0;
  const mark = (sign) => { say(`${column % 75 === 0 ? '\n  ' : ''}${sign}`); column += 1; };
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const mocha = make({
    grep: flags.grep ? new RegExp(flags.grep) : flags.fgrep ? new RegExp(escape(flags.fgrep)) : null, invert: Boolean(flags.invert), bail: flags.bail,
    begun: (of) => { depth += 1; if (!dot) say(of.title ? `${indent()}${of.title}\n` : '\n'); },
    ended: (of) => { depth -= 1; if (!dot && depth === 1) say('\n'); },
    passed: (test) => { passes.push(test); if (dot) mark('.'); else say(`${indent()}  ✔ ${test.title}${test.duration > test.slow / 2 ? ` (${test.duration}ms)` : ''}\n`); },
    pending: (test) => { pendings.push(test); if (dot) mark(','); else say(`${indent()}  - ${test.title}\n`); },
    failed: (test, error) => { failures.push({ test, error }); if (dot) mark('!'); else say(`${indent()}  ${failures.length}) ${test.title}\n`); },
  });
  if (flags.timeout !== undefined) mocha.root.timeout = Number(String(flags.timeout).replace(/s$/, '000'));
  if (flags['no-timeouts']) mocha.root.timeout = 0;
  if (flags.slow) mocha.root.slow = Number(flags.slow);
  if (flags.retries) mocha.root.retries = Number(flags.retries);
  Object.assign(globalThis, mocha.globals);
  process['_#hook'] = (error) => { if (mocha.state.fail) { mocha.state.fail(error); return true; } return false; };
  try {
    for (const name of required) {
      if (/^(ts-node|tsx|@babel\/register|esm)/.test(name)) l.unsimulated(`the option --require ${name}`);
      l.load(path.resolve(name));
    }
    for (const file of files(specs, flags)) { mocha.state.file = file; l.load(file); }
  } catch (error) {
    l.put(2, `\n Exception during run: ${error instanceof Error ? l.inspect(error) : error}\n`);
    process.exit(1);
  }
  const from = l.now();
  say('\n');
  await mocha.run();
  ended(passes, pendings, failures, l.now() - from + 4 + (l.random() % 7), dot, mocha, flags);
}

function ended(passes, pendings, failures, elapsed, dot, mocha, flags) {
  say(`${dot ? '\n' : ''}\n  ${passes.length} passing (${elapsed >= 1000 ? `${Math.round(elapsed / 1000)}s` : `${elapsed}ms`})\n`);
  if (pendings.length) say(`  ${pendings.length} pending\n`);
  if (failures.length) {
    say(`  ${failures.length} failing\n\n`);
    failures.forEach((one, at) => say(failure(one, at + 1, mocha.titles)));
    say('\n');
  }
  say('\n');
  process.exitCode = Math.min(failures.length, 255);
  process['_#hook'] = undefined;
  if (flags.exit) process.exit();
}

main();
