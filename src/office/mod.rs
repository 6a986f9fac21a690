//! What an administrator does. It must never show what is in a case.

pub mod doctor;
pub mod install;
pub mod installation;
pub mod machine;
pub mod sshd;
