//! Pages of many kinds, and what is read out of each.

use super::{NoArticle, SavedPage, read};

const WORDS: &str = "The council of the harbour town met on Monday, and it spoke for two hours of the ferry, of its \
    crew, and of the money that the repair of its engine takes. Nobody objected to the plan of the mayor, who had \
    shown it to the press a week before.";

fn page(html: &str) -> SavedPage {
    read(html, None).unwrap_or_else(|reason| panic!("{reason}: {html}"))
}

/// The article of a page with these paragraphs, and others that make it an article.
fn article(paragraphs: &str) -> String {
    let found =
        page(&format!("<body><article><p>{WORDS}</p>{paragraphs}<p>{WORDS} So it ended.</p></article>"));
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let article = spaced(&found.article);
    let inner = article.strip_prefix(&spaced(WORDS)).unwrap_or(&article);
    inner.strip_suffix(&format!("{} So it ended.", spaced(WORDS))).unwrap_or(inner).trim().to_owned()
}

fn texts(page: &SavedPage, is_outside: bool) -> Vec<&str> {
    let beside = page.beside.iter().filter(|beside| beside.is_outside == is_outside);
    beside.map(|beside| beside.text.as_str()).collect()
}

#[test]
fn what_a_reader_sees_is_read() {
    for (html, expected) in [
        // Words that are hidden from screen readers, everybody else sees.
        ("<p>It is <span aria-hidden=true>not</span> so.</p>", "It is not so."),
        ("<p>It is so.<a href='#p3' aria-hidden=true>¶ link 3</a></p>", "It is so."),
        ("<p>It is so <i class='icon' aria-hidden=true>check</i>.</p>", "It is so ."),
        // Words that only screen readers are to read, nobody sees.
        ("<p>It is <span class='visually-hidden'>surely </span>so.</p>", "It is so."),
        ("<p>Read <span class=sr-only>(opens in a new window) </span>this.</p>", "Read this."),
        ("<p>It is <span style='position:absolute;clip-path:inset(50%)'>never </span>so.</p>", "It is so."),
        ("<p>It is <b style='width:1px; height:1px; overflow:hidden'>never </b>so.</p>", "It is so."),
        (
            "<style>.a1{position:absolute!important;clip:rect(0,0,0,0)}</style><p>It is <b class=a1>never </b>so.</p>",
            "It is so.",
        ),
        (
            "<p>On <span aria-hidden=true>5 Dec</span><span class=sr-only>the fifth of December</span>.</p>",
            "On 5 Dec.",
        ),
        ("<p hidden>Never shown.</p><p>It is <b style='display: none'>never </b>so.</p>", "It is so."),
        ("<p>It is <b style='visibility:hidden'>never </b>so.</p>", "It is so."),
        // What the page's own stylesheets give no box, unless another rule or the element itself may show it.
        (
            "<style>.n2,#n3,var{display:none!important}</style><p>It is <b class='b n2'>never </b><b id=n3>not </b><var>x </var>so.</p>",
            "It is so.",
        ),
        (
            "<style>.tab{display:none}.tab.open{display:block}</style><p class='tab open'>It is so.</p>",
            "It is so.",
        ),
        (
            "<style>.n2{display:none}@media(width>9em){.n2{display:inline}}</style><p>It is <b class=n2>surely </b>so.</p>",
            "It is surely so.",
        ),
        (
            "<style>.n2{display:none}</style><p>It is <b class=n2 style='display:inline'>surely </b>so.</p>",
            "It is surely so.",
        ),
        (
            "<style>@media print{.n2{display:none}}.n3 .n2,.n2:hover{display:none}</style><style media=print>.n2{display:none}</style><p>It is <b class=n2>surely </b>so.</p>",
            "It is surely so.",
        ),
        // How words are read stands above them.
        ("<p>In <ruby>東京<rp>(</rp><rt>Tōkyō</rt><rp>)</rp></ruby> it rained.</p>", "In 東京 it rained."),
        // What is struck out is not said any more.
        ("<p>It has <del>three</del> <ins>four</ins> <s>old</s>boats.</p>", "It has four boats."),
    ] {
        assert_eq!(article(html), expected, "{html}");
    }
}

#[test]
fn a_page_that_a_script_shows_is_read() {
    let found = page(&format!(
        "<style>.app{{display:none}}</style><body><article class=app><p>{WORDS}</p></article>"
    ));
    assert!(found.article.contains("The council of the harbour town"), "{found:?}");
}

#[test]
fn text_beside_the_article_has_a_limit_of_its_own() {
    let remarks: String = (0..9_000).map(|number| format!("<li>Remark {number}: {WORDS}</li>")).collect();
    let found = page(&format!(
        "<body><article><p>{WORDS}</p><p>{WORDS} So it ended.</p></article><aside><ul>{remarks}</ul></aside>"
    ));
    assert!(found.article.ends_with("So it ended."), "{}", found.article);
    let length: usize = found.beside.iter().map(|beside| beside.text.len()).sum();
    assert!((1_000_000..=1 << 20).contains(&length), "{length}");
}

#[test]
fn frames_and_shadow_roots_are_part_of_the_page() {
    let shadow = "<x-text><template shadowrootmode=open><p>Before the words, there is this.</p><slot name=q></slot><p><slot>nothing</slot></p>\
         </template><b slot=q>Then the named words.</b>And the rest, which stands last.</x-text>";
    let found = page(&format!("<body><article><p>{WORDS}</p>{shadow}<p>{WORDS}</p></article>"));
    let all = format!("{} {}", found.article, texts(&found, true).join(" "));
    let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        all.contains(
            "Before the words, there is this. Then the named words. And the rest, which stands last."
        ),
        "{all}"
    );
    assert!(!all.contains("nothing"), "{all}");
    // One in another, as they are saved.
    let inner = "<y-in><template shadowrootmode=open><p>The innermost words.</p></template></y-in>";
    let found = page(&format!(
        "<body><article><p>{WORDS}</p><x-out><template shadowrootmode=open>{inner}</template></x-out></article>"
    ));
    assert!(format!("{found:?}").contains("The innermost words."), "{found:?}");

    let frame = "<!DOCTYPE html><html><head><title>Frame</title></head><body><p>The words of the frame, &amp;quot;all&amp;quot; of them.</p></body></html>";
    let frame = frame.replace('"', "&quot;");
    let found = page(&format!("<body><article><p>{WORDS}</p><iframe srcdoc=\"{frame}\"></iframe></article>"));
    assert!(format!("{found:?}").contains("The words of the frame, \\\"all\\\" of them."), "{found:?}");
    assert!(!format!("{found:?}").contains("Frame"), "{found:?}");
}

#[test]
fn what_shows_without_scripts_stands_beside_the_article() {
    let found = page(&format!(
        "<body><article><p>{WORDS}</p><p>{WORDS}</p></article><noscript><p>Written out for all.</p></noscript>"
    ));
    assert_eq!(texts(&found, true), ["Written out for all."]);
    // Where there is nothing else, it is the article.
    let found =
        page(&format!("<body><noscript><p>{WORDS}</p><p>It ends so.</p></noscript><script>run()</script>"));
    assert_eq!(
        found.article,
        format!("{}\n\nIt ends so.", WORDS.split_whitespace().collect::<Vec<_>>().join(" "))
    );
}

#[test]
fn a_page_of_news_has_its_headline_standfirst_and_captions() {
    let found = page(&format!(
        "<body><nav><ul><li><a href=/a>Politics of the day</a></ul></nav><header><h1>Ferry sold</h1>\
         <p class=standfirst>The council gives up its boat.</p><p>By Ada Lind</p></header>\
         <main><div class=body><p>{WORDS}</p><figure><img src=a.jpg><figcaption>The ferry in May. Photo: Bo Berg</figcaption></figure>\
         <h2>A long debate</h2><p>{WORDS} It is sold.</p>\
         <aside class=related><p>The bridge, a chronicle of ten years.</p></aside><p>{WORDS} It was late.</p></div></main>\
         <footer><p>All rights reserved by the Daily.</p></footer>"
    ));
    let around = texts(&found, false).join("\n") + &found.article;
    for words in [
        "Ferry sold",
        "The council gives up its boat.",
        "By Ada Lind",
        "The ferry in May. Photo: Bo Berg",
        "A long debate",
    ] {
        assert!(around.contains(words), "{words}: {found:#?}");
    }
    let outside = texts(&found, true);
    assert_eq!(
        outside,
        ["Politics of the day", "The bridge, a chronicle of ten years.", "All rights reserved by the Daily."]
    );
}

#[test]
fn a_press_release_has_its_table() {
    let found = page(&format!(
        "<body><div id=c><h1>Results</h1><p>{WORDS}</p><p>{WORDS} See below.</p>\
         <table><caption>In millions</caption><tr><th>Year</th><th>Sales</th></tr><tr><td>2024</td><td>12.4</td></tr></table>\
         <details><summary>About the company</summary><p>It was founded in 1901.</p></details></div>"
    ));
    let own = texts(&found, false).join("\n") + &found.article;
    let own = own.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["In millions", "Year Sales", "2024 12.4", "About the company", "It was founded in 1901."] {
        assert!(own.contains(words), "{words}: {found:#?}");
    }
}

#[test]
fn all_posts_of_a_thread_can_be_quoted() {
    let post = |words: &str| {
        format!("<div class=comment><div class=meta>Bo, 3 May</div><div class=body>{words}</div></div>")
    };
    let found = page(&format!(
        "<body><h1>Where is the ferry?</h1>{}{}{}{}",
        post(WORDS),
        post("I saw it on Tuesday."),
        post(&format!("{WORDS} I agree.")),
        post("Me too, it was blue.")
    ));
    let all = format!(
        "{} {}",
        found.article,
        found.beside.iter().map(|beside| beside.text.as_str()).collect::<Vec<_>>().join(" ")
    );
    for words in
        ["Where is the ferry?", "I saw it on Tuesday.", "I agree.", "Me too, it was blue.", "Bo, 3 May"]
    {
        assert!(all.contains(words), "{words}: {found:#?}");
    }
}

#[test]
fn a_selector_names_the_article() {
    let html = format!(
        "<body><article><p>{WORDS}</p><p>{WORDS} More.</p></article><div id=box><h2>In short</h2><p>It is <b>sold</b>.<br>So it was.</p>\
         <p hidden>No.</p><ul><li>First<li>Second</ul></div>"
    );
    let found = read(&html, Some("#box")).unwrap();
    assert_eq!(found.article, "In short\n\nIt is sold.\nSo it was.\n\nFirst\n\nSecond");
    assert!(texts(&found, true).iter().any(|text| text.ends_with("More.")), "{found:?}");
    // What stands in another that is named too is read once, in the order of the page.
    let found = read(&html, Some("li, #box p, #box")).unwrap();
    assert_eq!(found.article, "In short\n\nIt is sold.\nSo it was.\n\nFirst\n\nSecond");
    let reason = |selector: &str| read(&html, Some(selector)).map_err(|reason: NoArticle| reason.to_string());
    assert_eq!(reason("#story"), Err("no element of it is named by `#story`".to_owned()));
    assert_eq!(reason("p["), Err("`p[` is not a CSS selector".to_owned()));
    assert_eq!(reason("[hidden]"), Err("no element of it is named by `[hidden]`".to_owned()));
}

#[test]
fn what_readers_wrote_is_no_article() {
    let remark =
        "I do not believe a word of it, and nobody ever apologised to us for what was said ten years ago.";
    let remarks: String = (0..20).map(|number| format!("<li><p>{remark} {number}</p></li>")).collect();
    for section in ["<section id=comments>", "<div class='box disqus_thread'>", "<div id=Comment-List>"] {
        let found = page(&format!(
            "<body><article><h1>Ferry</h1><p>{WORDS}</p>{section}<h2>20 comments</h2><ol>{remarks}</ol></article>"
        ));
        assert!(!found.article.contains("believe"), "{section}: {}", found.article);
        assert!(texts(&found, true).iter().any(|text| text.contains("believe")), "{section}");
    }
    let found = page(&format!("<body class=comments><article><p>{WORDS}</p><p>{WORDS} Late.</p></article>"));
    assert!(found.article.ends_with("Late."), "{}", found.article);
}

#[test]
fn text_beside_the_article_is_not_in_it_too() {
    let found = page(&format!(
        "<body><article><p>{WORDS}</p><ul><li>One thing that was said</li><li>Another one</li></ul><p>{WORDS} Late.</p></article>"
    ));
    assert_eq!(found.beside, []);
}
