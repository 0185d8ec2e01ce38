//! [`Module`]: a web module as it was read, and [`Renumbered`]: how functions are called in one that is written.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;

use wasm_encoder::reencode::{Error, Reencode};
use wasmparser::{
    CompositeInnerType, Data, DataKind, Element, ElementItems, Export, FuncType, FunctionBody, Global, Import,
    MemoryType, Operator, Parser, Payload, RefType, SubType, Table, TableType, TagType, TypeRef, Validator,
    WasmFeatures,
};

pub type Outcome<T> = Result<T, Box<dyn StdError>>;

/// What a module may have. Of these it is known which instructions name functions, read and write memory; a module with
/// others (vectors, threads, tail calls, typed references) is refused.
const KNOWN: WasmFeatures = WasmFeatures::WASM2.difference(WasmFeatures::SIMD).union(WasmFeatures::EXCEPTIONS);

/// The sections of a module.
#[derive(Default)]
pub struct Module<'a> {
    pub types: Vec<SubType>,
    /// Functions only.
    pub imports: Vec<Import<'a>>,
    /// The type of each function, imports first.
    pub functions: Vec<u32>,
    pub tables: Vec<Table<'a>>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<Global<'a>>,
    pub tags: Vec<TagType>,
    pub exports: Vec<Export<'a>>,
    pub start: Option<u32>,
    pub elements: Vec<Element<'a>>,
    pub data: Vec<Data<'a>>,
    pub bodies: Vec<FunctionBody<'a>>,
}

impl<'a> Module<'a> {
    /// Reads what rustc and wasm-bindgen write; something else is an error.
    pub fn read(bytes: &'a [u8]) -> Outcome<Module<'a>> {
        Validator::new_with_features(KNOWN).validate_all(bytes)?;
        let mut module = Module::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::TypeSection(types) => {
                    for group in types {
                        module.types.extend(group?.into_types());
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        let TypeRef::Func(kind) = import.ty else {
                            return Err(format!("{}: only functions can be imported", import.name).into());
                        };
                        module.functions.push(kind);
                        module.imports.push(import);
                    }
                }
                Payload::FunctionSection(functions) => {
                    for kind in functions {
                        module.functions.push(kind?);
                    }
                }
                Payload::TableSection(tables) => module.tables = tables.into_iter().collect::<Result<_, _>>()?,
                Payload::MemorySection(memories) => module.memories = memories.into_iter().collect::<Result<_, _>>()?,
                Payload::GlobalSection(globals) => module.globals = globals.into_iter().collect::<Result<_, _>>()?,
                Payload::TagSection(tags) => module.tags = tags.into_iter().collect::<Result<_, _>>()?,
                Payload::ExportSection(exports) => module.exports = exports.into_iter().collect::<Result<_, _>>()?,
                Payload::StartSection { func, .. } => module.start = Some(func),
                Payload::ElementSection(elements) => {
                    module.elements = elements.into_iter().collect::<Result<_, _>>()?
                }
                Payload::DataSection(data) => module.data = data.into_iter().collect::<Result<_, _>>()?,
                Payload::CodeSectionEntry(body) => module.bodies.push(body),
                _ => {}
            }
        }
        Ok(module)
    }

    /// How many functions are imported.
    pub fn imported(&self) -> u32 {
        u32::try_from(self.imports.len()).unwrap_or(u32::MAX)
    }

    /// The parameters and results of a function.
    pub fn signature(&self, function: u32) -> Outcome<&FuncType> {
        let kind = self.functions.get(function as usize).ok_or("no such function")?;
        match self.types.get(*kind as usize).map(|kind| &kind.composite_type.inner) {
            Some(CompositeInnerType::Func(signature)) => Ok(signature),
            _ => Err("no type of a function".into()),
        }
    }

    /// The table of functions that are called by their number in it.
    pub fn function_table(&self) -> Outcome<(u32, TableType)> {
        let mut found = (0_u32..).zip(&self.tables).filter(|(_, table)| table.ty.element_type == RefType::FUNCREF);
        match (found.next(), found.next()) {
            (Some((at, table)), None) => Ok((at, table.ty)),
            (None, _) => Err("no table of functions".into()),
            (Some(_), Some(_)) => Err("two tables of functions".into()),
        }
    }

    /// What stands in the table of functions: slots and functions.
    pub fn slots(&self) -> Outcome<Vec<(u32, u32)>> {
        let mut slots = Vec::new();
        for element in &self.elements {
            let (wasmparser::ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
                (&element.kind, &element.items)
            else {
                return Err("only tables of functions can be filled".into());
            };
            for (slot, function) in (constant(offset_expr)?..).zip(functions.clone()) {
                slots.push((slot, function?));
            }
        }
        Ok(slots)
    }

    /// The functions that a body calls or names. What stands in the table of functions is settled when a module is cut:
    /// a body that reads or changes it by itself is an error.
    pub fn used(&self, body: &FunctionBody<'_>) -> Outcome<Vec<u32>> {
        let (functions, _) = self.function_table()?;
        let mut used = Vec::new();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } | Operator::RefFunc { function_index } => used.push(function_index),
                Operator::TableGet { table }
                | Operator::TableSet { table }
                | Operator::TableGrow { table }
                | Operator::TableFill { table }
                | Operator::TableSize { table }
                | Operator::TableInit { table, .. }
                | Operator::TableCopy { dst_table: table, src_table: _ }
                | Operator::TableCopy { dst_table: _, src_table: table }
                    if table == functions =>
                {
                    return Err("an instruction works on the table of functions".into());
                }
                _ => {}
            }
        }
        Ok(used)
    }
}

/// Where a piece of data lies in memory.
pub fn place(data: &Data<'_>) -> Outcome<Range<u32>> {
    let DataKind::Active { offset_expr, .. } = &data.kind else { return Err("data without a place".into()) };
    let start = constant(offset_expr)?;
    Ok(start..start + u32::try_from(data.data.len())?)
}

fn constant(expression: &wasmparser::ConstExpr<'_>) -> Outcome<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        other => Err(format!("a place that is computed: {other:?}").into()),
    }
}

/// The number of each function in the module that is written, by that in the one that was read.
pub struct Renumbered(pub Vec<Option<u32>>);

/// A function is named that the module which is written does not have.
#[derive(Debug)]
pub struct NotThere(u32);

impl fmt::Display for NotThere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "function {} is named and not there", self.0)
    }
}

impl StdError for NotThere {}

impl Reencode for Renumbered {
    type Error = NotThere;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<NotThere>> {
        let number = self.0.get(function as usize).copied().flatten();
        number.ok_or(Error::UserError(NotThere(function)))
    }
}
