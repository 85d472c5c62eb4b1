//! Entries of bibliographies as records: which work a record is of, and what is said of what is not carried.

use crate::support::files::write;
use crate::support::site::Site;

const NORTH: &str = "TY  - JOUR\nAU  - Smith, Ann\nTI  - Bridges of the north\nPY  - 2020\nER  - \n";
const MAKERS: &str = "TY  - BOOK\nAU  - Smith, Bob\nTI  - Bridges and their makers\nPB  - House\nUR  - https://house.example/\nPY  - 2020\nER  - \n";

#[test]
fn an_update_never_mixes_works() {
    let site = Site::new();
    write(&site.path, "a.ris", NORTH);
    write(&site.path, "b.ris", MAKERS);
    site.run(&["source", "import", "a.ris", "--all"]).exits(0);
    site.run(&["source", "import", "b.ris", "--all", "--update"])
        .exits(0)
        .says("“Bridges and their makers” is called `smith-2020-bridges-2` here")
        .says("made 1 records, updated 0");
    let north = site.read("seeds/smith-2020-bridges.md");
    assert!(north.contains("of the north") && !north.contains("house"), "{north}");
    let makers = site.read("seeds/smith-2020-bridges-2.md");
    assert!(makers.contains("their makers") && makers.contains("publisher: \"House\""), "{makers}");
    // Each is found again, in whatever file and order.
    let more = MAKERS.replace("ER  -", "DA  - 2020/05/04\nER  -");
    write(&site.path, "c.ris", format!("{more}{NORTH}"));
    site.run(&["source", "import", "c.ris", "--all", "--update"])
        .exits(0)
        .says("made 0 records, updated 0, left 2");
    write(&site.path, "d.ris", NORTH.replace("ER  -", "UR  - https://north.example/\nER  -"));
    site.run(&["source", "import", "d.ris", "--all", "--update"]).exits(0).says("updated 1");
    assert!(site.read("seeds/smith-2020-bridges.md").contains("https://north.example/"));
    assert!(!site.path.join("seeds/smith-2020-bridges-3.md").exists());
}

#[test]
fn works_of_one_file_that_would_share_a_key_are_numbered() {
    let site = Site::new();
    write(&site.path, "z.ris", format!("{NORTH}{MAKERS}"));
    site.run(&["source", "import", "z.ris", "--all"]).exits(0).says("made 2 records");
    assert!(site.read("seeds/smith-2020-bridges-2.md").contains("their makers"));
}

#[test]
fn a_key_of_the_authors_own_that_another_work_has_is_said() {
    let site = Site::new();
    write(&site.path, "a.bib", "@book{s, title={Bridges of the north}, author={Smith, Ann}}\n");
    write(&site.path, "b.bib", "@book{s, title={Roads}, author={Smith, Ann}, publisher={House}}\n");
    site.run(&["source", "import", "a.bib", "--all"]).exits(0);
    site.run(&["source", "import", "b.bib", "--all", "--update"])
        .exits(1)
        .says("`s` is another work than seeds/s.md")
        .says("updated 0");
    assert!(!site.read("seeds/s.md").contains("House"));
}

#[test]
fn what_a_record_has_no_place_for_is_said() {
    let site = Site::new();
    let bib = "@incollection{c, title={A chapter}, author={Lind, Ada}, booktitle={The Book}, publisher={House}, year={1999/2000}}\n@book{d, title={D}, year={1998 or later}}\n";
    write(&site.path, "c.bib", bib);
    site.run(&["source", "import", "c.bib", "--all"])
        .exits(0)
        .says("a source has no place for: publisher (1), year (1)");
    let chapter = site.read("seeds/c.md");
    assert!(chapter.contains("publisher: \"The Book\"") && chapter.contains("date: 1999/2000"), "{chapter}");
    assert!(!site.read("seeds/d.md").contains("date:"));
    let ris = "TY  - CHAP\nID  - e\nTI  - E\nT2  - The Book\nPB  - House\nER  - \n";
    write(&site.path, "e.ris", ris);
    site.run(&["source", "import", "e.ris", "--all"]).exits(0).says("no place for: PB (1)");
    let json =
        r#"[{"id":"f","type":"chapter","title":"F","container-title":"The Book","publisher":"House"}]"#;
    write(&site.path, "f.json", json);
    site.run(&["source", "import", "f.json", "--all"]).exits(0).says("no place for: publisher (1)");
}

#[test]
fn what_is_imported_again_is_the_same_work() {
    let site = Site::new();
    let bib = "@misc{site, url={https://daily.example/vote}, year={2020}}\n@misc{year, year={2020}, publisher={House}, author={Lind, Ada}}\n";
    write(&site.path, "a.bib", bib);
    site.run(&["source", "import", "a.bib", "--all"]).exits(0).says("made 2 records");
    site.run(&["source", "import", "a.bib", "--all", "--update"])
        .exits(0)
        .says("made 0 records, updated 0, left 2");
    write(&site.path, "b.bib", bib.replace("daily.example/vote", "daily.example/other"));
    site.run(&["source", "import", "b.bib", "--all"])
        .exits(1)
        .says("`site` is another work than seeds/site.md");
}

#[test]
fn keys_that_differ_in_capitals_stop_no_import() {
    let site = Site::new();
    let bib = "@book{Smith, title={Bridges}, author={Smith, Ann}}\n@book{smith, title={Roads}, author={Smith, Bob}}\n@book{last, title={Ferries}, author={Lind, Ada}}\n";
    write(&site.path, "a.bib", bib);
    site.run(&["source", "import", "a.bib", "--all"])
        .exits(0)
        .says("`smith` is called `smith-2` here")
        .says("made 3 records");
    assert!(
        site.read("seeds/smith-2.md").contains("Roads") && site.read("seeds/last.md").contains("Ferries")
    );
    site.run(&["source", "import", "a.bib", "--all"]).exits(0).says("made 0 records, updated 0, left 3");
    // A key of the author's own that another work has but for its capitals.
    write(
        &site.path,
        "b.bib",
        "@book{LAST, title={Harbours}, author={Berg, Bo}}\n@book{more, title={More}, author={Berg, Bo}}\n",
    );
    site.run(&["source", "import", "b.bib", "--all"])
        .exits(1)
        .says("`LAST` is another work than seeds/last.md, which has this key but for its capitals")
        .says("made 1 records");
    assert!(site.read("seeds/more.md").contains("More"));
    write(&site.path, "c.bib", "@book{LAST, title={Ferries}, author={Lind, Ada}}\n");
    site.run(&["source", "import", "c.bib", "--all"]).exits(0).says("left 1 as they were");
}
