// The model's card: what the model file says of itself, and the network's table.
import { make, named } from "./dom.js";

const MATRIX = 100; // with more classes the file holds none

const number = (value) => value.toLocaleString("en-US");

function facts(card) {
  return make("table", { class: "facts" },
    make("caption", {}, "What the model file says"),
    make("tbody", {}, ...Object.entries(card.facts).map(([name, value]) =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, named(String(value)))))));
}

function classes(card) {
  const list = make("ol", { class: "classes", start: "0" }, ...card.classes.map((label) => make("li", {}, named(label))));
  return make("details", {}, make("summary", {}, `${number(card.classes.length)} classes`), list);
}

function recipe(card) {
  return make("details", {}, make("summary", {}, "Recipe: how it was trained"),
    make("pre", { tabindex: "0", role: "region", "aria-label": "Recipe" }, card.recipe));
}

function confusion(card) {
  const rows = card.confusion;
  const head = make("tr", {}, make("th", { scope: "col" }, "class"),
    ...card.classes.map((label) => make("th", { scope: "col" }, named(label))));
  const body = rows.map((counts, truth) => {
    const all = Math.max(1, counts.reduce((sum, count) => sum + count, 0));
    return make("tr", {}, make("th", { scope: "row" }, named(card.classes[truth])),
      ...counts.map((count, predicted) => {
        const field = make("td", {}, count ? String(count) : "");
        const share = count / all;
        if (count) {
          const colour = predicted === truth ? "--hit" : "--miss";
          field.style.background = `rgb(var(${colour}) / ${(0.45 * share).toFixed(3)})`;
        }
        return field;
      }));
  });
  return make("details", {}, make("summary", {}, "Confusion on the validation part"),
    make("div", { class: "wide", role: "region", tabindex: "0", "aria-label": "Confusion matrix" },
      make("table", { class: "matrix" },
        make("caption", {}, "Rows: the pictures' class. Columns: the model's answer."),
        make("thead", {}, head), make("tbody", {}, ...body))));
}

function network(card) {
  const cells = (row) => [
    make("th", { scope: "row" }, row.name),
    make("td", { class: "number" }, row.output.join(" x ")),
    make("td", { class: "number" }, number(row.parameters)),
    make("td", { class: "number" }, number(row.multiply_adds)),
  ];
  const total = card.network.total;
  return make("details", {}, make("summary", {}, `The network: ${number(total.parameters)} parameters`),
    make("div", { class: "wide", role: "region", tabindex: "0", "aria-label": "The network's table" },
      make("table", {},
        make("caption", {}, "The rows of the paper's Table 1: output (height, width, channels), parameters, multiply-adds of one picture"),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "layer"),
          ...["output", "parameters", "multiply-adds"].map((name) => make("th", { scope: "col", class: "number" }, name)))),
        make("tbody", {}, ...card.network.rows.map((row) => make("tr", {}, ...cells(row))),
          make("tr", {}, make("th", { scope: "row" }, "all"), make("td", {}), make("td", { class: "number" }, number(total.parameters)),
            make("td", { class: "number" }, number(total.multiply_adds)))))));
}

/** Shows the card of a model. */
export function show(place, card) {
  const parts = [make("div", { class: "wide", role: "region", tabindex: "0", "aria-label": "Facts about the model" }, facts(card)), classes(card)];
  if (card.confusion && card.classes.length <= MATRIX) {
    parts.push(confusion(card));
  }
  if (card.recipe) {
    parts.push(recipe(card));
  }
  parts.push(network(card));
  place.replaceChildren(...parts);
}
