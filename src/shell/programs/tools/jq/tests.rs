use crate::shell::Flavour;
use crate::shell::testing::{Machine, run_on};

/// What jq 1.8.1 printed: filter, input, output.
fn prints(rows: &[(&str, &str, &str)]) {
    for (filter, input, printed) in rows {
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), &format!("jq {filter}"), input).unwrap();
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (*printed, ""), "{filter}");
    }
}

/// What it said instead: filter, input, standard error, status.
fn says(rows: &[(&str, &str, &str, i32)]) {
    for (filter, input, said, status) in rows {
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), &format!("jq {filter}"), input).unwrap();
        assert_eq!((outcome.stderr.as_str(), outcome.status), (*said, *status), "{filter}");
    }
}

#[test]
fn filters_of_the_prompt() {
    let json = r#"[{"Id":"a1","Config":{"Env":["A=1","B=2"],"Labels":null},"n":3},{"Id":"b2","n":1}]"#;
    prints(&[
        ("-r .[0].Id", json, "a1\n"),
        ("-c .[].Config.Env[1]?", json, "\"B=2\"\nnull\n"),
        ("-r '.[] | select(.n > 2) | .Id'", json, "a1\n"),
        ("-c 'map(.n) | sort, length, add'", json, "[1,3]\n2\n4\n"),
        ("-r '.[] | \"\\(.Id)=\\(.n)\"'", json, "a1=3\nb2=1\n"),
        ("-c '.[1] | keys'", json, "[\"Id\",\"n\"]\n"),
        ("-c '.[0] | {Id, x: .n, (.Id): true}'", json, "{\"Id\":\"a1\",\"x\":3,\"a1\":true}\n"),
        ("-r '.[0].Config.Env | join(\",\")'", json, "A=1,B=2\n"),
        ("-r '.[1].Config // \"none\"'", json, "none\n"),
        ("-c '[.[] | .Id | ascii_upcase | startswith(\"A\")]'", json, "[true,false]\n"),
        ("-r --arg x b2 '.[] | select(.Id == $x) | .n + 1'", json, "2\n"),
        ("-r '.[0] | to_entries[0].key'", json, "Id\n"),
        ("-r '.[0].n as $n | if $n > 2 then \"big\" else \"small\" end'", json, "big\n"),
    ]);
}

#[test]
fn places_are_changed() {
    let manifest = r#"[{"Config":"c.json","RepoTags":["a:1"],"Layers":["l0","l1"]}]"#;
    prints(&[
        (
            "-c '.[0].RepoTags = [\"b:2\"] | .[0].Layers |= map(. + \".tar\") | .[0]'",
            manifest,
            "{\"Config\":\"c.json\",\"RepoTags\":[\"b:2\"],\"Layers\":[\"l0.tar\",\"l1.tar\"]}\n",
        ),
        ("-c '.[0].Layers += [\"l2\"] | .[0].Layers -= [\"l0\"] | .[0].Layers'", manifest, "[\"l1\",\"l2\"]\n"),
        ("-c 'del(.[0].Layers, .[0].Config)'", manifest, "[{\"RepoTags\":[\"a:1\"]}]\n"),
        (
            "-c '(.. | strings) |= ascii_upcase'",
            manifest,
            "[{\"Config\":\"C.JSON\",\"RepoTags\":[\"A:1\"],\"Layers\":[\"L0\",\"L1\"]}]\n",
        ),
        (
            "-c '.[0] | with_entries(select(.key != \"Layers\"))'",
            manifest,
            "{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"]}\n",
        ),
        ("-c '.a.b[1] = 1, .a //= 5, (.c, .d) = 2'", "{}", "{\"a\":{\"b\":[null,1]}}\n{\"a\":5}\n{\"c\":2,\"d\":2}\n"),
        (
            "-c '.[1:] = [9], (.[] | select(. > 1)) |= . * 10, (.[] | select(. > 1)) |= empty, del(.[0, -1])'",
            "[1,2,3]",
            "[1,9]\n[1,20,30]\n[1]\n[2]\n",
        ),
        (
            "-c '[paths], [leaf_paths], pick(.a[1].b), getpath([\"a\", 0])'",
            "{\"a\":[1,{\"b\":2}]}",
            "[[\"a\"],[\"a\",0],[\"a\",1],[\"a\",1,\"b\"]]\n[[\"a\",0],[\"a\",1,\"b\"]]\n{\"a\":[null,{\"b\":2}]}\n1\n",
        ),
        (
            "-c '[path(.. | select(type == \"number\"))], [tostream]'",
            "[1,[2]]",
            "[[0],[1,0]]\n[[[0],1],[[1,0],2],[[1,0]],[[1]]]\n",
        ),
    ]);
}

#[test]
fn the_language() {
    prints(&[
        ("-nc 'def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; [range(6) | fac]'", "", "[1,1,2,6,24,120]\n"),
        ("-nc 'def f: if . >= 30000 then . else . + 1 | f end; 0 | f'", "", "30000\n"),
        ("-nc 'def f($a; g): [$a, g]; f(1, 2; 3, 4)'", "", "[1,3,4]\n[2,3,4]\n"),
        ("-nc '[label $out | range(9) | ., (select(. == 2) | break $out)]'", "", "[0,1,2]\n"),
        (
            "-nc '[limit(3; repeat(7))], first(range(5)), [foreach range(4) as $i (0; . + $i; [$i, .])]'",
            "",
            "[7,7,7]\n0\n[[0,0],[1,1],[2,3],[3,6]]\n",
        ),
        (
            "-nc '[[1, {\"b\": 2}]] | .[] as [$a, {$b}] | {$a, $b}, reduce (1, 2) as $x (0; . + $x)'",
            "",
            "{\"a\":1,\"b\":2}\n3\n",
        ),
        ("-c '.[] as [$a] ?// $a | [$a]'", "[[1],2]", "[1]\n[2]\n"),
        (
            "-nc 'try error({a: 1}) catch .a, (try (1, error(\"x\")) catch .), [.[]?], (1 | .a?)'",
            "",
            "1\n1\n\"x\"\n[]\n",
        ),
        (
            "-nc '\"\\(1, 2)-\\(3, 4)\", @sh \"rm \\(\"a b\")\", @base64 \"\\(\"hi\")\"'",
            "",
            "\"1-3\"\n\"2-3\"\n\"1-4\"\n\"2-4\"\n\"rm 'a b'\"\n\"aGk=\"\n",
        ),
        ("-nc '[{}, [], \"a\", 1, null, true, false] | sort'", "", "[null,false,true,1,\"a\",[],{}]\n"),
        (
            "-nc '{a: {b: 1}} * {a: {c: 2}}, ([1, 2, 1] - [1]), (\"a,b\" / \",\"), (5 % -3)'",
            "",
            "{\"a\":{\"b\":1,\"c\":2}}\n[2]\n[\"a\",\"b\"]\n2\n",
        ),
        ("-c .", "[1.000,100000000000000000001,1e2]", "[1.000,100000000000000000001,1E+2]\n"),
        (
            "-nc '\"a1b22\" | [scan(\"[0-9]+\")], gsub(\"(?<d>[0-9])\"; \"<\\(.d)>\"), [splits(\"[0-9]+\")], capture(\"(?<x>b)\")'",
            "",
            "[\"1\",\"22\"]\n\"a<1>b<2><2>\"\n[\"a\",\"b\",\"\"]\n{\"x\":\"b\"}\n",
        ),
        (
            "-nc '\"2015-03-05T23:51:47Z\" | fromdate, (fromdate | todate), strptime(\"%Y-%m-%dT%H:%M:%SZ\")'",
            "",
            "1425599507\n\"2015-03-05T23:51:47Z\"\n[2015,2,5,23,51,47,4,63]\n",
        ),
    ]);
}

#[test]
fn options() {
    prints(&[
        ("-n '$ARGS' -c --args a b", "", "{\"positional\":[\"a\",\"b\"],\"named\":{}}\n"),
        ("-nc --argjson x '[1]' --arg y z '[$x, $y, $ARGS.named]'", "", "[[1],\"z\",{\"x\":[1],\"y\":\"z\"}]\n"),
        ("-c -s .", "1 2\n[3]", "[1,2,[3]]\n"),
        ("-R .", "a\nb", "\"a\"\n\"b\"\n"),
        ("-Rs .", "a\nb\n", "\"a\\nb\\n\"\n"),
        ("-S -c .", "{\"b\":1,\"a\":{\"d\":1,\"c\":2}}", "{\"a\":{\"c\":2,\"d\":1},\"b\":1}\n"),
        ("-j '.[]'", "[\"a\",1]", "a1"),
        ("-ac .", "\"é😀\"", "\"\\u00e9\\ud83d\\ude00\"\n"),
        ("--tab .", "[1]", "[\n\t1\n]\n"),
        ("--indent 1 .", "[1]", "[\n 1\n]\n"),
        ("-c --stream .", "{\"a\":[1]}", "[[\"a\",0],1]\n[[\"a\",0]]\n[[\"a\"]]\n"),
        ("--seq -c .", "\u{1e}[1]\n", "\u{1e}[1]\n"),
        (
            "-Cc .",
            "{\"a\":null}",
            "\u{1b}[1;39m{\u{1b}[0m\u{1b}[1;34m\"a\"\u{1b}[0m\u{1b}[1;39m:\u{1b}[0m\u{1b}[0;90mnull\u{1b}[0m\u{1b}[1;39m}\u{1b}[0m\n",
        ),
        ("-c '[., input]'", "1 2 3 4", "[1,2]\n[3,4]\n"),
        ("-nc '[inputs]'", "1 2", "[1,2]\n"),
        ("--version", "", "jq-1.8.1\n"),
    ]);
    for (line, status) in [("-e .", 1), ("-e .a?", 4), ("-n halt", 0), ("-n '\"x\\n\" | halt_error(3)'", 3)] {
        let input = if line.contains('?') { "1" } else { "null" };
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), &format!("jq {line}"), input).unwrap();
        assert_eq!(outcome.status, status, "{line}: {}", outcome.stderr);
    }
}

#[test]
fn what_is_wrong_is_said_in_its_words() {
    const HELP: &str = "Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.org\n";
    let deep = "[".repeat(10_001);
    says(&[
        (".a.b", "{\"a\":[1]}", "jq: error (at <stdin>:0): Cannot index array with string \"b\"\n", 5),
        (".[]", "1\n", "jq: error (at <stdin>:1): Cannot iterate over number (1)\n", 5),
        ("-n 'error({a: 1})'", "", "jq: error (at <unknown>) (not a string): {\"a\":1}\n", 5),
        (".", "{\"a\":1", "jq: parse error: Unfinished JSON term at EOF at line 1, column 6\n", 5),
        (".", "nul", "jq: parse error: Invalid literal at EOF at line 1, column 3\n", 5),
        (".", &deep, "jq: parse error: Exceeds depth limit for parsing at line 1, column 10001\n", 5),
        (
            ".a.",
            "",
            "jq: error: syntax error, unexpected end of file, expecting FORMAT or QQSTRING_START or '[' at <top-level>, line 1, column 3:\n    .a.\n      ^\njq: 1 compile error\n",
            3,
        ),
        (
            "'foo | $x'",
            "",
            "jq: error: foo/0 is not defined at <top-level>, line 1, column 1:\n    foo | $x\n    ^^^\njq: error: $x is not defined at <top-level>, line 1, column 7:\n    foo | $x\n          ^^\njq: 2 compile errors\n",
            3,
        ),
        (
            "'j0'",
            "",
            "jq: error: layercake does not simulate j0/0 at <top-level>, line 1, column 1:\n    j0\n    ^^\njq: 1 compile error\n",
            3,
        ),
        (". nope", "", "jq: error: Could not open file nope: No such file or directory\n", 2),
        ("-z .", "", &format!("jq: Unknown option -z\n{HELP}"), 2),
        ("--indent 9 .", "", &format!("jq: --indent takes a number between -1 and 7\n{HELP}"), 2),
    ]);
}

#[test]
fn what_grows_meets_a_limit() {
    let doubled = "[.,.]|".repeat(60);
    let nested = "[".repeat(300) + &"]".repeat(300);
    let deep = "[".repeat(500) + &"]".repeat(500);
    for (line, input, said) in [
        ("-n 'reduce range(9000) as $i (0; [.])'", "", "does not simulate values nested more than"),
        (nested.as_str(), "1", "does not simulate filters that are nested so deep"),
        (".", deep.as_str(), "does not simulate values nested more than"),
    ] {
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), &format!("jq '{}'", line.trim_matches('\'')), input);
        let outcome = match line.starts_with("-n") {
            true => run_on(&mut Machine::new(Flavour::Gnu), &format!("jq {line}"), input),
            false => outcome,
        };
        let outcome = outcome.unwrap();
        assert!(outcome.stderr.contains(said), "{line}: {}", outcome.stderr);
    }
    let outcome = run_on(&mut Machine::new(Flavour::Gnu), &format!("jq '{doubled}1'"), "1").unwrap();
    assert_eq!(outcome.stdout, "1\n");
}
