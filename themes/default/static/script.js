// The default theme of ibid: colours, the card that shows a note in place, states in the text.
// Everything here is a convenience; without it the links lead to the same notes and back.
//@ include colours.js
(() => {
  const words = document.documentElement.dataset;
  const query = matchMedia("(prefers-reduced-motion: reduce)");
  const wide = () => innerWidth >= 640 && CSS.supports("position-area: block-end");
  const isMarker = 'a[role="doc-noteref"]';
  let card, marker, pinned = false, timer, pressed;

  // The note's element, if the marker leads to one on this page.
  const target = (link) => {
    if (link.pathname !== location.pathname || !link.hash) return null;
    return document.getElementById(decodeURIComponent(link.hash.slice(1)));
  };
  const make = (name, text, props) => Object.assign(document.createElement(name), { textContent: text }, props);
  // A button that copies what `find` promises; where that fails, `otherwise` is done.
  const copier = (sign, label, find, otherwise) => {
    const button = make("button", sign, { type: "button", ariaLabel: label, title: label });
    button.onclick = (event) => {
      event.stopPropagation();
      find().then((text) => navigator.clipboard.writeText(text)).then(() => { button.textContent = "✓"; }, otherwise);
    };
    return button;
  };

  const build = () => {
    card = make("div", "", { className: "card", tabIndex: -1, popover: "auto" });
    card.setAttribute("role", "dialog");
    card.addEventListener("beforetoggle", (event) => {
      if (event.newState === "closed") card.inside = card.contains(document.activeElement);
    });
    card.addEventListener("toggle", (event) => {
      if (event.newState !== "closed") return;
      document.body.classList.remove("sheet-room");
      marker?.removeAttribute("aria-expanded");
      if (card.inside && marker) marker.focus({ preventScroll: true });
      pinned = false;
    });
    card.addEventListener("click", (event) => {
      if (event.target.closest("button")) card.hidePopover();
      else if (event.target.closest('a[href^="#"]')) { card.inside = false; marker?.removeAttribute("aria-expanded"); marker = null; card.hidePopover(); }
    });
    card.addEventListener("pointerleave", leave);
    card.addEventListener("pointerenter", () => clearTimeout(timer));
  };

  const isOpen = () => card?.matches(":popover-open");

  // The card's content: the note without its ids and ways back.
  const content = (link, item) => {
    const copy = [item.closest(".note")?.querySelector(".bib"), ...item.children].filter(Boolean)
      .filter((part) => !part.matches(".bib + .bib, .backs")).map((part) => part.cloneNode(true));
    for (const part of copy) {
      part.removeAttribute("id");
      for (const inner of part.querySelectorAll("[id]")) inner.removeAttribute("id");
    }
    const name = link.ariaLabel || link.textContent;
    const head = make("div", "", { className: "card-head" });
    const claim = link.closest(".cite")?.previousElementSibling;
    head.append(make("strong", name));
    if (claim?.matches(".claim[id]")) {
      const source = copy[0].cloneNode(true);
      source.querySelector("[role]")?.remove();
      const all = `“${claim.textContent.trim()}” (${source.textContent.trim()}) ${location.href.split("#")[0]}#${claim.id}`;
      head.append(make("a", "#", { href: `#${claim.id}`, ariaLabel: words.cardClaim, title: words.cardClaim }));
      if (navigator.clipboard) head.append(copier("⧉", words.cardCopy, async () => all));
      if (words.embed) {
        const url = `${words.embed + encodeURIComponent(claim.id)}/`;
        head.append(make("a", words.cardEmbed, { href: url }));
        const code = async () => (await (await fetch(`${url}oembed.json`)).json()).html;
        // The page of the statement's card has the code as well.
        if (navigator.clipboard) head.append(copier("</>", words.cardEmbedCopy, code, () => { location.href = url; }));
      }
    }
    head.append(make("a", words.cardGo, { href: link.hash }),
      make("button", "✕", { type: "button", ariaLabel: words.cardClose }));
    card.ariaLabel = name;
    return [head, ...copy];
  };

  const show = (link, pin) => {
    const item = target(link);
    if (!item || !HTMLElement.prototype.showPopover) return false;
    clearTimeout(timer);
    if (!card) build();
    if (isOpen() && marker !== link) card.hidePopover();
    marker?.removeAttribute("aria-expanded");
    marker = link;
    pinned = pin;
    card.replaceChildren(...content(link, item));
    // The card stands in the text's frame, so that it inherits direction and language.
    if (!card.isConnected) document.body.append(card);
    card.classList.toggle("margin", !!link.closest(".with-rail .text"));
    card.scrollTop = 0;
    if (!isOpen()) card.showPopover({ source: link });
    link.setAttribute("aria-expanded", "true");
    if (pin) card.focus({ preventScroll: true });
    if (!wide()) clear(link);
    return true;
  };

  // The preview changed the page in place: the open card follows its note, or goes with it.
  document.addEventListener("ibid:morphed", () => {
    if (!isOpen()) return;
    const item = marker?.isConnected && target(marker);
    if (!item) return card.hidePopover();
    const next = content(marker, item);
    if (next.map((part) => part.outerHTML).join("") === card.innerHTML) return;
    const inside = card.contains(document.activeElement);
    card.replaceChildren(...next);
    if (inside) card.focus({ preventScroll: true });
  });

  // On small screens the card is a sheet: move the text so that the marker stays in sight.
  const clear = (link) => {
    document.body.classList.add("sheet-room");
    const over = link.getBoundingClientRect().bottom + 24 - card.getBoundingClientRect().top;
    if (over > 0) scrollBy({ top: over, behavior: query.matches ? "instant" : "smooth" });
  };

  function leave() {
    clearTimeout(timer);
    if (!pinned) timer = setTimeout(() => { if (!pinned && isOpen()) card.hidePopover(); }, 300);
  }

  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.(isMarker);
    pressed = link && pinned && link === marker && isOpen() ? link : null;
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(isMarker);
    if (link && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
      if (pressed === link && event.detail) { // a second press on the same marker closes
        event.preventDefault();
        if (isOpen()) card.hidePopover();
      } else if (show(link, true)) event.preventDefault();
      pressed = null;
      return;
    }
    const button = event.target.closest?.("[data-sources]");
    if (button) states(button);
  });

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = event.target.closest?.(isMarker);
    if (!link || pinned || !wide()) return;
    clearTimeout(timer);
    if (link === marker && isOpen()) return;
    timer = setTimeout(() => { if (!pinned) show(link, false); }, 300);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.target.closest?.(isMarker) && !pinned) leave();
  });

  // Marks every statement with the weakest state among its citations.
  const order = ["unverified", "cited", "excerpt", "translated", "altered", "verbatim"];
  function states(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    const seen = new Set();
    for (const claim of document.querySelectorAll(".claim")) {
      const after = claim.nextElementSibling;
      const found = after?.matches(".cite")
        ? [...after.querySelectorAll("[data-v]")].map((link) => link.dataset.v)
        : [];
      const state = order.find((name) => found.includes(name));
      if (on && state) { claim.dataset.v = state; seen.add(state); } else delete claim.dataset.v;
    }
    const legend = document.getElementById("legend");
    if (!legend) return;
    legend.hidden = !on;
    for (const entry of legend.querySelectorAll("[data-v]")) entry.hidden = !seen.has(entry.dataset.v);
  }

  // Which heading is being read, for the contents beside the text.
  function follow() {
    const links = new Map();
    for (const link of document.querySelectorAll(".rail a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    if (!links.size) return;
    const watch = new IntersectionObserver(() => {
      let current;
      for (const [heading, link] of links) {
        if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
      }
      for (const link of links.values()) {
        if (link === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      }
    }, { rootMargin: "0px 0px -66% 0px" });
    for (const heading of links.keys()) watch.observe(heading);
  }

  // At an address that leads nowhere: those links of the page whose addresses are most like it.
  function near() {
    const place = document.getElementById("near");
    if (!place) return;
    const pieces = (path) => {
      try { path = decodeURI(path); } catch { /* compared as it is written */ }
      const name = path.toLowerCase().split("/").filter(Boolean).pop() ?? "";
      return new Set([...name].slice(1).map((_, at) => name.slice(at, at + 2)));
    };
    const sought = pieces(location.pathname);
    const found = [...document.querySelectorAll(".links a")].map((link) => {
      const own = pieces(link.pathname);
      return { link, like: 2 * [...own].filter((piece) => sought.has(piece)).length / (own.size + sought.size || 1) };
    }).filter((one) => one.like >= 0.4).sort((one, other) => other.like - one.like).slice(0, 3);
    if (!found.length) return;
    const list = make("ul", "", { className: "links plain" });
    list.append(...found.map(({ link }) => link.parentNode.cloneNode(true)));
    const section = place.content.firstElementChild;
    section.append(list);
    place.replaceWith(section);
  }

  // They come first, so a page that is shown before they are known would move under the reader's eyes.
  const veil = "replaceSync" in CSSStyleSheet.prototype && new CSSStyleSheet();
  const cover = (rule) => { if (veil) veil.replaceSync(rule); };
  if (veil) document.adoptedStyleSheets.push(veil);
  cover(".page-not-found { visibility: hidden }");

  const ready = () => { follow(); near(); cover(""); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
})();
