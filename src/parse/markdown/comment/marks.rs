//! The marks with which private comments begin and end.

/// How a kind of comment begins and ends.
pub(super) struct CommentMarks {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether one that is not closed is a mistake; of the others, the opening marks may be text.
    pub(super) must_close: bool,
}

const fn marks(open: &'static str, close: &'static str, must_close: bool) -> CommentMarks {
    CommentMarks { open, close, must_close }
}

/// Kinds of comments: of Obsidian, CriticMarkup, MDX, Hugo, Liquid, Jinja, kramdown, Handlebars, ERB, LaTeX and
/// Org.
pub(super) const MARKS: [CommentMarks; 18] = [
    marks("%%", "%%", true),
    marks("{>>", "<<}", true),
    marks("{/*", "*/}", true),
    marks("{{/*", "*/}}", true),
    marks("{{- /*", "*/ -}}", true),
    marks("{% comment %}", "{% endcomment %}", true),
    marks("{%- comment -%}", "{%- endcomment -%}", true),
    marks("{{< comment >}}", "{{< /comment >}}", true),
    marks("{{% comment %}}", "{{% /comment %}}", true),
    marks("{# ", "#}", false),
    marks("{#\n", "#}", false),
    marks("{::comment}", "{:/comment}", true),
    marks("{{!", "}}", false),
    marks("<%#", "%>", false),
    marks("<%--", "--%>", false),
    marks("\\iffalse", "\\fi", true),
    marks("#+begin_comment", "#+end_comment", true),
    marks("#+BEGIN_COMMENT", "#+END_COMMENT", true),
];
