//! A suspect of a case: unknown, known but not named, or named. How far justice has come is derived in `justice`, never typed.

use super::age::Age;
use super::day::Day;
use super::record::record;

record! {
    /// A suspect.
    Suspect {
        identity: Option<String> = "Identity", Code("identity"), Wanted, "? unknown, k known but not named, or named";
        sex: Option<String> = "Sex", Code("sex"), Free, "f or m; blank if not known";
        age: Option<Age> = "Age", Age, Free, "34, ~30 for about, ? if not known";
        born: Option<Day> = "Born", Day, Free, "Date of birth; a month or year will do", Identity;
        name: Option<String> = "Name", Line, Free, "In Latin letters", Identity;
        name_km: Option<String> = "Name, Khmer", Line, Free, "In Khmer letters", Identity;
        nickname: Option<String> = "Nickname", Line, Free, "What people call them", Identity;
        description: Option<String> = "Description", Line, Free, "Looks, clothes, vehicle, as heard", Narrative;
        online: Option<String> = "Online", Line, Free, "Screen names, e-mail, phone, addresses, as found", Identifiers;
    }
}

impl Suspect {
    /// Is it known who it is, named or not?
    pub fn identified(identity: Option<&str>) -> bool {
        matches!(identity, Some("unnamed" | "named"))
    }
}
