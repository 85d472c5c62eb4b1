//! `ibid build`, and what other commands do as it does.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use clap::Args;

use super::summary::{closing, say_what_stays, say_what_was_renamed, say_what_was_rescued};
use crate::app::engine::{
    self, Checked, Inventory, Outcome, RenderError, Renderer, RunOptions, Timings, Workspace,
};
use crate::app::scaffold::file::replace;
use crate::app::terminal::{self, Global};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::parallel;
use crate::base::store::{self, Key, Store};
use crate::base::{Failure, FileChanged, regular_file};
use crate::publish::{self, Mode, Publication, PublishError, PublishTarget};
use crate::read::config::{self, check_base_url};
use crate::read::snapshot::{self, FOLDERS, LOCK_FILE, LOCK_RECORD, ReadCache, SiteRoot, Snapshot};

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Use this address instead of the configured one
    #[arg(short = 'u', long, value_name = "URL", value_parser = check_base_url)]
    base_url: Option<String>,
    /// Use this output folder instead of the configured one
    #[arg(short, long, value_name = "FOLDER")]
    output_dir: Option<PathBuf>,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// Publish nothing while there are warnings
    #[arg(long)]
    strict: bool,
    /// Publish into a folder that ibid did not create
    #[arg(short, long)]
    force: bool,
    /// Print how long each step took
    #[arg(long)]
    timings: bool,
    /// Build everything from scratch, and cache nothing for the next build
    #[arg(long)]
    no_cache: bool,
    /// Compare what is published with a build from scratch
    #[arg(long)]
    verify: bool,
}

/// A build that is running: what it reads, and what earlier builds left for it.
struct Build<'a> {
    args: &'a BuildArgs,
    global: &'a Global,
    place: &'a SiteRoot,
    started: Instant,
    snapshot: Arc<Snapshot>,
    found: Vec<Diagnostic>,
    timings: Timings,
    store: Option<Store>,
    options: RunOptions,
    inventory: Inventory,
    output: PathBuf,
}

/// Checks the site and publishes it.
pub(super) fn build(args: &BuildArgs, global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    let store = (!args.no_cache).then(|| store(&place));
    // A comparison with a build from scratch must not rely on a cache.
    let cache = store.as_ref().filter(|_| !args.verify);
    let cache = cache.map(|store| ReadCache::read(store, &place.root)).unwrap_or_default();
    let started = Instant::now();
    let build = |cache: &ReadCache| Build::read(args, global, &place, started, store.clone(), cache)?.run();
    match build(&cache) {
        // A file was not what its stamp promised: start again, and read every file.
        Err(BuildError::FileChanged(_)) => Ok(build(&ReadCache::default())?),
        done => Ok(done?),
    }
}

/// The output, ready to be written to, or why it is not.
type OpenedOutput = Result<Publication<'static>, Failure>;

/// Why a build published nothing.
#[derive(Debug)]
pub(super) enum BuildError {
    Failure(Failure),
    /// A file was not what its stamp promised; nothing of the build was published or saved.
    FileChanged(FileChanged),
}

impl From<Failure> for BuildError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<FileChanged> for BuildError {
    fn from(changed: FileChanged) -> Self {
        Self::FileChanged(changed)
    }
}

impl From<PublishError> for BuildError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::FileChanged(changed) => Self::FileChanged(changed),
            error => Self::Failure(failure(error)),
        }
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Failure(failure) => failure,
            BuildError::FileChanged(changed) => changed.into(),
        }
    }
}

impl<'a> Build<'a> {
    /// Reads the site, except the files that the cache knows.
    fn read(
        args: &'a BuildArgs,
        global: &'a Global,
        place: &'a SiteRoot,
        started: Instant,
        store: Option<Store>,
        cache: &ReadCache,
    ) -> Result<Self, Failure> {
        let timings = Timings::default();
        let started_at = SystemTime::now();
        let (snapshot, found) = timings.time("read", || snapshot::read_with_cache(place, cache))?;
        let options = RunOptions {
            drafts: args.drafts,
            base_url: args.base_url.clone(),
            pictures: store.clone(),
            ..RunOptions::default()
        };
        let inventory = timings.time("hash inputs", || Inventory::new(&snapshot, &place.config, &options));
        let output = match &args.output_dir {
            Some(folder) => {
                std::path::absolute(folder).map_err(|error| Failure::io("cannot use", folder, &error))?
            }
            None => place.root.join(config::parse(&snapshot, &place.config).0.output_dir),
        };
        let (protected, state) = (protected(place), state(place));
        let at_output =
            publish::PublishOptions { protected: &protected, ..publish::PublishOptions::default() };
        let target = PublishTarget { output: &output, state: &state, options: at_output };
        publish::refuse(&target).map_err(failure)?;
        // A file that could not be read may be readable the next time, so nothing is cached after such a run.
        let store = store.filter(|_| found.is_empty());
        if let Some(store) = &store {
            timings
                .time("hash inputs", || cache.save(&snapshot, started_at, |path| inventory.key(path), store));
        }
        let snapshot = Arc::new(snapshot);
        Ok(Self { args, global, place, started, snapshot, found, timings, store, options, inventory, output })
    }

    /// Publishes the site; whether it was published.
    fn run(&self) -> Result<bool, BuildError> {
        let is_published = self.repeat_unchanged()? || self.rebuild()?;
        if is_published && self.args.verify {
            return self.is_as_from_nothing();
        }
        Ok(is_published)
    }

    /// Where nothing has changed since the last build: repeats its findings and leaves what it published. Whether
    /// that was so.
    fn repeat_unchanged(&self) -> Result<bool, BuildError> {
        let site = self.inventory.key_of_all(self.lock_text());
        let outcome = self.store.as_ref().and_then(|store| Outcome::read(store, &site));
        let publishable = |outcome: &Outcome| engine::is_publishable(&outcome.findings, self.args.strict);
        let Some(outcome) = outcome.filter(publishable) else { return Ok(false) };
        let publication = self.begin_publication()?;
        if !self.timings.time("compare", || publication.keep_all(&site)) {
            return Ok(false);
        }
        read_files_of(&self.snapshot, &outcome.findings)?;
        terminal::findings(&outcome.findings, self.snapshot.as_ref(), self.global);
        self.commit(publication, site, &outcome)?;
        Ok(true)
    }

    fn lock_text(&self) -> &str {
        self.snapshot.utf8(LOCK_FILE).unwrap_or_default()
    }

    /// Checks the site, and makes what cannot be reused; whether the site was published.
    fn rebuild(&self) -> Result<bool, BuildError> {
        let timings = &self.timings;
        let (opened, workspace, checked) = self.check_beside_the_output()?;
        let origins = self.inventory.origins(&checked.site);
        let known = self.store.as_ref().and_then(|store| self.inventory.references(store));
        let is_known = known.is_some();
        let renderer = Renderer::with_references(Arc::clone(&checked), known);
        let formatted = renderer.as_ref().ok().filter(|_| !is_known).map(Renderer::references);
        let (findings, publication) = match renderer {
            Ok(renderer) if engine::is_publishable(&checked.reported(Vec::new()), self.args.strict) => {
                let publication = opened.unwrap_or_else(|| self.begin_publication())?;
                let findings = renderer.write(Some(&origins), &publication)?;
                (checked.reported(findings), Some(publication))
            }
            // Mistakes in templates are found without publishing anything.
            Ok(renderer) => (checked.reported(renderer.problems()?), None),
            Err(RenderError::Findings(findings)) => (checked.reported(findings), None),
            Err(RenderError::FileChanged(changed)) => return Err(changed.into()),
        };
        timings.absorb(&checked.timings);
        read_files_of(&self.snapshot, &findings)?;
        let renamed = workspace.renamed(&checked.site);
        if let Some(store) = &self.store {
            timings.time("save cache", || workspace.save(&self.inventory, store));
            formatted.iter().for_each(|references| self.inventory.save_references(references, store));
        }
        terminal::findings(&findings, checked.snapshot.as_ref(), self.global);
        say_what_was_renamed(&renamed, self.global);
        let publication = publication.filter(|_| engine::is_publishable(&findings, self.args.strict));
        let Some(publication) = publication else {
            if findings.iter().any(|finding| finding.rule == Rule::Template) {
                self.store.iter().for_each(Outcome::forget);
            }
            let what = "nothing was published";
            closing(checked.counts, &findings, what, self.started.elapsed(), self.global);
            return Ok(false);
        };
        self.publish(publication, &checked, findings)?;
        Ok(true)
    }

    /// Checks the site, and opens the output beside it where something of an earlier build may be kept.
    fn check_beside_the_output(&self) -> Result<(Option<OpenedOutput>, Workspace, Arc<Checked>), BuildError> {
        let (place, timings, options) = (self.place, &self.timings, &self.options);
        let open = || self.begin_publication();
        let update = |mut workspace: Workspace| {
            let snapshot = Arc::clone(&self.snapshot);
            let checked = workspace.update(snapshot, &place.config, self.found.clone(), options)?;
            Ok::<_, FileChanged>((workspace, checked))
        };
        // What stands is looked at beside the checks, by whichever thread has nothing else to do. Without a
        // store, nothing is opened before the site is known to be fit.
        let (opened, updated) = match &self.store {
            Some(store) => {
                let read_cache =
                    || Workspace::from_cache(&self.snapshot, &place.config, &self.inventory, store);
                let (opened, updated) =
                    parallel::join(open, || update(timings.time("read cache", read_cache)));
                (Some(opened), updated)
            }
            None => (None, update(Workspace::default())),
        };
        let (workspace, checked) = updated?;
        Ok((opened, workspace, Arc::new(checked)))
    }

    /// Replaces the published files with the new ones, and records them.
    fn publish(
        &self,
        publication: Publication<'static>,
        checked: &Checked,
        findings: Vec<Diagnostic>,
    ) -> Result<(), BuildError> {
        let place = self.place;
        let lock = checked.lock_to_publish();
        let site = match lock == checked.lock {
            true => self.inventory.key_of_all(self.lock_text()),
            false => self.inventory.key_of_all(&lock.text()),
        };
        let outcome = Outcome::new(site, &self.inventory, findings, checked.counts);
        self.commit(publication, site, &outcome)?;
        // Sources seen for the first time, and those that nothing rests on, are accepted as they are.
        if lock != checked.lock {
            replace(&place.root.join(LOCK_FILE), lock.text())?;
            record_lock(place)?;
        }
        if let Some(store) = &self.store {
            outcome.save(store);
        }
        Ok(())
    }

    /// Begins to publish.
    fn begin_publication(&self) -> OpenedOutput {
        self.timings.time("open the output", || self.open_publication())
    }

    fn open_publication(&self) -> OpenedOutput {
        let (protected, state) = (protected(self.place), state(self.place));
        let options = publish::PublishOptions {
            force: self.args.force,
            protected: &protected,
            store: self.store.as_ref(),
            ..publish::PublishOptions::default()
        };
        let target = PublishTarget { output: &self.output, state: &state, options };
        let mut publication = Publication::open(&target).map_err(failure)?;
        // Copies kept while an interrupted build was completed are reported now, since this build may still fail.
        say_what_was_rescued(&publication.take_rescued());
        Ok(publication)
    }

    /// Publishes the files that were made, and prints what was done.
    fn commit(&self, publication: Publication<'_>, site: Key, outcome: &Outcome) -> Result<(), Failure> {
        let report = self.timings.time("publish", || publication.commit(Some(site))).map_err(failure)?;
        say_what_was_rescued(&report.rescued);
        say_what_stays(&report.left_edited);
        if !report.locked {
            terminal::say("warning: this file system has no locks; do not run two builds at once");
        }
        let what = match report.mode {
            Mode::Nothing => "nothing to change".to_owned(),
            _ => format!(
                "{} files written, {} removed, {} unchanged",
                report.written.len(),
                report.removed.len(),
                report.unchanged
            ),
        };
        closing(outcome.counts, &outcome.findings, &what, self.started.elapsed(), self.global);
        if self.args.timings {
            terminal::say(self.timings.table(outcome.counts.pages).trim_end());
        }
        if self.global.verbose {
            report.written.iter().for_each(|file| terminal::say(&format!("  written  {file}")));
            report.removed.iter().for_each(|file| terminal::say(&format!("  removed  {file}")));
        }
        Ok(())
    }

    /// Compares the files in the output with those of a build from scratch, and prints which differ.
    fn is_as_from_nothing(&self) -> Result<bool, BuildError> {
        let options = RunOptions { pictures: None, ..self.options.clone() };
        let run = engine::run(Arc::clone(&self.snapshot), &self.place.config, self.found.clone(), &options)?;
        let differs = |(path, bytes): &(&String, &Arc<[u8]>)| {
            regular_file::read(&self.output.join(path)).map_or(true, |stands| stands[..] != bytes[..])
        };
        let wrong: Vec<&String> = run.files.iter().filter(differs).map(|(path, _)| path).collect();
        if wrong.is_empty() {
            terminal::say(&format!(
                "verified: {} files equal those of a build from scratch",
                run.files.len()
            ));
            return Ok(true);
        }
        wrong.iter().for_each(|path| terminal::say(&format!("  differs  {path}")));
        let message = format!("{} files differ from a build from scratch", wrong.len());
        Err(Failure::new(message).help("run `ibid clean`, build again, and please report the fault").into())
    }
}

/// Folders that the output folder must keep away from.
pub(super) fn protected(place: &SiteRoot) -> Vec<PathBuf> {
    FOLDERS.iter().map(|folder| place.root.join(folder)).collect()
}

/// Where ibid keeps what is its own.
pub(super) fn state(place: &SiteRoot) -> PathBuf {
    place.root.join(".ibid")
}

/// Records that the site has a lock, so that its absence is noticed.
pub(super) fn record_lock(place: &SiteRoot) -> Result<(), Failure> {
    let record = place.root.join(LOCK_RECORD);
    if record.symlink_metadata().is_ok() { Ok(()) } else { replace(&record, "") }
}

/// What builds of a site keep for the next.
pub(super) fn store(place: &SiteRoot) -> Store {
    Store::new(&place.root.join(store::FOLDER))
}

/// Removes what builds keep for the next; the published site stays.
pub(super) fn clean(global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    let folder = place.root.join(store::FOLDER);
    let removed = store(&place).clear().map_err(|error| Failure::io("cannot remove", &folder, &error))?;
    terminal::say(if removed { "removed .ibid/cache" } else { "there is nothing to remove" });
    Ok(true)
}

/// Reads the files that findings quote, before anything is printed.
pub(super) fn read_files_of(snapshot: &Snapshot, findings: &[Diagnostic]) -> Result<(), FileChanged> {
    let related = findings.iter().flat_map(|finding| &finding.related).map(|place| &place.path);
    let paths = findings.iter().map(|finding| &finding.path).chain(related);
    snapshot.read_files(paths.map(String::as_str))
}

/// Reads the site and runs the pipeline up to its index.
pub(super) fn check_site(place: &SiteRoot, options: &RunOptions) -> Result<Arc<Checked>, Failure> {
    let started = Instant::now();
    let (snapshot, found) = snapshot::read(place)?;
    let read = started.elapsed();
    let checked = Workspace::default().update(Arc::new(snapshot), &place.config, found, options)?;
    checked.timings.add("read", read);
    Ok(Arc::new(checked))
}

pub(super) fn failure(error: PublishError) -> Failure {
    match error {
        PublishError::Refused { .. } => Failure::usage(error.to_string()),
        error => Failure::new(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Instant;

    use clap::Parser;

    use super::{Build, BuildArgs, BuildError, ReadCache};
    use crate::app::terminal::Global;
    use crate::base::store::Store;
    use crate::read::snapshot::SiteRoot;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        global: Global,
        #[command(flatten)]
        args: BuildArgs,
    }

    /// A site with a finding in its source; and a build of it.
    fn site() -> (tempfile::TempDir, impl Fn(&ReadCache) -> Result<bool, BuildError>) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        ["content", "seeds"].iter().for_each(|name| fs::create_dir(root.join(name)).unwrap());
        fs::write(root.join("ibid.yaml"), "title: T\nbase_url: https://example.org/\n").unwrap();
        fs::write(root.join("content/_index.md"), "---\ntitle: Home\n---\nWords.\n").unwrap();
        fs::write(root.join("seeds/a.md"), "---\ntitle: A\n---\nText.\n").unwrap();
        let Line { global, args } = Line::parse_from(["ibid", "--quiet", "--root", root.to_str().unwrap()]);
        let place = SiteRoot::find(Some(&root), None).unwrap();
        let build = move |cache: &ReadCache| {
            let store = Store::new(&root.join(".ibid/cache"));
            let build = Build::read(&args, &global, &place, Instant::now(), Some(store), cache);
            build.unwrap().run()
        };
        (folder, build)
    }

    fn has_changed(built: &Result<bool, BuildError>) -> bool {
        matches!(built, Err(BuildError::FileChanged(_)))
    }

    /// Where a file is not what its stamp promised, nothing is published or saved; a second attempt reads it.
    #[test]
    fn a_build_whose_file_changed_leaves_everything_as_it_was() {
        let (folder, build) = site();
        let root = folder.path();
        let wrong = ReadCache::for_test(root, "content/_index.md", b"other words");
        assert!(has_changed(&build(&wrong)));
        assert!(!root.join("public").exists());
        assert!(build(&ReadCache::default()).unwrap());
        assert!(fs::read_to_string(root.join("public/index.html")).unwrap().contains("Words."));
    }

    /// The same holds where only the report of the findings needs the file.
    #[test]
    fn a_report_whose_file_changed_is_not_printed() {
        let (folder, build) = site();
        assert!(build(&ReadCache::default()).unwrap());
        let source = folder.path().join("seeds/a.md");
        let before = fs::read(&source).unwrap();
        assert!(build(&ReadCache::for_test(folder.path(), "seeds/a.md", &before)).unwrap());
        fs::write(source, "---\ntitle: A\n---\nOther text.\n").unwrap();
        assert!(has_changed(&build(&ReadCache::for_test(folder.path(), "seeds/a.md", &before))));
    }
}
