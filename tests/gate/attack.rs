//! The gate against attacks that share no code with it.

use super::reader::{Dice, FAR, Seen, everything, labels, named, reads, span, table, thin, with_totals};
use caseload::domain::gate::{Axis, Figure, Gate, Outcome, Printed, Rule, Signed, Table};
use std::collections::BTreeSet;

#[test]
fn two_thousand_tables_and_none_leaks() {
    for rule in [Rule::Rounding, Rule::Suppression] {
        let mut dice = Dice(20_191_231);
        let (mut bare, mut cells, mut hidden, mut merged, mut withheld, mut withheld_cells) = (0, 0, 0, 0, 0, 0);
        let (mut small, mut changed) = (0, 0);
        for number in 0..2000 {
            let table = table(dice.side(1, 8), dice.side(2, 8), &mut dice);
            let size = table.rows.labels.len() * table.columns.labels.len();
            cells += size;
            let count = |r, c| table.count(r, c);
            let all = (0..table.rows.labels.len()).flat_map(|r| (0..table.columns.labels.len()).map(move |c| (r, c)));
            let is_small = all.filter(|(r, c)| (1..=rule.limit()).contains(&count(*r, *c))).count();
            small += is_small;
            match Gate::new(rule).check(&table, &[]) {
                Outcome::Passed { printed, .. } => {
                    let seen = Seen::new(&table, &printed, rule);
                    let leaks = seen.leaks();
                    assert!(leaks.is_empty(), "table {number} leaks {leaks:?}\n{table:?}\n{printed:?}");
                    let (stars, left) = seen.hidden();
                    hidden += stars;
                    merged += size - left;
                    changed += usize::from(left < size);
                    bare += usize::from(stars == 0);
                }
                Outcome::Again { .. } => panic!("nothing was signed before"),
                Outcome::Withheld(reasons) => {
                    assert!(reasons.iter().all(|reason| reason.contains("could be computed")), "{reasons:?}");
                    withheld += 1;
                    withheld_cells += size;
                }
            }
        }
        let share = |part: usize| part as f64 * 100.0 / cells as f64;
        println!(
            "{rule:?}: {cells} cells in 2000 tables, {:.1} % small; * {:.1} %, merged away {:.1} % ({changed} tables), withheld {:.1} % ({withheld} tables); {bare} tables with no *",
            share(small),
            share(hidden),
            share(merged),
            share(withheld_cells)
        );
    }
}

fn signed(table: &Table, printed: &Printed) -> Signed {
    Signed { release: "2019".into(), table: table.clone(), printed: printed.clone() }
}

fn small(dice: &mut Dice) -> Table {
    let (rows, columns) = (2, dice.side(2, 3));
    named((0..rows).map(|_| (0..columns).map(|_| u32::try_from(dice.below(13)).unwrap()).collect()).collect())
}

#[test]
fn the_pushed_network_finds_what_trying_everything_finds_and_so_does_the_receipt() {
    let mut dice = Dice(7);
    for _ in 0..60 {
        let table = small(&mut dice);
        let Some(printed) = Gate::new(Rule::Rounding).check(&table, &[]).printed().cloned() else { continue };
        let seen = Seen::new(&table, &printed, Rule::Rounding);
        if !printed.merged.is_empty() {
            continue;
        }
        let all = everything(&table, &printed, Some(Rule::Rounding));
        for at in 0..seen.rows * seen.columns {
            let pushed = seen.interval(at / seen.columns * (seen.columns + 1) + at % seen.columns, 4);
            assert_eq!(span(all.iter().map(|cells| cells[at])), pushed.1 - pushed.0, "{table:?}");
        }
    }
    for rule in [Rule::Rounding, Rule::Suppression] {
        for _ in 0..100 {
            let table = table(dice.side(2, 6), dice.side(2, 6), &mut dice);
            let Some(printed) = Gate::new(rule).check(&table, &[]).printed().cloned() else { continue };
            let seen = Seen::new(&table, &printed, rule);
            let open =
                (0..seen.figures.concat().len()).filter(|at| !matches!(seen.figures.concat()[*at], Figure::Shown(_)));
            let pushed: Vec<(i64, i64)> = open.map(|at| seen.interval(at, 900)).collect();
            let receipt = Gate::receipt(&table, &printed, &[]);
            let receipt: Vec<(i64, i64)> = receipt.iter().map(|leak| (leak.interval.low, leak.interval.high)).collect();
            let near = |bounds: &[(i64, i64)]| -> Vec<(i64, i64)> {
                bounds.iter().map(|(low, high)| (*low, (*high).min(low + 900))).collect()
            };
            assert_eq!(near(&receipt), near(&pushed), "{table:?}\n{printed:?}");
        }
    }
}

/// The measured statement that the rules rest on: what each would leak without the proof.
#[test]
fn without_the_proof_the_rules_leak() {
    let mut dice = Dice(300);
    let (mut alone, mut one_more, mut nhs, mut nhs_stars, mut exact) = (0, 0, 0, 0, 0);
    for number in 0..300 {
        let (rows, columns) = (dice.side(5, 8), dice.side(4, 8));
        let cells: Vec<Vec<i64>> = (0..rows).map(|_| (0..columns).map(|_| i64::from(dice.count())).collect()).collect();
        let all = with_totals(&cells);
        let bare = |r: usize, c: usize| Rule::Suppression.figure(u32::try_from(all[r][c]).unwrap());
        alone += usize::from(!Seen::of(cells.clone(), Rule::Suppression, bare).leaks().is_empty());
        let mut hidden: Vec<Vec<bool>> =
            (0..=rows).map(|r| (0..=columns).map(|c| bare(r, c) == Figure::Hidden).collect()).collect();
        for r in 0..rows {
            if (0..columns).filter(|c| hidden[r][*c]).count() == 1 {
                let next = (0..columns).filter(|c| !hidden[r][*c] && cells[r][*c] > 0).min_by_key(|c| cells[r][*c]);
                next.into_iter().for_each(|c| hidden[r][c] = true);
            }
        }
        for c in 0..columns {
            if (0..rows).filter(|r| hidden[*r][c]).count() == 1 {
                let next = (0..rows).filter(|r| !hidden[*r][c] && cells[*r][c] > 0).min_by_key(|r| cells[*r][c]);
                next.into_iter().for_each(|r| hidden[r][c] = true);
            }
        }
        let more = |r: usize, c: usize| if hidden[r][c] { Figure::Hidden } else { bare(r, c) };
        let seen = Seen::of(cells.clone(), Rule::Suppression, more);
        exact += usize::from(seen.leaks().iter().any(|(at, (low, high))| low == high && seen.truth.concat()[*at] < 5));
        one_more += usize::from(!Seen::of(cells.clone(), Rule::Suppression, more).leaks().is_empty());
        if number < 120 {
            let seen = Seen::of(cells, Rule::Rounding, |r, c| Rule::Rounding.figure(u32::try_from(all[r][c]).unwrap()));
            let (leaks, figures) = (seen.leaks(), seen.figures.concat());
            nhs += usize::from(!leaks.is_empty());
            nhs_stars += usize::from(leaks.iter().any(|(at, _)| figures[*at] == Figure::Hidden));
        }
    }
    println!(
        "leaks: 1-4 alone {alone} of 300, one more per row and column {one_more} of 300 (a small count exact in {exact}), NHS rule {nhs} of 120 (a star in {nhs_stars})"
    );
    assert!(alone >= 290 && one_more > 5 && nhs > 0);
}

#[test]
fn what_is_out_already_is_counted_in() {
    let mut dice = Dice(42);
    let (mut passed, mut withheld) = (0, 0);
    for number in 0..120 {
        let table = small(&mut dice);
        let rules = [Rule::Rounding, Rule::Suppression];
        let columns = table.columns.labels.len();
        let by_offence = (0..columns).map(|c| table.count(0, c) + table.count(1, c)).collect();
        let national = Table::one_way("cases", table.columns.clone(), by_offence).unwrap().nationwide();
        let first = Gate::new(Rule::Rounding).signed_by("S. Chan").check(&national, &[]);
        let first = first.printed().cloned().unwrap();
        assert_eq!(
            first.total(),
            Figure::Shown(national.count(0, 0) + (1..columns).map(|c| national.count(0, c)).sum::<u32>())
        );
        let turned = (0..columns).map(|c| vec![table.count(0, c), table.count(1, c)]).collect();
        let turned = Table::new("cases", table.columns.clone(), table.rows.clone(), turned).unwrap();
        for (rule, turned_rule) in
            [(rules[0], rules[0]), (rules[0], rules[1]), (rules[1], rules[0]), (rules[1], rules[1])]
        {
            let with_national = number % 2 == 0;
            let mut out: Vec<Signed> = with_national.then(|| signed(&national, &first)).into_iter().collect();
            let fits_national = |cells: &Vec<i64>| {
                !with_national || (0..columns).all(|c| cells[c] + cells[columns + c] == i64::from(national.count(0, c)))
            };
            let mut all: Option<BTreeSet<Vec<i64>>> = None;
            let mut stars: Vec<usize> = Vec::new();
            for (table, rule, is_turned) in [(&table, rule, false), (&turned, turned_rule, true)] {
                let Some(printed) = Gate::new(rule).check(table, &out).printed().cloned() else {
                    withheld += 1;
                    continue;
                };
                passed += 1;
                // Turned back, so that a cell is in the same place in both.
                let place =
                    |at: usize| if is_turned { (at % columns, at / columns) } else { (at / columns, at % columns) };
                let back = |cells: Vec<i64>| -> Vec<i64> {
                    let width = table.columns.labels.len();
                    (0..2 * columns).map(|at| cells[place(at).0 * width + place(at).1]).collect()
                };
                let these = everything(table, &printed, Some(rule)).into_iter().map(back).filter(fits_national);
                let these: BTreeSet<Vec<i64>> = these.collect();
                all = Some(all.map_or(these.clone(), |all| all.intersection(&these).cloned().collect()));
                if printed.merged.is_empty() {
                    let star = |at: &usize| printed.cell(place(*at).0, place(*at).1) == Figure::Hidden;
                    stars.extend((0..2 * columns).filter(star));
                }
                out.push(signed(table, &printed));
            }
            if let Some(all) = all {
                assert!(!all.is_empty());
                for at in &stars {
                    let told = span(all.iter().map(|cells| cells[*at]));
                    assert!(told >= 2, "{rule:?} {turned_rule:?} cell {at} of {table:?}: {out:?}");
                }
            }
        }
    }
    println!("beside exact national totals or turned: {passed} passed, {withheld} withheld");
    assert!(passed > 50);
}

#[test]
fn two_releases_that_differ_by_one_case_are_made_equal_or_refused() {
    let mut dice = Dice(1);
    let (mut equal, mut refused, mut other) = (0, 0, 0);
    for rule in [Rule::Rounding, Rule::Suppression] {
        for _ in 0..300 {
            let first = table(dice.side(2, 6), dice.side(2, 6), &mut dice);
            let (rows, columns) = (first.rows.labels.len(), first.columns.labels.len());
            let Some(before) = Gate::new(rule).check(&first, &[]).printed().cloned() else { continue };
            let (r, c) = (dice.side(0, rows as u64 - 1), dice.side(0, columns as u64 - 1));
            let counts = |r_more: usize, c_more: usize| -> Vec<Vec<u32>> {
                let more = |r, c| u32::from(r == r_more && c == c_more);
                (0..rows).map(|r| (0..columns).map(|c| first.count(r, c) + more(r, c)).collect()).collect()
            };
            let out = [signed(&first, &before)];
            match Gate::new(rule).check(&named(counts(r, c)), &out) {
                Outcome::Again { signed: Signed { printed, .. }, reason } => {
                    assert_eq!(printed, before);
                    assert!(reason.contains("1 count has changed by one"), "{reason}");
                    equal += 1;
                }
                Outcome::Withheld(_) => refused += 1,
                Outcome::Passed { printed, .. } => panic!("{printed:?}\nafter {before:?}"),
            }
            // The same cases by other categories: only the total is in common, and it may not show the one.
            let months =
                (0..rows).map(|r| vec![(0..columns).map(|c| first.count(r, c)).sum::<u32>() + u32::from(r == 0)]);
            let months: Vec<u32> = months.collect::<Vec<_>>().concat();
            let by_month = Table::one_way("cases", Axis::ordered("Month", labels("m", rows)), months).unwrap();
            if let Some(printed) = Gate::new(rule).check(&by_month, &out).printed() {
                let (now, then) = (reads(rule, printed.total()), reads(rule, before.total()));
                assert!(now.0 <= then.1 && then.0 <= now.1, "{printed:?}\nafter {before:?}");
                other += 1;
            } else {
                refused += 1;
            }
        }
    }
    println!("one case apart: {equal} made equal, {refused} refused, {other} of other categories that do not show it");
    assert!(equal > 100 && refused > 0 && other > 0);
}

/// A year told again, many cases having moved. The attacker knows which cells moved and which did not.
#[test]
fn a_year_told_again_gives_no_small_count_and_no_small_change_away() {
    let mut dice = Dice(2013);
    let (mut passed, mut rest) = (0, 0);
    for rule in [Rule::Rounding, Rule::Suppression] {
        for _ in 0..150 {
            let then =
                named((0..2).map(|_| (0..2).map(|_| u32::try_from(dice.below(16)).unwrap()).collect()).collect());
            let mut step = || if dice.below(3) == 0 { 0 } else { u32::try_from(dice.below(14)).unwrap() };
            let now = named((0..2).map(|r| (0..2).map(|c| then.count(r, c) + step()).collect()).collect());
            let Some(before) = Gate::new(rule).check(&then, &[]).printed().cloned() else { continue };
            let Outcome::Passed { printed, .. } = Gate::new(rule).check(&now, &[signed(&then, &before)]) else {
                rest += 1;
                continue;
            };
            passed += 1;
            let still: Vec<usize> =
                (0..4).filter(|at| now.count(at / 2, at % 2) == then.count(at / 2, at % 2)).collect();
            let agree = |one: &[i64], other: &[i64]| still.iter().all(|at| one[*at] == other[*at]);
            let (these, those) = (everything(&now, &printed, Some(rule)), everything(&then, &before, Some(rule)));
            let mut spans = [(FAR, -FAR); 12];
            for one in &these {
                for other in those.iter().filter(|other| agree(one, other)) {
                    for at in 0..4 {
                        for (slot, value) in [(at, one[at]), (4 + at, other[at]), (8 + at, one[at] - other[at])] {
                            spans[slot] = (spans[slot].0.min(value), spans[slot].1.max(value));
                        }
                    }
                }
            }
            for at in 0..4 {
                let (r, c) = (at / 2, at % 2);
                let moved = now.count(r, c).abs_diff(then.count(r, c));
                let guarded = [
                    printed.cell(r, c) == Figure::Hidden,
                    before.cell(r, c) == Figure::Hidden,
                    (1..=rule.limit()).contains(&moved),
                ];
                for (slot, guarded) in guarded.into_iter().enumerate() {
                    let (low, high) = spans[4 * slot + at];
                    assert!(!guarded || high - low >= 2, "{rule:?} {at} {slot}: {then:?} {now:?}\n{printed:?}");
                }
            }
        }
    }
    println!("told again: {passed} passed, {rest} made equal or refused");
    assert!(passed > 30 && rest > 30);
}

#[test]
fn a_table_of_every_province_is_quick() {
    for rule in [Rule::Rounding, Rule::Suppression] {
        let mut dice = Dice(26);
        let (mut worst, mut held) = (0, 0);
        for number in 0..10 {
            let big = if number % 2 == 0 { table(26, 8, &mut dice) } else { thin(26, 8, 274, &mut dice) };
            let start = std::time::Instant::now();
            let outcome = Gate::new(rule).check(&big, &[]);
            worst = worst.max(start.elapsed().as_millis());
            if number < 2 {
                println!(
                    "{number}: {} ms {:?}",
                    start.elapsed().as_millis(),
                    outcome.printed().map(|p| (p.rows.len(), p.columns.len(), &p.merged))
                );
            }
            match outcome.printed() {
                Some(printed) => assert!(Seen::new(&big, printed, rule).leaks().is_empty()),
                None => held += 1,
            }
            assert_eq!(outcome, Gate::new(rule).check(&big, &[]));
        }
        println!("26 x 8, {rule:?}: slowest of ten {worst} ms, {held} withheld");
    }
}

/// The same counts printed again with the sides swapped may not hide other cells, or each shows what the other hides.
#[test]
fn a_table_turned_round_shows_no_more_than_before() {
    let mut dice = Dice(90);
    let (mut passed, mut withheld, mut differ) = (0, 0, 0);
    for _ in 0..300 {
        let table = table(dice.side(3, 7), dice.side(3, 7), &mut dice);
        let (rows, columns) = (table.rows.labels.len(), table.columns.labels.len());
        let turned = (0..columns).map(|c| (0..rows).map(|r| table.count(r, c)).collect()).collect();
        let turned = Table::new("cases", table.columns.clone(), table.rows.clone(), turned).unwrap();
        let gate = Gate::new(Rule::Suppression);
        let Some(first) = gate.check(&table, &[]).printed().cloned() else { continue };
        let second = gate.check(&turned, &[signed(&table, &first)]).printed().cloned();
        let Some(second) = second.filter(|second| second.merged.is_empty() && first.merged.is_empty()) else {
            withheld += 1;
            continue;
        };
        passed += 1;
        let either = |r: usize, c: usize| {
            let (one, other) = match (r < rows, c < columns) {
                (true, true) => (first.cell(r, c), second.cell(c, r)),
                (true, false) => (first.row_total(r), second.column_total(r)),
                (false, true) => (first.column_total(c), second.row_total(c)),
                (false, false) => (first.total(), second.total()),
            };
            differ += usize::from(one != other);
            if one == Figure::Hidden { other } else { one }
        };
        let cells = (0..rows).map(|r| (0..columns).map(|c| i64::from(table.count(r, c))).collect()).collect();
        let leaks = Seen::of(cells, Rule::Suppression, either).leaks();
        assert!(leaks.is_empty(), "{leaks:?} {table:?} {first:?} {second:?}");
    }
    println!("turned: {passed} passed ({differ} figures hidden in only one), {withheld} withheld or merged");
    assert!(passed > 150);
}
