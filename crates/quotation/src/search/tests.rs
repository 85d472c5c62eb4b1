use super::*;

fn find(quotation: &str, source: &str) -> Result<Match, Refusal> {
    find_in(quotation, source, "en")
}

fn find_in(quotation: &str, source: &str, language: &str) -> Result<Match, Refusal> {
    let normal = Normal::new(source);
    Pattern::new(quotation, false, language).find(&normal, 0..normal.text.len(), language)
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
    for quotation in ["我们不同意[这个]计划", "我们不同意这个[旧]计划", "[习近平]宣布新政策", "不同意[…]计划"]
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
    assert!(find("[The council] had no plan", "It had no plan. Nobody had.").is_ok());
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
