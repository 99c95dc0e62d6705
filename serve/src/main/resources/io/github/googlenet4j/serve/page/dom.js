// Elements with text. Nothing that comes from a file, a model or the server becomes markup.

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * A new element. Properties are set as attributes, functions as listeners; children are elements or text.
 */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

/** A name or label that is isolated from the text around it, whatever its direction. */
export const named = (text) => make("bdi", {}, text);

/** A share as a percentage, such as 93.1 %. */
export const percent = (share) => `${(100 * share).toFixed(1)} %`;
