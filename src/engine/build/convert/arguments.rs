//! The ARGs before the first FROM, and the arguments that are always there (BuildKit's `platform.go`, `buildMetaArgs`).

use std::collections::{BTreeMap, BTreeSet};

use super::outline::Argument;
use super::{Environment, Options};
use crate::dockerfile::Lexer;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::instructions::{Arg, Written};
use crate::oci::Platform;

/// Platforms of the build and of the target, and the target's name (`defaultArgs`).
pub fn predefined(options: &Options, target: &str) -> Environment {
    let (build, wanted) = (Platform::host(), options.target_platform());
    let target = if target.is_empty() { "default" } else { target };
    let mut environment = Environment::default();
    let arguments = [
        ("BUILDPLATFORM", build.to_string()),
        ("BUILDOS", build.os.clone()),
        ("BUILDOSVERSION", build.os_version.clone()),
        ("BUILDARCH", build.architecture.clone()),
        ("BUILDVARIANT", build.variant.clone()),
        ("TARGETPLATFORM", wanted.to_string()),
        ("TARGETOS", wanted.os.clone()),
        ("TARGETOSVERSION", wanted.os_version.clone()),
        ("TARGETARCH", wanted.architecture.clone()),
        ("TARGETVARIANT", wanted.variant.clone()),
        ("TARGETSTAGE", target.to_string()),
    ];
    for (name, value) in arguments {
        let given = options.build_args.get(name);
        environment.set(name, given.unwrap_or(&value));
    }
    environment
}

/// The predefined arguments and those before the first FROM, with `given` values.
pub fn global(
    mut environment: Environment,
    lexer: &Lexer,
    arguments: &[(Written, Arg)],
    given: &BTreeMap<String, String>,
) -> Outcome<(Environment, BTreeMap<String, Argument>)> {
    let mut all: BTreeMap<String, Argument> = BTreeMap::new();
    for (written, argument) in arguments {
        for setting in &argument.0 {
            let mut needs = BTreeSet::new();
            let value = match (given.get(&setting.name), &setting.default) {
                (Some(given), _) => Some(given.clone()),
                (None, Some(default)) => {
                    let expansion =
                        lexer.expand(default, &environment).map_err(|error| Fault::from(error).at(written.span))?;
                    needs = expansion.used;
                    if needs.remove(&setting.name)
                        && let Some(old) = all.get(&setting.name)
                    {
                        needs.extend(old.needs.iter().cloned());
                    }
                    Some(expansion.text)
                }
                (None, None) => None,
            };
            if let Some(value) = &value {
                environment.set(&setting.name, value);
            }
            let known = Argument {
                name: setting.name.clone(),
                description: setting.description.clone(),
                value: value.unwrap_or_default(),
                needs,
                span: written.span,
            };
            all.insert(setting.name.clone(), known);
        }
    }
    Ok((environment, all))
}
