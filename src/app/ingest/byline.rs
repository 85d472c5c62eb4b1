//! The names in a byline, as a page or a file states it.

/// What publishing systems write where nobody stated an author: the name of an account, of a desk, of a field. In
/// small letters, without the article of its language.
const PLACEHOLDERS: [&str; 72] = [
    "admin",
    "administrator",
    "administrador",
    "administrateur",
    "webmaster",
    "web master",
    "web admin",
    "root",
    "user",
    "username",
    "guest",
    "guest author",
    "guest contributor",
    "anonymous",
    "anon",
    "unknown",
    "none",
    "null",
    "undefined",
    "n/a",
    "author",
    "authors",
    "test",
    "editor",
    "editors",
    "editorial",
    "editorial staff",
    "editorial team",
    "editorial desk",
    "staff",
    "staff writer",
    "staff writers",
    "staff reporter",
    "staff reporters",
    "staff author",
    "newsroom",
    "news desk",
    "newsdesk",
    "web desk",
    "webdesk",
    "online desk",
    "web team",
    "site admin",
    "contributor",
    "contributors",
    "publisher",
    "moderator",
    "redaktion",
    "redaktionen",
    "onlineredaktion",
    "redaktør",
    "redaktor",
    "redakteur",
    "rédaction",
    "redacción",
    "redaccion",
    "redazione",
    "redação",
    "redactie",
    "redakcja",
    "redakce",
    "redakcia",
    "toimitus",
    "szerkesztőség",
    "редакція",
    "редакция",
    "адмін",
    "админ",
    "адміністратор",
    "администратор",
    "redacția",
    "uredništvo",
];

/// Articles before the name of a desk.
const ARTICLES: [&str; 4] = ["the ", "die ", "la ", "de "];

/// Whether a text is an address, and so no name.
pub(super) fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["http:", "https:", "www.", "@", "//"].iter().any(|start| lower.starts_with(start))
        || lower.contains("://")
}

/// Whether a name is that of nobody: `admin`, `Editor`, `Redaktion`.
fn is_placeholder(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let is_field = ["{{", "%", "[", "<", "$"].iter().any(|sign| name.starts_with(sign));
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
    let name = ARTICLES.iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
    is_field || PLACEHOLDERS.contains(&name.replace(['-', '_'], " ").as_str())
}

/// What somebody does at a paper, as bylines have it behind the name. In small letters.
const ROLES: [&str; 12] = [
    "correspondent",
    "reporter",
    "editor",
    "columnist",
    "writer",
    "producer",
    "journalist",
    "contributor",
    "bureau chief",
    "photographer",
    "editor-in-chief",
    "analyst",
];

/// Whether a text is a role, such as `Environment Correspondent`.
fn is_role(text: &str) -> bool {
    let text = text.to_lowercase();
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

/// The names in a byline: `By Ada Lind and Bo Berg`.
pub(super) fn authors(line: &str) -> Vec<String> {
    let line = ["By ", "by ", "BY "].iter().find_map(|by| line.strip_prefix(by)).unwrap_or(line);
    let parts =
        line.split([';', '\n']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & "));
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        // `Lind, Ada` is one name; `Ada Lind, Bo Berg` are two.
        let between: Vec<&str> = part.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let is_several = between.len() > 1;
        let (roles, between): (Vec<&str>, Vec<&str>) =
            between.into_iter().partition(|name| is_several && is_role(name));
        if between.len() > 1 && between.iter().all(|name| name.contains(' ')) {
            names.extend(between.into_iter().map(str::to_owned));
        } else {
            let written = if roles.is_empty() {
                part.trim().trim_end_matches(',').to_owned()
            } else {
                between.join(", ")
            };
            names.push(written);
        }
    }
    names.retain(|name| is_name(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_are_names() {
        assert_eq!(authors("By Ada Lind and Bo Berg"), ["Ada Lind", "Bo Berg"]);
        assert_eq!(authors("Lind, Ada"), ["Lind, Ada"]);
        assert_eq!(authors("By Ada Lind, Environment Correspondent"), ["Ada Lind"]);
        assert_eq!(authors("Lind, Ada, editor"), ["Lind, Ada"]);
        assert_eq!(authors("Ada Writer"), ["Ada Writer"]);
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
