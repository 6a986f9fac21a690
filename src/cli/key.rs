//! A public key as people send it: OpenSSH's one line or what PuTTYgen saves, in whichever encoding their editor writes.
//! It must never let a private key, or one that is too weak, into the office file.

use super::exit::{Exit, USAGE};
use crate::domain::officer::Key;
use ssh_key::{HashAlg, PublicKey};
use std::fs::File;
use std::io::{self, Read};

/// What the first line of a saved key (RFC 4716) begins with.
const SAVED: &str = "---- BEGIN SSH2 PUBLIC KEY";
/// What a line of OpenSSH with a key begins with.
const KINDS: [&str; 3] = ["ssh-", "ecdsa-", "sk-"];
/// The shortest RSA key that is taken, in bits.
const RSA_BITS: usize = 2048;

/// The one public key that a file holds.
pub(super) fn read_key(officer: &str, file: &str) -> Result<Key, Exit> {
    let usage = |sentence: String| Exit::new(USAGE, sentence);
    let name = if file == "-" { "standard input" } else { file };
    let bytes = if file == "-" { bytes(io::stdin()) } else { File::open(file).and_then(bytes) };
    let text = text(&bytes.map_err(|e| usage(format!("the key {name} cannot be read ({e}): name the .pub file")))?);
    if text.contains("PRIVATE KEY") || text.contains("PuTTY-User-Key-File") {
        return Err(usage("this is a private key: it stays with its owner; name the public half (the file that ends in .pub, or PuTTYgen's “Save public key”)".to_owned()));
    }
    let begins = |l: &&str| l.starts_with(SAVED) || KINDS.iter().any(|kind| l.starts_with(kind));
    let keys = text.lines().map(str::trim).filter(begins).count();
    if keys > 1 {
        return Err(usage(format!("{name} holds {keys} keys: name a file with one")));
    }
    let line = one_line(&text);
    let wrong = |_| {
        usage(format!(
            "{name} holds no public key that this office takes (ed25519, or RSA from {RSA_BITS} bits on): \
             make one with ssh-keygen -t ed25519"
        ))
    };
    let key = PublicKey::from_openssh(&line).map_err(wrong)?;
    let data = key.key_data();
    if data.is_dsa() {
        return Err(usage("a DSA key is too weak and sshd refuses it: make one with ssh-keygen -t ed25519".to_owned()));
    }
    if let Some(bits) = data.rsa().map(|rsa| rsa.n.as_positive_bytes().map_or(0, bits))
        && bits < RSA_BITS
    {
        return Err(usage(format!(
            "an RSA key of {bits} bits is too weak, {RSA_BITS} are the least: make one with ssh-keygen -t ed25519"
        )));
    }
    if data.is_other() {
        return Err(wrong(ssh_key::Error::AlgorithmUnknown));
    }
    let public = PublicKey::new(data.clone(), "").to_openssh().map_err(wrong)?.trim().to_owned();
    Ok(Key {
        id: String::new(),
        officer: officer.to_owned(),
        fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
        public,
        comment: key.comment().to_owned(),
        added_at: String::new(),
        added_by: String::new(),
        revoked_at: None,
    })
}

/// No key is as long as what is read at most.
fn bytes(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(64 << 10).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a file: UTF-8, or UTF-16 with the mark that editors of Windows put before it.
fn text(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        String::from_utf16_lossy(&rest.chunks_exact(2).map(|two| read([two[0], two[1]])).collect::<Vec<_>>())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// How many bits a number has that begins with no zero byte.
fn bits(number: &[u8]) -> usize {
    number.len() * 8 - number.first().map_or(0, |first| first.leading_zeros() as usize)
}

/// The key as OpenSSH writes it. RFC 4716 breaks the same base64 into lines between two marks, with headers.
fn one_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let first = lines.next().unwrap_or_default();
    if !first.starts_with(SAVED) {
        return first.to_owned();
    }
    let (mut comment, mut body) = (String::new(), String::new());
    for line in lines.take_while(|l| !l.starts_with("----")) {
        match line.split_once(':') {
            Some(("Comment", text)) => comment = text.trim().trim_matches('"').to_owned(),
            Some(_) => {}
            None => body.push_str(line),
        }
    }
    // The base64 begins with the length and the name of the kind of key.
    let kinds = ["ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ssh-rsa", "ssh-dss"];
    let of = |kind: &&str| PublicKey::from_openssh(&format!("{kind} {body}")).is_ok();
    let kind = kinds.into_iter().find(of).unwrap_or_default();
    format!("{kind} {body} {comment}")
}
