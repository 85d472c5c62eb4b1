//! The contract is what runs: each clause grants its example and no more, and without it exactly that changes.

#![allow(clippy::unwrap_used, missing_docs)]

use ibid_quotation::{CLAUSES, Clause, ClauseKind, ClauseText, Contract, Normal, Pattern};

/// Whether a quotation is found under a contract. A form feed in the source stands for something left out.
fn is_found(contract: Contract, text: &ClauseText, quotation: &str) -> bool {
    let gaps: Vec<usize> = text.source.match_indices('\u{c}').map(|(at, _)| at).collect();
    let source = Normal::under(contract, text.source, &gaps);
    let language = if text.source.contains("Brücke") { "de" } else { "en" };
    let pattern = Pattern::under(contract, quotation, text.is_block, language);
    pattern.find(&source, 0..source.text.len(), language).is_ok()
}

#[test]
fn the_table_has_every_clause_in_its_order() {
    let clauses: Vec<Clause> = Clause::all().collect();
    assert!(clauses.is_sorted());
    for (index, clause) in clauses.iter().enumerate() {
        assert_eq!(*clause as usize, index);
        assert_eq!(clause.text().clause, *clause);
    }
    let mut keys: Vec<&str> = CLAUSES.iter().map(|text| text.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), CLAUSES.len());
}

#[test]
fn each_clause_grants_its_example_and_no_more() {
    let mut wrong = Vec::new();
    for text in &CLAUSES {
        if !is_found(Contract::FULL, text, text.page) {
            wrong.push(format!("{:?}: “{}” is not found", text.clause, text.page));
        }
        if is_found(Contract::FULL, text, text.refused) {
            wrong.push(format!("{:?}: “{}” is found", text.clause, text.refused));
        }
        let whole = text.source.split('\u{c}').next().unwrap();
        if !whole.contains("\n\n") && !is_found(Contract::FULL, text, whole) {
            wrong.push(format!("{:?}: the source is not found in itself", text.clause));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a clause's row says under a contract: whether its example is found, and its counterexample.
fn verdict(contract: Contract, text: &ClauseText) -> (bool, bool) {
    (is_found(contract, text, text.page), is_found(contract, text, text.refused))
}

#[test]
fn without_a_clause_its_own_row_changes_and_no_other() {
    let mut wrong = Vec::new();
    for off in Clause::all() {
        let contract = Contract::FULL.without(off);
        for text in &CLAUSES {
            let changed = verdict(contract, text) != (true, false);
            let expected = match (text.clause == off, off.kind()) {
                (true, ClauseKind::Grant) => !is_found(contract, text, text.page),
                (true, ClauseKind::Limit) => is_found(contract, text, text.refused),
                (false, _) => changed == text.needs.contains(&off),
            };
            if !expected {
                wrong.push(format!("without {off:?}: {:?} gives {:?}", text.clause, verdict(contract, text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
