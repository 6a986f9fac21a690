//! The figures of a year for programs. What is not known is null, and what would tell of single cases too.

use crate::cli::release::published_json;
use crate::domain::figures::{Figures, Slice, Tally};
use crate::domain::further::STEPS;
use crate::domain::overview::{Figure, Overview, YearLine};
use crate::domain::rate::{ARREST, CLEARANCE, RATES, Rate, Window};
use crate::domain::scope::{AgeRule, Rounding, Scope};
use crate::domain::spread::{Share, Spread};
use crate::domain::taken::{Quartiles, Time};
use crate::domain::target;
use chrono::Datelike;
use serde_json::{Value, json};

/// All of them; the breakdown where it was asked for.
pub(super) fn overview(o: &Overview, window: &Window, by: bool) -> Value {
    let (cohort, scope) = (o.asked.lens.cohort, &o.figures.0.scope);
    let mut answer = figures(&o.figures.0, window);
    answer["cohort"] = json!(cohort.word());
    answer["counted_by"] = json!(cohort.counted_by());
    let before = crate::domain::figures::year_before(window);
    answer["previous"] = o.figures.1.as_ref().zip(before).map_or(Value::Null, |(f, w)| figures(f, &w));
    answer["figures"] = o.rates.iter().skip(RATES.len()).map(|f| figure(f, o)).collect();
    answer["funnel"] = STEPS
        .iter()
        .filter_map(|(step, rate)| Some(joined(json!({ "step": step }), short(o.rate(rate.id)?, scope))))
        .collect();
    answer["target"] = targets(o);
    answer["homicide_chance"] = o.homicides_compared().map_or(
        Value::Null,
        |chance| json!({ "p": (chance.p * 100.0).round() / 100.0, "low": chance.low, "high": chance.high }),
    );
    answer["times"] = o.times.iter().map(|(time, q, then)| taken(time, q, then.as_ref())).collect();
    answer["spreads"] = o.spreads.iter().map(|(spread, shares)| spread_json(spread, shares, scope)).collect();
    answer["provinces"] = json!(o.provinces);
    answer["undated"] = json!(o.undated);
    if !o.said.is_empty() {
        answer["scope_said"] = json!(o.said);
    }
    if !o.published.is_empty() {
        let one = |(printed, now): &(_, Option<String>)| joined(published_json(printed), json!({ "now": now }));
        answer["published"] = o.published.iter().map(one).collect();
    }
    if !o.years.is_empty() {
        let year = |y: &YearLine| {
            let mut json =
                joined(json!({ "year": y.year, "cases": y.cases }), tally(o.asked.rate, &y.tally, o.rounding()));
            if let Some(scope) = &y.scope {
                json["scope"] = json!(scope);
            }
            json
        };
        answer["years"] = o.years.iter().map(year).collect();
    }
    if by {
        let slice = |s: &crate::domain::overview::Sliced| {
            let mut json = slice(o.asked.rate, &s.slice, scope);
            if let Some(then) = &s.before {
                json["previous"] = slice_numbers(o.asked.rate, then, o.figures.1.as_ref().map_or(scope, |f| &f.scope));
            }
            json
        };
        answer["by"] = o.slices.iter().map(slice).collect();
    }
    answer
}

/// The headline figures of a period.
fn figures(figures: &Figures, window: &Window) -> Value {
    let one = |(rate, t): (&Rate, &Tally)| {
        let mut json = joined(json!({ "id": rate.id, "name": rate.name }), tally(rate, t, figures.scope.rounding));
        if rate.id == RATES[CLEARANCE].id {
            json["exceptional"] = json!(figures.exceptional);
        }
        json["rule"] = json!(rate.rule);
        json
    };
    let (homicide, [unfounded, duplicate, out_of_scope]) = (&figures.homicide, figures.excluded);
    let mut json = json!({
        "year": window.period.span().0.year(),
        "as_of": window.cut_off.local_iso(),
        "counted_by": window.cohort.counted_by(),
        "cases": figures.cases,
        "rates": RATES.iter().zip(&figures.rates).map(one).collect::<Vec<_>>(),
        "homicide": {
            "victims": homicide.victims,
            "under_15": homicide.known_under_15(),
            "age_unknown": homicide.age_unknown,
            "cases": homicide.cases,
        },
        "excluded": { "unfounded": unfounded, "duplicate": duplicate, "out_of_scope": out_of_scope },
    });
    let scope = &figures.scope;
    if !scope.is_usual() {
        json["scope"] = of_scope(scope);
    }
    if scope.age != AgeRule::default() {
        // Who reads what is under 15 is not told of another rule under that name.
        json["homicide"]["children"] = json!(homicide.known_under_15());
        json["homicide"]["under_15"] = Value::Null;
    }
    json
}

fn tally(rate: &Rate, t: &Tally, by: Rounding) -> Value {
    let percent = if rate.per || rate.count { None } else { by.percent(t.k, t.n) };
    let (unknown, pending) = if rate.pending { (0, Some(t.unknown)) } else { (t.unknown, None) };
    let mut json = json!({ "k": t.k, "n": t.n, "percent": percent, "unknown": unknown });
    if let Some(pending) = pending {
        json["pending"] = json!(pending);
    }
    if rate.per {
        json["value"] = json!(by.ratio(t.k, t.n));
    }
    if rate.count {
        // Where there were some and nobody can say of any, none is not the answer.
        json["value"] = json!((t.n > 0 || t.unknown == 0).then_some(t.k));
    }
    json
}

fn short(figure: &Figure, scope: &Scope) -> Value {
    joined(json!({ "id": figure.rate.id }), tally(figure.rate, &figure.now, scope.rounding))
}

fn figure(figure: &Figure, o: &Overview) -> Value {
    let scope = &o.figures.0.scope;
    let head = json!({ "id": figure.rate.id, "name": scope.age.say(figure.rate.name) });
    let mut json = joined(head, tally(figure.rate, &figure.now, scope.rounding));
    let before = figure.before.as_ref().zip(o.figures.1.as_ref());
    json["previous"] = before.map_or(Value::Null, |(t, f)| tally(figure.rate, t, f.scope.rounding));
    json["rule"] = json!(scope.age.say(figure.rate.rule));
    json
}

fn targets(o: &Overview) -> Value {
    let line = |s: &Slice| {
        let short = target::short(s.tally, o.asked.target).filter(|_| !s.suppressed);
        joined(slice(&RATES[ARREST], s, &o.figures.0.scope), json!({ "short": short }))
    };
    let mut json =
        json!({ "percent": o.asked.target, "short": target::short(o.figures.0.arrest_rate(), o.asked.target) });
    for (by, slices) in &o.targets {
        json[format!("by_{}", by.word())] = slices.iter().map(line).collect();
    }
    json
}

fn taken(time: &Time, q: &Quartiles, then: Option<&Quartiles>) -> Value {
    let days = |q: &Quartiles| json!({ "n": q.n, "unknown": q.unknown, "median": q.median, "lower": q.lower, "upper": q.upper });
    let mut json = joined(json!({ "id": time.id, "name": time.name, "unit": "days", "of": time.unit }), days(q));
    json["previous"] = then.map_or(Value::Null, days);
    json["rule"] = json!(time.rule);
    json
}

fn spread_json(spread: &Spread, shares: &[Share], scope: &Scope) -> Value {
    let (unknown, known): (Vec<&Share>, Vec<&Share>) = shares.iter().partition(|s| s.key.is_empty());
    let any = shares.iter().any(|s| s.suppressed);
    let count = |s: &Share| (!s.suppressed).then_some(s.count);
    let all: u32 = known.iter().map(|s| s.count).sum();
    let class = |s: &&Share| {
        let percent = scope.rounding.percent(s.count, all).filter(|_| !any);
        json!({ "key": s.key, "label": s.label, "count": count(s), "percent": percent })
    };
    json!({
        "id": spread.id,
        "name": spread.name,
        "unit": spread.unit,
        "known": (!any).then_some(all),
        "unknown": unknown.first().and_then(|s| count(s)),
        "classes": known.iter().map(class).collect::<Vec<_>>(),
        "rule": spread.rule,
    })
}

fn slice_numbers(rate: &Rate, slice: &Slice, scope: &Scope) -> Value {
    let mut json = joined(json!({ "cases": slice.cases }), tally(rate, &slice.tally, scope.rounding));
    if slice.suppressed {
        for number in ["cases", "k", "n", "percent", "unknown", "value", "pending"] {
            if json.get(number).is_some() {
                json[number] = Value::Null;
            }
        }
        json["suppressed"] = json!(true);
    }
    json
}

fn slice(rate: &Rate, slice: &Slice, scope: &Scope) -> Value {
    let key = Some(&slice.key).filter(|k| !k.is_empty());
    joined(json!({ "key": key, "label": slice.label }), slice_numbers(rate, slice, scope))
}

/// A rule set: codes; all provinces or offences are null.
pub(in crate::cli) fn of_scope(scope: &Scope) -> Value {
    json!({
        "entry": scope.id,
        "from": scope.since.map(|day| day.to_string()),
        "age": scope.age.word(),
        "provinces": scope.provinces,
        "offences": scope.offences,
        "rounding": scope.rounding.word(),
        "count_by": scope.count_by.word(),
    })
}

/// Two JSON objects as one, the first one's keys first.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}
