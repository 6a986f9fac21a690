//! Lists of cases come in: what was exported comes back the same, a list with every kind of mess is told row by row, and whatever
//! happens, all of it comes in or nothing. `CASELOAD_SEED` repeats a run of the random moments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::faults::{held, times};
use support::{Dice, Office};

const NOW: [&str; 2] = ["--now", "2021-12-28T22:45"];

fn put(office: &Office, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = office.folder().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// Imports and gives the exit code and what was said.
fn import(office: &Office, name: &str, more: &[&str]) -> (i32, Value) {
    let said = office.run(&[&["import", name, "--json"], more, &NOW[..]].concat());
    let json: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|e| panic!("{e}: {said:#?}"));
    let sum = |json: &Value| {
        ["taken", "asked", "refused", "duplicates"].iter().map(|k| json[k].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(json["rows"], sum(&json), "every row is one of these: {json:#}");
    (said.status, json)
}

fn counts(json: &Value) -> [u64; 5] {
    ["rows", "taken", "asked", "refused", "duplicates"].map(|k| json[k].as_u64().unwrap())
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Without what is of the file that it lies in: identities, times and hands, and who was found there to be one person.
fn bare(value: Value) -> Value {
    let of_file = ["id", "version", "created_at", "created_by", "updated_at", "updated_by", "person"];
    let aside = |k: &str| of_file.contains(&k) || k.ends_with("_id");
    match value {
        Value::Object(map) => map.into_iter().filter(|(k, _)| !aside(k)).map(|(k, v)| (k, bare(v))).collect(),
        Value::Array(all) => all.into_iter().map(bare).collect(),
        other => other,
    }
}

/// Custody clocks run on from one export to the next: both are of the same minute.
const AT: &str = "2019-12-31T16:42";

#[test]
fn what_was_exported_comes_back_the_same_and_once() {
    let demo = Office::demo();
    let whole = bare(parsed(&demo.ok(&["export", "--names", "--json", "--now", AT])));
    for form in ["csv", "xlsx"] {
        let name = format!("cases.{form}");
        let office = Office::in_memory();
        // The partners are the office's own words: it must have them before a case names one.
        for partner in parsed(&demo.ok(&["partners", "--json"])).as_array().unwrap() {
            let word = |key: &str| partner[key].as_str().unwrap_or_default().to_owned();
            office.run(&["partners", &word("code"), &word("name"), "--type", &word("type")]);
        }
        demo.ok(&["export", "--names", "--out", &name, "--force"]);
        fs::copy(demo.folder().join(&name), office.folder().join(&name)).unwrap();
        let (status, said) = import(&office, &name, &[]);
        assert_eq!((status, &said["written"], &said["taken"]), (0, &json!(true), &said["rows"]), "{form}: {said:#}");
        assert!(
            bare(parsed(&office.ok(&["export", "--names", "--json", "--now", AT]))) == whole,
            "{form}: the cases are others"
        );
        let (status, said) = import(&office, &name, &[]);
        assert_eq!((status, &said["taken"], &said["duplicates"]), (0, &json!(0), &said["rows"]), "{form}, once more");
        // Where it came from it is known as well, without ever having come in there.
        let (status, said) = import(&demo, &name, &[]);
        assert_eq!(
            (status, &said["written"], &said["duplicates"]),
            (0, &json!(false), &said["rows"]),
            "{form}, at home"
        );
        office.well();
    }
}

/// Nine ways of writing a day, and every fate of a row: what the report counts is what was put in.
#[test]
fn a_messy_list_is_told_row_by_row_and_comes_in_whole_or_not_at_all() {
    let office = Office::in_memory();
    let days = [
        "2015-03-12",
        "12/03/2015",
        "12.3.15",
        "12 March 2015",
        "Mar 12, 2015",
        "20150312",
        "42075",
        "12/03/2558",
        "១២ មីនា ២០១៥",
    ];
    let mut list = String::from("Case No.,Date reported,Offence,Province,Sex,Age,Child,Suspect,Arrested,Remarks\n");
    for (n, day) in days.iter().enumerate() {
        list += &format!("A{n},\"{day}\",rape,Battambang,F,{},Sokha {n},Unknown,no,by the canal\n", n + 3);
    }
    list += "A0,2015-03-12,rape,Battambang,F,3,Sokha 0,Unknown,no,by the canal\n"; // 11: as line 2
    list += "B1,31/02/2015,rape,bat,f,7,,,n,\n"; // 12: no such day
    list += "B2,,rape,bat,f,7,,,n,\n"; // 13: no day
    list += "B3,13/03/2015,rape,Batambong,f,7,,,n,\n"; // 14: a word that no list knows
    list += "B4,13/03/2015,hom,Batambong,m,8 months,,Vuthy,yes,\n"; // 15: the same word
    list += "B5,14/03/2015,rape,bat,f,seven or so,,,n,\n"; // 16: comes in, the age stays beside it
    list += "C1,15/03/2015,rape,bat,f,7,Srey,Dara,y,\n"; // 17: two suspects of one victim
    list += "C1,15/03/2015,rape,bat,f,7,Srey,Rith,n,\n";
    list += "C2,15/03/2015,rape,bat,f,7,,,n,\n"; // 19: says another province on line 20
    list += "C2,15/03/2015,rape,Kandal,f,8,,,n,\n";
    list += "D1,15/03/2015,rape,bat,f,7,,,n\n"; // 21: a cell too few
    list += "\n,,,,,,,,,\n"; // 22, 23: nothing
    list += "D2,1/1/2040,rape,bat,f,7,,,n,\n"; // 24: still to come
    put(&office, "list.csv", &list);
    let before = office.dump();
    let (status, said) = import(&office, "list.csv", &[]);
    assert_eq!(counts(&said), [21, 12, 5, 3, 1], "{said:#}");
    assert_eq!((status, &said["written"]), (1, &json!(false)));
    assert_eq!(office.dump(), before, "nothing was written");
    let told = |line: u64, column: &str, severity: &str| {
        let all = said["problems"].as_array().unwrap();
        assert!(
            all.iter().any(|p| p["line"] == line && p["column"] == column && p["severity"] == severity),
            "line {line}, {column}, {severity}: {all:#?}"
        );
    };
    told(11, "", "duplicate");
    told(12, "Date reported", "refused");
    told(13, "Date reported", "refused");
    told(14, "Province", "asked");
    told(16, "Age", "kept");
    told(20, "Province", "asked");
    told(19, "", "asked");
    told(21, "Arrested", "refused");
    told(24, "Date reported", "asked");
    // Asked once, however many rows.
    assert_eq!(
        said["unmatched"],
        json!([{ "field": "case.province", "word": "Batambong", "rows": 2, "alike": "Battambang" }])
    );
    // Decided in a map: what is left to be decided goes, the others come in where that is said.
    put(&office, "map.toml", "[words.\"case.province\"]\nBatambong = \"02\"\n");
    let (status, said) = import(&office, "list.csv", &["--map", "map.toml"]);
    assert_eq!((status, counts(&said)), (1, [21, 14, 3, 3, 1]), "{said:#}");
    let (status, said) = import(&office, "list.csv", &["--map", "map.toml", "--leave-out", "--report", "report.csv"]);
    assert_eq!((status, &said["written"], &said["cases"], &said["victims"]), (0, &json!(true), &json!(13), &json!(13)));
    assert_eq!(parsed(&office.ok(&["list", "--json"])).as_array().unwrap().len(), 13);
    let report = fs::read_to_string(office.folder().join("report.csv")).unwrap();
    assert!(report.contains("12,Date reported,31/02/2015,") && report.lines().count() > 8, "{report}");
    // Each of the nine days is the one that was meant.
    let of_day = parsed(&office.ok(&["list", "reported:2015-03-12", "--json"]));
    assert_eq!(of_day.as_array().unwrap().len(), 9, "{of_day:#}");
    // One victim with two suspects; the one who was arrested is one of them.
    let twice = parsed(&office.ok(&["list", "srey", "--json"]));
    let case = parsed(&office.ok(&["show", twice[0]["number"].as_str().unwrap(), "--json"]));
    let names: Vec<&Value> = case["suspects"].as_array().unwrap().iter().map(|s| &s["name"]).collect();
    assert_eq!((names, case["victims"].as_array().unwrap().len()), (vec![&json!("Dara"), &json!("Rith")], 1));
    assert_eq!(case["suspects"][0]["stage"], "arrested");
    // What was not understood stands with its case as it stood in the file, and is found.
    let kept = parsed(&office.ok(&["list", "\"seven or so\"", "--json"]));
    let case = parsed(&office.ok(&["show", kept[0]["number"].as_str().unwrap(), "--json"]));
    assert_eq!(
        (&case["victims"][0]["age"], &case["as_imported"]),
        (&Value::Null, &json!("list.csv line 16\nCase No.: B5\nAge: seven or so"))
    );
    // Once more it adds nothing, and what was left out is left out still.
    let (_, said) = import(&office, "list.csv", &["--map", "map.toml", "--leave-out"]);
    assert_eq!(
        (&said["written"], &said["taken"], &said["duplicates"]),
        (&json!(false), &json!(0), &json!(15)),
        "{said:#}"
    );
    office.well();
}

#[test]
fn an_import_is_one_act_and_is_undone_as_one() {
    let office = Office::in_memory();
    office.ok(&[&["add", "hom kan m9 ? phone"], &NOW[..]].concat());
    put(&office, "l.csv", "Date,Offence,Age,Arrested\n1/2/2021,rape,7,y\n2/2/2021,rape,8,y\n");
    assert_eq!(import(&office, "l.csv", &[]).0, 0);
    let cases =
        |year: &str| parsed(&office.ok(&[&["rates", "--year", year, "--json"], &NOW[..]].concat()))["cases"].clone();
    let listed = || parsed(&office.ok(&["list", "--json"])).as_array().unwrap().len();
    assert_eq!((cases("2021"), listed()), (json!(3), 3));
    let log = office.ok(&["log"]);
    let acts: Vec<&str> = log.lines().filter(|l| l.contains("import")).collect();
    assert!(acts.len() == 1 && acts[0].contains("l.csv, 2 rows, 2 cases, SHA-256"), "{log}");
    // Not without a reason, and not one that is not there.
    assert_eq!(office.run(&["import", "--undo", "1"]).status, 2);
    assert_eq!(office.run(&["import", "--undo", "7", "--reason", "x"]).status, 1);
    office.ok(&["import", "--undo", "1", "--reason", "the wrong year"]);
    assert_eq!((cases("2021"), listed()), (json!(1), 1));
    let gone = office.run(&["show", "21/2"]);
    assert!(gone.status == 1 && gone.stderr.contains("import 1, which was undone"), "{gone:#?}");
    // Its numbers are given to nobody else.
    assert!(office.ok(&[&["add", "hom kan m9 ? phone"], &NOW[..]].concat()).contains("CPU-21-0004"));
    office.well();
    // What was undone may come in again, as another import or as itself, and not as both.
    assert_eq!(import(&office, "l.csv", &[]).1["taken"], 2);
    assert_eq!((cases("2021"), listed()), (json!(4), 4));
    let twice = office.run(&["import", "--redo", "1"]);
    assert!(twice.status != 0 && twice.stderr.contains("another import brought in"), "{twice:#?}");
    office.ok(&["import", "--undo", "2", "--reason", "it is import 1"]);
    office.ok(&["import", "--redo", "1"]);
    assert_eq!((cases("2021"), listed()), (json!(4), 4));
    let imports = parsed(&office.ok(&["import", "--list", "--json"]));
    let states: Vec<&Value> = imports.as_array().unwrap().iter().map(|i| &i["state"]).collect();
    assert_eq!(states, [&json!("undone"), &json!("in")], "the latest first");
    // By other hands it is not undone unseen, nor is a case put out of sight.
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    raw.execute(
        "UPDATE case_row SET import = 0 WHERE import IS NULL AND ordinal = (SELECT min(ordinal) FROM case_row)",
        [],
    )
    .unwrap();
    for args in [&["list"][..], &["rates", "--year", "2021"]] {
        let refused = office.run(args);
        assert!(refused.status == 3 && refused.stderr.contains("no import brought in"), "{refused:#?}");
    }
    raw.execute("UPDATE case_row SET import = NULL WHERE import = 0", []).unwrap();
    raw.execute("UPDATE import SET state = 'undone'", []).unwrap();
    let refused = office.run(&["list"]);
    assert!(refused.status == 3 && refused.stderr.contains("import is not as it was saved"), "{refused:#?}");
    let verified = office.run(&["audit", "verify"]);
    assert!(verified.status == 1 && verified.stdout.contains("import 1"), "{verified:#?}");
}

/// Directors and leads import; whoever may not is told, and it is on record.
#[test]
fn who_may_not_import_is_refused_on_record() {
    let office = Office::in_memory();
    put(&office, "l.csv", "Date,Offence,Age,Child\n1/2/2021,rape,7,Sokha\n");
    for (name, role) in
        [("nary", "administrator"), ("vanna", "director"), ("sophal", "lead"), ("dara", "officer"), ("chan", "analyst")]
    {
        let team: &[&str] = if ["lead", "officer"].contains(&role) { &["--team", "HIT"] } else { &[] };
        office.ok(&[&["user", "add", name, "--role", role], team].concat());
    }
    for name in ["dara", "chan", "nary"] {
        for args in [&["import", "l.csv"][..], &["import", "--list"], &["import", "--undo", "1", "--reason", "x"]] {
            let said = office.run(&[args, &["--as", name]].concat());
            assert!(said.status == 4 && said.stderr.contains("may not import cases"), "{name}: {said:#?}");
        }
    }
    assert_eq!(import(&office, "l.csv", &["--as", "sophal"]).0, 0);
    assert_eq!(office.run(&["import", "--undo", "1", "--reason", "x", "--as", "vanna"]).status, 0);
    let log = office.ok(&["log", "--as", "vanna"]);
    assert!(log.lines().filter(|l| l.contains("refused")).count() >= 3 && log.contains("sophal  import"), "{log}");
    office.well();
}

#[test]
fn the_map_says_how_a_list_is_read_and_what_is_wrong_with_it() {
    let office = Office::in_memory();
    put(
        &office,
        "h.csv",
        "uid,day,last,first,outcome\n1,3/25/2015,Chan,Sok,Closed by arrest\n2,4/1/2015,Kim,Rith,Open\n",
    );
    // Without a map nothing says what the offence is.
    let (status, said) = import(&office, "h.csv", &[]);
    assert!(status == 1 && said["problems"][0]["problem"].as_str().unwrap().contains("map"), "{said:#}");
    put(
        &office,
        "m.toml",
        "date_order = \"mdy\"\n[fields]\nnumber = \"uid\"\n\"case.reported_on\" = \"day\"\n\"offence.code\" = { value = \"hom\" }\n\
         \"victim.name\" = [\"first\", \"last\"]\n\"arrest.made\" = \"outcome\"\n\
         [words.\"arrest.made\"]\n\"Closed by arrest\" = \"yes\"\nOpen = \"no\"\n",
    );
    let (status, said) = import(&office, "h.csv", &["--map", "m.toml"]);
    assert_eq!((status, &said["taken"]), (0, &json!(2)), "{said:#}");
    let case = parsed(&office.ok(&["show", "15/1", "--json"]));
    assert_eq!((&case["reported_on"], &case["victims"][0]["name"]), (&json!("2015-03-25"), &json!("Sok Chan")));
    assert_eq!(case["suspects"][0]["arrests"][0]["at"], "2015-03-25", "in custody is as of the report");
    // The template of a list is a map that reads it, and shows what stands in each column.
    put(&office, "l.csv", "ល.រ,កាលបរិច្ឆេទ,បទល្មើស,ខេត្ត,អាយុ,ភេទ\n១,១២/០៣/២៥៥៨,rape,បាត់ដំបង,៧,ស្រី\n");
    office.ok(&["import", "l.csv", "--map-template", "t.toml"]);
    let template = fs::read_to_string(office.folder().join("t.toml")).unwrap();
    assert!(
        template.contains("\"case.province\" = \"ខេត្ត\"") && template.contains("# \"suspect.name\" = \"\""),
        "{template}"
    );
    let (status, said) = import(&office, "l.csv", &["--map", "t.toml"]);
    assert_eq!((status, &said["taken"], &said["problems"]), (0, &json!(1), &json!([])), "{said:#}");
    let case = parsed(&office.ok(&["show", "15/3", "--json"]));
    assert_eq!(
        (&case["reported_on"], &case["province"], &case["victims"][0]["age"]),
        (&json!("2015-03-12"), &json!("02"), &json!("7"))
    );
    // What the map says is not known is not lost.
    put(&office, "w.csv", "Date,Offence,Province\n2/1/2016,rape,Mars\n");
    put(&office, "w.toml", "[words.\"case.province\"]\nMars = \"?\"\n");
    assert_eq!(import(&office, "w.csv", &["--map", "w.toml"]).0, 0);
    let case = parsed(&office.ok(&["show", "16/1", "--json"]));
    assert_eq!((&case["province"], &case["as_imported"]), (&Value::Null, &json!("w.csv line 2\nProvince: Mars")));
    // What is wrong with a map is said with its line, its field, its column.
    for (map, words) in [
        ("[fields]\n\"victim.agee\" = \"x\"", "is victim.age meant?"),
        ("[fields]\n\"victim.age\" = \"Agge\"", "“Agge”"),
        ("date_order = \"first\"", "dmy, mdy or ymd"),
        ("no = 3", "line 1 of the map"),
        ("nonsense", "line 1 of the map"),
    ] {
        put(&office, "bad.toml", map);
        let said = office.run(&["import", "l.csv", "--map", "bad.toml"]);
        assert!(said.status != 0 && said.stderr.contains(words), "{map}: {said:#?}");
    }
}

/// An archive that says it is a sheet of so many bytes.
fn workbook(sheet: impl Fn(&mut dyn Write)) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, text) in [
        (
            "[Content_Types].xml",
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
    ] {
        out.start_file(name, plain).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.start_file("xl/worksheets/sheet1.xml", plain).unwrap();
    sheet(&mut out);
    out.finish().unwrap().into_inner()
}

#[test]
fn no_file_makes_it_fall_hang_or_write_half() {
    let office = Office::in_memory();
    let head = "Date,Offence,Age,Child\n";
    let good = "1/2/2021,rape,7,Sok\n";
    let cells = |n: usize| (0..n).map(|i| format!("c{i}")).collect::<Vec<_>>().join(",");
    let row = |text: &str| format!("<row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    let bomb = workbook(|out| {
        out.write_all(b"<worksheet><sheetData>").unwrap();
        let one = row(&"x".repeat(30_000));
        (0..10_000).for_each(|_| out.write_all(one.as_bytes()).unwrap());
    });
    assert!(bomb.len() < 4 << 20, "300 MB in {} bytes", bomb.len());
    let hostile: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("blanks", b"\n\n , ,\n".to_vec()),
        ("headings alone", head.into()),
        ("zeros", vec![0; 100_000]),
        ("noise", (0..200_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
        ("an archive that is none", b"PK\x03\x04 and nothing".to_vec()),
        ("an old workbook", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more".to_vec()),
        ("a swollen workbook", bomb),
        ("a cell of 10 MB", format!("{head}{good}1/2/2021,rape,7,{}\n", "y".repeat(10 << 20)).into()),
        ("a quote that is not closed", format!("{head}{good}1/2/2021,rape,7,\"Sok\n{}", good.repeat(2000)).into()),
        ("5,000 columns", format!("{}\n{}\n", cells(5000), cells(5000)).into()),
        ("a row that is too long", format!("{head}{good}1/2/2021,rape,7,Sok,more,and more\n").into()),
        (
            "escapes",
            format!("{head}{good}1/2/2021,rape,7,\u{1b}[2J\u{202E}\u{9b}31m\u{7}\n1/2/2021,\u{1b}]0;x\u{7},7,a\n")
                .into(),
        ),
        ("formulas", format!("{head}1/2/2021,rape,7,\"=cmd|'/c calc'!A1\"\n").into()),
        ("faults of a spreadsheet", format!("{head}1/2/2021,rape,#REF!,#N/A\n#VALUE!,rape,7,a\n").into()),
        (
            "halves of letters",
            format!("{head}{good}").encode_utf16().flat_map(u16::to_be_bytes).chain([0xD8, 0]).collect(),
        ),
        ("one line of a million cells", ["a,"; 500_000].concat().into()),
    ];
    let count = |office: &Office| parsed(&office.ok(&["list", "--json"])).as_array().unwrap().len() as u64;
    for (what, bytes) in hostile {
        put(&office, "f", bytes);
        let before = count(&office);
        let start = Instant::now();
        let plain = office.run(&["import", "f", "--dry-run"]);
        assert!(start.elapsed() < Duration::from_secs(20), "{what} takes {:?}", start.elapsed());
        assert!([0, 1].contains(&plain.status), "{what}: {plain:#?}");
        for said in [&plain.stdout, &plain.stderr] {
            assert!(!said.chars().any(|c| c != '\n' && caseload::domain::text::is_unsafe(c)), "{what}: {said:?}");
        }
        let (status, said) = import(&office, "f", &[]);
        let clean = said["asked"] == 0 && said["refused"] == 0;
        let came = count(&office) - before;
        assert_eq!(came, if clean { said["cases"].as_u64().unwrap() } else { 0 }, "{what}: {said:#}");
        assert_eq!(
            status == 0,
            said["problems"].as_array().unwrap().iter().all(|p| p["severity"] != "refused" && p["severity"] != "asked"),
            "{what}"
        );
    }
    assert_eq!(count(&office), 1, "the one of the formulas: half a letter is no row");
    office.well();
}

/// Is there an import that is neither in nor gone?
fn half_done(office: &Office) -> bool {
    let raw = rusqlite::Connection::open(office.db()).unwrap();
    raw.query_row("SELECT EXISTS (SELECT 1 FROM import WHERE state <> 'in')", [], |r| r.get(0)).unwrap()
}

/// Killed at any moment an import has come in whole or not at all, and who saves meanwhile is never refused.
#[test]
fn an_import_killed_at_any_moment_is_whole_or_nothing_and_keeps_nobody_waiting() {
    let office = Office::new();
    let mut dice = Dice::new();
    let size = 300;
    let list = |round: u32| {
        let mut list = String::from("Case No.,Date,Offence,Age,Child,Arrested\n");
        (0..size).for_each(|n| list += &format!("{round}-{n},1/2/2020,rape,7,Child {n},y\n"));
        put(&office, &format!("l{round}.csv"), list);
        format!("l{round}.csv")
    };
    let start = Instant::now();
    assert_eq!(import(&office, &list(0), &[]).0, 0);
    let whole = start.elapsed();
    let (stop, rounds) = (AtomicBool::new(false), times(50));
    // Also where an assertion ends the rounds.
    struct Stop<'a>(&'a AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let (saved, whole_rounds) = std::thread::scope(|scope| {
        let ends = Stop(&stop);
        let writer = scope.spawn(|| {
            let mut saved = 0;
            while !stop.load(Ordering::Relaxed) {
                office.ok(&[&["add", "hom kan m9 ? phone"], &NOW[..]].concat());
                saved += 1;
            }
            saved
        });
        let mut came = 1;
        for round in 1..=rounds {
            let name = list(round);
            let mut child = office
                .command(&[&["import", &name, "--json"], &NOW[..]].concat())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            dice.wait_between(whole / 20, whole);
            child.kill().unwrap();
            let out = child.wait_with_output().unwrap();
            // Whoever opens the file next takes up what was decided; until all of it is there, nothing of it is.
            let count = || parsed(&office.ok(&["list", "reported:2020", "--json"])).as_array().unwrap().len();
            let end = Instant::now() + Duration::from_secs(30);
            let mut there = count();
            while half_done(&office) {
                assert!(there == came * size, "round {round}: {there} cases while it comes in");
                assert!(Instant::now() < end, "round {round}: it does not come in");
                there = count();
            }
            there = there.max(count());
            let before = came * size;
            assert!(there == before || there == before + size, "round {round}: {there} cases, {before} before");
            came = there / size;
            assert!(out.stdout.is_empty() || there == before + size, "round {round}: it said that it was in");
        }
        drop(ends);
        (writer.join().unwrap(), came - 1)
    });
    assert!(saved > 0);
    let result = format!(
        "0 half: {whole_rounds} had been decided and came in whole, the others not at all; {saved} cases saved meanwhile, 0 refused"
    );
    held(1, "an import killed", rounds.into(), &result);
    office.well();
}

#[test]
fn a_blank_day_of_arrest_is_no_arrest_and_no_reason_to_refuse_a_row() {
    let office = Office::new();
    let list = "Case no,Date reported,Offence,Province,Victim sex,Victim age,Suspect name,Arrest date\n\
                1,12/01/2014,Rape,Battambang,F,7,Chan Heng,14/01/2014\n\
                2,13/01/2014,Rape,Battambang,F,8,Chan Long,\n\
                3,14/01/2014,Rape,Battambang,F,9,Chan Sok,unknown\n";
    put(&office, "days.csv", list);
    office.ok(&["import", "days.csv"]);
    let rates = parsed(&office.ok(&["rates", "--year", "2014", "--json"]));
    let list = parsed(&office.ok(&["list", "--json"]));
    assert_eq!(list.as_array().unwrap().len(), 3);
    let rate = rates["rates"].as_array().unwrap().iter().find(|rate| rate["id"] == "case_arrest_rate").unwrap();
    // Of the third it is not known.
    assert_eq!((&rate["k"], &rate["n"]), (&1.into(), &2.into()), "{rates:#}");
    // Where the list says yes or no, that is what counts.
    let list = "Case no,Date reported,Offence,Province,Victim sex,Victim age,Suspect name,Arrested,Arrest date\n\
                4,12/01/2015,Rape,Battambang,F,7,Kim Heng,yes,\n\
                5,13/01/2015,Rape,Battambang,F,8,Kim Long,no,\n\
                6,14/01/2015,Rape,Battambang,F,9,Kim Sok,,\n";
    put(&office, "both.csv", list);
    office.ok(&["import", "both.csv"]);
    let rates = parsed(&office.ok(&["rates", "--year", "2015", "--json"]));
    let rate = rates["rates"].as_array().unwrap().iter().find(|rate| rate["id"] == "case_arrest_rate").unwrap();
    assert_eq!((&rate["k"], &rate["n"]), (&1.into(), &2.into()), "{rates:#}");
}
