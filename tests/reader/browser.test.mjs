// What a reader's browser makes of every page, in the circumstances that readers have.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { EVERY, FLAGSHIP, HERE, RTL, UPDATE, approved, build, copy, each, kinds, launch, pages, pseudo, room, serve } from "./site.mjs";

const AXE = fs.readFileSync(path.join(HERE, "node_modules/axe-core/axe.min.js"), "utf8");
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };
/** Pages that are looked at side by side. */
const AT_ONCE = 3;

/** A page with so many corrections and citations that their lists go on on further pages. */
const LONG = `---
title: The long story
corrections:
${Array.from({ length: 201 }, (_, day) => `  - {date: 2024-${1 + day % 12}-${1 + day % 28}, text: It was ${day}.}`).join("\n").replace(/-(\d)(?=[-,])/g, "-0$1")}
---

${Array.from({ length: 151 }, (_, number) => `Lorry ${number} came [@gazette].`).join("\n\n")}
`;

const sites = {};
let browser;

before(async () => {
  const config = fs.readFileSync(path.join(EVERY, "ibid.yaml"), "utf8");
  for (const [name, root] of Object.entries({ flagship: FLAGSHIP, every: EVERY, rtl: RTL, plain: EVERY })) {
    const folder = build(copy(root, name === "plain" ? { "ibid.yaml": `theme: plain\n${config}` } : {}));
    sites[name] = { folder, pages: pages(folder), server: await serve(folder) };
  }
  // Of a site with long lists only the numbered pages are looked at.
  const folder = build(copy(EVERY, { "content/topics/long.md": LONG }));
  const numbered = pages(folder).filter(({ url }) => url.includes("/page/"));
  assert.ok(["corrections", "source"].every((kind) => numbered.some((page) => page.kind === kind)));
  sites.long = { folder, pages: numbered, server: await serve(folder) };
  browser = await launch();
});
after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) site.server.close();
});

/** Opens a page in circumstances of its own, runs, and closes it. */
async function on(site, url, options, run) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  try {
    await page.goto(sites[site].server.url + url);
    return await run(page, context);
  } finally {
    await context.close();
  }
}

/** Opens one page after another in the same circumstances, a few side by side. A context and a page of its own for each
 * would cost as much as what is looked at; what a page leaves behind is taken back before the next. */
async function through(items, options, run, prepare) {
  const left = [...items];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const settings = { viewport: WIDE, reducedMotion: "reduce", colorScheme: "light", ...options };
    const context = await browser.newContext(settings);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await prepare?.(context);
    try {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        await page.setViewportSize(settings.viewport);
        await page.emulateMedia({ media: null, colorScheme: settings.colorScheme, forcedColors: "none", reducedMotion: settings.reducedMotion });
        await page.goto(sites[item.site].server.url + item.url);
        await run(page, item);
        await page.evaluate(() => localStorage.clear());
      }
    } finally {
      await context.close();
    }
  }));
}

const topic = { site: "every", url: "/topics/bridge/" };
// Every page of the flagship; of the sites made for the tests one of each kind.
const every = () => Object.entries(sites).flatMap(([site, { pages }]) =>
  (site === "flagship" ? pages : kinds(pages)).map((page) => ({ site, ...page })));
/** Whether a page is looked at in all circumstances: the first of its kind, or every one with ALL=1. */
const isSample = ({ site, url }) => process.env.ALL === "1" || kinds(sites[site].pages).some((page) => page.url === url);
const cards = async (page) => await page.locator(`.body ${marker}`).count() > 0 && await page.locator("script[src]").count() > 0;
const each_kind = (site = "every") => kinds(sites[site].pages).map((page) => ({ site, ...page }));

const marker = 'a[role="doc-noteref"]';
const openCard = async (page, nth = 0) => {
  await page.locator(`.body ${marker}`).nth(nth).click();
  await page.waitForSelector(".card:popover-open");
};

// The rules whose answer depends on colours and sizes alone; the others are asked again only where other
// elements are shown.
const PAINTED = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"];

async function axe(page, where, found, painted = false) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const result = await page.evaluate((rules) => axe.run(document, {
    runOnly: rules ?? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
  }), painted ? PAINTED : null);
  for (const violation of result.violations) {
    for (const node of violation.nodes.slice(0, 3)) found.push(`${where} ${violation.id}: ${node.html.slice(0, 140)} ${node.any[0]?.message ?? ""}`);
  }
}

/** Says what was found, the most frequent first. */
function none(found) {
  assert.equal(found.length, 0, `${found.length} found:\n${found.slice(0, 25).join("\n")}`);
}

/** Things wider than the page that cannot be scrolled to by themselves. */
const overflow = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    if (box.width <= 1 || (box.right <= width + 1 && box.left >= -1)) return false;
    for (let up = one; up; up = up.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return false;
    return true;
  });
  return { scrolls: document.documentElement.scrollWidth > width, wide: wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 100)) };
});

test("2. axe finds nothing on any page: light, dark, narrow, zoomed, right to left, forced colours, card open", async () => {
  const found = [];
  await through(every(), { bypassCSP: true }, async (page, { site, url }) => {
    const look = (name) => axe(page, `${site} ${url} ${name}`, found);
    const glance = (name) => axe(page, `${site} ${url} ${name}`, found, true);
    await look("light");
    if (!isSample({ site, url })) return;
    await page.emulateMedia({ colorScheme: "dark" });
    await glance("dark");
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    await glance("forced colours");
    await page.emulateMedia({ forcedColors: "none" });
    await page.setViewportSize(NARROW);
    await look("320");
    if (await cards(page)) {
      await openCard(page);
      await glance("320, card open");
      await page.keyboard.press("Escape");
    }
    await page.setViewportSize({ width: 640, height: 400 }); // 1280 at 200 %
    await glance("200 %");
    await page.setViewportSize(WIDE);
    await page.evaluate(() => { document.documentElement.dir = "rtl"; });
    await glance("right to left");
    await page.evaluate(() => { document.documentElement.dir = "ltr"; });
    if (await cards(page)) {
      await openCard(page);
      await look("card open");
      await page.locator(".card").evaluate((card) => card.hidePopover());
    }
    const toggle = page.locator("[data-sources]");
    if (await toggle.count()) {
      await toggle.click();
      await glance("states shown");
      await page.emulateMedia({ colorScheme: "dark" });
      await glance("states shown, dark");
    }
  });
  none(found);
});

test("3. an open card brings no id twice", async () => {
  await on(topic.site, topic.url, {}, async (page) => {
    await openCard(page);
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((one) => one.id));
    assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), []);
  });
});

test("4. keyboard: skip link first, Enter opens, Tab leaves to the next marker, Escape returns, no trap", async () => {
  await on(topic.site, topic.url, {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    const first = page.locator(`.body ${marker}`).first();
    await first.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".card:popover-open");
    assert.ok(await page.evaluate(() => document.querySelector(".card").contains(document.activeElement)));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".card:popover-open").count(), 0);
    assert.ok(await first.evaluate((link) => link === document.activeElement));
    await page.keyboard.press("Enter");
    const inside = await page.locator(".card :is(a, button)").count();
    for (let step = 0; step <= inside; step += 1) await page.keyboard.press("Tab");
    const onward = await first.evaluate((link) => {
      const stops = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
        .filter((one) => one.checkVisibility() && !one.closest(".card"));
      return stops[stops.indexOf(link) + 1] === document.activeElement;
    });
    assert.ok(onward, "Tab leaves the card for what comes after the marker");
  });
  await each(each_kind(), AT_ONCE, ({ site, url }) => on(site, url, {}, async (page) => {
    const stops = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
      .filter((one) => one.checkVisibility()).length);
    let seen = 0;
    for (; seen < stops + 5; seen += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) break;
    }
    assert.ok(seen >= Math.min(stops, 3) && seen <= stops + 4, `${url}: ${seen} stops of ${stops}`);
  }));
});

test("5. hover: opens, stays while hovered, Escape closes", async () => {
  await on(topic.site, topic.url, {}, async (page) => {
    await page.locator(`.body ${marker}`).first().hover();
    await page.waitForSelector(".card:popover-open");
    await page.locator(".card").hover();
    await page.waitForTimeout(500);
    assert.equal(await page.locator(".card:popover-open").count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".card:popover-open").count(), 0);
  });
});

test("6. a modified click stays the browser's own; a click outside closes; so does ✕", async () => {
  await on(topic.site, topic.url, {}, async (page, context) => {
    const opened = context.waitForEvent("page");
    await page.locator(`.body ${marker}`).first().click({ modifiers: ["Control"] });
    await opened;
    // The pointer rests on the marker, which opens the card; a card that no click has pinned goes when it leaves.
    await page.mouse.move(5, 400);
    await page.waitForTimeout(600);
    assert.equal(await page.locator(".card:popover-open").count(), 0);
    await openCard(page);
    await page.mouse.click(5, 400);
    assert.equal(await page.locator(".card:popover-open").count(), 0);
    await openCard(page);
    await page.locator(".card-head button").last().click();
    assert.equal(await page.locator(".card:popover-open").count(), 0);
  });
});

test("touch: a tap opens the sheet, a tap on the marker closes it", async () => {
  await on(topic.site, topic.url, { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } }, async (page) => {
    const link = page.locator(`.body ${marker}`).nth(1);
    await link.tap();
    await page.waitForSelector(".card:popover-open");
    await page.waitForTimeout(100);
    const card = await page.locator(".card").boundingBox();
    assert.ok(Math.abs(card.y + card.height - 740) <= 1, "it is a sheet at the foot");
    await link.tap();
    assert.equal(await page.locator(".card:popover-open").count(), 0);
  });
});

test("7. without scripts: the marker leads to the note, the note back to the mention; everything is readable", async () => {
  await on(topic.site, topic.url, { javaScriptEnabled: false }, async (page) => {
    const link = page.locator(`.body ${marker}`).nth(2);
    const [id, note] = await Promise.all([link.getAttribute("id"), link.getAttribute("href")]);
    await link.click();
    assert.ok(page.url().endsWith(note));
    await page.locator(`${note} a[role="doc-backlink"][href="#${id}"]`).click();
    assert.ok(page.url().endsWith(`#${id}`));
    for (const hidden of await page.locator(".js").all()) assert.equal(await hidden.isVisible(), false);
  });
  // What is to be read is there without scripts; with them there are a few controls more.
  const words = (page) => page.locator("main").innerText();
  const scripted = new Map();
  await through(each_kind(), { bypassCSP: true }, async (page, { url }) => {
    await page.addStyleTag({ content: ".js { display: none !important; }" });
    scripted.set(url, await words(page));
  });
  await through(each_kind(), { javaScriptEnabled: false }, async (page, { url, kind }) => {
    assert.equal(await words(page), scripted.get(url), url);
    const needed = {
      search: ["#index ul a", 6], timeline: ["ol.timeline li > [data-precision]", 4], disagreements: [".position", 2],
      evidence: ["table.evidence tbody tr", 5], topic: [".notes .item", 8],
    }[kind];
    if (!needed) return;
    const shown = await page.locator(needed[0]).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
    assert.ok(shown >= needed[1], `${url}: ${shown} of ${needed[0]}`);
  });
});

test("8. the accessibility tree of each kind of page is the approved one", async () => {
  await through(each_kind(), {}, async (page, { url, kind }) => {
    const tree = `${(await page.locator("body").ariaSnapshot()).replace(/ibid \d+\.\d+\.\d+/g, "ibid VERSION")}\n`;
    assert.equal(tree, approved(`aria/${kind}.yaml`, tree), `${url}: see expected/aria/${kind}.yaml; UPDATE=1 approves`);
    assert.equal((tree.match(/heading ".*" \[level=1\]/g) ?? []).length, 1, `${url}: one h1`);
    for (const landmark of ["banner", "main", "contentinfo"]) assert.match(tree, new RegExp(`^- ${landmark}`, "m"), url);
  });
});

/** Boxes that hide a part of their text, and boxes that scroll and cannot be reached by the keyboard. What only
 * screen readers get is of one pixel. */
const boxes = (page) => page.evaluate(() => {
  const [clipped, unreachable] = [[], []];
  for (const one of document.querySelectorAll("body *")) {
    const isWide = one.scrollWidth > one.clientWidth + 1;
    if (!isWide && one.scrollHeight <= one.clientHeight + 1) continue;
    const style = getComputedStyle(one);
    if (/hidden|clip/.test(`${style.overflowX} ${style.overflowY}`) && !one.closest("svg, select") && one.clientWidth > 1) {
      clipped.push(one.outerHTML.slice(0, 100));
    }
    if (isWide && /auto|scroll/.test(style.overflowX) && one.tabIndex < 0 && !one.querySelector("a[href], button, input")) {
      unreachable.push(one.outerHTML.slice(0, 100));
    }
  }
  return { clipped, unreachable };
});

test("9. 320 pixels, 200 %, wider letters: nothing is cut off or scrolls sideways", async () => {
  const spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }";
  const found = [];
  await through(every(), { viewport: NARROW, bypassCSP: true }, async (page, { site, url }) => {
    const look = async (name) => {
      const { scrolls, wide } = await overflow(page);
      if (scrolls || wide.length) found.push(`${site} ${url} ${name}: ${wide.join(" | ")}`);
      const { clipped, unreachable } = await boxes(page);
      found.push(...clipped.map((one) => `${site} ${url} ${name} cuts off ${one}`));
      found.push(...unreachable.map((one) => `${site} ${url} ${name} scrolls out of reach ${one}`));
    };
    await look("320");
    await page.addStyleTag({ content: spacing });
    await look("320, spaced");
    await page.setViewportSize({ width: 640, height: 400 });
    await look("200 %");
  });
  none(found);
});

test("10. the sheet never covers its marker", async () => {
  await on("flagship", "/topics/security-guarantees/", { viewport: { width: 360, height: 640 }, hasTouch: true }, async (page) => {
    const all = page.locator(`.body ${marker}`);
    const count = await all.count();
    for (let nth = 0; nth < count; nth += Math.ceil(count / 12)) {
      await all.nth(nth).scrollIntoViewIfNeeded();
      await openCard(page, nth);
      await page.waitForTimeout(60);
      const over = await page.evaluate(() => {
        const link = document.querySelector('[aria-expanded="true"]').getBoundingClientRect();
        return link.bottom - document.querySelector(".card").getBoundingClientRect().top;
      });
      assert.ok(over <= 0, `marker ${nth}: ${over} px under the sheet`);
      await page.locator(".card").evaluate((card) => card.hidePopover());
    }
  });
});

test("11. targets are at least 24 pixels, markers by their hit area", async () => {
  const found = [];
  await through([...each_kind(), ...each_kind("flagship")], { viewport: { width: 360, height: 740 } }, async (page, { site, url }) => {
    const small = await page.evaluate(() => {
      const inText = (one) => one.closest("p, li, td, th, dd, blockquote, label, cite, h1, h2, h3")?.textContent.trim() !== one.textContent.trim();
      return [...document.querySelectorAll("button, summary, input, .menu a, .rail a, .contents a, .around a, .button, .brand a, .crumbs a, .backs a")]
        .filter((one) => one.checkVisibility() && !(one.matches("a") && !one.matches(".menu a, .rail a, .contents a, .around a, .button, .brand a, .backs a") && inText(one)))
        .filter((one) => {
          const box = (one.matches("input") ? one.closest("label") ?? one : one).getBoundingClientRect();
          return one.checkVisibility({ visibilityProperty: true }) && (box.width < 24 || box.height < 24) && !one.disabled;
        }).map((one) => `${one.outerHTML.slice(0, 90)} ${Math.round(one.getBoundingClientRect().width)}×${Math.round(one.getBoundingClientRect().height)}`);
    });
    found.push(...small.map((one) => `${site} ${url}: ${one}`));
    const hits = await page.evaluate(() => [...document.querySelectorAll('.body a[role="doc-noteref"]')].slice(0, 10).map((link) => {
      link.scrollIntoView({ block: "center", behavior: "instant" });
      const box = link.getBoundingClientRect();
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const hit = (dx, dy) => document.elementFromPoint(x + dx, y + dy)?.closest("a") === link;
      // How far one may miss the middle and still hit.
      const reach = (dx, dy) => {
        let far = 0;
        while (far < 40 && hit(dx * (far + 1), dy * (far + 1))) far += 1;
        return far;
      };
      return [reach(-1, 0) + 1 + reach(1, 0), reach(0, -1) + 1 + reach(0, 1), link.textContent];
    }));
    for (const [width, height, label] of hits) {
      if (width < 24 || height < 24) found.push(`${site} ${url}: marker ${label} of ${width} × ${height} px`);
    }
  });
  none(found);
});

const luminance = (colour) => {
  const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

test("12. contrast of the tokens in both schemes; links are underlined", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await on(topic.site, topic.url, { colorScheme }, async (page) => {
      const token = async (name) => page.evaluate((name) => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.color = `var(--${name})`;
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour;
      }, name);
      const pairs = [["text", "bg", 7], ["muted", "bg", 4.5], ["muted", "surface", 4.5], ["link", "bg", 4.5], ["visited", "bg", 4.5],
        ["border", "bg", 3], ["text", "mark", 7], ["link", "mark", 4.5],
        ...["verbatim", "excerpt", "translated", "altered", "unverified"].map((name) => [name, `${name}-bg`, 4.5])];
      for (const [front, back, least] of pairs) {
        const found = contrast(await token(front), await token(back));
        assert.ok(found >= least, `${colorScheme} ${front} on ${back}: ${found.toFixed(2)}`);
      }
      const bare = await page.evaluate(() => [...document.querySelectorAll(".body p a:not(sup a, .permalink)")]
        .filter((link) => !getComputedStyle(link).textDecorationLine.includes("underline")).length);
      assert.equal(bare, 0);
    });
  }
});

test("13. states differ without colour: by their words and by their borders", async () => {
  await on("every", "/method/", {}, async (page) => {
    const seen = await page.locator(".states .vs").evaluateAll((all) => all.map((one) => {
      const style = getComputedStyle(one);
      return { text: one.textContent, line: `${style.borderTopStyle} ${style.borderTopWidth}`, icon: one.querySelector("use").getAttribute("href") };
    }));
    assert.equal(seen.length, 6);
    for (const part of ["text", "icon"]) assert.equal(new Set(seen.map((one) => one[part])).size, 6, part);
    assert.ok(new Set(seen.map((one) => one.line)).size >= 4, JSON.stringify(seen));
    // Their icons, as somebody sees them who sees no colours.
    await page.evaluate(() => { document.documentElement.style.filter = "grayscale(1)"; });
    const icons = await Promise.all((await page.locator(".states .vs svg").all()).map((icon) => icon.screenshot()));
    assert.equal(new Set(icons.map((icon) => icon.toString("base64"))).size, 6, "icons in grey");
  });
});

test("15. right to left: the contents stand on the right, markers and foreign quotations are isolated", async () => {
  await on("rtl", "/topics/well/", {}, async (page) => {
    const rail = await page.locator(".rail").boundingBox();
    const text = await page.locator("article.text").boundingBox();
    assert.ok(rail.x > text.x + text.width, "the contents are on the right");
    assert.equal((await overflow(page)).scrolls, false);
    const isolated = await page.locator(".body .cite").evaluateAll((all) => all.every((one) => getComputedStyle(one).unicodeBidi === "isolate"));
    assert.ok(isolated);
    const quotes = await page.locator(".notes blockquote").evaluateAll((all) => all.map((one) => [one.lang, one.dir]));
    assert.ok(quotes.some(([lang, dir]) => lang === "en" && dir === "ltr"));
    assert.ok(quotes.some(([lang, dir]) => lang === "ar" && dir === "rtl"));
  });
});

/** How far content moved without the reader's doing. */
const WATCH_SHIFTS = () => {
  window.shift = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
};

test("17. nothing shifts: while loading, opening the card, changing the theme, showing the sources; nothing comes from elsewhere", async () => {
  // It waits for the network more than it works. One address leads nowhere, and another is much like it.
  const nowhere = { site: "every", url: "/topics/brigde/" };
  await each([...each_kind(), ...each_kind("flagship"), nowhere], 2 * AT_ONCE, async ({ site, url }) => {
    const context = await browser.newContext({ viewport: WIDE });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.addInitScript(WATCH_SHIFTS);
    await page.goto(sites[site].server.url + url, { waitUntil: "networkidle" });
    assert.ok(asked.length <= 4, `${url}: ${asked.join(" ")}`);
    for (const one of asked) assert.ok(one.startsWith(sites[site].server.url), `${url}: ${one}`);
    if (await page.locator("button.theme").count()) await page.locator("button.theme").click();
    if (await cards(page)) {
      await openCard(page);
      await page.keyboard.press("Escape");
    }
    if (url === nowhere.url) assert.deepEqual(await page.locator("#near-title + ul a").allTextContents(), ["What becomes of the old bridge?"]);
    await page.waitForTimeout(150);
    assert.equal(await page.evaluate(() => window.shift), 0, url);
    await context.close();
  });
});

test("17. nothing shifts at an address that leads nowhere, however slowly its page arrives", async (t) => {
  const html = fs.readFileSync(path.join(sites.every.folder, "404.html"), "utf8");
  const cut = html.indexOf("</main>");
  const server = http.createServer(async (request, response) => {
    if (!request.url.startsWith("/topics/")) {
      const file = path.join(sites.every.folder, path.basename(request.url));
      response.writeHead(200, { "content-type": file.endsWith(".js") ? "text/javascript" : "text/css" });
      return response.end(fs.existsSync(file) ? fs.readFileSync(file) : "");
    }
    response.writeHead(404, { "content-type": "text/html; charset=utf-8" });
    response.write(html.slice(0, cut));
    await new Promise((later) => setTimeout(later, 700));
    response.end(html.slice(cut));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const page = await browser.newPage({ viewport: WIDE });
  t.after(async () => {
    await page.close();
    server.closeAllConnections();
    server.close();
  });
  await page.addInitScript(WATCH_SHIFTS);
  await page.goto(`http://127.0.0.1:${server.address().port}/topics/brigde/`);
  assert.ok(await page.locator("#near-title").isVisible());
  await page.waitForTimeout(150);
  assert.equal(await page.evaluate(() => window.shift), 0);
});

test("18. without styles the order of the content still makes sense; no fonts are loaded that could be missing", async () => {
  const all = [...each_kind(), ...each_kind("rtl")];
  const styled = new Map();
  await through(all, {}, async (page, { site, url }) => {
    assert.equal(await page.evaluate(() => document.fonts.size), 0, `${url}: fonts`);
    styled.set(site + url, await page.locator("main").textContent());
  });
  await through(all, {}, async (page, { site, url, kind }) => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).marginTop), "8px", `${url}: the styles are blocked`);
    // From top to bottom as it is painted, not only as it is written.
    const order = await page.evaluate(() => ["a.skip", "header nav", "h1", "main :is(.body, section, ol, ul, p):not(header *, nav *)", "main .notes", "body > footer"]
      .map((one) => document.querySelector(one)?.getBoundingClientRect().top).filter((top) => top !== undefined));
    assert.deepEqual(order, [...order].sort((a, b) => a - b), `${url} (${kind})`);
    assert.ok(order.length >= 5, `${url}: ${order}`);
    assert.equal(await page.locator("main").textContent(), styled.get(site + url), url);
  }, (context) => context.route("**/*.css", (route) => route.abort()));
});

test("19. reduced motion: nothing moves by itself", async () => {
  const moving = (page) => page.evaluate(() => [...document.querySelectorAll("*")].filter((one) => {
    const style = getComputedStyle(one);
    return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior === "smooth";
  }).map((one) => one.tagName));
  // Transitions from page to page stand in no element's style.
  const between = (page) => page.evaluate(() => [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules]).flatMap((rule) =>
    rule instanceof CSSMediaRule ? (matchMedia(rule.conditionText).matches ? [...rule.cssRules] : []) : [rule])
    .filter((rule) => rule.cssText.startsWith("@view-transition")).length);
  await through(each_kind(), { reducedMotion: "reduce" }, async (page, { url }) => {
    if (await cards(page)) await openCard(page);
    assert.deepEqual(await moving(page), [], url);
    assert.equal(await between(page), 0, url);
  });
  await on(topic.site, topic.url, { reducedMotion: "no-preference" }, async (page) => {
    assert.deepEqual(await moving(page), ["HTML"], "who has asked for nothing sees the page scroll");
  });
});

test("22. print, no script and script show the same passages; the card shows its note's", async () => {
  const passages = (page) => page.evaluate(() => [...document.querySelectorAll(".notes blockquote, .passages blockquote")].map((one) => one.innerText.replace(/\s+/g, " ").trim()));
  let compared = 0;
  const shown = ["every", "flagship", "rtl"].flatMap((site) => each_kind(site)).filter(({ kind }) => ["topic", "source"].includes(kind));
  const scripted = new Map();
  await through(shown, {}, async (page, { site, url }) => {
    const words = await passages(page);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await passages(page), words, url);
    scripted.set(site + url, words);
    compared += words.length;
  });
  await through(shown, { javaScriptEnabled: false }, async (page, { site, url }) => {
    assert.deepEqual(await passages(page), scripted.get(site + url), url);
  });
  assert.ok(compared > 40, `${compared} passages`);
  await on(topic.site, topic.url, {}, async (page) => {
    const all = page.locator(`.body ${marker}[data-v]`);
    for (let nth = 0; nth < await all.count(); nth += 1) {
      const href = await all.nth(nth).getAttribute("href");
      await all.nth(nth).click();
      const words = (selector) => page.locator(selector).evaluateAll((all) => all.map((one) => one.textContent));
      assert.deepEqual(await words(".card blockquote"), await words(`${href} blockquote`), href);
      await page.locator(".card").evaluate((card) => card.hidePopover());
    }
  });
});

test("14. print: tagged, numbered pages, notes with their addresses, no navigation", async () => {
  const file = path.join(room("pdf"), "topic.pdf");
  await on(topic.site, topic.url, {}, (page) => page.pdf({ path: file, format: "A4", tagged: true, preferCSSPageSize: true }));
  const about = execFileSync("pdfinfo", [file], { encoding: "utf8" });
  assert.match(about, /Tagged:\s+yes/);
  const count = Number(/Pages:\s+(\d+)/.exec(about)[1]);
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  for (let page = 1; page <= count; page += 1) assert.match(text, new RegExp(`\\b${page} ?/ ?${count}\\b`), `page ${page} of ${count}`);
  const words = text.replace(/\s+/g, " ");
  for (const needed of ["Notes and sources", "https://live.example/courier", "voted to close the old bridge to lorries", "first cracks were seen around 2014"]) {
    assert.ok(words.includes(needed), needed);
  }
  // Every passage of the notes is on paper, and every marker has its note there.
  const [passages, labels] = await on(topic.site, topic.url, {}, (page) => page.evaluate(() => [
    [...document.querySelectorAll(".notes mark")].map((one) => one.textContent),
    [...document.querySelectorAll('.body a[role="doc-noteref"][data-v]')].map((one) => [one.textContent, document.getElementById(decodeURIComponent(one.hash.slice(1)))?.querySelector("blockquote")?.textContent]),
  ]));
  const solid = (one) => one.replace(/[\s\u00ad]+/g, "");
  for (const passage of passages) assert.ok(solid(text).includes(solid(passage)), passage);
  for (const [label, passage] of labels) assert.ok(solid(text).includes(label) && (!passage || solid(text).includes(solid(passage))), label);
  assert.ok(passages.length >= 8 && labels.length >= 10);
  for (const absent of ["Skip to content", "On this page", "Show sources in the text", "Nearby pages"]) assert.ok(!words.includes(absent), absent);
});

test("14. print: the title is larger than the headings below it", async () => {
  for (const { site, url } of [...each_kind("every"), ...each_kind("rtl")]) {
    await on(site, url, {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      const sizes = await page.evaluate(() => [...document.querySelectorAll("h1, h2, h3")].filter((one) => one.checkVisibility())
        .map((one) => [one.tagName, parseFloat(getComputedStyle(one).fontSize)]));
      const of = (name) => sizes.filter(([tag]) => tag === name).map(([, size]) => size);
      assert.equal(of("H1").length, 1, url);
      for (const size of [...of("H2"), ...of("H3")]) assert.ok(size < of("H1")[0], `${url}: ${sizes.join(" ")}`);
    });
  }
});

test("a statement is copied with its source; so is the code for its card, which stands in a frame of another site", async () => {
  const settings = `${fs.readFileSync(path.join(EVERY, "ibid.yaml"), "utf8")}outputs: [embed]\n`;
  const server = await serve(build(copy(EVERY, { "ibid.yaml": settings })));
  const context = await browser.newContext({ viewport: WIDE, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const copied = async (label) => {
    const button = page.locator(`.card-head button[aria-label^="${label}"]`);
    await button.click();
    await page.waitForFunction((label) => document.querySelector(`.card-head button[aria-label^="${label}"]`).textContent === "✓", label);
    return page.evaluate(() => navigator.clipboard.readText());
  };
  let other;
  try {
    await page.goto(`${server.url}/topics/bridge/`);
    const first = page.locator(`.body .claim[id] + .cite ${marker}`).first();
    const [id, words] = await first.evaluate((link) => { const claim = link.closest(".cite").previousElementSibling; return [claim.id, claim.textContent.trim()]; });
    await first.click();
    await page.waitForSelector(".card:popover-open");
    const statement = await copied("Copy this statement");
    assert.ok(statement.startsWith(`“${words}” (`) && statement.endsWith(`) ${server.url}/topics/bridge/#${id}`), statement);
    const code = await copied("Copy the code");
    assert.ok(code.startsWith(`<iframe src="https://example.org/embed/topics/bridge/${id}/"`), code);
    // The card has the same code for those without scripts.
    const link = await page.locator('.card-head a[href^="/embed/"]').getAttribute("href");
    await page.goto(server.url + link);
    assert.equal(await page.locator("pre code").textContent(), code);
    const folder = room("other");
    fs.writeFileSync(path.join(folder, "index.html"), `<!doctype html><title>Another site</title>${code.replace("https://example.org", server.url)}`);
    other = await serve(folder);
    await page.goto(`${other.url}/`);
    const frame = page.frameLocator("iframe");
    assert.equal(await frame.locator("h1").innerText(), "The harbour papers");
    assert.ok((await frame.locator("main").innerText()).includes(words));
  } finally {
    await context.close();
    server.close();
    other?.close();
  }
});

test("16. text fragments lead to the passage in the original", async () => {
  const links = [];
  for (const { url } of sites.every.pages.filter((page) => page.kind === "topic")) {
    links.push(...await on("every", url, {}, (page) => page.locator(".notes .ex").evaluateAll((all) => all.map((one) => ({
      words: one.querySelector("mark").textContent, url: one.querySelector("a[data-print]")?.href,
    })).filter((one) => one.url))));
  }
  assert.ok(links.length >= 10, `${links.length} links`);
  const context = await browser.newContext({ viewport: WIDE });
  await context.route("https://live.example/**", (route) => {
    const key = new URL(route.request().url()).pathname.slice(1);
    const text = fs.readFileSync(path.join(EVERY, `seeds/${key}.md`), "utf8").replace(/^---[^]*?\n---\n/, "");
    const body = text.trim().split(/\n\n+/).map((one) => `<p style="margin-top:3000px">${one.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</p>`).join("");
    route.fulfill({ contentType: "text/html; charset=utf-8", body: `<!doctype html><title>${key}</title>${body}<p style="height:3000px">` });
  });
  for (const { words, url } of links) {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => scrollY > 0, null, { timeout: 5000 }).catch(() => assert.fail(`${url} leads to the top`));
    const seen = await page.evaluate(() => [...document.querySelectorAll("p")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight;
    }).map((one) => one.textContent).join(" "));
    assert.ok(seen.includes(words), `${url} leads to ${seen.slice(0, 60)}, not to ${words}`);
    await page.close();
  }
  await context.close();
});

test("23. the words that scripts show are those of the page's language", async () => {
  const folder = build(copy(EVERY, pseudo(EVERY)));
  const server = await serve(folder);
  const context = await browser.newContext({ viewport: WIDE });
  const page = await context.newPage();
  // What stands between the marks of the language that nobody speaks, and what the site's author wrote.
  const written = await fs.promises.readFile(path.join(EVERY, "content/topics/bridge.md"), "utf8");
  const left = (words) => words.replace(/⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/g, " ").match(/[A-Za-z]{2,}/g) ?? [];
  try {
    await page.goto(`${server.url}/topics/bridge/`);
    await page.locator(`.body ${marker}`).first().click();
    await page.waitForSelector(".card:popover-open");
    const said = await page.locator(".card").evaluate((card) => [card, ...card.querySelectorAll("[aria-label], [title]")]
      .flatMap((one) => [one.ariaLabel, one.title]).concat(...[...card.querySelectorAll(".card-head *")].map((one) => one.textContent)).filter(Boolean));
    assert.ok(said.some((words) => words.includes("⟦Close⟧")), said.join(" | "));
    assert.deepEqual(said.flatMap(left).filter((word) => !written.includes(word)), []);
    await page.locator("button.theme").click();
    assert.deepEqual(left(await page.locator("button.theme").evaluate((button) => `${button.ariaLabel} ${button.title}`)), []);
    await page.goto(`${server.url}/search/`);
    for (const [query, expected] of [["lorries", /^⟦\d+ results?⟧$/], ["qqqqq", /^⟦Nothing was found\.⟧$/]]) {
      await page.locator("#q").fill(query);
      await page.waitForFunction((pattern) => new RegExp(pattern).test(document.getElementById("found").textContent), expected.source);
    }
    await page.locator("#q").fill("lorries");
    const kindsShown = await page.locator("#results .meta").evaluateAll((all) => all.map((one) => one.firstChild.textContent));
    await page.waitForSelector("#results .meta");
    assert.deepEqual(kindsShown.flatMap(left), []);
    await page.route("**/*.json*", (route) => route.abort());
    await page.reload();
    await page.locator("#q").fill("ferry");
    await page.waitForFunction(() => document.getElementById("found").textContent.startsWith("⟦The search could not"));
  } finally {
    await context.close();
    server.close();
  }
});

// Pictures are compared as grids of 32 × 24 shades of grey: layout, colours and weight show in them, the shapes of
// letters, which differ between machines with the fonts, do not.
const COLUMNS = 32;
const ROWS = 24;
const TOLERANCE = 7;

test("every kind of page looks as it was approved: wide and narrow, light and dark", async () => {
  const wanted = JSON.parse(approved("screens.json", "{}") || "{}");
  const made = {};
  const found = [];
  const grid = async (canvas, picture) => canvas.evaluate(async ({ data, columns, rows }) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const surface = new OffscreenCanvas(columns, rows);
    const pen = surface.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, columns, rows);
    const { data: pixels } = pen.getImageData(0, 0, columns, rows);
    return Array.from({ length: columns * rows }, (_, at) => Math.round(
      0.2126 * pixels[4 * at] + 0.7152 * pixels[4 * at + 1] + 0.0722 * pixels[4 * at + 2]));
  }, { data: picture.toString("base64"), columns: COLUMNS, rows: ROWS });
  const distance = (one, other) => one.reduce((sum, shade, at) => sum + Math.abs(shade - other[at]), 0) / one.length;
  const context = await browser.newContext();
  const canvas = await context.newPage();
  let bare;
  const sizes = Object.entries({ wide: { width: 1280, height: 960 }, narrow: { width: 360, height: 740 } });
  await each(each_kind(), AT_ONCE, ({ site, url, kind }) => on(site, url, {}, async (page) => {
    for (const [width, viewport] of sizes) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        made[`${kind} ${width} ${colorScheme}`] = await grid(canvas, await page.screenshot());
      }
    }
    if (kind !== "topic") return;
    await page.setViewportSize(sizes[0][1]);
    await page.emulateMedia({ colorScheme: "light" });
    await page.evaluate(() => document.querySelector("link[rel=stylesheet]").remove());
    bare = await grid(canvas, await page.screenshot());
  }));
  await context.close();
  const packed = (shades) => Buffer.from(shades).toString("base64");
  if (UPDATE) {
    approved("screens.json", `${JSON.stringify(Object.fromEntries(Object.entries(made).sort().map(([name, shades]) => [name, packed(shades)])), null, 1)}\n`);
    return;
  }
  assert.deepEqual(Object.keys(made).sort(), Object.keys(wanted).sort());
  for (const [name, shades] of Object.entries(made)) {
    const far = distance(shades, [...Buffer.from(wanted[name], "base64")]);
    if (far > TOLERANCE) found.push(`${name}: ${far.toFixed(1)} from what was approved`);
  }
  none(found);
  const unstyled = distance(made["topic wide light"], bare);
  assert.ok(unstyled > TOLERANCE, `a page without its styles is told apart: ${unstyled}`);
  assert.ok(distance(made["topic wide light"], made["home wide light"]) > 1);
});
