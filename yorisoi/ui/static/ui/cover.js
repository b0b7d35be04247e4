/* The screen that hides: Esc to a timetable and back, and the idle lock, which covers the page in place with all that is
   typed in it. The server locks by its own clock; what scripts ask of it meanwhile waits here until it is open again. */
(() => {
  "use strict";
  const body = () => document.body;
  const all = (selector) => document.querySelectorAll(selector);

  // -- the blank screen: Esc, or the button, to a timetable; again to come back ----------------
  let title = "";
  let before = null; // what had the focus
  const blanked = () => body().classList.contains("blanked");
  function blank(on) {
    const cover = document.querySelector("[data-cover]");
    const screen = document.querySelector("[data-screen]");
    if (!cover || !screen || on === blanked()) return;
    if (!on && (locked() || idleFor() > idleLimit())) return lock();
    if (on) before = document.activeElement;
    body().classList.toggle("blanked", on);
    cover.hidden = !on;
    screen.inert = on;
    if (on) { title = document.title; document.title = body().dataset.blank; } else { document.title = title; }
    if (!on && before?.isConnected) before.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.repeat && body().dataset.blank) blank(!blanked());
  });

  // -- idle: counted over all tabs; the server locks by its own clock as well ------------------
  let seen = Date.now();
  const idleLimit = () => Number(body().dataset.idleMinutes || 0) * 60000 || Infinity;
  function idleFor() {
    let elsewhere = 0;
    try { elsewhere = Number(localStorage.getItem("yorisoi-seen")) || 0; } catch { /* storage refused */ }
    return Date.now() - Math.max(seen, elsewhere);
  }
  function touch() {
    if (!body().dataset.idleMinutes || blanked() || Date.now() - seen < 5000) return; // public pages leave nothing
    seen = Date.now();
    try { localStorage.setItem("yorisoi-seen", String(seen)); } catch { /* storage refused */ }
  }
  // The page is covered where it stands, with all that is typed in it, and opened in the cover by the password.
  const unlocking = () => document.querySelector("form[data-unlock]");
  const locked = () => Boolean(unlocking() && !unlocking().hidden);
  const waiting = []; // requests that the server refused while locked: sent again once it is open
  function lock() {
    const form = unlocking();
    if (!form) {
      if (body().dataset.lock && location.pathname !== body().dataset.lock) location.assign(body().dataset.lock);
      return false;
    }
    blank(true);
    if (!locked()) {
      form.hidden = false;
      document.querySelector("[data-blank-back]").hidden = true;
      form.querySelector("input[type=password], button").focus();
    }
    return true;
  }
  function opened(tell) {
    const form = unlocking();
    form.reset();
    form.querySelector("[data-unlock-said]").replaceChildren();
    form.hidden = true;
    document.querySelector("[data-blank-back]").hidden = false;
    seen = answered = Date.now();
    if (tell) {
      try {
        localStorage.setItem("yorisoi-seen", String(seen));
        localStorage.setItem("yorisoi-open", `${form.elements.person.value} ${seen}`);
      } catch { /* storage refused */ }
    }
    blank(false);
    for (const again of waiting.splice(0)) again();
  }
  async function unlock(form, again = false) {
    const say = (words, link, there) => {
      const box = form.querySelector("[data-unlock-said]");
      box.textContent = words;
      if (!link) return;
      const way = document.createElement("a");
      Object.assign(way, { href: link, textContent: there, target: "_blank", rel: "noopener" });
      box.append(" ", way);
    };
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await send(form.action, {
        method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-Requested-With": "yorisoi" },
      });
      if (answer.status === 204) return opened(true);
      if (answer.status === 409) return location.assign("/"); // somebody else is logged in: not theirs to see
      if (answer.status === 422) {
        form.elements.password?.select();
        return say(form.dataset.wrong);
      }
      if (answer.status === 403 && !again && await freshTokens(form.action)) return await unlock(form, true);
      if (answer.redirected) return say(body().dataset.signedOut, answer.url, body().dataset.signIn);
      return say(form.dataset.failed);
    } catch {
      return say(body().dataset.offline);
    } finally {
      button.disabled = false;
    }
  }
  // After another log-in every token on the page is stale.
  async function freshTokens(where) {
    const page = new DOMParser().parseFromString(await (await send(where, { credentials: "same-origin" })).text(), "text/html");
    const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
    if (fresh) for (const each of all("[name=csrfmiddlewaretoken]")) each.value = fresh.value;
    return Boolean(fresh);
  }
  window.addEventListener("storage", (event) => { // opened in another window by the same person
    if (event.key === "yorisoi-open" && locked() && event.newValue?.startsWith(`${unlocking().elements.person.value} `)) opened(false);
  });
  // Whatever a script of ours asks for while the server has locked waits under the cover, and is asked again.
  let answered = Date.now();
  const send = window.fetch.bind(window);
  window.fetch = async (where, how = {}) => {
    if (!body().dataset.lock) return send(where, how);
    for (;;) {
      const answer = await send(where, { ...how, headers: { ...how.headers, "X-Requested-With": "yorisoi" } });
      if (answer.status !== 423 || !lock()) { answered = Date.now(); return answer; }
      await new Promise((again) => { waiting.push(again); });
    }
  };
  document.addEventListener("htmx:configRequest", (event) => {
    if (body().dataset.lock) event.detail.headers["X-Requested-With"] = "yorisoi";
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status === 423) { event.preventDefault(); lock(); }
  });
  for (const kind of ["pointerdown", "keydown", "scroll", "input"]) document.addEventListener(kind, touch, { passive: true });
  setInterval(() => { if (idleFor() > idleLimit()) lock(); }, Math.min(10000, idleLimit() / 4));
  // Nobody who types for long has asked the server for anything: it may have locked by the time they send.
  // Such a form goes by the way that keeps what is typed.
  const stale = () => body().dataset.lock && Date.now() - answered > idleLimit() - 60000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-unlock")) {
      event.preventDefault();
      unlock(form);
    } else if (form.hasAttribute("data-dirty") && form.method === "post" && stale()) form.setAttribute("data-keep", "");
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-blank-now]")) blank(true);
    else if (event.target.closest?.("[data-blank-back]")) blank(false);
  });
  document.addEventListener("input", (event) => { event.target.form?.setAttribute("data-dirty", ""); });
})();
