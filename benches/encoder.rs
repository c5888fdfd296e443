//! Words per second through the network, on one thread: `cargo bench --bench encoder`.
//!
//! Reads the sample articles with `seeds/encoder.bin`, or with the file that `ONRECORD_WEIGHTS` names.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::encoder::{Encoder, Network};

fn articles(c: &mut Criterion) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    let weights = std::env::var("ONRECORD_WEIGHTS").unwrap_or_else(|_| format!("{root}/encoder.bin"));
    let bytes = std::fs::read(&weights).unwrap_or_else(|e| panic!("{weights}: {e}"));
    let encoder = Encoder::from_bytes(&bytes).expect("weights");
    let texts: Vec<String> = std::fs::read_dir(format!("{root}/articles"))
        .expect("the sample articles")
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("UTF-8"))
        .collect();
    let words = texts.iter().map(|t| t.split_whitespace().count() as u64).sum();
    let mut group = c.benchmark_group("encoder");
    group.throughput(Throughput::Elements(words));
    group.bench_function("words", |b| b.iter(|| texts.iter().map(|t| encoder.read(t).mentions.len()).sum::<usize>()));
    group.finish();
    c.bench_function("load", |b| b.iter(|| Encoder::from_bytes(&bytes).expect("weights")));
}

criterion_group!(benches, articles);
criterion_main!(benches);
