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

#[test]
fn redirections_lead_to_other_hosts_and_have_an_end() {
    check(&[
        ("wget -qO- localhost/away; wget -qO- --header 'Host: own' localhost/away", "GET other\nGET own\n"),
        ("wget -qO- --post-data a=b localhost/away", "GET other\n"),
    ]);
    let outcome = run(Gnu, "wget localhost/round");
    assert_eq!(outcome.status, 8);
    assert!(
        outcome.stderr.ends_with("Location: /round [following]\n20 redirections exceeded.\n"),
        "{}",
        outcome.stderr
    );
    assert_eq!(outcome.stderr.matches("Reusing existing connection to localhost:80.\n").count(), 20);
    let outcome = run(Gnu, "wget localhost/away");
    assert!(!outcome.stderr.contains("Reusing"), "{}", outcome.stderr);
    check_all(
        Busybox,
        &[
            ("wget -q localhost/round", "", "wget: too many redirections\n", 1),
            ("wget -qO- --post-data a=b localhost/away", "POST other\n", "", 0),
        ],
    );
}

#[test]
fn a_letter_that_it_does_not_have_is_invalid() {
    for option in ["-s", "-f x", "-u x", "-Y off"] {
        let outcome = run(Gnu, &format!("wget {option} localhost"));
        let letter: String = option.chars().skip(1).take(1).collect();
        assert!(outcome.stderr.starts_with(&format!("wget: invalid option -- '{letter}'\n")), "{}", outcome.stderr);
        assert_eq!(outcome.status, 2);
    }
    check_all(Gnu, &[("wget -H localhost", "", "wget: layercake does not simulate the option -H\n", 2)]);
}
