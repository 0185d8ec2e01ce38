// Chai: `expect`, `should` and `assert`, with Chai's words.
const l = require('_layercake');
const { equal } = require('_compare');

const STRICT = { strict: true, undefineds: true };
const show = (value) => {
  if (typeof value === 'function') return l.kind(value) === 'class' ? `[Function ${value.name}]` : value.name ? `[Function ${value.name}]` : '[Function]';
  if (value === 0) return Object.is(value, -0) ? '-0' : '+0';
  if (value instanceof Error) return `[${value.name}: ${value.message}]`;
  return short(value, l.inspectAs(value, { compact: true, depth: 3, wide: true }));
};
function short(value, text) {
  const flat = text.replace(/\s*\n\s*/g, ' ');
  if (flat.length < 40) return flat;
  if (typeof value === 'string') return flat;
  if (Array.isArray(value)) return `[ Array(${value.length}) ]`;
  if (l.kind(value) !== 'object') return flat;
  const keys = Object.keys(value);
  return `{ Object (${keys.length > 2 ? `${keys.slice(0, 2).join(', ')}, ...` : keys.join(', ')}) }`;
}

class AssertionError extends Error {
  constructor(message, more) {
    super(message);
    Object.assign(this, more);
  }
  get name() { return 'AssertionError'; }
}

const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : l.kind(value) === 'class' ? 'function' : l.kind(value));
const deep = (a, b) => equal(a, b, STRICT);

class Assertion {
  constructor(value, message, flags = {}) { this['_#value'] = value; this['_#message'] = message; this['_#flags'] = flags; }
  '_#with'(flag) { return new Assertion(this['_#value'], this['_#message'], Object.assign({}, this['_#flags'], flag)); }
  '_#check'(holds, yes, no, expected, actual, diff = true) {
    if (Boolean(holds) !== Boolean(this['_#flags'].not)) return this;
    const text = (this['_#flags'].not ? no : yes).replace('#{this}', () => show(this['_#value'])).replace('#{exp}', () => show(expected)).replace('#{act}', () => show(actual));
    const message = this['_#message'] ? `${this['_#message']}: ${text}` : text;
    throw new AssertionError(message, { showDiff: diff, actual: diff ? (actual === undefined ? this['_#value'] : actual) : undefined, expected: diff ? expected : undefined, operator: diff ? 'strictEqual' : undefined });
  }
  get not() { return this['_#with']({ not: !this['_#flags'].not }); }
  get deep() { return this['_#with']({ deep: true }); }
  get nested() { return this['_#with']({ nested: true }); }
  get own() { return this['_#with']({ own: true }); }
  get any() { return this['_#with']({ any: true }); }
  get all() { return this['_#with']({ all: true }); }
  get ordered() { return this['_#with']({ ordered: true }); }
  get ok() { return this['_#check'](this['_#value'], 'expected #{this} to be truthy', 'expected #{this} to be falsy', undefined, undefined, false); }
  get true() { return this['_#check'](this['_#value'] === true, 'expected #{this} to be true', 'expected #{this} to be false', !this['_#flags'].not, undefined); }
  get false() { return this['_#check'](this['_#value'] === false, 'expected #{this} to be false', 'expected #{this} to be true', Boolean(this['_#flags'].not), undefined); }
  get null() { return this['_#check'](this['_#value'] === null, 'expected #{this} to be null', 'expected #{this} not to be null', undefined, undefined, false); }
  get undefined() { return this['_#check'](this['_#value'] === undefined, 'expected #{this} to be undefined', 'expected #{this} not to be undefined', undefined, undefined, false); }
  get NaN() { return this['_#check'](Number.isNaN(this['_#value']), 'expected #{this} to be NaN', 'expected #{this} not to be NaN', undefined, undefined, false); }
  get exist() { return this['_#check'](this['_#value'] !== null && this['_#value'] !== undefined, 'expected #{this} to exist', 'expected #{this} to not exist', undefined, undefined, false); }
  get empty() {
    const value = this['_#value'];
    const size = typeof value === 'string' || Array.isArray(value) ? value.length : value && value.size !== undefined ? value.size : Object.keys(value).length;
    return this['_#check'](size === 0, 'expected #{this} to be empty', 'expected #{this} not to be empty', undefined, undefined, false);
  }
  a(type, message) { return this['_#said'](message)['_#check'](kindOf(this['_#value']) === type.toLowerCase() || (this['_#value'] && this['_#value'].constructor && this['_#value'].constructor.name === type), `expected #{this} to be ${article(type)}`, `expected #{this} not to be ${article(type)}`, undefined, undefined, false); }
  '_#said'(message) { return message === undefined ? this : new Assertion(this['_#value'], message, this['_#flags']); }
  equal(expected, message) {
    if (this['_#flags'].deep) return this.eql(expected, message);
    return this['_#said'](message)['_#check'](this['_#value'] === expected, 'expected #{this} to equal #{exp}', 'expected #{this} to not equal #{exp}', expected);
  }
  eql(expected, message) { return this['_#said'](message)['_#check'](deep(this['_#value'], expected), 'expected #{this} to deeply equal #{exp}', 'expected #{this} to not deeply equal #{exp}', expected); }
  include(expected, message) {
    const value = this['_#value'];
    const same = this['_#flags'].deep ? deep : (a, b) => a === b;
    const of = this['_#said'](message);
    let holds;
    if (typeof value === 'string') holds = value.includes(expected);
    else if (Array.isArray(value) || l.kind(value) === 'set') holds = [...value].some((one) => same(one, expected));
    else if (l.kind(value) === 'map') holds = [...value.values()].some((one) => same(one, expected));
    else { for (const key of Object.keys(expected)) of.property(key, expected[key]); return of; }
    const word = this['_#flags'].deep ? 'deep include' : 'include';
    return of['_#check'](holds, `expected #{this} to ${word} ${show(expected)}`, `expected #{this} to not ${word} ${show(expected)}`, undefined, undefined, false);
  }
  lengthOf(expected, message) {
    const size = this['_#value'].length === undefined ? this['_#value'].size : this['_#value'].length;
    return this['_#said'](message)['_#check'](size === expected, `expected #{this} to have a length of ${expected} but got ${size}`, `expected #{this} to not have a length of ${expected}`, expected, size);
  }
  property(name, ...rest) {
    let [value, has] = [this['_#value'], true];
    for (const key of this['_#flags'].nested ? String(name).replace(/\[(\w+)\]/g, '.$1').split('.') : [name]) {
      if (value === null || value === undefined || !(key in Object(value))) { has = false; value = undefined; break; }
      value = value[key];
    }
    const shown = `${this['_#flags'].deep ? 'deep ' : ''}${this['_#flags'].nested ? 'nested ' : ''}property ${show(name)}`;
    if (!rest.length) this['_#check'](has, `expected #{this} to have ${shown}`, `expected #{this} to not have ${shown}`, undefined, undefined, false);
    else if (!has && !this['_#flags'].not) this['_#check'](false, `expected #{this} to have ${shown}`, '', undefined, undefined, false);
    else this['_#check'](has && (this['_#flags'].deep ? deep(value, rest[0]) : value === rest[0]), `expected #{this} to have ${shown} of ${show(rest[0])}, but got ${show(value)}`, `expected #{this} to not have ${shown} of ${show(rest[0])}`, rest[0], value);
    return new Assertion(value, this['_#message'], {});
  }
  above(limit) { return this['_#check'](this['_#value'] > limit, `expected #{this} to be above ${show(limit)}`, `expected #{this} to be at most ${show(limit)}`, limit); }
  least(limit) { return this['_#check'](this['_#value'] >= limit, `expected #{this} to be at least ${show(limit)}`, `expected #{this} to be below ${show(limit)}`, limit); }
  below(limit) { return this['_#check'](this['_#value'] < limit, `expected #{this} to be below ${show(limit)}`, `expected #{this} to be at least ${show(limit)}`, limit); }
  most(limit) { return this['_#check'](this['_#value'] <= limit, `expected #{this} to be at most ${show(limit)}`, `expected #{this} to be above ${show(limit)}`, limit); }
  within(from, to) { return this['_#check'](this['_#value'] >= from && this['_#value'] <= to, `expected #{this} to be within ${from}..${to}`, `expected #{this} to not be within ${from}..${to}`, undefined, undefined, false); }
  closeTo(wanted, delta) { return this['_#check'](Math.abs(this['_#value'] - wanted) <= delta, `expected #{this} to be close to ${wanted} +/- ${delta}`, `expected #{this} not to be close to ${wanted} +/- ${delta}`, undefined, undefined, false); }
  instanceof(type) { return this['_#check'](this['_#value'] instanceof type, `expected #{this} to be an instance of ${type.name}`, `expected #{this} to not be an instance of ${type.name}`, undefined, undefined, false); }
  match(expression) { return this['_#check'](expression.test(this['_#value']), `expected #{this} to match ${expression}`, `expected #{this} not to match ${expression}`, undefined, undefined, false); }
  string(part) { return this['_#check'](String(this['_#value']).includes(part), `expected #{this} to contain ${show(part)}`, `expected #{this} to not contain ${show(part)}`, undefined, undefined, false); }
  oneOf(list) { return this['_#check'](list.includes(this['_#value']), `expected #{this} to be one of ${show(list)}`, `expected #{this} to not be one of ${show(list)}`, undefined, undefined, false); }
  satisfy(test) { return this['_#check'](test(this['_#value']), `expected #{this} to satisfy ${show(test)}`, `expected #{this} to not satisfy ${show(test)}`, undefined, undefined, false); }
  respondTo(name) { return this['_#check'](typeof this['_#value'][name] === 'function', `expected #{this} to respond to ${show(name)}`, `expected #{this} to not respond to ${show(name)}`, undefined, undefined, false); }
  keys(...given) {
    const wanted = given.flat();
    const got = Object.keys(this['_#value']);
    const { any, contains } = this['_#flags'];
    const holds = any ? wanted.some((key) => got.includes(key)) : wanted.every((key) => got.includes(key)) && (contains || wanted.length === got.length);
    const words = wanted.map(show);
    const list = words.length > 1 ? `keys ${words.slice(0, -1).join(', ')}, ${any ? 'or' : 'and'} ${words[words.length - 1]}` : `key ${words[0]}`;
    return this['_#check'](holds, `expected #{this} to have ${list}`, `expected #{this} to not have ${list}`, [...wanted].sort(), [...got].sort());
  }
  members(list) {
    const same = this['_#flags'].deep ? deep : (a, b) => a === b;
    const left = [...this['_#value']];
    const part = this['_#flags'].contains;
    const holds = (part || left.length === list.length) && list.every((one, index) => {
      const at = this['_#flags'].ordered ? (same(this['_#value'][index], one) ? 0 : -1) : left.findIndex((item) => same(item, one));
      if (at >= 0 && !this['_#flags'].ordered) left.splice(at, 1);
      return at >= 0;
    });
    const ordered = this['_#flags'].ordered ? 'ordered ' : '';
    const word = part ? `${part === true ? 'be' : ''} a superset of` : `have the same ${ordered}members as`;
    return this['_#check'](holds, `expected #{this} to ${word.trim()} ${show(list)}`, `expected #{this} to not ${word.trim()} ${show(list)}`, list, undefined, !part);
  }
  throw(type, pattern) {
    let caught = null;
    try { this['_#value'](); } catch (error) { caught = { error }; }
    const [expected, words] = typeof type === 'string' || type instanceof RegExp ? [undefined, type] : [type, pattern];
    const isClass = typeof expected === 'function' || l.kind(expected) === 'class';
    const error = caught && caught.error;
    if (!expected && words === undefined) return this['_#check'](caught, 'expected #{this} to throw an error', `expected #{this} to not throw an error but ${show(error)} was thrown`, undefined, undefined, false);
    if (!caught) return this['_#check'](false, `expected #{this} to throw ${expected ? (isClass ? expected.name : show(expected)) : 'an error'}`, '', undefined, undefined, false);
    if (expected && isClass && !(error instanceof expected)) return this['_#check'](false, `expected #{this} to throw '${expected.name}' but ${show(`${error.name}: ${error.message}`)} was thrown`, '', expected, error);
    if (expected && !isClass) return this['_#check'](error === expected, `expected #{this} to throw ${show(expected)} but ${show(error)} was thrown`, `expected #{this} to not throw ${show(expected)}`, expected, error);
    if (words === undefined) return this['_#check'](true, '', `expected #{this} to not throw '${expected.name}' but ${show(`${error.name}: ${error.message}`)} was thrown`, expected, error);
    const fits = words instanceof RegExp ? words.test(error.message) : String(error.message).includes(words);
    const verb = words instanceof RegExp ? 'matching' : 'including';
    this['_#check'](fits, `expected #{this} to throw error ${verb} ${show(words)} but got ${show(error.message)}`, `expected #{this} to throw error not ${verb} ${show(words)}`, words, error.message);
    return new Assertion(error, this['_#message'], {});
  }
}

const article = (type) => `${/^[aeiou]/i.test(type) ? 'an' : 'a'} ${type}`;
const prototype = Assertion.prototype;
for (const word of ['to', 'be', 'been', 'is', 'that', 'which', 'and', 'has', 'have', 'with', 'at', 'of', 'same', 'but', 'does', 'still', 'also']) Object.defineProperty(prototype, word, { get() { return this; } });
const SAME = { an: 'a', equals: 'equal', eq: 'equal', eqls: 'eql', includes: 'include', contain: 'include', contains: 'include', length: 'lengthOf', gt: 'above', greaterThan: 'above', gte: 'least', lt: 'below', lessThan: 'below',
  lte: 'most', approximately: 'closeTo', instanceOf: 'instanceof', matches: 'match', key: 'keys', throws: 'throw', Throw: 'throw', satisfies: 'satisfy' };
for (const [name, of] of Object.entries(SAME)) prototype[name] = prototype[of];

// What can be called, and gone on from: `an('array')`, `an.instanceof(A)`, `length(2)`, `length.above(1)`.
const METHODS = ['a', 'equal', 'eql', 'include', 'lengthOf', 'property', 'above', 'least', 'below', 'most', 'within', 'closeTo', 'instanceof', 'instanceOf', 'match', 'string', 'oneOf', 'keys', 'key', 'members', 'gt', 'gte', 'lt', 'lte'];
function chainable(name, of, change) {
  const method = prototype[of];
  Object.defineProperty(prototype, name, { get() {
    const next = change(this);
    const call = (...given) => method.apply(this, given);
    for (const one of METHODS) if (one !== 'a' && one !== name && one !== of) call[one] = (...given) => next[one](...given);
    for (const word of ['that', 'which', 'and', 'have', 'be', 'to', 'with']) call[word] = next;
    for (const flag of ['not', 'deep', 'all', 'any', 'ordered', 'nested', 'own']) call[flag] = next['_#with'](flag === 'not' ? { not: !next['_#flags'].not } : { [flag]: true });
    return call;
  } });
}
for (const name of ['a', 'an']) chainable(name, 'a', (of) => of);
for (const name of ['include', 'includes', 'contain', 'contains']) chainable(name, 'include', (of) => of['_#with']({ contains: true }));
for (const name of ['length', 'lengthOf']) chainable(name, 'lengthOf', (of) => new Assertion(of['_#value'].length === undefined ? of['_#value'].size : of['_#value'].length, of['_#message'], of['_#flags']));

const expect = (value, message) => new Assertion(value, message);
expect.fail = (message) => { throw new AssertionError(message || 'expect.fail()', {}); };

function assert(value, message) { if (!value) throw new AssertionError(message || `Unspecified AssertionError`, {}); }
const by = (act) => (value, wanted, message) => { act(expect(value, message), wanted); };
Object.assign(assert, {
  ok: (value, message) => expect(value, message).to.be.ok, isOk: (value, message) => expect(value, message).to.be.ok, isNotOk: (value, message) => expect(value, message).to.not.be.ok,
  equal: (a, b, message) => { if (a != b) new Assertion(a, message)['_#check'](false, 'expected #{this} to equal #{exp}', '', b); },
  notEqual: (a, b, message) => { if (a == b) new Assertion(a, message)['_#check'](false, 'expected #{this} to not equal #{exp}', '', b); },
  strictEqual: by((of, b) => of.to.equal(b)), notStrictEqual: by((of, b) => of.to.not.equal(b)),
  deepEqual: by((of, b) => of.to.eql(b)), deepStrictEqual: by((of, b) => of.to.eql(b)), notDeepEqual: by((of, b) => of.to.not.eql(b)),
  isTrue: (value, message) => expect(value, message).to.be.true, isFalse: (value, message) => expect(value, message).to.be.false,
  isNull: (value, message) => expect(value, message).to.be.null, isNotNull: (value, message) => expect(value, message).to.not.be.null,
  isUndefined: (value, message) => expect(value, message).to.be.undefined, isDefined: (value, message) => expect(value, message).to.not.be.undefined,
  exists: (value, message) => expect(value, message).to.exist, isEmpty: (value, message) => expect(value, message).to.be.empty,
  isArray: (value, message) => expect(value, message).to.be.an('array'), isObject: (value, message) => expect(value, message).to.be.an('object'), isString: (value, message) => expect(value, message).to.be.a('string'),
  isNumber: (value, message) => expect(value, message).to.be.a('number'), isBoolean: (value, message) => expect(value, message).to.be.a('boolean'), isFunction: (value, message) => expect(value, message).to.be.a('function'),
  typeOf: by((of, type) => of.to.be.a(type)), instanceOf: by((of, type) => of.to.be.instanceOf(type)),
  include: by((of, part) => of.to.include(part)), notInclude: by((of, part) => of.to.not.include(part)), deepInclude: by((of, part) => of.to.deep.include(part)),
  match: by((of, expression) => of.to.match(expression)), property: by((of, name) => of.to.have.property(name)), notProperty: by((of, name) => of.to.not.have.property(name)),
  propertyVal: (value, name, wanted, message) => expect(value, message).to.have.property(name, wanted), lengthOf: by((of, size) => of.to.have.lengthOf(size)),
  isAbove: by((of, limit) => of.to.be.above(limit)), isBelow: by((of, limit) => of.to.be.below(limit)), isAtLeast: by((of, limit) => of.to.be.least(limit)), isAtMost: by((of, limit) => of.to.be.most(limit)),
  closeTo: (value, wanted, delta, message) => expect(value, message).to.be.closeTo(wanted, delta), oneOf: by((of, list) => of.to.be.oneOf(list)), sameMembers: by((of, list) => of.to.have.members(list)),
  throws: (call, ...rest) => expect(call).to.throw(...rest), doesNotThrow: (call, ...rest) => expect(call).to.not.throw(...rest), hasAllKeys: by((of, keys) => of.to.have.all.keys(keys)),
  fail: (message) => { throw new AssertionError(message || 'assert.fail()', {}); }, AssertionError,
});

module.exports = { expect, assert, should: () => l.unsimulated('should() of Chai'), use: () => l.unsimulated('plugins of Chai'), AssertionError, Assertion, config: {}, version: '4.5.0' };
