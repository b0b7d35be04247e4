/* Files in a form: what is chosen is shown with a small picture and can be taken away again; it stays chosen when the
   page comes back with something to correct; a long sending shows how far it is. Without this the form works too.
   Nothing is read but to draw it, on a canvas: no address of a file is ever made. */
(() => {
  "use strict";
  const chosen = new Map(); // token of the form + id of the input → files; gone with the page
  const inputs = (root) => [...root.querySelectorAll("input[type=file][data-files]")];
  const key = (input) => `${input.form?.elements.namedItem("token")?.value || input.form?.action}#${input.id}`;
  const group = (file) => (file.type.startsWith("video/") ? "video" : file.type === "application/pdf" ? "pdf" : "picture");

  const size = (file) => (file.size < 104858 ? `${Math.ceil(file.size / 1024)} kB` : `${(file.size / 1048576).toFixed(1)} MB`);

  function put(input, files) {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    chosen.set(key(input), [...input.files]);
  }
  const held = (box) => inputs(box).flatMap((input) => chosen.get(key(input)) || []);

  function refuse(box, name) {
    for (const each of box.querySelectorAll("[data-refused]")) each.hidden = each.dataset.refused !== name;
  }
  /* Keep what fits; say why of what does not. */
  function check(box, input) {
    const limit = (name) => Number(box.dataset[`limit${name[0].toUpperCase()}${name.slice(1)}`]);
    const others = held(box).filter((file) => !(chosen.get(key(input)) || []).includes(file));
    const before = input.hasAttribute("data-one") ? [] : chosen.get(key(input)) || []; // a drawing goes on: the last one counts
    const same = (one, two) => one.name === two.name && one.size === two.size && one.lastModified === two.lastModified;
    const fresh = [...input.files].filter((file) => !before.some((each) => same(each, file)));
    const kept = [...before];
    let said = "";
    for (const file of fresh) {
      const together = [...others, ...kept].reduce((sum, each) => sum + each.size, file.size);
      if (file.size > limit(group(file))) said = "too_big";
      else if (others.length + kept.length >= limit("count")) said = "count";
      else if (together > limit("together")) said = "together";
      else kept.push(file);
    }
    refuse(box, said);
    put(input, kept);
    draw(box);
  }

  async function thumbnail(file, canvas) {
    try {
      const image = await createImageBitmap(file, { resizeWidth: 160, resizeQuality: "medium" });
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext("2d").drawImage(image, 0, 0);
    } catch { canvas.remove(); } // HEIC, PDF, video: the name is enough
  }
  function draw(box) {
    const list = box.querySelector("[data-chosen]");
    if (!list) return;
    const plain = box.dataset.chosenText; // a child's neighbour sees no picture
    list.replaceChildren();
    let number = 0;
    for (const input of inputs(box)) {
      for (const file of chosen.get(key(input)) || []) {
        number += 1;
        const line = document.createElement("li");
        const name = document.createElement("span");
        name.className = "grow";
        name.textContent = input.dataset.chosenText || plain ? input.dataset.chosenText || `${plain} ${number}` : `${file.name}（${size(file)}）`;
        const away = document.createElement("button");
        away.type = "button";
        away.className = "button quiet compact";
        away.textContent = box.dataset.remove;
        away.setAttribute("aria-label", `${box.dataset.remove}: ${name.textContent}`);
        away.addEventListener("click", () => {
          put(input, (chosen.get(key(input)) || []).filter((each) => each !== file));
          refuse(box, "");
          draw(box);
          input.dispatchEvent(new CustomEvent("files:removed"));
          (input.hidden ? box.querySelector("input:not([hidden])") : input).focus();
        });
        if (!plain && file.type.startsWith("image/")) {
          const canvas = document.createElement("canvas");
          canvas.setAttribute("aria-hidden", "true");
          line.append(canvas);
          thumbnail(file, canvas);
        }
        line.append(name, away);
        list.append(line);
      }
    }
    list.hidden = !number;
  }

  /* A page has come: what was chosen for this very form is chosen again. */
  function restore() {
    for (const box of document.querySelectorAll("[data-attach]")) {
      let back = false;
      for (const input of inputs(box)) {
        const files = chosen.get(key(input));
        if (!files?.length || input.files.length) continue;
        if (!input.form.elements.namedItem("token") && !box.querySelector("[data-files-lost]")) { chosen.delete(key(input)); continue; }
        put(input, files);
        back = true;
      }
      if (back) box.querySelector("[data-files-lost]")?.remove();
      for (const each of box.querySelectorAll("[data-files-again]")) each.hidden = true; // not true here
      draw(box);
    }
  }

  /* Like fetch, with a bar: only it can tell how far a sending is. */
  function send(form, url, options) {
    const box = form.querySelector("[data-attach]");
    const bar = document.createElement("p");
    const how = document.createElement("progress");
    bar.className = "sending";
    bar.setAttribute("role", "status");
    bar.append(box.dataset.sendingText, " ", how);
    box.after(bar);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(options.method, url);
      request.setRequestHeader("Accept", options.headers.Accept);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) { how.max = event.total; how.value = event.loaded; }
      });
      request.addEventListener("load", () => resolve({
        status: request.status,
        ok: request.status >= 200 && request.status < 300,
        url: request.responseURL,
        redirected: request.responseURL !== new URL(url, location.href).href,
        headers: { get: (name) => request.getResponseHeader(name) },
        text: async () => request.responseText,
      }));
      for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, reject);
      request.send(options.body);
    }).finally(() => bar.remove());
  }
  window.yorisoiFiles = {
    /** Return what sends this form: for one with files something that shows how far it is. */
    sender(form, button) {
      if (!form.querySelector("[data-attach]")) return window.fetch.bind(window);
      return (url, options) => {
        if (button?.hasAttribute("data-without-files")) {
          for (const input of inputs(form)) options.body.delete(input.name);
          return window.fetch(url, options);
        }
        return held(form).length ? send(form, url, options) : window.fetch(url, options);
      };
    },
  };
  document.addEventListener("change", (event) => {
    const box = event.target.matches?.("input[type=file][data-files]") && event.target.closest("[data-attach]");
    if (box) check(box, event.target);
  });
  document.addEventListener("yorisoi:shown", restore);
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-exit]")) chosen.clear(); }, true);
  restore();
})();
