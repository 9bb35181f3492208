"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  };
  const theme = $("theme");
  const isDark = () => document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const showTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-pressed", String(isDark())); };
  theme.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; showTheme(); });
  showTheme();
  if (!$("index")) { document.querySelector("[data-tab=overview]").setAttribute("aria-current", "page"); return; }

  const { pages } = JSON.parse($("index").textContent);
  pages.forEach((page, number) => { page.number = number; });
  const isDoubtful = (page) => page.status !== "ok" || (page.confidence !== null && page.confidence < 0.8) || page.warnings.length > 0;
  const RANK = { "no-article": 0, "low-confidence": 1 };
  const doubt = (page) => (RANK[page.status] ?? 2) + (page.confidence ?? 1);
  const byDoubt = [...pages].sort((a, b) => doubt(a) - doubt(b) || a.number - b.number);
  const percent = (share) => share === null || share === undefined ? "–" : `${Math.round(share * 100)}%`;
  const kindOf = (page) => page.status === "ok" ? (isDoubtful(page) ? "doubt" : "good") : "doubt";
  const STEP = 200;
  let shown = STEP, listed = byDoubt, here = -1, view = null, current = -1, wanted = 0;

  // the list of pages
  const options = (select, values) => values.forEach((value) => { const one = make("option", "", value); one.value = value; select.append(one); });
  options($("f-publication"), [...new Set(pages.map((page) => page.publication))].sort());
  options($("f-category"), [...new Set(pages.flatMap((page) => page.categories))].sort());
  const link = (page) => { const one = make("a", "", page.headline || page.name); one.href = `#page/${page.number}`; return one; };
  const row = (page) => {
    const line = make("tr"), head = make("th");
    head.scope = "row";
    head.append(link(page));
    if (page.headline) head.append(make("small", "", page.name));
    const status = make("td");
    status.append(make("span", `chip ${kindOf(page)}`, page.status));
    page.warnings.forEach((warning) => status.append(" ", make("span", "chip", warning)));
    line.append(head, make("td", "", page.publication), status, make("td", "number", page.confidence === null ? "–" : page.confidence.toFixed(2)),
      make("td", "number", percent(page.kept)), make("td", "number", page.words));
    return line;
  };
  const showList = () => {
    const text = $("f-text").value.trim().toLowerCase(), publication = $("f-publication").value, category = $("f-category").value;
    listed = byDoubt.filter((page) => (!publication || page.publication === publication)
      && (!category || page.categories.includes(category)) && (!$("f-doubt").checked || isDoubtful(page))
      && (!text || `${page.name}\n${page.headline}`.toLowerCase().includes(text)));
    $("list").tBodies[0].replaceChildren(...listed.slice(0, shown).map(row));
    $("more").hidden = listed.length <= shown;
    $("count").textContent = `${listed.length.toLocaleString("en")} of ${pages.length.toLocaleString("en")} pages, the most doubtful first`;
  };
  for (const event of ["input", "change"]) $("filters").addEventListener(event, () => { shown = STEP; showList(); });
  for (const id of ["filters", "block-filters"]) $(id).addEventListener("submit", (event) => event.preventDefault());
  $("more").addEventListener("click", () => { shown += STEP; showList(); });
  const doubtful = byDoubt.filter(isDoubtful);
  $("doubtful").append(...(doubtful.length ? doubtful.slice(0, 12).map((page) => {
    const item = make("li");
    item.append(make("span", "chip doubt", page.confidence === null || page.status === "no-article" ? page.status : page.confidence.toFixed(2)), " ", link(page));
    return item;
  }) : [make("li", "quiet", "None.")]));

  // the packed views
  let unpacked = { pack: -1, views: [] };
  const load = async (page) => {
    if (unpacked.pack !== page.pack) {
      const bytes = Uint8Array.from(atob($(`pack-${page.pack}`).textContent), (character) => character.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      unpacked = { pack: page.pack, views: JSON.parse(await new Response(stream).text()) };
    }
    return unpacked.views[page.at];
  };

  // one page
  const MENU = new Set(["navigation", "footer", "widget", "other", "related", "share"]);
  const FOLDED = 4, STEPS = 12;
  const categoryOf = (block) => view.categories[block[2]];
  const stepsOf = (block) => {
    const steps = [];
    for (let at = block[5]; at >= 0 && steps.length < STEPS; at = view.elements[at][0]) steps.unshift(view.elements[at].slice(1));
    return steps;
  };
  const blockButton = (number) => {
    const block = view.blocks[number], category = categoryOf(block);
    const button = make("button", `block p${block[3]} c-${category}`);
    button.type = "button";
    button.dataset.block = number;
    const text = make("span", "text");
    let at = 0;
    for (const [start, end] of block[6] || []) {
      text.append(block[0].slice(at, start), make("del", "", block[0].slice(start, end)));
      at = end;
    }
    text.append(block[3] === 2 ? make("del", "", block[0]) : block[0].slice(at));
    button.append(make("span", "name", category.replaceAll("-", " ")), text);
    button.addEventListener("click", () => select(number, true));
    return button;
  };
  const showBlocks = () => {
    const policy = $("b-policy").value, category = $("b-category").value, text = $("b-text").value.trim().toLowerCase();
    const fits = view.blocks.map((block) => (policy === "" || block[3] === Number(policy)) && (!category || categoryOf(block) === category)
      && (!text || block[0].toLowerCase().includes(text)));
    const numbers = view.blocks.map((_, number) => number).filter((number) => fits[number]);
    const isMenu = (number) => $("b-fold").checked && view.blocks[number][3] === 2 && MENU.has(categoryOf(view.blocks[number]));
    const parts = [];
    for (let at = 0; at < numbers.length;) {
      let end = at;
      while (end < numbers.length && isMenu(numbers[end])) end += 1;
      if (end - at >= FOLDED) {
        const fold = make("details", "fold");
        const names = [...new Set(numbers.slice(at, end).map((number) => categoryOf(view.blocks[number])))];
        fold.append(make("summary", "", `${end - at} blocks removed: ${names.join(", ")}`), ...numbers.slice(at, end).map(blockButton));
        parts.push(fold);
        at = end;
      } else {
        end = Math.max(end, at + 1);
        parts.push(...numbers.slice(at, end).map(blockButton));
        at = end;
      }
    }
    $("blocks").replaceChildren(...(parts.length ? parts : [make("p", "quiet", "No block fits the filters.")]));
  };
  const showArticle = () => {
    // newsclean made this markup, and nh3 sanitised it; the content policy forbids scripts and everything that loads
    $("article").innerHTML = view.article;
    for (const one of $("article").querySelectorAll("a")) {
      if ((one.getAttribute("href") || "").includes("://")) one.target = "_blank"; else one.removeAttribute("href");
    }
    if (!view.article) $("article").append(make("p", "quiet", "No article found."));
    const facts = make("dl");
    for (const [name, value, source] of view.facts) {
      const shownValue = make("dd", "", value);
      shownValue.append(" ", make("span", "chip", source));
      facts.append(make("dt", "", name.replaceAll("_", " ")), shownValue);
    }
    $("fields").replaceChildren(...(view.facts.length ? [make("h2", "", "Fields"), facts] : []));
  };
  const showPage = async (number) => {
    const page = pages[number], ticket = ++wanted;
    let loaded;
    try { loaded = await load(page); } catch (error) { $("page-title").textContent = `This page cannot be unpacked: ${error.message}`; return; }
    if (ticket !== wanted) return;
    view = loaded; here = number; current = -1;
    $("detail").hidden = true;
    $("page-title").textContent = page.headline || page.name;
    const by = view.publication;
    $("page-facts").replaceChildren(make("span", `chip ${kindOf(page)}`, page.status), make("span", "chip", `confidence ${page.confidence === null ? "–" : page.confidence.toFixed(2)}`),
      make("span", "chip", `${percent(page.kept)} kept`), make("span", "chip", `${page.words} words`), ...page.warnings.map((warning) => make("span", "chip doubt", warning)),
      make("span", "", page.name), make("span", "quiet", by ? `${by.name}, ${by.id ? `rules ${by.id}` : "no rules"} (by ${by.by}${by.evidence ? `: ${by.evidence}` : ""})` : "unknown publication"));
    $("b-category").replaceChildren(make("option", "", "all"));
    $("b-category").firstChild.value = "";
    options($("b-category"), [...view.categories].sort());
    $("b-policy").value = ""; $("b-text").value = "";
    showBlocks(); showArticle();
    document.title = `${page.headline || page.name} – newsclean review`;
    scrollTo(0, 0);
    $("page-title").focus({ preventScroll: true });
  };
  for (const event of ["input", "change"]) $("block-filters").addEventListener(event, showBlocks);

  // one block, and rules for it
  const quoted = (text) => JSON.stringify(text).replace(/[\u007f-\u009f\ud800-\udfff]/gu, (odd) => odd.codePointAt(0) < 0xd800 || odd.codePointAt(0) > 0xdfff
    ? `\\u${odd.codePointAt(0).toString(16).padStart(4, "0")}` : "\ufffd");
  const selectorsOf = (steps) => steps.map(([tag, id, ...names]) => id || names.length
    ? CSS.escape(tag) + (id ? `#${CSS.escape(id)}` : names.slice(0, 2).map((name) => `.${CSS.escape(name)}`).join("")) : null).filter(Boolean).reverse();
  const shortened = (steps) => (steps.length > 4 ? "… > " : "") + steps.slice(-4).map(([tag, id, ...names]) => tag + (id ? `#${id}` : "") + names.slice(0, 3).map((name) => `.${name}`).join("")).join(" > ");
  const hash = (text) => { let sum = 7; for (const character of text) sum = (sum * 31 + character.codePointAt(0)) >>> 0; return sum.toString(36).slice(0, 5); };
  const matchers = (block) => {
    const found = [];
    const text = block[0].trim();
    if (text.length <= 120) found.push([`the line “${text}”`, `line = ${quoted(text)}`]);
    else found.push([`its start “${text.slice(0, 40)}…”`, `starts = ${quoted(text.slice(0, 70).replace(/\s\S*$/u, ""))}`]);
    for (const selector of selectorsOf(stepsOf(block))) found.push([`selector ${selector}`, `css = ${quoted(selector)}`, selector]);
    return found;
  };
  const writeRule = (kind) => {
    const block = view.blocks[current], category = categoryOf(block), found = matchers(block);
    const chosen = found[Number($("matcher").value)] || found[0];
    const id = `${kind === "keep" ? "keep" : category}-${hash(chosen[1])}`;
    const dropped = ["body", "subheading", "list", "quote", "table", "code"].includes(category) ? "other" : category;
    if (kind === "main") {
      const selector = chosen[2] || (found.find((one) => one[2]) || [])[2];
      return selector ? `[html]\nmain = [${quoted(selector)}]\n` : "# no element around this block has an id or a class\n";
    }
    return `[[${kind}]]\nid = ${quoted(id)}\n${kind === "drop" ? `category = ${quoted(dropped)}\n` : ""}${chosen[1]}\n`;
  };
  const copy = async (text) => {
    $("rule").value = text;
    try { await navigator.clipboard.writeText(text); } catch { $("rule").select(); document.execCommand("copy"); }
    $("copied").textContent = "Copied: paste it into the publication's file.";
  };
  for (const button of document.querySelectorAll("[data-rule]")) button.addEventListener("click", () => copy(writeRule(button.dataset.rule)));
  $("matcher").addEventListener("change", () => { $("rule").value = writeRule("drop"); $("copied").textContent = ""; });
  const select = (number, opens) => {
    const block = view.blocks[number];
    current = number;
    for (const one of document.querySelectorAll("[data-block]")) {
      const isHere = Number(one.dataset.block) === number;
      if (one.classList.contains("block")) isHere ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current");
      else one.classList.toggle("here", isHere);
    }
    if (!opens) return;
    const neighbours = [number - 1, number + 1].filter((at) => view.blocks[at]).map((at) => `${at < number ? "before" : "after"}: ${categoryOf(view.blocks[at]).replaceAll("-", " ")}, “${view.blocks[at][0].slice(0, 80)}”`);
    const [code, words] = view.reasons[block[4]];
    const facts = [["category", categoryOf(block)], ["outcome", ["kept", "moved to a field", "removed, in the ledger"][block[3]]], ["why", words], ["reason", code],
      ["element", shortened(stepsOf(block)) || "none: a text input"], ...(block[6] || []).map(([start, end, category, why]) => ["cut", `“${block[0].slice(start, end)}”: ${category}; ${why}`]),
      ...neighbours.map((text) => ["neighbour", text])];
    $("detail-facts").replaceChildren(...facts.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]));
    $("matcher").replaceChildren(...matchers(block).map(([name], at) => { const one = make("option", "", name); one.value = at; return one; }));
    $("detail-title").textContent = `Block ${number + 1} of ${view.blocks.length}`;
    $("rule").value = writeRule("drop"); $("copied").textContent = "";
    $("detail").hidden = false;
    const button = document.querySelector(`#blocks [data-block="${number}"]`);
    if (button && button.getBoundingClientRect().bottom > $("detail").getBoundingClientRect().top) button.scrollIntoView({ block: "center" });
  };
  $("article").addEventListener("click", (event) => {
    const one = event.target.closest("[data-block]");
    if (one && !event.target.closest("a[href]")) select(Number(one.dataset.block), true);
  });
  const close = () => { $("detail").hidden = true; };
  $("close").addEventListener("click", close);

  // walking
  const move = (step) => {
    if (!$("view-page").hidden) {
      const buttons = [...document.querySelectorAll("#blocks .block")].filter((button) => !button.closest("details:not([open])"));
      const at = buttons.findIndex((button) => Number(button.dataset.block) === current);
      const next = buttons[Math.min(buttons.length - 1, Math.max(0, at + step))];
      if (!next) return;
      select(Number(next.dataset.block), !$("detail").hidden);
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "center" });
    } else if (!$("view-pages").hidden) {
      const links = [...document.querySelectorAll("#list tbody a")];
      const at = links.indexOf(document.activeElement);
      const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
      if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
    }
  };
  const go = (page) => { if (page) location.hash = `#page/${page.number}`; };
  const beside = (step) => { const at = listed.indexOf(pages[here]); go(listed[at < 0 ? 0 : Math.min(listed.length - 1, Math.max(0, at + step))]); };
  const nextDoubt = () => { const at = doubtful.indexOf(pages[here]); go(doubtful[(at + 1) % Math.max(1, doubtful.length)]); };
  $("previous").addEventListener("click", () => beside(-1));
  $("next").addEventListener("click", () => beside(1));
  $("next-doubt").addEventListener("click", nextDoubt);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { close(); return; }
    if (event.target.closest("input, select, textarea")) return;
    const keys = { j: () => move(1), k: () => move(-1), n: nextDoubt, u: () => { location.hash = "#pages"; },
      "/": () => { event.preventDefault(); if ($("view-page").hidden) { location.hash = "#pages"; setTimeout(() => $("f-text").focus()); } else $("b-text").focus(); } };
    if (keys[event.key]) keys[event.key]();
  });

  const route = () => {
    const [name, number] = location.hash.slice(1).split("/");
    const target = name === "page" && pages[Number(number)] ? "page" : name === "pages" ? "pages" : "overview";
    for (const one of ["overview", "pages", "page"]) $(`view-${one}`).hidden = one !== target;
    for (const tab of document.querySelectorAll("[data-tab]")) {
      if (tab.dataset.tab === (target === "page" ? "pages" : target)) tab.setAttribute("aria-current", "page"); else tab.removeAttribute("aria-current");
    }
    if (target === "page") showPage(Number(number)); else { wanted += 1; here = -1; document.title = "newsclean review"; }
  };
  addEventListener("hashchange", route);
  showList();
  route();
})();
