//! How long work on files takes: trees, unions, tar, gzip.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use layercake::{Change, Changes, Files, Meta, Node, NodeKind, Overlay, Tree};
use layercake::{Filler, Rope};
use layercake::{Layer, Limits, gzip, tar};

fn main() {
    divan::main();
}

fn file(content: Rope) -> Node {
    Node { meta: Meta::of_mode(0o644), kind: NodeKind::File(content) }
}

fn layer(files: usize) -> Changes {
    let mut changes = Changes::new();
    for n in 0..files {
        changes.set(&format!("/usr/share/{}/file{n}", n % 40), Change::Put(file(format!("content {n}\n").into())));
    }
    changes
}

fn union(files: usize) -> Overlay {
    let lower = layer(files);
    Overlay::new(Arc::new([lower.clone()]), Tree::new().apply(&lower))
}

#[divan::bench(args = [100, 10_000])]
fn copy_up(bencher: Bencher, files: usize) {
    let union = union(files);
    bencher.with_inputs(|| union.clone()).bench_local_values(|mut union| {
        union.append("/usr/share/1/file1", "more\n".into(), 0o644).expect("it is there");
        union
    });
}

#[divan::bench(args = [100, 10_000])]
fn remove_and_compare(bencher: Bencher, files: usize) {
    let union = union(files);
    bencher.with_inputs(|| union.clone()).bench_local_values(|mut union| {
        union.remove_file("/usr/share/1/file1").expect("it is there");
        union.diff()
    });
}

#[divan::bench(args = [100, 10_000])]
fn write_tar(bencher: Bencher, files: usize) {
    let changes = layer(files);
    bencher.bench_local(|| tar::write(tar::from_changes(&changes)).to_bytes());
}

#[divan::bench(args = [100, 10_000])]
fn read_tar(bencher: Bencher, files: usize) {
    let archive = Rope::from(tar::write(tar::from_changes(&layer(files))).to_bytes());
    bencher.bench_local(|| tar::read(&archive, Limits::default()).and_then(tar::to_changes));
}

const LEN: u64 = 4 << 20;

#[divan::bench]
fn compress(bencher: Bencher) {
    let bytes = Rope::from(Rope::filler(Filler { seed: 1, dense: 400 }, LEN).to_bytes());
    bencher.counter(BytesCount::new(LEN)).bench_local(|| gzip::compress(&bytes));
}

#[divan::bench]
fn decompress(bencher: Bencher) {
    let bytes = gzip::compress(&Rope::from(Rope::filler(Filler { seed: 1, dense: 400 }, LEN).to_bytes()));
    let bytes = Rope::from(bytes.to_bytes());
    bencher.counter(BytesCount::new(LEN)).bench_local(|| gzip::decompress(&bytes, Limits::default()));
}

#[divan::bench]
fn pack_a_layer(bencher: Bencher) {
    let changes = layer(1000);
    bencher.bench_local(|| Layer::pack(&changes));
}
