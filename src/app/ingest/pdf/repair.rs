//! A PDF whose table of objects is wrong or cut off, with a new one made from the objects that are found in it.

use std::collections::BTreeMap;

/// Most objects of one file.
const MOST: u32 = 2_000_000;

/// The file with a new table of its objects; nothing where no object or no catalogue is found, or where it is
/// encrypted, since the key stands in the table that is lost.
pub(super) fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let header = memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-")?;
    let bytes = &bytes[header..];
    if memchr::memmem::find(bytes, b"/Encrypt").is_some() {
        return None;
    }
    let objects = objects(bytes);
    let root = root(bytes, &objects)?;
    let size = objects.last_key_value()?.0 + 1;
    let mut repaired = bytes.to_vec();
    repaired.push(b'\n');
    let start = repaired.len();
    repaired.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, (generation, offset)) in &objects {
        repaired.extend(format!("{number} 1\n{offset:010} {generation:05} n \n").bytes());
    }
    repaired
        .extend(format!("trailer\n<</Size {size}/Root {root} 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    Some(repaired)
}

/// The objects, by their numbers: generation and offset. Of several with one number the last counts, as where a file
/// was changed by appending to it.
fn objects(bytes: &[u8]) -> BTreeMap<u32, (u32, usize)> {
    let mut objects = BTreeMap::new();
    for at in memchr::memmem::find_iter(bytes, b"obj") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        if let Some((number, generation, offset)) = numbers_before(bytes, at)
            && number > 0
            && number < MOST
        {
            objects.insert(number, (generation, offset));
        }
    }
    objects
}

/// The two numbers before `obj`, and where the first begins.
fn numbers_before(bytes: &[u8], at: usize) -> Option<(u32, u32, usize)> {
    let (generation, start) = number_before(bytes, at)?;
    let (number, start) = number_before(bytes, start)?;
    Some((number, generation, start))
}

/// The number before an offset, with white space between them, and where it begins.
fn number_before(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let end = bytes[..at].iter().rposition(|byte| !byte.is_ascii_whitespace())? + 1;
    let start = bytes[..end].iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |before| before + 1);
    let number = std::str::from_utf8(&bytes[start..end]).ok()?.parse().ok()?;
    Some((number, start))
}

/// The number of the catalogue: as the last trailer names it, else the object that says that it is one.
fn root(bytes: &[u8], objects: &BTreeMap<u32, (u32, usize)>) -> Option<u32> {
    let named = memchr::memmem::rfind(bytes, b"/Root").and_then(|at| {
        let digits = bytes[at + b"/Root".len()..].trim_ascii_start();
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&digits[..length]).ok()?.parse().ok()
    });
    named.filter(|number| objects.contains_key(number)).or_else(|| {
        let is_catalogue = |offset: usize| {
            let object = &bytes[offset..];
            let end = memchr::memmem::find(object, b"endobj").unwrap_or(object.len());
            let plain: Vec<u8> =
                object[..end].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            memchr::memmem::find(&plain, b"/Type/Catalog").is_some()
        };
        objects.iter().find(|(_, (_, offset))| is_catalogue(*offset)).map(|(number, _)| *number)
    })
}

#[cfg(test)]
mod tests {
    use super::repaired;

    #[test]
    fn objects_are_found_where_they_stand() {
        let file = b"junk%PDF-1.4\n1 0 obj <</Type /Pages>> endobj\n12 0 obj\n<< /Type /Catalog >>\nendobj\n1 0 obj <<>> endobj";
        let made = repaired(file).unwrap();
        let text = String::from_utf8_lossy(&made);
        let second = text.rfind("1 0 obj").unwrap();
        assert!(text.contains(&format!("1 1\n{second:010} 00000 n")), "{text}");
        assert!(text.contains("/Size 13/Root 12 0 R"), "{text}");
        assert_eq!(repaired(b"%PDF-1.4\n"), None);
        assert_eq!(repaired(b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj trailer <</Encrypt 2 0 R>>"), None);
    }
}
