/* A child draws with a finger or a mouse. The drawing is a picture like any other: after each line it stands, as a PNG
   made here of nothing but the lines, in the form's own field for it. Lines live in this page's memory alone. */
(() => {
  "use strict";
  const COLOURS = { black: "#1d1d1f", red: "#c62828", blue: "#1e5fbf", green: "#2e7d32", orange: "#c75b00" };
  const CLEARED = null; // among the lines: all before is gone, and one step back brings it back
  const kept = new Map(); // token of the form → lines

  function setUp(pad) {
    if (pad.dataset.ready) return;
    pad.dataset.ready = "1";
    pad.hidden = false;
    const canvas = pad.querySelector("canvas");
    const brush = canvas.getContext("2d");
    const input = pad.querySelector("input[type=file]");
    const [undo, clear] = [pad.querySelector("[data-undo]"), pad.querySelector("[data-clear]")];
    const token = input.form?.elements.namedItem("token")?.value || input.form?.action;
    const lines = kept.get(token) ?? [];
    kept.set(token, lines);
    let colour = "black";
    let now = null; // the line that is being drawn, and by which finger
    let finger = 0;

    const seen = () => lines.slice(lines.lastIndexOf(CLEARED) + 1);
    function at(event) {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * (canvas.width / box.width), (event.clientY - box.top) * (canvas.height / box.height)];
    }
    function stroke({ colour: name, points }, from = 0) {
      Object.assign(brush, { lineWidth: 10, lineCap: "round", lineJoin: "round", strokeStyle: COLOURS[name] });
      brush.beginPath();
      brush.moveTo(...points[Math.max(from - 1, 0)]);
      for (const point of points.slice(from)) brush.lineTo(...point);
      brush.stroke();
    }
    function paint() {
      brush.fillStyle = "#ffffff";
      brush.fillRect(0, 0, canvas.width, canvas.height);
      for (const line of seen()) stroke(line);
      undo.disabled = !lines.length;
      clear.disabled = !seen().length;
    }
    /* Put the drawing into the form. At once: whoever presses the button right after has sent all of it. */
    function hand() {
      const all = new DataTransfer();
      if (seen().length) {
        const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (letter) => letter.charCodeAt(0));
        all.items.add(new File([bytes], "drawing.png", { type: "image/png" }));
      }
      input.files = all.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    function changed() { paint(); hand(); }

    canvas.addEventListener("pointerdown", (event) => {
      if (now || event.button) return; // one finger draws: a palm that lies on the glass does not
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      finger = event.pointerId;
      now = { colour, points: [at(event), at(event)] };
      lines.push(now);
      stroke(now);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!now || event.pointerId !== finger) return;
      const from = now.points.length;
      const all = event.getCoalescedEvents?.() ?? [];
      now.points.push(...(all.length ? all : [event]).map(at));
      stroke(now, from);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => { if (now && event.pointerId === finger) { now = null; changed(); } });
    }
    undo.addEventListener("click", () => { lines.pop(); changed(); });
    clear.addEventListener("click", () => { lines.push(CLEARED); changed(); });
    input.addEventListener("files:removed", () => { lines.push(CLEARED); paint(); });
    for (const button of pad.querySelectorAll("[data-colour]")) {
      button.addEventListener("click", () => {
        colour = button.dataset.colour;
        for (const each of pad.querySelectorAll("[data-colour]")) each.setAttribute("aria-pressed", String(each === button));
      });
    }
    paint();
    if (seen().length) pad.open = true;
  }

  const all = () => { for (const pad of document.querySelectorAll("[data-draw]")) setUp(pad); };
  document.addEventListener("yorisoi:shown", all);
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-exit]")) kept.clear(); }, true);
  all();
})();
