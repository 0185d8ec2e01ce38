// What Jest prints of a file's tests (@jest/reporters, jest-message-util).
const l = require('_layercake');
const path = require('path');
const { pretty } = require('_pretty');
const { places, frame, shown, lines } = require('_frames');

const EXPECT = 'node_modules/expect/build/index.js';

const say = (text) => l.put(2, text);
const indented = (text, by) => text.split('\n').map((line) => (line ? by + line : line)).join('\n');
const PROBLEM = 'Test suite failed to run';

// An error as it stands under a test's name: what it says, the place, the stack.
function problem(error, root, test, major) {
  const bare = Boolean(test.isRow);
  const isError = error instanceof Error || (error && typeof error === 'object' && typeof error.stack === 'string');
  if (!isError) return strange(error, root, test, major);
  const matcher = error['_#matcher'];
  const all = places(error.stack);
  let text = matcher ? error.message : `${error.name}: ${error.message}`.replace(/^Error: /, '');
  if (error.code === 'ERR_ASSERTION') text = assertion(error);
  if (error.code === 'MODULE_NOT_FOUND') text = `${error.message.split('\n')[0]} from '${path.relative(root, (error.requireStack || [])[0] || '')}'`;
  const thrown = error['_#thrown'];
  const inner = matcher && /^toThrow/.test(matcher) && thrown instanceof Error ? places(thrown.stack) : [];
  let said = `${text}\n`;
  if (matcher === 'expect' && error['_#promise'] && all.length) {
    const text = (lines(all[0].file)[all[0].line - 1] || '').slice(0, all[0].column);
    all[0].column = Math.max(0, text.lastIndexOf('expect(')) + 1;
  }
  const stack = shown(all, root, bare);
  if (inner.length) {
    const names = shown(inner.slice(0, 1), root, !error['_#promise'] || inner.length > 1);
    const by = error['_#promise'] ? [`at Object.${matcher} (${EXPECT}:2155:20)`, ...stack]
      : [`at Object.<anonymous> (${EXPECT}:1824:9)`, `at Object.throwingMatcher [as toThrow] (${EXPECT}:2235:93)`, ...stack, ...stack];
    return `${said}\n${frame(inner[0]).map((line) => `    ${line}`).join('\n')}\n\n${[...names, ...by].map((line) => `  ${line}`).join('\n')}\n`;
  }
  if (error['_#promise']) stack.unshift(matcher === 'expect' ? `at expect (${EXPECT}:2116:15)` : `at Object.${matcher} (${EXPECT}:2140:20)`);
  if (all.length) said += `\n${frame(all[0]).join('\n')}\n\n${stack.map((line) => `  ${line}`).join('\n')}\n`;
  return said;
}

function strange(error, root, test, major) {
  const text = error && error['_#late'] ? error['_#late'] : `thrown: ${typeof error === 'string' ? pretty(error) : pretty(error, {})}`;
  const at = places(test.where);
  if (!at.length) return `${text}\n`;
  const where = `\n${frame(at[0]).join('\n')}\n\n${shown(at.slice(0, 1), root).map((line) => `  ${line}`).join('\n')}\n`;
  if (major < 30) return `${text}\n${where}`;
  return `${text}\n\n  at _getError (node_modules/jest-circus/build/jestAdapterInit.js:1985:12)\n      at Array.map (<anonymous>)\n\nCause:\n${indented(`${text}\n${indented(where, '').replace(/^\n/, '\n')}`, '    ')}`;
}

// An error of Node.js's assert, as Jest words it.
function assertion(error) {
  const { operator, actual, expected } = error;
  const named = { strictEqual: 'to strictly be equal to', notStrictEqual: 'to not be strictly equal to', deepEqual: 'to loosely deeply equal to', deepStrictEqual: 'to deeply and strictly equal to', notDeepStrictEqual: 'not to be deeply and strictly equal to', notDeepEqual: 'not to be loosely deeply equal to' };
  const name = { '==': error.generatedMessage && expected === true && actual !== true ? 'ok' : 'equal', '!=': 'notEqual' }[operator] || operator;
  const message = error.generatedMessage ? '' : `\n\nMessage:\n  ${error.message}`;
  if (operator === 'throws' || operator === 'rejects' || operator === 'doesNotThrow' || operator === 'fail' || operator === 'match') return `${error.name}: ${error.message}`;
  if (name === 'ok') return `assert.ok(received, expected)\n\nExpected value to be truthy\nReceived:\n  ${pretty(actual)}${message}`;
  return `assert.${name}(received, expected)\n\nExpected value ${named[operator] || (operator === '==' ? 'to be equal to' : 'to not be equal to')}:\n  ${pretty(expected)}\nReceived:\n  ${pretty(actual)}${message}`;
}

const milliseconds = (test) => (test.duration >= 1 ? ` (${Math.round(test.duration)} ms)` : '');

function tree(block, depth) {
  const indent = '  '.repeat(depth);
  const tests = block.items.filter((one) => one.isTest);
  for (const test of tests.filter((one) => one.status === 'passed' || one.status === 'failed')) say(`${indent}${test.status === 'passed' ? '✓' : '✕'} ${test.name}${milliseconds(test)}\n`);
  for (const test of tests.filter((one) => one.status === 'skipped')) say(`${indent}○ skipped ${test.name}\n`);
  for (const test of tests.filter((one) => one.status === 'todo')) say(`${indent}✎ todo ${test.name}\n`);
  for (const inner of block.items.filter((one) => !one.isTest)) {
    say(`${indent}${inner.name}\n`);
    tree(inner, depth + 1);
  }
}

// One thing that was printed: which function, the text, and from where.
function printed(entry, by, root) {
  const at = places(entry.stack);
  const out = [`${by}console.${entry.name}`, indented(entry.text, `${by}  `), ''];
  if (at.length) {
    if (entry.name === 'error' || entry.name === 'warn') out.push(...frame(at[0]).map((line) => `${by}  ${line}`), '');
    out.push(`      ${shown(at, root)[0]}`, '');
  }
  return out.join('\n') + '\n';
}

function file(result, how) {
  const { root } = how;
  const name = path.relative(root, result.file);
  const failed = result.problem || result.tests.some((test) => test.status === 'failed') || result.broken.length;
  const slow = result.elapsed >= 5000 ? ` (${Math.round(result.elapsed) / 1000} s)` : '';
  say(`${failed ? 'FAIL' : 'PASS'} ${name.includes('/') ? name : `./${name}`}${slow}\n`);
  if (how.verbose && !result.problem) tree(result.suite.root, 1);
  if (result.printed.length && !how.immediate) say(`  ● Console\n\n${result.printed.map((entry) => printed(entry, '    ', root)).join('')}`);
  else if (how.verbose && failed && !result.problem) say('\n');
  if (result.problem) {
    say(`  ● ${PROBLEM}\n\n${indented(result.problem, '    ')}\n`);
    return;
  }
  for (const test of result.tests) {
    for (const error of test.errors) {
      const title = [...result.suite.chain(test.parent).slice(1).map((one) => one.name), test.name].join(' › ');
      say(`  ● ${title}\n\n${indented(problem(error, root, test, how.major), '    ')}\n`);
    }
  }
  for (const error of result.broken) say(`  ● ${PROBLEM}\n\n${indented(problem(error, root, { where: '' }, how.major), '    ')}\n`);
  if (how.verbose && !failed) say('\n');
}

function summary(results, how, elapsed) {
  const count = (list, test) => list.filter(test).length;
  const bad = (result) => result.problem || result.broken.length || result.tests.some((test) => test.status === 'failed');
  const idle = (result) => !bad(result) && result.tests.length > 0 && result.tests.every((test) => test.status === 'skipped' || test.status === 'todo') && result.tests.some((test) => test.status === 'skipped');
  const tests = results.reduce((all, result) => all.concat(result.tests), []);
  const parts = (rows, total, of) => [...rows.filter(([number]) => number).map(([number, name]) => `${number} ${name}`), `${of}${total} total`].join(', ');
  const ran = results.length - count(results, idle);
  say(`${how.verbose ? '' : '\n'}Test Suites: ${parts([[count(results, bad), 'failed'], [count(results, idle), 'skipped'], [count(results, (one) => !bad(one) && !idle(one)), 'passed']], results.length, ran < results.length ? `${ran} of ` : '')}\n`);
  const status = (name) => count(tests, (test) => test.status === name);
  say(`Tests:       ${parts([[status('failed'), 'failed'], [status('skipped'), 'skipped'], [status('todo'), 'todo'], [status('passed'), 'passed']], tests.length, '')}\n`);
  say('Snapshots:   0 total\n');
  say(`Time:        ${Math.round(elapsed) / 1000} s\n`);
}

module.exports = { file, summary, printed, say, problem };
