//! What each stage costs, on the site of this repository: `cargo bench --bench stages`.
//!
//! Each figure is for the whole site (a dozen pages, five sources) on one thread; divided by the number of bytes
//! it is the speed that is printed beside it. `ibid build --timings` says the same of any site, on all threads.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot begin ends")]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::BytesCount;
use ibid::app::engine::{Checked, Renderer, RunOptions, Workspace};
use ibid::parse::{source, topic};
use ibid::read::snapshot::{self, SiteRoot, Snapshot};
use ibid::render::html;
use ibid::render::view::Job;
use ibid::verify::{self, Library};

static SITE: LazyLock<Flagship> = LazyLock::new(Flagship::new);

/// The site, as far as each stage needs it.
struct Flagship {
    place: SiteRoot,
    snapshot: Arc<Snapshot>,
    checked: Arc<Checked>,
    library: Library,
    renderer: Renderer,
    jobs: Vec<Job>,
}

impl Flagship {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
        let place = SiteRoot { root, config: "ibid.yaml".to_owned() };
        let snapshot = Arc::new(snapshot::read(&place).unwrap().0);
        let checked = Arc::new(checked(&place, &snapshot));
        let library = Library::new(&checked.site.sources, &checked.config);
        let renderer = Renderer::new(Arc::clone(&checked)).unwrap();
        let jobs = renderer.jobs();
        Self { place, snapshot, checked, library, renderer, jobs }
    }

    /// The files of a folder, with their bytes in all.
    fn files(&self, folder: &str, extension: &str) -> (Vec<&str>, usize) {
        let files = self.snapshot.below(folder).filter(|(path, _)| path.ends_with(extension));
        let (paths, sizes): (Vec<&str>, Vec<usize>) = files.map(|(path, bytes)| (path, bytes.len())).unzip();
        (paths, sizes.iter().sum())
    }
}

fn checked(place: &SiteRoot, snapshot: &Arc<Snapshot>) -> Checked {
    Workspace::default()
        .update(Arc::clone(snapshot), &place.config, Vec::new(), &RunOptions::default())
        .unwrap()
}

fn main() {
    divan::main();
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    bencher.bench(|| snapshot::read(&SITE.place));
}

#[divan::bench]
fn parse_pages(bencher: Bencher<'_, '_>) {
    let (paths, bytes) = SITE.files("content", ".md");
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        paths
            .iter()
            .map(|path| topic::parse_with_body(&SITE.snapshot, &SITE.checked.config, path))
            .collect::<Vec<_>>()
    });
}

#[divan::bench]
fn parse_sources(bencher: Bencher<'_, '_>) {
    let (paths, bytes) = SITE.files("seeds", "");
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| paths.iter().map(|path| source::parse(&SITE.snapshot, path)).collect::<Vec<_>>());
}

#[divan::bench]
fn normalise_sources(bencher: Bencher<'_, '_>) {
    let bytes: usize = SITE.checked.site.sources.iter().map(|source| source.text.plain.len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| Library::new(&SITE.checked.site.sources, &SITE.checked.config));
}

#[divan::bench]
fn verify_pages(bencher: Bencher<'_, '_>) {
    let (_, bytes) = SITE.files("content", ".md");
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        let pages = SITE.checked.site.pages.iter();
        let text = |path: &str| SITE.snapshot.lossy_text(path).unwrap();
        pages.map(|page| verify::page::check(page, &text(&page.path), &SITE.library)).collect::<Vec<_>>()
    });
}

/// Reading, and making what is shown, apart: all that comes before the first page.
#[divan::bench]
fn bring_up_to_date(bencher: Bencher<'_, '_>) {
    bencher.bench(|| checked(&SITE.place, &SITE.snapshot));
}

/// The view, the template, and the smallest form of every page.
#[divan::bench]
fn make_pages(bencher: Bencher<'_, '_>) {
    let make = || SITE.jobs.iter().map(|job| SITE.renderer.page(job).unwrap()).collect::<Vec<_>>();
    let bytes: usize = make().iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(make);
}

/// Pages that are as small as they can be, made small again: the cost of the pass over their bytes.
#[divan::bench]
fn make_small(bencher: Bencher<'_, '_>) {
    let pages: Vec<Vec<u8>> = SITE.jobs.iter().map(|job| SITE.renderer.page(job).unwrap()).collect();
    let bytes: usize = pages.iter().map(Vec::len).sum();
    let known = html::KnownPieces::default();
    bencher.counter(BytesCount::new(bytes)).with_inputs(|| pages.clone()).bench_values(|pages| {
        pages.into_iter().map(|html| html::minify(html.into(), false, &known)).collect::<Vec<_>>()
    });
}

/// Claims, references, feeds and the other files for machines, and those of the theme.
#[divan::bench]
fn other_files(bencher: Bencher<'_, '_>) {
    bencher.bench(|| SITE.renderer.other_files().unwrap());
}
