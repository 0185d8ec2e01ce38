use super::statements::split;
use super::*;
use crate::shell::Flavour;
use crate::shell::testing::{Machine, run_on};

/// What a program prints, to both streams, and its exit code.
fn ran(tongue: Tongue, text: &str) -> (String, i32) {
    let mut machine = Machine::new(Flavour::Gnu);
    let (name, option) = match tongue {
        Tongue::Php => ("php", "-r"),
        Tongue::Perl => ("perl", "-e"),
    };
    let quoted = text.replace('\'', "'\\''");
    let outcome =
        run_on(&mut machine, &format!("WHO=you; export WHO; {name} {option} '{quoted}' one two"), "").unwrap();
    (outcome.stdout + &outcome.stderr, outcome.status)
}

fn prints(tongue: Tongue, text: &str) -> String {
    let (said, status) = ran(tongue, text);
    assert_eq!(status, 0, "{said}");
    said
}

#[test]
fn php_prints_values() {
    let text = "$name = getenv('WHO') ?: 'world'; echo \"Hello, $name and {$argv[2]}!\\n\"; /* a\n comment */\n\
                echo strtoupper('x') . PHP_EOL, 1 + 2, \"\\n\"; // end";
    assert_eq!(prints(Tongue::Php, text), "Hello, you and two!\nX\n3\n");
    let page = split(Tongue::Php, "<h1>\n<?= $x; ?>\n</h1>\n<?php\n\necho 1;\n?>\nend\n");
    let page: Vec<(usize, &str, bool)> = page.iter().map(|it| (it.line, it.code.as_str(), it.is_text)).collect();
    let expected =
        [(1, "<h1>\n", true), (2, "echo $x", false), (3, "</h1>\n", true), (6, "echo 1", false), (8, "end\n", true)];
    assert_eq!(page, expected);
}

#[test]
fn perl_prints_values() {
    let text = "use strict; use warnings; my $name = $ENV{WHO} // 'world';\nprint \"Hello, $name! @ARGV $ARGV[0]\\n\";\n\
                print uc($name) . \"\\n\", '-' x 3, join(',', @ARGV), \"\\n\"; exit 3;";
    assert_eq!(ran(Tongue::Perl, "1"), (String::new(), 0));
    assert_eq!(ran(Tongue::Perl, text), ("Hello, you! one two one\nYOU\n---one,two\n".into(), 3));
}

#[test]
fn what_is_more_is_named_with_its_line() {
    let cases = [
        (
            Tongue::Php,
            "echo 1;\nforeach ([1] as $x) { echo $x; }",
            "1layercake: Command line code, line 2: `foreach ([1] as $x) { echo $x` is not simulated\n",
        ),
        (Tongue::Perl, "print 1;\n\nmy @x = (1);", "1layercake: -e, line 3: `my @x = (1)` is not simulated\n"),
    ];
    for (tongue, text, said) in cases {
        assert_eq!(ran(tongue, text), (said.to_string(), 1));
    }
}
