//! Places out of the office's own lists: a district and a commune of a province. It must never know a village or a real address.

use super::rng::Rng;
use crate::domain::code::Lists;
use std::collections::HashMap;

/// The codes below each code of a province or district.
pub(super) struct Places(HashMap<String, Vec<String>>);

impl Places {
    pub fn of(lists: &Lists) -> Places {
        let mut below: HashMap<String, Vec<String>> = HashMap::new();
        for entry in lists.list("district").iter().chain(lists.list("commune")) {
            if let Some(parent) = &entry.parent {
                below.entry(parent.clone()).or_default().push(entry.code.clone());
            }
        }
        Places(below)
    }

    /// One of the places below this one, if the lists know any.
    pub fn within(&self, parent: &str, rng: &mut Rng) -> Option<String> {
        let below = self.0.get(parent)?;
        below.get(rng.below(below.len())).cloned()
    }
}
