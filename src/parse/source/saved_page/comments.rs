//! What readers wrote below an article is not part of it, however long it is.

use dom_query::Node;
use dom_smoothie::Readability;

/// Names (`id`, `class`) of the elements that hold readers' comments, in small letters and without hyphens.
const NAMES: [&str; 14] = [
    "articlecomments",
    "commentlist",
    "comments",
    "commentsarea",
    "commentscontainer",
    "commentsection",
    "commentslist",
    "commentssection",
    "commentthread",
    "disqusthread",
    "fbcomments",
    "postcomments",
    "readercomments",
    "usercomments",
];

/// Takes the comments away, so that the article is looked for in what remains.
pub(super) fn take_away(page: &Readability) {
    let holds_comments = |node: &Node| {
        node.is_element()
            && ["html", "body", "main", "article"].iter().all(|name| !node.has_name(name))
            && is_named_so(node)
            && !node.descendants_it().any(|inner| inner.has_name("h1"))
    };
    let found: Vec<Node> = page.doc.root().descendants_it().filter(holds_comments).collect();
    found.iter().for_each(Node::remove_from_parent);
}

fn is_named_so(node: &Node) -> bool {
    let names = [node.attr("id"), node.attr("class")];
    names.iter().flatten().flat_map(|names| names.split_whitespace()).any(|name| {
        let plain: String = name.chars().filter(|letter| !matches!(letter, '-' | '_')).collect();
        NAMES.contains(&plain.to_ascii_lowercase().as_str())
    })
}
