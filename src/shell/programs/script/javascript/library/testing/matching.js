// Values that match others: `expect.any(Number)`, `expect.objectContaining({…})`.
const l = require('_layercake');
const { equal } = require('_compare');
const { pretty } = require('_pretty');

const how = { matchers: true };

function matcher(matches, shown) {
  return { '_#matches': matches, '_#shown': shown, asymmetricMatch: matches };
}

function isOf(value, type) {
  const kind = l.kind(value);
  const named = { String: 'string', Number: 'number', Boolean: 'boolean', BigInt: 'bigint', Symbol: 'symbol' }[type.name];
  if (named) return kind === named;
  if (type.name === 'Function') return kind === 'function' || kind === 'class';
  if (type.name === 'Object') return typeof value === 'object';
  return value instanceof type;
}

const holds = (wanted) => (value) => Object.keys(wanted).every((key) => value !== null && value !== undefined && key in Object(value) && equal(value[key], wanted[key], how));
const has = (wanted) => (value) => Array.isArray(value) && wanted.every((one) => value.some((item) => equal(item, one, how)));
const contains = (wanted) => (value) => typeof value === 'string' && value.includes(wanted);
const fits = (wanted) => (value) => typeof value === 'string' && (wanted instanceof RegExp ? wanted : new RegExp(wanted)).test(value);
const close = (wanted, digits = 2) => (value) => typeof value === 'number' && Math.abs(value - wanted) < 10 ** -digits / 2;

function all(not) {
  const word = (name) => (not ? name.replace(/^(.)/, (first) => `Not${first}`) : name);
  const turn = (test) => (not ? (value) => !test(value) : test);
  const one = (name, test) => (wanted, ...more) => matcher(turn(test(wanted, ...more)), (show) => `${word(name)}${name === 'ObjectContaining' || name === 'ArrayContaining' ? ' ' : '<'}${show(wanted).replace(/^(Object|Array) /, '')}${name === 'ObjectContaining' || name === 'ArrayContaining' ? '' : '>'}`);
  return {
    objectContaining: one('ObjectContaining', holds), arrayContaining: one('ArrayContaining', has),
    stringContaining: (wanted) => matcher(turn(contains(wanted)), () => `String${not ? 'Not' : ''}Containing ${pretty(wanted)}`),
    stringMatching: (wanted) => matcher(turn(fits(wanted)), () => `String${not ? 'Not' : ''}Matching ${pretty(wanted instanceof RegExp ? wanted : new RegExp(wanted))}`),
    closeTo: (wanted, digits) => matcher(turn(close(wanted, digits)), () => `NumberCloseTo ${wanted} (${digits || 2} digits)`),
  };
}

module.exports = Object.assign(all(false), {
  any: (type) => matcher((value) => isOf(value, type), () => `Any<${type.name}>`),
  anything: () => matcher((value) => value !== null && value !== undefined, () => 'Anything'),
  not: all(true),
});
