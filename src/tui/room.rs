//! THE table of the views that the title bar names: the word, whose keys work there, and who has it; the key that goes there stands in
//! the command table. It must never know what a view shows.

use super::command::Scope;
use crate::domain::field::See;
use crate::domain::rights::Right;

/// A view of the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    /// the cases with detail and figures
    Cases,
    /// the figures
    Rates,
    /// what is due in all cases
    Due,
    /// the exhibits of all cases
    Exhibits,
    /// the tips
    Tips,
    /// the clients of the family services
    Care,
    /// who did what
    Log,
}

impl Room {
    /// All of them, in the order of the title bar.
    pub const ALL: [Room; 7] = [Room::Cases, Room::Rates, Room::Due, Room::Exhibits, Room::Tips, Room::Care, Room::Log];

    /// Its word in the title bar.
    pub fn name(self) -> &'static str {
        match self {
            Room::Cases => "Cases",
            Room::Rates => "Rates",
            Room::Due => "Due",
            Room::Exhibits => "Exhibits",
            Room::Tips => "Tips",
            Room::Care => "Care",
            Room::Log => "Log",
        }
    }

    /// Whose keys work in it.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Room::Cases => &[Scope::Cases],
            Room::Rates => &[Scope::Rates],
            Room::Due => &[Scope::Due, Scope::Board],
            Room::Exhibits => &[Scope::Exhibits, Scope::Board],
            Room::Tips => &[Scope::Tips, Scope::Board],
            Room::Care => &[Scope::Care, Scope::Board],
            Room::Log => &[Scope::Log],
        }
    }

    /// The rights of which it takes any; none where everybody may.
    pub fn rights(self) -> &'static [Right] {
        match self {
            Room::Cases => &[],
            Room::Rates => &[Right::Figures],
            Room::Due | Room::Exhibits => &[Right::See(See::Facts)],
            Room::Tips => &[Right::Tips],
            Room::Care => &[Right::See(See::Care)],
            Room::Log => &[Right::Log],
        }
    }
}
