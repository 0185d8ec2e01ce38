//! A module cut in two. The first has what was used up to the first prompt; whatever else it calls is a stub that asks
//! for the second (an import of the page), and then goes on there. The second takes memory, tables, globals and
//! functions from the first, fills the slots of the table that the stubs call, and brings the data that was not read
//! before.
//!
//! A call can wait, a read cannot: whoever reads what comes with the second, before it is there, reads zeros. So the
//! first must do nothing but what was watched.
//!
//! The halves know each other by a global that the first exports and the second imports, whose name is that of the
//! whole: halves of different modules cannot be linked.

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
    /// Blocks of memory that were read or written, of [`BLOCK`] bytes each.
    pub blocks: BTreeSet<u32>,
}

/// Places in memory.
type Ranges = Vec<Range<u32>>;

/// Bytes of which it is known whether any was used.
pub const BLOCK: u32 = 64;
/// Bytes in a row that nobody used, so many at least, come with the second module.
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

/// The two modules. `rest` is how the name of the import begins that brings the second, and `version` what the halves
/// know each other by.
pub fn split(module: &Module<'_>, used: &Used, rest: &str, version: &str) -> Outcome<(Vec<u8>, Vec<u8>)> {
    let plan = Plan::make(module, used)?;
    let [read, unread] = halves(module, used)?;
    Ok((first(module, &plan, &read, rest, version)?, second(module, &plan, &unread, version)?))
}

/// A name for a module that another one does not have (FNV-1a, 64 bits).
pub fn version(module: &[u8]) -> String {
    let hash = module
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("version {hash:016x}")
}

const VERSION: GlobalType = GlobalType { val_type: ValType::I32, mutable: false, shared: false };

fn first(module: &Module<'_>, plan: &Plan, data: &[Range<u32>], rest: &str, version: &str) -> Outcome<Vec<u8>> {
    let rest =
        module.imports.iter().position(|import| import.name.starts_with(rest)).ok_or("no import for the rest")?;
    let rest = u32::try_from(rest)?;
    let (table, _) = module.function_table()?;
    let own: Vec<u32> = plan.first.iter().chain(&plan.stubs).copied().collect();
    let mut numbers = Plan::numbers(module, 0..module.imported(), &own);
    let mut parts = Parts::ground(module)?;
    for other in tables(module, plan)? {
        parts.tables.table(other);
    }
    parts.globals.global(VERSION, &ConstExpr::i32_const(0));
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
    parts.exports.export(version, ExportKind::Global, loaded - 1);
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

fn second(module: &Module<'_>, plan: &Plan, data: &[Range<u32>], version: &str) -> Outcome<Vec<u8>> {
    let mut numbers = Plan::numbers(module, plan.borrowed.iter().copied(), &plan.second);
    let mut parts = Parts::ground(module)?;
    for function in &plan.borrowed {
        let kind = EntityType::Function(module.functions[*function as usize]);
        parts.imports.import(FIRST, &format!("f{function}"), kind);
    }
    let (table, _) = module.function_table()?;
    for (at, other) in tables(module, plan)?.into_iter().enumerate() {
        parts.imports.import(FIRST, &format!("t{at}"), EntityType::Table(other));
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
    // Behind the others, so that their numbers stay.
    parts.imports.import(FIRST, version, EntityType::Global(VERSION));
    (parts.memories, parts.globals, parts.tags) = Default::default();
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

/// The tables; that of the functions has room for the stubs' slots.
fn tables(module: &Module<'_>, plan: &Plan) -> Outcome<Vec<wasm_encoder::TableType>> {
    let (functions, _) = module.function_table()?;
    let more = u64::try_from(plan.stubs.len())?;
    let mut tables = Vec::new();
    for (at, table) in (0..).zip(&module.tables) {
        let mut kind = table.ty;
        if at == functions {
            kind.initial += more;
            kind.maximum = kind.maximum.map(|maximum| maximum + more);
        }
        tables.push(Renumbered(Vec::new()).table_type(kind)?);
    }
    Ok(tables)
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

/// What of the data was used, and what was not: each byte is in one of them. What was written is used, too: the second half
/// must not write over it. Only the first piece is cut, which holds constants.
fn halves(module: &Module<'_>, used: &Used) -> Outcome<[Ranges; 2]> {
    let (mut read, mut unread) = (Ranges::new(), Ranges::new());
    for (index, data) in module.data.iter().enumerate() {
        let whole = place(data)?;
        if index > 0 {
            read.push(whole);
            continue;
        }
        // A block may begin before the piece does, and end after it.
        let blocks = used.blocks.iter().map(|block| block * BLOCK..(block + 1) * BLOCK);
        let cut = blocks.map(|block| block.start.max(whole.start)..block.end.min(whole.end));
        let inside = cut.filter(|block| !block.is_empty());
        // `from`: where the piece begins that stays; `end`: where what was used ends so far.
        let (mut from, mut end) = (whole.start, whole.start);
        for block in inside.chain(std::iter::once(whole.end..whole.end)) {
            if block.start - end >= UNREAD {
                read.push(from..end);
                unread.push(end..block.start);
                from = block.start;
            }
            end = block.end;
        }
        read.push(from..whole.end);
    }
    read.retain(|range| !range.is_empty());
    Ok([read, unread])
}
