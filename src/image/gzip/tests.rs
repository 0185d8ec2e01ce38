use std::io::{Read, Write};

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use crate::content::{Filler, Rope, Segment};
use crate::image::{LayerError, Limits};
use crate::oci::Digest;

use super::*;

fn gunzip(blob: &Rope) -> Vec<u8> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(blob.reader()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn gzip(bytes: &[u8]) -> Rope {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().into()
}

fn slice_of_filler(seed: u64, dense: u16, from: u64, len: u64) -> Rope {
    Rope::filler(Filler { seed, dense }, from + len).slice(from..from + len)
}

fn sample() -> Rope {
    let filler = slice_of_filler(1, 20_000, 0, 200_000);
    Rope::concat([Rope::from("head"), filler, vec![0; 480].into(), slice_of_filler(2, 0, 5, 70_000), "tail".into()])
}

fn piece() -> impl Strategy<Value = Rope> {
    prop_oneof![
        (0..3_u64, any::<u16>(), 0..200_000_u64, 0..200_000_u64)
            .prop_map(|(seed, dense, from, len)| slice_of_filler(seed, dense, from, len)),
        prop::collection::vec(any::<u8>(), 0..600).prop_map(Rope::from),
        (any::<u8>(), 0..150_000_usize).prop_map(|(byte, len)| vec![byte; len].into()),
    ]
}

#[test]
fn the_encoding_is_frozen() {
    let blob = compress(&sample());
    insta::assert_snapshot!(format!("{} {}", blob.len(), Digest::from_sha256(blob.sha256())), @"64423 sha256:c8e4580463d67a37051bc3e1ccb82d2b564dccdfaf2d23041cc08f4c53ef526a");
    let blob = compress(&Rope::from("hello\n"));
    insta::assert_snapshot!(crate::content::hex(&blob.to_bytes()), @"1f8b08000000000000ffca48cdc9c9e702000000ffff030020303a3606000000");
}

#[test]
fn filler_stays_filler() {
    let content = Rope::concat([Rope::from("head"), Rope::filler(Filler { seed: 1, dense: 30_000 }, 1 << 30)]);
    let blob = compress(&content.slice(0..300_000));
    let literal: u64 = blob.segments().iter().filter(|s| matches!(s, Segment::Bytes(_))).map(Segment::len).sum();
    assert!(literal < 2_000, "{literal}");
    let back = decompress(&blob, Limits::default()).unwrap();
    assert_eq!(back.segments().len(), 2);
    assert_eq!(back, content.slice(0..300_000));
}

#[test]
fn how_a_rope_is_cut_does_not_matter() {
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251 * (n >> 10)) as u8).collect();
    let whole = Rope::from(bytes.clone());
    let cut = Rope::concat(bytes.chunks(50_001).map(|chunk| Rope::from(chunk.to_vec())));
    assert!(compress(&whole).to_bytes() == compress(&cut).to_bytes());
    let zeros = slice_of_filler(9, 0, 0, 100_000);
    assert!(compress(&zeros).to_bytes() == compress(&vec![0; 100_000].into()).to_bytes());
}

#[test]
fn every_length_of_zeros_is_encoded() {
    for len in (1..600).chain(65_000..65_536) {
        let content = slice_of_filler(1, 1, 1, len);
        assert!(gunzip(&compress(&content)) == content.to_bytes(), "{len}");
    }
}

#[test]
fn several_members_are_one_content() {
    let blob = Rope::concat([gzip(b"one "), gzip(b"two")]);
    assert_eq!(decompress(&blob, Limits::default()).unwrap().to_bytes(), "one two");
}

#[test]
fn zstd_is_read() {
    let pieces = [
        ruzstd::encoding::compress_to_vec(&b"hello "[..], ruzstd::encoding::CompressionLevel::Fastest),
        vec![0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3],
        ruzstd::encoding::compress_to_vec(&b"world"[..], ruzstd::encoding::CompressionLevel::Uncompressed),
    ];
    let blob = Rope::from(pieces.concat());
    assert_eq!(decompress(&blob, Limits::default()).unwrap().to_bytes(), "hello world");
    let cut = blob.slice(0..blob.len() - 3);
    assert!(matches!(decompress(&cut, Limits::default()), Err(LayerError::Gzip(_))));
}

#[test]
fn plain_bytes_stay_as_they_are() {
    assert_eq!(decompress(&"plain".into(), Limits::default()).unwrap().to_bytes(), "plain");
    assert_eq!(decompress(&Rope::new(), Limits::default()).unwrap().len(), 0);
}

#[test]
fn damage_is_named() {
    let blob = compress(&Rope::from("hello\n"));
    let cut = decompress(&blob.slice(0..blob.len() - 4), Limits::default());
    assert_eq!(cut, Err(LayerError::Gzip("unexpected EOF".into())));
    let mut bytes = blob.to_bytes().to_vec();
    let at = bytes.len() - 8;
    bytes[at] ^= 1;
    let wrong = decompress(&bytes.into(), Limits::default());
    assert_eq!(wrong, Err(LayerError::Gzip("gzip: invalid checksum".into())));
    let trailing = Rope::concat([blob, "junk".into()]);
    assert!(matches!(decompress(&trailing, Limits::default()), Err(LayerError::Gzip(_))));
    let junk = Rope::from([&HEADER[..], &[0xff; 20]].concat());
    assert_eq!(decompress(&junk, Limits::default()), Err(LayerError::Gzip("flate: corrupt input".into())));
}

#[test]
fn bombs_are_refused() {
    let limits = Limits { bytes: 1 << 20, entries: 10 };
    let zeros = compress(&vec![0; 2 << 20].into());
    assert!(matches!(decompress(&zeros, limits), Err(LayerError::Limit(_))));
    let plain = Rope::from(vec![1; 2 << 20]);
    assert!(matches!(decompress(&plain, limits), Err(LayerError::Limit(_))));
    let bomb = gzip(&vec![1; 70 << 20]);
    assert!(matches!(decompress(&bomb, Limits::default()), Err(LayerError::Limit(_))));
}

#[test]
fn zeros_cost_nothing() {
    let blob = gzip(&vec![0; 70 << 20]);
    let content = decompress(&blob, Limits::default()).unwrap();
    assert_eq!((content.len(), content.segments().len()), (70 << 20, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_was_compressed_is_decompressed(pieces in prop::collection::vec(piece(), 0..6)) {
        let content = Rope::concat(pieces);
        let blob = compress(&content);
        prop_assert!(gunzip(&blob) == content.to_bytes());
        prop_assert!(gunzip(&blob.to_bytes().into()) == content.to_bytes());
        prop_assert!(decompress(&blob, Limits::default()).unwrap().to_bytes() == content.to_bytes());
        prop_assert!(decompress(&blob.to_bytes().into(), Limits::default()).unwrap().to_bytes() == content.to_bytes());
    }

    #[test]
    fn random_bytes_never_panic(start in 0..4_usize, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let starts: [&[u8]; 4] = [&HEADER, &[0x28, 0xb5, 0x2f, 0xfd], &[0x50, 0x2a, 0x4d, 0x18], &[]];
        let _ = decompress(&[starts[start], &bytes].concat().into(), Limits::default());
    }
}

#[test]
fn whoever_compresses_can_be_stopped() {
    use crate::allowance::{Halt, Line, Spent, caught};
    let halt = Halt::default();
    let _line = Line::begin(halt.clone());
    halt.halt();
    for dense in [0, 1000] {
        let endless = slice_of_filler(1, dense, 0, 8 << 30);
        for pack in [|content: &Rope| Ok(compress(content)), compress_bzip2, compress_xz] {
            let stopped = caught(|| pack(&endless).map(|packed| packed.len()));
            assert!(matches!(stopped, Err(Spent::Halted) | Ok(Err(_))), "{dense}: {stopped:?}");
        }
    }
}
