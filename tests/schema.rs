//! The JSON Schema that the Python package ships is the one that the types make.
//!
//! After a change in `src/analysis.rs`, write it anew:
//!
//! ```sh
//! UPDATE_GOLDEN=1 cargo test --features schema --test schema
//! ```

use std::fs;

use onrecord::analysis::{Analysis, Judgement};
use schemars::generate::SchemaSettings;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/onrecord/schema.json");

#[test]
fn the_shipped_schema_is_current() {
    // What is written always has all its keys, so the schema of the written form requires them; that of the read form would not.
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    // The answer of `judge` is no part of an analysis, but its definition stands beside the others.
    generator.subschema_for::<Judgement>();
    let schema = generator.into_root_schema_for::<Analysis>();
    let current = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(SHIPPED, &current).expect("python/onrecord can be written to");
    }
    let shipped = fs::read_to_string(SHIPPED).unwrap_or_default();
    assert!(
        shipped == current,
        "python/onrecord/schema.json is not what src/analysis.rs says; \
         write it anew with UPDATE_GOLDEN=1 cargo test --features schema --test schema"
    );
}
