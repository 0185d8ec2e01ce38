use crate::shell::embedded::{Embedded, Language, SourceFile};
use crate::shell::programs::script::{RUST_TESTS, run_compiled};
use crate::shell::testing::Machine;
use crate::shell::{Flavour, Input, OutputBuffer, Process, Stream};

/// What a program prints on both streams, and its exit code.
fn played(sources: &[(&str, &str)]) -> (String, String, i32) {
    told(sources, &[])
}

/// The same for a program that is given words.
fn told(sources: &[(&str, &str)], words: &[&str]) -> (String, String, i32) {
    let (mut machine, mut output) = (Machine::new(Flavour::Gnu), OutputBuffer::default());
    let sources =
        sources.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
    let mut process = Process {
        arguments: ["./main"].iter().chain(words).map(|word| (*word).to_string()).collect(),
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
    let (out, err, status) = played(&[("src/lib.rs", library), (RUST_TESTS, "")]);
    assert_eq!(err, "");
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
    let told = |words: &[&str]| told(&[("src/lib.rs", library), (RUST_TESTS, "")], words);
    assert!(told(&["--skip", "fails"]).0.contains("1 passed; 0 failed; 1 ignored; 0 measured; 1 filtered out"));
    assert!(
        told(&["--test-threads", "1", "works"]).0.contains("1 passed; 0 failed; 0 ignored; 0 measured; 2 filtered")
    );
    let unknown = (String::new(), "error: Unrecognized option: 'nosuch'\n".to_string(), 101);
    assert_eq!(told(&["--nosuch"]), unknown);
}

#[test]
fn values_of_a_text_are_evaluated_once_and_in_order() {
    let text = "fn next(n: &mut i32) -> i32 { *n += 1; println!(\"n{n}\"); *n }\nfn main() {\n    let mut n = 0;\n    \
                let text = format!(\"{1} {0} {0:>2$}|{x:.1}\", next(&mut n), next(&mut n), 4, x = 2.5);\n    println!(\"{text}\");\n    \
                let a = 1;\n    assert_eq!(a, 1, \"never {}\", next(&mut n));\n    println!(\"{n}\");\n}\n";
    assert_eq!(prints(text), "n1\nn2\n2 1    1|2.5\n2\n");
    let (out, err, status) = ran("fn main() {\n    println!(\"{}\", 1, 2);\n}\n");
    assert_eq!((out.as_str(), status), ("", 1));
    assert!(err.contains("line 2: a value that its text does not use is not simulated"), "{err}");
}

#[test]
fn recursion_goes_as_deep_as_a_thread_of_rust_does() {
    let text = "fn sum(n: u64) -> u64 { if n == 0 { 0 } else { n + sum(n - 1) } }\nfn main() { println!(\"{}\", sum(20_000)); }\n";
    assert_eq!(prints(text), "200010000\n");
    let (_, err, status) =
        ran("fn endless(n: u64) -> u64 { 1 + endless(n + 1) }\nfn main() { println!(\"{}\", endless(0)); }\n");
    assert!(err.contains("has overflowed its stack"), "{err}");
    assert_eq!(status, 134);
}

#[test]
fn hostile_programs_end_with_a_line() {
    let chain = |line: &dyn Fn(usize) -> String, count: usize| (1..=count).map(line).collect::<String>();
    let doubled = chain(&|n| format!("type A{n} = (A{0}, A{0});\n", n - 1), 40);
    let deep = chain(&|n| format!("type A{n} = (A{},);\n", n - 1), 3_000);
    let nested = chain(&|n| format!("let a{n} = (a{},);\n", n - 1), 3_000);
    let twice = chain(&|n| format!("let a{n} = (a{0}, a{0});\n", n - 1), 40);
    for text in [
        format!("fn f<T: {}Copy{}>(t: T) {{}}\nfn main() {{}}\n", "(".repeat(50_000), ")".repeat(50_000)),
        format!("fn main() {{ let a = 1{}; }}\n", " as i32".repeat(50_000)),
        format!(
            "fn main() {{ let a = String::new(); println!(\"{}\", {}); }}\n",
            "{0}".repeat(50),
            "format!(\"{0}{0}\", ".repeat(60) + "a" + &")".repeat(60)
        ),
        format!(
            "type A0 = i32;\n{doubled}fn main() {{ let a: Option<A40> = None; println!(\"{{}}\", a.is_none()); }}\n"
        ),
        format!(
            "type A0 = i32;\n{deep}fn main() {{ let a: Option<A3000> = None; println!(\"{{}}\", a.is_none()); }}\n"
        ),
        format!("fn main() {{ let a0 = 1;\n{nested}\nprintln!(\"x\"); }}\n"),
        format!("fn main() {{ let a0 = 1;\n{twice}\nprintln!(\"x\"); }}\n"),
        format!(
            "fn main() {{ match 1 {{ {} => println!(\"x\"), _ => {{}} }} }}\n",
            chain(&|n| format!("{n} | "), 5_000) + "0"
        ),
    ] {
        let _line = crate::allowance::Line::begin(crate::allowance::Halt::default());
        // Whatever it comes to: it ends.
        let _ = crate::allowance::caught(|| ran(&text));
    }
}

#[test]
fn maps_and_sets_do_what_they_do() {
    let body = r#"let mut map = HashMap::new();
    for word in "b a b".split(' ') { *map.entry(word.to_string()).or_insert(0) += 1; }
    map.entry("c".to_string()).or_insert_with(|| 7);
    map.entry("a".to_string()).and_modify(|n| *n += 10).or_insert(1);
    let mut lists: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
    lists.entry("x").or_default().push(3);
    let mut pairs: Vec<_> = map.iter().collect();
    pairs.sort();
    println!("{pairs:?} {lists:?} {} {:?} {:?}", map.len(), map.get("b"), map.contains_key("z"));
    println!("{:?} {:?} {}", map.remove("b"), map.remove("b"), map["c"]);
    map.retain(|_, n| *n > 7);
    println!("{map:?} {}", map == HashMap::from([("a".to_string(), 11)]));
    let a: BTreeSet<i32> = [3, 1, 2].into_iter().collect();
    let b: BTreeSet<i32> = BTreeSet::from([2, 5]);
    println!("{:?} {:?} {:?}", a.union(&b).collect::<Vec<_>>(), a.intersection(&b).collect::<Vec<_>>(), a.first());
    let mut set = HashSet::new();
    println!("{} {} {:?}", set.insert("k"), set.insert("k"), set);
    for (key, value) in lists.iter_mut() { value.push(key.len() as i32); }
    println!("{:?} {:?} {:?}", lists.first_key_value(), lists.keys().collect::<Vec<_>>(), lists.into_values().collect::<Vec<_>>());
    let mut queue: VecDeque<i32> = VecDeque::from(vec![1, 2]);
    queue.push_front(0);
    println!("{:?} {:?} {queue:?}", queue.pop_back(), queue.front());"#;
    let text =
        format!("use std::collections::{{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque}};\n\n{}", main_of(body));
    insta::assert_snapshot!(prints(&text), @r#"
    [("a", 11), ("b", 2), ("c", 7)] {"x": [3]} 3 Some(2) false
    Some(2) None 7
    {"a": 11} true
    [1, 2, 3, 5] [2] Some(1)
    true false {"k"}
    Some(("x", [3, 1])) ["x"] [[3, 1]]
    Some(2) Some(0) [0, 1]
    "#);
}
