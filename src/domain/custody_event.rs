//! An entry in the chain of custody of an exhibit: append-only, corrected by a new entry that points at the old. Each carries the hash of
//! the one before, which the store makes.

use super::moment::Moment;
use super::record::record;

record! {
    /// An entry in a chain of custody.
    CustodyEvent {
        exhibit_id: Option<String> = "Exhibit", Link, Hidden, "What changed hands";
        at: Option<Moment> = "When", Moment, Must, "When it changed hands";
        from_place: Option<String> = "From", Code("custody_place"), Must, "Where it was: scene, held, lab, court";
        to_place: Option<String> = "To", Code("custody_place"), Must, "Where it is from then on: held, lab, court, returned, destroyed";
        purpose: Option<String> = "Purpose", Code("custody_purpose"), Must, "Storage, examination, court, return, disposal, or a correction";
        seal: Option<String> = "Seal", Code("seal_check"), Must, "Was the seal whole when it was taken over? whole, broken, none, unchecked";
        new_seal: Option<String> = "New seal", Line, Free, "The number of the seal that was put on it then";
        from_whom: Option<String> = "Given by", Line, Free, "Who gave it", Narrative;
        to_whom: Option<String> = "Taken by", Line, Wanted, "Who took it and signed for it", Narrative;
        digest: Option<String> = "Hash", Line, Free, "Of digital data: its hash as it was then";
        note: Option<String> = "Note", Line, Free, "Anything else; of a correction why", Narrative;
        custody_event_id: Option<String> = "Corrects", Link, Hidden, "The entry that this one corrects";
        row_before: Option<String> = "Entry before", Hash, Hidden, "Hash of the entry before";
    }
}
