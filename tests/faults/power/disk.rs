//! What a disk may hold after a power cut, from the record of what was done to it. What was synced is there. Of what was written
//! since, each sector may be or not; a length may have grown without its sectors; a name may be new, old or gone until its folder
//! is synced. The engine's shared memory is never there.

use crate::preload::Dice;
use std::collections::{BTreeMap, HashMap};

const SECTOR: usize = 512;

/// One change, or one thing that was acknowledged.
#[derive(Debug)]
pub enum Act<'a> {
    Open { name: &'a str, ino: u64 },
    Write { ino: u64, at: usize, data: &'a [u8] },
    Cut { ino: u64, size: usize },
    Sync { ino: u64 },
    SyncFolder,
    Unlink { name: &'a str },
    Said(&'a str),
}

/// The record, in the order in which it happened.
pub fn read(mut log: &[u8]) -> Vec<Act<'_>> {
    let mut acts = Vec::new();
    while !log.is_empty() {
        let (head, rest) = log.split_at(32);
        let word = |i: usize| u32::from_le_bytes(head[i..i + 4].try_into().unwrap());
        let long = |i: usize| u64::from_le_bytes(head[i..i + 8].try_into().unwrap());
        let (name, rest) = rest.split_at(word(4) as usize);
        let (data, rest) = rest.split_at(long(24) as usize);
        let (name, ino, at) = (std::str::from_utf8(name).unwrap(), long(8), long(16) as usize);
        acts.push(match char::from(head[0]) {
            'O' => Act::Open { name, ino },
            'W' => Act::Write { ino, at, data },
            'T' => Act::Cut { ino, size: at },
            'S' => Act::Sync { ino },
            'D' => Act::SyncFolder,
            'U' => Act::Unlink { name },
            'A' => Act::Said(std::str::from_utf8(data).unwrap()),
            other => panic!("no record begins with {other:?}"),
        });
        log = rest;
    }
    acts
}

/// How much of what was not synced is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Luck {
    None,
    All,
    /// each file, sector and name has its own
    Torn,
}

enum Pending<'a> {
    Write(usize, &'a [u8]),
    Cut(usize),
}

#[derive(Default)]
struct File<'a> {
    synced: Vec<u8>,
    pending: Vec<Pending<'a>>,
}

/// The disk while the record is played.
#[derive(Default)]
pub struct Disk<'a> {
    files: Vec<File<'a>>,
    of_ino: HashMap<u64, usize>,
    names: BTreeMap<&'a str, usize>,
    /// each name as of the last sync of the folder, and what became of it since
    folder: BTreeMap<&'a str, Vec<Option<usize>>>,
}

impl<'a> Disk<'a> {
    pub fn play(&mut self, act: &Act<'a>) {
        match *act {
            Act::Open { name, ino } => {
                // An inode comes again after its file is gone; another file then.
                if self.names.get(name).is_none_or(|file| self.of_ino.get(&ino) != Some(file)) {
                    self.files.push(File::default());
                    let file = self.files.len() - 1;
                    self.of_ino.insert(ino, file);
                    self.names.insert(name, file);
                    self.folder.entry(name).or_insert_with(|| vec![None]).push(Some(file));
                }
            }
            Act::Write { ino, at, data } => self.file(ino).pending.push(Pending::Write(at, data)),
            Act::Cut { ino, size } => self.file(ino).pending.push(Pending::Cut(size)),
            Act::Sync { ino } => {
                let file = self.file(ino);
                for change in std::mem::take(&mut file.pending) {
                    change.apply(&mut file.synced);
                }
            }
            Act::SyncFolder => {
                self.folder.values_mut().for_each(|became| drop(became.drain(..became.len() - 1)));
            }
            Act::Unlink { name } => {
                self.names.remove(name);
                self.folder.get_mut(name).expect("a file that was opened").push(None);
            }
            Act::Said(_) => {}
        }
    }

    fn file(&mut self, ino: u64) -> &mut File<'a> {
        &mut self.files[self.of_ino[&ino]]
    }

    /// The folder after a power cut now.
    pub fn cut(&self, luck: Luck, dice: &mut Dice) -> BTreeMap<&'a str, Vec<u8>> {
        let mut found = BTreeMap::new();
        for (name, became) in &self.folder {
            let which = match luck {
                Luck::None => 0,
                Luck::All => became.len() - 1,
                Luck::Torn => dice.below(became.len() as u64) as usize,
            };
            if let Some(file) = became[which] {
                found.insert(*name, self.files[file].after(luck, dice));
            }
        }
        found
    }
}

impl File<'_> {
    fn after(&self, luck: Luck, dice: &mut Dice) -> Vec<u8> {
        // Nothing of a file that is torn, nearly nothing, half, nearly all of it, or all.
        let chance = match luck {
            Luck::None => 0,
            Luck::All => 100,
            Luck::Torn => [0, 3, 50, 97, 100][dice.below(5) as usize],
        };
        let mut there = |chance: u64| dice.below(100) < chance;
        let (mut found, mut whole) = (self.synced.clone(), self.synced.len());
        for change in &self.pending {
            match *change {
                Pending::Write(at, data) => {
                    whole = whole.max(at + data.len());
                    let mut from = 0;
                    while from < data.len() {
                        let to = data.len().min((at + from) / SECTOR * SECTOR + SECTOR - at);
                        if there(chance) {
                            Pending::Write(at + from, &data[from..to]).apply(&mut found);
                        }
                        from = to;
                    }
                }
                Pending::Cut(size) => {
                    whole = size;
                    if there(chance) {
                        change.apply(&mut found);
                    }
                }
            }
        }
        if chance > 0 && found.len() < whole && there(50) {
            found.resize(whole, 0);
        }
        found
    }
}

impl Pending<'_> {
    fn apply(&self, to: &mut Vec<u8>) {
        match *self {
            Pending::Write(at, data) => {
                if to.len() < at + data.len() {
                    to.resize(at + data.len(), 0);
                }
                to[at..at + data.len()].copy_from_slice(data);
            }
            Pending::Cut(size) => to.resize(size, 0),
        }
    }
}
