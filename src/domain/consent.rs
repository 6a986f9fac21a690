//! Consent of a client: to services, and to what of them is shared with a partner. What is not said is withheld.

use super::day::Day;
use super::moment::Moment;
use super::record::record;

record! {
    /// A consent.
    Consent {
        victim_id: Option<String> = "Victim", Link, Hidden, "The victim of whom it speaks";
        relative_id: Option<String> = "Relative", Link, Hidden, "The relative of whom it speaks";
        given_on: Option<Day> = "Given on", Day, Must, "The day of the consent, or of its refusal", Care;
        partner: Option<String> = "Partner", Code("partner"), Free, "With whom it may be shared; blank where it is only about services", Care;
        services: Option<String> = "Services", YesNo, Free, "Do they agree to services?", Care;
        sharing: Option<String> = "Sharing", YesNo, Free, "Do they agree to what is known being shared with this partner?", Care;
        withhold_name: bool = "Withhold name", YesNo, Given("y"), "Is the name kept from the partner?", Care;
        withhold_contact: bool = "Withhold contact", YesNo, Given("y"), "Are place and phone kept from the partner?", Care;
        withhold_story: bool = "Withhold story", YesNo, Given("y"), "Is what happened kept from the partner?", Care;
        basis: Option<String> = "Legal basis", Code("legal_basis"), Free, "Consent of the child or a guardian, a court, the law", Care;
        given_by: Option<String> = "Given by", Line, Free, "Who gave it: the child, the mother …", Care;
        withdrawn_on: Option<Day> = "Withdrawn on", Day, Free, "The day on which it was withdrawn", Care;
        note: Option<String> = "Note", Prose, Free, "Anything else", Care;
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Care;
    }
}
