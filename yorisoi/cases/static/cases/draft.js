/* What is typed in a room is kept as one types: a closed lid loses nothing. Without this file the form works the same. */
(() => {
  "use strict";
  const forms = new WeakMap(); // form → the timer of what was typed and not yet kept
  const at = (event) => event.target.closest?.("form[data-draft]");
  const said = (form) => form.querySelector("[data-draft-said]");
  const state = (form) => { if (!forms.has(form)) forms.set(form, { timer: 0, open: false, sent: false, busy: Promise.resolve() }); return forms.get(form); };

  function typed(event) {
    const form = at(event);
    if (!form) return;
    const mine = state(form);
    mine.open = true;
    mine.sent = false;
    const words = said(form);
    if (words) words.textContent = words.dataset.typing;
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => keep(form), 1200);
  }
  function keep(form, leaving = false) {
    const mine = state(form);
    clearTimeout(mine.timer);
    if (!mine.open || mine.sent) return mine.busy;
    mine.open = false;
    const body = new FormData(form);
    const send = () => fetch(form.dataset.draft, {
      method: "POST", body, credentials: "same-origin", keepalive: leaving, headers: { "X-Requested-With": "fetch" },
    }).then((answer) => answer.ok && !answer.redirected ? answer.json() : { kept: false }).catch(() => ({ kept: false }));
    mine.busy = (leaving ? send() : mine.busy.then(() => (mine.sent ? { kept: true } : send()))).then((answer) => {
      const words = said(form);
      if (answer.kept) { if (words && !mine.open) words.textContent = answer.at ? `${words.dataset.kept} ${answer.at}` : ""; return; }
      mine.open = true;
      if (words) words.textContent = words.dataset.lost;
      mine.timer = setTimeout(() => keep(form), 8000);
    });
    return mine.busy;
  }
  function leave() { for (const form of document.querySelectorAll("form[data-draft]")) keep(form, true); }
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("submit", (event) => {
    const form = at(event);
    if (!form) return;
    const mine = state(form);
    clearTimeout(mine.timer);
    mine.sent = true; // it goes to the record now
  }, true);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("pagehide", leave);
})();
