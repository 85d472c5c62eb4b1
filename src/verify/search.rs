//! Finding a quotation in a source: the rows of the contract that concern a quotation as a whole.
//!
//! Literally first; then taken apart at omissions and brackets, whose fragments must stand in the
//! source in order. The search is a sweep over the places of each fragment: for a place the nearest
//! reachable end of the fragment before it is the best one, because a smaller gap has fewer words and
//! fewer negations, so the work grows with the number of places, not with their combinations.

mod fragment;
mod gap;
mod place;

use std::ops::Range;

use memchr::memmem;

use super::contract::Normal;
use fragment::{Fragment, fragments};
use gap::{Beside, ENDING_LETTERS, Gap, Stop};
use place::{first_place, has_letters_before, places, skip_first};

/// Chains that are tried for a bracket that negates.
const MAX_TRIES: usize = 64;

/// A quotation ready to be searched for, in as many sources as need be.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The whole, literally.
    whole: String,
    /// The whole without a comma or full stop at its end.
    unstopped: Option<String>,
    fragments: Vec<Fragment>,
    /// What stands after the last fragment.
    tail: Option<Gap>,
}

/// How a quotation stands in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where its fragments stand in the normalised source, in order.
    pub pieces: Vec<Range<usize>>,
    /// Whether it stands there without omissions and brackets.
    pub is_verbatim: bool,
}

/// Why a quotation with omissions or brackets is not in a source although its fragments are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Some fragment is not there, or not in that order.
    Absent,
    /// An omission or a bracket hides, or a bracket adds, this negation; where the fragments stand.
    Negation(String, Range<usize>),
    /// The fragments are further apart than allowed; where they stand.
    TooFar(Range<usize>),
    /// The words stand there behind or before something that turns them, `non-` or a minus sign; where both
    /// stand.
    Turned(String, Range<usize>),
}

impl Pattern {
    /// Prepares a quotation. `is_block`: quotation marks around a whole blockquote are not compared.
    #[must_use]
    pub fn new(quotation: &str, is_block: bool, language: &str) -> Self {
        let mut quotation = quotation.trim();
        if is_block {
            quotation = unquoted(quotation);
        }
        let whole = Normal::new(quotation).text;
        let unstopped = whole
            .strip_suffix(['.', ','])
            .filter(|rest| !rest.ends_with('.') && !rest.is_empty())
            .map(|rest| rest.trim_end().to_owned());
        let (mut fragments, tail) = fragments(quotation, language);
        // Before a last omission or bracket a full stop would claim a sentence's end that is not there.
        if tail.is_none()
            && let Some(last) = fragments.last_mut()
            && let Some(rest) = last.words.strip_suffix(['.', ','])
            && !rest.ends_with('.')
            && rest.chars().any(char::is_alphanumeric)
        {
            last.words = rest.trim_end().to_owned();
        }
        Self { whole, unstopped, fragments, tail }
    }

    /// The normalised words, brackets and omissions as written.
    #[must_use]
    pub fn words(&self) -> &str {
        self.unstopped.as_deref().unwrap_or(&self.whole)
    }

    /// Whether it holds nothing to compare: no letter and no digit outside brackets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.fragments.iter().any(|fragment| fragment.words.chars().any(char::is_alphanumeric))
    }

    /// Finds it in `source`, within the normalised range `within`.
    ///
    /// # Errors
    /// Why it is not there.
    pub fn find(&self, source: &str, within: Range<usize>, language: &str) -> Result<Match, Refusal> {
        let mut turned = None;
        for whole in std::iter::once(&self.whole).chain(&self.unstopped) {
            match first_place(source, whole, &within) {
                Ok(place) => return Ok(Match { pieces: vec![place], is_verbatim: true }),
                Err(refusal) => turned = turned.or(refusal),
            }
        }
        let is_plain = self.fragments.len() == 1 && {
            let fragment = &self.fragments[0];
            !fragment.begins_in_word && !fragment.ends_in_word && fragment.words == self.words()
        };
        if is_plain || self.is_empty() {
            return Err(turned.unwrap_or(Refusal::Absent));
        }
        self.sweep(source, within, language)
    }

    /// Whether it stands in `source` literally.
    #[must_use]
    pub fn stands_literally_in(&self, source: &str) -> bool {
        let within = 0..source.len();
        std::iter::once(&self.whole)
            .chain(&self.unstopped)
            .any(|whole| first_place(source, whole, &within).is_ok())
    }

    /// Finds the fragments one after the other.
    fn sweep(&self, source: &str, within: Range<usize>, language: &str) -> Result<Match, Refusal> {
        let missing = |fragment: &&Fragment| {
            memmem::find(&source.as_bytes()[within.clone()], skip_first(&fragment.words).as_bytes()).is_none()
        };
        if self.fragments.iter().any(|fragment| missing(&fragment)) {
            return Err(Refusal::Absent);
        }
        // Reachable places of the fragment last looked at, each with its chain of places before.
        let mut chains: Vec<(Range<usize>, Option<usize>)> = Vec::new();
        let mut all: Vec<(Range<usize>, Option<usize>)> = Vec::new();
        let mut refusal = Refusal::Absent;
        for (index, fragment) in self.fragments.iter().enumerate() {
            let mut next = Vec::new();
            for place in places(source, fragment, &within, index == 0) {
                if let Err(reason) = self.may_stand(index, source, &place, language) {
                    worse(&mut refusal, reason, place);
                    continue;
                }
                if index == 0 {
                    next.push((place, None));
                    continue;
                }
                let reachable = chains.partition_point(|(before, _)| before.end <= place.start);
                // A bracket that negates may need a wider gap, which holds the negation it stands for.
                let most = if fragment.before.negates { MAX_TRIES } else { 1 };
                for (before, link) in chains[..reachable].iter().rev().take(most) {
                    match fragment.before.allows(source, before.end..place.start, language) {
                        Ok(()) => {
                            all.push((before.clone(), *link));
                            next.push((place, Some(all.len() - 1)));
                            break;
                        }
                        Err(reason) => worse(&mut refusal, reason, before.start..place.end),
                    }
                }
            }
            if next.is_empty() {
                return Err(refusal);
            }
            next.sort_by_key(|(place, _)| place.end);
            chains = next;
        }
        let Some((place, mut link)) = chains.into_iter().next() else { return Err(refusal) };
        let mut pieces = vec![place];
        while let Some(index) = link {
            pieces.push(all[index].0.clone());
            link = all[index].1;
        }
        pieces.reverse();
        Ok(Match { pieces, is_verbatim: false })
    }

    /// Whether a fragment may stand at a place, whatever stands before it there: the words that its brackets
    /// touch, and at the ends of the quotation the words beside it.
    fn may_stand(
        &self,
        index: usize,
        source: &str,
        place: &Range<usize>,
        language: &str,
    ) -> Result<(), Stop> {
        let fragment = &self.fragments[index];
        let (before, after) = (&source[..place.start], &source[place.end..]);
        let (is_first, is_last) = (index == 0, index + 1 == self.fragments.len());
        let ending = after.chars().take_while(|letter| letter.is_alphanumeric()).count();
        if is_last && fragment.ends_in_word && ending > ENDING_LETTERS {
            return Err(Stop::NotHere);
        }
        if let Some(word) = fragment.reverses(source, place, language) {
            return Err(Stop::Negation(word));
        }
        let tail = self.tail.as_ref().filter(|_| is_last);
        let reversed = is_first.then(|| fragment.before.reverses(Beside::Before(before), language)).flatten();
        let reversed = reversed.or_else(|| tail?.reverses(Beside::After(after), language));
        if let Some(word) = reversed {
            return Err(Stop::Negation(word));
        }
        let letters = fragment.before.first_letters.filter(|_| is_first);
        match letters.is_none_or(|letters| has_letters_before(source, place.start, letters)) {
            true => Ok(()),
            false => Err(Stop::NotHere),
        }
    }
}

/// Keeps the more telling of two refusals.
fn worse(refusal: &mut Refusal, reason: Stop, place: Range<usize>) {
    match (&refusal, reason) {
        (_, Stop::Negation(word)) => *refusal = Refusal::Negation(word, place),
        (Refusal::Absent, Stop::TooFar) => *refusal = Refusal::TooFar(place),
        _ => {}
    }
}

/// The part of a blockquote inside quotation marks around the whole.
fn unquoted(text: &str) -> &str {
    let marks = [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“'), ('„', '”')];
    marks
        .iter()
        .find_map(|(open, close)| {
            let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
            (!inner.contains([*open, *close])).then_some(inner)
        })
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::source::SourceText;
    use crate::verify::contract::EQUIVALENCES;

    fn find(quotation: &str, source: &str) -> Result<Match, Refusal> {
        let (text, _) = SourceText::markdown(source, 0, &[], ibid_languages::Language::get("en"));
        let normal = Normal::new(&text.plain);
        Pattern::new(quotation, false, "en").find(&normal.text, 0..normal.text.len(), "en")
    }

    #[test]
    fn every_row_of_the_contract_grants_its_example_and_nothing_more() {
        for row in EQUIVALENCES {
            assert!(find(row.page, row.source).is_ok(), "{}: “{}” should match", row.name, row.page);
            assert!(
                find(row.refused, row.source).is_err(),
                "{}: “{}” should not match",
                row.name,
                row.refused
            );
            let plain = SourceText::markdown(row.source, 0, &[], ibid_languages::Language::get("en")).0.plain;
            assert!(find(&plain, row.source).is_ok(), "{}: a source matches itself", row.name);
        }
    }

    #[test]
    fn case_order_words_and_punctuation_count() {
        let source = "Moscow has shown little willingness to compromise, and Kyiv has not.";
        for wrong in [
            "moscow Has shown",
            "shown has little",
            "Moscow has little",
            "willingness to compromise and Kyiv",
            "Moscow has shown little willingness to compromises",
            "oscow has shown",
            "Moscow has show",
        ] {
            assert!(find(wrong, source).is_err(), "{wrong}");
        }
        assert!(find("Little willingness to compromise", source).is_ok());
        assert!(find("willingness to compromise.", source).is_ok());
    }

    #[test]
    fn a_match_ends_where_a_word_does() {
        assert!(find("he can", "he can't go").is_err());
        assert!(find("rose by 1", "rose by 1,000 men").is_err());
        assert!(find("rose by 5", "rose by 5.5 percent").is_err());
        assert!(find("Article 5", "Article 5-like guarantees").is_ok());
        assert!(find("rose by 20", "rose by 20 000 men").is_err());
        assert!(find("000 men", "rose by 20\u{a0}000 men").is_err());
        assert!(find("十人死亡", "二十人死亡").is_err());
        assert!(find("协议", "和平协议草案").is_ok());
        let far = format!("开始{}结束", "字".repeat(100));
        assert!(matches!(find("开始…结束", &far), Err(Refusal::TooFar(_))));
        assert!(find("开始…结束", "开始和平谈判结束").is_ok());
    }

    #[test]
    fn omissions_keep_order_distance_and_negations() {
        let source = "The plan, which was leaked, does not require Kyiv to cede land or to disarm.";
        assert!(find("The plan … does", source).is_ok());
        assert!(
            matches!(find("The plan … require Kyiv", source), Err(Refusal::Negation(word, _)) if word == "not")
        );
        assert!(matches!(find("does [require] Kyiv to cede", source), Err(Refusal::Negation(..))));
        assert!(find("to cede land … The plan", source).is_err());
        let far = format!("begin {} end", "word ".repeat(61));
        assert!(matches!(find("begin … end", &far), Err(Refusal::TooFar(_))));
        let near = format!("begin {} end", "word ".repeat(60));
        assert!(find("begin … end", &near).is_ok());
    }

    #[test]
    fn brackets_are_tried_literally_first() {
        assert!(find("a list [sic] of things", "a list [sic] of things").unwrap().is_verbatim);
        assert!(!find("a list [sic] of things", "a list of things").unwrap().is_verbatim);
        assert!(find("had no … purpose", "had no … purpose").unwrap().is_verbatim);
    }

    #[test]
    fn a_bracket_cannot_reverse_the_meaning() {
        assert!(find("this is [not] a concession", "this is a concession").is_err());
        assert!(find("a [l]egal act", "an illegal act").is_err());
        assert!(find("it is [un]likely", "it is likely").is_err());
        assert!(find("they [did not] agree", "they didn't agree").is_ok());
        assert!(find("it can[] be", "it cannot be").is_err());
        assert!(find("it can[]", "it cannot").is_err());
        assert!(find("they do[]", "they don't").is_err());
        assert!(find("it [c]annot be", "It cannot be").is_ok());
        assert!(find("it change[d]", "it changes").is_ok());
        assert!(find("[we are not] willing to leave", "We are willing to leave.").is_err());
        assert!(find("We are willing [not]", "We are willing to leave.").is_err());
        assert!(find("We agreed. …", "We agreed to disagree on this.").is_err());
        assert!(find("He [did not] go", "He didn't, he said, go.").is_ok());
        assert!(find("the deal is [re]done", "The deal is undone.").is_err());
        assert!(find("he was care[ful] there", "He was careless there.").is_err());
        assert!(find("[f]riends in deed[s]", "Friends in deed").is_ok());
    }

    #[test]
    fn a_bracket_beside_a_letter_stands_for_words_in_scripts_without_spaces() {
        let source = "我们不同意这个计划。总统宣布新政策。";
        for quotation in
            ["我们不同意[这个]计划", "我们不同意这个[旧]计划", "[习近平]宣布新政策", "不同意[…]计划"]
        {
            assert!(find(quotation, source).is_ok(), "{quotation}");
        }
        assert!(find("我们[都]同意这个计划", source).is_err());
        assert!(find("我们[不]支持", "我们支持").is_err());
        assert!(find("它是[合]法的", "它是非法的").is_err());
        for (quotation, source) in [
            ("[都]同意这个计划", source),
            ("[他]同意这个计划", "他没有同意这个计划。"),
            ("[我们]支持", "我们并没有支持他。"),
            ("政府は計画に同意[する]", "政府は計画に同意しない。"),
            ("我々は合意[した]", "我々は合意できない。"),
        ] {
            assert!(find(quotation, source).is_err(), "{quotation}");
        }
    }

    #[test]
    fn a_bracket_at_an_end_does_not_stand_for_a_negation() {
        for (quotation, source) in [
            ("[Kyiv] agreed to it", "Kyiv never agreed to it."),
            ("[They] are willing", "They never really are willing."),
            ("willing [to leave]", "They are willing not to leave."),
        ] {
            assert!(matches!(find(quotation, source), Err(Refusal::Negation(..))), "{quotation}");
        }
        for (quotation, source) in [
            ("[we are not] willing to leave", "It was not easy. We are willing to leave."),
            ("[they never] signed it", "It was not easy. They signed it."),
            ("[我们不]支持他", "天气不好。我们支持他。"),
            ("It is [nicht] a concession", "It is a concession."),
        ] {
            assert!(find(quotation, source).is_err(), "{quotation}");
        }
        for (quotation, source) in [
            ("All options remain open [emphasis added]", "All options remain open no matter what."),
            ("they was there [sic]", "They was there not long ago."),
            ("[Berg said] the plan was good", "No doubt the plan was good."),
            ("the plan is dead [he said]", "The plan is dead — nobody wants it."),
            ("[俄方]宣布新政策", "莫斯科宣布新政策。"),
            ("[今年]经济增长很快", "未来经济增长很快。"),
        ] {
            assert!(find(quotation, source).is_ok(), "{quotation}");
        }
        assert!(find("[Kyiv] agreed to it", "It was not easy, but Kyiv agreed to it.").is_ok());
        assert!(find("[He said] we never agreed", "In fact we never agreed.").is_ok());
        assert!(find("[The council] had no plan [at all]", "It had no plan. Nobody had.").is_ok());
    }

    #[test]
    fn beside_a_bracket_little_of_a_source_is_looked_at() {
        // At each of its places all before it would be the square of the source.
        let source = Normal::new(&"слово ".repeat(50_000)).text;
        let started = std::time::Instant::now();
        let find =
            |quotation: &str| Pattern::new(quotation, false, "uk").find(&source, 0..source.len(), "uk");
        assert!(find("[ось] слово [і так]").is_ok());
        assert!(find("[не] слово").is_err());
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn a_bracket_may_stand_for_a_possessor() {
        let source = "The mayor’s plan was good, and nobody’s plan was better.";
        assert!(find("[Berg]’s plan was good", source).is_ok());
        assert!(find("[Berg]'s plan was good, and nobody's", source).is_ok());
        assert!(find("good, and [Berg]’s plan was better", source).is_err());
        assert!(find("[Berg]’s plans", source).is_err());
        for (quotation, source) in [
            ("[Berg]’s plan was better", "Nobody's plan was better."),
            ("[It]’s wrong", "Nothing’s wrong."),
            ("[She]’s going", "No one’s going."),
        ] {
            assert!(find(quotation, source).is_err(), "{quotation}");
        }
        for country in ["India", "Iran", "Imran", "Ireland"] {
            assert!(find("[his country]’s plan was good", &format!("{country}'s plan was good.")).is_ok());
        }
        assert!(find("The … signed the deal", "The minister Inga Berg signed the deal.").is_ok());
        assert!(find("The [minister Nada] signed", "The minister has not signed.").is_err());
    }

    #[test]
    fn what_turns_words_is_not_cut_off() {
        let turned = |quotation: &str, source: &str| match find(quotation, source) {
            Err(Refusal::Turned(word, place)) => (word, Normal::new(source).text[place].to_owned()),
            other => panic!("{quotation}: {other:?}"),
        };
        for (quotation, source, word, place) in [
            ("binding guarantees", "non-binding guarantees", "non-", "non-binding guarantees"),
            ("Escalation is near", "A de-escalation is near.", "de-", "de-escalation is near"),
            ("5 degrees", "It fell to −5 degrees.", "−", "−5 degrees"),
            ("it is a risk", "And it is a risk-free plan.", "-free", "it is a risk-free"),
            ("同意该计划", "他不同意该计划。", "不", "不同意该计划"),
            ("five men", "Twenty-five men came.", "Twenty-", "Twenty-five men"),
            ("there were twenty", "there were twenty-five", "-five", "there were twenty-five"),
        ] {
            assert_eq!(turned(quotation, source), (word.to_owned(), place.to_owned()), "{quotation}");
        }
        assert!(find("guarantees", "non-guarantees, then guarantees").is_ok());
        assert!(find("20 men", "10-20 men").is_ok());
    }

    #[test]
    fn a_later_place_is_found_when_the_first_is_refused() {
        let source = "He did not go. He did, in the end, go.";
        assert_eq!(find("He did … go", source).unwrap().pieces.len(), 2);
    }
}
