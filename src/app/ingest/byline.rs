//! The names in a byline, as a page or a file states it.

use std::collections::HashSet;
use std::sync::LazyLock;

use ibid_languages::{Language, List, fold};

/// The entries of a list in all languages: a byline does not say in which it is written.
fn entries(list: List) -> HashSet<&'static str> {
    let lists = Language::all().iter().map(|language| language.words(list));
    lists.flat_map(|words| words.words().chain(words.phrases()).chain(words.inner())).collect()
}

static NO_AUTHORS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| entries(List::NoAuthors));
static ARTICLES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| entries(List::Articles));
static ROLES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| entries(List::NewsroomRoles));
static BY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| entries(List::By));
static AND: LazyLock<HashSet<&'static str>> = LazyLock::new(|| entries(List::And));

/// Whether a text is an address, and so no name.
pub(super) fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["http:", "https:", "www.", "@", "//"].iter().any(|start| lower.starts_with(start))
        || lower.contains("://")
}

/// Whether a name is that of nobody: `admin`, `Editor`, `Redaktion`.
fn is_placeholder(name: &str) -> bool {
    let name = fold(name.trim());
    let is_field = ["{{", "%", "[", "<", "$"].iter().any(|sign| name.starts_with(sign));
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
    let bare =
        name.split_once(' ').filter(|(first, _)| ARTICLES.contains(first)).map_or(name, |(_, rest)| rest);
    is_field || NO_AUTHORS.contains(bare.replace(['-', '_'], " ").as_str())
}

/// Whether a text is a role, such as `Environment Correspondent`.
fn is_role(text: &str) -> bool {
    let text = fold(text);
    ROLES
        .iter()
        .any(|role| text.strip_suffix(role).is_some_and(|before| before.is_empty() || before.ends_with(' ')))
}

/// Whether a text is the name of somebody: no address, and nobody's.
pub(super) fn is_name(name: &str) -> bool {
    name.chars().any(char::is_alphabetic)
        && !is_address(name)
        && !name.contains('@')
        && name.len() < 200
        && !is_placeholder(name)
}

/// The parts of a line that “and” joins, in any language, or `&`.
fn joined(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split(' ').collect();
    words.split(|word| *word == "&" || AND.contains(word)).map(|part| part.join(" ")).collect()
}

/// What a byline says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Byline {
    pub(super) names: Vec<String>,
    /// What was taken for somebody's role, and is written as a name would be: `Environment Correspondent`, and
    /// `Bo Reporter`, who may be somebody.
    pub(super) doubtful_roles: Vec<String>,
}

impl Byline {
    /// Reads `By Ada Lind and Bo Berg`, `Lind, Ada, editor`.
    pub(super) fn of(line: &str) -> Self {
        let by = line.split_once(' ').filter(|(first, _)| BY.contains(&*fold(first)));
        let line = by.map_or(line, |(_, rest)| rest);
        let mut byline = Self::default();
        line.split([';', '\n']).flat_map(joined).for_each(|part| byline.read(&part));
        byline.names.retain(|name| is_name(name));
        byline
    }

    /// Reads a part that no “and” joins to others: `Lind, Ada` is one name; `Ada Lind, Bo Berg` are two.
    fn read(&mut self, part: &str) {
        let between: Vec<&str> = part.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let is_several = between.len() > 1;
        let (roles, between): (Vec<&str>, Vec<&str>) =
            between.into_iter().partition(|name| is_several && is_role(name));
        let has_capitals = |role: &&str| {
            role.contains(' ') && role.split(' ').all(|word| word.starts_with(char::is_uppercase))
        };
        self.doubtful_roles.extend(roles.iter().copied().filter(has_capitals).map(str::to_owned));
        if between.len() > 1 && between.iter().all(|name| name.contains(' ')) {
            self.names.extend(between.into_iter().map(str::to_owned));
        } else if roles.is_empty() {
            self.names.push(part.trim().trim_end_matches(',').to_owned());
        } else {
            self.names.push(between.join(", "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authors(line: &str) -> Vec<String> {
        Byline::of(line).names
    }

    #[test]
    fn what_may_be_a_name_or_a_role_is_told() {
        let byline = Byline::of("Ada Lind, Bo Reporter");
        assert_eq!(
            (byline.names, byline.doubtful_roles),
            (vec!["Ada Lind".to_owned()], vec!["Bo Reporter".to_owned()])
        );
        for line in
            ["Ada Lind, reporter", "Ada Lind, Bo Berg", "Ada Lind, environment correspondent", "Bo Reporter"]
        {
            assert_eq!(Byline::of(line).doubtful_roles, Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn bylines_are_names() {
        assert_eq!(authors("By Ada Lind and Bo Berg"), ["Ada Lind", "Bo Berg"]);
        assert_eq!(authors("Lind, Ada"), ["Lind, Ada"]);
        assert_eq!(authors("By Ada Lind, Environment Correspondent"), ["Ada Lind"]);
        assert_eq!(authors("Lind, Ada, editor"), ["Lind, Ada"]);
        assert_eq!(authors("Ada Writer"), ["Ada Writer"]);
        assert_eq!(authors("Por Ana Ruiz"), ["Ana Ruiz"]);
        assert_eq!(authors("Door Ada Lind, verslaggever"), ["Ada Lind"]);
        assert_eq!(authors("Ada Lind und Bo Berg"), ["Ada Lind", "Bo Berg"]);
        assert_eq!(authors("Ада Лінд, кореспондентка"), ["Ада Лінд"]);
        assert_eq!(authors("Ада Лінд та Бо Берг"), ["Ада Лінд", "Бо Берг"]);
        assert_eq!(authors("José Ortega y Gasset"), ["José Ortega y Gasset"]);
        assert_eq!(authors("Ada Lind, Bo Berg, Cy Ek"), ["Ada Lind", "Bo Berg", "Cy Ek"]);
        assert_eq!(authors("https://www.facebook.com/daily"), Vec::<String>::new());
        assert_eq!(authors("desk@daily.example"), Vec::<String>::new());
    }

    #[test]
    fn a_placeholder_is_no_author() {
        for nobody in [
            "admin",
            "Admin2",
            "Editor",
            "The Editors",
            "STAFF",
            "Web-Desk",
            "Die Redaktion",
            "редакція",
            "La rédaction",
            "Haber Merkezi",
            "编辑部",
            "Συντακτική ομάδα",
            "[author]",
            "{{ author }}",
        ] {
            assert_eq!(authors(nobody), Vec::<String>::new(), "{nobody}");
        }
        for somebody in
            ["Ada Staff", "Ed Itor", "Editorial Board of the Daily", "Redaktion Politik", "Adminov, Ivan"]
        {
            assert_eq!(authors(somebody), [somebody]);
        }
        assert_eq!(authors("Ada Lind and Staff"), ["Ada Lind"]);
    }
}
