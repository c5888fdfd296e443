//! Analyses as tables: flat, joined by ids, in the memory layout of Apache Arrow.
//!
//! Takes analyses with the name of each document, promises five tables, or one with a row a document and the other four nested in
//! it. [`columns`] is where every column stands with its type, what it means, and how it is had from an analysis.

mod columns;

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};

use crate::analysis::Analysis;
use columns::{Cell, Column, Row};

/// A text column of one batch ends before 2 GiB; the JSON that it was read from is longer than all of them together.
const BATCH_BYTES: usize = 256 << 20;
const BATCH_DOCUMENTS: usize = 4096;

/// The tables, in the order in which [`Builder::finish`] gives them.
pub(crate) const NAMES: [&str; 5] = ["documents", "quotes", "mentions", "entities", "stance"];

const COLUMNS: [&[Column]; 5] = [columns::DOCUMENTS, columns::QUOTES, columns::MENTIONS, columns::ENTITIES, columns::STANCE];

/// Rows under a schema, in batches.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

impl Table {
    pub(crate) fn n_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Gathers analyses.
#[derive(Debug)]
pub(crate) struct Builder {
    open: [OpenBatch; 5],
    done: [Vec<RecordBatch>; 5],
    /// Rows of each table that the documents of the open batch have.
    counts: [Vec<usize>; 5],
    bytes: usize,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self { open: COLUMNS.map(OpenBatch::new), done: Default::default(), counts: Default::default(), bytes: 0 }
    }

    /// Adds the analysis of one document. `bytes` is about its size.
    ///
    /// # Errors
    ///
    /// Where a record refers to one that is not there; nothing is added then.
    pub(crate) fn add(&mut self, doc: &str, analysis: &Analysis, bytes: usize) -> Result<(), String> {
        check(analysis)?;
        let row = |at, inner| Row { doc, analysis, at, inner };
        self.open[0].push(&row(0, 0));
        for at in 0..analysis.quotes.len() {
            self.open[1].push(&row(at, 0));
        }
        let mut mentions: Vec<Row> = Vec::new();
        for (at, entity) in analysis.entities.iter().enumerate() {
            mentions.extend((0..entity.mentions.len()).map(|inner| row(at, inner)));
            self.open[3].push(&row(at, 0));
        }
        mentions.sort_by_key(|r| (r.mention().start, r.mention().end));
        for mention in &mentions {
            self.open[2].push(mention);
        }
        for at in 0..analysis.stance.len() {
            self.open[4].push(&row(at, 0));
        }
        let rows = [1, analysis.quotes.len(), mentions.len(), analysis.entities.len(), analysis.stance.len()];
        for (counts, n) in self.counts.iter_mut().zip(rows) {
            counts.push(n);
        }
        self.bytes += bytes;
        if self.bytes > BATCH_BYTES || self.counts[0].len() >= BATCH_DOCUMENTS {
            self.close_batch();
        }
        Ok(())
    }

    fn close_batch(&mut self) {
        for (open, done) in self.open.iter_mut().zip(&mut self.done) {
            done.push(open.finish());
        }
        self.counts = Default::default();
        self.bytes = 0;
    }

    /// The five tables; the builder is empty afterwards.
    pub(crate) fn finish(&mut self) -> [Table; 5] {
        self.close_batch();
        let mut done = mem::take(&mut self.done).into_iter();
        COLUMNS.map(|columns| Table { schema: schema(columns), batches: done.next().expect("as many as there are tables") })
    }

    /// One table with a row a document; the rows of the other tables are lists in it. For the documents of one batch.
    ///
    /// # Errors
    ///
    /// Where a list would have more than 2^31 rows.
    pub(crate) fn finish_nested(&mut self) -> Result<Table, ArrowError> {
        let counts = mem::take(&mut self.counts);
        self.bytes = 0;
        let mut batches = self.open.each_mut().map(OpenBatch::finish).into_iter();
        let documents = batches.next().expect("the table of documents");
        let mut arrays = documents.columns().to_vec();
        for (batch, counts) in batches.zip(&counts[1..]) {
            let item = DataType::Struct(inner_fields(&batch.schema()));
            let rows = StructArray::try_new(inner_fields(&batch.schema()), batch.columns()[1..].to_vec(), None)?;
            let offsets = OffsetBuffer::<i32>::from_lengths(counts.iter().copied());
            arrays.push(Arc::new(ListArray::try_new(Arc::new(Field::new_list_field(item, false)), offsets, Arc::new(rows), None)?));
        }
        let schema = nested_schema();
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
        Ok(Table { schema, batches: vec![batch] })
    }
}

/// The columns of the five tables: name of the table, name, type, whether it may be missing, and what it is.
pub(crate) fn describe() -> Vec<(&'static str, &'static str, &'static str, bool, &'static str)> {
    let of = |(name, columns): (&'static str, &'static [Column])| {
        columns.iter().map(move |c| (name, c.name, c.type_name(), !c.required, c.description))
    };
    NAMES.into_iter().zip(COLUMNS).flat_map(of).collect()
}

/// The schema of [`Builder::finish_nested`].
fn nested_schema() -> SchemaRef {
    let mut fields: Vec<Field> = COLUMNS[0].iter().map(field).collect();
    for (name, columns) in NAMES.into_iter().zip(COLUMNS).skip(1) {
        let item = DataType::Struct(inner_fields(&schema(columns)));
        fields.push(Field::new(name, DataType::List(Arc::new(Field::new_list_field(item, false))), false));
    }
    Arc::new(Schema::new(fields))
}

/// The columns of a nested table: the row around it has the document already.
fn inner_fields(schema: &Schema) -> Fields {
    schema.fields()[1..].iter().cloned().collect()
}

fn schema(columns: &[Column]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

fn field(column: &Column) -> Field {
    let kind = match column.cell {
        Cell::Text(_) => DataType::Utf8,
        Cell::Int(_) => DataType::Int64,
        Cell::Float(_) => DataType::Float64,
    };
    let metadata = HashMap::from([("description".to_owned(), column.description.to_owned())]);
    Field::new(column.name, kind, !column.required).with_metadata(metadata)
}

/// Rows that are being written.
#[derive(Debug)]
struct OpenBatch {
    columns: &'static [Column],
    values: Vec<Values>,
}

#[derive(Debug)]
enum Values {
    Text(StringBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
}

impl OpenBatch {
    fn new(columns: &'static [Column]) -> Self {
        let values = |column: &Column| match column.cell {
            Cell::Text(_) => Values::Text(StringBuilder::new()),
            Cell::Int(_) => Values::Int(Int64Builder::new()),
            Cell::Float(_) => Values::Float(Float64Builder::new()),
        };
        Self { columns, values: columns.iter().map(values).collect() }
    }

    fn push(&mut self, row: &Row) {
        for (column, values) in self.columns.iter().zip(&mut self.values) {
            match (&column.cell, values) {
                (Cell::Text(cell), Values::Text(builder)) => builder.append_option(cell(row)),
                (Cell::Int(cell), Values::Int(builder)) => builder.append_option(cell(row)),
                (Cell::Float(cell), Values::Float(builder)) => builder.append_option(cell(row)),
                _ => unreachable!("values are made for their column"),
            }
        }
    }

    fn finish(&mut self) -> RecordBatch {
        let arrays = self.values.iter_mut().map(|values| -> ArrayRef {
            match values {
                Values::Text(builder) => Arc::new(builder.finish()),
                Values::Int(builder) => Arc::new(builder.finish()),
                Values::Float(builder) => Arc::new(builder.finish()),
            }
        });
        RecordBatch::try_new(schema(self.columns), arrays.collect()).expect("values are made for their column")
    }
}

/// Whether every record that another one names is there. What comes from a file need not be what was written.
fn check(analysis: &Analysis) -> Result<(), String> {
    let (entities, quotes) = (analysis.entities.len(), analysis.quotes.len());
    let one = |id: Option<usize>, n: usize, what: &str| match id {
        Some(id) if id >= n => Err(format!("it names {what} {id}, but has {n}")),
        _ => Ok(()),
    };
    for quote in &analysis.quotes {
        for &id in quote.speaker.iter().chain(&quote.mentions) {
            one(Some(id), entities, "entity")?;
        }
        if quote.content.is_empty() {
            return Err(format!("its quote {} has no content", quote.id));
        }
    }
    for stance in &analysis.stance {
        one(stance.holder, entities, "entity")?;
        one(Some(stance.target), entities, "entity")?;
        one(stance.quote, quotes, "quote")?;
    }
    analysis.entities.iter().flat_map(|e| &e.mentions).try_for_each(|m| one(m.quote, quotes, "quote"))
}
