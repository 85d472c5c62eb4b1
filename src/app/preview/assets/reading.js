// The reading room, in the preview only: on a source's page its whole saved text, with the numbers of its
// paragraphs, what is cited marked. Words that are selected become a citation; paragraphs are trimmed by a click;
// facts are completed in place; what changed since the text was accepted is shown word by word. The text is
// anybody's: it is shown by textContent alone, never as HTML.
(() => {
  "use strict";
  const { action, copy, dialog, get, make, many, offer, post, selected } = toolbar;
  const LABELS = { title: "Title", author: "Authors", publisher: "Publisher", date: "Date", url: "Address", origin: "Where its reporting comes from", language: "Language" };
  const STATES = { accepted: "accepted", changed: "changed since it was accepted", new: "not accepted yet" };
  const capital = (text) => text && `${text[0].toUpperCase()}${text.slice(1)}.`;
  const same = (one, other) => one.length === other.length && one.every((value, at) => value === other[at]);
  const inOrder = (numbers) => [...numbers].sort((one, other) => one - other);

  const read = () => {
    const head = make("p", { className: "facts-head" });
    const change = make("section", { className: "change", hidden: true, aria: { "aria-label": "What changed" } });
    const text = make("div", { className: "text" });
    const output = make("p", { className: "done", aria: { role: "status" } });
    const cite = action("Copy citation", () => copyCitation());
    cite.onmousedown = (event) => event.preventDefault(); // the selection stays
    const trim = action("Trim paragraphs", () => setTrimming(true));
    const save = make("button", { type: "button", className: "main", hidden: true, onclick: () => saveTrim() });
    const cancel = make("button", { type: "button", textContent: "Cancel", hidden: true, onclick: () => setTrimming(false) });
    const row = make("div", { className: "row" }, cite, trim, save, cancel);
    const facts = make("form", { className: "facts", noValidate: true, aria: { "aria-label": "What the source states" } });
    const box = dialog("Source", make("div", { className: "desk" }, make("div", {}, change, text), facts));
    box.classList.add("room");
    box.querySelector("header").append(head, row, output);

    let now, chosen = new Set(), trimming = false, stated = false;
    const say = (words) => { output.textContent = words; };

    // ---- the text

    const paragraph = ({ number, part, place, trimmed, parts, pages }) => {
      const words = make("p", { className: "words" }, ...parts.map(([words, uses]) =>
        uses ? make("mark", { textContent: words, title: `Citations that rest on these words: ${uses}` }) : words));
      const uses = (pages ?? []).flatMap(({ title, url }, at) => [at ? ", " : "", make("a", { href: url, textContent: title || url })]);
      const mark = make("button", { type: "button", className: "number", textContent: `¶ ${number}` });
      const block = make("div", { className: part ? "para beside" : "para" }, mark,
        make("div", {}, words, ...(uses.length ? [make("p", { className: "uses" }, "Cited on ", ...uses)] : [])));
      block.title = [place, part].filter(Boolean).join(", ");
      block.show = () => {
        const isOut = trimming ? chosen.has(number) : trimmed;
        block.classList.toggle("trimmed", isOut);
        if (trimming) mark.setAttribute("aria-pressed", String(isOut)); else mark.removeAttribute("aria-pressed");
        mark.title = trimming ? "Leave out, or take back in" : isOut ? "Trimmed: no part of the article" : "";
        mark.disabled = !trimming;
      };
      block.onclick = (event) => {
        if (!trimming || event.composedPath().some((one) => one.localName === "a")) return;
        if (!chosen.delete(number)) chosen.add(number);
        block.show();
        count();
      };
      block.show();
      return block;
    };
    const more = async (next, button) => {
      try {
        const part = await load(next);
        if (part.recorded === now.recorded) button.replaceWith(...blocks(part)); else await refresh();
      } catch (error) { say(error.message); }
    };
    const blocks = (part) => [...part.paragraphs.map(paragraph),
      ...(part.next ? [action(`Show the paragraphs from ¶ ${part.next} on`, (event) => more(part.next, event.target))] : [])];
    const count = () => {
      save.textContent = chosen.size === 1 ? "Save: 1 paragraph is left out" : `Save: ${chosen.size} paragraphs are left out`;
      save.disabled = same(inOrder(chosen), now.trimmed);
    };
    const setTrimming = (is) => {
      trimming = is;
      chosen = new Set(now.trimmed);
      text.classList.toggle("trimming", is);
      for (const block of text.querySelectorAll(".para")) block.show();
      save.hidden = cancel.hidden = !is;
      trim.hidden = cite.hidden = is;
      say(is ? "Click what is no part of the article, such as navigation or advertisements. The numbers stay." : "");
      if (is) count(); else refresh();
    };
    const saveTrim = async () => {
      try {
        await post("trim", { key: now.key, recorded: now.recorded, trim: inOrder(chosen) });
        setTrimming(false);
        say("Saved.");
      } catch (error) { say(error.message); }
    };

    const copyCitation = async () => {
      const words = [...text.querySelectorAll(".words")].map((words) => selected(words)).find(Boolean);
      if (!words) return say("Select the words in the text first.");
      try {
        const said = await get(`cite?${encodeURIComponent(now.key)}&${encodeURIComponent(words)}`);
        if (said.error) say(capital(said.error)); else await copy(said.citation, output);
      } catch (error) { say(error.message); }
    };
    box.addEventListener("keydown", (event) => {
      const isTyping = event.composedPath()[0].matches?.("input, textarea");
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key === "c" && isPlain && !isTyping && !trimming && now?.comparable) copyCitation();
    });

    // ---- what changed

    const showChange = () => {
      change.hidden = now.state === "accepted";
      if (change.hidden) return;
      const { key, recorded, change: found } = now;
      const accept = make("button", { type: "button", className: "main", textContent: "Accept this text" });
      accept.onclick = async () => {
        accept.disabled = true;
        try { await post("accept", { key, recorded }); say("Accepted."); } catch (error) { say(error.message); accept.disabled = false; }
      };
      let words = "No text of this source has been accepted yet.";
      if (now.state === "changed" && !found?.known) {
        words = "This is no longer the text that was accepted. What it was is not known: it is neither in this run of the preview nor among the last versions in the repository.";
      } else if (now.state === "changed") {
        words = found.changes.length ? "This is no longer the text that was accepted:" : "The words are those that were accepted; how they are divided is not.";
      }
      const marks = { gone: "del", new: "ins" };
      const items = (found?.changes ?? []).map(({ paragraph, parts }) => make("li", {},
        make("span", { className: "number", textContent: paragraph ? `¶ ${paragraph}` : "gone" }),
        make("p", { className: "words" }, ...parts.flatMap(([kind, words]) => [marks[kind] ? make(marks[kind], { textContent: words }) : words, " "]))));
      const left = found?.more > 0 ? [make("p", { textContent: `… and ${many(found.more, "further change")}` })] : [];
      change.replaceChildren(make("p", { textContent: words }), make("ol", {}, ...items), ...left, accept);
    };

    // ---- what is stated

    const factField = ({ name, values, by, may_lack, not_stated }) => {
      const input = make("input", { name, value: values.join("; "), autocomplete: "off" });
      const tick = make("input", { type: "checkbox", name: `no-${name}`, checked: not_stated });
      const lacks = make("label", { className: "check" }, make("span", { textContent: "The capture does not state it" }), tick);
      const show = () => { lacks.hidden = !may_lack || input.value.trim() !== ""; };
      input.oninput = () => { stated = true; show(); };
      tick.onchange = () => { stated = true; };
      show();
      return make("div", { className: "fact" }, make("label", {}, make("span", { textContent: LABELS[name] }), input),
        ...(by ? [make("small", { textContent: `stated by ${by}` })] : []), lacks);
    };
    const showFacts = () => {
      const wrong = make("p", { className: "wrong", hidden: true, aria: { role: "alert" } });
      facts.replaceChildren(make("h3", { textContent: "What the source states" }),
        make("p", {}, make("small", { textContent: "Only what it says itself. What is left empty and not ticked stays open." })),
        wrong, ...now.facts.map(factField), make("button", { type: "submit", className: "main", textContent: "Save facts" }));
      const shown = now;
      facts.onsubmit = async (event) => {
        event.preventDefault();
        wrong.hidden = true;
        const values = ({ name }) => {
          const value = facts.elements[name].value;
          return (name === "author" ? value.split(";") : [value]).map((one) => one.trim()).filter(Boolean);
        };
        const changed = shown.facts.filter((fact) => !same(values(fact), fact.values));
        const ticked = shown.facts.filter((fact) => fact.may_lack && !values(fact).length && facts.elements[`no-${fact.name}`].checked);
        try {
          const fields = Object.fromEntries(changed.map((fact) => [fact.name, values(fact)]));
          await post("state-facts", { key: shown.key, fields, not_stated: ticked.map(({ name }) => name) });
          stated = false;
          say("Saved.");
        } catch (error) {
          wrong.textContent = error.message;
          wrong.hidden = false;
        }
      };
    };

    // ---- the whole

    const load = (from) => get(`reading?${from}&${location.pathname}`);
    const refresh = async () => {
      try {
        const part = await load(1);
        if (part.error) throw new Error(capital(part.error));
        // What was chosen is not lost; if the text has changed, saving it is refused.
        if (trimming) return;
        const isOther = JSON.stringify(part.paragraphs) !== JSON.stringify(now?.paragraphs);
        now = part;
        box.querySelector("h2").textContent = now.title || now.key;
        const trimmed = now.trimmed.length ? `, ${now.trimmed.length} trimmed` : "";
        head.replaceChildren(make("code", { textContent: `@${now.key}` }), ` ${STATES[now.state]} · ${many(now.count, "paragraph")}${trimmed}`);
        cite.disabled = !now.comparable;
        trim.disabled = !now.count;
        if (isOther) text.replaceChildren(...blocks(now));
        showChange();
        if (!stated) showFacts();
      } catch (error) { say(error.message); }
    };
    const onEdition = () => refresh();
    document.addEventListener("ibid:edition", onEdition);
    box.addEventListener("close", () => document.removeEventListener("ibid:edition", onEdition));
    refresh();
  };

  offer("Read the source", (now) => Boolean(now.source?.path.startsWith("seeds/")), read);
})();
