// The preview's part in the page: listens for editions, morphs the page in place, shows findings. Tells
// toolbar.js of every edition (`ibid:edition`), and it and the theme of every morph (`ibid:morphed`).
// Loaded only by `ibid serve`, after Idiomorph. Findings are shown by textContent alone, never as HTML.
(() => {
  "use strict";
  const tag = document.currentScript;
  let edition = Number(tag.dataset.edition);
  tag.remove();

  // What the server sent of each element. What readers and the theme's script did to a page since
  // (an open <details>, the card, a pressed button) differs from it, and is left alone.
  const served = new WeakMap();
  const ours = "ibid-same-";
  const sent = (element) => new Map([...element.attributes].filter((one) => !one.value.startsWith(ours)).map((one) => [one.name, one.value]));
  const record = (root) => {
    if (root.nodeType !== 1) return;
    for (const element of [root, ...root.querySelectorAll("*")]) served.set(element, sent(element));
  };
  record(document.body);

  // ---- the page ------------------------------------------------------------------------------------

  const isOwn = (element) => new URL(element.src || element.href || "", location).origin === location.origin;
  const sheets = (root) => [...root.querySelectorAll('link[rel="stylesheet"]')];
  const plain = (url) => { const clean = new URL(url, location); clean.searchParams.delete("ibid"); return clean.href; };
  const loads = (root) => JSON.stringify([
    sheets(root).map((link) => plain(link.getAttribute("href"))),
    [...root.querySelectorAll("script[src]")].map((script) => script.getAttribute("src")).filter((src) => !src.startsWith("/_ibid/")),
  ]);
  const firstLoads = loads(document.head);

  // A new stylesheet stands beside the old one until it is there, so that the page is never bare.
  const swapStyles = () => Promise.all(sheets(document.head).filter(isOwn).map((old) => new Promise((done) => {
    const link = old.cloneNode();
    const url = new URL(old.href);
    url.searchParams.set("ibid", edition);
    link.href = url.href;
    link.onload = link.onerror = () => { old.remove(); done(); };
    old.after(link);
  })));

  const isMeta = "title, meta:not([charset]):not([http-equiv]), link:not([rel=stylesheet]), script[type='application/ld+json']";
  const morphHead = (next) => {
    const wanted = new Map([...next.querySelectorAll(isMeta)].map((one) => [one.outerHTML, one]));
    for (const one of document.head.querySelectorAll(isMeta)) {
      if (!wanted.delete(one.outerHTML)) one.remove();
    }
    document.head.append(...wanted.values());
  };

  const isUntouched = (name, element, next) => {
    const before = served.get(element);
    return before !== undefined && (before.get(name) ?? null) === next.getAttribute(name);
  };

  // The element that the reader's eye is likely on, to keep it where it is.
  const anchor = () => {
    if (scrollY === 0) return null;
    for (const element of document.querySelectorAll("main :is(p, h1, h2, h3, h4, li, blockquote, table, pre, figure)")) {
      const box = element.getBoundingClientRect();
      if (box.bottom > 0 && box.height > 0) return { element, top: box.top };
    }
    return null;
  };

  // The library pairs what has an id. Where a paragraph comes in or goes, it would write every later one
  // anew, and focus and selection would be in another text; so blocks with the same words get one.
  const blocks = "p, li, dt, dd, h2, h3, h4, blockquote, pre, table, figure, details, aside, section";
  const byWords = (root) => {
    const found = new Map();
    for (const block of root.querySelectorAll(blocks)) {
      if (block.id) continue;
      const words = `${block.localName} ${block.textContent}`;
      found.set(words, found.has(words) ? null : block);
    }
    return found;
  };
  const pairUp = (next) => {
    const [before, after] = [byWords(document.body), byWords(next)];
    const paired = [];
    for (const [words, block] of before) {
      const same = block && after.get(words);
      if (!same || !served.has(block)) continue;
      block.id = same.id = ours + paired.length;
      paired.push(block, same);
    }
    // What the theme's script made is paired with nothing: something new would be lost in it.
    for (const own of document.body.querySelectorAll("*")) {
      if (served.has(own) || own.id) continue;
      own.id = `${ours}own-${paired.length}`;
      paired.push(own);
    }
    // The library may have given an id to another element than the one it was made for.
    return () => [...paired, ...document.body.querySelectorAll(`[id^="${ours}"]`)].forEach((block) => block.removeAttribute("id"));
  };

  const morph = (next) => {
    morphHead(next.head);
    const kept = anchor();
    const focused = document.activeElement;
    const selection = getSelection();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    const pairs = new Map();
    const sync = (element, from) => {
      for (const { name } of [...element.attributes, ...from.attributes]) {
        if (isUntouched(name, element, from)) continue;
        const value = from.getAttribute(name);
        if (value === null) element.removeAttribute(name); else element.setAttribute(name, value);
      }
      served.set(element, sent(from));
    };
    sync(document.body, next.body);
    const part = pairUp(next.body);
    Idiomorph.morph(document.body, next.body, {
      morphStyle: "innerHTML",
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeMorphed: (old, now) => {
          // An element that the theme's script made is not the server's to change.
          if (old.nodeType === 1 && !served.has(old) && (old.attributes.length || old.firstChild)) return false;
          pairs.set(old, now);
          return true;
        },
        beforeAttributeUpdated: (name, element) => !isUntouched(name, element, pairs.get(element)),
        afterNodeMorphed: (old, now) => {
          if (old.nodeType === 1) served.set(old, sent(now));
        },
        afterNodeAdded: (node) => record(node),
        beforeNodeRemoved: (node) => node.nodeType !== 1 || served.has(node),
      },
    });
    part();
    const length = (node) => node.nodeType === 3 ? node.data.length : node.childNodes.length;
    const isSame = () => selection.anchorNode === anchorNode && selection.anchorOffset === anchorOffset
      && selection.focusNode === focusNode && selection.focusOffset === focusOffset;
    if (anchorNode?.isConnected && focusNode?.isConnected && !isSame()) {
      selection.setBaseAndExtent(anchorNode, Math.min(anchorOffset, length(anchorNode)),
        focusNode, Math.min(focusOffset, length(focusNode)));
    }
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    if (kept?.element.isConnected) {
      const moved = kept.element.getBoundingClientRect().top - kept.top;
      if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
    }
    document.dispatchEvent(new CustomEvent("ibid:morphed"));
  };

  let last = "";
  const isMissing = document.body.classList.contains("ibid-page");
  const refresh = async () => {
    const answer = await fetch(location.href, { cache: "no-store", headers: { accept: "text/html" } });
    const text = (await answer.text()).replace(/<script src="\/_ibid\/[^>]*><\/script>/, "");
    if (text === last) return;
    const next = new DOMParser().parseFromString(text, "text/html");
    // A page that went, came, or loads other files is another page; so is one too long to compare.
    const isNow = next.body.classList.contains("ibid-page");
    if (isNow !== isMissing || loads(next.head) !== firstLoads || text.length > 4e6) return location.reload();
    last = text;
    morph(next);
  };

  // ---- editions ------------------------------------------------------------------------------------

  let waiting = null, busy = false;
  const take = async (news) => {
    waiting = news;
    if (busy) return;
    busy = true;
    while (waiting) {
      const now = waiting;
      waiting = null;
      try { await apply(now); } catch (error) { console.warn("ibid preview:", error); }
    }
    busy = false;
  };

  const apply = async (news) => {
    const before = edition;
    if (news.edition !== before) {
      if (news.rest > before || news.edition < before) return location.reload();
      edition = news.edition;
      const styled = news.style > before ? swapStyles() : null;
      await refresh();
      await styled;
      const others = news.edited.filter((one) => decodeURI(one.url) !== decodeURI(location.pathname));
      if (others.length && others.length === news.edited.length) {
        if (news.follow) return location.assign(others[0].url);
        offer(others[0]);
      }
    }
    document.dispatchEvent(new CustomEvent("ibid:edition", { detail: news }));
    if (!news.errors && !news.warnings) return show({ errors: 0, warnings: 0, findings: [] });
    const answer = await fetch(`${home}findings?${location.pathname}`, { cache: "no-store" });
    if (answer.ok) show(await answer.json());
  };

  let stream = null;
  const listen = () => {
    if (stream) return;
    stream = new EventSource(`${home}events`);
    stream.onopen = () => state("");
    stream.onmessage = (event) => take(JSON.parse(event.data));
    stream.onerror = () => {
      state("The preview has ended.");
      if (stream?.readyState === EventSource.CLOSED) { rest(); returning(); }
    };
  };
  const rest = () => { stream?.close(); stream = null; };
  // The address of another run is not known here, so when there is a server again, the page is loaded.
  const returning = async () => {
    for (;;) {
      await new Promise((done) => setTimeout(done, 1000));
      try { if ((await fetch("/healthz", { cache: "no-store" })).ok) return location.reload(); } catch {}
    }
  };
  // Browsers open few connections to one server; pages that nobody sees give theirs back.
  let asleep;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(asleep);
    if (document.hidden) asleep = setTimeout(rest, 10000); else listen();
  });
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

  // ---- findings ------------------------------------------------------------------------------------

  const host = document.createElement("ibid-preview");
  const root = host.attachShadow({ mode: "open" });
  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content); // strings become text
    return element;
  };
  const style = make("link");
  style.rel = "stylesheet";
  style.href = "/_ibid/preview.css";
  const panel = make("section", "panel");
  panel.hidden = true;
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-label", "Findings");
  const counter = make("button", "counter");
  counter.type = "button";
  counter.hidden = true;
  counter.setAttribute("aria-expanded", "false");
  const toast = make("p", "toast");
  toast.hidden = true;
  const status = make("p", "status");
  status.hidden = true;
  status.setAttribute("role", "status");
  root.append(style, panel, make("div", "corner", status, toast, make("div", "bar", counter)));
  // Beside the body, where no morph comes.
  document.documentElement.append(host);

  const state = (text) => { status.textContent = text; status.hidden = !text; };
  const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
  const place = (at) => {
    const text = `${at.path}:${at.line}:${at.column}`;
    if (!at.editor) return make("code", "place", text);
    const link = make("a", "place", text);
    link.href = at.editor;
    link.title = "Open in the editor";
    return link;
  };
  const one = (finding) => {
    const item = make("li", `finding ${finding.severity === "error" ? "error" : "warning"}`);
    const head = make("p", "head", make("strong", "", `${finding.severity}[${finding.rule}]`), ` ${finding.message}`);
    item.append(head, make("p", "", place(finding)));
    if (finding.frame) item.append(make("pre", "", finding.frame));
    for (const related of finding.related) item.append(make("p", "related", place(related), ` ${related.message}`));
    for (const help of finding.help) item.append(make("p", "help", make("em", "", "help: "), help));
    return item;
  };

  // Errors open the panel by themselves, but not again after they were closed, until there are others.
  let closed = "";
  try { closed = sessionStorage.getItem("ibid-closed") || ""; } catch {}
  let shown = "";
  const open = (is) => {
    panel.hidden = !is;
    counter.setAttribute("aria-expanded", String(is));
  };
  const remember = (what) => {
    closed = what;
    try { sessionStorage.setItem("ibid-closed", closed); } catch {}
  };
  const close = () => {
    open(false);
    remember(shown);
  };
  const show = (data) => {
    const total = data.errors + data.warnings;
    const parts = [data.errors && many(data.errors, "error"), data.warnings && many(data.warnings, "warning")];
    counter.textContent = parts.filter(Boolean).join(" · ");
    counter.classList.toggle("error", data.errors > 0);
    counter.hidden = total === 0;
    const top = make("header", "", make("strong", "", counter.textContent));
    if (data.kept) top.append(" – this page shows its last good version");
    const button = make("button", "close", "✕");
    button.type = "button";
    button.setAttribute("aria-label", "Close");
    button.onclick = close;
    top.append(button);
    const list = make("ol", "", ...data.findings.map(one));
    const more = total - data.findings.length;
    panel.replaceChildren(top, list, ...(more > 0 ? [make("p", "more", `… and ${more} more`)] : []));
    shown = data.findings.filter((f) => f.severity === "error").map((f) => `${f.rule} ${f.path} ${f.message}`).join("\n");
    if (!data.errors) remember(""); // what comes back after it was fixed is news
    if (total === 0) open(false);
    else if (data.errors && shown !== closed) open(true);
    else if (!data.errors && counter.dataset.by !== "user") open(false);
  };
  counter.onclick = () => {
    counter.dataset.by = "user";
    if (panel.hidden) open(true); else { delete counter.dataset.by; close(); }
  };
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); counter.focus(); } });

  let fading;
  const offer = (page) => {
    const link = make("a", "", page.title || page.url);
    link.href = page.url;
    toast.replaceChildren("Edited: ", link);
    toast.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => { toast.hidden = true; }, 12000);
  };

  listen();
})();
