/* A page that is loaded again goes on where it was, also without a connection (genki_worker.js keeps the page to open).
   What is chosen and typed stands in the tab's own memory between two loads of the page, and is taken out at once;
   whoever leaves by 「とじる」, a link, another card or another address leaves nothing there. */
(() => {
  "use strict";
  const NAME = "yorisoi-genki-again";
  const LONGEST = 10 * 60 * 1000;
  const html = document.documentElement;
  let leaving = false;
  let asked = false; // for another reading: the same child, on another page
  let worker = null;

  function forget() {
    try { sessionStorage.removeItem(NAME); } catch { /* no storage, nothing kept */ }
  }
  // Return what the same child had on this page before it was loaded again, once; null for everybody else.
  function take() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(NAME));
      if (!kept || Date.now() - kept.at > LONGEST) return null;
      const fits = kept.asked ? document.querySelector("[data-without-net]")
        : performance.getEntriesByType("navigation")[0]?.type === "reload";
      return fits ? kept : null;
    } catch {
      return null;
    } finally {
      forget();
    }
  }
  function show(kept) {
    const main = document.querySelector("main");
    [html.className, html.lang, document.title, main.className] = kept.frame;
    main.innerHTML = kept.main;
    const had = new Set(kept.fields.map((each) => JSON.stringify(each)));
    for (const field of main.querySelectorAll("[data-step] :is(input, textarea)")) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = had.has(JSON.stringify([field.name, field.value]));
      else field.value = kept.fields.find(([name]) => name === field.name)?.[1] ?? "";
    }
  }
  // page: the main part as it came, before anything was done to it. place(): the step, or null when nothing is to be kept.
  function guard(form, page, place) {
    const main = document.querySelector("main");
    const frame = [html.className, html.lang, document.title, main.className];
    window.addEventListener("pagehide", (event) => {
      const step = place();
      if (event.persisted || leaving || step === null || !form.isConnected) return forget();
      const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      try {
        sessionStorage.setItem(NAME, JSON.stringify({ at: Date.now(), asked, step, fields, frame, main: page }));
      } catch { /* no room: as before */ }
    });
    if (form.dataset.worker && window.isSecureContext) {
      navigator.serviceWorker?.register(form.dataset.worker).then((made) => { worker = made; }, () => {});
    }
  }
  // What was kept to open the page without a connection goes as well.
  function clear() {
    leaving = true;
    forget();
    const there = navigator.serviceWorker?.controller ?? worker?.active ?? worker?.waiting ?? worker?.installing;
    there?.postMessage("leave");
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.hasAttribute("data-exit")) clear();
    else if (link && !link.getAttribute("href").startsWith("#") && !link.matches(".tel")) leaving = true;
  }, true);
  document.addEventListener("submit", (event) => { asked = Boolean(event.submitter?.hasAttribute("data-native")); }, true);

  // Whoever comes back from the city's sign-in: its code stays in no history, and who it was stays for a few minutes.
  const entrance = location.pathname.replace(/account\/back\/$/, "");
  if (entrance !== location.pathname) {
    history.replaceState(null, "", entrance);
    if (document.querySelector("[data-signed-in]")) setTimeout(() => location.replace(entrance), 3 * 60 * 1000);
  }
  window.yorisoiAgain = { take, show, guard, clear, leave: () => { leaving = true; } };
})();
