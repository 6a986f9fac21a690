//! What an administrator does. It must never show what is in a case.

pub mod anchors;
pub mod backup;
pub mod doctor;
pub mod fault;
pub mod install;
pub mod installation;
pub mod machine;
pub mod note;
pub mod restore;
pub mod schedule;
pub mod shelf;
pub mod sshd;
pub mod staging;
pub mod upkeep;
