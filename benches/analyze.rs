//! Words per second over the sample articles: `cargo bench`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn articles(c: &mut Criterion) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/articles");
    let texts: Vec<String> = std::fs::read_dir(folder)
        .expect("the sample articles")
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("UTF-8"))
        .collect();
    let words = texts.iter().map(|t| t.split_whitespace().count() as u64).sum();
    let mut group = c.benchmark_group("analyze");
    group.throughput(Throughput::Elements(words));
    group.bench_function("words", |b| b.iter(|| texts.iter().map(|t| onrecord::analyze(t, None).quotes.len()).sum::<usize>()));
    group.finish();
}

criterion_group!(benches, articles);
criterion_main!(benches);
