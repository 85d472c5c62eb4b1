// The editor's toolbar, in the preview only: how the page stands with its citations, a search in the
// sources, forms for new files. Stands in the shadow of preview.js's element; what it shows on the page's
// own text it shows by marks.css and highlights, so that the page stays as it is published. Gives reading.js
// and walk.js what they have in common with it.
const toolbar = (() => {
  "use strict";
  const root = document.querySelector("ibid-preview").shadowRoot;
  const make = (name, props, ...content) => {
    const { aria, ...own } = props ?? {};
    const element = Object.assign(document.createElement(name), own);
    for (const [key, value] of Object.entries(aria ?? {})) element.setAttribute(key, value);
    element.append(...content.filter((part) => part !== null)); // strings become text
    return element;
  };
  const recall = (key) => { try { return sessionStorage.getItem(key) === "1"; } catch { return false; } };
  const keep = (key, is) => { try { sessionStorage.setItem(key, is ? "1" : "0"); } catch {} };
  const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
  const json = async (answer) => {
    if (answer.headers.get("content-type") === "application/json") return answer.json();
    throw new Error((await answer.text()).trim());
  };
  // A form; where there is a file, its bytes follow the line with what is said of it.
  const post = async (address, data, file) => {
    const type = file ? "application/octet-stream" : "application/json";
    const body = file ? new Blob([JSON.stringify(data), "\n", file]) : JSON.stringify(data);
    const answer = await fetch(home + address, { method: "POST", headers: { "content-type": type }, body });
    const said = await json(answer);
    if (answer.ok) return said;
    throw new Error([said.error, ...said.help].join("\n"));
  };
  const get = async (address) => json(await fetch(home + address, { cache: "no-store" }));

  // ---- the toolbar -----------------------------------------------------------------------------------

  const open = make("button", { type: "button", className: "tools-open", textContent: "Tools" });
  const tools = make("section", { className: "tools", id: "tools", hidden: true, aria: { "aria-label": "Editor’s tools" } });
  open.setAttribute("aria-controls", "tools");
  const setOpen = (is) => {
    tools.hidden = !is;
    open.setAttribute("aria-expanded", String(is));
    keep("ibid-tools", is);
  };
  open.onclick = () => setOpen(tools.hidden);
  tools.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setOpen(false);
    open.focus();
  });
  const bar = root.querySelector(".bar");
  bar.prepend(open);
  bar.before(tools); // below what comes and goes, so that nothing moves under the pointer
  setOpen(recall("ibid-tools"));

  const standing = make("div", { className: "standing" });
  const list = make("ol", { className: "uncited" });
  const toggle = (key, words, apply) => {
    const button = make("button", { type: "button", textContent: words });
    const set = (is) => { button.setAttribute("aria-pressed", String(is)); keep(key, is); apply(is); };
    button.onclick = () => set(button.getAttribute("aria-pressed") !== "true");
    button.start = () => set(recall(key));
    button.isOn = () => button.getAttribute("aria-pressed") === "true";
    return button;
  };
  const states = toggle("ibid-states", "Show states", (is) => {
    document.documentElement.toggleAttribute("data-ibid-states", is);
    highlight();
  });
  const uncited = toggle("ibid-uncited", "Show uncited", () => highlight());
  const action = (words, act) => make("button", { type: "button", textContent: words, onclick: act });
  // Windows of other scripts: each says for which pages it is, and is opened from the bar, where it is at hand.
  const offers = make("div", { className: "row offers", hidden: true });
  const offered = [];
  const offer = (words, isFor, open) => {
    const button = action(words, open);
    offers.append(button);
    offered.push([button, isFor]);
  };
  bar.prepend(offers);
  const author = make("div", { className: "row" },
    action("Search the sources", () => search()),
    action("New topic page", () => newTopic()),
    action("Add source", () => addSource()));
  const all = make("p", {}, make("a", { href: "/_ibid/", textContent: "All pages with their findings" }));
  const showing = make("div", { className: "row" }, states, uncited);
  tools.append(standing, showing, list, author, all);

  // Looks of what is shown on the page; beside the body, where no morph comes.
  document.documentElement.append(make("link", { rel: "stylesheet", href: "/_ibid/marks.css" }));
  const draftMarks = new CSSStyleSheet(), failedMarks = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, draftMarks, failedMarks];
  // A citation whose words were not found is never published; the page says only that it is not verified.
  const looksFailed = "color: light-dark(#a3261b, #ff9e94); font-weight: 600";
  const markFailed = ({ mention, note, rule }) => {
    const [inText, id] = [`a[id="${CSS.escape(mention)}"]`, CSS.escape(note)];
    const state = `:is([id="${id}"], .card:has(a[href="#${id}"])) .state`;
    return `
      :root[data-ibid-states] :is(${inText}[data-v], .claim:has(+ .cite ${inText}[data-v])) { --ibid-ink: light-dark(#a3261b, #ff9e94); --ibid-tint: light-dark(#fdecea, #3b1b18); }
      :root[data-ibid-states] ${inText}[data-v]::before { content: "failed"; }
      ${state} > .vs { display: none; }
      ${state}::before { content: "✕ Fails: ${rule}"; ${looksFailed}; }`;
  };

  let now = null;
  const load = async () => {
    now = await get(`page?${location.pathname}`);
    const link = now.source?.editor
      ? make("a", { href: now.source.editor, title: "Open in the editor", textContent: now.source.path })
      : now.source && make("code", { textContent: now.source.path });
    const isPage = now.statements !== undefined;
    const cited = isPage && now.statements - now.uncited.length;
    const counts = Object.entries(now.states ?? {}).map(([state, count]) => `${count} ${state}`).join(", ");
    standing.replaceChildren(
      make("p", {}, link ?? "This page is made from many files.", now.draft ? make("strong", { className: "draft", textContent: "draft" }) : null),
      ...(isPage ? [make("p", { textContent: `${cited} of ${many(now.statements, "statement")} cited${counts && `; citations: ${counts}`}` })] : []));
    showing.hidden = !isPage;
    author.hidden = offers.hidden = !now.local;
    for (const [button, isFor] of offered) button.hidden = !isFor(now);
    open.textContent = now.draft ? "Tools · draft" : "Tools";
    uncited.textContent = `Show uncited (${now.uncited?.length ?? 0})`;
    const mark = (url) => `a[href="${CSS.escape(url)}"]::after { content: " draft"; font: 600 11px system-ui, sans-serif; color: light-dark(#7a4b00, #f2c363); }`;
    draftMarks.replaceSync(`@media screen { ${now.drafts.map(mark).join("\n")} }`);
    failedMarks.replaceSync(`@media screen { ${(now.failed ?? []).map(markFailed).join("\n")} }`);
    highlight();
  };
  let failed = false;
  const refresh = () => load().then(() => { failed = false; }, (error) => {
    if (!failed) console.warn("ibid preview:", error);
    failed = true;
  });

  // ---- words that are wrong, statements that are uncited ------------------------------------------

  const isLetter = /[\p{L}\p{N}]/u;
  const isOther = ".cite, .fnref, .permalink, [role=doc-endnotes], script, style, svg";
  // The letters of the text, with their places: marks and spaces differ between Markdown and page.
  const read = () => {
    const within = document.querySelector("main") ?? document.body;
    const walker = document.createTreeWalker(within, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node.nodeType === 1 ? (node.matches(isOther) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP) : NodeFilter.FILTER_ACCEPT);
    let letters = "";
    const places = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      let at = 0;
      for (const letter of node.data) {
        if (isLetter.test(letter)) {
          letters += letter;
          for (let unit = 0; unit < letter.length; unit++) places.push([node, at, at + letter.length]);
        }
        at += letter.length;
      }
    }
    return { letters, places };
  };
  // The ranges of some texts, which come in the order of the page; null for one that is not found.
  const find = (texts) => {
    const { letters, places } = read();
    let from = 0;
    return texts.map((text) => {
      const wanted = [...text].filter((letter) => isLetter.test(letter)).join("");
      const at = wanted ? letters.indexOf(wanted, from) : -1;
      if (at < 0) return null;
      from = at + wanted.length;
      const range = document.createRange();
      range.setStart(places[at][0], places[at][1]);
      range.setEnd(places[from - 1][0], places[from - 1][2]);
      return range;
    });
  };
  const paint = (name, ranges) => {
    if (!window.CSS?.highlights) return;
    const found = ranges.filter(Boolean);
    if (found.length) CSS.highlights.set(name, new Highlight(...found)); else CSS.highlights.delete(name);
  };
  const highlight = () => {
    const isOn = uncited.isOn() && now?.uncited?.length > 0;
    const ranges = isOn ? find(now.uncited.map((one) => one.text)) : [];
    paint("ibid-uncited", ranges);
    paint("ibid-wrong", states.isOn() ? find(now?.wrong ?? []) : []);
    list.hidden = !isOn;
    list.replaceChildren(...(isOn ? now.uncited : []).map((statement, index) => {
      const go = make("button", { type: "button", textContent: statement.text, disabled: !ranges[index] });
      go.onclick = () => {
        const box = ranges[index].getBoundingClientRect();
        scrollBy({ top: box.top - innerHeight / 4, behavior: "instant" });
      };
      const edit = statement.editor && make("a", { href: statement.editor, title: "Open in the editor", textContent: `line ${statement.line}` });
      return make("li", {}, go, edit || `line ${statement.line}`);
    }));
  };

  // ---- dialogs ---------------------------------------------------------------------------------------

  const dialog = (title, ...content) => {
    const heading = make("h2", { id: "dialog-title", textContent: title });
    const close = make("button", { type: "button", className: "close", textContent: "✕", aria: { "aria-label": "Close" } });
    const box = make("dialog", { aria: { "aria-labelledby": "dialog-title" } }, make("header", {}, heading, close), ...content);
    close.onclick = () => box.close();
    box.addEventListener("close", () => box.remove());
    box.addEventListener("keydown", (event) => event.stopPropagation());
    root.append(box);
    box.showModal();
    return box;
  };
  const copy = async (text, into) => {
    const code = make("code", { textContent: text });
    try {
      await navigator.clipboard.writeText(text);
      into.replaceChildren("Copied: ", code);
    } catch {
      into.replaceChildren("Copy it: ", code);
    }
  };

  // Until when a new page is awaited: the preview goes there as soon as it is served.
  let awaited = 0;
  const field = ([name, label, props = {}]) => {
    const { hint, kind = "input", options, ...own } = props;
    const input = make(kind, { name, id: `field-${name}`, ...own });
    const parts = [make("span", { textContent: label }), input];
    if (hint) parts.push(make("small", { textContent: hint }));
    if (options) {
      input.setAttribute("list", `list-${name}`);
      parts.push(make("datalist", { id: `list-${name}` }, ...options.map((value) => make("option", { value }))));
    }
    return make("label", { className: own.type === "checkbox" ? "check" : "" }, ...parts);
  };
  const form = (title, fields, send, done) => {
    const wrong = make("p", { className: "wrong", hidden: true, aria: { role: "alert" } });
    const submit = make("button", { type: "submit", className: "main", textContent: title });
    const body = make("form", { noValidate: true }, wrong, ...fields.map(field), submit);
    const box = dialog(title, body);
    body.onsubmit = async (event) => {
      event.preventDefault();
      submit.disabled = true;
      wrong.hidden = true;
      try {
        done(await post(...send(body.elements)), box);
      } catch (error) {
        awaited = 0;
        wrong.textContent = error.message;
        wrong.hidden = false;
        body.querySelector("input").focus({ preventScroll: true });
        box.scrollTop = 0;
      } finally {
        submit.disabled = false;
      }
    };
    body.querySelector("input").focus();
    return body;
  };

  const here = () => now?.source?.path.match(/^content\/(.+)\/[^/]+$/)?.[1];
  const newTopic = () => form("New topic page", [
    ["title", "Title", { autocomplete: "off" }],
    ["section", "Folder below content/", { value: here() ?? "topics", options: now?.sections ?? [] }],
    ["publish", "Publish it with the next build (otherwise it is a draft)", { type: "checkbox" }],
  ], (is) => {
    awaited = performance.now() + 5000; // the page may be served before the answer is here
    return ["new-topic", { title: is.title.value, section: is.section.value, publish: is.publish.checked }];
  }, ({ made }, box) => {
    box.querySelector("form").replaceWith(make("p", { className: "done", aria: { role: "status" } }, "Made ", make("code", { textContent: made }), ". It is shown as soon as it is read; a draft only by ", make("code", { textContent: "ibid serve --drafts" }), ". Without the line ", make("code", { textContent: "draft: true" }), " it is published."));
  });

  const NAMES = ["key", "text", "title", "publisher", "date", "url", "origin", "language"];
  const addSource = (given) => {
    let file = null;
    const body = form("Add source", [
      ["key", "Key", { hint: "what you cite: [@key]", autocomplete: "off" }],
      ["text", "Captured text, unchanged", { kind: "textarea", rows: 8, hint: "Or drop a file anywhere here: a saved page, PDF, EPUB, .docx, subtitles, a mail." }],
      ["title", "Title", { hint: "Leave empty whatever the capture does not state." }],
      ["author", "Authors", { hint: "Last, First; separate several by semicolons" }],
      ["publisher", "Publisher"],
      ["date", "Date", { placeholder: "2025-12-15" }],
      ["url", "Address", { type: "url", placeholder: "https://" }],
      ["origin", "Where its reporting comes from"],
      ["language", "Language", { hint: "such as en; empty: the site’s" }],
    ], (is) => {
      const source = { ...Object.fromEntries(NAMES.map((name) => [name, is[name].value])), author: is.author.value.split(";") };
      return file ? ["add-file", { name: file.name, source }, file] : ["add-source", source];
    }, ({ made, cite, missing }, box) => {
      const output = make("p", { className: "done", aria: { role: "status" } }, "Made ", make("code", { textContent: made }), ".");
      const button = action(`Copy ${cite}`, () => copy(cite, output));
      const lacks = file && missing.length ? [make("p", { textContent: `Nothing is stated of: ${missing.join(", ")}. Complete it on the source’s page.` })] : [];
      box.querySelector("form").replaceWith(output, ...lacks, button);
      button.focus();
    });
    const { key, text } = body.elements;
    const label = text.closest("label"), box = body.closest("dialog");
    const choose = make("input", { type: "file" });
    const chosen = make("p", { className: "chosen", hidden: true });
    const take = (one) => {
      file = one ?? null;
      label.hidden = file !== null;
      chosen.hidden = !label.hidden;
      if (!file) return;
      chosen.replaceChildren("Its text and facts are read out of ", make("strong", { textContent: file.name }), ". ", action("Take text instead", () => { choose.value = ""; take(); }));
      const stem = file.name.replace(/\.[^.]*$/, "").toLowerCase();
      key.value ||= stem.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
    };
    choose.onchange = () => take(choose.files[0]);
    label.after(make("label", {}, make("span", { textContent: "Or a file" }), choose), chosen);
    box.ondragover = (event) => { event.preventDefault(); box.classList.add("over"); };
    box.ondragleave = (event) => { if (!box.contains(event.relatedTarget)) box.classList.remove("over"); };
    box.ondrop = (event) => {
      event.preventDefault();
      box.classList.remove("over");
      if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
    };
    if (given) take(given);
  };
  // A file that is dropped on the open tools is one to add.
  tools.ondragover = (event) => { if (now?.local) event.preventDefault(); };
  tools.ondrop = (event) => {
    const [file] = event.dataTransfer.files;
    if (!now?.local || !file) return;
    event.preventDefault();
    addSource(file);
  };

  // ---- search ----------------------------------------------------------------------------------------

  // Where a sentence ends, well enough to propose one.
  const sentence = (text, at) => {
    const ends = [...text.matchAll(/[.!?…]["”’»)\]]*\s+(?=[\p{Lu}\p{N}"“«„(])/gu)].map((end) => end.index + end[0].length);
    const start = ends.filter((end) => end <= at).at(-1) ?? 0;
    return text.slice(start, ends.find((end) => end > at) ?? text.length).trim();
  };
  const selected = (passage) => {
    const selection = root.getSelection?.() ?? getSelection();
    const [range] = getSelection().getComposedRanges?.({ shadowRoots: [root] }) ?? [];
    const node = range?.startContainer ?? selection.anchorNode;
    return node && passage.contains(node) ? selection.toString().trim() : "";
  };

  const search = () => {
    const output = make("p", { className: "done", aria: { role: "status" } });
    const results = make("ol", { className: "results" });
    const input = make("input", { type: "search", name: "words", placeholder: "Words in the sources", value: getSelection().toString().trim().slice(0, 200), aria: { "aria-label": "Words in the sources" } });
    const box = dialog("Search the sources", results);
    box.querySelector("header").append(input, output);
    const passage = ({ key, title, paragraph, comparable, parts }) => {
      const text = make("p", { className: "passage" }, ...parts.map(([words, isMatch]) => isMatch ? make("mark", { textContent: words }) : words));
      const whole = parts.map(([words]) => words).join("");
      const first = parts[0][0].length;
      const button = action("Copy citation", async () => {
        const words = selected(text) || sentence(whole, first);
        try {
          const said = await get(`cite?${encodeURIComponent(key)}&${encodeURIComponent(words)}`);
          if (said.error) output.textContent = `${said.error[0].toUpperCase()}${said.error.slice(1)}.`;
          else await copy(said.citation, output);
        } catch (error) { output.textContent = error.message; }
      });
      button.disabled = !comparable;
      button.onmousedown = (event) => event.preventDefault(); // the selection stays
      return make("li", {}, make("p", { className: "head" }, make("strong", { textContent: `@${key}` }), ` ¶ ${paragraph}${title ? ` · ${title}` : ""}`), text, button);
    };
    let timer, asked = 0;
    const ask = async () => {
      const number = ++asked;
      if (!input.value.trim()) return results.replaceChildren(), output.replaceChildren();
      try {
        const { total, passages } = await get(`search?${encodeURIComponent(input.value)}`);
        if (number !== asked) return;
        output.textContent = total ? `${many(total, "passage")}${total > passages.length ? `, the first ${passages.length} shown` : ""}. Select the words that matter, or take the sentence.` : "No source has all these words.";
        results.replaceChildren(...passages.map(passage));
      } catch (error) { output.textContent = error.message; }
    };
    input.oninput = () => { clearTimeout(timer); timer = setTimeout(ask, 120); };
    input.focus();
    if (input.value) ask();
    return box;
  };

  states.start();
  uncited.start();
  // The bar folds away: on a phone it would cover what is read.
  const corner = root.querySelector(".corner");
  const fold = make("button", { type: "button", className: "fold" });
  const setFolded = (is) => {
    corner.classList.toggle("folded", is);
    fold.textContent = is ? "‹" : "›";
    fold.setAttribute("aria-label", is ? "Show the preview’s tools" : "Fold the preview’s tools away");
    fold.setAttribute("aria-expanded", String(!is));
    if (is) setOpen(false);
  };
  fold.onclick = () => {
    const is = !corner.classList.contains("folded");
    setFolded(is);
    keep("ibid-folded", is);
    keep("ibid-unfolded", !is);
  };
  bar.append(fold);
  setFolded(recall("ibid-folded") || matchMedia("(width < 40rem)").matches && !recall("ibid-unfolded"));

  document.addEventListener("ibid:morphed", () => highlight());
  document.addEventListener("ibid:edition", ({ detail }) => {
    const made = detail.edited[0];
    if (made && performance.now() < awaited) return location.assign(made.url);
    refresh();
  });
  return { action, copy, dialog, get, make, many, offer, post, selected };
})();
