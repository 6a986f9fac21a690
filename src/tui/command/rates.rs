//! The commands of the Rates view. The words stand here; what they do, elsewhere.

use super::{Cmd, Row, Scope as In, row};

pub(super) static ROWS: &[Row] = {
    use Cmd::*;
    &[
        row(Open, In::Rates, &["enter", "r"], "receipt", "Rule, cut-off and cases behind the figure"),
        row(
            NextPane,
            In::Rates,
            &["tab", "l", "right"],
            "page",
            "The next page: rates, breakdown, years, funnel, spread, quality",
        ),
        row(
            NextBy,
            In::Rates,
            &["b"],
            "by",
            "Break the rate down: by month, offence, province, team, age, sex, relationship, source",
        ),
        row(NextRate, In::Rates, &["f"], "figure", "Break down another figure: arrests, charges, victims, homicides …"),
        row(
            Cohort,
            In::Rates,
            &["c"],
            "counted by",
            "By which day a case is of the period: its report, the incident, or the first arrest",
        ),
        row(Earlier, In::Rates, &["[", "<"], "earlier", "The period before"),
        row(Later, In::Rates, &["]", ">"], "", "The period after"),
        row(Period, In::Rates, &["p"], "period", "The figures by year, by quarter, or of all years"),
        row(
            Ages,
            In::Rates,
            &["a"],
            "ages",
            "By age; again for another set of bands: Primero, UNHCR, five years, unit, law",
        ),
        row(
            Restatement,
            In::Rates,
            &["%"],
            "then and now",
            "The year as it was published, and the cases that moved since",
        ),
        row(PreviousPane, In::Rates, &["backtab", "h"], "", "The page before"),
        row(PreviousBy, In::Rates, &["B"], "", "The breakdown before"),
        row(PreviousRate, In::Rates, &["F"], "", "The figure before"),
        row(Palette, In::Rates, &[":"], "command", "Find a command, a saved view or a case by a few letters"),
        row(Up, In::Rates, &["up", "k"], "", "One figure up"),
        row(Down, In::Rates, &["down", "j"], "", "One figure down"),
        row(PageUp, In::Rates, &["pageup", "ctrl-u"], "", "A page up"),
        row(PageDown, In::Rates, &["pagedown", "ctrl-d"], "", "A page down"),
        row(Top, In::Rates, &["home", "g"], "", "To the first figure"),
        row(Bottom, In::Rates, &["end", "G"], "", "To the last figure"),
        row(Settings, In::Rates, &[","], "", "Your own settings; the target of the arrest rate is among them"),
        row(Back, In::Rates, &["esc", "left"], "", "Back to the cases"),
    ]
};
