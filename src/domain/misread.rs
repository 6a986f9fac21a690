//! Typed text that could not be read: a sentence for people, and what may be meant. It must never know what kind of text it was.

/// Typed text that could not be read, in a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Misread {
    /// the sentence
    pub text: String,
    /// what was probably meant, as it would be typed; asked about, never assumed
    pub meant: Option<String>,
}

impl Misread {
    /// A sentence without a proposal.
    pub fn new(text: impl Into<String>) -> Misread {
        Misread { text: text.into(), meant: None }
    }

    /// A sentence with what may be meant.
    pub fn meant(text: impl Into<String>, meant: impl Into<String>) -> Misread {
        Misread { text: text.into(), meant: Some(meant.into()) }
    }
}
