//! Identities: UUID version 7, random; or, for a demonstration that must come out the same each time, drawn from a seed.
//! They are never used for order.

use super::ledger::Salt;
use crate::domain::moment::Now;
use argon2::password_hash::rand_core::{OsRng, RngCore};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// Where new identities come from.
#[derive(Debug, Clone)]
pub enum Ids {
    /// from the system's random numbers
    Random,
    /// the same sequence each time
    Seeded(u64),
}

impl Ids {
    pub(super) fn next(&mut self, now: &Now) -> String {
        match self {
            Ids::Random => Uuid::now_v7().to_string(),
            Ids::Seeded(state) => {
                let mut bytes = [0u8; 10];
                let (a, b) = (split_mix(state), split_mix(state));
                bytes[..8].copy_from_slice(&a.to_le_bytes());
                bytes[8..].copy_from_slice(&b.to_le_bytes()[..2]);
                let millis = u64::try_from(now.utc.timestamp_millis()).unwrap_or(0);
                Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
            }
        }
    }

    /// What makes the salt of a line of the ledger: random, or, in a demonstration, from its act and place.
    pub(super) fn salt(&self) -> Salt {
        match self {
            Ids::Random => |_, _| {
                let mut salt = [0; 16];
                OsRng.fill_bytes(&mut salt);
                salt
            },
            Ids::Seeded(_) => |op_id, seq| {
                let mut salt = [0; 16];
                salt.copy_from_slice(&Sha256::digest(format!("{op_id} {seq}"))[..16]);
                salt
            },
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
