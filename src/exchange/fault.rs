//! Why nothing, or not all, crossed the wall. It must never carry a value of a record.

use crate::store;
use std::io;

/// Why an export did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// the store said no
    #[error(transparent)]
    Store(#[from] store::Error),
    /// what was to be written could not be
    #[error(transparent)]
    Output(#[from] io::Error),
    /// the form cannot hold it; the sentence says what, and what to do
    #[error("{0}")]
    Form(String),
    /// the place of the file that was named will not do; the sentence says why
    #[error("{0}")]
    Place(String),
}

impl From<::csv::Error> for Fault {
    fn from(error: ::csv::Error) -> Fault {
        match error.into_kind() {
            ::csv::ErrorKind::Io(error) => Fault::Output(error),
            // Rows of one length, in UTF-8: nothing else can be wrong.
            other => Fault::Output(io::Error::other(format!("{other:?}"))),
        }
    }
}

impl From<rust_xlsxwriter::XlsxError> for Fault {
    fn from(error: rust_xlsxwriter::XlsxError) -> Fault {
        use rust_xlsxwriter::XlsxError::{IoError, RowColumnLimitError};
        match error {
            IoError(error) => Fault::Output(error),
            RowColumnLimitError => Fault::Form(
                "these are more records than a sheet of XLSX holds: narrow the filter, or export as csv or json".into(),
            ),
            // Its own words name sheets and places, and a text only as too long, which is asked before.
            _ => Fault::Form("these cases cannot be written as XLSX: export them as csv or json".into()),
        }
    }
}
