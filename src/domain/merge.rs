//! Two officers change one record: what each changed alone is kept, what both changed to different values is a clash.
//! It must never let one value win over another unseen.

use super::act::{Change, Clash};
use super::field::Spec;
use super::offence::CLEARANCE;
use super::record::Sheet;

/// Field by field: mine where only I changed it, theirs where only they did, a clash where both did and differ.
/// Gives the record to be stored, the labels of their changes that were kept, and the clashes.
pub fn merge(before: &Sheet, after: &Sheet, stored: &Sheet) -> (Sheet, Vec<String>, Vec<Clash>) {
    let mut next = stored.clone();
    let (mut kept, mut clashes) = (Vec::new(), Vec::new());
    let specs = after.kind.specs();
    for (i, spec) in specs.iter().enumerate() {
        let (base, mine, theirs) = (&before.values[i], &after.values[i], &stored.values[i]);
        // A district is one of its province, a reason one of its clearance: what both changed of such a group is decided together.
        let group = || (0..specs.len()).filter(|j| root(specs, &specs[*j]) == root(specs, spec));
        let torn = group().any(|j| after.values[j] != before.values[j])
            && group().any(|j| stored.values[j] != before.values[j])
            && mine != theirs;
        if !torn && (mine == base || mine == theirs) {
            if theirs != base && mine != theirs {
                kept.push(format!("{} {}", stored.label(), spec.label));
            }
        } else if !torn && theirs == base {
            next.values[i].clone_from(mine);
        } else {
            clashes.push(Clash {
                kind: after.kind,
                record_id: stored.head.id.clone(),
                label: stored.label(),
                spec: *spec,
                base: base.clone(),
                theirs: theirs.clone(),
                mine: mine.clone(),
                by: stored.head.updated_by.clone(),
                at: stored.head.updated_at.clone(),
            });
        }
    }
    (next, kept, clashes)
}

impl Change {
    /// The change again, on top of what another officer saved: the clashes that `keep_mine` names win, the others stay theirs.
    pub fn on_top_of(&self, stored: &Sheet, keep_mine: &[&Clash]) -> Change {
        let Some(before) = &self.before else { return self.clone() };
        // What is masked in the record as it was shown is not known here: this change of it stands as it was made.
        let mut stored = stored.clone();
        for i in (0..stored.values.len()).filter(|i| stored.head.masked >> i & 1 == 1) {
            stored.values[i].clone_from(&before.values[i]);
        }
        stored.head.masked &= before.head.masked;
        let (mut after, _, clashes) = merge(before, &self.after, &stored);
        for clash in clashes {
            if keep_mine.iter().any(|k| k.spec.column == clash.spec.column && k.record_id == clash.record_id) {
                after.set(clash.spec.column, clash.mine);
            }
        }
        Change { before: Some(stored), after }
    }
}

/// What a field belongs to: of commune and district the province that narrows them, of date and reason the clearance.
fn root(specs: &[Spec], spec: &Spec) -> &'static str {
    if CLEARANCE.contains(&spec.column) {
        return CLEARANCE[0];
    }
    match spec.parent().and_then(|p| specs.iter().find(|s| s.column == p)) {
        Some(parent) => root(specs, parent),
        None => spec.column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::RecordKind;

    fn sheet(fields: &[(&str, &str)]) -> Sheet {
        let mut s = Sheet::blank(RecordKind::Case, "c", 0);
        fields.iter().for_each(|(c, v)| s.set(c, Some((*v).to_owned())));
        s
    }

    #[test]
    fn a_district_does_not_move_to_the_province_of_another_desk() {
        let before = sheet(&[("province", "02"), ("lead", "dara")]);
        let theirs = sheet(&[("province", "08"), ("lead", "dara")]);
        let mine = sheet(&[("province", "02"), ("district", "0203"), ("lead", "sok")]);
        let (_, _, clashes) = merge(&before, &mine, &theirs);
        assert_eq!(clashes.iter().map(|c| c.spec.column).collect::<Vec<_>>(), ["province", "district"]);
        let (next, kept, clashes) = merge(&before, &sheet(&[("province", "02"), ("lead", "sok")]), &theirs);
        assert_eq!(
            (next.get("province"), next.get("lead"), clashes.len(), kept.len()),
            (Some("08"), Some("sok"), 0, 1)
        );
    }

    #[test]
    fn what_only_one_desk_changed_stands_and_what_both_changed_alike_is_no_news() {
        let before = sheet(&[("province", "02"), ("lead", "dara"), ("source", "police")]);
        let mine = sheet(&[("province", "08"), ("district", "0803"), ("lead", "sok"), ("source", "family")]);
        let theirs = sheet(&[("province", "02"), ("lead", "sok"), ("source", "police")]);
        let (next, kept, clashes) = merge(&before, &mine, &theirs);
        assert_eq!((next.values, kept.len(), clashes.len()), (mine.values.clone(), 0, 0));
        let (next, kept, clashes) = merge(&before, &before, &theirs);
        assert_eq!((next.values, kept, clashes.len()), (theirs.values, vec!["new case Lead".to_owned()], 0));
    }

    #[test]
    fn on_top_of_another_save_only_the_named_clashes_are_mine() {
        let before = sheet(&[("lead", "dara"), ("source", "police"), ("place", "canal")]);
        let mine = sheet(&[("lead", "sok"), ("source", "family"), ("place", "canal")]);
        let theirs = sheet(&[("lead", "rith"), ("source", "school")]);
        let change = Change { before: Some(before.clone()), after: mine.clone() };
        let (.., clashes) = merge(&before, &mine, &theirs);
        let named = |column: &str| clashes.iter().find(|c| c.spec.column == column).unwrap().clone();
        let (lead, source) = (named("lead"), named("source"));
        let after = |keep: &[&Clash]| {
            let after = change.on_top_of(&theirs, keep).after;
            ["lead", "source"].map(|c| after.get(c).unwrap().to_owned())
        };
        assert_eq!(after(&[]), ["rith", "school"]);
        assert_eq!(after(&[&lead]), ["sok", "school"]);
        assert_eq!(after(&[&lead, &source]), ["sok", "family"]);
        let of_another = Clash { record_id: "another".into(), ..lead.clone() };
        assert_eq!(after(&[&of_another]), ["rith", "school"], "a clash of another record");
    }

    #[test]
    fn what_is_masked_in_the_other_save_stands_as_it_was_made() {
        let bit = |column: &str| 1 << RecordKind::Case.specs().iter().position(|s| s.column == column).unwrap();
        let before = sheet(&[("place", "canal"), ("village", "Phum"), ("lead", "dara")]);
        let mine = sheet(&[("place", "bridge"), ("village", "Phum"), ("lead", "dara")]);
        let mut theirs = sheet(&[("lead", "sok")]);
        theirs.head.masked = bit("place") | bit("village");
        let change = Change { before: Some(before.clone()), after: mine }.on_top_of(&theirs, &[]);
        let told = |sheet: &Sheet| ["place", "village", "lead"].map(|c| sheet.get(c).map(str::to_owned));
        let some = |texts: [&str; 3]| texts.map(|t| Some(t.to_owned()));
        assert_eq!(told(&change.after), some(["bridge", "Phum", "sok"]));
        let shown = change.before.unwrap();
        assert_eq!((told(&shown), shown.head.masked), (some(["canal", "Phum", "sok"]), 0));
        let mut masked = before;
        masked.head.masked = bit("village");
        let change = Change { before: Some(masked.clone()), after: masked }.on_top_of(&theirs, &[]);
        assert_eq!(change.before.unwrap().head.masked, bit("village"), "what both did not see is seen by neither");
    }
}
