"use strict";
// The search on the front page. It reads everything from the page and changes nothing but what is hidden, in which
// order the cards stand, and the part of the address behind the hash. It is put on one line: end statements with
// semicolons, keep comments on their own lines.
(() => {
  const form = document.getElementById("find"), list = document.getElementById("list");
  const found = document.getElementById("found"), count = document.getElementById("count");
  const reset = document.getElementById("reset"), root = document.documentElement;
  if (!form || !list) return;

  // Letters as they are typed by people who do not have them, or do not care: what no decomposition gives.
  const letters = new Map(Object.entries({
    "\u00df": "ss", "\u00e6": "ae", "\u0153": "oe", "\u00f8": "o", "\u0111": "d", "\u00f0": "d", "\u00fe": "th",
    "\u0142": "l", "\u0131": "i", "\u0127": "h", "\u014b": "n", "\u03c2": "\u03c3", "\u0491": "\u0433",
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u06d2": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647", "\u06c1": "\u0647",
    "\u06c3": "\u0647", "\u06be": "\u0647", "\u06d5": "\u0647", "\u0671": "\u0627", "\u05da": "\u05db", "\u05dd": "\u05de", "\u05df": "\u05e0",
    "\u05e3": "\u05e4", "\u05e5": "\u05e6"
  }));
  // Marks that may be left out: accents, points of Hebrew and Arabic, the dot below of Devanagari; and what is not seen.
  const marks = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  const zeros = [0x660, 0x6f0, 0x966];
  const digit = (one) => String(one.charCodeAt(0) - zeros.filter((zero) => zero <= one.charCodeAt(0)).pop());
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(marks, "")
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, digit)
    .replace(/[\u2010-\u2015\u2212\u05be]/g, "-").replace(/\u2044/g, "/")
    .replace(/[\u2018\u2019\u02bb\u02bc\u05f3]/g, "'").replace(/[\u201c-\u201f\u00ab\u00bb\u05f4]/g, "\"")
    .replace(/[^\0-\x7f]/g, (one) => letters.get(one) || one).replace(/\s+/g, " ").trim();

  const texts = (box, selector) => [...box.querySelectorAll(selector)].map((one) => one.textContent);
  const cards = [...list.children].map((card) => {
    const editions = [...card.querySelectorAll(".edition")].map((box) => ({
      box,
      lang: box.dataset.lang,
      state: box.dataset.state,
      topic: texts(box, ".topic"),
      format: [...box.querySelectorAll("[data-format]")].map((one) => one.dataset.format),
      title: box.querySelector("h2").textContent,
      words: fold([...texts(box, "h2, .subtitle, .description, .topic, .tongue"), box.dataset.words || ""].join(" \n "))
    }));
    const buttons = [...card.querySelectorAll(".tongues button")];
    const one = {card, editions, buttons, chosen: editions[0], shown: null};
    buttons.forEach((button, index) => button.addEventListener("click", () => {
      one.chosen = editions[index];
      show(one, one.chosen);
    }));
    if (buttons.length) buttons[0].parentElement.hidden = false;
    return one;
  });
  const show = (one, edition) => {
    if (one.shown === edition) return;
    one.shown = edition;
    one.editions.forEach((other, index) => {
      other.box.hidden = other !== edition;
      if (one.buttons[index]) one.buttons[index].setAttribute("aria-pressed", String(other === edition));
    });
  };

  const controls = [...form.elements].filter((one) => one.name);
  const value = (name) => form.elements[name] ? form.elements[name].value : "";
  let order = "", telling = 0;
  const tell = (number) => {
    // A screen reader is told once the typing pauses.
    clearTimeout(telling);
    telling = setTimeout(() => {
      const text = number ? count.dataset.shown.replace("{shown}", number).replace("{total}", cards.length) : count.dataset.nothing;
      if (count.textContent !== text) count.textContent = text;
    }, 150);
  };
  const apply = () => {
    const terms = fold(value("q")).split(" "), lang = value("lang"), state = value("state");
    const topic = value("topic"), format = value("format");
    const fits = (one) => (!lang || one.lang === lang) && (!state || one.state === state)
      && (!topic || one.topic.includes(topic)) && (!format || one.format.includes(format))
      && terms.every((term) => one.words.includes(term));
    let number = 0;
    for (const one of cards) {
      const fitting = one.editions.filter(fits);
      const hidden = !fitting.length;
      if (one.card.hidden !== hidden) one.card.hidden = hidden;
      if (hidden) continue;
      number += 1;
      show(one, fitting.includes(one.chosen) ? one.chosen : fitting[0]);
    }
    if (value("sort") !== order) {
      order = value("sort");
      const compare = new Intl.Collator(root.lang, {numeric: true}).compare;
      const sorted = order === "title" ? [...cards].sort((a, b) => compare(a.editions[0].title, b.editions[0].title)) : cards;
      list.append(...sorted.map((one) => one.card));
    }
    reset.hidden = !controls.some((one) => one.name !== "sort" && one.value.trim());
    tell(number);
  };

  const write = () => {
    const kept = new URLSearchParams();
    for (const one of controls) if (one.value.trim()) kept.set(one.name, one.value.trim());
    const hash = String(kept);
    try {
      history.replaceState(null, "", location.href.split("#")[0] + (hash ? "#" + hash : ""));
    } catch {
      // A browser that allows no change of a file's address: the search works all the same.
      return;
    }
  };
  const read = () => {
    const hash = location.hash.slice(1);
    // The link that skips the masthead is no search.
    if (hash && !hash.includes("=")) return;
    const kept = new URLSearchParams(hash);
    for (const one of controls) {
      one.value = kept.get(one.name) || "";
      if (one.selectedIndex < 0) one.selectedIndex = 0;
    }
    apply();
  };
  const changed = () => { apply(); write(); };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => { event.preventDefault(); changed(); });
  reset.addEventListener("click", () => {
    for (const one of controls) if (one.name !== "sort") one.value = "";
    changed();
    form.elements.q.focus();
  });
  addEventListener("hashchange", read);
  form.hidden = found.hidden = false;
  root.classList.add("live");
  apply();
  read();
})();
