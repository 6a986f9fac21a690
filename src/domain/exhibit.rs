//! An exhibit: a thing that was found, sealed and is kept as evidence. Where it is now follows from its chain of custody and is never typed;
//! one that was entered by mistake is taken back, never deleted.

use super::moment::Moment;
use super::record::record;

record! {
    /// An exhibit.
    Exhibit {
        kind: Option<String> = "Type", Code("exhibit"), Must, "Swab, clothing, phone, document … by a word of it";
        what: Option<String> = "What", Line, Wanted, "What it is, so that nobody takes another for it", Narrative;
        found_where: Option<String> = "Found where", Line, Free, "Where it was found, or from whom it was taken", Narrative;
        found_at: Option<Moment> = "Found", Moment, Wanted, "When it was found or taken";
        found_by: Option<String> = "Collected by", Line, Free, "Who collected it", Narrative;
        packaging: Option<String> = "Packaging", Line, Free, "Paper bag, tube, antistatic bag …", Narrative;
        seal: Option<String> = "Seal no.", Line, Wanted, "The number of the seal that was put on it first";
        sealed_at: Option<Moment> = "Sealed", Moment, Free, "When it was sealed";
        sealed_by: Option<String> = "Sealed by", Line, Free, "Who sealed it", Narrative;
        kept_at: Option<String> = "Storage place", Line, Free, "Shelf, box or room at the unit", Narrative;
        biohazard: bool = "Biohazard", YesNo, Given("n"), "May it infect whoever opens it?";
        taken_back_at: Option<Moment> = "Taken back", Moment, Hidden, "When it was taken back";
        taken_back_by: Option<String> = "Taken back by", Line, Hidden, "Who took it back";
        taken_back_reason: Option<String> = "Why", Line, Hidden, "Why it was taken back", Narrative;
    }
}
