//! The language, as tables: a script and what it prints.

use proptest::prelude::*;

use super::testing::{Machine, Outcome, check, check_all, run, run_on};
use super::{Dialect, Flavour, ParseError, Stop, parse};

#[test]
fn words_and_quotes() {
    check(&[
        ("echo a  b", "a b\n"),
        ("echo 'a  b' \"c  d\" e\\ f", "a  b c  d e f\n"),
        ("echo \"a\\$b\" '\\n'x", "a$b \nx\n"),
        ("echo a#b # comment", "a#b\n"),
        ("echo a \\\n b", "a b\n"),
        ("printf '%s|' \"\" '' x; echo", "||x|\n"),
        ("echo \"it's\" 'say \"hi\"'", "it's say \"hi\"\n"),
        ("echo ~ ~/x ~root a~", "/home/student /home/student/x /root a~\n"),
        ("echo {a,b}", "{a,b}\n"),
        ("echo $'x'", "$x\n"),
    ]);
}

#[test]
fn parameters() {
    check(&[
        ("x=1; echo $x ${x} \"$x\" '$x' ${#x}", "1 1 1 $x 1\n"),
        ("echo [$y] [${y:-d}] [${y-d}] [${y:+s}]", "[] [d] [d] []\n"),
        ("y=; echo [${y:-d}] [${y-d}] [${y:+s}] [${y+s}]", "[d] [] [] [s]\n"),
        ("echo ${y:=5} $y", "5 5\n"),
        ("p=/a/b.tar.gz; echo ${p##*/} ${p#*/} ${p%.*} ${p%%.*}", "b.tar.gz a/b.tar.gz /a/b.tar /a/b\n"),
        ("x='a  b'; echo $x \"$x\"", "a b a  b\n"),
        ("set -- a 'b c'; for i in \"$@\"; do echo [$i]; done; echo $# \"$*\" $1", "[a]\n[b c]\n2 a b c a\n"),
        ("set -- a b; for i; do echo $i; done; shift; echo $1", "a\nb\nb\n"),
        ("set --; printf '[%s]' \"$@\"; echo", "[]\n"),
        ("IFS=:; x=a::b; set -- $x; echo $#", "3\n"),
        ("echo ${x:-\"a  b\"} ${x:-a  b}", "a  b a b\n"),
        ("x='*'; cd /bin; echo \"$x\"", "*\n"),
        ("set -- 1 2 3 4 5 6 7 8 9 ten; echo ${10} $10", "ten 10\n"),
        ("true; echo $?; false; echo $?", "0\n1\n"),
        ("a=1 b=$a; echo $b", "1\n"),
        ("x=5; x=6 sh -c 'echo $x'; echo $x", "6\n5\n"),
    ]);
}

#[test]
fn arithmetic_and_substitution() {
    check(&[
        ("echo $((1 + 2 * 3)) $(( (1+2)*3 ))", "7 9\n"),
        ("x=5; echo $((x*2)) $(($x-1)) $((x > 3))", "10 4 1\n"),
        ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i", "3\n"),
        ("echo $(echo a; echo b) \"$(echo a; echo b)\"", "a b a\nb\n"),
        ("echo `echo a` \"`echo \\\"q\\\"`\" $(echo $(echo deep))", "a q deep\n"),
        ("x=$(false); echo $?", "1\n"),
        ("echo $(case a in a) echo yes;; esac)", "yes\n"),
        ("echo \"$(printf 'x\\n\\n')\"end", "xend\n"),
        ("x=$(printf 'a b'); printf '[%s]' $x; echo", "[a][b]\n"),
    ]);
}

#[test]
fn compound_commands() {
    check(&[
        ("if true; then echo y; else echo n; fi", "y\n"),
        ("if false; then echo a; elif true; then echo b; fi", "b\n"),
        ("for i in 1 2 3; do echo $i; done", "1\n2\n3\n"),
        ("for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done", "1\n3\n"),
        ("while true; do echo x; break; done", "x\n"),
        ("until false; do break; done; echo $?", "0\n"),
        ("for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done", "1a\n2a\n"),
        ("case abc in a*) echo A;; *) echo B;; esac", "A\n"),
        ("case x in a|x) echo yes ;; esac", "yes\n"),
        ("f() { echo \"f $1 $#\"; return 3; }; f a b; echo $?", "f a 2\n3\n"),
        ("f() { local x=2; echo $x; }; x=1; f; echo $x", "2\n1\n"),
        ("(x=2; cd /; echo $x); echo ${x-unset}; pwd", "2\nunset\n/home/student\n"),
        ("{ echo a; echo b; } | wc -l", "2\n"),
        ("! false && echo yes", "yes\n"),
        ("false || echo or; true && echo and", "or\nand\n"),
        ("echo a; echo b & wait; echo c", "a\nb\nc\n"),
        ("eval 'x=1; echo $x'", "1\n"),
        ("fact() { [ $1 -le 1 ] && echo 1 && return; echo $(( $1 * $(fact $(($1 - 1))) )); }; fact 6", "720\n"),
        ("while getopts ab: o -a -b x rest; do echo $o $OPTARG; done; echo $OPTIND", "a\nb x\n4\n"),
        ("alias ll='echo long'\nll x", "long x\n"),
    ]);
}

#[test]
fn redirections_and_heredocs() {
    check(&[
        ("echo hi > f; cat f; echo more >> f; cat < f", "hi\nhi\nmore\n"),
        ("{ echo e >&2; } 2>&1 | cat", "e\n"),
        ("cat <<EOF\na $((1+1)) $HOME\nEOF\necho after", "a 2 /home/student\nafter\n"),
        ("cat <<'EOF'\n$x `y` \\\nEOF", "$x `y` \\\n"),
        ("cat <<-EOF\n\tindented\n\tEOF\n", "indented\n"),
        ("cat <<A; cat <<B\na\nA\nb\nB\n", "a\nb\n"),
        ("while read a b; do echo \"$b-$a\"; done <<E\n1 2 3\n4\nE", "2 3-1\n-4\n"),
        ("printf 'a\\nb' | { read x; read y; echo $x$y; }", "ab\n"),
        ("exec 3>f; echo three >&3; cat f", "three\n"),
        ("{ echo 1; echo 2; } > f; wc -l < f", "2\n"),
        ("for i in 1 2; do echo $i; done > f; cat f", "1\n2\n"),
        ("echo x > /dev/null; cat /dev/null; echo $?", "0\n"),
        ("cat nothere 2>/dev/null || echo failed", "failed\n"),
        ("cat <<E | tr a-z A-Z\nup\nE", "UP\n"),
        ("f() { cat; }; echo in | f", "in\n"),
    ]);
}

#[test]
fn globs() {
    check(&[
        ("touch b.txt a.txt .h c; echo *.txt", "a.txt b.txt\n"),
        ("touch a .h; echo * .*", "a . .. .h\n"),
        ("echo *.none", "*.none\n"),
        ("mkdir d e; touch d/x e/y; echo */* */", "d/x e/y d/ e/\n"),
        ("touch a1 a2 b1; echo [a]? '*'", "a1 a2 *\n"),
        ("echo /etc/pass*", "/etc/passwd\n"),
        ("set -f; touch a; echo *", "*\n"),
    ]);
}

#[test]
fn a_pipeline_ends_early_like_one_with_sigpipe() {
    check(&[("yes | head -n 2", "y\ny\n"), ("seq 5 | tail -n 1", "5\n")]);
    let outcome = run_on(&mut Machine::new(Flavour::Gnu), "yes | wc -c", "");
    assert!(matches!(outcome, Err(Stop::Limit(_))), "{outcome:?}");
}

#[test]
fn dash_complains_in_its_own_words() {
    check_all(
        Flavour::Gnu,
        &[
            ("foo", "", "sh: 1: foo: not found\n", 127),
            ("\n\nfoo", "", "sh: 3: foo: not found\n", 127),
            ("./foo", "", "sh: 1: ./foo: not found\n", 127),
            ("/etc", "", "sh: 1: /etc: Permission denied\n", 126),
            ("/etc/passwd", "", "sh: 1: /etc/passwd: Permission denied\n", 126),
            ("cd nowhere", "", "sh: 1: cd: can't cd to nowhere\n", 2),
            ("echo a; fi", "", "sh: 1: Syntax error: \"fi\" unexpected\n", 2),
            ("echo 'a", "", "sh: 1: Syntax error: Unterminated quoted string\n", 2),
            ("if true", "", "sh: 1: Syntax error: end of file unexpected (expecting \"then\")\n", 2),
            ("echo a\n)", "a\n", "sh: 2: Syntax error: \")\" unexpected\n", 2),
            ("set -u; echo $nope; echo on", "", "sh: 1: nope: parameter not set\n", 2),
            ("echo ${x:?gone}; echo on", "", "sh: 1: x: gone\n", 2),
            ("echo x > /no/file; echo $?", "2\n", "sh: 1: cannot create /no/file: Directory nonexistent\n", 0),
            ("cat < nofile; echo $?", "2\n", "sh: 1: cannot open nofile: No such file\n", 0),
            ("readonly r=1; r=2; echo on", "", "sh: 1: r: is read only\n", 2),
            ("echo $((1/0))", "", "sh: 1: arithmetic expression: division by zero: \"1/0\"\n", 2),
            ("set -e; false; echo on", "", "", 1),
            ("set -e; if false; then :; fi; false || true; ! true; echo on", "on\n", "", 0),
            ("set -x; x=1; echo $x y", "1 y\n", "+ x=1\n+ echo 1 y\n", 0),
            ("trap 'echo bye' EXIT; exit 3", "bye\n", "", 3),
            ("exit 300", "", "", 44),
            ("docker ps | cat", "docker was run\n", "", 0),
        ],
    );
}

#[test]
fn busybox_complains_in_its_own_words() {
    check_all(
        Flavour::Busybox,
        &[
            ("foo", "", "sh: foo: not found\n", 127),
            ("echo 'a", "", "sh: syntax error: unterminated quoted string\n", 2),
            ("fi", "", "sh: syntax error: unexpected \"fi\"\n", 2),
            ("cd nowhere", "", "sh: cd: line 1: can't cd to nowhere: No such file or directory\n", 2),
            ("echo x > /no/file", "", "sh: can't create /no/file: nonexistent directory\n", 1),
            ("cat /nothere", "", "cat: can't open '/nothere': No such file or directory\n", 1),
            ("x=abc; echo ${x/b/X} ${x:1:1}", "aXc b\n", "", 0),
            ("set -o pipefail; false | true; echo $?", "1\n", "", 0),
            (". nope", "", "sh: .: line 1: nope: not found\n", 2),
            (
                "source /etc/group",
                "",
                "sh: /etc/group: line 1: root:x:0:: not found\nsh: /etc/group: line 2: student:x:1000:: not found\n",
                127,
            ),
            ("[ 1 -eq ]", "", "sh: -eq: argument expected\n", 2),
        ],
    );
}

#[test]
fn bash_has_its_extras() {
    check(&[
        ("bash -c 'echo {1..3} {a,b}c; [[ abc == a* ]] && cat <<< here'", "1 2 3 ac bc\nhere\n"),
        ("bash -c 'echo -e \"a\\tb\"; echo \"a\\tb\"'", "a\tb\na\\tb\n"),
    ]);
    let outcome = run(Flavour::Gnu, "bash -c nope");
    assert_eq!(
        outcome,
        Outcome { stdout: String::new(), stderr: "bash: line 1: nope: command not found\n".into(), status: 127 }
    );
}

#[test]
fn scripts_are_programs() {
    check(&[
        ("printf '#!/bin/sh\\necho \"$0 $1\"\\n' > s; chmod +x s; ./s one", "./s one\n"),
        ("printf '\\necho \"$0 $*|$a$b|\"\\n' > s; chmod +x s; a=1; export b=2; ./s one two", "./s one two|2|\n"),
        ("echo 'echo $1; exit 4' > s; sh s two; echo $?", "two\n4\n"),
        ("echo 'x=7' > s; . ./s; echo $x", "7\n"),
        ("echo echo hi | sh", "hi\n"),
        ("sh -c 'echo $0 $1' a b", "a b\n"),
        ("sh -ec 'false; echo no' || echo $?", "1\n"),
        // Who is in a directory that was removed can still list it (GNU coreutils: exit 0).
        ("mkdir gone; cd gone; rmdir ../gone; ls; ls -a; ls .; ls -l; echo $?", "total 0\n0\n"),
    ]);
}

#[test]
fn a_prompt_asks_for_more_lines_until_the_command_is_whole() {
    for text in
        ["if true", "echo 'a", "cat <<E\nx", "echo a &&", "echo $(ls", "f() {", "echo a |", "case x in", "x=\"", "a \\"]
    {
        assert!(
            matches!(parse(text, Dialect::Dash), Err(ParseError::Incomplete { .. })),
            "{text}: {:?}",
            parse(text, Dialect::Dash)
        );
    }
    for text in ["fi", "echo )", "a ;; b", "for 1 in a; do :; done", "| a", "(a))"] {
        assert!(
            matches!(parse(text, Dialect::Dash), Err(ParseError::Syntax { .. })),
            "{text}: {:?}",
            parse(text, Dialect::Dash)
        );
    }
    // What a redirection leads to stands on its line.
    for text in ["echo >", "cat <<", "docker pull <alpine>", "echo &> # x", "(echo >"] {
        assert!(matches!(parse(text, Dialect::Bash), Err(ParseError::Syntax { .. })), "{text}");
    }
    for text in ["", "# x", "a;b&c", "x=1", "a | b && c || d", "{ a; }", "(a; b)", "echo a >b 2>&1", "a() { b; }"] {
        assert!(parse(text, Dialect::Dash).is_ok(), "{text}: {:?}", parse(text, Dialect::Dash));
    }
}

#[test]
fn a_shell_at_a_terminal_reads_line_after_line() {
    use super::{Input, OutputBuffer, Prompt, Stream};
    let mut machine = Machine::new(Flavour::Busybox);
    machine.typed = ["cd /etc", "for i in 1 2", "do echo $i; done"].map(String::from).into();
    let mut output = OutputBuffer::default();
    let program = super::programs::find("sh").unwrap();
    let mut process = super::Process {
        arguments: vec!["sh".into()],
        environment: [("PATH".to_string(), "/bin".to_string())].into(),
        directory: "/".into(),
        stdin: Input::Terminal,
        output: &mut output,
        system: &mut machine,
        flavour: Flavour::Busybox,
        pid: 1,
        inside: None,
        version: None,
    };
    assert_eq!(program.run(&mut process), Err(Stop::Input(Prompt::shell("/etc # "))));
    assert_eq!(output.stream(Stream::Out), b"1\n2\n");
}

#[test]
fn a_shell_survives_being_saved() {
    use super::{Input, OutputBuffer, Shell, Stream};
    crate::allowance::declare_stack(super::testing::TEST_STACK);
    let mut machine = Machine::new(Flavour::Gnu);
    let mut shell = Shell::new("sh", "/tmp", &[("PATH".to_string(), "/bin".to_string())].into());
    let deep = "if true; then ".repeat(25) + "cat <<E\nhi $x\nE\n" + &"fi;".repeat(25);
    let script = format!("x=1; alias a='echo b'; f() {{\n{deep}\n}}\nset -u");
    super::run(&mut shell, &script, &mut Input::Empty, &mut OutputBuffer::default(), &mut machine, Flavour::Gnu)
        .unwrap();
    let saved = serde_json::to_string(&shell).unwrap();
    let mut loaded: Shell = serde_json::from_str(&saved).unwrap();
    assert_eq!(loaded, shell);
    let mut output = OutputBuffer::default();
    super::run(&mut loaded, "f; a", &mut Input::Empty, &mut output, &mut machine, Flavour::Gnu).unwrap();
    assert_eq!(output.stream(Stream::Out), b"hi 1\nb\n");
}

#[test]
fn runaway_scripts_meet_a_limit() {
    for script in [
        "while :; do :; done",
        "f() { f; }; f",
        "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done",
        "eval \"$(printf '%0100000d' 0 | tr 0 '(')\"; echo 'sh r' > r; sh r",
    ] {
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), script, "");
        assert!(
            matches!(outcome, Err(Stop::Limit(_))) || outcome.as_ref().is_ok_and(|of| of.status == 2),
            "{outcome:?}"
        );
    }
}

#[test]
fn a_long_line_takes_no_longer_than_it_must() {
    let long = "word ".repeat(200_000);
    let outcome =
        run_on(&mut Machine::new(Flavour::Gnu), &format!("set -- {long}; echo $#; x='{long}'; echo ${{#x}}"), "");
    assert_eq!(outcome.unwrap().stdout, "200000\n1000000\n");
}

proptest! {
    #[test]
    fn any_text_parses_or_not_but_never_panics(text in "[ -~\\n]{0,80}") {
        let _ = parse(&text, Dialect::Dash);
    }

    #[test]
    fn shell_like_text_never_panics(words in proptest::collection::vec(
        proptest::sample::select(vec!["if ", "then ", "fi", "\n", "; ", "$(", ")", "`", "\"", "'", "${x", "}", "<<E", "E\n",
            "case ", " in ", ";;", "esac", "for ", "do ", "done", "a ", "é", "\\", "|", "&&", "&", ">", "<", "$((", "1", "{ ", "(", "#", "*", "~"]), 0..30)) {
        let text = words.concat();
        let _ = parse(&text, Dialect::Dash);
        let _ = run_on(&mut Machine::new(Flavour::Busybox), &text, "");
    }
}

#[test]
fn a_shell_that_kills_itself_ends_by_the_signal_or_runs_its_trap() {
    check_all(
        Flavour::Busybox,
        &[
            ("sh -c 'kill $$; echo no'; echo $?", "143\n", "", 0),
            ("sh -c 'trap \"echo got\" USR1; kill -USR1 $$; echo after'", "got\nafter\n", "", 0),
            ("kill -l 9", "KILL\n", "", 0),
        ],
    );
}

#[test]
fn ash_names_itself_where_a_program_inside_it_complains() {
    check_all(
        Flavour::Busybox,
        &[
            ("test a b", "", "sh: b: unknown operand\n", 2),
            ("cd /nope; echo $?", "2\n", "sh: cd: line 1: can't cd to /nope: No such file or directory\n", 0),
        ],
    );
}

#[test]
fn children_get_their_variables_in_the_order_of_the_shells_table() {
    check_all(
        Flavour::Busybox,
        &[(
            "sh -c 'export ZED=1 A=2; env' | grep -v PWD",
            "SHLVL=1\nHOME=/home/student\nA=2\nPATH=/bin\nZED=1\n",
            "",
            0,
        )],
    );
}

#[test]
fn a_script_that_comes_in_is_read_as_each_shell_reads_it() {
    check_all(
        Flavour::Gnu,
        &[
            ("printf 'echo a\\nif\\n)\\n' | sh", "a\n", "sh: 3: Syntax error: \")\" unexpected\n", 2),
            (
                "printf 'echo a\\n)\\n' | bash",
                "a\n",
                "bash: line 2: syntax error near unexpected token `)'\nbash: line 2: `)'\n",
                2,
            ),
            (
                "printf 'echo a\\n)\\n' > s; bash < s; bash s",
                "a\na\n",
                "bash: line 2: syntax error near unexpected token `)'\nbash: line 2: `)'\ns: line 2: syntax error near unexpected token `)'\ns: line 2: `)'\n",
                2,
            ),
            ("bash -c ')'", "", "bash: -c: line 1: syntax error near unexpected token `)'\nbash: -c: line 1: `)'\n", 2),
            (
                "printf 'read x\\nhello\\necho $x $LINENO\\ncat\\nrest\\n' | bash; printf 'read x\\nnope\\n\\nif\\n' | bash",
                "hello 3\nrest\n",
                "bash: line 5: syntax error: unexpected end of file\n",
                2,
            ),
            ("printf 'set -v\\necho a\\nnope\\n' | sh", "a\n", "echo a\nnope\nsh: 3: nope: not found\n", 127),
        ],
    );
}
