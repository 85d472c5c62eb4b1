//! What the library would follow until its stack is full: a page that hands its attributes down to itself, and forms
//! that draw themselves.

use std::collections::BTreeMap;
use std::rc::Rc;

use pdf_extract::content::Content;
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use super::{dictionary, followed};

/// Most nodes of the page tree from a page to its root, and most forms that are drawn within each other.
const DEEPEST: usize = 64;
/// Most forms drawn on a page, those within forms counted as often as they are drawn.
const MOST_FORMS: usize = 1 << 18;

/// The forms that pages draw, as far as they were looked at.
pub(super) struct Forms<'d> {
    document: &'d Document,
    /// The names of the forms that each form draws.
    drawn_by: BTreeMap<ObjectId, Rc<[Vec<u8>]>>,
}

impl<'d> Forms<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, drawn_by: BTreeMap::new() }
    }

    /// Whether the library comes to the end of a page. Where something is wrong with the page in another way, it does.
    pub(super) fn come_to_an_end(&mut self, page: ObjectId) -> bool {
        let Ok(node) = self.document.get_dictionary(page) else { return true };
        let is_box = |object: &Object| object.as_array().is_ok();
        let is_dictionary = |object: &Object| object.as_dict().is_ok();
        let media_box = inherited(self.document, node, b"MediaBox", is_box);
        let resources = inherited(self.document, node, b"Resources", is_dictionary);
        let (Ok(_), Ok(resources)) = (media_box, resources) else { return false };
        let Some(resources) = resources.and_then(|object| object.as_dict().ok()) else { return true };
        if dictionary(self.document, resources, b"XObject").is_none() {
            return true;
        }
        let content = self.document.get_page_content(page).unwrap_or_default();
        self.end(&drawn(&content), resources, 0, &mut 0)
    }

    /// Whether what is drawn here comes to an end, within `depth` forms of which `count` were seen already.
    fn end(&mut self, names: &[Vec<u8>], resources: &'d Dictionary, depth: usize, count: &mut usize) -> bool {
        let Some(forms) = dictionary(self.document, resources, b"XObject") else { return true };
        names.iter().all(|name| {
            *count += 1;
            // A stream is never written where it is named, but always referred to.
            let Ok(id) = forms.get(name).and_then(Object::as_reference) else { return true };
            let Ok(form) = self.document.get_object(id).and_then(Object::as_stream) else { return true };
            if depth >= DEEPEST || *count > MOST_FORMS {
                return false;
            }
            let names = self.drawn_by.entry(id).or_insert_with(|| drawn(&unpacked(form)).into()).clone();
            // A form without resources has those of what draws it.
            let own = dictionary(self.document, &form.dict, b"Resources");
            self.end(&names, own.unwrap_or(resources), depth + 1, count)
        })
    }
}

/// An attribute of a page, from itself or what it stands below (ISO 32000-2, 7.7.3.4).
///
/// # Errors
/// Where the tree does not come to its root.
fn inherited<'d>(
    document: &'d Document,
    page: &'d Dictionary,
    key: &[u8],
    is_sought: impl Fn(&Object) -> bool,
) -> Result<Option<&'d Object>, ()> {
    let mut node = page;
    for _ in 0..DEEPEST {
        let found = node.get(key).ok().and_then(|object| followed(document, object));
        if found.is_some_and(&is_sought) {
            return Ok(found);
        }
        let parent = node.get(b"Parent").and_then(Object::as_reference);
        match parent.and_then(|parent| document.get_dictionary(parent)) {
            Ok(parent) => node = parent,
            Err(_) => return Ok(None),
        }
    }
    Err(())
}

/// The names of the forms that a content stream draws, in its order.
fn drawn(content: &[u8]) -> Vec<Vec<u8>> {
    // Most do not, and to take one apart costs as much as to read it.
    if memchr::memmem::find(content, b"Do").is_none() {
        return Vec::new();
    }
    let Ok(content) = Content::decode(content) else { return Vec::new() };
    let draws = content.operations.iter().filter(|operation| operation.operator == "Do");
    draws.filter_map(|operation| operation.operands.first()?.as_name().ok().map(<[u8]>::to_vec)).collect()
}

fn unpacked(form: &Stream) -> Vec<u8> {
    form.decompressed_content().unwrap_or_else(|_| form.content.clone())
}

#[cfg(test)]
mod tests {
    use super::super::read;

    /// Two pages: one with a text, and one made of `tree`, which is the page 5 0 and whatever it refers to.
    fn remarks(tree: &str) -> Vec<String> {
        let text = "BT /F 10 Tf 40 540 Td (The ferry took more people every year, it is said.) Tj ET";
        let file = format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R 5 0 R]/Count \
             2>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Resources<</Font<</F 4 0 \
             R>>>>/Contents 9 0 R>>\nendobj\n4 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/\
             WinAnsiEncoding>>\nendobj\n9 0 obj\n<</Length {}>>\nstream\n{text}\nendstream\nendobj\n{tree}",
            text.len()
        );
        read(file.as_bytes()).unwrap().remarks
    }

    /// A page that draws the form 6 0, which has a content.
    fn page_with_form(content: &str) -> String {
        format!(
            "5 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Resources<</XObject<</A 6 0 R/B 7 0 \
             R>>>>/Contents 8 0 R>>\nendobj\n6 0 obj\n<</Type/XObject/Subtype/Form/Length {}>>\nstream\n{content}\nendstream\nendobj\n7 0 obj\n\
             <</Type/XObject/Subtype/Form/Length 3>>\nstream\nq Q\nendstream\nendobj\n8 0 obj\n<</Length 5>>\nstream\n/A Do\nendstream\nendobj\n",
            content.len()
        )
    }

    #[test]
    fn a_page_that_never_ends_is_left_out() {
        const LEFT_OUT: &str = "1 of its 2 pages cannot be read";
        let own_parent = "5 0 obj\n<</Type/Page/Parent 6 0 R/Contents 9 0 R>>\nendobj\n6 0 obj\n<</Type/Pages/Parent 6 0 R/Kids[5 0 R]>>\nendobj\n";
        for (tree, is_left_out) in [
            (own_parent.to_owned(), true),
            (page_with_form("/A Do"), true),
            (page_with_form("q /B Do /A Do Q"), true),
            (page_with_form("/B Do"), false),
            (page_with_form("(/A Do) unknown"), false),
        ] {
            let remarks = remarks(&tree);
            let found = remarks.iter().any(|remark| remark.contains(LEFT_OUT));
            assert_eq!(found, is_left_out, "{tree}{remarks:?}");
        }
    }
}
