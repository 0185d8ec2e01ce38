use super::super::tests::run;
use crate::shell::Flavour;
use crate::shell::testing::Machine;
use crate::vfs::Files;

fn node(manifest: &'static str) -> Machine {
    let mut machine = Machine::new(Flavour::Gnu);
    machine.tree.make_dir("/root", 0o700).unwrap();
    if !manifest.is_empty() {
        machine.tree.write("/tmp/package.json", manifest.into(), 0o644).unwrap();
    }
    machine
}

const APP: &str = r#"{
  "name": "app",
  "version": "1.0.0",
  "scripts": {
    "start": "echo started",
    "fails": "exit 3"
  },
  "dependencies": {
    "express": "^4.21.2"
  },
  "devDependencies": {
    "nodemon": "^3.1.7"
  }
}
"#;

#[test]
fn install_writes_the_modules_and_the_lock() {
    let mut machine = node(APP);
    let (said, ended) = run(&mut machine, "npm install --omit=dev");
    insta::assert_snapshot!(said, @r"

    added 73 packages, and audited 74 packages in 1s

    33 packages are looking for funding
      run `npm fund` for details

    found 0 vulnerabilities
    npm notice
    npm notice New minor version of npm available! 11.9.0 -> 11.16.0
    npm notice Changelog: https://github.com/npm/cli/releases/tag/v11.16.0
    npm notice To update run: npm install -g npm@11.16.0
    npm notice
    ");
    assert_eq!(ended, Ok(0));
    assert!(machine.tree.stat("/tmp/node_modules/express/package.json", true).is_ok());
    assert!(machine.tree.stat("/tmp/node_modules/nodemon", true).is_err());
    let lock = machine.tree.read("/tmp/package-lock.json").unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&lock).contains("\"node_modules/nodemon\": {\n      \"version\": \"3.1.14\""));
    let (said, _) = run(&mut machine, "npm ci");
    assert!(said.starts_with("\nadded "), "{said}");
    assert_eq!(machine.tree.read_link("/tmp/node_modules/.bin/nodemon").unwrap(), "../nodemon/bin/nodemon.js");
    let (said, _) = run(&mut machine, "npm install");
    assert!(said.starts_with("\nup to date, audited "), "{said}");
    assert_eq!(run(&mut machine, "npm ls").0, "app@1.0.0 /tmp\n+-- express@4.21.2\n`-- nodemon@3.1.14\n\n");
    let (said, _) = run(&mut machine, "npm uninstall nodemon");
    assert!(said.starts_with("\nremoved "), "{said}");
    assert!(!String::from_utf8_lossy(&machine.tree.read("/tmp/package.json").unwrap().to_bytes()).contains("nodemon"));
}

#[test]
fn what_is_missing_is_told_as_npm_tells_it() {
    let mut machine = node("");
    let (said, ended) = run(&mut machine, "npm start");
    assert!(
        said.starts_with("npm error code ENOENT\nnpm error syscall open\nnpm error path /tmp/package.json\n"),
        "{said}"
    );
    assert_eq!(ended, Ok(254));
    let mut machine = node(APP);
    let (said, ended) = run(&mut machine, "npm ci");
    assert!(said.starts_with("npm error code EUSAGE\nnpm error\nnpm error The `npm ci` command can only install with an existing package-lock.json or\n"), "{said}");
    assert_eq!(ended, Ok(1));
    let (said, _) = run(&mut machine, "npm install nonsense");
    assert!(
        said.starts_with(
            "npm error code E404\nnpm error 404 Not Found - GET https://registry.example/nonsense - Not found\n"
        ),
        "{said}"
    );
    let (said, _) = run(&mut machine, "npm run strat");
    assert!(
        said.starts_with("npm error Missing script: \"strat\"\nnpm error\nnpm error Did you mean this?\n"),
        "{said}"
    );
}

#[test]
fn scripts_run_and_hand_their_status_on() {
    let mut machine = node(APP);
    assert_eq!(run(&mut machine, "npm start").0, "\n> app@1.0.0 start\n> echo started\n\nstarted\n");
    assert_eq!(run(&mut machine, "npm run fails").1, Ok(3));
    assert_eq!(run(&mut machine, "npm start --silent -- a $x").0, "started a $x\n");
}

#[test]
fn yarn_has_words_of_its_own() {
    let mut machine = node(APP);
    let (said, ended) = run(&mut machine, "yarn install --production");
    assert!(
        said.starts_with("yarn install v1.22.22\ninfo No lockfile found.\n[1/4] Resolving packages...\n"),
        "{said}"
    );
    assert!(said.contains("\nsuccess Saved lockfile.\nDone in "), "{said}");
    assert_eq!(ended, Ok(0));
    let (said, ended) = run(&mut machine, "yarn install --frozen-lockfile");
    assert!(!said.contains("Saved lockfile"), "{said}");
    assert_eq!(ended, Ok(0));
    assert!(run(&mut machine, "yarn start").0.starts_with("yarn run v1.22.22\n$ echo started\nstarted\nDone in 0."));
    assert!(run(&mut machine, "pnpm install").0.contains("\ndependencies:\n+ express 4.21.2\n"));
}

#[test]
fn init_writes_a_description() {
    let mut machine = node("");
    let (said, _) = run(&mut machine, "npm init -y");
    assert!(
        said.starts_with("Wrote to /tmp/package.json:\n\n{\n  \"name\": \"tmp\",\n  \"version\": \"1.0.0\",\n"),
        "{said}"
    );
    let (said, _) = run(&mut machine, "npm i lodash");
    assert!(said.starts_with("\nadded 1 package, and audited 2 packages in "), "{said}");
    let text = machine.tree.read("/tmp/package.json").unwrap().to_bytes();
    assert!(
        String::from_utf8_lossy(&text).contains("\"dependencies\": {\n    \"lodash\": \"^4.18.1\"\n  }\n}"),
        "{text:?}"
    );
}
