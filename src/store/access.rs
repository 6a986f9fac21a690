//! Who is looking: signing in, staying allowed, and what of a case the rights let through. Every reading and writing of a case
//! asks here; before somebody has signed in, nothing is let through. It must never let a screen or a subcommand decide.

use super::{Error, Result, Store, seal, sight};
use crate::domain::casefile::CaseFile;
use crate::domain::chain;
use crate::domain::field::{See, Spec};
use crate::domain::moment::Now;
use crate::domain::officer::{Officer, Role};
use crate::domain::record::{RecordKind, Sheet};
use crate::domain::redact::redact;
use crate::domain::rights::{Right, Scope, Standing, Viewer, Whose};
use crate::domain::visit::{Claim, Welcome};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// Who sits at this connection. SQL asks the same rule through the function `nearness`.
#[derive(Debug, Clone, Default)]
pub(super) struct Seat {
    viewer: Arc<RwLock<Viewer>>,
    /// the sitting
    pub session: String,
    /// the key by which it was opened
    pub key: Option<String>,
    /// its fingerprint
    pub fingerprint: Option<String>,
    /// names and narrative are kept from the screen until they are revealed
    pub veiled: bool,
}

impl Seat {
    pub fn viewer(&self) -> Viewer {
        self.viewer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, viewer: Viewer) {
        *self.viewer.write().unwrap_or_else(PoisonError::into_inner) = viewer;
    }
}

/// Teaches SQL the nearness of a case: `nearness(case_id, team, lead, entered_by, restricted_to)` is 0 to 3, as [`Scope`].
/// A case opened by broken glass is as near as one's own where `seen` is asked, which is what reading asks.
pub(super) fn teach(conn: &Connection, seat: &Seat) -> Result<()> {
    let viewer = Arc::clone(&seat.viewer);
    conn.create_scalar_function(
        "nearness",
        5,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY,
        move |c| {
            let text = |i: usize| c.get_raw(i).as_str_or_null().ok().flatten();
            let whose = Whose {
                case_id: text(0).unwrap_or_default(),
                team: text(1),
                lead: text(2),
                entered_by: text(3).unwrap_or_default(),
                restricted_to: text(4),
                // How near a tip is goes by the same rule; by which right it is asked, the query says.
                is_tip: false,
            };
            let viewer = viewer.read().unwrap_or_else(PoisonError::into_inner);
            let near = if viewer.glass.contains(whose.case_id) { Scope::Own } else { viewer.nearness(&whose) };
            Ok(near as i64)
        },
    )?;
    Ok(())
}

/// The condition under which a row of `table` may be read with a right; nothing where everything may.
pub(super) fn condition(viewer: &Viewer, right: Right, table: Columns) -> Option<String> {
    let reach = viewer.reach(right) as i64;
    viewer.is_bounded().then(|| format!("nearness({}) BETWEEN 1 AND {reach}", table.0))
}

/// The condition on cases beside their rows of the list: whoever looks has the right, and no import keeps the case out of sight.
pub(super) fn within(conn: &Connection, viewer: &Viewer, right: Right, table: Columns) -> Result<String> {
    let may = condition(viewer, right, table).unwrap_or_else(|| "1".to_owned());
    let in_sight = if sight::hides(conn)? { sight::IN_SIGHT } else { "1" };
    Ok(format!("({may}) AND {in_sight}"))
}

/// The columns that say whose a case is.
#[derive(Clone, Copy)]
pub(super) struct Columns(pub &'static str);
/// in the list
pub(super) const IN_ROW: Columns = Columns("case_row.case_id, case_row.team, led_by, entered_by, restricted_to");
/// in the tips
pub(super) const IN_TIPS: Columns = Columns("tip.id, tip.team, tip.lead, tip.created_by, NULL");
/// in the cases
pub(super) const IN_CASES: Columns = Columns("cases.id, cases.team, cases.lead, cases.created_by, cases.restricted_to");

/// Whose a case or a tip is, as it is stored.
#[derive(Debug, Clone)]
pub(super) struct Owned {
    case_id: String,
    team: Option<String>,
    lead: Option<String>,
    entered_by: String,
    restricted_to: Option<String>,
    /// is it a tip?
    is_tip: bool,
}

impl Owned {
    pub fn whose(&self) -> Whose<'_> {
        Whose {
            case_id: &self.case_id,
            team: self.team.as_deref(),
            lead: self.lead.as_deref(),
            entered_by: &self.entered_by,
            restricted_to: self.restricted_to.as_deref(),
            is_tip: self.is_tip,
        }
    }

    /// The right without which not even that it is there is known.
    pub fn opens(&self) -> Right {
        if self.is_tip { Right::Tips } else { Right::See(See::Facts) }
    }
}

/// Whose a case or a tip is; `None` if there is no such one.
pub(super) fn whose(conn: &Connection, case_id: &str) -> Result<Option<Owned>> {
    let case = "SELECT id, team, lead, created_by, restricted_to FROM cases WHERE id = ?1";
    let tip = "SELECT id, team, lead, created_by, NULL FROM tip WHERE id = ?1";
    match owned(conn, case, case_id, false)? {
        None => owned(conn, tip, case_id, true),
        case => Ok(case),
    }
}

fn owned(conn: &Connection, sql: &str, case_id: &str, is_tip: bool) -> Result<Option<Owned>> {
    let owned = conn.prepare_cached(sql)?.query_row([case_id], |r| {
        Ok(Owned {
            is_tip,
            case_id: r.get(0)?,
            team: r.get(1)?,
            lead: r.get(2)?,
            entered_by: r.get(3)?,
            restricted_to: r.get(4)?,
        })
    });
    Ok(owned.optional()?)
}

/// Broken glass lets in only as the ledger says: whom, into which case, until when.
pub(super) const BROKEN: &str = "EXISTS (SELECT 1 FROM audit a WHERE a.op_id = g.op_id AND a.action = 'break glass' \
                                 AND a.person = g.officer AND a.case_id = g.case_id AND a.at = g.at \
                                 AND ((a.new = 'until ' || g.until AND a.reason IS g.reason) OR a.erased_by IS NOT NULL))";

pub(super) fn officer_of(r: &Row) -> rusqlite::Result<Officer> {
    Ok(Officer {
        name: r.get("name")?,
        // A role that this program does not know may do nothing but be looked at by an administrator.
        role: Role::of(&r.get::<_, String>("role")?).unwrap_or(Role::Analyst),
        team: r.get("team")?,
        active: r.get::<_, String>("active")? == "y",
    })
}

pub(super) fn officer(conn: &Connection, name: &str) -> Result<Option<Officer>> {
    let mut query = conn.prepare_cached("SELECT name, role, team, active FROM officer WHERE name = ?1")?;
    Ok(query.query_row([name], officer_of).optional()?)
}

/// Has the office accounts?
pub(super) fn is_office(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM officer LIMIT 1")?.exists([])?)
}

impl Store {
    /// Who is signed in at this connection.
    pub fn viewer(&self) -> Viewer {
        self.seat.viewer()
    }

    /// Signs somebody in: without accounts whoever sits there; else an officer with an account, or the server's own console,
    /// which is root's and that of the file's owner, whatever they are called, unless they claim a name.
    /// The name that is claimed is believed only of those two; anybody else is their Unix user.
    /// # Errors
    /// [`Error::NotAllowed`], and the refusal is on record.
    pub fn sign_in(&mut self, claim: &Claim, now: &Now) -> Result<Welcome> {
        if claim.key.is_some() {
            self.is_closed()?;
        }
        self.looked.clear();
        self.seat.session.clone_from(&claim.session);
        self.seat.key.clone_from(&claim.key);
        let sql = "SELECT fingerprint FROM officer_key WHERE id = ?1";
        self.seat.fingerprint = self.conn.prepare_cached(sql)?.query_row([&claim.key], |r| r.get(0)).optional()?;
        if !is_office(&self.conn)? {
            let name = claim.name.clone().unwrap_or_else(|| claim.account.clone());
            self.seat.set(Viewer { name, standing: Standing::Alone, ..Viewer::default() });
            return Ok(Welcome::default());
        }
        let owner = self.is_owners();
        let believed = claim.name.as_ref().filter(|name| owner || **name == claim.account);
        let name = match (&claim.name, believed) {
            (Some(_), None) => None,
            (Some(name), _) => Some(name.clone()),
            (None, _) if owner => {
                let server = Viewer { name: claim.account.clone(), standing: Standing::Server, ..Viewer::default() };
                self.seat.set(server);
                return Ok(Welcome::default());
            }
            (None, _) => Some(claim.account.clone()),
        };
        let last = name.as_deref().map(|n| self.last_sign_in(n)).transpose()?.flatten();
        let admitted = name.map(|name| self.admit(Viewer { name, ..Viewer::default() }, now));
        match admitted {
            Some(Ok(_)) => {
                match self.record("sign in", None, &[claim.from_where()], now) {
                    // A ledger whose end is gone takes no line: who looks after the file, and sees no case, comes in to say so.
                    Err(Error::Altered(_)) if self.viewer().reach(Right::Maintain) > Scope::No => {}
                    recorded => recorded?,
                }
                let accounts = self.account_acts_since(last.as_ref().map(|(at, _)| at.as_str()))?;
                return Ok(Welcome { last, accounts });
            }
            None | Some(Err(Error::SignedOut)) => {}
            Some(Err(error)) => return Err(error),
        }
        let name = claim.name.as_ref().unwrap_or(&claim.account).clone();
        self.seat.set(Viewer { name: claim.account.clone(), ..Viewer::default() });
        self.record("failed sign in", None, &[format!("as {name}, {}", claim.from_where())], now)?;
        Err(Error::NotAllowed(format!(
            "{name} has no account here that is in use: ask the administrator of the office"
        )))
    }

    /// One more connection to the same file for whoever is signed in at this one, and as they are: what takes long has its own.
    /// It is for the program to compare with, not for a screen: the privacy screen is not before it.
    /// # Errors
    /// As for [`Store::open`]; and where another file lies there by now.
    pub fn beside(&self) -> Result<Store> {
        let mut store = Store::open_as_it_is(&self.path)?;
        self.turnstile.is_in_place()?;
        store.seat.set(self.viewer());
        let Seat { session, key, fingerprint, .. } = self.seat.clone();
        (store.seat.session, store.seat.key, store.seat.fingerprint) = (session, key, fingerprint);
        Ok(store)
    }

    /// Does the process run as the account that owns the file, or as root?
    fn is_owners(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let uid = rustix::process::geteuid().as_raw();
        uid == 0 || std::fs::metadata(&self.path).is_ok_and(|m| m.uid() == uid)
    }

    /// Is this the name of an account of the server: root, the one that serves the office, the one that owns the file?
    pub(super) fn is_of_server(&self, name: &str) -> bool {
        use std::os::unix::fs::MetadataExt;
        let owner = || std::fs::metadata(&self.path).ok().map(|m| m.uid().to_string());
        let accounts = || std::fs::read("/etc/passwd").unwrap_or_default();
        let is_owner = |line: &str, uid: &str| {
            let mut fields = line.split(':');
            fields.next() == Some(name) && fields.nth(1) == Some(uid)
        };
        ["root", "caseload"].contains(&name)
            || owner().is_some_and(|uid| String::from_utf8_lossy(&accounts()).lines().any(|l| is_owner(l, &uid)))
    }

    /// Looks again what whoever is signed in may do: the account, its key, its role, the glass that they broke. Who was let
    /// out is never let in by it.
    /// # Errors
    /// [`Error::SignedOut`] when they may not be here, or not any more.
    pub fn refresh(&self, now: &Now) -> Result<Viewer> {
        let viewer = self.seat.viewer();
        match &viewer.standing {
            // An office without accounts becomes one with them while somebody sits there.
            Standing::Alone if is_office(&self.conn)? => Err(self.sign_out(viewer)),
            Standing::Alone | Standing::Server => Ok(viewer),
            Standing::Officer { .. } => self.admit(viewer, now),
            Standing::Nobody => Err(Error::SignedOut),
        }
    }

    /// Lets in by the account as it is now.
    fn admit(&self, mut viewer: Viewer, now: &Now) -> Result<Viewer> {
        let _moment = seal::moment(&self.conn)?;
        let Some(officer) = officer(&self.conn, &viewer.name)?.filter(|o| o.active) else {
            return Err(self.sign_out(viewer));
        };
        seal::refuse_account(&self.conn, &officer.name)?;
        if let Some(key) = &self.seat.key {
            let sql = "SELECT 1 FROM officer_key WHERE id = ?1 AND officer = ?2 AND revoked_at IS NULL";
            if !self.conn.prepare_cached(sql)?.exists([key, &viewer.name])? {
                return Err(self.sign_out(viewer));
            }
        }
        let sql = format!("SELECT case_id, until > ?2, {BROKEN} FROM glass g WHERE officer = ?1");
        let mut glass: BTreeSet<String> = BTreeSet::new();
        {
            let mut query = self.conn.prepare_cached(&sql)?;
            let mut broken = query.query([&viewer.name, &now.stamp()])?;
            while let Some(r) = broken.next()? {
                // Left out in silence it would hide cases that they think they see.
                if !r.get::<_, bool>(2)? {
                    return Err(Error::Altered(format!("glass that {} broke is not as it was written", viewer.name)));
                }
                glass.extend(r.get::<_, bool>(1)?.then(|| r.get(0)).transpose()?);
            }
        }
        viewer.standing = Standing::Officer { role: officer.role, team: officer.team };
        // Who may break none any more has none open.
        viewer.glass = if viewer.reach(Right::BreakGlass) > Scope::No { glass } else { BTreeSet::new() };
        self.seat.set(viewer.clone());
        Ok(viewer)
    }

    /// The name of whoever is signed in, for what is of their own desk.
    /// # Errors
    /// [`Error::SignedOut`] where nobody is.
    pub(super) fn someone(&self) -> Result<String> {
        let viewer = self.viewer();
        if viewer.standing == Standing::Nobody { Err(Error::SignedOut) } else { Ok(viewer.name) }
    }

    /// From here on nothing is let through any more.
    fn sign_out(&self, viewer: Viewer) -> Error {
        self.seat.set(Viewer { name: viewer.name, ..Viewer::default() });
        Error::SignedOut
    }

    /// Keeps names and narrative from the screen, or lets them through again where the role does.
    pub fn veil(&mut self, veiled: bool) {
        self.seat.veiled = veiled;
    }

    /// Are names and narrative kept from the screen?
    pub fn is_veiled(&self) -> bool {
        self.seat.veiled
    }

    /// Does a right of whoever is signed in reach this case? For a screen that reads again by itself what it shows: nobody has
    /// asked for anything there, and so nothing is refused.
    /// # Errors
    /// When the file cannot be read.
    pub fn reaches(&self, right: Right, case_id: &str) -> Result<bool> {
        let owned = whose(&self.conn, case_id)?;
        Ok(owned.is_some_and(|owned| self.viewer().may(right, &owned.whose())))
    }

    /// A right that has nothing to do with one case. Whoever was let in may have been let out, moved or given another role a
    /// moment ago, and the glass that they broke is whole again after its hours; to who is out nothing is refused on record.
    pub(super) fn need(&mut self, right: Right, now: &Now) -> Result<()> {
        if right != Right::Maintain {
            self.sound_words()?;
        }
        match self.refresh(now)?.refusal(right) {
            None => Ok(()),
            Some(sentence) => self.refuse(sentence, right, None, now),
        }
    }

    /// A right to a case. Whether there is no such case or it is out of reach is not told apart.
    pub(super) fn need_case(&mut self, right: Right, case_id: &str, now: &Now) -> Result<Owned> {
        self.sound_words()?;
        let viewer = self.refresh(now)?;
        let owned = {
            let _moment = seal::moment(&self.conn)?;
            let owned = whose(&self.conn, case_id)?;
            owned.as_ref().map(|_| seal::refuse_case(&self.conn, case_id)).transpose()?;
            owned.as_ref().map(|_| sight::refuse_unseen(&self.conn, case_id)).transpose()?;
            owned
        };
        match owned {
            Some(owned) if viewer.may(right, &owned.whose()) => Ok(owned),
            Some(owned) if viewer.may(Right::See(See::Facts), &owned.whose()) => {
                let sentence = viewer.may_not(right);
                self.refuse(sentence, right, Some(case_id), now)
            }
            Some(_) => self.out_of_sight(right, case_id, now),
            None => Err(Error::NoCase(String::new())),
        }
    }

    /// Everything is told in the words of the code lists: where they are not as they were saved, nothing is.
    pub(super) fn sound_words(&self) -> Result<()> {
        if self.sound {
            Ok(())
        } else {
            Err(Error::Altered("the words of the code lists are not as they were saved".into()))
        }
    }

    /// Puts a refusal on record and says what is said of a case that is not there.
    pub(super) fn out_of_sight<T>(&mut self, right: Right, case_id: &str, now: &Now) -> Result<T> {
        self.record("refused", Some(case_id), &[right.words().to_owned()], now)?;
        Err(Error::NoCase(String::new()))
    }

    /// Puts a refusal on record and says it.
    pub(super) fn refuse<T>(&mut self, sentence: String, right: Right, case: Option<&str>, now: &Now) -> Result<T> {
        let words = if case.is_some() { right.words() } else { right.words_of_any() };
        self.record("refused", case, &[words.to_owned()], now)?;
        Err(Error::NotAllowed(sentence))
    }

    /// What of a case is let through: masked by role, and by the privacy screen unless `revealed`.
    pub(super) fn masked(&self, mut sheets: Vec<Sheet>, owned: &Owned, revealed: bool) -> Result<CaseFile> {
        let unlinked = chain::unlinked(&sheets);
        mask(&self.conn, &self.seat, &mut sheets, owned, revealed)?;
        leave_known(&self.seat, &mut sheets, owned);
        Ok(CaseFile { unlinked, ..CaseFile::from_sheets(&sheets)? })
    }
}

/// The kinds of knowledge of a case that may be shown.
pub(super) fn shown(seat: &Seat, whose: &Whose, revealed: bool) -> Vec<See> {
    let viewer = seat.viewer();
    let veiled = |see| seat.veiled && !revealed && see != See::Facts;
    See::ALL.into_iter().filter(|see| !veiled(*see) && viewer.may(Right::See(*see), whose)).collect()
}

/// Leaves only records of which whoever is signed in may know: who may not see the care of a case learns of none of its records. After
/// masking: a name that stands in one of them is blanked elsewhere all the same.
pub(super) fn leave_known(seat: &Seat, sheets: &mut Vec<Sheet>, owned: &Owned) {
    let care = seat.viewer().may(Right::See(See::Care), &owned.whose());
    sheets.retain(|sheet| care || !sheet.kind.is_care());
}

/// Masks the records of a case. Names that the case knows are blanked in its narrative as well, for one who may read only that.
pub(super) fn mask(conn: &Connection, seat: &Seat, sheets: &mut [Sheet], owned: &Owned, revealed: bool) -> Result<()> {
    let shown = shown(seat, &owned.whose(), revealed);
    if shown.len() == See::ALL.len() {
        return Ok(());
    }
    let mut names = names(conn, &shown, owned.whose().case_id)?;
    if !shown.contains(&See::Identity) {
        let fields = sheets.iter().flat_map(|s| s.kind.specs().iter().zip(&s.values));
        names.extend(fields.filter(|(spec, _)| is_name(spec)).filter_map(|(_, value)| value.clone()));
    }
    for sheet in sheets {
        sheet.mask(|spec| !shown.contains(&spec.see));
        redact(sheet, &names);
    }
    Ok(())
}

fn is_name(spec: &Spec) -> bool {
    spec.see == See::Identity && spec.is_text()
}

/// Every name that a case knows or knew, for one who sees what happened and no names: one that was corrected since stands in
/// the diary as it was, and may well be the right one.
pub(super) fn names(conn: &Connection, shown: &[See], case_id: &str) -> Result<Vec<String>> {
    if shown.contains(&See::Identity) || !shown.contains(&See::Narrative) {
        return Ok(Vec::new());
    }
    let named = |kind: &str, column: &str| {
        let kind = RecordKind::ALL.into_iter().find(|k| k.table() == kind);
        kind.is_some_and(|k| k.specs().iter().any(|s| s.column == column && is_name(s)))
    };
    let sql = "SELECT kind, field, new FROM audit WHERE case_id = ?1 AND field <> '' AND new IS NOT NULL";
    let mut query = conn.prepare_cached(sql)?;
    let lines =
        query.query_map([case_id], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?)))?;
    let lines: Vec<(String, String, String)> = lines.collect::<rusqlite::Result<_>>()?;
    Ok(lines.into_iter().filter(|(kind, field, _)| named(kind, field)).map(|(_, _, name)| name).collect())
}
