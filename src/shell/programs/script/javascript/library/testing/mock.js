// Functions that remember their calls: `jest.fn()`, `vi.fn()`.
const l = require('_layercake');

const made = [];
let order = 0;

function fn(implementation, name = 'jest.fn()') {
  const state = { implementation, once: [], original: implementation };
  const mocked = function (...given) {
    const mock = mocked.mock;
    mock.calls.push(given);
    mock.lastCall = given;
    mock.contexts.push(this);
    mock.instances.push(this);
    order += 1;
    mock.invocationCallOrder.push(order);
    const result = { type: 'incomplete', value: undefined };
    mock.results.push(result);
    const act = state.once.length ? state.once.shift() : state.implementation;
    try {
      const value = act ? act.apply(this, given) : undefined;
      Object.assign(result, { type: 'return', value });
      return value;
    } catch (error) {
      Object.assign(result, { type: 'throw', value: error });
      throw error;
    }
  };
  const use = (call) => { state.implementation = call; return mocked; };
  const once = (call) => { state.once.push(call); return mocked; };
  const clear = () => { mocked.mock = { calls: [], results: [], contexts: [], instances: [], invocationCallOrder: [], lastCall: undefined }; return mocked; };
  const reset = () => { clear(); state.once = []; state.implementation = mocked['_#spied'] ? state.original : undefined; return mocked; };
  mocked['_#mock'] = true;
  mocked['_#name'] = name;
  Object.assign(mocked, {
    '_isMockFunction': true, mockClear: clear, mockReset: reset, mockRestore: () => { reset(); if (mocked['_#restore']) mocked['_#restore'](); return mocked; },
    mockImplementation: use, mockImplementationOnce: once,
    mockReturnValue: (value) => use(() => value), mockReturnValueOnce: (value) => once(() => value),
    mockResolvedValue: (value) => use(async () => value), mockResolvedValueOnce: (value) => once(async () => value),
    mockRejectedValue: (error) => use(async () => { throw error; }), mockRejectedValueOnce: (error) => once(async () => { throw error; }),
    mockReturnThis: () => use(function () { return this; }),
    mockName: (given) => { mocked['_#name'] = given; return mocked; }, getMockName: () => mocked['_#name'],
    getMockImplementation: () => state.implementation,
  });
  clear();
  made.push(mocked);
  return mocked;
}

function spyOn(object, name, access) {
  if (access) return l.unsimulated(`spyOn() of a ${access}ter`);
  const original = object[name];
  if (original && original['_#mock']) return original;
  if (typeof original !== 'function') {
    throw new Error(`Property \`${name}\` does not exist in the provided object`);
  }
  const owned = Object.hasOwn(object, name);
  const mocked = fn(function (...given) { return original.apply(this, given); }, name === 'fn' ? 'jest.fn()' : name);
  mocked['_#spied'] = true;
  mocked['_#restore'] = () => { if (owned) object[name] = original; else delete object[name]; };
  object[name] = mocked;
  return mocked;
}

// A module, or an object, whose functions do nothing.
function automock(value, depth = 0) {
  const kind = l.kind(value);
  if (kind === 'function') return Object.assign(fn(), kind === 'function' ? automock(Object.assign({}, value), depth + 1) : {});
  if (kind === 'class') return l.unsimulated('the automatic mock of a class');
  if (kind === 'array') return [];
  if (kind !== 'object' || depth > 4) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, automock(one, depth + 1)]));
}

module.exports = {
  fn, spyOn, automock,
  every: (act) => made.forEach((one) => one[act]()),
  forget: () => { made.splice(0, made.length); },
};
