// Many pictures: a row each, and all of them as CSV.
import { make, named, percent } from "./dom.js";

/** A spreadsheet computes a cell that begins so; names of files and labels are anybody's. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

const cell = (text) => `"${(FORMULA.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;

/** The answers as a CSV file; a picture that was refused has the reason in the last column. */
export function csv(answers) {
  const most = Math.max(1, ...answers.map((answer) => answer.predictions?.length ?? 0));
  const places = Array.from({ length: most }, (_, i) => i + 1);
  const head = ["file", ...places.flatMap((i) => [`label_${i}`, `index_${i}`, `probability_${i}`]), "error"];
  const lines = answers.map((answer) => [
    cell(answer.file.name),
    ...places.flatMap((i) => {
      const prediction = answer.predictions?.[i - 1];
      return prediction ? [cell(prediction.label), prediction.index, prediction.probability] : ["", "", ""];
    }),
    answer.error ? cell(answer.error) : "",
  ].join(","));
  return [head.join(","), ...lines].join("\r\n") + "\r\n";
}

/** A row of the table; a click on the picture's name shows its answer. */
export function row(answer, show) {
  const image = make("img", { src: answer.address, alt: "", loading: "lazy" });
  image.addEventListener("error", () => image.remove());
  const name = make("button", { type: "button", class: "plain", click: () => show(answer) }, named(answer.file.name));
  const best = answer.predictions?.[0];
  return make("tr", {},
    make("th", { scope: "row" }, make("div", { class: "picture" }, image, name)),
    best
      ? make("td", { class: "label" }, named(best.label))
      : make("td", { class: "label problem" }, answer.error ?? "waits"),
    make("td", { class: "number" }, best ? percent(best.probability) : ""));
}
