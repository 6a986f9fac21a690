//! The ledger: how its lines are chained, what stands for a value that may be erased, what a record's digest is taken of, and its
//! head, by which two copies of it are compared. Pure: bytes in, bytes out. It must never know where a line is kept.
//!
//! The bytes that are hashed are length-prefixed fields in fixed order, never text that could be read two ways. What is fixed
//! here is fixed for ever: a file that was written under it is verified under it.

use super::text::hex;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// How many words stand for a head on paper: 64 bits of its hash.
pub const WORDS: usize = 8;

const CHAIN: &[u8] = b"caseload ledger 1";
const VALUES: &[u8] = b"caseload values 1";
const IMAGE: &[u8] = b"caseload image 1";
/// In the place of a length: there is no value, which is not the same as an empty one.
const NOTHING: u32 = u32::MAX;

/// One line as it is chained. Values are not in it, only what they were committed to.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// place in the ledger of the office, from 1 without a gap
    pub seq: i64,
    /// the act that it is part of
    pub op_id: &'a str,
    /// when, as a stored instant
    pub at: &'a str,
    /// who
    pub person: &'a str,
    /// the sitting
    pub session: &'a str,
    /// the key by which it was opened, where it was by one
    pub key: Option<&'a str>,
    /// version of the program
    pub program: &'a str,
    /// schema of the file
    pub schema: i64,
    /// what was done, in a word
    pub action: &'a str,
    /// the case, blank where it is about none
    pub case_id: &'a str,
    /// table of the record; `look` for an act of looking
    pub kind: &'a str,
    /// which record
    pub record_id: &'a str,
    /// `V1`
    pub label: &'a str,
    /// column
    pub field: &'a str,
    /// version of the record before, where there was one
    pub was: Option<i64>,
    /// version of the record after
    pub version: Option<i64>,
    /// what the record's row was after the act, see [`image`]; on the last line that the act wrote of it
    pub digest: Option<&'a [u8]>,
    /// what the values are committed to, see [`commitment`]
    pub commitment: &'a [u8],
}

impl Line<'_> {
    /// The hash of the line behind that of the line before; `buffer` is scratch room.
    pub fn hash(&self, before: &Hash, buffer: &mut Vec<u8>) -> Hash {
        buffer.clear();
        buffer.extend_from_slice(CHAIN);
        buffer.extend_from_slice(before);
        let mut put = |bytes: Option<&[u8]>| put(buffer, bytes);
        let number = |n: i64| n.to_le_bytes();
        put(Some(&number(self.seq)));
        for text in [self.op_id, self.at, self.person, self.session] {
            put(Some(text.as_bytes()));
        }
        put(self.key.map(str::as_bytes));
        put(Some(self.program.as_bytes()));
        put(Some(&number(self.schema)));
        for text in [self.action, self.case_id, self.kind, self.record_id, self.label, self.field] {
            put(Some(text.as_bytes()));
        }
        put(self.was.map(number).as_ref().map(<[u8; 8]>::as_slice));
        put(self.version.map(number).as_ref().map(<[u8; 8]>::as_slice));
        put(self.digest);
        put(Some(self.commitment));
        Sha256::digest(buffer).into()
    }
}

fn put(buffer: &mut Vec<u8>, bytes: Option<&[u8]>) {
    let length = bytes.map_or(NOTHING, |b| u32::try_from(b.len()).unwrap_or(NOTHING - 1));
    buffer.extend_from_slice(&length.to_le_bytes());
    if let Some(bytes) = bytes {
        buffer.extend_from_slice(bytes);
    }
}

/// What stands before the first line of an office's ledger.
pub fn genesis(office: &str) -> Hash {
    let mut buffer = CHAIN.to_vec();
    put(&mut buffer, Some(office.as_bytes()));
    Sha256::digest(&buffer).into()
}

/// What the values of a line are committed to under its salt. Without the salt, which goes with the values when they are erased,
/// it tells nothing of them.
pub fn commitment(salt: &[u8], old: Option<&str>, new: Option<&str>, reason: Option<&str>) -> Hash {
    commitment_in(&mut Vec::new(), salt, [old, new, reason])
}

/// The same of old, new and reason; `buffer` is scratch room.
pub fn commitment_in(buffer: &mut Vec<u8>, salt: &[u8], values: [Option<&str>; 3]) -> Hash {
    buffer.clear();
    buffer.extend_from_slice(VALUES);
    for value in values {
        put(buffer, value.map(str::as_bytes));
    }
    keyed(salt, buffer)
}

/// The digest of a row under the salt of its line: of its table and every column that is known, by name. A column that is not
/// known leaves no trace in it, so that a schema which adds one changes no digest.
pub fn image<'a>(salt: &[u8], table: &str, columns: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Hash {
    let mut buffer = Vec::new();
    let mut image = Digester::of(&mut buffer, table);
    for (column, value) in columns.filter_map(|(column, value)| Some((column, value?))) {
        image.put(column, value.as_bytes());
    }
    image.digest(salt)
}

/// A row that is digested column by column, see [`image`].
pub struct Digester<'a>(&'a mut Vec<u8>);

impl<'a> Digester<'a> {
    /// Of no column yet; `buffer` is scratch room.
    pub fn of(buffer: &'a mut Vec<u8>, table: &str) -> Digester<'a> {
        buffer.clear();
        buffer.extend_from_slice(IMAGE);
        put(buffer, Some(table.as_bytes()));
        Digester(buffer)
    }

    /// The next column that is known, with its text.
    pub fn put(&mut self, column: &str, value: &[u8]) {
        put(self.0, Some(column.as_bytes()));
        put(self.0, Some(value));
    }

    /// The digest under a salt.
    pub fn digest(&self, salt: &[u8]) -> Hash {
        keyed(salt, self.0)
    }
}

fn keyed(salt: &[u8], bytes: &[u8]) -> Hash {
    // A key of any length will do, also of none.
    let mac = Hmac::<Sha256>::new_from_slice(salt).map(|mac| mac.chain_update(bytes).finalize().into_bytes().into());
    mac.unwrap_or_default()
}

/// Where a ledger ends: what two copies of it are compared by, and what is kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// identity of the office
    pub office: String,
    /// place of its last line; 0 where there is none
    pub seq: i64,
    /// hash of its last line
    pub hash: Hash,
}

impl Head {
    /// The hash as it is printed.
    pub fn hex(&self) -> String {
        hex(&self.hash)
    }

    /// The first of its bytes as words, for a paper book and for reading out.
    pub fn words(&self) -> String {
        let words: Vec<&str> = self.hash.iter().take(WORDS).map(|b| SPOKEN[usize::from(*b)]).collect();
        words.join(" ")
    }
}

/// A head that was kept elsewhere: what the ledger was at that time, whatever became of the file since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// when it was taken, as a stored instant
    pub at: String,
    /// the head
    pub head: Head,
}

impl Anchor {
    /// As a line of a file of anchors: instant, office, place, hash, words.
    pub fn line(&self) -> String {
        format!("{} {} {} {} {}", self.at, self.head.office, self.head.seq, self.head.hex(), self.head.words())
    }

    /// Reads such a line; the words need not be there.
    pub fn read(line: &str) -> Option<Anchor> {
        let mut parts = line.split_whitespace();
        let (at, office) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let (seq, hex) = (parts.next()?.parse().ok()?, parts.next()?);
        let mut hash = Hash::default();
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (i, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()?;
        }
        Some(Anchor { at, head: Head { office, seq, hash } })
    }
}

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// the first line that it shows in, where it shows in one
    pub seq: Option<i64>,
    /// the record, by case number, kind and place, or by its identity; never a value
    pub record: Option<String>,
    /// what is wrong, in words
    pub text: String,
}

/// What came of verifying a ledger with all that it answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// where it ends
    pub head: Head,
    /// lines walked
    pub lines: u64,
    /// live records compared with their last digest
    pub records: u64,
    /// heads kept elsewhere that were compared
    pub anchors: u64,
    /// what is wrong, by place; nothing where all is well
    pub problems: Vec<Problem>,
    /// what is to be known and is no fault: anchors of acts that a restore replaced
    pub notes: Vec<String>,
    /// what only a person can tell: a restore that nothing outside the file vouches for
    pub doubts: Vec<String>,
}

/// 256 short words of everyday things, no two alike in sound or sight as far as that goes; a byte each.
#[rustfmt::skip]
const SPOKEN: [&str; 256] = [
    "acid", "acorn", "actor", "adult", "agent", "album", "alley", "amber", "ankle", "apple", "apron", "arena",
    "arrow", "atlas", "bacon", "badge", "bamboo", "banana", "barrel", "basket", "beach", "bell", "bench", "berry",
    "bike", "bird", "blanket", "boat", "bottle", "bowl", "box", "bread", "brick", "bridge", "broom", "brush",
    "bucket", "butter", "button", "cabin", "camel", "candle", "canoe", "carpet", "castle", "cave", "chair", "chalk",
    "cheese", "cherry", "circle", "clay", "cliff", "clock", "cloud", "coffee", "coin", "comb", "copper", "coral",
    "cotton", "crab", "crane", "crown", "cup", "curtain", "daisy", "dance", "deer", "dish", "doctor", "dolphin",
    "donkey", "door", "dragon", "dress", "drum", "duck", "dust", "eagle", "earth", "echo", "egg", "elbow", "engine",
    "evening", "farm", "feather", "fence", "field", "finger", "fish", "flag", "flute", "forest", "fork", "fox",
    "frog", "fruit", "garden", "garlic", "ghost", "giant", "ginger", "glass", "goat", "gold", "grape", "grass",
    "guitar", "hammer", "hand", "harbor", "hill", "honey", "horse", "hotel", "house", "ice", "ink", "iron", "island",
    "jacket", "jar", "jelly", "jewel", "juice", "jungle", "kettle", "key", "king", "kitchen", "kite", "knee",
    "knife", "ladder", "lake", "lamp", "leaf", "lemon", "letter", "lion", "lotus", "lunch", "magnet", "mango", "map",
    "market", "mask", "meadow", "milk", "mirror", "monkey", "mountain", "mouse", "museum", "music", "nail", "needle",
    "nest", "night", "noodle", "oasis", "ocean", "olive", "onion", "orange", "orchid", "oven", "owl", "oyster",
    "paint", "palm", "panda", "paper", "parrot", "peach", "pearl", "pencil", "pepper", "piano", "pigeon", "pillow",
    "pilot", "plate", "pocket", "pond", "potato", "prince", "pumpkin", "queen", "rabbit", "radio", "ribbon", "ring",
    "river", "robot", "rocket", "rope", "rose", "ruby", "sail", "salt", "school", "seed", "shadow", "sheep", "shell",
    "ship", "shoe", "silk", "silver", "sister", "snail", "snow", "sofa", "soup", "spider", "spoon", "star", "stone",
    "storm", "sugar", "summer", "sun", "swan", "table", "tailor", "tea", "teacher", "temple", "tent", "thumb",
    "tiger", "tomato", "tower", "train", "tree", "trumpet", "turtle", "umbrella", "uncle", "valley", "village",
    "violin", "volcano", "wagon", "water", "wheel", "whistle", "window", "winter", "wolf", "wood", "yard", "zebra",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const LINE: Line = Line {
        seq: 7,
        op_id: "op",
        at: "2021-12-28T15:45:00.000Z",
        person: "dara",
        session: "s",
        key: None,
        program: "0.1.0",
        schema: 5,
        action: "edit",
        case_id: "c",
        kind: "victim",
        record_id: "v",
        label: "V1",
        field: "name",
        was: Some(1),
        version: Some(2),
        digest: Some(&[1; 32]),
        commitment: &[2; 32],
    };

    /// Each field weighs in, none can be moved into its neighbour, and nothing is not the same as empty.
    #[test]
    fn another_line_has_another_hash() {
        let mut room = Vec::new();
        let lines = [
            LINE,
            Line { seq: 8, ..LINE },
            Line { op_id: "opx", ..LINE },
            Line { at: "2021-12-28T15:45:00.001Z", ..LINE },
            Line { person: "dar", session: "as", ..LINE },
            Line { session: "s2", ..LINE },
            Line { key: Some(""), ..LINE },
            Line { key: Some("K1"), ..LINE },
            Line { program: "0.1.1", ..LINE },
            Line { schema: 6, ..LINE },
            Line { action: "editc", case_id: "", ..LINE },
            Line { case_id: "d", ..LINE },
            Line { kind: "suspect", ..LINE },
            Line { record_id: "w", ..LINE },
            Line { label: "V2", ..LINE },
            Line { field: "age", ..LINE },
            Line { was: None, ..LINE },
            Line { version: None, ..LINE },
            Line { was: Some(2), version: Some(1), ..LINE },
            Line { digest: None, ..LINE },
            Line { commitment: &[3; 32], ..LINE },
        ];
        let hashes: BTreeSet<Hash> = lines.iter().map(|l| l.hash(&genesis("a"), &mut room)).collect();
        assert_eq!(hashes.len(), lines.len());
        assert!(!hashes.contains(&LINE.hash(&genesis("b"), &mut room)), "another office, another chain");
    }

    /// What is hashed is fixed for ever, byte for byte: these were made from the description alone, by another program.
    #[test]
    fn the_bytes_that_are_hashed_are_the_ones_described() {
        let hex = |hash: Hash| super::hex(&hash);
        let line = LINE.hash(&genesis("a"), &mut Vec::new());
        assert_eq!(hex(line), "83305954b82da7317871c23a4989670a37a24a9117c0473b505458c6ba78bd95");
        let values = commitment(b"salt", None, Some("ស្រី"), Some(""));
        assert_eq!(hex(values), "c3b8a46f8ac0df30beb656557f4b095ef0876c72a0a684b073656bfd72057993");
        let row = image(b"salt", "victim", [("id", Some("v")), ("name", None)].into_iter());
        assert_eq!(hex(row), "5865844750a4c7d797b4cca31e8a9d49847bb7a4c56f2f3abed3c21a54868a34");
    }

    #[test]
    fn a_commitment_tells_the_values_apart_and_needs_its_salt() {
        let of = |old, new, reason| commitment(b"salt", old, new, reason);
        let all = [
            of(Some("Sok"), None, None),
            of(None, Some("Sok"), None),
            of(None, None, Some("Sok")),
            of(Some(""), Some("Sok"), None),
            commitment(b"other", Some("Sok"), None, None),
        ];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let row = |columns: &[(&'static str, Option<&'static str>)]| image(b"salt", "victim", columns.iter().copied());
        let known = row(&[("id", Some("v")), ("name", Some("Sok"))]);
        assert_eq!(row(&[("id", Some("v")), ("new_column", None), ("name", Some("Sok"))]), known);
        assert_ne!(row(&[("id", Some("v")), ("name", Some(""))]), row(&[("id", Some("v")), ("name", None)]));
        assert_ne!(row(&[("id", Some("v")), ("born", Some("Sok"))]), known);
    }

    #[test]
    fn an_anchor_reads_back_and_its_words_are_of_its_hash() {
        let head = Head { office: "o".into(), seq: 12, hash: genesis("o") };
        let anchor = Anchor { at: "2021-12-28T15:45:00.000Z".into(), head };
        assert_eq!(Anchor::read(&anchor.line()).as_ref(), Some(&anchor));
        assert_eq!(anchor.head.words().split(' ').count(), WORDS);
        assert_eq!(Anchor::read("2021 o 12 zz"), None);
        assert_eq!(Anchor::read(&format!("2021 o 12 0{}", "ខ".repeat(21))), None, "as many bytes, no digits");
        assert_eq!(SPOKEN.iter().collect::<BTreeSet<_>>().len(), 256);
    }
}
