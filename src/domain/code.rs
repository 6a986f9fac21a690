//! Code lists: offences, relationships, places, sources … as data of the file, and how a typed word finds its entry.
//! It must never hold a list of its own: what an office may choose is in its file.

use super::misread::Misread;
use super::text::{fold, squeeze};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The rank of what is a code, a key or a whole name; whatever comes after fits in part.
const WHOLE: u8 = 2;

/// One entry of a code list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// what is stored
    pub code: String,
    /// English
    pub en: String,
    /// Khmer, if known
    pub km: Option<String>,
    /// short words and spelling variants under which it is found; the first is the usual key
    pub keys: Vec<String>,
    /// the entry it belongs to: a district's province
    pub parent: Option<String>,
    /// of some 2,500 entries a session looks for few
    folded: OnceLock<Folded>,
}

/// What an entry is found by, folded.
#[derive(Debug, Clone)]
struct Folded {
    en: String,
    km: String,
    words: Vec<String>,
}

impl Entry {
    /// An entry from its columns; `keys` are separated by spaces.
    pub fn new(code: String, en: String, km: Option<String>, keys: &str, parent: Option<String>) -> Entry {
        let keys = keys.split_whitespace().map(fold).collect();
        Entry { code, en, km, keys, parent, folded: OnceLock::new() }
    }

    fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| {
            let km = self.km.as_deref().unwrap_or_default();
            let whole = [self.en.as_str(), km, &self.code];
            let words = whole.into_iter().chain(self.keys.iter().map(String::as_str));
            let words = words.flat_map(|text| text.split_whitespace().map(fold).chain([fold(text)])).collect();
            Folded { en: fold(&self.en), km: fold(km), words }
        })
    }

    /// The words under which what bears the code is found: of code, names and keys, folded, apart and together.
    pub fn words(&self) -> &[String] {
        &self.folded().words
    }

    /// Is the folded text one of its keys?
    pub fn is_key(&self, folded: &str) -> bool {
        self.keys.iter().any(|k| k == folded)
    }

    /// Is the folded text its whole name, in either script, give or take a doubled letter?
    pub fn is_name(&self, folded: &str) -> bool {
        let Folded { en, km, .. } = self.folded();
        en == folded || (!km.is_empty() && km == folded) || (folded.len() > 4 && squeeze(en) == squeeze(folded))
    }

    /// Does a key or name begin with the folded text?
    pub fn begins(&self, folded: &str) -> bool {
        let Folded { en, km, .. } = self.folded();
        self.keys.iter().any(|k| k.starts_with(folded)) || en.starts_with(folded) || km.starts_with(folded)
    }

    /// Does its code lie below these letters: below digits, or behind a sign that parts codes?
    fn is_below(&self, typed: &str) -> bool {
        let begins = self.code.len() > typed.len() && self.code.is_char_boundary(typed.len());
        let digits = typed.len() > 1 && typed.bytes().all(|b| b.is_ascii_digit());
        begins
            && self.code[..typed.len()].eq_ignore_ascii_case(typed)
            && !typed.is_empty()
            && (digits || self.code[typed.len()..].starts_with(['.', '-']))
    }

    /// Letters to change until a key or the name is the folded text.
    pub fn distance(&self, folded: &str) -> usize {
        let words = self.keys.iter().map(String::as_str).chain([self.folded().en.as_str()]);
        words.map(|w| strsim::damerau_levenshtein(w, folded)).min().unwrap_or(usize::MAX)
    }

    /// How well folded text fits: 0 the code, a key or the whole name, then beginnings, then any part; `None` not at all.
    fn rank(&self, typed: &str, folded: &str) -> Option<u8> {
        if self.code.eq_ignore_ascii_case(typed) {
            return Some(0);
        }
        if folded.is_empty() {
            return None;
        }
        if self.is_key(folded) {
            Some(1)
        } else if self.is_name(folded) {
            Some(2)
        } else if self.begins(folded) {
            Some(3)
        } else if typed.len() > 1 && self.code.to_lowercase().starts_with(&typed.to_lowercase()) {
            Some(4)
        } else if self.en.split([' ', '-', '(']).any(|w| fold(w).starts_with(folded)) {
            Some(5)
        } else if folded.chars().count() > 1 && (self.folded().en.contains(folded) || self.folded().km.contains(folded))
        {
            Some(6)
        } else {
            None
        }
    }
}

/// All code lists of an office.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    lists: HashMap<String, Vec<Entry>>,
    limits: HashMap<String, u32>,
}

impl Lists {
    /// Adds an entry; the order of calls is the order of the list.
    pub fn push(&mut self, list: &str, entry: Entry) {
        self.lists.entry(list.to_owned()).or_default().push(entry);
    }

    /// Sets a limit of time: an amount of hours, months or times, as its name says.
    pub fn set_limit(&mut self, name: &str, amount: u32) {
        self.limits.insert(name.to_owned(), amount);
    }

    /// A limit of time by its name; the table of them is the office's.
    pub fn limit(&self, name: &str) -> Option<u32> {
        self.limits.get(name).copied()
    }

    /// A list in its order; empty if there is none of that name.
    pub fn list(&self, list: &str) -> &[Entry] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// The entry of a code.
    pub fn get(&self, list: &str, code: &str) -> Option<&Entry> {
        self.list(list).iter().find(|e| e.code == code)
    }

    /// The English word of a code, or the code itself.
    pub fn word<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.get(list, code).map_or(code, |e| &e.en)
    }

    /// The entries that fit what is typed so far, best first; all of them for blank text. With a parent only its own.
    pub fn narrow(&self, list: &str, typed: &str, parent: Option<&str>) -> Vec<&Entry> {
        self.ranked(list, typed, parent).into_iter().map(|(_, e)| e).collect()
    }

    fn ranked(&self, list: &str, typed: &str, parent: Option<&str>) -> Vec<(u8, &Entry)> {
        let (typed, folded) = (typed.trim(), fold(typed));
        let own = |e: &&Entry| parent.is_none_or(|p| e.parent.as_deref() == Some(p));
        let mut fits: Vec<(u8, &Entry)> = self
            .list(list)
            .iter()
            .filter(own)
            .filter_map(|e| if typed.is_empty() { Some((9, e)) } else { e.rank(typed, &folded).map(|r| (r, e)) })
            .collect();
        fits.sort_by_key(|(r, _)| *r);
        fits
    }

    /// The one entry that is meant: an exact code, key or name, else the only one that begins so, else the only one that fits.
    /// # Errors
    /// Names the candidates, or the nearest words.
    pub fn resolve(&self, list: &str, typed: &str, parent: Option<&str>) -> Result<&Entry, Misread> {
        let fits = self.ranked(list, typed, parent);
        let Some((best, first)) = fits.first().copied() else {
            let nearest = self.alike(list, typed).map(|e| format!(": is {} meant?", e.en)).unwrap_or_default();
            let is = match list {
                "yesno" => "is neither yes (y) nor no (n)".to_owned(),
                list => format!("is no {}{nearest}", list.replace('_', " ")),
            };
            return Err(Misread::new(format!("“{}” {is}", typed.trim())));
        };
        let ties: Vec<&Entry> = fits.iter().take_while(|(r, _)| *r == best).map(|(_, e)| *e).collect();
        if ties.len() == 1 {
            return Ok(first);
        }
        let some: Vec<&str> = ties.iter().take(5).map(|e| e.en.as_str()).collect();
        Err(Misread::new(format!("“{}” may be {}", typed.trim(), some.join(", "))))
    }

    /// The one entry whose code, key or whole name it is; nothing that only begins so, or is only like it.
    pub fn whole(&self, list: &str, typed: &str, parent: Option<&str>) -> Option<&Entry> {
        let fits = self.ranked(list, typed, parent);
        let (best, first) = fits.first()?;
        let ties = fits.iter().take_while(|(rank, _)| rank == best).count();
        (*best <= WHOLE && ties == 1 && !typed.trim().is_empty()).then_some(*first)
    }

    /// Every entry that is named: whose code, key or whole name it is, and a name may be that of several; else the only one
    /// that fits.
    /// # Errors
    /// As [`Lists::resolve`].
    pub fn named(&self, list: &str, typed: &str) -> Result<Vec<&Entry>, Misread> {
        let fits = self.ranked(list, typed, None);
        match fits.first() {
            Some((best, _)) if *best <= WHOLE => {
                Ok(fits.iter().take_while(|(r, _)| r == best).map(|(_, e)| *e).collect())
            }
            _ => self.resolve(list, typed, None).map(|e| vec![e]),
        }
    }

    /// Every entry that is named, with all that lies below it: `0301` and `03` are whole branches of the offences.
    /// # Errors
    /// As [`Lists::resolve`].
    pub fn branch(&self, list: &str, typed: &str) -> Result<Vec<&Entry>, Misread> {
        let below = |e: &&Entry| e.is_below(typed.trim());
        let mut found: Vec<&Entry> = self.list(list).iter().filter(below).collect();
        match self.named(list, typed) {
            Ok(named) => found.extend(named),
            Err(misread) if found.is_empty() => return Err(misread),
            Err(_) => {}
        }
        let mut codes: HashSet<&str> = found.iter().map(|e| e.code.as_str()).collect();
        loop {
            let own = |e: &&Entry| e.parent.as_deref().is_some_and(|p| codes.contains(p)) && !codes.contains(&*e.code);
            let more: Vec<&Entry> = self.list(list).iter().filter(own).collect();
            if more.is_empty() {
                break;
            }
            codes.extend(more.iter().map(|e| e.code.as_str()));
        }
        Ok(self.list(list).iter().filter(|e| codes.contains(&*e.code)).collect())
    }

    /// The entry whose key or name is spelled most alike, if any nearly is.
    pub fn alike(&self, list: &str, typed: &str) -> Option<&Entry> {
        let typed = fold(typed);
        let limit = 1 + typed.chars().count() / 4;
        let best = self
            .list(list)
            .iter()
            .map(|e| (e.distance(&typed), e))
            .filter(|(d, _)| *d <= limit)
            .min_by_key(|(d, _)| *d);
        best.map(|(_, e)| e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        let mut lists = Lists::default();
        for (code, en, km, keys) in [
            ("02", "Battambang", "បាត់ដំបង", "bat btb"),
            ("01", "Banteay Meanchey", "បន្ទាយមានជ័យ", "bmc"),
            ("16", "Ratanak Kiri", "រតនគិរី", "rat ratanakiri"),
            ("17", "Siem Reap", "សៀមរាប", "sr siemreap"),
        ] {
            lists.push("province", Entry::new(code.into(), en.into(), Some(km.into()), keys, None));
        }
        lists.push("district", Entry::new("0203".into(), "Thma Koul".into(), None, "", Some("02".into())));
        lists
    }

    #[test]
    fn a_word_finds_its_entry_by_code_key_name_script_and_spelling() {
        let lists = lists();
        for (typed, code) in [
            ("02", "02"),
            ("bat", "02"),
            ("BATT", "02"),
            ("battambong?", "!"),
            ("siem reap", "17"),
            ("siemreap", "17"),
            ("សៀមរាប", "17"),
            ("ratanakiri", "16"),
            ("kiri", "16"),
            ("ban", "01"),
            ("ba", "!"),
            ("zz", "!"),
        ] {
            let found = lists.resolve("province", typed, None).map_or("!", |e| &e.code);
            assert_eq!(found, code, "{typed}");
        }
        assert!(lists.resolve("province", "ba", None).unwrap_err().text.contains("Battambang, Banteay"));
        assert!(lists.resolve("province", "batambong", None).unwrap_err().text.contains("is Battambang meant?"));
        assert!(lists.resolve("district", "thma", Some("01")).is_err());
        assert_eq!(lists.narrow("district", "", Some("02")).len(), 1);
    }

    #[test]
    fn a_branch_is_what_is_named_and_all_below_it() {
        let mut lists = lists();
        for (code, en, keys, parent) in [
            ("0101", "Homicide", "hom", None),
            ("0301", "Sexual violence", "sexv", None),
            ("03011", "Rape", "rape", Some("0301")),
            ("030111", "Rape with force", "rapf", Some("03011")),
            ("0302", "Sexual exploitation", "sexp", None),
        ] {
            lists.push("offence", Entry::new(code.into(), en.into(), None, keys, parent.map(str::to_owned)));
        }
        for (code, en) in [("EXC-A", "Died"), ("EXC-B", "Declined"), ("ARR", "Arrest")] {
            lists.push("clearance", Entry::new(code.into(), en.into(), None, "", None));
        }
        lists.push("district", Entry::new("0107".into(), "Thma Koul".into(), None, "", Some("01".into())));
        let codes = |list: &str, typed: &str| {
            let found = lists.branch(list, typed).unwrap_or_default();
            found.into_iter().map(|e| e.code.as_str()).collect::<Vec<_>>().join(" ")
        };
        for (list, typed, wanted) in [
            ("offence", "hom", "0101"),
            ("offence", "rape", "03011 030111"),
            ("offence", "03", "0301 03011 030111 0302"),
            ("offence", "0301", "0301 03011 030111"),
            ("offence", "0", ""),
            ("offence", "xyz", ""),
            ("clearance", "exc", "EXC-A EXC-B"),
            ("province", "02", "02"),
            ("province", "ba", ""),
            ("district", "02", "0203"),
            ("district", "thma koul", "0203 0107"),
        ] {
            assert_eq!(codes(list, typed), wanted, "{list} {typed}");
        }
        assert_eq!(lists.named("offence", "rape").unwrap().len(), 1, "and nothing below it");
    }
}
