//! What was printed of the years that the demonstration is shaped after, each figure with its source. Totals only.

use crate::domain::release::published::Published;

const REPORT_2015: &str = "https://www.cambodianchildrensfund.org/news/child-protection-unit-police-unit-says-almost-300-crimes-against-children-in-2015/";
const POST_2016: &str = "https://aseannow.com/topic/964693-child-rape-up-in-%E2%80%9916/ (quoting The Phnom Penh Post)";
const POST_2017: &str = "https://phnompenhpost.com/national/crimes-against-children-down-2017-cpu";
const TOPIX: &str = "http://www.topix.com/world/cambodia/2017/01/child-rape-up-in-16?fromrss=1";
const POST_2019: &str = "https://phnompenhpost.com/national/cpu-notes-drop-child-murders";
/// The cut-off of the figures of 2019.
const CUT_OFF_2019: &str = "2020-01-13T09:00";

/// year, figure, as printed, source, note
#[rustfmt::skip]
const PRINTED: [(i32, &str, &str, &str, &str); 23] = [
    (2015, "cases", "292", REPORT_2015, ""),
    (2015, "homicides", "32", REPORT_2015, ""),
    (2015, "rapes", "202", REPORT_2015, "2 gang rapes were printed apart"),
    (2015, "indecent_assaults", "6", REPORT_2015, ""),
    (2015, "serious_assaults", "4", REPORT_2015, ""),
    (2015, "kidnappings", "4", REPORT_2015, ""),
    (2015, "cases", "244", POST_2016, "printed a year later"),
    (2015, "rapes", "167", POST_2016, "printed a year later"),
    (2015, "provinces", "22", POST_2016, "printed a year later"),
    (2016, "cases", "253", POST_2017, ""),
    (2016, "homicides", "21", POST_2017, ""),
    (2016, "rapes", "205", POST_2017, ""),
    (2016, "cases", "269", TOPIX, "another count of the same year"),
    (2016, "provinces", "24", TOPIX, ""),
    (2017, "cases", "222", POST_2017, ""),
    (2017, "victims", "232", POST_2017, ""),
    (2017, "homicides", "24", POST_2017, ""),
    (2017, "rapes", "147", POST_2017, ""),
    (2017, "arrest_rate", "83 percent", POST_2017, ""),
    (2018, "homicides", "33", POST_2019, ""),
    (2019, "cases", "274", POST_2019, ""),
    (2019, "homicides", "24", POST_2019, ""),
    (2019, "arrest_rate", "87 per cent", POST_2019, ""),
];

/// All of them.
pub(super) fn printed() -> Vec<Published> {
    let one = |(year, figure, value, source, note): (i32, &str, &str, &str, &str)| Published {
        id: 0,
        year,
        figure: figure.to_owned(),
        value: value.to_owned(),
        source: source.to_owned(),
        as_of: (year == 2019).then(|| CUT_OFF_2019.to_owned()),
        note: Some(note.to_owned()).filter(|note| !note.is_empty()),
    };
    PRINTED.into_iter().map(one).collect()
}
