//! Ranges and lists, whose parts share a unit, a month or a century that is written once.

use ibid_languages::List;

use super::figure_reading::FigureReading;
use super::lexicon::Lexicon;
use super::token::FigureToken;
use super::value::Value;

/// Gives the parts of ranges and lists what they share: “10 to 15 percent”, “14–16 December”, “2022–24”.
pub(super) fn connect(tokens: &[FigureToken], readings: &mut [FigureReading], language: &'static Lexicon) {
    for at in (1..readings.len()).rev() {
        let (head, tail) = readings.split_at_mut(at);
        let (Some(left), Some(right)) = (head.last_mut(), tail.first_mut()) else { continue };
        let between = &tokens[left.end..right.start];
        let joined = matches!(between, [only] if only.is_dash() || only.is_mark("/,") || language.has(List::RangeWords, only));
        if joined {
            connect_pair(left, right, tokens);
        }
    }
    for at in 1..readings.len() {
        let (head, tail) = readings.split_at_mut(at);
        let (Some(left), Some(right)) = (head.last(), tail.first_mut()) else { continue };
        let joined = matches!(&tokens[left.end..right.start], [only] if only.is_dash() || only.is_mark("/,") || language.has(List::RangeWords, only));
        if !joined {
            continue;
        }
        match (&left.values[0], &right.values[0]) {
            (Value::Part(name, _), Value::Number(number)) => {
                right.values = vec![Value::Part(name, number.clone())]
            }
            (Value::Money(code, _), Value::Number(number)) => {
                right.values.push(Value::Money(code, number.clone()))
            }
            (Value::Date { year, month: Some(month), day: Some(first) }, Value::Number(number)) => {
                let day = number
                    .small()
                    .and_then(|day| u8::try_from(day).ok())
                    .filter(|day| (*first + 1..=31).contains(day));
                if day.is_some() && !tokens[left.end].is_mark("/,") {
                    right.values.insert(0, Value::Date { year: *year, month: Some(*month), day });
                }
            }
            (Value::Date { year: Some(year), month: None, .. }, Value::Number(number))
                if tokens[left.end].is_dash() || tokens[left.end].is_mark("/") =>
            {
                let short = number.small().and_then(|short| i16::try_from(short).ok());
                if let Some(short) = short.filter(|short| (year % 100 + 1..100).contains(short)) {
                    right.values.insert(0, Value::year(year - year % 100 + short));
                }
            }
            _ => {}
        }
    }
}

fn connect_pair(left: &mut FigureReading, right: &FigureReading, tokens: &[FigureToken]) {
    let Value::Number(number) = left.values[0].clone() else {
        if let (Value::Money(code, amount), true) =
            (left.values[0].clone(), left.scale == 0 && right.scale > 0)
        {
            left.values.push(Value::Money(code, amount.scaled(right.scale)));
        }
        return;
    };
    match &right.values[0] {
        Value::Date { year, month: Some(month), day: Some(last) } => {
            let day =
                number.small().and_then(|day| u8::try_from(day).ok()).filter(|day| (1..*last).contains(day));
            if day.is_some() && right.end > right.start + 1 && left.scale == 0 {
                left.values.insert(0, Value::Date { year: *year, month: Some(*month), day });
                left.idle = false;
            }
        }
        value @ (Value::Number(_) | Value::Percent(_) | Value::Money(..)) => {
            if left.scale == 0 && right.scale > 0 && !tokens[left.end].is_mark(",") {
                left.values.push(Value::Number(number.scaled(right.scale)));
                left.values.push(value.with_amount(number.scaled(right.scale)));
                left.idle = false;
            }
            left.values.push(value.with_amount(number));
        }
        _ => {}
    }
}
