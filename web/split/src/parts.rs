//! [`Parts`]: the sections of a module that is written.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, ExportSection, FunctionSection, GlobalSection,
    ImportSection, MemorySection, StartSection, TableSection, TagSection, TypeSection,
};

use crate::module::{Module, Outcome, Renumbered};

/// Sections; those that are empty are left out.
#[derive(Default)]
pub struct Parts {
    pub types: TypeSection,
    pub imports: ImportSection,
    pub functions: FunctionSection,
    pub tables: TableSection,
    pub memories: MemorySection,
    pub tags: TagSection,
    pub globals: GlobalSection,
    pub exports: ExportSection,
    pub start: Option<u32>,
    pub elements: ElementSection,
    pub code: CodeSection,
    pub data: DataSection,
}

impl Parts {
    /// What does not depend on which functions there are: types, memories, tags, globals.
    pub fn ground(module: &Module<'_>) -> Outcome<Parts> {
        let (mut parts, mut same) = (Parts::default(), Renumbered(Vec::new()));
        for kind in &module.types {
            let kind = same.sub_type(kind.clone())?;
            parts.types.ty().subtype(&kind);
        }
        for memory in &module.memories {
            parts.memories.memory(same.memory_type(*memory)?);
        }
        for tag in &module.tags {
            parts.tags.tag(same.tag_type(*tag)?);
        }
        for global in &module.globals {
            let value = same.const_expr(global.init_expr.clone())?;
            parts.globals.global(same.global_type(global.ty)?, &value);
        }
        Ok(parts)
    }

    /// The module.
    pub fn written(self) -> Vec<u8> {
        let mut module = wasm_encoder::Module::new();
        module.section(&self.types);
        if !self.imports.is_empty() {
            module.section(&self.imports);
        }
        module.section(&self.functions);
        if !self.tables.is_empty() {
            module.section(&self.tables);
        }
        if !self.memories.is_empty() {
            module.section(&self.memories);
        }
        if !self.tags.is_empty() {
            module.section(&self.tags);
        }
        if !self.globals.is_empty() {
            module.section(&self.globals);
        }
        if !self.exports.is_empty() {
            module.section(&self.exports);
        }
        if let Some(function_index) = self.start {
            module.section(&StartSection { function_index });
        }
        module.section(&self.elements);
        module.section(&DataCountSection { count: self.data.len() });
        module.section(&self.code);
        module.section(&self.data);
        module.finish()
    }
}
