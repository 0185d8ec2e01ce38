//! A small module, whole, watched and cut, run: it must come to the same.

use std::collections::BTreeSet;

use wasmi::{Engine, Extern, Func, Global, Instance, Linker, Module as Loaded, Store, Val};
use wasmparser::{Data, Parser, Payload};

use crate::module::{Module, place};
use crate::split::{BLOCK, Used, split, version};
use crate::watch::watched;

/// `run(n)` calls by number, directly and across the table, reads two places of its constants and writes a global and
/// memory.
const SUM: &str = r#"(module
  (type $unary (func (param i32) (result i32)))
  (import "page" "__wbg_layercakeRest_1" (func $rest))
  (table $functions 3 3 funcref)
  (memory (export "memory") 3)
  (global $count (mut i32) (i32.const 0))
  (elem (i32.const 1) $double $far)
  (data (i32.const 1000) "\01\02\03\04")
  (data (i32.const 70000) "\05")
  (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (func $far (param i32) (result i32) (i32.add (call $near (local.get 0)) (i32.load8_u offset=2 (i32.const 1000))))
  (func $near (param i32) (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (i64.store offset=8 (i32.const 80000) (i64.const 7))
    (i32.store8 (i32.const 959) (i32.const 7))
    (memory.fill (i32.const 90000) (i32.const 3) (i32.const 100))
    (memory.copy (i32.const 100000) (i32.const 1000) (i32.const 4))
    (i32.add (local.get 0) (i32.load8_u (i32.const 100003))))
  (func $bring (export "bring") (call $rest))
  (func (export "run") (param i32) (result i32)
    (i32.add (call_indirect (type $unary) (local.get 0) (i32.const 1))
      (i32.add (call_indirect (type $unary) (local.get 0) (i32.const 2)) (call $near (global.get $count))))))"#;
/// Its functions of its own: double, far, near, bring, run.
const FUNCTIONS: [u32; 5] = [1, 2, 3, 4, 5];
const ENTRY: [u32; 2] = [4, 5];

fn bytes(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("a module")
}

/// What happens while it runs.
#[derive(Default)]
struct Seen {
    used: Used,
    /// Whether the second half was asked for.
    asked: usize,
    second: Option<Vec<u8>>,
    first: Option<Instance>,
}

fn block(seen: &mut BTreeSet<u32>, from: u32, length: u32) {
    if length > 0 {
        seen.extend(from / BLOCK..=(from + length - 1) / BLOCK);
    }
}

/// Instantiates a module; the second half, if there is one, is joined when the first asks for it.
fn start(module: &[u8], second: Option<Vec<u8>>) -> (Store<Seen>, Instance) {
    let engine = Engine::default();
    let mut store = Store::new(&engine, Seen { second, ..Seen::default() });
    let mut linker = <Linker<Seen>>::new(&engine);
    let rest = Func::wrap(&mut store, |mut caller: wasmi::Caller<'_, Seen>| {
        caller.data_mut().asked += 1;
        let (Some(second), Some(first)) = (caller.data_mut().second.take(), caller.data().first) else { return };
        join(&mut caller, &second, first).expect("the halves fit");
    });
    linker.define("page", "__wbg_layercakeRest_1", rest).unwrap();
    linker
        .func_wrap("watch", "called", |mut caller: wasmi::Caller<'_, Seen>, function: u32| {
            caller.data_mut().used.functions.insert(function);
        })
        .unwrap()
        .func_wrap("watch", "read", |mut caller: wasmi::Caller<'_, Seen>, address: u32, offset: u32| -> u32 {
            block(&mut caller.data_mut().used.blocks, address + offset, 8);
            address
        })
        .unwrap()
        .func_wrap("watch", "wrote", |mut caller: wasmi::Caller<'_, Seen>, address: u32, offset: u32, length: u32| {
            block(&mut caller.data_mut().used.blocks, address + offset, length);
        })
        .unwrap()
        .func_wrap("watch", "copy", |mut caller: wasmi::Caller<'_, Seen>, to: u32, from: u32, length: u32| {
            block(&mut caller.data_mut().used.blocks, from, length);
            block(&mut caller.data_mut().used.blocks, to, length);
            let memory = caller.get_export("memory").and_then(Extern::into_memory).unwrap();
            let from = from as usize..(from + length) as usize;
            memory.data_mut(&mut caller).copy_within(from, to as usize);
        })
        .unwrap()
        .func_wrap("watch", "fill", |mut caller: wasmi::Caller<'_, Seen>, to: u32, value: u32, length: u32| {
            block(&mut caller.data_mut().used.blocks, to, length);
            let memory = caller.get_export("memory").and_then(Extern::into_memory).unwrap();
            memory.data_mut(&mut caller)[to as usize..(to + length) as usize].fill(value.to_le_bytes()[0]);
        })
        .unwrap();
    let loaded = Loaded::new(&engine, module).expect("a valid module");
    let instance = linker.instantiate_and_start(&mut store, &loaded).expect("it can be linked");
    store.data_mut().first = Some(instance);
    (store, instance)
}

/// Links the second half with what the first exports.
fn join(store: &mut impl wasmi::AsContextMut, second: &[u8], first: Instance) -> Result<(), wasmi::Error> {
    let loaded = Loaded::new(store.as_context().engine(), second)?;
    let mut imports = Vec::new();
    for import in loaded.imports() {
        let found = first.get_export(&*store, import.name());
        imports.push(found.ok_or_else(|| wasmi::Error::new(format!("no {}", import.name())))?);
    }
    Instance::new(&mut *store, &loaded, &imports)?;
    if let Some(loaded) = first.get_export(&*store, "loaded").and_then(Extern::into_global) {
        set(store, loaded);
    }
    Ok(())
}

fn set(store: &mut impl wasmi::AsContextMut, loaded: Global) {
    loaded.set(store, Val::I32(1)).expect("it can be changed");
}

/// What `run` comes to, three times.
fn results(store: &mut Store<Seen>, instance: Instance) -> Vec<i32> {
    let run = instance.get_typed_func::<i32, i32>(&*store, "run").unwrap();
    (5..8).map(|n| run.call(&mut *store, n).unwrap()).collect()
}

#[test]
fn a_watched_module_does_the_same_and_tells_what_it_uses() {
    let whole = bytes(SUM);
    let (mut store, instance) = start(&whole, None);
    let expected = results(&mut store, instance);
    let watched = watched(&Module::read(&whole).unwrap()).unwrap();
    let (mut store, instance) = start(&watched, None);
    assert_eq!(results(&mut store, instance), expected);
    let Used { functions, blocks } = &store.data().used;
    assert_eq!(functions, &BTreeSet::from([1, 2, 3, 5]));
    // What is read (1000, and what was copied), and what is written: by stores, by a fill over two blocks, by a copy.
    let places = [959, 1000, 80_008, 90_000, 90_099, 100_000];
    assert_eq!(blocks, &places.map(|place| place / BLOCK).into());
}

/// Whatever the first half has, the halves come to what the whole comes to; and the second is asked for once at most.
#[test]
fn the_halves_do_what_the_whole_does() {
    let whole = bytes(SUM);
    let (mut store, instance) = start(&whole, None);
    let expected = results(&mut store, instance);
    let module = Module::read(&whole).unwrap();
    for chosen in 0..1_u32 << FUNCTIONS.len() {
        let stays = |function: &&u32| chosen >> (**function - 1) & 1 == 1;
        let functions: BTreeSet<u32> = FUNCTIONS.iter().filter(stays).copied().collect();
        let used = Used { functions, blocks: BTreeSet::from([1000 / BLOCK]) };
        let (first, second) = split(&module, &used, "__wbg_layercakeRest", "version 1").unwrap();
        let (mut store, instance) = start(&first, Some(second));
        assert_eq!(results(&mut store, instance), expected, "{chosen:b}");
        let needs_no_more = [1, 2, 3, 5].iter().all(|function| used.functions.contains(function));
        assert_eq!(store.data().asked, usize::from(!needs_no_more), "{chosen:b}");
    }
}

#[test]
fn halves_of_different_modules_cannot_be_joined() {
    let (one, other) =
        (bytes(SUM), bytes(&SUM.replace("i32.const 7", "i32.const 8").replace("i64.const 7", "i64.const 8")));
    assert_ne!(version(&one), version(&other));
    let halves = |whole: &[u8]| {
        let used = Used { functions: ENTRY.into(), ..Used::default() };
        split(&Module::read(whole).unwrap(), &used, "__wbg_layercakeRest", &version(whole)).unwrap()
    };
    let ((first, mine), (_, theirs)) = (halves(&one), halves(&other));
    let (mut store, instance) = start(&first, None);
    let refused = join(&mut store, &theirs, instance).unwrap_err().to_string();
    assert!(refused.contains("no version "), "{refused}");
    join(&mut store, &mine, instance).unwrap();
}

fn pieces(half: &[u8]) -> Vec<Data<'_>> {
    let mut pieces = Vec::new();
    for payload in Parser::new(0).parse_all(half) {
        if let Payload::DataSection(data) = payload.unwrap() {
            pieces.extend(data.into_iter().map(Result::unwrap));
        }
    }
    pieces
}

/// Each byte of the data is in one half, and in one only; what was read is in the first.
#[test]
fn each_byte_of_the_data_is_in_one_half() {
    let text = r#"(module (import "page" "__wbg_layercakeRest_1" (func $rest)) (memory 9) (table 1 funcref)
      (func (export "run") (call $rest)) (data (i32.const 1003) "DATA") (data (i32.const 400000) "more"))"#;
    let constants: Vec<u8> = (0..20_000_u32).map(|at| (at % 250 + 1).to_le_bytes()[0]).collect();
    let escaped: String = constants.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let whole = bytes(&text.replace("DATA", &escaped));
    let module = Module::read(&whole).unwrap();
    for blocks in [vec![], vec![15], vec![16, 17, 60], vec![100, 200, 300, 328], (15..329).collect()] {
        let used = Used { blocks: blocks.iter().copied().collect(), ..Used::default() };
        let (first, second) = split(&module, &used, "__wbg_layercakeRest", "v").unwrap();
        let mut memory = vec![0_u8; 500_000];
        let mut fill = |half: &[u8]| {
            for data in pieces(half) {
                let place = place(&data).unwrap();
                let place = &mut memory[place.start as usize..place.end as usize];
                assert!(place.iter().all(|byte| *byte == 0), "{blocks:?}: a byte is there twice");
                place.copy_from_slice(data.data);
            }
            memory.clone()
        };
        let early = fill(&first);
        for at in 1003..21_003_usize {
            if blocks.contains(&u32::try_from(at / BLOCK as usize).unwrap()) {
                assert_eq!(early[at], constants[at - 1003], "{blocks:?}: {at} is not in the first half");
            }
        }
        let all = fill(&second);
        assert_eq!(&all[1003..21_003], constants, "{blocks:?}");
        assert_eq!(&all[400_000..400_004], b"more");
    }
}

#[test]
fn what_cannot_be_cut_is_refused() {
    let body = |body: &str| {
        format!(r#"(module (import "p" "__wbg_layercakeRest_1" (func)) (memory 1) (table $t 2 funcref) (func {body}))"#)
    };
    for unknown in ["(drop (v128.load (i32.const 0)))", "(drop (i32.atomic.load (i32.const 0)))", "(return_call 0)"] {
        assert!(Module::read(&bytes(&body(unknown))).is_err(), "{unknown}");
    }
    for table in
        ["(table.set $t (i32.const 0) (ref.null func))", "(drop (table.grow $t (ref.null func) (i32.const 1)))"]
    {
        let bytes = bytes(&body(table));
        let refused = split(&Module::read(&bytes).unwrap(), &Used::default(), "__wbg_layercakeRest", "v").unwrap_err();
        assert!(refused.to_string().contains("table of functions"), "{refused}");
    }
    for data in ["(data \"passive\")", "(table 1 funcref)"] {
        let bytes = bytes(&body("").replace("(func )", data));
        let module = Module::read(&bytes).unwrap();
        assert!(split(&module, &Used::default(), "__wbg_layercakeRest", "v").is_err(), "{data}");
    }
}
