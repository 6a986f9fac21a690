//! What leaves by `export`, by role: only cases that one may open, without names unless they are asked for and shown by the
//! role; on record once for all and once at each case, before the first byte; and over SSH the same.

use crate::canary;
use crate::expected::{Op, letter};
use crate::leaks::{Viewer, read, seven};
use crate::support::{PROGRAM, faults};
use crate::unit::{DISABLED, NOW, Near, Unit, cases, near_of, number, place};
use calamine::{DataType, Reader, Xlsx, open_workbook};
use caseload::domain::field::See;
use std::process::{Command, Stdio};

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn command(unit: &Unit, name: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("--db").arg(unit.path()).args(["--now", NOW]);
    if !name.is_empty() {
        command.args(["--as", name]);
    }
    command.env_clear().env("HOME", unit.folder()).current_dir(unit.folder()).stdin(Stdio::null());
    command
}

fn finish(mut command: Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn run(unit: &Unit, name: &str, args: &[&str]) -> Said {
    let mut command = command(unit, name);
    command.args(args);
    finish(command)
}

/// All text of a workbook.
fn workbook(unit: &Unit, name: &str, names: bool) -> (i32, String) {
    let path = unit.folder().join("out.xlsx");
    let flags: &[&str] = if names { &["--names"] } else { &[] };
    let said = run(unit, name, &[&["export", "--out", "out.xlsx"], flags].concat());
    assert_eq!(path.exists(), said.code == 0, "{name}: {}", said.err);
    let mut text = said.err;
    if said.code == 0 {
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).unwrap();
            range.cells().for_each(|(_, _, cell)| {
                let day = cell.as_datetime().filter(|_| cell.is_datetime());
                text += &day.map_or_else(|| cell.to_string(), |day| day.format("%Y-%m-%d").to_string());
                text += "\n";
            });
        }
        std::fs::remove_file(path).unwrap();
    }
    (said.code, text)
}

#[test]
fn nobody_takes_along_what_they_may_not_see_nor_names_that_they_did_not_ask_for() {
    let nobody = ["", DISABLED].map(|name| Viewer { name, person: None });
    let mut words = 0;
    for viewer in seven().into_iter().chain(nobody) {
        let unit = Unit::new();
        let is = |at| viewer.person.is_some_and(|p| letter(Op::Open, p, near_of(viewer.name, at)) == '+');
        let allowed = viewer.person.is_some_and(|p| letter(Op::List, p, Near::Led) != 'r');
        for names in [false, true] {
            let flags: &[&str] = if names { &["--names"] } else { &[] };
            let csv = run(&unit, viewer.name, &[&["export"], flags].concat());
            let json = run(&unit, viewer.name, &[&["export", "--json"], flags].concat());
            let (code, sheets) = workbook(&unit, viewer.name, names);
            for (form, code, text) in [
                ("csv", csv.code, csv.out + &csv.err),
                ("json", json.code, json.out + &json.err),
                ("xlsx", code, sheets),
            ] {
                assert_eq!(code, if allowed { 0 } else { 4 }, "{form} by {}: {text}", viewer.name);
                for at in 0..cases() {
                    assert_eq!(text.contains(&number(at)), is(at), "{at} in {form} of {}", viewer.name);
                }
                let (seen, n) = read(&viewer, &text, false).tight(&viewer);
                words += n;
                if !names {
                    assert_eq!(seen, [], "{form}: without --names to {}", viewer.name);
                    continue;
                }
                // All that the role shows is there: a name that was corrected in the diary, why an arrest was taken back in the history.
                for at in (0..cases()).filter(|at| is(*at)) {
                    for canary in canary::of_case(at).iter().filter(|c| viewer.may(c.see, at) && c.field != "reason") {
                        assert!(
                            seen.contains(&(at, canary.field)),
                            "{} of {at} is not in {form} of {}",
                            canary.field,
                            viewer.name
                        );
                    }
                }
            }
        }
        let left: Vec<_> = std::fs::read_dir(unit.folder()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name.to_string_lossy().starts_with("office.db")), "{left:?}");
    }
    faults::held(14, "canaries in exports", words, "0 leaks in 3 forms, with names and without");
}

#[test]
fn what_left_is_on_record_as_one_act_and_at_each_case() {
    let unit = Unit::new();
    for (name, asked, how) in [
        ("vanna", &["export", "--names"][..], "names shown"),
        ("vanna", &["export"], "names and narrative masked"),
        ("rith", &["export", "--names"], "narrative shown, names masked"),
    ] {
        let last = unit.last();
        let said = run(&unit, name, asked);
        assert_eq!(said.code, 0, "{}", said.err);
        let trail: Vec<_> = unit.trail(last).into_iter().filter(|l| l[2] != "sign in").collect();
        let person = seven().iter().position(|v| v.name == name).unwrap();
        let open: Vec<usize> = (0..cases()).filter(|at| letter(Op::Open, person, near_of(name, *at)) == '+').collect();
        let wanted = std::iter::once((String::new(), format!("{} cases as csv, {how}", open.len())));
        let wanted: Vec<_> = wanted.chain(open.iter().map(|at| (unit.id(*at), format!("as csv, {how}")))).collect();
        assert!(trail.iter().all(|l| l[0] == name && l[1] == "look" && l[2] == "export"), "{trail:?}");
        assert_eq!(trail.into_iter().map(|[.., case, detail]| (case, detail)).collect::<Vec<_>>(), wanted);
    }
    // Who leads a case sees that it left.
    let at = place("sophal", Near::Team);
    let looks = unit.of("sophal").lookers(&unit.id(at), &crate::unit::now()).unwrap();
    let left: Vec<_> =
        looks.iter().filter(|l| l.action == "export").map(|l| (l.person.as_str(), l.detail.as_str())).collect();
    assert_eq!(
        left,
        [
            ("rith", "as csv, narrative shown, names masked"),
            ("vanna", "as csv, names and narrative masked"),
            ("vanna", "as csv, names shown")
        ]
    );
    // In the log it is one act about several cases.
    let log = run(&unit, "vanna", &["log", "export", "--limit", "2"]);
    assert_eq!(
        log.out.lines().filter(|l| l.ends_with("  as csv, narrative shown, names masked")).count(),
        1,
        "{}",
        log.out
    );
    assert_eq!(run(&unit, "", &["audit", "verify"]).code, 0);
}

#[test]
fn it_is_on_record_before_the_first_byte() {
    let unit = Unit::new();
    let (last, mut nothing) = (unit.last(), command(&unit, "vanna"));
    nothing.args(["export", "--format", "xlsx"]).stderr(Stdio::null());
    nothing.stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    assert_eq!(nothing.status().unwrap().code(), Some(3));
    let exports = unit.trail(last).iter().filter(|l| l[2] == "export").count();
    assert!(exports > 1, "{exports} lines of what may have left");
}

#[test]
fn the_words_of_the_filter_are_on_record_where_they_are_told_to_fewer() {
    let unit = Unit::new();
    let (last, word) = (unit.last(), canary::text("name", 0));
    let said = run(&unit, "sophal", &["export", &word]);
    assert!(said.code == 0 && said.out.contains(&number(0)) && !said.out.contains(&word), "{}", said.out);
    let trail: Vec<_> = unit.trail(last).into_iter().filter(|l| l[2] != "sign in").collect();
    assert_eq!(trail.len(), 3, "{trail:?}");
    assert!(trail.iter().all(|l| (l[2] == "search") == (l[4] == word)), "{trail:?}");
}

#[test]
fn who_may_not_is_refused_on_record_and_nothing_is_left() {
    for name in ["chan", "nary", ""] {
        let unit = Unit::new();
        let last = unit.last();
        let said = run(&unit, name, &["export", "--names", "--out", "f.csv"]);
        assert!(said.code == 4 && said.out.is_empty() && said.err.contains("may not see cases"), "{}", said.err);
        assert!(!unit.folder().join("f.csv").exists());
        let trail: Vec<_> = unit.trail(last).into_iter().map(|l| l[2].clone()).filter(|act| act != "sign in").collect();
        assert_eq!(trail, ["refused"]);
    }
}

#[test]
fn over_ssh_the_same_leaves_and_no_file_is_written_on_the_server() {
    let unit = Unit::new();
    for (i, viewer) in seven().iter().enumerate().filter(|(_, v)| v.name != "nary") {
        let forced = |asked: &str| {
            let mut command = command(&unit, viewer.name);
            command.args(["--by-key", &format!("K{}", i + 1)]).env("SSH_ORIGINAL_COMMAND", asked);
            finish(command)
        };
        for asked in ["export", "export --names --format json", "export --names xyzzyxyzzy"] {
            let desk = run(&unit, viewer.name, &asked.split(' ').collect::<Vec<_>>());
            let ssh = forced(asked);
            assert_eq!((ssh.code, &ssh.out, &ssh.err), (desk.code, &desk.out, &desk.err), "{asked} by {}", viewer.name);
        }
        let last = unit.last();
        for asked in ["export --out f.csv", "export --out=/tmp/f.csv --force", "export --db other.db"] {
            let said = forced(asked);
            assert_eq!((said.code, said.out.as_str()), (4, ""), "{asked} by {}: {}", viewer.name, said.err);
        }
        assert_eq!(unit.trail(last).iter().filter(|l| l[2] == "refused" && l[4] == "a command over SSH").count(), 3);
        assert!(!unit.folder().join("f.csv").exists());
    }
    assert_eq!(See::ALL.len(), 5, "a new class is masked by the privacy screen, or it leaves without --names");
}
