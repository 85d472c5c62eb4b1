//! HTML with its blocks on lines of their own, so that a difference can be read.
//!
//! Nothing but white space between blocks is changed: the text of a block stands on one line as it was
//! published, a `pre` as it is. An icon is shown as `{name}`.

/// Elements that begin on a new line.
const BLOCKS: [&str; 34] = [
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements without an end.
const VOID: [&str; 10] = ["br", "circle", "hr", "img", "input", "line", "path", "rect", "use", "wbr"];

enum Node<'h> {
    Text(&'h str),
    Element { name: &'h str, open: &'h str, has_end: bool, children: Vec<Node<'h>> },
}

/// The elements of `html`, one block a line.
pub(crate) fn outline(html: &str) -> String {
    let mut lines = String::new();
    blocks(&nodes(&mut Rest(html), None), 0, &mut lines);
    lines
}

/// The first element of `html` whose start tag begins like this, with all that is in it.
pub(crate) fn element<'h>(html: &'h str, start: &str) -> Option<&'h str> {
    let from = &html[html.find(start)?..];
    let mut rest = Rest(from);
    let tag = rest.tag()?;
    let name = name(tag);
    nodes(&mut rest, Some(name));
    Some(&from[..from.len() - rest.0.len()])
}

struct Rest<'h>(&'h str);

impl<'h> Rest<'h> {
    fn take(&mut self, length: usize) -> &'h str {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    /// The tag that begins here; `>` does not end it inside quotation marks.
    fn tag(&mut self) -> Option<&'h str> {
        let is_tag = self.0.starts_with("</")
            || self.0.starts_with('<') && self.0[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        let mut quote = None;
        let end = self.0.char_indices().filter(|_| is_tag).find(|&(_, letter)| match (quote, letter) {
            (None, '>') => true,
            (None, '"' | '\'') => {
                quote = Some(letter);
                false
            }
            (Some(open), letter) => {
                quote = Some(open).filter(|_| letter != open);
                false
            }
            _ => false,
        })?;
        Some(self.take(end.0 + 1))
    }
}

fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches(['<', '/']);
    &inner[..inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len())]
}

/// The nodes up to the end tag of `parent`, which is taken too.
fn nodes<'h>(rest: &mut Rest<'h>, parent: Option<&str>) -> Vec<Node<'h>> {
    let mut children = Vec::new();
    while !rest.0.is_empty() {
        let text = rest
            .0
            .char_indices()
            .skip(1)
            .find(|(_, letter)| *letter == '<')
            .map_or(rest.0.len(), |(at, _)| at);
        let Some(open) = rest.tag() else {
            children.push(Node::Text(rest.take(text)));
            continue;
        };
        let name = name(open);
        if open.starts_with("</") {
            assert_eq!(Some(name), parent, "the elements are not nested properly, before: {:.200}", rest.0);
            return children;
        }
        if VOID.contains(&name) {
            children.push(Node::Element { name, open, has_end: false, children: Vec::new() });
        } else if name == "pre" {
            let end = rest.0.find("</pre>").expect("the end of a pre");
            let text = Node::Text(rest.take(end));
            rest.take("</pre>".len());
            children.push(Node::Element { name, open, has_end: true, children: vec![text] });
        } else {
            let inner = nodes(rest, Some(name));
            children.push(Node::Element { name, open, has_end: true, children: inner });
        }
    }
    assert!(parent.is_none(), "`{parent:?}` is not closed");
    children
}

fn has_blocks(nodes: &[Node<'_>]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) => false,
        Node::Element { name, children, .. } => BLOCKS.contains(name) || has_blocks(children),
    })
}

fn blocks(nodes: &[Node<'_>], depth: usize, lines: &mut String) {
    let mut inline = String::new();
    let line = |text: &str, depth: usize, lines: &mut String| {
        if !text.trim().is_empty() {
            lines.push_str(&format!("{}{}\n", "  ".repeat(depth), text.trim()));
        }
    };
    for node in nodes {
        match node {
            Node::Element { name, open, children, .. } if BLOCKS.contains(name) || has_blocks(children) => {
                line(&std::mem::take(&mut inline), depth, lines);
                if has_blocks(children) {
                    line(open, depth, lines);
                    blocks(children, depth + 1, lines);
                    line(&format!("</{name}>"), depth, lines);
                } else {
                    line(&one_line(node), depth, lines);
                }
            }
            node => inline.push_str(&one_line(node)),
        }
    }
    line(&inline, depth, lines);
}

fn one_line(node: &Node<'_>) -> String {
    match node {
        Node::Text(text) => (*text).to_owned(),
        Node::Element { name: "svg", children, .. } => match children.first() {
            Some(Node::Element { open, .. }) => {
                format!(
                    "{{{}}}",
                    open.split("#i-")
                        .nth(1)
                        .and_then(|name| name.split([' ', '/', '"', '>']).next())
                        .unwrap_or("icon")
                )
            }
            _ => "{icon}".to_owned(),
        },
        Node::Element { name, open, has_end, children } => {
            let inner: String = children.iter().map(one_line).collect();
            if *has_end { format!("{open}{inner}</{name}>") } else { format!("{open}{inner}") }
        }
    }
}
