use crate::shell::Flavour::{Busybox, Gnu};
use crate::shell::testing::{check, check_all, run};

#[test]
fn a_spider_keeps_nothing() {
    check_all(
        Busybox,
        &[
            ("wget -q --spider localhost; echo $?; ls", "0\n", "", 0),
            ("wget --spider localhost/; ls", "", "remote file exists\n", 0),
        ],
    );
    let outcome = run(Gnu, "wget --spider localhost; ls");
    assert_eq!(outcome.stdout, "");
    assert!(
        outcome
            .stderr
            .ends_with("awaiting response... 200 OK\nLength: unspecified [text/plain]\nRemote file exists.\n\n"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn gnus_words_and_codes_are_its_own() {
    check(&[
        (
            "wget -q localhost; wget -q localhost; ls; wget -qO a localhost localhost; cat a",
            "index.html\nindex.html.1\nhello\nhello\n",
        ),
        ("wget -qP d/e localhost; cat d/e/index.html", "hello\n"),
    ]);
    check_all(
        Gnu,
        &[
            ("wget -q nowhere", "", "", 4),
            (
                "wget nowhere",
                "",
                "--2026-08-21 10:11:12--  http://nowhere/\nResolving nowhere (nowhere)... failed: Name or service not known.\n\
                 wget: unable to resolve host address 'nowhere'\n",
                4,
            ),
            ("wget -nv localhost", "", "2026-08-21 10:11:12 URL:http://localhost/ [6] -> \"index.html\" [1]\n", 0),
            (
                "wget",
                "",
                "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
                1,
            ),
            ("wget -r localhost", "", "wget: layercake does not simulate the option -r\n", 2),
            ("wget -nc localhost", "", "wget: layercake does not simulate the option -nc\n", 2),
        ],
    );
}

#[test]
fn busyboxs_leaves_a_file_that_is_there() {
    check_all(
        Busybox,
        &[
            ("wget -q localhost; wget -q localhost", "", "wget: can't open 'index.html': File exists\n", 1),
            ("wget -q nowhere", "", "wget: bad address 'nowhere'\n", 1),
        ],
    );
}
