use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::programs::script::{RUST_TESTS, run_compiled};
use crate::shell::testing::Machine;
use crate::shell::{Flavour, Input, OutputBuffer, Process, Stream};

/// What a program prints on both streams, and its exit code.
fn played(sources: &[(&str, &str)]) -> (String, String, i32) {
    let (mut machine, mut output) = (Machine::new(Flavour::Gnu), OutputBuffer::default());
    let sources =
        sources.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
    let mut process = Process {
        arguments: vec!["./main".into()],
        environment: Default::default(),
        directory: "/".into(),
        stdin: Input::Empty,
        output: &mut output,
        system: &mut machine,
        flavour: Flavour::Gnu,
        pid: 1,
        inside: None,
        version: None,
    };
    let status = run_compiled(&mut process, &Embedded { language: Language::Rust, sources });
    let text = |stream| String::from_utf8_lossy(&output.stream(stream)).into_owned();
    (text(Stream::Out), text(Stream::Err), status.unwrap_or(-1))
}

fn ran(text: &str) -> (String, String, i32) {
    played(&[("main.rs", text)])
}

fn prints(text: &str) -> String {
    let (out, err, status) = ran(text);
    assert_eq!((err.as_str(), status), ("", 0), "{text}\n{out}");
    out
}

fn main_of(body: &str) -> String {
    format!("fn main() {{\n    {body}\n}}\n")
}

#[test]
fn a_panic_says_where_and_ends_with_101() {
    let (_, err, status) = ran(&main_of("let (a, b): (u32, u32) = (3, 5);\n    println!(\"{}\", a - b);"));
    assert_eq!(
        err,
        "\nthread 'main' panicked at main.rs:3:20:\nattempt to subtract with overflow\nnote: run with \
         `RUST_BACKTRACE=1` environment variable to display a backtrace\n"
    );
    assert_eq!(status, 101);
    let (_, err, _) = ran(&main_of("let all = vec![1]; let at = 3; println!(\"{}\", all[at]);"));
    assert!(err.contains("main.rs:2:51:\nindex out of bounds: the len is 1 but the index is 3\n"), "{err}");
    let (_, err, _) = ran(&main_of("let n: i32 = \"x\".parse().unwrap(); println!(\"{n}\");"));
    let said = "main.rs:2:30:\ncalled `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }\n";
    assert!(err.contains(said), "{err}");
}

#[test]
fn numbers_keep_to_their_types() {
    let text = main_of(
        "let x: u8 = 250; println!(\"{:?} {} {}\", x.checked_add(10), x.wrapping_add(10), 300 as u8);\n    \
         println!(\"{} {} {}\", -7 / 2, -7 % 3, 7.0 / 2.0);\n    println!(\"{} {:?} {:.2}\", 1.0, 1.0, 0.1f32);",
    );
    assert_eq!(prints(&text), "None 4 44\n-3 -1 3.5\n1 1.0 0.10\n");
}

#[test]
fn what_is_copied_and_what_is_lent() {
    let text = "#[derive(Debug, Clone, Copy)]\nstruct P { x: i32 }\nfn add(p: &mut P, n: &mut i32) { p.x += 1; *n += p.x; }\n\
                fn main() {\n    let p = P { x: 1 };\n    let mut q = p;\n    let mut n = 10;\n    add(&mut q, &mut n);\n    \
                println!(\"{p:?} {q:?} {n}\");\n    let mut all = vec![1, 2];\n    for item in all.iter_mut() { *item *= 2; }\n    \
                println!(\"{all:?}\");\n}\n";
    assert_eq!(prints(text), "P { x: 1 } P { x: 2 } 12\n[2, 4]\n");
}

#[test]
fn a_field_is_no_method_of_the_same_name() {
    let text = "struct A { name: String }\nimpl A { fn name(&self) -> &str { &self.name } }\nfn main() {\n    \
                let a = A { name: \"x\".into() };\n    println!(\"{} {}\", a.name(), a.name);\n}\n";
    assert_eq!(prints(text), "x x\n");
}

#[test]
fn what_is_not_simulated_is_named_with_its_line() {
    let (out, err, status) =
        ran("fn other() {\n    unsafe_thing!();\n}\nfn main() {\n    println!(\"a\");\n    other();\n}\n");
    assert_eq!((out.as_str(), status), ("", 1));
    assert_eq!(err, "layercake: main.rs, line 2: the macro unsafe_thing! is not simulated\n");
}

#[test]
fn tests_are_run_as_the_harness_does() {
    let library = "pub fn add(a: u64, b: u64) -> u64 { a + b }\n#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    \
                   fn works() { assert_eq!(add(2, 2), 4); }\n    #[test]\n    fn fails() {\n        println!(\"seen\");\n        \
                   assert_eq!(add(2, 2), 5, \"sum\");\n    }\n    #[test]\n    #[ignore]\n    fn slow() {}\n}\n";
    let (out, _, status) = played(&[("src/lib.rs", library), (RUST_TESTS, "")]);
    insta::assert_snapshot!(out, @r"

    running 3 tests
    test tests::fails ... FAILED
    test tests::slow ... ignored
    test tests::works ... ok

    failures:

    ---- tests::fails stdout ----
    seen

    thread 'tests::fails' panicked at src/lib.rs:10:9:
    assertion `left == right` failed: sum
      left: 4
     right: 5
    note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace


    failures:
        tests::fails

    test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
    ");
    assert_eq!(status, 101);
}
