// The lines that send this very request again: curl, Java, Python.
import { make } from "./dom.js";
import { hasToken, predictPath } from "./server.js";

const shell = (word) => (/^[\w./,:=@%+?&-]+$/.test(word) && !/[?&]/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** A string literal of Java and Python; both know these escapes. */
const literal = (text) =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replace(/[\u0000-\u001f\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;

/** For Python, in which an escape of half a pair would be half a character. */
const pythonLiteral = (text) => literal(text).replace(/\\u(d[89ab]..)\\u(d[c-f]..)/g, (_, high, low) =>
  `\\U${(0x10000 + ((parseInt(high, 16) & 1023) << 10) + (parseInt(low, 16) & 1023)).toString(16).padStart(8, "0")}`);

/** Language and lines, for a picture of this name. */
export function snippets(file, model, top) {
  const address = new URL(predictPath(model, top, false), document.baseURI).href;
  const name = /^-/.test(file) ? `./${file}` : file;
  const header = hasToken();
  return [
    ["curl", `curl -T ${shell(name)} ${header ? '-H "Authorization: Bearer $TOKEN" ' : ""}${shell(address)}`],
    ["Java", [
      "HttpRequest request =",
      `    HttpRequest.newBuilder(URI.create(${literal(address)}))`,
      ...(header ? ['        .header("Authorization", "Bearer " + System.getenv("TOKEN"))'] : []),
      `        .POST(HttpRequest.BodyPublishers.ofFile(Path.of(${literal(name)})))`,
      "        .build();",
      "System.out.println(",
      "    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());",
    ].join("\n")],
    ["Python", [
      `import json${header ? ", os" : ""}, urllib.request`,
      "",
      `picture = open(${pythonLiteral(name)}, "rb").read()`,
      `request = urllib.request.Request(${pythonLiteral(address)}, data=picture)`,
      ...(header ? ['request.add_header("Authorization", "Bearer " + os.environ["TOKEN"])'] : []),
      "for answer in json.load(urllib.request.urlopen(request))[\"predictions\"]:",
      "    print(f\"{answer['probability']:6.1%}  {answer['label']}\")",
    ].join("\n")],
  ];
}

/** Shows them, each with a button that copies. */
export function show(place, file, model, top, say) {
  place.replaceChildren(...snippets(file, model, top).map(([language, lines]) =>
    make("div", { class: "snippet" },
      make("div", { class: "buttons" },
        make("span", {}, language),
        make("button", { type: "button", class: "plain", "aria-label": `Copy the lines in ${language}`, click: async () => {
          try {
            await navigator.clipboard.writeText(lines);
            say(`Copied the lines in ${language}.`);
          } catch {
            say("The browser did not allow copying. Select the lines instead.");
          }
        } }, "Copy")),
      make("pre", { tabindex: "0", "aria-label": `The request in ${language}`, role: "region" }, make("code", {}, lines)))));
}
