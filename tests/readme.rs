//! The README says what the program does: its key table is that of the command table.
//! `CASELOAD_BLESS=1 cargo test --test readme` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

const BEGIN: &str = "<!-- keys: made from the command table, kept by a test -->\n";
const END: &str = "<!-- /keys -->";

#[test]
fn the_key_table_is_that_of_the_program() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the begin mark of the key table");
    let (table, after) = rest.split_once(END).expect("the end mark of the key table");
    let wanted = caseload::tui::key_table();
    if std::env::var_os("CASELOAD_BLESS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
    } else {
        assert!(table == wanted, "the key table is stale: CASELOAD_BLESS=1 cargo test --test readme");
    }
}

#[test]
fn what_the_readme_names_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let named: Vec<&str> = readme.split("](").skip(1).filter_map(|r| r.split(')').next()).collect();
    assert!(!named.is_empty());
    for link in named {
        assert!(root.join(link).exists(), "the README names {link}, which is not there");
    }
}
