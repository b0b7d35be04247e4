/* Comfort on top of pages that work without it: one press one act,
   nothing typed is lost, read aloud, quick exit. No dependency; everything by delegation on the document. */
(() => {
  "use strict";
  const body = () => document.body;
  const all = (selector) => document.querySelectorAll(selector);

  // -- one press, one act ----------------------------------------------------------------------
  function busy(form, on, button) {
    form.toggleAttribute("data-sending", on);
    form.setAttribute("aria-busy", String(on));
    const buttons = [...form.querySelectorAll("button:not([type=button]), input[type=submit]")];
    if (button && !buttons.includes(button)) buttons.push(button);
    for (const each of buttons) {
      if (on) { each.setAttribute("aria-busy", String(each === button)); } else { each.removeAttribute("aria-busy"); }
      each.disabled = on;
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.hasAttribute("data-sending")) { event.preventDefault(); return; }
    if ([...form.attributes].some((each) => each.name.startsWith("hx-"))) return; // htmx sends these itself
    if (form.hasAttribute("data-keep")) { event.preventDefault(); keep(form, event.submitter); return; }
    form.setAttribute("data-sending", "");
    form.removeAttribute("data-dirty");
    setTimeout(() => busy(form, true, event.submitter)); // after the browser has read the pressed button's value
  });
  window.addEventListener("pageshow", () => { for (const form of all("form[data-sending]")) busy(form, false); });
  // A field that asks while one types (type-ahead) is no sending of its form.
  const sent = (event) => (event.target.matches?.("form, button, input[type=submit]") ? event.target.closest("form") : null);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = sent(event);
    if (!form) return;
    if (form.hasAttribute("data-sending")) event.preventDefault(); else busy(form, true, document.activeElement);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = sent(event);
    if (form) busy(form, false);
  });

  // -- nothing typed is lost -------------------------------------------------------------------
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  // A child's form brings its own words, in the child's reading.
  const own = (form, key) => form.dataset[`${key}Text`] || body().dataset[key];
  function say(form, words, link) {
    let box = form.querySelector("[data-said]");
    if (!box) {
      box = document.createElement("div");
      box.className = "notice error";
      box.dataset.said = "";
      box.setAttribute("role", "alert");
      form.prepend(box);
    }
    const line = document.createElement("p");
    line.textContent = words;
    box.replaceChildren(line);
    if (link) {
      const away = document.createElement("a");
      Object.assign(away, { href: link, target: "_blank", rel: "noopener", textContent: body().dataset.signIn });
      line.append(" ", away);
    }
    box.scrollIntoView({ block: "center" });
  }
  // The next page may lean on style sheets and scripts that this one did without.
  function adopt(page) {
    const named = (each) => each.getAttribute("href") || each.getAttribute("src");
    const have = new Set([...all("head link[rel=stylesheet], head script[src]")].map(named));
    for (const each of page.querySelectorAll("head link[rel=stylesheet], head script[src]")) {
      if (have.has(named(each))) continue;
      const fresh = document.createElement(each.localName); // a parsed script would not run
      for (const { name, value } of each.attributes) fresh.setAttribute(name, value);
      document.head.append(fresh);
    }
  }
  function show(page, url) {
    silence();
    const html = document.documentElement;
    const other = page.documentElement; // another language or way of reading changes the frame as well
    adopt(page);
    if (url || other.lang !== html.lang || other.className !== html.className) {
      if (url) history.pushState({}, "", url);
      html.className = other.className;
      html.lang = other.lang;
      for (const each of [...body().attributes]) body().removeAttribute(each.name);
      for (const each of page.body.attributes) body().setAttribute(each.name, each.value);
      body().replaceChildren(...page.body.childNodes);
      scrollTo({ top: 0, behavior: "instant" });
    } else {
      document.querySelector("main").replaceWith(page.querySelector("main"));
    }
    document.title = page.title;
    window.htmx?.process(body());
    prepare();
    const first = document.querySelector("[data-error-summary]") || document.querySelector("main");
    first?.focus({ preventScroll: first.matches("main") });
    if (!url && first?.matches("main")) scrollTo({ top: 0, behavior: "instant" });
  }
  async function keep(form, button, again = false) {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    busy(form, true, button);
    try {
      const send = window.yorisoiFiles?.sender(form, button) || fetch;
      const answer = await send(button?.getAttribute("formaction") || form.action, {
        method: "POST", body: data, credentials: "same-origin", headers: { Accept: "text/html" },
      });
      const html = (answer.headers.get("Content-Type") || "").includes("text/html");
      const away = new URL(answer.url);
      if (answer.redirected && /^\/(accounts|lock)\b/.test(away.pathname) && !location.pathname.startsWith("/accounts")) {
        return say(form, body().dataset.signedOut, away.href);
      }
      if (answer.status === 403 && !again && await freshToken(form)) {
        return await keep(form, button, true);
      }
      if (answer.status === 413) return say(form, own(form, "tooLong"));
      if (answer.status >= 500) return say(form, own(form, "broken"));
      if (!html) return answer.ok ? location.assign(answer.url) : say(form, own(form, "refused"));
      if (answer.ok || answer.status === 422) {
        const page = parse(await answer.text());
        if (page.querySelector("main")) return show(page, answer.redirected ? answer.url : "");
      }
      return say(form, own(form, "refused"));
    } catch {
      return say(form, own(form, "offline"));
    } finally {
      if (form.isConnected) busy(form, false);
    }
  }
  // After logging in again in another window the form's token is stale: fetch the page anew for a good one.
  async function freshToken(form) {
    const page = parse(await (await fetch(location.href, { credentials: "same-origin" })).text());
    const fresh = page.querySelector("form[data-keep] [name=csrfmiddlewaretoken]");
    const mine = form.querySelector("[name=csrfmiddlewaretoken]");
    if (!fresh || !mine) return false;
    mine.value = fresh.value;
    return true;
  }
  window.addEventListener("popstate", (event) => { if (!event.state?.htmx && !location.hash) location.reload(); });

  // -- read aloud: the readings where there are readings ----------------------------------------
  const speech = window.speechSynthesis;
  function offerReading() {
    const can = (speech?.getVoices() ?? []).some((voice) => voice.lang.startsWith(document.documentElement.lang));
    for (const button of all("[data-read]")) button.hidden = !can;
  }
  // What is typed is not read out: others hear it. Nor the long lists to choose from.
  function words(part) {
    const copy = part.cloneNode(true);
    for (const each of copy.querySelectorAll("rp, script, [hidden], [data-read-not], textarea, input, select")) each.remove();
    for (const each of copy.querySelectorAll("ruby")) each.replaceWith(each.querySelector("rt")?.textContent ?? each.textContent);
    for (const each of copy.querySelectorAll("h1, h2, h3, p, li, label, legend, button")) each.append("。");
    return copy.textContent.replace(/\s+/g, " ");
  }
  let hush = null; // gives the button that reads its word back
  function silence() {
    speech?.cancel();
    hush?.();
    hush = null;
  }
  // `data-read` may name a part of the page. Sentence by sentence: some voices fall silent in the middle of a long text.
  function read(button) {
    const label = button.querySelector("span") || button;
    const mine = button.hasAttribute("data-reading");
    silence();
    if (mine) return;
    const part = document.querySelector(button.dataset.read || "main");
    const said = part ? words(part).match(/[^。！？!?]+[。！？!?]*/g)?.filter((each) => /[^\s。]/.test(each)) ?? [] : [];
    if (!said.length) return;
    const before = [...label.childNodes]; // the word may have its reading above it
    const back = () => { label.replaceChildren(...before); button.removeAttribute("data-reading"); };
    hush = back;
    label.textContent = button.dataset.stop;
    button.setAttribute("data-reading", "");
    said.forEach((each, at) => {
      const one = new SpeechSynthesisUtterance(each);
      one.lang = document.documentElement.lang === "en" ? "en-US" : "ja-JP";
      one.rate = 0.9;
      if (at === said.length - 1) one.onend = () => { if (hush === back) silence(); };
      one.onerror = () => { if (hush === back) silence(); };
      speech.speak(one);
    });
  }
  speech?.addEventListener?.("voiceschanged", offerReading);
  window.addEventListener("pagehide", silence);
  // Back to a page that the browser kept as it was: a child's pages keep nothing typed for whoever sits there next.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("child")) location.reload();
  });

  // -- clicks ----------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const at = event.target.closest?.("[data-exit], [data-read], [data-print], [data-error-summary] a");
    if (!at) return;
    if (at.matches("[data-exit]")) {
      event.preventDefault();
      silence();
      document.title = "";
      body().replaceChildren(); // with all that is typed in it: the browser has nothing to bring back
      location.replace(at.href);
    } else if (at.matches("[data-read]")) read(at);
    else if (at.matches("[data-print]")) window.print();
    else {
      const field = document.getElementById(at.hash.slice(1));
      const inside = field?.matches("input, select, textarea") ? field : field?.querySelector("input, select, textarea");
      if (inside) { event.preventDefault(); inside.focus(); }
    }
  });
  document.addEventListener("toggle", (event) => { // one sheet of the tabs at a time closes on a press beside it
    if (event.target.matches?.(".tabbar details") && event.target.open) {
      document.addEventListener("click", (press) => {
        if (!event.target.contains(press.target)) event.target.open = false;
      }, { once: true });
    }
  }, true);

  // -- a large field that is nearly full says how much is in it ------------------------------------
  document.addEventListener("input", ({ target }) => {
    const most = Number(target.dataset.most);
    if (!most) return;
    const count = [...target.value].length;
    let line = target.nextElementSibling?.matches("[data-counted]") ? target.nextElementSibling : null;
    if (count < most * 0.9) { line?.remove(); return; }
    if (!line) {
      line = document.createElement("p");
      line.dataset.counted = "";
      line.setAttribute("role", "status");
      target.after(line);
    }
    line.className = count > most ? "errors" : "help";
    line.textContent = body().dataset.count.replace("@", count).replace("#", most);
  });

  function prepare() {
    for (const button of all("[data-blank-now], [data-print]")) button.hidden = false;
    for (const form of all("form[data-keep]")) form.noValidate = true; // our own words for what is missing, all at once
    offerReading();
    document.dispatchEvent(new CustomEvent("yorisoi:shown"));
  }
  prepare();
  document.querySelector("[data-error-summary]")?.focus();
})();
