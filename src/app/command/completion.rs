//! What shells complete: commands and options, and the names that the site has.
//!
//! The script that `ibid completions` prints makes a shell run the program with [`VARIABLE`] in its environment and the
//! words typed so far as arguments (clap's dynamic completion). No site is checked for that: the names are those of
//! files, and of what one file states.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::{CompleteEnv, Shells};

use super::Cli;
use crate::app::git;
use crate::app::scaffold::source::EXTENSIONS;
use crate::app::terminal;
use crate::base::diagnostic::{LineIndex, Rule, printable};
use crate::base::{Failure, regular_file};
use crate::parse::topic::citation::Claim;
use crate::parse::{source, topic};
use crate::read::config::{self, Config};
use crate::read::snapshot::{SiteRoot, Snapshot};
use crate::render::html::theme::built_in_files;

/// The variable of the environment in which a shell names itself when it asks for completions.
const VARIABLE: &str = "IBID_COMPLETE";

/// Most sources that are listed with their titles; where there are more, a shell shows the keys alone.
const MOST_DESCRIBED: usize = 200;

/// Installed as `_ibid`, zsh reads the script when Tab is pressed for the first time, and takes it for the function that
/// answers.
const ZSH_AUTOLOADED: &[u8] = b"[[ ${funcstack[1]} != _ibid ]] || _clap_dynamic_completer_ibid \"$@\"\n";

/// For bash a colon ends a word (`COMP_WORDBREAKS`). The words that it makes of `PAGE:LINE` are put together again for the
/// program, and of the answers bash gets what stands behind the last colon, since it has the rest.
const BASH_COLONS: &[u8] = b"
_ibid() {
    local line=${COMP_LINE:0:COMP_POINT}
    local current=${line##*[[:space:]]}
    local joined='' at=$COMP_CWORD
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        while [[ $joined != \"$current\" && $at -gt 0 ]]; do
            joined=${COMP_WORDS[at]}$joined
            at=$((at - 1))
        done
    fi
    if [[ -z $joined || $joined != \"$current\" ]]; then
        _clap_complete_ibid \"$@\"
        return
    fi
    local words=(\"${COMP_WORDS[@]:0:at+1}\" \"$current\")
    local COMP_WORDS=(\"${words[@]}\") COMP_CWORD=$((at + 1)) before=${current%\"${current##*:}\"}
    _clap_complete_ibid \"$1\" \"$current\" \"$3\"
    COMPREPLY=(\"${COMPREPLY[@]#\"$before\"}\")
}
if [[ \"${BASH_VERSINFO[0]}\" -eq 4 && \"${BASH_VERSINFO[1]}\" -ge 4 || \"${BASH_VERSINFO[0]}\" -gt 4 ]]; then
    complete -o nospace -o bashdefault -o nosort -F _ibid ibid
else
    complete -o nospace -o bashdefault -F _ibid ibid
fi
";

/// Words with what they stand for.
type Suggestions = Vec<(String, Option<String>)>;

/// Answers a shell and ends the program, if it is a shell that runs it.
pub(super) fn answer_shell() {
    CompleteEnv::with_factory(Cli::command).var(VARIABLE).bin("ibid").completer("ibid").complete();
}

/// Prints the script that makes a shell ask the program for completions.
pub(super) fn print_script(shell: clap_complete::Shell) -> Result<bool, Failure> {
    let name = shell.to_string();
    let shells = Shells::builtins();
    let completer = shells.completer(&name).ok_or_else(|| {
        Failure::new(format!("there are no completions for {name}"))
            .help(format!("there are for {}", shells.names().collect::<Vec<_>>().join(", ")))
    })?;
    let mut script = Vec::new();
    completer
        .write_registration(VARIABLE, "ibid", "ibid", "ibid", &mut script)
        .map_err(|error| Failure::new(format!("the completions cannot be written: {error}")))?;
    match shell {
        clap_complete::Shell::Zsh => script.extend_from_slice(ZSH_AUTOLOADED),
        clap_complete::Shell::Bash => script.extend_from_slice(BASH_COLONS),
        _ => {}
    }
    terminal::print_bytes(&script);
    Ok(true)
}

/// Completes the keys of sources.
pub(super) fn sources() -> ArgValueCompleter {
    of_site(|place, typed| {
        let paths = place.paths_in("seeds");
        let key = |path: &String| {
            let (key, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
            (EXTENSIONS.contains(&extension) && key.starts_with(typed))
                .then(|| (key.to_owned(), path.clone()))
        };
        let keys: Vec<(String, String)> = paths.iter().filter_map(key).collect();
        let is_described = keys.len() <= MOST_DESCRIBED;
        let describe = |path: &str| {
            let text = regular_file::read_text(&place.root.join(path)).ok()?;
            let stated = source::stated(path, &text)?;
            Some([stated.title, stated.publisher].into_iter().flatten().collect::<Vec<_>>().join(", "))
        };
        keys.into_iter().map(|(key, path)| (key, is_described.then(|| describe(&path)).flatten())).collect()
    })
}

/// Completes the files of pages.
pub(super) fn pages() -> ArgValueCompleter {
    of_site(|place, typed| page_files(place, typed).into_iter().map(|page| (page, None)).collect())
}

/// Completes the statements of a page, `PAGE#ID`, once it is settled which page is meant, and behind a colon the lines
/// that name one, `PAGE:LINE`.
pub(super) fn statements() -> ArgValueCompleter {
    of_site(|place, typed| {
        if let Some((page, _)) = typed.rsplit_once(':').filter(|_| !typed.contains('#')) {
            return lines_of(place, page).unwrap_or_default();
        }
        let page = typed.split_once('#').map_or(typed, |(page, _)| page);
        let mut pages = page_files(place, page);
        match pages.iter().position(|known| known == page).or((pages.len() == 1).then_some(0)) {
            Some(at) => statements_of(place, &pages.swap_remove(at)).unwrap_or_default(),
            None => pages.into_iter().map(|page| (page, None)).collect(),
        }
    })
}

/// Completes the folders of pages below `content/`.
pub(super) fn sections() -> ArgValueCompleter {
    of_site(|place, _| {
        let pages = page_files(place, "");
        let folders =
            pages.iter().filter_map(|page| Some(page.strip_prefix("content/")?.rsplit_once('/')?.0));
        let mut folders: Vec<&str> = folders.collect();
        folders.sort_unstable();
        folders.dedup();
        folders.into_iter().map(|folder| (folder.to_owned(), None)).collect()
    })
}

/// Completes the roles in which statements are read.
pub(super) fn roles() -> ArgValueCompleter {
    of_site(|place, _| {
        let roles = settings(place).map(|settings| settings.review_roles).unwrap_or_default();
        roles.into_iter().map(|role| (role, None)).collect()
    })
}

/// Completes the languages of the site.
pub(super) fn languages() -> ArgValueCompleter {
    of_site(|place, _| {
        let languages = settings(place).map(|settings| settings.languages).unwrap_or_default();
        languages.into_iter().map(|language| (language.code, None)).collect()
    })
}

/// Completes the files of the theme that can be made the site's own.
pub(super) fn theme_files() -> ArgValueCompleter {
    of_site(|place, _| {
        let Some(settings) = settings(place) else { return Vec::new() };
        let files = built_in_files(&settings.theme.value).into_keys();
        let name = |path: String| match path.strip_prefix("templates/") {
            Some(template) => (template.to_owned(), None),
            None => (path, None),
        };
        files.map(name).collect()
    })
}

/// Completes publications: files and folders, and the branches and tags of the site's repository.
pub(super) fn publications() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let mut candidates = PathCompleter::any().complete(typed);
        let revisions = |place: SiteRoot| {
            let args = ["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags"];
            let listed = git::run(&place.root, &args).ok().flatten()?;
            Some(String::from_utf8_lossy(&listed).lines().map(|name| (name.to_owned(), None)).collect())
        };
        let revisions: Suggestions = place().and_then(revisions).unwrap_or_default();
        candidates.extend(fitting(typed, revisions));
        candidates
    })
}

/// Completes the names of rules.
pub(super) fn rules() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let named = |rule: Rule| {
            let meaning = rule.explanation().meaning.split(". ").next().unwrap_or_default();
            (rule.name().to_owned(), Some(meaning.trim_end_matches('.').to_owned()))
        };
        fitting(typed, Rule::all().map(named).collect())
    })
}

/// Completes the names of fields, each with its equals sign.
pub(super) fn fields(names: Vec<&'static str>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        fitting(typed, names.iter().map(|name| (format!("{name}="), None)).collect())
    })
}

/// Completes by what the site has; by nothing where there is no site.
fn of_site(words: fn(&SiteRoot, &str) -> Suggestions) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| match (place(), typed.to_str()) {
        (Some(place), Some(text)) => fitting(typed, words(&place, text)),
        _ => Vec::new(),
    })
}

/// The site that the typed words are about: the one that they name, or where they are typed.
fn place() -> Option<SiteRoot> {
    let typed = std::env::args_os().skip_while(|arg| arg != "--").skip(1);
    // They need not be a whole command yet.
    let matches = Cli::command().ignore_errors(true).try_get_matches_from(typed).ok()?;
    let path = |name: &str| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    SiteRoot::find(path("root"), path("config")).ok()
}

/// The words that continue what was typed.
fn fitting(typed: &OsStr, words: Suggestions) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let fits = |(word, _): &(String, Option<String>)| word.starts_with(typed) && is_plain(word);
    let candidate = |(word, about): (String, Option<String>)| {
        // Titles come from captures, which are untrusted.
        CompletionCandidate::new(word).help(about.map(|about| printable::line(&about).into()))
    };
    words.into_iter().filter(fits).map(candidate).collect()
}

/// Whether a word needs no quoting on a command line. Some shells insert what they are given as it is, and the name of
/// a file may be a command to them.
fn is_plain(word: &str) -> bool {
    let is_plain = |letter: char| match letter.is_ascii() {
        true => letter.is_ascii_alphanumeric() || "-_./:+@,=#".contains(letter),
        false => !letter.is_whitespace(),
    };
    !word.starts_with(['-', '#', '=']) && word.chars().all(is_plain) && printable::line(word) == word
}

/// The files of the pages whose paths begin so.
fn page_files(place: &SiteRoot, start: &str) -> Vec<String> {
    let mut pages = place.paths_in("content");
    pages.retain(|path| path.ends_with(".md") && path.starts_with(start));
    pages.sort_unstable();
    pages
}

/// The statements of a page that carry citations, with their words.
fn statements_of(place: &SiteRoot, page: &str) -> Option<Suggestions> {
    let text = regular_file::read_text(&place.root.join(page)).ok()?;
    let claims = claims_of(place, page, &text)?;
    Some(claims.into_iter().map(|claim| (format!("{page}#{}", claim.id), Some(claim.text))).collect())
}

/// The lines of a page on which one statement begins and no other stands, with its words: such a line names it.
fn lines_of(place: &SiteRoot, page: &str) -> Option<Suggestions> {
    let text = regular_file::read_text(&place.root.join(page)).ok()?;
    let index = LineIndex::new(&text);
    let line = |offset: u32| index.position(&text, offset as usize).line;
    let claims = claims_of(place, page, &text)?.into_iter();
    let places: Vec<_> =
        claims.map(|claim| (line(claim.span.start)..=line(claim.span.end), claim.text)).collect();
    let is_alone = |first: &_| places.iter().filter(|(lines, _)| lines.contains(first)).count() == 1;
    let named = places.iter().filter(|(lines, _)| is_alone(lines.start()));
    Some(named.map(|(lines, words)| (format!("{page}:{}", lines.start()), Some(words.clone()))).collect())
}

/// The statements of the text of a page that carry citations, in their order.
fn claims_of(place: &SiteRoot, page: &str, text: &str) -> Option<Vec<Claim>> {
    let (page, _) = topic::parse_text(&settings(place)?, page, text);
    let page = page?;
    let together = page.document.groups.chunk_by(|one, other| one.claim.span == other.claim.span);
    let claims = together.map(|groups| groups[0].claim.clone());
    Some(claims.filter(|claim| !claim.text.is_empty() || claim.with_keys.is_some()).collect())
}

/// The site's settings, as far as they can be read.
fn settings(place: &SiteRoot) -> Option<Config> {
    let bytes = regular_file::read(&place.root.join(&place.config)).ok()?;
    let snapshot: Snapshot = std::iter::once((place.config.as_str(), bytes)).collect();
    Some(config::parse(&snapshot, &place.config).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_no_shell_reads_are_offered() {
        for word in ["daily", "content/a.md#c-1", "міст-2", "a:b", "v1.0+x", "橋"] {
            assert!(is_plain(word), "{word}");
        }
        for word in [
            "a b",
            "$(x)",
            "`x`",
            "a;b",
            "a\nb",
            "-x",
            "~x",
            "a'b",
            "a\"b",
            "a\\b",
            "a*",
            "{a}",
            "a!b",
            "a|b",
            "a&b",
            "a\u{2028}b",
            "a\u{202e}b",
            "a\u{3000}b",
            "#a",
            "a<b",
            "a\u{1b}[2J",
        ] {
            assert!(!is_plain(word), "{word:?}");
        }
    }
}
