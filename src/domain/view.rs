//! A saved view: a filter with an order and columns under a name, so that what one looks at each morning is a key away. It must
//! never widen what anybody sees: its filter is asked as if it were typed by whoever opens it.

use super::field::{Desk, See};
use super::filter::{Filter, Term, Test, Want};
use super::listing::{Query, Sort};
use super::rights::{Standing, Viewer};
use super::row::Row;

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// case number
    Number,
    /// day of the report
    Reported,
    /// first offence
    Offence,
    /// province
    Province,
    /// the officer who leads it or, without one, the team
    Lead,
    /// first victim
    Victims,
    /// suspects
    Suspects,
    /// suspects with an arrest that stands
    Arrested,
    /// team
    Team,
    /// stage of the investigation
    Stage,
    /// the officer who entered it
    Entered,
}

impl Column {
    /// All, in the order in which they are offered.
    pub const ALL: [Column; 11] = {
        use Column::*;
        [Number, Reported, Offence, Province, Lead, Victims, Suspects, Arrested, Team, Stage, Entered]
    };
    /// Those of a list of which nobody said otherwise.
    pub const USUAL: [Column; 7] = {
        use Column::*;
        [Number, Reported, Offence, Province, Lead, Victims, Suspects]
    };

    /// As it is kept, and typed.
    pub fn name(self) -> &'static str {
        match self {
            Column::Number => "number",
            Column::Reported => "reported",
            Column::Offence => "offence",
            Column::Province => "province",
            Column::Lead => "lead",
            Column::Victims => "victims",
            Column::Suspects => "suspects",
            Column::Arrested => "arrested",
            Column::Team => "team",
            Column::Stage => "stage",
            Column::Entered => "entered",
        }
    }

    /// For headings.
    pub fn label(self) -> &'static str {
        match self {
            Column::Number => "Number",
            Column::Reported => "Reported",
            Column::Offence => "Offence",
            Column::Province => "Province",
            Column::Lead => "Lead",
            Column::Victims => "Victims",
            Column::Suspects => "Suspects",
            Column::Arrested => "Arrested",
            Column::Team => "Team",
            Column::Stage => "Stage",
            Column::Entered => "Entered by",
        }
    }

    /// Is it a number, or read as one?
    pub fn is_count(self) -> bool {
        matches!(self, Column::Victims | Column::Suspects | Column::Arrested)
    }

    /// What a row says in it. The day of the report is as stored.
    pub fn of(self, row: &Row, desk: &Desk) -> String {
        let word = |list: &str, code: &str| desk.lists.word(list, code).to_owned();
        match self {
            Column::Number => row.number.clone(),
            Column::Reported => row.reported_on.clone(),
            Column::Offence => row.offence.clone(),
            Column::Province => row.province.clone(),
            Column::Lead => row.lead.clone(),
            Column::Victims => row.victims.clone(),
            Column::Suspects => row.suspects.clone(),
            Column::Arrested => usize::try_from(row.arrested).map_or("?".to_owned(), |n| n.to_string()),
            Column::Team => row.team.clone().unwrap_or_default(),
            Column::Stage => word("investigation", &row.investigation),
            Column::Entered => row.entered_by.clone(),
        }
    }

    /// Columns as they are kept and typed, a comma or blank between; the number stands first, said or not.
    /// # Errors
    /// Names the word that is no column, and those that there are.
    pub fn read(text: &str) -> Result<Vec<Column>, String> {
        let mut columns = vec![Column::Number];
        for word in text.split([',', ' ']).map(str::trim).filter(|w| !w.is_empty()) {
            let of = |c: &Column| c.name() == word.to_lowercase();
            let Some(column) = Column::ALL.into_iter().find(of) else {
                let all = Column::ALL.map(Column::name).join(", ");
                return Err(format!("“{word}” is no column of the list; there are {all}"));
            };
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        Ok(if columns.len() == 1 && text.trim().is_empty() { Column::USUAL.to_vec() } else { columns })
    }

    /// The opposite of [`Column::read`].
    pub fn write(columns: &[Column]) -> String {
        columns.iter().map(|c| c.name()).collect::<Vec<_>>().join(" ")
    }
}

/// A view that somebody saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// its identity; blank until it is kept
    pub id: String,
    /// what it is called
    pub name: String,
    /// the key by which it opens among the views
    pub key: Option<char>,
    /// who made it
    pub officer: String,
    /// is it everybody's?
    pub shared: bool,
    /// filter and order
    pub query: Query,
    /// columns, in order
    pub columns: Vec<Column>,
}

impl SavedView {
    /// Those that every desk has: what is one's own and open, and what is open without an arrest.
    pub fn given() -> Vec<SavedView> {
        let given = |key, name: &str, words: &str| SavedView {
            id: String::new(),
            name: name.to_owned(),
            key: Some(key),
            officer: String::new(),
            shared: true,
            query: Query { words: words.to_owned(), ..Query::default() },
            columns: Column::USUAL.to_vec(),
        };
        vec![
            given('0', "All cases", ""),
            given('1', "My open cases", "lead:me open"),
            given('2', "Open, nobody arrested", "open arrest:no"),
            given('3', "Nobody leads it", "lead:none open"),
        ]
    }

    /// One's own first, then the office's, then those that come with the program, but for the keys that are taken.
    pub fn in_order(saved: &[SavedView]) -> Vec<SavedView> {
        let mut views = saved.to_vec();
        views.extend(SavedView::given());
        let mut taken = Vec::new();
        for view in &mut views {
            match view.key {
                Some(key) if taken.contains(&key) => view.key = None,
                key => taken.extend(key),
            }
        }
        views
    }

    /// Does it come with the program?
    pub fn is_given(&self) -> bool {
        self.id.is_empty() && self.officer.is_empty()
    }
}

/// The free words of a filter: what may be a name or a piece of a text. One that cannot be read is all of it.
pub fn free_words(words: &str, desk: &Desk) -> Vec<String> {
    let anybody = Viewer { standing: Standing::Alone, ..Viewer::default() };
    let Ok(filter) = Filter::read(words, desk, &anybody) else { return vec![words.to_owned()] };
    let text = |want| match want {
        Want::Holds(text) => Some(text),
        Want::Sounds(name) => Some(format!("~{name}")),
        _ => None,
    };
    let in_term = |term: Term| match term.test {
        Test::Word(word) => vec![word],
        Test::Key { any, .. } => any.into_iter().filter_map(text).collect(),
        Test::Flag(_) => Vec::new(),
    };
    filter.terms.into_iter().flat_map(in_term).collect()
}

/// Why this filter may not be shared with the office: everybody reads it, also who sees no name.
pub fn not_to_share(words: &str, desk: &Desk, viewer: &Viewer) -> Option<String> {
    // The sentence may stand where names are hidden: it repeats no word.
    let Ok(filter) = Filter::read(words, desk, viewer) else {
        return Some("the filter cannot be read, and so is not shared".to_owned());
    };
    filter.terms.iter().find_map(|term| match &term.test {
        Test::Word(_) => Some("a word could be somebody's name: a shared view asks by keys only".to_owned()),
        Test::Key { key, .. } if key.see != See::Facts => {
            Some(format!("{}: asks by what not everybody sees: such a view is not shared", key.name))
        }
        _ => None,
    })
}

/// The order as it is kept: the column's name, a minus before it where the largest stands first.
pub fn write_order(query: &Query) -> String {
    format!("{}{}", if query.descending { "-" } else { "" }, query.sort.name())
}

/// The opposite of [`write_order`]; what is not understood is the usual order.
pub fn read_order(text: &str, words: &str) -> Query {
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
    match Sort::ALL.into_iter().find(|s| s.name() == name) {
        Some(sort) => Query { words: words.to_owned(), sort, descending },
        None => Query { words: words.to_owned(), ..Query::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Lists;
    use crate::domain::moment::Now;

    #[test]
    fn columns_and_order_come_back_as_they_were_kept() {
        let columns = vec![Column::Number, Column::Stage, Column::Lead];
        assert_eq!(Column::read(&Column::write(&columns)), Ok(columns));
        assert_eq!(Column::read(""), Ok(Column::USUAL.to_vec()));
        assert_eq!(Column::read("lead,Number"), Ok(vec![Column::Number, Column::Lead]), "the number stands first");
        assert!(Column::read("leed").unwrap_err().contains("“leed”"));
        for sort in Sort::ALL {
            for descending in [true, false] {
                let query = Query { words: "open".into(), sort, descending };
                assert_eq!(read_order(&write_order(&query), "open"), query);
            }
        }
        assert_eq!(read_order("nothing", "").sort, Sort::Number);
    }

    #[test]
    fn what_could_be_a_name_is_not_shared() {
        let lists = Lists::default();
        let desk = Desk { lists: &lists, now: Now { utc: chrono::DateTime::UNIX_EPOCH, zone: chrono_tz::UTC } };
        let viewer = Viewer { name: "dara".into(), standing: Standing::Alone, ..Viewer::default() };
        let why = |words| not_to_share(words, &desk, &viewer);
        assert_eq!(why("open lead:me age:<5"), None);
        for words in ["sok", "open \"by the canal\"", "name:sok", "~sok", "case.summary:boat", "-name:sok"] {
            assert!(why(words).is_some(), "{words}");
        }
        assert!(why("opn:").is_some(), "what cannot be read is not shared");
    }
}
