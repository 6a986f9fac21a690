//! Taking over the audit trail of a file from before there was a ledger: every line under its number, in its order.

use super::ledger::{Act, Entry, Of, Salt, append, chain};
use super::seal::{Image, OFFICER, account, names};
use super::{Result, sheet};
use crate::domain::act::Actor;
use crate::domain::ledger::{Hash, Line, commitment};
use crate::domain::record::{RecordKind, Sheet};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// Gives the file an identity and takes over the trail of before, line by line in its order, with the last line of each record
/// bearing the digest of what it is now. A record that no line tells of gets one.
pub(super) fn take_over(conn: &Connection, identity: &str, now: &str, salt: Salt) -> Result<()> {
    conn.execute("UPDATE office SET identity = ?1 WHERE identity = ''", [identity])?;
    let mut rows = Rows::read(conn)?;
    let mut query = conn.prepare("SELECT * FROM audit_before ORDER BY seq")?;
    let mut lines = query.query([])?;
    while let Some(r) = lines.next()? {
        let seq: i64 = r.get("seq")?;
        let text = |column: &str| Ok::<_, rusqlite::Error>(r.get_ref(column)?.as_str()?);
        let free = |column: &str| Ok::<_, rusqlite::Error>(r.get_ref(column)?.as_str_or_null()?);
        let (old, new, reason) = (free("old")?, free("new")?, free("reason")?);
        let salt = salt(text("op_id")?, seq);
        let row = rows.if_last(text("kind")?, text("record_id")?, seq);
        let digest = row.map(|row| row.digest(&salt));
        chain(
            conn,
            &Line {
                seq,
                op_id: text("op_id")?,
                at: text("at")?,
                person: text("person")?,
                session: text("session")?,
                key: None,
                program: text("program")?,
                // Under which schema it was written is not known any more.
                schema: 0,
                action: text("action")?,
                case_id: text("case_id")?,
                kind: text("kind")?,
                record_id: text("record_id")?,
                label: text("label")?,
                field: text("field")?,
                was: None,
                version: None,
                digest: digest.as_ref().map(Hash::as_slice),
                commitment: &commitment(&salt, old, new, reason),
            },
        )?;
        let sql = "INSERT INTO ledger_value (seq, salt, old, new, reason) VALUES (?1, ?2, ?3, ?4, ?5)";
        conn.prepare_cached(sql)?.execute(params![seq, salt, old, new, reason])?;
    }
    drop(lines);
    let act = Act {
        op_id: format!("{identity}:taken-over"),
        actor: Actor { name: "caseload".to_owned(), session: String::new() },
        key: None,
        at: now.to_owned(),
        action: "take over".to_owned(),
        reason: None,
        salt,
    };
    for sheet in rows.untold {
        let (image, head, label) = (Image::of(&sheet), &sheet.head, sheet.label());
        let (case_id, record_id, version) = (&head.case_id, &head.id, Some(head.version.into()));
        let of = Of { case_id, kind: sheet.kind.table(), record_id, label: &label, was: None, version };
        append(conn, &act, &of, &Entry::default(), Some(&|salt| image.digest(salt)))?;
    }
    Ok(())
}

/// A live row.
enum Live {
    Record(Sheet),
    Account(Image<'static>),
}

impl Live {
    fn digest(&self, salt: &[u8]) -> Hash {
        match self {
            Live::Record(sheet) => Image::of(sheet).digest(salt),
            Live::Account(image) => image.digest(salt),
        }
    }
}

/// The live rows while a trail is taken over: each with the place of its last line, and those that no line tells of.
struct Rows {
    told: BTreeMap<(String, String), (i64, Live)>,
    untold: Vec<Sheet>,
}

impl Rows {
    fn read(conn: &Connection) -> Result<Rows> {
        let mut query = conn.prepare("SELECT kind, record_id, max(seq) FROM audit_before GROUP BY kind, record_id")?;
        let last = query.query_map([], |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?)))?;
        let last: BTreeMap<(String, String), i64> = last.collect::<rusqlite::Result<_>>()?;
        let (mut told, mut untold) = (BTreeMap::new(), Vec::new());
        for kind in RecordKind::ALL {
            for sheet in sheet::all(conn, kind)? {
                let key = (kind.table().to_owned(), sheet.head.id.clone());
                match last.get(&key) {
                    Some(seq) => drop(told.insert(key, (*seq, Live::Record(sheet)))),
                    None => untold.push(sheet),
                }
            }
        }
        for name in names(conn)? {
            let key = (OFFICER.to_owned(), name);
            if let Some(seq) = last.get(&key) {
                let account = Live::Account(account(conn, &key.1)?);
                told.insert(key, (*seq, account));
            }
        }
        Ok(Rows { told, untold })
    }

    fn if_last(&mut self, kind: &str, record_id: &str, seq: i64) -> Option<Live> {
        let key = (kind.to_owned(), record_id.to_owned());
        self.told.get(&key).filter(|(last, _)| *last == seq)?;
        self.told.remove(&key).map(|(_, row)| row)
    }
}
