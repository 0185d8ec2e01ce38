// node:test: what is declared, in which order it runs, and what is told of it (lib/internal/test_runner/test.js).
const l = require('_layercake');
const report = require('_report');

const major = Number(l.version().split('.')[0]);
const began = l.now();
const patterns = report.patterns();

class Failure extends Error {
  constructor(cause, failureType) {
    super(cause instanceof Error ? cause.message : String(cause));
    this.code = 'ERR_TEST_FAILURE';
    this.failureType = failureType;
    this.cause = cause;
  }
}

// The innermost line of the program's own that stands on the stack.
function here() {
  const frame = new Error('').stack.split('\n').find((line) => line.startsWith('    at ')) || '';
  const found = frame.match(/\(?([^()\s]+):(\d+):(\d+)\)?$/);
  return found ? { file: found[1], line: Number(found[2]), column: Number(found[3]) } : {};
}

function node(parent, kind, name, options, fn) {
  return {
    parent, kind, options, fn, name: name || (fn && fn.name) || '<anonymous>', nesting: parent.parent === undefined ? 0 : parent.nesting + 1,
    where: here(), children: [], hooks: { before: [], after: [], beforeEach: [], afterEach: [] }, diagnostics: [], passed: true,
  };
}

const root = { nesting: -1, kind: 'root', children: [], hooks: { before: [], after: [], beforeEach: [], afterEach: [] } };
let collecting = root;
let running = null;
let started = false;
let current = null;

function given(words) {
  const [name, options, fn] = typeof words[0] === 'string' ? words : ['', ...words];
  return typeof options === 'function' ? [name, {}, options] : [name, options || {}, fn];
}

const said = (flag) => (flag === undefined || flag === false ? undefined : flag);

function declare(kind, extra) {
  return (...words) => {
    const [name, options, fn] = given(words);
    const test = node(collecting, kind, name, Object.assign({}, options, extra), fn);
    test.done = new Promise((resolve) => { test.resolve = resolve; });
    collecting.children.push(test);
    if (kind === 'suite' && fn && !said(test.options.skip)) collect(test);
    if (!started) { started = true; l.queue(start); }
    return test.done;
  };
}

function collect(suite) {
  const outer = collecting;
  collecting = suite;
  try {
    const result = suite.fn({ name: suite.name });
    if (result && typeof result.then === 'function') suite.collected = result;
  } catch (error) {
    suite.failure = new Failure(error, 'testCodeFailure');
  } finally {
    collecting = outer;
  }
}

const matches = (test) => patterns.length === 0 || patterns.some((one) => one.test(test.name)) || test.children.some(matches) || above(test);
const above = (test) => test.parent && test.parent.kind !== 'root' && (patterns.some((one) => one.test(test.parent.name)) || above(test.parent));

async function start() {
  report.begin();
  for (let at = 0; at < root.children.length; at += 1) {
    if (!matches(root.children[at])) continue;
    if (!root.begun) { root.begun = true; await hooks(root, 'before'); }
    await run(root.children[at]);
  }
  started = false;
}

async function hooks(of, name, test) {
  for (const hook of of.hooks[name]) {
    try {
      await within(() => hook(context(test || of)), test || of, {});
    } catch (error) {
      throw error instanceof Failure ? error : new Failure(error, 'hookFailed');
    }
  }
}

const chain = (test) => (test.parent ? [...chain(test.parent), test.parent] : []);

async function run(test) {
  report.tell('start', { nesting: test.nesting, name: test.name });
  const from = l.now();
  let error = test.failure;
  const skip = said(test.options.skip);
  const todo = said(test.options.todo);
  if (skip !== undefined) test.skip = skip;
  if (todo !== undefined) test.todo = todo;
  if (skip === undefined && !error) {
    try {
      if (test.kind === 'suite') await suite(test);
      else if (test.fn) await body(test);
    } catch (caught) {
      error = caught;
    }
  }
  finish(test, error, from);
}

async function suite(test) {
  if (test.collected) await test.collected;
  await hooks(test, 'before');
  for (const child of test.children) if (matches(child)) await run(child);
  await hooks(test, 'after');
  subtests(test);
}

function subtests(test) {
  const failed = test.children.filter((child) => !child.passed && child.todo === undefined).length;
  if (failed) throw new Failure(`${failed} subtest${failed === 1 ? '' : 's'} failed`, 'subtestsFailed');
}

async function body(test) {
  const all = chain(test);
  for (const one of all) await hooks(one, 'beforeEach', test);
  let failed = null;
  try {
    await within(() => test.fn(context(test), test.give), test, test.options);
    await test.last;
  } catch (error) {
    failed = error instanceof Failure ? error : new Failure(error, 'testCodeFailure');
  }
  try {
    for (const one of all) await hooks(one, 'afterEach', test);
    await hooks(test, 'after');
  } catch (error) {
    failed = failed || error;
  }
  if (failed) throw failed;
  subtests(test);
}

// Runs a function of the program's; what is thrown anywhere meanwhile is its failure.
async function within(call, test, options) {
  const outer = current;
  let settled = false;
  const waits = new Promise((resolve, reject) => {
    const end = (how) => (value) => { if (!settled) { settled = true; how(value); } };
    current = { test, reject: end(reject) };
    let limit;
    if (options.timeout > 0 && options.timeout < Infinity) {
      limit = setTimeout(() => { test.cancelled = true; current.reject(new Failure(`test timed out after ${options.timeout}ms`, 'testTimeoutFailure')); }, options.timeout);
    }
    const done = (how) => (value) => { clearTimeout(limit); end(how)(value); };
    test.early = true;
    const callback = test.fn && test.fn.length > 1 && options === test.options;
    if (callback) test.give = (error) => (error ? done(reject)(error) : done(resolve)());
    try {
      const result = call();
      test.early = l.state(result) === 'rejected';
      if (result && typeof result.then === 'function') result.then(callback ? () => {} : done(resolve), done(reject));
      else if (!callback) done(resolve)();
    } catch (error) {
      done(reject)(error);
    }
  });
  try {
    await waits;
  } catch (error) {
    if (error instanceof Error && !(error instanceof Failure)) report.frames(error, test, test.early);
    throw error;
  } finally {
    current = outer;
  }
}

function finish(test, error, from) {
  if (test.kind === 'suite' || test.children.length) report.tell('plan', { nesting: test.nesting + 1, count: test.children.filter((child) => child.number).length });
  test.passed = !error;
  test.parent.count = (test.parent.count || 0) + 1;
  test.number = test.parent.count;
  const inner = test.children.reduce((sum, child) => sum + (child.took || 0), 0);
  const duration = report.duration(Math.max(l.now() - from, inner), test.number);
  test.took = duration;
  const data = {
    nesting: test.nesting, name: test.name, testNumber: test.number, skip: test.skip, todo: test.todo, duration, error,
    type: test.kind, children: test.children.length > 0, where: test.where, cancelled: test.cancelled,
  };
  report.tell(error ? 'fail' : 'pass', data);
  for (const message of test.diagnostics) report.tell('diagnostic', { nesting: test.nesting, message });
  test.resolve();
}

function context(test) {
  if (test.context) return test.context;
  const hook = (name) => (call) => { test.hooks[name].push(call); };
  const inner = (extra) => (...words) => {
    const [name, options, fn] = given(words);
    const child = node(test, 'test', name, Object.assign({}, options, extra), fn);
    child.done = new Promise((resolve) => { child.resolve = resolve; });
    test.children.push(child);
    const before = test.last || Promise.resolve();
    test.last = before.then(() => run(child));
    return test.last;
  };
  const t = {
    name: test.name, fullName: test.name, signal: { aborted: false }, assert: require('assert'), mock: tracker(),
    test: Object.assign(inner({}), { skip: inner({ skip: true }), todo: inner({ todo: true }) }),
    skip: (message) => { test.skip = message === undefined ? true : message; },
    todo: (message) => { test.todo = message === undefined ? true : message; },
    diagnostic: (message) => { test.diagnostics.push(String(message)); },
    before: hook('before'), after: hook('after'), beforeEach: hook('beforeEach'), afterEach: hook('afterEach'),
    plan: () => l.unsimulated('plan() of a test'), runOnly() {}, waitFor: () => l.unsimulated('waitFor() of a test'),
  };
  test.context = t;
  return t;
}

function tracker() {
  const made = [];
  const fn = (original = () => {}, implementation = original) => {
    const state = { calls: [], implementation, once: [] };
    const mocked = function (...words) {
      const act = state.once.length ? state.once.shift() : state.implementation;
      const call = { arguments: words, result: undefined, error: undefined, this: this };
      state.calls.push(call);
      try {
        call.result = act.apply(this, words);
        return call.result;
      } catch (error) {
        call.error = error;
        throw error;
      }
    };
    mocked.mock = {
      calls: state.calls,
      callCount: () => state.calls.length,
      mockImplementation: (call) => { state.implementation = call; },
      mockImplementationOnce: (call) => { state.once.push(call); },
      resetCalls: () => { state.calls.splice(0, state.calls.length); },
      restore: () => { state.implementation = original; },
    };
    made.push(mocked);
    return mocked;
  };
  const method = (object, name, implementation) => {
    const original = object[name];
    const mocked = fn(original, typeof implementation === 'function' ? implementation : original);
    object[name] = mocked;
    mocked.mock.restore = () => { object[name] = original; };
    return mocked;
  };
  const restoreAll = () => made.forEach((one) => one.mock.restore());
  return {
    fn: (...words) => fn(...words), method, restoreAll, reset: restoreAll,
    getter: () => l.unsimulated('mock.getter()'), setter: () => l.unsimulated('mock.setter()'), module: () => l.unsimulated('mock.module()'),
    timers: { enable: () => l.unsimulated('mock.timers'), tick: () => l.unsimulated('mock.timers'), reset() {} },
  };
}

const hook = (name) => (call) => { collecting.hooks[name].push(call); };
const test = declare('test', {});
const describe = declare('suite', {});
const variants = (kind) => ({ skip: declare(kind, { skip: true }), todo: declare(kind, { todo: true }), only: declare(kind, {}) });
Object.assign(test, variants('test'));
Object.assign(describe, variants('suite'));

process['_#hook'] = (error) => {
  if (!current) return false;
  current.reject(error);
  return true;
};
process['_#last'] = async () => {
  if (current) {
    // What a test waits for will never come.
    current.test.cancelled = true;
    current.reject(new Failure('Promise resolution is still pending but the event loop has already resolved', 'cancelledByParent'));
    return;
  }
  if (root.begun && !root.over) { root.over = true; await hooks(root, 'after'); }
  report.end(root.count || 0, l.now() - began);
};

Object.assign(test, {
  test, it: test, describe, suite: describe, before: hook('before'), after: hook('after'), beforeEach: hook('beforeEach'), afterEach: hook('afterEach'),
  mock: tracker(), run: () => l.unsimulated('run() of node:test'), snapshot: {}, default: test,
});
module.exports = test;
