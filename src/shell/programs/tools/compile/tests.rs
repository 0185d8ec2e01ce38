use super::super::tests::run;
use crate::shell::embedded::Embedded;
use crate::shell::testing::{Machine, run_on};
use crate::shell::{Flavour, elf};
use crate::vfs::Files;

fn machine(files: &[(&str, &str)]) -> Machine {
    let mut machine = Machine::new(Flavour::Gnu);
    for (path, text) in files {
        let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
        machine.tree.make_dirs(folder, 0o755).unwrap();
        machine.tree.write(path, text.to_string().into(), 0o644).unwrap();
    }
    machine
}

const STDIO: (&str, &str) = ("/usr/include/stdio.h", "");

#[test]
fn c_is_compiled_and_linked_against_what_is_there() {
    let main = "#include <stdio.h>\nint main(void) {\n  puts(\"hi\");\n  return 0;\n}\n";
    let mut machine = machine(&[STDIO, ("/tmp/main.c", main)]);
    assert_eq!(run(&mut machine, "gcc -o app main.c"), (String::new(), Ok(0)));
    let bytes = machine.tree.read("/tmp/app").unwrap().to_bytes();
    assert_eq!(elf::needs(&bytes), ["libc.so.6"]);
    assert_eq!(elf::loader(&bytes).as_deref(), Some("/lib64/ld-linux-x86-64.so.2"));
    assert!(Embedded::of(&bytes).is_some());
    assert_eq!(run(&mut machine, "gcc -static main.c"), (String::new(), Ok(0)));
    assert_eq!(elf::loader(&machine.tree.read("/tmp/a.out").unwrap().to_bytes()), None);
    let (said, ended) = run(&mut machine, "gcc main.c -lpq");
    assert_eq!(
        said,
        "/usr/bin/ld: cannot find -lpq: No such file or directory\ncollect2: error: ld returned 1 exit status\n"
    );
    assert_eq!(ended, Ok(1));
}

#[test]
fn broken_c_is_told_in_gccs_words() {
    let mut machine =
        machine(&[("/tmp/main.c", "#include <stdio.h>\nint main(void) {\n  puts(\"hi\")\n  return 0;\n}\n")]);
    let (said, _) = run(&mut machine, "gcc main.c");
    insta::assert_snapshot!(said, @r"
    main.c:1:10: fatal error: stdio.h: No such file or directory
        1 | #include <stdio.h>
          |          ^~~~~~~~~
    compilation terminated.
    ");
    machine.tree.make_dirs("/usr/include", 0o755).unwrap();
    machine.tree.write("/usr/include/stdio.h", "".into(), 0o644).unwrap();
    let (said, _) = run(&mut machine, "gcc main.c");
    assert!(said.contains("main.c:3:13: error: expected \u{2018};\u{2019} before \u{2018}return\u{2019}\n"), "{said}");
    let (said, _) = run(&mut machine, "gcc nothing.c");
    assert_eq!(said, "cc1: fatal error: nothing.c: No such file or directory\ncompilation terminated.\n");
}

#[test]
fn go_is_static_without_c_code_and_says_what_is_wrong() {
    let main = "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"hi\")\n}\n";
    let mut machine = machine(&[("/tmp/main.go", main), ("/bin/gcc", "program gcc")]);
    let (said, ended) = run(&mut machine, "go build -o app .");
    assert_eq!(said, "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n");
    assert_eq!(ended, Ok(1));
    let (said, _) = run(&mut machine, "go mod init example.com/hello");
    assert!(said.starts_with("go: creating new go.mod: module example.com/hello\n"), "{said}");
    assert_eq!(run(&mut machine, "go build"), (String::new(), Ok(0)));
    assert_eq!(elf::loader(&machine.tree.read("/tmp/hello").unwrap().to_bytes()), None);
    let main = "package main\n\nimport (\n\t\"net/http\"\n\t\"os\"\n)\n\nfunc main() {\n\thttp.ListenAndServe(\":80\", nil)\n}\n";
    machine.tree.write("/tmp/main.go", main.into(), 0o644).unwrap();
    let (said, _) = run(&mut machine, "go build");
    assert_eq!(said, "# example.com/hello\n./main.go:5:2: \"os\" imported and not used\n");
}

#[test]
fn go_modules_are_found_fetched_and_summed() {
    let main = "package main\n\nimport \"github.com/gin-gonic/gin\"\n\nfunc main() {\n\tgin.Default().Run()\n}\n";
    let mut machine = machine(&[STDIO, ("/tmp/main.go", main), ("/tmp/go.mod", "module app\n\ngo 1.24\n")]);
    let (said, _) = run(&mut machine, "go build");
    assert!(said.starts_with("main.go:3:8: no required module provides package github.com/gin-gonic/gin; to add it:\n\tgo get github.com/gin-gonic/gin\n"), "{said}");
    let (said, ended) = run(&mut machine, "go mod tidy");
    assert!(said.starts_with("go: finding module for package github.com/gin-gonic/gin\ngo: found github.com/gin-gonic/gin in github.com/gin-gonic/gin v1."), "{said}");
    assert_eq!(ended, Ok(0));
    assert_eq!(run(&mut machine, "go build"), (String::new(), Ok(0)));
    machine
        .tree
        .write("/tmp/go.mod", "module app\n\ngo 1.24\n\nrequire github.com/no/such v1.0.0\n".into(), 0o644)
        .unwrap();
    let (said, _) = run(&mut machine, "go mod download");
    assert!(said.ends_with("/github.com/no/such/@v/v1.0.0.mod: 404 Not Found\n"), "{said}");
}

#[test]
fn make_makes_what_is_older() {
    let text = "CC ?= gcc\nOBJ = $(patsubst %.c,%.o,$(wildcard *.c))\n\nall: app\n\napp: $(OBJ)\n\t@echo linking $@ of $^\n\ttouch $@\n\n%.o: %.c\n\ttouch $@\n\n.PHONY: all clean\nclean:\n\t-rm *.o\n\tfalse\n";
    let mut machine =
        machine(&[("/home/student/Makefile", text), ("/home/student/a.c", ""), ("/home/student/b.c", "")]);
    let outcome = run_on(&mut machine, "make; make app; make clean; make nothing", "").unwrap();
    assert_eq!(
        outcome.stdout,
        "touch a.o\ntouch b.o\nlinking app of a.o b.o\ntouch app\nmake: 'app' is up to date.\nrm *.o\nfalse\n"
    );
    assert_eq!(
        outcome.stderr,
        "make: *** [Makefile:16: clean] Error 1\nmake: *** No rule to make target 'nothing'.  Stop.\n"
    );
    assert_eq!(outcome.status, 2);
    machine.tree.write("/home/student/Makefile", "all:\n    echo x\n".into(), 0o644).unwrap();
    let outcome = run_on(&mut machine, "make", "").unwrap();
    assert_eq!(outcome.stderr, "Makefile:2: *** missing separator.  Stop.\n");
}

#[test]
fn cargo_makes_builds_and_needs_a_linker() {
    let mut machine = machine(&[("/bin/cc", "program gcc")]);
    let (said, _) = run(&mut machine, "cargo new /tmp/app");
    assert!(said.starts_with("    Creating binary (application) `app` package\n"), "{said}");
    let outcome = run_on(&mut machine, "cd /tmp/app; cargo add serde; cargo build --release", "").unwrap();
    assert!(
        outcome
            .stderr
            .contains("   Compiling app v0.1.0 (/tmp/app)\n    Finished `release` profile [optimized] target(s) in "),
        "{}",
        outcome.stderr
    );
    let bytes = machine.tree.read("/tmp/app/target/release/app").unwrap().to_bytes();
    assert_eq!(elf::needs(&bytes), ["libgcc_s.so.1", "libc.so.6"]);
    let outcome = run_on(&mut machine, "cd /; cargo build", "").unwrap();
    assert_eq!(
        (outcome.stderr.as_str(), outcome.status),
        ("error: could not find `Cargo.toml` in `/` or any parent directory\n", 101)
    );
}

#[test]
fn cargo_knows_its_flags_and_what_a_crate_is_made_of() {
    let mut machine = machine(&[
        ("/bin/cc", "program gcc"),
        ("/tmp/Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("/tmp/src/main.rs", "mod a;\nfn main() {\n    a::b::say();\n}\n"),
        ("/tmp/src/a.rs", "pub mod b;\n"),
        ("/tmp/src/a/b.rs", "pub fn say() {\n    println!(\"hi\");\n}\n"),
        ("/tmp/src/bin/other.rs", "fn main() {}\n"),
    ]);
    assert_eq!(run(&mut machine, "cargo build -q"), (String::new(), Ok(0)));
    let (said, ended) = run(&mut machine, "cargo build --nosuch");
    assert_eq!(
        said,
        "error: unexpected argument '--nosuch' found\n\nUsage: cargo build [OPTIONS]\n\nFor more information, try '--help'.\n"
    );
    assert_eq!(ended, Ok(1));
    let (said, ended) = run(&mut machine, "cargo run --bin nothing");
    assert_eq!(
        said,
        "error: no bin target named `nothing` in default-run packages\n\nhelp: available bin targets:\n    app\n"
    );
    assert_eq!(ended, Ok(101));
    assert!(run(&mut machine, "cargo run --bin other").0.contains("does not simulate"), "another program");
    assert!(run(&mut machine, "cargo build --example x").0.contains("does not simulate the flag --example"));
    machine.tree.write("/tmp/src/a.rs", "pub mod b;\npub mod gone;\n".into(), 0o644).unwrap();
    let (said, ended) = run(&mut machine, "cargo check -q");
    insta::assert_snapshot!(said, @r#"
    error[E0583]: file not found for module `gone`
     --> src/a.rs:2:1
      |
    2 | pub mod gone;
      | ^^^^^^^^^^^^^
      |
      = help: to create the module `gone`, create file "src/a/gone.rs" or "src/a/gone/mod.rs"
      = note: if there is a `mod gone` elsewhere in the crate already, import it with `use crate::...` instead

    For more information about this error, try `rustc --explain E0583`.
    error: could not compile `app` (bin "app") due to 1 previous error
    "#);
    assert_eq!(ended, Ok(101));
    machine.tree.write("/tmp/src/a.rs", "pub fn f( {\n".into(), 0o644).unwrap();
    assert!(
        run(&mut machine, "cargo check -q")
            .0
            .starts_with("error: this file contains an unclosed delimiter\n --> src/a.rs:1:1\n")
    );
}

#[test]
fn java_is_compiled_and_packed() {
    let main =
        "public class Main {\n  public static void main(String[] args) {\n    System.out.println(\"hi\");\n  }\n}\n";
    let pom = "<project><groupId>com.shop</groupId><artifactId>shop</artifactId><version>0.1</version></project>";
    let mut machine =
        machine(&[("/tmp/Main.java", main), ("/tmp/pom.xml", pom), ("/tmp/src/main/java/Main.java", main)]);
    assert_eq!(run(&mut machine, "javac Main.java"), (String::new(), Ok(0)));
    assert!(Embedded::of(&machine.tree.read("/tmp/Main.class").unwrap().to_bytes()).is_some());
    assert_eq!(run(&mut machine, "jar cfe app.jar Main Main.class").1, Ok(0));
    assert_eq!(run(&mut machine, "jar tf app.jar").0, "META-INF/\nMETA-INF/MANIFEST.MF\nMain.class\n");
    let (said, ended) = run(&mut machine, "mvn -B package");
    assert!(said.contains("[INFO] BUILD SUCCESS\n"), "{said}");
    assert_eq!(ended, Ok(0));
    assert!(machine.tree.stat("/tmp/target/shop-0.1.jar", true).is_ok());
    assert_eq!(run(&mut machine, "javac Other.java").1, Ok(2));
}
