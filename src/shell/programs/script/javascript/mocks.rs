//! Modules that a test puts others in the place of (`jest.mock`, `vi.mock`).

use super::finding::{place_in, resolve};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::syntax::{Block, ExprKind, Statement, StatementKind};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// The name in the registry of what stands in.
pub const STAND_INS: &str = "stand-ins";

/// Objects whose `mock()` is called before anything is imported.
const MOCKERS: &[&str] = &["jest", "vi"];
/// Modules that give them.
const GIVERS: &[&str] = &["@jest/globals", "vitest"];

/// What stands in for a module that a file in `folder` asks for.
pub fn stand_in(vm: &mut Vm<'_, '_>, wanted: &str, folder: &str) -> Result<Option<Value>, Fault> {
    let Some(all) = vm.registry.get(STAND_INS).cloned() else { return Ok(None) };
    if vm.heap.entries(&all).is_none_or(|all| all.len() == 0) {
        return Ok(None);
    }
    let key = key(vm, wanted, folder);
    let Some(function) = vm.heap.entries(&all).and_then(|all| all.named(&key)).cloned() else { return Ok(None) };
    vm.call(&function, Arguments::default()).map(Some)
}

/// A module by its file, or by its name.
pub fn key(vm: &mut Vm<'_, '_>, wanted: &str, folder: &str) -> String {
    let name = wanted.strip_prefix("node:").unwrap_or(wanted);
    match place_in(name, folder) {
        Some(path) => resolve(vm, &path).unwrap_or(path),
        None => name.to_string(),
    }
}

/// Whether the statement says what stands in for a module.
fn mocks(statement: &Statement) -> bool {
    let StatementKind::Expression(expression) = &statement.kind else { return false };
    let ExprKind::Call { callee, .. } = &*expression.kind else { return false };
    let ExprKind::Member { object, name, .. } = &*callee.kind else { return false };
    let ExprKind::Name(of) = &*object.kind else { return false };
    MOCKERS.contains(&&**of) && matches!(&**name, "mock" | "unmock")
}

fn gives(statement: &Statement) -> bool {
    matches!(&statement.kind, StatementKind::Import(import) if GIVERS.contains(&&*import.module))
}

/// The same statements, those that put something in the place of a module before what needs it.
pub fn hoisted(block: Block) -> Block {
    if !block.iter().any(mocks) {
        return block;
    }
    let (mut first, rest): (Block, Block) = block.into_iter().partition(|one| gives(one) || mocks(one));
    first.sort_by_key(|one| !gives(one));
    first.extend(rest);
    first
}
