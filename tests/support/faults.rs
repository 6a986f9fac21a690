//! The table of faults: what was injected, how often, and what came out. Each test writes its row when it has held; the table is
//! put together again from all rows that are there, as `target/faults.md`. `CASELOAD_LONG=1` runs ten times the sizes of CI.

use std::fs;
use std::path::{Path, PathBuf};

/// Number and name of each row, in the order of the table.
#[rustfmt::skip]
const ROWS: [(u32, &str); 16] = [
    (1, "kill -9 of writers"), (2, "contention"), (3, "lost update"), (4, "power cut"), (5, "I/O errors, failed allocation"),
    (6, "disk full, read-only, wrong owner, link, network disk"), (7, "long reader, frozen writer, blocked terminal"),
    (8, "hang-up"), (9, "kill in a form"), (10, "migration, old and new programs, crash at each statement"),
    (11, "backup under load, restore, damaged copies"), (12, "bit rot"), (13, "tampering"), (14, "rights"),
    (15, "SSH break-outs"), (16, "hostile text"),
];

/// How often: `ci` times in CI, ten times that in a long run.
pub fn times(ci: u32) -> u32 {
    if is_long() { ci * 10 } else { ci }
}

/// Is this a long run?
pub fn is_long() -> bool {
    std::env::var("CASELOAD_LONG").is_ok_and(|v| v == "1")
}

/// Writes a part of a row that has held: `part` names it within the row, `count` says how often it was injected, `result` what
/// came out, with numbers. A row may have several parts, of several tests; the same part is written over.
pub fn held(row: u32, part: &str, count: u64, result: &str) {
    let (_, name) = ROWS.iter().find(|(n, _)| *n == row).expect("a row of the table");
    println!("fault {row} ({name}), {part}: {count} × {result}");
    let folder = folder();
    fs::create_dir_all(&folder).expect("a folder for the rows");
    let size = if is_long() { "long" } else { "CI" };
    let line = format!("| {row} | {name} | {part} | {count} | {size} | {result} |\n");
    let file = folder.join(format!("{row:02}-{}.row", part.replace(|c: char| !c.is_ascii_alphanumeric(), "-")));
    fs::write(file, line).expect("a written row");
    put_together(&folder);
}

/// Says loudly what could not be injected here, on the screen and in the table.
pub fn left_out(row: u32, part: &str, why: &str) {
    eprintln!("\n!!!! fault {row}, {part}: LEFT OUT, {why}\n");
    held(row, part, 0, &format!("LEFT OUT: {why}"));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").join("faults")
}

/// The table of all rows so far. Tests run side by side, so it is written whole beside its place and moved there.
fn put_together(folder: &Path) {
    let mut rows: Vec<PathBuf> = fs::read_dir(folder).expect("the rows").flatten().map(|e| e.path()).collect();
    rows.retain(|p| p.extension().is_some_and(|e| e == "row"));
    rows.sort();
    let mut table = String::from(
        "# Faults: what was injected, and what came out\n\nWritten by the tests (`cargo test`; ten times the sizes: \
         `CASELOAD_LONG=1 cargo test`).\n\n| # | fault | part | times | size | what came out |\n|---|---|---|---|---|---|\n",
    );
    for (n, name) in ROWS {
        let is_its = |p: &&PathBuf| p.file_name().is_some_and(|f| f.to_string_lossy().starts_with(&format!("{n:02}-")));
        let its: String = rows.iter().filter(is_its).map(|row| fs::read_to_string(row).unwrap_or_default()).collect();
        table += &if its.is_empty() { format!("| {n} | {name} | | 0 | | NOT RUN |\n") } else { its };
    }
    let file = tempfile::NamedTempFile::new_in(folder).expect("a scratch file");
    fs::write(file.path(), table).expect("a written table");
    let _ = file.persist(folder.with_extension("md"));
}
