//! What an office adds to the code lists: articles of the law, units of the police. Added by who looks after the file, each a line of the
//! ledger; never changed, for records hold the code and what is searched holds its words. It must never touch the lists of the program.

use super::audit::Trail;
use super::{Error, Result, Store, codes, halt, seal};
use crate::domain::moment::Now;
use crate::domain::rights::Right;
use crate::domain::text::fold;
use rusqlite::params;

/// The lists to which an office may add: no rule asks for one of their codes.
pub const OPEN_LISTS: [&str; 3] = ["article", "unit", "task_force"];
/// Between the last row and “another” and “other”, which end the lists.
const SORT: i64 = 70;
const LONGEST: usize = 80;

impl Store {
    /// Adds a code to a list, with the words under which it is found beside its name.
    /// # Errors
    /// [`Error::NotAllowed`]; or a sentence about the code.
    pub fn add_code(&mut self, list: &str, code: &str, en: &str, keys: &[String], now: &Now) -> Result<()> {
        self.need(Right::Maintain, now)?;
        self.sound_words()?;
        let no = |sentence: String| Err(Error::Misread(sentence));
        if !OPEN_LISTS.contains(&list) {
            return no(format!("nothing is added to “{list}”: only to {}", OPEN_LISTS.join(", ")));
        }
        let (code, en) = (code.trim(), en.trim());
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        if code.is_empty() || code.len() > 20 || !code.chars().all(plain) {
            return no(format!("“{code}” is no code: letters, digits, - and ., 20 at most"));
        }
        if en.is_empty() || en.chars().count() > LONGEST || en.chars().any(char::is_control) {
            return no(format!("a name is one line of {LONGEST} letters at most"));
        }
        let keys: Vec<String> = keys.iter().map(|k| fold(k)).filter(|k| !k.is_empty()).collect();
        let words: Vec<String> = keys.iter().cloned().chain([fold(en)]).collect();
        let taken = self.lists.list(list).iter().find(|entry| {
            entry.code.eq_ignore_ascii_case(code) || words.iter().any(|w| entry.is_key(w) || entry.is_name(w))
        });
        if let Some(entry) = taken {
            return no(format!("{} ({}) is there already, under one of these words", entry.en, entry.code));
        }
        let act = self.act(ACT, now);
        halt::check(&self.path)?;
        self.write_by(Right::Maintain, now, |tx| {
            let there = "SELECT 1 FROM office_code WHERE list = ?1 AND code = ?2";
            if tx.prepare_cached(there)?.exists([list, code])? {
                return Err(Error::Misread(format!("{code} was added a moment ago")));
            }
            let sql = "INSERT INTO office_code (list, code, en, keys, sort) VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.execute(sql, params![list, code, en, keys.join(" "), SORT])?;
            seal::seal_words(tx)?;
            Trail { conn: tx, act: &act }.look("", &format!("{list} {code}: {en}"))
        })?;
        self.lists = codes::load(&self.conn)?.into();
        Ok(())
    }
}

/// The act, as it stands in the ledger.
const ACT: &str = "add code";
