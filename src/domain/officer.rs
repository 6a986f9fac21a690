//! An officer: one person of the office who signs in as themself, with a role, perhaps a team, and keys.
//! It must never know a case, nor what a role may do: that is in `rights`.

use super::misread::Misread;

/// What somebody is in the office. The rights table says what each may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// answers for the unit and signs its figures
    Director,
    /// leads a team
    Lead,
    /// investigates
    Officer,
    /// examines exhibits
    Forensic,
    /// cares for victims and families
    Welfare,
    /// figures only: liaison, analyst
    Analyst,
    /// accounts, keys, backups; no case
    Administrator,
}

impl Role {
    /// All of them, in the order of the columns of the rights table.
    pub const ALL: [Role; 7] =
        [Self::Director, Self::Lead, Self::Officer, Self::Forensic, Self::Welfare, Self::Analyst, Self::Administrator];

    /// As it is stored and typed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Director => "director",
            Self::Lead => "lead",
            Self::Officer => "officer",
            Self::Forensic => "forensic",
            Self::Welfare => "welfare",
            Self::Analyst => "analyst",
            Self::Administrator => "administrator",
        }
    }

    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "team lead",
            Self::Forensic => "forensic examiner",
            Self::Welfare => "welfare officer",
            other => other.code(),
        }
    }

    /// From its code.
    pub fn of(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// One person of the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// the name under which they sign in, and which stands beside what they do
    pub name: String,
    /// what they are
    pub role: Role,
    /// code of their team
    pub team: Option<String>,
    /// may they still sign in?
    pub active: bool,
}

/// One public key of an officer. The private half never comes near the office file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// `K7`: stands in the forced command, so that a session knows by which key it was opened
    pub id: String,
    /// whose
    pub officer: String,
    /// `SHA256:…`
    pub fingerprint: String,
    /// kind and key, as one line of an authorized_keys file begins
    pub public: String,
    /// what its owner calls it
    pub comment: String,
    /// when it was added
    pub added_at: String,
    /// by whom
    pub added_by: String,
    /// when it was revoked, if it was
    pub revoked_at: Option<String>,
}

/// Is this a name under which one may sign in? It stands in forced commands and in every audit line.
/// # Errors
/// A sentence that says how names are written.
pub fn name(typed: &str) -> Result<String, Misread> {
    let name = typed.trim();
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    let rest = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b));
    if first && rest && name.len() <= 32 {
        return Ok(name.to_owned());
    }
    Err(Misread::new("a name is 1 to 32 small Latin letters, digits, . _ or -, beginning with a letter, as dara"))
}
