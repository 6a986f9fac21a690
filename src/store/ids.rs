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
    Seeded {
        /// of the random numbers
        state: u64,
        /// how many were drawn
        drawn: u64,
    },
}

impl Ids {
    /// Those of a seed.
    pub fn seeded(seed: u64) -> Ids {
        Ids::Seeded { state: seed, drawn: 0 }
    }

    /// The next one, at this time.
    pub fn next(&mut self, now: &Now) -> String {
        match self {
            Ids::Random => Uuid::now_v7().to_string(),
            Ids::Seeded { state, drawn } => {
                // Where the clock stands they grow all the same, as they do at a desk: in the indexes what is new comes last, and a
                // large file is not written many times over. The counter has the 30 bits that are left behind the time (RFC 9562, 6.2).
                let count = *drawn;
                *drawn += 1;
                let mut bytes = [0u8; 10];
                bytes[5..].copy_from_slice(&split_mix(state).to_le_bytes()[..5]);
                let growing = [count >> 26 & 0x0f, count >> 18, count >> 12 & 0x3f, count >> 4, count << 4];
                for (byte, of) in bytes.iter_mut().zip(growing) {
                    *byte = of.to_le_bytes()[0];
                }
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
            Ids::Seeded { .. } => |op_id, seq| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_of_a_seed_grow_in_one_instant_and_are_the_same_again() {
        let now = Now { utc: chrono::DateTime::UNIX_EPOCH, zone: chrono_tz::Asia::Phnom_Penh };
        let draw = |seed, from| {
            let mut ids = Ids::Seeded { state: seed, drawn: from };
            (0..5_000).map(|_| ids.next(&now)).collect::<Vec<_>>()
        };
        for from in [0, (1 << 12) - 7, (1 << 26) - 7] {
            let drawn = draw(7, from);
            assert!(drawn.is_sorted_by(|a, b| a < b), "from {from}");
            assert_eq!(draw(7, from), drawn);
            assert_ne!(draw(8, from), drawn);
            assert!(drawn.iter().all(|id| Uuid::parse_str(id).is_ok_and(|id| id.get_version_num() == 7)));
        }
    }
}
