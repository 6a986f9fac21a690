//! A draft: a form that is typed in and not saved. Its content is the form's own and is never looked into here.

/// A kept form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// the sitting at the console in which it was typed
    pub session: String,
    /// by whom
    pub person: String,
    /// the process, so that another may tell whether it still runs
    pub process: String,
    /// when it was last kept
    pub kept_at: String,
    /// what it is, in words: `new case`, `edit of CPU-19-0274`
    pub title: String,
    /// the form, as the console wrote it
    pub content: String,
}
