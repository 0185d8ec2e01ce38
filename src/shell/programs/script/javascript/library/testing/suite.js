// `describe`, `it`, hooks: what is declared, and how it runs, as Jest and Vitest have it.
const l = require('_layercake');
const { pretty } = require('_pretty');

const block = (name, parent, mode) => ({ name, parent, mode, items: [], hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] } });

// `%i`, `%s`, `%p`, `$name` in the name of a test that runs with several rows.
function titled(name, row, number) {
  const values = Array.isArray(row) ? [...row] : [row];
  let text = name.replace(/%[sdifjopc#$%]/g, (sign) => {
    if (sign === '%%') return '%';
    if (sign === '%#') return String(number);
    if (sign === '%$') return String(number + 1);
    if (!values.length) return sign;
    const value = values.shift();
    if (sign === '%p') return pretty(value);
    return l.format(sign === '%c' ? '%s' : sign, value);
  });
  const record = Array.isArray(row) ? row[0] : row;
  if (record && typeof record === 'object') {
    text = text.replace(/\$([\w.]+)/g, (whole, path) => {
      if (!(path.split('.')[0] in record)) return whole;
      const value = path.split('.').reduce((at, key) => (at === undefined || at === null ? at : at[key]), record);
      return typeof value === 'string' ? value : pretty(value);
    });
  }
  return text;
}

function make(settings = {}) {
  const root = block('', null, undefined);
  const state = { at: root, only: false, timeout: settings.timeout || 5000, running: null };

  function inside(here, body) {
    const outer = state.at;
    state.at = here;
    try {
      const result = body();
      if (result && typeof result.then === 'function') l.unsimulated('describe() with an asynchronous function');
    } finally {
      state.at = outer;
    }
  }

  function describeAs(mode) {
    const declare = (name, body) => {
      const here = block(typeof name === 'function' ? name.name : String(name), state.at, mode);
      state.at.items.push(here);
      if (mode === 'only') state.only = true;
      if (body) inside(here, () => body());
    };
    declare.each = (rows, ...more) => each(rows, more, (name, body, row) => declare(name, () => body(...row)));
    return declare;
  }

  function each(rows, more, declare) {
    if (more.length || !Array.isArray(rows)) return l.unsimulated('each`` with a table');
    return (name, body, limit) => rows.forEach((row, number) => declare(titled(name, row, number), body, Array.isArray(row) ? row : [row], limit));
  }

  function testAs(mode) {
    const declare = (name, ...rest) => {
      if (state.running) throw new Error(`Tests cannot be nested. Test "${name}" cannot run because it is nested within "${state.running.name}".`);
      const options = rest.find((one) => one && typeof one === 'object') || {};
      const test = {
        name: typeof name === 'function' ? name.name : String(name), body: rest.find((one) => typeof one === 'function'), parent: state.at,
        mode: options.skip ? 'skip' : options.only ? 'only' : options.todo ? 'todo' : mode,
        timeout: rest.find((one) => typeof one === 'number') || options.timeout, errors: [], where: new Error('').stack, isTest: true,
      };
      if (!test.body && !test.mode) {
        if (settings.vitest) test.mode = 'todo';
        else throw new Error('Missing second argument. It must be a callback function. Perhaps you want to use `test.todo` for a test placeholder.');
      }
      if (test.mode === 'only') state.only = true;
      state.at.items.push(test);
    };
    declare.each = (rows, ...more) => each(rows, more, (name, body, row, limit) => {
      declare(name, body.length > row.length ? (done) => body(...row, done) : () => body(...row), limit);
      const made = state.at.items[state.at.items.length - 1];
      made.isRow = true;
    });
    return declare;
  }

  const hook = (name) => (body, limit) => { state.at.hooks[name].push({ body, limit }); };
  const describe = Object.assign(describeAs(undefined), { only: describeAs('only'), skip: describeAs('skip'), todo: describeAs('skip') });
  const test = Object.assign(testAs(undefined), { only: testAs('only'), skip: testAs('skip'), todo: testAs('todo'), failing: testAs('failing'), fails: testAs('failing'), concurrent: testAs(undefined) });
  test.skipIf = (holds) => (holds ? test.skip : test);
  test.runIf = (holds) => (holds ? test : test.skip);
  describe.skipIf = (holds) => (holds ? describe.skip : describe);
  describe.runIf = (holds) => (holds ? describe : describe.skip);

  const chain = (of) => (of ? [...chain(of.parent), of] : []);
  const within = (of, mode) => of && (of.mode === mode || within(of.parent, mode));
  const title = (test) => [...chain(test.parent).slice(1).map((one) => one.name), test.name].join(' ');
  function runs(test) {
    if (test.mode === 'skip' || test.mode === 'todo' || within(test.parent, 'skip')) return false;
    if (state.only && !(test.mode === 'only' || within(test.parent, 'only'))) return false;
    return !settings.pattern || settings.pattern.test(title(test));
  }
  const any = (of) => of.items.some((one) => (one.isTest ? runs(one) : any(one)));

  // Calls a function of the program's, and waits for what it waits for.
  function call(body, limit, given = []) {
    return new Promise((resolve, reject) => {
      const most = limit || state.timeout;
      const timer = setTimeout(() => reject(settings.late(most, given.length ? 'hook' : 'test')), most);
      const done = (how) => (value) => { clearTimeout(timer); state.fail = undefined; how(value); };
      state.fail = done(reject);
      try {
        if (body.length > 0 && !settings.vitest) {
          const callback = (error) => (error ? done(reject)(error instanceof Error ? error : new Error(`Failed: ${pretty(error)}`)) : done(resolve)());
          callback.fail = done(reject);
          body(callback);
          return;
        }
        const result = body(...(settings.vitest ? [{ expect: settings.expect, task: {} }] : []));
        if (result && typeof result.then === 'function') result.then(done(resolve), done(reject));
        else done(resolve)();
      } catch (error) {
        done(reject)(error);
      }
    });
  }

  async function hooks(of, name) {
    for (const one of name.startsWith('after') && settings.vitest ? [...of.hooks[name]].reverse() : of.hooks[name]) await call(one.body, one.limit);
  }

  async function runTest(test, failure) {
    test.status = test.mode === 'todo' ? 'todo' : runs(test) ? 'passed' : 'skipped';
    if (failure) test.errors.push(failure);
    if (test.status !== 'passed') { settings.ended(test); return; }
    if (failure) { test.status = 'failed'; settings.ended(test); return; }
    const from = l.now();
    state.running = test;
    if (settings.started) settings.started(test);
    const all = chain(test.parent);
    try {
      for (const one of all) await hooks(one, 'beforeEach');
      await call(test.body, test.timeout);
      if (settings.checks) settings.checks();
    } catch (error) {
      test.errors.push(error);
    }
    for (const one of [...all].reverse()) {
      try {
        await hooks(one, 'afterEach');
      } catch (error) {
        test.errors.push(error);
      }
    }
    state.running = null;
    if (test.mode === 'failing') test.errors = test.errors.length ? [] : [settings.unfailing(test)];
    if (test.errors.length) test.status = 'failed';
    test.duration = l.now() - from;
    settings.ended(test);
  }

  async function runBlock(of, failure) {
    const active = any(of);
    let broken = failure;
    if (active && !broken) {
      try {
        await hooks(of, 'beforeAll');
      } catch (error) {
        broken = error;
      }
    }
    for (const one of of.items) await (one.isTest ? runTest(one, broken) : runBlock(one, broken));
    if (!active) return;
    try {
      await hooks(of, 'afterAll');
    } catch (error) {
      if (settings.broken) settings.broken(error, of);
      else of.failure = error;
    }
  }

  const tests = (of) => of.items.reduce((all, one) => all.concat(one.isTest ? [one] : tests(one)), []);
  return {
    root, state, describe, test, run: () => runBlock(root, undefined), tests: () => tests(root), chain,
    globals: { describe, it: test, test, beforeAll: hook('beforeAll'), afterAll: hook('afterAll'), beforeEach: hook('beforeEach'), afterEach: hook('afterEach') },
    jasmine: { fdescribe: describe.only, xdescribe: describe.skip, fit: test.only, xit: test.skip, xtest: test.skip },
  };
}

module.exports = { make };
