// The script of the search's page, in place of script.js: colours and the search. It asks for the pieces of the index that a query needs (src/render/search/piece.rs says how they
// are made) and shows what is found as text. Without it the page is an index from A to Z.
//@ include colours.js
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form.search");
  if (!form) return;
  const [found, results, more, index] = ["found", "results", "more", "index"].map((id) => document.getElementById(id));
  const SHOWN = 10;
  const { elements, dataset: words } = form;
  const plural = new Intl.PluralRules(document.documentElement.lang);

  // As src/base/term.rs folds the words of pages.
  const terms = (text) => (text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/ς/g, "σ")
    .replace(/['’ʼ\u00ad\u200b-\u200d\u2060\ufeff]/g, "").match(/[\p{Alphabetic}\p{N}]+/gu) ?? [])
    .map((term) => [...term].slice(0, 32).join(""));

  const kept = new Map();
  let version = "";
  const load = (name) => {
    if (!kept.has(name)) {
      const options = name === "index" ? { cache: "no-cache" } : {};
      const asked = fetch(words.index + name + ".json" + version, options).then((answer) => {
        if (!answer.ok) throw Error(answer.status);
        return answer.json();
      });
      asked.catch(() => kept.delete(name));
      kept.set(name, asked);
    }
    return kept.get(name);
  };
  const start = async () => {
    const root = await load("index");
    version = "?" + root.version;
    return root;
  };

  // Postings: differences in base 32, the last digit above 31, then a weight.
  const decode = (list) => {
    const postings = [];
    for (let at = 0, record = -1, number = 0; at < list.length;) {
      const value = () => { const code = list.charCodeAt(at++); return code - (code > 92 ? 49 : 48); };
      const digit = value();
      number = number * 32 + (digit & 31);
      if (digit > 31) { postings.push([record += number, value()]); number = 0; }
    }
    return postings;
  };

  // The terms that begin with a word, or are it: the pieces they may stand in, at most four.
  const begin = async (root, word, exact) => {
    let piece = 0;
    while (piece < root.cuts.length && root.cuts[piece] <= word) piece++;
    const names = [piece];
    while (!exact && names.length < 4 && root.cuts[piece]?.startsWith(word)) names.push(++piece);
    const entries = [];
    for (const piece of await Promise.all(names.map((name) => load("terms/" + name)))) {
      for (const [term, list] of Object.entries(piece)) {
        if (exact ? term === word : term.startsWith(word)) entries.push([term, list]);
      }
    }
    return entries;
  };

  // The records of a word, each with a score. A word that no term begins with loses its last letters.
  const scores = async (root, word) => {
    let entries = [];
    for (let part = word; !entries.length && (part === word || part.length > 3 && word.length - part.length < 4); part = part.slice(0, -1)) {
      entries = await begin(root, part, part.length < 2);
    }
    const score = new Map();
    let isCut = false;
    for (const [term, list] of entries) {
      const [count, text] = typeof list === "string" ? [0, list] : list;
      const postings = decode(text);
      isCut ||= count > 0;
      const rarity = Math.log(1 + root.records / (count || postings.length)) * (term === word ? 1 : 0.5);
      for (const [record, weight] of postings) score.set(record, Math.max(score.get(record) ?? 0, weight * rarity));
    }
    return { score, isCut };
  };

  const find = async (query, filters) => {
    const root = await start();
    const asked = await Promise.all([...new Set(terms(query))].map((word) => scores(root, word)));
    const limits = await Promise.all(filters.map(async (filter) => {
      if (root.kinds[filter]) { const [from, to] = root.kinds[filter]; return (record) => record >= from && record < to; }
      const records = new Set((await begin(root, filter, true)).flatMap(([, list]) => decode(list)).map(([record]) => record));
      return (record) => records.has(record);
    }));
    const sums = new Map();
    if (!asked.length) for (let record = 0; record < root.records; record++) sums.set(record, [0, 0]);
    for (const { score, isCut } of asked) {
      for (const [record, value] of score) {
        const [has, sum] = sums.get(record) ?? [0, 0];
        sums.set(record, [has + !isCut, sum + value]);
      }
    }
    let list = [...sums].filter(([record]) => limits.every((limit) => limit(record)));
    // What has all words; if nothing has, what has most of them.
    const most = list.reduce((most, [, [has]]) => Math.max(most, has), 0);
    list = list.filter(([, [has]]) => has === most);
    list.sort(([a, [, one]], [b, [, other]]) => other - one || a - b);
    return { root, list: list.map(([record]) => record) };
  };

  const make = (name, text, to, href) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (href) element.href = href;
    return to.appendChild(element);
  };
  const show = async (root, list, isCurrent) => {
    const rows = await Promise.all(list.map((record) =>
      load("records/" + Math.floor(record / root.together)).then((rows) => [record, ...rows[record % root.together]])));
    if (!isCurrent()) return;
    for (const [record, title, url, line] of rows) {
      const kind = Object.keys(root.kinds).find((kind) => record >= root.kinds[kind][0] && record < root.kinds[kind][1]);
      const item = make("li", "", results);
      make("a", title, make("p", "", item), url);
      const about = make("p", [...elements.kind.options].find((option) => option.value === kind).text, item);
      about.className = "meta";
      if (line) about.append(" · " + line);
    }
  };

  let turn = 0;
  const search = async () => {
    const mine = ++turn, isCurrent = () => mine === turn;
    const query = elements.q.value.trim();
    const filters = ["kind", "term", "source"].map((name) => elements[name]?.value).filter(Boolean);
    const isAsked = Boolean(query || filters.length);
    const address = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", isAsked ? "?" + address : location.pathname);
    const state = { root: null, list: [], text: "" };
    try {
      if (isAsked) {
        Object.assign(state, await find(query, filters));
        const count = state.list.length;
        state.text = count ? (words["found" + plural.select(count).replace(/^./, (c) => c.toUpperCase())] ?? words.foundOther).replace("{n}", count) : words.none;
      }
    } catch { state.text = words.failed; }
    if (!isCurrent()) return;
    index.hidden = state.list.length > 0;
    found.textContent = state.text;
    results.replaceChildren();
    let at = 0;
    const next = async () => {
      const rest = state.list.slice(at, at += SHOWN);
      more.hidden = at >= state.list.length;
      await show(state.root, rest, isCurrent).catch(() => { found.textContent = words.failed; });
    };
    more.firstElementChild.onclick = async () => {
      const last = results.childElementCount;
      await next();
      results.children[last]?.querySelector("a").focus();
    };
    await next();
  };

  for (const [name, value] of new URLSearchParams(location.search)) {
    if (elements[name]) elements[name].value = value;
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.addEventListener("input", search);
  form.addEventListener("focusin", () => start().then((root) => root.cuts.length || Promise.all([load("terms/0"), load("records/0")])).catch(() => {}));
  if (location.search.length > 1) search();
});
