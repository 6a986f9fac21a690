//! A partner: an agency with which the office works, as its table keeps it. Records hold its code; its name and contact may change.
//! It must never know a case.

/// The code of the unit itself: what it gives is no referral to anybody.
pub const OWN: &str = "own";
/// The list of partners, as fields name it.
pub const PARTNERS: &str = "partner";

/// A partner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partner {
    /// short, and never changed
    pub code: String,
    /// its name
    pub name: String,
    /// its name in Khmer
    pub name_km: Option<String>,
    /// what it is, by code
    pub kind: String,
    /// whom to ask for
    pub contact: Option<String>,
    /// by which number
    pub phone: Option<String>,
    /// anything else
    pub note: Option<String>,
}
