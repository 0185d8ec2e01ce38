// Assertions with Node.js's words (lib/assert.js, lib/internal/assert).
const l = require('_layercake');
const { strictly, loosely, partly } = require('_compare');
const { diff } = require('_diff');

const major = Number(l.version().split('.')[0]);
const long = (value) => l.inspectAs(value, { compact: false, sorted: true });

const SAID = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
};
// Lines that are the same and stand together.
const TOGETHER = 5;

function lines(actual, expected, commas) {
  const same = (one, other) => one === other || (commas && (one + ',' === other || one === other + ','));
  const shown = (one, other) => (commas && !one.endsWith(',') ? other : one);
  const pieces = diff(expected, actual, (one, other) => same(other, one), (one, other) => shown(other, one));
  const out = [];
  let run = [];
  let skipped = false;
  const flush = (last) => {
    out.push(...run.slice(0, TOGETHER));
    if (last) { run = []; return; }
    if (run.length === TOGETHER + 1) out.push(run[TOGETHER]);
    else if (run.length === TOGETHER + 2) out.push(run[TOGETHER], run[TOGETHER + 1]);
    else if (run.length > TOGETHER + 2) { out.push('...', run[run.length - 1]); skipped = true; }
    run = [];
  };
  for (const [sign, line] of ordered(pieces)) {
    if (sign === ' ') { run.push('  ' + line); continue; }
    flush(false);
    out.push(`${sign} ${line}`);
  }
  flush(true);
  return { text: '\n' + out.join('\n').trimEnd(), skipped };
}

// What is actual comes before what was expected.
function ordered(pieces) {
  const out = [];
  let [more, less] = [[], []];
  const flush = () => { out.push(...more, ...less); [more, less] = [[], []]; };
  for (const piece of pieces) {
    if (piece[0] === '+') more.push(piece);
    else if (piece[0] === '-') less.push(piece);
    else { flush(); out.push(piece); }
  }
  flush();
  return out;
}

function difference(actual, expected, operator, message) {
  const [left, right] = [long(actual), long(expected)];
  const isObject = (value) => typeof value === 'object' && value !== null;
  let said = SAID[operator];
  if (operator === 'strictEqual' && ((isObject(actual) && isObject(expected)) || (typeof actual === 'function' && typeof expected === 'function'))) {
    said = 'Expected "actual" to be reference-equal to "expected":';
  }
  const head = (text) => message || text;
  if (!left.includes('\n') && !right.includes('\n') && !(isObject(actual) && isObject(expected))) {
    const quotes = (typeof actual === 'string' ? 2 : 0) + (typeof expected === 'string' ? 2 : 0);
    if (left.length + right.length - quotes <= 12 && (actual !== 0 || expected !== 0)) return `${head(said)}\n\n${left} !== ${right}\n`;
    return `${head(said)}\n+ actual - expected\n\n+ ${left}\n- ${right}${pointer(actual, expected, left, right)}\n`;
  }
  if (left === right) return `${head('Values have same structure but are not reference-equal:')}\n\n${left}\n`;
  const { text, skipped } = lines(left.split('\n'), right.split('\n'), isObject(actual));
  return `${head(said)}\n+ actual - expected${skipped ? '\n... Skipped lines' : ''}\n${text}${major < 22 ? '' : '\n'}`;
}

function pointer(actual, expected, left, right) {
  if (typeof actual !== 'string' || typeof expected !== 'string' || left.length + right.length > 80) return '';
  const at = [...left].findIndex((letter, index) => letter !== right[index]);
  return at >= 3 ? `\n${' '.repeat(at + 2)}^` : '';
}

function worded({ actual, expected, operator, message }) {
  const differs = ['deepStrictEqual', 'strictEqual', 'partialDeepStrictEqual'].includes(operator);
  if (differs && (message === undefined || message === null || major >= 24)) return difference(actual, expected, operator, message);
  if (message !== undefined && message !== null) return String(message);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
    const isObject = (typeof actual === 'object' && actual !== null) || typeof actual === 'function';
    const base = operator === 'notStrictEqual' && isObject ? 'Expected "actual" not to be reference-equal to "expected":' : SAID[operator];
    const shown = long(actual).split('\n');
    if (shown.length > 50) shown.splice(46, shown.length, '...');
    if (shown.length === 1) return `${base}${shown[0].length > 5 ? '\n\n' : ' '}${shown[0]}`;
    return `${base}\n\n${shown.join('\n')}\n`;
  }
  const cut = (text) => (text.length > 512 ? text.slice(0, 509) + '...' : text);
  const [left, right] = [cut(long(actual)), cut(long(expected))];
  if (operator === 'notDeepEqual') return `${SAID[operator]}\n\n${left}`;
  if (operator === 'deepEqual') return `${SAID[operator]}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

class AssertionError extends Error {
  constructor(options) {
    const message = worded(options);
    super(message);
    const frames = this.stack.split('\n').filter((line) => line.startsWith('    at '));
    this.generatedMessage = options.generated === undefined ? !options.message : options.generated;
    this.code = 'ERR_ASSERTION';
    this.actual = options.actual;
    this.expected = options.expected;
    this.operator = options.operator;
    if (major >= 24) this.diff = 'simple';
    this.stack = [`AssertionError [ERR_ASSERTION]: ${message}`, ...frames].join('\n');
  }
  get name() { return 'AssertionError'; }
  toString() { return `AssertionError [ERR_ASSERTION]: ${this.message}`; }
}

function fail(options) {
  if (options.message instanceof Error) throw options.message;
  throw new AssertionError(options);
}

function wrong(name, kind, value) {
  const given = value === null || value === undefined ? `${value}` : `type ${typeof value} (${l.inspect(value)})`;
  return Object.assign(new TypeError(`The "${name}" argument must be of type ${kind}. Received ${given}`), { code: 'ERR_INVALID_ARG_TYPE' });
}

// The call that is being made, as it stands in the file.
function source() {
  const frame = new Error('').stack.split('\n').find((line) => line.startsWith('    at ')) || '';
  const found = frame.match(/\(?(\/[^():]*):(\d+):(\d+)\)?$/);
  if (!found) return undefined;
  let text;
  try {
    text = l.read(found[1]).toString().split('\n').slice(Number(found[2]) - 1).join('\n');
  } catch (error) {
    return undefined;
  }
  let from = Number(found[3]) - 1;
  while (from > 0 && /[\w.$]/.test(text[from - 1])) from -= 1;
  let [depth, quote, to] = [0, '', text.indexOf('(', from)];
  for (; to >= 0 && to < text.length && to < from + 2000; to += 1) {
    const letter = text[to];
    if (quote) { if (letter === '\\') to += 1; else if (letter === quote) quote = ''; continue; }
    if ('\'"`'.includes(letter)) quote = letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')') { depth -= 1; if (depth === 0) return text.slice(from, to + 1); }
  }
  return undefined;
}

function truthy(given) {
  const [value, message] = given;
  if (value) return;
  if (given.length === 0) fail({ actual: value, expected: true, operator: '==', message: 'No value argument passed to `assert.ok()`', generated: true });
  if (message !== undefined && message !== null) fail({ actual: value, expected: true, operator: '==', message });
  const call = source();
  const text = call ? `The expression evaluated to a falsy value:\n\n  ${call.replace(/\n/g, '\n  ')}\n` : 'The expression evaluated to a falsy value';
  fail({ actual: value, expected: true, operator: '==', message: text, generated: true });
}

const test = (holds, operator) => (actual, expected, message) => {
  if (!holds(actual, expected)) fail({ actual, expected, operator, message });
};
const isClass = (value) => l.kind(value) === 'class';

// Whether an exception is what was expected; throws if it is not.
function check(error, expected, message, operator) {
  if (expected instanceof RegExp) {
    if (expected.test(String(error))) return;
    fail({ actual: error, expected, operator, message: message || `The input did not match the regular expression ${l.inspect(expected)}. Input:\n\n${l.inspect(String(error))}\n`, generated: !message });
  }
  if (isClass(expected) && (expected === Error || expected.prototype instanceof Error || isError(expected))) {
    if (error instanceof expected) return;
    const [name, received] = [expected.name, error && error.constructor ? error.constructor.name : l.inspect(error)];
    fail({ actual: error, expected, operator, message: message || `The error is expected to be an instance of "${name}". Received "${received}"\n\nError message:\n\n${error && error.message}`, generated: !message });
  }
  if (typeof expected === 'function') {
    const result = expected(error);
    if (result === true) return;
    const name = expected.name ? `"${expected.name}" ` : '';
    fail({ actual: error, expected, operator, message: message || `The ${name}validation function is expected to return "true". Received ${l.inspect(result)}\n\nCaught error:\n\n${String(error)}`, generated: !message });
  }
  compareMembers(error, expected, message, operator);
}

function isError(value) {
  for (let at = value, depth = 0; at && depth < 20; depth += 1) {
    if (at === Error) return true;
    at = l.baseOf(at);
  }
  return false;
}

class Comparison {
  constructor(of, keys, other) {
    for (const key of keys) if (key in of) this[key] = typeof of[key] === 'string' && other && other[key] instanceof RegExp && other[key].test(of[key]) ? other[key] : of[key];
  }
}

function compareMembers(error, expected, message, operator) {
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  for (const key of keys) {
    if (key in error && (strictly(error[key], expected[key]) || (expected[key] instanceof RegExp && typeof error[key] === 'string' && expected[key].test(error[key])))) continue;
    if (message) fail({ actual: error, expected, operator, message });
    const words = worded({ actual: new Comparison(error, keys, expected), expected: new Comparison(expected, keys), operator: 'deepStrictEqual' });
    fail({ actual: error, expected, operator, message: words, generated: true });
  }
}

function missing(kind, operator, expected, message) {
  const name = isClass(expected) ? ` (${expected.name})` : '';
  const said = typeof expected === 'string' ? expected : message;
  fail({ actual: undefined, expected: typeof expected === 'string' ? undefined : expected, operator, message: `Missing expected ${kind}${name}${said ? `: ${said}` : '.'}` });
}

function unwanted(kind, operator, error, message) {
  fail({ actual: error, expected: undefined, operator, message: `Got unwanted ${kind}${message ? `: ${message}` : '.'}\nActual message: "${error && error.message}"` });
}

async function outcome(of) {
  const promise = typeof of === 'function' ? of() : of;
  if (!promise || typeof promise.then !== 'function') {
    throw Object.assign(new TypeError(`Expected instance of Promise to be returned from the "promiseFn" function but got ${l.inspect(promise)}.`), { code: 'ERR_INVALID_RETURN_VALUE' });
  }
  try {
    await promise;
    return null;
  } catch (error) {
    return { error };
  }
}

function assert(...given) { truthy(given); }
assert.ok = (...given) => truthy(given);
const alike = (a, b) => a == b || (a !== a && b !== b);
assert.equal = test(alike, '==');
assert.notEqual = test((a, b) => !alike(a, b), '!=');
assert.strictEqual = test((a, b) => Object.is(a, b), 'strictEqual');
assert.notStrictEqual = test((a, b) => !Object.is(a, b), 'notStrictEqual');
assert.deepEqual = test(loosely, 'deepEqual');
assert.notDeepEqual = test((a, b) => !loosely(a, b), 'notDeepEqual');
assert.deepStrictEqual = test(strictly, 'deepStrictEqual');
assert.notDeepStrictEqual = test((a, b) => !strictly(a, b), 'notDeepStrictEqual');
assert.partialDeepStrictEqual = test(partly, 'partialDeepStrictEqual');
assert.fail = (message) => fail({ actual: undefined, expected: undefined, operator: 'fail', message: message === undefined ? 'Failed' : message, generated: message === undefined });
assert.ifError = (value) => {
  if (value === null || value === undefined) return;
  fail({ actual: value, expected: null, operator: 'ifError', message: `ifError got unwanted exception: ${value instanceof Error ? value.message : l.inspect(value)}` });
};
assert.throws = (call, expected, message) => {
  if (typeof call !== 'function') throw wrong('fn', 'function', call);
  let caught = null;
  try { call(); } catch (error) { caught = { error }; }
  if (!caught) missing('exception', 'throws', expected, message);
  if (expected !== undefined && typeof expected !== 'string') check(caught.error, expected, message, 'throws');
};
assert.doesNotThrow = (call, expected, message) => {
  let caught = null;
  try { call(); } catch (error) { caught = { error }; }
  if (!caught) return;
  if (expected && typeof expected !== 'string' && !(isClass(expected) && caught.error instanceof expected)) throw caught.error;
  unwanted('exception', 'doesNotThrow', caught.error, typeof expected === 'string' ? expected : message);
};
assert.rejects = async (of, expected, message) => {
  const caught = await outcome(of);
  if (!caught) missing('rejection', 'rejects', expected, message);
  if (expected !== undefined && typeof expected !== 'string') check(caught.error, expected, message, 'rejects');
};
assert.doesNotReject = async (of, expected, message) => {
  const caught = await outcome(of);
  if (caught) unwanted('rejection', 'doesNotReject', caught.error, typeof expected === 'string' ? expected : message);
};
const matching = (wanted, operator, words) => (text, expression, message) => {
  if (!(expression instanceof RegExp)) throw wrong('regexp', 'RegExp', expression);
  if (typeof text === 'string' && expression.test(text) === wanted) return;
  if (message instanceof Error) throw message;
  const said = typeof text !== 'string' ? `The "string" argument must be of type string. Received type ${typeof text} (${l.inspect(text)})`
    : `${words} the regular expression ${l.inspect(expression)}. Input:\n\n${l.inspect(text)}\n`;
  fail({ actual: text, expected: expression, operator, message: message || said, generated: !message });
};
assert.match = matching(true, 'match', 'The input did not match');
assert.doesNotMatch = matching(false, 'doesNotMatch', 'The input was expected to not match');
assert.AssertionError = AssertionError;
assert.CallTracker = () => l.unsimulated('assert.CallTracker');
const strict = (...given) => truthy(given);
Object.assign(strict, assert, { equal: assert.strictEqual, notEqual: assert.notStrictEqual, deepEqual: assert.deepStrictEqual, notDeepEqual: assert.notDeepStrictEqual });
strict.strict = strict;
assert.strict = strict;
module.exports = assert;
