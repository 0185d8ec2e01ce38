//! Python.

use super::{machine, run, run_on};

fn check(rows: &[(&str, &str)]) {
    super::check("python3", "app.py", rows);
}

#[test]
fn literals_operators_and_formats() {
    check(&[
        ("print('a', 1, 2.0, None, True, sep='-', end='!\\n')", "a-1-2.0-None-True!\n"),
        ("print(7 // 2, -7 // 2, 7 % 3, -7 % 3, 2 ** 10, 7 / 2, 1e16)", "3 -4 1 2 1024 3.5 1e+16\n"),
        (
            "x = 3\nprint(f'{x!r:>4}|{x:03d}|{3.14159:.2f}|{x=}|{1000000:,}|{\"a\":*^5}|{0.25:.0%}')",
            "   3|003|3.14|x=3|1,000,000|**a**|25%\n",
        ),
        (
            "print('%s is %d years, %.1f%%' % ('Ann', 7, 2.5), '{} {0} {b}'.format(1, b=2))",
            "Ann is 7 years, 2.5% 1 1 2\n",
        ),
        (
            "print([1, 'a', (1,), {'k': [None]}, {1}], 'it\\'s', repr('it\\'s \"x\"'))",
            "[1, 'a', (1,), {'k': [None]}, {1}] it's 'it\\'s \"x\"'\n",
        ),
        (
            "print(1 < 2 < 3, 1 == 1.0, 'a' in 'abc', 3 not in [1, 2], not [], None is None)",
            "True True True True True True\n",
        ),
        ("print('abc'[1], 'abc'[-1], [1, 2, 3][1:], 'abc'[::-1], [0] * 3 + [1])", "b c [2, 3] cba [0, 0, 0, 1]\n"),
        (
            "print(b'a\\n\\xff', 'é'.encode(), b'abc'.decode(), 0xff, 1_000)",
            "b'a\\n\\xff' b'\\xc3\\xa9' abc 255 1000\n",
        ),
        ("a = b = 1\na, *b = [1, 2, 3]\n(c, d), e = (4, 5), 6\nprint(a, b, c, d, e)", "1 [2, 3] 4 5 6\n"),
        ("d = {'a': 1}\nprint(f'{d[\"a\"]} {{x}} {d}', f\"{d[\"a\"]}\")", "1 {x} {'a': 1} 1\n"),
    ]);
}

#[test]
fn control_flow_functions_and_classes() {
    check(&[
        (
            "for i in range(3):\n    if i == 1:\n        continue\n    print(i)\nelse:\n    print('done')\n",
            "0\n2\ndone\n",
        ),
        ("i = 0\nwhile True:\n    i += 1\n    if i > 3: break\nprint(i)", "4\n"),
        (
            "def f(a, b=2, *args, c=3, **more):\n    return a, b, args, c, more\nprint(f(1), f(1, 2, 3, c=4, d=5))",
            "(1, 2, (), 3, {}) (1, 2, (3,), 4, {'d': 5})\n",
        ),
        (
            "def counter():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n        return n\n    return up\nc = counter()\nc()\nprint(c())",
            "2\n",
        ),
        (
            "class Animal:\n    kind = 'animal'\n    def __init__(self, name):\n        self.name = name\n    def say(self):\n        return f'{self.name} is a {self.kind}'\n    def __repr__(self):\n        return f'<{self.name}>'\n\nclass Dog(Animal):\n    kind = 'dog'\n    def say(self):\n        return super().say() + '!'\n\nd = Dog('Rex')\nprint(d.say(), [d], isinstance(d, Animal))",
            "Rex is a dog! [<Rex>] True\n",
        ),
        (
            "class A:\n    @property\n    def x(self): return 1\n    @staticmethod\n    def s(): return 2\n    @classmethod\n    def c(cls): return cls.__name__\nprint(A().x, A.s(), A.c())",
            "1 2 A\n",
        ),
        (
            "def d(f):\n    def w(*a):\n        print('call')\n        return f(*a)\n    return w\n@d\ndef g(x): return x\nprint(g(3))",
            "call\n3\n",
        ),
        (
            "print([x * y for x in range(3) if x for y in (1, 2)], {k: v for k, v in zip('ab', [1, 2])}, sum(x for x in [1, 2]))",
            "[1, 2, 2, 4] {'a': 1, 'b': 2} 3\n",
        ),
        ("def gen():\n    yield 1\n    x = yield 2\n    yield from [3, 4]\nprint(list(gen()))", "[1, 2, 3, 4]\n"),
        (
            "print(sorted(['b', 'A', 'c'], key=str.lower) if False else sorted([3, 1, 2], reverse=True), max([1, 5, 2]), min('b', 'a'))",
            "[3, 2, 1] 5 a\n",
        ),
        (
            "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(15), (lambda a: a + 1)(1))",
            "610 2\n",
        ),
    ]);
}

#[test]
fn texts_are_run_where_they_stand() {
    check(&[
        (
            "def f(text):\n    return [x for x in [1, 2] if eval(text)]\nprint(f('x > 1'), [y for y in (1, 2) if eval('True')])",
            "[2] [1, 2]\n",
        ),
        (
            "def f():\n    a = 1\n    exec('b = a + 1')\n    return [eval('a') for _ in range(2)]\nprint(f(), f())",
            "[1, 1] [1, 1]\n",
        ),
        ("d = {'a': 2}\nexec('b = a * 2', d)\nprint(d['b'], eval('a + c', {'a': 1}, {'c': 5}))", "4 6\n"),
    ]);
}

#[test]
fn exceptions_are_caught_and_finally_runs() {
    check(&[
        (
            "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print('no', e)\nfinally:\n    print('end')",
            "no division by zero\nend\n",
        ),
        ("def f():\n    try:\n        return 1\n    finally:\n        print('f')\nprint(f())", "f\n1\n"),
        (
            "for i in range(3):\n    try:\n        if i == 1: continue\n        print(i)\n    finally:\n        print('-')",
            "0\n-\n-\n2\n-\n",
        ),
        ("try:\n    {}['k']\nexcept (KeyError, IndexError) as e:\n    print(repr(e), e)", "KeyError('k') 'k'\n"),
        (
            "class E(Exception): pass\ntry:\n    raise E('x')\nexcept E as e:\n    print(type(e).__name__, e.args)",
            "E ('x',)\n",
        ),
        (
            "try:\n    int('x')\nexcept ValueError as e:\n    print(e)\nelse:\n    print('no')",
            "invalid literal for int() with base 10: 'x'\n",
        ),
        (
            "class M:\n    def __enter__(self): return 5\n    def __exit__(self, *a):\n        print('exit', a[0] is None)\nwith M() as m:\n    print(m)",
            "5\nexit True\n",
        ),
    ]);
}

#[test]
fn what_is_not_caught_is_told_as_python_tells_it() {
    let (said, status) = run("python3", "app.py", "def main():\n    return 1 / 0\n\nmain()\n");
    assert_eq!(status, 1);
    assert_eq!(
        said,
        "Traceback (most recent call last):\n  File \"/app/app.py\", line 4, in <module>\n    main()\n    ~~~~^^\n  File \"/app/app.py\", line 2, in main\n    return 1 / 0\n           ~~^~~\nZeroDivisionError: division by zero\n"
    );
    let (said, _) = run("python3", "app.py", "import flask\n");
    assert_eq!(
        said,
        "Traceback (most recent call last):\n  File \"/app/app.py\", line 1, in <module>\n    import flask\nModuleNotFoundError: No module named 'flask'\n"
    );
    let (said, status) = run("python3", "app.py", "print('a'\n");
    assert_eq!(
        (said.as_str(), status),
        ("  File \"/app/app.py\", line 1\n    print('a'\n         ^\nSyntaxError: '(' was never closed\n", 1)
    );
    let (said, _) = run("python3", "app.py", "if True:\nprint(1)\n");
    assert!(said.ends_with("IndentationError: expected an indented block after 'if' statement on line 1\n"), "{said}");
    let (said, _) = run("python3", "app.py", "prnt(1)\n");
    assert!(said.ends_with("NameError: name 'prnt' is not defined. Did you mean: 'print'?\n"), "{said}");
    let (_, said, ended) = run_on(&mut machine(&[]), &["python", "nope.py"], "");
    assert_eq!(
        (said.as_str(), ended),
        ("python: can't open file '/app/nope.py': [Errno 2] No such file or directory\n", Ok(2))
    );
    let (said, status) = run("python3", "app.py", "import sys\nsys.exit('bye')\n");
    assert_eq!((said.as_str(), status), ("bye\n", 1));
    let (said, status) = run("python3", "app.py", "x = 1\nimport sqlite3\n");
    assert_eq!((said.as_str(), status), ("layercake: /app/app.py, line 2: the module sqlite3 is not simulated\n", 1));
}

#[test]
fn the_library_that_tutorials_use_is_there() {
    check(&[
        (
            "import os, sys, json\nprint(os.environ['GREETING'], os.getenv('NOPE', 'x'), sys.argv, os.getcwd())\nprint(json.dumps({'a': [1, None, True]}, indent=2))\nprint(json.loads('{\"a\": 1.5}'))",
            "hello x ['app.py'] /app\n{\n  \"a\": [\n    1,\n    null,\n    true\n  ]\n}\n{'a': 1.5}\n",
        ),
        (
            "import time\nfrom datetime import datetime, timedelta\nprint(time.strftime('%Y-%m-%d'), datetime.now().isoformat(), timedelta(days=1, hours=2))",
            "2026-08-21 2026-08-21T10:11:12 1 day, 2:00:00\n",
        ),
        (
            "import random\nrandom.seed(1)\na = random.randint(1, 6)\nrandom.seed(1)\nprint(a == random.randint(1, 6), 1 <= a <= 6)",
            "True True\n",
        ),
        (
            "from pathlib import Path\np = Path('data') / 'x.txt'\np.parent.mkdir(exist_ok=True)\np.write_text('hi\\n')\nprint(p, p.read_text(), p.suffix, p.exists())",
            "data/x.txt hi\n .txt True\n",
        ),
        (
            "with open('f.txt', 'w') as f:\n    f.write('a\\nb\\n')\nfor line in open('f.txt'):\n    print(line.strip())",
            "a\nb\n",
        ),
        (
            "import hashlib, math, platform, socket\nprint(hashlib.sha256(b'abc').hexdigest()[:8], math.sqrt(16), math.pi, platform.system(), socket.gethostname())",
            "ba7816bf 4.0 3.141592653589793 Linux box\n",
        ),
        (
            "import re\nm = re.match(r'(\\w+)-(\\d+)', 'abc-12')\nprint(m.group(1), m.groups(), re.sub('a', 'b', 'aa'), re.findall(r'\\d', 'a1b2'))",
            "abc ('abc', '12') bb ['1', '2']\n",
        ),
        (
            "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int = 2\nprint(P(1), P(1) == P(1, 2))",
            "P(x=1, y=2) True\n",
        ),
        (
            "from collections import Counter, defaultdict\nd = defaultdict(list)\nd['a'].append(1)\nprint(dict(d.items()), Counter('aab').most_common(1))",
            "{'a': [1]} [('a', 2)]\n",
        ),
        (
            "import asyncio\nasync def main():\n    await asyncio.sleep(1)\n    return 5\nprint(asyncio.run(main()))",
            "5\n",
        ),
        (
            "import logging\nlogging.basicConfig(level=logging.INFO, format='%(levelname)s %(message)s')\nlogging.info('x %d', 1)",
            "INFO x 1\n",
        ),
    ]);
}

#[test]
fn programs_come_from_the_command_line_too() {
    let mut machine = machine(&[
        ("pkg/__init__.py", ""),
        ("pkg/__main__.py", "print('main', __name__)"),
        ("util.py", "def f(): return 7"),
    ]);
    let rows: [(&[&str], &str, &str); 6] = [
        (&["python", "-c", "import sys; print(sys.argv)", "a", "b"], "", "['-c', 'a', 'b']\n"),
        (&["python3", "-u", "-c", "import util; print(util.f())"], "", "7\n"),
        (&["python3", "-m", "pkg"], "", "main __main__\n"),
        (&["python3", "-"], "print(1)\n", "1\n"),
        (&["python3"], "print(input())\n", ""),
        (&["python3", "-m", "json.tool"], "{\"a\":1}", "{\n    \"a\": 1\n}\n"),
    ];
    for (words, stdin, expected) in rows {
        let (out, err, _) = run_on(&mut machine, words, stdin);
        assert_eq!(out, expected, "{words:?} {err}");
    }
}

#[test]
fn output_without_a_terminal_is_held_back_until_somebody_flushes() {
    let lost = "import os; os._exit(3)";
    let mut machine = machine(&[]);
    let mut prints = |words: &[&str]| run_on(&mut machine, words, "").0;
    for (program, expected) in [
        ("print(1)", ""),
        ("print(1, flush=True); print(2)", "1\n"),
        ("import sys; print(1); sys.stdout.flush(); sys.stdout.write('2')", "1\n"),
        ("import sys; sys.stdout.reconfigure(line_buffering=True); print(1); print(2, end='')", "1\n"),
        ("print('x' * 9000); print(2)", &format!("{}\n", "x".repeat(9000))),
        ("print(1); print(2) if input() else 0", "1\n"),
    ] {
        assert_eq!(prints(&["python3", "-c", &format!("{program}; {lost}")]), expected, "{program}");
    }
    assert_eq!(prints(&["python3", "-u", "-c", &format!("print(1); {lost}")]), "1\n");
    assert_eq!(prints(&["python3", "-Bu", "-c", &format!("print(1); {lost}")]), "1\n");
    let (out, err, ended) = run_on(&mut machine, &["python3", "-c", "print(1); 1/0"], "");
    assert_eq!((out.as_str(), ended), ("1\n", Ok(1)), "{err}");
}

#[test]
fn signals_have_handlers() {
    check(&[
        (
            "import signal\nprint(signal.signal(signal.SIGTERM, signal.SIG_IGN), signal.getsignal(15), signal.Signals(15).name, signal.strsignal(15))",
            "0 1 SIGTERM Terminated\n",
        ),
        (
            "import signal\ntry:\n    signal.signal(signal.SIGKILL, None)\nexcept OSError as e:\n    print(e)",
            "[Errno 22] Invalid argument\n",
        ),
    ]);
}
