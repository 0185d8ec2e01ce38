// `describe`, `it` and hooks as Mocha has them, and how they run.
const l = require('_layercake');

const suite = (title, parent, pending) => ({ title, parent, pending, suites: [], tests: [], hooks: { before: [], after: [], beforeEach: [], afterEach: [] }, timeout: parent ? parent.timeout : 2000, slow: parent ? parent.slow : 75, retries: parent ? parent.retries : 0 });

class Pending extends Error {}

function make(settings) {
  const root = suite('', null, false);
  const state = { at: root, only: [], fail: undefined, failures: 0, stopped: false };
  const chain = (of) => (of ? [...chain(of.parent), of] : []);
  const titles = (one) => [...chain(one.parent).slice(1).map((of) => of.title), one.title];

  function context(of) {
    const set = (name) => (value) => { if (value === undefined) return of[name]; of[name] = value; return of.context; };
    of.context = of.context || { timeout: set('timeout'), slow: set('slow'), retries: set('retries'), skip: () => { throw new Pending('sync skip; aborting execution'); }, test: of, currentTest: of };
    return of.context;
  }

  const describeAs = (pending, only) => (title, body) => {
    const here = suite(title, state.at, pending || state.at.pending || !body);
    state.at.suites.push(here);
    if (only) state.only.push(here);
    const outer = state.at;
    state.at = here;
    try { if (body) body.call(context(here)); } finally { state.at = outer; }
    return here;
  };
  const testAs = (pending, only) => (title, body) => {
    const test = { title, body, parent: state.at, pending: pending || !body || state.at.pending, timeout: state.at.timeout, slow: state.at.slow, retries: state.at.retries };
    state.at.tests.push(test);
    if (only) state.only.push(test);
    return test;
  };
  const hook = (name) => (title, body) => { state.at.hooks[name].push({ title: typeof title === 'string' ? title : title.name, body: body || title }); };
  const describe = Object.assign(describeAs(false), { skip: describeAs(true), only: describeAs(false, true) });
  const it = Object.assign(testAs(false), { skip: testAs(true), only: testAs(false, true) });

  // Calls a function of the program's, and waits for what it waits for.
  function call(body, of, self, title) {
    return new Promise((resolve, reject) => {
      let timer;
      const done = (how) => (value) => { clearTimeout(timer); state.fail = undefined; how(value); };
      state.fail = done(reject);
      const limit = () => of.timeout;
      const wait = () => { if (limit() > 0) timer = setTimeout(() => done(reject)(new Error(`Timeout of ${limit()}ms exceeded. For async tests and hooks, ensure "done()" is called; if returning a Promise, ensure it resolves. (${of.file || state.file})`)), limit()); };
      try {
        if (body.length > 0) {
          body.call(self, (error) => (error ? done(reject)(error instanceof Error ? error : new Error(`done() invoked with non-Error: ${l.inspect(error)}`)) : done(resolve)()));
          wait();
          return;
        }
        const result = body.call(self);
        if (result && typeof result.then === 'function') { wait(); result.then(done(resolve), done(reject)); } else done(resolve)();
      } catch (error) {
        done(reject)(error);
      }
    });
  }

  const selected = (one) => !state.only.length || state.only.some((only) => only === one || chain(one.parent).includes(only) || (one.tests && below(one).includes(only)));
  const below = (of) => [...of.tests, ...of.suites, ...of.suites.reduce((all, one) => all.concat(below(one)), [])];
  const runs = (test) => selected(test) && (!settings.grep || settings.grep.test(titles(test).join(' ')) !== settings.invert);
  const any = (of) => of.tests.some(runs) || of.suites.some(any);
  const active = (of) => of.tests.some((test) => runs(test) && !test.pending) || of.suites.some(active);

  async function hooks(of, name, test) {
    for (const one of of.hooks[name]) {
      const own = { title: `"${{ before: 'before all', after: 'after all', beforeEach: 'before each', afterEach: 'after each' }[name]}" hook${one.title ? `: ${one.title}` : ''}`, parent: of, timeout: of.timeout };
      const self = context(of);
      if (test) self.currentTest = test;
      try {
        own.context = Object.assign({}, self, { timeout: (value) => { own.timeout = value; } });
        await call(one.body, own, self);
      } catch (error) {
        if (error instanceof Pending) throw error;
        const inner = name === 'before' || name === 'after' ? ` in "${of.title || '{root}'}"` : ` for "${test.title}"`;
        throw { hook: Object.assign(own, { title: `${own.title}${one.title ? '' : inner}` }), error, of };
      }
    }
  }

  function fail(test, error) { state.failures += 1; settings.failed(test, error); if (settings.bail) state.stopped = true; }

  async function runTest(test) {
    if (test.pending) { settings.pending(test); return; }
    const from = l.now();
    const all = chain(test.parent);
    let broken = null;
    try {
      for (const of of all) await hooks(of, 'beforeEach', test);
      context(test);
      const self = Object.assign(context(test.parent), { test, currentTest: test, timeout: test.context.timeout, slow: test.context.slow, retries: test.context.retries });
      for (let left = test.retries; ; left -= 1) {
        try { await call(test.body, test, self); break; } catch (error) { if (left <= 0 || error instanceof Pending) throw error; }
      }
      test.duration = l.now() - from;
      settings.passed(test);
    } catch (error) {
      if (error instanceof Pending) { test.pending = true; settings.pending(test); } else if (error && error.hook) { broken = error; fail(error.hook, error.error); } else fail(test, error);
    }
    for (const of of [...all].reverse()) {
      try { await hooks(of, 'afterEach', test); } catch (error) { if (!error.hook) throw error; if (!broken) { broken = error; fail(error.hook, error.error); } }
    }
    return broken && broken.of;
  }

  // Gives the suite further out whose hook failed: nothing of it runs any more.
  async function runSuite(of) {
    if (!any(of)) return null;
    settings.begun(of);
    let broken = null;
    const live = active(of);
    try {
      if (live) await hooks(of, 'before');
    } catch (error) {
      if (!error.hook) { of.tests.forEach((test) => { test.pending = true; }); } else { broken = of; fail(error.hook, error.error); }
    }
    for (const test of of.tests) {
      if (broken || state.stopped) break;
      if (runs(test)) broken = await runTest(test) || null;
    }
    for (const inner of of.suites) {
      if (broken || state.stopped) break;
      broken = await runSuite(inner);
    }
    try {
      if (live) await hooks(of, 'after');
    } catch (error) {
      if (error.hook) fail(error.hook, error.error);
    }
    settings.ended(of);
    return broken === of ? null : broken;
  }

  return {
    root, state, titles, run: () => runSuite(root), any: () => any(root),
    globals: { describe, context: describe, it, specify: it, xdescribe: describe.skip, xit: it.skip, before: hook('before'), after: hook('after'), beforeEach: hook('beforeEach'), afterEach: hook('afterEach'), run() {} },
  };
}

module.exports = { make };
