// `jest`: finds the tests, runs them file by file, and tells what came of it.
const l = require('_layercake');
const fs = require('fs');
const path = require('path');
const config = require('_jest_config');
const report = require('_jest_report');
const { make } = require('_suite');
const { expect, checks, begin, failure } = require('_expecting');
const { forget, every } = require('_mock');
const { jest, begin: stand } = require('_jest_object');

const { say } = report;
const globals = { jest, expect };
module.exports = { globals };

function versionOf(file) {
  const at = file.lastIndexOf('/node_modules/');
  const folder = file.slice(0, at + 14) + file.slice(at + 14).split('/')[0];
  return JSON.parse(fs.readFileSync(`${folder}/package.json`, 'utf8')).version;
}

// Files that match, the largest first, as Jest takes them when it knows nothing of them yet.
function chosen(root, options, flags, paths, major) {
  const given = [options.testMatch || config.DEFAULT_MATCH[major >= 30 ? 30 : 29]].flat();
  const patterns = given.map((one) => one.replace('<rootDir>', root));
  const expressions = patterns.filter((one) => !one.startsWith('!')).map(config.expression);
  const not = patterns.filter((one) => one.startsWith('!')).map((one) => config.expression(one.slice(1)));
  const ignored = (options.testPathIgnorePatterns || ['/node_modules/']).map((one) => new RegExp(one.replace('<rootDir>', root)));
  const everything = config.below(root);
  const inRoots = (file) => !options.roots || options.roots.some((one) => file.startsWith(path.resolve(root, one.replace('<rootDir>', root))));
  const wanted = [...paths, flags.testPathPattern, flags.testPathPatterns].filter((one) => typeof one === 'string');
  const matches = everything.filter((file) => inRoots(file) && expressions.some((one) => one.test(file)) && !not.some((one) => one.test(file)) && !ignored.some((one) => one.test(file)));
  const files = matches.filter((file) => !wanted.length || wanted.some((one) => new RegExp(one, 'i').test(file) || file === path.resolve(one)));
  const size = new Map(files.map((file) => [file, fs.statSync(file).size]));
  return { files: files.sort((a, b) => size.get(b) - size.get(a)), everything, matches, wanted, given, ignored: options.testPathIgnorePatterns || ['/node_modules/'] };
}

function none(root, found) {
  const count = (number, word = 'match') => `${number} ${word}${number === 1 ? '' : word === 'match' ? 'es' : 's'}`;
  say('No tests found, exiting with code 1\nRun with `--passWithNoTests` to exit with code 0\n');
  say(`In ${root}\n  ${count(found.everything.length, 'file')} checked.\n  testMatch: ${found.given.join(', ')} - ${count(found.matches.length)}\n`);
  say(`  testPathIgnorePatterns: ${found.ignored.join('|')} - ${count(found.everything.length)}\n  testRegex:  - 0 matches\nPattern: ${found.wanted.join('|')} - 0 matches\n`);
  process.exitCode = 1;
}

const ESM = /^\s*(import\s[^(]|import\{|export\s)/m;

// Whether something makes CommonJS of modules before Jest runs them.
function transforms(root, options) {
  if (/experimental-vm-modules/.test(process.env.NODE_OPTIONS || '')) return true;
  if (options.preset || (options.transform && Object.keys(options.transform).length)) return true;
  const names = fs.readdirSync(root);
  if (names.some((name) => /^(babel\.config\.|\.babelrc)/.test(name))) return true;
  return names.includes('package.json') && Boolean(JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).babel);
}

const CANNOT = `Jest encountered an unexpected token

Jest failed to parse a file. This happens e.g. when your code or its dependencies use non-standard JavaScript syntax, or when Jest is not configured to support such syntax.

Out of the box Jest supports Babel, which will be used to transform your files into valid JS based on your Babel configuration.

By default "node_modules" folder is ignored by transformers.

Here's what you can do:
 • If you are trying to use ECMAScript Modules, see https://jestjs.io/docs/ecmascript-modules for how to enable it.
 • If you are trying to use TypeScript, see https://jestjs.io/docs/getting-started#using-typescript
 • To have some of your "node_modules" files transformed, you can specify a custom "transformIgnorePatterns" in your config.
 • If you need a custom transformation, specify a "transform" option in your config.
 • If you simply want to mock your non-JS modules (e.g. binary assets) you can stub them out with the "moduleNameMapper" config option.

You'll find more details and examples of these config options in the docs:
https://jestjs.io/docs/configuration
For information about custom transformations, see:
https://jestjs.io/docs/code-transformation

Details:
`;

// What is said of a file that cannot be loaded.
function unloaded(error, how) {
  if (error instanceof SyntaxError && error['_#file']) {
    const { frame } = require('_frames');
    const place = { file: error['_#file'], line: error['_#line'], column: error['_#column'] };
    return `${CANNOT.replace(/ • If you are trying to use ECMAScript Modules.*\n/, '')}\nSyntaxError: ${place.file}: ${error.message} (${place.line}:${place.column - 1})\n\n${frame(place).join('\n')}\n`;
  }
  return report.problem(error, how.root, { where: '' }, how.major);
}

function modules(file, how) {
  if (how.major >= 30) {
    return `Must use import to load ES Module: ${file}

The file contains ESM syntax (import/export) that could not be executed as CommonJS. Either:
  - Configure a transform (e.g. babel-jest) that compiles this file to CommonJS (see https://jestjs.io/docs/code-transformation)
  - If the file is in "node_modules", allow it to be transformed by adjusting "transformIgnorePatterns" (see https://jestjs.io/docs/configuration#transformignorepatterns-arraystring)
  - Use Node v24.9+ where Jest supports require(esm) natively (see https://jestjs.io/docs/ecmascript-modules#require-of-esm)

  at createRequireEsmError (node_modules/jest-runtime/build/index.js:452:17)
`;
  }
  const text = l.read(file).toString().split('\n');
  const at = text.findIndex((line) => ESM.test(line));
  const word = text[at].trim().split(/\W/)[0];
  return `${CANNOT}\n${file}:${at + 1}\n${at === 0 ? '({"Object.<anonymous>":function(module,exports,require,__dirname,__filename,jest){' : ''}${text[at]}\n${' '.repeat(at === 0 ? 82 : 0)}${'^'.repeat(word.length)}\n\n${word === 'import' ? 'SyntaxError: Cannot use import statement outside a module' : "SyntaxError: Unexpected token 'export'"}\n\n  at Runtime.createScriptFromCode (node_modules/jest-runtime/build/index.js:1505:14)\n`;
}

function late(most, what) {
  return { '_#late': `thrown: "Exceeded timeout of ${most} ms for a ${what}.\nAdd a timeout value to this test to increase the timeout, if this is a long-running test. See https://jestjs.io/docs/api#testname-fn-timeout."` };
}

async function one(file, how) {
  l.fresh();
  forget();
  stand();
  const result = { file, printed: [], tests: [], broken: [] };
  let first = true;
  const suite = make({
    timeout: how.timeout, pattern: how.pattern, late, checks,
    started: () => { begin(); if (how.clear) every(how.clear); },
    unfailing: (test) => failure('Failing test passed even though it was supposed to fail. Remove `.failing` to remove error.', 'failing', test.where),
    ended: (test) => { if (test.status === 'passed' || test.status === 'failed') { test.duration += first ? 1 + (l.random() % 3) : l.random() % 2; first = false; } },
    broken: (error) => result.broken.push(error),
  });
  result.suite = suite;
  Object.assign(globals, suite.globals);
  Object.assign(globalThis, suite.globals, suite.jasmine, { jest, expect });
  jest.setTimeout = (most) => { suite.state.timeout = most; return jest; };
  process['_#hook'] = (error) => { if (suite.state.fail) { suite.state.fail(error); return true; } return false; };
  l.hear((name, text) => {
    const entry = { name, text, stack: new Error('').stack };
    if (how.silent) return;
    if (how.immediate) l.put(1, report.printed(entry, '  ', how.root)); else result.printed.push(entry);
  });
  try {
    if (/\.(ts|tsx|jsx)$/.test(file)) l.unsimulated(`the test ${path.basename(file)}, which has to be translated first,`);
    if (ESM.test(l.read(file).toString()) && !how.transforms) result.problem = modules(file, how);
    else {
      for (const setup of how.setup) l.load(setup);
      l.load(file);
      await Promise.resolve();
      if (!suite.tests().length) result.problem = 'Your test suite must contain at least one test.\n\n  at onResult (node_modules/@jest/core/build/index.js:1054:18)\n';
    }
  } catch (error) {
    result.problem = unloaded(error, how);
  }
  if (!result.problem) await suite.run();
  l.hear(undefined);
  if (!result.problem) result.tests = suite.tests();
  return result;
}

function pathsOf(given, root) {
  return (given || []).map((one) => path.resolve(root, one.replace('<rootDir>', root)));
}

async function main() {
  const program = process.argv[1];
  const version = versionOf(program);
  const { flags, paths } = config.line(process.argv.slice(2));
  if (flags.version || flags.v) { console.log(version); return; }
  if (flags.help || flags.h) l.unsimulated('the option --help');
  const options = config.configured(l.cwd(), flags);
  const root = options.rootDir ? path.resolve(l.cwd(), options.rootDir) : l.cwd();
  const major = Number(version.split('.')[0]);
  const found = chosen(root, options, flags, paths, major);
  if (flags.listTests) { found.files.forEach((file) => console.log(file)); return; }
  if (!found.files.length) {
    if (flags.passWithNoTests || options.passWithNoTests) console.log('No tests found, exiting with code 0');
    else none(root, found);
    return;
  }
  const name = flags.t || flags.testNamePattern;
  const quiet = flags.silent || options.silent;
  const verbose = flags.verbose === false ? false : Boolean(flags.verbose || options.verbose || (found.files.length === 1 && !quiet));
  const how = {
    root, major, verbose, immediate: verbose, silent: quiet, timeout: Number(flags.testTimeout || options.testTimeout) || 5000, pattern: name ? new RegExp(name, 'i') : null,
    transforms: transforms(root, options), setup: [...pathsOf(options.setupFiles, root), ...pathsOf(options.setupFilesAfterEnv, root)],
    clear: options.restoreMocks || flags.restoreMocks ? 'mockRestore' : options.resetMocks || flags.resetMocks ? 'mockReset' : options.clearMocks || flags.clearMocks ? 'mockClear' : '',
  };
  await all(found, how, flags, options, name);
}

async function all(found, how, flags, options, name) {
  const from = l.now();
  const results = [];
  let leaks = false;
  const together = found.files.length === 1 || flags.i || flags.runInBand;
  for (const file of found.files) {
    const began = l.now();
    const result = await one(file, how);
    result.elapsed = l.now() - began;
    results.push(result);
    report.file(result, how);
    if (!together && l.waits()) leaks = true;
    if ((flags.bail || options.bail) && (result.problem || result.tests.some((test) => test.status === 'failed'))) break;
  }
  if (leaks) say('A worker process has failed to exit gracefully and has been force exited. This is likely caused by tests leaking due to improper teardown. Try running with --detectOpenHandles to find leaks. Active timers can also cause this, ensure that .unref() was called on them.\n');
  report.summary(results, how, l.now() - from + 250 + 120 * results.length + (l.random() % 180));
  const by = found.wanted.length ? ` matching ${found.wanted.join('|')}` : '';
  if (!quietEnd(flags)) say(`Ran all test suites${by}${name ? ` with tests matching "${name}"` : ''}.\n`);
  const failed = results.some((result) => result.problem || result.broken.length || result.tests.some((test) => test.status === 'failed'));
  process.exitCode = failed ? 1 : 0;
  process['_#hook'] = undefined;
  ending(together, flags, options);
}

const quietEnd = (flags) => Boolean(flags.silent);

// What still waits keeps Jest from ending, if it ran the tests itself.
function ending(together, flags, options) {
  if (flags.forceExit || options.forceExit) {
    say('Force exiting Jest: Have you considered using `--detectOpenHandles` to detect async operations that kept running after all tests finished?\n');
    process.exit();
  }
  if (!together) process.exit();
  if (!l.waits()) return;
  say("Jest did not exit one second after the test run has completed.\n\n'This usually means that there are asynchronous operations that weren't stopped in your tests. Consider running Jest with `--detectOpenHandles` to troubleshoot this issue.\n");
}

main();
