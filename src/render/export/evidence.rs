//! The evidence of a site in one archive: what its pages say, what of each source they rest on, what was recorded, and
//! a list of hashes that `sha256sum -c SHA256SUMS` verifies.

use serde_json::{Value, json};

use super::markdown::markdown;
use super::{ExportFile, ExportedWork, SiteFiles};
use crate::base::FileChanged;
use crate::base::ids::SourceId;
use crate::base::sha256;
use crate::render::markup::passage;
use crate::render::reference::{SourceRecord, csl_json};
use crate::render::view::Maker;

/// What stands in the archive beside the pages of the work.
#[derive(Debug)]
pub struct Recorded {
    /// The bytes of `claims.json` and of its schema.
    pub claims: [Vec<u8>; 2],
    /// The text of `ibid.lock` as a build would record it.
    pub lock: String,
}

/// The files of the archive. `file` gives the bytes of a file of the site by its path.
///
/// # Errors
/// What `file` answers.
pub fn evidence(
    maker: &Maker<'_>,
    work: &ExportedWork,
    recorded: Recorded,
    file: &SiteFiles<'_>,
) -> Result<Vec<ExportFile>, FileChanged> {
    let Recorded { claims: [claims, schema], lock } = recorded;
    let mut files = vec![
        ExportFile::text("README.txt", &readme(work)),
        ExportFile { path: "claims.json".to_owned(), bytes: claims, is_stored: false },
        ExportFile { path: "claims.schema.json".to_owned(), bytes: schema, is_stored: false },
        ExportFile::text("ibid.lock", &lock),
    ];
    for page in &work.pages {
        let name = if page.folder.is_empty() { "home" } else { &page.folder };
        files.push(ExportFile::text(&format!("pages/{name}.md"), &markdown(page)));
    }
    for source in SourceId::all(maker.site.sources.len()) {
        let record = &maker.site.sources[source];
        let bytes = file(&record.path)?.unwrap_or_default();
        let text = serde_json::to_string_pretty(&of_source(maker, source, &bytes)).unwrap_or_default();
        let name = maker.site.addresses.sources[source].trim_start_matches("sources/");
        files.push(ExportFile::text(&format!("sources/{name}.json"), &format!("{text}\n")));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let line = |file: &ExportFile| format!("{}  {}\n", sha256::hex(&file.bytes), file.path);
    let sums: String = files.iter().map(line).collect();
    files.push(ExportFile::text("SHA256SUMS", &sums));
    Ok(files)
}

/// What is known of a source, the passages that pages rely on, and the hashes of the saved text.
fn of_source(maker: &Maker<'_>, source: SourceId, bytes: &[u8]) -> Value {
    let (site, record) = (maker.site, &maker.site.sources[source]);
    let passages = site.backlinks[source].passages.keys().filter_map(|place| {
        let shown = passage::shown(site, source, place)?;
        Some(json!({
            "exact": shown.exact, "before": shown.before, "after": shown.after, "paragraph": place.paragraph,
            "page": site.addresses.absolute_path(&maker.passage_url(source, place)),
        }))
    });
    let passages: Vec<Value> = passages.collect();
    let reference = csl_json(&[&SourceRecord::new(record, None)]);
    let reference: Value = serde_json::from_str(&reference).unwrap_or_default();
    json!({
        "key": record.key,
        "reference": reference[0],
        "archive": record.meta.archive_url,
        "saved": {
            "file": record.path,
            "sha256": sha256::hex(bytes),
            "text_blake3": record.hash,
            "original": record.meta.original.as_ref().map(|original| json!({"file": original.file, "blake3": original.hash})),
        },
        "passages": passages,
    })
}

fn readme(work: &ExportedWork) -> String {
    format!(
        "Evidence of {}\n{}\n\nclaims.json         every cited statement with its citations and passages; claims.schema.json describes it\npages/              the pages, with a footnote for each citation\nsources/            each source: what it states of itself, the passages relied on, and hashes of the saved copy\nibid.lock           the hashes of the sources' texts (BLAKE3) that were accepted\nSHA256SUMS          hashes of all of these: `sha256sum -c SHA256SUMS` verifies them\n\nA source's own text is not part of this archive, except the passages relied on with a few words around them. Its file is\nidentified by its SHA-256, taken with LF as the end of each line. A match says that words are the source's, never that a\nstatement is true. Made with ibid {}.\n",
        work.title,
        work.url,
        env!("CARGO_PKG_VERSION")
    )
}
