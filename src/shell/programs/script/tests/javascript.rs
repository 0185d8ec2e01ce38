//! JavaScript.

use super::{machine, run, run_on};
use crate::vfs::Files;

fn check(rows: &[(&str, &str)]) {
    super::check("node", "app.js", rows);
}

#[test]
fn literals_operators_and_texts() {
    check(&[
        (
            "console.log('a', 1, 2.5, null, undefined, true, [1, 'x'], {a: 1, 'b-c': [2]})",
            "a 1 2.5 null undefined true [ 1, 'x' ] { a: 1, 'b-c': [ 2 ] }\n",
        ),
        (
            "console.log(1 + '2', '3' * '4', 7 % 3, 2 ** 10, 0.1 + 0.2, 1 / 0, 5 / 2 | 0)",
            "12 12 1 1024 0.30000000000000004 Infinity 2\n",
        ),
        (
            "const name = 'Ann'\nlet n = 2\nconsole.log(`${name} has ${n > 1 ? `${n} things` : 'one'}`)",
            "Ann has 2 things\n",
        ),
        (
            "console.log(1 == '1', 1 === '1', null ?? 'x', 0 || 'y', typeof null, typeof (() => 1), typeof nope)",
            "true false x y object function undefined\n",
        ),
        (
            "const {a, b: {c = 5} = {}, ...rest} = {a: 1, d: 2}; const [x, , y = 3, ...z] = [1, 2, undefined, 4]; console.log(a, c, rest, x, y, z)",
            "1 5 { d: 2 } 1 3 [ 4 ]\n",
        ),
        (
            "console.log('%s is %d', 'x', 5, 'more'); console.log('abc'.toUpperCase().padStart(5, '*'), 'a-b'.split('-'), 'abc'.slice(-2))",
            "x is 5 more\n**ABC [ 'a', 'b' ] bc\n",
        ),
        ("function main() { console.log('ran') }\nif (require.main === module) main()", "ran\n"),
        ("const o = {a: {b: () => 1}}; console.log(o?.a?.b(), o.x?.y.z, o.a.b?.())", "1 undefined 1\n"),
        ("console.log([..._()].length); function _() { return [1, 2] }", "2\n"),
        (
            "console.log(Array.from({length: 12}, (_, i) => i))",
            "[\n   0,  1, 2, 3, 4,\n   5,  6, 7, 8, 9,\n  10, 11\n]\n",
        ),
        (
            "console.log('a1b2'.replace(/\\d/g, (d) => d * 2), /b(\\d)/.exec('a1b2')[1], (255).toString(16), (1234.5).toFixed(2))",
            "a2b4 2 ff 1234.50\n",
        ),
    ]);
}

#[test]
fn control_flow_functions_and_classes() {
    check(&[
        ("for (let i = 0; i < 3; i++) { if (i === 1) continue; console.log(i) }", "0\n2\n"),
        ("for (const x of ['a', 'b']) console.log(x)\nfor (const k in {p: 1}) console.log(k)", "a\nb\np\n"),
        (
            "let i = 0; do { i++ } while (i < 5); switch (i) { case 1: console.log('no'); case 5: console.log('five'); break; default: console.log('d') }",
            "five\n",
        ),
        (
            "const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); console.log(fs.map((f) => f()))",
            "[ 0, 1, 2 ]\n",
        ),
        (
            "class A { #n = 1; static make() { return new A() } get n() { return this.#n } inc() { this.#n++; return this } }\nclass B extends A { constructor() { super(); this.b = 2 } inc() { return super.inc() } }\nconst b = new B(); console.log(b.inc().n, A.make() instanceof A, b)",
            "2 true B { b: 2 }\n",
        ),
        (
            "function f(a, b = a + 1, ...c) { return [a, b, c, this === undefined] }\nconsole.log(f(1), f(1, 2, 3))",
            "[ 1, 2, [], true ] [ 1, 2, [ 3 ], true ]\n",
        ),
        (
            "try { null.x } catch ({message}) { console.log(message) } finally { console.log('end') }",
            "Cannot read properties of null (reading 'x')\nend\n",
        ),
        (
            "console.log([3, 1, 2].sort(), [1, 2, 3].reduce((a, b) => a + b), [1, [2]].flat(), Object.entries({a: 1}), [...new Set([1, 1, 2])])",
            "[ 1, 2, 3 ] 6 [ 1, 2 ] [ [ 'a', 1 ] ] [ 1, 2 ]\n",
        ),
        (
            "function* g() { yield 1; yield 2 }\nconsole.log([...g()], Math.max(1, 5), JSON.stringify({a: [1, undefined], b: undefined, c: () => 1}))",
            "[ 1, 2 ] 5 {\"a\":[1,null]}\n",
        ),
    ]);
}

#[test]
fn what_waits_comes_in_its_order() {
    check(&[
        (
            "setTimeout(() => console.log('timer'), 10)\nPromise.resolve().then(() => console.log('micro'))\nconsole.log('now')",
            "now\nmicro\ntimer\n",
        ),
        (
            "const sleep = (ms) => new Promise((r) => setTimeout(r, ms))\nasync function main() { await sleep(5); console.log('a'); return 7 }\nmain().then((x) => console.log(x))\nconsole.log('first')",
            "first\na\n7\n",
        ),
        ("let n = 0; const t = setInterval(() => { console.log(++n); if (n === 2) clearInterval(t) }, 1000)", "1\n2\n"),
        (
            "async function f() { throw new Error('x') }\nf().catch((e) => console.log('caught', e.message))",
            "caught x\n",
        ),
        ("Promise.all([1, Promise.resolve(2)]).then((all) => console.log(all))", "[ 1, 2 ]\n"),
    ]);
}

#[test]
fn modules_are_found_where_node_finds_them() {
    let files = [
        (
            "app.js",
            "const {add} = require('./lib/math'); const data = require('./data.json'); const path = require('path'); const fs = require('node:fs')\nfs.writeFileSync('out.txt', 'hi'); console.log(add(1, 2), data.x, path.join(__dirname, '..', 'b'), fs.readFileSync('out.txt', 'utf8'), fs.existsSync('nope'), process.env.GREETING, process.argv.slice(2), process.platform)",
        ),
        ("lib/math.js", "exports.add = (a, b) => a + b"),
        ("data.json", "{\"x\": [1]}"),
        (
            "main.mjs",
            "import os from 'os'; import { twice, default as d } from './m.mjs'; import * as all from './m.mjs'\nconsole.log(os.hostname(), twice(2), d, Object.keys(all)); const x = await Promise.resolve(5); console.log(x)",
        ),
        ("m.mjs", "export const twice = (n) => n * 2; export default 'dee'"),
    ];
    let mut machine = machine(&files);
    let (out, err, _) = run_on(&mut machine, &["node", "app.js", "a"], "");
    assert_eq!(out, "3 [ 1 ] /b hi false hello [ 'a' ] linux\n", "{err}");
    let (out, err, _) = run_on(&mut machine, &["node", "main.mjs"], "");
    assert_eq!(out, "box 4 dee [ 'twice', 'default' ]\n5\n", "{err}");
    let (out, _, _) = run_on(&mut machine, &["node", "-p", "1 + 1"], "");
    assert_eq!(out, "2\n");
    let (out, _, _) = run_on(&mut machine, &["node", "-e", "console.log(process.argv.length)"], "");
    assert_eq!(out, "1\n");
    let (out, _, _) = run_on(&mut machine, &["node"], "console.log('piped')\n");
    assert_eq!(out, "piped\n");
}

#[test]
fn what_is_not_caught_is_told_as_node_tells_it() {
    let (said, status) = run("node", "app.js", "function f() {\n  throw new Error('boom');\n}\nf();\n");
    assert_eq!(status, 1);
    let head = "/app/app.js:2\n  throw new Error('boom');\n  ^\n\nError: boom\n    at f (/app/app.js:2:9)\n    at Object.<anonymous> (/app/app.js:4:1)\n    at Module._compile (node:internal";
    assert!(said.starts_with(head), "{said}");
    assert!(said.ends_with("\n\nNode.js v26.7.0\n"), "{said}");
    let (said, _) = run("node", "app.js", "const express = require('express');\n");
    let head = "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module 'express'\nRequire stack:\n- /app/app.js\n    at Function._resolveFilename";
    assert!(said.starts_with(head), "{said}");
    assert!(
        said.contains(" {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: [ '/app/app.js' ]\n}\n\nNode.js"),
        "{said}"
    );
    let (_, said, ended) = run_on(&mut machine(&[]), &["node", "server.js"], "");
    assert!(said.contains("Error: Cannot find module '/app/server.js'\n    at"), "{said}");
    assert!(said.contains("requireStack: []\n}"), "{said}");
    assert_eq!(ended, Ok(1));
    let (said, _) = run("node", "app.js", "let x = ;\n");
    assert!(said.starts_with("/app/app.js:1\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'\n"), "{said}");
    let (said, _) = run("node", "app.js", "const o = {};\no.nope();\n");
    assert!(
        said.contains("TypeError: o.nope is not a function\n    at Object.<anonymous> (/app/app.js:2:3)"),
        "{said}"
    );
    let (said, status) = run("node", "app.js", "process.exit(3)\n");
    assert_eq!((said.as_str(), status), ("", 3));
    let (said, status) = run("node", "app.js", "\nconst net = require('net')\n");
    assert_eq!((said.as_str(), status), ("layercake: /app/app.js, line 2: the module net is not simulated\n", 1));
}

#[test]
fn dates_and_small_modules_work() {
    check(&[
        (
            "const d = new Date(); console.log(d.toISOString(), d.getFullYear(), Date.now(), d)",
            "2026-08-21T10:11:12.000Z 2026 1787307072000 2026-08-21T10:11:12.000Z\n",
        ),
        (
            "const E = require('events'); const e = new E(); e.on('x', (v) => console.log('got', v)); e.emit('x', 5)",
            "got 5\n",
        ),
        (
            "const u = new URL('http://a.b:80/c?x=1&y=2#z'); console.log(u.hostname, u.pathname, u.searchParams.get('y'))",
            "a.b /c 2\n",
        ),
        (
            "console.log(require('crypto').createHash('sha256').update('abc').digest('hex').slice(0, 8), Buffer.from('hi').toString('base64'))",
            "ba7816bf aGk=\n",
        ),
        (
            "console.log(new Map([['a', 1]]), new Set([1]), [undefined, null], -0, [,1])",
            "Map(1) { 'a' => 1 } Set(1) { 1 } [ undefined, null ] -0 [ undefined, 1 ]\n",
        ),
    ]);
}

#[test]
fn node_reads_its_options() {
    let env = "A=1 # one\nGREETING=other\nB='two'\n";
    let app = "console.log(process.env.A, process.env.B, process.env.GREETING, process.argv.length)";
    let pre = "console.log('before', require.main === undefined)\n";
    let mut machine = machine(&[(".env", env), ("app.js", app), ("pre.js", pre), ("bad.js", "let = ;\n")]);
    let mut said = |words: &[&str]| {
        let (out, err, ended) = run_on(&mut machine, &[&["node"], words].concat(), "");
        (out + &err, ended.unwrap_or(-1))
    };
    for (words, text, status) in [
        (&["--env-file=.env", "app.js", "x"][..], "1 two hello 3\n", 0),
        (&["--env-file", ".env", "-r", "./pre.js", "app.js"], "before true\n1 two hello 2\n", 0),
        (&["--import", "./pre.js", "app.js"], "before true\nundefined undefined hello 2\n", 0),
        (&["--env-file=no", "app.js"], "node: no: not found\n", 9),
        (&["--env-file-if-exists=no", "-p", "1"], "no not found. Continuing without it.\n", 0),
        (&["--max-old-space-size=4096", "--no-warnings", "-p", "1 + 1"], "2\n", 0),
        (&["--check", "app.js"], "", 0),
        (&["--nonsense", "app.js"], "node: bad option: --nonsense\n", 9),
        (&["-x", "app.js"], "node: bad option: -x\n", 9),
        (&["-r"], "node: -r requires an argument\n", 9),
        (&["-c", "-e", "1"], "node: either --check or --eval can be used, not both\n", 9),
        (&["--watch", "app.js"], "layercake: node: --watch is not simulated\n", 1),
        (&["--inspect=0.0.0.0:9229", "app.js"], "layercake: node: --inspect is not simulated\n", 1),
    ] {
        let (mut found, ended) = said(words);
        if words.contains(&"--env-file-if-exists=no") {
            found = found.replace("1\n", "");
        }
        assert_eq!((found.as_str(), ended), (text, status), "{words:?}");
    }
    let (text, status) = said(&["--check", "bad.js"]);
    assert!(text.contains("/app/bad.js:1") && text.contains("SyntaxError"), "{text}");
    assert_eq!(status, 1);
}

#[test]
fn who_hears_the_end_hears_it_before_an_exception_is_told_of() {
    let program =
        "process.on('exit', (code) => console.log('exit', code, process.exitCode));\nthrow new Error('broken');\n";
    let (text, status) = run("node", "app.js", program);
    assert!(text.starts_with("exit 1 1\n") && text.contains("Error: broken"), "{text}");
    assert_eq!(status, 1);
    let program = "process.on('exit', () => { process.exitCode = 7; });\nPromise.reject(new Error('broken'));\n";
    assert_eq!(run("node", "app.js", program).1, 7);
    let program = "process.on('exit', () => process.exit(3));\nnope();\n";
    assert_eq!(run("node", "app.js", program), (String::new(), 3));
}

#[test]
fn a_module_knows_its_file() {
    check(&[(
        "console.log(require.main.filename, module.filename, module.id, module.path, require.main === module)",
        "/app/app.js /app/app.js . /app true\n",
    )]);
}

#[test]
fn links_are_not_followed_in_a_walk() {
    let program = "const fs = require('fs');\n\
        console.log(fs.readdirSync('d', { recursive: true }), fs.lstatSync('d/self').isSymbolicLink(), fs.readlinkSync('d/self'));\n\
        console.log(fs.readdirSync('d', { withFileTypes: true }).map((one) => [one.name, one.isDirectory()]));\n\
        try { fs.rmSync('d'); } catch (error) { console.log(error.code); }\n\
        fs.rmSync('d', { recursive: true }); fs.rmSync('d', { force: true });\n\
        console.log(fs.existsSync('d'), fs.readFileSync('kept', 'utf8'));\n";
    let mut machine = machine(&[("d/e/f", "x"), ("kept", "y"), ("app.js", program)]);
    machine.tree.symlink(".", "/app/d/self").unwrap();
    machine.tree.symlink("../../kept", "/app/d/e/link").unwrap();
    let (out, err, ended) = run_on(&mut machine, &["node", "app.js"], "");
    assert_eq!((err.as_str(), ended), ("", Ok(0)));
    let entries = "[ 'e', 'self', 'e/f', 'e/link' ] true .\n[ [ 'e', true ], [ 'self', false ] ]\n";
    assert_eq!(out, format!("{entries}ERR_FS_EISDIR\nfalse y\n"));
}
