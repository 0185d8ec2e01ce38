// `expect(value)`: which matcher is called, and what becomes of its answer.
const l = require('_layercake');
const { matchers, Failed, hint, show, matching, difference, DEEP } = require('_expect');
const { equal } = require('_compare');
const { pretty } = require('_pretty');

const all = Object.assign({}, matchers, require('_calls'));
const counted = { calls: 0, wanted: undefined, some: false };
// How a failure is worded: Vitest has words of its own.
const words = { of: null };

// A failure of a matcher's, with the place where it was called.
function failure(text, matcher, stack) {
  const error = new Failed(text);
  error['_#matcher'] = matcher;
  if (stack) error.stack = [`${error.name}: ${text}`, ...stack.split('\n').slice(1)].join('\n');
  return error;
}

function throws(result, state, name, received, given, stack) {
  if (Boolean(result.pass) !== state.not) return;
  const text = words.of ? words.of(name, state, received, given, result) : result.message();
  const error = failure(text, name, stack);
  error['_#thrown'] = result.thrown;
  error['_#promise'] = state.promise;
  if (words.of) error['_#diff'] = words.more(name, state, received, given);
  throw error;
}

function judge(state, received, name, given, stack) {
  let result;
  try {
    result = all[name](state, received, ...given);
  } catch (error) {
    if (error instanceof Failed) error['_#matcher'] = name;
    throw error;
  }
  if (result && typeof result.then === 'function') return result.then((settled) => throws(settled, state, name, received, given, stack));
  return throws(result, state, name, received, given, stack);
}

async function settled(state, received, name, given, stack) {
  const promise = typeof received === 'function' ? received() : received;
  const fail = (text) => { const error = failure(text, 'expect', stack); error['_#promise'] = state.promise; throw error; };
  const head = hint(Object.assign({}, state), name, given.length && state.promise === 'rejects' ? '' : '');
  if (!promise || typeof promise.then !== 'function') fail(`${head}Matcher error: received value must be a promise or a function returning a promise\n\nReceived has type:  ${typeof received}\nReceived has value: ${show(received)}`);
  let outcome;
  try {
    outcome = { value: await promise };
  } catch (error) {
    outcome = { error };
  }
  if (state.promise === 'resolves' && 'error' in outcome) fail(`${head}Received promise rejected instead of resolved\nRejected to value: ${show(outcome.error)}`);
  if (state.promise === 'rejects' && 'value' in outcome) fail(`${head}Received promise resolved instead of rejected\nResolved to value: ${show(outcome.value)}`);
  return judge(state, 'error' in outcome ? outcome.error : outcome.value, name, given, stack);
}

class Expectation {
  constructor(received, state) {
    this['_#received'] = received;
    this['_#state'] = state;
  }
  get not() { return new Expectation(this['_#received'], Object.assign({}, this['_#state'], { not: true })); }
  get resolves() { return new Expectation(this['_#received'], Object.assign({}, this['_#state'], { promise: 'resolves' })); }
  get rejects() { return new Expectation(this['_#received'], Object.assign({}, this['_#state'], { promise: 'rejects' })); }
}

function add(name) {
  Expectation.prototype[name] = function (...given) {
    counted.calls += 1;
    const [state, received] = [this['_#state'], this['_#received']];
    if (!state.promise) return judge(state, received, name, given);
    return settled(state, received, name, given, new Error('').stack);
  };
}
Object.keys(all).forEach(add);

const expect = (received) => new Expectation(received, { not: false, promise: '' });

Object.assign(expect, matching, {
  extend(more) {
    for (const [name, matcher] of Object.entries(more)) {
      all[name] = (state, received, ...given) => matcher.call({
        isNot: state.not, promise: state.promise, equals: (a, b) => equal(a, b, DEEP),
        utils: { printReceived: show, printExpected: show, stringify: show, diff: (a, b) => difference(a, b), matcherHint: (hinted, a, b) => hint(state, hinted.replace(/^\./, ''), b === undefined ? 'expected' : b).trim() },
      }, received, ...given);
      add(name);
      const of = (not) => (...given) => ({ '_#matches': (value) => matcher.call({ isNot: not, equals: equal }, value, ...given).pass !== not, '_#shown': () => `${name}<${given.map((one) => pretty(one)).join(', ')}>` });
      expect[name] = of(false);
    }
  },
  assertions: (number) => { counted.wanted = number; counted.stack = new Error('').stack; },
  hasAssertions: () => { counted.some = true; counted.stack = new Error('').stack; },
  unreachable: () => { throw new Failed('expected not to be reached'); },
  fail: (text) => { throw new Failed(text || 'Failed'); },
  addSnapshotSerializer() {}, getState: () => ({}), setState() {},
});

const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const many = (number) => `${NUMBERS[number] || number} assertion${number === 1 ? '' : 's'}`;

// At a test's end: whether as many expectations were made as it promised.
function checks() {
  const { wanted, calls, some, stack } = counted;
  if (wanted !== undefined && wanted !== calls) throw failure(`expect.assertions(${wanted})\n\nExpected ${many(wanted)} to be called but received ${calls === 0 ? 'zero assertion calls' : `${many(calls)} call${calls === 1 ? '' : 's'}`.replace(' assertions call', ' assertion call')}.`, 'assertions', stack);
  if (some && calls === 0) throw failure('expect.hasAssertions()\n\nExpected at least one assertion to be called but received none.', 'hasAssertions', stack);
}
const begin = () => { Object.assign(counted, { calls: 0, wanted: undefined, some: false }); };

module.exports = { failure, expect, checks, begin, words };
