//! The office whose file it is. It must never know where the file is.

use chrono_tz::Tz;

/// The office whose file it is.
#[derive(Debug, Clone)]
pub struct Office {
    /// as on the title bar
    pub name: String,
    /// of case numbers: `CPU`
    pub prefix: String,
    /// its time zone
    pub zone: Tz,
    /// invented people only
    pub demo: bool,
    /// what must be said beside its figures
    pub note: Option<String>,
}
