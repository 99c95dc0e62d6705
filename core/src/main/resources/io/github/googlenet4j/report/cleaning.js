"use strict";
// What is ticked becomes a file of corrections. Nothing is sent anywhere.
const inputs = Array.from(document.querySelectorAll("input[data-file]"));
const labels = new Set(Array.from(document.querySelectorAll("#labels option"), option => option.value));
const save = document.getElementById("save");
const count = document.getElementById("count");

// The label that an input chooses; an empty one leaves the picture out; null chooses nothing.
function choice(input) {
  if (input.type === "checkbox") {
    return input.checked ? decodeURIComponent(input.dataset.label) : null;
  }
  return labels.has(input.value) ? input.value : null;
}

function chosen() {
  const rows = new Map();
  inputs.forEach(input => {
    const label = choice(input);
    if (label !== null) {
      rows.set(decodeURIComponent(input.dataset.file), label);
    }
  });
  return rows;
}

// A spreadsheet would compute a cell that begins like a formula.
function cell(text) {
  const formula = text === "" ? false : "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20".includes(text.charAt(0));
  return '"' + (formula ? "'" : "") + text.replaceAll('"', '""') + '"';
}

function show() {
  const number = chosen().size;
  save.disabled = number === 0;
  count.textContent = number === 1 ? "1 correction" : number + " corrections";
}

inputs.forEach(input => input.addEventListener("input", () => {
  if (choice(input) !== null) { // one choice for each picture, wherever it is shown
    inputs.filter(other => other !== input).filter(other => other.dataset.file === input.dataset.file)
      .forEach(other => {
        other.checked = false;
        if (other.type === "text") {
          other.value = "";
        }
      });
  }
  show();
}));

save.addEventListener("click", () => {
  const rows = Array.from(chosen(), row => cell(row[0]) + "," + cell(row[1]) + "\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["file,label\n" + rows.join("")], {type: "text/csv"}));
  link.download = "corrections.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});

document.querySelectorAll(".needs-script").forEach(part => part.classList.remove("needs-script"));
show();
