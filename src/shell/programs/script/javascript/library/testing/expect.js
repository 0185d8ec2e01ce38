// Jest's `expect`: matchers, and what they say (expect-utils, jest-matcher-utils).
const l = require('_layercake');
const { equal } = require('_compare');
const { pretty, compared } = require('_pretty');
const matching = require('_matching');

const DEEP = { matchers: true };
const STRICT = { matchers: true, strict: true, undefineds: true };
const PARTIAL = { matchers: true, partial: 'members' };

class Failed extends Error {
  get name() { return 'JestAssertionError'; }
}

const hint = (state, name, expected = 'expected', comment = '', subject = 'received') =>
  `expect(${subject})${state.promise ? `.${state.promise}` : ''}${state.not ? '.not' : ''}.${name}(${expected})${comment ? ` // ${comment}` : ''}\n\n`;
const show = (value) => pretty(value, { min: true });
const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

function differs(expected, received) {
  const [one, other] = [l.kind(expected), l.kind(received)];
  if (one === 'string' && other === 'string' && !(expected.includes('\n') && received.includes('\n'))) return false;
  if (one !== other || !['array', 'object', 'map', 'set', 'string'].includes(one)) return false;
  return ![expected, received].some((value) => value instanceof Date || value instanceof Error || (value && value['_#matches']));
}

// What stands under a hint where two values should be equal.
function difference(expected, received) {
  if (differs(expected, received)) {
    const text = (value) => (typeof value === 'string' ? value : pretty(value, {})).split('\n');
    const { lines, removed, added } = compared(text(expected), text(received));
    if (removed || added) return `- Expected  - ${removed}\n+ Received  + ${added}\n\n${lines.join('\n')}`;
  }
  const [left, right] = [show(expected), show(received)];
  return `Expected: ${left}\nReceived: ${left === right ? 'serializes to the same string' : right}`;
}

// Asymmetric matchers that hold are shown as themselves on both sides.
function withMatchers(expected, received) {
  if (expected && expected['_#matches']) return expected['_#matches'](received) ? expected : received;
  const kind = l.kind(expected);
  if (kind !== l.kind(received)) return received;
  if (kind === 'array') return received.map((item, at) => (at < expected.length ? withMatchers(expected[at], item) : item));
  if (kind === 'object' && !(received instanceof Date) && !(received instanceof Error) && received.constructor === Object) {
    return Object.fromEntries(Object.entries(received).map(([key, item]) => [key, key in expected ? withMatchers(expected[key], item) : item]));
  }
  return received;
}

// The members of a value that are asked for.
function picked(value, wanted) {
  if (Array.isArray(value) && Array.isArray(wanted)) return value.map((item, at) => (at < wanted.length ? picked(item, wanted[at]) : item));
  if (l.kind(value) !== 'object' || l.kind(wanted) !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.keys(wanted).filter((key) => key in value).map((key) => [key, picked(value[key], wanted[key])]));
}

const equality = (name, comment, same) => (state, received, expected) => ({
  pass: same(received, expected),
  message: () => {
    if (state.not) return `${hint(state, name, 'expected', comment)}Expected: not ${show(expected)}`;
    const aside = name === 'toBe' && typeof expected === 'object' && expected !== null && equal(received, expected, STRICT) ? 'If it should pass with deep equality, replace "toBe" with "toStrictEqual"\n\n' : '';
    return `${hint(state, name, 'expected', comment)}${aside}${difference(expected, withMatchers(expected, received))}`;
  },
});

const flag = (name, test) => (state, received) => ({ pass: test(received), message: () => `${hint(state, name, '')}Received: ${show(received)}` });

const comparison = (name, sign, test) => (state, received, expected) => {
  for (const value of [received, expected]) if (typeof value !== 'number' && typeof value !== 'bigint') throw mistake(state, name, value === received ? 'received' : 'expected', 'a number or bigint', value);
  return {
    pass: test(received, expected),
    message: () => `${hint(state, name)}Expected:${state.not ? ' not' : ''} ${sign} ${show(expected)}\nReceived: ${state.not ? '    ' : ''}${' '.repeat(sign.length)} ${show(received)}`,
  };
};

function mistake(state, name, which, kind, value, expected = 'expected') {
  const title = which[0].toUpperCase() + which.slice(1);
  const lines = value === undefined || value === null ? `${title} has value: ${show(value)}` : `${title} has type:  ${kindOf(value)}\n${title} has value: ${show(value)}`;
  return new Failed(`${hint(state, name, expected)}Matcher error: ${which} value must be ${kind}\n\n${lines}`);
}

const matchers = {
  toBe: equality('toBe', 'Object.is equality', (a, b) => Object.is(a, b)),
  toEqual: equality('toEqual', 'deep equality', (a, b) => equal(a, b, DEEP)),
  toStrictEqual: equality('toStrictEqual', 'deep equality', (a, b) => equal(a, b, STRICT)),
  toBeTruthy: flag('toBeTruthy', (value) => Boolean(value)),
  toBeFalsy: flag('toBeFalsy', (value) => !value),
  toBeNull: flag('toBeNull', (value) => value === null),
  toBeUndefined: flag('toBeUndefined', (value) => value === undefined),
  toBeDefined: flag('toBeDefined', (value) => value !== undefined),
  toBeNaN: flag('toBeNaN', (value) => Number.isNaN(value)),
  toBeGreaterThan: comparison('toBeGreaterThan', '>', (a, b) => a > b),
  toBeGreaterThanOrEqual: comparison('toBeGreaterThanOrEqual', '>=', (a, b) => a >= b),
  toBeLessThan: comparison('toBeLessThan', '<', (a, b) => a < b),
  toBeLessThanOrEqual: comparison('toBeLessThanOrEqual', '<=', (a, b) => a <= b),
  toBeCloseTo(state, received, expected, digits = 2) {
    const [far, limit] = [Math.abs(expected - received), 10 ** -digits / 2];
    return { pass: received === expected || far < limit, message: () => `${hint(state, 'toBeCloseTo')}Expected: ${state.not ? 'not ' : ''}${show(expected)}\n${state.not && received === expected ? '' : `Received: ${state.not ? '    ' : ''}${show(received)}\n\nExpected precision:    ${digits}\nExpected difference: ${state.not ? 'not ' : ''}< ${limit}\nReceived difference:   ${far}`}` };
  },
  toBeInstanceOf(state, received, expected) {
    const of = received === null || received === undefined || typeof received !== 'object' ? undefined : received.constructor;
    return { pass: received instanceof expected, message: () => `${hint(state, 'toBeInstanceOf')}Expected constructor: ${state.not ? 'not ' : ''}${expected.name}\n${state.not ? '' : of ? `Received constructor: ${of.name}` : `\nReceived value has no prototype\nReceived value: ${show(received)}`}` };
  },
  toContain(state, received, expected) {
    if (received === null || received === undefined) throw mistake(state, 'toContain', 'received', 'not be null nor undefined', received);
    const isText = typeof received === 'string';
    if (isText && typeof expected !== 'string') throw mistake(state, 'toContain', 'expected', 'a string if received value is a string', expected);
    const items = isText ? received : [...received];
    const kind = isText ? ['substring', 'string:   '] : ['value', `${Array.isArray(received) ? 'array' : 'set'}:`];
    const pad = state.not ? '    ' : '';
    return { pass: items.includes(expected), message: () => `${hint(state, 'toContain', 'expected', 'indexOf')}Expected ${kind[0]}: ${state.not ? 'not ' : ''}${show(expected)}\nReceived ${kind[1]} ${pad}${show(received)}` };
  },
  toContainEqual(state, received, expected) {
    return { pass: [...received].some((item) => equal(item, expected, DEEP)), message: () => `${hint(state, 'toContainEqual', 'expected', 'deep equality')}Expected value: ${state.not ? 'not ' : ''}${show(expected)}\nReceived array: ${state.not ? '    ' : ''}${show(received)}` };
  },
  toHaveLength(state, received, expected) {
    if (received === null || received === undefined || received.length === undefined) {
      throw new Failed(`${hint(state, 'toHaveLength')}Matcher error: received value must have a length property whose value must be a number\n\n${received === null || received === undefined ? '' : `Received has type:  ${kindOf(received)}\n`}Received has value: ${show(received)}`);
    }
    const kind = Array.isArray(received) ? 'array: ' : 'string:';
    return { pass: received.length === expected, message: () => (state.not ? `${hint(state, 'toHaveLength')}Expected length: not ${show(expected)}\nReceived ${kind}     ${show(received)}` : `${hint(state, 'toHaveLength')}Expected length: ${show(expected)}\nReceived length: ${show(received.length)}\nReceived ${kind} ${show(received)}`) };
  },
  toHaveProperty(state, received, path, ...wanted) {
    const keys = Array.isArray(path) ? path : String(path).replace(/\[(\w+)\]/g, '.$1').split('.');
    let [at, found] = [received, 0];
    for (const key of keys) {
      if (at === null || at === undefined || !(key in Object(at))) break;
      at = at[key];
      found += 1;
    }
    const whole = found === keys.length;
    const pass = whole && (wanted.length === 0 || equal(at, wanted[0], DEEP));
    const shownPath = show(path);
    return { pass, message: () => {
      const head = hint(state, 'toHaveProperty', wanted.length ? 'path, value' : 'path');
      if (state.not) return `${head}Expected path: not ${shownPath}\n\nReceived value: ${show(at)}`;
      if (whole) return `${head}Expected path: ${shownPath}\n\nExpected value: ${show(wanted[0])}\nReceived value: ${show(at)}`;
      const part = keys.slice(0, found);
      return `${head}Expected path: ${shownPath}\nReceived path: ${found ? show(Array.isArray(path) ? part : part.join('.')) : '[]'}\n\n${wanted.length ? `Expected value: ${show(wanted[0])}\n` : ''}Received value: ${show(at)}`;
    } };
  },
  toMatch(state, received, expected) {
    if (typeof received !== 'string') throw mistake(state, 'toMatch', 'received', 'a string', received);
    const isText = typeof expected === 'string';
    const word = isText ? 'substring' : 'pattern';
    return { pass: isText ? received.includes(expected) : expected.test(received), message: () => `${hint(state, 'toMatch')}Expected ${word}: ${state.not ? 'not ' : ''}${show(expected)}\nReceived string:  ${isText ? '  ' : ''}${state.not ? '    ' : ''}${show(received)}` };
  },
  toMatchObject(state, received, expected) {
    return { pass: equal(received, expected, PARTIAL), message: () => `${hint(state, 'toMatchObject')}${state.not ? `Expected: not ${show(expected)}` : difference(expected, picked(withMatchers(expected, received), expected))}` };
  },
  toThrow: (state, received, expected) => thrown(state, received, expected, 'toThrow'),
  toThrowError: (state, received, expected) => thrown(state, received, expected, 'toThrowError'),
  toMatchSnapshot: () => l.unsimulated('toMatchSnapshot()'),
  toMatchInlineSnapshot: () => l.unsimulated('toMatchInlineSnapshot()'),
  toThrowErrorMatchingSnapshot: () => l.unsimulated('toThrowErrorMatchingSnapshot()'),
};

function thrown(state, received, expected, name) {
  let caught = null;
  if (state.promise) caught = state.promise === 'rejects' ? { error: received } : null;
  else {
    if (typeof received !== 'function') throw mistake(state, name, 'received', 'a function', received, expected === undefined ? '' : 'expected');
    try { received(); } catch (error) { caught = { error }; }
  }
  const error = caught && caught.error;
  const message = error instanceof Error || (error && error.message !== undefined) ? error.message : undefined;
  const head = hint(state, name, expected === undefined ? '' : 'expected');
  const [not, pad] = state.not ? ['not ', '    '] : ['', ''];
  const result = (pass, text) => ({ pass: Boolean(pass), message: () => head + text, thrown: error });
  const got = () => (caught ? (message === undefined ? `Received value:    ${pad}${show(error)}` : `Received message:  ${pad} ${show(message)}`) : '\nReceived function did not throw');
  if (expected === undefined) return result(caught, state.not ? (message === undefined ? `Thrown value: ${show(error)}` : `Error name:    ${show(error.name)}\nError message: ${show(message)}`) : 'Received function did not throw');
  if (expected && expected['_#matches']) return result(caught && expected['_#matches'](error), `Expected asymmetric matcher: ${not}${show(expected)}\n\n${got().trim()}`);
  if (typeof expected === 'string') return result(caught && String(message === undefined ? error : message).includes(expected), `Expected substring: ${not}${show(expected)}\n${got().replace('message:  ', 'message:  ')}`);
  if (expected instanceof RegExp) return result(caught && expected.test(String(message === undefined ? error : message)), `Expected pattern: ${not}${show(expected)}\n${got().replace('message:  ', 'message:')}`);
  if (typeof expected === 'function' || l.kind(expected) === 'class') {
    const of = error && error.constructor ? error.constructor.name : show(error);
    return result(caught && error instanceof expected, `Expected constructor: ${not}${expected.name}\n${caught ? `${state.not ? '' : `Received constructor: ${of}\n`}\n${message === undefined ? `Received value: ${show(error)}` : `Received message: ${show(message)}`}` : '\nReceived function did not throw'}`);
  }
  return result(caught && message === expected.message, `Expected message: ${not}${show(expected.message)}\n${got().replace('message:  ', 'message:')}`);
}

module.exports = { matchers, Failed, hint, show, difference, mistake, matching, DEEP };
