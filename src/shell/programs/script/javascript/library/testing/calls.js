// Jest's matchers of functions that remember their calls (expect/spyMatchers).
const l = require('_layercake');
const { equal } = require('_compare');
const { Failed, hint, show, DEEP } = require('_expect');

const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

function mock(state, name, received, expected) {
  if (received && received['_#mock']) return received.mock;
  throw new Failed(`${hint(state, name, expected)}Matcher error: received value must be a mock or spy function\n\n${received === null || received === undefined ? '' : `Received has type:  ${kindOf(received)}\n`}Received has value: ${show(received)}`);
}

const subject = (received) => received['_#name'];
const words = (call) => (call.length ? call.map(show).join(', ') : 'called with 0 arguments');
const returns = (of) => of.results.filter((one) => one.type === 'return');

// How often: of calls, or of returns.
const often = (name, what, list) => (state, received, ...wanted) => {
  const of = mock(state, name, received, wanted.length ? 'expected' : '');
  const count = list(of).length;
  const exact = wanted.length > 0;
  const calls = state.not && !exact && what === 'calls' ? `\n\n${of.calls.slice(0, 3).map((call, at) => `${at + 1}: ${words(call)}`).join('\n')}` : '';
  return {
    pass: exact ? count === wanted[0] : count > 0,
    message: () => `${hint(state, name, exact ? 'expected' : '', '', subject(received))}Expected number of ${what}: ${exact ? `${state.not ? 'not ' : ''}${wanted[0]}` : state.not ? '0' : '>= 1'}\n${exact && state.not ? '' : `Received number of ${what}: ${exact || state.not ? '' : '   '}${count}`}${calls}`,
  };
};

function listed(lines, at) {
  return lines.map((line, index) => `${index === at ? '->' : '  '} ${String(index + 1).padStart(5)}: ${line}`).join('\n');
}

function calledWith(state, received, ...expected) {
  const name = 'toHaveBeenCalledWith';
  const of = mock(state, name, received, '...expected');
  return { pass: of.calls.some((call) => equal(call, expected, DEEP)), message: () => {
    const head = hint(state, name, '...expected', '', subject(received));
    if (state.not) return `${head}Expected: not ${words(expected)}\n\nNumber of calls: ${of.calls.length}`;
    const lines = of.calls.slice(0, 3).map(words);
    const got = lines.length === 0 ? '' : lines.length === 1 ? `Received: ${lines[0]}\n` : `Received\n${listed(lines)}\n`;
    return `${head}Expected: ${words(expected)}\n${got}\nNumber of calls: ${of.calls.length}`;
  } };
}

function calledAt(state, received, at, expected, name) {
  const of = mock(state, name, received, '...expected');
  const index = at === undefined ? of.calls.length - 1 : at - 1;
  return { pass: index >= 0 && index < of.calls.length && equal(of.calls[index], expected, DEEP), message: () => {
    const head = hint(state, name, at === undefined ? '...expected' : 'n, ...expected', '', subject(received)) + (at === undefined ? '' : `n: ${at}\n`);
    if (state.not) return `${head}Expected: not ${words(expected)}\n\nNumber of calls: ${of.calls.length}`;
    const lines = of.calls.map(words);
    const got = lines.length === 0 ? '' : lines.length === 1 ? `Received: ${lines[0]}\n` : `Received\n${listed(lines, index)}\n`;
    return `${head}Expected: ${words(expected)}\n${got}\nNumber of calls: ${of.calls.length}`;
  } };
}

function returnedWith(state, received, expected) {
  const of = mock(state, 'toHaveReturnedWith', received, 'expected');
  const all = returns(of);
  return { pass: all.some((one) => equal(one.value, expected, DEEP)), message: () => {
    const lines = all.slice(0, 3).map((one) => show(one.value));
    const got = state.not || lines.length === 0 ? '' : lines.length === 1 ? `Received: ${lines[0]}\n` : `Received\n${listed(lines)}\n`;
    return `${hint(state, 'toHaveReturnedWith', 'expected', '', subject(received))}Expected: ${state.not ? 'not ' : ''}${show(expected)}\n${got}\nNumber of returns: ${all.length}`;
  } };
}

module.exports = {
  toHaveBeenCalled: often('toHaveBeenCalled', 'calls', (of) => of.calls),
  toHaveBeenCalledTimes: often('toHaveBeenCalledTimes', 'calls', (of) => of.calls),
  toHaveReturned: often('toHaveReturned', 'returns', returns),
  toHaveReturnedTimes: often('toHaveReturnedTimes', 'returns', returns),
  toHaveBeenCalledWith: calledWith,
  toHaveBeenLastCalledWith: (state, received, ...expected) => calledAt(state, received, undefined, expected, 'toHaveBeenLastCalledWith'),
  toHaveBeenNthCalledWith: (state, received, at, ...expected) => calledAt(state, received, at, expected, 'toHaveBeenNthCalledWith'),
  toHaveReturnedWith: returnedWith,
  toHaveLastReturnedWith: () => l.unsimulated('toHaveLastReturnedWith()'),
  toHaveNthReturnedWith: () => l.unsimulated('toHaveNthReturnedWith()'),
};
