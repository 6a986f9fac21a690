//! What must be: written out by hand from `trust.md` and the words of the rights, and read from nowhere in the program.
//!
//! Columns: director, lead, officer, forensic, welfare, analyst, administrator. A letter for each nearness of a case:
//! led by me, entered by me, my team's, no team's yet, another team's, restricted and I am listed, restricted to others,
//! restricted to others and I broke the glass (where the role may).
//!
//! `+` may · `-` knows of the case, may not, and is told so · `0` the case is not there · `r` the role may not, whatever the case ·
//! `x` the role may, the file does not: a diary stands as it was written

use crate::unit::Near;
use caseload::domain::field::See;

/// What is asked of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Open,
    OpenByNumber,
    Reveal,
    Names,
    Narrative,
    Identifiers,
    Care,
    List,
    Place,
    FindFacts,
    FindNames,
    FindNarrative,
    FindIdentifiers,
    FindCare,
    AskNames,
    AskNarrative,
    AskIdentifiers,
    AskCare,
    Figures,
    Receipt,
    History,
    HistoryOfNames,
    HistoryOfCare,
    Lookers,
    Log,
    Present,
    OwnDraft,
    ChangeCase,
    ChangeOffence,
    ChangeVictim,
    ChangeSuspect,
    ChangeRelation,
    ChangeArrest,
    ChangeCharge,
    ChangeEvent,
    ChangeResult,
    ChangeExhibit,
    ChangeExam,
    ChangeFinding,
    ChangeName,
    ChangeOnline,
    ChangeCare,
    ChangeService,
    ChangeRelative,
    ChangePartner,
    ChangeDiary,
    AddVictim,
    AddSuspect,
    AddOffence,
    AddDiary,
    Arrest,
    AddCharge,
    AddExhibit,
    AddCustody,
    AddExam,
    AddTask,
    AddDecision,
    ChangeTask,
    ChangeDecision,
    AddRelative,
    AddService,
    AddPartner,
    End,
    TakeBack,
    Clear,
    People,
    Join,
    Assign,
    Restrict,
    Erase,
    BreakGlass,
}

#[rustfmt::skip]
pub const CASES: [(Op, [&str; 7]); 71] = {
    use Op::*;
    [   //                director    lead        officer     forensic    welfare     analyst     administrator
        (Open,            ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (OpenByNumber,    ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (Reveal,          ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (Names,           ["++++++0+", "++++0+0+", "++++0+0+", "------00", "++++++0+", "00000000", "00000000"]),
        (Narrative,       ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (Identifiers,     ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "------0-", "00000000", "00000000"]),
        (Care,            ["++++++0+", "++++0+0+", "++--0-0+", "------00", "++++++0+", "00000000", "00000000"]),
        (List,            ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (Place,           ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (FindFacts,       ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (FindNames,       ["++++++0+", "++++0+0+", "++++0+0+", "00000000", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (FindNarrative,   ["++++++0+", "++++0+0+", "++++0+0+", "00000000", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (FindIdentifiers, ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "00000000", "rrrrrrrr", "rrrrrrrr"]),
        (FindCare,        ["++++++0+", "++++0+0+", "++00000+", "00000000", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        // By a key of the filter, also turned round: who sees this of no case is told so, and nobody finds a case by what is kept from them.
        (AskNames,        ["++++++0+", "++++0+0+", "++++0+0+", "--------", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (AskNarrative,    ["++++++0+", "++++0+0+", "++++0+0+", "--------", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (AskIdentifiers,  ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "--------", "rrrrrrrr", "rrrrrrrr"]),
        (AskCare,         ["++++++0+", "++++0+0+", "++00000+", "--------", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (Figures,         ["++++++0+", "++++++0+", "++++++0+", "++++++00", "++++++0+", "++++++00", "rrrrrrrr"]),
        (Receipt,         ["++++++0+", "++++-+0+", "++++-+0+", "++++++00", "++++++0+", "rrrrrrrr", "rrrrrrrr"]),
        (History,         ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (HistoryOfNames,  ["++++++0+", "++++0+0+", "++++0+0+", "------00", "++++++0+", "00000000", "00000000"]),
        (HistoryOfCare,   ["++++++0+", "++++0+0+", "++--0-0+", "------00", "++++++0+", "00000000", "00000000"]),
        (Lookers,         ["++++++0-", "++++0+0-", "++--0-0-", "------00", "------0-", "00000000", "00000000"]),
        (Log,             ["++++++0+", "++++0+0+", "00000000", "00000000", "00000000", "00000000", "00000000"]),
        (Present,         ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (OwnDraft,        ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (ChangeCase,      ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeOffence,   ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeVictim,    ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeSuspect,   ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeRelation,  ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeArrest,    ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeCharge,    ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeEvent,     ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeResult,    ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeExhibit,   ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "------0-", "00000000", "00000000"]),
        (ChangeExam,      ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "------0-", "00000000", "00000000"]),
        (ChangeFinding,   ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "------0-", "00000000", "00000000"]),
        (ChangeName,      ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeOnline,    ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeCare,      ["++++++0-", "++++0+0-", "++--0-0-", "------00", "++++++0-", "00000000", "00000000"]),
        (ChangeService,   ["++++++0-", "++++0+0-", "++--0-0-", "------00", "++++++0-", "00000000", "00000000"]),
        (ChangeRelative,  ["++++++0-", "++++0+0-", "++--0-0-", "------00", "++++++0-", "00000000", "00000000"]),
        (ChangePartner,   ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeDiary,     ["xxxxxx0-", "xxxx0x0-", "xxxx0x0-", "------00", "------0-", "00000000", "00000000"]),
        (AddVictim,       ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (AddSuspect,      ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (AddOffence,      ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (AddDiary,        ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        (Arrest,          ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (AddCharge,       ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (AddExhibit,      ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "------0-", "00000000", "00000000"]),
        (AddCustody,      ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "------0-", "00000000", "00000000"]),
        (AddExam,         ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "------0-", "00000000", "00000000"]),
        (AddTask,         ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "++++++0-", "00000000", "00000000"]),
        (AddDecision,     ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (ChangeTask,      ["++++++0-", "++++0+0-", "++++0+0-", "++++++00", "++++++0-", "00000000", "00000000"]),
        (ChangeDecision,  ["xxxxxx0-", "xxxx0x0-", "xxxx0x0-", "------00", "------0-", "00000000", "00000000"]),
        (AddRelative,     ["++++++0-", "++++0+0-", "++--0-0-", "------00", "++++++0-", "00000000", "00000000"]),
        (AddService,      ["++++++0-", "++++0+0-", "++--0-0-", "------00", "++++++0-", "00000000", "00000000"]),
        (AddPartner,      ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (End,             ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (TakeBack,        ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (Clear,           ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        (People,          ["++++++0+", "++++0+0+", "++++0+0+", "++++++00", "++++++0+", "00000000", "00000000"]),
        // Two people are joined by who may change both cases.
        (Join,            ["++++++0-", "++++0+0-", "++++0+0-", "------00", "------0-", "00000000", "00000000"]),
        // By broken glass the director frees a case: its lead may have left, and nobody else could.
        (Restrict,        ["++++++0+", "++++0+0-", "++--0-0-", "------00", "------0-", "00000000", "00000000"]),
        (Assign,          ["++++++0+", "++++0+0-", "++-+0-0-", "------00", "------0-", "00000000", "00000000"]),
        // The director has freed the case of the last column by now: see above, and `attack` for broken glass alone.
        (Erase,           ["++++++0+", "rrrrrrrr", "rrrrrrrr", "rrrrrrrr", "rrrrrrrr", "rrrrrrrr", "rrrrrrrr"]),
        (BreakGlass,      ["++++++++", "++++++++", "++++++++", "rrrrrrrr", "++++++++", "rrrrrrrr", "rrrrrrrr"]),
    ]
};

/// What is asked of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Enter,
    EnterRestricted,
    Figures,
    List,
    Officers,
    AddOfficer,
    Role,
    Disable,
    Keys,
    AddKey,
    RevokeKey,
    Check,
    Retention,
    Partners,
    KeepPartner,
    Care,
    OwnLog,
    OthersSearches,
    OthersAccounts,
    OthersDrafts,
    OthersSettings,
    OthersNotices,
}

/// The same columns, and behind them: the server's own console, an account that is disabled, a name without one.
/// `n` there is nothing for them, and nothing is told · `s` they are not signed in, and are told so: that they did not come in is
/// on record, and a refusal would stand against a name that nobody here has.
#[rustfmt::skip]
pub const OFFICE: [(Ask, [char; 10]); 22] = {
    use Ask::*;
    [   //                dir  lead off  for  wel  ana  adm  srv  dis  unk
        (Enter,           ['+', '+', '+', 'r', '+', 'r', 'r', 'r', 's', 's']),
        (EnterRestricted, ['+', '+', '+', 'r', 'r', 'r', 'r', 'r', 's', 's']),
        (Figures,         ['+', '+', '+', '+', '+', '+', 'r', 'r', 's', 's']),
        (List,            ['+', '+', '+', '+', '+', 'r', 'r', 'r', 's', 's']),
        (Officers,        ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (AddOfficer,      ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (Role,            ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (Disable,         ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (Keys,            ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (AddKey,          ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (RevokeKey,       ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (Check,           ['r', 'r', 'r', 'r', 'r', 'r', '+', '+', 's', 's']),
        (Retention,       ['+', 'r', 'r', 'r', 'r', 'r', 'r', 'r', 's', 's']),
        // Agencies are no secret in the office; who works with them keeps them.
        (Partners,        ['+', '+', '+', '+', '+', '+', '+', '+', 's', 's']),
        (KeepPartner,     ['+', '+', 'r', 'r', '+', 'r', '+', '+', 's', 's']),
        (Care,            ['+', '+', '+', 'r', '+', 'r', 'r', 'r', 's', 's']),
        (OwnLog,          ['+', '+', '+', '+', '+', '+', '+', '+', 's', 's']),
        // Words that another searched may be names: only who sees every name and every line of the log reads them.
        (OthersSearches,  ['+', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 's', 's']),
        (OthersAccounts,  ['+', 'n', 'n', 'n', 'n', 'n', '+', '+', 's', 's']),
        (OthersDrafts,    ['n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n']),
        (OthersSettings,  ['n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n']),
        (OthersNotices,   ['n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n']),
    ]
};

/// The letter of an operation by one of the seven at a case of this nearness.
pub fn letter(op: Op, person: usize, near: Near) -> char {
    let columns = CASES.iter().find(|c| c.0 == op).expect("a row of the table").1;
    let place = Near::ALL.iter().position(|n| *n == near).expect("a nearness");
    columns[person].chars().nth(place).expect("a letter for each nearness")
}

/// May one of the seven see this kind of knowledge of a case of this nearness?
pub fn may_see(see: See, person: usize, near: Near) -> bool {
    let op = match see {
        See::Facts => Op::Open,
        See::Identity => Op::Names,
        See::Narrative => Op::Narrative,
        See::Identifiers => Op::Identifiers,
        See::Care => Op::Care,
    };
    letter(op, person, near) == '+'
}
