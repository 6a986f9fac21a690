//! Accounts: officers, their roles and keys, for the administrator and for sshd. It must never know what a role may do.

use super::Global;
use super::exit::{Exit, USAGE, warn};
use super::key::read_key;
use super::print;
use super::start::Run;
use crate::domain::field::See;
use crate::domain::officer::{self, Key, Officer, Role};
use crate::domain::rights::{Right, Scope, Standing, Viewer};
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use std::io::{self, Write};

/// What may be done to accounts.
#[derive(Subcommand)]
pub(super) enum User {
    /// Add an officer; the first one turns the office on
    Add {
        /// Small Latin letters: dara
        name: String,
        /// What they are
        #[arg(long, value_parser = roles())]
        role: String,
        /// Their team: HIT, FST, ICAC, OVFS, CMD
        #[arg(long)]
        team: Option<String>,
        /// A file with their public key (id_ed25519.pub, or as PuTTYgen saves it); - is standard input
        #[arg(long = "key", value_name = "FILE")]
        key_file: Option<String>,
    },
    /// List the officers
    List,
    /// Give an officer another role; the team stays unless another is named
    Role {
        /// Whom
        name: String,
        /// What they are from now on
        #[arg(value_parser = roles())]
        role: String,
        /// Their team from now on
        #[arg(long)]
        team: Option<String>,
        /// They are of no team from now on
        #[arg(long, conflicts_with = "team")]
        no_team: bool,
    },
    /// Let an officer in no more; sessions end within seconds, what they did stays theirs
    Disable {
        /// Whom
        name: String,
    },
    /// Let an officer in again
    Enable {
        /// Whom
        name: String,
    },
    /// The keys of officers
    Key {
        #[command(subcommand)]
        key: KeyAct,
    },
}

/// What may be done to keys.
#[derive(Subcommand)]
pub(super) enum KeyAct {
    /// Add a public key to an officer: one for each machine
    Add {
        /// Whose
        name: String,
        /// The file with the public key; - is standard input
        #[arg(value_name = "FILE")]
        file: String,
    },
    /// List keys, of one officer or of all
    List {
        /// Whose
        name: Option<String>,
    },
    /// Revoke a key: its sessions end within seconds, and it is never used again
    Revoke {
        /// Its id (K7) or fingerprint (SHA256:…)
        key: String,
    },
}

impl User {
    /// How it is asked over SSH, where no file is read but standard input; `None` if that is how it was asked.
    pub fn sent_along(&self) -> Option<String> {
        match self {
            User::Add { name, role, team, key_file: Some(file) } if file != "-" => {
                let team = team.as_ref().map_or(String::new(), |team| format!(" --team {team}"));
                Some(format!("user add {name} --role {role}{team} --key - < key.pub"))
            }
            User::Key { key: KeyAct::Add { name, file } } if file != "-" => {
                Some(format!("user key add {name} - < key.pub"))
            }
            _ => None,
        }
    }
}

fn roles() -> PossibleValuesParser {
    PossibleValuesParser::new(Role::ALL.map(Role::code))
}

/// Does what was asked.
pub(super) fn user(mut run: Run, act: &User, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    match act {
        User::Add { name, role, team, key_file } => {
            let new =
                Officer { name: officer::name(name)?, role: role_of(role)?, team: team_of(&run, team)?, active: true };
            let key = key_file.as_deref().map(|file| read_key(&new.name, file)).transpose()?;
            let before = run.store.is_office()?;
            let id = run.store.add_officer(&new, key.as_ref(), &now)?;
            if !before {
                warn(TURNED_ON);
            }
            let with = id.as_ref().map_or("no key yet".to_owned(), |id| format!("key {id}"));
            let said = format!("{} is {} now, {with}", new.name, new.role.name());
            told(&run, out, &said, json!({ "name": new.name, "key": id }))?;
            warn_of_no_team(&new);
        }
        User::List => {
            let officers = run.store.officers(&now)?;
            let keys = run.store.keys(None, &now)?;
            let in_use = |o: &Officer| keys.iter().filter(|k| k.officer == o.name && k.revoked_at.is_none()).count();
            if run.json {
                let one = |o: &Officer| json!({ "name": o.name, "role": o.role.code(), "team": o.team, "active": o.active, "keys": in_use(o) });
                print::json(out, &officers.iter().map(one).collect())?;
            } else {
                let row = |o: &Officer| {
                    let state = if o.active { "" } else { "disabled" };
                    let team = o.team.clone().unwrap_or_else(|| "–".to_owned());
                    vec![
                        o.name.clone(),
                        o.role.name().to_owned(),
                        team,
                        format!("{} keys", in_use(o)),
                        state.to_owned(),
                    ]
                };
                print::table(out, "lllrl", &officers.iter().map(row).collect::<Vec<_>>())?;
            }
        }
        User::Role { name, role, team, no_team } => {
            let before = run.store.officer(name, &now)?;
            let kept = before.team.clone().filter(|_| !no_team);
            let after = Officer { role: role_of(role)?, team: team_of(&run, team)?.or(kept), ..before };
            run.store.set_role(name, after.role, after.team.as_deref(), &now)?;
            told(&run, out, &format!("{name} is {} now", after.role.name()), json!({ "name": name, "role": role }))?;
            warn_of_no_team(&after);
        }
        User::Disable { name } => {
            run.store.set_active(name, false, &now)?;
            let leads = run.store.leads(name, &now)?;
            let rest = match leads {
                0 => String::new(),
                1 => "; one open case is theirs to lead: their director gives it to another".to_owned(),
                n => format!("; {n} open cases are theirs to lead: their director gives them to others"),
            };
            let said = format!("{name} may not sign in any more{rest}");
            told(&run, out, &said, json!({ "name": name, "active": false, "leads": leads }))?;
        }
        User::Enable { name } => {
            run.store.set_active(name, true, &now)?;
            told(&run, out, &format!("{name} may sign in again"), json!({ "name": name, "active": true }))?;
        }
        User::Key { key } => return of_key(run, key, out),
    }
    Ok(0)
}

fn of_key(mut run: Run, act: &KeyAct, out: &mut dyn Write) -> Result<i32, Exit> {
    let now = run.now();
    match act {
        KeyAct::Add { name, file } => {
            let owner = run.store.officer(name, &now)?;
            let id = run.store.add_key(&read_key(name, file)?, &now)?;
            let said = match owner.active {
                true => format!("key {id} of {name} may sign in now"),
                false => format!("key {id} is {name}'s now, who is disabled and may not sign in"),
            };
            told(&run, out, &said, json!({ "name": name, "key": id }))?;
        }
        KeyAct::List { name } => {
            let keys = run.store.keys(name.as_deref(), &now)?;
            if run.json {
                let one = |k: &Key| {
                    json!({ "id": k.id, "officer": k.officer, "fingerprint": k.fingerprint, "comment": k.comment,
                            "added_at": k.added_at, "added_by": k.added_by, "revoked_at": k.revoked_at })
                };
                print::json(out, &keys.iter().map(one).collect::<Value>())?;
            } else {
                let row = |k: &Key| {
                    let state = if k.revoked_at.is_some() { "revoked" } else { "" };
                    [&k.id, &k.officer, &k.fingerprint, &k.comment, state].map(str::to_owned).to_vec()
                };
                print::table(out, "lllll", &keys.iter().map(row).collect::<Vec<_>>())?;
            }
        }
        KeyAct::Revoke { key } => {
            let (owner, last) = run.store.revoke_key(key, &now)?;
            if last {
                warn("no administrator can come in by a key now: add one with `caseload user key add NAME FILE`");
            }
            told(&run, out, &format!("{key} of {owner} is revoked"), json!({ "key": key, "name": owner }))?;
        }
    }
    Ok(0)
}

/// What changes with the first account.
const TURNED_ON: &str = "this office has accounts from now on: everybody signs in as themself and sees what their role needs; \
                         open consoles end and keep what is typed; looking is on record. The server's own console manages accounts and sees no case. \
                         If you work on cases, add yourself under another name than the server knows you by, and come in with --as NAME";

fn told(run: &Run, out: &mut dyn Write, said: &str, json: Value) -> io::Result<()> {
    if run.json { print::json(out, &json) } else { print::line(out, said) }
}

fn role_of(code: &str) -> Result<Role, Exit> {
    Role::of(code).ok_or_else(|| Exit::new(USAGE, format!("there is no role {code}")))
}

fn team_of(run: &Run, team: &Option<String>) -> Result<Option<String>, Exit> {
    let lists = run.store.lists();
    let codes = || lists.list("team").iter().map(|e| e.code.as_str()).collect::<Vec<_>>().join(", ");
    let named = |typed: &str| match lists.resolve("team", typed, None) {
        Ok(entry) => Ok(entry.code.clone()),
        Err(misread) => Err(Exit::new(USAGE, format!("{}; the teams are {}", misread.text, codes()))),
    };
    team.as_deref().map(named).transpose()
}

/// Whose role reaches the cases of their team sees few without one.
fn warn_of_no_team(officer: &Officer) {
    let Officer { name, role, team, .. } = officer;
    let standing = Standing::Officer { role: *role, team: None };
    let reach = Viewer { standing, ..Viewer::default() }.reach(Right::See(See::Facts));
    if team.is_none() && reach == Scope::Team {
        warn(&format!(
            "{name} has no team: they see only their own cases and those without a team; \
             give them one with `caseload user role {name} {} --team TEAM`",
            role.code()
        ));
    }
}

/// For sshd: the forced command of each key in use, or of the one that is offered. One that nobody may use is on record.
pub(super) fn ssh_keys(
    global: &Global,
    fingerprint: Option<&str>,
    line: impl Fn(&Key) -> Result<String, Exit>,
    out: &mut dyn Write,
) -> Result<i32, Exit> {
    let (mut store, account, now) = global.look_in()?;
    let keys = store.keys_in_use(fingerprint)?;
    for key in &keys {
        writeln!(out, "{}", line(key)?)?;
    }
    if let (true, Some(offered)) = (keys.is_empty(), fingerprint) {
        store.failed_key(offered, &account, &now)?;
    }
    Ok(0)
}
