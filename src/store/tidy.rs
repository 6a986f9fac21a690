//! The engine's log beside the file (`-wal`), which grows while a program keeps reading one old state of the file: how large it
//! is, who reads, and tidying it while nobody works. It must never wait for a reader, nor end one.

use super::{Result, Store, turn};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// The engine cuts the log to this size by itself, where nothing keeps it.
const MOST: u64 = 16 << 20;
/// How long others may be kept for it: as long as a save.
const SHORT: Duration = Duration::from_millis(100);
/// From which size on whoever has saved sees to it, how long they wait for readers, and for how long then nobody is kept again
/// unless it grows past the next size.
const LONG: [(u64, Duration, Duration); 3] = [
    (4 << 20, SHORT, Duration::from_millis(20)),
    (10 << 20, Duration::from_secs(1), Duration::from_secs(1)),
    (13 << 20, Duration::from_secs(3), Duration::from_secs(3)),
];
/// Where in the engine's shared memory (`-shm`) a reader locks the state that it reads.
const READS: std::ops::RangeInclusive<u64> = 123..=127;

impl Store {
    /// Why the log of a file is larger than it should be, with what to do; nothing where it is not. Costs a look at its size.
    pub fn untidy(path: &Path) -> Option<String> {
        let size = std::fs::symlink_metadata(format!("{}-wal", path.display())).ok()?.len();
        if size <= MOST {
            return None;
        }
        let grown = format!("the log of the file has grown to {} MB", size >> 20);
        let readers = readers(path);
        let (last, others) = match readers.split_last() {
            None => return Some(format!("{grown} and is not tidied yet: leave programs that only read it")),
            Some((last, others)) => (last, others),
        };
        let who = match others {
            [] => format!("process {last} holds"),
            _ => format!("processes {} and {last} hold", others.join(", ")),
        };
        Some(format!("{grown}, for {who} it open for reading: end that program"))
    }

    /// After a save, while it is still one's turn: nobody adds to the log, so readers come to its end and all of it goes into the
    /// file. Where readers never rest the engine finds no such moment by itself. One that stays is told of by `untidy`.
    pub(super) fn keep_log_short(&self) {
        let size = std::fs::symlink_metadata(format!("{}-wal", self.path.display())).map_or(0, |log| log.len());
        let Some((step, (_, patience, rest))) = LONG.into_iter().enumerate().rev().find(|(_, (long, ..))| size > *long)
        else {
            return;
        };
        if self.tidy_from.get().is_none_or(|(tried, at)| step > tried || Instant::now() >= at) {
            let done = self.checkpoint(patience).unwrap_or(false);
            self.tidy_from.set((!done).then(|| (step, Instant::now() + rest)));
        }
    }

    /// Was all of it brought in?
    fn checkpoint(&self, patience: Duration) -> Result<bool> {
        self.conn.busy_timeout(patience)?;
        let kept: rusqlite::Result<i64> = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0));
        self.conn.busy_timeout(turn::PATIENCE)?;
        Ok(kept? == 0)
    }

    /// Tidies the log, once, where no reader keeps it.
    /// # Errors
    /// When the file cannot be used; that a reader keeps it is none.
    pub fn tidy(&mut self) -> Result<()> {
        let _turn = turn::take(&self.turnstile, &self.seat.viewer().name)?;
        self.checkpoint(SHORT).map(drop)
    }
}

/// The processes that read a state of the file, as far as the system tells.
fn readers(path: &Path) -> Vec<String> {
    let Ok(shm) = std::fs::symlink_metadata(format!("{}-shm", path.display())) else { return Vec::new() };
    let device = (rustix::fs::major(shm.dev()), rustix::fs::minor(shm.dev()));
    let file = format!("{:02x}:{:02x}:{}", device.0, device.1, shm.ino());
    let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
    // `7: POSIX  ADVISORY  READ 4711 fe:01:1234 124 124`
    let reader = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, "POSIX", _, "READ", pid, of, first, last] = words[..] else { return None };
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        let reads = first <= *READS.end() && last >= *READS.start();
        (of == file && reads && pid != "0").then(|| pid.to_owned())
    };
    let mut readers: Vec<String> = locks.lines().filter_map(reader).collect();
    readers.dedup();
    readers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Now;
    use crate::domain::office::Office;
    use crate::store::Ids;

    #[test]
    fn a_log_that_a_reader_keeps_is_told_with_the_reader_and_tidied_after_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.db");
        let zone = chrono_tz::Asia::Phnom_Penh;
        let now = Now { utc: chrono::DateTime::UNIX_EPOCH, zone };
        let office = Office { name: "Test".into(), prefix: "CPU".into(), zone, demo: false, note: None };
        let mut store = Store::init(&path, &office, &now, Ids::Random).unwrap();
        let reader = Store::open(&path).unwrap();
        let reading = reader.conn.unchecked_transaction().unwrap();
        let _: i64 = reading.query_row("SELECT count(*) FROM draft", [], |r| r.get(0)).unwrap();
        assert_eq!(Store::untidy(&path), None);
        let large = "INSERT INTO draft (session, person, process, kept_at, title, content) VALUES ('', '', '', '', '', hex(zeroblob(9000000)))";
        store.write_aside(|tx| Ok(tx.execute(large, []).map(drop)?)).unwrap();
        store.tidy().unwrap();
        let said = Store::untidy(&path).unwrap();
        let us = format!("for process {} holds it open for reading", std::process::id());
        assert!(said.contains(" MB, ") && said.contains(&us), "{said}");
        drop(reading);
        store.tidy().unwrap();
        assert_eq!(Store::untidy(&path), None);
        assert_eq!(std::fs::metadata(format!("{}-wal", path.display())).unwrap().len(), 0);
    }
}
