//! Random bursts of edits, and no edits at all. In the suite a few; for the long runs:
//!
//! ```text
//! IBID_BURSTS=1000 IBID_IDLE=30 IBID_SWAPS=10000 cargo test --test suite preview
//! ```

use std::collections::BTreeMap;
use std::time::Duration;

use crate::support::preview::{Preview, Site, page};
use crate::support::settings::number;

/// Bursts between two comparisons with a clean build.
const ROUND: u64 = 50;

/// A number from the environment.
/// A linear congruential generator: the same edits in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// The site's author, in a hurry.
struct Author<'s> {
    site: &'s Site,
    random: Random,
    /// Pages that there are, and whether one can be built.
    pages: BTreeMap<String, bool>,
    edits: u64,
}

impl Author<'_> {
    fn name(&mut self) -> String {
        let folder = ["topics", "topics", "other", "other/deep"][self.random.below(4) as usize];
        format!("content/{folder}/page-{}.md", self.random.below(6))
    }

    fn text(&self) -> String {
        let number = self.edits;
        page(
            &format!("Edit {number}"),
            &format!("It was “closed to lorries since 2029” [@courier]. Edit {number}."),
        )
    }

    /// One edit, in one of the ways in which files change.
    fn edit(&mut self) {
        self.edits += 1;
        let (name, number) = (self.name(), self.edits);
        let path = self.site.path(&name);
        match self.random.below(18) {
            0 | 1 if self.pages.remove(&name).is_some() => std::fs::remove_file(path).unwrap(),
            2 => {
                self.site.write("content/topics/.edit.tmp", &self.text());
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::rename(self.site.path("content/topics/.edit.tmp"), path).unwrap();
                self.pages.insert(name, true);
            }
            3 if self.pages.contains_key(&name) => {
                let other = self.name();
                std::fs::create_dir_all(self.site.path(&other).parent().unwrap()).unwrap();
                std::fs::rename(path, self.site.path(&other)).unwrap();
                let is_whole = self.pages.remove(&name).unwrap();
                self.pages.insert(other, is_whole);
            }
            4 => {
                self.site.write(&name, "---\ntitle: [");
                self.pages.insert(name, false);
            }
            5 => {
                self.site.write(&name, &page("Wrong", "It was “closed to nobody” [@courier]."));
                self.pages.insert(name, false);
            }
            6 => self.site.write(
                &format!("seeds/extra-{}.md", self.random.below(3)),
                &format!("---\ntitle: Extra\nnot_stated: [author, publisher, date, url]\n---\nThe text after edit {number}.\n"),
            ),
            7 => drop(std::fs::remove_file(self.site.path(&format!("seeds/extra-{}.md", self.random.below(3))))),
            8 => self.site.write("content/topics/map/map.svg", &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"e{number}\"/>")),
            9 => self.site.write("themes/default/static/style.css", &format!("body {{ order: {number} }}")),
            10 => self.site.write("themes/default/templates/404.html", &format!("<p>Nothing, edit {number}.</p>")),
            11 => drop(std::fs::remove_dir_all(self.site.path("themes"))),
            12 => {
                let config = self.site.read("ibid.yaml");
                let lines = config.lines().filter(|line| !line.starts_with("description:"));
                let text = lines.collect::<Vec<_>>().join("\n");
                self.site.write("ibid.yaml", &format!("{text}\ndescription: Edit {number}.\n"));
            }
            14 => {
                // Every passage stands elsewhere in it; only its lock would have to be accepted.
                let text = self.site.read("seeds/courier.md");
                let (head, body) = text.split_once("\n---\n").unwrap();
                let body = body.split_once("\n\n").filter(|(first, _)| first.starts_with("Edit")).map_or(body, |(_, rest)| rest);
                self.site.write("seeds/courier.md", &format!("{head}\n---\nEdit {number}.\n\n{body}"));
            }
            15 => {
                let (here, there) = (self.site.path("seeds/gazette.md"), self.site.path("seeds/gazette.txt"));
                let (from, to) = if here.exists() { (here, there) } else { (there, here) };
                std::fs::rename(from, to).unwrap();
            }
            13 => {
                let (here, away) = (self.site.path("content/topics"), self.site.path("away"));
                std::fs::rename(&here, &away).unwrap();
                std::fs::rename(&away, &here).unwrap();
            }
            _ => {
                self.site.write(&name, &self.text());
                self.pages.insert(name, true);
            }
        }
    }

    /// Leaves nothing that keeps the site from being built.
    fn fix(&mut self) {
        let broken: Vec<String> =
            self.pages.iter().filter(|(_, is_whole)| !**is_whole).map(|(name, _)| name.clone()).collect();
        for name in broken {
            self.site.write(&name, &page("Mended", "Plain."));
            self.pages.insert(name, true);
        }
    }
}

#[test]
fn bursts_of_edits_end_as_a_clean_build() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let seed = number("IBID_SEED", 0x1b1d);
    let mut author = Author { site: &site, random: Random(seed), pages: BTreeMap::new(), edits: 0 };
    let bursts = number("IBID_BURSTS", 2 * ROUND);
    for burst in 1..=bursts {
        for _ in 0..=author.random.below(6) {
            author.edit();
        }
        std::thread::sleep(Duration::from_millis(author.random.below(40)));
        if burst % ROUND == 0 || burst == bursts {
            author.fix();
            let word = format!("After burst {burst}.");
            site.write("content/topics/last.md", &page("Last", &word));
            preview.wait_for("/topics/last/", &word);
            super::assert_equal_to_build(&site, &preview);
            // A second look at new folders is the last thing that the watch does by itself.
            std::thread::sleep(Duration::from_millis(500));
            let found = preview.findings("/");
            assert_eq!(found["errors"], 0, "seed {seed}, burst {burst}: {found}");
            super::assert_equal_to_build(&site, &preview);
        }
    }
}

/// S03
#[cfg(target_os = "linux")]
#[test]
fn between_bursts_is_no_work() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let events = preview.events();
    preview.get("/");
    std::thread::sleep(Duration::from_millis(500));
    let (before, edition) = (ticks(&preview), preview.edition());
    assert!(events.is_quiet(Duration::from_secs(number("IBID_IDLE", 3))));
    let worked = ticks(&preview) - before;
    assert!(worked <= 1, "worked for {worked} ticks");
    assert_eq!(preview.edition(), edition);
}

/// The preview's own share of processor time, in ticks.
#[cfg(target_os = "linux")]
fn ticks(preview: &Preview) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", preview.child.id())).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}
