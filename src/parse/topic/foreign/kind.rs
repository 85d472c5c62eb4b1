//! What a construct is called, and what ibid writes in its place.

use crate::parse::markdown::ALERT_HELP;

/// Kinds of constructs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse::topic) enum ForeignKind {
    /// `{{< figure >}}`, `{{% note %}}`, `{{ youtube() }}`, `{% include x %}`
    Shortcode,
    /// `{++ … ++}`, `{-- … --}`, `{~~ … ~> … ~~}`, `{== … ==}`
    TrackedChange,
    /// ``{cite}`key` ``
    Role,
    /// ```` ```{note} ````
    Directive,
    /// ```` ```{.python} ````
    CodeAttributes,
    /// `(label)=`
    Target,
    /// `[words]{.class}`, `{: .class}`
    Attributes,
    /// `[TOC]`
    Contents,
    /// A term, and `:   meaning` below it
    DefinitionList,
    /// Lines that begin with `| `
    LineBlock,
    /// `+---+---+`
    GridTable,
    /// Rows of a table without `|---|---|`
    TableRows,
    /// `!!! note`
    Admonition,
    /// `$x^2$`
    Math,
    /// `\cite{key}`
    LatexCitation,
    /// `\footnote{…}`
    LatexNote,
    /// Any other command of LaTeX.
    Latex,
    /// `[[page]]`
    Wikilink,
    /// `[words][label]`, with a label that is not defined
    UndefinedLink,
    /// `![words](my file.png)`
    ImageWithSpace,
    /// `[words](my file.pdf)`
    LinkWithSpace,
    /// `[words[^1]](address)`
    NoteInLink,
    /// `[words [@key]](address)`
    CitationInLink,
    /// `[words](address`, `[words] (address)`
    BrokenLink,
    /// `==words==`
    Highlight,
    /// `x^2^`, `H~2~O`
    Script,
    /// `.. note::`, ``:ref:`label` ``, `[1]_`, `` `words <address>`_ ``
    Restructured,
    /// `== Heading ==`, `'''words'''`
    WikiMarkup,
    /// `*[HTML]: Hyper Text`
    Abbreviation,
    /// `#. item`
    NumberedList,
    /// `^id` at the end of a paragraph
    BlockId,
    /// `link:address[words]`, `<<label,words>>`, `[NOTE]`, `|===`
    AsciiDoc,
    /// `#+TITLE: words`, `[fn:1]`, `:PROPERTIES:`
    Org,
    /// `import X from 'x'`, `{props.x}`
    Mdx,
    /// `#figure(…)`, `#set text(…)`
    Typst,
    /// `[b]words[/b]`, `[gallery ids="1,2"]`
    BracketTag,
}

impl ForeignKind {
    /// What is wrong with it.
    pub(in crate::parse::topic) fn message(self) -> &'static str {
        match self {
            Self::Shortcode => "a shortcode or template tag of another tool: it is printed as is",
            Self::TrackedChange => "a tracked change (CriticMarkup): it is printed as is",
            Self::Role => "a role of MyST: it is printed as is",
            Self::Directive => "a directive of another tool: it is printed as code",
            Self::CodeAttributes => "attributes of a code block are not read",
            Self::Target => "a label of MyST: it is printed as is",
            Self::Attributes => "attributes in braces are not read here: they are printed as is",
            Self::Contents => "a mark for the table of contents: it is printed as is",
            Self::DefinitionList => "a definition list is not read: it is printed as is",
            Self::LineBlock => "a line block is not read: it is printed as is",
            Self::GridTable => "a grid table is not read: it is printed as is",
            Self::TableRows => "rows of a table without the line below its head: they are printed as is",
            Self::Admonition => "an admonition of another tool: it is printed as is",
            Self::Math => "math is not read: it is printed as is",
            Self::LatexCitation => "a citation of LaTeX: it is printed as is",
            Self::LatexNote => "a footnote of LaTeX: it is printed as is",
            Self::Latex => "a command of LaTeX: it is printed as is",
            Self::Wikilink => "a wikilink is not read: it is printed as is",
            Self::UndefinedLink => "the label of this link is not defined: it is printed as is",
            Self::ImageWithSpace => "this is not an image: its address has a space",
            Self::LinkWithSpace => "this is not a link: its address has a space",
            Self::NoteInLink => "this is not a link: its text contains a note",
            Self::CitationInLink => "a citation in the text of a link is not read",
            Self::BrokenLink => "this is not a link: its parentheses are not closed, or stand apart",
            Self::Highlight => "a highlight is not read: it is printed as is",
            Self::Script => "raised and lowered letters are not read: they are printed as is",
            Self::Restructured => "markup of reStructuredText: it is printed as is",
            Self::WikiMarkup => "markup of a wiki: it is printed as is",
            Self::Abbreviation => "an abbreviation is not read: it is printed as is",
            Self::NumberedList => "this numbered list is not read: it is printed as is",
            Self::BlockId => "the id of a block is not read: it is printed as is",
            Self::AsciiDoc => "markup of AsciiDoc: it is printed as is",
            Self::Org => "markup of Org: it is printed as is",
            Self::Mdx => "code of MDX: it is printed as is",
            Self::Typst => "a command of Typst: it is printed as is",
            Self::BracketTag => "a tag in square brackets of another tool: it is printed as is",
        }
    }

    /// What to write instead.
    pub(in crate::parse::topic) fn help(self) -> &'static str {
        match self {
            Self::Shortcode => {
                "write Markdown, such as `![what it shows](picture.png)`, or HTML with `raw_html: true`; write it as code if it is text"
            }
            Self::TrackedChange => "accept or reject the change, and delete the braces",
            Self::Role => "write `[@key]` to cite, `[words](@/page.md)` to link, or Markdown's own markup",
            Self::Directive => {
                "write an alert (`> [!NOTE]`), an image or a table; for code, ```` ```name ```` without braces"
            }
            Self::CodeAttributes => "write the language alone: ```` ```python ````",
            Self::Target => "give the heading an id: `## Heading {#label}`",
            Self::Attributes => {
                "delete them; headings take `{#id .class}`, cited statements `{#id}`; put `\\` before them if they are text"
            }
            Self::Contents => "delete it: a page shows its contents by itself",
            Self::DefinitionList => "write a list: `- **Term**: its meaning`",
            Self::LineBlock => "end each line with `\\`, or write a blockquote: `> …`",
            Self::GridTable => "write a table of GFM: `| A | B |`, below it `|---|---|`, then the rows",
            Self::TableRows => "write a line `|---|---|` below the first row, with as many cells",
            Self::Admonition => ALERT_HELP,
            Self::Math => {
                "write it with characters (x², √2, ½) or as a picture; write `\\$` for a sum of money"
            }
            Self::LatexCitation => "write `[@key]`, `[@key, p. 3]` or, in the sentence, `@key`",
            Self::LatexNote => "write `^[the note]`",
            Self::Latex => {
                "write Markdown: `*emphasis*`, `**strong**`, `## Heading`; put `\\` before it if it is text"
            }
            Self::Wikilink => "write `[words](@/folder/page.md)`",
            Self::UndefinedLink => {
                "write `[words](address)`, or define the label on a line of its own: `[label]: address`"
            }
            Self::ImageWithSpace => "put the address between angle brackets: `![words](<my file.png>)`",
            Self::LinkWithSpace => "put the address between angle brackets: `[words](<my file.pdf>)`",
            Self::NoteInLink => "put the note behind the link: `[words](address)[^1]`",
            Self::CitationInLink => "put the citation behind the link: `[words](address) [@key]`",
            Self::BrokenLink => {
                "write `[words](address)`, with nothing between the brackets; put `\\` before it if it is text"
            }
            Self::Highlight => "write `**words**` or `*words*`; put `\\` before it if it is text",
            Self::Script => "write the character: x², H₂O",
            Self::Restructured => {
                "write Markdown: `[words](address)`, `^[a note]`, `![what it shows](picture.png)`, `> [!NOTE]`"
            }
            Self::WikiMarkup => "write Markdown: `## Heading`, `**strong**`, `*emphasis*`",
            Self::Abbreviation => "say in the text what it stands for",
            Self::NumberedList => "write `1.` before each item",
            Self::BlockId => "delete it; cited statements take `{#id}`",
            Self::AsciiDoc => {
                "write Markdown: `[words](address)`, `^[a note]`, `> [!NOTE]`, a table of GFM; put `\\` before it if it is text"
            }
            Self::Org => {
                "write Markdown: `## Heading`, `> words`, `^[a note]`; put `\\` before it if it is text"
            }
            Self::Mdx => "write what the code would show; put `\\` before it if it is text",
            Self::Typst => {
                "write Markdown: `[@key]` to cite, `![what it shows](picture.png)`, `^[a note]`; put `\\` before it if it is text"
            }
            Self::BracketTag => "write Markdown: `**strong**`, `> words`, `![what it shows](picture.png)`",
        }
    }
}
