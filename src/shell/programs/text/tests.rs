//! The text programs, as tables: a command line and what it prints.

use crate::shell::Flavour;
use crate::shell::testing::{Machine, check, check_all, run_on};

#[test]
fn heads_and_tails() {
    check(&[
        ("seq 20 | head -n 2; seq 20 | head -2 | tail -1", "1\n2\n2\n"),
        ("seq 5 | tail -n 2; seq 5 | tail -n +4; seq 5 | head -n -3", "4\n5\n4\n5\n1\n2\n"),
        ("printf abcdef | head -c 2; printf abcdef | tail -c 2", "abef"),
        ("seq 2 > a; seq 3 > b; head -n 1 a b", "==> a <==\n1\n\n==> b <==\n1\n"),
        ("printf 'a\\nb' | tail -n 1", "b"),
        ("head -c 5 /dev/zero | od -An -tx1", " 00 00 00 00 00\n"),
        ("seq 3 | { head -n 1; cat; }", "1\n2\n3\n"),
    ]);
}

#[test]
fn counts() {
    check(&[
        ("printf 'a b\\nc\\n' | wc", "      2       3       6\n"),
        ("printf 'a b\\nc\\n' | wc -l", "2\n"),
        ("echo hi > f; wc -c f; wc -lw f", "3 f\n1 1 f\n"),
        ("echo hi > f; echo x > g; wc -l f g", "1 f\n1 g\n2 total\n"),
        ("printf 'é' | wc -m", "1\n"),
    ]);
}

#[test]
fn grep_finds_lines() {
    check(&[
        ("printf 'a\\nb\\nab\\n' | grep a", "a\nab\n"),
        ("printf 'a\\nB\\n' | grep -i b; printf 'a\\nb\\n' | grep -v a", "B\nb\n"),
        ("printf 'a\\nb\\na\\n' | grep -n a; printf 'a\\nb\\n' | grep -c .", "1:a\n3:a\n2\n"),
        ("echo 'x1 y22' | grep -o '[0-9]*'", "1\n22\n"),
        ("echo 'x1 y22' | grep -oE '[a-z][0-9]+'", "x1\ny22\n"),
        ("echo a.b > f; echo axb > g; grep -F a.b f g; grep -l axb f g; grep -h a f g", "f:a.b\ng\na.b\naxb\n"),
        ("mkdir d; echo hit > d/f; grep -r hit d; grep -rl hit .", "d/f:hit\n./d/f\n"),
        ("echo foobar | grep -w foo; echo $?; echo 'a foo b' | grep -qw foo; echo $?", "1\n0\n"),
        ("seq 10 | grep -A1 -B1 5; seq 10 | grep -m1 1", "4\n5\n6\n1\n"),
        ("printf 'a\\nb\\nc\\n' | grep -e a -e c", "a\nc\n"),
    ]);
    check_all(
        Flavour::Gnu,
        &[
            ("grep x nofile", "", "grep: nofile: No such file or directory\n", 2),
            ("grep '[' /etc/passwd", "", "grep: Unmatched [, [^, [:, [., or [=\n", 2),
            ("mkdir d; grep x d", "", "grep: d: Is a directory\n", 2),
        ],
    );
}

#[test]
fn sed_edits_lines() {
    check(&[
        ("echo hello | sed 's/l/L/'; echo hello | sed s/l/L/g; echo hello | sed 's/l/L/2'", "heLlo\nheLLo\nhelLo\n"),
        ("seq 5 | sed -n 3p; seq 5 | sed 2,4d; seq 5 | sed '$d' | wc -l", "3\n1\n5\n4\n"),
        ("seq 5 | sed 2q; seq 5 | sed -n '/2/,/4/p'", "1\n2\n2\n3\n4\n"),
        ("echo abc | sed 's/\\(a\\)\\(b\\)/\\2\\1/'; echo abc | sed -E 's/(a)(b)/[&]/'", "bac\n[ab]c\n"),
        ("echo /a/b | sed 's|/|-|g'; echo abc | sed y/abc/xyz/", "-a-b\nxyz\n"),
        (
            "seq 2 | sed '1a after'; seq 2 | sed '1i before'; seq 2 | sed '1c changed'",
            "1\nafter\n2\nbefore\n1\n2\nchanged\n2\n",
        ),
        ("echo old > f; sed -i s/old/new/ f; cat f; sed -i.bak s/new/x/ f; cat f f.bak", "new\nx\nnew\n"),
        ("seq 3 | sed -e 1d -e 's/3/three/'; seq 3 | sed -n '$='; seq 3 | sed '2!d'", "2\nthree\n3\n2\n"),
        ("printf 'a\\nb\\nc\\n' | sed ':a;N;$!ba;s/\\n/,/g'", "a,b,c\n"),
        ("printf '1\\n2\\n' | sed -n 'H;${x;s/\\n/+/g;p}'", "+1+2\n"),
        ("seq 6 | sed -n '2,+1p;5~1p'", "2\n3\n5\n6\n"),
        ("echo hello world | sed 's/.*/\\U&/;s/O/0/g'", "HELL0 W0RLD\n"),
        ("echo aaa | sed 's/a*/x/g'; echo a.b | sed 's/[.]/-/'", "x\na-b\n"),
        ("seq 4 | sed '/2/{s/2/two/;n;d}'", "1\ntwo\n4\n"),
    ]);
    check_all(
        Flavour::Gnu,
        &[
            ("echo a | sed s/a", "", "sed: -e expression #1, char 3: unterminated `s' command\n", 1),
            ("sed p nofile", "", "sed: can't read nofile: No such file or directory\n", 2),
        ],
    );
}

#[test]
fn sorting_and_uniqueness() {
    check(&[
        ("printf 'b\\na\\nc\\n' | sort; printf 'b\\na\\n' | sort -r", "a\nb\nc\nb\na\n"),
        ("printf '10\\n9\\n1\\n' | sort; printf '10\\n9\\n1\\n' | sort -n", "1\n10\n9\n1\n9\n10\n"),
        ("printf 'a 2\\nb 1\\n' | sort -k2; printf 'a:2\\nb:1\\n' | sort -t: -k2n", "b 1\na 2\nb:1\na:2\n"),
        ("printf 'b\\na\\nb\\n' | sort -u; printf '1K\\n2M\\n512\\n' | sort -h", "a\nb\n512\n1K\n2M\n"),
        (
            "printf 'a\\na\\nb\\n' | uniq -c; printf 'a\\na\\nb\\n' | uniq -d; printf 'a\\na\\nb\\n' | uniq -u",
            "      2 a\n      1 b\na\nb\n",
        ),
        ("printf 'v1.10\\nv1.9\\n' | sort -V", "v1.9\nv1.10\n"),
        ("printf 'x 3\\ny 1\\nz 2\\n' | sort -k 2,2nr | head -n 1", "x 3\n"),
    ]);
}

#[test]
fn cutting_and_translating() {
    check(&[
        ("echo a:b:c | cut -d: -f2; echo a:b:c | cut -d: -f1,3; echo abcdef | cut -c2-4", "b\na:c\nbcd\n"),
        ("echo 'a\"b\"c' | cut -d'\"' -f2; echo sha256:abc | cut -c8-", "b\nabc\n"),
        ("echo hello | tr a-z A-Z; echo hello | tr -d l; echo aabb | tr -s ab", "HELLO\nheo\nab\n"),
        ("printf 'a b\\nc' | tr ' \\n' '__'; echo; echo 'x1y2' | tr -cd '[:digit:]'", "a_b_c\n12"),
        (
            "echo abc | rev; seq 3 | tac; seq 3 | paste -sd,; printf 'a\\n\\nb\\n' | nl",
            "cba\n3\n2\n1\n1,2,3\n     1\ta\n       \n     2\tb\n",
        ),
        ("echo abcdef | fold -w 4; printf 'a\\tb\\n' | expand", "abcd\nef\na       b\n"),
        ("printf 'a\\nb\\n' > x; printf 'b\\nc\\n' > y; comm x y; comm -12 x y", "a\n\t\tb\n\tc\nb\n"),
    ]);
}

#[test]
fn dumps() {
    check(&[
        ("printf 'AB' | od -c; printf 'AB' | od -An -tx1", "0000000   A   B\n0000002\n 41 42\n"),
        (
            "printf 'hello' | hexdump -C",
            "00000000  68 65 6c 6c 6f                                    |hello|\n00000005\n",
        ),
        (
            "printf 'hello' | xxd; printf 'hello' | xxd -p; echo 68690a | xxd -r -p",
            "00000000: 6865 6c6c 6f                             hello\n68656c6c6f\nhi\n",
        ),
        ("printf 'ab\\0longer\\0x' | strings", "longer\n"),
    ]);
}

#[test]
fn comparisons() {
    check(&[
        ("seq 5 > a; seq 5 | sed s/3/x/ > b; diff a b; echo $?", "3c3\n< 3\n---\n> x\n1\n"),
        ("seq 3 > a; diff a a; echo $?; echo 4 >> a; seq 3 | diff - a", "0\n3a4\n> 4\n"),
        ("seq 3 > a; seq 2 3 > b; diff -q a b; cmp a b", "Files a and b differ\na b differ: char 1, line 1\n"),
        ("seq 5 > a; seq 5 | sed s/3/x/ > b; diff -u a b | tail -n +3", "@@ -1,5 +1,5 @@\n 1\n 2\n-3\n+x\n 4\n 5\n"),
        (
            "mkdir x y; echo 1 > x/a; echo 2 > y/a; echo 3 > x/b; diff -rq x y",
            "Files x/a and y/a differ\nOnly in x: b\n",
        ),
    ]);
}

#[test]
fn printing() {
    check(&[
        ("printf '%5d|%-5s|%05.1f|%x|%c\\n' 42 ab 3.14159 255 xyz", "   42|ab   |003.1|ff|x\n"),
        ("printf '%s %s\\n' a b c; printf '%b' 'x\\ty\\n'; printf '%%\\n'", "a b\nc \nx\ty\n%\n"),
        ("printf '\\101\\x42\\n'; printf '%s\\n' \"a b\"", "AB\na b\n"),
        ("echo 'a\\tb'; /bin/echo -e 'a\\tb'; /bin/echo 'a\\tb'; echo -n x", "a\tb\na\tb\na\\tb\nx"),
        ("seq 3 | xargs; seq 3 | xargs -n 2 echo; echo a b | xargs -I{} echo '[{}]'", "1 2 3\n1 2\n3\n[a b]\n"),
        ("seq 1 2 5; seq 3 -1 1; seq -s, 3; seq -w 9 10", "1\n3\n5\n3\n2\n1\n1,2,3\n09\n10\n"),
        ("echo data | tee f; cat f; echo more | tee -a f > /dev/null; wc -l < f", "data\ndata\n2\n"),
        ("printf 'a\\tb\\n' | cat -A; printf 'x\\n\\ny\\n' | cat -n", "a^Ib$\n     1\tx\n     2\t\n     3\ty\n"),
    ]);
}

#[test]
fn unknown_options_are_refused_in_each_programs_words() {
    check_all(
        Flavour::Gnu,
        &[
            ("cat -Q", "", "cat: invalid option -- 'Q'\nTry 'cat --help' for more information.\n", 1),
            // What the real one takes is not called wrong.
            ("sort -R f", "", "sort: layercake does not simulate the option -R\n", 2),
            ("sort --parallel=2 f", "", "sort: layercake does not simulate the option --parallel\n", 2),
            ("find . -fstype ext4", "", "find: layercake does not simulate the option -fstype\n", 1),
            ("sort --nope", "", "sort: unrecognized option '--nope'\nTry 'sort --help' for more information.\n", 2),
            ("head -n x", "", "head: invalid number of lines: 'x'\n", 1),
            ("tail -n", "", "tail: option requires an argument -- 'n'\nTry 'tail --help' for more information.\n", 1),
        ],
    );
    let outcome = crate::shell::testing::run(Flavour::Busybox, "cat -Q");
    assert!(outcome.stderr.starts_with("cat: unrecognized option: Q\nBusyBox v1."), "{}", outcome.stderr);
    assert_eq!(outcome.status, 1);
}

#[test]
fn awk_runs_programs() {
    check(&[
        ("echo 'a b c' | awk '{print $2, NF}'; echo a:b | awk -F: '{print $2}'", "b 3\nb\n"),
        ("seq 5 | awk '{s+=$1} END {print s, NR, s/NR}'; seq 5 | awk 'NR==2'", "15 5 3\n2\n"),
        ("printf 'x 1\\ny 2\\nx 3\\n' | awk '{a[$1]+=$2} END {for (k in a) print k, a[k]}'", "x 4\ny 2\n"),
        (
            "awk 'BEGIN {printf \"%5.2f|%-4s|%d\\n\", 3.14159, \"ab\", 42.9; print 1/3, 1e6, 0.1+0.2}'",
            " 3.14|ab  |42\n0.333333 1000000 0.3\n",
        ),
        ("seq 10 | awk '/^1/ {print \"one:\" $0} $1 > 8'", "one:1\n9\none:10\n10\n"),
        (
            "echo 'hello world' | awk '{gsub(/o/, \"0\"); sub(\"w\", \"[&]\"); print; print length($1), substr($0, 2, 3), index($0, \"l\")}'",
            "hell0 [w]0rld\n5 ell 3\n",
        ),
        (
            "awk 'BEGIN {n = split(\"a,b,c\", p, \",\"); for (i=n; i>0; i--) printf p[i] \" \"; print toupper(\"x\") }'",
            "c b a X\n",
        ),
        (
            "awk 'function f(n) { return n<2 ? 1 : n*f(n-1) } BEGIN { print f(5); while (i<2) i++; print i; if (!(3 in a)) print \"no\" }'",
            "120\n2\nno\n",
        ),
        (
            "echo 'a b c' | awk '{$2=\"X\"; print; NF=2; print $0}'; awk -v n=3 'BEGIN{print n*2; exit 3}'; echo $?",
            "a X c\na X\n6\n3\n",
        ),
        (
            "printf '1\\n2\\n3\\n4\\n' | awk '/2/,/3/'; echo 10 9 | awk '{print ($1 > $2), ($1\"\" > $2\"\")}'",
            "2\n3\n1 0\n",
        ),
        (
            "awk 'BEGIN { print length(\"é\"), 2^10, 7%3, -2^2, \"a\" \"b\" 1+1 }'; awk 'BEGIN { print \"x\" > \"o\" }'; cat o",
            "1 1024 1 -4 ab2\nx\n",
        ),
        (
            "df() { echo 'overlay 100 40'; }; df | awk '{print $3\"%\"}'; echo abc | awk '$0 ~ \"b\" && match($0, /c/) {print RSTART}'",
            "40%\n3\n",
        ),
    ]);
    check_all(Flavour::Gnu, &[("awk '{print'", "", "awk: line 1: syntax error at or near end of file\n", 2)]);
    let rows = [("awk 'BEGIN { while (1) x++ }'", ""), ("awk 'function f() { f() } BEGIN { f() }'", "")];
    for (script, _) in rows {
        let outcome = crate::shell::testing::run_on(&mut crate::shell::testing::Machine::new(Flavour::Gnu), script, "");
        assert!(matches!(outcome, Err(crate::shell::Stop::Limit(_))), "{outcome:?}");
    }
}

#[test]
fn what_is_too_much_is_said() {
    let stop = |line: &str| run_on(&mut Machine::new(Flavour::Gnu), line, "").unwrap_err();
    let limit = |words: &str| crate::shell::Stop::Limit(words.into());
    assert_eq!(stop("seq 20001 | split -l 1 -a 4 - q"), limit("more than 20000 pieces of a file"));
    check(&[
        ("seq 17577 | split -l 1 -a 4 - q; ls q* | wc -l", "17577\n"),
        (
            "seq 700 | split -l 1 - q; ls q* | tail -n 2; seq 100 | split -dl 1 - p; ls p* | tail -n 1",
            "qzabw\nqzabx\np9009\n",
        ),
        ("printf '%70000d' 1 | wc -c; awk 'BEGIN { printf \"%70000d\", 1 }' | wc -c", "70000\n70000\n"),
    ]);
    for line in ["printf '%2000000d' 1", "awk 'BEGIN { printf \"%2000000d\", 1 }'", "printf '%*d' 99999999 1"] {
        assert_eq!(stop(line), limit("a width or precision of more than 1048576"), "{line}");
    }
}

#[test]
fn a_backup_that_cannot_be_kept_is_said_and_the_file_stays() {
    let line = "echo a > f; mkdir f.bak; sed -i.bak s/a/b/ f; echo $?; cat f; sed -i'old-*' s/a/b/ f; cat old-f f";
    let gnu = ("4\na\na\nb\n", "sed: cannot rename f: Is a directory\n");
    check_all(Flavour::Gnu, &[(line, gnu.0, gnu.1, 0)]);
    let line = "echo a > f; mkdir f.bak; sed -i.bak s/a/b/ f; echo $?; cat f";
    check_all(Flavour::Busybox, &[(line, "1\na\n", "sed: can't move 'f' to 'f.bak': Is a directory\n", 0)]);
}
