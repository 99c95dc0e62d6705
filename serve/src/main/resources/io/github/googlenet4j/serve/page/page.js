// The page: takes pictures, asks the server, shows what it says.
import { show as showCard } from "./card.js";
import { connect as connectCamera } from "./camera.js";
import { byId, make, named, percent } from "./dom.js";
import { draw } from "./map.js";
import * as server from "./server.js";
import { show as showSnippets } from "./snippets.js";
import { csv, row } from "./table.js";

const TOGETHER = 4; // requests at a time

let answers = []; // in the order in which pictures came
let shown = null;
let card = null;
let running = 0;
let waiting = [];

const say = (text) => { byId("status").textContent = text; };

function locked() {
  byId("locked").hidden = false;
  byId("token").focus();
  say("This server asks for a token.");
}

function showProblem(problem) {
  if (problem instanceof server.Locked) {
    locked();
  } else {
    say(problem.message);
  }
}

async function chooseModel() {
  const model = byId("model").value;
  if (!model) {
    return;
  }
  try {
    const found = await server.card(model);
    if (byId("model").value === model) { // not another one meanwhile
      card = found;
      byId("card").hidden = false;
      showCard(byId("facts"), card);
    }
  } catch (problem) {
    showProblem(problem);
  }
}

async function begin() {
  try {
    const names = await server.models();
    byId("model").replaceChildren(...names.map((name) => make("option", {}, name)));
    byId("locked").hidden = true;
    if (names.length === 0) {
      say("The server has no model that is ready.");
    }
    await chooseModel();
  } catch (problem) {
    showProblem(problem);
  }
}

/** The labels; where there are maps, each label is a button that shows its own. */
function showBars(answer) {
  byId("bars").replaceChildren(...(answer.predictions ?? []).map((prediction) => {
    const fill = make("div", { class: "fill" });
    fill.style.width = `${100 * prediction.probability}%`;
    const label = prediction.map
      ? make("button", { type: "button", class: "plain label", "aria-pressed": String(answer.looked === prediction),
          click: () => look(answer, prediction) }, named(prediction.label))
      : make("span", { class: "label" }, named(prediction.label));
    return make("li", {},
      make("div", { class: "words" }, label, " ", make("span", { class: "share" }, percent(prediction.probability))),
      make("div", { class: "track", "aria-hidden": "true" }, fill));
  }));
}

/** Shows where the model looked for another label. */
function look(answer, prediction) {
  answer.looked = prediction;
  const place = answer.predictions.indexOf(prediction);
  showBars(answer);
  byId("bars").querySelectorAll("button")[place].focus();
  showMap(answer);
}

function showMap(answer) {
  const stage = byId("stage");
  const image = stage.querySelector("img");
  const prediction = answer.looked;
  const there = Boolean(image && image.naturalWidth && prediction?.map && answer.card);
  byId("looked").hidden = !there;
  if (!there) {
    return;
  }
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  const canvas = draw(prediction.map, answer.card.preparation, width, height);
  canvas.setAttribute("aria-hidden", "true");
  const frame = make("div", { class: "box", "aria-hidden": "true" });
  const [x0, y0, x1, y1] = prediction.box;
  frame.style.left = `${(100 * x0) / width}%`;
  frame.style.top = `${(100 * y0) / height}%`;
  frame.style.width = `${(100 * (x1 - x0)) / width}%`;
  frame.style.height = `${(100 * (y1 - y0)) / height}%`;
  stage.querySelectorAll("canvas, .box").forEach((element) => element.remove());
  stage.append(canvas, frame);
  byId("looked-for").textContent = prediction.label;
  setOpacity();
}

function setOpacity() {
  const share = byId("opacity").value / 100;
  byId("stage").querySelectorAll("canvas, .box").forEach((element) => {
    element.style.opacity = element.tagName === "CANVAS" ? share : Math.min(1, 4 * share);
  });
}

function show(answer) {
  shown = answer;
  byId("answer").hidden = false;
  byId("answer-name").replaceChildren(named(answer.file.name));
  const image = make("img", { src: answer.address, alt: "The picture" });
  byId("stage").replaceChildren(image);
  byId("looked").hidden = true;
  image.addEventListener("load", () => shown === answer && showMap(answer));
  image.addEventListener("error", () => image.replaceWith(make("p", { class: "soft" }, "The browser cannot show this picture.")));
  showBars(answer);
  byId("refusal").hidden = !answer.error;
  byId("refusal").textContent = answer.error ?? "";
  showSnippets(byId("snippets"), answer.file.name, answer.model, answer.top, say);
}

function tell() {
  const left = running + waiting.length;
  const done = answers.filter((answer) => answer.predictions);
  const refused = answers.filter((answer) => answer.error).length;
  if (left > 0) {
    say(`${answers.length - left} of ${answers.length} pictures answered.`);
  } else if (answers.length === 1 && done.length === 1) {
    const best = done[0].predictions[0];
    say(`${best.label}, ${percent(best.probability)}`);
  } else if (answers.length > 0) {
    say(`${done.length} pictures answered` + (refused ? `, ${refused} refused.` : "."));
  }
}

async function ask(answer) {
  running++;
  try {
    const body = await server.predict(answer.file, answer.model, answer.top, true);
    answer.predictions = body.predictions;
    for (const { index, map, box } of body.explanations ?? []) {
      Object.assign(body.predictions.find((prediction) => prediction.index === index) ?? {}, { map, box });
    }
    answer.looked = body.predictions[0];
  } catch (problem) {
    if (problem instanceof server.Locked) {
      locked();
    }
    answer.error = problem.message || "This server asks for a token.";
  }
  running--;
  const old = answer.row;
  answer.row = row(answer, show);
  old.replaceWith(answer.row);
  if (shown === answer) {
    show(answer);
  }
  tell();
  next();
}

function next() {
  while (running < TOGETHER && waiting.length > 0) {
    ask(waiting.shift());
  }
}

function add(files) {
  const pictures = [...files];
  if (pictures.length === 0) {
    return;
  }
  if (answers.length === 1 && pictures.length === 1 && running + waiting.length === 0) {
    clear(); // one after another: each has the page for itself
  }
  const came = pictures.map((file) => ({
    file, address: URL.createObjectURL(file), model: byId("model").value, top: Number(byId("top").value), card,
  }));
  for (const answer of came) {
    answer.row = row(answer, show);
    byId("rows").append(answer.row);
  }
  answers.push(...came);
  waiting.push(...came);
  byId("table").hidden = answers.length < 2;
  show(came[0]);
  tell();
  next();
}

function clear() {
  answers.forEach((answer) => URL.revokeObjectURL(answer.address));
  answers = [];
  waiting = [];
  shown = null;
  byId("rows").replaceChildren();
  byId("table").hidden = true;
  byId("answer").hidden = true;
  say("");
}

function download() {
  const address = URL.createObjectURL(new Blob(["\ufeff", csv(answers)], { type: "text/csv" }));
  make("a", { href: address, download: "answers.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

byId("choose").addEventListener("click", () => byId("files").click());
for (const id of ["files", "shot"]) {
  byId(id).addEventListener("change", (event) => {
    add(event.target.files);
    event.target.value = ""; // the same picture may be chosen again
  });
}
byId("model").addEventListener("change", chooseModel);
byId("opacity").addEventListener("input", setOpacity);
byId("csv").addEventListener("click", download);
byId("clear").addEventListener("click", clear);
byId("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  server.useToken(byId("token").value);
  begin();
});
document.addEventListener("paste", (event) => {
  if (event.clipboardData.files.length > 0) {
    event.preventDefault();
    add(event.clipboardData.files);
  }
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  byId("drop").classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) {
    byId("drop").classList.remove("over");
  }
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  byId("drop").classList.remove("over");
  add(event.dataTransfer.files);
});
connectCamera((file) => add([file]));

begin();
