// One press ticks every note that may go up without being opened; without this each is ticked by hand, as it is read.
for (const button of document.querySelectorAll("[data-tick-all]")) {
  const boxes = button.form.querySelectorAll("[data-tick]");
  button.hidden = boxes.length < 2;
  button.addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
  });
}
