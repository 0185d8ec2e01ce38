//! A module cut in two. The first has what was used up to the first prompt; whatever else it calls is a stub that asks for
//! the second (an import of the page), and then goes on there. The second takes memory, tables, globals and functions from
//! the first, fills the slots of the table that the stubs call, and brings the data that was not read before.

use std::collections::BTreeSet;
use std::ops::Range;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    BlockType, ConstExpr, Elements, EntityType, ExportKind, Function, GlobalType, Instruction, ValType,
};
use wasmparser::ExternalKind;

use crate::module::{Module, Outcome, Renumbered, place};
use crate::parts::Parts;

/// What was used of a module.
#[derive(Default)]
pub struct Used {
    pub functions: BTreeSet<u32>,
    /// Bytes of memory, in blocks of [`BLOCK`].
    pub blocks: BTreeSet<u32>,
}

/// Places in memory.
type Ranges = Vec<Range<u32>>;

/// Bytes of which it is known whether any was read.
pub const BLOCK: u32 = 64;
/// Bytes in a row that nobody read, so many at least, come with the second module.
const UNREAD: u32 = 2048;
/// What the second module imports from the first.
const FIRST: &str = "first";
/// The global that says whether the second module is there.
const LOADED: &str = "loaded";

/// Which function stands where.
struct Plan {
    /// Functions of the first module, and those that it has stubs of.
    first: Vec<u32>,
    stubs: Vec<u32>,
    /// Functions of the second module, and those that it has from the first.
    second: Vec<u32>,
    borrowed: Vec<u32>,
    /// Slots of the table from which on those of the stubs are.
    slots: u32,
}

impl Plan {
    fn make(module: &Module<'_>, used: &Used) -> Outcome<Plan> {
        let imported = module.imported();
        let all = imported..u32::try_from(module.functions.len())?;
        let stays = |function: &u32| used.functions.contains(function) || module.start == Some(*function);
        let (first, second): (Vec<u32>, Vec<u32>) = all.partition(stays);
        let body = |function: &u32| &module.bodies[(function - imported) as usize];
        let is_second = |function: &u32| *function >= imported && !stays(function);

        let mut stubs: BTreeSet<u32> = module.slots()?.into_iter().map(|(_, function)| function).collect();
        stubs.extend(
            module.exports.iter().filter(|export| export.kind == ExternalKind::Func).map(|export| export.index),
        );
        for function in &first {
            stubs.extend(module.used(body(function))?);
        }
        stubs.retain(is_second);
        let mut borrowed = BTreeSet::new();
        for function in &second {
            borrowed.extend(module.used(body(function))?);
        }
        borrowed.retain(|function| !is_second(function));
        let slots = u32::try_from(module.function_table()?.1.initial)?;
        let (stubs, borrowed) = (stubs.into_iter().collect(), borrowed.into_iter().collect());
        Ok(Plan { first, stubs, second, borrowed, slots })
    }

    /// Numbers in a module that has `before` and then `after`.
    fn numbers(module: &Module<'_>, before: impl Iterator<Item = u32>, after: &[u32]) -> Renumbered {
        let mut numbers = vec![None; module.functions.len()];
        for (number, function) in (0..).zip(before.chain(after.iter().copied())) {
            numbers[function as usize] = Some(number);
        }
        Renumbered(numbers)
    }
}

/// The two modules. `rest` is how the name of the import begins that brings the second.
pub fn split(module: &Module<'_>, used: &Used, rest: &str) -> Outcome<(Vec<u8>, Vec<u8>)> {
    let plan = Plan::make(module, used)?;
    let [read, unread] = halves(module, used)?;
    Ok((first(module, &plan, &read, rest)?, second(module, &plan, &unread)?))
}

fn first(module: &Module<'_>, plan: &Plan, data: &[Range<u32>], rest: &str) -> Outcome<Vec<u8>> {
    let rest =
        module.imports.iter().position(|import| import.name.starts_with(rest)).ok_or("no import for the rest")?;
    let rest = u32::try_from(rest)?;
    let (table, _) = module.function_table()?;
    let own: Vec<u32> = plan.first.iter().chain(&plan.stubs).copied().collect();
    let mut numbers = Plan::numbers(module, 0..module.imported(), &own);
    let mut parts = ground(module, plan)?;
    let loaded = parts.globals.len();
    parts.globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(0));
    for import in &module.imports {
        numbers.parse_import(&mut parts.imports, *import)?;
    }
    for function in &own {
        parts.functions.function(module.functions[*function as usize]);
    }
    for export in &module.exports {
        numbers.parse_export(&mut parts.exports, *export)?;
    }
    parts.exports.export(LOADED, ExportKind::Global, loaded);
    for function in &plan.borrowed {
        parts.exports.export(&format!("f{function}"), ExportKind::Func, numbers.function_index(*function)?);
    }
    let others = [
        (ExportKind::Table, "t", module.tables.len()),
        (ExportKind::Memory, "m", module.memories.len()),
        (ExportKind::Global, "g", module.globals.len()),
        (ExportKind::Tag, "x", module.tags.len()),
    ];
    for (kind, letter, count) in others {
        for at in 0..u32::try_from(count)? {
            parts.exports.export(&format!("{letter}{at}"), kind, at);
        }
    }
    parts.start = module.start.map(|start| numbers.function_index(start)).transpose()?;
    for element in &module.elements {
        numbers.parse_element(&mut parts.elements, element.clone())?;
    }
    for function in &plan.first {
        numbers.parse_function_body(&mut parts.code, module.bodies[(function - module.imported()) as usize].clone())?;
    }
    for (slot, function) in (plan.slots..).zip(&plan.stubs) {
        let mut stub = Function::new([]);
        stub.instruction(&Instruction::GlobalGet(loaded));
        stub.instruction(&Instruction::I32Eqz);
        stub.instruction(&Instruction::If(BlockType::Empty));
        stub.instruction(&Instruction::Call(rest));
        stub.instruction(&Instruction::End);
        for (parameter, _) in (0..).zip(module.signature(*function)?.params()) {
            stub.instruction(&Instruction::LocalGet(parameter));
        }
        stub.instruction(&Instruction::I32Const(slot.cast_signed()));
        stub.instruction(&Instruction::CallIndirect {
            type_index: module.functions[*function as usize],
            table_index: table,
        });
        stub.instruction(&Instruction::End);
        parts.code.function(&stub);
    }
    put(&mut parts, module, data)?;
    Ok(parts.written())
}

fn second(module: &Module<'_>, plan: &Plan, data: &[Range<u32>]) -> Outcome<Vec<u8>> {
    let mut numbers = Plan::numbers(module, plan.borrowed.iter().copied(), &plan.second);
    let mut parts = ground(module, plan)?;
    for function in &plan.borrowed {
        let kind = EntityType::Function(module.functions[*function as usize]);
        parts.imports.import(FIRST, &format!("f{function}"), kind);
    }
    let (table, _) = module.function_table()?;
    for (at, mut other) in (0..).zip(module.tables.iter().map(|table| table.ty)) {
        if at == table {
            grow(&mut other, plan)?;
        }
        parts.imports.import(FIRST, &format!("t{at}"), EntityType::Table(numbers.table_type(other)?));
    }
    for (at, memory) in module.memories.iter().enumerate() {
        parts.imports.import(FIRST, &format!("m{at}"), EntityType::Memory(numbers.memory_type(*memory)?));
    }
    for (at, global) in module.globals.iter().enumerate() {
        parts.imports.import(FIRST, &format!("g{at}"), EntityType::Global(numbers.global_type(global.ty)?));
    }
    for (at, tag) in module.tags.iter().enumerate() {
        parts.imports.import(FIRST, &format!("x{at}"), EntityType::Tag(numbers.tag_type(*tag)?));
    }
    (parts.tables, parts.memories, parts.globals, parts.tags) = Default::default();
    for function in &plan.second {
        parts.functions.function(module.functions[*function as usize]);
        let body = &module.bodies[(function - module.imported()) as usize];
        numbers.parse_function_body(&mut parts.code, body.clone())?;
    }
    let moved: BTreeSet<u32> = plan.stubs.iter().copied().collect();
    let mut slots = module.slots()?;
    slots.retain(|(_, function)| moved.contains(function));
    slots.extend((plan.slots..).zip(plan.stubs.iter().copied()));
    for row in slots.chunk_by(|(one, _), (next, _)| one + 1 == *next) {
        let functions: Result<Vec<u32>, _> =
            row.iter().map(|(_, function)| numbers.function_index(*function)).collect();
        let from = ConstExpr::i32_const(row[0].0.cast_signed());
        parts.elements.active((table > 0).then_some(table), &from, Elements::Functions(functions?.into()));
    }
    put(&mut parts, module, data)?;
    Ok(parts.written())
}

/// The ground with a table that has room for the stubs' slots.
fn ground(module: &Module<'_>, plan: &Plan) -> Outcome<Parts> {
    let (table, _) = module.function_table()?;
    let mut parts = Parts::ground(module)?;
    parts.tables = wasm_encoder::TableSection::new();
    for (at, mut other) in (0..).zip(module.tables.iter().map(|table| table.ty)) {
        if at == table {
            grow(&mut other, plan)?;
        }
        parts.tables.table(Renumbered(Vec::new()).table_type(other)?);
    }
    Ok(parts)
}

fn grow(table: &mut wasmparser::TableType, plan: &Plan) -> Outcome<()> {
    let more = u64::try_from(plan.stubs.len())?;
    table.initial += more;
    table.maximum = table.maximum.map(|maximum| maximum + more);
    Ok(())
}

/// Data at its places in memory.
fn put(parts: &mut Parts, module: &Module<'_>, ranges: &[Range<u32>]) -> Outcome<()> {
    for data in &module.data {
        let whole = place(data)?;
        for range in ranges.iter().filter(|range| whole.contains(&range.start)) {
            let bytes = &data.data[(range.start - whole.start) as usize..(range.end - whole.start) as usize];
            parts.data.active(0, &ConstExpr::i32_const(range.start.cast_signed()), bytes.iter().copied());
        }
    }
    Ok(())
}

/// What of the data was read, and what was not. Only the first piece is cut, which holds what is never written.
fn halves(module: &Module<'_>, used: &Used) -> Outcome<[Ranges; 2]> {
    let (mut read, mut unread) = (Ranges::new(), Ranges::new());
    for (index, data) in module.data.iter().enumerate() {
        let whole = place(data)?;
        let mut from = whole.start;
        let inside = used.blocks.iter().map(|block| block * BLOCK).filter(|at| index == 0 && whole.contains(at));
        let ends = inside.clone().chain(std::iter::once(whole.end));
        let mut gap = whole.start;
        for end in ends {
            if index == 0 && end.saturating_sub(gap) >= UNREAD {
                read.push(from..gap);
                unread.push(gap..end);
                from = end;
            }
            gap = (end + BLOCK).min(whole.end);
        }
        read.push(from..whole.end);
    }
    read.retain(|range| !range.is_empty());
    Ok([read, unread])
}
