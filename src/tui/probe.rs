//! Is the terminal well? What it calls itself, colours, letters, columns of Khmer, paste, window: in words, with what to do.
//! It tells and must never set: the console draws on what it knows without asking, so that its first frame waits for no
//! answer over a slow line and no late answer is ever read as keys.

use super::ask::{Mute, Told, ask};
use super::layout::SMALLEST;
use super::theme::{Theme, utf8};
use crate::office::doctor::{Finding, Grade};
use std::io;
use unicode_width::{Rule, width_by};

/// First words of the names of terminals of which it is known that they answer where their cursor stands.
#[rustfmt::skip]
const KNOWN: [&str; 28] = [
    "alacritty", "contour", "eterm", "foot", "ghostty", "gnome", "iterm", "iterm2", "kitty", "konsole", "linux", "mintty",
    "ms", "putty", "rio", "rxvt", "screen", "st", "stterm", "tmux", "vt100", "vt102", "vt220", "vt320", "vt420", "vte", "wezterm", "xterm",
];
/// Of these a paste of several lines comes in as if it were typed.
const NO_PASTE: [&str; 7] = ["linux", "screen", "vt100", "vt102", "vt220", "vt320", "vt420"];
/// Letters under letters, vowels on all sides of them: each way of counting gives other columns.
const SAMPLES: [&str; 6] = ["ភ្នំពេញ", "ត្បូងឃ្មុំ", "ស្រី", "ស្ត្រី", "កំពង់ឆ្នាំង", "កា"];
const PUTTY: &str = "in PuTTY: Window → Translation → Remote character set: UTF-8";

/// Looks at the terminal on which this process was started; asks it only what is sure not to disturb it.
pub fn look_at_terminal() -> Vec<Finding> {
    let var = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let size = rustix::termios::tcgetwinsize(io::stdout()).map_or((0, 0), |s| (s.ws_col, s.ws_row));
    let told = if known(&var("TERM").unwrap_or_default()) { ask(&SAMPLES) } else { Err(Mute::Unknown) };
    findings(var, size, &told)
}

fn family(term: &str) -> String {
    term.split(['-', '.', '+']).next().unwrap_or_default().to_lowercase()
}

fn known(term: &str) -> bool {
    KNOWN.contains(&family(term).as_str())
}

fn findings(var: impl Fn(&str) -> Option<String>, size: (u16, u16), told: &Result<Told, Mute>) -> Vec<Finding> {
    let term = var("TERM").unwrap_or_default();
    let theme = Theme::detect(&var);
    let one = |name, (grade, text): (Grade, String)| Finding { name, grade, text };
    vec![
        one("terminal", name(&term, var("SSH_CONNECTION").is_some(), var("TMUX").is_some())),
        one("colours", colours(theme, &term, var("NO_COLOR").is_some(), var("COLORTERM"))),
        one("letters", letters(utf8(&var), told)),
        one("Khmer", khmer(&term, told)),
        one("paste", paste(&term)),
        one("window", window(size)),
    ]
}

fn name(term: &str, ssh: bool, tmux: bool) -> (Grade, String) {
    let way = format!("{}{}", if ssh { ", over SSH" } else { "" }, if tmux { ", inside tmux" } else { "" });
    match term {
        "" => (
            Grade::Warn,
            format!("it has no name (TERM is empty){way}: the console draws plainly; set TERM to xterm-256color"),
        ),
        "dumb" => (
            Grade::Warn,
            format!("dumb{way}: the console draws plainly; use a terminal program, or set TERM to xterm-256color"),
        ),
        _ if known(term) => (Grade::Ok, format!("{term}{way}")),
        _ => {
            (Grade::Warn, format!("{term}{way}: not known here; if the screen looks wrong, set TERM to xterm-256color"))
        }
    }
}

fn colours(theme: Theme, term: &str, unwanted: bool, more: Option<String>) -> (Grade, String) {
    let text = match (theme.colour, more) {
        (true, Some(more)) => format!("the sixteen that every terminal has; more are not needed (COLORTERM is {more})"),
        (true, None) => "the sixteen that every terminal has".to_owned(),
        (false, _) if unwanted => "none, as NO_COLOR asks; signs and weight say the same".to_owned(),
        (false, _) if term.is_empty() => "none, as TERM is empty; signs and weight say the same".to_owned(),
        (false, _) => format!("none on {term}; signs and weight say the same"),
    };
    (Grade::Ok, text)
}

fn letters(locale: bool, told: &Result<Told, Mute>) -> (Grade, String) {
    let session = "set LANG to C.UTF-8 in the session";
    match (told, locale) {
        (Ok(Told { utf8: true, .. }), true) => (Grade::Ok, "UTF-8, in the session and on the screen".to_owned()),
        (Ok(Told { utf8: true, .. }), false) => (
            Grade::Warn,
            format!("the screen reads UTF-8 but the session does not say so and gets a plain frame: {session}"),
        ),
        (Ok(_), true) => (Grade::Wrong, format!("the session sends UTF-8 and the screen reads another code: {PUTTY}")),
        (Ok(_), false) => (
            Grade::Wrong,
            format!("neither session nor screen is set to UTF-8, Khmer cannot be read: {session}; {PUTTY}"),
        ),
        (Err(mute), true) => (Grade::Warn, format!("UTF-8 in the session; the screen was not checked: {}", why(*mute))),
        (Err(mute), false) => (
            Grade::Warn,
            format!("the session is not set to UTF-8: {session}; the screen was not checked: {}", why(*mute)),
        ),
    }
}

fn khmer(term: &str, told: &Result<Told, Mute>) -> (Grade, String) {
    let fonts = "a font that shapes it well: Noto Sans Khmer, Khmer OS";
    let columns = match told {
        Err(mute) => return (Grade::Warn, format!("not measured: {}", why(*mute))),
        Ok(told) if !told.utf8 => return (Grade::Warn, "not measured, as the screen does not read UTF-8".to_owned()),
        Ok(told) => told.columns.iter().map(|c| usize::from(*c)),
    };
    let by = |rule| SAMPLES.map(|text| width_by(text, rule));
    let counted = by(unicode_width::rule());
    let pairs = || SAMPLES.iter().zip(columns.clone().zip(counted));
    let list = |only: &dyn Fn(usize, usize) -> bool| {
        let those = pairs().filter(|(_, (is, was))| only(*is, *was));
        those.map(|(text, (is, was))| format!("{text} {is} for {was}")).collect::<Vec<_>>().join(", ")
    };
    let fits = |rule| columns.clone().eq(by(rule));
    if columns.clone().eq(counted) {
        if family(term) == "linux" {
            return (
                Grade::Warn,
                "columns are as counted, but the machine's own screen has no Khmer letters: come over SSH".to_owned(),
            );
        }
        return (Grade::Ok, format!("drawn as wide as counted; {fonts}"));
    }
    if pairs().any(|(_, (is, was))| is > was) {
        let words = list(&|is, was| is > was);
        let text = format!(
            "drawn wider than counted ({words}): letters of names are drawn over; use another terminal program, or tmux in it"
        );
        return (Grade::Wrong, text);
    }
    let how = if fits(Rule::MarksFree) {
        "vowels beside a letter take no column of their own"
    } else if fits(Rule::Cluster) {
        "a letter takes one column with all that is joined to it"
    } else {
        "in a way not known here"
    };
    let words = list(&|is, was| is != was);
    (Grade::Warn, format!("drawn narrower than counted, {how} ({words}): blanks stand behind names, no letter is lost"))
}

fn paste(term: &str) -> (Grade, String) {
    if term.is_empty() || !known(term) || NO_PASTE.contains(&family(term).as_str()) {
        return (Grade::Warn, "taken for typing here: paste one line at a time, into a text field".to_owned());
    }
    (
        Grade::Ok,
        "taken as one text; the screen changes as a whole where the terminal can (both assumed from its name)"
            .to_owned(),
    )
}

fn window((columns, rows): (u16, u16)) -> (Grade, String) {
    let (least_columns, least_rows) = SMALLEST;
    let size = format!("{columns} columns, {rows} rows");
    match (columns, rows) {
        (0, _) | (_, 0) => {
            (Grade::Warn, "the terminal does not tell its size; with ssh, ask for a terminal (-t)".to_owned())
        }
        _ if columns < least_columns || rows < least_rows => {
            (Grade::Warn, format!("{size}: too small for the console; make it {least_columns} by {least_rows} or more"))
        }
        _ => (Grade::Ok, size),
    }
}

fn why(mute: Mute) -> &'static str {
    match mute {
        Mute::Unknown => "a terminal not known is not asked",
        Mute::Background => "this runs in the background",
        Mute::Two => "keyboard and screen are two terminals",
        Mute::Typed => "keys were typed ahead; run it again",
        Mute::Narrow => "no room in the line; run it again at the left side of a wider window",
        Mute::Silent => "the terminal gave no answer within a second",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(env: &[(&str, &str)], size: (u16, u16), told: Result<Told, Mute>) -> String {
        let var = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        let all = findings(var, size, &told);
        all.iter().map(|f| format!("{} {}: {}\n", f.grade.word(), f.name, f.text)).collect()
    }

    fn told(rule: Rule) -> Result<Told, Mute> {
        Ok(Told { utf8: true, columns: SAMPLES.map(|s| width_by(s, rule) as u16).to_vec() })
    }

    /// Environment, window, what the terminal showed; what must be said.
    type Case = (&'static [(&'static str, &'static str)], (u16, u16), Result<Told, Mute>, &'static str);

    const GOOD: [(&str, &str); 2] = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")];

    const PLAIN: [(&str, &str); 2] = [("TERM", "xterm"), ("LANG", "C")];

    #[test]
    fn the_samples_tell_the_ways_of_counting_from_each_other() {
        let [sum, free, cluster] = [Rule::Sum, Rule::MarksFree, Rule::Cluster].map(|r| SAMPLES.map(|s| width_by(s, r)));
        assert!(sum != free && free != cluster && sum != cluster, "{sum:?} {free:?} {cluster:?}");
    }

    #[test]
    fn a_good_terminal_is_well_in_every_point() {
        let all = grades(&GOOD, (80, 24), told(Rule::Sum));
        assert!(all.lines().count() == 6 && all.lines().all(|l| l.starts_with("ok ")), "{all}");
        let far = [&GOOD[..], &[("SSH_CONNECTION", "1"), ("TMUX", "x"), ("COLORTERM", "truecolor")]].concat();
        let all = grades(&far, (80, 24), told(Rule::Sum));
        assert!(
            all.contains("xterm-256color, over SSH, inside tmux") && all.contains("COLORTERM is truecolor"),
            "{all}"
        );
    }

    #[test]
    fn what_is_not_well_is_said_with_what_to_do() {
        let latin = Ok(Told { utf8: false, columns: Vec::new() });
        let wide = Ok(Told { utf8: true, columns: SAMPLES.map(|s| s.chars().count() as u16).to_vec() });
        let odd = Ok(Told { utf8: true, columns: vec![1; SAMPLES.len()] });
        #[rustfmt::skip]
        let cases: [Case; 13] = [
            (&GOOD, (80, 24), told(Rule::Cluster), "warn Khmer: drawn narrower than counted, a letter takes one column with"),
            (&GOOD, (80, 24), told(Rule::MarksFree), "warn Khmer: drawn narrower than counted, vowels beside"),
            (&GOOD, (80, 24), odd, "in a way not known here (ភ្នំពេញ 1 for 5"),
            (&GOOD, (80, 24), wide, "WRONG Khmer: drawn wider than counted (ភ្នំពេញ 7 for 5"),
            (&GOOD, (80, 24), latin.clone(), "WRONG letters: the session sends UTF-8 and the screen reads another code: in PuTTY"),
            (&PLAIN, (80, 24), latin, "WRONG letters: neither"),
            (&PLAIN, (80, 24), told(Rule::Sum), "warn letters: the screen reads UTF-8 but"),
            (&GOOD, (80, 24), Err(Mute::Silent), "warn Khmer: not measured: the terminal gave no answer"),
            (&[("TERM", "dumb")], (80, 24), Err(Mute::Unknown), "warn terminal: dumb: the console draws plainly"),
            (&[("TERM", "linux")], (80, 24), told(Rule::Sum), "warn Khmer: columns are as counted, but the machine's own"),
            (&[("TERM", "wyse60")], (80, 24), Err(Mute::Unknown), "warn terminal: wyse60: not known here"),
            (&GOOD, (59, 24), told(Rule::Sum), "warn window: 59 columns, 24 rows: too small for the console; make it 60 by 18"),
            (&GOOD, (0, 0), Err(Mute::Silent), "warn window: the terminal does not tell"),
        ];
        for (env, size, told, expected) in cases {
            let all = grades(env, size, told);
            assert!(all.contains(expected), "{expected}\n{all}");
        }
        let all = grades(&[("NO_COLOR", "1"), ("TERM", "xterm")], (80, 24), told(Rule::Sum));
        assert!(all.contains("none, as NO_COLOR asks"), "{all}");
    }
}
