//! What Python's classes, generators and library do, as CPython 3.11 prints it.

use super::{check, prints};

#[test]
fn generators_are_lazy_and_can_be_thrown_into() {
    check(
        "python3",
        "app.py",
        &[
            ("print(sum(i * i for i in range(3000)), any(x > 2 for x in iter([1, 3])))", "8995500500 True\n"),
            (
                "def h():\n  yield 1\n  return 5\ndef g():\n  print('got', (yield from h()))\nprint(list(g()))",
                "got 5\n[1]\n",
            ),
            (
                "def g():\n  try:\n    yield 1\n  except ValueError as e:\n    yield str(e)\ni = g(); next(i)\nprint(i.throw(ValueError('v')))",
                "v\n",
            ),
            ("def w(n):\n  if n:\n    yield from w(n - 1)\n    yield n\nprint(len(list(w(60))))", "60\n"),
        ],
    );
}

#[test]
fn methods_of_types_are_functions() {
    check(
        "python3",
        "app.py",
        &[
            ("print(sorted(['b', 'A'], key=str.lower), list(map(str.upper, ['a'])))", "['A', 'b'] ['A']\n"),
            (
                "print({3, 1, 2}, {}.keys(), {1: 2}.items(), ..., frozenset([1]))",
                "{1, 2, 3} dict_keys([]) dict_items([(1, 2)]) Ellipsis frozenset({1})\n",
            ),
            (
                "print(bytearray(b'x'), b'a,b'.split(b','), 'ab'.translate({97: 'x'}))",
                "bytearray(b'x') [b'a', b'b'] xb\n",
            ),
        ],
    );
}

#[test]
fn classes_have_an_order_a_metaclass_and_types_below_them() {
    check(
        "python3",
        "app.py",
        &[
            (
                "class A:\n  def go(s): return 'A'\nclass B(A):\n  def go(s): return 'B' + super().go()\nclass C(A):\n  def go(s): return 'C' + super().go()\nclass D(B, C): pass\nprint(D().go())",
                "BCA\n",
            ),
            (
                "class M(type):\n  k = {}\n  def __call__(c, *a):\n    if c not in c.k: c.k[c] = super().__call__(*a)\n    return c.k[c]\nclass X(metaclass=M): pass\nprint(X() is X())",
                "True\n",
            ),
            (
                "class D(dict):\n  def __missing__(s, k): return k * 2\nd = D(a=1)\nprint(d['a'], d['b'], d, isinstance(d, dict))",
                "1 bb {'a': 1} True\n",
            ),
            (
                "from enum import Enum\nclass C(Enum):\n  RED = 1\n  BLUE = 2\nprint(C.RED, C(2), list(C), C['RED'].value)",
                "C.RED C.BLUE [<C.RED: 1>, <C.BLUE: 2>] 1\n",
            ),
        ],
    );
}

#[test]
fn match_takes_values_apart() {
    let program = "def m(x):\n  match x:\n    case 0: return 'zero'\n    case [a, *r]: return f'list {a} {r}'\n    case {'k': v, **r}: return f'map {v} {r}'\n    case str() as s if len(s) > 3: return 'long'\n    case int(n) | float(n): return n\n    case _: return 'other'\nprint([m(x) for x in (0, [1, 2], {'k': 1, 'z': 2}, 'hello', 7, None)])";
    assert_eq!(
        prints("python3", "app.py", program),
        "['zero', 'list 1 [2]', \"map 1 {'z': 2}\", 'long', 7, 'other']\n"
    );
}

#[test]
fn a_loop_gives_tasks_their_turns() {
    let program = "import asyncio\nasync def f(n, s):\n  await asyncio.sleep(s)\n  print(n)\n  return n\nasync def main():\n  print(await asyncio.gather(f('a', 0.2), f('b', 0.1)))\nasyncio.run(main())";
    assert_eq!(prints("python3", "app.py", program), "b\na\n['a', 'b']\n");
}

#[test]
fn a_seed_gives_the_numbers_of_cpython() {
    let program =
        "import random\nrandom.seed(42)\nprint(random.random(), random.randint(1, 100), random.choice('abc'))";
    assert_eq!(prints("python3", "app.py", program), "0.6394267984578837 4 c\n");
}

#[test]
fn a_caught_exception_is_traced_from_where_it_was_caught() {
    let program = "import traceback\ndef f():\n  try:\n    1 / 0\n  except ZeroDivisionError:\n    print(traceback.format_exc().count('File'))\nf()";
    assert_eq!(prints("python3", "app.py", program), "1\n");
}

#[test]
fn a_command_line_is_read_as_argparse_does() {
    let program = "import argparse\np = argparse.ArgumentParser(prog='x')\np.add_argument('-v', action='count', default=0)\np.add_argument('files', nargs='*')\np.add_argument('-n', '--top', metavar='N', type=int, default=3)\nprint(p.parse_args(['-vv', 'a', '-n', '4']))\nprint(p.format_usage(), end='')";
    assert_eq!(
        prints("python3", "app.py", program),
        "Namespace(v=2, files=['a'], top=4)\nusage: x [-h] [-v] [-n N] [files ...]\n"
    );
}
