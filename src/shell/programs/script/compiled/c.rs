//! C and C++, as far as small programs go: functions, numbers, texts, arrays, loops; streams, `std::string` and
//! `std::vector`. What needs memory (pointers, structures, classes) is not simulated.

mod expression;
mod plus;

use super::cursor::{Cursor, Operator, Parses, call, declare, does, function, parameter, statement, text};
use super::lexer::{Kind, Lexis, tokens};
use super::preprocessor::preprocessed;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{
    Argument, Binary, Block, Expr, ExprKind, Name, Parameter, ParameterKind, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

const LEXIS: Lexis = Lexis { line_ends: false, directives: true, blocks: false, raw: false };

/// Words that a type is made of.
const TYPES: [&str; 22] = [
    "int", "char", "float", "double", "long", "short", "unsigned", "signed", "void", "const", "static", "size_t",
    "bool", "extern", "inline", "register", "volatile", "int32_t", "int64_t", "uint32_t", "uint64_t", "time_t",
];

const OPERATORS: &[(&str, u8, Operator)] = &[
    ("||", 1, Operator::Or),
    ("&&", 2, Operator::And),
    ("|", 3, Operator::Plain(Binary::BitOr)),
    ("^", 4, Operator::Plain(Binary::BitXor)),
    ("&", 5, Operator::Plain(Binary::BitAnd)),
    ("==", 6, Operator::Plain(Binary::Equal)),
    ("!=", 6, Operator::Plain(Binary::NotEqual)),
    ("<", 7, Operator::Plain(Binary::Less)),
    ("<=", 7, Operator::Plain(Binary::LessEqual)),
    (">", 7, Operator::Plain(Binary::Greater)),
    (">=", 7, Operator::Plain(Binary::GreaterEqual)),
    ("<<", 8, Operator::Plain(Binary::ShiftLeft)),
    (">>", 8, Operator::Plain(Binary::ShiftRight)),
    ("+", 9, Operator::Plain(Binary::Add)),
    ("-", 9, Operator::Plain(Binary::Subtract)),
    ("*", 10, Operator::Plain(Binary::Multiply)),
    ("/", 10, Operator::Call("_div")),
    ("%", 10, Operator::Call("_mod")),
];

/// A program: its definitions, and how many parameters `main` has.
pub struct Program {
    pub block: Block,
    pub main: Option<usize>,
}

/// Reads a source file; `plus`: of C++'s.
pub fn read(text: &str, plus: bool) -> Result<Program, Halt> {
    let mut tokens = tokens(&preprocessed(text)?, LEXIS)?;
    if plus {
        plus::without_std(&mut tokens);
    }
    let mut parser = Parser { cursor: Cursor::new(tokens), plus, ..Parser::default() };
    let mut program = Program { block: Block::new(), main: None };
    while *parser.cursor.kind() != Kind::End {
        parser.definition(&mut program)?;
    }
    Ok(program)
}

#[derive(Default)]
struct Parser {
    cursor: Cursor,
    /// The function that is read.
    function: Option<Name>,
    /// Its static variables: what they are called there, and where all of the program can see them.
    statics: Vec<(Name, Name)>,
    /// What static variables begin with: it happens once, before the program runs.
    once: Block,
    /// Whether the type that was read last is that of something static.
    is_static: bool,
    /// Whether the language is C++.
    plus: bool,
}

impl Parses for Parser {
    fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }
    fn operators(&self) -> &'static [(&'static str, u8, Operator)] {
        OPERATORS
    }
    fn operand(&mut self) -> Result<Expr, Halt> {
        self.nested(Self::unary)
    }
}

/// What a type is to a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Whole,
    /// `char`: a whole number, of which arrays are texts.
    Letter,
    Broken,
    Text,
    /// `std::string`
    String,
    /// `std::vector`
    List,
    Nothing,
}

impl Parser {
    fn at_type(&self) -> bool {
        matches!(self.cursor.kind(), Kind::Name(name) if self.is_type(name))
    }

    fn is_type(&self, name: &Name) -> bool {
        TYPES.contains(&&**name) || self.plus && plus::TYPES.contains(&&**name)
    }

    /// The words of a type, and its stars.
    fn sort(&mut self) -> Result<Sort, Halt> {
        if !self.at_type() {
            return self.cursor.unexpected();
        }
        let (mut sort, mut is_char) = (Sort::Whole, false);
        self.is_static = false;
        while self.at_type() {
            match self.cursor.name()?.as_ref() {
                "static" => self.is_static = true,
                "float" | "double" => sort = Sort::Broken,
                "void" => sort = Sort::Nothing,
                "char" => is_char = true,
                word if self.plus => sort = self.plus_sort(word, sort)?,
                _ => {}
            }
        }
        // A reference is what it refers to.
        while self.plus && (self.cursor.take("&") || self.cursor.take("&&")) {}
        if !self.cursor.is("*") {
            return Ok(if is_char && sort == Sort::Whole { Sort::Letter } else { sort });
        }
        if !is_char {
            return self.cursor.unsimulated("a pointer");
        }
        while self.cursor.take("*") || self.cursor.take_word("const") {}
        Ok(Sort::Text)
    }

    fn definition(&mut self, program: &mut Program) -> Result<(), Halt> {
        if self.cursor.take(";") || self.plus && self.using()? {
            return Ok(());
        }
        let sort = self.sort()?;
        let span = self.cursor.span();
        let name = self.cursor.name()?;
        if !self.cursor.take("(") {
            program.block.extend(self.declarations(sort, name, span)?);
            return Ok(());
        }
        let parameters = self.parameters()?;
        if self.cursor.take(";") {
            return Ok(());
        }
        let count = parameters.len();
        self.cursor.expect("{")?;
        self.function = Some(name.clone());
        let body = self.block()?;
        self.function = None;
        self.statics.clear();
        program.block.append(&mut self.once);
        let whole = function(&name, parameters, body, span);
        program.block.push(statement(StatementKind::Function(whole), span));
        if &*name == "main" {
            program.main = Some(count);
        }
        Ok(())
    }

    fn parameters(&mut self) -> Result<Vec<Parameter>, Halt> {
        let mut parameters = Vec::new();
        if self.cursor.is_word("void") && self.cursor.is_ahead(1, ")") {
            self.cursor.advance();
        }
        while !self.cursor.take(")") {
            self.sort()?;
            let span = self.cursor.span();
            if let Kind::Name(name) = self.cursor.kind().clone() {
                self.cursor.advance();
                parameters.push(parameter(&name, ParameterKind::Plain, span));
            }
            while self.cursor.take("[") {
                while !self.cursor.take("]") {
                    if *self.cursor.kind() == Kind::End {
                        return self.cursor.unexpected();
                    }
                    self.cursor.advance();
                }
            }
            if self.plus && self.cursor.take("=") {
                let value = self.assignment()?;
                parameters.last_mut().into_iter().for_each(|last| last.default = Some(value.clone()));
            }
            if !self.cursor.take(",") && !self.cursor.is(")") {
                return self.cursor.unexpected();
            }
        }
        Ok(parameters)
    }

    /// `int x = 1, y[3], *z;` from the first name on.
    fn declarations(&mut self, sort: Sort, first: Name, span: Span) -> Result<Vec<Statement>, Halt> {
        let mut all = Vec::new();
        let (mut name, mut span) = (first, span);
        let stays = self.is_static;
        loop {
            let value = self.initial(sort, span)?;
            match &self.function {
                Some(function) if stays => {
                    let place: Name = format!("_{function}_{name}_{}", self.statics.len()).into();
                    self.once.push(declare(&place, value, span));
                    self.statics.push((name, place));
                }
                _ if self.statics.iter().any(|(own, _)| *own == name) => {
                    return self.cursor.unsimulated("a variable with the name of a static one");
                }
                _ => all.push(declare(&name, value, span)),
            }
            if self.cursor.take(";") {
                return Ok(all);
            }
            self.cursor.expect(",")?;
            while self.cursor.take("*") {}
            span = self.cursor.span();
            name = self.cursor.name()?;
        }
    }

    /// What a variable begins with.
    fn initial(&mut self, sort: Sort, span: Span) -> Result<Expr, Halt> {
        let zero = |sort: Sort| match sort {
            Sort::Broken => Expr::leaf(ExprKind::Float(0.0), span),
            Sort::Text => Expr::leaf(ExprKind::None, span),
            Sort::String => text("", span),
            Sort::List => Expr::leaf(ExprKind::List(Vec::new()), span),
            _ => Expr::leaf(ExprKind::Int(0), span),
        };
        if self.cursor.take("[") {
            let length = if self.cursor.is("]") { None } else { Some(self.expression()?) };
            self.cursor.expect("]")?;
            if self.cursor.is("[") {
                return self.cursor.unsimulated("an array of arrays");
            }
            if self.cursor.take("=") {
                let value = self.list_or_text()?;
                let length = length.unwrap_or_else(|| Expr::leaf(ExprKind::Int(0), span));
                return match sort {
                    Sort::Letter => call("_letters", vec![value, length], span),
                    Sort::Whole | Sort::Broken => call("_filled_up", vec![value, length, zero(sort)], span),
                    Sort::Text | Sort::String | Sort::List | Sort::Nothing => Ok(value),
                };
            }
            let Some(length) = length else { return self.cursor.unexpected() };
            let one = Expr::new(ExprKind::List(vec![Argument::Plain(zero(sort))]), span)?;
            return Expr::new(ExprKind::Binary(Binary::Multiply, one, length), span);
        }
        if self.plus && (self.cursor.is("{") || self.cursor.is("(")) {
            return self.constructed(sort, zero(sort));
        }
        if !self.cursor.take("=") {
            return Ok(zero(sort));
        }
        if self.cursor.is("{") {
            return self.list_or_text();
        }
        let value = self.assignment()?;
        match (sort, &*value.kind) {
            (Sort::Whole | Sort::Letter, ExprKind::Int(_))
            | (Sort::Text | Sort::String | Sort::List | Sort::Nothing, _) => Ok(value),
            (Sort::Letter, _) if self.plus => Ok(value),
            (Sort::Whole | Sort::Letter, _) => call("_int", vec![value], span),
            (Sort::Broken, _) => call("_float", vec![value], span),
        }
    }

    fn list_or_text(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        if !self.cursor.take("{") {
            return self.assignment();
        }
        let mut values = Vec::new();
        while !self.cursor.take("}") {
            values.push(Argument::Plain(self.nested(Self::list_or_text)?));
            if !self.cursor.take(",") && !self.cursor.is("}") {
                return self.cursor.unexpected();
            }
        }
        Expr::new(ExprKind::List(values), span)
    }

    fn block(&mut self) -> Result<Block, Halt> {
        let mut block = Block::new();
        while !self.cursor.take("}") {
            if *self.cursor.kind() == Kind::End {
                return self.cursor.unexpected();
            }
            self.nested(|this| this.statement(&mut block))?;
        }
        Ok(block)
    }

    fn body(&mut self) -> Result<Block, Halt> {
        let mut block = Block::new();
        self.nested(|this| this.statement(&mut block))?;
        Ok(block)
    }

    fn statement(&mut self, block: &mut Block) -> Result<(), Halt> {
        let span = self.cursor.span();
        if self.cursor.take(";") || self.plus && self.using()? {
            return Ok(());
        }
        if self.cursor.take("{") {
            let inner = self.block()?;
            block.push(statement(StatementKind::Block(inner), span));
            return Ok(());
        }
        if self.at_type() {
            let sort = self.sort()?;
            let (place, name) = (self.cursor.span(), self.cursor.name()?);
            block.extend(self.declarations(sort, name, place)?);
            return Ok(());
        }
        let Kind::Name(word) = self.cursor.kind().clone() else {
            block.push(self.simple()?);
            return Ok(());
        };
        let kind = match &*word {
            "if" => {
                self.cursor.advance();
                let condition = self.condition()?;
                let then = self.body()?;
                let otherwise = if self.cursor.take_word("else") { self.body()? } else { Block::new() };
                StatementKind::If(condition, then, otherwise)
            }
            "while" => {
                self.cursor.advance();
                let condition = self.condition()?;
                StatementKind::While { condition, body: self.body()?, otherwise: Block::new() }
            }
            "do" => {
                self.cursor.advance();
                let body = self.body()?;
                if !self.cursor.take_word("while") {
                    return self.cursor.unexpected();
                }
                let condition = self.condition()?;
                self.cursor.expect(";")?;
                StatementKind::DoWhile(body, condition)
            }
            "for" => self.for_loop()?,
            "return" => {
                self.cursor.advance();
                let value = if self.cursor.is(";") { None } else { Some(self.expression()?) };
                self.cursor.expect(";")?;
                StatementKind::Return(value)
            }
            "break" | "continue" => {
                self.cursor.advance();
                self.cursor.expect(";")?;
                if &*word == "break" { StatementKind::Break } else { StatementKind::Continue }
            }
            "struct" | "switch" | "goto" | "typedef" | "union" | "enum" => {
                return self.cursor.unsimulated(format!("`{word}`"));
            }
            _ => {
                block.push(self.simple()?);
                return Ok(());
            }
        };
        block.push(statement(kind, span));
        Ok(())
    }

    fn simple(&mut self) -> Result<Statement, Halt> {
        let value = self.expression()?;
        self.cursor.expect(";")?;
        Ok(does(value))
    }

    fn condition(&mut self) -> Result<Expr, Halt> {
        self.cursor.expect("(")?;
        let value = self.expression()?;
        self.cursor.expect(")")?;
        Self::truth(value)
    }

    fn for_loop(&mut self) -> Result<StatementKind, Halt> {
        self.cursor.advance();
        self.cursor.expect("(")?;
        if self.plus && self.is_for_each() {
            return self.for_each();
        }
        let span = self.cursor.span();
        let mut start = Block::new();
        if !self.cursor.take(";") {
            self.statement(&mut start)?;
        }
        let condition = if self.cursor.is(";") { None } else { Some(Self::truth(self.expression()?)?) };
        self.cursor.expect(";")?;
        let step = if self.cursor.is(")") { None } else { Some(self.expression()?) };
        self.cursor.expect(")")?;
        let body = self.body()?;
        // Several declarations stand before the loop.
        let last = start.pop().map(Box::new);
        let whole = StatementKind::For { start: last, condition, step, body };
        if start.is_empty() {
            return Ok(whole);
        }
        start.push(statement(whole, span));
        Ok(StatementKind::Block(start))
    }
}
