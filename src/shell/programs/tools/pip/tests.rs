use super::super::tests::run;
use crate::shell::Flavour;
use crate::shell::testing::Machine;
use crate::vfs::{Files, Identity};

fn python() -> Machine {
    let mut machine = Machine::new(Flavour::Gnu);
    let tree = &mut machine.tree;
    for folder in ["/usr", "/usr/local", "/usr/local/bin", "/root"] {
        tree.make_dir(folder, 0o755).unwrap();
    }
    for name in ["python3.14", "pip"] {
        tree.write(&format!("/usr/local/bin/{name}"), "program pip".into(), 0o755).unwrap();
    }
    tree.symlink("python3.14", "/usr/local/bin/python3").unwrap();
    machine
}

#[test]
fn flask_comes_with_all_that_it_needs() {
    let mut machine = python();
    let (said, ended) = run(&mut machine, "pip install --no-cache-dir flask==3.1.3");
    insta::assert_snapshot!(said, @r"
    Collecting flask==3.1.3
      Downloading flask-3.1.3-py3-none-any.whl.metadata (2.9 kB)
    Collecting blinker>=1.9.0 (from flask==3.1.3)
      Downloading blinker-1.9.0-py3-none-any.whl.metadata (5.6 kB)
    Collecting click>=8.1.3 (from flask==3.1.3)
      Downloading click-8.5.1-py3-none-any.whl.metadata (4.2 kB)
    Collecting itsdangerous>=2.2.0 (from flask==3.1.3)
      Downloading itsdangerous-2.2.0-py3-none-any.whl.metadata (6.9 kB)
    Collecting jinja2>=3.1.2 (from flask==3.1.3)
      Downloading jinja2-3.1.6-py3-none-any.whl.metadata (2.6 kB)
    Collecting markupsafe>=2.1.1 (from flask==3.1.3)
      Downloading markupsafe-3.0.4-cp314-cp314-manylinux2014_x86_64.manylinux_2_17_x86_64.whl.metadata (3.2 kB)
    Collecting werkzeug>=3.1.0 (from flask==3.1.3)
      Downloading werkzeug-3.1.9-py3-none-any.whl.metadata (2.6 kB)
    Downloading flask-3.1.3-py3-none-any.whl (104 kB)
    Downloading blinker-1.9.0-py3-none-any.whl (9.2 kB)
    Downloading click-8.5.1-py3-none-any.whl (107 kB)
    Downloading itsdangerous-2.2.0-py3-none-any.whl (16 kB)
    Downloading jinja2-3.1.6-py3-none-any.whl (135 kB)
    Downloading markupsafe-3.0.4-cp314-cp314-manylinux2014_x86_64.manylinux_2_17_x86_64.whl (22 kB)
    Downloading werkzeug-3.1.9-py3-none-any.whl (229 kB)
    Installing collected packages: markupsafe, itsdangerous, click, blinker, werkzeug, jinja2, flask

    Successfully installed blinker-1.9.0 click-8.5.1 flask-3.1.3 itsdangerous-2.2.0 jinja2-3.1.6 markupsafe-3.0.4 werkzeug-3.1.9
    WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager, possibly rendering your system unusable. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv. Use the --root-user-action option if you know what you are doing and want to suppress this warning.
    ");
    assert_eq!(ended, Ok(0));
    assert!(machine.tree.stat("/usr/local/lib/python3.14/site-packages/flask/__init__.py", true).is_ok());
    assert!(machine.tree.stat("/root/.cache", true).is_err());
    let script = machine.tree.read("/usr/local/bin/flask").unwrap().to_bytes();
    assert!(script.starts_with(b"#!/usr/local/bin/python3.14\nimport sys\nfrom flask.cli import main\n"));
    let (said, _) = run(&mut machine, "pip install flask");
    assert!(
        said.starts_with(
            "Requirement already satisfied: flask in /usr/local/lib/python3.14/site-packages (3.1.3)\n\
         Requirement already satisfied: blinker>=1.9.0 in /usr/local/lib/python3.14/site-packages (from flask) ("
        ),
        "{said}"
    );
    assert!(run(&mut machine, "pip freeze").0.contains("\nFlask==3.1.3\n"));
    let (said, _) = run(&mut machine, "pip show flask");
    assert!(said.contains("Requires: blinker, click, itsdangerous, jinja2, markupsafe, werkzeug\n"), "{said}");
    let (said, _) = run(&mut machine, "pip uninstall -y flask nothing");
    assert!(said.starts_with("Found existing installation: Flask 3.1.3\nUninstalling Flask-3.1.3:\n  Successfully uninstalled Flask-3.1.3\n"), "{said}");
    assert!(said.contains("WARNING: Skipping nothing as it is not installed.\n"), "{said}");
    assert!(machine.tree.stat("/usr/local/bin/flask", true).is_err());
}

#[test]
fn what_is_not_on_offer_is_refused() {
    let mut machine = python();
    let (said, ended) = run(&mut machine, "pip install nonsense");
    assert!(
        said.starts_with(
            "ERROR: Could not find a version that satisfies the requirement nonsense (from versions: none)\n\
         ERROR: No matching distribution found for nonsense\n"
        ),
        "{said}"
    );
    assert_eq!(ended, Ok(1));
    let (said, _) = run(&mut machine, "pip install flask==99");
    assert!(said.contains("the requirement flask==99 (from versions: 0.12.2, "), "{said}");
    let (said, _) = run(&mut machine, "pip install -r nothing.txt");
    assert!(
        said.starts_with(
            "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'nothing.txt'\n"
        ),
        "{said}"
    );
    let (said, ended) = run(&mut machine, "pip instal flask");
    assert_eq!((said.as_str(), ended), ("ERROR: unknown command \"instal\" - maybe you meant \"install\"\n", Ok(1)));
}

#[test]
fn a_cache_saves_the_second_download() {
    let mut machine = python();
    machine.tree.write("/tmp/requirements.txt", "click==8.5.1\n-r more.txt\n".into(), 0o644).unwrap();
    machine.tree.write("/tmp/more.txt", "six # old\n".into(), 0o644).unwrap();
    let (said, _) = run(&mut machine, "pip install -r requirements.txt");
    assert!(
        said.contains(
            "Collecting six (from -r more.txt (line 1))\n  Downloading six-1.17.0-py3-none-any.whl.metadata ("
        ),
        "{said}"
    );
    let (said, _) = run(&mut machine, "pip install --target lib -r requirements.txt");
    assert!(said.contains("\nUsing cached click-8.5.1-py3-none-any.whl (107 kB)\n"), "{said}");
    assert!(machine.tree.stat("/tmp/lib/click/__init__.py", true).is_ok());
    let (said, _) = run(&mut machine, "pip cache purge");
    assert!(said.starts_with("Files removed: 8 ("), "{said}");
}

#[test]
fn source_needs_a_compiler_and_its_tools() {
    let mut machine = python();
    let (said, ended) = run(&mut machine, "pip install psycopg2");
    assert!(said.contains("Error: pg_config executable not found.\n"), "{said}");
    assert!(said.ends_with("ERROR: Failed to build 'psycopg2' when getting requirements to build wheel\n"), "{said}");
    assert_eq!(ended, Ok(1));
}

#[test]
fn who_is_not_root_installs_for_himself() {
    let mut machine = python();
    let now = machine.clock.now();
    machine.tree.set_identity(Identity { uid: 1000, gid: 1000, groups: vec![1000], now, umask: 0o022, lacks: 0 });
    let (said, ended) = run(&mut machine, "pip install six");
    assert!(
        said.starts_with("Defaulting to user installation because normal site-packages is not writeable\n"),
        "{said}"
    );
    assert!(said.contains("[Errno 13] Permission denied: '/.local'"), "{said}");
    assert_eq!(ended, Ok(1));
}

#[test]
fn an_environment_has_a_pip_of_its_own() {
    let mut machine = python();
    assert_eq!(run(&mut machine, "python3 -m venv /opt/venv").1, Ok(0));
    assert!(machine.tree.read_link("/opt/venv/bin/python").is_ok());
    let settings = machine.tree.read("/opt/venv/pyvenv.cfg").unwrap().to_bytes();
    assert!(settings.starts_with(b"home = /usr/local/bin\n"), "{settings:?}");
}

#[test]
fn pip_runs_after_it_was_installed_anew() {
    let mut machine = python();
    let (_, ended) = run(&mut machine, "pip install -q --force-reinstall pip setuptools wheel");
    assert_eq!(ended, Ok(0));
    for name in ["pip", "pip3"] {
        let program = machine.tree.read(&format!("/usr/local/bin/{name}")).unwrap();
        assert_eq!(
            program.to_bytes(),
            crate::content::Rope::from(crate::shell::elf::stand_in("pip")).to_bytes(),
            "{name}"
        );
    }
    let script = machine.tree.read("/usr/local/bin/wheel").unwrap().to_bytes();
    assert!(script.starts_with(b"#!/usr/local/bin/python3.14\n"));
}
