//! Where an identifier was seen before: in a tip or a case that whoever asks may know of, by its number; behind a wall only that it is
//! known, and whom to ask. It must never carry more of what is out of reach.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// One other place in which an identifier was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// in this tip or case, by its number
    In(String),
    /// in one that is out of reach: this officer or team is asked
    Ask(String),
}

/// Where the identifiers of a tip or case were seen beside it, by the identity of each record.
pub type Known = BTreeMap<String, Vec<Seen>>;

/// In words: `seen in T-19-0042; known elsewhere: ask dara`.
pub fn words(seen: &[Seen]) -> String {
    let some = |of: fn(&Seen) -> Option<&str>| seen.iter().filter_map(of).collect::<Vec<_>>().join(", ");
    let places = some(|s| if let Seen::In(number) = s { Some(number) } else { None });
    let asked = some(|s| if let Seen::Ask(whom) = s { Some(whom) } else { None });
    let parts = [("seen in ", places), ("known elsewhere: ask ", asked)];
    let parts = parts.into_iter().filter(|(_, all)| !all.is_empty()).map(|(what, all)| format!("{what}{all}"));
    parts.collect::<Vec<_>>().join("; ")
}

/// The same of one record for programs.
pub(super) fn json(known: &Known, record_id: &str) -> Json {
    let one = |seen: &Seen| match seen {
        Seen::In(number) => json!({ "number": number }),
        Seen::Ask(whom) => json!({ "ask": whom }),
    };
    known.get(record_id).into_iter().flatten().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_reach_is_told_by_whom_to_ask_alone() {
        let seen = [Seen::In("T-19-0042".into()), Seen::In("CPU-19-0274".into()), Seen::Ask("dara".into())];
        assert_eq!(words(&seen), "seen in T-19-0042, CPU-19-0274; known elsewhere: ask dara");
        assert_eq!(words(&seen[2..]), "known elsewhere: ask dara");
        assert_eq!(words(&[]), "");
        let known = Known::from([("i".to_owned(), seen.to_vec())]);
        assert_eq!(json(&known, "i")[2], json!({ "ask": "dara" }));
        assert_eq!(json(&known, "other"), json!([]));
    }
}
