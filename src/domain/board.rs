//! A window on a list of the office that is no list of cases: exhibits, tips, what is due. It must never know what is listed.

/// So many rows are read at once.
pub const WINDOW: usize = 120;

/// A window on a list, with the sums of all that was asked for.
#[derive(Debug, Clone, Default)]
pub struct Window<Item, Sums> {
    /// the words that were asked
    pub words: String,
    /// what was understood of them
    pub read: String,
    /// what was not
    pub misread: Option<String>,
    /// the place of the first that was read
    pub offset: usize,
    /// so many were asked for in all
    pub total: usize,
    /// those of the window
    pub items: Vec<Item>,
    /// sums of all that were asked for
    pub sums: Sums,
}
