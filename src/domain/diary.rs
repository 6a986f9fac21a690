//! The diary of a case: append-only, corrected by a new entry that points at the one it corrects. Author and time of entry are the record's own.

use super::moment::Moment;
use super::record::record;

record! {
    /// A diary entry.
    Diary {
        text: Option<String> = "Entry", Prose, Must, "What happened or was done", Narrative;
        kind: Option<String> = "Kind", Code("diary"), Given("note"), "report, scene, interview, arrest, court, service, call or note";
        at: Option<Moment> = "When", Moment, Free, "When it happened; blank is now";
        diary_id: Option<String> = "Corrects", Link, Hidden, "The entry that this one corrects";
    }
}
