//! What the gate prints: the two rules, percentages, merging, and what is said to whom.

use caseload::domain::gate::{Axis, Figure, Gate, NOT_KNOWN, Outcome, Rule, Table, per_mille};

fn printed(outcome: &Outcome) -> String {
    let printed = outcome.printed().unwrap();
    let line = |row: usize| -> String {
        (0..=printed.columns.len())
            .map(|at| {
                if at < printed.columns.len() { printed.cell(row, at) } else { printed.row_total(row) }.to_string()
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    let totals =
        (0..printed.columns.len()).map(|at| printed.column_total(at).to_string()).collect::<Vec<_>>().join(" ");
    let rows = (0..printed.rows.len()).map(|row| format!("{}: {}", printed.rows[row], line(row)));
    let rows: Vec<String> =
        rows.chain([format!("{}: {totals} {}", printed.columns.join(", "), printed.total())]).collect();
    rows.join("\n")
}

fn offences(counts: Vec<u32>) -> Table {
    let labels = ["Rape", "Homicide", "Trafficking"];
    let axis = Axis::new("Offence", labels.into_iter().take(counts.len() - 1)).with_not_known();
    Table::one_way("cases reported in 2019", axis, counts).unwrap()
}

#[test]
fn the_rounding_rule_to_the_letter() {
    let all: Vec<Figure> = [0, 1, 7, 8, 12, 13, 17, 18, 274].map(|count| Rule::Rounding.figure(count)).to_vec();
    let rounded = [10, 10, 15, 15, 20, 275].map(Figure::Rounded);
    assert_eq!(all, [&[Figure::Shown(0), Figure::Hidden, Figure::Hidden], &rounded[..]].concat());
    assert_eq!(Rule::Rounding.meaning(Figure::Rounded(10)), (8, Some(12)), "8 is the least that is rounded");
}

#[test]
fn the_suppression_rule_to_the_letter() {
    let all = [0, 1, 4, 5].map(|count| Rule::Suppression.figure(count));
    assert_eq!(all, [Figure::Shown(0), Figure::Hidden, Figure::Hidden, Figure::Shown(5)]);
    let counts = vec![vec![3, 40, 12], vec![20, 9, 31], vec![15, 22, 18]];
    let table =
        Table::new("cases", Axis::new("Province", ["A", "B", "C"]), Axis::new("Offence", ["x", "y", "z"]), counts);
    let outcome = Gate::new(Rule::Suppression).check(&table.unwrap(), &[]);
    // The 3 is covered by the three that cost least: one in its row, one in its column, one across.
    assert_eq!(printed(&outcome), "A: * 40 * 55\nB: 20 9 31 60\nC: * 22 * 55\nx, y, z: 38 71 61 170");
}

#[test]
fn a_share_is_of_printed_figures_and_never_of_less_than_twenty() {
    assert_eq!(per_mille(Figure::Shown(268), Figure::Shown(313)), Some(856));
    assert_eq!(per_mille(Figure::Rounded(10), Figure::Rounded(30)), Some(333));
    assert_eq!(per_mille(Figure::Rounded(25), Figure::Rounded(40)), Some(625));
    assert_eq!(per_mille(Figure::Shown(1), Figure::Shown(32)), Some(31), "3.125");
    assert_eq!(per_mille(Figure::Shown(1), Figure::Shown(2000)), Some(1), "0.05 goes up");
    assert_eq!(per_mille(Figure::Rounded(10), Figure::Rounded(15)), None);
    assert_eq!(per_mille(Figure::Hidden, Figure::Rounded(30)), None);
    assert_eq!(per_mille(Figure::Rounded(10), Figure::Hidden), None);
}

#[test]
fn national_totals_pass_exact_when_a_director_signs_and_not_without() {
    let table = offences(vec![251, 24, 4, 2]).nationwide();
    let signed = Gate::default().signed_by("Chea Dara").check(&table, &[]);
    assert_eq!(printed(&signed), "All: 251 24 4 2 281\nRape, Homicide, Trafficking, Not known: 251 24 4 2 281");
    let Outcome::Passed { reasons, .. } = &signed else { panic!("{signed:?}") };
    assert_eq!(reasons, &["National totals, exact: signed by Chea Dara."]);
    let unsigned = Gate::default().check(&table, &[]);
    assert_eq!(printed(&unsigned), "All: 250 25 * * 280\nRape, Homicide, Trafficking, Not known: 250 25 * * 280");
    let provincial = Gate::default().signed_by("Chea Dara").check(&offences(vec![251, 24, 4, 2]), &[]);
    assert_eq!(printed(&provincial), printed(&unsigned), "only what is national is let out");
}

#[test]
fn rounded_cells_that_give_each_other_away_are_merged_or_withheld_with_a_reason() {
    // 8 + 8 + 8 + 8 is 32, printed 30: at most 32, and no cell is under 8. Each is 8.
    let axis = Axis::ordered("Age", ["0-5", "6-11", "12-14", "15-17"]);
    let table = Table::one_way("cases", axis, vec![8, 8, 8, 8]).unwrap();
    let outcome = Gate::default().check(&table, &[]);
    let Outcome::Passed { printed, reasons } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(printed.columns, ["0-5", "6-11", "12-14 and 15-17"], "neighbours only");
    assert_eq!(printed.merged, ["12-14 and 15-17"]);
    assert_eq!(reasons, &["0-5 could be computed: it is 8. So 12-14 and 15-17 are counted together."]);
    let told = printed.notes.join(" ");
    assert!(told.contains("12-14 and 15-17 are counted together") && !told.contains("computed"), "{told}");
}

#[test]
fn the_unknown_is_never_merged_and_what_cannot_be_merged_is_withheld() {
    let table = offences(vec![7, 7, 2]);
    let outcome = Gate::default().check(&table, &[]);
    assert_eq!(printed(&outcome), "All: * * * 15\nRape, Homicide, Not known: * * * 15");
    let outcome = Gate::default().check(&offences(vec![1, 1, 1]), &[]);
    assert_eq!(printed(&outcome), "All: * * * *\nRape, Homicide, Not known: * * * *");
    let outcome = Gate::default().check(&offences(vec![7, 1, 0]), &[]);
    assert_eq!(outcome.printed().unwrap().columns, ["Rape", "Homicide", NOT_KNOWN]);
    let Outcome::Withheld(reasons) = Gate::default().check(&offences(vec![6, 7, 0]), &[]) else { panic!() };
    assert_eq!(
        reasons,
        [
            "cases reported in 2019 by Offence is withheld: Rape could be computed as 6 to 7, and no merging of categories hides it."
        ]
    );
}
