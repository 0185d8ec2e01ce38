// Whether two values are equal all the way down: `assert`, `expect` of Jest and Vitest, and Chai.
const l = require('_layercake');

const own = (value) => Object.keys(value);
const classOf = (value) => (l.kind(value) === 'object' ? value.constructor : undefined);

// `how.strict`: types count, and so do members that are undefined. `how.loose`: `==` between plain values.
// `how.partial`: what the expected value does not have is not looked at.
function equal(a, b, how, seen = []) {
  if (how.matchers) {
    const [left, right] = [a && a['_#matches'], b && b['_#matches']];
    if (right) return right(a);
    if (left) return left(b);
  }
  if (Object.is(a, b)) return true;
  const [one, other] = [l.kind(a), l.kind(b)];
  const plain = (kind) => ['undefined', 'null', 'boolean', 'bigint', 'number', 'string', 'symbol', 'function', 'class', 'promise'].includes(kind);
  if (plain(one) || plain(other)) return how.loose ? a == b || (a !== a && b !== b) : how.zeros && a === b;
  if (one !== other) return false;
  const at = seen.findIndex((pair) => pair[0] === a);
  if (at >= 0) return seen[at][1] === b;
  return members(a, b, one, how, [...seen, [a, b]]);
}

function members(a, b, kind, how, seen) {
  if (kind === 'regexp') return String(a) === String(b);
  if (kind === 'bytes') return a.toString('hex') === b.toString('hex');
  if (kind === 'array') {
    if (how.partial && how.partial !== 'members') return b.every((one) => a.some((item) => equal(item, one, how, seen)));
    return a.length === b.length && a.every((item, index) => equal(item, b[index], how, seen));
  }
  if (kind === 'set') return sets(a, b, how, seen);
  if (kind === 'map') {
    if (a.size !== b.size && !how.partial) return false;
    return [...b.entries()].every(([key, value]) => a.has(key) && equal(a.get(key), value, how, seen));
  }
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  if (b instanceof Date) return false;
  if (how.strict && classOf(a) !== classOf(b)) return false;
  if (a instanceof Error && b instanceof Error && (a.message !== b.message || (a.name !== b.name && !how.partial))) return false;
  if (how.errors && a instanceof Error && b instanceof Error) return true;
  return fields(a, b, how, seen);
}

function sets(a, b, how, seen) {
  if (a.size !== b.size && !how.partial) return false;
  const left = [...a];
  return [...b].every((item) => {
    const at = left.findIndex((one) => equal(one, item, how, seen));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function fields(a, b, how, seen) {
  const there = (object, key) => Object.hasOwn(object, key) && (how.undefineds || object[key] !== undefined);
  const wanted = own(b).filter((key) => how.partial || there(b, key));
  if (!how.partial && own(a).filter((key) => there(a, key)).length !== wanted.length) return false;
  return wanted.every((key) => (how.partial ? key in a : there(a, key)) && equal(a[key], b[key], how, seen));
}

module.exports = {
  equal,
  strictly: (a, b) => equal(a, b, { strict: true, undefineds: true }),
  loosely: (a, b) => equal(a, b, { loose: true, undefineds: true }),
  partly: (a, b) => equal(a, b, { strict: true, undefineds: true, partial: true }),
};
