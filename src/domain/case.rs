//! The case: an accepted matter with a case number. It holds only what is true of the whole matter;
//! clearance is per offence, justice per suspect, care per victim (four axes, never one status field).

use super::day::Day;
use super::record::record;

record! {
    /// A case.
    Case {
        number: Option<String> = "Number", Line, Hidden, "Year of report and sequence; drawn by the first save, never changed or used again";
        reported_on: Option<Day> = "Reported", Day, Must, "The day the report reached the office: today, -1, 29/12";
        source: Option<String> = "Source", Code("source"), Wanted, "Who reported it: police, hotline, hospital, partner, ncmec, public";
        incident_on: Option<Day> = "Incident", Day, Wanted, "The day of the offence; a month (12/2019) or year will do";
        province: Option<String> = "Province", Code("province"), Wanted, "Code, first letters, English or Khmer";
        district: Option<String> = "District", Within { list: "district", parent: "province" }, Free, "Within the province";
        commune: Option<String> = "Commune", Within { list: "commune", parent: "district" }, Free, "Within the district";
        village: Option<String> = "Village", Line, Free, "As heard", Narrative;
        place: Option<String> = "Place", Line, Free, "The place in words, as heard: behind the market, the canal road", Narrative;
        summary: Option<String> = "What", Line, Free, "One line of what happened; no names", Narrative;
        team: Option<String> = "Team", Code("team"), Wanted, "The team that has the case";
        lead: Option<String> = "Lead", Line, Wanted, "The officer who leads it";
        investigation: Option<String> = "Stage", Code("investigation"), Given("NEW"), "Where the investigation stands";
        restricted_to: Option<String> = "Only for", Line, Hidden, "The officers who alone may know of the case, beside its lead";
        arrests_known: bool = "Arrests known", YesNo, Given("y"), "No only where nobody can say whether anyone was arrested";
        reporter: Option<String> = "Reporter", Line, Free, "Who reported it, where they want to be known", Identity;
        stage_reason: Option<String> = "Stage reason", Line, Hidden, "Why it was closed, reopened or given away, as the act asked it last", Narrative;
        as_imported: Option<String> = "As imported", Prose, Hidden, "What of an imported row was not understood or has no field here, as it stood in its file", Identity;
    }
}

/// The column that says who alone may know of a case: changed by a right of its own.
pub const RESTRICTED: &str = "restricted_to";

/// The columns that say whose it is: blank they are anybody's to fill who may change the case, filled they are not.
pub const WHOSE: [&str; 2] = ["team", "lead"];

/// The stages at which a case is done with: declined, referred out, a duplicate, closed.
pub const CLOSED: [&str; 4] = ["CLO", "DEC", "REF", "DUP"];

impl Case {
    /// Why the case is outside every rate, if it is: a duplicate, declined as out of scope, or referred out.
    pub fn excluded(investigation: Option<&str>) -> Option<&'static str> {
        match investigation {
            Some("DUP") => Some("duplicate"),
            Some("DEC" | "REF") => Some("out of scope"),
            _ => None,
        }
    }
}
