// What Vitest's matchers say: Chai's words, and both values for the difference.
const l = require('_layercake');
const { pretty, compared } = require('_pretty');

const show = (value) => {
  if (typeof value === 'function') return value['_#mock'] ? `"${value['_#name']}"` : `[Function${value.name ? ` ${value.name}` : ''}]`;
  if (value === 0) return Object.is(value, -0) ? '-0' : '+0';
  if (value instanceof Error) return `[${value.name}: ${value.message}]`;
  if (value && value['_#shown']) return value['_#shown']((inner) => pretty(inner));
  const flat = l.inspectAs(value, { compact: true, depth: 3, wide: true }).replace(/\s*\n\s*/g, ' ');
  if (flat.length < 40 || typeof value === 'string') return flat;
  if (Array.isArray(value)) return `[ ${flat.slice(2, 34)}…(${value.length}) ]`.length > 40 ? `[ Array(${value.length}) ]` : flat;
  const keys = l.kind(value) === 'object' ? Object.keys(value) : [];
  return keys.length ? `{ ${keys.slice(0, 2).map((key) => `${key}: ${l.inspect(value[key])}`.slice(0, 20)).join(', ')}${keys.length > 2 ? `, …(${keys.length - 2})` : ''} }` : flat;
};

const SAID = {
  toBe: (a, b) => `to be ${show(b)} // Object.is equality`, toEqual: (a, b) => `to deeply equal ${show(b)}`, toStrictEqual: (a, b) => `to strictly equal ${show(b)}`,
  toBeTruthy: () => 'to be truthy', toBeFalsy: () => 'to be falsy', toBeNull: () => 'to be null', toBeUndefined: () => 'to be undefined', toBeDefined: () => 'to be defined', toBeNaN: () => 'to be NaN',
  toBeGreaterThan: (a, b) => `to be greater than ${show(b)}`, toBeGreaterThanOrEqual: (a, b) => `to be greater than or equal to ${show(b)}`, toBeLessThan: (a, b) => `to be less than ${show(b)}`, toBeLessThanOrEqual: (a, b) => `to be less than or equal to ${show(b)}`,
  toBeCloseTo: (a, b, digits = 2) => `to be close to ${show(b)}, received difference is ${Math.abs(a - b)}, but expected ${10 ** -digits / 2}`,
  toBeInstanceOf: (a, b) => `to be an instance of ${b.name}`, toContain: (a, b) => `to include ${show(b)}`, toContainEqual: (a, b) => `to deep equally contain ${show(b)}`,
  toHaveLength: (a, b) => `to have a length of ${b} but got ${a === null || a === undefined ? undefined : a.length}`, toMatch: (a, b) => (b instanceof RegExp ? `to match ${b}` : `to include ${show(b)}`), toMatchObject: (a, b) => `to match object ${show(b)}`,
  toHaveProperty: (a, path, ...b) => `to have property ${show(path)}${b.length ? ` with value ${show(b[0])}` : ''}`,
  toHaveBeenCalled: () => 'to be called at least once', toHaveBeenCalledTimes: (a, b) => `to be called ${b} times, but got ${a.mock.calls.length} times`,
};

function of(name, state, received, given, result) {
  const [expected] = given;
  const not = state.not ? 'not ' : '';
  if (name === 'toThrow' || name === 'toThrowError') {
    const error = result.thrown;
    if (expected === undefined) return state.not ? `expected ${show(received)} to not throw an error but ${show(error)} was thrown` : `expected ${show(received)} to throw an error`;
    if (typeof expected === 'string') return error === undefined ? `expected ${show(received)} to throw an error` : `expected [Function] to throw error ${not}including ${show(expected)} but got ${show(error && error.message)}`.replace('[Function]', show(received));
    if (expected instanceof RegExp) return error === undefined ? `expected ${show(received)} to throw an error` : `expected ${show(received)} to throw error ${not}matching ${expected} but got ${show(error && error.message)}`;
    if (expected instanceof Error) return `expected ${show(error)} to ${not}match error ${show(expected)}`;
    return `expected ${error === undefined ? show(received) : 'error'} to ${not}be instance of ${expected.name}`;
  }
  if (name === 'toHaveBeenCalledTimes') return state.not ? `expected ${show(received)} to not be called ${expected} times` : `expected ${show(received)} ${SAID[name](received, expected)}`;
  if (name === 'toHaveBeenCalled' && state.not) return `expected ${show(received)} to not be called at all, but actually been called ${received.mock.calls.length} times\n\nReceived:\n\n${calls(received)}\n\n\nNumber of calls: ${received.mock.calls.length}\n`;
  if (name === 'toHaveBeenCalledWith') return `expected ${show(received)} to ${not}be called with arguments: ${show(given)}\n\nReceived: \n\n${state.not ? calls(received) : against(received, given)}\n\n\nNumber of calls: ${received.mock.calls.length}\n`;
  const said = SAID[name];
  if (!said) return l.unsimulated(`a failure of ${name}() in Vitest`);
  return `expected ${show(received)} ${state.not ? `not ${said(received, ...given)}` : said(received, ...given)}`;
}

const ordinal = (number) => `${number}${['th', 'st', 'nd', 'rd'][number % 10 > 3 || Math.floor((number % 100) / 10) === 1 ? 0 : number % 10]}`;
const calls = (mock) => mock.mock.calls.map((call, at) => `  ${ordinal(at + 1)} ${mock['_#name']} call:\n\n${pretty(call, { bare: true }).replace(/^/gm, '    ')}`).join('\n\n');
const against = (mock, given) => mock.mock.calls.map((call, at) => {
  const { lines } = compared(pretty(given, { bare: true }).split('\n'), pretty(call, { bare: true }).split('\n'));
  return `  ${ordinal(at + 1)} ${mock['_#name']} call:\n\n${lines.join('\n')}`;
}).join('\n\n');

// What the difference is made of.
function more(name, state, received, given) {
  if (state.not) return undefined;
  if (['toBe', 'toEqual', 'toStrictEqual', 'toMatchObject'].includes(name)) return [given[0], received];
  if (name === 'toHaveLength') return [given[0], received && received.length];
  if (['toBeTruthy', 'toBeFalsy', 'toBeNull', 'toBeUndefined'].includes(name)) return [{ toBeTruthy: true, toBeFalsy: false, toBeNull: null }[name], received];
  if ((name === 'toContain' && typeof received === 'string') || name === 'toMatch') return [given[0], received];
  if (name === 'toHaveProperty' && given.length > 1) return [given[1], String(given[0]).split('.').reduce((at, key) => (at === null || at === undefined ? undefined : at[key]), received)];
  return undefined;
}

module.exports = { of, more };
