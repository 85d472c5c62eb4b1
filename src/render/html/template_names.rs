//! The names in templates, and where they stand. The template engine says of names that it does not know only in
//! prose which they are; that prose is for people. Where it refuses a theme, its templates are therefore looked through
//! here for what they name and nothing defines.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::span::Span;
use crate::base::suggest::nearest;

/// What a name is that only the engine knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EngineName {
    Filter,
    Test,
    Function,
}

/// What a template does with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Calls(EngineName),
    CallsComponent,
    DefinesComponent,
    /// A block within another one is new; any other must be one of a parent's.
    DefinesBlock {
        is_nested: bool,
    },
    Includes,
    Extends,
}

/// A name as it stands in a template.
#[derive(Debug, PartialEq, Eq)]
struct NamedPlace {
    does: Use,
    name: String,
    span: Span,
}

/// A name that nothing defines, or two templates do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrongName {
    pub template: String,
    pub span: Span,
    pub message: String,
    /// The name that was probably meant.
    pub meant: Option<String>,
}

/// The names of some templates (name → text) that are wrong, by template and place. `knows` says what the engine has.
pub(super) fn wrong_names(
    templates: &BTreeMap<String, String>,
    knows: impl Fn(EngineName, &str) -> bool,
) -> Vec<WrongName> {
    let theme = ThemeNames::new(templates);
    let mut wrong = Vec::new();
    for (template, names) in &theme.of_templates {
        for named in names {
            if let Some((message, meant)) = theme.fault(template, named, &knows) {
                wrong.push(WrongName { template: (*template).to_owned(), span: named.span, message, meant });
            }
        }
    }
    wrong
}

/// A variable that a template names itself: `{% set name = value %}`, `{% for name in values %}`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BoundVariable {
    pub name: String,
    /// Where its tag begins.
    pub at: usize,
    /// The path of the value, `view.children`; empty where it is none.
    pub of: String,
    /// Whether it stands for each of the elements of that value.
    pub is_element: bool,
}

/// The variables that a template names itself, in their order.
pub(super) fn bound_variables(template: &str) -> Vec<BoundVariable> {
    let mut bound = Vec::new();
    for tag in tags(template) {
        let [
            TemplateToken { kind: TemplateTokenKind::Word(word @ ("for" | "set" | "set_global")), span },
            rest @ ..,
        ] = tag.as_slice()
        else {
            continue;
        };
        let is_element = *word == "for";
        let sign = if is_element { TemplateTokenKind::Word("in") } else { TemplateTokenKind::Sign('=') };
        let end = rest.iter().position(|token| token.kind == sign).unwrap_or(rest.len());
        let of = rest.get(end + 1..).filter(|value| !value.is_empty()).map(|value| dotted(value).0);
        for token in &rest[..end] {
            if let TemplateTokenKind::Word(name) = token.kind {
                let (name, at, of) = (name.to_owned(), span.start as usize, of.clone().unwrap_or_default());
                bound.push(BoundVariable { name, at, of, is_element });
            }
        }
    }
    bound
}

/// The names of all templates of a theme.
struct ThemeNames<'t> {
    of_templates: BTreeMap<&'t str, Vec<NamedPlace>>,
    /// Component → the template that defines it first.
    components: BTreeMap<String, &'t str>,
}

impl<'t> ThemeNames<'t> {
    fn new(templates: &'t BTreeMap<String, String>) -> Self {
        let of_templates: BTreeMap<&str, Vec<NamedPlace>> =
            templates.iter().map(|(template, text)| (template.as_str(), names(text))).collect();
        let mut components = BTreeMap::new();
        for (template, names) in &of_templates {
            for named in names.iter().filter(|named| named.does == Use::DefinesComponent) {
                components.entry(named.name.clone()).or_insert(*template);
            }
        }
        Self { of_templates, components }
    }

    /// What is wrong with a name, and what was probably meant.
    fn fault(
        &self,
        template: &str,
        named: &NamedPlace,
        knows: &impl Fn(EngineName, &str) -> bool,
    ) -> Option<(String, Option<String>)> {
        let name = named.name.as_str();
        let message = match named.does {
            Use::Calls(kind) if !knows(kind, name) => match kind {
                EngineName::Filter => format!("Unknown filter `{name}`"),
                EngineName::Test => format!("Unknown test `{name}`"),
                EngineName::Function => format!("Unknown function `{name}`"),
            },
            Use::CallsComponent if !self.components.contains_key(name) => {
                let meant = nearest(name, self.components.keys().map(String::as_str)).map(str::to_owned);
                return Some((format!("Unknown component `{name}`"), meant));
            }
            Use::DefinesComponent => {
                let first = self.components.get(name).filter(|first| **first != template)?;
                format!("Component `{name}` is defined in both `{first}` and `{template}`")
            }
            Use::Includes if !self.of_templates.contains_key(name) => {
                let meant = nearest(name, self.of_templates.keys().copied()).map(str::to_owned);
                return Some((format!("Unknown template `{name}`"), meant));
            }
            Use::DefinesBlock { is_nested: false } => {
                let blocks = self.blocks_of_parents(template)?;
                if blocks.contains(name) {
                    return None;
                }
                let meant = nearest(name, blocks).map(str::to_owned);
                return Some((format!("Block `{name}` is not defined in any parent template"), meant));
            }
            _ => return None,
        };
        Some((message, None))
    }

    /// The blocks of the templates that a template extends; nothing where it extends none.
    fn blocks_of_parents(&self, template: &str) -> Option<BTreeSet<&str>> {
        let parent = |template: &str| {
            let names = self.of_templates.get(template)?;
            names.iter().find(|named| named.does == Use::Extends).map(|named| named.name.as_str())
        };
        let mut next = Some(parent(template)?);
        let (mut seen, mut blocks) = (BTreeSet::new(), BTreeSet::new());
        while let Some(name) = next.filter(|name| seen.insert(*name)) {
            let names = self.of_templates.get(name).map(Vec::as_slice).unwrap_or_default();
            let defined = names.iter().filter(|named| matches!(named.does, Use::DefinesBlock { .. }));
            blocks.extend(defined.map(|named| named.name.as_str()));
            next = parent(name);
        }
        Some(blocks)
    }
}

/// A piece of the code between `{{` and `}}` or `{%` and `%}`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TemplateToken<'t> {
    kind: TemplateTokenKind<'t>,
    span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplateTokenKind<'t> {
    Word(&'t str),
    /// A string, without its marks.
    Text(&'t str),
    Sign(char),
}

/// Words that are no names of variables or functions, whatever stands behind them.
const KEYWORDS: [&str; 9] = ["and", "elif", "else", "if", "in", "is", "not", "or", "set"];

/// All names of a template that matter here, in their order.
fn names(text: &str) -> Vec<NamedPlace> {
    let mut names = Vec::new();
    let (mut is_raw, mut open_blocks) = (false, 0usize);
    for tag in tags(text) {
        let first = match tag.first().map(|token| &token.kind) {
            Some(TemplateTokenKind::Word(word)) => *word,
            _ => "",
        };
        match first {
            "endraw" => is_raw = false,
            _ if is_raw => {}
            "raw" => is_raw = true,
            "endblock" => open_blocks = open_blocks.saturating_sub(1),
            "block" => {
                names_of_tag(&tag, open_blocks > 0, &mut names);
                open_blocks += 1;
            }
            _ => names_of_tag(&tag, false, &mut names),
        }
    }
    names
}

/// Adds the names of one tag, which stands in a block or not: first what it is itself, then what its expressions call.
fn names_of_tag(tag: &[TemplateToken<'_>], is_nested: bool, names: &mut Vec<NamedPlace>) {
    let mut add =
        |does: Use, name: &str, span: Span| names.push(NamedPlace { does, name: name.to_owned(), span });
    let rest = match tag {
        [
            TemplateToken { kind: TemplateTokenKind::Word(word @ ("include" | "extends")), .. },
            TemplateToken { kind: TemplateTokenKind::Text(name), span },
            ..,
        ] => {
            add(if *word == "include" { Use::Includes } else { Use::Extends }, name, *span);
            return;
        }
        [
            TemplateToken { kind: TemplateTokenKind::Word("block"), .. },
            TemplateToken { kind: TemplateTokenKind::Word(name), span },
            ..,
        ] => {
            add(Use::DefinesBlock { is_nested }, name, *span);
            return;
        }
        [
            TemplateToken { kind: TemplateTokenKind::Word("component"), .. },
            TemplateToken { kind: TemplateTokenKind::Word(_), .. },
            ..,
        ] => {
            let (name, span) = dotted(&tag[1..]);
            add(Use::DefinesComponent, &name, span);
            return;
        }
        // `{% filter upper %}` calls one, as a bar does.
        [
            TemplateToken { kind: TemplateTokenKind::Word("filter"), .. },
            TemplateToken { kind: TemplateTokenKind::Word(name), span },
            rest @ ..,
        ] => {
            add(Use::Calls(EngineName::Filter), name, *span);
            rest
        }
        _ => tag,
    };
    for at in 0..rest.len() {
        if let Some((does, name, span)) = called(rest, at) {
            add(does, &name, span);
        }
    }
}

/// What the word at a place of a tag calls.
fn called(tag: &[TemplateToken<'_>], at: usize) -> Option<(Use, String, Span)> {
    let TemplateTokenKind::Word(word) = tag[at].kind else { return None };
    let before = |back: usize| at.checked_sub(back).map(|at| &tag[at].kind);
    let engine = |kind| Some((Use::Calls(kind), word.to_owned(), tag[at].span));
    match before(1) {
        Some(TemplateTokenKind::Sign('|')) => engine(EngineName::Filter),
        Some(TemplateTokenKind::Sign('.')) => None,
        Some(TemplateTokenKind::Sign('<')) => {
            // Behind a value it is a comparison.
            let is_call = before(2).is_none_or(|kind| !is_value(kind));
            is_call.then(|| {
                let (name, span) = dotted(&tag[at..]);
                (Use::CallsComponent, name, span)
            })
        }
        Some(TemplateTokenKind::Word("is")) if word != "not" => engine(EngineName::Test),
        Some(TemplateTokenKind::Word("not")) if before(2) == Some(&TemplateTokenKind::Word("is")) => {
            engine(EngineName::Test)
        }
        _ => {
            let is_called = tag.get(at + 1).is_some_and(|next| next.kind == TemplateTokenKind::Sign('('));
            // `super()` stands for the block of the parent.
            let is_name = word != "super" && !KEYWORDS.contains(&word);
            if is_called && is_name { engine(EngineName::Function) } else { None }
        }
    }
}

/// Whether a token ends a value.
fn is_value(kind: &TemplateTokenKind<'_>) -> bool {
    match kind {
        TemplateTokenKind::Word(word) => !KEYWORDS.contains(word),
        TemplateTokenKind::Text(_) => true,
        TemplateTokenKind::Sign(sign) => matches!(sign, ')' | ']' | '}'),
    }
}

/// The name of a component: `card`, `ui.card`.
fn dotted(tokens: &[TemplateToken<'_>]) -> (String, Span) {
    let (mut name, mut span) = (String::new(), tokens[0].span);
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TemplateTokenKind::Word(word) if index % 2 == 0 => name.push_str(word),
            TemplateTokenKind::Sign('.') if index % 2 == 1 => name.push('.'),
            _ => break,
        }
        span = span.to(token.span);
    }
    (name, span)
}

/// The tokens of each `{{ … }}` and `{% … %}` of a template; comments have none.
fn tags(text: &str) -> Vec<Vec<TemplateToken<'_>>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        from = open + 1;
        match text.as_bytes().get(from) {
            Some(b'#') => from = text[from..].find("#}").map_or(text.len(), |length| from + length + 2),
            Some(b'{') => from = tokens(text, from + 1, "}}", &mut tags),
            Some(b'%') => from = tokens(text, from + 1, "%}", &mut tags),
            _ => {}
        }
    }
    tags
}

/// Adds the tokens of the tag whose code begins at `from`; where it ends.
fn tokens<'t>(text: &'t str, from: usize, close: &str, tags: &mut Vec<Vec<TemplateToken<'t>>>) -> usize {
    let (mut tokens, mut at) = (Vec::new(), from);
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with(close) {
            at += close.len();
            break;
        }
        let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let (kind, length) = if is_of_word(letter) {
            let length = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
            (TemplateTokenKind::Word(&rest[..length]), length)
        } else if matches!(letter, '"' | '\'' | '`') {
            let inside = string_length(&rest[1..], letter);
            (TemplateTokenKind::Text(&rest[1..1 + inside]), (inside + 2).min(rest.len()))
        } else {
            (TemplateTokenKind::Sign(letter), letter.len_utf8())
        };
        // White space, and the sign that takes it away, are nothing.
        let is_blank = letter.is_whitespace() || letter == '-' && tokens.is_empty();
        if !is_blank {
            tokens.push(TemplateToken { kind, span: Span::new(at, at + length) });
        }
        at += length;
    }
    tags.push(tokens);
    at
}

/// The bytes of a string before the mark that closes it.
fn string_length(text: &str, mark: char) -> usize {
    let mut is_escaped = false;
    let end = text.find(|letter| {
        let is_end = letter == mark && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `knows` a few names only.
    fn messages(templates: &[(&str, &str)]) -> Vec<String> {
        let templates =
            templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let knows = |kind: EngineName, name: &str| match kind {
            EngineName::Filter => name == "upper",
            EngineName::Test => name == "defined",
            EngineName::Function => name == "range",
        };
        let wrong = wrong_names(&templates, knows).into_iter();
        wrong
            .map(|wrong| {
                let meant = wrong.meant.map(|meant| format!(" → {meant}")).unwrap_or_default();
                let name = &templates[&wrong.template][wrong.span.range()];
                format!("{}: {name}: {}{meant}", wrong.template, wrong.message)
            })
            .collect()
    }

    #[test]
    fn each_kind_of_name_is_found_where_it_stands() {
        for (text, message) in [
            ("{{ a | uper }}", "uper: Unknown filter `uper`"),
            ("{% filter uper %}a{% endfilter %}", "uper: Unknown filter `uper`"),
            ("{% if a is not definde %}{% endif %}", "definde: Unknown test `definde`"),
            ("{% if a is definde %}{% endif %}", "definde: Unknown test `definde`"),
            ("{{ get(a=1) }}", "get: Unknown function `get`"),
            ("{% for a in rang(end=1) %}{% endfor %}", "rang: Unknown function `rang`"),
            ("{% set a = get(a=1) %}", "get: Unknown function `get`"),
            ("{{ <ui.crad a=1 /> }}", "ui.crad: Unknown component `ui.crad` → ui.card"),
            ("{% <crad> %}a{% </crad> %}", "crad: Unknown component `crad`"),
            ("{% include \"othr.html\" %}", "\"othr.html\": Unknown template `othr.html` → other.html"),
        ] {
            let other = "{% component ui.card(a) %}{{ a }}{% endcomponent ui.card %}";
            assert_eq!(
                messages(&[("a.html", text), ("other.html", other)]),
                [format!("a.html: {message}")],
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_known_or_no_code_is_right() {
        for text in [
            "{{ a | upper }}{% if a is not defined and (b) %}{% endif %}{{ super() }}",
            "{% if a < b or a <b %}{% endif %}{{ a.b(c=1) }}",
            "{# {{ a | uper }} #}{ a | uper }",
            "{% raw %}{{ a | uper }}{% endraw %}",
            "{{ \"a | uper\" }}{{ 'it\\'s | uper' }}",
            "{{- a -}}",
        ] {
            assert_eq!(messages(&[("a.html", text)]), [""; 0], "{text}");
        }
    }

    #[test]
    fn names_are_compared_with_those_of_other_templates() {
        let base = "{% block main %}{% endblock %}";
        let child = "{% extends \"base.html\" %}{% block mian %}{% endblock %}{% block main %}{% endblock %}";
        assert_eq!(
            messages(&[("base.html", base), ("child.html", child)]),
            ["child.html: mian: Block `mian` is not defined in any parent template → main"]
        );
        // A block within another is new.
        let inner =
            "{% extends \"base.html\" %}{% block main %}{% block inner %}{% endblock %}{% endblock %}";
        let last = "{% extends \"child.html\" %}{% block inner %}{% endblock %}";
        assert_eq!(messages(&[("base.html", base), ("child.html", inner), ("last.html", last)]), [""; 0]);
        let card = "{% component card() %}{% endcomponent card %}";
        assert_eq!(
            messages(&[("a.html", card), ("b.html", card)]),
            ["b.html: card: Component `card` is defined in both `a.html` and `b.html`"]
        );
        // Templates that extend each other have no first one.
        let ring = |other: &str| format!("{{% extends \"{other}\" %}}{{% block a %}}{{% endblock %}}");
        assert_eq!(messages(&[("a.html", &ring("b.html")), ("b.html", &ring("a.html"))]), [""; 0]);
    }

    #[test]
    fn variables_of_a_template() {
        let text = "{% set a = b.c %}{% for d, e in a | reverse %}{% endfor %}{% set f = 1 ~ 2 %}{{ g }}";
        let bound = bound_variables(text).into_iter();
        let bound: Vec<_> = bound.map(|it| (it.name, it.of, it.is_element)).collect();
        let owned = |(name, of, is_element): (&str, &str, bool)| (name.to_owned(), of.to_owned(), is_element);
        let expected = [("a", "b.c", false), ("d", "a", true), ("e", "a", true), ("f", "1", false)];
        assert_eq!(bound, expected.map(owned));
    }

    #[test]
    fn text_that_is_no_template_is_no_danger() {
        for text in
            ["{{", "{%", "{#", "{{ \"", "{{ '\\", "{% for %}", "{% component x", "{{ <", "{{ é | ü }}", "{%-"]
        {
            let _ = (names(text), bound_variables(text));
        }
    }
}
