//! `httpenv`: answers every request with its environment as JSON.

use std::collections::BTreeMap;

use super::stays;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Served};

pub(super) static PROGRAM: Applet = Applet {
    names: &["httpenv"],
    about: "answers HTTP with its environment, on port 8888",
    usage: "",
    run: |process: &mut Process<'_>| -> Ended {
        let sorted: BTreeMap<_, _> = process.environment.iter().collect();
        let document = serde_json::to_string(&sorted).unwrap_or_default();
        process.print("Starting httpenv listening on port 8888.\n")?;
        stays(Some((8888, Served::Text(document))), String::new())
    },
};
