//! A module that tells what of it is used: which functions are called, and which bytes of its memory are read and
//! written.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{EntityType, Function, Instruction, ValType};
use wasmparser::{FunctionBody, MemArg, Operator};

use crate::module::{Module, Outcome, Renumbered};
use crate::parts::Parts;

/// What the watched module imports more, of the module `watch`.
struct Watch {
    /// `called(function)`.
    called: u32,
    /// `read(address, offset) -> address`: it is about to be read.
    read: u32,
    /// `wrote(address, offset, length)`: so many bytes are about to be written.
    wrote: u32,
    /// `copy(to, from, length)` and `fill(to, value, length)` do it, too.
    copy: u32,
    fill: u32,
}

const WATCH: [&str; 5] = ["called", "read", "wrote", "copy", "fill"];

/// The module with these imports.
pub fn watched(module: &Module<'_>) -> Outcome<Vec<u8>> {
    let imported = module.imported();
    let (count, more) = (u32::try_from(module.functions.len())?, u32::try_from(WATCH.len())?);
    let number = |function| Some(if function < imported { function } else { function + more });
    let mut renumbered = Renumbered((0..count).map(number).collect());
    let [called, read, wrote, copy, fill] = std::array::from_fn(|at| imported + u32::try_from(at).unwrap_or(0));
    let watch = Watch { called, read, wrote, copy, fill };

    let mut parts = Parts::ground(module)?;
    for table in &module.tables {
        parts.tables.table(renumbered.table_type(table.ty)?);
    }
    let own = parts.types.len();
    parts.types.ty().function([ValType::I32], []);
    parts.types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
    parts.types.ty().function([ValType::I32, ValType::I32, ValType::I32], []);
    for import in &module.imports {
        renumbered.parse_import(&mut parts.imports, *import)?;
    }
    for (name, kind) in WATCH.into_iter().zip([own, own + 1, own + 2, own + 2, own + 2]) {
        parts.imports.import("watch", name, EntityType::Function(kind));
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
        let parameters = u32::try_from(module.signature(function)?.params().len())?;
        parts.code.function(&watch.body(function, parameters, body, &mut renumbered)?);
    }
    Ok(parts.written())
}

impl Watch {
    fn body(
        &self,
        function: u32,
        parameters: u32,
        body: &FunctionBody<'_>,
        renumbered: &mut Renumbered,
    ) -> Outcome<Function> {
        let mut locals = Vec::new();
        for local in body.get_locals_reader()? {
            let (count, kind) = local?;
            locals.push((count, renumbered.val_type(kind)?));
        }
        // An address, and what is written there, of each type.
        let address = parameters + locals.iter().map(|(count, _)| count).sum::<u32>();
        let kinds = [ValType::I32, ValType::I64, ValType::F32, ValType::F64];
        locals.push((1, ValType::I32));
        locals.extend(kinds.map(|kind| (1, kind)));
        let value = |kind| (address + 1..).zip(kinds).find(|(_, other)| *other == kind).map_or(0, |(local, _)| local);

        let mut written = Function::new(locals);
        written.instruction(&Instruction::I32Const(function.cast_signed()));
        written.instruction(&Instruction::Call(self.called));
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            if let Some(place) = loads(&operator) {
                written.instruction(&offset(place)?);
                written.instruction(&Instruction::Call(self.read));
            }
            if let Some((kind, length, place)) = stores(&operator) {
                written.instruction(&Instruction::LocalSet(value(kind)));
                written.instruction(&Instruction::LocalTee(address));
                written.instruction(&offset(place)?);
                written.instruction(&Instruction::I32Const(length));
                written.instruction(&Instruction::Call(self.wrote));
                written.instruction(&Instruction::LocalGet(address));
                written.instruction(&Instruction::LocalGet(value(kind)));
            }
            match operator {
                Operator::MemoryCopy { .. } => written.instruction(&Instruction::Call(self.copy)),
                Operator::MemoryFill { .. } => written.instruction(&Instruction::Call(self.fill)),
                operator => written.instruction(&renumbered.instruction(operator)?),
            };
        }
        Ok(written)
    }
}

fn offset(place: MemArg) -> Outcome<Instruction<'static>> {
    Ok(Instruction::I32Const(u32::try_from(place.offset)?.cast_signed()))
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

/// What an instruction writes to memory: its type, how many bytes, and where.
fn stores(operator: &Operator<'_>) -> Option<(ValType, i32, MemArg)> {
    match *operator {
        Operator::I32Store8 { memarg } => Some((ValType::I32, 1, memarg)),
        Operator::I32Store16 { memarg } => Some((ValType::I32, 2, memarg)),
        Operator::I32Store { memarg } => Some((ValType::I32, 4, memarg)),
        Operator::I64Store8 { memarg } => Some((ValType::I64, 1, memarg)),
        Operator::I64Store16 { memarg } => Some((ValType::I64, 2, memarg)),
        Operator::I64Store32 { memarg } => Some((ValType::I64, 4, memarg)),
        Operator::I64Store { memarg } => Some((ValType::I64, 8, memarg)),
        Operator::F32Store { memarg } => Some((ValType::F32, 4, memarg)),
        Operator::F64Store { memarg } => Some((ValType::F64, 8, memarg)),
        _ => None,
    }
}
