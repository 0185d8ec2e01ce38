//! A module that tells what of it is used: which functions are called, and which bytes of its data are read.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{EntityType, Instruction, ValType};
use wasmparser::{MemArg, Operator};

use crate::module::{Module, Outcome, Renumbered};
use crate::parts::Parts;

/// The module with three imports more, of the module `watch`: `called(function)`, `read(address, offset) -> address`,
/// `copy(to, from, length)`.
pub fn watched(module: &Module<'_>) -> Outcome<Vec<u8>> {
    let imported = module.imported();
    let count = u32::try_from(module.functions.len())?;
    let numbers = (0..count).map(|function| Some(if function < imported { function } else { function + 3 })).collect();
    let mut renumbered = Renumbered(numbers);
    let (called, read, copy) = (imported, imported + 1, imported + 2);

    let mut parts = Parts::ground(module)?;
    let own = parts.types.len();
    parts.types.ty().function([ValType::I32], []);
    parts.types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
    parts.types.ty().function([ValType::I32, ValType::I32, ValType::I32], []);
    for import in &module.imports {
        renumbered.parse_import(&mut parts.imports, *import)?;
    }
    for (at, name) in (own..).zip(["called", "read", "copy"]) {
        parts.imports.import("watch", name, EntityType::Function(at));
    }
    for kind in module.functions.iter().skip(module.imports.len()) {
        parts.functions.function(*kind);
    }
    for export in &module.exports {
        renumbered.parse_export(&mut parts.exports, *export)?;
    }
    parts.start = module.start.map(|start| renumbered.function_index(start)).transpose()?;
    for element in &module.elements {
        renumbered.parse_element(&mut parts.elements, element.clone())?;
    }
    for data in &module.data {
        renumbered.parse_data(&mut parts.data, data.clone())?;
    }
    for (function, body) in (imported..).zip(&module.bodies) {
        let mut written = renumbered.new_function_with_parsed_locals(body)?;
        written.instruction(&Instruction::I32Const(function.cast_signed()));
        written.instruction(&Instruction::Call(called));
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            if let Some(place) = loads(&operator) {
                written.instruction(&Instruction::I32Const(u32::try_from(place.offset)?.cast_signed()));
                written.instruction(&Instruction::Call(read));
            }
            match operator {
                Operator::MemoryCopy { .. } => written.instruction(&Instruction::Call(copy)),
                operator => written.instruction(&renumbered.instruction(operator)?),
            };
        }
        parts.code.function(&written);
    }
    Ok(parts.written())
}

/// Where an instruction reads memory.
fn loads(operator: &Operator<'_>) -> Option<MemArg> {
    match *operator {
        Operator::I32Load { memarg }
        | Operator::I64Load { memarg }
        | Operator::F32Load { memarg }
        | Operator::F64Load { memarg }
        | Operator::I32Load8S { memarg }
        | Operator::I32Load8U { memarg }
        | Operator::I32Load16S { memarg }
        | Operator::I32Load16U { memarg }
        | Operator::I64Load8S { memarg }
        | Operator::I64Load8U { memarg }
        | Operator::I64Load16S { memarg }
        | Operator::I64Load16U { memarg }
        | Operator::I64Load32S { memarg }
        | Operator::I64Load32U { memarg } => Some(memarg),
        _ => None,
    }
}
