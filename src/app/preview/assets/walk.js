// The walk of `ibid review`, in the preview only: one statement after the other beside its passages; a letter says
// what was found. Each answer is recorded at once, by the same code as on the terminal. All words are shown by
// textContent alone, never as HTML.
(() => {
  "use strict";
  const { action, dialog, get, make, many, offer, post } = toolbar;
  const ANSWERS = [["s", "supports", "Supports"], ["p", "partly", "Partly"], ["n", "no", "No"], ["u", "unsure", "Unsure"]];
  const recall = (key) => { try { return localStorage.getItem(key) ?? ""; } catch { return ""; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch {} };

  let page = null; // the file of the page that is shown, if it has statements

  const passage = ({ place, before, words, after }) => make("div", { className: "para" },
    make("span", { className: "number", textContent: place }),
    make("p", { className: "words" }, before, ...(words === null ? [] : [make("mark", { textContent: words })]), after));
  const citation = ({ key, facts, state, passages, names_nothing }) => make("section", {},
    make("p", {}, make("strong", { textContent: `@${key}` }), facts === null ? ": there is no such source" : ` ${facts}`),
    make("p", {}, make("small", { textContent: state })),
    ...passages.map(passage),
    ...(names_nothing ? [make("p", { textContent: "No passage is named. The source’s page shows the whole text." })] : []));
  const found = ({ reader, date, says, changes }, isChanged) => make("li", {},
    isChanged ? `Changed since ${reader} read it on ${date} (${says}):` : `${reader}, ${date}: ${says}`,
    ...(isChanged ? changes.map((change) => make("p", { textContent: change })) : []));

  const walk = async () => {
    const output = make("p", { className: "done", aria: { role: "status" } });
    const main = make("div", { className: "walk" });
    const box = dialog("Read statements against their sources", main);
    box.classList.add("room");
    box.querySelector("header").append(output);
    const say = (words) => { output.textContent = words; };
    let asked, list = [], at = 0, left = 0, recorded = 0, busy = false;

    const start = ({ roles }) => {
      const by = make("input", { name: "by", value: recall("ibid-reviewer"), autocomplete: "name" });
      const role = make("select", { name: "role" }, ...roles.map((role) => make("option", { value: role, textContent: role })));
      if (roles.includes(recall("ibid-role"))) role.value = recall("ibid-role");
      const only = make("input", { type: "checkbox", name: "only", checked: true });
      const begin = make("button", { type: "submit", className: "main", textContent: "Begin" });
      const form = make("form", { noValidate: true },
        make("label", {}, make("span", { textContent: "Your name, as readers will see it" }), by),
        ...(roles.length > 1 ? [make("label", {}, make("span", { textContent: "Your role" }), role)] : []),
        ...(page !== null ? [make("label", { className: "check" }, make("span", { textContent: "Only this page" }), only)] : []),
        begin);
      form.onsubmit = (event) => {
        event.preventDefault();
        keep("ibid-reviewer", by.value.trim());
        keep("ibid-role", role.value);
        asked = { by: by.value, role: role.value, page: page !== null && only.checked ? page : null };
        next();
      };
      main.replaceChildren(form);
      (by.value ? begin : by).focus();
    };
    const next = async () => {
      try {
        const said = await get(`statements?${encodeURIComponent(JSON.stringify(asked))}`);
        if (said.error) return say([said.error, ...said.help].join(": "));
        [list, left, at] = [said.statements, said.count, 0];
        say("");
        show();
      } catch (error) { say(error.message); }
    };
    const end = () => {
      const isMore = left > list.length;
      const words = isMore ? "These have been read." : `Every statement has been read or passed over; ${many(recorded, "review")} recorded.`;
      main.replaceChildren(make("p", { textContent: words }), ...(isMore ? [action("Go on", next)] : []));
      main.querySelector("button")?.focus();
    };
    const show = () => {
      const one = list[at];
      if (!one) return end();
      const note = make("input", { name: "note", autocomplete: "off" });
      const back = action("Back (b)", () => go(-1));
      back.disabled = at === 0;
      const statement = make("div", { className: "statement", tabIndex: -1 },
        make("p", {}, make("small", {}, `${at + 1} of ${left} · `, make("a", { href: one.url, textContent: `${one.page}:${one.line}` }))),
        make("p", { className: "words", textContent: one.words }),
        make("ul", { className: "found" }, ...one.found.map((it) => found(it, false)), ...one.changed.map((it) => found(it, true))),
        make("label", {}, make("span", { textContent: "Note for colleagues; it is not published" }), note),
        make("div", { className: "row answers" }, ...ANSWERS.map(([key, says, words]) => action(`${words} (${key})`, () => answer(says)))),
        make("div", { className: "row" }, action("Skip (Enter)", () => go(1)), back));
      main.replaceChildren(make("div", { className: "desk" }, statement, make("div", { className: "passages" }, ...one.citations.map(citation))));
      box.scrollTop = 0;
      statement.focus({ preventScroll: true });
    };
    const go = (steps) => { at = Math.max(0, at + steps); show(); };
    const answer = async (says) => {
      if (busy) return;
      busy = true;
      const { page, id, seen } = list[at];
      try {
        const { made } = await post("review", { page, id, seen, by: asked.by, role: asked.role, says, note: main.querySelector("[name=note]").value });
        recorded += 1;
        say(`Recorded in ${made}: ${says}.`);
        go(1);
      } catch (error) { say(error.message); } finally { busy = false; }
    };
    box.addEventListener("keydown", (event) => {
      const target = event.composedPath()[0];
      if (!list[at] || event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select, button, a")) return;
      const found = ANSWERS.find(([key]) => key === event.key.toLowerCase());
      if (found) answer(found[1]);
      else if (event.key === "Enter") go(1);
      else if (event.key === "b") go(-1);
      else return;
      event.preventDefault();
    });
    try { start(await get("statements?")); } catch (error) { say(error.message); }
  };

  offer("Read statements", (now) => {
    page = now.statements !== undefined ? now.source.path : null;
    return page !== null || location.pathname === "/_ibid/";
  }, walk);
})();
