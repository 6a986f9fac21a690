//! THE rights table: what each role may do, and how far. The store asks it before it reads or writes anything of a case;
//! screens and subcommands ask it only to say in advance what the store would refuse. What is not in it is not allowed.

use super::case::{RESTRICTED, WHOSE};
use super::field::{See, Spec};
use super::kind::RecordKind;
use super::officer::Role;
use super::text::capital;
use std::collections::BTreeSet;

/// How far a right reaches, and how near a case is to somebody: a right covers a case that is as near or nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// nothing
    No,
    /// cases that one leads or entered
    Own,
    /// cases of one's team, or that no team has yet
    Team,
    /// all cases of the office but those restricted to others
    Office,
}

/// Something that one may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// see the figures: counts and rates, no case
    Figures,
    /// open a case and see its fields of this kind; without [`See::Facts`] not even that it is there
    See(See),
    /// enter a case, for whichever team
    Enter,
    /// change what is recorded, arrest, clear, take back
    Change,
    /// change what is recorded of the care of victims
    ChangeCare,
    /// add to the diary
    Diary,
    /// record exhibits, their custody, examinations and results
    Exhibits,
    /// set tasks, and say that they are done
    Tasks,
    /// know of tips and open them
    Tips,
    /// enter tips, change them and decide what becomes of them
    Triage,
    /// move a case from the team or the lead that has it
    Assign,
    /// say who alone may know of a case
    Restrict,
    /// bring in files of cases, and undo it
    Import,
    /// keep the table of partners
    Partners,
    /// save a view for the whole office, and drop one
    ShareViews,
    /// open a case that is out of reach, with a reason, on record and told to its lead
    BreakGlass,
    /// sign a release of figures, and keep what was printed elsewhere; whoever may counts every case of the office
    Release,
    /// say by which rules the figures are counted
    Rules,
    /// take out of a closed case for good whatever says who it was about and what happened
    Erase,
    /// see who looked at a case
    Lookers,
    /// see the audit lines
    Log,
    /// accounts, roles and keys
    Accounts,
    /// look after file, disk and backups
    Maintain,
}

/// Roles that may are named to whoever may not, up to so many.
const FEW: usize = 3;

#[rustfmt::skip]
const TABLE: [(Right, [Scope; 7]); 27] = {
    use Scope::{No, Office, Own, Team};
    [
        //                         director lead    officer forensic welfare analyst administrator
        (Right::Figures,               [Office, Office, Office, Office, Office, Office, No]),
        (Right::See(See::Facts),       [Office, Team,   Team,   Office, Office, No,     No]),
        (Right::See(See::Identity),    [Office, Team,   Team,   No,     Office, No,     No]),
        (Right::See(See::Narrative),   [Office, Team,   Team,   Office, Office, No,     No]),
        (Right::See(See::Identifiers), [Office, Team,   Team,   Office, No,     No,     No]),
        (Right::See(See::Care),        [Office, Team,   Own,    No,     Office, No,     No]),
        (Right::Enter,                 [Office, Office, Office, No,     Office, No,     No]),
        (Right::Change,                [Office, Team,   Team,   No,     No,     No,     No]),
        (Right::ChangeCare,            [Office, Team,   Own,    No,     Office, No,     No]),
        (Right::Diary,                 [Office, Team,   Team,   Office, Office, No,     No]),
        (Right::Exhibits,              [Office, Team,   Team,   Office, No,     No,     No]),
        (Right::Tasks,                 [Office, Team,   Team,   Office, Office, No,     No]),
        (Right::Tips,                  [Office, Team,   Team,   No,     No,     No,     No]),
        (Right::Triage,                [Office, Team,   Team,   No,     No,     No,     No]),
        (Right::Assign,                [Office, Team,   Own,    No,     No,     No,     No]),
        (Right::Restrict,              [Office, Team,   Own,    No,     No,     No,     No]),
        (Right::Import,                [Office, Office, No,     No,     No,     No,     No]),
        (Right::Partners,              [Office, Office, No,     No,     Office, No,     Office]),
        (Right::ShareViews,            [Office, Office, No,     No,     No,     No,     No]),
        (Right::BreakGlass,            [Office, Office, Office, No,     Office, No,     No]),
        (Right::Release,               [Office, No,     No,     No,     No,     No,     No]),
        (Right::Rules,                 [Office, No,     No,     No,     No,     No,     No]),
        (Right::Erase,                 [Office, No,     No,     No,     No,     No,     No]),
        (Right::Lookers,               [Office, Team,   Own,    No,     No,     No,     No]),
        (Right::Log,                   [Office, Team,   Own,    Own,    Own,    Own,    Office]),
        (Right::Accounts,              [No,     No,     No,     No,     No,     No,     Office]),
        (Right::Maintain,              [No,     No,     No,     No,     No,     No,     Office]),
    ]
};

impl Right {
    /// All of them, in the order of the table.
    pub fn all() -> impl Iterator<Item = Right> {
        TABLE.iter().map(|(right, _)| *right)
    }

    /// As it ends the sentence "a … may not …".
    pub fn words(self) -> &'static str {
        match self {
            Right::Figures => "see the figures",
            Right::See(See::Facts) => "open this case",
            Right::See(See::Identity) => "see names",
            Right::See(See::Narrative) => "see what happened in words",
            Right::See(See::Identifiers) => "see identifiers",
            Right::See(See::Care) => "see the care of victims",
            Right::Enter => "enter a case",
            Right::Change => "change this case",
            Right::ChangeCare => "change the care of victims",
            Right::Diary => "add to the diary of this case",
            Right::Exhibits => "record exhibits of this case",
            Right::Tasks => "set tasks of this case",
            Right::Tips => "open this tip",
            Right::Triage => "change this tip",
            Right::Assign => "give this case to another",
            Right::Restrict => "say who may know of this case",
            Right::Import => "import cases",
            Right::Partners => "keep the table of partners",
            Right::ShareViews => "share a view with the office",
            Right::BreakGlass => "break glass",
            Right::Release => "sign a release of figures",
            Right::Rules => "change the scope of the figures",
            Right::Erase => "erase this case",
            Right::Lookers => "see who looked at this case",
            Right::Log => "see the log",
            Right::Accounts => "manage accounts",
            Right::Maintain => "look after the file",
        }
    }

    /// The same where no case was named.
    pub fn words_of_any(self) -> &'static str {
        match self {
            Right::See(See::Facts) => "see cases",
            Right::Change => "change cases",
            Right::Diary => "add to the diary of a case",
            Right::Exhibits => "record exhibits",
            Right::Tasks => "set tasks of a case",
            Right::Tips => "see tips",
            Right::Triage => "enter or change tips",
            Right::Assign => "give a case to another",
            Right::Restrict => "say who may know of a case",
            Right::Erase => "erase cases",
            Right::Lookers => "see who looked at a case",
            other => other.words(),
        }
    }

    /// The right that it takes to add a record of this kind.
    pub fn to_add(kind: RecordKind) -> Right {
        match kind {
            RecordKind::Case => Right::Enter,
            RecordKind::Diary => Right::Diary,
            RecordKind::Task => Right::Tasks,
            kind if kind.root() == RecordKind::Tip => Right::Triage,
            kind if kind.is_forensic() => Right::Exhibits,
            kind if kind.is_care() => Right::ChangeCare,
            _ => Right::Change,
        }
    }

    /// The right that it takes to change a field, beside that to see it. One's own a case has more to show: whoever could
    /// make it theirs would let themself in.
    pub fn to_change(kind: RecordKind, spec: &Spec, whose: &Whose) -> Right {
        let has = WHOSE.into_iter().zip([whose.team, whose.lead]);
        match spec.see {
            _ if kind.root() == RecordKind::Tip => Right::Triage,
            See::Care => Right::ChangeCare,
            _ if kind.is_forensic() || kind.is_care() || kind == RecordKind::Task => Right::to_add(kind),
            _ if spec.column == RESTRICTED => Right::Restrict,
            _ if has.into_iter().any(|(column, has)| column == spec.column && has.is_some()) => Right::Assign,
            _ => Right::Change,
        }
    }

    /// How far a right must reach to come with broken glass. It opens a case as if it were one's own, to see it and to add to its
    /// diary; and who answers for the whole office may free it, or a case whose lead is gone would stay shut for ever.
    fn comes_with_glass(self) -> Option<Scope> {
        match self {
            Right::See(_) | Right::Diary => Some(Scope::Own),
            Right::Assign | Right::Restrict => Some(Scope::Office),
            _ => None,
        }
    }

    /// How far it reaches for a role.
    pub fn of(self, role: Role) -> Scope {
        let column = Role::ALL.iter().position(|r| *r == role);
        let row = TABLE.iter().find(|(right, _)| *right == self);
        row.zip(column).map_or(Scope::No, |((_, scopes), column)| scopes[column])
    }

    /// The roles that have it, `a director, a team lead or an officer`, where they are so few that it helps to be told.
    fn whose(self) -> Option<String> {
        let having: Vec<Role> = Role::ALL.into_iter().filter(|role| self.of(*role) > Scope::No).collect();
        let words: Vec<String> = having.iter().map(|role| with_article(role.name())).collect();
        let (last, before) = words.split_last().filter(|_| words.len() <= FEW)?;
        Some(if before.is_empty() { last.clone() } else { format!("{} or {last}", before.join(", ")) })
    }
}

/// Whose a case or a tip is: all that the rights ask of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whose<'a> {
    /// its identity
    pub case_id: &'a str,
    /// code of the team that has it
    pub team: Option<&'a str>,
    /// the officer who leads it
    pub lead: Option<&'a str>,
    /// the officer who entered it
    pub entered_by: &'a str,
    /// the officers who alone may know of it, blanks between
    pub restricted_to: Option<&'a str>,
    /// is it a tip, and no case?
    pub is_tip: bool,
}

impl Whose<'_> {
    /// Whom to ask about it: who leads it, else the team that has it.
    pub fn to_ask(&self) -> &str {
        self.lead.or(self.team).unwrap_or("the director")
    }
}

/// What somebody is to the office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// nobody has signed in
    #[default]
    Nobody,
    /// an office without accounts: one person, everything
    Alone,
    /// the server's own console: accounts and the file, no case
    Server,
    /// an officer with an account
    Officer {
        /// their role
        role: Role,
        /// their team
        team: Option<String>,
    },
}

/// Who is looking, and what they may see and do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Viewer {
    /// their name
    pub name: String,
    /// what they are
    pub standing: Standing,
    /// cases whose glass they broke and that are still open to them
    pub glass: BTreeSet<String>,
}

impl Viewer {
    /// How far a right of theirs reaches.
    pub fn reach(&self, right: Right) -> Scope {
        match &self.standing {
            Standing::Nobody => Scope::No,
            Standing::Alone => Scope::Office,
            Standing::Server => right.of(Role::Administrator),
            Standing::Officer { role, .. } => right.of(*role),
        }
    }

    /// How near a case is to them; [`Scope::No`] where they may not know of it.
    pub fn nearness(&self, whose: &Whose) -> Scope {
        let team = match &self.standing {
            Standing::Nobody | Standing::Server => return Scope::No,
            Standing::Alone => return Scope::Own,
            Standing::Officer { team, .. } => team.as_deref(),
        };
        let me = |name: &str| name.trim().eq_ignore_ascii_case(&self.name);
        let listed = whose.restricted_to.map(|names| names.split_whitespace().any(me));
        match listed {
            _ if whose.lead.is_some_and(me) => Scope::Own,
            Some(false) => Scope::No,
            _ if me(whose.entered_by) => Scope::Own,
            Some(true) => Scope::Team,
            None if whose.team.is_none_or(|t| Some(t) == team) => Scope::Team,
            None => Scope::Office,
        }
    }

    /// May they do this to this case? Of a tip nothing is seen or done but by who may know of it, whatever the right.
    pub fn may(&self, right: Right, whose: &Whose) -> bool {
        if whose.is_tip && right != Right::Tips && !self.may(Right::Tips, whose) {
            return false;
        }
        let near = self.nearness(whose);
        let covered = near != Scope::No && near <= self.reach(right);
        // Never a kind of knowledge that the role may not see at all.
        let comes = right.comes_with_glass().is_some_and(|least| self.reach(right) >= least);
        covered || (comes && self.glass.contains(whose.case_id))
    }

    /// May they change this field of a record of this case?
    pub fn may_change(&self, kind: RecordKind, spec: &Spec, whose: &Whose) -> bool {
        self.may(Right::See(spec.see), whose) && self.may(Right::to_change(kind, spec, whose), whose)
    }

    /// Is this an office in which not everybody may do everything?
    pub fn is_bounded(&self) -> bool {
        self.standing != Standing::Alone
    }

    /// Their role in words.
    pub fn role(&self) -> &'static str {
        match &self.standing {
            Standing::Nobody => "nobody",
            Standing::Alone => "officer",
            Standing::Server => "server console",
            Standing::Officer { role, .. } => role.name(),
        }
    }

    /// Their team's code.
    pub fn team(&self) -> Option<&str> {
        match &self.standing {
            Standing::Officer { team, .. } => team.as_deref(),
            _ => None,
        }
    }

    /// Why they may not do this to any case at all, if so, and who may.
    pub fn refusal(&self, right: Right) -> Option<String> {
        let who = match self.standing {
            Standing::Server => ": an officer comes in with --as NAME".to_owned(),
            _ => right.whose().map_or(String::new(), |roles| format!("; {roles} may")),
        };
        (self.reach(right) == Scope::No).then(|| format!("{}{who}", self.sentence(right.words_of_any())))
    }

    /// Why no case is named to them.
    pub fn figures_only(&self) -> String {
        format!("Figures only: {} opens no case.", self.a_role())
    }

    /// Their role with its article: `an officer`.
    pub fn a_role(&self) -> String {
        let role = self.role();
        with_article(role)
    }

    /// The sentence of a refusal, of a case that was named.
    pub fn may_not(&self, right: Right) -> String {
        self.sentence(right.words())
    }

    fn sentence(&self, words: &str) -> String {
        capital(&format!("{} may not {words}", self.a_role()))
    }
}

/// `an officer`, `a team lead`
fn with_article(role: &str) -> String {
    format!("{} {role}", if role.starts_with(['a', 'o']) { "an" } else { "a" })
}

#[cfg(test)]
mod tests;
