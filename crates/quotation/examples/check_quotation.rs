//! Checks a quotation against a text file: `check_quotation FILE QUOTATION [LANGUAGE]`. Prints where it stands; else
//! why not, and the passage that comes nearest. Exit code 1 where it is not found.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::process::ExitCode;

use ibid_quotation::{Normal, Pattern, nearest, word_diff};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, quotation, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: check_quotation FILE QUOTATION [LANGUAGE]");
        return ExitCode::from(2);
    };
    let language = rest.first().map_or("en", String::as_str);
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::from(2);
        }
    };
    let source = Normal::new(&text);
    let pattern = Pattern::new(quotation, false, language);
    match pattern.find(&source, 0..source.text.len(), language) {
        Ok(found) => {
            for piece in found.pieces {
                let place = source.origin(piece, &text);
                let line = text[..place.start].matches('\n').count() + 1;
                println!("line {line}, bytes {}..{}: {}", place.start, place.end, &text[place.clone()]);
            }
            found.cautions.iter().for_each(|caution| println!("look at it: {caution:?}"));
            ExitCode::SUCCESS
        }
        Err(refusal) => {
            println!("not found: {refusal}");
            if let Some(near) = nearest(pattern.words(), &source.text).filter(|near| near.is_near()) {
                let place = source.origin(near.place, &text);
                println!(
                    "nearest, bytes {}..{}: {}",
                    place.start,
                    place.end,
                    word_diff(quotation, &text[place.clone()])
                );
            }
            ExitCode::FAILURE
        }
    }
}
