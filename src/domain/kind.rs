//! THE table of the kinds of record: a row each, under its root, which is what a file of records is made of: a case, or a tip. From it
//! come [`RecordKind`], the members of [`super::casefile::CaseFile`] and which field list is whose. A new kind is its file, a row here
//! and a step of the schema; it must never know a field.

use serde::{Deserialize, Serialize};

/// The column that says when a record was taken back; one that was counts nowhere.
pub const TAKEN_BACK: &str = "taken_back_at";

/// Hands every row to a macro: what it is, struct, module, member of the case file, table, word for people, letter of its labels.
/// The order is that in which a case is read and written: a record comes after those it points at. The first row of a root is the root.
macro_rules! kinds {
    ($with:ident) => {
        $with! {
            [of Case]
            /// the case itself
            Case case case "cases" "case" "";
            /// an offence of the case
            Offence offence offences "offence" "offence" "O";
            /// a child harmed
            Victim victim victims "victim" "victim" "V";
            /// one who may have done it
            Suspect suspect suspects "suspect" "suspect" "S";
            /// what a suspect is to a victim
            Relation relation relations "relation" "relation" "R";
            /// a warrant against a suspect, also one taken back
            Warrant warrant warrants "warrant" "warrant" "W";
            /// an arrest of a suspect, also one taken back
            Arrest arrest arrests "arrest" "arrest" "A";
            /// a charge of a suspect, also one taken back
            Charge charge charges "charge" "charge" "C";
            /// provisional detention: the first order, or a renewal
            Detention detention detentions "detention" "detention" "P";
            /// an event before a court
            CourtEvent court_event court_events "court_event" "court event" "CE";
            /// the result for a defendant
            CourtResult court_result results "court_result" "result" "RS";
            /// a thing kept as evidence
            Exhibit exhibit exhibits "exhibit" "exhibit" "E";
            /// an entry in the chain of custody of an exhibit
            CustodyEvent custody_event custody "custody_event" "custody entry" "CU";
            /// a request that an exhibit be examined
            ExamRequest exam_request exams "exam_request" "examination" "X";
            /// what the laboratory answers
            ExamResult exam_result exam_results "exam_result" "laboratory result" "XR";
            /// something that is to be done
            Task task tasks "task" "task" "T";
            /// an entry of the decision log
            Decision decision decisions "decision" "decision" "DE";
            /// an account, number or address that a suspect goes by
            Identifier identifier identifiers "identifier" "identifier" "I";
            /// a relative of a victim, who may be a client too
            Relative relative relatives "relative" "relative" "F";
            /// what a client needs
            Need need needs "need" "need" "N";
            /// a service for a client
            Service service services "service" "service" "SV";
            /// a follow-up of a client
            FollowUp follow_up follow_ups "follow_up" "follow-up" "FU";
            /// what a client agrees to
            Consent consent consents "consent" "consent" "CS";
            /// the role of a partner in the case
            PartnerRole partner_role partner_roles "partner_role" "partner role" "PR";
            /// a line of the diary
            Diary diary diary "diary" "diary entry" "D";
            [of Tip]
            /// a tip: no case, and a root of its own
            Tip tip tips "tip" "tip" "";
            /// an account, number, address or hash that a tip names
            TipIdentifier tip_identifier tip_identifiers "tip_identifier" "identifier of a tip" "N";
        }
    };
}
pub(crate) use kinds;

macro_rules! declare {
    ($(
        [of $root:ident]
        $( $(#[$doc:meta])* $name:ident $module:ident $many:ident $table:literal $word:literal $letter:literal; )*
    )*) => {
        /// The kinds of record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RecordKind {
            $($( $(#[$doc])* $name, )*)*
        }

        impl RecordKind {
            /// All of them, in the order in which a case is read and written.
            pub const ALL: [RecordKind; [$($( stringify!($name), )*)*].len()] = [$($( Self::$name, )*)*];

            /// The root of the records among which it stands: a case, or a tip.
            pub fn root(self) -> RecordKind {
                match self {
                    $($( Self::$name => Self::$root, )*)*
                }
            }

            /// Its table.
            pub fn table(self) -> &'static str {
                match self {
                    $($( Self::$name => $table, )*)*
                }
            }

            /// Its name for people.
            pub fn name(self) -> &'static str {
                match self {
                    $($( Self::$name => $word, )*)*
                }
            }

            /// The name of all of a case or tip for programs.
            pub fn many(self) -> &'static str {
                match self {
                    $($( Self::$name => stringify!($many), )*)*
                }
            }

            /// The letter of its labels: `V1`, `S2`.
            pub fn letter(self) -> &'static str {
                match self {
                    $($( Self::$name => $letter, )*)*
                }
            }
        }
    };
}
kinds!(declare);
