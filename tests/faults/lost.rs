//! Row 3: editors of one case, each from what they saw of it, save in any order. Beside the file a model is kept, of plain maps:
//! no edit is lost, each conflict is shown once to whom it concerns, nothing is overwritten that its writer has not seen.

use crate::support::faults::{held, times};
use crate::support::{Dice, Office};
use crate::writers::{QUIET, new_case, sign_in, trail_tells_the_file};
use caseload::domain::act::{Change, Clash, Deed, Outcome};
use caseload::domain::code::Lists;
use caseload::domain::field::{FieldKind, Need, Spec, Value};
use caseload::domain::moment::Now;
use caseload::domain::record::{RecordKind, Sheet};
use caseload::store::Store;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::PoisonError;

/// Fields that mean something only together: a conflict in one is a conflict in all that differ.
const GROUPS: [&[&str]; 2] =
    [&["province", "district", "commune"], &["clearance", "cleared_on", "cleared_by", "clearance_reason"]];
const NAMES: [&str; 5] = ["dara", "sok", "bopha", "rith", "maly"];

/// What one editor does.
#[derive(Debug, Clone)]
struct Editor {
    /// how many saves they had seen when they opened the case, counted round
    saw: usize,
    /// field, among those that this round is about, and value
    edits: Vec<(usize, usize)>,
    /// of each conflict in turn: mine?
    mine: Vec<bool>,
    /// saves again only when everybody else has had their go
    slow: bool,
}

fn editor() -> impl Strategy<Value = Editor> {
    let edits = prop::collection::vec((0..9usize, 0..4usize), 1..6);
    (0..5usize, edits, prop::collection::vec(any::<bool>(), 16), any::<bool>())
        .prop_map(|(saw, edits, mine, slow)| Editor { saw, edits, mine, slow })
}

/// Where the fields lie that a round is about, and who edits in which order.
fn round() -> impl Strategy<Value = ([usize; 2], Vec<Editor>)> {
    ([0..1000usize, 0..1000usize], prop::collection::vec(editor(), 2..=NAMES.len()))
}

/// A field of a record.
type Cell = (String, &'static str);
type Model = BTreeMap<Cell, Value>;

#[derive(Debug, Default)]
struct Counts {
    saves: u64,
    edits: u64,
    conflicts: u64,
    kept: u64,
    again: u64,
}

struct Bench {
    editors: Vec<Store>,
    now: Now,
    counts: Counts,
}

#[test]
fn no_edit_is_lost_and_no_conflict_is_unseen() {
    let _noise = QUIET.read().unwrap_or_else(PoisonError::into_inner);
    let office = Office::in_memory();
    let editors: Vec<(Store, Now)> = NAMES.iter().map(|name| sign_in(&office.db(), name)).collect();
    let now = editors[0].1;
    let editors = editors.into_iter().map(|(store, _)| store).collect();
    let bench = RefCell::new(Bench { editors, now, counts: Counts::default() });
    let seed = RngSeed::Fixed(Dice::new().below(u64::MAX));
    let config =
        ProptestConfig { cases: times(2000), failure_persistence: None, rng_seed: seed, ..ProptestConfig::default() };
    let played = TestRunner::new(config).run(&round(), |(places, editors)| bench.borrow_mut().play(places, &editors));
    played.unwrap_or_else(|failure| panic!("{failure}"));
    let Counts { saves, edits, conflicts, kept, again } = bench.into_inner().counts;
    assert!(conflicts > 0 && kept > 0 && again > 0, "nothing to see");
    office.well();
    trail_tells_the_file(&office);
    let result = format!(
        "rounds of 2 to {} editors of one case, {saves} saves: {edits} edited fields all kept or given up by choice, {conflicts} \
         conflicts each shown once ({again} of them on the second save), {kept} fields of others kept and said; 0 overwritten unseen",
        NAMES.len()
    );
    held(3, "editors of one case", u64::from(times(2000)), &result);
}

impl Bench {
    fn play(&mut self, places: [usize; 2], editors: &[Editor]) -> Result<(), TestCaseError> {
        let case_id = self.begin();
        let first = self.sheets(&case_id);
        let lists = self.editors[0].lists();
        let about = fields(&first, places);
        let mut model = cells(&first);
        let mut seen = vec![first];
        // Who is to save, what, and whether it is their second go.
        let mut queue: VecDeque<(usize, Option<Vec<Change>>)> = (0..editors.len()).map(|who| (who, None)).collect();
        while let Some((who, decided)) = queue.pop_front() {
            let editor = &editors[who];
            let again = decided.is_some();
            let mut changes =
                decided.unwrap_or_else(|| typed(&seen[editor.saw % seen.len()], &about, &editor.edits, &lists));
            if changes.is_empty() {
                continue;
            }
            let deed = Deed { action: "edit".into(), reason: None, op_id: None, changes: changes.clone() };
            let outcome = self.editors[who].write(&self.now, &deed).expect("a save that is not refused");
            let conflicts: Vec<Cell> = changes.iter().flat_map(|c| conflicts(c, &model)).collect();
            match outcome {
                Outcome::SavedBefore { .. } => panic!("nothing is saved twice here"),
                Outcome::Saved { mut merged, .. } => {
                    prop_assert!(conflicts.is_empty(), "{conflicts:?} were overwritten unseen");
                    let mut kept = Vec::new();
                    for (cell, label, base, mine) in changes.iter().flat_map(values) {
                        let stored = model.get_mut(&cell).unwrap();
                        if base != mine {
                            prop_assert!(*stored == base || *stored == mine, "{cell:?} was overwritten unseen");
                            *stored = mine;
                            self.counts.edits += 1;
                        } else if *stored != base {
                            kept.push(label);
                        }
                    }
                    merged.sort_unstable();
                    kept.sort_unstable();
                    prop_assert_eq!(&merged, &kept, "what was kept of others is said");
                    self.counts.kept += kept.len() as u64;
                    self.counts.saves += 1;
                    let now = self.sheets(&case_id);
                    prop_assert_eq!(&cells(&now), &model);
                    seen.push(now);
                }
                Outcome::Clashed { clashes, current } => {
                    prop_assert_eq!(&cells(&self.sheets(&case_id)), &model, "a conflict writes nothing");
                    let shown: Vec<Cell> = clashes.iter().map(|c| (c.record_id.clone(), c.spec.column)).collect();
                    prop_assert_eq!(&shown, &conflicts, "each conflict once, and nothing else");
                    for (clash, cell) in clashes.iter().zip(&conflicts) {
                        let change = changes.iter().find(|c| c.after.head.id == cell.0).unwrap();
                        let of = |sheet: &Sheet| sheet.get(cell.1).map(str::to_owned);
                        let before = change.before.as_ref().and_then(of);
                        prop_assert_eq!(
                            (&clash.base, &clash.theirs, &clash.mine),
                            (&before, &model[cell], &of(&change.after))
                        );
                        prop_assert_ne!(clash.by.as_str(), NAMES[who]);
                    }
                    self.counts.conflicts += clashes.len() as u64;
                    self.counts.again += if again { clashes.len() as u64 } else { 0 };
                    let keep: Vec<&Clash> =
                        clashes.iter().zip(&editor.mine).filter(|(_, mine)| **mine).map(|(c, _)| c).collect();
                    for change in &mut changes {
                        let Some(stored) = current.iter().find(|s| s.head.id == change.after.head.id) else { continue };
                        let wanted = decided_by_hand(change, &model, &keep, &conflicts);
                        *change = change.on_top_of(stored, &keep);
                        prop_assert_eq!(&change.after.values, &wanted, "as it was decided");
                    }
                    match editor.slow {
                        true => queue.push_back((who, Some(changes))),
                        false => queue.push_front((who, Some(changes))),
                    }
                }
            }
        }
        Ok(())
    }

    /// A case with a record of every kind that is edited, two of some.
    fn begin(&mut self) -> String {
        let mut deed = new_case("first");
        let mut more = |kind, seq, fields: &[(&str, &str)]| {
            let mut sheet = Sheet::blank(kind, "new:case", seq);
            fields.iter().for_each(|(column, value)| sheet.set(column, Some((*value).to_owned())));
            deed.changes.push(Change { before: None, after: sheet });
        };
        more(RecordKind::Offence, 2, &[("code", "0101")]);
        more(RecordKind::Victim, 2, &[("sex", "m")]);
        more(RecordKind::Suspect, 1, &[("sex", "m")]);
        more(RecordKind::Relation, 1, &[("suspect_id", "new:S1"), ("victim_id", "new:V1"), ("relationship", "ST")]);
        more(RecordKind::Arrest, 1, &[("suspect_id", "new:S1"), ("at", "2021-12-28")]);
        let saved = self.editors[0].write(&self.now, &deed).unwrap();
        let Outcome::Saved { case_id, .. } = saved else { panic!("a new case cannot clash") };
        case_id
    }

    fn sheets(&mut self, case_id: &str) -> Vec<Sheet> {
        self.editors[NAMES.len() - 1].case(case_id, &self.now).unwrap().sheets()
    }
}

fn cells(sheets: &[Sheet]) -> Model {
    let of = |s: &Sheet| {
        let id = s.head.id.clone();
        let cells = s.kind.specs().iter().zip(s.values.clone());
        cells.map(move |(spec, value)| ((id.clone(), spec.column), value)).collect::<Vec<_>>()
    };
    sheets.iter().flat_map(of).collect()
}

/// Nine fields that a form would show: five and four that stand side by side, so that groups are among them.
fn fields(sheets: &[Sheet], places: [usize; 2]) -> Vec<(String, &'static Spec)> {
    let shown = |s: &&Spec| s.need != Need::Hidden && s.kind != FieldKind::Link;
    let of = |s: &Sheet| {
        let id = s.head.id.clone();
        s.kind.specs().iter().filter(shown).map(move |spec| (id.clone(), spec))
    };
    let all: Vec<_> = sheets.iter().filter(|s| s.kind != RecordKind::Diary).flat_map(of).collect();
    let from = |place: usize, n| all.iter().cycle().skip(place % all.len()).take(n).cloned();
    from(places[0], 5).chain(from(places[1], 4)).collect()
}

/// What an editor makes of the case that they saw.
fn typed(saw: &[Sheet], about: &[(String, &'static Spec)], edits: &[(usize, usize)], lists: &Lists) -> Vec<Change> {
    let mut after = saw.to_vec();
    for (field, value) in edits {
        let (id, spec) = &about[*field];
        let values = possible(spec, lists);
        let sheet = after.iter_mut().find(|s| s.head.id == *id).unwrap();
        sheet.set(spec.column, values[value % values.len()].clone());
    }
    let both = saw.iter().cloned().zip(after).filter(|(before, after)| before != after);
    both.map(|(before, after)| Change { before: Some(before), after }).collect()
}

/// Three values of a field, and blank where it may be.
fn possible(spec: &Spec, lists: &Lists) -> Vec<Value> {
    let texts = match spec.kind {
        FieldKind::YesNo => vec!["y", "n"],
        FieldKind::Day => vec!["2020", "2020-02", "2020-02-03"],
        FieldKind::Moment => vec!["2020-02-03", "2020-02-03T04:05:00.000Z", "2020-02-04"],
        FieldKind::Age => vec!["7y", "~8y", "9m"],
        // To close or reopen a case is an act of its own.
        FieldKind::Code("investigation") => vec!["NEW", "ACC", "INV"],
        FieldKind::Code(list) | FieldKind::Within { list, .. } => {
            lists.list(list).iter().take(3).map(|e| e.code.as_str()).collect()
        }
        FieldKind::Term => vec!["7y", "1y6m", "life"],
        FieldKind::Line | FieldKind::Prose | FieldKind::Link | FieldKind::Hash => vec!["one", "two", "three"],
    };
    assert!(texts.len() > 1, "{}", spec.column);
    let blank = matches!(spec.need, Need::Free | Need::Wanted).then_some(None);
    texts.into_iter().map(|t| Some(t.to_owned())).chain(blank).collect()
}

/// The fields of a change with their labels, before and after.
fn values(change: &Change) -> Vec<(Cell, String, Value, Value)> {
    let (after, before) = (&change.after, change.before.as_ref().unwrap());
    let pairs = before.values.iter().zip(&after.values);
    let of = |(spec, (base, mine)): (&Spec, (&Value, &Value))| {
        let cell = (after.head.id.clone(), spec.column);
        (cell, format!("{} {}", after.label(), spec.label), base.clone(), mine.clone())
    };
    after.kind.specs().iter().zip(pairs).map(of).collect()
}

/// The fields of a change on which this editor and the file disagree.
fn conflicts(change: &Change, model: &Model) -> Vec<Cell> {
    let all = values(change);
    let together = |a: &'static str, b| a == b || GROUPS.iter().any(|g| g.contains(&a) && g.contains(&b));
    let one = |cell: &Cell, mine: &Value| {
        let of = || all.iter().filter(|(other, ..)| together(cell.1, other.1));
        let i_did = of().any(|(_, _, base, mine)| base != mine);
        let they_did = of().any(|(other, _, base, _)| *base != model[other]);
        i_did && they_did && *mine != model[cell]
    };
    all.iter().filter(|(cell, _, _, mine)| one(cell, mine)).map(|(cell, ..)| cell.clone()).collect()
}

/// What the record is to be once its conflicts are decided: mine where I keep it, theirs where I give way, else what each did.
fn decided_by_hand(change: &Change, model: &Model, keep: &[&Clash], conflicts: &[Cell]) -> Vec<Value> {
    let kept = |cell: &Cell| keep.iter().any(|k| (&k.record_id, k.spec.column) == (&cell.0, cell.1));
    let one = |(cell, _, base, mine): (Cell, String, Value, Value)| match conflicts.contains(&cell) {
        true if kept(&cell) => mine,
        false if base != mine => mine,
        _ => model[&cell].clone(),
    };
    values(change).into_iter().map(one).collect()
}
