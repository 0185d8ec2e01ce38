//! JavaScript's test runners: `node --test`, Jest, Mocha, Vitest.

use super::{machine, run_on};
use crate::shell::testing::Machine;
use crate::shell::{Input, OutputBuffer, Process, Stream};
use crate::vfs::Files;

/// The same text without the times that things took.
fn timeless(text: &str) -> String {
    let patterns = [
        (r"\(?\b[0-9.]+ ?ms\)?", "TIME"),
        (r"duration_ms:? [0-9.]+", "duration_ms TIME"),
        (r"Time: +[0-9.]+ s", "Time: TIME"),
        (r"Duration .*", "Duration TIME"),
    ];
    let text = patterns.iter().fold(text.to_string(), |text, (pattern, by)| {
        regex_lite::Regex::new(pattern).unwrap().replace_all(&text, *by).into_owned()
    });
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n") + if text.ends_with('\n') { "\n" } else { "" }
}

/// A package as npm puts it there: filler, and its program.
fn install(machine: &mut Machine, package: &str, version: &str, program: &str) {
    let folder = format!("/app/node_modules/{package}");
    machine.tree.make_dirs(&format!("{folder}/bin"), 0o755).unwrap();
    let manifest = format!("{{\"name\":\"{package}\",\"version\":\"{version}\",\"main\":\"index.js\"}}");
    machine.tree.write(&format!("{folder}/package.json"), manifest.into(), 0o644).unwrap();
    machine.tree.write(&format!("{folder}/index.js"), vec![0_u8, 1, 2].into(), 0o644).unwrap();
    if !program.is_empty() {
        let text = format!("#!/usr/bin/env node\nrequire('{package}');\n");
        machine.tree.write(&format!("{folder}/bin/{program}"), text.into(), 0o755).unwrap();
    }
}

/// Runs `node` of a version: both outputs, and how it ended.
fn node(machine: &mut Machine, version: &str, words: &[&str]) -> (String, i32) {
    let mut output = OutputBuffer::default();
    let result = crate::shell::programs::find("node").unwrap().run(&mut Process {
        arguments: ["node"].iter().chain(words).map(|word| word.to_string()).collect(),
        environment: [("NODE_VERSION".to_string(), version.to_string())].into_iter().collect(),
        directory: "/app".into(),
        stdin: Input::Empty,
        output: &mut output,
        system: machine,
        flavour: crate::shell::Flavour::Gnu,
        pid: 1,
        inside: None,
        version: None,
    });
    let text = |stream| String::from_utf8_lossy(&output.stream(stream)).into_owned();
    (timeless(&(text(Stream::Out) + &text(Stream::Err))), result.unwrap())
}

const MATHS: &str = "const { test, describe, it } = require('node:test');
const assert = require('node:assert');
test('adds', () => { console.log('said'); assert.strictEqual(1 + 1, 2); });
describe('more', () => {
  it('waits', async () => { await new Promise((done) => setTimeout(done, 5)); });
  it.skip('later', () => { throw new Error('never'); });
});
";

#[test]
fn node_runs_the_tests_that_it_finds() {
    let files = [("math.test.js", MATHS), ("other.js", "throw 1"), ("test/any.js", "console.log('plain')")];
    let (said, status) = node(&mut machine(&files), "24.1.0", &["--test"]);
    assert_eq!(status, 0, "{said}");
    insta::assert_snapshot!(said, @r#"
    said
    ✔ adds TIME
    ▶ more
      ✔ waits TIME
      ﹣ later TIME # SKIP
    ✔ more TIME
    plain
    ✔ test/any.js TIME
    ℹ tests 4
    ℹ suites 1
    ℹ pass 3
    ℹ fail 0
    ℹ cancelled 0
    ℹ skipped 1
    ℹ todo 0
    ℹ duration_ms TIME
    "#);
    let (said, status) = node(&mut machine(&files), "22.1.0", &["math.test.js"]);
    assert_eq!(status, 0, "{said}");
    insta::assert_snapshot!(said, @r#"
    said
    TAP version 13
    # Subtest: adds
    ok 1 - adds
      ---
      duration_ms TIME
      type: 'test'
      ...
    # Subtest: more
        # Subtest: waits
        ok 1 - waits
          ---
          duration_ms TIME
          type: 'test'
          ...
        # Subtest: later
        ok 2 - later # SKIP
          ---
          duration_ms TIME
          type: 'test'
          ...
        1..2
    ok 2 - more
      ---
      duration_ms TIME
      type: 'suite'
      ...
    1..2
    # tests 3
    # suites 1
    # pass 2
    # fail 0
    # cancelled 0
    # skipped 1
    # todo 0
    # duration_ms TIME
    "#);
}

#[test]
fn a_test_that_fails_is_told_with_its_place() {
    let text = "import test from 'node:test';\nimport assert from 'node:assert/strict';\ntest('parent', async (t) => {\n  await t.test('child', () => {\n    assert.deepEqual({ a: 1 }, { a: 2 });\n  });\n});\ntest('todo', { todo: 'soon' }, () => { throw new Error('x'); });\n";
    let (said, status) = node(&mut machine(&[("a.test.mjs", text)]), "24.1.0", &["--test"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!(said, @r#"
    ▶ parent
      ✖ child TIME
    ✖ parent TIME
    ⚠ todo TIME # soon
    ℹ tests 3
    ℹ suites 0
    ℹ pass 0
    ℹ fail 2
    ℹ cancelled 0
    ℹ skipped 0
    ℹ todo 1
    ℹ duration_ms TIME

    ✖ failing tests:

    test at a.test.mjs:4:11
    ✖ child TIME
      AssertionError [ERR_ASSERTION]: Expected values to be strictly deep-equal:
      + actual - expected

        {
      +   a: 1
      -   a: 2
        }

          at TestContext.<anonymous> (/app/a.test.mjs:5:12)
          at Test.runInAsyncScope (node:async_hooks:227:14)
          at Test.run (node:internal/test_runner/test:1402:25)
          at Test.start (node:internal/test_runner/test:1262:17)
          at TestContext.test (node:internal/test_runner/test:400:20)
          at TestContext.<anonymous> (/app/a.test.mjs:4:11)
          at async Test.run (node:internal/test_runner/test:1409:7)
          at async Test.processPendingSubtests (node:internal/test_runner/test:974:7) {
        generatedMessage: true,
        code: 'ERR_ASSERTION',
        actual: { a: 1 },
        expected: { a: 2 },
        operator: 'deepStrictEqual',
        diff: 'simple'
      }

    test at a.test.mjs:8:1
    ⚠ todo TIME # soon
      Error: x
          at TestContext.<anonymous> (/app/a.test.mjs:8:46)
          at Test.runInAsyncScope (node:async_hooks:227:14)
          at Test.run (node:internal/test_runner/test:1402:25)
          at Test.processPendingSubtests (node:internal/test_runner/test:974:18)
          at Test.postRun (node:internal/test_runner/test:1542:19)
          at Test.run (node:internal/test_runner/test:1467:12)
          at async Test.processPendingSubtests (node:internal/test_runner/test:974:7)
    "#);
    let (said, status) = node(&mut machine(&[]), "24.1.0", &["--test", "nope.js"]);
    assert_eq!((said.as_str(), status), ("Could not find 'nope.js'\n", 1));
    let (said, status) = node(&mut machine(&[("a.test.js", "const x = ;")]), "24.1.0", &["--test"]);
    assert!(status == 1 && said.contains("SyntaxError: Unexpected token ';'") && said.contains("ℹ fail 1\n"), "{said}");
    // What a test waits for may never come.
    let text = "require('node:test')('waits', () => new Promise(() => {}))";
    let (said, status) = node(&mut machine(&[("a.test.js", text)]), "24.1.0", &["--test"]);
    assert!(status == 1 && said.contains("'Promise resolution is still pending"), "{said}");
}

#[test]
fn hooks_and_mocks_of_node_test() {
    let text = "const { test, before, beforeEach, after, mock, describe, afterEach } = require('node:test');
before(() => console.log('before'));
beforeEach((t) => console.log('each', t.name));
after(() => console.log('after'));
test('one', (t, done) => { const f = t.mock.fn((a) => a + 1); console.log(f(1), f.mock.callCount(), f.mock.calls[0].arguments); setTimeout(done, 1); });
const object = { name: () => 'real' };
test('two', () => { mock.method(object, 'name', () => 'mocked'); console.log(object.name()); mock.restoreAll(); console.log(object.name()); });
";
    let (said, status) = node(&mut machine(&[("a.js", text)]), "24.1.0", &["a.js"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.starts_with("before\neach one\n2 1 [ 1 ]\n"), "{said}");
    assert!(said.contains("each two\nmocked\nreal\n✔ one TIME\n✔ two TIME\nafter\n"), "{said}");
}

#[test]
fn assertions_have_the_words_of_node() {
    let rows = [
        ("assert(false)", "The expression evaluated to a falsy value:\\n\\n  assert(false)\\n"),
        ("assert.equal(1, 2)", "1 == 2"),
        ("assert.strictEqual('a', 'b')", "Expected values to be strictly equal:\\n\\n'a' !== 'b'\\n"),
        (
            "assert.strictEqual('hello world', 'hello there')",
            "Expected values to be strictly equal:\\n+ actual - expected\\n\\n+ 'hello world'\\n- 'hello there'\\n         ^\\n",
        ),
        (
            "assert.deepStrictEqual([1, 2, 3], [1, 2, 4])",
            "Expected values to be strictly deep-equal:\\n+ actual - expected\\n\\n  [\\n    1,\\n    2,\\n+   3\\n-   4\\n  ]\\n",
        ),
        ("assert.notStrictEqual(1, 1)", "Expected \\\"actual\\\" to be strictly unequal to: 1"),
        ("assert.throws(() => {}, TypeError)", "Missing expected exception (TypeError)."),
        (
            "assert.throws(() => { throw new Error('abc') }, { message: 'x' })",
            "Expected values to be strictly deep-equal:\\n+ actual - expected\\n\\n  Comparison {\\n+   message: 'abc'\\n-   message: 'x'\\n  }\\n",
        ),
        ("assert.match('abc', /x/)", "The input did not match the regular expression /x/. Input:\\n\\n'abc'\\n"),
        ("assert.fail('boom')", "boom"),
    ];
    for (call, expected) in rows {
        let program = format!(
            "const assert = require('assert');\ntry {{ {call} }} catch (error) {{ console.log(JSON.stringify(error.message), error.code, error.name) }}"
        );
        let (said, _) = node(&mut machine(&[("a.js", &program)]), "24.1.0", &["a.js"]);
        assert_eq!(said, format!("\"{expected}\" ERR_ASSERTION AssertionError\n"), "{call}");
    }
    let right = "const assert = require('assert'); assert.deepEqual([1, { a: '1' }], [1, { a: 1 }]); assert.deepStrictEqual(new Map([[1, new Set([2])]]), new Map([[1, new Set([2])]])); assert.notDeepStrictEqual({ a: undefined }, {}); assert.throws(() => { throw new TypeError('abc') }, /abc/); assert.rejects(async () => { throw new Error('x') }, { message: 'x' }).then(() => console.log('well'))";
    assert_eq!(node(&mut machine(&[("a.js", right)]), "24.1.0", &["a.js"]), ("well\n".to_string(), 0));
}

#[test]
fn jest_runs_tests_and_tells_of_them() {
    let files = [
        ("sum.js", "module.exports = (a, b) => a + b;\n"),
        (
            "sum.test.js",
            "const sum = require('./sum');\n\ndescribe('sum', () => {\n  it.each([[1, 2, 3], [2, 2, 4]])('%i + %i', (a, b, c) => {\n    expect(sum(a, b)).toBe(c);\n  });\n  it('differs', () => {\n    expect({ a: [1, 2] }).toEqual({ a: [1, 3] });\n  });\n  it.todo('more');\n});\n",
        ),
    ];
    let mut machine = machine(&files);
    install(&mut machine, "jest", "30.5.2", "jest.js");
    let (said, status) = node(&mut machine, "24.1.0", &["node_modules/jest/bin/jest.js"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!(said, @r#"
    FAIL ./sum.test.js
      sum
        ✓ 1 + 2 TIME
        ✓ 2 + 2
        ✕ differs TIME
        ✎ todo more

      ● sum › differs

        expect(received).toEqual(expected) // deep equality

        - Expected  - 1
        + Received  + 1

          Object {
            "a": Array [
              1,
        -     3,
        +     2,
            ],
          }

           6 |   });
           7 |   it('differs', () => {
        >  8 |     expect({ a: [1, 2] }).toEqual({ a: [1, 3] });
             |                           ^
           9 |   });
          10 |   it.todo('more');
          11 | });

          at Object.toEqual (sum.test.js:8:27)

    Test Suites: 1 failed, 1 total
    Tests:       1 failed, 1 todo, 2 passed, 4 total
    Snapshots:   0 total
    Time: TIME
    Ran all test suites.
    "#);
    let (said, status) = node(&mut machine, "24.1.0", &["node_modules/jest/bin/jest.js", "-t", "2 \\+ 2"]);
    assert!(status == 0 && said.contains("Tests:       2 skipped, 1 todo, 1 passed, 4 total\n"), "{said}");
    let (said, status) = node(&mut machine, "24.1.0", &["node_modules/jest/bin/jest.js", "--coverage"]);
    assert_eq!((said.as_str(), status), ("layercake: jest: the option --coverage is not simulated\n", 1));
    let (said, status) = node(&mut machine, "24.1.0", &["node_modules/jest/bin/jest.js", "nothing"]);
    assert!(
        status == 1 && said.starts_with("No tests found, exiting with code 1\nRun with `--passWithNoTests`"),
        "{said}"
    );
}

#[test]
fn jest_puts_modules_in_the_place_of_others() {
    let files = [
        ("db.js", "exports.find = () => { throw new Error('no database') };\n"),
        ("user.js", "const db = require('./db');\nexports.name = (id) => db.find(id).name;\n"),
        (
            "user.test.js",
            "const user = require('./user');\nconst db = require('./db');\njest.mock('./db', () => ({ find: jest.fn(() => ({ name: 'Ann' })) }));\ntest('name', () => {\n  expect(user.name(7)).toBe('Ann');\n  expect(db.find).toHaveBeenCalledWith(7);\n});\ntest('spies', () => {\n  const spy = jest.spyOn(console, 'log').mockImplementation(() => {});\n  console.log('hidden');\n  expect(spy).toHaveBeenCalledTimes(1);\n  spy.mockRestore();\n});\n",
        ),
    ];
    let mut machine = machine(&files);
    install(&mut machine, "jest", "29.7.0", "jest.js");
    let (said, status) = node(&mut machine, "20.1.0", &["node_modules/jest/bin/jest.js"]);
    assert!(status == 0 && said.contains("Tests:       2 passed, 2 total\n") && !said.contains("hidden"), "{said}");
}

#[test]
fn requests_to_an_application_that_does_not_listen() {
    let files = [
        (
            "app.js",
            "const express = require('express');\nconst app = express();\napp.use(express.json());\napp.get('/', (req, res) => res.json({ ok: true }));\napp.post('/items', (req, res) => res.status(201).send(req.body));\nmodule.exports = app;\n",
        ),
        (
            "app.test.js",
            "const request = require('supertest');\nconst app = require('./app');\ntest('gets', async () => {\n  const response = await request(app).get('/');\n  expect(response.statusCode).toBe(200);\n  expect(response.body).toEqual({ ok: true });\n});\ntest('posts', () => request(app).post('/items').send({ a: 1 }).expect(201, { a: 1 }));\ntest('misses', (done) => { request(app).get('/nope').expect(404, done); });\ntest('is wrong', async () => { await request(app).get('/').expect(500); });\n",
        ),
    ];
    let mut machine = machine(&files);
    for (package, program) in [("jest", "jest.js"), ("express", ""), ("supertest", "")] {
        install(&mut machine, package, "30.0.0", program);
    }
    let (said, status) = node(&mut machine, "24.1.0", &["node_modules/jest/bin/jest.js"]);
    assert!(status == 1 && said.contains("Tests:       1 failed, 3 passed, 4 total\n"), "{said}");
    assert!(said.contains("    expected 500 \"Internal Server Error\", got 200 \"OK\"\n"), "{said}");
}

#[test]
fn mocha_and_chai() {
    let files = [(
        "test/a.js",
        "const { expect, assert } = require('chai');\ndescribe('Array', function () {\n  this.timeout(500);\n  beforeEach(() => {});\n  it('finds', () => { expect([1, 2]).to.include(2); assert.equal([1].indexOf(4), -1); });\n  it('differs', () => { expect({ a: 1 }).to.deep.equal({ a: 2 }); });\n  it('is pending');\n  it('waits', (done) => { setTimeout(done, 5); });\n  it('is late', (done) => {});\n});\n",
    )];
    let mut machine = machine(&files);
    install(&mut machine, "mocha", "11.0.0", "mocha.js");
    install(&mut machine, "chai", "4.5.0", "");
    let (said, status) = node(&mut machine, "20.1.0", &["node_modules/mocha/bin/mocha.js"]);
    assert_eq!(status, 2);
    insta::assert_snapshot!(said, @r#"
    Array
      ✔ finds
      1) differs
      - is pending
      ✔ waits
      2) is late


    2 passing TIME
    1 pending
    2 failing

    1) Array
         differs:

        AssertionError: expected { a: 1 } to deeply equal { a: 2 }
        + expected - actual

         {
        -  "a": 1
        +  "a": 2
         }

        at Context.<anonymous> (test/a.js:6:50)
        at process.processImmediate (node:internal/timers:483:21)

    2) Array
         is late:
       Error: Timeout of TIME exceeded. For async tests and hooks, ensure "done()" is called; if returning a Promise, ensure it resolves. (/app/test/a.js)
        at listOnTimeout (node:internal/timers:581:17)
        at process.processTimers (node:internal/timers:519:7)
    "#);
}

#[test]
fn vitest_runs_modules() {
    let files = [
        ("package.json", "{ \"type\": \"module\" }"),
        ("sum.js", "export const sum = (a, b) => a + b;\n"),
        (
            "sum.test.js",
            "import { describe, expect, it, vi } from 'vitest';\nimport { sum } from './sum.js';\ndescribe('sum', () => {\n  it('adds', () => { expect(sum(1, 2)).toBe(3); });\n  it('differs', () => { expect(sum(1, 2)).toBe(4); });\n  it('calls', () => { const f = vi.fn(); f(1); expect(f).toHaveBeenCalled(); });\n});\n",
        ),
    ];
    let mut machine = machine(&files);
    install(&mut machine, "vitest", "3.2.7", "vitest.mjs");
    let (said, status) = node(&mut machine, "24.1.0", &["node_modules/vitest/bin/vitest.mjs", "run"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!(said, @r#"
     RUN  v3.2.7 /app

     ❯ sum.test.js (3 tests | 1 failed) TIME
       ✓ sum > adds TIME
       × sum > differs TIME
         → expected 3 to be 4 // Object.is equality
       ✓ sum > calls TIME

     Test Files  1 failed (1)
          Tests  1 failed | 2 passed (3)
       Start at  10:11:12
       Duration TIME


    ⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

     FAIL  sum.test.js > sum > differs
    AssertionError: expected 3 to be 4 // Object.is equality

    - Expected
    + Received

    - 4
    + 3

     ❯ sum.test.js:5:43
          3| describe('sum', () => {
          4|   it('adds', () => { expect(sum(1, 2)).toBe(3); });
          5|   it('differs', () => { expect(sum(1, 2)).toBe(4); });
           |                                           ^
          6|   it('calls', () => { const f = vi.fn(); f(1); expect(f).toHaveBeenCal…
          7| });

    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯
    "#);
}

#[test]
fn a_program_of_a_package_that_is_not_simulated_says_so() {
    let mut machine = machine(&[("package.json", "{ \"type\": \"module\" }")]);
    install(&mut machine, "eslint", "9.0.0", "eslint.js");
    machine.tree.make_dir("/app/node_modules/.bin", 0o755).unwrap();
    machine.tree.symlink("../eslint/bin/eslint.js", "/app/node_modules/.bin/eslint").unwrap();
    let (_, said, ended) = run_on(&mut machine, &["node", "node_modules/.bin/eslint", "."], "");
    let expected = "layercake: eslint: this program of the package eslint is not simulated\n";
    assert_eq!((said.as_str(), ended), (expected, Ok(1)));
}

#[test]
fn what_comes_at_the_end_of_a_program() {
    let text = "process.on('exit', (code) => console.log('exit', code));\nprocess.once('beforeExit', () => setTimeout(() => console.log('again'), 1));\nconst thenable = { then(resolve) { resolve(5) } };\n(async () => console.log(await thenable))();\nconst object = { n: 1, get() { return this.n } };\nconsole.log(object['get'](), object[['get'][0]]());\n";
    let (said, status) = node(&mut machine(&[("a.js", text)]), "24.1.0", &["a.js"]);
    assert_eq!((said.as_str(), status), ("1 1\n5\nagain\nexit 0\n", 0));
    let text = "process.on('uncaughtException', (error) => { console.log('caught', error.message); process.exit(7) });\nsetTimeout(() => { throw new Error('late') }, 1);\n";
    let (said, status) = node(&mut machine(&[("a.js", text)]), "24.1.0", &["a.js"]);
    assert_eq!((said.as_str(), status), ("caught late\n", 7));
}
