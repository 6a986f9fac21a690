//! The detail: one case whole, record by record by its field lists, then the diary. New fields show up by themselves.

use crate::domain::age::Age;
use crate::domain::casefile::CaseFile;
use crate::domain::erasure::Erasure;
use crate::domain::field::{FieldKind, Need, Spec};
use crate::domain::filter::Filter;
use crate::domain::hits::{Hit, hits};
use crate::domain::known::words as seen_in;
use crate::domain::moment;
use crate::domain::number;
use crate::domain::person::{alike_words, in_words as person, names, words as ties};
use crate::domain::record::{HIDDEN, Record, RecordKind, Sheet};
use crate::domain::victim::age_at;
use crate::tui::command::Cmd;
use crate::tui::job::Reply;
use crate::tui::parts::{self, Scroll, View, wrap};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The detail pane.
#[derive(Debug, Default)]
pub struct DetailPane {
    /// the case, once it is read
    pub case: Option<CaseFile>,
    scroll: Scroll,
}

impl DetailPane {
    /// Takes a case; another one begins at its top.
    pub fn take(&mut self, reply: &Reply) {
        if let Reply::Case(case) | Reply::Revealed(case) = reply {
            if self.case.as_ref().is_none_or(|c| c.case.head.id != case.case.head.id) {
                self.scroll.top = 0;
            }
            self.case = Some((**case).clone());
        }
    }

    /// The case, if it is this one.
    pub fn of(&self, case_id: Option<&str>) -> Option<&CaseFile> {
        self.case.as_ref().filter(|c| Some(c.case.head.id.as_str()) == case_id)
    }

    /// Scrolls; says whether the command is the detail's.
    pub fn command(&mut self, cmd: Cmd) -> bool {
        self.scroll.command(cmd)
    }

    /// Draws the case that was read last. While another is on its way this one stays, under its own number, rather than
    /// a blank that is drawn and drawn over; commands ask for the case that is selected.
    /// `found` is the filter by which it was found.
    pub fn draw(&mut self, buf: &mut Buffer, area: Rect, view: &View, at: At) {
        let At { focused, any, others, found } = at;
        let Some(case) = self.case.as_ref().filter(|_| any) else {
            parts::frame(buf, area, view, "", "", focused);
            return;
        };
        let width = usize::from(area.width.saturating_sub(3));
        let lines = [reasons(case, found, width, view), lines(case, width, view)].concat();
        self.scroll.fit(usize::from(area.height.saturating_sub(2)), lines.len());
        let short = number::short(case.case.number.as_deref().unwrap_or(""));
        let offence = case.offences.first().and_then(|o| o.code.as_deref()).map(|c| view.desk.lists.word("offence", c));
        let title = offence.map_or(short.clone(), |o| format!("{short} · {o}"));
        let state = match (case.unfounded(), case.arrested()) {
            (true, _) => "unfounded".to_owned(),
            (_, 0) if !case.case.arrests_known => "arrests not known".to_owned(),
            (_, 0) => "no arrest".to_owned(),
            (_, n) => format!("{n} arrested"),
        };
        let words = self.scroll.words();
        let others = others.map(str::to_owned);
        let parts = [others, Some(words).filter(|w| !w.is_empty()), Some(state)];
        let right = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let inside = parts::frame(buf, area, view, &title, &right, focused);
        for (i, line) in lines.iter().skip(self.scroll.top).enumerate() {
            let row = Rect::new(inside.x + 1, inside.y, inside.width.saturating_sub(1), inside.height);
            parts::put(buf, row, i, line);
        }
    }
}

/// How the detail stands on the screen.
#[derive(Debug, Default, Clone, Copy)]
pub struct At<'a> {
    /// has it the keys?
    pub focused: bool,
    /// is any case selected?
    pub any: bool,
    /// who else is in the case
    pub others: Option<&'a str>,
    /// the words by which the list was filtered
    pub found: &'a str,
}

/// Where the words stand by which the case was found.
fn reasons(case: &CaseFile, found: &str, width: usize, view: &View) -> Vec<Line<'static>> {
    let Ok(filter) = Filter::read(found, &view.desk, view.viewer) else { return Vec::new() };
    let hits = hits(case, &filter, &view.desk);
    let lines = hits.into_iter().enumerate().map(|(i, Hit { field, text: [before, word, behind] })| {
        let label = parts::fit(if i == 0 { "Found in" } else { "" }, 13, &view.theme);
        let field = format!("{field}: ");
        let taken = 13 + parts::width(&field) + parts::width(&word);
        let room = width.saturating_sub(taken);
        let before = if parts::width(&before) + parts::width(&behind) > room { String::new() } else { before };
        let behind = parts::cut(&behind, room.saturating_sub(parts::width(&before)), &view.theme);
        Line::from(vec![
            view.span(label, Role::Faint),
            view.span(field, Role::Strong),
            view.span(before, Role::Plain),
            view.span(word, Role::Focus),
            view.span(behind, Role::Plain),
        ])
    });
    lines.collect()
}

/// The case, and what is one with it below.
pub fn lines(case: &CaseFile, width: usize, view: &View) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    let said = |out: &mut Vec<Line<'static>>, text: &str, role| {
        out.extend(wrap(text, width).into_iter().map(|l| Line::from(view.span(l, role))));
    };
    if let Some(into) = &case.merged_into {
        let (older, at) = (number::short(&into.number), moment::local(&into.at, view.desk.now.zone));
        said(&mut out, &format!("MERGED into {older} on {at} by {}: counted there; = goes to it", into.by), Role::Warn);
        if !into.same.is_empty() {
            let same = into.same.iter().map(|s| format!("{} is its {}", s.younger, s.older));
            said(&mut out, &format!("    {}", same.collect::<Vec<_>>().join(", ")), Role::Faint);
        }
    }
    if !case.merged.is_empty() {
        let numbers = case.merged.iter().map(|y| number::short(y.case.number.as_deref().unwrap_or_default()));
        let numbers = numbers.collect::<Vec<_>>().join(", ");
        said(&mut out, &format!("With {numbers} merged into it: see below; all are counted here, once"), Role::Warn);
    }
    out.extend(own(case, width, view));
    for younger in &case.merged {
        let short = number::short(younger.case.number.as_deref().unwrap_or_default());
        let rule = view.theme.rule(width.saturating_sub(short.len() + 2) / 2);
        out.push(Line::from(view.span(format!("{rule} {short} {rule}"), Role::Strong)));
        out.extend(lines(younger, width, view));
    }
    out
}

fn own(case: &CaseFile, width: usize, view: &View) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    if let Some(Erasure { at, by, reason }) = &case.erased {
        let text = format!(
            "ERASED on {} by {by}: {reason}. What is counted of it stays.",
            moment::local(at, view.desk.now.zone)
        );
        out.extend(wrap(&text, width).into_iter().map(|l| Line::from(view.span(l, Role::Warn))));
    }
    let sheet = case.case.to_sheet();
    let pairs: Vec<(String, String)> = known(&sheet, view, &["number", "arrests_known"]).collect();
    if !case.tips.is_empty() {
        let came = ("Tips".to_owned(), case.tip_numbers().join(", "));
        paragraph(&mut out, &came, width, view);
    }
    let two = width >= 74;
    let short: Vec<_> = pairs.iter().filter(|(_, v)| two && parts::width(v) <= width / 2 - 14).collect();
    for pair in short.chunks(2) {
        let mut spans = labelled(pair[0], width / 2, view);
        if let [_, second] = pair {
            spans.extend(labelled(second, width / 2, view));
        }
        out.push(Line::from(spans));
    }
    for pair in pairs.iter().filter(|p| !short.contains(p)) {
        paragraph(&mut out, pair, width, view);
    }
    if !case.case.arrests_known {
        let text = "Nobody can say whether anyone was arrested: the rate counts the case as unknown.";
        out.extend(wrap(text, width).into_iter().map(|l| Line::from(view.span(l, Role::Warn))));
    }
    // A long heading goes on under itself; what stands behind it has its own role.
    let heading = |out: &mut Vec<Line<'static>>, label: String, text: String, mark: Option<Span<'static>>| {
        let mut spans = vec![view.span(parts::fit(&label, 4, &view.theme), Role::Strong)];
        for line in wrap(&text, width.saturating_sub(4)) {
            spans.push(view.span(line, Role::Plain));
            out.push(Line::from(std::mem::replace(&mut spans, vec![Span::raw("    ")])));
        }
        let Some(mark) = mark else { return };
        match out.last_mut() {
            Some(last) if last.width() + mark.width() <= width => last.push_span(mark),
            _ => out.push(Line::from(vec![Span::raw("  "), mark])),
        }
    };
    let desk = &view.desk;
    for o in &case.offences {
        let what = o.code.as_deref().map_or("–", |c| desk.lists.word("offence", c)).to_owned();
        let attempted = if o.attempted { ", attempted" } else { "" };
        let clearance = o.clearance.as_deref().unwrap_or("N");
        let word = desk.lists.word("clearance", clearance).to_lowercase();
        let role = if clearance == "N" { Role::Faint } else { Role::Good };
        let code = o.code.clone().unwrap_or_default();
        heading(
            &mut out,
            format!("O{}", o.head.seq),
            format!("{what}{attempted} ({code})"),
            Some(view.span(format!("  {word}"), role)),
        );
        rest(&mut out, &o.to_sheet(), &["code", "attempted", "clearance"], width, view);
    }
    let day = case.case.incident_on.or(case.case.reported_on);
    for v in &case.victims {
        let age = age_at(v.age, v.born, day);
        let child = age.is_none_or(|a| a.years() < 18);
        let text = person(v.sex.as_deref(), age.map(|a| a.to_string()), child, &names(&v.to_sheet()));
        heading(&mut out, format!("V{}", v.head.seq), text, None);
        let said = case.care_by_facts(&v.head.id, &desk.now);
        let said = said.filter(|said| v.care.as_deref().is_some_and(|typed| typed != *said && typed != "closed"));
        rest(&mut out, &v.to_sheet(), &["sex", "age", "name", "name_km"], width, view);
        also(&mut out, case, &v.head.id, width, view);
        if let Some(stage) = said {
            let text = format!("by what is recorded the care stands at: {}", desk.lists.word("care", stage));
            out.extend(
                wrap(&text, width.saturating_sub(4))
                    .into_iter()
                    .map(|l| Line::from(view.span(format!("    {l}"), Role::Faint))),
            );
        }
        let of = |out: &mut Vec<Line<'static>>, id: &str| {
            for sheet in case.of_client(id) {
                let said: Vec<_> = case.told_of_care(&sheet, &desk.now).into_iter().collect();
                hanging(out, &sheet, &said, width, view);
            }
        };
        of(&mut out, &v.head.id);
        for relative in case.relatives_of(&v.head.id) {
            let kin = relative.get("relation").map_or(HIDDEN, |code| desk.lists.word("kin", code)).to_lowercase();
            let who = relative.get("sex").map(|sex| if sex == "f" { "woman" } else { "man" }.to_owned());
            let age = relative.get("age").and_then(Age::iso).map(|a| a.to_string());
            let known: Vec<String> = [who, age, Some(names(&relative))].into_iter().flatten().collect();
            let adult = known.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            let mark = if relative.stands() { "" } else { ", taken back" };
            heading(&mut out, relative.label(), format!("{kin} of V{}: {adult}{mark}", v.head.seq), None);
            rest(&mut out, &relative, &["relation", "sex", "age", "name", "name_km"], width, view);
            of(&mut out, &relative.head.id);
        }
    }
    for s in &case.suspects {
        let arrested = case.arrests_of(&s.head.id).next().is_some();
        let text = match s.identity.as_deref() {
            Some("unknown") | None if s.sex.is_none() && s.name.is_none() => "unknown".to_owned(),
            _ => {
                let age = age_at(s.age, s.born, day);
                let child = age.is_some_and(|a| a.years() < 18);
                person(s.sex.as_deref(), age.map(|a| a.to_string()), child, &names(&s.to_sheet()))
            }
        };
        let related: Vec<String> = case
            .victims
            .iter()
            .filter_map(|v| {
                let code = case.relation(&s.head.id, &v.head.id)?.relationship.as_deref()?;
                Some(format!("{} of V{}", desk.lists.word("relationship", code), v.head.seq))
            })
            .collect();
        let related = if related.is_empty() { String::new() } else { format!(", {}", related.join(", ")) };
        let (mark, role) = if arrested { (view.theme.full(), Role::Good) } else { (view.theme.empty(), Role::Faint) };
        let mark = view.span(format!("  {mark} {}", case.course(s).stage(desk).word()), role);
        heading(&mut out, format!("S{}", s.head.seq), format!("{text}{related}"), Some(mark));
        rest(&mut out, &s.to_sheet(), &["sex", "age", "name", "name_km", "identity"], width, view);
        also(&mut out, case, &s.head.id, width, view);
        for sheet in case.of_suspect(&s.head.id) {
            let limit = case.limit_in_words(&sheet, desk);
            let said = limit.map(|(heading, words, urgent)| (format!("{} {words}", heading.to_lowercase()), urgent));
            let seen = case.known.get(&sheet.head.id).map(|seen| (seen_in(seen), true));
            hanging(&mut out, &sheet, &said.into_iter().chain(seen).collect::<Vec<_>>(), width, view);
        }
    }
    for e in &case.exhibits {
        let sheet = e.to_sheet();
        let number = case.exhibit_number(e.head.seq);
        let kind = e.kind.as_deref().map_or("–", |code| desk.lists.word("exhibit", code));
        let what = e.what.as_deref().or(sheet.is_masked("what").then_some(HIDDEN));
        let what = what.map(|what| format!(", {what}")).unwrap_or_default();
        let (place, role) = match sheet.stands() {
            true => (case.whereabouts(e, desk), Role::Good),
            false => ("taken back".to_owned(), Role::Faint),
        };
        let mark = view.span(format!("  {place}"), role);
        heading(&mut out, format!("E{}", e.head.seq), format!("{number} {kind}{what}"), Some(mark));
        rest(&mut out, &sheet, &["kind", "what"], width, view);
        for sheet in case.of_exhibit(&e.head.id) {
            hanging(&mut out, &sheet, &case.told_of(&sheet, desk), width, view);
        }
    }
    for t in &case.tasks {
        let sheet = t.to_sheet();
        let hidden = sheet.is_masked("what").then_some(HIDDEN);
        let (state, role) = match sheet.stands() {
            true if t.is_open() => (t.state().word(), Role::Plain),
            true => (t.state().word(), Role::Good),
            false => ("taken back", Role::Faint),
        };
        let what = t.what.as_deref().or(hidden).unwrap_or("–").to_owned();
        heading(&mut out, sheet.label(), what, Some(view.span(format!("  {state}"), role)));
        rest(&mut out, &sheet, &["what"], width, view);
    }
    for d in &case.decisions {
        let sheet = d.to_sheet();
        let hidden = sheet.is_masked("what").then_some(HIDDEN);
        heading(&mut out, sheet.label(), d.what.as_deref().or(hidden).unwrap_or("–").to_owned(), None);
        for (words, _) in case.told_of(&sheet, desk) {
            out.push(Line::from(view.span(format!("    {words}"), Role::Plain)));
        }
        rest(&mut out, &sheet, &["what"], width, view);
    }
    for role in &case.partner_roles {
        hanging(&mut out, &role.to_sheet(), &[], width, view);
    }
    let missing = case.missing();
    if !missing.is_empty() {
        paragraph(&mut out, &(format!("Missing {}", missing.len()), missing.join(", ")), width, view);
    }
    let rule = view.theme.rule(width.saturating_sub(8) / 2);
    out.push(Line::from(view.span(format!("{rule} diary {rule}"), Role::Faint)));
    if case.diary.is_empty() {
        out.push(Line::from(view.span("no entry yet; d adds one", Role::Faint)));
    }
    for d in case.diary.iter().rev() {
        let when = d.at.map_or_else(|| moment::local(&d.head.created_at, desk.now.zone), |m| m.long(desk.now.zone));
        let kind = d.kind.as_deref().map_or("", |k| desk.lists.word("diary", k)).to_lowercase();
        out.push(Line::from(vec![
            view.span(format!("{when}  "), Role::Faint),
            view.span(d.head.created_by.clone(), Role::Strong),
            view.span(format!("  {kind}"), Role::Faint),
        ]));
        let sheet = d.to_sheet();
        for (words, _) in case.told_of(&sheet, desk) {
            out.push(Line::from(view.span(format!("    {words}"), Role::Faint)));
        }
        let text = sheet.get("text").unwrap_or(if sheet.is_masked("text") { HIDDEN } else { "" });
        for line in wrap(text, width.saturating_sub(4)) {
            out.push(Line::from(view.span(format!("    {line}"), Role::Plain)));
        }
    }
    out
}

/// A record that hangs on another, and what else is to be said of it.
fn hanging(out: &mut Vec<Line<'static>>, sheet: &Sheet, said: &[(String, bool)], width: usize, view: &View) {
    let (words, told) = gist(sheet, view);
    let role = if sheet.stands() { Role::Good } else { Role::Faint };
    let label = format!("    {} ", sheet.label());
    let indent = parts::width(&label);
    let mut spans = vec![view.span(label, Role::Strong)];
    for line in wrap(&words, width.saturating_sub(indent)) {
        spans.push(view.span(line, role));
        out.push(Line::from(std::mem::replace(&mut spans, vec![Span::raw(" ".repeat(indent))])));
    }
    for (words, urgent) in said {
        let role = if *urgent { Role::Warn } else { Role::Plain };
        let lines = wrap(words, width.saturating_sub(4)).into_iter();
        out.extend(lines.map(|line| Line::from(view.span(format!("    {line}"), role))));
    }
    rest(out, sheet, &told, width, view);
}

/// What a record that hangs on another is, in a few words: `arrested 30 Dec 2019 05:40`, `charge 3 Jan 2020, 239 Rape`;
/// and the fields that are said with it.
fn gist(sheet: &Sheet, view: &View) -> (String, Vec<&'static str>) {
    let arrest = sheet.kind == RecordKind::Arrest;
    let told = match sheet.kind {
        RecordKind::Arrest => 1,
        RecordKind::CustodyEvent | RecordKind::ExamRequest => 3,
        _ => 2,
    };
    let fields = sheet.kind.specs().iter().filter(|s| s.kind != FieldKind::Link).take(told);
    let said: Vec<&Spec> = fields.filter(|s| sheet.get(s.column).is_some()).collect();
    let values: Vec<String> = said.iter().map(|s| sheet.show(s, &view.desk)).collect();
    let word = match (arrest, sheet.stands()) {
        (true, true) => "arrested".to_owned(),
        (_, true) => sheet.kind.name().to_owned(),
        _ => format!("{} taken back:", sheet.kind.name()),
    };
    let values = if values.is_empty() { "–".to_owned() } else { values.join(", ") };
    (format!("{word} {values}"), said.into_iter().map(|s| s.column).collect())
}

/// Label and value of every field that is known, but for some, links and what is as it was given.
fn known<'a>(sheet: &'a Sheet, view: &'a View, but: &'a [&str]) -> impl Iterator<Item = (String, String)> + 'a {
    let fields = sheet.kind.specs().iter().zip(&sheet.values);
    fields.filter_map(move |(spec, value)| {
        let given =
            sheet.kind != RecordKind::Case && matches!(spec.need, Need::Given(v) if value.as_deref() == Some(v));
        let inside = matches!(spec.kind, FieldKind::Link | FieldKind::Hash);
        let show = !but.contains(&spec.column) && !inside && !given;
        let told = show && (value.is_some() || sheet.is_masked(spec.column));
        told.then(|| (spec.label.to_owned(), sheet.show(spec, &view.desk)))
    })
}

fn labelled(pair: &(String, String), width: usize, view: &View) -> Vec<Span<'static>> {
    vec![
        view.span(parts::fit(&pair.0, 13, &view.theme), Role::Faint),
        view.span(parts::fit(&pair.1, width.saturating_sub(13), &view.theme), Role::Plain),
    ]
}

fn paragraph(out: &mut Vec<Line<'static>>, pair: &(String, String), width: usize, view: &View) {
    for (i, line) in wrap(&pair.1, width.saturating_sub(13)).into_iter().enumerate() {
        let label = if i == 0 { pair.0.as_str() } else { "" };
        out.push(Line::from(vec![
            view.span(parts::fit(label, 13, &view.theme), Role::Faint),
            view.span(line, Role::Plain),
        ]));
    }
}

/// What else is known of a record, flowing.
fn rest(out: &mut Vec<Line<'static>>, sheet: &Sheet, but: &[&str], width: usize, view: &View) {
    let pairs: Vec<String> = known(sheet, view, but).map(|(l, v)| format!("{} {v}", l.to_lowercase())).collect();
    if !pairs.is_empty() {
        for line in wrap(&pairs.join(" · "), width.saturating_sub(4)) {
            out.push(Line::from(view.span(format!("    {line}"), Role::Faint)));
        }
    }
}

/// In which other cases the same person is, and whether somebody is called alike in others.
fn also(out: &mut Vec<Line<'static>>, case: &CaseFile, record_id: &str, width: usize, view: &View) {
    let alike = case.alike.get(record_id).map(|n| format!("{}: P shows who", alike_words(*n)));
    let hint = alike.map(|words| Line::from(view.span(format!("    {words}"), Role::Faint)));
    let words = ties(case.ties(record_id));
    if !words.is_empty() {
        let lines = wrap(&words, width.saturating_sub(4)).into_iter();
        out.extend(lines.map(|l| Line::from(view.span(format!("    {l}"), Role::Warn))));
    }
    out.extend(hint);
}
