// The object `jest` (and what of it Vitest's `vi` has, too).
const l = require('_layercake');
const { fn, spyOn, automock, every } = require('_mock');

// What stands in for modules in the file that runs: by the module's file or name.
let standing = {};

function begin() {
  standing = {};
  l.stand(standing);
}

function actual(name) {
  const key = l.place(name);
  const kept = standing[key];
  delete standing[key];
  try {
    return l.import(name);
  } finally {
    if (kept) standing[key] = kept;
  }
}

function mock(name, factory) {
  let made;
  const real = () => actual(name);
  standing[l.place(name)] = () => {
    if (!made) made = { value: typeof factory === 'function' ? factory(real) : automock(real()) };
    if (made.value && typeof made.value.then === 'function') return l.unsimulated('a mock whose factory is asynchronous');
    return made.value;
  };
}

function object(name, more = {}) {
  const no = (what) => () => l.unsimulated(`${name}.${what}()`);
  const of = {
    fn: (call) => fn(call, `${name === 'vi' ? 'spy' : `${name}.fn()`}`), spyOn,
    mock: (...given) => { mock(...given); return of; }, doMock: (...given) => { mock(...given); return of; },
    unmock: (module) => { delete standing[l.place(module)]; return of; }, dontMock: (module) => of.unmock(module),
    clearAllMocks: () => { every('mockClear'); return of; }, resetAllMocks: () => { every('mockReset'); return of; },
    restoreAllMocks: () => { every('mockRestore'); return of; },
    isMockFunction: (value) => Boolean(value && value['_#mock']), mocked: (value) => value,
    setTimeout: () => of, resetModules: () => { l.forget(); return of; }, retryTimes: no('retryTimes'),
    useRealTimers: () => of, useFakeTimers: no('useFakeTimers'), advanceTimersByTime: no('advanceTimersByTime'), runAllTimers: no('runAllTimers'),
    isolateModules: no('isolateModules'), replaceProperty: no('replaceProperty'), getTimerCount: no('getTimerCount'), setSystemTime: no('setSystemTime'),
  };
  return Object.assign(of, more);
}

const jest = object('jest', { requireActual: actual, requireMock: (name) => { const key = l.place(name); return standing[key] ? standing[key]() : automock(actual(name)); } });

module.exports = { object, begin, actual, jest };
