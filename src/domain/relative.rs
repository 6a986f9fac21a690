//! A relative of a victim: surviving family is a client of the family services as the victim is. Who may not see the care of a case does
//! not learn that there is one.

use super::age::Age;
use super::moment::Moment;
use super::record::record;

record! {
    /// A relative of a victim.
    Relative {
        victim_id: Option<String> = "Victim", Link, Hidden, "Whose relative it is";
        relation: Option<String> = "Relation", Code("kin"), Must, "Mother, sister, grandmother … of the victim", Care;
        name: Option<String> = "Name", Line, Free, "In Latin letters", Identity;
        name_km: Option<String> = "Name, Khmer", Line, Free, "In Khmer letters", Identity;
        // Of the class of care and not of identifiers: who looks after the family calls it.
        phone: Option<String> = "Phone", Line, Free, "The number by which they can be called", Care;
        sex: Option<String> = "Sex", Code("sex"), Free, "f or m; blank if not known", Care;
        age: Option<Age> = "Age", Age, Free, "41, ~40 for about, ? if not known", Care;
        served: bool = "Client", YesNo, Given("y"), "Are they a client of the family services, or only known?", Care;
        note: Option<String> = "Note", Prose, Free, "Anything else", Care;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Care;
    }
}
